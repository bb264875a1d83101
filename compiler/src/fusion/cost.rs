//! What cells cost: a model of the processor, coarse on purpose, that only has to rank two ways of doing one thing.
//!
//! Work is counted in operations on a vector of single-precision numbers, for one sample of every lane. Where
//! exact, codes are compared as they are, and as many more of them fit a vector.

use super::table::{only_load, samples_of};
use super::{Cell, Pipeline, Read};
use crate::kernel::{BinaryOp, Expr, Stored};

/// Work, in quarters of an operation: those on bytes take one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(super) struct Work(pub(super) u64);

impl std::ops::Add for Work {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
}

impl std::iter::Sum for Work {
    fn sum<I: Iterator<Item = Self>>(all: I) -> Self {
        Self(all.map(|work| work.0).sum())
    }
}

impl Work {
    /// So many operations on single-precision numbers.
    pub(super) const fn of(operations: u64) -> Self {
        Self(4 * operations)
    }

    /// Work that is done `times` times.
    pub(super) const fn times(self, times: u64) -> Self {
        Self(self.0 * times)
    }
}

/// `12.25 operations`
impl std::fmt::Display for Work {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} operations", self.0 as f64 / 4.0)
    }
}

/// Writing a sample to a row that stays in the first-level cache.
const PUT: Work = Work::of(1);

/// One sample of a cell that is not looked up: its reads, its arithmetic, its rounding.
pub(super) fn computed(cell: &Cell, pipeline: &Pipeline) -> Work {
    if let Some(quarters) = on_codes(cell, pipeline) {
        return Work(cell.kernel.nodes.len() as u64 * quarters) + PUT;
    }
    let loads = cell.kernel.nodes.iter().map(|node| match node {
        Expr::Load(load) => cell.reads.get(usize::from(load.input)).map_or(Work::default(), |read| match read {
            // Rows of cells are kept converted.
            Read::Cell(_) => Work::of(1),
            Read::Input { stored, .. } => converted(*stored),
        }),
        _ => Work::default(),
    });
    loads.sum::<Work>() + Work::of(cell.kernel.cost().flops()) + rounded(cell.stored) + PUT
}

/// Quarters of an operation on a sample, for a cell that only compares samples of one kind and can do so on codes.
fn on_codes(cell: &Cell, pipeline: &Pipeline) -> Option<u64> {
    let quarters = match cell.stored {
        Stored::Byte(_) => 1,
        Stored::Word(_) => 2,
        _ => return None,
    };
    let same = cell.reads.iter().all(|read| pipeline.stored(*read) == cell.stored);
    let simple = |node: &Expr| matches!(node, Expr::Load(_) | Expr::Binary(BinaryOp::Min | BinaryOp::Max, ..));
    (same && cell.kernel.nodes.iter().all(simple)).then_some(quarters)
}

/// A look-up of a stored sample in a table for all that there can be; `None` where there can be too many.
pub(super) fn look_up(stored: Stored) -> Option<Work> {
    Some(match samples_of(stored)? {
        // A few shuffles of registers.
        0..=256 => Work::of(6),
        // One sample after the other, from the first-level cache,
        257..=8192 => Work::of(24),
        // or from the second.
        _ => Work::of(48),
    })
}

/// Whether looking a cell's samples up is quicker than working them out.
pub(crate) fn table_pays(cell: &Cell, pipeline: &Pipeline) -> bool {
    let [read] = cell.reads[..] else { return false };
    only_load(&cell.kernel).is_some()
        && look_up(pipeline.stored(read)).is_some_and(|work| work + PUT < computed(cell, pipeline))
}

/// From a stored sample to its nominal value.
fn converted(stored: Stored) -> Work {
    match stored {
        Stored::Byte(_) | Stored::Word(_) => Work::of(4),
        Stored::Half => Work::of(2),
        Stored::Single => Work::of(1),
    }
}

/// From a nominal value to a sample.
fn rounded(stored: Stored) -> Work {
    match stored {
        Stored::Byte(_) | Stored::Word(_) => Work::of(7),
        Stored::Half => Work::of(3),
        Stored::Single => Work::of(1),
    }
}

/// A cell worked out or looked up, whichever is less.
pub(super) fn best(cell: &Cell, pipeline: &Pipeline) -> Work {
    let table = cell.reads.first().and_then(|read| look_up(pipeline.stored(*read)));
    table.filter(|_| table_pays(cell, pipeline)).unwrap_or_else(|| computed(cell, pipeline))
}
