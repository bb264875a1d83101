//! A run that writes nothing: frames are looked at, and that is all.

use fwr_compiler::diagnostics::Diagnostic;

use super::filter::{Lane, Sight};
use super::{FrameSource, Pipeline, Progress, Quiet, Report, names_of_stages, run_threads, summarize};
use crate::frame::Frame;

/// A clip that somebody looks at.
pub struct Watched<'a> {
    /// Its frames.
    pub source: Box<dyn FrameSource + 'a>,
    /// Frames at its beginning that are not looked at.
    pub skipped: u64,
    /// Looks at each frame in order, and says whether it wants more.
    pub look: Box<dyn FnMut(&Frame) -> bool + Send + 'a>,
}

impl Pipeline<'_> {
    /// Shows the frames of all clips to those that look at them, to the end or until nobody wants more.
    ///
    /// Of a pipeline whose plan has no outputs.
    ///
    /// # Errors
    /// The first error of any thread; E1007 if an input is damaged and that is not allowed; E1201 if it was stopped.
    pub fn look(self, watched: Vec<Watched<'_>>, progress: &dyn Progress) -> Result<Report, Diagnostic> {
        let Self { plan, options, schedule, control, mut inputs, outputs, .. } = self;
        let lanes = watched.into_iter().enumerate().map(|(position, Watched { source, skipped, mut look })| {
            let mut count = skipped;
            let look = move |frame: &Frame| {
                count += 1;
                progress.frame(position, count, frame.pts as f64 * frame.format.time_base.to_f64());
                if look(frame) { Sight::More } else { Sight::Enough }
            };
            Lane::watched(source, look).from(skipped, None)
        });
        let lanes = lanes.collect();
        let (read, _) = run_threads(plan, schedule, &control, &mut inputs, &outputs, None, Vec::new(), lanes, &Quiet);
        if let Some(cause) = control.cause() {
            return Err(cause);
        }
        let Some(read) = read.into_iter().collect() else {
            return Err(super::internal("a thread ended without saying why"));
        };
        let mut report = summarize(plan, &inputs, read, Vec::new(), options.allow_damaged)?;
        report.taken = control.taken(&names_of_stages(plan));
        Ok(report)
    }
}
