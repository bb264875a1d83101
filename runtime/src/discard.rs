//! A run that works everything out and keeps nothing: what the filters cost, without an encoder.

use std::sync::atomic::{AtomicU64, Ordering};

use fwr_compiler::diagnostics::{Code, Diagnostic};
use fwr_compiler::plan::{OpId, Plan};

use crate::network::{self, Means};
use crate::pipeline::{FrameSource, Options, OutputReport, Pipeline, Progress, Report, Watched};
use crate::run::{RunClock, held, limit_threads, reused};

/// Decodes and filters as `plan` says, to the end, and drops the frames of each output instead of encoding them.
///
/// No stream is copied, and no destination is looked at.
///
/// # Errors
/// E10 about inputs, E12 about the run.
pub fn discard(plan: &Plan, options: &Options, progress: &dyn Progress) -> Result<Report, Diagnostic> {
    let ends: Vec<OpId> = plan.outputs.iter().map(|output| output.video.op).collect();
    let unwritten = Plan { outputs: Vec::new(), ..plan.clone() };
    let clock = RunClock::begin();
    let mut pipeline = Pipeline::open(&unwritten, options)?;
    let means = Means::of(plan)?.counted(pipeline.ledger());
    let decoded = |input, stream| Ok(Box::new(pipeline.video(input, stream)?) as Box<dyn FrameSource>);
    let sources = network::excerpts(plan, network::join(&unwritten, &ends, &means, decoded)?);
    limit_threads(plan, options)?;
    let counts: Vec<AtomicU64> = ends.iter().map(|_| AtomicU64::new(0)).collect();
    let watched = sources.into_iter().zip(&counts).map(|(source, count)| Watched {
        source,
        skipped: 0,
        look: Box::new(move |_| {
            count.fetch_add(1, Ordering::Relaxed);
            true
        }),
    });
    let opened = clock.seconds();
    let ledger = pipeline.ledger().clone();
    let mut report = pipeline.look(watched.collect(), progress).map_err(|found| match found.code {
        Code::INTERRUPTED => Diagnostic::new(Code::INTERRUPTED, "stopped; nothing was to be written"),
        _ => found,
    })?;
    report.outputs = counts
        .into_iter()
        .map(|count| OutputReport { frames: count.into_inner(), ..OutputReport::default() })
        .collect();
    clock.end(opened, &mut report.taken, plan, &means);
    report.taken.holders = held(&ledger);
    report.gpu = means.gpu();
    report.warnings.extend(means.warnings(plan));
    report.reused = reused(plan, &means);
    Ok(report)
}
