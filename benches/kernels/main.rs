//! What chains of kernels cost without reading or writing anything: processor time for a sample of a 1080p clip.
//!
//! Fused as one group and one filter after the other, in machine code and on the strip machine, beside copying the
//! same bytes. The chains are those of the `chains` bench.
//!
//! `cargo bench --bench kernels [-- FRAMES [COLUMNS]]`; with COLUMNS, planes are cut into tiles so wide.

mod chain;
#[path = "../support/clock.rs"]
mod clock;

use std::sync::Arc;

use fwr_compiler::fusion::{Group, Pipeline};
use fwr_compiler::media::{SampleType, VideoFormat};
use fwr_compiler::plan::Backend;
use fwr_runtime::cpu::{FramePool, Program, Scene, Target};
use fwr_runtime::{Frame, FrameProps, Plane};

const CHAINS: [(&str, &str); 3] = [
    ("table", include_str!("../chains/table.fwr")),
    ("pointwise", include_str!("../chains/pointwise.fwr")),
    ("stencil", include_str!("../chains/stencil.fwr")),
];

fn main() {
    // Cargo passes `--bench`; numbers are ours.
    let mut numbers = std::env::args().filter_map(|argument| argument.parse().ok());
    let frames = numbers.next().unwrap_or(15);
    let pieces = numbers.next().map(|columns| (columns, 1080));
    let all = std::thread::available_parallelism().map_or(1, |threads| threads.get());
    println!("nanoseconds of processor time a sample, and milliseconds a frame; medians of {frames} frames\n");
    for threads in [1, all] {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads");
        println!("{threads} threads");
        pool.install(|| all_chains(frames, pieces));
        println!();
    }
}

fn all_chains(frames: usize, pieces: Option<(usize, usize)>) {
    for sample in [SampleType::Uint(8), SampleType::Uint(10)] {
        let format = Arc::new(chain::format(sample));
        let pool = FramePool::new();
        let frame = noise(&format, &pool);
        let samples: usize = frame.planes.iter().map(|plane| plane.width * plane.height).sum();
        let line = |name: &str, time: f64, compiling: f64| {
            let each = time * 1e6 / samples as f64;
            println!("  {sample:<4} {name:<32} {each:>7.3} ns {time:>8.3} ms   compiled in {compiling:>6.2} ms");
        };
        line("memcpy", clock::median(frames, || copy(&frame, &pool)), 0.0);
        for (name, text) in CHAINS {
            let group = chain::group(text, &format);
            for machine_code in [true, false] {
                let target = Target { machine_code, pieces, ..Target::best() };
                let how = if machine_code { "code" } else { "strips" };
                let (fused, compiling) = clock::once(|| Work::of(&group, &format, target));
                line(
                    &format!("{name} fused, {how}"),
                    clock::median(frames, || drop(fused.run(&frame, &pool))),
                    compiling,
                );
                let (singles, compiling) = clock::once(|| {
                    group.stages.iter().map(|stage| Work::of(&alone(stage), &format, target)).collect::<Vec<_>>()
                });
                let chained = || {
                    let last = singles.iter().fold(frame.clone(), |frame, single| single.run(&frame, &pool));
                    drop(last);
                };
                line(&format!("{name} unfused, {how}"), clock::median(frames, chained), compiling);
            }
        }
    }
}

/// A group of one of the stages of a chain.
fn alone(stage: &fwr_compiler::fusion::GroupStage) -> Group {
    Group::one(&stage.name, &stage.kernel, &stage.planes, &stage.format)
}

/// A group ready to run on one clip.
struct Work {
    program: Program,
    format: Arc<VideoFormat>,
}

impl Work {
    fn of(group: &Group, format: &Arc<VideoFormat>, target: Target) -> Self {
        let inputs = std::slice::from_ref(&**format);
        let pipeline = Pipeline::optimised(group, inputs, Backend::Cpu).expect("a chain of kernels");
        let program = Program::compile(&pipeline, 1, inputs, target).expect("a chain of kernels");
        Self { program, format: Arc::clone(format) }
    }

    fn run(&self, frame: &Frame, pool: &FramePool) -> Frame {
        let scene = Scene { inputs: &[std::slice::from_ref(frame)], number: 7, time: 0.28 };
        let planes = self.program.run(&scene, pool).pop().expect("one output");
        Frame { planes, format: Arc::clone(&self.format), ..frame.clone() }
    }
}

/// A frame of made-up samples.
fn noise(format: &Arc<VideoFormat>, pool: &FramePool) -> Frame {
    let max = format.sample.max_code().unwrap_or(255);
    let mut state = 1_u32;
    let planes = (0..format.planes()).map(|plane| {
        let (width, height) = format.plane_size(plane);
        let bytes = format.sample.bytes();
        let stride = width.next_multiple_of(64) * bytes;
        let mut buffer = pool.take(stride * height);
        for sample in buffer.bytes_mut().chunks_exact_mut(bytes) {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            // As many codes as there are, within the range of video.
            let code = max / 16 + (state >> 8) % (max * 55 / 64);
            sample.copy_from_slice(&code.to_ne_bytes()[..bytes]);
        }
        Plane::new(Arc::new(buffer), stride, (width, height), format.sample)
    });
    Frame {
        format: Arc::clone(format),
        planes: planes.collect(),
        pts: 7,
        duration: 1,
        props: Arc::new(FrameProps::default()),
        carrier: None,
    }
}

/// Copies every plane to memory of the pool.
fn copy(frame: &Frame, pool: &FramePool) {
    let copies = frame.planes.iter().map(|plane| {
        let bytes = plane.storage.bytes();
        let mut buffer = pool.take(bytes.len());
        buffer.bytes_mut()[..bytes.len()].copy_from_slice(bytes);
        buffer
    });
    std::hint::black_box(copies.collect::<Vec<_>>());
}
