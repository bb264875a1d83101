//! The decoding thread of a stream: packets in, frames out, each with its time.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use fwr_compiler::diagnostics::{Code, Diagnostic};
use fwr_compiler::media::{Ratio, VideoFormat};

use super::control::{Control, SendFailed, Stopped};
use super::passed::Wishes;
use super::report::Damage;
use super::router::Router;
use super::skim::{Begun, Facts, Next, Skim};
use super::source::Decoded;
use crate::budget::{Account, Sender};
use crate::integrity::Seen;
use crate::media::{AvError, Decoder, Entry, Packet, Picture, Sequence, StreamFacts, clip, of_stream};
use crate::memory::no_room;
use crate::meter::count_helpers;

/// Errors of a decoder, without a new packet between them, after which it is given up.
const GIVE_UP: u32 = 1000;

/// What the thread works on.
pub(super) struct Decoding {
    pub(super) decoder: Decoder,
    pub(super) facts: StreamFacts,
    /// How messages name the stream.
    pub(super) place: String,
    /// The files of its pictures, where each has one.
    pub(super) images: Option<Arc<Sequence>>,
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
    /// How to tell packets that decoding may begin with, and where to note that frames cannot be counted; `None` to
    /// decode all packets.
    pub(super) skimmed: Option<(Entry, Arc<AtomicBool>)>,
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
    /// When frames are shown, as far as that is known before they are decoded: those that come are held against it.
    expected: Vec<i64>,
    /// What the first picture said of the whole stream, where those behind it were passed over.
    of_stream: Option<Vec<u32>>,
}

impl Decoding {
    /// Decodes to the end, and gives the number of frames.
    pub(super) fn run(mut self, router: &Router, damage: &Mutex<Damage>, control: &Control) -> Result<u64, Stopped> {
        let port = self.port;
        let (skipped, told) = Wishes::begin(&self.wishes);
        let work = &mut self;
        let mut state = State {
            work,
            router,
            damage,
            control,
            format: None,
            sar: None,
            last: None,
            count: 0,
            skipped,
            told,
            expected: Vec::new(),
            of_stream: None,
        };
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
        let (mut first, ended) = self.skim(router)?;
        loop {
            let packet = match first.pop_front() {
                None if !ended => router.pop(self.work.port, self.control)?,
                packet => packet,
            };
            let seconds = packet.as_ref().and_then(|packet| self.seconds(packet));
            loop {
                self.control.check()?;
                match self.work.decoder.send(packet.as_ref()) {
                    Ok(()) => break,
                    // Full: take frames out, then try again.
                    Err(AvError::AGAIN) => self.take_frames()?,
                    Err(AvError::EOF) => break,
                    Err(AvError::NO_MEMORY) => return Err(self.no_room().into()),
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
                // No damage, which may be allowed: the frame would be lost for want of memory.
                Err(AvError::NO_MEMORY) => return Err(self.no_room().into()),
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

    /// Passes over packets that need not be decoded; gives those to begin with, and whether they are all that is left.
    fn skim(&mut self, router: &Router) -> Result<(VecDeque<Packet>, bool), Halt> {
        let Some((entry, _)) = self.work.skimmed.clone().filter(|_| self.skipped > 0) else {
            return Ok((VecDeque::new(), false));
        };
        let mut skim = Skim::new(self.skipped, entry.reordered());
        let (mut first, mut sets, mut next) = (None, false, Next::More);
        while next == Next::More {
            let Some(packet) = router.pop(self.work.port, self.control)? else {
                skim.end();
                break;
            };
            if first.is_none() {
                first = self.first_picture(Some(&packet));
            }
            let found = entry.look(&packet);
            // Parameters that came along somewhere are known only where they come again.
            let enters = found.enters && (found.sets || !sets);
            sets |= found.sets;
            let has_room = self.control.ledger.has_room();
            let facts = Facts { pts: packet.pts(), enters, bytes: packet.size(), has_room };
            next = skim.add(packet, facts);
            if found.odd {
                next = Next::Lost;
            }
        }
        let ended = next == Next::More;
        let first = if skim.has_all() { None } else { first.or_else(|| self.first_picture(None)) };
        self.work.decoder.flush();
        self.work.decoder.take_checksum_errors();
        if skim.has_all() {
            return Ok((skim.into_held(), ended));
        }
        let begun = if next == Next::Lost { None } else { skim.begin() };
        let Some((first, begun)) = first.zip(begun) else { return Err(self.miss()) };
        if begun.times.first().copied() != first.time() {
            return Err(self.miss());
        }
        let Begun { packets, number, times, certain } = begun;
        self.sar = clip::sar_of(&first);
        let format = clip::format_of(&first, &self.work.facts, &self.work.place);
        self.format = Some(Arc::new(format.map_err(|error| self.control.fail(error))?));
        self.of_stream = Some(of_stream(&first));
        self.count = number;
        self.expected = times;
        for frame in self.told.clone().into_iter().filter(|frame| *frame < number) {
            let Some(pts) = self.expected.get(frame as usize).copied() else { continue };
            self.router.set_draining(self.work.port, false);
            self.hand_on(Decoded::Time { frame, pts })?;
            self.router.set_draining(self.work.port, true);
        }
        self.expected.truncate(certain as usize);
        let mut seen = self.work.seen.lock().unwrap_or_else(PoisonError::into_inner);
        (seen.skipped, seen.passed) = (true, number);
        drop(seen);
        Ok((packets, ended))
    }

    /// The first picture that comes out of the decoder with this packet, or with `None` of all that it has.
    fn first_picture(&mut self, packet: Option<&Packet>) -> Option<Picture> {
        // What is damaged shows again when it is decoded in earnest, or the picture does not come.
        let _ = self.work.decoder.send(packet);
        let first = self.work.decoder.receive().ok()?;
        while self.work.decoder.receive().is_ok() {}
        Some(first)
    }

    /// Stops the run: frames cannot be counted without decoding them, so all is to be decoded in another.
    fn miss(&self) -> Halt {
        if let Some((_, missed)) = &self.work.skimmed {
            missed.store(true, Ordering::Release);
        }
        let place = &self.work.place;
        self.control.fail(super::internal(&format!("{place} cannot be begun in its middle"))).into()
    }

    /// Whether a picture is not the one that was expected.
    fn is_another(&self, picture: &Picture) -> bool {
        let expected = self.expected.get(self.count as usize).copied();
        let other_time = expected.is_some() && expected != picture.time();
        let first = self.of_stream.as_ref().filter(|_| self.count == self.skipped);
        other_time || first.is_some_and(|first| *first != of_stream(picture))
    }

    fn no_room(&self) -> Stopped {
        self.control.fail(no_room(&format!("the decoder of {}", self.work.place)))
    }

    fn pass_on(&mut self, picture: Picture) -> Result<(), Halt> {
        if self.is_another(&picture) {
            return Err(self.miss());
        }
        let format = match &self.format {
            Some(format) => {
                if let Some(change) = clip::difference(&picture, format, self.sar) {
                    return Err(self.control.fail(self.changed(&change)).into());
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

    /// The refusal of a picture that is unlike those before it.
    fn changed(&self, change: &str) -> Diagnostic {
        match &self.work.images {
            Some(images) => Diagnostic::new(
                Code::FORMAT_CHANGE,
                format!("{} is not one clip: {change} in {}", images.path(), images.file(self.count).display()),
            )
            .help("give that image the format of the others, or make a sequence of each format"),
            None => changed(&self.work.place, change, self.count),
        }
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
