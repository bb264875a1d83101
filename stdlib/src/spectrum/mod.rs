//! Noise taken off in the frequencies of blocks that lie over each other, in space and time.
//!
//! A [`Block`] of 16×16 samples is summed over frames ([`temporal`]), becomes a spectrum ([`transform`]), each frequency
//! of it is kept by as much as it is signal ([`wiener`]), and comes back; where blocks overlap ([`overlap`]) they are
//! averaged under a window. Filters of their own work in the [`cosines`] of smaller blocks.

#![allow(clippy::needless_range_loop, reason = "loops over the lanes of several arrays")]

mod block;
pub(crate) mod cosines;
mod denoise;
mod overlap;
mod planes;
mod temporal;
mod transform;
mod wiener;

pub(crate) use block::read;
pub(crate) use planes::Planes;
pub(crate) use temporal::RADIUS;
