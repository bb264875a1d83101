//! What the stages of a run take: the decoders, the filters, the encoders.

use super::Setting;
use super::op::{speed_up, threads_of};
use super::result::StageEstimate;
use crate::machine::{Codec, Figure, Profile};
use crate::media::VideoFormat;
use crate::plan::{OpKind, Plan, PlanOutput};
use crate::types::Constant;

/// Samples of a frame for each pixel, in the layout that codecs are measured with: 4:2:0.
const SAMPLES: f64 = 1.5;

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
    let format = &plan.ops[op].format;
    let codec = read.header.streams.get(stream).map(|stream| stream.codec.as_str());
    let name = format!("decode {}", read.name);
    let Some(codec) = codec.and_then(|codec| profile.decoder(codec, format.sample.bits())) else {
        let unknown = match read.header.streams.get(stream).map(|stream| stream.codec.as_str()) {
            Some(codec) => format!("how fast {} decodes {codec}", profile.name),
            None => format!("how {} is coded", read.path),
        };
        return Coding { unknown: Some(unknown), ..unknown_stage(name) };
    };
    let rate = format.rate.map(|rate| rate.fps.to_f64());
    let stated = read.header.bit_rate(stream).zip(rate).map(|(bits, rate)| bits / rate);
    let bits = stated.unwrap_or_else(|| codec.bits * pixels(format));
    // Where its length is not stated the bits are those of an ordinary picture.
    let spread = if stated.is_some() { codec.spread } else { codec.spread.max(0.4) };
    let threads = if setting.threads == 0 { plan.schedule.decoder_threads } else { setting.threads };
    coding(name, codec, format, (bits, spread), frames, profile, threads)
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
    let preset = match output.video.args.0.get("preset") {
        Some(Constant::Name(preset)) => Some(preset.as_str()),
        _ => None,
    };
    let Some(codec) = profile.encoder(encoder, preset, format.sample.bits()) else {
        let which = preset.map_or_else(|| encoder.clone(), |preset| format!("{encoder}/{preset}"));
        let unknown = format!("how fast {} encodes {which}", profile.name);
        return Coding { unknown: Some(unknown), ..unknown_stage(name) };
    };
    let bits = codec.bits * packed(output) * pixels(format) * weight(format);
    let threads = if setting.threads == 0 { plan.schedule.encoder_threads } else { setting.threads };
    let mut coding = coding(name, codec, format, (bits, codec.spread), frames, profile, threads);
    // How well a picture packs is the picture's affair.
    coding.bytes = widened(coding.bytes, 0.6);
    coding
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
    let a_frame = codec.pixel_ns * 1e-9 * pixels(format) * weight(format) + codec.bit_ns * 1e-9 * bits;
    let cpu_seconds = widened(frames * a_frame, spread);
    let threads = threads_of(threads, &profile.cpu).min(codec.threads.max(1));
    let cores = speed_up(usize::MAX, threads, &profile.cpu);
    let stage = StageEstimate { name, cpu_seconds, seconds: cpu_seconds * (1.0 / cores) };
    let start = Figure::about(codec.start_seconds, 0.5);
    Coding { stage, start, bytes: frames * (bits / 8.0), unknown: None }
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
