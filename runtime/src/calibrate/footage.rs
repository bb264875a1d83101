//! Made-up footage that codecs find as hard as the usual: textures of all sizes that move, edges, a little grain.

use std::sync::Arc;

use fwr_compiler::kernel::math;
use fwr_compiler::media::{Layout, SampleType, VideoFormat};

use crate::cpu::FramePool;
use crate::frame::{Frame, FrameProps, Plane};

/// What footage is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Shape {
    pub(super) width: u32,
    pub(super) height: u32,
    pub(super) bits: u8,
    pub(super) layout: Layout,
    /// Frames in it.
    pub(super) frames: usize,
    /// Whether it is flat and without grain.
    pub(super) flat: bool,
}

/// Code values, at 8 bits, of the texture of each size: 2, 4, 8, … samples. Pictures have about as much of every
/// size from 8 samples up, and less of the finest, which lenses blur.
const OCTAVES: &[f32] = &[1.6, 4.5, 9.0, 12.0, 14.0, 16.0, 18.0];
/// Standard deviation of the grain, in code values at 8 bits.
const GRAIN: f32 = 1.8;
/// Samples that the background moves by, for each frame.
const PAN: (f32, f32) = (1.75, 0.4);
/// And by how much it sways, as through water, so that no one vector fits all of it.
const SWAY: f32 = 1.0;

/// The frames of some footage: 25 a second, BT.709, limited range.
pub(super) fn footage(shape: Shape) -> Vec<Frame> {
    let format = Arc::new(format(shape));
    let pool = FramePool::new();
    let planes: Vec<Textures> = (0..format.planes()).map(|plane| Textures::new(&format, plane, shape.flat)).collect();
    (0..shape.frames)
        .map(|number| Frame {
            format: Arc::clone(&format),
            planes: planes.iter().map(|textures| textures.draw(&format, number, &pool)).collect(),
            pts: number as i64,
            duration: 1,
            props: Arc::new(FrameProps::default()),
            carrier: None,
        })
        .collect()
}

fn format(shape: Shape) -> VideoFormat {
    let usual = VideoFormat::usual((shape.width, shape.height), shape.layout, SampleType::Uint(shape.bits));
    VideoFormat { frames: Some(shape.frames as u64), ..usual }
}

/// A background that moves one way, and something in front of it that moves another.
struct Textures {
    plane: usize,
    grain: f32,
    size: (usize, usize),
    /// Samples of this plane for one of the first, across and down.
    step: (f32, f32),
    behind: Texture,
    before: Texture,
}

impl Textures {
    fn new(format: &VideoFormat, plane: usize, flat: bool) -> Self {
        let (width, height) = format.plane_size(plane);
        let step = (width as f32 / format.width as f32, height as f32 / format.height as f32);
        // Colours change less than brightness.
        let (middle, contrast): (f32, f32) = if plane == 0 { (118.0, 1.0) } else { (128.0, 0.35) };
        // What is fine enough for the eye is coarser in colour.
        let grain = if flat { 0.0 } else { GRAIN * contrast.max(0.5) };
        let contrast = if flat { 0.3 * contrast } else { contrast };
        let seed = 0x51f1_5e01 + plane as u32;
        Self {
            plane,
            grain,
            size: (width, height),
            step,
            behind: Texture::new(width + 160, height + 64, middle, contrast, seed),
            before: Texture::new(width / 2 + 32, height / 2 + 32, middle + 20.0 * contrast, contrast, seed ^ 0xffff),
        }
    }

    fn draw(&self, format: &VideoFormat, number: usize, pool: &FramePool) -> Plane {
        let (width, height) = self.size;
        let bytes = format.sample.bytes();
        let stride = (width * bytes).next_multiple_of(64);
        let mut buffer = pool.take(stride * height);
        let scale = (format.sample.max_code().unwrap_or(255) + 1) as f32 / 256.0;
        let time = number as f32;
        let swayed = |along: f32, length: f32, phase: f32| SWAY * math::sin(along / length + phase);
        let down: Vec<f32> = (0..width)
            .map(|x| self.step.1 * (PAN.1 * time + swayed(x as f32, 85.0 * self.step.0, -0.27 * time)))
            .collect();
        // An ellipse that crosses the picture against the background.
        let centre = (width as f32 * 0.6 - 3.0 * time * self.step.0, height as f32 * 0.55 + 1.2 * time * self.step.1);
        let radius = (width as f32 * 0.17, height as f32 * 0.24);
        let mut noise = Noise(0x2545_f491 ^ (number as u32 * 3 + self.plane as u32) << 9);
        for (y, row) in buffer.bytes_mut()[..stride * height].chunks_exact_mut(stride).enumerate() {
            let dx = self.step.0 * (PAN.0 * time + swayed(y as f32, 60.0 * self.step.1, 0.35 * time));
            for (x, dy) in down.iter().enumerate() {
                let (across, down) = (x as f32 - centre.0, y as f32 - centre.1);
                let inside = (across / radius.0).powi(2) + (down / radius.1).powi(2) < 1.0;
                let value = match inside {
                    true => self.before.at(across + radius.0, down + radius.1),
                    false => self.behind.at(x as f32 + dx, y as f32 + dy),
                };
                let grain = if self.grain > 0.0 { self.grain * noise.gaussian() } else { 0.0 };
                let code = ((value + grain) * scale + 0.5).clamp(16.0 * scale, 235.0 * scale);
                match bytes {
                    1 => row[x] = code as u8,
                    _ => row[2 * x..2 * x + 2].copy_from_slice(&(code as u16).to_ne_bytes()),
                }
            }
        }
        Plane::new(Arc::new(buffer), stride, self.size, format.sample)
    }
}

/// A picture of noise of all sizes.
struct Texture {
    width: usize,
    height: usize,
    samples: Vec<f32>,
}

impl Texture {
    fn new(width: usize, height: usize, middle: f32, contrast: f32, seed: u32) -> Self {
        let mut samples = vec![middle; width * height];
        for (octave, strength) in OCTAVES.iter().enumerate() {
            let cell = 2usize << octave;
            let lattice = Lattice::new(width / cell + 2, height / cell + 2, seed + octave as u32);
            for (y, row) in samples.chunks_exact_mut(width).enumerate() {
                let (below, part) = (y / cell, smooth((y % cell) as f32 / cell as f32));
                for (x, sample) in row.iter_mut().enumerate() {
                    let side = smooth((x % cell) as f32 / cell as f32);
                    *sample += contrast * strength * lattice.between(x / cell, below, side, part);
                }
            }
        }
        Self { width, height, samples }
    }

    /// The value between samples; beyond the edges that of the edge.
    fn at(&self, x: f32, y: f32) -> f32 {
        let (x, y) = (x.clamp(0.0, (self.width - 2) as f32), y.clamp(0.0, (self.height - 2) as f32));
        let (left, top) = (x as usize, y as usize);
        let (side, part) = (x - left as f32, y - top as f32);
        let row = |y: usize| {
            let at = y * self.width + left;
            self.samples[at] + (self.samples[at + 1] - self.samples[at]) * side
        };
        row(top) + (row(top + 1) - row(top)) * part
    }
}

/// Random values from -1 to 1 at the corners of cells.
struct Lattice {
    width: usize,
    values: Vec<f32>,
}

impl Lattice {
    fn new(width: usize, height: usize, seed: u32) -> Self {
        let mut noise = Noise(seed.wrapping_mul(0x9e37_79b9) | 1);
        Self { width, values: (0..width * height).map(|_| noise.next() * 2.0 - 1.0).collect() }
    }

    fn between(&self, x: usize, y: usize, side: f32, part: f32) -> f32 {
        let at = y * self.width + x;
        let mix = |a: f32, b: f32, part: f32| a + (b - a) * part;
        let top = mix(self.values[at], self.values[at + 1], side);
        mix(top, mix(self.values[at + self.width], self.values[at + self.width + 1], side), part)
    }
}

fn smooth(part: f32) -> f32 {
    part * part * (3.0 - 2.0 * part)
}

/// xorshift of 32 bits (Marsaglia 2003).
struct Noise(u32);

impl Noise {
    /// From 0 to 1.
    fn next(&mut self) -> f32 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 17;
        self.0 ^= self.0 << 5;
        (self.0 >> 8) as f32 / 16_777_216.0
    }

    /// Near enough: the sum of three.
    fn gaussian(&mut self) -> f32 {
        (self.next() + self.next() + self.next() - 1.5) * 2.0
    }
}
