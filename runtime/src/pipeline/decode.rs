//! The decoding thread of a stream: packets in, frames out, each with its time.

use std::sync::{Arc, Mutex, PoisonError};

use fwr_compiler::diagnostics::{Code, Diagnostic};
use fwr_compiler::media::{Ratio, VideoFormat};

use super::control::{Control, SendFailed, Stopped};
use super::passed::Wishes;
use super::report::Damage;
use super::router::Router;
use super::source::Decoded;
use crate::budget::{Account, Sender};
use crate::integrity::Seen;
use crate::media::{AvError, Decoder, Packet, Picture, StreamFacts, clip};
use crate::meter::count_helpers;

/// Errors of a decoder, without a new packet between them, after which it is given up.
const GIVE_UP: u32 = 1000;

/// What the thread works on.
pub(super) struct Decoding {
    pub(super) decoder: Decoder,
    pub(super) facts: StreamFacts,
    /// How messages name the stream.
    pub(super) place: String,
    pub(super) port: usize,
    pub(super) frames: Sender<Decoded>,
    /// What of the clip nobody wants to see.
    pub(super) wishes: Arc<Mutex<Wishes>>,
    /// Who holds the frames that come out.
    pub(super) account: Account,
    pub(super) stream: usize,
    /// What its threads are called.
    pub(super) thread: String,
    /// What is noted about the frames.
    pub(super) seen: Arc<Mutex<Seen>>,
}

/// Why decoding stops before the last packet.
enum Halt {
    Stopped,
    NobodyReads,
}

impl From<Stopped> for Halt {
    fn from(_: Stopped) -> Self {
        Self::Stopped
    }
}

struct State<'a> {
    work: &'a mut Decoding,
    router: &'a Router,
    damage: &'a Mutex<Damage>,
    control: &'a Control,
    format: Option<Arc<VideoFormat>>,
    /// Sample aspect ratio of the first picture, whatever the container says.
    sar: Option<Ratio>,
    last: Option<(i64, i64)>,
    count: u64,
    /// Frames at the beginning that are dropped.
    skipped: u64,
    /// Those among them whose times are told.
    told: Vec<u64>,
}

impl Decoding {
    /// Decodes to the end, and gives the number of frames.
    pub(super) fn run(mut self, router: &Router, damage: &Mutex<Damage>, control: &Control) -> Result<u64, Stopped> {
        let port = self.port;
        let (skipped, told) = Wishes::begin(&self.wishes);
        let work = &mut self;
        let mut state =
            State { work, router, damage, control, format: None, sar: None, last: None, count: 0, skipped, told };
        router.set_draining(port, skipped > 0);
        let ended = state.decode(router);
        count_helpers();
        let count = state.count;
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).whole = ended.is_ok();
        match ended {
            Ok(()) => match control.send(&self.frames, Decoded::End) {
                Err(SendFailed::Stopped) => Err(Stopped),
                _ => Ok(count),
            },
            Err(Halt::NobodyReads) => {
                router.close(port);
                Ok(count)
            }
            Err(Halt::Stopped) => Err(Stopped),
        }
    }
}

impl State<'_> {
    fn decode(&mut self, router: &Router) -> Result<(), Halt> {
        loop {
            let packet = router.pop(self.work.port, self.control)?;
            let seconds = packet.as_ref().and_then(|packet| self.seconds(packet));
            loop {
                self.control.check()?;
                match self.work.decoder.send(packet.as_ref()) {
                    Ok(()) => break,
                    // Full: take frames out, then try again.
                    Err(AvError::AGAIN) => self.take_frames()?,
                    Err(AvError::EOF) => break,
                    Err(_) => {
                        self.note(seconds, |damage| damage.packets += 1);
                        break;
                    }
                }
            }
            if packet.is_none() {
                self.take_frames()?;
                if self.work.decoder.take_checksum_errors() > 0 {
                    self.note(None, |damage| damage.frames += 1);
                }
                return Ok(());
            }
            self.take_frames()?;
        }
    }

    /// Passes on the frames that are ready.
    fn take_frames(&mut self) -> Result<(), Halt> {
        let mut errors = 0;
        loop {
            self.control.check()?;
            match self.work.decoder.receive() {
                Ok(mut picture) => {
                    errors = 0;
                    picture.count(&self.work.account);
                    self.pass_on(picture)?;
                }
                Err(AvError::AGAIN | AvError::EOF) => return Ok(()),
                // With several threads, a packet's error comes out here, in place of its frame.
                Err(_) => {
                    let at = self.last.map(|(pts, _)| pts as f64 * self.work.facts.time_base.to_f64());
                    self.note(at, |damage| damage.packets += 1);
                    errors += 1;
                    if errors > GIVE_UP {
                        return Err(self.control.fail(stuck(&self.work.place)).into());
                    }
                }
            }
        }
    }

    fn pass_on(&mut self, picture: Picture) -> Result<(), Halt> {
        let format = match &self.format {
            Some(format) => {
                if let Some(change) = clip::difference(&picture, format, self.sar) {
                    return Err(self.control.fail(changed(&self.work.place, &change, self.count)).into());
                }
                Arc::clone(format)
            }
            None => {
                self.sar = clip::sar_of(&picture);
                let format = clip::format_of(&picture, &self.work.facts, &self.work.place)
                    .map_err(|error| self.control.fail(error))?;
                Arc::clone(self.format.insert(Arc::new(format)))
            }
        };
        let (pts, duration) = self.time(&picture, &format);
        let patched = picture.is_patched() || self.work.decoder.take_checksum_errors() > 0;
        self.note(patched.then(|| pts as f64 * format.time_base.to_f64()), |damage| {
            if patched { damage.frames += 1 } else { damage.good_frames += 1 }
        });
        let number = self.count;
        self.count += 1;
        let message = if number >= self.skipped {
            let frame = clip::frame_of(picture, &format, pts, duration);
            self.work.seen.lock().unwrap_or_else(PoisonError::into_inner).note_source(&frame);
            Decoded::Frame(frame)
        } else {
            self.work.seen.lock().unwrap_or_else(PoisonError::into_inner).skipped = true;
            if !self.told.contains(&number) {
                return Ok(());
            }
            Decoded::Time { frame: number, pts }
        };
        if self.skipped == 0 || number > self.skipped {
            return self.hand_on(message);
        }
        // It may have to wait from here on, and not only for packets.
        self.router.set_draining(self.work.port, false);
        self.hand_on(message)?;
        self.router.set_draining(self.work.port, number < self.skipped);
        Ok(())
    }

    fn hand_on(&self, message: Decoded) -> Result<(), Halt> {
        match self.control.send(&self.work.frames, message) {
            Ok(()) => Ok(()),
            Err(SendFailed::Stopped) => Err(Halt::Stopped),
            Err(SendFailed::NobodyReads) => Err(Halt::NobodyReads),
        }
    }

    /// The frame's time and duration: what the file says, and where it says nothing, one frame after the last.
    fn time(&mut self, picture: &Picture, format: &VideoFormat) -> (i64, i64) {
        let step = format.rate.map_or(1, |rate| (rate.fps.recip() / format.time_base).to_f64().round().max(1.0) as i64);
        let (stated, duration) = (picture.time(), picture.duration());
        let pts = match (stated, self.last) {
            (Some(pts), Some((last, _))) if pts <= last => {
                self.note(None, |damage| damage.moved += 1);
                last + 1
            }
            (Some(pts), _) => pts,
            (None, Some((last, duration))) => last + if duration > 0 { duration } else { step },
            (None, None) => self.work.facts.start.unwrap_or(0),
        };
        self.last = Some((pts, duration));
        (pts, duration)
    }

    fn seconds(&self, packet: &Packet) -> Option<f64> {
        packet.pts().or(packet.dts()).map(|ticks| ticks as f64 * self.work.facts.time_base.to_f64())
    }

    fn note(&self, seconds: Option<f64>, change: impl FnOnce(&mut Damage)) {
        let mut damage = self.damage.lock().unwrap_or_else(PoisonError::into_inner);
        damage.note(seconds);
        change(&mut damage);
    }
}

fn stuck(place: &str) -> Diagnostic {
    Diagnostic::new(
        Code::DAMAGED_INPUT,
        format!("{place} cannot be decoded further: its decoder gave {GIVE_UP} errors in a row, and no frame"),
    )
    .help("copy the file again from where it came, or cut it before the damage")
}

fn changed(place: &str, change: &str, frame: u64) -> Diagnostic {
    Diagnostic::new(Code::FORMAT_CHANGE, format!("{place} is not one clip: {change} at frame {frame}"))
        .help("cut the file at that frame, and restore the parts one by one")
}
