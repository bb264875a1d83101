//! Formats of every kind, and frames of noise with every kind of sample in them.

use std::sync::Arc;

use fwr_compiler::fusion::Raster;
use fwr_compiler::media::{
    ChromaLocation, Layout, Matrix, Primaries, Range, Ratio, SampleType, Scan, Transfer, VideoFormat,
};
use fwr_runtime::cpu::FramePool;
use fwr_runtime::{Frame, FrameProps, Plane};
use half::f16;

pub(crate) const SAMPLES: [SampleType; 9] = [
    SampleType::Uint(8),
    SampleType::Uint(9),
    SampleType::Uint(10),
    SampleType::Uint(11),
    SampleType::Uint(12),
    SampleType::Uint(14),
    SampleType::Uint(16),
    SampleType::F16,
    SampleType::F32,
];
pub(crate) const LAYOUTS: [Layout; 5] = [Layout::Gray, Layout::Yuv420, Layout::Yuv411, Layout::Yuv444, Layout::Rgb];
pub(crate) const SIZES: [(u32, u32); 8] = [(1, 1), (1, 7), (17, 3), (16, 2), (255, 2), (256, 3), (259, 5), (530, 4)];

pub(crate) fn format(sample: SampleType, layout: Layout, range: Range, (width, height): (u32, u32)) -> VideoFormat {
    VideoFormat {
        width,
        height,
        sar: None,
        rate: None,
        time_base: Ratio::new(1, 25),
        sample,
        layout,
        alpha: false,
        matrix: Matrix::Unspecified,
        primaries: Primaries::Unspecified,
        transfer: Transfer::Unspecified,
        range,
        chroma_location: ChromaLocation::Unspecified,
        scan: Scan::Progressive,
        frames: None,
    }
}

/// A generator of sample values, the same for the same seed.
pub(crate) struct Noise(pub(crate) u64);

impl Noise {
    pub(crate) fn next(&mut self) -> u32 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as u32
    }

    /// A code of the type, or the bits of a float, extremes among them.
    fn sample(&mut self, sample: SampleType) -> u32 {
        let (kind, v) = (self.next() % 16, self.next());
        let near = (v % 4096) as f32 / 2048.0 - 0.5;
        let special = [0.0, -0.0, 1.0, f32::INFINITY, f32::NEG_INFINITY, f32::NAN, 1e-41, -3e5][v as usize % 8];
        let value = if kind == 0 { special } else { near };
        match sample.max_code() {
            Some(max) => match kind {
                0 => 0,
                1 => max,
                _ => v & max,
            },
            None if sample == SampleType::F16 => u32::from(f16::from_f32(value).to_bits()),
            None => value.to_bits(),
        }
    }

    pub(crate) fn frame(&mut self, format: &Arc<VideoFormat>, pool: &FramePool, pts: i64) -> Frame {
        let planes = (0..format.planes()).map(|plane| {
            let (width, height) = format.plane_size(plane);
            // A stride that is not the tight one, and not a multiple of the alignment.
            let bytes = format.sample.bytes();
            let stride = (width + 3) * bytes;
            let mut buffer = pool.take(stride * height);
            for y in 0..height {
                for x in 0..width {
                    let sample = self.sample(format.sample).to_ne_bytes();
                    let at = y * stride + x * bytes;
                    buffer.bytes_mut()[at..at + bytes].copy_from_slice(&sample[..bytes]);
                }
            }
            Plane::new(Arc::new(buffer), stride, (width, height), format.sample)
        });
        Frame {
            format: Arc::clone(format),
            planes: planes.collect(),
            pts,
            duration: 1,
            props: Arc::new(FrameProps::default()),
            carrier: None,
        }
    }
}

/// The samples of a plane.
pub(crate) fn raster(plane: &Plane) -> Raster {
    let mut samples = Vec::with_capacity(plane.width * plane.height);
    for y in 0..plane.height {
        for x in 0..plane.width {
            let at = y * plane.stride + x * plane.sample.bytes();
            let mut bytes = [0; 4];
            bytes[..plane.sample.bytes()].copy_from_slice(&plane.storage.bytes()[at..at + plane.sample.bytes()]);
            samples.push(u32::from_ne_bytes(bytes));
        }
    }
    Raster { width: plane.width, height: plane.height, samples }
}

/// Whether two samples' bits are equal or both NaN.
pub(crate) fn same(sample: SampleType, a: u32, b: u32) -> bool {
    let nan = |bits: u32| match sample {
        SampleType::F32 => f32::from_bits(bits).is_nan(),
        SampleType::F16 => f16::from_bits(bits as u16).is_nan(),
        _ => false,
    };
    a == b || nan(a) && nan(b)
}
