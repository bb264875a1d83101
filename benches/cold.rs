//! What a run of twenty filters takes before its first frame: a clip of one frame, beside the same with no filter.
//!
//! The difference of the two is checking, planning, fusing and building kernels, and one frame of work.
//!
//! `cargo bench --bench cold [-- ROUNDS]`

#[path = "support/contest.rs"]
mod contest;
#[path = "support/usage.rs"]
mod usage;

use std::process::Command;

use contest::{Contestant, contest, print};

/// Filters of many kinds, each used a few times with other numbers, so that no two are alike.
const FILTERS: [&str; 20] = [
    "lift_gamma_gain(lift: 0.01, gamma: 1.1)",
    "saturation(amount: 1.15)",
    "unsharp(amount: 0.6)",
    "median(radius: 1px)",
    "contrast(amount: 1.05)",
    "blur(radius: 1px)",
    "temporal_soften(radius: 1frames)",
    "curves(points: [[0, 0], [0.25, 0.22], [0.75, 0.8], [1, 1]])",
    "levels(black: 2%, white: 98%, gamma: 1.2)",
    "grain(amount: 2%)",
    "hue(degrees: 4)",
    "dilate()",
    "erode()",
    "blur(radius: 2px)",
    "unsharp(amount: 0.3, radius: 2px)",
    "temporal_median()",
    "levels(gamma: 0.9)",
    "saturation(amount: 0.9)",
    "median(radius: 2px)",
    "contrast(amount: 0.97)",
];

fn main() {
    // Cargo passes `--bench`; a number is ours.
    let rounds = std::env::args().filter_map(|argument| argument.parse().ok()).next().unwrap_or(21);
    let folder = tempfile::tempdir().expect("a temporary folder");
    let clip = folder.path().join("one.y4m");
    let picture = "testsrc2=size=640x360:rate=25,format=yuv420p";
    let made = Command::new("ffmpeg")
        .args(["-v", "error", "-nostdin", "-f", "lavfi", "-i", picture, "-frames:v", "1"])
        .arg(&clip)
        .status()
        .expect("ffmpeg is installed");
    assert!(made.success(), "ffmpeg could not make a clip");
    let run = |name: &str, filters: &str, options: &[&str]| {
        let graph = folder.path().join(format!("{name}.fwr"));
        let text = format!(
            "input clip: media\n\noutput {{\n  video: clip.video |> assume(range: limited, matrix: bt709){filters}\n}}\n"
        );
        std::fs::write(&graph, text).expect("the folder is writable");
        let mut command = Command::new(env!("CARGO_BIN_EXE_fwr"));
        command.arg("run").arg(graph).arg(&clip).args(["--null", "--quiet"]).args(options);
        Contestant { name: name.to_owned(), command, frames: 1 }
    };
    let filters: String = FILTERS.iter().map(|filter| format!("\n    |> {filter}")).collect();
    println!("{rounds} rounds, one frame of 640x360, ratios to the first\n");
    print(&contest(
        vec![
            run("no filter", "", &[]),
            run("20 filters", &filters, &[]),
            run("20 filters, --no-fuse", &filters, &["--no-fuse"]),
        ],
        rounds,
    ));
}
