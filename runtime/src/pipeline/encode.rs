//! The encoding thread of an output: frames in, packets out, and the file's streams set up by the first frame.
//!
//! Where a run is cut into segments, each has an encoder of its own, and its packets are kept as well; those of
//! segments that are there already come from where they are kept.

use std::sync::{Mutex, PoisonError};

use fwr_compiler::diagnostics::{Code, Diagnostic};
use fwr_compiler::media::{Ratio, VideoFormat};
use fwr_compiler::plan::PlanOutput;

use super::control::{Control, SendFailed, Stopped};
use super::incoming::Incoming;
use super::output::Sources;
use super::report::Damage;
use super::splice::Splice;
use super::target::Place;
use crate::budget::{Account, Sender};
use crate::frame::Frame;
use crate::integrity::{FrameSum, Seen};
use crate::media::{CAPTIONS, Encoder, Muxer, Packet, Setup};
use crate::meter::count_helpers;
use crate::segments::{Line, Opening, Record, headers_sum};

/// What the thread works on.
pub(super) struct Encoding<'a> {
    pub(super) plan: &'a PlanOutput,
    /// Where packets go; `None` if they are only kept.
    pub(super) target: Option<FileTarget<'a>>,
    pub(super) frames: Incoming<'a>,
    /// The segments; `None` if all is one piece.
    pub(super) line: Option<Line<'a>>,
    /// What is wrong with the inputs so far.
    pub(super) damages: Vec<&'a Mutex<Damage>>,
    pub(super) threads: usize,
    /// Who holds the packets that come out.
    pub(super) account: Account,
    pub(super) control: &'a Control,
    /// Whether frames are summed up.
    pub(super) summed: bool,
}

/// A file that is written.
pub(super) struct FileTarget<'a> {
    pub(super) sources: &'a Sources,
    pub(super) place: Place,
    pub(super) packets: Sender<Encoded>,
}

/// What the encoder says.
pub(super) enum Encoded {
    /// The file is set up; its header is still to be written.
    Start(Box<Start>),
    Packet(Packet),
    End,
}

/// A file that is set up.
pub(super) struct Start {
    pub(super) muxer: Muxer,
    /// The picture's stream, and the ticks of its packets.
    pub(super) video: usize,
    pub(super) time_base: Ratio,
    /// The stream of each copied stream of the plan, where packets are to be written.
    pub(super) copied: Vec<Option<usize>>,
}

/// Counts of an encoding.
#[derive(Debug, Default)]
pub(super) struct Encodings {
    pub(super) frames: u64,
    /// Frames with closed captions that the encoder could not keep.
    pub(super) lost_captions: u64,
    /// What was noted about the frames.
    pub(super) seen: Seen,
    /// The seconds of one tick of their times.
    pub(super) time_base: Option<Ratio>,
    /// Their checksum, if it is wanted.
    pub(super) sum: Option<FrameSum>,
    /// Whether packets are only kept, and no file is written.
    pub(super) only_kept: bool,
}

/// Where packets go.
struct Way<'a> {
    packets: Option<Sender<Encoded>>,
    splice: Splice,
    account: Account,
    control: &'a Control,
}

/// An encoder for each segment, all alike.
struct Encoders<'a> {
    plan: &'a PlanOutput,
    opening: Opening,
    threads: usize,
    /// The one that the file was set up with, until it is used.
    first: Option<Encoder>,
    /// Checksum of its headers.
    headers: u32,
}

impl<'a> Encoding<'a> {
    /// Encodes to the last frame.
    pub(super) fn run(mut self) -> Result<Encodings, Stopped> {
        let control = self.control;
        let mut counts = Encodings { only_kept: self.target.is_none(), ..Encodings::default() };
        let Some(opening) = self.opening()? else {
            let Some(line) = self.line.as_ref().filter(|_| self.target.is_none()) else {
                return Err(control.fail(no_frames(&self.plan.path)));
            };
            line.pass_over(line.first()).map_err(|error| control.fail(error))?;
            return Ok(counts);
        };
        counts.time_base = Some(opening.format.time_base);
        counts.sum = self.summed.then(FrameSum::default);
        let (mut encoders, mut way) = self.start(opening)?;
        match self.line.take() {
            None => {
                let encoder = encoders.next().map_err(|error| control.fail(error))?;
                let mut pass_on = |packet| way.packet(packet);
                let made = self.encode(encoder, &encoders.opening.format, u64::MAX, &mut counts, &mut pass_on)?;
                counts.add(&made);
            }
            Some(line) => self.along(&line, &mut encoders, &mut way, &mut counts)?,
        }
        count_helpers();
        way.pass_on(Encoded::End)?;
        Ok(counts)
    }

    /// Goes along the segments, to the end of the clip or of what is to be made.
    fn along(
        &mut self,
        line: &Line<'_>,
        encoders: &mut Encoders<'_>,
        way: &mut Way<'_>,
        counts: &mut Encodings,
    ) -> Result<(), Stopped> {
        let control = self.control;
        let fail = |error| control.fail(error);
        for number in line.first().. {
            let record = match line.kept(number).filter(|_| !line.makes(number)) {
                Some(record) => {
                    if record.packets > 0 {
                        let mut kept = line.read(number, encoders.headers).map_err(fail)?;
                        let mut shown = Vec::new();
                        while let Some(packet) = kept.next().map_err(fail)? {
                            shown.push((packet.pts(), packet.duration()));
                            way.packet(packet)?;
                        }
                        counts.note_kept(shown);
                    }
                    record
                }
                None if !line.makes(number) => return Ok(()),
                // The clip ended where the segment before did, though that was not known then.
                None if self.frames.peek()?.is_none() => {
                    line.pass_over(number).map_err(fail)?;
                    return Ok(());
                }
                None => {
                    let encoder = encoders.next().map_err(fail)?;
                    let mut segment = line.write(number, encoders.headers).map_err(fail)?;
                    let mut keep = |packet: Packet| {
                        segment.packet(&packet).map_err(fail)?;
                        way.packet(packet)
                    };
                    let format = &encoders.opening.format;
                    let mut made = self.encode(encoder, format, line.frames(), counts, &mut keep)?;
                    // The next encoder asks for pieces in another order: what this one left would lie idle between them.
                    crate::heap::give_back_memory();
                    made.ended = self.frames.is_over()?;
                    made.damaged = self.is_damaged();
                    segment.finish(made.clone()).map_err(fail)?;
                    made
                }
            };
            counts.add(&record);
            if record.ended {
                return Ok(());
            }
        }
        Ok(())
    }

    /// What the first frame of the clip says; `None` if there is no frame.
    fn opening(&mut self) -> Result<Option<Opening>, Stopped> {
        if let Some(opening) = self.line.as_ref().and_then(Line::opening) {
            return Ok(Some(opening));
        }
        let Some(first) = self.frames.peek()? else { return Ok(None) };
        let opening = Opening::of(first);
        if let Some(line) = &self.line {
            line.set_opening(&opening).map_err(|error| self.control.fail(error))?;
        }
        Ok(Some(opening))
    }

    /// Sets up the file, if there is one, by an encoder like all that follow.
    fn start(&mut self, opening: Opening) -> Result<(Encoders<'a>, Way<'a>), Stopped> {
        let mut encoders = Encoders { plan: self.plan, opening, threads: self.threads, first: None, headers: 0 };
        let (plan, control) = (self.plan, self.control);
        let set_up = |target: FileTarget<'_>, encoder: &Encoder| -> Result<(Start, _), Diagnostic> {
            let opening = &encoders.opening;
            let mut muxer = target.place.muxer(&plan.container, &plan.path, control.stop())?;
            let (source, tags) = (target.sources.video.as_ref(), plan.metadata);
            let index = muxer.add_encoded(encoder, &opening.format, &opening.side_data(), source, tags)?;
            let copied = target.sources.add_copied(&mut muxer, tags)?;
            muxer.describe(&target.sources.file, plan.chapters, tags)?;
            Ok((Start { muxer, video: index, time_base: encoder.time_base(), copied }, target.packets))
        };
        let encoder = encoders.open().map_err(|error| self.control.fail(error))?;
        let start = self.target.take().map(|target| set_up(target, &encoder)).transpose();
        let (start, packets) = start.map_err(|error| self.control.fail(error))?.unzip();
        encoders.headers = headers_sum(encoder.headers());
        encoders.first = Some(encoder);
        let way = Way { packets, splice: Splice::default(), account: self.account.clone(), control: self.control };
        if let Some(start) = start {
            way.pass_on(Encoded::Start(Box::new(start)))?;
        }
        Ok((encoders, way))
    }

    /// Encodes up to `limit` frames, to the last packet.
    fn encode(
        &mut self,
        mut encoder: Encoder,
        format: &VideoFormat,
        limit: u64,
        counts: &mut Encodings,
        pass_on: &mut dyn FnMut(Packet) -> Result<(), Stopped>,
    ) -> Result<Record, Stopped> {
        let control = self.control;
        let mut made = Record::default();
        while made.frames < limit
            && let Some(frame) = self.frames.take()?
        {
            if *frame.format != *format {
                return Err(control.fail(super::internal("frames of different formats reached one encoder")));
            }
            made.frames += 1;
            tracing::trace!(target: "frames", "encoded a frame");
            counts.seen.note_result(&frame);
            counts.sum.iter_mut().for_each(|sum| sum.add(&frame));
            if !encoder.keeps_captions() && frame.props.side_data.iter().any(|data| data.kind == CAPTIONS) {
                made.lost_captions += 1;
            }
            send(&mut encoder, Some(&frame), control, pass_on)?;
        }
        send(&mut encoder, None, control, pass_on)?;
        Ok(made)
    }

    fn is_damaged(&self) -> bool {
        self.damages.iter().any(|damage| damage.lock().unwrap_or_else(PoisonError::into_inner).is_some())
    }
}

fn send(
    encoder: &mut Encoder,
    frame: Option<&Frame>,
    control: &Control,
    pass_on: &mut dyn FnMut(Packet) -> Result<(), Stopped>,
) -> Result<(), Stopped> {
    encoder.send(frame).map_err(|error| control.fail(error))?;
    while let Some(packet) = encoder.receive().map_err(|error| control.fail(error))? {
        pass_on(packet)?;
    }
    Ok(())
}

impl Encoders<'_> {
    /// The next encoder, which writes the same headers as all.
    fn next(&mut self) -> Result<Encoder, Diagnostic> {
        if let Some(first) = self.first.take() {
            return Ok(first);
        }
        let encoder = self.open()?;
        if headers_sum(encoder.headers()) == self.headers {
            return Ok(encoder);
        }
        let name = &self.plan.video.encoder;
        Err(super::internal(&format!("{name} gave other headers for the same settings, and its segments do not fit")))
    }

    fn open(&self) -> Result<Encoder, Diagnostic> {
        let setup = Setup {
            args: &self.plan.video.args,
            format: &self.opening.format,
            side_data: &self.opening.side_data(),
            threads: self.threads,
            global_header: Muxer::wants_global_header(&self.plan.container),
        };
        Encoder::open(&self.plan.video.encoder, &setup)
    }
}

impl Way<'_> {
    fn packet(&mut self, mut packet: Packet) -> Result<(), Stopped> {
        packet.count(&self.account);
        self.splice.place(&mut packet);
        self.pass_on(Encoded::Packet(packet))
    }

    fn pass_on(&self, message: Encoded) -> Result<(), Stopped> {
        let Some(packets) = &self.packets else { return Ok(()) };
        // If nobody reads, the writing thread has failed and said why.
        self.control.send(packets, message).map_err(|_: SendFailed| Stopped)
    }
}

impl Encodings {
    /// Notes the frames of a segment that was kept, by its packets. What they showed is not known any more.
    fn note_kept(&mut self, mut shown: Vec<(Option<i64>, i64)>) {
        shown.sort_unstable();
        shown.into_iter().for_each(|(pts, duration)| self.seen.times.note(pts, duration, pts));
        self.sum = None;
    }

    fn add(&mut self, made: &Record) {
        self.frames += made.frames;
        self.lost_captions += made.lost_captions;
    }
}

fn no_frames(path: &str) -> Diagnostic {
    Diagnostic::new(
        Code::DAMAGED_INPUT,
        format!("there is no frame to write to {path}: no picture came out of the graph"),
    )
    .help("check the input with `fwr probe`, and the graph for filters that leave nothing")
}
