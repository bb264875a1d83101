//! Encoders of the library, with the presets that they have.

use std::collections::BTreeMap;
use std::time::Instant;

use fwr_compiler::diagnostics::Diagnostic;
use fwr_compiler::machine::Codec;
use fwr_compiler::types::{Args, Constant, Unit};

use super::fit::{Taken, prices};
use super::{Bench, PICTURE, pixels, threads};
use crate::calibrate::footage::{Shape, footage};
use crate::calibrate::usage::process_time;
use crate::frame::Frame;
use crate::media::{Encoder, Setup};

/// How far off an encoder's time is expected to be, as a part: pictures differ, and searches end early or late.
const SPREAD: f64 = 0.3;

/// Presets from fast to slow.
const PRESETS: &[&str] =
    &["ultrafast", "superfast", "veryfast", "faster", "fast", "medium", "slow", "slower", "veryslow", "placebo"];

/// Pictures after which an encoder that holds none back has all its memory.
const FIRST: usize = 4;

/// An encoder with presets.
struct WithPresets {
    name: &'static str,
    /// Rate factors: that of the library's default, and a larger one.
    crf: [f64; 2],
    /// Presets that are measured where time matters; others follow.
    quick: &'static [&'static str],
    /// Presets that are never measured, as they take too long.
    never: &'static [&'static str],
}

const ENCODERS: &[WithPresets] = &[
    WithPresets {
        name: "x264",
        crf: [16.0, 24.0],
        quick: &["superfast", "veryfast", "fast", "medium", "slow"],
        never: &["placebo"],
    },
    WithPresets { name: "x265", crf: [18.0, 26.0], quick: &["ultrafast", "medium"], never: &["veryslow", "placebo"] },
];

/// Measures encoders, by name and preset, and depth where it is more than 8 bits: `ffv1`, `x264/medium`,
/// `x264/medium/10`. `known` says what is not measured of them, and what the presets take that are not, in proportion.
///
/// # Errors
/// E1201 if it is stopped.
pub(in crate::calibrate) fn encoders(
    bench: &Bench<'_>,
    known: &BTreeMap<String, Codec>,
) -> Result<BTreeMap<String, Codec>, Diagnostic> {
    let mut measured = BTreeMap::new();
    let clips = [8, 10].map(|bits| footage(Shape { bits, ..PICTURE }));
    let flat = [8, 10].map(|bits| footage(Shape { bits, flat: true, ..PICTURE }));
    for ((clip, flat), depth) in clips.iter().zip(&flat).zip(["", "/10"]) {
        let name = format!("ffv1{depth}");
        let slices = || vec![("slices", Constant::Number(16.0, Unit::None))];
        measure(bench, (&name, "ffv1"), &[(clip, slices()), (flat, slices())], known, &mut measured)?;
    }
    for encoder in ENCODERS {
        for preset in PRESETS {
            if encoder.never.contains(preset) || !bench.full && !encoder.quick.contains(preset) {
                continue;
            }
            for (clip, depth) in clips.iter().zip(["", "/10"]) {
                let name = format!("{}/{preset}{depth}", encoder.name);
                let settings = encoder.crf.map(|crf| {
                    let settings = vec![
                        ("crf", Constant::Number(crf, Unit::None)),
                        ("preset", Constant::Name((*preset).to_owned())),
                        ("tune", Constant::Name("none".to_owned())),
                    ];
                    (clip, settings)
                });
                measure(bench, (&name, encoder.name), &settings, known, &mut measured)?;
            }
        }
        follow(encoder, known, &mut measured);
    }
    Ok(measured)
}

type Settings = Vec<(&'static str, Constant)>;

fn measure(
    bench: &Bench<'_>,
    (name, encoder): (&str, &str),
    trials: &[(&Vec<Frame>, Settings)],
    known: &BTreeMap<String, Codec>,
    measured: &mut BTreeMap<String, Codec>,
) -> Result<(), Diagnostic> {
    crate::calibrate::go_on(bench.stopped)?;
    let plain = name.strip_suffix("/10").unwrap_or(name);
    let Some(like) = known.get(name).or_else(|| known.get(plain)) else { return Ok(()) };
    (bench.progress)(&format!("encoding {name}"));
    // As many frames as are done in a reasonable time, by what is believed.
    let budget = if bench.full { 3.0 } else { 0.5 };
    let frames = (budget * 1e9 / (like.pixel_ns * pixels(PICTURE, 1))).clamp(6.0, PICTURE.frames as f64) as usize;
    // What is quick is told the less surely: the best of some tries, as what else the machine does only ever adds.
    let tries = if name.contains('/') && plain != encoder { 1 } else { 4 };
    let mut taken = Vec::new();
    let mut start = 0.0;
    for (clip, setting) in trials {
        let mut best: Option<(Taken, f64)> = None;
        for _ in 0..tries {
            match encode(encoder, setting, &clip[..frames]) {
                Ok(one) => best = Some(best.filter(|best| best.0.seconds <= one.0.seconds).unwrap_or(one)),
                Err(found) => {
                    tracing::info!("{name} is not measured: {}", found.message);
                    return Ok(());
                }
            }
        }
        if let Some((one, opening)) = best {
            start = opening;
            taken.push(one);
        }
    }
    let (pixel_ns, bit_ns) = prices(&taken);
    let bits = taken.first().map_or(like.bits, |one| one.bits / one.pixels);
    let codec = Codec { pixel_ns, bit_ns, bits, start_seconds: start, spread: SPREAD, ..*like };
    measured.insert(name.to_owned(), codec);
    Ok(())
}

/// What the frames take, and seconds to open the encoder.
fn encode(name: &str, settings: &Settings, frames: &[Frame]) -> Result<(Taken, f64), Diagnostic> {
    let args = Args(settings.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect());
    let setup =
        Setup { args: &args, format: &frames[0].format, side_data: &[], threads: threads(), global_header: true };
    let opening = Instant::now();
    let mut encoder = Encoder::open(name, &setup)?;
    let opening = opening.elapsed().as_secs_f64();
    let mut before = process_time();
    let (mut bits, mut pictures) = (0.0, frames.len());
    for (number, frame) in frames.iter().map(Some).chain([None]).enumerate() {
        encoder.send(frame)?;
        while let Some(packet) = encoder.receive()? {
            bits += packet.size() as f64 * 8.0;
            // One that gives a packet for each picture has all its memory after some: what follows is what lasts.
            if number == FIRST && pictures == frames.len() && frames.len() > 2 * FIRST {
                (before, bits, pictures) = (process_time(), 0.0, frames.len() - FIRST);
            }
        }
    }
    drop(encoder);
    let seconds = (process_time() - before).as_secs_f64();
    Ok((Taken { pixels: pixels(PICTURE, pictures), bits, seconds }, opening))
}

/// Works out the presets that were not measured: as much faster or slower than what is known of them as the nearest
/// one of the same depth that was.
fn follow(encoder: &WithPresets, known: &BTreeMap<String, Codec>, measured: &mut BTreeMap<String, Codec>) {
    for depth in ["", "/10"] {
        let key = |preset: &str| format!("{}/{preset}{depth}", encoder.name);
        let done: Vec<usize> =
            (0..PRESETS.len()).filter(|preset| measured.contains_key(&key(PRESETS[*preset]))).collect();
        for (number, preset) in PRESETS.iter().enumerate() {
            let near = done.iter().min_by_key(|other| other.abs_diff(number)).map(|near| key(PRESETS[*near]));
            let Some(near) = near.filter(|near| *near != key(preset)) else { continue };
            let (Some(own), Some(like), Some(found)) = (known.get(&key(preset)), known.get(&near), measured.get(&near))
            else {
                continue;
            };
            let codec = in_proportion(own, like, found);
            measured.insert(key(preset), codec);
        }
    }
}

/// What `own` is where `like` turned out to be `found`.
fn in_proportion(own: &Codec, like: &Codec, found: &Codec) -> Codec {
    let time = |codec: &Codec| codec.pixel_ns + codec.bit_ns * codec.bits;
    let (slower, larger) = (time(found) / time(like).max(1e-9), found.bits / like.bits.max(1e-9));
    Codec {
        pixel_ns: own.pixel_ns * slower,
        bit_ns: own.bit_ns * slower / larger.max(1e-9),
        bits: own.bits * larger,
        spread: own.spread.max(SPREAD) * 1.2,
        ..*own
    }
}
