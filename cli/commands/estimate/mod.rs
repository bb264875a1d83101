//! `fwr estimate`: what a run takes, before a frame is read.

mod compared;
mod gates;

use fwr_compiler::diagnostics::Diagnostic;
use fwr_compiler::estimate::table;
use serde_json::json;

use crate::arguments::{EstimateArgs, Format, GraphArgs};
use crate::cutting;
use crate::estimating::{Estimated, Way};
use crate::exit::Exit;
use crate::machines;
use crate::measuring::Measuring;
use crate::planning::Planning;
use crate::session::{Media, Session};
use crate::terminal::{findings, stdout};

pub(crate) fn run(args: &EstimateArgs, quiet: bool) -> Exit {
    let planning = match Planning::of(&args.planning) {
        Ok(planning) => planning,
        Err(found) => return findings::show_one(found),
    };
    let graph = GraphArgs { described: args.clip.clone(), ..args.graph.clone() };
    let mut session = match Session::open(&graph, Media::Required) {
        Ok(session) => session.with(planning.clone()).with_any_outputs().of_part(args.excerpt.excerpt()),
        Err(failure) => return failure.show(Format::Human),
    };
    let measuring = Measuring::new(&args.measure, quiet).fused(args.fuse).with(session.threads(), false);
    if let Err(found) = measuring.settle(&mut session) {
        return findings::show_one(found);
    }
    let planning = planning.unwritten(args.null);
    // Whatever a deadline makes of the session holds for the estimate too.
    if planning.deadline.is_some() && session.plan(args.fuse).is_none() {
        return findings::show(&session.checked.diagnostics, &session.sources, quiet);
    }
    let way = Way::of(&session, planning, args.fuse);
    let compared = compared::ways(args, &way);
    let ways = match compared {
        Ok(ways) if ways.is_empty() => vec![(way.planning.profile.name.clone(), way)],
        Ok(ways) => ways,
        Err(found) => return findings::show_one(found),
    };
    let mut runs: Vec<(String, Estimated)> = Vec::new();
    for (name, way) in &ways {
        match way.estimated(&session) {
            Ok(run) => runs.push((name.clone(), run)),
            Err(found) => return findings::show(&found, &session.sources, quiet),
        }
    }
    let found = findings::show(&session.checked.diagnostics, &session.sources, true);
    if !quiet {
        machines::say_if_rough(ways.iter().map(|(_, way)| &way.planning.profile));
    }
    let broken: Vec<Diagnostic> = runs.iter().flat_map(|(_, run)| gates::broken(&run.estimate, args)).collect();
    show(args, &runs);
    if broken.is_empty() { found } else { findings::show(&broken, &session.sources, quiet) }
}

fn show(args: &EstimateArgs, runs: &[(String, Estimated)]) {
    let several = !args.compare.is_empty() || !args.compare_quality.is_empty();
    if args.json {
        let of = |(name, run): &(String, Estimated)| json!({ "name": name, "graph": run.plan.graph, "estimate": run.estimate });
        let value = match runs {
            [one] if !several => of(one),
            runs => json!({ "compared": runs.iter().map(of).collect::<Vec<_>>() }),
        };
        stdout::print_line(format_args!("{value:#}"));
    } else if several {
        stdout::print(compared::table(runs));
    } else {
        for (_, run) in runs {
            stdout::print(table(&run.plan, &run.estimate));
            let line = cutting::line(&run.plan, &run.estimate).filter(|_| !args.null);
            line.iter().for_each(|line| stdout::print_line(format_args!("\n{line}")));
        }
    }
}
