//! What frames that repeat save: a costly filter of single frames with and without `--repeats`, on clips of which none, 40 % and 70 % repeat.
//!
//! Whole processes that write nothing, in turns; the figures are medians of the ratios of pairs. Clips are uncompressed, so
//! that the filter is what takes the time.
//!
//! `cargo bench --bench repeats [-- PAIRS]`

#[path = "support/pairs.rs"]
mod pairs;

use std::path::{Path, PathBuf};
use std::process::Command;

use pairs::Pair;

/// A filter that is worth sparing.
const COSTLY: &str = "\
input clip: media

output {
  video: clip.video |> spectral_denoise(noise: 3%, radius: 0frames, step: 4) |> encode(ffv1)
}
";

/// New pictures in a second, of 25 frames: as the clip is called.
const CLIPS: &[(&str, &str)] = &[("no repeats", "25"), ("40 % repeats", "15"), ("70 % repeats", "7.5")];

fn main() {
    // Cargo passes `--bench`; a number is ours.
    let count = std::env::args().filter_map(|argument| argument.parse().ok()).next().unwrap_or(7);
    let folder = tempfile::tempdir().expect("a temporary folder");
    let graph = folder.path().join("costly.fwr");
    std::fs::write(&graph, COSTLY).expect("the folder is writable");
    println!("{count} pairs of runs, seconds for the whole process\n");
    println!("{:<16} {:>8} {:>8} {:>8} {:>16}", "clip", "off", "exact", "faster", "middle half");
    for (name, rate) in CLIPS {
        let clip = make(folder.path(), rate);
        let mut off = fwr(&graph, &clip, "off");
        let mut exact = fwr(&graph, &clip, "exact");
        let times = Pair::time(&mut off, &mut exact, count);
        println!(
            "{name:<16} {:>8.3} {:>8.3} {:>8.3}  {:.3} to {:.3}",
            times.ours, times.theirs, times.ratio, times.quarter, times.three_quarters
        );
    }
}

fn fwr(graph: &Path, clip: &Path, repeats: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_fwr"));
    command.arg("run").arg(graph).arg(clip).args(["--null", "--quiet", "--allow", "warnings", "--repeats", repeats]);
    command
}

/// Eight seconds of moving, noisy pictures, of which `rate` in a second are new.
fn make(folder: &Path, rate: &str) -> PathBuf {
    let path = folder.join(format!("{rate}.nut"));
    let picture =
        format!("testsrc2=size=1280x720:rate={rate}:duration=8,noise=alls=6:allf=t:all_seed=1,fps=25,format=yuv420p");
    let status = Command::new("ffmpeg")
        .args(["-v", "error", "-nostdin", "-y", "-f", "lavfi", "-i", &picture, "-c:v", "rawvideo"])
        .arg(&path)
        .status()
        .expect("ffmpeg is installed");
    assert!(status.success(), "ffmpeg could not make the clip");
    path
}
