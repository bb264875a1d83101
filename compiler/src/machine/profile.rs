//! The profile of a machine.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Coefficients;

/// What a machine has, and what work costs on it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    /// What `--on` calls it: `h200`.
    pub name: String,
    /// What it is, in a line.
    pub summary: String,
    /// Where its figures come from.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sources: Vec<String>,
    /// Its processor and memory.
    pub cpu: Cpu,
    /// Its graphics processors, the one that is used first.
    #[serde(default, rename = "gpu", skip_serializing_if = "Vec::is_empty")]
    pub gpus: Vec<Gpu>,
    /// Decoders, by codec in FFmpeg's spelling, with `/10` behind it for more than 8 bits.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub decoders: BTreeMap<String, Codec>,
    /// Encoders, by name and preset: `ffv1`, `x264/medium`, with `/10` behind it for more than 8 bits.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub encoders: BTreeMap<String, Codec>,
    /// Execution providers for networks: `cpu`, `cuda`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub providers: Vec<String>,
    /// What an hour of it costs, where one can be had.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub price: Option<Price>,
    /// How it was measured, if it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub measured: Option<Measured>,
}

impl Profile {
    /// The decoder of a codec, in FFmpeg's spelling, for samples of `bits` bits.
    pub fn decoder(&self, codec: &str, bits: u32) -> Option<&Codec> {
        by_depth(&self.decoders, codec, bits)
    }

    /// The encoder called `name` in the library, with the preset that it has, for samples of `bits` bits.
    pub fn encoder(&self, name: &str, preset: Option<&str>, bits: u32) -> Option<&Codec> {
        let with_preset = preset.and_then(|preset| by_depth(&self.encoders, &format!("{name}/{preset}"), bits));
        with_preset.or_else(|| by_depth(&self.encoders, name, bits))
    }
}

/// Codecs that take more than 8 bits otherwise have a place of their own for it: `h264/10`.
fn by_depth<'a>(codecs: &'a BTreeMap<String, Codec>, name: &str, bits: u32) -> Option<&'a Codec> {
    let deep = (bits > 8).then(|| codecs.get(&format!("{name}/10"))).flatten();
    deep.or_else(|| codecs.get(name))
}

/// A processor and its memory.
///
/// A document may leave out `costs` or some of them, `fresh_gbs`, `start_seconds`, `base_mib` and `efficiency`: the
/// reference's are taken, scaled by clock and width of vectors.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cpu {
    /// Its name.
    pub model: String,
    /// Cores, and threads that run at a time on all of them.
    pub cores: u32,
    /// See `cores`.
    pub threads: u32,
    /// The widest vectors that kernels are compiled for.
    pub simd: Simd,
    /// GHz of a core under load.
    pub ghz: f64,
    /// KiB of the first-level data cache and of the second-level cache of a core, of the last-level cache of all.
    pub l1_kib: u32,
    /// See `l1_kib`.
    pub l2_kib: u32,
    /// See `l1_kib`.
    pub l3_kib: u32,
    /// GiB of memory.
    pub memory_gib: f64,
    /// GB/s that all cores together copy from memory to memory (bytes read and bytes written both counted).
    pub memory_gbs: f64,
    /// GB/s that one core copies, counted likewise.
    pub core_gbs: f64,
    /// GB/s at which the system gives out memory that was not used before: each page is cleared and mapped.
    #[serde(default = "super::complete::unstated")]
    pub fresh_gbs: f64,
    /// Watts under load, without graphics processors, if known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub watts: Option<f64>,
    /// Seconds that a run takes besides its frames: the process, the compiler, opening files.
    #[serde(default = "super::complete::unstated")]
    pub start_seconds: f64,
    /// MiB that a run takes besides frames and codecs.
    #[serde(default = "super::complete::unstated")]
    pub base_mib: f64,
    /// What work costs on one core.
    #[serde(default)]
    pub costs: Coefficients,
    /// For n cores at work, how many cores' worth is done: `efficiency · n` for large n, 1 for one.
    #[serde(default = "super::complete::unstated")]
    pub efficiency: f64,
}

/// Vectors of a processor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Simd {
    /// No more than every processor of its kind has: the portable strip machine.
    Baseline,
    /// 128 bits, on ARM: the portable strip machine as well.
    Neon,
    /// 256 bits.
    Avx2,
    /// 512 bits.
    Avx512,
}

/// A graphics processor.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Gpu {
    /// Its name, as its driver has it.
    pub model: String,
    /// What kind it is.
    pub kind: GpuKind,
    /// GiB of its memory; of a software driver and of shared memory, what it may use.
    pub memory_gib: f64,
    /// GB/s from and to its memory.
    pub memory_gbs: f64,
    /// Single-precision operations a second, in 10^12; a fused product counts as two.
    pub tflops: f64,
    /// GB/s to and from it.
    pub upload_gbs: f64,
    /// See `upload_gbs`.
    pub download_gbs: f64,
    /// Microseconds that starting a shader takes.
    pub launch_us: f64,
    /// Microseconds that a frame takes besides: handing over, waiting.
    pub frame_us: f64,
    /// Seconds to open it, and to build one shader.
    pub start_seconds: f64,
    /// See `start_seconds`.
    pub shader_seconds: f64,
    /// Watts under load, if known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub watts: Option<f64>,
    /// How far off these may be, as a part.
    pub spread: f64,
}

/// Kinds of graphics processors.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GpuKind {
    /// With memory of its own.
    Discrete,
    /// That shares the processor's memory.
    Integrated,
    /// A program on the processor: what it does, the cores do.
    Software,
}

/// The speed of a decoder or encoder, in time of one core.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Codec {
    /// Nanoseconds for each pixel of a frame.
    pub pixel_ns: f64,
    /// Nanoseconds for each coded bit.
    pub bit_ns: f64,
    /// Coded bits for each pixel of an ordinary picture: what an encoder writes.
    pub bits: f64,
    /// Seconds to open it.
    pub start_seconds: f64,
    /// Threads that it keeps busy at most.
    pub threads: u32,
    /// Frames that it holds, with one thread, and for each further thread.
    pub frames: f64,
    /// See `frames`.
    pub frames_a_thread: f64,
    /// How far off the times may be, as a part: pictures differ.
    pub spread: f64,
}

/// What an hour costs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Price {
    /// Of the whole machine, for an hour.
    pub an_hour: f64,
    /// ISO 4217: `USD`.
    pub currency: String,
    /// When and from whom.
    pub source: String,
}

/// How a profile was measured.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Measured {
    /// The version of FrameWright, and what drivers it met: a profile of another is measured again.
    pub key: String,
    /// When, as `2026-11-21`.
    pub date: String,
    /// Whether the costs of kernels were fitted to many of them, or scaled from few.
    pub full: bool,
}
