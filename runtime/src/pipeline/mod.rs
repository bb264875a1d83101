//! A run's threads and queues: read → decode → filter → encode → write, each on a thread of its own.
//!
//! Queues are bounded and order is kept. An error in any thread stops them all,
//! and the first is reported. What the filters do is not known here: they are
//! [`FrameSource`]s, built on the [`VideoSource`]s of the decoders.

mod control;
mod decode;
mod encode;
mod filter;
mod incoming;
mod input;
mod look;
mod output;
mod part;
mod passed;
mod progress;
mod read;
mod report;
mod router;
mod settle;
mod skim;
mod source;
mod splice;
mod target;
mod timeline;
mod write;

use std::io;
use std::num::NonZero;
use std::path::PathBuf;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, ScopedJoinHandle, available_parallelism};

use fwr_compiler::diagnostics::{Code, Diagnostic};
use fwr_compiler::media::Ratio;
use fwr_compiler::plan::{OpKind, Plan, Schedule};

pub use look::Watched;
pub use progress::{Progress, Quiet};
pub use report::{
    Damage, InputReport, OutputReport, Report, ReusedFrames, Span, StreamReport, Written as WrittenStream,
};
pub use source::{FrameSource, VideoSource};

use crate::budget::{Ledger, bounded};
use crate::integrity::FileSum;
use crate::media::AvError;
use crate::memory::no_room;
use crate::meter::{Pool, add_cores, spawn};
use crate::segments::{Line, Pass, Segments, Task};
use control::{Control, Stopped};
use decode::Decoding;
use encode::{Encoding, Encodings, FileTarget};
use filter::{Lane, filter};
use incoming::Incoming;
use input::{Decoded, Input};
use output::Sources;
use part::Part;
use read::Reader;
use router::Router;
use target::Target;
use write::{Feed, Writing, Written};

/// What an output without a file, of which only segments are made, stands for in counts.
const NOTHING_WRITTEN: Written =
    Written { bytes: 0, video_packets: 0, copied_packets: Vec::new(), picture: None, copied: Vec::new() };

/// The encoder whose packets depend on the frames alone, whatever memory it finds.
const LOSSLESS: &str = "ffv1";

/// How a plan is run.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Set it, and the run stops within a second.
    pub cancel: Arc<AtomicBool>,
    /// Keep the output of a damaged input.
    pub allow_damaged: bool,
    /// Replace destinations that exist.
    pub force: bool,
    /// Threads where the plan's schedule leaves their number open; 0 for one a core.
    pub threads: usize,
    /// Bytes that packets and frames may take together; `None` for as much as they need. What runs ahead waits then.
    pub memory: Option<u64>,
    /// Sum up what is written: the report then has the checksums.
    pub checksums: bool,
    /// Whether it is cut into segments, and which of them are made.
    pub segments: Segments,
}

/// A plan with its inputs open and its outputs created, ready to run.
pub struct Pipeline<'a> {
    plan: &'a Plan,
    options: Options,
    schedule: Schedule,
    control: Arc<Control>,
    inputs: Vec<Input>,
    outputs: Vec<Output>,
    /// What of the outputs is made; all of it where nobody says otherwise.
    pass: Option<Pass<'a>>,
    /// Where to note that frames cannot be counted without decoding them; `None` to decode all.
    missed: Option<Arc<AtomicBool>>,
}

/// Tells whether inputs were as they should be, as far as they have been read.
pub(crate) struct Sound(Vec<Arc<Mutex<Damage>>>);

impl Sound {
    /// Whether there was nothing to be told about.
    pub(crate) fn holds(&self) -> bool {
        let clean = |damage: &Mutex<Damage>| {
            let damage = damage.lock().unwrap_or_else(PoisonError::into_inner);
            !damage.is_some() && damage.moved == 0 && damage.resets == 0
        };
        self.0.iter().all(|damage| clean(damage))
    }
}

/// An output: what is encoded, and the file if one is written.
struct Output {
    written: Option<WrittenOutput>,
}

/// An output whose file is created.
struct WrittenOutput {
    file: Target,
    sources: Sources,
    /// The inputs that streams are copied from, each with its port.
    feeds: Vec<(usize, usize)>,
    /// Its checksum so far, if it is wanted.
    sum: Option<Arc<Mutex<FileSum>>>,
}

impl<'a> Pipeline<'a> {
    /// Opens the inputs, checks that each container can hold its streams, and creates the outputs.
    ///
    /// # Errors
    /// E1001 to E1007 about inputs, E1101 to E1107 about outputs, E0502 if two outputs are one file. Nothing is left behind then.
    pub fn open(plan: &'a Plan, options: &Options) -> Result<Self, Diagnostic> {
        Self::open_pass(plan, options, None)
    }

    /// As [`Pipeline::open`], for what a pass makes of the outputs.
    pub(crate) fn open_pass(plan: &'a Plan, options: &Options, pass: Option<Pass<'a>>) -> Result<Self, Diagnostic> {
        crate::heap::keep_freed_memory();
        let mut schedule = plan.schedule.on(cores(options.threads) as u32);
        if let Some(threads) = pass.as_ref().and_then(|pass| pass.work.encoder_threads()) {
            schedule.encoder_threads = threads;
            if plan.outputs.iter().any(|output| output.video.encoder != LOSSLESS) {
                crate::heap::take_fresh_memory();
            }
        }
        check_destinations(plan, options)?;
        let paths = input_paths(plan);
        let control = Arc::new(Control::new(Arc::clone(&options.cancel), Ledger::new(options.memory)));
        let opened =
            plan.inputs.iter().enumerate().map(|(position, input)| {
                Input::open(&input.path, &input.name, rate_of(plan, position), &control.ledger)
            });
        let mut inputs = opened.collect::<Result<Vec<_>, _>>()?;
        let mut outputs = Vec::with_capacity(plan.outputs.len());
        for (position, output) in plan.outputs.iter().enumerate() {
            if pass.as_ref().is_some_and(|pass| !pass.writes) {
                outputs.push(Output { written: None });
                continue;
            }
            let sources = Sources::of(plan, output, &inputs)?;
            let folder = pass.as_ref().and_then(|pass| pass.work.folder(position));
            let file = Target::create(plan, output, options.force, &paths, folder)?;
            let mut feeds = Vec::new();
            for (position, input) in inputs.iter_mut().enumerate() {
                let by_packets = |(stream, template): (&fwr_compiler::plan::CopiedStream, &crate::media::Template)| {
                    (stream.input == position && template.way == crate::media::Way::Packets).then_some(stream.stream)
                };
                let mut streams: Vec<usize> =
                    output.copied.iter().zip(&sources.copied).filter_map(by_packets).collect();
                streams.sort_unstable();
                streams.dedup();
                if !streams.is_empty() {
                    feeds.push((position, input.copy(streams.into_iter())));
                }
            }
            let sum = options.checksums.then(Arc::default);
            outputs.push(Output { written: Some(WrittenOutput { file, sources, feeds, sum }) });
        }
        Ok(Self { plan, options: options.clone(), schedule, control, inputs, outputs, pass, missed: None })
    }

    /// The same, which decodes nothing before the last picture that what is wanted can do without.
    ///
    /// Where frames cannot be counted without decoding them, the run fails and `missed` is set.
    #[must_use]
    pub fn skimming(self, missed: &Arc<AtomicBool>) -> Self {
        Self { missed: Some(Arc::clone(missed)), ..self }
    }

    /// What tells whether the inputs were sound so far.
    pub(crate) fn sound(&self) -> Sound {
        Sound(self.inputs.iter().map(|input| Arc::clone(&input.damage)).collect())
    }

    /// Who holds what of memory in this run.
    pub fn ledger(&self) -> &Ledger {
        &self.control.ledger
    }

    /// The frames of a stream. Each stream can be asked for once.
    ///
    /// # Errors
    /// E1005 if there is no decoder.
    pub fn video(&mut self, input: usize, stream: usize) -> Result<VideoSource, Diagnostic> {
        let decoded = Decoded {
            thread: &format!("decode {input}:{stream}"),
            threads: self.schedule.decoder_threads as usize,
            queue: self.schedule.frame_queue.max(1) as usize,
            control: &self.control,
            missed: self.missed.as_ref(),
        };
        self.inputs[input].video(stream, &decoded)
    }

    /// Runs to the end: `sources` gives the picture of each output.
    ///
    /// # Errors
    /// The first error of any thread; E1007 if an input is damaged and that is not allowed; E1201 if
    /// it was stopped. No output appears then.
    pub fn run<'s>(
        self,
        sources: Vec<Box<dyn FrameSource + 's>>,
        progress: &dyn Progress,
    ) -> Result<Report, Diagnostic> {
        let Self { plan, options, schedule, control, mut inputs, outputs, pass, .. } = self;
        assert_eq!(sources.len(), outputs.len(), "one picture for each output");
        let pass = pass.as_ref();
        let (read, wrote) =
            run_threads(plan, schedule, &control, &mut inputs, &outputs, pass, sources, Vec::new(), progress);
        if let Some(cause) = control.cause() {
            return Err(cause);
        }
        let (Some(read), Some(wrote)) = (read.into_iter().collect(), wrote.into_iter().collect()) else {
            return Err(internal("a thread ended without saying why"));
        };
        if (0..outputs.len()).any(|output| pass.is_some_and(|pass| pass.stretch(output).1.is_some())) {
            // What was decoded says nothing of all that the outputs have.
            inputs.iter().for_each(Input::see_only_a_part);
        }
        let mut report = summarize(plan, &inputs, read, wrote, options.allow_damaged)?;
        report.taken = control.taken(&names_of_stages(plan));
        for (output, report) in outputs.iter().zip(&mut report.outputs) {
            report.checksum = output.written.as_ref().map_or(Ok(None), WrittenOutput::checksum)?;
        }
        for output in outputs.into_iter().filter_map(|output| output.written) {
            report.warnings.extend(output.file.commit()?);
        }
        Ok(report)
    }
}

impl WrittenOutput {
    /// The checksum of the file, whose every byte is written, if it is wanted.
    fn checksum(&self) -> Result<Option<String>, Diagnostic> {
        let Some(sum) = &self.sum else { return Ok(None) };
        let sum = sum.lock().unwrap_or_else(PoisonError::into_inner);
        self.file.checksum(&sum).map(|value| Some(settle::in_words(value)))
    }
}

/// Packets of each stream, and the frames of each decoded one.
type Read = (Vec<u64>, Vec<(usize, u64)>);
type Wrote = (Encodings, Written);

#[expect(clippy::too_many_arguments, reason = "the parts of a pipeline, taken apart for its threads")]
fn run_threads<'s>(
    plan: &Plan,
    schedule: Schedule,
    control: &Control,
    inputs: &mut [Input],
    outputs: &[Output],
    pass: Option<&Pass<'_>>,
    sources: Vec<Box<dyn FrameSource + 's>>,
    mut lanes: Vec<Lane<'s>>,
    progress: &dyn Progress,
) -> (Vec<Option<Read>>, Vec<Option<Wrote>>) {
    let mut filtered = Vec::with_capacity(sources.len());
    for (position, source) in sources.into_iter().enumerate() {
        let (frames, received) = bounded(schedule.frame_queue.max(1) as usize, &control.ledger);
        let (skipped, limit) = pass.map_or((0, None), |pass| pass.stretch(position));
        lanes.push(Lane::new(source, frames).from(skipped, limit));
        filtered.push((received, limit));
    }
    // Decoders learn of what is not wanted before they begin.
    if let Err(error) = lanes.iter_mut().try_for_each(Lane::begin) {
        control.fail(error);
    }
    thread::scope(|scope| {
        let mut readers = Vec::new();
        let mut routers = Vec::new();
        let mut damages = Vec::new();
        for (input, planned) in inputs.iter_mut().zip(&plan.inputs) {
            let Input { demuxer, router, wanted, decodings, accounts, damage, .. } = input;
            let (router, wanted, damage): (&Router, &Vec<Vec<usize>>, _) = (router, wanted, &**damage);
            routers.push(router);
            damages.push(damage);
            let decoders: Vec<_> = std::mem::take(decodings)
                .into_iter()
                .map(|decoding: Decoding| {
                    let (stream, thread) = (decoding.stream, decoding.thread.clone());
                    let name = format!("decode {}", planned.name);
                    let body = move || control.guard(&name, || decoding.run(router, damage, control));
                    (stream, started(spawn(scope, &thread, body), control))
                })
                .collect();
            for stream in (0..wanted.len()).filter(|stream| wanted[*stream].is_empty()) {
                demuxer.discard(stream);
            }
            let account = accounts.packets.clone();
            let reader = Reader { demuxer, wanted, router, damage, account, control };
            let name = format!("read {}", planned.name);
            let body = move || control.guard(&name, || reader.run());
            let reader = started(spawn(scope, "read", body), control);
            readers.push((reader, decoders));
        }
        let mut writers = Vec::new();
        for (position, (output, (filtered, limit))) in outputs.iter().zip(filtered).enumerate() {
            let planned = &plan.outputs[position];
            let (packets, encoded) = bounded(schedule.packet_queue.max(1) as usize, &control.ledger);
            let account = control.ledger.account(&format!("writing {}", planned.path));
            let (damages, written) = (damages.clone(), output.written.as_ref());
            let name = format!("encode {}", planned.path);
            let threads = schedule.encoder_threads as usize;
            let body = move || {
                control.guard(&name, || {
                    let line = pass.and_then(|pass| Line::of(pass, position, &planned.path));
                    let summed = written.is_some_and(|written| written.sum.is_some());
                    let target = written.map(|written| {
                        let place = written.file.place(written.sum.as_ref()).map_err(|error| control.fail(error))?;
                        Ok(FileTarget { sources: &written.sources, place, packets })
                    });
                    let target = target.transpose()?;
                    let frames = Incoming::new(filtered, limit, control);
                    Encoding { plan: planned, target, frames, line, damages, threads, account, control, summed }.run()
                })
            };
            let encoder = started(spawn(scope, &format!("encode {position}"), body), control);
            let Some(written) = written else {
                writers.push((encoder, None));
                continue;
            };
            let feeds: Vec<Feed<'_>> =
                written.feeds.iter().map(|(input, port)| Feed::new(routers[*input], *port)).collect();
            let copied = planned.copied.iter().zip(&written.sources.copied).map(|(stream, template)| {
                let feed = written.feeds.iter().position(|(input, _)| *input == stream.input);
                (feed, stream.stream, template.facts.time_base)
            });
            let copied = copied.collect();
            let part = plan.excerpt.map(|_| Part::new(&planned.container, &written.sources.copied));
            let writing = Writing { output: position, packets: encoded, feeds, copied, part, progress, control };
            let name = format!("write {}", planned.path);
            let body = move || control.guard(&name, || writing.run());
            let writer = started(spawn(scope, "write", body), control);
            writers.push((encoder, Some(writer)));
        }
        started(spawn(scope, "filter", move || control.guard("filter", || filter_with_pool(lanes, control))), control);
        let read = readers.into_iter().map(|(reader, decoders)| {
            let frames: Option<Vec<_>> =
                decoders.into_iter().map(|(stream, decoder)| Some((stream, joined(decoder)?))).collect();
            Some((joined(reader)?, frames?))
        });
        let read = read.collect();
        let wrote = writers.into_iter().map(|(encoder, writer)| {
            let encoded = joined(encoder);
            let written = writer.map_or(Some(NOTHING_WRITTEN), joined);
            Some((encoded?, written?))
        });
        (read, wrote.collect())
    })
}

/// Filters, and counts the threads that filters work on as those of this stage.
fn filter_with_pool(lanes: Vec<Lane<'_>>, control: &Control) -> Result<(), Stopped> {
    let pool = Pool::of_filters();
    let before = pool.seconds();
    let ended = filter(lanes, control);
    if let Some((before, after)) = before.zip(pool.seconds()) {
        add_cores(after - before);
    }
    ended
}

/// A thread that has started; otherwise the run stops.
fn started<T>(thread: io::Result<T>, control: &Control) -> Option<T> {
    thread
        .map_err(|error| {
            control.fail(match error.raw_os_error() {
                Some(libc::EAGAIN | libc::ENOMEM) => no_room("another thread"),
                _ => internal(&format!("a thread could not be started: {}", crate::media::plain(&error))),
            })
        })
        .ok()
}

/// What a thread gave, if it ended well.
fn joined<T>(thread: Option<ScopedJoinHandle<'_, Option<T>>>) -> Option<T> {
    thread?.join().ok().flatten()
}

/// Checks that a run may write where its plan says, and gives the paths with links resolved.
///
/// # Errors
/// E1101 to E1103 about one of them, E0502 if two are one file.
pub(crate) fn check_destinations(plan: &Plan, options: &Options) -> Result<Vec<PathBuf>, Diagnostic> {
    let paths = input_paths(plan);
    // Parts are made beside what is there, and do not touch it.
    let force = options.force || matches!(options.segments.task, Task::Part(_));
    let mut destinations = Vec::with_capacity(plan.outputs.len());
    for output in &plan.outputs {
        let destination = crate::output::check_destination(&output.path, force, &paths)?;
        if let Some(position) = destinations.iter().position(|other| *other == destination) {
            return Err(same_file(&plan.outputs[position].path, &output.path));
        }
        destinations.push(destination);
    }
    Ok(destinations)
}

/// How many pictures of an input are shown in a second: what a sequence of images does not say itself.
fn rate_of(plan: &Plan, input: usize) -> Option<Ratio> {
    plan.ops.iter().find_map(|op| match op.kind {
        OpKind::Decode { input: read, .. } if read == input => Some(op.format.rate?.fps),
        _ => None,
    })
}

fn input_paths(plan: &Plan) -> Vec<String> {
    plan.inputs.iter().map(|input| input.path.clone()).collect()
}

/// The stages in the order in which frames flow through them.
fn names_of_stages(plan: &Plan) -> Vec<String> {
    let mut names = Vec::new();
    for input in &plan.inputs {
        names.extend([format!("read {}", input.name), format!("decode {}", input.name)]);
    }
    names.push("filter".to_owned());
    for output in &plan.outputs {
        names.extend([format!("encode {}", output.path), format!("write {}", output.path)]);
    }
    names
}

/// The number of threads that is asked for, or one a core.
pub(crate) fn cores(threads: usize) -> usize {
    if threads > 0 { threads } else { available_parallelism().map_or(1, NonZero::get) }
}

fn summarize(
    plan: &Plan,
    inputs: &[Input],
    read: Vec<Read>,
    wrote: Vec<Wrote>,
    allow_damaged: bool,
) -> Result<Report, Diagnostic> {
    let mut report = Report { measured: plan.measured.clone(), ..Report::default() };
    for ((input, planned), (packets, frames)) in inputs.iter().zip(&plan.inputs).zip(read) {
        let damage = input.damage.lock().unwrap_or_else(PoisonError::into_inner).clone();
        match damage.diagnostic(&planned.path, allow_damaged) {
            Some(error) if !allow_damaged => return Err(error),
            warning => report.warnings.extend(warning),
        }
        report.warnings.extend(settle::check_unchanged(input, &planned.path, allow_damaged)?);
        if damage.moved > 0 {
            report.warnings.push(Diagnostic::new(
                Code::DAMAGE_ALLOWED,
                format!(
                    "{} frames of {} have times that do not grow; each was moved by a tick or more",
                    damage.moved, planned.path
                ),
            ));
        }
        if damage.resets > 0 {
            let times = if damage.resets == 1 { "once".to_owned() } else { format!("{} times", damage.resets) };
            let path = &planned.path;
            let message =
                format!("the clock of {path} was set back {times}; what follows was moved behind what came before");
            report.warnings.push(Diagnostic::new(Code::DAMAGE_ALLOWED, message));
        }
        let used = (0..packets.len()).filter(|stream| !input.wanted[*stream].is_empty());
        let streams = used.map(|stream| {
            let frames = frames.iter().find(|(decoded, _)| *decoded == stream).map_or(0, |(_, frames)| *frames);
            let passed = input.passed(stream).min(frames);
            StreamReport { stream, packets: packets[stream], frames: frames - passed, passed, span: input.span(stream) }
        });
        report.inputs.push(InputReport { path: planned.path.clone(), streams: streams.collect(), damage });
    }
    for (planned, (encoded, written)) in plan.outputs.iter().zip(wrote) {
        if !encoded.only_kept {
            let found = settle::check_output(plan, planned, inputs, &report.inputs, (&encoded, &written))?;
            report.warnings.extend(found);
        }
        if encoded.lost_captions > 0 {
            report.warnings.push(Diagnostic::new(
                Code::STREAM_DROPPED,
                format!(
                    "{} frames carry closed captions, which {} cannot keep: they are not in {}",
                    encoded.lost_captions, planned.video.encoder, planned.path
                ),
            ));
        }
        report.outputs.push(OutputReport {
            path: planned.path.clone(),
            bytes: written.bytes,
            frames: encoded.frames,
            video_packets: written.video_packets,
            streams: settle::streams(planned, &encoded, &written),
            checksum: None,
            copied_packets: written.copied_packets,
        });
    }
    Ok(report)
}

fn same_file(first: &str, second: &str) -> Diagnostic {
    Diagnostic::new(Code::OUTPUT_TWICE, format!("two outputs write one file, {first} and {second}"))
        .help("give one of them another path, in the graph or with -o for each in order")
}

/// What went wrong in the library where nothing can but memory.
fn fault(error: AvError) -> Diagnostic {
    if error == AvError::NO_MEMORY { no_room("a packet") } else { internal(&error.to_string()) }
}

/// A fault in FrameWright itself.
fn internal(what: &str) -> Diagnostic {
    Diagnostic::new(Code::INTERNAL, what).help("this is a fault in FrameWright; please report it with the graph")
}
