//! What a run promises of its outputs: checksums that others can check, and a word where something looks wrong.

mod support;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;
use support::{made_clips, probe};

const PASS: &str = "input clip: media\n\noutput {\n  video: clip.video |> encode(ffv1)\n}\n";

/// Takes many seconds for a clip of twenty.
const SLOW: &str =
    "input clip: media\n\noutput {\n  video: clip.video |> temporal_median() |> encode(x264, preset: slower)\n}\n";

#[test]
fn checksums_are_those_that_other_programs_find() {
    let folder = tempfile::tempdir().expect("a folder");
    let clips = [
        ("city.mkv", city()),
        ("rgb.mkv", made_clips::clip("rgb.mkv")),
        ("tenbit.mkv", made_clips::clip("tenbit.mkv")),
    ];
    for (name, clip) in clips {
        let out = folder.path().join(format!("out_{name}"));
        let report = reported(folder.path(), PASS, &clip, &out);
        let output = &report["report"]["outputs"][0];
        // RGB is handed out packed otherwise.
        let format = if name == "rgb.mkv" { &["-pix_fmt", "gbrp"][..] } else { &[] };
        assert_eq!(output["streams"][0]["checksum"], frames_sum(&out, format), "{name}");
        assert_eq!(output["checksum"], file_sum(&out), "{name}");
    }
    // A container that goes back to its beginning when all is written.
    let out = folder.path().join("out.mp4");
    let graph = PASS.replace("ffv1", "x264, preset: ultrafast");
    let report = reported(folder.path(), &graph, &made_clips::clip("plain.mp4"), &out);
    let streams = &report["report"]["outputs"][0]["streams"];
    assert_eq!(report["report"]["outputs"][0]["checksum"], file_sum(&out));
    assert_eq!(streams.as_array().map(Vec::len), Some(2), "{streams}");
    let span = |stream: &Value| (stream["span"]["start"].as_f64(), stream["span"]["end"].as_f64());
    assert_eq!(span(&streams[0]), (Some(0.0), Some(1.0)));
    assert_eq!(report["report"]["inputs"][0]["streams"][0]["span"], streams[0]["span"]);
}

#[test]
fn pictures_that_are_gone_are_told_unless_the_source_has_none() {
    let folder = tempfile::tempdir().expect("a folder");
    let blank = "input clip: media\n\nkernel blank(src: plane) -> plane {\n  src[0, 0] * 0\n}\n\n\
                 output {\n  video: clip.video |> blank() |> encode(ffv1)\n}\n";
    let said = said(folder.path(), blank, &city(), &[]);
    let expected = "80 frames of out.mkv show nothing where the source shows something: frames 0 to 79";
    assert!(one_line(&said).contains(expected), "{said}");
    let black = folder.path().join("black.mkv");
    probe::ffmpeg(&[
        "-f",
        "lavfi",
        "-i",
        "color=black:s=320x240:r=25:d=1",
        "-c:v",
        "ffv1",
        black.to_str().expect("text"),
    ]);
    assert!(!self::said(folder.path(), blank, &black, &[]).contains("W1210"));
    assert!(!self::said(folder.path(), PASS, &city(), &[]).contains("W1210"));
}

#[test]
fn samples_that_are_no_numbers_are_told_of_the_step_that_gave_them() {
    let folder = tempfile::tempdir().expect("a folder");
    let graph = "input clip: media\n\nkernel odd(src: plane) -> plane {\n  src[0, 0] / (src[0, 0] - src[0, 0])\n}\n\n\
                 output {\n  video: clip.video |> convert(sample: f32) |> odd() |> unsharp() |> convert(sample: u8) |> encode(ffv1)\n}\n";
    let said = said(folder.path(), graph, &city(), &["--no-fuse"]);
    let line = one_line(&said);
    assert!(
        line.contains("odd (line 8) gives samples that are no finite numbers, first in frame 0 (0.02 s)"),
        "{said}"
    );
    assert!(!line.contains("unsharp (line 8) gives"), "one cause, one warning: {said}");
}

#[test]
fn an_input_that_changes_meanwhile_is_told() {
    let folder = tempfile::tempdir().expect("a folder");
    let clip = folder.path().join("clip.mkv");
    fs::copy(made_clips::clip("long.mkv"), &clip).expect("writable");
    for (allowed, code) in [(false, 3), (true, 0)] {
        let slow = SLOW.replace("slower", "ultrafast");
        let mut args = vec!["run", "graph.fwr", "clip.mkv", "-o", "out.mkv"];
        args.extend(allowed.then_some("--allow-damaged"));
        let child = start(folder.path(), &slow, &args);
        // Nothing that is read changes: as if something were appended after the end.
        let mut bytes = fs::read(&clip).expect("readable");
        bytes.push(0);
        fs::write(folder.path().join("new.mkv"), bytes).expect("writable");
        fs::rename(folder.path().join("new.mkv"), &clip).expect("writable");
        let output = child.wait_with_output().expect("it ends");
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(code), "{said}");
        assert!(
            one_line(&said).contains("clip.mkv changed while it was read: another file has taken its place"),
            "{said}"
        );
        assert!(said.contains(if allowed { "W1007" } else { "E1010" }), "{said}");
        assert_eq!(folder.path().join("out.mkv").exists(), allowed);
    }
}

/// Starts a run, and waits until it writes.
fn start(folder: &Path, graph: &str, args: &[&str]) -> Child {
    fs::write(folder.join("graph.fwr"), graph).expect("writable");
    let files = || fs::read_dir(folder).expect("a folder").count();
    let before = files();
    let mut child = Command::new(env!("CARGO_BIN_EXE_fwr"))
        .args(args)
        .current_dir(folder)
        .env("NO_COLOR", "1")
        .stderr(Stdio::piped())
        .spawn()
        .expect("the binary runs");
    let started = Instant::now();
    while files() == before {
        assert!(started.elapsed() < Duration::from_secs(60), "nothing is written");
        assert_eq!(child.try_wait().expect("a child"), None, "the run ended by itself");
        std::thread::sleep(Duration::from_millis(10));
    }
    child
}

fn reported(folder: &Path, graph: &str, clip: &Path, out: &Path) -> Value {
    let report = folder.join("report.json");
    let output = run(folder, graph, clip, out, &["--report", report.to_str().expect("text")]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&fs::read(report).expect("a report")).expect("JSON")
}

fn said(folder: &Path, graph: &str, clip: &Path, more: &[&str]) -> String {
    let output = run(folder, graph, clip, Path::new("out.mkv"), &[more, &["--force"]].concat());
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{said}");
    said
}

fn run(folder: &Path, graph: &str, clip: &Path, out: &Path, more: &[&str]) -> Output {
    fs::write(folder.join("graph.fwr"), graph).expect("writable");
    let mut command = Command::new(env!("CARGO_BIN_EXE_fwr"));
    command.args(["run", "graph.fwr"]).arg(clip).arg("-o").arg(out).args(more).env("NO_COLOR", "1");
    command.current_dir(folder).output().expect("the binary runs")
}

/// What is said, without the bars that stand before lines and the breaks between them.
fn one_line(said: &str) -> String {
    said.split(|c: char| c.is_whitespace() || "│×⚠".contains(c))
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// What ffmpeg says of the decoded frames of a file.
fn frames_sum(file: &Path, format: &[&str]) -> String {
    let output = Command::new("ffmpeg")
        .args(["-v", "error", "-nostdin", "-i"])
        .arg(file)
        .args(["-map", "0:v:0", "-fps_mode", "passthrough"])
        .args(format)
        .args(["-f", "hash", "-hash", "crc32", "-"])
        .output()
        .expect("ffmpeg runs");
    String::from_utf8_lossy(&output.stdout).trim().replace("CRC32=", "crc32:")
}

fn file_sum(file: &Path) -> String {
    format!("crc32:{:08x}", crc32fast::hash(&fs::read(file).expect("readable")))
}

fn city() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/media/city.mkv")
}
