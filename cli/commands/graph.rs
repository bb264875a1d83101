//! `fwr graph`: a picture of what a run would do.

use fwr_compiler::picture;

use crate::arguments::{Format, PictureArgs, PictureFormat};
use crate::estimating::{Estimated, Way};
use crate::exit::Exit;
use crate::measuring::Measuring;
use crate::planning::Planning;
use crate::session::{Media, Session};
use crate::terminal::{findings, stdout};

pub(crate) fn run(args: &PictureArgs, quiet: bool) -> Exit {
    let planning = match Planning::of(&args.planning) {
        Ok(planning) => planning,
        Err(found) => return findings::show_one(found),
    };
    let mut session = match Session::open(&args.graph, Media::Required) {
        Ok(session) => session.with(planning.clone()).with_any_outputs(),
        Err(failure) => return failure.show(Format::Human),
    };
    let measuring = Measuring::new(&args.measure, quiet).fused(args.fuse).with(session.threads(), false);
    if let Err(found) = measuring.settle(&mut session) {
        return findings::show_one(found);
    }
    let plan = session.plan(args.fuse);
    let exit = findings::show(&session.checked.diagnostics, &session.sources, quiet);
    let Some(plan) = plan else { return exit };
    let Estimated { plan, estimate } = Way::of(&session, planning, args.fuse).estimate(plan);
    let estimate = (!args.plain).then_some(&estimate);
    stdout::print(match args.format {
        PictureFormat::Svg => picture::svg(&plan, estimate),
        PictureFormat::Dot => picture::dot(&plan, estimate),
        PictureFormat::Mermaid => picture::mermaid(&plan, estimate),
    });
    exit
}
