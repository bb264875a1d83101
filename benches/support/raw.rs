//! Uncompressed clips to measure filters on, made once by `ffmpeg`: reading them costs next to nothing.

use std::path::{Path, PathBuf};
use std::process::Command;

/// Frames of each clip.
pub(crate) const FRAMES: u32 = 120;

/// A 1920×1080 4:2:0 clip with movement, detail and a little noise, at 8 or 10 bits a sample.
pub(crate) fn raw(folder: &Path, bits: u32) -> PathBuf {
    let path = folder.join(format!("raw{bits}.y4m"));
    let pixels = if bits == 8 { "yuv420p" } else { "yuv420p10le" };
    let picture = format!("testsrc2=size=1920x1080:rate=25,noise=alls=6:allf=t:all_seed=1,format={pixels}");
    let status = Command::new("ffmpeg")
        .args(["-v", "error", "-nostdin", "-y", "-f", "lavfi", "-i", &picture])
        .args(["-frames:v", &FRAMES.to_string(), "-strict", "-1"])
        .arg(&path)
        .status()
        .expect("ffmpeg is installed");
    assert!(status.success(), "ffmpeg could not make a clip of {bits} bits");
    path
}
