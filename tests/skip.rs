//! Clips that are begun in their middle: whatever a graph does, the frames after the beginning are those of the whole.
//!
//! For every graph of a list and every frame of a clip: outputs that skip to that frame, and outputs of which each skips
//! to another, give the samples and times that they give from the beginning on.

mod support;

use fwr_compiler::compile;
use fwr_compiler::diagnostics::{Diagnostic, Sources};
use fwr_compiler::elaborate::Bindings;
use fwr_compiler::fusion::fuse;
use fwr_compiler::media::{Scan, VideoFormat};
use fwr_compiler::plan::Plan;
use fwr_compiler::resolve::NoFiles;
use fwr_runtime::pipeline::FrameSource;
use fwr_runtime::{Frame, network};
use support::clip::{Synthetic, format, media};

/// Frames of the clip that graphs are tried on.
const FRAMES: u64 = 9;

/// Outputs of a graph over `clip`, interlaced, with kernels to use.
const GRAPHS: &[&[&str]] = &[
    &["clip.video"],
    &["clip.video |> assume(sar: 4/3)"],
    &["clip.video |> temporal_median(radius: 1frames)"],
    &["clip.video |> temporal_median(radius: 3frames)"],
    &["clip.video |> temporal_soften() |> temporal_median(radius: 2frames) |> unsharp()"],
    &["clip.video |> deinterlace(rate: double)"],
    &["clip.video |> deinterlace(rate: same)"],
    &["clip.video |> bob(rate: double) |> temporal_median(radius: 2frames)"],
    &["clip.video |> bob(rate: double) |> bob_again() |> clocked()"],
    &["clip.video |> trim(start: 3frames)"],
    &["clip.video |> trim(start: 2frames, end: 7frames) |> temporal_median(radius: 1frames)"],
    &["clip.video |> temporal_median(radius: 2frames) |> trim(start: 4frames) |> clocked()"],
    &["clip.video |> trim(start: 3frames, end: 4frames) |> bob(rate: double) |> clocked()"],
    &["clip.video |> bob(rate: double) |> trim(start: 5frames) |> clocked()"],
    &["interleave(clip.video, trim(clip.video, start: 2frames))"],
    &["interleave(temporal_median(clip.video), unsharp(clip.video)) |> clocked()"],
    &["clip.video |> grain(amount: 4%, size: 2px)"],
    &["clip.video |> trim(start: 2frames) |> grain(amount: 4%)"],
    &["clip.video |> clocked()"],
    &["clip.video |> assume(scan: progressive) |> resize(width: 20px, height: 24px) |> clocked() |> temporal_median()"],
    &["masked(clip.video, temporal_median(clip.video), edge_mask(clip.video))"],
    &["masked(clip.video, temporal_median(clip.video, radius: 3frames), edge_mask(clocked(clip.video)))"],
    &["clip.video", "clip.video |> temporal_median(radius: 2frames)"],
    &["clip.video |> bob(rate: double)", "clip.video |> temporal_median(radius: 3frames) |> clocked()"],
    &[
        "clip.video |> deinterlace(rate: double) |> grain()",
        "clip.video |> trim(start: 4frames) |> temporal_soften()",
        "clip.video |> assume(scan: progressive) |> resize(width: 16px, height: 16px) |> clocked()",
    ],
];

/// A kernel that reads the time, and a doubling that is not of fields.
const KERNELS: &str = "
/// Brighter as time goes by.
kernel clocked(src: plane) -> plane {
  let lit = src + time / 3 + frame / 128
  lit - floor(lit)
}

/// Every frame twice.
filter bob_again(clip: video) -> video<
  like clip, rate: clip.rate * 2, time_base: clip.time_base / 2, frames: clip.frames * 2,
> { interleave(clip, temporal_soften(clip)) }
";

/// A clip that does not start at zero, whose frames are not shown for equal times.
struct Uneven {
    clip: Synthetic,
    number: u64,
}

impl Uneven {
    fn pts(frame: u64) -> i64 {
        1000 + 40 * frame as i64 + (frame as i64 * 7) % 13
    }
}

impl FrameSource for Uneven {
    fn next(&mut self) -> Result<Option<Frame>, Diagnostic> {
        let Some(frame) = self.clip.next()? else { return Ok(None) };
        self.number += 1;
        // As of containers that do not say how long a frame is shown.
        Ok(Some(Frame { pts: Self::pts(self.number - 1), duration: 0, ..frame }))
    }

    fn noted_time(&self, frame: u64) -> Option<i64> {
        (frame < self.number).then(|| Self::pts(frame))
    }
}

/// What can be told of a frame: its time and samples.
#[derive(Debug, PartialEq, Eq, Clone)]
struct Seen {
    pts: i64,
    duration: i64,
    samples: Vec<Vec<u8>>,
}

#[test]
fn clips_begun_in_their_middle_are_the_ends_of_whole_ones() {
    let format = VideoFormat { scan: Scan::Tff, frames: Some(FRAMES), ..format(32, 24) };
    for outputs in GRAPHS {
        let mut plan = plan(outputs, &format);
        for fused in [false, true] {
            if fused {
                fuse(&mut plan);
            }
            let whole = frames(&plan, &format, &vec![None; outputs.len()]);
            assert!(whole.iter().all(|frames| !frames.is_empty()), "{outputs:?} give frames");
            let longest = whole.iter().map(Vec::len).max().unwrap_or(0) as u64;
            for first in 0..=longest + 1 {
                // All at one frame, and each at another; one of several not at all.
                let even = vec![Some(first); outputs.len()];
                let uneven = (0..outputs.len() as u64).map(|output| Some(first + 2 * output)).collect();
                let silent = (0..outputs.len()).map(|output| (output > 0).then_some(first)).collect();
                for skipped in [even, uneven, silent] {
                    let given = frames(&plan, &format, &skipped);
                    for (output, (given, whole)) in given.iter().zip(&whole).enumerate() {
                        let first = whole.len().min(skipped[output].unwrap_or(0) as usize);
                        assert!(
                            *given == whole[first..],
                            "{outputs:?}, fused: {fused}, skipped {skipped:?}: output {output} differs: times {:?}, not {:?}",
                            given.iter().map(|frame| frame.pts).collect::<Vec<_>>(),
                            whole[first..].iter().map(|frame| frame.pts).collect::<Vec<_>>(),
                        );
                    }
                }
            }
        }
    }
}

fn plan(outputs: &[&str], format: &VideoFormat) -> Plan {
    let mut text = format!("input clip: media\n{KERNELS}\n");
    for (number, video) in outputs.iter().enumerate() {
        text += &format!("output \"{number}.mkv\" {{\n  video: {video} |> encode(ffv1)\n}}\n");
    }
    let mut sources = Sources::default();
    let library = fwr_stdlib::library(&mut sources).expect("the library is without mistakes");
    let source = sources.add("graph.fwr", text.as_str());
    let program = compile::load(source, &mut sources, &library, &NoFiles);
    let mut bindings = Bindings::default();
    bindings.media.insert("clip".to_owned(), media(format));
    let mut checked = compile::check(&program, &bindings);
    let plan = compile::plan(&program, &mut checked, &sources, &bindings, &fwr_runtime::Containers);
    plan.unwrap_or_else(|| panic!("{text}\n{:?}\n{:?}", program.diagnostics, checked.diagnostics))
}

/// What each output gives that skips so many frames, or says nothing of it.
fn frames(plan: &Plan, format: &VideoFormat, skipped: &[Option<u64>]) -> Vec<Vec<Seen>> {
    let means = network::Means::of(plan).expect("nothing runs on a graphics processor");
    let clip = |_, _| Ok(Box::new(Uneven { clip: Synthetic::new(format, FRAMES), number: 0 }) as Box<dyn FrameSource>);
    let mut sources = network::build(plan, &means, clip).expect("a plan that can be run");
    for (source, skipped) in sources.iter_mut().zip(skipped) {
        if let Some(frames) = skipped {
            source.skip(*frames).expect("clips without errors");
        }
    }
    let mut given: Vec<Vec<Seen>> = vec![Vec::new(); sources.len()];
    let mut going = vec![true; sources.len()];
    while going.contains(&true) {
        for (output, source) in sources.iter_mut().enumerate().filter(|(output, _)| going[*output]).collect::<Vec<_>>()
        {
            match source.next().expect("clips without errors") {
                Some(frame) => given[output].push(seen(&frame)),
                None => going[output] = false,
            }
        }
    }
    given
}

fn seen(frame: &Frame) -> Seen {
    let samples = frame.planes.iter().map(|plane| {
        let view = plane.view();
        (0..plane.height).flat_map(|y| view.row_bytes(y).to_vec()).collect()
    });
    Seen { pts: frame.pts, duration: frame.duration, samples: samples.collect() }
}
