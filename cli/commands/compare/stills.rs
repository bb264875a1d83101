//! Draws the worst frames of a comparison: the clip at the left, its original at the right.

use std::path::Path;

use fwr_compiler::compile::has_errors;
use fwr_compiler::diagnostics::{Code, Diagnostic};
use fwr_runtime::pipeline::{Options, Quiet};

use super::found::Comparison;
use super::graph;
use crate::arguments::{CompareArgs, FuseArgs};
use crate::interrupt::stop_on_signal;

/// Draws them into `folder`, as `frame-000012.png`: the path of each.
pub(super) fn draw(comparison: &Comparison, args: &CompareArgs, folder: &Path) -> Vec<Result<String, Diagnostic>> {
    let pattern = folder.join("frame-%06d.png");
    let frames = comparison.worst(args.worst);
    let path = |frame: u64| folder.join(format!("frame-{frame:06}.png")).display().to_string();
    frames.into_iter().map(|frame| one(comparison, args, frame, &pattern).map(|()| path(frame))).collect()
}

fn one(comparison: &Comparison, args: &CompareArgs, frame: u64, pattern: &Path) -> Result<(), Diagnostic> {
    let text = graph::still(frame, &comparison.formats);
    let cannot = |why: &str| {
        Diagnostic::new(Code::CLIPS_DIFFER, format!("frame {frame} of the two cannot be drawn side by side: {why}"))
            .help("leave out --stills, or give the clips one rate")
    };
    let session = graph::session(&text, args, vec![pattern.to_owned()]);
    let mut session = session.map_err(|failure| {
        cannot(failure.diagnostics.first().map_or("the files cannot be read again", |found| &found.message))
    })?;
    let plan = session.plan(FuseArgs { no_fuse: false });
    let found = &session.checked.diagnostics;
    let Some(plan) = plan.filter(|_| !has_errors(found)) else {
        return Err(cannot(found.first().map_or("there is no plan for it", |found| &found.message)));
    };
    let options =
        Options { cancel: stop_on_signal(), allow_damaged: args.allow_damaged, force: true, ..Options::default() };
    fwr_runtime::run(&plan, &options, &Quiet).map(drop)
}
