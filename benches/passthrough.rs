//! What everything around the codecs costs: `fwr` with an empty graph against `ffmpeg` doing the same.
//!
//! Whole processes, the same decoder, the same encoder with the same settings and number of threads, in turns, so
//! that whatever else the machine does falls on both. The figure is the median of the ratios of pairs.
//!
//! `cargo bench --bench passthrough [-- PAIRS]`

#[path = "support/clips.rs"]
mod clips;
#[path = "support/pairs.rs"]
mod pairs;

use std::path::Path;
use std::process::Command;

use clips::Clip;
use pairs::Pair;

/// Decode and encode, nothing between.
const GRAPH: &str = "\
input clip: media

output {
  video: clip.video |> encode(ffv1, slices: 16)
}
";

fn main() {
    // Cargo passes `--bench`; a number is ours.
    let count = std::env::args().filter_map(|argument| argument.parse().ok()).next().unwrap_or(15);
    let threads = std::thread::available_parallelism().map_or(1, |threads| threads.get());
    let folder = tempfile::tempdir().expect("a temporary folder");
    let graph = folder.path().join("empty.fwr");
    std::fs::write(&graph, GRAPH).expect("the folder is writable");

    println!("{count} pairs of runs on {threads} threads, seconds for the whole process\n");
    println!("{:<28} {:>8} {:>8} {:>8} {:>15}", "clip", "fwr", "ffmpeg", "ratio", "middle half");
    for clip in [Clip::HD, Clip::SMALL_HD] {
        let input = clip.make(folder.path());
        let mut ours = fwr(&graph, &input, &folder.path().join("fwr.mkv"), threads);
        let mut theirs = ffmpeg(&input, &folder.path().join("ffmpeg.mkv"), threads);
        let times = Pair::time(&mut ours, &mut theirs, count);
        println!(
            "{:<28} {:>8.3} {:>8.3} {:>8.3}  {:.3} to {:.3}",
            clip.name, times.ours, times.theirs, times.ratio, times.quarter, times.three_quarters
        );
    }
}

fn fwr(graph: &Path, input: &Path, output: &Path, threads: usize) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_fwr"));
    command.arg("run").arg(graph).arg(input).arg("-o").arg(output);
    command.args(["--force", "--quiet", "--threads", &threads.to_string()]);
    command
}

/// The same as `encode(ffv1, slices: 16)`: version 3, range coder with adaptive states as FFmpeg chooses them,
/// checksums, every frame on its own.
fn ffmpeg(input: &Path, output: &Path, threads: usize) -> Command {
    let threads = threads.to_string();
    let mut command = Command::new("ffmpeg");
    command.args(["-v", "error", "-nostdin", "-y", "-threads", &threads, "-i"]).arg(input);
    command.args(["-map", "0", "-c", "copy", "-c:v", "ffv1", "-level", "3", "-slices", "16", "-slicecrc", "1"]);
    command.args(["-g", "1", "-threads", &threads]).arg(output);
    command
}
