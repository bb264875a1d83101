//! The linear form of a kernel: what the engine carries out, strip by strip.
//!
//! A strip is [`STRIP`] neighbouring samples of one row. Instructions work on
//! whole strips in one arena of `f32`: first the registers, then the converted
//! rows of the inputs. A neighbour to the left or right is the same memory read
//! from another column, so most loads cost no instruction.

use std::ops::Range;

use fwr_compiler::kernel::{BinaryOp, Random, UnaryOp};

use super::uniform::Uniforms;

/// Samples in a strip; what ten registers of this size take stays in the first-level cache.
pub(super) const STRIP: usize = 256;
/// Floats from one register to the next: not a power of two, or all of them would
/// compete for the same places of the cache and loads would wait for unrelated stores.
pub(super) const REGISTER: usize = STRIP + LANES;
/// Samples that are loaded, computed and stored at once.
pub(super) const LANES: usize = 16;

/// A strip in the arena: `offset` floats after base `base` (0 is the registers, `1 + n` the `n`th row that is read).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Strip {
    pub(super) base: u16,
    pub(super) offset: u32,
}

/// An operand: different for every sample, or one number for the row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Operand {
    /// A strip.
    Strip(Strip),
    /// Position in the values of [`Uniforms`].
    Uniform(u32),
}

/// How a product and a third value are joined; each is two roundings, never one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Join {
    /// a·b + c
    Plus,
    /// a·b − c
    Minus,
    /// c − a·b
    From,
}

/// One step; the result goes to the register that starts at float `.0` of the arena.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Instruction {
    /// The same number in every sample.
    Splat(u32, u32),
    /// The columns.
    Columns(u32),
    /// Random numbers.
    Random(u32, Random),
    /// An operation on one strip.
    Unary(u32, UnaryOp, Strip),
    /// An operation on two strips.
    Strips(u32, BinaryOp, Strip, Strip),
    /// An operation on a strip and a uniform.
    Right(u32, BinaryOp, Strip, u32),
    /// An operation on a uniform and a strip.
    Left(u32, BinaryOp, u32, Strip),
    /// A product of two strips joined with a third value.
    Product(u32, Join, Strip, Strip, Operand),
    /// A multiple of a strip joined with a third value.
    Multiple(u32, Join, Strip, u32, Operand),
    /// The minimum and the maximum of two strips, to two registers.
    Order(u32, u32, Strip, Strip),
    /// The second where the first is not 0, else the third.
    Select(u32, Strip, Strip, Strip),
}

/// How an output row is made.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum RowCode {
    /// It is a row of an input, unchanged.
    Copy { input: usize, dy: i32, dt: i32 },
    /// It is a row of an input, each code replaced by the one in the plane's table.
    Table { input: usize, dy: i32, dt: i32, tables: Vec<[u8; 256]> },
    /// It is computed.
    Compute(Code),
}

/// A kernel as instructions.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Code {
    /// Values that are the same for a whole row.
    pub(super) uniforms: Uniforms,
    /// Rows that are read: base `1 + n` of a strip is the `n`th of these.
    pub(super) rows: Vec<RowRead>,
    /// Steps in order.
    pub(super) instructions: Vec<Instruction>,
    /// Where the result is in the end.
    pub(super) result: Strip,
    /// Registers used.
    pub(super) registers: usize,
}

/// A row of an input, relative to the output row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct RowRead {
    /// Which ring holds it.
    pub(super) ring: usize,
    /// Rows down.
    pub(super) dy: i32,
}

/// The converted rows of one frame of one input that are kept while going down a column of strips.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Ring {
    /// Which input.
    pub(super) input: usize,
    /// Which frame of it, relative to the output frame.
    pub(super) dt: i32,
    /// Columns beside the strip that are read: from `columns.start` to below `columns.end`, 0 being its first.
    pub(super) columns: Range<i32>,
    /// Rows kept.
    pub(super) slots: usize,
}

impl Ring {
    /// Floats of one row, a multiple of [`LANES`].
    pub(super) fn row_length(&self) -> usize {
        let beside = (self.columns.end - self.columns.start - 1) as usize;
        (STRIP + beside).next_multiple_of(LANES)
    }
}
