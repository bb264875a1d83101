//! Groups out of arbitrary bytes, for property tests and fuzzing.
//!
//! Stages of all sample types read inputs and each other, near and far, in other frames where a group may, on
//! some planes or on all; the result keeps the contract of groups.

use super::{Group, GroupStage, Origin};
use crate::kernel::generate::from_bytes;
use crate::kernel::{Builder, Expr, Kernel, Load};
use crate::media::{ChromaLocation, Layout, Matrix, Primaries, Range, Ratio, SampleType, Scan, Transfer, VideoFormat};
use crate::types::Args;

const SAMPLES: [SampleType; 8] = [
    SampleType::Uint(8),
    SampleType::Uint(8),
    SampleType::Uint(10),
    SampleType::Uint(8),
    SampleType::Uint(16),
    SampleType::F16,
    SampleType::F32,
    SampleType::Uint(12),
];
const LAYOUTS: [Layout; 4] = [Layout::Yuv420, Layout::Gray, Layout::Yuv444, Layout::Rgb];

/// A group and the formats of its inputs, all of `width` by `height`.
///
/// Its kernels read at most 2 samples and 1 frame away.
pub fn group_from_bytes(bytes: &[u8], width: u32, height: u32) -> (Group, Vec<VideoFormat>) {
    generate(bytes, width, height, Frames::AsGroupsMay)
}

/// As [`group_from_bytes`], for kernels that are ops of their own: any may read other frames of any.
pub fn kernels_from_bytes(bytes: &[u8], width: u32, height: u32) -> (Group, Vec<VideoFormat>) {
    generate(bytes, width, height, Frames::AtWill)
}

/// Where other frames are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Frames {
    AsGroupsMay,
    AtWill,
}

fn generate(bytes: &[u8], width: u32, height: u32, frames: Frames) -> (Group, Vec<VideoFormat>) {
    let mut bytes = Bytes(bytes);
    let layout = LAYOUTS[bytes.below(LAYOUTS.len())];
    let alpha = bytes.below(4) == 0;
    let range = if bytes.below(3) == 0 { Range::Full } else { Range::Limited };
    let of = |sample: SampleType| format(width, height, layout, alpha, sample, range);
    let inputs: Vec<VideoFormat> = (0..=bytes.below(2)).map(|_| of(SAMPLES[bytes.below(SAMPLES.len())])).collect();
    let count = 1 + bytes.below(5);
    let mut stages: Vec<GroupStage> = Vec::new();
    while stages.len() < count {
        let stage = stage(&mut bytes, frames, &stages, &inputs, &of);
        stages.push(stage);
    }
    let mut outputs: Vec<u32> = (0..count as u32 - 1).filter(|_| bytes.below(5) == 0).collect();
    outputs.push(count as u32 - 1);
    (Group { stages, outputs }, inputs)
}

fn stage(
    bytes: &mut Bytes<'_>,
    frames: Frames,
    before: &[GroupStage],
    inputs: &[VideoFormat],
    of: &impl Fn(SampleType) -> VideoFormat,
) -> GroupStage {
    let number = before.len();
    let reads: Vec<Origin> = (0..=bytes.below(3) / 2)
        .map(|_| match (bytes.below(4), before.len()) {
            // The stage before is the likeliest.
            (1..=2, stages @ 1..) => Origin::Stage(stages as u32 - 1),
            (3, stages @ 1..) => Origin::Stage(bytes.below(stages) as u32),
            _ => Origin::Input(bytes.below(inputs.len()) as u32),
        })
        .collect();
    let still = reads.iter().all(|read| match read {
        Origin::Input(_) => true,
        Origin::Stage(stage) => is_still(before, *stage),
    });
    let frames = i16::from((still || frames == Frames::AtWill) && bytes.below(3) == 0);
    let format = match bytes.below(3) {
        // The format of what it reads, as most filters have it.
        0 | 1 => match reads[0] {
            Origin::Input(input) => inputs[input as usize].clone(),
            Origin::Stage(stage) => before[stage as usize].format.clone(),
        },
        _ => of(SAMPLES[bytes.below(SAMPLES.len())]),
    };
    let reach = [0, 0, 1, 2][bytes.below(4)];
    let mut kernel = || {
        let length = 5 * (1 + bytes.below(9));
        from_bytes(bytes.take(length), reads.len() as u8, reach, frames)
    };
    let whole = format.planes();
    let equal_planes = (0..whole).all(|plane| format.plane_size(plane) == format.plane_size(0));
    let kernel = if whole > 1 && equal_planes && number % 2 == 1 {
        joint(&(0..whole).map(|_| kernel()).collect::<Vec<_>>(), reads.len() as u8)
    } else {
        kernel()
    };
    let first = match reads[0] {
        Origin::Input(input) => &inputs[input as usize],
        Origin::Stage(stage) => &before[stage as usize].format,
    };
    // Planes are passed on as they are stored.
    let passes = *first == format;
    GroupStage {
        name: format!("stage{number}"),
        kernel,
        planes: (0..whole).map(|_| bytes.below(5) > 0 || !passes).collect(),
        inputs: reads,
        format,
        line: None,
        args: Args::default(),
        inserted: None,
    }
}

/// Whether a stage and all that it is made of are the same on any frame: planes may be passed on from the first.
fn is_still(stages: &[GroupStage], stage: u32) -> bool {
    let stage = &stages[stage as usize];
    let read = |origin: &Origin| match origin {
        Origin::Input(_) => true,
        Origin::Stage(stage) => is_still(stages, *stage),
    };
    stage.kernel.is_still() && stage.inputs.iter().all(read)
}

/// Kernels of one plane each as one that makes several; each reads planes that its offsets choose.
fn joint(kernels: &[Kernel], inputs: u8) -> Kernel {
    let mut builder = Builder::new();
    let planes = kernels.len() as i16;
    let mut values = Vec::new();
    for kernel in kernels {
        let copied = builder.copy(kernel, |builder, expr| match expr {
            Expr::Load(load) => {
                let plane = Some((load.dx + load.dy).rem_euclid(planes) as u8);
                Some(builder.add(Expr::Load(Load { plane, ..load })))
            }
            Expr::Random(_) => Some(builder.constant(0.25)),
            _ => None,
        });
        values.extend(copied.into_iter().flatten());
    }
    builder.finish("joint", inputs, &values)
}

fn format(width: u32, height: u32, layout: Layout, alpha: bool, sample: SampleType, range: Range) -> VideoFormat {
    VideoFormat {
        width,
        height,
        sar: None,
        rate: None,
        time_base: Ratio::ONE,
        sample,
        layout,
        alpha,
        matrix: Matrix::Unspecified,
        primaries: Primaries::Unspecified,
        transfer: Transfer::Unspecified,
        range,
        chroma_location: ChromaLocation::Unspecified,
        scan: Scan::Progressive,
        frames: None,
    }
}

/// Bytes that are used up; behind their end there are zeros.
struct Bytes<'a>(&'a [u8]);

impl<'a> Bytes<'a> {
    fn below(&mut self, count: usize) -> usize {
        self.take(1).first().map_or(0, |byte| usize::from(*byte) % count)
    }

    fn take(&mut self, count: usize) -> &'a [u8] {
        let (taken, rest) = self.0.split_at(count.min(self.0.len()));
        self.0 = rest;
        taken
    }
}
