//! How far decoding, filtering and encoding go on at the same time: each alone, and all of them in one run.
//!
//! Alone means without work before and behind: a decoded clip is read raw, what comes out is dropped. Beside the wall
//! time of each stands the time of all cores: on a machine with few of them the whole run can be no shorter than the
//! cores' time shared by them, whatever overlaps.
//!
//! `cargo bench --bench overlap [-- ROUNDS]`

#[path = "support/usage.rs"]
mod usage;

use std::path::Path;
use std::process::{Command, Stdio};

use usage::Usage;

const SIZE: &str = "1280x720";
const FRAMES: u32 = 500;
const FILTERS: &str = "|> temporal_soften(radius: 2frames) |> unsharp(amount: 0.5, radius: 2px)";
const ENCODER: &str = "x264, preset: superfast, crf: 22";

fn main() {
    let rounds: usize = std::env::args().filter_map(|argument| argument.parse().ok()).next().unwrap_or(5);
    let cores = std::thread::available_parallelism().map_or(1, |threads| threads.get());
    let folder = tempfile::tempdir().expect("a temporary folder");
    let folder = folder.path();
    // Hard to decode: many bits, and every tool of the codec.
    let coded = make(folder, "coded.mkv", &["-c:v", "libx264", "-preset", "slow", "-crf", "10"]);
    let raw = make(folder, "raw.y4m", &[]);
    let runs = [
        ("decode", "", true, coded),
        ("filter", FILTERS, true, raw),
        ("encode", "", false, raw),
        ("whole", FILTERS, false, coded),
    ];
    for (name, filters, ..) in &runs {
        let graph = format!(
            "input clip: media\n\noutput {{\n  video: clip.video |> assume(range: limited, matrix: bt709) {filters} \
             |> encode({ENCODER})\n}}\n"
        );
        std::fs::write(folder.join(format!("{name}.fwr")), graph).expect("the folder is writable");
    }
    let mut best = [None::<Usage>; 4];
    for _ in 0..rounds.max(1) {
        // In turns, so that whatever else the machine does falls on all.
        for ((name, _, dropped, media), best) in runs.iter().zip(&mut best) {
            let mut command = Command::new(env!("CARGO_BIN_EXE_fwr"));
            command.current_dir(folder).arg("run").arg(format!("{name}.fwr")).arg(media).args(["-o", "out.mkv"]);
            command.args([if *dropped { "--null" } else { "--force" }, "--quiet"]).stdin(Stdio::null());
            let usage = Usage::of(&mut command);
            assert_eq!(usage.code, Some(0), "{command:?}");
            if best.is_none_or(|best| usage.seconds < best.seconds) {
                *best = Some(usage);
            }
        }
    }
    println!("{FRAMES} frames of {SIZE} on {cores} cores, the best of {rounds}\n");
    let best: Vec<Usage> = best.into_iter().flatten().collect();
    for ((name, ..), Usage { seconds, cpu, memory, .. }) in runs.iter().zip(&best) {
        println!("{name:<8} {seconds:>6.2} s   {cpu:>6.2} s of cores   {memory:>4.0} MiB");
    }
    let longest = best[..3].iter().map(|alone| alone.seconds).fold(0.0, f64::max);
    let sum: f64 = best[..3].iter().map(|alone| alone.seconds).sum();
    let shared = best[3].cpu / cores as f64;
    let (whole, least) = (best[3].seconds, longest.max(shared));
    println!("\nwhole over the longest: {:.2}; one after the other it would be {:.2}", whole / longest, sum / longest);
    println!("whole over the least that {cores} cores allow ({least:.2} s): {:.2}", whole / least);
}

/// The same footage, coded as said.
fn make(folder: &Path, name: &'static str, codec: &[&str]) -> &'static str {
    let source = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/media/city.mkv");
    let status = Command::new("ffmpeg")
        .args(["-v", "error", "-nostdin", "-y", "-stream_loop", "-1", "-i", source, "-map", "0:v:0", "-an"])
        .args(["-vf", &format!("scale={}:flags=bicubic,setsar=1,format=yuv420p", SIZE.replace('x', ":"))])
        .args(["-frames:v", &FRAMES.to_string(), "-r", "25"])
        .args(codec)
        .arg(folder.join(name))
        .status()
        .expect("ffmpeg is installed");
    assert!(status.success(), "ffmpeg could not make {name}");
    name
}
