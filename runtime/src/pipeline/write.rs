//! The writing thread of an output: encoded and copied packets into one file, in order of time.
//!
//! Which packet comes next depends on the packets alone and not on which thread
//! was faster, so that two runs write the same bytes.

use std::collections::VecDeque;

use fwr_compiler::media::Ratio;

use super::control::{Control, Stopped};
use super::encode::{Encoded, Start};
use super::part::Part;
use super::progress::Progress;
use super::router::Router;
use crate::budget::Receiver;
use crate::integrity::{Carried, Times};
use crate::media::{Muxer, Packet, rescale, rescale_up};

/// How far a file may be out of step with itself, in seconds: once it is read this much past a
/// moment, a stream that had no packet for that moment is taken to have none.
const STEP: f64 = 1.0;

/// What the thread works on.
pub(super) struct Writing<'a> {
    /// Position of the output in the plan.
    pub(super) output: usize,
    pub(super) packets: Receiver<Encoded>,
    pub(super) feeds: Vec<Feed<'a>>,
    /// For each copied stream of the plan, its feed and its stream in that input, and the ticks there.
    /// Streams that are written once, with the header, have no feed.
    pub(super) copied: Vec<(Option<usize>, usize, Ratio)>,
    /// What of the copied streams is written, if the picture is a part of a whole.
    pub(super) part: Option<Part>,
    pub(super) progress: &'a dyn Progress,
    pub(super) control: &'a Control,
}

/// An input that streams are copied from.
pub(super) struct Feed<'a> {
    pub(super) router: &'a Router,
    pub(super) port: usize,
    read: f64,
    ended: bool,
}

impl<'a> Feed<'a> {
    pub(super) fn new(router: &'a Router, port: usize) -> Self {
        Self { router, port, read: f64::NEG_INFINITY, ended: false }
    }
}

/// Counts of a written file.
#[derive(Debug, Default)]
pub(super) struct Written {
    pub(super) bytes: u64,
    pub(super) video_packets: u64,
    pub(super) copied_packets: Vec<u64>,
    /// The picture's packets, as they came and as they were written.
    pub(super) picture: Option<Carried>,
    /// The same of each copied stream; `None` where nothing is written packet by packet.
    pub(super) copied: Vec<Option<Carried>>,
}

/// Packets of one stream that wait to be written.
#[derive(Default)]
struct Lane {
    queue: VecDeque<Packet>,
    /// The stream in the file; `None` where nothing is to be written.
    target: Option<usize>,
    ended: bool,
}

/// A time that is added to all others.
#[derive(Clone, Copy)]
struct Shift {
    ticks: i64,
    base: Ratio,
}

impl Default for Shift {
    fn default() -> Self {
        Self { ticks: 0, base: Ratio::ONE }
    }
}

/// What is written next.
enum Next {
    Video,
    Copied(usize),
    /// First it must be known what this feed has.
    Ask(usize),
    Done,
}

impl Writing<'_> {
    /// Writes the whole file.
    pub(super) fn run(mut self) -> Result<Written, Stopped> {
        let Some(Encoded::Start(start)) = self.control.receive(&self.packets)? else { return Err(Stopped) };
        let Start { mut muxer, video, time_base, copied } = *start;
        muxer.write_header().map_err(|error| self.control.fail(error))?;
        let mut lanes: Vec<Lane> =
            copied.iter().map(|target| Lane { target: *target, ended: target.is_none(), ..Lane::default() }).collect();
        let mut written = Written { copied_packets: vec![0; lanes.len()], ..Written::default() };
        let mut picture = Lane::default();
        let mut shift = None;
        let carried = |target, from| Carried {
            came: (Times::default(), from),
            went: (Times::default(), muxer.time_base(target)),
        };
        let mut picture_went = carried(video, time_base);
        let went = lanes.iter().zip(&self.copied).map(|(lane, (_, _, base))| Some(carried(lane.target?, *base)));
        written.copied = went.collect();
        loop {
            if picture.queue.is_empty() && !picture.ended {
                match self.control.receive(&self.packets)? {
                    Some(Encoded::Packet(packet)) => {
                        self.part.iter_mut().for_each(|part| part.show(&packet, time_base));
                        picture.queue.push_back(packet);
                    }
                    Some(Encoded::End) => picture.ended = true,
                    Some(Encoded::Start(_)) | None => return Err(Stopped),
                }
                continue;
            }
            let next = self.choose(&picture, time_base, &lanes);
            if !matches!(next, Next::Ask(_)) && shift.is_none() {
                shift = Some(self.shift(&muxer, (&picture, video, time_base), &lanes));
            }
            let shift = shift.unwrap_or_default();
            match next {
                Next::Video => {
                    let Some(packet) = picture.queue.pop_front() else { continue };
                    let seconds = packet.pts().unwrap_or(0) as f64 * time_base.to_f64();
                    self.write(&mut muxer, packet, video, &mut picture_went, shift)?;
                    written.video_packets += 1;
                    self.progress.frame(self.output, written.video_packets, seconds);
                }
                Next::Copied(lane) => {
                    let (Some(packet), Some(target), Some(went)) =
                        (lanes[lane].queue.pop_front(), lanes[lane].target, &mut written.copied[lane])
                    else {
                        continue;
                    };
                    if self.part.as_ref().is_some_and(|part| part.is_over(&packet, self.copied[lane].2)) {
                        lanes[lane] = Lane { ended: true, ..Lane::default() };
                        continue;
                    }
                    self.write(&mut muxer, packet, target, went, shift)?;
                    written.copied_packets[lane] += 1;
                }
                Next::Ask(feed) => self.ask(feed, &mut lanes)?,
                Next::Done => break,
            }
        }
        for feed in &self.feeds {
            feed.router.close(feed.port);
        }
        written.picture = Some(picture_went);
        written.bytes = muxer.finish().map_err(|error| self.control.fail(error))?;
        Ok(written)
    }

    /// The packet with the earliest decoding time, once no stream can still bring an earlier one.
    fn choose(&self, picture: &Lane, time_base: Ratio, lanes: &[Lane]) -> Next {
        let mut next = (f64::INFINITY, Next::Done);
        if let Some(packet) = picture.queue.front() {
            next = (seconds(packet, time_base), Next::Video);
        }
        for (position, lane) in lanes.iter().enumerate() {
            if let Some(packet) = lane.queue.front() {
                let time = seconds(packet, self.copied[position].2);
                if time < next.0 || matches!(next.1, Next::Done) {
                    next = (time, Next::Copied(position));
                }
            }
        }
        for (position, lane) in lanes.iter().enumerate() {
            let Some(feed) = self.copied[position].0.filter(|_| lane.queue.is_empty() && !lane.ended) else { continue };
            // Behind the last frame of a part nothing is waited for.
            let end = self.part.as_ref().filter(|_| picture.ended).map_or(f64::INFINITY, Part::end);
            let silent = self.feeds[feed].ended || self.feeds[feed].read - STEP >= next.0.min(end);
            if !silent {
                return Next::Ask(feed);
            }
        }
        next.1
    }

    /// Waits for news from a feed.
    fn ask(&mut self, position: usize, lanes: &mut [Lane]) -> Result<(), Stopped> {
        let feed = &mut self.feeds[position];
        let batch = feed.router.drain(feed.port, feed.read, self.control)?;
        feed.read = feed.read.max(batch.progress);
        feed.ended = batch.ended;
        for packet in batch.packets {
            for (number, (lane, (from, stream, base))) in lanes.iter_mut().zip(&self.copied).enumerate() {
                if *from == Some(position) && *stream == packet.stream() && !lane.ended {
                    if self.part.as_mut().is_some_and(|part| !part.has_reached(number, &packet, *base)) {
                        continue;
                    }
                    let copy = packet.reference().map_err(|error| self.control.fail(super::fault(error)))?;
                    lane.queue.push_back(copy);
                }
            }
        }
        Ok(())
    }

    /// The time that all streams together are moved by, because the file cannot hold times before zero.
    fn shift(&self, muxer: &Muxer, (picture, video, time_base): (&Lane, usize, Ratio), lanes: &[Lane]) -> Shift {
        let copied =
            lanes.iter().zip(&self.copied).filter_map(|(lane, (_, _, base))| Some((lane, lane.target?, *base)));
        let earliest = copied
            .chain([(picture, video, time_base)])
            .filter_map(|(lane, target, from)| {
                let to = muxer.time_base(target);
                Some((rescale(lane.queue.front()?.pts()?, from, to), to))
            })
            .min_by(|(a, of_a), (b, of_b)| (*a as f64 * of_a.to_f64()).total_cmp(&(*b as f64 * of_b.to_f64())));
        match earliest {
            Some((ticks, base)) if self.part.as_ref().is_some_and(Part::starts_at_zero) => {
                Shift { ticks: -ticks, base }
            }
            Some((ticks, base)) if ticks < 0 && !muxer.holds_negative_times() => Shift { ticks: -ticks, base },
            _ => Shift::default(),
        }
    }

    fn write(
        &self,
        muxer: &mut Muxer,
        mut packet: Packet,
        stream: usize,
        carried: &mut Carried,
        shift: Shift,
    ) -> Result<(), Stopped> {
        let to = muxer.time_base(stream);
        carried.came.0.note(packet.pts(), packet.duration(), packet.dts());
        packet.rescale(carried.came.1, to);
        packet.shift(rescale_up(shift.ticks, shift.base, to));
        carried.went.0.note(packet.pts(), packet.duration(), packet.dts());
        muxer.write(packet, stream).map_err(|error| self.control.fail(error))
    }
}

/// When a packet is to be decoded; one without a time goes first.
fn seconds(packet: &Packet, time_base: Ratio) -> f64 {
    packet.dts().or(packet.pts()).map_or(f64::NEG_INFINITY, |ticks| ticks as f64 * time_base.to_f64())
}
