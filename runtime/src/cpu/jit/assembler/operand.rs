//! What instructions work on: registers, places in memory, and how wide a vector is.

use super::Label;

/// A general register, by its number in encodings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(in super::super) enum Gpr {
    Rax = 0,
    Rcx = 1,
    Rdx = 2,
    Rbx = 3,
    Rsp = 4,
    Rbp = 5,
    Rsi = 6,
    Rdi = 7,
    R8 = 8,
    R9 = 9,
    R10 = 10,
    R11 = 11,
    R12 = 12,
    R13 = 13,
    R14 = 14,
    R15 = 15,
}

impl Gpr {
    /// The number in encodings.
    pub(super) fn number(self) -> u8 {
        self as u8
    }
}

/// A place in memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum Address {
    /// `base + displacement`
    Base(Gpr, i32),
    /// `base + index · 2^scale + displacement`; the index is not `Rsp`.
    Indexed { base: Gpr, index: Gpr, scale: u8, displacement: i32 },
    /// `base + index · 4`, the index a vector: a different place for each lane.
    Gathered { base: Gpr, index: u8 },
    /// A label of the code.
    Label(Label),
}

/// The operand of a vector instruction that may be in memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum Operand {
    /// A vector register (or a mask register, where an instruction takes one).
    Register(u8),
    /// As much memory as the instruction takes.
    Memory(Address),
    /// Four bytes of memory, the same in every lane; with vectors of 512 bits only.
    Broadcast(Address),
}

/// How wide vectors are, and with it which encoding is used: VEX for the narrow ones, EVEX for 512 bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum Width {
    /// 128 bits.
    Xmm,
    /// 256 bits.
    Ymm,
    /// 512 bits.
    Zmm,
}

impl Width {
    /// Bytes of a vector.
    pub(in super::super) fn bytes(self) -> usize {
        match self {
            Self::Xmm => 16,
            Self::Ymm => 32,
            Self::Zmm => 64,
        }
    }
}

/// Which lanes of its result an instruction of 512 bits writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum Masking {
    /// All.
    None,
    /// Those of a mask register; for some instructions the others come from an operand.
    Merge(u8),
    /// Those of a mask register; the others become 0.
    Zero(u8),
}

/// When a jump is taken, after a comparison of unsigned numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum Condition {
    /// The first was below the second.
    Below = 0x2,
    /// The first was not below the second.
    NotBelow = 0x3,
}
