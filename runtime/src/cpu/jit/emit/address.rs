//! Where values lie in memory: on the stack, in rows, in the call, and among the constants after the code.

use std::collections::HashMap;

use super::{Emitter, ROWS};
use crate::cpu::jit::Target;
use crate::cpu::jit::allocate::{Argument, Home};
use crate::cpu::jit::assembler::{Address, Assembler, Gpr, Label, Operand, forms};
use crate::cpu::jit::code::Sample;

/// The constants of a function.
#[derive(Debug, Default)]
pub(super) struct Pool {
    /// Lanes as `first + step · lane`, in the order in which they came.
    entries: Vec<((u32, u32), Label)>,
    known: HashMap<(u32, u32), Label>,
}

impl Pool {
    fn label(&mut self, asm: &mut Assembler, lanes: (u32, u32)) -> Label {
        *self.known.entry(lanes).or_insert_with(|| {
            let label = asm.label();
            self.entries.push((lanes, label));
            label
        })
    }

    /// Appends the constants to the code: whole vectors first, then those that are repeated on load.
    pub(super) fn place(&self, asm: &mut Assembler, target: Target) {
        asm.align(64);
        let whole = |step: u32| step != 0 || target == Target::Avx2;
        for ((first, step), label) in self.entries.iter().filter(|((_, step), _)| whole(*step)) {
            asm.bind(*label);
            for lane in 0..target.width().bytes() as u32 / 4 {
                asm.data(&first.wrapping_add(step.wrapping_mul(lane)).to_le_bytes());
            }
        }
        for ((bits, _), label) in self.entries.iter().filter(|((_, step), _)| !whole(*step)) {
            asm.bind(*label);
            asm.data(&bits.to_le_bytes());
        }
    }
}

impl Emitter<'_> {
    /// An argument as the operand of a vector instruction.
    pub(super) fn operand(&mut self, argument: Argument) -> Operand {
        match argument {
            Argument::Register(register) => Operand::Register(register),
            Argument::Memory(home) => self.memory(home),
        }
    }

    /// A home as the operand of a vector instruction; that of a row may be loaded to `rax`.
    pub(super) fn memory(&mut self, home: Home) -> Operand {
        match home {
            Home::Slot(slot) => Operand::Memory(self.slot(slot)),
            Home::Lanes { first, step } => {
                Operand::Memory(Address::Label(self.pool.label(&mut self.asm, (first, step))))
            }
            Home::Constant(bits) => {
                let address = Address::Label(self.pool.label(&mut self.asm, (bits, 0)));
                if self.target == Target::Avx2 { Operand::Memory(address) } else { Operand::Broadcast(address) }
            }
            Home::Uniform(number) => Operand::Broadcast(Address::Base(Gpr::Rsi, 4 * number as i32)),
            Home::Hash(number) => Operand::Broadcast(Address::Base(Gpr::R9, 4 * number as i32)),
            Home::Row { row, dx, sample } => Operand::Memory(self.row(row, dx, sample)),
        }
    }

    /// Samples of a row.
    pub(super) fn row(&mut self, row: u16, dx: i32, sample: Sample) -> Address {
        let base = match ROWS.get(usize::from(row)) {
            Some(register) => *register,
            None => {
                self.asm.load(Gpr::Rax, Address::Base(Gpr::Rdi, 8 * i32::from(row)));
                Gpr::Rax
            }
        };
        let scale = sample.scale();
        Address::Indexed { base, index: Gpr::Rcx, scale, displacement: dx << scale }
    }

    /// A place of the stack.
    pub(super) fn slot(&self, slot: u32) -> Address {
        Address::Base(Gpr::Rsp, slot as i32 * self.target.width().bytes() as i32)
    }

    pub(super) fn load(&mut self, to: u8, home: Home, condition: bool) {
        let operand = self.memory(home);
        if condition {
            self.asm.mask(forms::KMOVW_LOAD, to, 0, operand);
            return;
        }
        let width = self.target.width();
        match operand {
            Operand::Broadcast(address) => {
                self.asm.vector(width, forms::BROADCASTSS, to, 0, Operand::Memory(address));
            }
            operand => self.asm.vector(width, forms::MOVUPS_LOAD, to, 0, operand),
        }
    }

    pub(super) fn spill(&mut self, from: u8, slot: u32, condition: bool) {
        let place = Operand::Memory(self.slot(slot));
        if condition {
            self.asm.mask(forms::KMOVW_STORE, from, 0, place);
        } else {
            self.asm.vector(self.target.width(), forms::MOVUPS_STORE, from, 0, place);
        }
    }

    pub(super) fn copy(&mut self, to: u8, from: u8) {
        self.asm.vector(self.target.width(), forms::MOVAPS, to, 0, Operand::Register(from));
    }
}
