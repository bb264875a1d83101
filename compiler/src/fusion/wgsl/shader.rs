//! What a shader is to whoever runs it.

use super::schedule::{Schedule, schedule};
use super::text;
use crate::fusion::{CellId, Pipeline};
use crate::kernel::{Stored, frame_value};

/// Invocations of a workgroup, in words of a row and in rows.
pub const WORKGROUP: (u32, u32) = (16, 8);

/// Words of the uniform buffer at binding 0: what [`Frame::params`] gives.
pub const PARAMS_WORDS: usize = 8;

/// One program that a graphics processor runs over a plane.
#[derive(Debug, Clone, PartialEq)]
pub struct Shader {
    /// The kernels whose work it does, for people.
    pub name: String,
    /// The program in WGSL; its entry point is `main`.
    pub text: String,
    /// Which plane it makes, or one of the same size.
    pub plane: usize,
    /// Samples of a row that one invocation makes.
    pub lanes: u32,
    /// The storage buffers: the first is binding 1.
    pub bindings: Vec<Binding>,
    /// What is in the buffer of [`Binding::Tables`].
    pub tables: Vec<f32>,
    /// Operations for each sample, where an addition is one.
    pub work: u64,
}

/// A storage buffer of a shader.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Binding {
    /// A plane of a frame of an input.
    Input {
        /// Which input.
        input: usize,
        /// Which plane of it.
        plane: usize,
        /// Frames later.
        dt: i16,
    },
    /// A cell that an earlier shader has stored.
    Cell(CellId),
    /// A cell that this shader stores.
    Made(CellId),
    /// All tables, one after the other.
    Tables,
}

/// How many samples are in a word of 32 bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Packing {
    /// One sample: the row is as many words as it has samples.
    One,
    /// Two of 16 bits, the first in the low bits.
    Two,
    /// Four of 8 bits, the first in the low bits.
    Four,
}

impl Packing {
    /// How samples that are stored so are packed.
    pub fn of(stored: &Stored) -> Self {
        match stored.bytes() {
            1 => Self::Four,
            2 => Self::Two,
            _ => Self::One,
        }
    }

    /// Samples of a word.
    pub fn samples(self) -> u32 {
        match self {
            Self::One => 1,
            Self::Two => 2,
            Self::Four => 4,
        }
    }

    /// Words of a row of `width` samples.
    pub fn words(self, width: usize) -> usize {
        width.div_ceil(self.samples() as usize)
    }
}

/// What a shader is told of the frame that it makes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Frame {
    /// Columns of the plane, at least one.
    pub width: usize,
    /// Rows of the plane, at least one.
    pub height: usize,
    /// Number of the frame, from 0.
    pub number: u64,
    /// When it is shown, in seconds from the start of the clip.
    pub time: f32,
}

impl Frame {
    /// The uniform buffer, as `Params` in the shader names it.
    pub fn params(&self) -> [u32; PARAMS_WORDS] {
        [
            self.width as u32 - 1,
            self.height as u32 - 1,
            Packing::Four.words(self.width) as u32,
            Packing::Two.words(self.width) as u32,
            self.number as u32,
            frame_value(self.number).to_bits(),
            self.time.to_bits(),
            // `zero`, which only the driver must not know.
            0,
        ]
    }

    /// Workgroups in a row and in a column that make the whole plane.
    pub fn workgroups(&self, shader: &Shader) -> (u32, u32) {
        let words = (self.width as u32).div_ceil(shader.lanes);
        (words.div_ceil(WORKGROUP.0), (self.height as u32).div_ceil(WORKGROUP.1))
    }
}

/// The shaders of a pipeline, in the order in which they run.
///
/// # Errors
/// Why a graphics processor cannot run it, for people.
pub fn shaders(pipeline: &Pipeline) -> Result<Vec<Shader>, String> {
    Ok(written(pipeline, &schedule(pipeline)?))
}

/// The shaders of a pipeline that run as `schedule` has it.
pub(super) fn written(pipeline: &Pipeline, schedule: &Schedule) -> Vec<Shader> {
    (0..schedule.dispatches.len()).map(|number| text::shader(pipeline, schedule, number)).collect()
}
