//! Clips to measure on, made by `ffmpeg`: moving, detailed, with a little noise, and with a sound to copy.

use std::path::{Path, PathBuf};
use std::process::Command;

/// A clip that can be made.
pub(crate) struct Clip {
    /// What it is, for the table.
    pub(crate) name: &'static str,
    size: &'static str,
    seconds: u32,
}

impl Clip {
    /// 1920×1080.
    pub(crate) const HD: Self = Self { name: "1080p H.264, 8 bits, 4 s", size: "1920x1080", seconds: 4 };
    /// 1280×720.
    pub(crate) const SMALL_HD: Self = Self { name: "720p H.264, 8 bits, 8 s", size: "1280x720", seconds: 8 };

    /// Makes the clip in `folder`.
    pub(crate) fn make(&self, folder: &Path) -> PathBuf {
        let path = folder.join(format!("{}.mkv", self.size));
        let picture = format!(
            "testsrc2=size={}:rate=25:duration={},noise=alls=6:allf=t:all_seed=1,format=yuv420p",
            self.size, self.seconds
        );
        let sound = format!("sine=frequency=440:sample_rate=48000:duration={}", self.seconds);
        let status = Command::new("ffmpeg")
            .args(["-v", "error", "-nostdin", "-y", "-f", "lavfi", "-i", &picture, "-f", "lavfi", "-i", &sound])
            .args(["-c:v", "libx264", "-preset", "fast", "-crf", "20", "-c:a", "aac"])
            .arg(&path)
            .status()
            .expect("ffmpeg is installed");
        assert!(status.success(), "ffmpeg could not make {}", self.name);
        path
    }
}
