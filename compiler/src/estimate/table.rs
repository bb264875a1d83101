//! An estimate for people: the answer first, then what it is made up of.

use std::fmt::Write;

use super::{Estimate, words};
use crate::machine::Figure;
use crate::plan::{Backend, Op, OpKind, Plan};

/// What `plan` takes, as a table.
pub fn table(plan: &Plan, estimate: &Estimate) -> String {
    let mut out = String::new();
    let _ = writeln!(out, "{} on {}\n", plan.graph, words::machine(&estimate.machine));
    for (what, answer) in answers(plan, estimate) {
        let _ = writeln!(out, "  {what:<8}{answer}");
    }
    stages(&mut out, estimate);
    ops(&mut out, plan, estimate);
    memory(&mut out, estimate);
    if !estimate.unknown.is_empty() {
        out.push_str("\nnot known\n");
        estimate.unknown.iter().for_each(|what| out.push_str(&format!("  {what}\n")));
    }
    out
}

/// What is asked first, with its name.
pub fn answers(plan: &Plan, estimate: &Estimate) -> Vec<(&'static str, String)> {
    let mut time = words::interval(estimate.seconds, words::duration);
    if let Some(start) = estimate.start_seconds.likely().filter(|_| estimate.seconds != Figure::Unknown) {
        time.push_str(&format!(", {} of it before the first frame", words::duration(start)));
    }
    let mut rows = vec![("time", time), ("speed", speed(plan, estimate))];
    let most = words::likely(estimate.memory.most, words::memory);
    rows.push(("memory", if estimate.memory.most == Figure::Unknown { most } else { format!("at most {most}") }));
    if plan.ops.iter().any(|op| op.backend == Backend::Gpu) {
        rows.push(("VRAM", words::interval(estimate.vram, words::memory)));
    }
    rows.push(("disk", format!("{} written", words::interval(estimate.bytes_written, words::size))));
    rows.push(("moved", format!("{} from and to memory", words::likely(estimate.bytes_moved, words::size))));
    if estimate.watt_hours != Figure::Unknown {
        rows.push(("energy", words::interval(estimate.watt_hours, energy)));
    }
    if let Some((money, currency)) = &estimate.money {
        rows.push(("money", words::interval(*money, |money| words::money(money, currency))));
    }
    rows
}

/// Frames a second, and how that compares with the time that they are shown for.
pub fn speed(plan: &Plan, estimate: &Estimate) -> String {
    let Some(frames) = estimate.frames.likely() else { return "unknown".to_owned() };
    let Some(seconds) = estimate.seconds_a_frame.likely().filter(|seconds| *seconds > 0.0) else {
        return "unknown".to_owned();
    };
    let rate = plan
        .outputs
        .iter()
        .filter_map(|output| plan.ops.get(output.video.op.0 as usize)?.format.rate)
        .map(|rate| rate.fps.to_f64())
        .next();
    let realtime = rate.map_or(String::new(), |rate| format!(", {:.1}x realtime", 1.0 / seconds / rate));
    format!("{} frames a second{realtime}, {frames:.0} frames", words::number(1.0 / seconds))
}

/// Watt-hours, in thousands or thousandths where that reads better.
pub(super) fn energy(watt_hours: f64) -> String {
    if watt_hours >= 1000.0 {
        format!("{} kWh", words::number(watt_hours / 1000.0))
    } else if watt_hours >= 0.95 {
        format!("{} Wh", words::number(watt_hours))
    } else {
        format!("{} mWh", words::number(watt_hours * 1000.0))
    }
}

fn stages(out: &mut String, estimate: &Estimate) {
    let _ = writeln!(out, "\nstages, all beside each other: the slowest sets the pace");
    let frames = estimate.frames.likely().filter(|frames| *frames > 0.0);
    let rows = estimate.stages.iter().enumerate().map(|(number, stage)| {
        let each = stage.seconds.likely().zip(frames).map(|(seconds, frames)| words::duration(seconds / frames));
        let slowest = if estimate.bottleneck == Some(number) { "the slowest" } else { "" };
        vec![
            stage.name.clone(),
            each.map_or_else(|| "unknown".to_owned(), |each| format!("{each} a frame")),
            busy(stage.seconds, estimate.seconds),
            slowest.to_owned(),
        ]
    });
    columns(out, &rows.collect::<Vec<_>>(), &[false, true, false, false]);
    if estimate.bottleneck.is_none() && estimate.seconds != Figure::Unknown {
        out.push_str("  no stage is alone to blame: all cores together are busy all the time\n");
    }
}

fn ops(out: &mut String, plan: &Plan, estimate: &Estimate) {
    let filters: Vec<_> = estimate
        .ops
        .iter()
        .filter_map(|found| Some((found, plan.ops.get(found.op.0 as usize)?)))
        .filter(|(_, op)| !matches!(op.kind, OpKind::Decode { .. } | OpKind::Part { .. } | OpKind::Retag))
        .collect();
    if filters.is_empty() {
        return;
    }
    let _ = writeln!(out, "\nfilters, one after the other for each frame");
    let all = |seconds: Figure, frames: Figure| seconds.with(frames, |seconds, frames| seconds * frames);
    let rows = filters.iter().map(|(found, op)| {
        vec![
            format!("{:>3}", op.id.0),
            name(op),
            lines(op),
            found.backend.to_string(),
            words::likely(found.seconds, words::duration),
            busy(all(found.seconds, found.frames), estimate.seconds),
        ]
    });
    columns(out, &rows.collect::<Vec<_>>(), &[false, false, false, false, true, false]);
}

fn memory(out: &mut String, estimate: &Estimate) {
    if estimate.memory.parts.is_empty() {
        return;
    }
    let _ = writeln!(out, "\nmemory, at most");
    let mut parts: Vec<_> = estimate.memory.parts.iter().collect();
    parts.sort_by(|a, b| b.bytes.likely().unwrap_or(f64::MAX).total_cmp(&a.bytes.likely().unwrap_or(f64::MAX)));
    let rows = parts.iter().map(|part| vec![part.holder.clone(), words::likely(part.bytes, words::memory)]);
    columns(out, &rows.collect::<Vec<_>>(), &[false, true]);
}

/// What an op is called in the graph: of several filters in one pass, each once.
pub fn name(op: &Op) -> String {
    const MOST: usize = 48;
    let OpKind::Fused(group) = &op.kind else { return asked_for(&op.name).to_owned() };
    let mut names: Vec<&str> = Vec::new();
    for stage in &group.stages {
        let name = asked_for(&stage.name);
        if !names.contains(&name) {
            names.push(name);
        }
    }
    let mut text = String::new();
    for (number, name) in names.iter().enumerate() {
        let plus = if number == 0 { "" } else { " + " };
        if number > 0 && text.chars().count() + name.len() + 6 > MOST {
            let _ = write!(text, " and {} more", names.len() - number);
            break;
        }
        let _ = write!(text, "{plus}{name}");
    }
    text
}

/// The filter that a graph asks for, of one that this is made of: `temporal_soften` of `temporal_soften/soften_planes`.
fn asked_for(name: &str) -> &str {
    name.split('/').next().unwrap_or(name)
}

/// The lines of the graph that an op is for: `line 12`, `lines 28 and 39`.
pub(super) fn lines(op: &Op) -> String {
    let mut lines: Vec<usize> = match &op.kind {
        OpKind::Fused(group) => group.stages.iter().filter_map(|stage| stage.line).collect(),
        _ => op.line.into_iter().collect(),
    };
    lines.sort_unstable();
    lines.dedup();
    match &lines[..] {
        [] => String::new(),
        [one] => format!("line {one}"),
        several => format!("lines {}", words::listed(&several.iter().map(ToString::to_string).collect::<Vec<_>>())),
    }
}

/// The part of the run that something is at work, as a bar and in words.
fn busy(seconds: Figure, whole: Figure) -> String {
    let whole = whole.likely().filter(|whole| *whole > 0.0);
    let Some((part, whole)) = seconds.likely().zip(whole) else { return String::new() };
    let part = (part / whole).clamp(0.0, 1.0);
    let filled = (part * 10.0).round() as usize;
    format!("{}{} {:>4}", "█".repeat(filled), "░".repeat(10 - filled), words::share(part).replace("less than ", "<"))
}

/// Rows in columns; those of figures end below each other.
pub(super) fn columns(out: &mut String, rows: &[Vec<String>], figures: &[bool]) {
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..figures.len()).map(width).collect();
    for row in rows {
        let mut line = String::new();
        for ((text, width), figure) in row.iter().zip(&widths).zip(figures) {
            if *width > 0 {
                let space = " ".repeat(width - text.chars().count());
                line.push_str("  ");
                line.push_str(&if *figure { format!("{space}{text}") } else { format!("{text}{space}") });
            }
        }
        let _ = writeln!(out, "{}", line.trim_end());
    }
}
