//! Markdown tables of what was found.

use super::clips::Clip;
use super::contest::Taken;
use super::entries::{Entry, Suite};
use super::figures::Cell;

/// Somebody's cells, for each clip as many as the suite has tables.
pub(crate) struct Row {
    pub(crate) class: &'static str,
    pub(crate) name: String,
    pub(crate) cells: Vec<Option<Vec<Cell>>>,
}

/// Prints the tables of a suite: a row for each entry, figures of each clip.
pub(crate) fn print(suite: &Suite, clips: &[Clip], timed: &Clip, rows: &[Row]) {
    println!("### {}\n\n{}\n", suite.title, suite.about);
    let sizes: Vec<String> = clips
        .iter()
        .map(|clip| format!("{} {}×{}, {} frames", clip.name, clip.size.0, clip.size.1, clip.frames))
        .collect();
    println!("Clips: {}. Time on {} frames of {}.\n", sizes.join("; "), timed.frames, timed.name);
    for (number, figures) in suite.figures.iter().enumerate() {
        println!("{}\n", figures.about());
        println!("| class | | {} | {} |", names(clips), figures.mean());
        println!("|---|---|{}--:|", "---|".repeat(clips.len()));
        for Row { class, name, cells } in rows {
            let known = || cells.iter().flatten().map(|cells| &cells[number]);
            let texts: Vec<&str> =
                cells.iter().map(|cells| cells.as_ref().map_or("–", |cells| &cells[number].text)).collect();
            let mean = known().map(|cell| cell.first).sum::<f64>() / known().count().max(1) as f64;
            println!("| {class} | {name} | {} | {mean:.2} |", texts.join(" | "));
        }
        println!();
    }
}

/// Prints how much of the damage our own mask finds in each clip, and how much of that is damage.
pub(crate) fn print_masks(clips: &[Clip], masks: &[[f64; 2]]) {
    println!("Of the mask: the share of the damage that shows which is in it (%), and of it near damage (%):\n");
    println!("| | {} |\n|---|{}", names(clips), "---|".repeat(clips.len()));
    let texts = masks.iter().map(|shares| shares.map(|share| format!("{:.1}", 100.0 * share)).join(" · "));
    println!("| fwr | {} |\n", texts.collect::<Vec<_>>().join(" | "));
}

/// Prints what it took, and the settings.
pub(crate) fn print_taken(entries: &[Entry], taken: &[Taken]) {
    let own = own_peak();
    println!("| class | | CPU ms a frame | wall ms a frame | MiB |\n|---|---|--:|--:|--:|");
    for (entry, taken) in entries.iter().zip(taken) {
        let Taken { wall, cpu, memory, .. } = taken;
        // A process starts with the peak of the one that it is started by.
        let memory = if *memory > own + 1.0 { format!("{memory:.0}") } else { format!("≤ {own:.0}") };
        println!("| {} | {} | {cpu:.2} | {wall:.2} | {memory} |", entry.class, entry.name);
    }
    println!("\nSettings:\n");
    for entry in entries {
        println!("- {}: `{}`", entry.name, entry.settings());
    }
    println!();
}

/// The peak of this process so far, in MiB; 0 where Linux does not say it.
fn own_peak() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.trim().strip_suffix(" kB")?.parse().ok()).map_or(0.0, |kib: f64| kib / 1024.0)
}

fn names(clips: &[Clip]) -> String {
    clips.iter().map(|clip| clip.name.as_str()).collect::<Vec<_>>().join(" | ")
}
