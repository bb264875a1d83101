//! Vector code as text, one operation a line.

use std::fmt;

use super::{Code, Op, Value};

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, op) in self.nodes.iter().enumerate() {
            writeln!(f, "v{position} = {op}")?;
        }
        self.results.iter().try_for_each(|result| writeln!(f, "store {} {result}", name(self.store)))
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "v{}", self.0)
    }
}

impl fmt::Display for Op {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::Constant(bits) => write!(f, "constant {bits:#010x} ({:?})", f32::from_bits(bits))?,
            Self::Lanes { first, step } => write!(f, "lanes {first:#x} + {step:#x}")?,
            Self::Uniform(number) => write!(f, "uniform {number}")?,
            Self::Hash(number) => write!(f, "hash {number}")?,
            Self::Row { row, dx, sample } => write!(f, "load {} row {row} {dx:+}", name(sample))?,
            Self::Column(factor) => write!(f, "column * {factor:#x}")?,
            Self::Unary(op, _) => write!(f, "{}", name(op))?,
            Self::Binary(op, ..) => write!(f, "{}", name(op))?,
            Self::Shift(shift, bits, _) => write!(f, "shift {} {bits}", name(shift))?,
            Self::Fused(how, ..) => write!(f, "fused {}", name(how))?,
            Self::Compare(predicate, ..) => write!(f, "compare {}", name(predicate))?,
            Self::Sign(_) => write!(f, "sign")?,
            Self::Not(_) => write!(f, "not")?,
            Self::Both(..) => write!(f, "both")?,
            Self::Either(..) => write!(f, "either")?,
            Self::Choose(..) => write!(f, "choose")?,
            Self::Keep(..) => write!(f, "keep")?,
            Self::Gather(table, _) => write!(f, "gather table {table}")?,
        }
        self.operands().try_for_each(|operand| write!(f, " {operand}"))
    }
}

/// The name of a variant, in small letters.
fn name(variant: impl fmt::Debug) -> String {
    format!("{variant:?}").to_lowercase()
}
