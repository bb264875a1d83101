//! How far estimates are from what runs take: time and memory, over graphs and clips that no calibration saw.
//!
//! For each pair: `fwr estimate`, then the same run in turns, the median of its wall times, and the most memory
//! that the process had. With `choices`, each pair is also run every other way that it can be forced to, and what was
//! chosen is compared with the best of them. Give it a quiet machine, and `fwr calibrate` first.
//!
//! With `reports=FOLDER` the report of one run of each pair is kept there.
//!
//! `cargo bench --bench accuracy [-- ROUNDS] [choices] [only=PART OF A NAME] [reports=FOLDER]`

mod clips;
mod graphs;
mod run;
mod table;
#[path = "../support/usage.rs"]
mod usage;

use graphs::Graph;
use run::Ran;
use table::{Choice, Row};

/// The ways that a run can be forced to.
const WAYS: [&[&str]; 3] = [&["--forbid", "gpu"], &["--prefer", "gpu"], &["--no-fuse"]];

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let rounds = arguments.iter().filter_map(|argument| argument.parse().ok()).next().unwrap_or(3);
    let choices = arguments.iter().any(|argument| argument == "choices");
    let only = arguments.iter().find_map(|argument| argument.strip_prefix("only=")).unwrap_or("");
    let reports = arguments.iter().find_map(|argument| argument.strip_prefix("reports="));
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (mut rows, mut chosen) = (Vec::new(), Vec::new());
    for clip in clips::ALL {
        let pairs: Vec<&Graph> = clip.graphs.iter().map(|name| graphs::named(name)).collect();
        let pairs: Vec<&Graph> =
            pairs.into_iter().filter(|graph| format!("{} on {}", graph.name, clip.name).contains(only)).collect();
        if pairs.is_empty() {
            continue;
        }
        let media = clip.make(folder.path());
        for graph in pairs {
            let run = graph.on(clip, &media, folder.path());
            let predicted = run.estimate();
            let report = reports.map(|folder| format!("{folder}/{} on {}.json", graph.name, clip.name));
            let _warm = run.once(&report.iter().flat_map(|file| ["--report", file]).collect::<Vec<_>>());
            let ran: Vec<Ran> = (0..rounds).map(|_| run.once(&[])).collect();
            let row = Row::new(graph, clip, predicted, &ran);
            println!("{row}");
            rows.push(row);
            if choices {
                let ways = WAYS.iter().filter(|way| run.can(way));
                let forced = ways
                    .map(|way| (way.join(" "), Ran::median(&(0..rounds).map(|_| run.once(way)).collect::<Vec<_>>())));
                let choice = Choice::new(graph, clip, Ran::median(&ran), forced.collect());
                println!("    {choice}");
                chosen.push(choice);
            }
        }
        std::fs::remove_file(media).expect("the folder is writable");
    }
    println!("\n{}", table::Summary { rows: &rows, choices: &chosen });
}
