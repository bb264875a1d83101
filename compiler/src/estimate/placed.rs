//! Where each op of a plan runs, and why not elsewhere, in sentences.

use super::explain::wrapped;
use super::{name, words};
use crate::place::{Decision, Placement, Rule, Verdict, Whole};
use crate::plan::{Backend, Plan};

/// Where ops run and why; nothing for a plan that was never placed.
pub fn placed(plan: &Plan) -> String {
    let Some(placement) = &plan.placement else { return String::new() };
    if placement.decisions.is_empty() {
        return String::new();
    }
    let mut text = "\nwhere they run, and why\n".to_owned();
    text.push_str(&wrapped(&rule(placement), "  "));
    // The same said of several ops is said once.
    let mut reasons: Vec<(String, Vec<String>)> = Vec::new();
    for decision in &placement.decisions {
        let Some(op) = plan.ops.get(decision.op.0 as usize) else { continue };
        let Some(reason) = reason(decision, placement.rule) else { continue };
        let name = format!("`{}`", name(op));
        match reasons.iter_mut().find(|(known, _)| *known == reason) {
            Some((_, names)) if names.contains(&name) => {}
            Some((_, names)) => names.push(name),
            None => reasons.push((reason, vec![name])),
        }
    }
    for (reason, names) in reasons {
        text.push_str(&wrapped(&format!("{} {reason}", words::listed(&names)), "  "));
    }
    if !placement.exact {
        text.push_str(&wrapped(
            "The graph is too wide to look at every placement: this is the best that was found.",
            "  ",
        ));
    }
    text
}

/// How it was decided.
fn rule(placement: &Placement) -> String {
    let machine = words::machine(&placement.machine);
    match placement.rule {
        Rule::NoDevice => format!("All on the processor: {machine} has no graphics processor."),
        Rule::Unmeasured => format!(
            "All on the processor: what a graphics processor takes on {machine} was never measured, and nothing is moved \
             there on a guess. `fwr calibrate` measures it; `--prefer gpu` goes there without."
        ),
        Rule::Forbidden => "All on the processor, as `--forbid gpu` says.".to_owned(),
        Rule::Preferred if placement.decisions.iter().all(|decision| decision.backend == Backend::Cpu) => {
            "All on the processor, as `--prefer` says.".to_owned()
        }
        Rule::Preferred => "All that can run on the graphics processor does, as `--prefer gpu` says.".to_owned(),
        Rule::Cheapest => {
            let gpu = placement.decisions.iter().any(|decision| decision.backend == Backend::Gpu);
            let cpu = placement.decisions.iter().any(|decision| decision.backend == Backend::Cpu);
            let place = match (cpu, gpu) {
                (true, true) => "Partly on the graphics processor",
                (false, true) => "All on the graphics processor",
                _ => "All on the processor",
            };
            let chosen = if cpu && gpu {
                Whole::Mixed
            } else if gpu {
                Whole::AllGpu
            } else {
                Whole::AllCpu
            };
            let mut others: Vec<_> = placement.compared.iter().filter(|one| one.what != chosen).collect();
            others.sort_by(|a, b| a.seconds.total_cmp(&b.seconds));
            let others: Vec<String> = others
                .iter()
                .map(|one| format!("{} it would take {}", one.what, words::duration(one.seconds)))
                .collect();
            let why = if others.is_empty() { String::new() } else { format!(" With {}.", words::listed(&others)) };
            format!("{place}: that is quickest by the prices of {machine}.{why}")
        }
    }
}

/// Why an op is where it is, after its name; nothing where the rule says it all.
fn reason(decision: &Decision, rule: Rule) -> Option<String> {
    let here = format!("on the {}", decision.backend);
    if decision.pinned {
        return Some(format!("{here}: the graph says so."));
    }
    let other = decision.others.first()?;
    match &other.verdict {
        Verdict::Cannot { reason } => Some(format!("{here}: cannot run on the {}, for {reason}.", other.backend)),
        Verdict::More { seconds } if rule == Rule::Cheapest || *seconds < 0.0 => {
            let (seconds, more) = (seconds.abs(), if *seconds < 0.0 { "less" } else { "more" });
            let there = format!("{here}: on the {} the whole run would take", other.backend);
            Some(if seconds < 1e-6 {
                format!("{there} as long.")
            } else {
                format!("{there} {} {more}.", words::duration(seconds))
            })
        }
        Verdict::More { .. } => None,
    }
}
