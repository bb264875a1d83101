//! What stands for graphics processors in a build without them: types of which there is no value.

use std::convert::Infallible;
use std::sync::Arc;

use fwr_compiler::diagnostics::{Code, Diagnostic};
use fwr_compiler::fusion::{Group, PlaneSource};
use fwr_compiler::media::VideoFormat;
use fwr_compiler::plan::{Backend, Op, Plan, Window};

use super::GpuReport;
use crate::cpu::{FramePool, Scene};
use crate::frame::{Frame, Plane};
use crate::pipeline::FrameSource;

#[derive(Clone)]
pub(crate) struct Device(Infallible);

impl Device {
    /// Nothing, if `plan` asks for nothing.
    ///
    /// # Errors
    /// E1204 if it does.
    pub(crate) fn for_plan(plan: &Plan) -> Result<Option<Self>, Diagnostic> {
        if plan.ops.iter().all(|op| op.backend == Backend::Cpu) {
            return Ok(None);
        }
        Err(Diagnostic::new(
            Code::NO_GPU,
            "the plan has kernels on a graphics processor, and this build of fwr was made without support for any",
        )
        .help(
            "keep to the processor with `--forbid gpu`, or build with the cargo feature `gpu`, which is on by default",
        ))
    }

    pub(crate) fn report(&self) -> GpuReport {
        match self.0 {}
    }

    pub(crate) fn warning(&self) -> Option<Diagnostic> {
        match self.0 {}
    }
}

pub(crate) struct Program(Infallible);

impl Program {
    pub(crate) fn build(
        device: &Device,
        _: &Op,
        _: &Group,
        _: &[VideoFormat],
        _: &[VideoFormat],
    ) -> Result<Self, Diagnostic> {
        match device.0 {}
    }

    pub(crate) fn windows(&self) -> &[Window] {
        match self.0 {}
    }

    pub(crate) fn outputs(&self) -> &[Vec<PlaneSource>] {
        match self.0 {}
    }

    pub(crate) fn run(&self, _: &Scene<'_>) -> Result<Vec<Vec<Plane>>, Diagnostic> {
        match self.0 {}
    }
}

pub(crate) struct Landing(Infallible);

impl Landing {
    pub(crate) fn new(device: &Device, _: &Op, _: Box<dyn FrameSource>, _: Arc<FramePool>) -> Self {
        match device.0 {}
    }
}

impl FrameSource for Landing {
    fn next(&mut self) -> Result<Option<Frame>, Diagnostic> {
        match self.0 {}
    }
}

/// Nothing passes to a graphics processor.
pub(crate) struct Lift(Box<dyn FrameSource>);

impl Lift {
    pub(crate) fn new(source: Box<dyn FrameSource>) -> Self {
        Self(source)
    }
}

impl FrameSource for Lift {
    fn next(&mut self) -> Result<Option<Frame>, Diagnostic> {
        self.0.next()
    }

    fn skip(&mut self, frames: u64) -> Result<(), Diagnostic> {
        self.0.skip(frames)
    }

    fn note_time(&mut self, frame: u64) {
        self.0.note_time(frame);
    }

    fn noted_time(&self, frame: u64) -> Option<i64> {
        self.0.noted_time(frame)
    }
}
