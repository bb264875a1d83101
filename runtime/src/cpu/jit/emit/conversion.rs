//! Samples from memory to lanes of 32 bits and back.

use super::Emitter;
use crate::cpu::jit::Target;
use crate::cpu::jit::assembler::{Address, Gpr, Operand, Width, forms};
use crate::cpu::jit::code::{Op, Sample};

/// A register of 256-bit code that holds no value.
pub(super) const SCRATCH: u8 = 15;

impl Emitter<'_> {
    /// Values that nothing is computed from: samples, columns, what the call gives.
    pub(super) fn leaf(&mut self, op: Op, to: u8) {
        let width = self.target.width();
        match op {
            Op::Row { row, dx, sample } => {
                let form = match sample {
                    Sample::Byte => forms::PMOVZXBD,
                    Sample::Word => forms::PMOVZXWD,
                    Sample::Half => forms::CVTPH2PS,
                    Sample::Single | Sample::Bytes | Sample::Words => forms::MOVUPS_LOAD,
                };
                let address = self.row(row, dx, sample);
                self.asm.vector(width, form, to, 0, Operand::Memory(address));
            }
            Op::Uniform(number) => self.splat(to, Address::Base(Gpr::Rsi, 4 * number as i32)),
            Op::Hash(number) => self.splat(to, Address::Base(Gpr::R9, 4 * number as i32)),
            Op::Column(factor) => {
                self.asm.move_half(Gpr::Rax, Gpr::Rcx);
                self.asm.add_half(Gpr::Rax, Gpr::R15);
                if factor != 1 {
                    self.asm.multiply_half(Gpr::Rax, Gpr::Rax, factor);
                }
                let rax = Operand::Register(Gpr::Rax as u8);
                if self.target == Target::Avx512 {
                    self.asm.vector(width, forms::PBROADCASTD_GPR, to, 0, rax);
                } else {
                    self.asm.vector(Width::Xmm, forms::MOVD, to, 0, rax);
                    self.asm.vector(width, forms::PBROADCASTD, to, 0, Operand::Register(to));
                }
            }
            _ => {}
        }
    }

    fn splat(&mut self, to: u8, address: Address) {
        self.asm.vector(self.target.width(), forms::BROADCASTSS, to, 0, Operand::Memory(address));
    }

    /// To halves and back.
    pub(super) fn halve(&mut self, to: u8, from: u8) {
        let width = self.target.width();
        self.asm.vector_with(width, forms::CVTPS2PH, from, 0, Operand::Register(to), 0);
        self.asm.vector(width, forms::CVTPH2PS, to, 0, Operand::Register(to));
    }

    /// Stores the result; on narrow vectors its register may change.
    pub(super) fn store(&mut self, from: u8, vector: usize) {
        let store = self.code.store;
        let displacement = ((vector * store.lanes(self.target.width().bytes())) << store.scale()) as i32;
        let place = Address::Indexed { base: Gpr::Rdx, index: Gpr::Rcx, scale: store.scale(), displacement };
        let (width, place) = (self.target.width(), Operand::Memory(place));
        match (store, self.target) {
            (Sample::Single | Sample::Bytes | Sample::Words, _) => {
                self.asm.vector(width, forms::MOVUPS_STORE, from, 0, place);
            }
            (Sample::Half, _) => self.asm.vector_with(width, forms::CVTPS2PH, from, 0, place, 0),
            (Sample::Byte, Target::Avx512) => self.asm.vector(width, forms::PMOVUSDB, from, 0, place),
            (Sample::Word, Target::Avx512) => self.asm.vector(width, forms::PMOVUSDW, from, 0, place),
            (Sample::Byte | Sample::Word, Target::Avx2) => {
                let scratch = Operand::Register(SCRATCH);
                self.asm.vector_with(Width::Ymm, forms::EXTRACTI128, from, 0, scratch, 1);
                self.asm.vector(Width::Xmm, forms::PACKUSDW, SCRATCH, from, scratch);
                if store == Sample::Word {
                    self.asm.vector(Width::Xmm, forms::MOVUPS_STORE, SCRATCH, 0, place);
                } else {
                    self.asm.vector(Width::Xmm, forms::PACKUSWB, SCRATCH, SCRATCH, scratch);
                    self.asm.vector(Width::Xmm, forms::MOVQ_STORE, SCRATCH, 0, place);
                }
            }
        }
    }
}
