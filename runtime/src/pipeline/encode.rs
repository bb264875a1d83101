//! The encoding thread of an output: frames in, packets out, and the file's streams set up on the first frame.

use std::fs::File;
use std::sync::{Arc, Mutex};

use fwr_compiler::diagnostics::{Code, Diagnostic};
use fwr_compiler::media::Ratio;
use fwr_compiler::plan::PlanOutput;

use super::control::{Control, SendFailed, Stopped};
use super::output::Sources;
use super::source::Message;
use crate::budget::{Account, Receiver, Sender};
use crate::frame::Frame;
use crate::integrity::{FileSum, FrameSum, Seen, Summed};
use crate::media::{CAPTIONS, Encoder, Muxer, Packet, Setup, Target};
use crate::meter::count_helpers;

/// What the thread works on.
pub(super) struct Encoding<'a> {
    pub(super) plan: &'a PlanOutput,
    pub(super) sources: &'a Sources,
    pub(super) file: File,
    pub(super) frames: Receiver<Message>,
    pub(super) packets: Sender<Encoded>,
    pub(super) threads: usize,
    /// Who holds the packets that come out.
    pub(super) account: Account,
    pub(super) control: &'a Control,
    /// Where the file is summed up, and whether frames are to be as well, if checksums are wanted.
    pub(super) sum: Option<Arc<Mutex<FileSum>>>,
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
}

impl Encoding<'_> {
    /// Encodes to the last frame.
    pub(super) fn run(self) -> Result<Encodings, Stopped> {
        let Some(first) = self.next_frame()? else {
            return Err(self.control.fail(no_frames(&self.plan.path)));
        };
        let mut encoder = self.start(&first)?;
        let mut counts = Encodings {
            time_base: Some(first.format.time_base),
            sum: self.sum.as_ref().map(|_| FrameSum::default()),
            ..Encodings::default()
        };
        let mut next = Some(first);
        let format = next.as_ref().map(|frame| std::sync::Arc::clone(&frame.format));
        while let Some(frame) = next {
            let same = format
                .as_ref()
                .is_some_and(|first| std::sync::Arc::ptr_eq(first, &frame.format) || **first == *frame.format);
            if !same {
                return Err(self.control.fail(super::internal("frames of different formats reached one encoder")));
            }
            counts.frames += 1;
            counts.seen.note_result(&frame);
            counts.sum.iter_mut().for_each(|sum| sum.add(&frame));
            if !encoder.keeps_captions() && frame.props.side_data.iter().any(|data| data.kind == CAPTIONS) {
                counts.lost_captions += 1;
            }
            self.encode(&mut encoder, Some(&frame))?;
            drop(frame);
            next = self.next_frame()?;
        }
        self.encode(&mut encoder, None)?;
        count_helpers();
        self.pass_on(Encoded::End)?;
        Ok(counts)
    }

    fn next_frame(&self) -> Result<Option<Frame>, Stopped> {
        match self.control.receive(&self.frames)? {
            Some(Message::Frame(frame)) => Ok(Some(frame)),
            Some(Message::End) => Ok(None),
            // The filter thread ended without a last word: it failed, and said why.
            None => Err(Stopped),
        }
    }

    fn start(&self, first: &Frame) -> Result<Encoder, Stopped> {
        let video = &self.plan.video;
        let setup = Setup {
            args: &video.args,
            format: &first.format,
            side_data: &first.props.side_data,
            threads: self.threads,
            global_header: Muxer::wants_global_header(&self.plan.container),
        };
        let set_up = || -> Result<(Encoder, Start), Diagnostic> {
            let encoder = Encoder::open(&video.encoder, &setup)?;
            let file = self.file.try_clone().map_err(|error| crate::media::io_failure(&self.plan.path, &error))?;
            let file: Box<dyn Target> = match &self.sum {
                Some(sum) => Box::new(Summed::new(Box::new(file), Arc::clone(sum))),
                None => Box::new(file),
            };
            let mut muxer = Muxer::new(&self.plan.container, file, &self.plan.path)?;
            let tags = self.plan.metadata;
            let source = self.sources.video.as_ref();
            let index = muxer.add_encoded(&encoder, &first.format, setup.side_data, source, tags)?;
            let copied = self.sources.add_copied(&mut muxer, tags)?;
            muxer.describe(&self.sources.file, self.plan.chapters, tags)?;
            let start = Start { muxer, video: index, time_base: encoder.time_base(), copied };
            Ok((encoder, start))
        };
        let (encoder, start) = set_up().map_err(|error| self.control.fail(error))?;
        self.pass_on(Encoded::Start(Box::new(start)))?;
        Ok(encoder)
    }

    fn encode(&self, encoder: &mut Encoder, frame: Option<&Frame>) -> Result<(), Stopped> {
        encoder.send(frame).map_err(|error| self.control.fail(error))?;
        while let Some(mut packet) = encoder.receive().map_err(|error| self.control.fail(error))? {
            packet.count(&self.account);
            self.pass_on(Encoded::Packet(packet))?;
        }
        Ok(())
    }

    fn pass_on(&self, message: Encoded) -> Result<(), Stopped> {
        // If nobody reads, the writing thread has failed and said why.
        self.control.send(&self.packets, message).map_err(|_: SendFailed| Stopped)
    }
}

fn no_frames(path: &str) -> Diagnostic {
    Diagnostic::new(
        Code::DAMAGED_INPUT,
        format!("there is no frame to write to {path}: no picture came out of the graph"),
    )
    .help("check the input with `fwr probe`, and the graph for filters that leave nothing")
}
