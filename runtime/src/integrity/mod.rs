//! What holds a run to its word: the times of every stream, pictures that look wrong, checksums, inputs that change.
//!
//! The threads of a run note what passes; at the end [`verify()`] compares it, and only then outputs get their names.

mod checksum;
mod finite;
mod flats;
mod glance;
mod identity;
mod seen;
mod suspicion;
mod times;
mod verify;

pub(crate) use checksum::{FileSum, FrameSum, Summed};
pub(crate) use finite::{Finite, NotFinite};
pub(crate) use identity::Identity;
pub(crate) use seen::Seen;
pub(crate) use suspicion::suspicions;
pub use times::Span;
pub(crate) use times::Times;
pub(crate) use verify::{Carried, Delivered, Source, mismatches};
