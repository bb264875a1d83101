//! The shaders of a pipeline, built for a device, and how a frame is made with them.

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError};

use fwr_compiler::fusion::wgsl::{Binding, Frame, PARAMS_WORDS, Packing, Shader};
use fwr_compiler::fusion::{CellId, Pipeline, PlaneSource};

use crate::device::{Gpu, Open};
use crate::error::GpuError;
use crate::layout::entries;
use crate::plane::Plane;
use crate::pool::{Pooled, Use};

/// A pipeline that is ready to run.
pub struct Program {
    gpu: Gpu,
    steps: Vec<Step>,
    packings: Vec<Packing>,
    outputs: Vec<Vec<PlaneSource>>,
}

struct Step {
    shader: Shader,
    built: Arc<Built>,
    tables: Option<wgpu::Buffer>,
}

/// What the driver made of a shader.
pub(crate) struct Built {
    pipeline: wgpu::ComputePipeline,
    group: wgpu::BindGroupLayout,
}

/// A frame that is to be made.
pub struct Job<'a> {
    /// Its number, from 0.
    pub number: u64,
    /// When it is shown, in seconds from the start of the clip.
    pub time: f32,
    /// Columns and rows of a plane that is made from nothing.
    pub size: &'a dyn Fn(usize) -> (usize, usize),
    /// A plane of an input, some frames later.
    pub input: &'a mut dyn FnMut(usize, usize, i16) -> Result<Arc<Plane>, GpuError>,
}

impl Program {
    /// Builds `shaders`, which are those of `pipeline`.
    ///
    /// # Errors
    /// [`GpuError::Shader`] if the driver does not build one, [`GpuError::TooManyBuffers`], [`GpuError::Lost`].
    pub fn new(gpu: &Gpu, pipeline: &Pipeline, shaders: Vec<Shader>) -> Result<Self, GpuError> {
        let steps = shaders.into_iter().map(|shader| step(&gpu.0, shader)).collect::<Result<_, _>>()?;
        Ok(Self {
            gpu: gpu.clone(),
            steps,
            packings: pipeline.cells.iter().map(|cell| Packing::of(&cell.stored)).collect(),
            outputs: pipeline.outputs.clone(),
        })
    }

    /// What each plane of each output is.
    pub fn outputs(&self) -> &[Vec<PlaneSource>] {
        &self.outputs
    }

    /// How many shaders run for a frame.
    pub fn shaders(&self) -> usize {
        self.steps.len()
    }

    /// Queues the work of a frame: the cells that leave the pipeline, and perhaps others.
    ///
    /// # Errors
    /// If there is no memory for them, or the device is lost.
    pub fn run(&self, job: Job<'_>) -> Result<BTreeMap<CellId, Arc<Plane>>, GpuError> {
        let open = &self.gpu.0;
        let mut made: BTreeMap<CellId, Arc<Plane>> = BTreeMap::new();
        // All that the queued work reads stays until it is handed in.
        let mut held: Vec<Arc<Plane>> = Vec::new();
        let mut params: Vec<Pooled> = Vec::new();
        let mut prepared = Vec::with_capacity(self.steps.len());
        for step in &self.steps {
            let mut planes: Vec<Option<Arc<Plane>>> = Vec::with_capacity(step.shader.bindings.len());
            for binding in &step.shader.bindings {
                planes.push(match *binding {
                    Binding::Input { input, plane, dt } => Some((job.input)(input, plane, dt)?),
                    Binding::Cell(cell) => made.get(&cell).cloned(),
                    Binding::Made(_) | Binding::Tables => None,
                });
            }
            // All planes that a shader works on are of one size.
            let read = planes.iter().flatten().next().map(|plane| (plane.width, plane.height));
            let (width, height) = read.unwrap_or_else(|| (job.size)(step.shader.plane));
            let frame = Frame { width, height, number: job.number, time: job.time };
            for (binding, plane) in step.shader.bindings.iter().zip(&mut planes) {
                if let Binding::Made(cell) = *binding {
                    let new = Arc::new(self.gpu.plane(width, height, self.packings[cell.0 as usize])?);
                    made.insert(cell, Arc::clone(&new));
                    *plane = Some(new);
                }
            }
            let told = open.buffer(Use::Params, (PARAMS_WORDS * 4) as u64)?;
            let words = frame.params();
            let bytes: Vec<u8> = words.iter().flat_map(|word| word.to_ne_bytes()).collect();
            let group = open.guarded(0, || {
                open.queue.write_buffer(told.buffer(), 0, &bytes);
                step.bind(open, &told, &planes)
            })?;
            params.push(told);
            prepared.push((step, group, frame.workgroups(&step.shader)));
            held.extend(planes.into_iter().flatten());
        }
        open.guarded(0, || {
            let mut encoder = open.device.create_command_encoder(&wgpu::CommandEncoderDescriptor::default());
            {
                let mut pass = encoder.begin_compute_pass(&wgpu::ComputePassDescriptor::default());
                for (step, group, (columns, rows)) in &prepared {
                    pass.set_pipeline(&step.built.pipeline);
                    pass.set_bind_group(0, group, &[]);
                    pass.dispatch_workgroups(*columns, *rows, 1);
                }
            }
            open.queue.submit([encoder.finish()]);
        })?;
        Ok(made)
    }
}

impl Step {
    fn bind(&self, open: &Open, told: &Pooled, planes: &[Option<Arc<Plane>>]) -> wgpu::BindGroup {
        let mut bound = vec![wgpu::BindGroupEntry { binding: 0, resource: told.buffer().as_entire_binding() }];
        for ((binding, plane), number) in self.shader.bindings.iter().zip(planes).zip(1..) {
            let buffer = match (binding, plane) {
                (Binding::Tables, _) => self.tables.as_ref(),
                (_, plane) => plane.as_ref().map(|plane| plane.buffer.buffer()),
            };
            let Some(buffer) = buffer else { continue };
            bound.push(wgpu::BindGroupEntry { binding: number, resource: buffer.as_entire_binding() });
        }
        let descriptor = wgpu::BindGroupDescriptor { label: None, layout: &self.built.group, entries: &bound };
        open.device.create_bind_group(&descriptor)
    }
}

fn step(open: &Open, shader: Shader) -> Result<Step, GpuError> {
    let (count, most) = (shader.bindings.len() as u32, open.limits.max_storage_buffers_per_shader_stage);
    if count > most {
        return Err(GpuError::TooManyBuffers { name: shader.name, count, most });
    }
    let built = built(open, &shader)?;
    let tables = (!shader.tables.is_empty()).then(|| {
        let bytes: Vec<u8> = shader.tables.iter().flat_map(|element| element.to_ne_bytes()).collect();
        open.guarded(bytes.len() as u64, || {
            let buffer = open.device.create_buffer(&wgpu::BufferDescriptor {
                label: None,
                size: bytes.len() as u64,
                usage: wgpu::BufferUsages::STORAGE | wgpu::BufferUsages::COPY_DST,
                mapped_at_creation: false,
            });
            open.queue.write_buffer(&buffer, 0, &bytes);
            buffer
        })
    });
    Ok(Step { tables: tables.transpose()?, built, shader })
}

/// What the driver makes of a shader, or has made of one with the same text.
fn built(open: &Open, shader: &Shader) -> Result<Arc<Built>, GpuError> {
    let mut known = open.built.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(built) = known.get(&shader.text) {
        return Ok(Arc::clone(built));
    }
    let made = open.guarded(0, || {
        let device = &open.device;
        let module = device.create_shader_module(wgpu::ShaderModuleDescriptor {
            label: Some(&shader.name),
            source: wgpu::ShaderSource::Wgsl(shader.text.as_str().into()),
        });
        let group = device.create_bind_group_layout(&wgpu::BindGroupLayoutDescriptor {
            label: None,
            entries: &entries(&shader.bindings),
        });
        let layout = device.create_pipeline_layout(&wgpu::PipelineLayoutDescriptor {
            label: None,
            bind_group_layouts: &[Some(&group)],
            immediate_size: 0,
        });
        let pipeline = device.create_compute_pipeline(&wgpu::ComputePipelineDescriptor {
            label: Some(&shader.name),
            layout: Some(&layout),
            module: &module,
            entry_point: Some("main"),
            compilation_options: wgpu::PipelineCompilationOptions {
                // Every word of a buffer is written before it is read; nothing is in workgroup memory.
                zero_initialize_workgroup_memory: false,
                ..wgpu::PipelineCompilationOptions::default()
            },
            cache: None,
        });
        Built { pipeline, group }
    });
    let made = made.map_err(|error| match error {
        GpuError::Refused(reason) => GpuError::Shader { name: shader.name.clone(), reason },
        other => other,
    })?;
    let made = Arc::new(made);
    known.insert(shader.text.clone(), Arc::clone(&made));
    Ok(made)
}
