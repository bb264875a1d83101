//! The first frames of all outputs, for runs that begin behind them.

use std::sync::{Mutex, PoisonError};

use fwr_compiler::diagnostics::Diagnostic;
use fwr_compiler::plan::Plan;

use super::Opening;
use crate::network::{self, Means};
use crate::pipeline::{FrameSource, Options, Pipeline, Quiet, Watched};

/// What the first frame of each output says of all; `None` for one without frames.
///
/// # Errors
/// Those of the run.
pub(crate) fn first_frames(plan: &Plan, options: &Options) -> Result<Vec<Option<Opening>>, Diagnostic> {
    let unwritten = Plan { outputs: Vec::new(), ..plan.clone() };
    let mut pipeline = Pipeline::open(&unwritten, options)?;
    let means = Means::of(plan)?;
    let decoded = |input, stream| Ok(Box::new(pipeline.video(input, stream)?) as Box<dyn FrameSource>);
    let sources = network::build(plan, &means, decoded)?;
    let seen: Vec<Mutex<Option<Opening>>> = plan.outputs.iter().map(|_| Mutex::default()).collect();
    let watched = sources.into_iter().zip(&seen).map(|(source, seen)| Watched {
        source,
        skipped: 0,
        look: Box::new(move |frame| {
            *seen.lock().unwrap_or_else(PoisonError::into_inner) = Some(Opening::of(frame));
            false
        }),
    });
    pipeline.look(watched.collect(), &Quiet)?;
    Ok(seen.into_iter().map(|seen| seen.into_inner().unwrap_or_else(PoisonError::into_inner)).collect())
}
