//! What encoders hold.

use super::MIB;
use crate::media::VideoFormat;
use crate::plan::VideoOut;
use crate::types::{Args, Constant};

/// What a preset of x264 or x265 looks at.
struct Preset {
    /// Frames that it looks ahead.
    ahead: f64,
    /// Frames that others are made from.
    references: f64,
    /// Frames in a row that are made from both sides.
    between: f64,
}

/// Bytes inside the encoder with `threads` threads; `None` for one that is not known.
pub(super) fn bytes(video: &VideoOut, format: &VideoFormat, threads: u32) -> Option<f64> {
    let pixels = f64::from(format.width) * f64::from(format.height);
    let further = f64::from(threads.saturating_sub(1));
    match video.encoder.as_str() {
        // It asks for the most that 37 bytes a sample of four planes can come to, and clears it.
        "ffv1" => Some(148.0 * pixels + (4.0 + 0.3 * further) * MIB + 3.0 * pixels),
        // Each thread has a frame of its own, with its samples side by side, what it is coded into, and the packet.
        "png" | "tiff" => Some((1.0 + further) * (3.3 * format.frame_bytes() as f64 + MIB)),
        "dpx" => Some(3.3 * format.frame_bytes() as f64 + MIB),
        // And blocks of rows before and behind each step of packing.
        "exr" => Some((1.0 + further) * (5.5 * format.frame_bytes() as f64 + MIB)),
        "raw" => Some(1.5 * format.frame_bytes() as f64 + MIB),
        "x264" => Some(x264_bytes(&x264(preset(&video.args), tune(&video.args)), format, further)),
        "x265" => {
            let Preset { ahead, references, between } = x265(preset(&video.args));
            let pixel = 72.0 + 4.5 * ahead + 4.0 * references + 5.0 * between;
            // The rows and columns around each of its frames count for more than the smallest pictures.
            let around = 0.66 * (ahead + references + between);
            let own = (12.0 + around) * if format.sample.bits() > 8 { 1.5 } else { 1.0 };
            Some((own + 2.4 * further) * MIB + (pixel + 13.0 * further) * weight(format).min(1.8) * pixels)
        }
        _ => None,
    }
}

/// It keeps whole frames, each in one piece: those it looks ahead at, those others are made from, and some for each
/// thread.
fn x264_bytes(preset: &Preset, format: &VideoFormat, further: f64) -> f64 {
    let Preset { ahead, references, between } = preset;
    // Rows and columns beside the picture, so that vectors may point out of it.
    let padded = (f64::from(format.width) + 72.0) * (f64::from(format.height) + 72.0);
    // Where fields are coded, their filtered copies are kept as well.
    let fields = if format.scan.is_interlaced() { 1.45 } else { 1.0 };
    let frame = 3.41 * weight(format) * fields * padded;
    // Close to a huge page they take all of it, and what aligning them leaves is too small for another.
    let huge = 2.0 * MIB;
    let frame = if (0.875 * huge..huge).contains(&frame) { 1.1 * huge } else { frame };
    // No more threads than there are rows of blocks for.
    let further = further.min(f64::from(format.height.div_ceil(32)));
    // The presets that hardly look ahead have as many frames on their way as the others, which count them to those.
    let moving = if *ahead < 30.0 { 8.0 } else { 3.0 };
    let frames = match *ahead > 0.0 || *between > 0.0 {
        true => ahead + references + between + moving + 2.5 * further,
        false => 6.5 + 1.5 * further,
    };
    (15.0 + 0.9 * further) * MIB + frames * frame
}

/// Bytes of a packet: of a lossless encoder nearly the frame, of others a small part of it.
pub(super) fn packet_bytes(video: &VideoOut, format: &VideoFormat) -> f64 {
    let share = match video.encoder.as_str() {
        "raw" | "png" | "tiff" | "dpx" | "exr" => 1.0,
        "ffv1" => 0.75,
        _ => 0.08,
    };
    format.frame_bytes() as f64 * share
}

/// How much more a pixel takes than in 8-bit 4:2:0: the encoders' frames have filtered copies of luma.
fn weight(format: &VideoFormat) -> f64 {
    let pixels = f64::from(format.width) * f64::from(format.height);
    let samples = (0..format.planes()).map(|plane| {
        let (width, height) = format.plane_size(plane);
        (width * height) as f64
    });
    let deep = if format.sample.bits() > 8 { 1.85 } else { 1.0 };
    deep * (1.0 + samples.sum::<f64>() / pixels.max(1.0)) / 2.5
}

/// The presets of x264 (`x264 --fullhelp`), with what `tune` adds.
fn x264(preset: &str, tune: &str) -> Preset {
    let (ahead, references, between) = match preset {
        "ultrafast" => (0.0, 1.0, 0.0),
        "superfast" => (0.0, 1.0, 3.0),
        "veryfast" => (10.0, 1.0, 3.0),
        "faster" => (20.0, 2.0, 3.0),
        "fast" => (30.0, 2.0, 3.0),
        "slow" => (50.0, 5.0, 3.0),
        "slower" => (60.0, 8.0, 3.0),
        "veryslow" => (60.0, 16.0, 8.0),
        "placebo" => (60.0, 16.0, 16.0),
        _ => (40.0, 3.0, 3.0),
    };
    match tune {
        "animation" => Preset { ahead, references: 2.0 * references, between: between + 2.0 },
        _ => Preset { ahead, references, between },
    }
}

/// The presets of x265 (its documentation, Preset Options).
fn x265(preset: &str) -> Preset {
    let (ahead, references, between) = match preset {
        "ultrafast" => (5.0, 1.0, 3.0),
        "superfast" => (10.0, 1.0, 3.0),
        "veryfast" | "faster" => (15.0, 2.0, 4.0),
        "fast" => (15.0, 3.0, 4.0),
        "slow" => (25.0, 4.0, 4.0),
        "slower" => (40.0, 5.0, 8.0),
        "veryslow" => (40.0, 5.0, 8.0),
        "placebo" => (60.0, 5.0, 8.0),
        _ => (20.0, 3.0, 4.0),
    };
    Preset { ahead, references, between }
}

fn preset(args: &Args) -> &str {
    name(args, "preset").unwrap_or("medium")
}

fn tune(args: &Args) -> &str {
    name(args, "tune").unwrap_or("none")
}

fn name<'a>(args: &'a Args, key: &str) -> Option<&'a str> {
    match args.get(key) {
        Some(Constant::Name(name)) => Some(name),
        _ => None,
    }
}
