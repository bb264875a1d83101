//! Completions and manual pages: there for every shell and command, and taken by who reads them.

use std::io::Write;
use std::process::{Command, Output, Stdio};

const COMMANDS: [&str; 13] = [
    "run",
    "check",
    "plan",
    "compare",
    "fmt",
    "explain",
    "doc",
    "filters",
    "presets",
    "new",
    "probe",
    "completions",
    "man",
];

#[test]
fn completions_name_every_command() {
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let script = text(fwr(&["completions", shell]));
        for command in COMMANDS {
            assert!(script.contains(command), "{shell} does not complete `{command}`");
        }
    }
}

#[test]
fn completions_name_the_presets() {
    for shell in ["bash", "zsh", "fish"] {
        let script = text(fwr(&["completions", shell]));
        for preset in fwr_stdlib::PRESETS {
            assert!(script.contains(preset.name()), "{shell} does not complete `{}`", preset.name());
        }
    }
}

#[test]
fn bash_reads_its_completions() {
    let script = text(fwr(&["completions", "bash"]));
    let mut bash = Command::new("bash").arg("-n").stdin(Stdio::piped()).spawn().expect("bash runs");
    bash.stdin.take().expect("a pipe").write_all(script.as_bytes()).expect("bash reads");
    assert!(bash.wait().expect("bash ends").success());
}

#[test]
fn a_shell_that_is_not_known_is_a_mistake_of_usage() {
    assert_eq!(fwr(&["completions", "tcsh"]).status.code(), Some(2));
}

#[test]
fn every_command_has_a_manual_page() {
    assert!(text(fwr(&["man"])).contains(".TH fwr"));
    let folder = tempfile::tempdir().expect("a folder");
    text(fwr(&["man", "--folder", folder.path().to_str().expect("the path is text")]));
    for command in COMMANDS {
        let page = folder.path().join(format!("fwr-{command}.1"));
        let page = std::fs::read_to_string(&page).unwrap_or_else(|error| panic!("{}: {error}", page.display()));
        assert!(page.contains(".SH"), "the page of `{command}` has sections");
    }
}

#[test]
fn a_run_tells_programs_what_it_does() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(
        folder.path().join("graph.fwr"),
        "input clip: media\n\noutput \"out.mkv\" {\n  video: clip.video\n}\n",
    )
    .expect("writable");
    let clip = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/media/city.mkv");
    let output = Command::new(env!("CARGO_BIN_EXE_fwr"))
        .args(["run", "graph.fwr", clip, "--json"])
        .current_dir(folder.path())
        .output()
        .expect("the binary runs");
    let events: Vec<serde_json::Value> =
        text(output).lines().map(|line| serde_json::from_str(line).expect("a line is JSON")).collect();
    let last = events.last().expect("at least one event");
    assert_eq!(last["event"], "done");
    assert_eq!(last["report"]["outputs"][0]["frames"], 80);
}

fn fwr(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_fwr")).args(args).output().expect("the binary runs")
}

/// What a command that must succeed says on stdout.
fn text(output: Output) -> String {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("text")
}
