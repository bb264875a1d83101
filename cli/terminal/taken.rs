//! What a run took, as a table for people.

use fwr_compiler::estimate::{MemoryBound, Taken};
use fwr_compiler::plan::Plan;

const MIB: f64 = 1_048_576.0;

/// The lines of the table: stages, the ops of the filter stage below it, memory beside its bound.
pub(crate) fn lines(taken: &Taken, plan: &Plan, bound: Option<&MemoryBound>) -> Vec<String> {
    let mut rows = vec![[String::new(), "works".to_owned(), "cores".to_owned(), String::new()]];
    for stage in &taken.stages {
        rows.push([stage.name.clone(), seconds(Some(stage.seconds)), seconds(stage.cpu_seconds), String::new()]);
        if stage.name != "filter" {
            continue;
        }
        for op in &taken.ops {
            let line = plan.ops.get(op.op.0 as usize).and_then(|op| op.line);
            let line = line.map_or(String::new(), |line| format!(" (line {line})"));
            let each = taken
                .seconds_a_frame(op.op)
                .map_or(String::new(), |seconds| format!("{} frames, {:.2} ms each", op.frames, seconds * 1e3));
            let name = format!("  {} {}{line}", op.op.0, op.name);
            rows.push([name, seconds(Some(op.seconds)), seconds(op.cpu_seconds), each]);
        }
    }
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
    let widths = [width(0), width(1), width(2)];
    let line = |[name, works, cores, each]: &[String; 4]| {
        let [first, second, third] = widths;
        format!("{name:<first$}  {works:>second$}  {cores:>third$}  {each}").trim_end().to_owned()
    };
    let mut lines: Vec<String> = rows.iter().map(line).collect();
    let opened =
        format!("{:.2} s until the first frame was asked for, {:.2} s from then on", taken.open_seconds, taken.seconds);
    lines.push(match taken.cpu_seconds {
        Some(cores) => format!("{opened}; {cores:.2} s of cores"),
        None => opened,
    });
    if let Some(peak) = taken.peak_memory {
        lines.push(format!("memory: {:.0} MiB at most", peak as f64 / MIB));
    }
    for holder in &taken.holders {
        let of = bound.and_then(|bound| bound.of_holder(&holder.name));
        let of = of.map_or(String::new(), |most| format!(" of at most {:.0}", most / MIB));
        lines.push(format!("  {}: {:.0}{of} MiB", holder.name, holder.peak as f64 / MIB));
    }
    lines
}

fn seconds(seconds: Option<f64>) -> String {
    seconds.map_or_else(|| "-".to_owned(), |seconds| format!("{seconds:.2} s"))
}
