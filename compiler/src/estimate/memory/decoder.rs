//! What decoders hold.

use super::MIB;
use crate::media::VideoFormat;

/// Rows and columns beside the picture that decoders have memory for, as a part of it.
const MARGIN: f64 = 1.06;

/// What a codec holds besides the frames that left it.
struct Held {
    /// Frames that later ones are made from, or that wait for their turn.
    frames: f64,
    /// Bytes beside each frame for each of its pixels: vectors and types of blocks.
    beside: f64,
    /// MiB of the decoder itself.
    own: f64,
    /// MiB of each further thread, which also has a frame.
    thread: f64,
}

/// Bytes of a frame in the decoder's memory.
pub(super) fn frame_bytes(codec: &str, format: &VideoFormat) -> f64 {
    let pixels = f64::from(format.width) * f64::from(format.height);
    format.frame_bytes() as f64 * if codec == "rawvideo" { 1.0 } else { MARGIN } + held(codec, format).beside * pixels
}

/// Bytes inside the decoder of `codec` with `threads` threads.
pub(super) fn bytes(codec: &str, format: &VideoFormat, threads: u32) -> f64 {
    let Held { frames, own, thread, .. } = held(codec, format);
    let frame = frame_bytes(codec, format);
    let further = f64::from(threads.saturating_sub(1));
    let in_flight = if thread > 0.0 { further } else { 0.0 };
    own * MIB + frame * (frames + in_flight) + further * thread * MIB
}

fn held(codec: &str, format: &VideoFormat) -> Held {
    let blocks = f64::from(format.width.div_ceil(16)) * f64::from(format.height.div_ceil(16));
    match codec {
        // What level 4.1 allows, and beyond its size level 5.2 (ITU-T H.264, table A-1).
        "h264" => {
            let most = if blocks <= 8192.0 { 32_768.0 } else { 184_320.0 };
            let frames = (most / blocks).clamp(1.0, 16.0).floor() + 1.0;
            Held { frames, beside: 0.62, own: 2.0, thread: 1.3 }
        }
        // As many as the size of a picture at its level allows (ITU-T H.265, A.4.2): 6 at the largest.
        "hevc" => Held { frames: 7.0, beside: 0.8, own: 4.0, thread: 1.6 },
        "vp9" | "av1" => Held { frames: 10.0, beside: 0.8, own: 8.0, thread: 2.0 },
        "mpeg1video" | "mpeg2video" | "mpeg4" | "vc1" | "wmv3" | "h263" | "msmpeg4v3" => {
            Held { frames: 4.0, beside: 0.3, own: 1.5, thread: 0.7 }
        }
        "ffv1" => Held { frames: 2.0, beside: 0.0, own: 4.0, thread: 0.6 },
        "rawvideo" => Held { frames: 2.0, beside: 0.0, own: 0.5, thread: 0.0 },
        "png" | "tiff" => Held { frames: 2.0, beside: 0.0, own: 2.0, thread: 0.5 },
        "dpx" => Held { frames: 2.0, beside: 0.0, own: 1.0, thread: 0.0 },
        // Each thread has blocks of rows before and behind each step of unpacking.
        "exr" => Held { frames: 3.0, beside: 0.0, own: 2.0, thread: 2.0 },
        "dvvideo" => Held { frames: 1.0, beside: 0.0, own: 2.0, thread: 0.5 },
        // Every frame on its own, as a rule.
        "prores" | "dnxhd" | "mjpeg" | "huffyuv" | "utvideo" | "v210" | "cfhd" => {
            Held { frames: 2.0, beside: 0.3, own: 3.0, thread: 1.0 }
        }
        _ => Held { frames: 17.0, beside: 0.8, own: 8.0, thread: 2.0 },
    }
}
