//! What memory held before decides about nothing: not in our code, nor in what encodes.
//!
//! glibc fills what is allocated with a byte of our choice. A run in a process of its own begins with memory that is
//! all zero, so that such a fault shows only behind another run, and then not always.
#![cfg(all(target_os = "linux", target_env = "gnu"))]

mod support;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use support::files_at_once::run_all;
use support::graphs::graphs;

/// Bytes that memory is filled with: what `malloc(3)` is told is turned over, bit by bit.
const FILLS: [&str; 3] = ["0", "90", "165"];

#[test]
fn examples_and_presets_write_the_same_whatever_memory_held() {
    let files: Vec<PathBuf> = ["examples", "presets"].into_iter().flat_map(graphs).collect();
    run_all(&files, |graph| different(graph).into_iter().collect());
}

#[test]
fn encoders_write_the_same_whatever_memory_held() {
    let folder = tempfile::tempdir().expect("a folder");
    // Rows of 23 macroblocks and of 24: neither is a whole number of vectors of any length.
    let encoders = ["x264", "x264, preset: slower", "x265", "ffv1"];
    let files: Vec<PathBuf> = [368, 380]
        .into_iter()
        .flat_map(|width| encoders.map(|encoder| (width, encoder)))
        .enumerate()
        .map(|(at, (width, encoder))| {
            let path = folder.path().join(format!("{at}.fwr"));
            let video = format!("clip.video |> resize(width: {width}px, height: 202px) |> encode({encoder})");
            fs::write(&path, format!("input clip: media\n\noutput {{\n  video: {video}\n}}\n")).expect("writable");
            path
        })
        .collect();
    run_all(&files, |graph| different(graph).into_iter().collect());
}

/// What is wrong if `graph` writes another file when memory holds something else.
fn different(graph: &Path) -> Option<String> {
    let source = fs::read_to_string(graph).expect("graphs are readable");
    let name = if source.contains(".mp4\"") { "out.mp4" } else { "out.mkv" };
    let mut written = FILLS.iter().map(|fill| {
        let folder = tempfile::tempdir().expect("a folder");
        let result = folder.path().join(name);
        let output = Command::new(env!("CARGO_BIN_EXE_fwr"))
            .args(["run".as_ref(), graph.as_os_str(), "tests/media/city.mkv".as_ref(), "-o".as_ref(), result.as_ref()])
            // The last segment has two frames: fewer than an encoder moves about.
            .args(["--to", "12f", "--segment", "5f", "--allow", "warnings"])
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            // A cache of its own, or what the first measured would stand for all.
            .env("XDG_CACHE_HOME", folder.path())
            .env("MALLOC_PERTURB_", fill)
            .output()
            .expect("the binary runs");
        assert!(output.status.success(), "{}: {}", graph.display(), String::from_utf8_lossy(&output.stderr));
        fs::read(result).expect("a file")
    });
    let first = written.next()?;
    (!written.all(|other| other == first))
        .then(|| format!("{} depends on what memory held:\n{source}", graph.display()))
}
