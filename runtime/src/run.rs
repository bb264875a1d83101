//! Carries out a plan: opens the media, joins the ops, runs the pipeline.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use fwr_compiler::diagnostics::Diagnostic;
use fwr_compiler::estimate::{HolderTaken, Taken};
use fwr_compiler::plan::Plan;

use crate::budget::Ledger;
use crate::memory::no_room;
use crate::meter::{peak_memory, process_seconds};
use crate::network::{self, Means};
use crate::pipeline::{FrameSource, Options, Pipeline, Progress, Report, ReusedFrames, check_destinations, cores};
use crate::segments::{Pass, Work, first_frames};

/// Runs `plan` to the end.
///
/// Outputs appear under their names only when all of them are complete. Where it is cut into [segments], what is
/// complete of an earlier run is used, and kept if this one ends early.
///
/// # Errors
/// The first thing that stands in the way: E10 about inputs, E11 about outputs, E12 about the run.
///
/// [segments]: crate::segments
pub fn run(plan: &Plan, options: &Options, progress: &dyn Progress) -> Result<Report, Diagnostic> {
    let destinations = check_destinations(plan, options)?;
    let threads = plan.schedule.on(cores(options.threads) as u32).encoder_threads;
    let work = Work::open(plan, &options.segments, (threads, options.allow_damaged), &destinations)?;
    work.notes().iter().for_each(|note| progress.note(note));
    progress.kept(work.frames_kept());
    match run_passes(plan, options, &work, progress) {
        Ok(report) => {
            work.finish();
            Ok(report)
        }
        Err(found) => Err(work.end_with(found)),
    }
}

fn run_passes(plan: &Plan, options: &Options, work: &Work, progress: &dyn Progress) -> Result<Report, Diagnostic> {
    let mut report = Report::default();
    for pass in work.passes()? {
        if pass.lacks_openings() {
            for (output, opening) in first_frames(plan, options)?.into_iter().enumerate() {
                work.set_opening(output, opening, &plan.outputs[output].path)?;
            }
        }
        report = run_pass(plan, options, pass, progress)?;
    }
    report.segments = work.report();
    Ok(report)
}

/// One way through the graph.
fn run_pass(plan: &Plan, options: &Options, pass: Pass<'_>, progress: &dyn Progress) -> Result<Report, Diagnostic> {
    let missed = Arc::new(AtomicBool::new(false));
    // Damage counts wherever it is, if it is allowed.
    if !options.allow_damaged {
        let ended = run_once(plan, options, pass.clone(), Some(&missed), progress);
        if ended.is_ok() || !missed.load(Ordering::Acquire) {
            return ended;
        }
        tracing::info!("frames cannot be counted without decoding them, so all are");
    }
    run_once(plan, options, pass, None, progress)
}

/// As [`run_pass`]; packets that nobody needs are passed over if there is a place to note that it cannot be done.
fn run_once(
    plan: &Plan,
    options: &Options,
    pass: Pass<'_>,
    missed: Option<&Arc<AtomicBool>>,
    progress: &dyn Progress,
) -> Result<Report, Diagnostic> {
    let clock = RunClock::begin();
    let mut pipeline = Pipeline::open_pass(plan, options, Some(pass))?;
    if let Some(missed) = missed {
        pipeline = pipeline.skimming(missed);
    }
    let means = Means::of(plan)?.counted(pipeline.ledger());
    let decoded = |input, stream| Ok(Box::new(pipeline.video(input, stream)?) as Box<dyn FrameSource>);
    let sources = network::build(plan, &means, decoded)?;
    limit_threads(plan, options)?;
    tracing::info!(
        "{} operations in {} stages; frames take at most {} MiB by the plan",
        plan.ops.len(),
        plan.stages.len(),
        plan.buffer_bytes() >> 20
    );
    let opened = clock.seconds();
    let ledger = pipeline.ledger().clone();
    let mut report = pipeline.run(sources, progress)?;
    clock.end(opened, &mut report.taken, plan, &means);
    report.taken.holders = held(&ledger);
    report.gpu = means.gpu();
    report.warnings.extend(means.warnings(plan));
    report.reused = reused(plan, &means);
    let stats = means.pool().stats();
    tracing::info!("filtered frames took {} MiB at most", stats.peak >> 20);
    for output in &report.outputs {
        tracing::info!(
            "{}: {} frames, {} bytes, copied packets {:?}",
            output.path,
            output.frames,
            output.bytes,
            output.copied_packets
        );
    }
    Ok(report)
}

/// How many frames were not made again.
pub(crate) fn reused(plan: &Plan, means: &Means) -> Vec<ReusedFrames> {
    let counts = means.reused().into_iter();
    counts.map(|(op, frames)| ReusedFrames { op: op.0, name: plan.ops[op.0 as usize].name.clone(), frames }).collect()
}

/// Lets filters use the threads of a plan's schedule.
///
/// # Errors
/// E1211 if the system has no room for them.
pub(crate) fn limit_threads(plan: &Plan, options: &Options) -> Result<(), Diagnostic> {
    let threads = plan.schedule.on(cores(options.threads) as u32).threads as usize;
    if let Err(error) = rayon::ThreadPoolBuilder::new().num_threads(threads).build_global() {
        if std::error::Error::source(&error).is_some() {
            return Err(no_room("the threads of the filters"));
        }
        // A second run in one process keeps the first one's threads.
        tracing::debug!("the threads are as they are: {error}");
    }
    Ok(())
}

/// The most that each held, of those that held anything.
pub(crate) fn held(ledger: &Ledger) -> Vec<HolderTaken> {
    let peaks = ledger.peaks().into_iter().filter(|(_, peak)| *peak > 0);
    peaks.map(|(name, peak)| HolderTaken { name, peak }).collect()
}

/// The clocks of a whole run.
pub(crate) struct RunClock {
    begun: Instant,
    cores: Option<f64>,
}

impl RunClock {
    pub(crate) fn begin() -> Self {
        Self { begun: Instant::now(), cores: process_seconds() }
    }

    /// Seconds since it began.
    pub(crate) fn seconds(&self) -> f64 {
        self.begun.elapsed().as_secs_f64()
    }

    /// Fills in what a run took whose first frame was asked for `opened` seconds after it began.
    pub(crate) fn end(&self, opened: f64, taken: &mut Taken, plan: &Plan, means: &Means) {
        taken.open_seconds = opened;
        taken.seconds = self.seconds() - opened;
        taken.cpu_seconds = self.cores.zip(process_seconds()).map(|(before, after)| after - before);
        taken.peak_memory = peak_memory();
        taken.peak_frames = means.pool().stats().peak as u64;
        taken.ops = means.taken(plan);
    }
}
