//! A pipeline compiled for this machine, as the network runs it.

use std::sync::Arc;

use fwr_compiler::fusion::{CellId, Pipeline, PlaneSource, parts};
use fwr_compiler::kernel::Stored;
use fwr_compiler::media::{SampleType, VideoFormat};
use fwr_compiler::plan::Window;
use rayon::prelude::*;

use super::buffer::{FramePool, PlaneBuffer};
use super::component::Component;
use super::row::BLOCK;
use super::target::{Compiler, Target};
use crate::frame::{Frame, Plane};

/// A pipeline ready to run.
///
/// It gives the bits of [`fwr_compiler::fusion::interpret`] on every machine; only which NaN an operation gives may
/// differ, and stores make all NaN one.
pub struct Program {
    components: Vec<Component>,
    windows: Vec<Window>,
    outputs: Vec<Vec<Origin>>,
}

/// What a frame is made from.
#[derive(Debug, Clone, Copy)]
pub struct Scene<'a> {
    /// For each input the frames of its window, the current one after those before it; at the ends of a clip
    /// frames repeat.
    pub inputs: &'a [&'a [Frame]],
    /// The number of the frame.
    pub number: u64,
    /// When it is shown, in seconds from the start of the clip.
    pub time: f32,
}

/// Where a plane of an output comes from.
#[derive(Debug, Clone, Copy)]
enum Origin {
    Input { input: usize, plane: usize },
    Made { component: usize, made: usize, sample: SampleType },
}

impl Program {
    /// Compiles `pipeline`, which reads `inputs` clips and gives frames of the formats `outputs`.
    ///
    /// # Errors
    /// What is wrong with a pipeline that breaks its contract or does not fit the formats.
    pub fn compile(
        pipeline: &Pipeline,
        inputs: usize,
        outputs: &[VideoFormat],
        target: Target,
    ) -> Result<Self, String> {
        if pipeline.outputs.len() != outputs.len() {
            return Err(format!("a group of {} outputs is to give {}", pipeline.outputs.len(), outputs.len()));
        }
        let mut left: Vec<(CellId, (usize, usize))> = Vec::new();
        for (planes, format) in pipeline.outputs.iter().zip(outputs) {
            for (plane, source) in planes.iter().enumerate() {
                if let PlaneSource::Cell(id) = *source {
                    check(pipeline, id, format, plane)?;
                    left.push((id, format.plane_size(plane)));
                }
            }
        }
        let mut compiler = Compiler::new(target);
        let (mut components, mut places) = (Vec::new(), Vec::new());
        for cells in parts(pipeline) {
            let made: Vec<usize> =
                cells.iter().copied().filter(|cell| left.iter().any(|(id, _)| id.0 as usize == *cell)).collect();
            let sizes: Vec<(usize, usize)> =
                left.iter().filter(|(id, _)| made.contains(&(id.0 as usize))).map(|(_, size)| *size).collect();
            let Some(size) = sizes.first() else { continue };
            if sizes.iter().any(|other| other != size) {
                return Err("cells of a group that belong together make planes of several sizes".to_owned());
            }
            places.extend(made.iter().enumerate().map(|(made, cell)| (*cell, (components.len(), made))));
            components.push(Component::compile(pipeline, &cells, &made, *size, &mut compiler)?);
        }
        let origin = |source: &PlaneSource, format: &VideoFormat| match *source {
            PlaneSource::Input { input, plane } => Some(Origin::Input { input, plane }),
            PlaneSource::Cell(id) => {
                let (_, (component, made)) = places.iter().find(|(cell, _)| *cell == id.0 as usize)?;
                Some(Origin::Made { component: *component, made: *made, sample: format.sample })
            }
        };
        let outputs = pipeline
            .outputs
            .iter()
            .zip(outputs)
            .map(|(planes, format)| planes.iter().map(|source| origin(source, format)).collect::<Option<_>>());
        let outputs = outputs.collect::<Option<_>>().ok_or("a plane of a group is made nowhere")?;
        let windows = windows(&components, inputs)?;
        Ok(Self { components, windows, outputs })
    }

    /// The frames around the current one that each input is read at.
    pub fn windows(&self) -> &[Window] {
        &self.windows
    }

    /// The planes of each output for one frame; those that are an input's are shared with it.
    ///
    /// Runs on the rayon pool of the caller, with the same result for any number of threads.
    ///
    /// # Panics
    /// If the scene lacks frames of a window, or frames are not as the formats said.
    pub fn run(&self, scene: &Scene<'_>, pool: &FramePool) -> Vec<Vec<Plane>> {
        let shots: Vec<_> = self.components.iter().map(|component| component.shot(scene, &self.windows)).collect();
        let mut buffers: Vec<Vec<(PlaneBuffer, usize)>> =
            self.components.iter().map(|component| buffers(component, pool)).collect();
        let places: Vec<Places> = buffers.iter_mut().map(|buffers| Places::of(buffers)).collect();
        let threads = rayon::current_num_threads();
        let tasks: Vec<_> = (0..self.components.len())
            .flat_map(|number| self.components[number].bands(threads).into_iter().map(move |band| (number, band)))
            .collect();
        tasks.into_par_iter().with_max_len(1).for_each(|(number, band)| {
            // SAFETY: bands of a component have no row in common, and nobody else has the buffers; a row is whole
            // blocks, as `buffers` makes it.
            unsafe { self.components[number].run(&shots[number], band, &places[number].0) };
        });
        let made: Vec<Vec<Plane>> =
            self.components.iter().zip(buffers).map(|(component, buffers)| planes(component, buffers)).collect();
        let plane = |origin: &Origin| match *origin {
            Origin::Input { input, plane } => {
                scene.inputs[input][self.windows[input].before as usize].planes[plane].clone()
            }
            Origin::Made { component, made: number, sample } => Plane { sample, ..made[component][number].clone() },
        };
        self.outputs.iter().map(|planes| planes.iter().map(plane).collect()).collect()
    }
}

/// Where the first sample of each plane of a component is, and bytes from row to row.
struct Places(Vec<(*mut u8, usize)>);

// SAFETY: places to write to; which thread writes which rows is the business of `Program::run`.
unsafe impl Sync for Places {}

impl Places {
    fn of(buffers: &mut [(PlaneBuffer, usize)]) -> Self {
        Self(buffers.iter_mut().map(|(buffer, stride)| (buffer.bytes_mut().as_mut_ptr(), *stride)).collect())
    }
}

/// Whether an output can be what a cell makes.
fn check(pipeline: &Pipeline, id: CellId, format: &VideoFormat, plane: usize) -> Result<(), String> {
    let cell = pipeline.cells.get(id.0 as usize).ok_or("an output of a group is a cell that is not there")?;
    if cell.stored != Stored::of(format, plane) {
        return Err(format!("kernel `{}` does not make plane {plane} of {}", cell.kernel.name, format.layout));
    }
    Ok(())
}

fn windows(components: &[Component], inputs: usize) -> Result<Vec<Window>, String> {
    let mut windows = vec![Window::default(); inputs];
    for (input, dt) in components.iter().flat_map(Component::reads) {
        let window = windows.get_mut(input).ok_or_else(|| format!("a group reads input {input} of {inputs}"))?;
        window.before = window.before.max((-i32::from(dt)).max(0) as u32);
        window.after = window.after.max(i32::from(dt).max(0) as u32);
    }
    Ok(windows)
}

/// Memory for the planes of a component, and bytes from row to row: whole blocks.
fn buffers(component: &Component, pool: &FramePool) -> Vec<(PlaneBuffer, usize)> {
    let (width, height) = component.size();
    let buffer = |bytes| {
        let stride = width.next_multiple_of(BLOCK) * bytes;
        (pool.take(stride * height), stride)
    };
    component.sample_bytes().map(buffer).collect()
}

fn planes(component: &Component, buffers: Vec<(PlaneBuffer, usize)>) -> Vec<Plane> {
    let (width, height) = component.size();
    buffers
        .into_iter()
        // The sample type is known to the outputs only: they put it in.
        .map(|(buffer, stride)| Plane::new(Arc::new(buffer), stride, (width, height), SampleType::Uint(8)))
        .collect()
}
