//! The kernels of an op, built for a graphics processor.

use std::sync::Arc;

use fwr_compiler::diagnostics::{Code, Diagnostic};
use fwr_compiler::fusion::wgsl::{Binding, lower};
use fwr_compiler::fusion::{Group, PlaneSource};
use fwr_compiler::media::VideoFormat;
use fwr_compiler::plan::{Op, Window};
use fwr_gpu::{GpuError, Job};

use super::Device;
use super::plane::{TwoSided, upload};
use super::trouble::{Place, told};
use crate::cpu::Scene;
use crate::frame::Plane;

/// The shaders of a group of kernels.
pub(crate) struct Program {
    device: Device,
    program: fwr_gpu::Program,
    place: Place,
    windows: Vec<Window>,
    outputs: Vec<VideoFormat>,
    /// Formats that may have the plane that a kernel makes from nothing.
    known: Vec<VideoFormat>,
}

impl Program {
    /// Builds the shaders of `group`, which is what `op` runs on inputs of the formats `inputs`.
    ///
    /// # Errors
    /// E1206 if the driver does not build one, E1208 if one needs more than the device has, E1202 if the plan was
    /// made by another build.
    pub(crate) fn build(
        device: &Device,
        op: &Op,
        group: &Group,
        inputs: &[VideoFormat],
        outputs: &[VideoFormat],
    ) -> Result<Self, Diagnostic> {
        let place = Place::of(op);
        let (pipeline, shaders) = lower(group, inputs)
            .map_err(|problem| Diagnostic::new(Code::INTERNAL, problem).help("make the plan again with this build"))?;
        let mut windows = vec![Window::default(); inputs.len()];
        for binding in shaders.iter().flat_map(|shader| &shader.bindings) {
            if let Binding::Input { input, dt, .. } = binding
                && let Some(window) = windows.get_mut(*input)
            {
                window.before = window.before.max((-i32::from(*dt)).max(0) as u32);
                window.after = window.after.max(i32::from(*dt).max(0) as u32);
            }
        }
        let program = fwr_gpu::Program::new(&device.gpu, &pipeline, shaders);
        let program = program.map_err(|error| told(&error, Some((&place, 0))))?;
        let known = group.stages.iter().map(|stage| &stage.format).chain(inputs).cloned().collect();
        Ok(Self { device: device.clone(), program, place, windows, outputs: outputs.to_vec(), known })
    }

    /// The frames around the current one that each input is read at.
    pub(crate) fn windows(&self) -> &[Window] {
        &self.windows
    }

    /// What each plane of each output is.
    pub(crate) fn outputs(&self) -> &[Vec<PlaneSource>] {
        self.program.outputs()
    }

    /// Queues the work of one frame and gives the planes of each output, which may still be in the making.
    ///
    /// # Errors
    /// E1205 if the device is lost, E1207 if its memory is full, E1208 if a plane is too large for it.
    pub(crate) fn run(&self, scene: &Scene<'_>) -> Result<Vec<Vec<Plane>>, Diagnostic> {
        let gpu = &self.device.gpu;
        let at = |input: usize, dt: i16| {
            let frames = scene.inputs[input];
            &frames[(self.windows[input].before as i64 + i64::from(dt)) as usize]
        };
        let size = |plane: usize| {
            let format = self.known.iter().find(|format| plane < format.planes());
            format.map_or((1, 1), |format| format.plane_size(plane))
        };
        let made = self.program.run(Job {
            number: scene.number,
            time: scene.time,
            size: &size,
            input: &mut |input, plane, dt| {
                let plane = &at(input, dt).planes[plane];
                match TwoSided::of(plane) {
                    Some(sides) => sides.on_device(gpu),
                    None => upload(gpu, plane).map(Arc::new),
                }
            },
        });
        let made = made.map_err(|error| told(&error, Some((&self.place, scene.number))))?;
        let plane = |format: &VideoFormat, source: &PlaneSource| match source {
            PlaneSource::Input { input, plane } => Ok(at(*input, 0).planes[*plane].clone()),
            PlaneSource::Cell(cell) => made
                .get(cell)
                .map(|plane| TwoSided::made(Arc::clone(plane), format.sample))
                .ok_or_else(|| GpuError::Refused("no shader makes a plane of an output".to_owned())),
        };
        let outputs = self.program.outputs().iter().zip(&self.outputs);
        let planes = outputs.map(|(planes, format)| planes.iter().map(|source| plane(format, source)).collect());
        planes.collect::<Result<_, GpuError>>().map_err(|error| told(&error, Some((&self.place, scene.number))))
    }
}
