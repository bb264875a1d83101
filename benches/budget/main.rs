//! Whether runs keep to their memory: graphs and budgets by chance on clips of every kind, each a process of its own.
//!
//! For each, the bound without a limit, then a run with `--memory` somewhere below or above it, down to 64 MiB. Where
//! that is refused, the run gets what the refusal says would fit. The most memory that the process had, program and
//! codecs and all, is compared with the budget and with the bound; one that is above either is an error.
//!
//! `cargo bench --bench budget [-- RUNS] [from=SEED] [only=PART OF A CLIP'S NAME] [long]`
//!
//! With `long`, it is instead shown that 1920×1080 with a window of 5 frames runs in 512 MiB, and takes the same memory
//! for 100 and for 10,000 frames.

#[path = "../../runtime/tests/order/chance.rs"]
mod chance;
mod clips;
mod graphs;
mod long;
mod run;
#[path = "../support/usage.rs"]
mod usage;

use chance::Chance;
use clips::Clip;
use graphs::Graph;
use run::{Case, Row};

/// The smallest budget, in MiB.
const LEAST: u64 = 64;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let said = |key: &str| arguments.iter().find_map(|argument| argument.strip_prefix(key));
    let folder = tempfile::tempdir().expect("a temporary folder");
    if arguments.iter().any(|argument| argument == "long") {
        return long::show(folder.path());
    }
    let runs: u64 = arguments.iter().find_map(|argument| argument.parse().ok()).unwrap_or(230);
    let from: u64 = said("from=").and_then(|seed| seed.parse().ok()).unwrap_or(1);
    let clips: Vec<&Clip> = clips::ALL.iter().filter(|clip| clip.name.contains(said("only=").unwrap_or(""))).collect();
    let mut rows: Vec<Row> = Vec::new();
    for (place, clip) in clips.iter().enumerate() {
        let media = clip.make(folder.path(), None);
        for seed in (from..from + runs).filter(|seed| *seed as usize % clips.len() == place) {
            let mut chance = Chance::new(seed);
            let graph = Graph::random(&mut chance, clip);
            let Some(case) = Case::new(&graph, &media, folder.path(), &mut chance) else { continue };
            let Some(row) = case.run(seed, clip.name, &mut chance) else { continue };
            println!("{row}");
            rows.push(row);
        }
        std::fs::remove_file(media).expect("the folder is writable");
    }
    summarize(&rows);
}

fn summarize(rows: &[Row]) {
    let mut ratios: Vec<f64> = rows.iter().map(|row| row.bound / row.peak).collect();
    ratios.sort_by(f64::total_cmp);
    let Some(last) = ratios.len().checked_sub(1) else { return println!("no run") };
    let at = |part: f64| ratios[(part * last as f64).round() as usize];
    let over = |limit: fn(&Row) -> f64| rows.iter().filter(|row| row.peak > limit(row)).count();
    let (above_budget, above_bound) = (over(|row| row.budget), over(|row| row.bound));
    let refused = rows.iter().filter(|row| row.refused).count();
    println!("\n{} runs, {refused} of them with what a refusal said would fit", rows.len());
    println!("peak above the budget: {above_budget}; above the bound: {above_bound}");
    println!("bound over peak: median {:.2}, least {:.2}, a tenth above {:.2}", at(0.5), at(0.0), at(0.9));
    assert!(above_budget + above_bound == 0, "memory was passed");
}
