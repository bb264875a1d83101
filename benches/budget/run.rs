//! One graph on one clip, within a budget.

use std::fmt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::LEAST;
use crate::chance::Chance;
use crate::graphs::Graph;
use crate::usage::Usage;

const MIB: f64 = 1_048_576.0;
/// MiB by which an unoptimised program is larger than the one that profiles tell of.
const UNOPTIMISED: f64 = if cfg!(debug_assertions) { 11.0 } else { 0.0 };

/// What is run.
#[derive(Debug)]
pub(crate) struct Case {
    folder: PathBuf,
    media: PathBuf,
    outputs: usize,
    threads: u64,
    /// MiB that it may take without a limit.
    unlimited: f64,
}

/// What came of it, in MiB.
#[derive(Debug)]
pub(crate) struct Row {
    name: String,
    pub(crate) budget: f64,
    pub(crate) bound: f64,
    pub(crate) peak: f64,
    /// Whether a smaller budget was refused before.
    pub(crate) refused: bool,
}

impl Case {
    /// `graph` on `media`; `None` if the clip's format is nothing for it.
    pub(crate) fn new(graph: &Graph, media: &Path, folder: &Path, chance: &mut Chance) -> Option<Self> {
        std::fs::write(folder.join("graph.fwr"), &graph.text).expect("the folder is writable");
        let threads = [1, 2, 2, 4, 8][chance.within(0, 4) as usize];
        let (media, folder) = (media.to_owned(), folder.to_owned());
        let mut case = Self { folder, media, outputs: graph.outputs, threads, unlimited: 0.0 };
        let output = case.command("estimate").arg("--json").stdout(Stdio::piped()).output().expect("fwr is there");
        if !output.status.success() {
            println!("left out: {}", String::from_utf8_lossy(&output.stderr).lines().next().unwrap_or_default());
            return None;
        }
        let said: Value = serde_json::from_slice(&output.stdout).expect("JSON");
        case.unlimited = mib(&said["estimate"]["memory"]["most"]);
        Some(case)
    }

    /// Runs it within a budget by chance; `None` if the encoder does not take the pictures.
    pub(crate) fn run(&self, seed: u64, clip: &str, chance: &mut Chance) -> Option<Row> {
        let part = chance.within(30, 120) as f64 / 100.0;
        let mut budget = (self.unlimited * part).floor().max(LEAST as f64);
        let (mut usage, mut said) = self.within(budget);
        let refused = usage.code == Some(4);
        if refused {
            budget = said.split("--memory ").last().and_then(number).unwrap_or_else(|| panic!("{said}"));
            (usage, said) = self.within(budget);
        }
        if said.starts_with("E1108") {
            println!("left out: {said}");
            return None;
        }
        assert_eq!(usage.code, Some(0), "{said}");
        let report = std::fs::read(self.folder.join("report.json")).expect("a report");
        let report: Value = serde_json::from_slice(&report).expect("JSON");
        let bound = mib(&report["predicted"]["memory"]["most"]);
        let name = format!("{seed}: {clip}, {} threads, {} outputs", self.threads, self.outputs);
        Some(Row { name, budget, bound, peak: usage.memory - UNOPTIMISED, refused })
    }

    fn within(&self, budget: f64) -> (Usage, String) {
        let talk = self.folder.join("talk");
        let mut command = self.command("run");
        command.args(["--memory", &format!("{budget}MiB"), "--quiet", "--report", "report.json"]);
        command.stderr(std::fs::File::create(&talk).expect("the folder is writable"));
        if self.outputs > 0 {
            command.arg("--force");
        }
        let usage = Usage::of(&mut command);
        // In one line, however wide the terminal is thought to be.
        let said = std::fs::read_to_string(talk).expect("what it said");
        (usage, said.split_whitespace().collect::<Vec<_>>().join(" "))
    }

    fn command(&self, verb: &str) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_fwr"));
        command.current_dir(&self.folder).arg(verb).arg("graph.fwr").arg(&self.media);
        for output in 0..self.outputs.max(1) {
            command.arg("-o").arg(format!("{output}.mkv"));
        }
        if self.outputs == 0 {
            command.arg("--null");
        }
        command.args(["--threads", &self.threads.to_string()]);
        command.stdin(Stdio::null()).stdout(Stdio::null());
        command
    }
}

impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { name, budget, bound, peak, refused } = self;
        let mark = if peak > budget || peak > bound { " ABOVE" } else { "" };
        let refused = if *refused { ", as the refusal said" } else { "" };
        write!(
            f,
            "{name}: peak {peak:.0}, bound {bound:.0} ({:.2}), budget {budget:.0} MiB{refused}{mark}",
            bound / peak
        )
    }
}

/// The number that a text begins with.
fn number(text: &str) -> Option<f64> {
    text.split(|character: char| !character.is_ascii_digit()).next()?.parse().ok()
}

fn mib(value: &Value) -> f64 {
    let bytes = value["exact"].as_f64().or_else(|| value["estimated"]["high"].as_f64());
    bytes.unwrap_or_else(|| panic!("no bound is known: {value}")) / MIB
}
