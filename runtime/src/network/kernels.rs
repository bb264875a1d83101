//! Runs the kernels of a group, on the processor or on a graphics processor.

use std::sync::Arc;

use fwr_compiler::diagnostics::{Code, Diagnostic};
use fwr_compiler::fusion::{Group, Origin, Pipeline, PlaneSource};
use fwr_compiler::media::VideoFormat;
use fwr_compiler::plan::{Backend, Op, Window};

use super::Means;
use super::repeats::Kept;
use super::tee::Bundle;
use super::window::Windows;
use crate::cpu::{self, FramePool, Scene, Target};
use crate::frame::{Frame, Plane};
use crate::gpu;
use crate::pipeline::FrameSource;

/// A group of kernels at work: a clip for each of its outputs.
pub(super) struct Kernels {
    engine: Engine,
    inputs: Windows,
    outputs: Vec<Output>,
    pool: Arc<FramePool>,
    /// When the first frame of the first output is shown.
    start: Option<i64>,
    kept: Option<Kept<Vec<Vec<Plane>>>>,
}

/// What computes the planes.
enum Engine {
    Cpu(Box<cpu::Program>),
    Gpu(Box<gpu::Program>),
}

/// A clip that leaves the group.
struct Output {
    format: Arc<VideoFormat>,
    /// The input whose frames lend it their time and what came with them.
    lead: usize,
    /// Whether its planes are those of that input, all of them.
    untouched: bool,
}

impl Kernels {
    /// `group` as op `op`, on inputs of the formats `formats`.
    ///
    /// # Errors
    /// If the plan was made by another build, with kernels that this one does not understand, and what stands in the
    /// way of building them for the device.
    pub(super) fn new(
        op: &Op,
        group: &Group,
        formats: &[VideoFormat],
        inputs: Vec<Box<dyn FrameSource>>,
        means: &Means,
    ) -> Result<Self, Diagnostic> {
        let other_build =
            |problem| Diagnostic::new(Code::INTERNAL, problem).help("make the plan again with this build");
        let given: Vec<VideoFormat> =
            group.outputs.iter().map(|stage| group.stages[*stage as usize].format.clone()).collect();
        let (engine, outputs) = match op.backend {
            Backend::Gpu => {
                let program = gpu::Program::build(means.device()?, op, group, formats, &given)?;
                let outputs = program.outputs().to_vec();
                (Engine::Gpu(Box::new(program)), outputs)
            }
            Backend::Cpu => {
                let pipeline = Pipeline::optimised(group, formats, Backend::Cpu).map_err(other_build)?;
                let program = cpu::Program::compile(&pipeline, inputs.len(), &given, Target::best());
                (Engine::Cpu(Box::new(program.map_err(other_build)?)), pipeline.outputs)
            }
        };
        let output = |((stage, format), planes): ((&u32, VideoFormat), &Vec<PlaneSource>)| {
            let lead = lead(group, *stage);
            let is_same = |(plane, source): (usize, &PlaneSource)| *source == PlaneSource::Input { input: lead, plane };
            let untouched = planes.iter().enumerate().all(is_same) && formats.get(lead) == Some(&format);
            Output { format: Arc::new(format), lead, untouched }
        };
        let outputs: Vec<Output> = group.outputs.iter().zip(given).zip(&outputs).map(output).collect();
        let windows = engine.windows().to_vec();
        let mut inputs = Windows::new(&op.name, inputs.into_iter().zip(windows));
        if let Some(first) = outputs.first() {
            inputs.note_time(first.lead, 0);
        }
        Ok(Self { engine, inputs, outputs, pool: means.pool.clone(), start: None, kept: None })
    }

    /// The same, which keeps what it made for pictures that repeat.
    pub(super) fn keeping(self, kept: Option<Kept<Vec<Vec<Plane>>>>) -> Self {
        Self { kept, ..self }
    }
}

impl Engine {
    /// The frames around the current one that each input is read at.
    fn windows(&self) -> &[Window] {
        match self {
            Self::Cpu(program) => program.windows(),
            Self::Gpu(program) => program.windows(),
        }
    }

    /// The planes of each output for one frame.
    fn run(&self, scene: &Scene<'_>, pool: &FramePool) -> Result<Vec<Vec<Plane>>, Diagnostic> {
        match self {
            Self::Cpu(program) => Ok(program.run(scene, pool)),
            Self::Gpu(program) => program.run(scene),
        }
    }
}

impl Bundle for Kernels {
    fn next(&mut self) -> Result<Option<Vec<Frame>>, Diagnostic> {
        let Some((number, windows)) = self.inputs.advance()? else { return Ok(None) };
        let windows: Vec<&[Frame]> = windows.iter().map(Vec::as_slice).collect();
        let current = |input: usize| &windows[input][self.engine.windows()[input].before as usize];
        let mut time = 0.0;
        if let Some(output) = self.outputs.first() {
            let Frame { pts, format, .. } = current(output.lead);
            // Of a clip that is begun in its middle, its source knows when it would have started.
            let start = *self.start.get_or_insert_with(|| self.inputs.noted_time(output.lead, 0).unwrap_or(*pts));
            time = ((pts - start) as f64 * format.time_base.to_f64()) as f32;
        }
        let scene = Scene { inputs: &windows, number, time };
        let made = match &mut self.kept {
            None => self.engine.run(&scene, &self.pool)?,
            Some(kept) => {
                // Only what looks at one frame of each input keeps anything.
                let current: Vec<&Frame> = windows.iter().filter_map(|window| window.first()).collect();
                match kept.find(&current) {
                    Some(made) => made,
                    None => {
                        let made = self.engine.run(&scene, &self.pool)?;
                        kept.keep(&current, &made);
                        made
                    }
                }
            }
        };
        let frame = |(output, planes): (&Output, Vec<_>)| {
            let lead = current(output.lead);
            Frame {
                format: Arc::clone(&output.format),
                planes,
                pts: lead.pts,
                duration: lead.duration,
                props: Arc::clone(&lead.props),
                carrier: lead.carrier.clone().filter(|_| output.untouched),
            }
        };
        Ok(Some(self.outputs.iter().zip(made).map(frame).collect()))
    }

    fn skip(&mut self, frames: u64) -> Result<(), Diagnostic> {
        self.inputs.skip(frames)
    }

    fn note_time(&mut self, clip: usize, frame: u64) {
        if let Some(output) = self.outputs.get(clip) {
            self.inputs.note_time(output.lead, frame);
        }
    }

    fn noted_time(&self, clip: usize, frame: u64) -> Option<i64> {
        self.inputs.noted_time(self.outputs.get(clip)?.lead, frame)
    }
}

/// The input that is the first of the first, and so on, of a stage.
fn lead(group: &Group, stage: u32) -> usize {
    match group.stages[stage as usize].inputs.first() {
        Some(Origin::Stage(before)) if *before < stage => lead(group, *before),
        Some(Origin::Input(input)) => *input as usize,
        _ => 0,
    }
}
