//! Fused is unfused: random groups give the same bits stage by stage, as cells, and after every pass.

use fwr_compiler::fusion::generate::group_from_bytes;
use fwr_compiler::fusion::passes::run_all;
use fwr_compiler::fusion::{Group, Origin, Pipeline, Raster, interpret, verify};
use fwr_compiler::media::VideoFormat;
use fwr_compiler::plan::Backend;
use proptest::prelude::*;

/// Frames on either side of the one that is made: a stage reads 1 further, through one that is worked out there.
const NEAR: i16 = 2;

proptest! {
    #![proptest_config(ProptestConfig { cases: 3_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_pass_keeps_every_bit(
        bytes in proptest::collection::vec(any::<u8>(), 0..320),
        width in 1_u32..8,
        height in 1_u32..6,
        seed in any::<u32>(),
    ) {
        let (group, formats) = group_from_bytes(&bytes, width, height);
        let frames = inputs(&formats, seed);
        let expected = stage_by_stage(&group, &formats, &frames);
        let mut pipeline = Pipeline::of(&group, &formats).unwrap();
        prop_assert_eq!(verify(&pipeline), Ok(()));
        let made = |pipeline: &Pipeline| run(pipeline, &group.stages[0].format, &frames);
        prop_assert_eq!(&made(&pipeline), &expected, "{}", pipeline);
        for backend in [Backend::Cpu, Backend::Gpu] {
            let mut failed = None;
            pipeline = Pipeline::of(&group, &formats).unwrap();
            run_all(&mut pipeline, backend, |pass, pipeline| {
                if failed.is_none() && made(pipeline) != expected {
                    failed = Some(format!("{} for {backend:?}\n{pipeline}", pass.name));
                }
            });
            let before = Pipeline::of(&group, &formats).unwrap();
            prop_assert!(failed.is_none(), "{}\n{}", failed.unwrap_or_default(), before);
        }
    }
}

/// For each input its frames from -NEAR to NEAR, for each its planes.
type Frames = Vec<Vec<Vec<Raster>>>;

fn at(frames: &[Vec<Raster>], dt: i16) -> &[Raster] {
    &frames[(dt.clamp(-NEAR, NEAR) + NEAR) as usize]
}

/// Frames of all kinds of samples: the least, the greatest, NaN and infinities among them.
fn inputs(formats: &[VideoFormat], seed: u32) -> Frames {
    let mut state = seed;
    let mut random = move || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        state >> 8
    };
    let mut plane = |format: &VideoFormat, plane: usize| {
        let (width, height) = format.plane_size(plane);
        let odd = [0.0, -0.0, 1.0, f32::INFINITY, f32::NEG_INFINITY, f32::NAN, 1e-41, -1e30];
        let mut sample = || match (format.sample.max_code(), format.sample.bytes()) {
            (Some(max), _) => [0, max, random() & max, random() & max][random() as usize % 4],
            (None, 2) => random() & 0xffff,
            (None, _) if random() % 8 == 0 => odd[random() as usize % odd.len()].to_bits(),
            (None, _) => (random() as f32 / 8e6 - 0.5).to_bits(),
        };
        Raster { width, height, samples: (0..width * height).map(|_| sample()).collect() }
    };
    let mut frame = |format: &VideoFormat| (0..format.planes()).map(|index| plane(format, index)).collect();
    formats.iter().map(|format| (-NEAR..=NEAR).map(|_| frame(format)).collect()).collect()
}

fn run(pipeline: &Pipeline, format: &VideoFormat, frames: &Frames) -> Vec<Vec<Raster>> {
    interpret(pipeline, 5, 0.2, |plane| format.plane_size(plane), |input, plane, dt| &at(&frames[input], dt)[plane])
}

/// Each stage as an op of its own, over all frames.
fn stage_by_stage(group: &Group, formats: &[VideoFormat], inputs: &Frames) -> Vec<Vec<Raster>> {
    let mut made: Frames = Vec::new();
    for stage in &group.stages {
        let read: Vec<&VideoFormat> = stage
            .inputs
            .iter()
            .map(|origin| match origin {
                Origin::Input(input) => &formats[*input as usize],
                Origin::Stage(stage) => &group.stages[*stage as usize].format,
            })
            .collect();
        let read: Vec<VideoFormat> = read.into_iter().cloned().collect();
        let one = Group::one(&stage.name, &stage.kernel, &stage.planes, &stage.format);
        let pipeline = Pipeline::of(&one, &read).unwrap();
        let frame = |number: i16| {
            let planes = interpret(
                &pipeline,
                (5 + number) as u64,
                0.2,
                |plane| stage.format.plane_size(plane),
                |input, plane, dt| match stage.inputs[input] {
                    Origin::Input(input) => &at(&inputs[input as usize], number + dt)[plane],
                    Origin::Stage(stage) => &at(&made[stage as usize], number + dt)[plane],
                },
            );
            planes.into_iter().next().unwrap()
        };
        let frames = (-NEAR..=NEAR).map(frame).collect();
        made.push(frames);
    }
    group.outputs.iter().map(|output| at(&made[*output as usize], 0).to_vec()).collect()
}
