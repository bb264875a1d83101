//! What the stages of a run take: the decoders, the filters, the encoders.

use super::Setting;
use super::op::{speed_up, threads_of};
use super::result::StageEstimate;
use crate::kernel::{Expr, Kernel};
use crate::machine::{Codec, Figure, Profile};
use crate::media::VideoFormat;
use crate::plan::{OpKind, Plan, PlanOutput};
use crate::types::Constant;

/// Samples of a frame for each pixel, in the layout that codecs are measured with: 4:2:0.
const SAMPLES: f64 = 1.5;

/// Pixels of the pictures that bits were measured of: 960 x 540.
const MEASURED_PIXELS: f64 = 518_400.0;

/// Bits of a lossless encoder for pictures that were coded with loss before, against those of a camera.
const LOST: f64 = 0.7;

/// Bits of a pixel, at the default quality, of noise that was added: as many in a picture of any size.
const NOISE: f64 = 0.5;

/// By what power of its pixels a picture takes a lossy encoder longer for each: large ones stay in no cache. Of x264
/// from 240p to 2160p.
const SIZE: f64 = 0.08;

/// A stage beside the filters.
pub(super) struct Coding {
    pub(super) stage: StageEstimate,
    pub(super) start: Figure,
    /// Bytes that are read or written.
    pub(super) bytes: Figure,
    /// Why it is not known.
    pub(super) unknown: Option<String>,
}

/// The decoder of op `op`, which gives so many frames.
pub(super) fn decoding(plan: &Plan, op: usize, frames: Figure, profile: &Profile, setting: &Setting) -> Coding {
    let OpKind::Decode { input, stream } = plan.ops[op].kind else { return nothing("decode") };
    let read = &plan.inputs[input];
    let name = format!("decode {}", read.name);
    let Some((codec, bits, spread)) = decoder(plan, op, profile) else {
        let unknown = match read.header.streams.get(stream).map(|stream| stream.codec.as_str()) {
            Some(codec) => format!("how fast {} decodes {codec}", profile.name),
            None => format!("how {} is coded", read.path),
        };
        return Coding { unknown: Some(unknown), ..unknown_stage(name) };
    };
    let threads = if setting.threads == 0 { plan.schedule.decoder_threads } else { setting.threads };
    coding(name, codec, &plan.ops[op].format, (bits, spread), frames, profile, threads)
}

/// The decoder of op `op`, and seconds of one core that it takes for a frame; `None` if it is not known.
pub(super) fn decoder_seconds<'a>(plan: &Plan, op: usize, profile: &'a Profile) -> Option<(&'a Codec, f64)> {
    let (codec, bits, _) = decoder(plan, op, profile)?;
    Some((codec, seconds_a_frame(codec, &plan.ops[op].format, bits)))
}

/// The decoder of op `op`, bits of a frame, and how far off it is.
fn decoder<'a>(plan: &Plan, op: usize, profile: &'a Profile) -> Option<(&'a Codec, f64, f64)> {
    let OpKind::Decode { input, stream } = plan.ops[op].kind else { return None };
    let (header, format) = (&plan.inputs[input].header, &plan.ops[op].format);
    let codec = profile.decoder(&header.streams.get(stream)?.codec, format.sample.bits())?;
    let rate = format.rate.map(|rate| rate.fps.to_f64());
    let stated = header.bit_rate(stream).zip(rate).map(|(bits, rate)| bits / rate);
    let bits = stated.unwrap_or_else(|| codec.bits * detail(format) * pixels(format));
    // Where its length is not stated the bits are those of an ordinary picture.
    let spread = if stated.is_some() { codec.spread } else { codec.spread.max(0.4) };
    Some((codec, bits, spread))
}

/// The encoder of an output, which gets so many frames.
pub(super) fn encoding(
    plan: &Plan,
    output: &PlanOutput,
    frames: Figure,
    profile: &Profile,
    setting: &Setting,
) -> Coding {
    let name = format!("encode {}", output.path);
    if !setting.written {
        return nothing(&name);
    }
    let format = &plan.ops[output.video.op.0 as usize].format;
    let encoder = &output.video.encoder;
    if encoder == "raw" {
        return uncompressed(name, format, frames);
    }
    let preset = match output.video.args.0.get("preset") {
        Some(Constant::Name(preset)) => Some(preset.as_str()),
        _ => None,
    };
    let Some(codec) = profile.encoder(encoder, preset, format.sample.bits()) else {
        let which = preset.map_or_else(|| encoder.clone(), |preset| format!("{encoder}/{preset}"));
        let unknown = format!("how fast {} encodes {which}", profile.name);
        return Coding { unknown: Some(unknown), ..unknown_stage(name) };
    };
    let bits = bits_a_pixel(plan, output, codec) * pixels(format) * weight(format);
    let slower = if is_lossless(encoder) { 1.0 } else { (pixels(format) / MEASURED_PIXELS).powf(SIZE) };
    let codec = &Codec { pixel_ns: codec.pixel_ns * slower, ..*codec };
    let threads = if setting.threads == 0 { plan.schedule.encoder_threads } else { setting.threads };
    let mut coding = coding(name, codec, format, (bits, codec.spread), frames, profile, threads);
    // How well a picture packs is the picture's affair.
    coding.bytes = widened(coding.bytes, 0.6);
    coding
}

/// Samples that are written as they are: a copy or two of each.
fn uncompressed(name: String, format: &VideoFormat, frames: Figure) -> Coding {
    const SECONDS_A_BYTE: f64 = 0.4e-9;
    let bytes = frames * format.frame_bytes() as f64;
    let cpu_seconds = widened(bytes * SECONDS_A_BYTE, 0.5);
    let stage = StageEstimate { name, cpu_seconds, seconds: cpu_seconds };
    Coding { stage, start: Figure::ZERO, bytes, unknown: None }
}

/// Bits of each pixel that an encoder writes, in 4:2:0.
fn bits_a_pixel(plan: &Plan, output: &PlanOutput, codec: &Codec) -> f64 {
    let format = &plan.ops[output.video.op.0 as usize].format;
    if output.video.encoder == "dpx" {
        return dpx_bits(format) / weight(format);
    }
    let (noisy, ordinary) = (is_noisy(plan, output), codec.bits * detail(format));
    match is_lossless(&output.video.encoder) {
        true => match lossless_source(plan, &output.video.encoder) {
            Some(bits) if !noisy => bits,
            None if was_lossy(plan) && !noisy => ordinary * LOST,
            _ => ordinary,
        },
        false => packed(output) * (ordinary + if noisy { NOISE } else { 0.0 }),
    }
}

fn coding(
    name: String,
    codec: &Codec,
    format: &VideoFormat,
    (bits, spread): (f64, f64),
    frames: Figure,
    profile: &Profile,
    threads: u32,
) -> Coding {
    let cpu_seconds = widened(frames * seconds_a_frame(codec, format, bits), spread);
    let threads = threads_of(threads, &profile.cpu).min(codec.threads.max(1));
    let cores = speed_up(usize::MAX, threads, &profile.cpu);
    let stage = StageEstimate { name, cpu_seconds, seconds: cpu_seconds * (1.0 / cores) };
    let start = Figure::about(codec.start_seconds, 0.5);
    Coding { stage, start, bytes: frames * (bits / 8.0), unknown: None }
}

/// Seconds of one core for a frame of so many bits.
fn seconds_a_frame(codec: &Codec, format: &VideoFormat, bits: f64) -> f64 {
    codec.pixel_ns * 1e-9 * pixels(format) * weight(format) + codec.bit_ns * 1e-9 * bits
}

/// The same with ends as far off as `spread`, a part of it, besides.
pub(super) fn widened(figure: Figure, spread: f64) -> Figure {
    match figure {
        Figure::Exact(value) => Figure::about(value, spread),
        Figure::Estimated { low, likely, high } => {
            Figure::Estimated { low: low * (1.0 - spread).max(0.0), likely, high: high * (1.0 + spread) }
        }
        Figure::Unknown => Figure::Unknown,
    }
}

/// Bits of an output against those at the default quality, which is what profiles state.
fn packed(output: &PlanOutput) -> f64 {
    /// Steps of the rate factor that halve the bits.
    const STEPS: f64 = 5.0;
    let default = if output.video.encoder == "x265" { 18.0 } else { 16.0 };
    match output.video.args.0.get("crf") {
        Some(Constant::Number(crf, _)) => ((default - crf) / STEPS).exp2(),
        _ => 1.0,
    }
}

/// Whether an encoder of the library keeps every sample.
fn is_lossless(encoder: &str) -> bool {
    ["ffv1", "png", "tiff", "dpx", "exr"].contains(&encoder)
}

/// Bits of each pixel of a DPX image, which is not packed: three samples of ten bits take 32, deeper ones 16 each.
fn dpx_bits(format: &VideoFormat) -> f64 {
    let sample = match format.sample.bits() {
        ..=8 => 8.0,
        9..=10 => 32.0 / 3.0,
        _ => 16.0,
    };
    sample * format.planes() as f64
}

/// Bits of each pixel, in 4:2:0, of an input that the same encoder wrote: pictures keep what they had.
fn lossless_source(plan: &Plan, encoder: &str) -> Option<f64> {
    plan.ops.iter().find_map(|op| {
        let OpKind::Decode { input, stream } = op.kind else { return None };
        let header = &plan.inputs[input].header;
        let same = header.streams.get(stream).is_some_and(|stream| stream.codec == encoder);
        let a_frame = header.bit_rate(stream)? / op.format.rate?.fps.to_f64();
        same.then(|| a_frame / (pixels(&op.format) * weight(&op.format)))
    })
}

/// Whether the pictures were coded before with loss: their finest noise is gone.
fn was_lossy(plan: &Plan) -> bool {
    const WHOLE: &[&str] = &[
        "rawvideo", "v210", "ffv1", "huffyuv", "ffvhuff", "utvideo", "magicyuv", "png", "tiff", "dpx", "exr", "prores",
        "cfhd",
    ];
    plan.ops.iter().any(|op| match op.kind {
        OpKind::Decode { input, stream } => {
            let codec = plan.inputs[input].header.streams.get(stream);
            codec.is_some_and(|stream| !WHOLE.contains(&stream.codec.as_str()))
        }
        _ => false,
    })
}

/// Whether random numbers are among what an output is made of: grain, as a rule, which packs badly.
fn is_noisy(plan: &Plan, output: &PlanOutput) -> bool {
    let mut seen = vec![false; plan.ops.len()];
    let mut before = vec![output.video.op];
    while let Some(id) = before.pop() {
        let place = id.0 as usize;
        if std::mem::replace(&mut seen[place], true) {
            continue;
        }
        let op = &plan.ops[place];
        let random = |kernel: &Kernel| kernel.nodes.iter().any(|node| matches!(node, Expr::Random(_)));
        let own = match &op.kind {
            OpKind::Kernel { kernel, .. } => random(kernel),
            OpKind::Fused(group) => group.stages.iter().any(|stage| random(&stage.kernel)),
            _ => false,
        };
        if own {
            return true;
        }
        before.extend(&op.inputs);
    }
    false
}

/// Bits of a pixel, against those in a picture of the size that profiles state them for: larger ones have less in
/// each. Bits grow with the three-quarter power of pixels, a rule of those who make bit rate ladders (Ozer 2016).
fn detail(format: &VideoFormat) -> f64 {
    (MEASURED_PIXELS / pixels(format).max(1.0)).powf(0.25)
}

fn pixels(format: &VideoFormat) -> f64 {
    f64::from(format.width) * f64::from(format.height)
}

/// How much more a frame is than one of 8-bit 4:2:0.
fn weight(format: &VideoFormat) -> f64 {
    let samples: usize = (0..format.planes())
        .map(|plane| {
            let (width, height) = format.plane_size(plane);
            width * height
        })
        .sum();
    samples as f64 / pixels(format).max(1.0) / SAMPLES
}

fn nothing(name: &str) -> Coding {
    let stage = StageEstimate { name: name.to_owned(), cpu_seconds: Figure::ZERO, seconds: Figure::ZERO };
    Coding { stage, start: Figure::ZERO, bytes: Figure::ZERO, unknown: None }
}

fn unknown_stage(name: String) -> Coding {
    let stage = StageEstimate { name, cpu_seconds: Figure::Unknown, seconds: Figure::Unknown };
    Coding { stage, start: Figure::ZERO, bytes: Figure::Unknown, unknown: None }
}
