//! Runs a group in every way there is, and compares every sample with what the group means.

use std::sync::Arc;

use fwr_compiler::fusion::{Group, Pipeline, Raster, interpret};
use fwr_compiler::media::VideoFormat;
use fwr_compiler::plan::Backend;
use fwr_runtime::Frame;
use fwr_runtime::cpu::{FramePool, Program, Scene, Target};

use crate::frames::{Noise, raster, same};

/// Runs `group` on noise, its inputs all of one format.
pub(crate) fn compare(group: &Group, format: &Arc<VideoFormat>, inputs: usize, seed: u64) {
    compare_pieces(group, format, inputs, seed, &[None, Some((64, 2))]);
}

/// As [`compare`], with planes cut as said.
pub(crate) fn compare_pieces(
    group: &Group,
    format: &Arc<VideoFormat>,
    inputs: usize,
    seed: u64,
    pieces: &[Option<(usize, usize)>],
) {
    let formats = vec![(**format).clone(); inputs];
    let pipeline = Pipeline::of(group, &formats).unwrap();
    let outputs: Vec<VideoFormat> =
        group.outputs.iter().map(|stage| group.stages[*stage as usize].format.clone()).collect();
    let pool = FramePool::new();
    let mut noise = Noise(seed);
    let far = group.window(inputs);
    let (before, after) = (i64::from(far.before), i64::from(far.after));
    let frames: Vec<Vec<Frame>> =
        (0..inputs).map(|_| (-before..=after).map(|dt| noise.frame(format, &pool, 100 + dt)).collect()).collect();
    let rasters: Vec<Vec<Vec<Raster>>> = frames
        .iter()
        .map(|frames| frames.iter().map(|frame| frame.planes.iter().map(raster).collect()).collect())
        .collect();
    let (number, time) = (seed % 100_000_000, (seed % 1000) as f32 / 7.0);
    let expected = interpret(
        &pipeline,
        number,
        time,
        |plane| format.plane_size(plane),
        |input, plane, dt| &rasters[input][(before + i64::from(dt)) as usize][plane],
    );

    let optimised = Pipeline::optimised(group, &formats, Backend::Cpu).unwrap();
    for target in Target::available() {
        for (pieces, pipeline) in pieces.iter().flat_map(|pieces| [(pieces, &pipeline), (pieces, &optimised)]) {
            let target = Target { pieces: *pieces, ..target };
            let program = Program::compile(pipeline, inputs, &outputs, target).unwrap();
            let windows: Vec<&[Frame]> = frames
                .iter()
                .zip(program.windows())
                .map(|(frames, window)| {
                    let current = before as usize;
                    &frames[current - window.before as usize..=current + window.after as usize]
                })
                .collect();
            let made = program.run(&Scene { inputs: &windows, number, time }, &pool);
            for (output, (made, expected)) in made.iter().zip(&expected).enumerate() {
                assert_eq!(made.len(), expected.len());
                for (plane, (made, expected)) in made.iter().zip(expected).enumerate() {
                    let found = raster(made);
                    assert_eq!((found.width, found.height), (expected.width, expected.height));
                    assert_eq!(made.sample, outputs[output].sample);
                    let differs = |(a, b): (&u32, &u32)| !same(made.sample, *a, *b);
                    if let Some(at) = found.samples.iter().zip(&expected.samples).position(differs) {
                        let (x, y) = (at % found.width, at / found.width);
                        let (found, expected) = (found.samples[at], expected.samples[at]);
                        let stages: String = group.stages.iter().map(|stage| stage.kernel.to_string()).collect();
                        panic!(
                            "{target:?} {format} output {output} plane {plane} at {x}, {y}: {found:#x}, expected \
                             {expected:#x}\n{stages}"
                        );
                    }
                }
            }
        }
    }
}
