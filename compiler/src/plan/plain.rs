//! Plans, ops and outputs with nothing special about them, to start from.

use super::{
    Backend, Op, OpId, OpKind, Plan, PlanInput, PlanOutput, Repeats, Schedule, VERSION, VideoOut, Window, stages,
};
use crate::media::VideoFormat;
use crate::resolve::Class;
use crate::types::Args;

impl Plan {
    /// A plan that reads `inputs` and works out `ops`, and writes nothing.
    pub fn plain(graph: impl Into<String>, inputs: Vec<PlanInput>, ops: Vec<Op>) -> Self {
        let mut plan = Self {
            version: VERSION,
            graph: graph.into(),
            inputs,
            ops,
            outputs: Vec::new(),
            stages: Vec::new(),
            excerpt: None,
            schedule: Schedule::default(),
            measured: Vec::new(),
            implementations: Vec::new(),
            placement: None,
            boundaries: Vec::new(),
            repeats: Repeats::default(),
        };
        plan.stages = stages(&plan);
        plan
    }

    /// The same plan, writing these files too.
    pub fn writing(mut self, outputs: Vec<PlanOutput>) -> Self {
        self.outputs = outputs;
        self.stages = stages(&self);
        self
    }
}

impl Op {
    /// An exact op on the processor that reads its inputs at the current frame only.
    pub fn plain(id: OpId, name: impl Into<String>, kind: OpKind, inputs: Vec<OpId>, format: &VideoFormat) -> Self {
        Self {
            id,
            name: name.into(),
            kind,
            inputs,
            format: format.clone(),
            window: Window::default(),
            warm_up: None,
            class: Class::Exact,
            line: None,
            inserted: None,
            buffered_frames: 1,
            backend: Backend::Cpu,
            pin: None,
        }
    }
}

impl PlanOutput {
    /// A Matroska file with the frames of `op`, chapters and tags, and nothing else.
    pub fn plain(path: impl Into<String>, op: OpId, encoder: &str) -> Self {
        Self {
            path: path.into(),
            container: "matroska".to_owned(),
            video: VideoOut { op, encoder: encoder.to_owned(), args: Args::default(), source: None, reach: Vec::new() },
            copied: Vec::new(),
            dropped: Vec::new(),
            chapters: true,
            metadata: true,
        }
    }
}
