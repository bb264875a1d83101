//! Groups as ops of a plan: the same frames as their kernels one after the other, whoever reads which output.

use std::collections::VecDeque;
use std::sync::Arc;

use fwr_compiler::diagnostics::Diagnostic;
use fwr_compiler::fusion::{Group, GroupStage};
use fwr_compiler::media::VideoFormat;
use fwr_compiler::plan::{Op, OpId, OpKind, Plan};
use fwr_runtime::pipeline::FrameSource;
use fwr_runtime::{Frame, network};

use crate::frames::{Noise, raster};

/// A clip of noise.
struct Clip(VecDeque<Frame>);

impl FrameSource for Clip {
    fn next(&mut self) -> Result<Option<Frame>, Diagnostic> {
        Ok(self.0.pop_front())
    }
}

/// The frames that each output of `group` gives as one op, and as ops of their own.
pub(crate) fn both_ways(group: &Group, format: &VideoFormat, frames: i64) -> [Vec<Vec<Frame>>; 2] {
    let decode = OpKind::Decode { input: 0, stream: 0 };
    let mut fused =
        vec![op(0, decode.clone(), &[], format, group), op(1, OpKind::Fused(group.clone()), &[0], format, group)];
    let parts: Vec<u32> = (0..group.outputs.len() as u32).map(|output| output + 2).collect();
    for part in &parts {
        fused.push(op(*part, OpKind::Part { output: part - 2 }, &[1], format, group));
    }
    let mut single = vec![op(0, decode, &[], format, group)];
    for (number, stage) in group.stages.iter().enumerate() {
        let GroupStage { kernel, planes, .. } = stage.clone();
        let kind = OpKind::Kernel { kernel, args: Default::default(), planes };
        single.push(op(number as u32 + 1, kind, &[number as u32], format, group));
    }
    let ends: Vec<u32> = group.outputs.iter().map(|stage| stage + 1).collect();
    [run(fused, &parts, format, frames), run(single, &ends, format, frames)]
}

fn op(id: u32, kind: OpKind, inputs: &[u32], format: &VideoFormat, group: &Group) -> Op {
    let window = if let OpKind::Kernel { .. } | OpKind::Fused(_) = kind { group.window(1) } else { Default::default() };
    let inputs = inputs.iter().map(|input| OpId(*input)).collect();
    Op { window, ..Op::plain(OpId(id), format!("op {id}"), kind, inputs, format) }
}

fn run(ops: Vec<Op>, ends: &[u32], format: &VideoFormat, frames: i64) -> Vec<Vec<Frame>> {
    let plan = Plan::plain("test.fwr", Vec::new(), ops);
    let means = network::Means::of(&plan).expect("nothing runs on a graphics processor");
    let format = Arc::new(format.clone());
    let mut noise = Noise(3);
    let clip = (0..frames).map(|number| noise.frame(&format, means.pool(), 50 + 2 * number));
    let clip = Clip(clip.collect());
    let ends: Vec<OpId> = ends.iter().map(|end| OpId(*end)).collect();
    let mut clip = Some(clip);
    let sources = network::join(&plan, &ends, &means, |_, _| Ok(Box::new(clip.take().expect("asked for once"))));
    let mut sources = sources.expect("a plan of kernels");
    let mut given: Vec<Vec<Frame>> = sources.iter().map(|_| Vec::new()).collect();
    // One reader two frames ahead of the other.
    for step in 0..frames + 2 {
        for (number, source) in sources.iter_mut().enumerate() {
            if number > 0 || step >= 2 {
                given[number].extend(source.next().expect("frames"));
            }
        }
    }
    given
}

/// Whether two clips are the same, samples and times.
pub(crate) fn same_clips(a: &[Frame], b: &[Frame]) -> bool {
    let same = |(a, b): (&Frame, &Frame)| {
        let planes = |frame: &Frame| frame.planes.iter().map(raster).collect::<Vec<_>>();
        (a.pts, a.duration) == (b.pts, b.duration) && planes(a) == planes(b)
    };
    a.len() == b.len() && a.iter().zip(b).all(same)
}
