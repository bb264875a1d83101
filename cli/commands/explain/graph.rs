//! Why a graph takes the time it takes: what it waits for, where its ops run, what would change that.

use fwr_compiler::estimate::{alternatives, answer, placed, words};
use fwr_compiler::fusion::Explanation;
use serde_json::json;

use super::otherwise::otherwise;
use crate::arguments::{ExplainArgs, Format, FuseArgs};
use crate::cutting;
use crate::estimating::{Estimated, Way};
use crate::exit::Exit;
use crate::measuring::Measuring;
use crate::planning::Planning;
use crate::session::{Media, Session};
use crate::terminal::{findings, stdout};

pub(super) fn explain(graph: &str, args: &ExplainArgs, quiet: bool) -> Exit {
    let planning = match Planning::of(&args.planning) {
        Ok(planning) => planning,
        Err(found) => return findings::show_one(found),
    };
    let mut session = match Session::open(&args.graph(graph), Media::Required) {
        Ok(session) => session.with(planning.clone()).with_any_outputs(),
        Err(failure) => return failure.show(Format::Human),
    };
    let measuring = Measuring::new(&args.measure, quiet).with(session.threads(), false);
    if let Err(found) = measuring.settle(&mut session) {
        return findings::show_one(found);
    }
    let fuse = FuseArgs { no_fuse: false };
    let plan = session.plan(fuse);
    let exit = findings::show(&session.checked.diagnostics, &session.sources, quiet);
    let Some(plan) = plan else { return exit };
    let way = Way::of(&session, planning, fuse);
    let run = way.estimate(plan);
    let others = otherwise(&session, &way, &run, &args.planning);
    let Estimated { plan, estimate } = &run;
    let explanation = Explanation::of(plan);
    if args.json {
        let mut value = json!(explanation);
        value["placement"] = json!(plan.placement);
        value["estimate"] = json!(estimate);
        value["alternatives"] = json!(others);
        value["segments"] = json!(cutting::foreseen(plan, estimate));
        stdout::print_line(format_args!("{value:#}"));
    } else {
        stdout::print(answer(plan, estimate));
        stdout::print(placed(plan));
        stdout::print(alternatives(estimate, &others));
        cutting::line(plan, estimate).iter().for_each(stdout::print_line);
        stdout::print(format_args!("\n{explanation}"));
        stdout::print(gain(&session, &way, &run).unwrap_or_default());
    }
    exit
}

/// What running kernels as one gains for the filters, if that can be told.
fn gain(session: &Session, way: &Way, run: &Estimated) -> Option<String> {
    let apart = Way { fuse: FuseArgs { no_fuse: true }, ..way.clone() }.estimated(session).ok()?;
    let filters = |run: &Estimated| {
        let stage = run.estimate.stages.iter().find(|stage| stage.name == "filter")?;
        Some(stage.seconds.likely()? / run.estimate.frames.likely()?)
    };
    let (one, each) = (filters(run)?, filters(&apart)?);
    (one < 0.98 * each).then(|| {
        let [one, each] = [one, each].map(words::duration);
        format!("\nas they are, the filters take {one} a frame; each kernel by itself, they would take {each}\n")
    })
}
