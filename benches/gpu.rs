//! The chain of `chains/pointwise.fwr` on a graphics processor, fused and not, beside the processor.
//!
//! Whole processes on uncompressed 1080p 4:2:0, in turns, nothing encoded. On a software driver the figures say what
//! fusing saves there, and nothing about graphics hardware.
//!
//! `cargo bench --bench gpu [-- ROUNDS]`

#[path = "support/contest.rs"]
mod contest;
#[path = "support/raw.rs"]
mod raw;
#[path = "support/usage.rs"]
mod usage;

use std::path::Path;
use std::process::Command;

use contest::{Contestant, contest, print};
use raw::{FRAMES, raw};

fn main() {
    // Cargo passes `--bench`; a number is ours.
    let rounds = std::env::args().filter_map(|argument| argument.parse().ok()).next().unwrap_or(5);
    let folder = tempfile::tempdir().expect("a temporary folder");
    println!("{rounds} rounds, {FRAMES} frames, 1920x1080 4:2:0, ratios to the first\n");
    for bits in [8, 10] {
        let clip = raw(folder.path(), bits);
        let run = |name: &str, graph: &str, options: &[&str]| {
            let graph = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/chains").join(graph);
            let mut command = Command::new(env!("CARGO_BIN_EXE_fwr"));
            command.arg("run").arg(graph).arg(&clip).args(["--null", "--quiet"]).args(options);
            Contestant { name: name.to_owned(), command, frames: FRAMES }
        };
        println!("{bits} bits");
        print(&contest(
            vec![
                run("graphics", "pointwise.fwr", &["--prefer", "gpu"]),
                run("graphics, --no-fuse", "pointwise.fwr", &["--prefer", "gpu", "--no-fuse"]),
                run("processor", "pointwise.fwr", &[]),
                run("reading only", "reading.fwr", &[]),
            ],
            rounds,
        ));
    }
}
