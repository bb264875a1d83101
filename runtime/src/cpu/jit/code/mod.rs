//! Vector code: what one step of a row function computes, as single operations on whole vectors.
//!
//! Contract:
//! - `nodes` is in topological order, and no two are the same operation on the same values.
//! - A value is a vector of 32-bit lanes (floats or integers, as its users take it), a vector of codes
//!   ([`Sample::Codes`] and what is made of it), or a *condition*: one truth for each lane.
//! - Nothing is contracted but [`Op::Fused`], which whoever builds it has shown to give the same bits.

mod build;
mod display;
mod fold;

pub(super) use build::Builder;

/// The result of an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Value(pub(super) u32);

impl Value {
    /// Position among the nodes.
    pub(super) fn index(self) -> usize {
        self.0 as usize
    }
}

/// One step of a row function.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Code {
    /// Operations in topological order.
    pub(super) nodes: Vec<Op>,
    /// What is stored: one vector, or several that follow each other.
    pub(super) results: Vec<Value>,
    /// How it is stored.
    pub(super) store: Sample,
    /// What [`Op::Gather`] reads.
    pub(super) tables: Vec<Vec<f32>>,
}

/// How a vector lies in memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Sample {
    /// Bytes; each is one lane of 32 bits. Larger lanes are stored as 255 when what is stored is never negative.
    Byte,
    /// 16 bits; each is one lane of 32 bits. Larger lanes are stored as 65535.
    Word,
    /// Half precision; each is one float.
    Half,
    /// 32 bits as they are.
    Single,
    /// As many bytes as a vector has, each one lane of 8 bits.
    Bytes,
    /// As many bytes as a vector has, every two one lane of 16 bits.
    Words,
}

impl Sample {
    /// Bytes of a sample, as a power of two.
    pub(super) fn scale(self) -> u8 {
        match self {
            Self::Byte | Self::Bytes => 0,
            Self::Word | Self::Words | Self::Half => 1,
            Self::Single => 2,
        }
    }

    /// Samples that a vector of this many bytes stands for.
    pub(super) fn lanes(self, bytes: usize) -> usize {
        match self {
            Self::Bytes => bytes,
            Self::Words => bytes / 2,
            _ => bytes / 4,
        }
    }

    /// Whether it is loaded and stored without a conversion.
    pub(super) fn is_plain(self) -> bool {
        matches!(self, Self::Single | Self::Bytes | Self::Words)
    }
}

/// An operation on vectors.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Op {
    /// The same bits in every lane.
    Constant(u32),
    /// `first + step · lane`, modulo 2^32.
    Lanes { first: u32, step: u32 },
    /// A uniform of the call, in every lane.
    Uniform(u32),
    /// A row hash of the call, in every lane.
    Hash(u32),
    /// Samples of row `row`, `dx` columns beside those that are made.
    Row { row: u16, dx: i32, sample: Sample },
    /// The column of the first lane times a number, modulo 2^32, in every lane.
    Column(u32),
    /// An operation on one vector.
    Unary(Unary, Value),
    /// An operation on two vectors.
    Binary(Binary, Value, Value),
    /// Lanes of 32 bits shifted.
    Shift(Shift, u8, Value),
    /// A product and a sum in one rounding.
    Fused(Fused, Value, Value, Value),
    /// A comparison of floats: a condition.
    Compare(Predicate, Value, Value),
    /// Where the sign bit is set: a condition.
    Sign(Value),
    /// Where a condition does not hold.
    Not(Value),
    /// Where both conditions hold.
    Both(Value, Value),
    /// Where either condition holds.
    Either(Value, Value),
    /// The second where the condition holds, else the third.
    Choose(Value, Value, Value),
    /// The second where the condition holds, else 0 bits.
    Keep(Value, Value),
    /// Elements of a table, at whole numbers inside it.
    Gather(u8, Value),
}

/// Operations on one vector.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Unary {
    Sqrt,
    /// Floats to whole numbers downwards.
    Floor,
    /// Floats to the nearest whole numbers, ties to even.
    Nearest,
    /// Integers to floats.
    ToFloat,
    /// Floats to the nearest integers, ties to even; those out of range to −2^31.
    ToInteger,
    /// Floats to integers towards 0.
    Truncate,
    /// Floats to the nearest halves and back.
    Halve,
}

/// Operations on two vectors; those on integers wrap.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Binary {
    Add,
    Sub,
    Mul,
    Div,
    /// The first where it is less, else the second.
    Min,
    /// The first where it is greater, else the second.
    Max,
    And,
    Xor,
    AddInteger,
    SubInteger,
    MulInteger,
    /// The first times 2 to the power of the second, a whole number; 512 bits only.
    Scale,
    MinBytes,
    MaxBytes,
    MinWords,
    MaxWords,
}

impl Binary {
    /// Whether the operands may be swapped without changing a bit.
    pub(super) fn commutes(self) -> bool {
        !matches!(self, Self::Sub | Self::Div | Self::Min | Self::Max | Self::SubInteger | Self::Scale)
    }
}

/// Shifts of 32 bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Shift {
    Left,
    Right,
    /// Right, the sign filling up.
    RightSigned,
}

/// How a product and a third value are joined.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Fused {
    /// a·b + c
    Plus,
    /// a·b − c
    Minus,
    /// c − a·b
    From,
}

/// Comparisons of floats; all but the last two are false for a NaN.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Predicate {
    Lt,
    Le,
    Gt,
    Ge,
    Eq,
    Ne,
    /// One of them is a NaN.
    Unordered,
}

impl Op {
    /// The values that this one is made from.
    pub(super) fn operands(self) -> impl Iterator<Item = Value> {
        let (a, b, c) = match self {
            Self::Constant(_)
            | Self::Lanes { .. }
            | Self::Uniform(_)
            | Self::Hash(_)
            | Self::Row { .. }
            | Self::Column(_) => (None, None, None),
            Self::Unary(_, a) | Self::Shift(_, _, a) | Self::Sign(a) | Self::Not(a) | Self::Gather(_, a) => {
                (Some(a), None, None)
            }
            Self::Binary(_, a, b)
            | Self::Compare(_, a, b)
            | Self::Both(a, b)
            | Self::Either(a, b)
            | Self::Keep(a, b) => (Some(a), Some(b), None),
            Self::Fused(_, a, b, c) | Self::Choose(a, b, c) => (Some(a), Some(b), Some(c)),
        };
        [a, b, c].into_iter().flatten()
    }

    /// The same operation on other values.
    pub(super) fn map_operands(self, place: impl Fn(Value) -> Value) -> Self {
        match self {
            Self::Unary(op, a) => Self::Unary(op, place(a)),
            Self::Shift(shift, bits, a) => Self::Shift(shift, bits, place(a)),
            Self::Sign(a) => Self::Sign(place(a)),
            Self::Not(a) => Self::Not(place(a)),
            Self::Gather(table, a) => Self::Gather(table, place(a)),
            Self::Binary(op, a, b) => Self::Binary(op, place(a), place(b)),
            Self::Compare(predicate, a, b) => Self::Compare(predicate, place(a), place(b)),
            Self::Both(a, b) => Self::Both(place(a), place(b)),
            Self::Either(a, b) => Self::Either(place(a), place(b)),
            Self::Keep(a, b) => Self::Keep(place(a), place(b)),
            Self::Fused(how, a, b, c) => Self::Fused(how, place(a), place(b), place(c)),
            Self::Choose(a, b, c) => Self::Choose(place(a), place(b), place(c)),
            leaf => leaf,
        }
    }

    /// Whether it gives a condition.
    pub(super) fn is_condition(self) -> bool {
        matches!(self, Self::Compare(..) | Self::Sign(_) | Self::Not(_) | Self::Both(..) | Self::Either(..))
    }
}
