//! Measures of whole clips are kept from run to run, as long as everything that they depend on is the same.

mod support;

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use support::probe;

const GRAPH: &str = "input clip: media\n\nlet bright = brightness(clip.video)\n\noutput {\n  \
                     video: clip.video |> levels(white: 60% + 0.1 * bright) |> encode(ffv1)\n}\n";

#[test]
fn a_clip_is_measured_once_until_something_changes() {
    let folder = tempfile::tempdir().expect("a folder");
    let graph = |text: &str| fs::write(folder.path().join("graph.fwr"), text).expect("writable");
    let clip = |color: &str| {
        let source = format!("color={color}:s=160x120:r=25:d=0.4");
        let path = folder.path().join("clip.mkv");
        probe::ffmpeg(&["-f", "lavfi", "-i", &source, "-c:v", "ffv1", path.to_str().expect("text")]);
    };
    graph(GRAPH);
    clip("gray");
    let first = plan(folder.path(), &[]);
    assert_eq!(kept(folder.path()), 1, "{first}");
    assert!(first.contains("measured: brightness of clip.video"), "{first}");
    // What is kept is used: another value there is the one that comes.
    let file = fs::read_dir(folder.path().join("cache/framewright/measures")).expect("a folder").next();
    let file = file.expect("a file").expect("readable").path();
    let text = fs::read_to_string(&file).expect("readable");
    let (before, after) = text.rsplit_once("\"frames\": 10").expect("the number of frames beside the value");
    fs::write(&file, format!("{before}\"frames\": 11{after}")).expect("writable");
    let again = plan(folder.path(), &[]);
    assert!(first.contains("over 10 frames") && again.contains("over 11 frames"), "{first}\n{again}");
    assert!(plan(folder.path(), &["--no-cache"]).contains("over 10 frames"));
    // Another step before the measure, and another clip, are other questions.
    graph(&GRAPH.replace("brightness(clip.video)", "brightness(clip.video |> blur())"));
    assert!(plan(folder.path(), &[]).contains("over 10 frames"));
    assert_eq!(kept(folder.path()), 2);
    graph(GRAPH);
    clip("white");
    let other = plan(folder.path(), &[]);
    assert!(other.contains("over 10 frames"), "{other}");
    assert_eq!(kept(folder.path()), 3);
}

/// Three measures of two clips, one of them asked for twice: a pass over 500 frames that takes some seconds.
const SLOW: &str = "input clip: media\n\nlet soft = clip.video |> temporal_median(radius: 2frames) |> unsharp()\n\
                    let noise = noise_level(soft)\n\noutput {\n  video: clip.video \
                    |> levels(white: 60% + 0.1 * brightness(clip.video) + noise_level(soft)) \
                    |> temporal_soften(luma_threshold: min(1% + noise + flicker(soft), 20%)) |> encode(ffv1)\n}\n";

#[test]
fn measuring_that_is_killed_goes_on_where_it_was() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("graph.fwr"), SLOW).expect("writable");
    std::os::unix::fs::symlink(support::made_clips::clip("long.mkv"), folder.path().join("clip.mkv")).expect("a link");
    let measured = |more: &[&str]| -> serde_json::Value {
        let plan: serde_json::Value =
            serde_json::from_str(&plan(folder.path(), &[&["--json"], more].concat())).expect("JSON");
        plan["measured"].clone()
    };
    let undisturbed = measured(&["--no-cache"]);
    let halfway = || {
        let files = fs::read_dir(folder.path().join("cache/framewright/measures")).into_iter().flatten();
        files
            .filter(|file| file.as_ref().is_ok_and(|file| file.path().extension().is_some_and(|end| end == "halfway")))
            .count()
    };
    let mut child = command(folder.path(), &[]).stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("it runs");
    while halfway() < 3 {
        assert_eq!(child.try_wait().expect("a child"), None, "it was done before anything was kept");
        std::thread::sleep(Duration::from_millis(5));
    }
    child.kill().and_then(|()| child.wait()).expect("it can be killed");
    let again =
        command(folder.path(), &["--json"]).env("RUST_LOG", "frames=trace,fwr_runtime=info").output().expect("it runs");
    let log = String::from_utf8_lossy(&again.stderr);
    let begun: Vec<u64> =
        log.lines().filter_map(|line| line.split_once(" begins at frame ")?.1.trim().parse().ok()).collect();
    assert!(begun.len() == 3 && begun.iter().all(|frame| *frame > 0), "each goes on: {begun:?}");
    let seen = log.lines().filter(|line| line.contains("measured a frame")).count() as u64;
    assert_eq!(seen + begun.iter().sum::<u64>(), 3 * 500, "no frame is measured twice: {begun:?}");
    let plan: serde_json::Value = serde_json::from_slice(&again.stdout).expect("JSON");
    assert_eq!(plan["measured"], undisturbed, "to the last bit");
    assert_eq!(halfway(), 0);
    // One more measure: what is known of the others takes no pass.
    let more = SLOW.replace("flicker(soft)", "flicker(soft) + white_level(clip.video)");
    fs::write(folder.path().join("graph.fwr"), more).expect("writable");
    let log = command(folder.path(), &[]).env("RUST_LOG", "frames=trace").output().expect("it runs").stderr;
    let seen = String::from_utf8_lossy(&log).lines().filter(|line| line.contains("measured a frame")).count();
    assert_eq!(seen, 500);
}

#[test]
fn a_fresh_run_measures_again_and_keeps_that() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("graph.fwr"), GRAPH).expect("writable");
    let clip = folder.path().join("clip.mkv");
    probe::ffmpeg(&[
        "-f",
        "lavfi",
        "-i",
        "color=gray:s=64x48:r=25:d=0.4",
        "-c:v",
        "ffv1",
        clip.to_str().expect("text"),
    ]);
    let seen = |more: &[&str]| {
        let mut run = Command::new(env!("CARGO_BIN_EXE_fwr"));
        run.args(["run", "graph.fwr", "clip.mkv", "-o", "out.mkv", "--force", "--allow", "warnings"]).args(more);
        run.current_dir(folder.path())
            .env("XDG_CACHE_HOME", folder.path().join("cache"))
            .env("RUST_LOG", "frames=trace");
        let output = run.output().expect("the binary runs");
        let log = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "{log}");
        log.lines().filter(|line| line.contains("measured a frame")).count()
    };
    assert_eq!((seen(&[]), seen(&[]), seen(&["--fresh"]), seen(&[]), seen(&["--no-cache"])), (10, 0, 10, 0, 10));
    assert_eq!(kept(folder.path()), 1);
}

fn kept(folder: &Path) -> usize {
    fs::read_dir(folder.join("cache/framewright/measures")).map_or(0, Iterator::count)
}

fn plan(folder: &Path, more: &[&str]) -> String {
    let output = command(folder, more).output().expect("the binary runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn command(folder: &Path, more: &[&str]) -> Command {
    let mut plan = Command::new(env!("CARGO_BIN_EXE_fwr"));
    plan.args(["plan", "graph.fwr", "clip.mkv", "-o", "out.mkv", "--allow", "warnings"]).args(more);
    plan.current_dir(folder).env("NO_COLOR", "1").env("XDG_CACHE_HOME", folder.join("cache"));
    plan
}
