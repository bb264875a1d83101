//! A graph on a made-up clip: what it is counted to do, and what it takes.

use std::collections::VecDeque;

use fwr_compiler::compile;
use fwr_compiler::diagnostics::{Code, Diagnostic, Sources};
use fwr_compiler::elaborate::Bindings;
use fwr_compiler::estimate::{Work, work};
use fwr_compiler::fusion::fuse;
use fwr_compiler::machine::Cpu;
use fwr_compiler::media::{MediaInfo, VideoFormat};
use fwr_compiler::plan::{Anywhere, Plan};
use fwr_compiler::resolve::{Library, NoFiles};

use super::clip::{Clip, Size, format};
use super::clock::thread_time;
use crate::cpu::FramePool;
use crate::network::{Means, build};
use crate::pipeline::FrameSource;

/// Frames that wait behind the filters, as in a run.
const WAITING: usize = 4;
/// Seconds of work that are measured, at least so many frames.
const MEASURED: (f64, usize) = (0.06, 5);

/// What is run, and on what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Trial {
    /// Items before the output: kernels.
    pub(super) items: String,
    /// What comes after `clip.video`.
    pub(super) filters: String,
    pub(super) size: Size,
}

/// What a trial takes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Taken {
    /// Seconds of one core for a frame: the lower quartile of a few.
    pub(super) frame: f64,
    /// Seconds of one core before the first frame.
    pub(super) start: f64,
}

/// Compiles graphs, with the library read once.
pub(super) struct Workbench {
    sources: Sources,
    library: Library,
}

impl Workbench {
    /// # Errors
    /// If the library has a mistake.
    pub(super) fn new() -> Result<Self, Diagnostic> {
        let mut sources = Sources::default();
        let library = fwr_stdlib::library(&mut sources).map_err(|mut found| found.swap_remove(0))?;
        Ok(Self { sources, library })
    }

    /// The plan of a trial, fused.
    ///
    /// # Errors
    /// What is wrong with its graph: a fault of this program.
    pub(super) fn plan(&mut self, trial: &Trial) -> Result<Plan, Diagnostic> {
        let Trial { items, filters, size } = trial;
        let text = format!(
            "input clip: media\n\n{items}\nlet made = clip.video {filters}\n\noutput \"out.mkv\" {{\n  video: made |> encode(ffv1)\n}}\n"
        );
        let source = self.sources.add("calibration.fwr", &text);
        let program = compile::load(source, &mut self.sources, &self.library, &NoFiles);
        let mut bindings = Bindings::default();
        bindings.media.insert("clip".to_owned(), MediaInfo::of_picture("made up", "rawvideo", format(*size)));
        let mut checked = compile::check(&program, &bindings);
        let plan = compile::plan(&program, &mut checked, &self.sources, &bindings, &Anywhere);
        let mut plan = plan.ok_or_else(|| {
            let found = checked.diagnostics.iter().find(|found| compile::has_errors(std::slice::from_ref(found)));
            let found = found.map_or("nothing was found against it", |found| found.message.as_str());
            Diagnostic::new(Code::INTERNAL, format!("a graph of the calibration, {filters}, has no plan: {found}"))
                .help("this is a fault in FrameWright: please report it")
        })?;
        fuse(&mut plan);
        Ok(plan)
    }
}

/// What `plan` is counted to do for a frame that comes out, on one thread.
pub(super) fn counted(plan: &Plan, cpu: &Cpu) -> Work {
    let mut sum = Work::default();
    let out = plan.outputs.first().and_then(|output| plan.ops[output.video.op.0 as usize].format.frames);
    for op in &plan.ops {
        let times = op.format.frames.zip(out).map_or(1.0, |(frames, out)| frames as f64 / out as f64);
        sum.add_all(&work(plan, op, cpu, 1), times);
    }
    sum
}

/// Runs a plan on one core.
///
/// # Errors
/// Those of the run.
pub(super) fn measured(plan: &Plan) -> Result<Taken, Diagnostic> {
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(1)
        .build()
        .map_err(|error| Diagnostic::new(Code::INTERNAL, format!("no thread to measure on: {error}")))?;
    crate::heap::keep_freed_memory();
    pool.install(|| {
        let memory = FramePool::new();
        let formats: Vec<VideoFormat> = plan.ops.iter().map(|op| op.format.clone()).collect();
        let means = Means::of(plan)?;
        let clip = std::cell::Cell::new(Some(Clip::new(&formats[0], &memory)));
        let decoded = |_, _| {
            let clip = clip.take().unwrap_or_else(|| Clip::new(&formats[0], &memory));
            Ok(Box::new(clip) as Box<dyn FrameSource>)
        };
        let before = thread_time();
        let mut sources = build(plan, &means, decoded)?;
        let start = (thread_time() - before).as_secs_f64();
        let mut waiting = VecDeque::new();
        let mut times = Vec::new();
        let mut sum = 0.0;
        // The first frames fill windows and caches. Where frames come in pairs, both are one measurement.
        let mut number = 0;
        while sum < MEASURED.0 || times.len() < MEASURED.1 {
            let before = thread_time();
            for _ in 0..2 {
                waiting.extend(sources[0].next()?);
                if waiting.len() > WAITING {
                    waiting.pop_front();
                }
            }
            let spent = (thread_time() - before).as_secs_f64();
            number += 1;
            if number > 4 {
                times.push(spent / 2.0);
                sum += spent;
            }
        }
        times.sort_by(f64::total_cmp);
        // What else the machine does only ever adds to it.
        Ok(Taken { frame: times[times.len() / 4], start })
    })
}
