//! Fusing a plan changes no frame: random plans give the same clips before and after, to their first and last frame.

use std::collections::BTreeMap;

use fwr_compiler::estimate::Work;
use fwr_compiler::fusion::generate::kernels_from_bytes;
use fwr_compiler::fusion::{Group, Origin, Pipeline, Raster, fuse, fuse_whatever_it_costs, interpret};
use fwr_compiler::media::{Matrix, Range, VideoFormat};
use fwr_compiler::plan::{Op, OpId, OpKind, Plan, PlanOutput, Window};
use fwr_compiler::types::Args;
use proptest::prelude::*;

/// Frames of a clip.
const LENGTH: usize = 4;

proptest! {
    #![proptest_config(ProptestConfig { cases: 800, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn fused_plans_give_the_same_clips(
        bytes in proptest::collection::vec(any::<u8>(), 0..320),
        between in proptest::collection::vec(any::<u8>(), 8),
        width in 1_u32..7,
        height in 1_u32..5,
        seed in any::<u32>(),
    ) {
        let (group, formats) = kernels_from_bytes(&bytes, width, height);
        let plan = plan(&group, &formats, &between);
        let expected = run(&plan, seed);
        for fuse in [fuse, fuse_whatever_it_costs] {
            let mut fused = plan.clone();
            fuse(&mut fused);
            for (index, op) in fused.ops.iter().enumerate() {
                prop_assert_eq!(op.id, OpId(index as u32));
                prop_assert!(op.inputs.iter().all(|input| input.0 < op.id.0), "{}", fused);
            }
            prop_assert_eq!(run(&fused, seed), expected.clone(), "{}\n{}", plan, fused);
            let text = serde_json::to_string(&fused).unwrap();
            prop_assert_eq!(serde_json::from_str::<Plan>(&text).unwrap(), fused);
        }
    }
}

/// Each stage of the group as an op of its own, with other ops behind some of them.
fn plan(group: &Group, formats: &[VideoFormat], between: &[u8]) -> Plan {
    let mut ops: Vec<Op> = Vec::new();
    let mut push = |name: &str, kind: OpKind, inputs: Vec<OpId>, format: &VideoFormat, window: Window| {
        let id = OpId(ops.len() as u32);
        ops.push(Op { window, ..Op::plain(id, name, kind, inputs, format) });
        id
    };
    let none = Window::default();
    let decode = |input: usize| OpKind::Decode { input, stream: 0 };
    let sources: Vec<OpId> = formats
        .iter()
        .enumerate()
        .map(|(input, format)| push("clip", decode(input), Vec::new(), format, none))
        .collect();
    let mut made: Vec<OpId> = Vec::new();
    for (number, stage) in group.stages.iter().enumerate() {
        let place = |origin: &Origin| match origin {
            Origin::Input(input) => sources[*input as usize],
            Origin::Stage(stage) => made[*stage as usize],
        };
        let inputs = stage.inputs.iter().map(place).collect();
        let support = stage.kernel.support();
        let window = Window { before: support.before, after: support.after };
        let (kernel, planes) = (stage.kernel.clone(), stage.planes.clone());
        let kind = OpKind::Kernel { kernel, args: Args::default(), planes };
        let mut id = push(&stage.name, kind, inputs, &stage.format, window);
        match between.get(number).map_or(0, |byte| byte % 8) {
            0 => {
                let retagged = VideoFormat { matrix: Matrix::Bt709, ..stage.format.clone() };
                // Formats that follow are those that were there without it; only the matrix differs.
                id = push("assume", OpKind::Retag, vec![id], &retagged, none);
            }
            1 => {
                let retagged = VideoFormat { range: Range::Full, ..stage.format.clone() };
                let back = stage.format.clone();
                let changed = push("assume", OpKind::Retag, vec![id], &retagged, none);
                id = push("assume", OpKind::Retag, vec![changed], &back, none);
            }
            2 => {
                let kind = OpKind::Native {
                    filter: "turn".to_owned(),
                    args: Args::default(),
                    work: Work::default(),
                    scratch: 0,
                };
                id = push("turn", kind, vec![id], &stage.format, none);
            }
            _ => {}
        }
        made.push(id);
    }
    let output = |stage: &u32| PlanOutput::plain(format!("{stage}.mkv"), made[*stage as usize], "ffv1");
    let outputs = group.outputs.iter().map(output).collect();
    Plan::plain("random.fwr", Vec::new(), ops).writing(outputs)
}

/// Frames, each of several planes.
type Clip = Vec<Vec<Raster>>;

/// The clip of each output.
fn run(plan: &Plan, seed: u32) -> Vec<Clip> {
    // What each op gives; a fused one gives several clips.
    let mut made: BTreeMap<u32, Vec<Clip>> = BTreeMap::new();
    for op in &plan.ops {
        let inputs: Vec<&Clip> = op.inputs.iter().map(|input| &made[&input.0][0]).collect();
        let clips = match &op.kind {
            OpKind::Decode { input, .. } => vec![source(&op.format, seed.wrapping_add(*input as u32))],
            OpKind::Retag => vec![inputs[0].clone()],
            OpKind::Native { .. } => vec![inputs[0].iter().map(|frame| frame.iter().map(turned).collect()).collect()],
            OpKind::Part { output } => vec![made[&op.inputs[0].0][*output as usize].clone()],
            OpKind::Kernel { .. } | OpKind::Fused(_) => {
                let group = Group::of(&op.name, &op.kind, &op.format).unwrap();
                let formats: Vec<VideoFormat> =
                    op.inputs.iter().map(|input| plan.ops[input.0 as usize].format.clone()).collect();
                let pipeline = Pipeline::optimised(&group, &formats, op.backend).unwrap();
                let mut clips = vec![Clip::new(); group.outputs.len()];
                for number in 0..LENGTH {
                    let frame = |dt: i16| (number as i16 + dt).clamp(0, LENGTH as i16 - 1) as usize;
                    let inside =
                        |dt: i16| -i32::from(dt) <= op.window.before as i32 && i32::from(dt) <= op.window.after as i32;
                    let outputs = interpret(
                        &pipeline,
                        number as u64,
                        0.0,
                        |plane| op.format.plane_size(plane),
                        |input, plane, dt| {
                            assert!(inside(dt), "the window of {} ends before {dt}", op.name);
                            &inputs[input][frame(dt)][plane]
                        },
                    );
                    clips.iter_mut().zip(outputs).for_each(|(clip, planes)| clip.push(planes));
                }
                clips
            }
        };
        made.insert(op.id.0, clips);
    }
    plan.outputs.iter().map(|output| made[&output.video.op.0][0].clone()).collect()
}

/// What stands for native code: the plane upside down.
fn turned(plane: &Raster) -> Raster {
    Raster { samples: plane.samples.iter().rev().copied().collect(), ..plane.clone() }
}

fn source(format: &VideoFormat, seed: u32) -> Clip {
    let mut state = seed;
    let mut random = move || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        state >> 8
    };
    let mut plane = |plane: usize| {
        let (width, height) = format.plane_size(plane);
        let mut sample = || match (format.sample.max_code(), format.sample.bytes()) {
            (Some(max), _) => random() & max,
            (None, 2) => random() & 0xffff,
            (None, _) => (random() as f32 / 8e6 - 0.5).to_bits(),
        };
        Raster { width, height, samples: (0..width * height).map(|_| sample()).collect() }
    };
    (0..LENGTH).map(|_| (0..format.planes()).map(&mut plane).collect()).collect()
}
