//! A device, frames out of numbers, and what a pipeline makes of them there and by its definition.

#![allow(dead_code, reason = "each test uses a part of it")]

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use fwr_compiler::fusion::wgsl::{Packing, shaders};
use fwr_compiler::fusion::{Pipeline, PlaneSource, Raster, interpret};
use fwr_compiler::kernel::Stored;
use fwr_compiler::media::VideoFormat;
use fwr_gpu::{Download, Gpu, GpuError, Job, Plane, Program, Rows};

/// The device that all tests share; there must be one.
pub(crate) fn gpu() -> &'static Gpu {
    static GPU: OnceLock<Gpu> = OnceLock::new();
    GPU.get_or_init(|| {
        Gpu::open().unwrap_or_else(|error| {
            panic!(
                "{error}: install a Vulkan driver; `apt-get install libvulkan1 mesa-vulkan-drivers` gives one that \
                 runs anywhere, and scripts/test installs it"
            )
        })
    })
}

/// Which frame is made, and from what.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Moment {
    /// Its number, from 0.
    pub(crate) number: u64,
    /// Frames of the clip.
    pub(crate) frames: u64,
    /// What the samples follow from.
    pub(crate) seed: u32,
}

impl Moment {
    /// The number of the frame that is `dt` later, inside the clip.
    fn at(self, dt: i16) -> u64 {
        (self.number as i64 + i64::from(dt)).clamp(0, self.frames as i64 - 1) as u64
    }

    fn time(self) -> f32 {
        self.number as f32 / 25.0
    }
}

/// Bytes that follow from a seed, the same in every run.
pub(crate) struct Bytes(u32);

impl Bytes {
    pub(crate) fn new(seed: u32) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9))
    }

    pub(crate) fn take(&mut self, count: usize) -> Vec<u8> {
        let mut next = || {
            self.0 = self.0.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (self.0 >> 24) as u8
        };
        (0..count).map(|_| next()).collect()
    }
}

/// Frames of inputs, made when they are asked for.
struct Clips<'a> {
    formats: &'a [VideoFormat],
    moment: Moment,
    known: BTreeMap<(usize, usize, u64), Raster>,
}

impl Clips<'_> {
    fn new(formats: &[VideoFormat], moment: Moment) -> Clips<'_> {
        let mut known = BTreeMap::new();
        for (input, format) in formats.iter().enumerate() {
            for plane in 0..format.planes() {
                for number in 0..moment.frames {
                    let seed = moment.seed ^ (input as u32 * 7919 + plane as u32 * 104_729 + number as u32 * 1_299_709);
                    known.insert((input, plane, number), raster(format, plane, seed));
                }
            }
        }
        Clips { formats, moment, known }
    }

    fn raster(&self, input: usize, plane: usize, dt: i16) -> &Raster {
        &self.known[&(input, plane, self.moment.at(dt))]
    }
}

/// What a pipeline means.
pub(crate) fn by_definition(
    pipeline: &Pipeline,
    inputs: &[VideoFormat],
    output: &VideoFormat,
    moment: Moment,
) -> Vec<Vec<Raster>> {
    let clips = Clips::new(inputs, moment);
    interpret(
        pipeline,
        moment.number,
        moment.time(),
        |plane| output.plane_size(plane),
        |input, plane, dt| clips.raster(input, plane, dt),
    )
}

/// What the device makes of it.
///
/// # Errors
/// What the device or its driver objects to.
pub(crate) fn on_device(
    pipeline: &Pipeline,
    inputs: &[VideoFormat],
    output: &VideoFormat,
    moment: Moment,
) -> Result<Vec<Vec<Raster>>, GpuError> {
    let gpu = gpu();
    let shaders = shaders(pipeline).expect("random groups have no statistics");
    let program = Program::new(gpu, pipeline, shaders)?;
    let clips = Clips::new(inputs, moment);
    let mut uploaded: BTreeMap<(usize, usize, u64), Arc<Plane>> = BTreeMap::new();
    let made = program.run(Job {
        number: moment.number,
        time: moment.time(),
        size: &|plane| output.plane_size(plane),
        input: &mut |input, plane, dt| {
            let key = (input, plane, moment.at(dt));
            if let Some(plane) = uploaded.get(&key) {
                return Ok(Arc::clone(plane));
            }
            let stored = Stored::of(&clips.formats[input], plane);
            let plane = Arc::new(upload(gpu, clips.raster(input, plane, dt), &stored)?);
            uploaded.insert(key, Arc::clone(&plane));
            Ok(plane)
        },
    })?;
    let plane = |source: &PlaneSource| match *source {
        PlaneSource::Input { input, plane } => Ok(clips.raster(input, plane, 0).clone()),
        PlaneSource::Cell(cell) => {
            let plane = &made[&cell];
            let bytes = pipeline.cell(cell).stored.bytes();
            Download::start(gpu, plane)?.wait(|rows| unpack(rows, plane.width, plane.height, bytes))
        }
    };
    program.outputs().iter().map(|planes| planes.iter().map(plane).collect()).collect()
}

/// Copies a plane to the device, from rows with some bytes between them.
pub(crate) fn upload(gpu: &Gpu, raster: &Raster, stored: &Stored) -> Result<Plane, GpuError> {
    let bytes = stored.bytes();
    let stride = raster.width * bytes + 3;
    let mut rows = vec![0xa5_u8; stride * raster.height];
    for (number, sample) in raster.samples.iter().enumerate() {
        let at = number / raster.width * stride + number % raster.width * bytes;
        rows[at..at + bytes].copy_from_slice(&sample.to_le_bytes()[..bytes]);
    }
    gpu.upload(Rows { bytes: &rows, stride }, raster.width, raster.height, Packing::of(stored))
}

/// The samples in rows of `bytes` bytes each.
pub(crate) fn unpack(rows: Rows<'_>, width: usize, height: usize, bytes: usize) -> Raster {
    let mut samples = Vec::with_capacity(width * height);
    for y in 0..height {
        for x in 0..width {
            let at = y * rows.stride + x * bytes;
            let mut sample = [0; 4];
            sample[..bytes].copy_from_slice(&rows.bytes[at..at + bytes]);
            samples.push(u32::from_le_bytes(sample));
        }
    }
    Raster { width, height, samples }
}

/// Samples that follow from `seed`, extreme ones among them.
fn raster(format: &VideoFormat, plane: usize, seed: u32) -> Raster {
    let (width, height) = format.plane_size(plane);
    let stored = Stored::of(format, plane);
    let mut state = seed.wrapping_mul(0x9e37_79b9) ^ 0x1234_5678;
    let mut sample = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let value = (state >> 8) as f32 / 16_777_216.0;
        match (state >> 3) % 41 {
            0 => stored.store(f32::INFINITY),
            1 => stored.store(f32::NAN),
            2 => stored.store(0.0),
            _ => stored.store(value * 1.2 - 0.1),
        }
    };
    Raster { width, height, samples: (0..width * height).map(|_| sample()).collect() }
}
