//! Carries out a plan: opens the media, joins the ops, runs the pipeline.

use fwr_compiler::diagnostics::Diagnostic;
use fwr_compiler::plan::Plan;

use crate::network::{self, Means};
use crate::pipeline::{FrameSource, Options, Pipeline, Progress, Report};

/// Runs `plan` to the end.
///
/// Outputs appear under their names only when all of them are complete.
///
/// # Errors
/// The first thing that stands in the way: E10 about inputs, E11 about outputs, E12 about the run.
pub fn run(plan: &Plan, options: &Options, progress: &dyn Progress) -> Result<Report, Diagnostic> {
    let mut pipeline = Pipeline::open(plan, options)?;
    let means = Means::of(plan)?;
    let decoded = |input, stream| Ok(Box::new(pipeline.video(input, stream)?) as Box<dyn FrameSource>);
    let sources = network::build(plan, &means, decoded)?;
    limit_threads(options.threads);
    tracing::info!(
        "{} operations in {} stages; frames take at most {} MiB by the plan",
        plan.ops.len(),
        plan.stages.len(),
        plan.buffer_bytes() >> 20
    );
    let mut report = pipeline.run(sources, progress)?;
    report.gpu = means.gpu();
    report.warnings.extend(means.warning());
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

/// Lets filters use this many threads; 0 for one a core.
pub(crate) fn limit_threads(threads: usize) {
    if let Err(error) = rayon::ThreadPoolBuilder::new().num_threads(threads).build_global() {
        // A second run in one process keeps the first one's threads.
        tracing::debug!("the threads are as they are: {error}");
    }
}
