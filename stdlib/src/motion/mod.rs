//! Motion: where each block of a picture was in another one.
//!
//! A picture becomes a [`Pyramid`] of smaller ones; [`search`] matches the blocks of one pyramid in another, from
//! the smallest picture to the largest; what it finds is a [`Field`] of vectors, and fields travel between filters as
//! the planes of a clip ([`Vectors`]).

mod block;
mod field;
mod level;
mod overlapped;
mod pyramid;
mod search;
mod tile;

pub(crate) use field::{Field, Grid, Vector, Vectors, lays, vectors_of};
pub(crate) use level::Level;
pub(crate) use overlapped::{Lay, Share, compensate, overlap};
pub(crate) use pyramid::Pyramid;
pub(crate) use search::{Care, search};
