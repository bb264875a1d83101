//! Memory: what a run takes stays under its bound and under its budget, and what cannot be kept is refused beforehand.
#![cfg(target_os = "linux")]

use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;

const GRAPH: &str = "input clip: media

output {
  video: clip.video |> crop(bottom: 1px) |> temporal_soften(radius: 2frames) |> encode(x264, preset: medium)
}
";

/// MiB by which an unoptimised program is larger than the one that profiles tell of.
const UNOPTIMISED: f64 = if cfg!(debug_assertions) { 20.0 } else { 0.0 };

#[test]
fn a_run_stays_under_its_bound_and_under_its_budget() {
    let folder = tempfile::tempdir().expect("a folder");
    let threads = ["--threads", "4"];
    let (peak, most) = run(folder.path(), &threads);
    assert!(peak <= most + UNOPTIMISED, "{peak} of at most {most} MiB");
    let budget = (most * 0.92).floor();
    let limit = format!("{budget}MiB");
    let (tight, least) = run(folder.path(), &[&threads[..], &["--memory", &limit]].concat());
    assert!(tight <= budget + UNOPTIMISED && least <= budget, "{tight}, at most {least}, of {budget} MiB");
}

#[test]
fn what_cannot_be_kept_is_refused_with_what_could() {
    let folder = tempfile::tempdir().expect("a folder");
    let refused = command(folder.path(), &["--memory", "20MiB"]);
    assert_eq!(refused.status.code(), Some(4));
    let said = String::from_utf8_lossy(&refused.stderr);
    assert!(said.contains("E1410") && said.contains("x264 for out.mkv"), "{said}");
    assert!(!folder.path().join("out.mkv").exists());
}

#[test]
fn measuring_keeps_its_own_bound_within_the_budget() {
    let folder = tempfile::tempdir().expect("a folder");
    let graph = GRAPH.replace("temporal_soften(radius: 2frames)", "stabilise()");
    let refused = command_of(&graph, folder.path(), &["--memory", "20MiB"]);
    assert_eq!(refused.status.code(), Some(4));
    let said = String::from_utf8_lossy(&refused.stderr);
    assert!(said.contains("E1410") && said.contains("measuring takes up to"), "{said}");
    let output = command_of(&graph, folder.path(), &[]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let report = report(folder.path());
    let (own, whole) = (mib(&report["measuring"]["memory"]), mib(&report["predicted"]["memory"]["most"]["exact"]));
    let peak = mib(&report["report"]["taken"]["peak_memory"]);
    assert!(0.0 < own && own < whole && peak <= whole + UNOPTIMISED, "{own}, then {peak} of at most {whole} MiB");
    let seconds = report["measuring"]["seconds"].as_f64().expect("a number");
    assert!(seconds > 0.0, "{seconds}");
}

#[test]
fn what_measuring_took_is_given_back_before_the_run() {
    let folder = tempfile::tempdir().expect("a folder");
    let clip = folder.path().join("clip.y4m");
    let source = ["-v", "error", "-f", "lavfi", "-i", "testsrc=size=1280x720:rate=25", "-frames:v", "40"];
    let made = Command::new("ffmpeg").args(source).args(["-pix_fmt", "yuv420p"]).arg(&clip).status();
    assert!(made.expect("ffmpeg runs").success());
    // Packets and frames are large here, and nothing that encodes takes more.
    let graph = GRAPH
        .replace("crop(bottom: 1px) |> temporal_soften(radius: 2frames)", "assume(scan: tff) |> inverse_telecine()")
        .replace("x264, preset: medium", "raw");
    let run = || {
        let output = command_on(&clip, &graph, folder.path(), &["--allow", "warnings", "--threads", "2"]);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let report = report(folder.path());
        (mib(&report["report"]["taken"]["peak_memory"]), report["measuring"]["memory"].as_f64())
    };
    let (first, own) = run();
    // What was measured is known now.
    let (second, nothing) = run();
    let own = own.expect("it measures") / 1_048_576.0 + UNOPTIMISED;
    assert!(nothing.is_none() && first <= own.max(second + 8.0), "{first} MiB, measuring up to {own}, then {second}");
}

/// MiB that a run took, and was bound to.
fn run(folder: &Path, options: &[&str]) -> (f64, f64) {
    let output = command(folder, options);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let report = report(folder);
    (mib(&report["report"]["taken"]["peak_memory"]), mib(&report["predicted"]["memory"]["most"]["exact"]))
}

fn report(folder: &Path) -> Value {
    let text = std::fs::read_to_string(folder.join("report.json")).expect("a report");
    serde_json::from_str(&text).expect("JSON")
}

fn mib(value: &Value) -> f64 {
    value.as_f64().unwrap_or_else(|| panic!("{value} is no number")) / 1_048_576.0
}

fn command(folder: &Path, options: &[&str]) -> Output {
    command_of(GRAPH, folder, options)
}

fn command_of(graph: &str, folder: &Path, options: &[&str]) -> Output {
    command_on(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/media/city.mkv")), graph, folder, options)
}

fn command_on(clip: &Path, graph: &str, folder: &Path, options: &[&str]) -> Output {
    std::fs::write(folder.join("graph.fwr"), graph).expect("writable");
    Command::new(env!("CARGO_BIN_EXE_fwr"))
        .args(["run", "graph.fwr"])
        .arg(clip)
        .args(["-o", "out.mkv", "--force", "--report", "report.json"])
        .args(options)
        .current_dir(folder)
        .env("XDG_CACHE_HOME", folder)
        .output()
        .expect("the binary runs")
}
