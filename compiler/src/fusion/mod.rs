//! Fusion: several ops of a plan as one, so that what passes between them never goes through memory.
//!
//! A [`Group`] is what a fused op of a plan says: which kernels, each on what. [`Pipeline::of`] lowers it to
//! *cells*, one for each plane that a kernel makes: what every backend compiles. A kernel that is not fused
//! is a group of one. [`Pipeline::optimised`] then rewrites the cells by [`passes`].
//!
//! What a group gives is what its kernels give one after the other, bit for bit: a value that passes from one
//! to the next is rounded as if it had been stored.

mod answers;
mod cost;
mod emit;
mod estimate;
mod explain;
#[doc(hidden)]
pub mod generate;
mod group;
mod inline;
mod interpret;
mod lower;
mod parts;
pub mod passes;
mod pipeline;
mod select;
mod table;
mod text;
mod verify;
pub mod wgsl;

pub(crate) use answers::Answers;
pub(crate) use cost::table_pays;
pub use emit::emit;
pub(crate) use estimate::halos;
pub use explain::{Explained, Explanation, Reading, Run};
pub(crate) use group::planes_text;
pub use group::{Group, GroupStage, Origin};
pub use interpret::{Raster, interpret};
pub use parts::parts;
pub(crate) use passes::shape;
pub use pipeline::{Cell, CellId, Pipeline, PlaneSource, Read};
#[doc(hidden)]
pub use select::fuse_whatever_it_costs;
pub use select::{Boundary, Reason, fuse, fuse_survey};
pub(crate) use select::{Joined, fuse_knowing};
pub use table::{Entries, Table};
pub use verify::verify;
