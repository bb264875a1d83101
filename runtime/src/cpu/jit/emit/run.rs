//! One operation as instructions.

use super::Emitter;
use super::conversion::SCRATCH;
use crate::cpu::jit::Target;
use crate::cpu::jit::allocate::{Argument, Replaces};
use crate::cpu::jit::assembler::{Address, Form, Gpr, Masking, Operand, forms};
use crate::cpu::jit::code::{Binary, Fused, Op, Predicate, Shift, Unary};

/// A mask register that holds no condition.
const SCRATCH_MASK: u8 = 7;

impl Emitter<'_> {
    pub(super) fn run(&mut self, op: Op, to: u8, arguments: [Argument; 3]) {
        let width = self.target.width();
        match op {
            Op::Unary(Unary::Halve, _) => self.halve(to, register(arguments[0])),
            Op::Unary(op, _) => {
                let from = self.operand(arguments[0]);
                match unary(op) {
                    (form, Some(imm)) => self.asm.vector_with(width, form, to, 0, from, imm),
                    (form, None) => self.asm.vector(width, form, to, 0, from),
                }
            }
            Op::Binary(op, ..) => self.pair(binary(op), to, arguments),
            Op::Shift(shift, bits, _) => {
                let from = self.operand(arguments[0]);
                let kind = match shift {
                    Shift::Right => 2,
                    Shift::RightSigned => 4,
                    Shift::Left => 6,
                };
                // The result is named where the first source is named otherwise.
                self.asm.vector_with(width, forms::SHIFTD, kind, to, from, bits);
            }
            Op::Compare(predicate, ..) => {
                let (first, second, predicate) = match arguments[0] {
                    Argument::Register(first) => (first, arguments[1], predicate),
                    home => (register(arguments[1]), home, swapped(predicate)),
                };
                let second = self.operand(second);
                self.asm.vector_with(width, forms::CMPPS, to, first, second, comparison(predicate));
            }
            Op::Sign(_) => {
                let from = Operand::Register(register(arguments[0]));
                match self.target {
                    Target::Avx512 => self.asm.vector(width, forms::PMOVD2M, to, 0, from),
                    Target::Avx2 => self.asm.vector_with(width, forms::SHIFTD, 4, to, from, 31),
                }
            }
            Op::Not(_) | Op::Both(..) | Op::Either(..) => self.logic(op, to, arguments),
            Op::Choose(..) => {
                let (mask, then, other) = (register(arguments[0]), self.operand(arguments[1]), register(arguments[2]));
                match self.target {
                    Target::Avx512 => self.asm.masked(forms::BLENDMPS, Masking::Merge(mask), to, other, then),
                    Target::Avx2 => self.asm.vector_with(width, forms::BLENDVPS, to, other, then, mask << 4),
                }
            }
            Op::Keep(..) => self.keep(to, register(arguments[0]), arguments[1]),
            Op::Gather(table, _) => self.gather(to, table, register(arguments[0])),
            leaf => self.leaf(leaf, to),
        }
    }

    /// An instruction with two sources, of which the second may be in memory; the first only if they may be swapped.
    fn pair(&mut self, form: Form, to: u8, arguments: [Argument; 3]) {
        let (first, second) = match arguments {
            [Argument::Register(first), second, _] => (first, second),
            [home, second, _] => (register(second), home),
        };
        let second = self.operand(second);
        self.asm.vector(self.target.width(), form, to, first, second);
    }

    fn logic(&mut self, op: Op, to: u8, arguments: [Argument; 3]) {
        let width = self.target.width();
        match (op, self.target) {
            (Op::Not(_), Target::Avx512) => {
                self.asm.mask(forms::KNOTW, to, 0, Operand::Register(register(arguments[0])));
            }
            (Op::Not(_), Target::Avx2) => {
                let scratch = Operand::Register(SCRATCH);
                self.asm.vector(width, forms::PCMPEQD, SCRATCH, SCRATCH, scratch);
                self.asm.vector(width, forms::XORPS, to, register(arguments[0]), scratch);
            }
            (op, Target::Avx512) => {
                let form = if let Op::Both(..) = op { forms::KANDW } else { forms::KORW };
                let second = Operand::Register(register(arguments[1]));
                self.asm.mask(form, to, register(arguments[0]), second);
            }
            (op, Target::Avx2) => {
                let form = if let Op::Both(..) = op { forms::ANDPS } else { forms::ORPS };
                self.pair(form, to, arguments);
            }
        }
    }

    fn keep(&mut self, to: u8, mask: u8, value: Argument) {
        let value = self.operand(value);
        if self.target == Target::Avx2 {
            self.asm.vector(self.target.width(), forms::ANDPS, to, mask, value);
            return;
        }
        let (form, value) = match value {
            Operand::Register(_) => (forms::MOVAPS, value),
            Operand::Memory(_) => (forms::MOVUPS_LOAD, value),
            Operand::Broadcast(address) => (forms::BROADCASTSS, Operand::Memory(address)),
        };
        self.asm.masked(form, Masking::Zero(mask), to, 0, value);
    }

    fn gather(&mut self, to: u8, table: u8, index: u8) {
        let table = self.tables[usize::from(table)].as_ptr();
        self.asm.immediate(Gpr::Rax, table as u64);
        let elements = Operand::Memory(Address::Gathered { base: Gpr::Rax, index });
        match self.target {
            Target::Avx512 => {
                self.asm.mask(forms::KXNORW, SCRATCH_MASK, SCRATCH_MASK, Operand::Register(SCRATCH_MASK));
                self.asm.masked(forms::GATHERDPS, Masking::Merge(SCRATCH_MASK), to, 0, elements);
            }
            Target::Avx2 => {
                let (width, scratch) = (self.target.width(), Operand::Register(SCRATCH));
                self.asm.vector(width, forms::PCMPEQD, SCRATCH, SCRATCH, scratch);
                self.asm.vector(width, forms::GATHERDPS, to, SCRATCH, elements);
            }
        }
    }

    pub(super) fn fuse(&mut self, how: Fused, replaces: Replaces, (to, second): (u8, u8), third: Argument) {
        let form = match (how, replaces) {
            (Fused::Plus, Replaces::Factor) => forms::FMADD213PS,
            (Fused::Plus, Replaces::FactorThenSum) => forms::FMADD132PS,
            (Fused::Plus, Replaces::Sum) => forms::FMADD231PS,
            (Fused::Minus, Replaces::Factor) => forms::FMSUB213PS,
            (Fused::Minus, Replaces::FactorThenSum) => forms::FMSUB132PS,
            (Fused::Minus, Replaces::Sum) => forms::FMSUB231PS,
            (Fused::From, Replaces::Factor) => forms::FNMADD213PS,
            (Fused::From, Replaces::FactorThenSum) => forms::FNMADD132PS,
            (Fused::From, Replaces::Sum) => forms::FNMADD231PS,
        };
        let third = self.operand(third);
        self.asm.vector(self.target.width(), form, to, second, third);
    }
}

/// The register of an argument that is never in memory.
fn register(argument: Argument) -> u8 {
    match argument {
        Argument::Register(register) => register,
        Argument::Memory(home) => unreachable!("an operand in memory that has to be in a register: {home:?}"),
    }
}

fn unary(op: Unary) -> (Form, Option<u8>) {
    // Rounding: 0 to nearest even, 1 down; 8 raises no flag.
    match op {
        Unary::Sqrt => (forms::SQRTPS, None),
        Unary::Floor => (forms::ROUNDPS, Some(9)),
        Unary::Nearest => (forms::ROUNDPS, Some(8)),
        Unary::ToFloat => (forms::CVTDQ2PS, None),
        Unary::ToInteger => (forms::CVTPS2DQ, None),
        Unary::Truncate => (forms::CVTTPS2DQ, None),
        Unary::Halve => (forms::CVTPS2PH, Some(0)),
    }
}

fn binary(op: Binary) -> Form {
    match op {
        Binary::Add => forms::ADDPS,
        Binary::Sub => forms::SUBPS,
        Binary::Mul => forms::MULPS,
        Binary::Div => forms::DIVPS,
        Binary::Min => forms::MINPS,
        Binary::Max => forms::MAXPS,
        Binary::And => forms::ANDPS,
        Binary::Xor => forms::XORPS,
        Binary::AddInteger => forms::PADDD,
        Binary::SubInteger => forms::PSUBD,
        Binary::MulInteger => forms::PMULLD,
        Binary::Scale => forms::SCALEFPS,
        Binary::MinBytes => forms::PMINUB,
        Binary::MaxBytes => forms::PMAXUB,
        Binary::MinWords => forms::PMINUW,
        Binary::MaxWords => forms::PMAXUW,
    }
}

fn comparison(predicate: Predicate) -> u8 {
    match predicate {
        Predicate::Eq => 0x00,
        Predicate::Lt => 0x01,
        Predicate::Le => 0x02,
        Predicate::Unordered => 0x03,
        Predicate::Ne => 0x04,
        Predicate::Ge => 0x0d,
        Predicate::Gt => 0x0e,
    }
}

/// The predicate that holds for the operands swapped.
fn swapped(predicate: Predicate) -> Predicate {
    match predicate {
        Predicate::Lt => Predicate::Gt,
        Predicate::Le => Predicate::Ge,
        Predicate::Gt => Predicate::Lt,
        Predicate::Ge => Predicate::Le,
        same => same,
    }
}
