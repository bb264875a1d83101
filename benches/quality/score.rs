//! How close a restored clip is to its original: by our own measures, PSNR by FFmpeg as well.

use std::path::Path;
use std::process::Command;

/// Frames at either end that do not count: filters that look around have less to see there.
pub(crate) const EDGE: u32 = 4;
/// What the two PSNR may differ by, in decibels.
const AGREED: f64 = 0.01;

/// The figures of a clip, of luma.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Score {
    pub(crate) psnr: f64,
    pub(crate) ssim: f64,
    pub(crate) shimmer: f64,
}

/// Compares two files of so many frames; they must have as many.
pub(crate) fn score(made: &Path, original: &Path, frames: u32) -> Score {
    let (from, to) = (format!("{EDGE}f"), format!("{}f", frames - EDGE));
    let output = Command::new(env!("CARGO_BIN_EXE_fwr"))
        .arg("compare")
        .args([made, original])
        .args(["--json", "--quiet", "--metrics", "psnr,ssim,shimmer", "--from", &from, "--to", &to])
        .output()
        .expect("fwr runs");
    let text = String::from_utf8_lossy(&output.stdout);
    let found: serde_json::Value = serde_json::from_str(&text)
        .ok()
        .filter(|_| output.status.success())
        .unwrap_or_else(|| panic!("{}: {text}{}", made.display(), String::from_utf8_lossy(&output.stderr)));
    let value = |number: usize| found["measures"][number]["value"].as_f64().expect("a figure");
    let theirs = by_ffmpeg(made, original, frames);
    if theirs.is_none_or(|theirs| (theirs - value(0)).abs() > AGREED) {
        println!("FFmpeg has another PSNR for {}: {theirs:?}, ours {:.3}\n", made.display(), value(0));
    }
    Score { psnr: value(0), ssim: value(1), shimmer: value(2) }
}

/// PSNR of luma; `None` where FFmpeg sees no error at all.
fn by_ffmpeg(made: &Path, original: &Path, frames: u32) -> Option<f64> {
    let part = format!("trim=start_frame={EDGE}:end_frame={},setpts=N/25/TB,setfield=prog", frames - EDGE);
    let graph = format!("[0:v]{part}[a];[1:v]{part}[b];[a][b]psnr");
    let mut command = Command::new("ffmpeg");
    command.args(["-nostdin", "-i"]).arg(made).arg("-i").arg(original).args(["-lavfi", &graph, "-f", "null", "-"]);
    let output = command.output().ok()?;
    let text = String::from_utf8_lossy(&output.stderr);
    text.rsplit(" y:").next()?.split_whitespace().next()?.parse().ok()
}
