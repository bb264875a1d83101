//! The execution of groups of kernels against what they mean, bit for bit.

mod compare;
mod frames;
mod network;
mod random;

use std::sync::Arc;

use fwr_compiler::fusion::{Group, GroupStage, Origin, Pipeline};
use fwr_compiler::kernel::{Kernel, generate};
use fwr_compiler::media::{Layout, Range, SampleType, VideoFormat};
use fwr_compiler::types::Args;
use fwr_runtime::Plane;
use fwr_runtime::cpu::{FramePool, Program, Scene, Target};
use proptest::prelude::*;

use compare::{compare, compare_pieces};
use frames::{LAYOUTS, Noise, SAMPLES, SIZES, format};

/// One kernel on all planes.
fn compare_one(kernel: &Kernel, format: &Arc<VideoFormat>, seed: u64) {
    let group = Group::one("k", kernel, &vec![true; format.planes()], format);
    compare(&group, format, usize::from(kernel.inputs), seed);
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
        compare_one(&kernel, &Arc::new(format(SAMPLES[sample], LAYOUTS[layout], range, SIZES[size])), seed);
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
    every_format(|format| compare_one(&sharpen, format, 5));
}

#[test]
fn rows_chosen_by_their_number_agree_on_every_format_and_size() {
    // Every other row is copied from the next frame, the others are computed.
    let weave = kernel(
        "%0 = y\n%1 = const 2.0\n%2 = rem %0 %1\n%3 = const 0.0\n%4 = eq %2 %3\n%5 = load 0 [0, 0, 1]\n\
         %6 = load 0 [0, -1, 0]\n%7 = load 0 [0, 1, 0]\n%8 = add %6 %7\n%9 = const 0.5\n%10 = mul %8 %9\n\
         %11 = select %4 %5 %10\nvalue %11\n",
    );
    every_format(|format| compare_one(&weave, format, 6));
}

#[test]
fn far_neighbours_agree() {
    let far = kernel(
        "%0 = load 0 [-64, -64, -2]\n%1 = load 0 [64, 64, 3]\n%2 = load 0 [0, 2, 0]\n%3 = add %0 %1\n\
         %4 = max %3 %2\nvalue %4\n",
    );
    every_format(|format| compare_one(&far, format, 7));
}

#[test]
fn a_curve_of_one_sample_agrees() {
    // 8-bit samples go through a table, all others through the arithmetic.
    let curve = kernel(
        "%0 = load 0 [0, 1, 1]\n%1 = const 0.45\n%2 = pow %0 %1\n%3 = const 1.099\n%4 = mul %2 %3\n\
         %5 = const 0.099\n%6 = sub %4 %5\nvalue %6\n",
    );
    every_format(|format| compare_one(&curve, format, 9));
}

#[test]
fn a_copy_keeps_every_bit() {
    let copy = kernel("%0 = load 0 [0, 0, 0]\nvalue %0\n");
    every_format(|format| compare_one(&copy, format, 8));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn random_groups_agree(
        bytes in proptest::collection::vec(proptest::collection::vec(any::<u8>(), 5..120), 2..=6),
        choices in proptest::collection::vec(any::<u8>(), 16..40),
        sample in 0..SAMPLES.len(),
        layout in 0..LAYOUTS.len(),
        size in 0..SIZES.len(),
        seed in any::<u64>(),
    ) {
        let format = Arc::new(format(SAMPLES[sample], LAYOUTS[layout], Range::Limited, SIZES[size]));
        compare(&random::group(&bytes, &format, &choices), &format, 2, seed);
    }
}

/// A stage of a group on one format.
fn stage(text: &str, inputs: &[Origin], format: &VideoFormat) -> GroupStage {
    let kernel: Kernel = format!("kernel k {}\n{text}", inputs.len()).parse().unwrap();
    GroupStage {
        name: "k".to_owned(),
        kernel,
        planes: vec![true; format.planes()],
        inputs: inputs.to_vec(),
        format: format.clone(),
        line: None,
        args: Args::default(),
        inserted: None,
    }
}

const BLUR: &str = "%0 = load 0 [-1, -1, 0]\n%1 = load 0 [1, 1, 0]\n%2 = add %0 %1\n%3 = load 0 [0, 0, 0]\n\
                    %4 = add %2 %3\n%5 = const 0.333\n%6 = mul %4 %5\nvalue %6\n";
const ERODE: &str = "%0 = load 0 [-1, 0, 0]\n%1 = load 0 [1, 0, 0]\n%2 = min %0 %1\n%3 = load 0 [0, -1, 0]\n\
                     %4 = load 0 [0, 1, 0]\n%5 = min %3 %4\n%6 = min %2 %5\nvalue %6\n";
const GAIN: &str = "%0 = load 0 [0, 0, 0]\n%1 = const 1.2\n%2 = mul %0 %1\nvalue %2\n";
const FAR: &str = "%0 = load 0 [-9, -7, 0]\n%1 = load 0 [9, 7, 0]\n%2 = max %0 %1\nvalue %2\n";

#[test]
fn stencils_over_stencils_agree_on_every_format_and_size() {
    every_format(|format| {
        let texts = [BLUR, ERODE, GAIN, FAR, BLUR];
        let chain = |(number, text): (usize, &&str)| {
            let from = if number == 0 { Origin::Input(0) } else { Origin::Stage(number as u32 - 1) };
            stage(text, &[from], format)
        };
        let stages = texts.iter().enumerate().map(chain).collect();
        compare(&Group { stages, outputs: vec![4, 1] }, format, 1, 11);
    });
}

#[test]
fn a_stage_read_at_other_frames_is_made_of_those_frames() {
    let mix = "%0 = load 0 [0, 0, -2]\n%1 = load 0 [1, 0, 1]\n%2 = sub %0 %1\n%3 = load 1 [0, -1, 1]\n\
               %4 = add %2 %3\nvalue %4\n";
    every_format(|format| {
        let stages =
            vec![stage(BLUR, &[Origin::Input(0)], format), stage(mix, &[Origin::Stage(0), Origin::Input(1)], format)];
        compare(&Group { stages, outputs: vec![1] }, format, 2, 12);
    });
}

#[test]
fn outputs_of_a_group_are_the_frames_of_its_kernels() {
    let format = format(SampleType::Uint(8), Layout::Yuv420, Range::Limited, (259, 50));
    let moving = "%0 = load 0 [0, 0, -1]\n%1 = time\n%2 = mul %0 %1\n%3 = frame\n%4 = sub %2 %3\nvalue %4\n";
    let stages = vec![
        stage(moving, &[Origin::Input(0)], &format),
        stage(BLUR, &[Origin::Stage(0)], &format),
        stage(GAIN, &[Origin::Stage(1)], &format),
    ];
    let [fused, single] = network::both_ways(&Group { stages, outputs: vec![1, 0, 2] }, &format, 6);
    assert_eq!(fused.iter().map(Vec::len).collect::<Vec<_>>(), [6; 3]);
    for (fused, single) in fused.iter().zip(&single) {
        assert!(network::same_clips(fused, single));
    }
}

#[test]
fn any_number_of_threads_gives_the_same() {
    let format = Arc::new(format(SampleType::Uint(10), Layout::Yuv420, Range::Limited, (1000, 700)));
    let texts = [BLUR, ERODE, FAR, BLUR];
    let chain = |(number, text): (usize, &&str)| {
        let from = if number == 0 { Origin::Input(0) } else { Origin::Stage(number as u32 - 1) };
        stage(text, &[from], &format)
    };
    let group = Group { stages: texts.iter().enumerate().map(chain).collect(), outputs: vec![3] };
    for threads in [1, 2, 5] {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| compare_pieces(&group, &format, 1, 13, &[None]));
    }
}

#[test]
fn planes_that_pass_are_shared() {
    let pool = FramePool::new();
    let yuv = Arc::new(format(SampleType::Uint(8), Layout::Yuv420, Range::Limited, (64, 48)));
    let frame = Noise(1).frame(&yuv, &pool, 9);
    let negative = kernel("%0 = load 0 [0, 0, 0]\n%1 = const 1.0\n%2 = sub %1 %0\nvalue %2\n");
    let group = Group::one("negative", &negative, &[true, false, false], &yuv);
    let pipeline = Pipeline::of(&group, &[(*yuv).clone()]).unwrap();
    let program = Program::compile(&pipeline, 1, &[(*yuv).clone()], Target::best()).unwrap();
    let made = program.run(&Scene { inputs: &[std::slice::from_ref(&frame)], number: 0, time: 0.0 }, &pool);
    let shares = |a: &Plane, b: &Plane| std::ptr::eq(a.storage.bytes().as_ptr(), b.storage.bytes().as_ptr());
    assert!(!shares(&made[0][0], &frame.planes[0]));
    assert!(shares(&made[0][1], &frame.planes[1]) && shares(&made[0][2], &frame.planes[2]));
}

#[test]
fn pipelines_that_do_not_fit_are_refused() {
    let yuv = format(SampleType::Uint(8), Layout::Yuv420, Range::Limited, (64, 48));
    let ten = VideoFormat { sample: SampleType::Uint(10), ..yuv.clone() };
    let copy = kernel("%0 = load 0 [0, 0, 0]\nvalue %0\n");
    let compile = |kernel: &Kernel, inputs: usize, output: &VideoFormat| {
        let group = Group::one("k", kernel, &[true; 3], &yuv);
        let pipeline = Pipeline::of(&group, std::slice::from_ref(&yuv))?;
        Program::compile(&pipeline, inputs, std::slice::from_ref(output), Target::best())
    };
    assert!(compile(&copy, 1, &yuv).is_ok());
    assert!(compile(&copy, 0, &yuv).is_err());
    assert!(compile(&copy, 1, &ten).is_err());
    let broken = kernel("%0 = load 3 [0, 0, 0]\nvalue %0\n");
    assert!(compile(&broken, 1, &yuv).is_err());
}
