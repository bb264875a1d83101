//! What a run takes that does next to nothing: the process, the compiler, FFmpeg, opening files.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;
use std::{env, fs, process};

use fwr_compiler::diagnostics::{Code, Diagnostic};
use fwr_runtime::calibrate::{Start, peak_of_children};

/// Runs, of which the quickest counts.
const RUNS: usize = 5;
/// A clip of two frames of 32×32, whose format is text enough to be written by hand.
const HEADER: &str = "YUV4MPEG2 W32 H32 F25:1 Ip A1:1 C420jpeg\n";
const GRAPH: &str = "input clip: media\n\noutput \"out.mkv\" {\n  video: clip.video |> encode(ffv1)\n}\n";

/// Starts this very program on a clip of two frames.
///
/// # Errors
/// E1103 if there is no place for the clip, E1202 if it cannot be run.
pub(super) fn measure() -> Result<Start, Diagnostic> {
    let folder = env::temp_dir().join(format!("framewright-start-{}", process::id()));
    let measured = fs::create_dir(&folder).map_err(|error| {
        let message = format!("a clip cannot be written to {}: {error}", folder.display());
        Diagnostic::new(Code::OUTPUT_UNWRITABLE, message).help("set TMPDIR to a folder that can be written to")
    });
    let measured = measured.and_then(|()| {
        in_folder(&folder).map_err(|error| {
            Diagnostic::new(Code::INTERNAL, format!("fwr cannot be started to see what that takes: {error}"))
        })
    });
    let _ = fs::remove_dir_all(&folder);
    measured
}

fn in_folder(folder: &Path) -> std::io::Result<Start> {
    let mut clip = HEADER.as_bytes().to_vec();
    for _ in 0..2 {
        clip.extend(b"FRAME\n");
        clip.extend([128; 32 * 32 * 3 / 2]);
    }
    fs::write(folder.join("clip.y4m"), clip)?;
    fs::write(folder.join("graph.fwr"), GRAPH)?;
    let program = env::current_exe()?;
    let mut best = f64::INFINITY;
    for _ in 0..RUNS {
        let began = Instant::now();
        let ended = Command::new(&program)
            .args(["run", "-q", "--null", "graph.fwr", "clip.y4m"])
            .current_dir(folder)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()?;
        if !ended.success() {
            return Err(std::io::Error::other(format!("a run of two frames ended with {ended}")));
        }
        best = best.min(began.elapsed().as_secs_f64());
    }
    Ok(Start { seconds: best, mib: peak_of_children() })
}
