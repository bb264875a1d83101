//! Clips of real footage in what decoders treat differently, made by `ffmpeg`.

use std::path::{Path, PathBuf};
use std::process::Command;

/// A clip that can be made.
#[derive(Debug)]
pub(crate) struct Clip {
    pub(crate) name: &'static str,
    pub(crate) size: (u32, u32),
    frames: u32,
    pixels: &'static str,
    codec: &'static [&'static str],
    extension: &'static str,
}

const H264: &[&str] = &["-c:v", "libx264", "-preset", "fast", "-crf", "20"];
const RAW: &[&str] = &["-c:v", "rawvideo"];

/// All of them.
#[rustfmt::skip]
pub(crate) const ALL: &[Clip] = &[
    Clip { name: "160x120 H.264", size: (160, 120), frames: 250, pixels: "yuv420p", codec: H264, extension: "mkv" },
    Clip { name: "320x240 MPEG-4", size: (320, 240), frames: 250, pixels: "yuv420p", codec: &["-c:v", "mpeg4", "-q:v", "4"], extension: "avi" },
    Clip { name: "426x240 H.264", size: (426, 240), frames: 250, pixels: "yuv420p", codec: H264, extension: "mp4" },
    Clip { name: "640x360 PNG, R'G'B'", size: (640, 360), frames: 120, pixels: "rgb24", codec: &["-c:v", "png"], extension: "mov" },
    Clip { name: "640x480 raw, packed", size: (640, 480), frames: 150, pixels: "yuyv422", codec: RAW, extension: "avi" },
    Clip { name: "640x480 Huffyuv", size: (640, 480), frames: 150, pixels: "yuv422p", codec: &["-c:v", "huffyuv"], extension: "avi" },
    Clip { name: "720x576 MPEG-2", size: (720, 576), frames: 160, pixels: "yuv420p", codec: &["-c:v", "mpeg2video", "-q:v", "4"], extension: "mpg" },
    Clip { name: "720x480 DV", size: (720, 480), frames: 150, pixels: "yuv411p", codec: &["-c:v", "dvvideo", "-aspect", "4:3", "-r", "30000/1001"], extension: "mov" },
    Clip { name: "768x432 VP9", size: (768, 432), frames: 120, pixels: "yuv420p", codec: &["-c:v", "libvpx-vp9", "-deadline", "realtime", "-cpu-used", "8", "-crf", "30", "-b:v", "0"], extension: "webm" },
    Clip { name: "1280x720 H.264", size: (1280, 720), frames: 150, pixels: "yuv420p", codec: H264, extension: "mkv" },
    Clip { name: "1280x720 HEVC, 10 bits", size: (1280, 720), frames: 120, pixels: "yuv420p10le", codec: &["-c:v", "libx265", "-preset", "fast", "-x265-params", "log-level=none"], extension: "mkv" },
    Clip { name: "1280x720 ProRes", size: (1280, 720), frames: 100, pixels: "yuv422p10le", codec: &["-c:v", "prores_ks"], extension: "mov" },
    Clip { name: "1280x720 raw, NV12", size: (1280, 720), frames: 100, pixels: "nv12", codec: RAW, extension: "nut" },
    Clip { name: "1920x1080 H.264", size: (1920, 1080), frames: 110, pixels: "yuv420p", codec: H264, extension: "mkv" },
    Clip { name: "1920x1080 Motion JPEG", size: (1920, 1080), frames: 60, pixels: "yuvj420p", codec: &["-c:v", "mjpeg", "-q:v", "3"], extension: "avi" },
    Clip { name: "1920x1080 raw", size: (1920, 1080), frames: 80, pixels: "yuv420p", codec: &[], extension: "y4m" },
    Clip { name: "1920x1080 FFV1, 4:2:2, 10 bits", size: (1920, 1080), frames: 50, pixels: "yuv422p10le", codec: &["-c:v", "ffv1", "-level", "3", "-slices", "16"], extension: "mkv" },
    Clip { name: "1920x1080 FFV1, R'G'B'", size: (1920, 1080), frames: 40, pixels: "bgr0", codec: &["-c:v", "ffv1", "-level", "3", "-slices", "16"], extension: "mkv" },
    Clip { name: "2560x1440 H.264", size: (2560, 1440), frames: 50, pixels: "yuv420p", codec: H264, extension: "mkv" },
    Clip { name: "3840x2160 H.264", size: (3840, 2160), frames: 30, pixels: "yuv420p", codec: H264, extension: "mkv" },
    Clip { name: "3840x2160 raw", size: (3840, 2160), frames: 24, pixels: "yuv420p", codec: &[], extension: "y4m" },
    Clip { name: "3840x2160 raw, 10 bits", size: (3840, 2160), frames: 24, pixels: "yuv420p10le", codec: &["-strict", "-1"], extension: "y4m" },
    Clip { name: "3840x2160 raw, 4:4:4, 10 bits", size: (3840, 2160), frames: 16, pixels: "yuv444p10le", codec: &["-strict", "-1"], extension: "y4m" },
];

impl Clip {
    /// Whether its chroma has half of luma's rows and columns, as most encoders want it.
    pub(crate) fn is_420(&self) -> bool {
        self.pixels.contains("420p") || self.pixels == "nv12"
    }

    /// Makes it in `folder`, with `frames` instead of its own number if that is said.
    pub(crate) fn make(&self, folder: &Path, frames: Option<u32>) -> PathBuf {
        let source = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/media/city.mkv");
        let path = folder.join(format!("clip.{}", self.extension));
        let (width, height) = self.size;
        let filter = format!("scale={width}:{height}:flags=bilinear,setsar=1,format={}", self.pixels);
        let rate: &[&str] = if self.codec.contains(&"-r") { &[] } else { &["-r", "25"] };
        let status = Command::new("ffmpeg")
            .args(["-v", "error", "-nostdin", "-y", "-stream_loop", "-1", "-i", source, "-map", "0:v:0", "-an"])
            .args(["-vf", &filter, "-frames:v", &frames.unwrap_or(self.frames).to_string()])
            .args(rate)
            .args(self.codec)
            .arg(&path)
            .status()
            .expect("ffmpeg is installed");
        assert!(status.success(), "ffmpeg could not make {}", self.name);
        path
    }
}
