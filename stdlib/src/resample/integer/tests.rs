//! The same bits from every instruction set, and close to exact arithmetic.

use fwr_compiler::media::{Layout, SampleType, VideoFormat};
use proptest::prelude::*;

use super::*;
use crate::support::format;

fn kernels() -> impl Strategy<Value = Kernel> {
    prop_oneof![
        Just(Kernel::Point),
        Just(Kernel::Bilinear),
        Just(Kernel::MITCHELL),
        (0.0..1.0, 0.0..1.0).prop_map(|(b, c)| Kernel::Bicubic { b, c }),
        (2u32..=10).prop_map(|taps| Kernel::Lanczos { taps }),
        Just(Kernel::Spline16),
        Just(Kernel::Spline36),
    ]
}

/// A plane of a picture on which a case is run.
#[derive(Debug)]
struct Case {
    kernel: Kernel,
    from: VideoFormat,
    to: VideoFormat,
    plane: usize,
    samples: Vec<u16>,
}

impl Case {
    fn new(kernel: Kernel, from: (u32, u32), to: (u32, u32), bits: u32, plane: usize, seed: u64) -> Self {
        let sized = |(width, height)| format(width, height, &format!("u{bits}"), Layout::Yuv420);
        let (from, to) = (sized(from), sized(to));
        let (width, height) = from.plane_size(plane);
        let mut state = seed;
        let samples = (0..width * height).map(|_| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let code = (state >> 40) as u16 & ((1 << bits) - 1);
            // Now and then the extremes, where sums are largest.
            match state >> 33 & 3 {
                0 => 0,
                1 => (1 << bits) - 1,
                _ => code,
            }
        });
        let samples = samples.collect();
        Self { kernel, from, to, plane, samples }
    }

    fn grids(&self) -> [[Grid; 2]; 2] {
        [&self.from, &self.to].map(|format| [Grid::columns(format, self.plane), Grid::rows(format, self.plane)])
    }

    fn bits(&self) -> u32 {
        self.from.sample.bits()
    }

    fn resampler(&self, isa: Isa) -> Option<IntegerResampler> {
        let [from, to] = self.grids();
        IntegerResampler::with(isa, self.kernel, from, to, self.bits())
    }

    /// The result in bands of `band` rows.
    fn run(&self, resampler: &IntegerResampler, band: usize) -> Vec<u16> {
        let wide = self.bits() > 8;
        let bytes: Vec<u8> = match wide {
            true => self.samples.iter().flat_map(|sample| sample.to_ne_bytes()).collect(),
            false => self.samples.iter().map(|sample| *sample as u8).collect(),
        };
        let sample = SampleType::Uint(self.bits() as u8);
        let (width, height) = self.from.plane_size(self.plane);
        let plane = Plane { bytes: &bytes, stride: width * sample.bytes(), width, height, sample };
        let (width, height) = self.to.plane_size(self.plane);
        let stride = width * sample.bytes();
        let mut out = vec![0; stride * height];
        for (index, bytes) in out.chunks_mut(stride * band).enumerate() {
            let (first, count) = (index * band, bytes.len() / stride);
            let mut rows = Rows { bytes, stride, width, height: count, sample };
            resampler.rows(&plane, first..first + count, &mut rows);
        }
        match wide {
            true => out.as_chunks().0.iter().map(|bytes| u16::from_ne_bytes(*bytes)).collect(),
            false => out.into_iter().map(u16::from).collect(),
        }
    }

    /// The result before rounding, in double precision.
    fn exact(&self) -> Vec<f64> {
        let [from, to] = self.grids();
        let taps = [0, 1].map(|axis| Taps::new(self.kernel, &from[axis], &to[axis]));
        let weigh = |taps: &Option<Taps>, index: usize, sample: &dyn Fn(usize) -> f64| match taps {
            None => sample(index),
            Some(taps) => {
                let first = taps.first[index] as usize;
                let terms = taps.of(index).iter().enumerate();
                terms.map(|(tap, weight)| f64::from(*weight) * sample(first + tap)).sum()
            }
        };
        let narrowed: Vec<f64> = self
            .samples
            .chunks(from[0].length)
            .flat_map(|row| (0..to[0].length).map(|x| weigh(&taps[0], x, &|at| f64::from(row[at]))))
            .collect();
        let at = |x: usize, y: usize| weigh(&taps[1], y, &|row| narrowed[row * to[0].length + x]);
        (0..to[1].length).flat_map(|y| (0..to[0].length).map(move |x| (x, y))).map(|(x, y)| at(x, y)).collect()
    }

    /// Holds the result of every instruction set, in bands of `band` rows, against exact arithmetic.
    fn check(&self, band: usize) -> Result<(), TestCaseError> {
        let Some(plain) = self.resampler(Isa::Baseline) else { return Ok(()) };
        let plain = self.run(&plain, 1 << 20);
        for isa in Isa::available() {
            let found = self.resampler(isa).map(|resampler| self.run(&resampler, band));
            prop_assert!(found.as_ref() == Some(&plain), "{isa:?} differs: {self:?}");
        }
        let most = f64::from((1u32 << self.bits()) - 1);
        for (found, exact) in plain.iter().zip(self.exact()) {
            let off = (f64::from(*found) - exact.clamp(0.0, most)).abs();
            prop_assert!(off <= 0.5 + TOLERANCE, "{off} off: {self:?}");
        }
        Ok(())
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn every_instruction_set_gives_the_same_and_it_is_nearly_exact(
        kernel in kernels(), from in (1u32..150, 1u32..60), to in (1u32..300, 1u32..60),
        bits in 8u32..=14, plane in 0usize..2, seed: u64, band in 1usize..20,
    ) {
        Case::new(kernel, from, to, bits, plane, seed).check(band)?;
    }

    #[test]
    fn huge_ratios_do_too(
        kernel in kernels(), from in (1u32..4, 1u32..4), to in (1u32..3000, 1u32..40), bits in 8u32..=14, seed: u64,
    ) {
        Case::new(kernel, from, to, bits, 0, seed).check(7)?;
        Case::new(kernel, to, from, bits, 0, seed).check(7)?;
        Case::new(kernel, (to.1, to.0), (from.1, from.0), bits, 0, seed).check(7)?;
    }
}

#[test]
fn the_usual_is_done_in_integers() {
    for bits in [8, 9, 10] {
        for kernel in [Kernel::Lanczos { taps: 3 }, Kernel::Spline36, Kernel::CATMULL_ROM, Kernel::Bilinear] {
            for to in [(640, 360), (160, 90), (213, 121), (107, 60), (320, 90), (500, 180)] {
                for plane in 0..2 {
                    let case = Case::new(kernel, (320, 180), to, bits, plane, 0);
                    assert!(case.resampler(Isa::Baseline).is_some(), "{kernel:?} {bits} bits to {to:?}");
                }
            }
        }
    }
}
