//! Shaders: a pipeline as WGSL, the text that a graphics processor runs.
//!
//! A pipeline becomes a list of [`Shader`]s, run one after the other. Each makes one or more cells of one size;
//! what it reads is planes of inputs and cells that an earlier shader has stored. Planes lie in buffers of
//! words of 32 bits, four samples of 8 bits or two of 16 to a word, each row starting with a whole word. One
//! invocation makes the samples of one word (of the narrowest plane that it makes) and nobody else
//! writes that word. The values between are those of [`super::interpret`]: the same operations in the same
//! order, with the functions of [`crate::kernel::math`] in `library.wgsl`. Drivers would contract and reorder them;
//! a zero that they do not know, added to the bits of each result, keeps them from it. What is left to a driver
//! is the last place of a quotient or a square root, and whether numbers below 2^-126 count as 0.
//!
//! `schedule` decides what is worked out again where it is read and what is stored between; `cell` writes
//! the function of a cell, `memory` those that read and write planes, `text` the shader around them. `place`
//! chooses the ops of a plan that run there, and `transfers` counts what that moves.

mod cell;
mod emit;
mod library;
mod memory;
mod place;
mod schedule;
mod shader;
mod text;
mod transfers;

pub use emit::emit;
pub(crate) use place::{Lowered, prefer_gpu, refusal_knowing};
pub use place::{lower, refusal};
pub(crate) use schedule::Dispatch;
pub use schedule::{MAX_BUFFERS, MAX_WORK, RECOMPUTE};
pub use shader::{Binding, Frame, PARAMS_WORDS, Packing, Shader, WORKGROUP, shaders};
pub use transfers::{Transfers, plane_bytes, side};
