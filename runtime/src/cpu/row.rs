//! What computes one row of a cell, whoever does: what it is made from, and what it is given.
//!
//! The executor keeps the rows and calls; machine code and the strip machine are the two kinds of row
//! function there are. Both give the same bits.

use fwr_compiler::kernel::{Border, Kernel, Load, Places, Stored};

/// How a row that is read is stored in memory.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Element {
    /// Stored samples, converted on load.
    Stored(Stored),
    /// Nominal values in single precision: a row that the executor has converted, or a cell's line buffer.
    Nominal,
}

impl Element {
    /// Bytes of a sample in memory.
    pub(super) fn bytes(&self) -> usize {
        match self {
            Self::Stored(stored) => stored.bytes(),
            Self::Nominal => size_of::<f32>(),
        }
    }
}

/// One row that a cell reads: which of its reads, which frame, which row relative to the output row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct RowKey {
    /// Which of the cell's reads: `Load::input`.
    pub(super) read: u8,
    /// Frames later.
    pub(super) dt: i16,
    /// Rows down.
    pub(super) dy: i16,
    /// What is read past the edges of the plane; the row has it beside its ends.
    pub(super) border: Border,
}

impl RowKey {
    /// The row that a load reads.
    pub(super) fn of(load: Load) -> Self {
        Self { read: load.input, dt: load.dt, dy: load.dy, border: load.border }
    }
}

/// What a row function is compiled from: the cell's kernel after uniform splitting, with every load resolved to
/// a row.
#[derive(Clone, Copy)]
pub(super) struct RowKernel<'a> {
    /// One value; loads are found in `rows` by (input, dt, dy, border), and dx is the column offset.
    pub(super) kernel: &'a Kernel,
    /// For each expression its position in the uniform values, if it is the same for the whole row.
    pub(super) uniforms: &'a Places,
    /// The rows, in the order in which a call gives them.
    pub(super) rows: &'a [(RowKey, Element)],
    /// How the plane of each row is stored: a nominal value of the row is one that this gives back.
    pub(super) planes: &'a [Stored],
    /// What is written: `Stored` rounds and stores samples, `Nominal` nominal values as `round` gives them back.
    pub(super) out: Element,
    /// How the cell is stored: that of `out` when it is `Stored`.
    pub(super) round: Stored,
}

/// One row to compute: `count` samples from column `x` on.
///
/// For the call to be sound:
/// - there are as many pointers as the kernel has rows, each to the sample of its row at column `x`, aligned to
///   its element;
/// - each row is readable from column `x - reach` up to but not including column
///   `x + count.next_multiple_of(BLOCK) + reach`, where `reach` is the largest |dx| of that row's loads;
/// - `out` is writable up to `count.next_multiple_of(BLOCK)` samples, aligned to its element, and overlaps no row;
///   samples past `count` are garbage that nobody reads;
/// - `uniforms` and `hashes` have as many values as the kernel asks for.
#[repr(C)]
pub(super) struct RowCall {
    /// Where each row is.
    pub(super) rows: *const *const u8,
    /// The values of the uniforms.
    pub(super) uniforms: *const f32,
    /// `row_hash` of each `Random` of the kernel, in the order of its expressions.
    pub(super) hashes: *const u32,
    /// Where the results go.
    pub(super) out: *mut u8,
    /// The first column.
    pub(super) x: i32,
    /// Columns to compute.
    pub(super) count: u32,
}

/// Rows are computed in whole blocks of this many samples, so that code has no tails.
pub(super) const BLOCK: usize = 64;

/// Computes rows of one kernel.
pub(super) trait RowFunction: Send + Sync {
    /// Computes one row.
    ///
    /// # Safety
    /// As [`RowCall`] says, for the kernel that this was compiled from.
    unsafe fn run(&self, call: &RowCall);
}
