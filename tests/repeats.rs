//! Frames that repeat: the same pictures come out, whether what was made of them is used again or not.

mod support;

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;
use support::probe;

/// A costly native filter, kernels that run as one, and some that may keep nothing: grain, a window.
const GRAPHS: &[(&str, bool)] = &[
    ("clip.video |> resize(width: 480px, height: 360px)", true),
    ("clip.video |> median(radius: 2px) |> unsharp()", true),
    ("clip.video |> resize(width: 480px, height: 360px) |> grain(amount: 2%)", true),
    ("clip.video |> temporal_soften()", false),
    ("clip.video |> resize(width: 480px, height: 360px) |> temporal_median() |> median(radius: 2px)", true),
];

#[test]
fn pictures_that_repeat_are_worked_out_once_and_come_out_the_same() {
    let folder = tempfile::tempdir().expect("a folder");
    let clip = stuttering(folder.path());
    for (number, (steps, keeps)) in GRAPHS.iter().enumerate() {
        let graph = format!("input clip: media\n\noutput {{\n  video: {steps} |> encode(ffv1)\n}}\n");
        std::fs::write(folder.path().join("graph.fwr"), graph).expect("writable");
        let (with, reused) = run(folder.path(), &clip, &format!("with{number}.mkv"), "exact");
        let (without, none) = run(folder.path(), &clip, &format!("without{number}.mkv"), "off");
        assert_eq!(probe::frame_hashes(&with, None), probe::frame_hashes(&without, None), "{steps}");
        assert_eq!(probe::frame_times(&with), probe::frame_times(&without), "{steps}");
        assert!(none.is_empty(), "{steps}: {none:?}");
        assert_eq!(!reused.is_empty(), *keeps, "{steps}: {reused:?}");
    }
    // Of 40 frames, 10 are new. The first repeat shows that there are any; the other 29 are taken from before.
    std::fs::write(
        folder.path().join("graph.fwr"),
        "input clip: media\n\noutput {\n  video: clip.video |> resize(width: 480px, height: 360px) |> encode(ffv1)\n}\n",
    )
    .expect("writable");
    let (_, reused) = run(folder.path(), &clip, "counted.mkv", "exact");
    assert_eq!(reused, [("resize".to_owned(), 29)]);
}

#[test]
fn near_pictures_count_only_when_asked_and_moving_ones_never() {
    let folder = tempfile::tempdir().expect("a folder");
    let noisy = folder.path().join("noisy.mkv");
    // Every fourth frame is new, and all have a little noise, as after a lossy encoder.
    probe::ffmpeg(&[
        "-f",
        "lavfi",
        "-i",
        "testsrc2=s=320x240:r=6:d=2",
        "-vf",
        "fps=24,noise=alls=1:allf=t:all_seed=3",
        "-c:v",
        "ffv1",
        "-pix_fmt",
        "yuv420p",
        text(&noisy),
    ]);
    let graph = "input clip: media\n\noutput {\n  video: clip.video |> resize(width: 480px, height: 360px) |> encode(ffv1)\n}\n";
    std::fs::write(folder.path().join("graph.fwr"), graph).expect("writable");
    let (_, exact) = run(folder.path(), &noisy, "exact.mkv", "exact");
    assert!(exact.is_empty(), "{exact:?}");
    let (near, reused) = run(folder.path(), &noisy, "near.mkv", "near:1%");
    let frames = probe::frame_hashes(&near, None).len() as u64;
    assert_eq!(reused, [("resize".to_owned(), frames * 3 / 4)], "of {frames}");
    let city = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/media/city.mkv");
    let (_, moving) = run(folder.path(), &city, "moving.mkv", "near:0.1%");
    assert!(moving.is_empty(), "{moving:?}");
}

/// Ten pictures, each four times.
fn stuttering(folder: &Path) -> PathBuf {
    let clip = folder.join("stuttering.mkv");
    probe::ffmpeg(&[
        "-f",
        "lavfi",
        "-i",
        "testsrc2=s=320x240:r=6:d=1.6667",
        "-vf",
        "fps=24",
        "-frames:v",
        "40",
        "-c:v",
        "ffv1",
        "-pix_fmt",
        "yuv420p",
        text(&clip),
    ]);
    clip
}

/// Runs `graph.fwr`; gives the output, and the frames that were not made again, by op.
fn run(folder: &Path, clip: &Path, name: &str, repeats: &str) -> (PathBuf, Vec<(String, u64)>) {
    let output = Command::new(env!("CARGO_BIN_EXE_fwr"))
        .args([
            "run",
            "graph.fwr",
            text(clip),
            "-o",
            name,
            "--allow",
            "warnings",
            "--report",
            "report.json",
            "--repeats",
            repeats,
        ])
        .current_dir(folder)
        .output()
        .expect("the binary runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let report = std::fs::read(folder.join("report.json")).expect("a report");
    let report: Value = serde_json::from_slice(&report).expect("JSON");
    let reused = report["report"]["reused"].as_array().cloned().unwrap_or_default();
    let one = |op: &Value| (op["name"].as_str().unwrap_or("").to_owned(), op["frames"].as_u64().unwrap_or(0));
    (folder.join(name), reused.iter().map(one).collect())
}

fn text(path: &Path) -> &str {
    path.to_str().expect("test paths are text")
}
