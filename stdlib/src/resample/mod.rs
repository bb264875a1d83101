//! Resampling planes: separable, polyphase, with the kernels that zimg and its users know.
//!
//! A plane is a grid of samples over the picture; [`Grid`] says where its
//! samples sit. From two grids and a [`Kernel`] follow the [`Taps`] of every
//! output sample. [`Resampler`] applies them, both ways, to a strip of rows in single
//! precision; [`IntegerResampler`] does for samples of few bits, faster.

mod grid;
mod horizontal;
mod integer;
mod kernel;
mod resampler;
mod rows;
mod taps;
mod vertical;

pub(crate) use grid::Grid;
pub(crate) use integer::IntegerResampler;
pub(crate) use kernel::Kernel;
pub(crate) use resampler::{Resampler, Way, Workspace};
pub(crate) use rows::{LANES, RowBlock};
