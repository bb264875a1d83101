//! The vectorised execution of kernels against the interpreter, bit for bit.

use std::sync::Arc;

use fwr_compiler::kernel::{CodeMap, Kernel, Position, generate, interpret, store_float};
use fwr_compiler::media::{
    ChromaLocation, Layout, Matrix, PlaneKind, Primaries, Range, Ratio, SampleType, Scan, Transfer, VideoFormat,
};
use fwr_runtime::cpu::{FramePool, Isa, Program, execute};
use fwr_runtime::{Frame, FrameProps, Plane};
use half::f16;
use proptest::prelude::*;

const SAMPLES: [SampleType; 9] = [
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
const LAYOUTS: [Layout; 5] = [Layout::Gray, Layout::Yuv420, Layout::Yuv411, Layout::Yuv444, Layout::Rgb];
const SIZES: [(u32, u32); 8] = [(1, 1), (1, 7), (17, 3), (16, 2), (255, 2), (256, 3), (259, 5), (530, 4)];

fn format(sample: SampleType, layout: Layout, range: Range, (width, height): (u32, u32)) -> VideoFormat {
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
struct Noise(u64);

impl Noise {
    fn next(&mut self) -> u32 {
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

    fn frame(&mut self, format: &Arc<VideoFormat>, pool: &FramePool, pts: i64) -> Frame {
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
            Plane { storage: Arc::new(buffer), stride, width, height, sample: format.sample }
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

/// The bits of a sample.
fn bits(plane: &Plane, x: usize, y: usize) -> u32 {
    let at = y * plane.stride + x * plane.sample.bytes();
    let mut bytes = [0; 4];
    bytes[..plane.sample.bytes()].copy_from_slice(&plane.storage.bytes()[at..at + plane.sample.bytes()]);
    u32::from_ne_bytes(bytes)
}

fn nominal(format: &VideoFormat, kind: PlaneKind, bits: u32) -> f32 {
    match format.sample {
        SampleType::F32 => f32::from_bits(bits),
        SampleType::F16 => f16::from_bits(bits as u16).to_f32(),
        sample => code_map(format, sample, kind).load(bits as u16),
    }
}

fn stored(format: &VideoFormat, kind: PlaneKind, value: f32) -> u32 {
    match format.sample {
        SampleType::F32 => store_float(value).to_bits(),
        SampleType::F16 => u32::from(f16::from_f32(store_float(value)).to_bits()),
        sample => u32::from(code_map(format, sample, kind).store(value)),
    }
}

fn code_map(format: &VideoFormat, sample: SampleType, kind: PlaneKind) -> CodeMap {
    CodeMap::new(sample.scale(kind, format.effective_range()), sample.max_code().unwrap())
}

/// Whether two floats' bits are equal or both NaN.
fn same(sample: SampleType, a: u32, b: u32) -> bool {
    let nan = |bits: u32| match sample {
        SampleType::F32 => f32::from_bits(bits).is_nan(),
        SampleType::F16 => f16::from_bits(bits as u16).is_nan(),
        _ => false,
    };
    a == b || nan(a) && nan(b)
}

/// Runs `kernel` on noise for every instruction set and compares all samples with the interpreter.
fn compare(kernel: &Kernel, format: &Arc<VideoFormat>, seed: u64) {
    let pool = FramePool::new();
    let support = kernel.support();
    let (before, after) = (support.before as i64, support.after as i64);
    let mut noise = Noise(seed);
    let windows: Vec<Vec<Frame>> = (0..kernel.inputs.max(1))
        .map(|_| (-before..=after).map(|dt| noise.frame(format, &pool, 100 + dt)).collect())
        .collect();
    let inputs: Vec<&[Frame]> = windows.iter().map(Vec::as_slice).collect();
    let formats = vec![(**format).clone(); usize::from(kernel.inputs)];
    let number = seed % 100_000_000;
    for isa in Isa::available() {
        let planes = vec![true; format.planes()];
        let program = Program::compile_for(isa, kernel, &planes, &formats, format).unwrap();
        let frame = execute(&program, &inputs, format, number, &pool);
        assert_eq!(frame.pts, 100);
        for (plane, made) in frame.planes.iter().enumerate() {
            let kind = format.plane_kind(plane);
            let (width, height) = format.plane_size(plane);
            for y in 0..height {
                for x in 0..width {
                    let position = Position { x, y, width, height, frame: number, plane, time: 0.0 };
                    let value = interpret(kernel, &position, |load| {
                        let (x, y) = position.place(load);
                        let frame = &windows[usize::from(load.input)][(before + i64::from(load.dt)) as usize];
                        nominal(format, kind, bits(&frame.planes[plane], x, y))
                    });
                    let (expected, found) = (stored(format, kind, value), bits(made, x, y));
                    assert!(
                        same(format.sample, expected, found),
                        "{isa:?} {format} plane {plane} at {x}, {y}: {found:#x}, expected {expected:#x}\n{kernel}"
                    );
                }
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn random_kernels_agree(
        bytes in proptest::collection::vec(any::<u8>(), 5..250),
        inputs in 1_u8..=2,
        sample in 0..SAMPLES.len(),
        layout in 0..LAYOUTS.len(),
        full in any::<bool>(),
        size in 0..SIZES.len(),
        seed in any::<u64>(),
    ) {
        let kernel = generate::from_bytes(&bytes, inputs, 4, 1);
        let range = if full { Range::Full } else { Range::Limited };
        compare(&kernel, &Arc::new(format(SAMPLES[sample], LAYOUTS[layout], range, SIZES[size])), seed);
    }
}

/// A kernel from its text form.
fn kernel(text: &str) -> Kernel {
    format!("kernel k 1\n{text}").parse().unwrap()
}

fn every_format(check: impl Fn(&Arc<VideoFormat>)) {
    for sample in SAMPLES {
        for layout in LAYOUTS {
            for range in [Range::Limited, Range::Full] {
                for size in SIZES {
                    check(&Arc::new(format(sample, layout, range, size)));
                }
            }
        }
    }
}

#[test]
fn a_sharpening_kernel_agrees_on_every_format_and_size() {
    let sharpen = kernel(
        "%0 = load 0 [-1, 0, 0]\n%1 = load 0 [1, 0, 0]\n%2 = add %0 %1\n%3 = load 0 [0, -1, 0]\n%4 = add %2 %3\n\
         %5 = load 0 [0, 1, 0]\n%6 = add %4 %5\n%7 = const 0.25\n%8 = mul %6 %7\n%9 = load 0 [0, 0, 0]\n\
         %10 = sub %9 %8\n%11 = const 0.7\n%12 = mul %10 %11\n%13 = add %9 %12\nvalue %13\n",
    );
    every_format(|format| compare(&sharpen, format, 5));
}

#[test]
fn rows_chosen_by_their_number_agree_on_every_format_and_size() {
    // Every other row is copied from the next frame, the others are computed.
    let weave = kernel(
        "%0 = y\n%1 = const 2.0\n%2 = rem %0 %1\n%3 = const 0.0\n%4 = eq %2 %3\n%5 = load 0 [0, 0, 1]\n\
         %6 = load 0 [0, -1, 0]\n%7 = load 0 [0, 1, 0]\n%8 = add %6 %7\n%9 = const 0.5\n%10 = mul %8 %9\n\
         %11 = select %4 %5 %10\nvalue %11\n",
    );
    every_format(|format| compare(&weave, format, 6));
}

#[test]
fn far_neighbours_agree() {
    let far = kernel(
        "%0 = load 0 [-64, -64, -2]\n%1 = load 0 [64, 64, 3]\n%2 = load 0 [0, 2, 0]\n%3 = add %0 %1\n\
         %4 = max %3 %2\nvalue %4\n",
    );
    every_format(|format| compare(&far, format, 7));
}

#[test]
fn a_curve_of_one_sample_agrees() {
    // 8-bit samples go through a table, all others through the arithmetic.
    let curve = kernel(
        "%0 = load 0 [0, 1, 1]\n%1 = const 0.45\n%2 = pow %0 %1\n%3 = const 1.099\n%4 = mul %2 %3\n\
         %5 = const 0.099\n%6 = sub %4 %5\nvalue %6\n",
    );
    every_format(|format| compare(&curve, format, 9));
}

#[test]
fn a_copy_keeps_every_bit() {
    let copy = kernel("%0 = load 0 [0, 0, 0]\nvalue %0\n");
    every_format(|format| compare(&copy, format, 8));
}

#[test]
fn planes_that_pass_are_shared_and_the_carrier_goes_when_samples_change() {
    let pool = FramePool::new();
    let yuv = Arc::new(format(SampleType::Uint(8), Layout::Yuv420, Range::Limited, (64, 48)));
    let mut frame = Noise(1).frame(&yuv, &pool, 9);
    frame.carrier = Some(Arc::new(5_u8));
    let negative = kernel("%0 = load 0 [0, 0, 0]\n%1 = const 1.0\n%2 = sub %1 %0\nvalue %2\n");
    let run = |planes: &[bool]| {
        let program = Program::compile(&negative, planes, &[(*yuv).clone()], &yuv).unwrap();
        execute(&program, &[std::slice::from_ref(&frame)], &yuv, 0, &pool)
    };
    let shares = |a: &Plane, b: &Plane| std::ptr::eq(a.storage.bytes().as_ptr(), b.storage.bytes().as_ptr());

    let luma = run(&[true, false, false]);
    assert!(!shares(&luma.planes[0], &frame.planes[0]));
    assert!(shares(&luma.planes[1], &frame.planes[1]) && shares(&luma.planes[2], &frame.planes[2]));
    assert!(luma.carrier.is_none());
    assert_eq!((luma.pts, luma.duration), (9, 1));

    let none = run(&[false; 3]);
    assert!(none.carrier.is_some());
}

#[test]
fn kernels_that_do_not_fit_are_refused() {
    let yuv = format(SampleType::Uint(8), Layout::Yuv420, Range::Limited, (64, 48));
    let copy = kernel("%0 = load 0 [0, 0, 0]\nvalue %0\n");
    assert!(Program::compile(&copy, &[true; 3], &[], &yuv).is_err());
    assert!(Program::compile(&copy, &[true; 2], std::slice::from_ref(&yuv), &yuv).is_err());
    let broken = kernel("%0 = load 3 [0, 0, 0]\nvalue %0\n");
    assert!(Program::compile(&broken, &[true; 3], std::slice::from_ref(&yuv), &yuv).is_err());
}
