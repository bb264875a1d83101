//! What is done to clean clips: the same file for every contestant.

use std::f64::consts::TAU;
use std::path::Path;

use super::clips::{Clip, ffmpeg};
use super::makers::Makers;
use super::raw::Raw;

/// A kind of damage.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Damage {
    /// Pairs of frames become the fields of one, the first one on top.
    Fields,
    /// Normal noise of this deviation, in codes, on all planes.
    Noise(f64),
    /// Noise that grows with brightness, as film and sensors have it: a variance of 16 at black and 0.72 more a code.
    Shot,
    /// Each frame brighter or darker by up to 12 %.
    Flicker,
    /// Coded by MPEG-2 at this quantiser.
    Blocks(u32),
    /// Of eight bits, the upper five.
    Bands,
    /// What one of our own filters for tests does.
    Own(&'static str),
}

/// The clip with this damage.
pub(crate) fn damaged(clip: &Clip, damage: Damage, makers: &Makers, folder: &Path) -> Clip {
    let path = folder.join(format!("{}-damaged.y4m", clip.name));
    let (from, to) = (clip.path.display().to_string(), path.display().to_string());
    let mut frames = clip.frames;
    match damage {
        Damage::Fields => {
            ffmpeg(&["-i", &from, "-vf", "tinterlace=mode=interleave_top,setfield=tff", &to]);
            frames /= 2;
        }
        Damage::Blocks(quantiser) => {
            let (coded, quantiser) = (folder.join("coded.m2v").display().to_string(), quantiser.to_string());
            ffmpeg(&["-i", &from, "-c:v", "mpeg2video", "-g", "12", "-bf", "0", "-q:v", &quantiser, &coded]);
            ffmpeg(&["-i", &coded, "-frames:v", &clip.frames.to_string(), "-pix_fmt", "yuv420p", &to]);
        }
        Damage::Own(steps) => makers.write(steps, &clip.path, &path, folder),
        _ => {
            let mut raw = Raw::read(&clip.path);
            let mut random = Random(1);
            let luma = raw.width * raw.height;
            for frame in &mut raw.frames {
                change(frame, damage, &mut random, luma);
            }
            raw.write(&path);
        }
    }
    Clip { name: clip.name.clone(), path, frames, size: clip.size }
}

fn change(frame: &mut [u8], damage: Damage, random: &mut Random, luma: usize) {
    let code = |value: f64| value.round().clamp(0.0, 255.0) as u8;
    match damage {
        Damage::Noise(deviation) => {
            frame.iter_mut().for_each(|sample| *sample = code(f64::from(*sample) + deviation * random.normal()));
        }
        Damage::Shot => frame.iter_mut().enumerate().for_each(|(at, sample)| {
            let level = if at < luma { f64::from(*sample) - 16.0 } else { 56.0 };
            let deviation = (16.0 + 0.72 * level.max(0.0)).sqrt();
            *sample = code(f64::from(*sample) + deviation * random.normal());
        }),
        Damage::Flicker => {
            let gain = 1.0 + 0.24 * (random.uniform() - 0.5);
            frame[..luma].iter_mut().for_each(|sample| *sample = code(16.0 + (f64::from(*sample) - 16.0) * gain));
        }
        Damage::Bands => frame.iter_mut().for_each(|sample| *sample = *sample & 0xf8 | 4),
        Damage::Fields | Damage::Blocks(_) | Damage::Own(_) => unreachable!("programs make these"),
    }
}

/// Numbers that are the same in every run (SplitMix64).
struct Random(u64);

impl Random {
    fn uniform(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut bits = self.0;
        bits = (bits ^ bits >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ bits >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((bits ^ bits >> 31) >> 11) as f64 / (1u64 << 53) as f64
    }

    /// Of mean 0 and deviation 1 (Box and Muller).
    fn normal(&mut self) -> f64 {
        let radius = (-2.0 * (1.0 - self.uniform()).ln()).sqrt();
        radius * (TAU * self.uniform()).cos()
    }
}
