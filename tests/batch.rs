//! `fwr batch`: many files, each planned for itself; what goes wrong with one leaves the others alone.

mod support;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;
use support::{made_clips, probe};

const GRAPH: &str = "input clip: media\nparam strength: number = 0.5\n\noutput \"restored.mkv\" {\n  \
                     video: clip.video |> unsharp(amount: strength) |> encode(ffv1)\n}\n";

/// Slow enough to be stopped in the middle.
const SLOW: &str = "input clip: media\n\noutput {\n  video: clip.video |> resize(width: 320px, height: 240px) |> temporal_median() \
                    |> unsharp() |> encode(x264, preset: slower)\n}\n";

/// Some failed.
const SOME_FAILED: Option<i32> = Some(6);

/// A folder with a graph, and clips in a folder of their own.
struct Place(tempfile::TempDir);

impl Place {
    fn new(graph: &str, clips: &[(&str, &str)]) -> Self {
        let place = Self(tempfile::tempdir().expect("a folder"));
        fs::write(place.at("graph.fwr"), graph).expect("writable");
        for (name, clip) in clips {
            let path = place.at(&format!("clips/{name}"));
            fs::create_dir_all(path.parent().expect("a folder")).expect("writable");
            let from = if *clip == "city.mkv" { media() } else { made_clips::clip(clip) };
            fs::copy(from, path).expect("writable");
        }
        place
    }

    fn at(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_fwr"));
        command.args(args).args(["--allow", "warnings"]).current_dir(self.0.path()).env("NO_COLOR", "1");
        command.env("XDG_CACHE_HOME", env!("CARGO_TARGET_TMPDIR")).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    /// The exit code, and what was said on stdout and stderr.
    fn run(&self, args: &[&str]) -> (Option<i32>, String, String) {
        told(self.command(args).output().expect("the binary runs"))
    }

    fn listing(&self, folder: &str) -> Vec<String> {
        let Ok(entries) = fs::read_dir(self.at(folder)) else { return Vec::new() };
        let mut names: Vec<String> =
            entries.map(|entry| entry.expect("an entry").file_name().into_string().expect("text")).collect();
        names.retain(|name| !name.starts_with('.'));
        names.sort();
        names
    }

    fn summary(&self, file: &str) -> Value {
        serde_json::from_slice(&fs::read(self.at(file)).expect("a summary")).expect("JSON")
    }
}

#[test]
fn every_input_has_its_own_plan_and_output() {
    // Formats that have nothing in common.
    let clips = [("a.mkv", "city.mkv"), ("b.mkv", "tenbit.mkv"), ("c.mp4", "plain.mp4"), ("d.mkv", "gray.mkv")];
    let place = Place::new(GRAPH, &clips);
    let (code, _, said) = place.run(&["batch", "graph.fwr", "clips", "--into", "restored", "--report", "batch.json"]);
    assert_eq!(code, Some(0), "{said}");
    assert_eq!(place.listing("restored"), ["a.mkv", "b.mkv", "c.mkv", "d.mkv"]);
    assert!(
        said.contains("4 files to do") && said.contains("4 of 4: clips/d.mkv") && said.contains("4 done"),
        "{said}"
    );
    for (name, input) in [("a.mkv", "clips/a.mkv"), ("b.mkv", "clips/b.mkv")] {
        let (out, alone) = (place.at("restored").join(name), place.at("alone.mkv"));
        let (code, _, said) = place.run(&["run", "graph.fwr", input, "-o", "alone.mkv", "--force"]);
        assert_eq!(code, Some(0), "{said}");
        assert_eq!(probe::frame_hashes(&out, None), probe::frame_hashes(&alone, None), "{name}");
        assert_eq!(probe::frame_times(&out), probe::frame_times(&alone), "{name}");
    }
    let summary = place.summary("batch.json");
    assert_eq!((&summary["done"], &summary["failed"]), (&4.into(), &0.into()));
    let first = &summary["inputs"][0];
    assert_eq!(first["frames"], 80);
    assert!(first["seconds"].as_f64() > Some(0.0) && first["output_bytes"].as_u64() > Some(0), "{first}");
    assert!(first["checksums"][0].as_str().is_some_and(|sum| sum.starts_with("crc32:")), "{first}");
}

#[test]
fn one_bad_input_does_not_stop_the_others() {
    let clips = [
        ("a.mkv", "tagged.mkv"),
        ("b.mkv", "text.mkv"),
        ("c.mkv", "truncated.mkv"),
        ("d.mkv", "tagged.mkv"),
        ("e.mkv", "sound.mkv"),
    ];
    let place = Place::new(GRAPH, &clips);
    let args = ["batch", "graph.fwr", "clips", "clips/missing.mkv", "--into", "out", "--report", "reports/"];
    let (code, _, said) = place.run(&args);
    assert_eq!(code, SOME_FAILED, "{said}");
    assert_eq!(place.listing("out"), ["a.mkv", "d.mkv"]);
    for part in ["E1003", "E1001", "E1007", "E1004", "2 done, 4 failed"] {
        assert!(said.contains(part), "{part} in {said}");
    }
    assert_eq!(place.listing("reports"), ["001-a.mkv.json", "004-d.mkv.json", "batch.json"]);
    let summary = place.summary("reports/batch.json");
    assert_eq!((&summary["done"], &summary["failed"]), (&2.into(), &4.into()));
    let codes: Vec<&str> = summary["inputs"]
        .as_array()
        .expect("inputs")
        .iter()
        .filter_map(|input| input["findings"][0]["code"].as_str())
        .collect();
    assert_eq!(summary["inputs"][4]["findings"][0]["labels"][0]["line"], 5, "{summary}");
    assert_eq!(codes, ["E1003", "E1007", "E1004", "E1001"]);
    assert_eq!(place.summary("reports/001-a.mkv.json")["report"]["outputs"][0]["frames"], 10);
}

#[test]
fn the_first_failure_ends_it_if_that_is_wanted() {
    let place = Place::new(GRAPH, &[("a.mkv", "tagged.mkv"), ("b.mkv", "text.mkv"), ("c.mkv", "tagged.mkv")]);
    let (code, _, said) = place.run(&["batch", "graph.fwr", "clips", "--into", "out", "--fail-fast"]);
    assert_eq!(code, SOME_FAILED, "{said}");
    assert!(place.listing("out").is_empty() && said.contains("nothing was begun"), "{said}");
    // One that fails only when it is run.
    let place = Place::new(GRAPH, &[("a.mkv", "tagged.mkv"), ("b.mkv", "truncated.mkv"), ("c.mkv", "tagged.mkv")]);
    let (code, _, said) = place.run(&["batch", "graph.fwr", "clips", "--into", "out", "--fail-fast"]);
    assert_eq!(code, SOME_FAILED, "{said}");
    assert_eq!(place.listing("out"), ["a.mkv"]);
    assert!(said.contains("1 done, 1 failed, 1 not begun"), "{said}");
}

#[test]
fn the_same_command_again_makes_only_what_is_missing() {
    let place = Place::new(GRAPH, &[("a.mkv", "tagged.mkv"), ("b.mkv", "gray.mkv")]);
    let args = ["batch", "graph.fwr", "clips", "--into", "out"];
    assert_eq!(place.run(&args).0, Some(0));
    let first = fs::metadata(place.at("out/a.mkv")).and_then(|found| found.modified()).expect("a file");
    fs::remove_file(place.at("out/b.mkv")).expect("there");
    let (code, _, said) = place.run(&args);
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("1 file to do, 1 done before") && said.contains("1 done, 1 done before"), "{said}");
    assert_eq!(fs::metadata(place.at("out/a.mkv")).and_then(|found| found.modified()).expect("a file"), first);
    assert_eq!(place.listing("out"), ["a.mkv", "b.mkv"]);
    // Another recipe is told, and replaces only when it is asked to.
    let other = [&args[..], &["-p", "strength=0.7"]].concat();
    let (code, _, said) = place.run(&other);
    assert_eq!(code, SOME_FAILED, "{said}");
    assert!(said.contains("E1101") && said.contains("the graph or its params changed"), "{said}");
    let (code, _, said) = place.run(&[&other[..], &["--force"]].concat());
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("2 done;"), "{said}");
    // What is there is complete with --force, too; --fresh makes it anew.
    let (code, _, said) = place.run(&[&other[..], &["--force"]].concat());
    assert!(code == Some(0) && said.contains("0 done, 2 done before"), "{said}");
    let (code, _, said) = place.run(&[&other[..], &["--force", "--fresh"]].concat());
    assert!(code == Some(0) && said.contains("2 done;"), "{said}");
    // A file that somebody put there is not ours.
    fs::write(place.at("out/a.mkv"), "precious").expect("writable");
    let (code, _, said) = place.run(&other);
    assert_eq!(code, SOME_FAILED, "{said}");
    assert_eq!(fs::read(place.at("out/a.mkv")).expect("there"), b"precious");
    // Nor is one that was made of another input.
    fs::copy(made_clips::clip("deep.mkv"), place.at("clips/b.mkv")).expect("writable");
    let (code, _, said) = place.run(&other);
    assert_eq!(code, SOME_FAILED, "{said}");
    assert!(said.contains("what is in the file of clip changed"), "{said}");
}

#[test]
fn a_batch_that_is_stopped_goes_on_within_the_clip() {
    let place = Place::new(SLOW, &[("a.mkv", "pcm.mkv"), ("b.mkv", "city.mkv"), ("c.mkv", "pcm.mkv")]);
    let args = ["batch", "graph.fwr", "clips", "--into", "out", "--segment", "10f", "--json"];
    for signal in [libc::SIGINT, libc::SIGKILL] {
        let child = place.command(&args).spawn().expect("the binary runs");
        wait_for_segments(&place.at("out/.b.mkv.fwr"), &child);
        // SAFETY: a signal to a child that is not waited for yet.
        assert_eq!(unsafe { libc::kill(child.id() as i32, signal) }, 0);
        let (code, _, said) = told(child.wait_with_output().expect("it ends"));
        assert_eq!(place.listing("out"), ["a.mkv"], "{said}");
        if signal == libc::SIGINT {
            assert_eq!(code, Some(130), "{said}");
            assert!(said.contains("stopped; 1 of 3 are complete: the same command goes on"), "{said}");
            assert!(said.contains("segments are complete and kept"), "{said}");
        }
    }
    let (code, out, said) = place.run(&args);
    assert_eq!(code, Some(0), "{said}");
    let events: Vec<Value> = out.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let planned = &events[0]["inputs"];
    assert_eq!(planned[0]["result"], "done_before");
    assert!(planned[1]["segments_kept"].as_u64() > Some(0), "{planned}");
    let summary = &events.last().expect("events")["summary"];
    assert_eq!((&summary["done"], &summary["done_before"]), (&2.into(), &1.into()));
    assert_eq!(place.listing("out"), ["a.mkv", "b.mkv", "c.mkv"]);
    let whole = ["run", "graph.fwr", "clips/b.mkv", "-o", "alone.mkv", "--segment", "10f"];
    let (code, _, said) = place.run(&whole);
    assert_eq!(code, Some(0), "{said}");
    assert!(fs::read(place.at("out/b.mkv")).expect("there") == fs::read(place.at("alone.mkv")).expect("there"));
}

#[test]
fn folders_inside_are_made_again() {
    let clips = [("x/a.mkv", "tagged.mkv"), ("y/a.mkv", "gray.mkv"), ("notes.txt", "text.mkv")];
    let place = Place::new(GRAPH, &clips);
    let args = ["batch", "graph.fwr", "clips", "--recursive", "--into", "clips/done"];
    let (code, _, said) = place.run(&args);
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("1 file left out"), "{said}");
    assert_eq!(
        (place.listing("clips/done/x"), place.listing("clips/done/y")),
        (vec!["a.mkv".into()], vec!["a.mkv".into()])
    );
    // What was made lies inside of what is looked through, and is not taken for an input.
    let (code, _, said) = place.run(&args);
    assert!(code == Some(0) && said.contains("0 done, 2 done before"), "{said}");
}

#[test]
fn a_list_names_files_and_a_dry_run_writes_nothing() {
    let place = Place::new(GRAPH, &[("a.mkv", "tagged.mkv"), ("b c.mkv", "gray.mkv")]);
    fs::write(place.at("list.txt"), "clips/a.mkv\r\n\nclips/b c.mkv\nclips/../clips/a.mkv\n").expect("writable");
    let args = ["batch", "graph.fwr", "--list", "list.txt", "-o", "{folder}/{stem}.new.mkv", "--dry-run"];
    let (code, out, said) = place.run(&args);
    assert_eq!(code, Some(0), "{said}");
    assert!(out.contains("clips/a.new.mkv") && out.contains("2 files to do; about "), "{out}");
    assert!(said.contains("clips/../clips/a.mkv is named twice, and done once"), "{said}");
    assert_eq!(place.listing("clips"), ["a.mkv", "b c.mkv"]);
    let (code, _, said) = place.run(&args[..args.len() - 1]);
    assert_eq!(code, Some(0), "{said}");
    assert_eq!(place.listing("clips"), ["a.mkv", "a.new.mkv", "b c.mkv", "b c.new.mkv"]);
}

#[test]
fn an_output_that_fails_leaves_the_next_as_if_alone() {
    // The same process runs all: what one leaves behind must not change what another writes.
    let graph = "input clip: media\n\noutput {\n  video: clip.video |> temporal_soften() |> encode(x264)\n}\n";
    let place = Place::new(graph, &[("a.mkv", "truncated.mkv"), ("b.mkv", "tagged.mkv"), ("c.mkv", "tagged.mkv")]);
    let (code, _, said) = place.run(&["batch", "graph.fwr", "clips", "--into", "out"]);
    assert_eq!(code, SOME_FAILED, "{said}");
    assert!(fs::read(place.at("out/b.mkv")).expect("there") == fs::read(place.at("out/c.mkv")).expect("there"));
}

/// Waits until some segments are complete.
fn wait_for_segments(folder: &Path, child: &Child) {
    let begun = Instant::now();
    loop {
        let journal = fs::read_to_string(folder.join("journal.jsonl")).unwrap_or_default();
        if journal.lines().count() > 3 {
            return;
        }
        assert!(begun.elapsed() < Duration::from_secs(120), "no segment of {} in time", child.id());
        std::thread::sleep(Duration::from_millis(10));
    }
}

fn told(output: Output) -> (Option<i32>, String, String) {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.status.code(), text(&output.stdout), text(&output.stderr))
}

fn media() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/media/city.mkv")
}
