//! The linear form of a kernel: what the strip machine carries out, strip by strip.
//!
//! A strip is [`STRIP`] neighbouring samples of one row. Instructions work on whole strips of `f32`: registers,
//! and rows that are read. A neighbour to the left or right is the same memory read from another column, so most
//! loads cost no instruction.

use fwr_compiler::kernel::{BinaryOp, Stored, UnaryOp};

use crate::cpu::row::Element;

/// Samples in a strip; what ten registers of this size take stays in the first-level cache.
pub(super) const STRIP: usize = 256;
/// Floats from one register to the next: not a power of two, or all of them would
/// compete for the same places of the cache and loads would wait for unrelated stores.
pub(super) const REGISTER: usize = STRIP + LANES;
/// Samples that are loaded, computed and stored at once.
pub(super) const LANES: usize = 16;

/// A strip: `offset` floats after base `base` (0 is the registers, `1 + n` the `n`th row that is read).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Strip {
    pub(super) base: u16,
    pub(super) offset: i32,
}

/// An operand: different for every sample, or one number for the row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Operand {
    /// A strip.
    Strip(Strip),
    /// Position in the values of the uniforms.
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

/// One step; the result goes to the register that starts at float `.0` of the registers.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Instruction {
    /// The same number in every sample.
    Splat(u32, u32),
    /// The columns.
    Columns(u32),
    /// Random numbers: which hash of the row, and columns to the right.
    Random(u32, u32, i16),
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
    /// Elements of a table.
    LookUp(u32, u8, Strip),
    /// What a strip comes back as after it was stored.
    Round(u32, u8, Strip),
}

/// A kernel as instructions.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Code {
    /// Rows that are read: base `1 + n` of a strip is column 0 of the `n`th of these.
    pub(super) rows: Vec<RowRead>,
    /// Steps in order.
    pub(super) instructions: Vec<Instruction>,
    /// Where the result is in the end.
    pub(super) result: Strip,
    /// Registers used.
    pub(super) registers: usize,
    /// Numbers of the row: uniforms and hashes.
    pub(super) uniforms: usize,
    pub(super) hashes: usize,
    /// What [`Instruction::LookUp`] reads.
    pub(super) tables: Vec<Vec<f32>>,
    /// What [`Instruction::Round`] rounds to.
    pub(super) stores: Vec<Stored>,
    /// How the result is written.
    pub(super) out: Element,
    pub(super) round: Stored,
}

/// A row that is read, and how far beside the strip.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct RowRead {
    pub(super) element: Element,
    /// Columns to the left, a count.
    pub(super) left: usize,
    /// Columns to the right.
    pub(super) right: usize,
}

impl RowRead {
    /// Floats that a converted strip of it takes.
    pub(super) fn length(&self) -> usize {
        match self.element {
            Element::Stored(_) => (self.left + STRIP + self.right).next_multiple_of(LANES),
            Element::Nominal => 0,
        }
    }
}
