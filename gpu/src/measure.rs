//! What a graphics processor does in a second: copying, arithmetic, transfers, starts.

use std::time::Instant;

use fwr_compiler::fusion::wgsl::Packing;

use crate::adapter::{Adapter, about, find};
use crate::device::Gpu;
use crate::download::Download;
use crate::error::GpuError;
use crate::plane::Rows;
use crate::pool::Use;

/// Speeds of a graphics processor.
#[derive(Debug, Clone, PartialEq)]
pub struct Speeds {
    /// Which it is.
    pub adapter: Adapter,
    /// GB/s from and to its memory.
    pub memory_gbs: f64,
    /// 10^12 operations a second, twice what is reached without fusing products and sums.
    pub tflops: f64,
    /// GB/s to it.
    pub upload_gbs: f64,
    /// GB/s from it.
    pub download_gbs: f64,
    /// Microseconds to start a shader.
    pub launch_us: f64,
    /// Microseconds to hand over a frame and get it back, besides.
    pub frame_us: f64,
    /// Seconds to open it.
    pub start_seconds: f64,
    /// Seconds to build a shader.
    pub shader_seconds: f64,
}

/// Words of the buffers that are copied: 32 MiB each.
const WORDS: u32 = 8 << 20;
/// Threads of a workgroup, and workgroups in a row of them.
const GROUP: u32 = 64;
const COLUMNS: u32 = 1024;
/// Products and sums for each word, in the shader that counts them.
const OPERATIONS: u32 = 512;
/// Shaders that are started to learn what one start takes.
const STARTS: u32 = 200;
/// Size of the plane that goes up and down: one of 2160p.
const PLANE: (usize, usize) = (3840, 2160);
/// Rounds, of which the best counts.
const ROUNDS: usize = 5;

const COPY: &str = "
@group(0) @binding(0) var<storage, read_write> from_: array<u32>;
@group(0) @binding(1) var<storage, read_write> to_: array<u32>;
@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
    let at = id.y * 65536u + id.x;
    if (at < arrayLength(&to_)) { to_[at] = from_[at]; }
}";

const COUNT: &str = "
@group(0) @binding(0) var<storage, read_write> from_: array<u32>;
@group(0) @binding(1) var<storage, read_write> to_: array<u32>;
@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
    let at = id.y * 65536u + id.x;
    if (at >= arrayLength(&to_)) { return; }
    var a = f32(from_[at] & 255u) * 0.001;
    var b = a + 0.5;
    for (var i = 0u; i < 128u; i = i + 1u) {
        a = min(a * 1.0001, 4.0);
        b = max(b + 0.0001, a);
    }
    to_[at] = bitcast<u32>(a + b);
}";

/// Measures the graphics processor that [`Gpu::open`] opens, in a second or two.
///
/// # Errors
/// If there is none, or it refuses something.
pub fn measure() -> Result<Speeds, GpuError> {
    let began = Instant::now();
    let gpu = Gpu::open()?;
    let start_seconds = began.elapsed().as_secs_f64();
    let adapter = about(&find()?);
    let bench = Bench::new(&gpu)?;
    let shaders = [bench.build(COPY)?, bench.build(COUNT)?];
    let [copying, counting] = shaders.each_ref().map(|(pipeline, _)| pipeline);
    let shader_seconds = shaders.iter().map(|(_, seconds)| seconds).fold(f64::INFINITY, |a, b| a.min(*b));
    let words = f64::from(WORDS);
    let copied = bench.best(copying, WORDS, 1)?;
    // A program on the processor takes a hundred times as long; less than this says little.
    let some = if adapter.software { WORDS / 8 } else { WORDS };
    let counted = bench.best(counting, some, 1)?;
    let idle = bench.best(copying, 1, 1)?;
    let starts = bench.best(copying, 1, STARTS)?;
    let (up, down) = transfers(&gpu, PLANE)?;
    let (small_up, small_down) = transfers(&gpu, (64, 64))?;
    let plane = (PLANE.0 * PLANE.1) as f64;
    Ok(Speeds {
        adapter,
        memory_gbs: 8.0 * words / (copied - idle).max(1e-7) / 1e9,
        tflops: 2.0 * f64::from(some) * f64::from(OPERATIONS) / (counted - idle).max(1e-7) / 1e12,
        upload_gbs: plane / besides(up, small_up) / 1e9,
        download_gbs: plane / besides(down, small_down) / 1e9,
        launch_us: ((starts - idle) / f64::from(STARTS - 1)).max(1e-8) * 1e6,
        frame_us: (small_up + small_down + idle) * 1e6,
        start_seconds,
        shader_seconds,
    })
}

/// Seconds of the whole, besides those of what it would take for next to nothing; not less than a third.
fn besides(whole: f64, nothing: f64) -> f64 {
    (whole - nothing).max(whole / 3.0)
}

/// Seconds to send a plane and to read it back, each the best of some rounds.
fn transfers(gpu: &Gpu, size: (usize, usize)) -> Result<(f64, f64), GpuError> {
    let mut best = (f64::INFINITY, f64::INFINITY);
    for _ in 0..ROUNDS {
        let (up, down) = transfer(gpu, size)?;
        best = (best.0.min(up), best.1.min(down));
    }
    Ok(best)
}

fn transfer(gpu: &Gpu, (width, height): (usize, usize)) -> Result<(f64, f64), GpuError> {
    let bytes = vec![7u8; width * height];
    let began = Instant::now();
    let plane = gpu.upload(Rows { bytes: &bytes, stride: width }, width, height, Packing::Four)?;
    gpu.0.queue.submit([]);
    wait(gpu)?;
    let up = began.elapsed().as_secs_f64();
    let began = Instant::now();
    let mut read = vec![0u8; width * height];
    Download::start(gpu, &plane)?.wait(|rows| read.copy_from_slice(&rows.bytes[..width * height]))?;
    Ok((up, began.elapsed().as_secs_f64()))
}

/// Waits for all that is queued.
fn wait(gpu: &Gpu) -> Result<(), GpuError> {
    gpu.0.device.poll(wgpu::PollType::wait_indefinitely()).map_err(|error| GpuError::Lost(error.to_string()))?;
    gpu.0.check()
}

/// Two buffers and the shaders that work on them.
struct Bench<'a> {
    gpu: &'a Gpu,
    layout: wgpu::BindGroupLayout,
    group: wgpu::BindGroup,
}

impl<'a> Bench<'a> {
    fn new(gpu: &'a Gpu) -> Result<Self, GpuError> {
        let bytes = u64::from(WORDS) * 4;
        let buffers = [gpu.0.buffer(Use::Plane, bytes)?, gpu.0.buffer(Use::Plane, bytes)?];
        gpu.0.guarded(0, || {
            let device = &gpu.0.device;
            let entry = |binding| wgpu::BindGroupLayoutEntry {
                binding,
                visibility: wgpu::ShaderStages::COMPUTE,
                ty: wgpu::BindingType::Buffer {
                    ty: wgpu::BufferBindingType::Storage { read_only: false },
                    has_dynamic_offset: false,
                    min_binding_size: None,
                },
                count: None,
            };
            let layout = device.create_bind_group_layout(&wgpu::BindGroupLayoutDescriptor {
                label: None,
                entries: &[entry(0), entry(1)],
            });
            let bound = |binding: usize| wgpu::BindGroupEntry {
                binding: binding as u32,
                resource: buffers[binding].buffer().as_entire_binding(),
            };
            let group = device.create_bind_group(&wgpu::BindGroupDescriptor {
                label: None,
                layout: &layout,
                entries: &[bound(0), bound(1)],
            });
            Self { gpu, layout, group }
        })
    }

    /// A shader, and the seconds that building it took.
    fn build(&self, text: &str) -> Result<(wgpu::ComputePipeline, f64), GpuError> {
        let began = Instant::now();
        let pipeline = self.gpu.0.guarded(0, || {
            let device = &self.gpu.0.device;
            let module = device.create_shader_module(wgpu::ShaderModuleDescriptor {
                label: None,
                source: wgpu::ShaderSource::Wgsl(text.into()),
            });
            let layout = device.create_pipeline_layout(&wgpu::PipelineLayoutDescriptor {
                label: None,
                bind_group_layouts: &[Some(&self.layout)],
                immediate_size: 0,
            });
            device.create_compute_pipeline(&wgpu::ComputePipelineDescriptor {
                label: None,
                layout: Some(&layout),
                module: &module,
                entry_point: Some("main"),
                compilation_options: wgpu::PipelineCompilationOptions::default(),
                cache: None,
            })
        })?;
        // Some drivers build a shader when it is first started.
        self.run(&pipeline, 1, 1)?;
        Ok((pipeline, began.elapsed().as_secs_f64()))
    }

    /// Seconds to start a shader on so many words, so many times, the best of some rounds.
    fn best(&self, pipeline: &wgpu::ComputePipeline, words: u32, times: u32) -> Result<f64, GpuError> {
        let mut best = f64::INFINITY;
        for _ in 0..ROUNDS {
            best = best.min(self.run(pipeline, words, times)?);
        }
        Ok(best)
    }

    fn run(&self, pipeline: &wgpu::ComputePipeline, words: u32, times: u32) -> Result<f64, GpuError> {
        let groups = words.div_ceil(GROUP);
        let began = Instant::now();
        self.gpu.0.guarded(0, || {
            let descriptor = wgpu::CommandEncoderDescriptor::default();
            let mut encoder = self.gpu.0.device.create_command_encoder(&descriptor);
            {
                let mut pass = encoder.begin_compute_pass(&wgpu::ComputePassDescriptor::default());
                pass.set_pipeline(pipeline);
                pass.set_bind_group(0, &self.group, &[]);
                for _ in 0..times {
                    pass.dispatch_workgroups(groups.min(COLUMNS), groups.div_ceil(COLUMNS), 1);
                }
            }
            self.gpu.0.queue.submit([encoder.finish()]);
        })?;
        wait(self.gpu)?;
        Ok(began.elapsed().as_secs_f64())
    }
}
