//! Parts of clips: what `--from` and `--to` give is what the whole gives there, frame for frame, with its sound.

mod support;

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use support::{made_clips, probe};

/// What reads neighbours, doubles frames, counts them, or reads the time.
const GRAPHS: &[&str] = &[
    "clip.video |> encode(ffv1)",
    "clip.video |> temporal_median(radius: 2frames) |> grain(amount: 3%) |> encode(ffv1)",
    "clip.video |> trim(start: 3frames) |> clocked() |> encode(ffv1)",
    "interleave(clip.video, temporal_soften(clip.video)) |> clocked() |> encode(ffv1)",
];

const CLOCKED: &str = "kernel clocked(src: plane) -> plane { select(fract(time) < 0.5, src, 1 - src) }";

/// Runs a graph over a clip, and gives what became of it.
fn run(folder: &Path, video: &str, clip: &Path, name: &str, more: &[&str]) -> (Output, PathBuf) {
    let kernel = CLOCKED.replace("fract(time)", "time - floor(time)");
    std::fs::write(folder.join("graph.fwr"), format!("input clip: media\n{kernel}\noutput {{\n  video: {video}\n}}\n"))
        .expect("writable");
    let output = Command::new(env!("CARGO_BIN_EXE_fwr"))
        .args(["run", "graph.fwr"])
        .arg(clip)
        .args(["-o", name, "--force", "--allow", "warnings"])
        .args(more)
        .current_dir(folder)
        .output()
        .expect("the binary runs");
    (output, folder.join(name))
}

fn made(folder: &Path, video: &str, clip: &Path, name: &str, more: &[&str]) -> PathBuf {
    let (output, path) = run(folder, video, clip, name, more);
    assert!(output.status.success(), "{video} {more:?}: {}", String::from_utf8_lossy(&output.stderr));
    path
}

/// What there is of each frame: when it is shown, and its hash.
fn frames(path: &Path) -> Vec<(f64, String)> {
    probe::frame_times(path).into_iter().zip(probe::frame_hashes(path, None)).collect()
}

#[test]
fn a_part_is_the_frames_of_the_whole() {
    let folder = tempfile::tempdir().expect("a folder");
    let clip = made_clips::clip("plain.mkv");
    for video in GRAPHS {
        let whole = frames(&made(folder.path(), video, &clip, "whole.mkv", &[]));
        let count = whole.len();
        for (from, to) in [(0, 1), (1, count), (7, 9), (count - 1, count), (3, count + 50)] {
            let span = [format!("--from={from}f"), format!("--to={to}f")];
            let span = [span[0].as_str(), span[1].as_str()];
            let part = frames(&made(folder.path(), video, &clip, "part.mkv", &span));
            assert_eq!(part, whole[from..to.min(count)], "{video} {span:?}");
        }
    }
}

#[test]
fn times_are_those_of_the_picture_and_the_frame_at_the_end_is_left_out() {
    let folder = tempfile::tempdir().expect("a folder");
    let clip = made_clips::clip("plain.mkv");
    let whole = frames(&made(folder.path(), GRAPHS[0], &clip, "whole.mkv", &[]));
    for (from, to, first, end) in
        [("0s", "0.04s", 0, 1), ("0.2s", "0.4s", 5, 10), ("0.201s", "0.401s", 6, 11), ("0:00.12", "0:00:00.5", 3, 13)]
    {
        let part = frames(&made(folder.path(), GRAPHS[0], &clip, "part.mkv", &["--from", from, "--to", to]));
        assert_eq!(part, whole[first..end], "{from} to {to}");
    }
}

#[test]
fn times_hold_where_frames_are_not_equally_spaced() {
    let folder = tempfile::tempdir().expect("a folder");
    let clip = folder.path().join("uneven.mkv");
    let spaced = "setpts='if(lt(N,20),N*40,800+(N-20)*65)/1000/TB'";
    probe::ffmpeg(&[
        "-f",
        "lavfi",
        "-i",
        "testsrc2=s=64x48:r=25:d=1.6",
        "-vf",
        spaced,
        "-fps_mode",
        "passthrough",
        "-c:v",
        "ffv1",
        clip.to_str().expect("a plain path"),
    ]);
    let whole = frames(&made(folder.path(), GRAPHS[1], &clip, "whole.mkv", &[]));
    for (from, to) in [(0.0, 0.5), (0.7, 1.2), (1.0, 9.0)] {
        let expected: Vec<_> = whole.iter().filter(|(time, _)| (from..to).contains(time)).cloned().collect();
        let span = [format!("--from={from:?}s"), format!("--to={to}s")];
        let part = frames(&made(folder.path(), GRAPHS[1], &clip, "part.mkv", &[&span[0], &span[1]]));
        assert_eq!(part, expected, "{span:?}");
    }
}

#[test]
fn sound_is_cut_with_the_picture_and_stays_with_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let clip = made_clips::clip("plain.mkv");
    let seconds = |path: &Path, stream: &str| -> Vec<f64> {
        probe::packets(path, stream).iter().map(|packet| packet.0.parse().expect("a time")).collect()
    };
    let all = probe::packets(&clip, "a:0");
    // Times count from the first frame, which need not be shown at zero.
    let start = probe::frame_times(&clip)[0];
    let part = made(folder.path(), GRAPHS[0], &clip, "part.mkv", &["--from", "0.2s", "--to", "0.6s"]);
    let kept = probe::packets(&part, "a:0");
    let expected: Vec<_> = all
        .iter()
        .filter(|packet| (start + 0.2..start + 0.6).contains(&packet.0.parse::<f64>().expect("a time")))
        .cloned()
        .collect();
    assert!(expected.len() > 10, "{} packets", expected.len());
    let told = |packets: &[(String, String, String, String)]| -> Vec<(String, String)> {
        packets.iter().map(|(time, _, _, hash)| (time.clone(), hash.clone())).collect()
    };
    assert_eq!(told(&kept), told(&expected), "times and bytes are those of the source");
    // An MP4 file starts at zero; picture and sound are moved together.
    let video = "clip.video |> encode(x264, preset: ultrafast)";
    let moved = made(folder.path(), video, &clip, "part.mp4", &["--from", "0.2s", "--to", "0.6s"]);
    let (picture, sound) = (probe::frame_times(&moved), seconds(&moved, "a:0"));
    assert!(picture[0].abs() < 0.001, "{picture:?}");
    let apart = expected[0].0.parse::<f64>().expect("a time") - (start + 0.2);
    assert!((sound[0] - picture[0] - apart).abs() < 0.002, "{} and {}: {apart} apart", picture[0], sound[0]);
    assert_eq!(sound.len(), expected.len());
}

#[test]
fn a_part_with_no_frame_is_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let clip = made_clips::clip("plain.mkv");
    for (span, exit) in [(["--from=9f", "--to=9f"], 2), (["--from=1s", "--to=5f"], 2), (["--from=9h", "--to=10h"], 2)] {
        let (output, path) = run(folder.path(), GRAPHS[0], &clip, "none.mkv", &span);
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(exit), "{span:?}: {said}");
        assert!(said.contains("there is no frame"), "{said}");
        assert!(!path.exists());
    }
}
