//! What cutting a run into segments costs and changes: nothing in the picture, some bytes, and how long it takes to go on.
//!
//! - Every length of segments that there is, and parts made by several programs in any order, against one run in one
//!   piece: the frames as FFmpeg decodes and times them.
//! - The size of files whose encoder begins anew with each segment.
//! - The last tenth of a long clip, made by a program that decodes all before it and by one that passes over it.
//!
//! `cargo bench --bench segments [-- STEP] [only=PART OF A KIND'S NAME]`, where every STEPth length is tried, and with
//! `only=` nothing but lengths

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

/// The clip, with sound: 80 frames of 720x405.
const CLIP: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/media/city.mkv");
const FRAMES: u64 = 80;

const KINDS: &[(&str, &str, &str)] = &[
    ("windows of time", "", "|> temporal_median() |> temporal_soften(radius: 3frames) |> grain() |> encode(ffv1)"),
    ("rate doubled", "", "|> assume(scan: tff) |> deinterlace(rate: double) |> temporal_median() |> encode(ffv1)"),
    (
        "whole-clip measures",
        "let bright = brightness(clip.video)\n",
        "|> levels(white: 60% + 0.1 * bright) |> temporal_soften() |> encode(ffv1)",
    ),
    ("trimmed", "", "|> temporal_median() |> trim(start: 7frames, end: 71frames) |> grain() |> encode(ffv1)"),
];

/// Long clips, by the arguments that FFmpeg makes them with.
const LONG: &[(&str, &str)] = &[
    ("H.264, a key frame every 250", "-c:v libx264 -preset fast -crf 18 -g 250"),
    ("H.264, a key frame every 50", "-c:v libx264 -preset fast -crf 18 -g 50"),
    ("FFV1", "-c:v ffv1 -g 1"),
    ("Motion JPEG", "-c:v mjpeg -q:v 2"),
];

fn main() {
    let step: usize = std::env::args().filter_map(|argument| argument.parse().ok()).next().unwrap_or(1);
    let only = std::env::args().find_map(|argument| argument.strip_prefix("only=").map(str::to_owned));
    let folder = tempfile::tempdir().expect("a temporary folder");
    let folder = folder.path();
    let mut dice = Dice(5);
    println!("the same frames however a run is cut, on {CLIP}\n");
    for (name, before, video) in KINDS.iter().filter(|(name, ..)| only.as_ref().is_none_or(|only| name.contains(only)))
    {
        fs::write(folder.join("graph.fwr"), graph(before, video)).expect("the folder is writable");
        fwr(folder, &["run", "graph.fwr", CLIP, "-o", "whole.mkv", "--force"]);
        let whole = shown(&folder.join("whole.mkv"));
        let (mut lengths, mut different) = (0, 0);
        for length in (1..=FRAMES as usize + 1).step_by(step) {
            let length = format!("{length}f");
            fwr(folder, &["run", "graph.fwr", CLIP, "-o", "cut.mkv", "--force", "--segment", &length]);
            lengths += 1;
            different += u32::from(shown(&folder.join("cut.mkv")) != whole);
        }
        let mut order: Vec<u64> = (0..FRAMES * 2 / 7 + 1).collect();
        dice.shuffle(&mut order);
        for number in order {
            let range = format!("{number}..{}", number + 1);
            fwr(folder, &["run", "graph.fwr", CLIP, "-o", "parts.mkv", "--segment", "7f", "--segments", &range]);
        }
        fwr(folder, &["join", "graph.fwr", CLIP, "-o", "parts.mkv", "--force"]);
        let joined = if shown(&folder.join("parts.mkv")) == whole { "the same" } else { "DIFFERENT" };
        println!("{name:<22} {lengths} lengths, {different} different; joined of parts in any order: {joined}");
    }
    if only.is_none() {
        sizes(folder);
        going_on(folder);
    }
}

/// The size of files by the length of segments.
fn sizes(folder: &Path) {
    println!("\nbytes of the same clip, ten times as long, by frames in a segment\n");
    let clip = folder.join("long.mp4");
    make(
        &clip,
        &[
            "-stream_loop",
            "9",
            "-i",
            CLIP,
            "-map",
            "0:v",
            "-vf",
            "crop=720:404:0:0",
            "-c:v",
            "libx264",
            "-preset",
            "fast",
            "-crf",
            "14",
        ],
    );
    let clip = clip.to_str().expect("a path of text");
    for encoder in ["x264", "ffv1"] {
        fs::write(folder.join("graph.fwr"), graph("", &format!("|> encode({encoder})")))
            .expect("the folder is writable");
        let size = |length: &str| {
            fwr(folder, &["run", "graph.fwr", clip, "-o", "sized.mkv", "--force", "--segment", length]);
            fs::metadata(folder.join("sized.mkv")).expect("it is there").len() as f64
        };
        let whole = size("1000f");
        print!("{encoder:<6} one piece {:>6.2} MB", whole / 1e6);
        for length in [400, 250, 100, 25] {
            print!("   {length}: {:+.2} %", 100.0 * (size(&format!("{length}f")) / whole - 1.0));
        }
        println!();
    }
}

/// How long it takes to make the last tenth of a clip, with and without decoding what is before it.
fn going_on(folder: &Path) {
    println!("\nseconds for the last of ten segments of 1500 frames of 1280x720\n");
    println!("{:<30} {:>9} {:>9} {:>9} {:>9}", "clip", "the first", "decoding", "passing", "frames");
    println!("{:<30} {:>9} {:>9} {:>9} {:>9}", "", "segment", "all", "over", "decoded");
    fs::write(folder.join("graph.fwr"), graph("", "|> temporal_soften() |> encode(ffv1)"))
        .expect("the folder is writable");
    for (name, how) in LONG {
        let clip = folder.join("source.mkv");
        let picture =
            ["-f", "lavfi", "-i", "testsrc2=s=1280x720:r=25:d=60,noise=alls=4:allf=t:all_seed=1,format=yuv420p"];
        make(&clip, &picture.into_iter().chain(how.split(' ')).collect::<Vec<_>>());
        let clip = clip.to_str().expect("a path of text");
        let timed = |segment: &str, more: &[&str]| {
            let _ = fs::remove_dir_all(folder.join(".part.mkv.fwr"));
            let begun = Instant::now();
            let args =
                ["run", "graph.fwr", clip, "-o", "part.mkv", "--segment", "150f", "--segments", segment, "--json"];
            let told = fwr(folder, &[&args, more].concat());
            (begun.elapsed().as_secs_f64(), told)
        };
        let (first, _) = timed("0..1", &[]);
        // What damage there is counts wherever it is, so all is decoded.
        let (all, _) = timed("9..10", &["--allow-damaged"]);
        let (over, told) = timed("9..10", &[]);
        let done = told.lines().filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok()).next_back();
        let decoded = done.map_or(0, |done| done["report"]["inputs"][0]["streams"][0]["frames"].as_u64().unwrap_or(0));
        println!("{name:<30} {first:>9.2} {all:>9.2} {over:>9.2} {decoded:>9}");
    }
}

fn graph(before: &str, video: &str) -> String {
    format!("input clip: media\n\n{before}\noutput {{\n  video: clip.video {video}\n}}\n")
}

/// Runs the program, which has to go well, and gives what it wrote to stdout.
fn fwr(folder: &Path, args: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_fwr"))
        .args(args)
        .args(["--quiet", "--allow", "warnings", "--forbid", "gpu"])
        .current_dir(folder)
        .env("XDG_CACHE_HOME", folder.join("cache"))
        .stdin(Stdio::null())
        .output()
        .expect("the binary runs");
    assert!(output.status.success(), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn make(path: &PathBuf, args: &[&str]) {
    let status = Command::new("ffmpeg").args(["-v", "error", "-nostdin", "-y"]).args(args).arg(path).status();
    assert!(status.expect("ffmpeg is installed").success(), "ffmpeg could not make {}", path.display());
}

/// Times and hashes of all frames and all packets of sound, as FFmpeg sees them.
fn shown(path: &Path) -> String {
    let output = Command::new("ffmpeg")
        .args(["-v", "error", "-nostdin", "-i"])
        .arg(path)
        .args(["-map", "0:v", "-map", "0:a?", "-c:a", "copy", "-fps_mode", "passthrough", "-f", "framemd5", "-"])
        .output()
        .expect("ffmpeg is installed");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// Numbers that look random and are the same every time.
struct Dice(u64);

impl Dice {
    fn shuffle(&mut self, numbers: &mut [u64]) {
        for at in (1..numbers.len()).rev() {
            self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            numbers.swap(at, (self.0 >> 33) as usize % (at + 1));
        }
    }
}
