//! Several estimates side by side.

use super::table::{columns, energy, speed};
use super::{Estimate, words};
use crate::machine::Figure;
use crate::plan::Plan;

/// What differs between runs of one graph: a column each, under its heading.
pub fn compare(runs: &[(String, Plan, Estimate)]) -> String {
    let best = runs.iter().filter_map(|(.., estimate)| estimate.seconds.likely()).fold(f64::INFINITY, f64::min);
    let row = |what: &str, say: &dyn Fn(&Plan, &Estimate) -> String| {
        let cells = runs.iter().map(|(_, plan, estimate)| say(plan, estimate));
        std::iter::once(what.to_owned()).chain(cells).collect::<Vec<String>>()
    };
    let range = |figure: Figure| match figure {
        Figure::Estimated { low, high, .. } => format!("{} to {}", words::duration(low), words::duration(high)),
        _ => String::new(),
    };
    let slowest = |estimate: &Estimate| match estimate.bottleneck.and_then(|stage| estimate.stages.get(stage)) {
        Some(stage) => stage.name.clone(),
        None if estimate.seconds == Figure::Unknown => "unknown".to_owned(),
        None => "all cores".to_owned(),
    };
    let on_gpu = |plan: &Plan| {
        let count = plan.ops.iter().filter(|op| op.backend == crate::plan::Backend::Gpu).count();
        if count == 0 { "processor".to_owned() } else { "graphics processor".to_owned() }
    };
    let mut rows = vec![
        std::iter::once(String::new()).chain(runs.iter().map(|(name, ..)| name.clone())).collect(),
        row("time", &|_, estimate| words::likely(estimate.seconds, words::duration)),
        row("", &|_, estimate| range(estimate.seconds)),
        row("", &|_, estimate| match estimate.seconds.likely() {
            Some(seconds) if seconds > 1.005 * best => format!("{:.1} times the quickest", seconds / best),
            Some(_) => "the quickest".to_owned(),
            None => String::new(),
        }),
        row("speed", &|plan, estimate| {
            let speed = speed(plan, estimate);
            speed.split(", ").next().unwrap_or_default().to_owned()
        }),
        row("filters on", &|plan, _| on_gpu(plan)),
        row("held up by", &|_, estimate| slowest(estimate)),
        row("memory", &|_, estimate| words::likely(estimate.memory.most, words::memory)),
        row("disk", &|_, estimate| words::likely(estimate.bytes_written, words::size)),
    ];
    if runs.iter().any(|(.., estimate)| estimate.watt_hours != Figure::Unknown) {
        rows.push(row("energy", &|_, estimate| words::likely(estimate.watt_hours, energy)));
    }
    if runs.iter().any(|(.., estimate)| estimate.money.is_some()) {
        rows.push(row("money", &|_, estimate| match &estimate.money {
            Some((money, currency)) => words::likely(*money, |money| words::money(money, currency)),
            None => "no price".to_owned(),
        }));
    }
    let mut out = String::new();
    columns(&mut out, &rows, &vec![false; runs.len() + 1]);
    out
}
