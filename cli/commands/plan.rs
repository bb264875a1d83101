//! `fwr plan`: what a run would do, or the output of one phase of the compiler.

use fwr_compiler::diagnostics::{Code, Diagnostic, nearest};
use fwr_compiler::fusion::{emit, wgsl};
use fwr_compiler::graph::NodeKind;
use fwr_compiler::passes::PASSES;
use fwr_compiler::syntax;

use crate::arguments::{Format, PlanArgs};
use crate::cutting;
use crate::exit::Exit;
use crate::machines;
use crate::measuring::Measuring;
use crate::planning::Planning;
use crate::session::{Media, Session};
use crate::terminal::{findings, stdout};

const PHASES: &[&str] = &["tokens", "ast", "graph", "kernels", "fused", "wgsl", "plan"];

pub(crate) fn run(args: &PlanArgs, quiet: bool) -> Exit {
    let phase = args.emit.as_deref().unwrap_or("plan");
    if let Err(found) = check_phase(phase) {
        return findings::show_one(found);
    }
    let needs_plan = ["plan", "fused", "wgsl"].contains(&phase);
    let media = if needs_plan { Media::Required } else { Media::IfNamed };
    let planning = match Planning::of(&args.planning) {
        Ok(planning) => planning,
        Err(found) => return findings::show_one(found),
    };
    let mut session = match Session::open(&args.graph, media) {
        Ok(session) => session.with(planning).of_part(args.excerpt.excerpt()),
        Err(failure) => return failure.show(Format::Human),
    };
    let measuring = Measuring::new(&args.measure, quiet).fused(args.fuse).with(session.threads(), false);
    if let Err(found) = measuring.settle(&mut session) {
        return findings::show_one(found);
    }
    let plan = if needs_plan { session.plan(args.fuse) } else { None };
    let exit = findings::show(&session.checked.diagnostics, &session.sources, false);
    if plan.is_some() && phase == "plan" && !quiet {
        machines::say_if_rough(session.planning.iter().map(|planning| &planning.profile));
    }
    let text = &session.sources.get(session.program.source).text;
    match phase {
        "tokens" => stdout::print(syntax::tokens(text)),
        "ast" => stdout::print(syntax::dump(&session.program.file, text)),
        "graph" => stdout::print(&session.checked.graph),
        "kernels" => stdout::print(kernels(&session)),
        "fused" => plan.iter().for_each(|plan| stdout::print(emit(plan))),
        "wgsl" => plan.iter().for_each(|plan| stdout::print(wgsl::emit(plan))),
        "plan" => match plan {
            Some(plan) if args.json => match serde_json::to_string_pretty(&plan) {
                Ok(json) => stdout::print_line(json),
                Err(error) => {
                    return findings::show_one(Diagnostic::new(
                        Code::INTERNAL,
                        format!("the plan cannot be written as JSON: {error}"),
                    ));
                }
            },
            Some(plan) => {
                stdout::print(&plan);
                let predicted = session.planning.as_ref().map(|planning| planning.predict(&plan));
                let line = predicted.and_then(|predicted| cutting::line(&plan, &predicted));
                line.iter().for_each(stdout::print_line);
            }
            None => {}
        },
        after => {
            let pass = after.trim_start_matches("graph-after=");
            if let Some((_, graph)) = session.checked.after.iter().find(|(name, _)| *name == pass) {
                stdout::print(graph);
            }
        }
    }
    exit
}

fn check_phase(phase: &str) -> Result<(), Diagnostic> {
    let passes = PASSES.iter().map(|pass| format!("graph-after={}", pass.name));
    let all: Vec<String> = PHASES.iter().map(|phase| (*phase).to_owned()).chain(passes).collect();
    if all.iter().any(|known| known == phase) {
        return Ok(());
    }
    let help = nearest(phase, all.iter().map(String::as_str))
        .map_or_else(|| format!("the phases are {}", all.join(", ")), |near| format!("did you mean `{near}`?"));
    Err(Diagnostic::new(Code::NOT_FOUND, format!("there is no phase `{phase}`")).help(help))
}

/// The pixel program of every kernel node, in the order of the graph.
fn kernels(session: &Session) -> String {
    let graph = session.checked.after.last().map_or(&session.checked.graph, |(_, graph)| graph);
    let mut text = String::new();
    for id in graph.topological() {
        if let NodeKind::Kernel { kernel, .. } = &graph.node(id).kind {
            text.push_str(&kernel.to_string());
            text.push('\n');
        }
    }
    text
}
