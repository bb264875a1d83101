//! Clips of real footage in many sizes, depths and codecs, made by `ffmpeg`.

use std::path::{Path, PathBuf};
use std::process::Command;

/// A clip that can be made, and the graphs that are run on it.
#[derive(Debug)]
pub(crate) struct Clip {
    /// What it is, for the table.
    pub(crate) name: &'static str,
    size: &'static str,
    /// Its frames.
    pub(crate) frames: u32,
    pixels: &'static str,
    codec: &'static [&'static str],
    extension: &'static str,
    /// Whether its frames are made of two fields.
    pub(crate) interlaced: bool,
    /// Names of graphs.
    pub(crate) graphs: &'static [&'static str],
}

const H264: &[&str] = &["-c:v", "libx264", "-preset", "fast", "-crf", "20"];
const HEVC: &[&str] = &["-c:v", "libx265", "-preset", "fast", "-crf", "22", "-x265-params", "log-level=none"];
const RAW: &[&str] = &["-strict", "-1"];

/// All of them.
pub(crate) const ALL: &[Clip] = &[
    Clip {
        name: "320x240 H.264",
        size: "320x240",
        frames: 600,
        pixels: "yuv420p",
        codec: H264,
        extension: "mkv",
        interlaced: false,
        graphs: &["copy", "grade", "stencils", "soften", "heavy", "double", "delivery", "on gpu"],
    },
    Clip {
        name: "480x360 MPEG-4",
        size: "480x360",
        frames: 400,
        pixels: "yuv420p",
        codec: &["-c:v", "mpeg4", "-q:v", "4"],
        extension: "avi",
        interlaced: false,
        graphs: &["copy", "levels", "masked", "film", "two outputs", "web"],
    },
    Clip {
        name: "720x576 MPEG-2, fields",
        size: "720x576",
        frames: 150,
        pixels: "yuv420p",
        codec: &["-c:v", "mpeg2video", "-q:v", "4", "-flags", "+ildct+ilme"],
        extension: "mkv",
        interlaced: true,
        graphs: &["fields", "fields, same rate", "tape", "tape to x264"],
    },
    Clip {
        name: "720x480 DV, fields",
        size: "720x480",
        frames: 200,
        pixels: "yuv411p",
        codec: &["-c:v", "dvvideo", "-aspect", "4:3"],
        extension: "mov",
        interlaced: true,
        graphs: &["fields", "tape"],
    },
    Clip {
        name: "1280x720 H.264",
        size: "1280x720",
        frames: 160,
        pixels: "yuv420p",
        codec: H264,
        extension: "mkv",
        interlaced: false,
        graphs: &["copy", "levels", "grade", "stencils", "soften", "median", "half", "delivery", "film", "on gpu"],
    },
    Clip {
        name: "1280x720 HEVC, 10 bits",
        size: "1280x720",
        frames: 120,
        pixels: "yuv420p10le",
        codec: HEVC,
        extension: "mkv",
        interlaced: false,
        graphs: &["copy", "grade", "soften", "heavy", "delivery"],
    },
    Clip {
        name: "1920x1080 H.264",
        size: "1920x1080",
        frames: 90,
        pixels: "yuv420p",
        codec: H264,
        extension: "mkv",
        interlaced: false,
        graphs: &["copy", "levels", "grade", "stencils", "masked", "half", "delivery", "film", "two outputs"],
    },
    Clip {
        name: "1920x1080 raw",
        size: "1920x1080",
        frames: 120,
        pixels: "yuv420p",
        codec: RAW,
        extension: "y4m",
        interlaced: false,
        graphs: &["nothing", "table", "grade", "stencils", "soften", "median", "double", "heavy", "on gpu"],
    },
    Clip {
        name: "1920x1080 raw, 10 bits",
        size: "1920x1080",
        frames: 90,
        pixels: "yuv420p10le",
        codec: RAW,
        extension: "y4m",
        interlaced: false,
        graphs: &["nothing", "table", "grade", "stencils", "half", "heavy", "film"],
    },
    Clip {
        name: "1920x1080 FFV1, 4:2:2, 10 bits",
        size: "1920x1080",
        frames: 60,
        pixels: "yuv422p10le",
        codec: &["-c:v", "ffv1", "-level", "3", "-slices", "16"],
        extension: "mkv",
        interlaced: false,
        graphs: &["copy", "levels", "soften", "grade"],
    },
    Clip {
        name: "3840x2160 H.264",
        size: "3840x2160",
        frames: 40,
        pixels: "yuv420p",
        codec: H264,
        extension: "mkv",
        interlaced: false,
        graphs: &["copy", "grade", "stencils", "half", "delivery"],
    },
    Clip {
        name: "3840x2160 raw, 10 bits",
        size: "3840x2160",
        frames: 30,
        pixels: "yuv420p10le",
        codec: RAW,
        extension: "y4m",
        interlaced: false,
        graphs: &["table", "grade", "stencils", "half", "soften"],
    },
];

impl Clip {
    /// Makes it in `folder`.
    pub(crate) fn make(&self, folder: &Path) -> PathBuf {
        let source = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/media/city.mkv");
        let path = folder.join(format!("clip.{}", self.extension));
        let (width, height) = self.size.split_once('x').expect("a size is width x height");
        let mut filter = format!("scale={width}:{height}:flags=bicubic,setsar=1");
        if self.interlaced {
            filter += ",tinterlace=interleave_top,fieldorder=bff,setfield=bff,setpts=N/25/TB";
        }
        filter += &format!(",format={}", self.pixels);
        let status = Command::new("ffmpeg")
            .args(["-v", "error", "-nostdin", "-y", "-stream_loop", "-1", "-i", source, "-map", "0:v:0", "-an"])
            // Chapters of the source would make it seem as long as them.
            .args(["-map_chapters", "-1", "-map_metadata", "-1"])
            .args(["-vf", &filter, "-frames:v", &self.frames.to_string()])
            .args(if self.size == "720x480" { ["-r", "30000/1001"] } else { ["-r", "25"] })
            .args(self.codec)
            .arg(&path)
            .status()
            .expect("ffmpeg is installed");
        assert!(status.success(), "ffmpeg could not make {}", self.name);
        path
    }
}
