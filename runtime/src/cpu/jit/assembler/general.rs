//! Instructions on general registers: addresses, counting, jumps.

use super::{Address, Assembler, Condition, Gpr, Label, Operand};

impl Assembler {
    pub(in super::super) fn push(&mut self, register: Gpr) {
        self.short(0x50, register);
    }

    pub(in super::super) fn pop(&mut self, register: Gpr) {
        self.short(0x58, register);
    }

    /// 64 bits from register to register.
    pub(in super::super) fn move_register(&mut self, to: Gpr, from: Gpr) {
        self.general(true, 0x8b, to, &Operand::Register(from.number()), false);
    }

    /// 32 bits from register to register; the upper half becomes 0.
    pub(in super::super) fn move_half(&mut self, to: Gpr, from: Gpr) {
        self.general(false, 0x8b, to, &Operand::Register(from.number()), false);
    }

    /// 64 bits from memory.
    pub(in super::super) fn load(&mut self, to: Gpr, from: Address) {
        self.general(true, 0x8b, to, &Operand::Memory(from), false);
    }

    /// 32 bits from memory; the upper half becomes 0.
    pub(in super::super) fn load_half(&mut self, to: Gpr, from: Address) {
        self.general(false, 0x8b, to, &Operand::Memory(from), false);
    }

    /// An address.
    pub(in super::super) fn address(&mut self, to: Gpr, of: Address) {
        self.general(true, 0x8d, to, &Operand::Memory(of), false);
    }

    /// A number of 64 bits.
    pub(in super::super) fn immediate(&mut self, to: Gpr, value: u64) {
        self.byte(0x48 | to.number() >> 3);
        self.byte(0xb8 | to.number() & 7);
        self.data(&value.to_le_bytes());
    }

    /// Sets a register to 0.
    pub(in super::super) fn clear(&mut self, register: Gpr) {
        self.general(false, 0x33, register, &Operand::Register(register.number()), false);
    }

    /// Adds to 64 bits.
    pub(in super::super) fn add(&mut self, to: Gpr, value: i32) {
        self.arithmetic(0, to, value);
    }

    /// Ands 64 bits with a number whose sign is extended.
    pub(in super::super) fn and(&mut self, to: Gpr, value: i32) {
        self.arithmetic(4, to, value);
    }

    /// Adds 32 bits from a register.
    pub(in super::super) fn add_half(&mut self, to: Gpr, from: Gpr) {
        self.general(false, 0x03, to, &Operand::Register(from.number()), false);
    }

    /// 32 bits times a number.
    pub(in super::super) fn multiply_half(&mut self, to: Gpr, from: Gpr, by: u32) {
        self.general(false, 0x69, to, &Operand::Register(from.number()), false);
        self.data(&by.to_le_bytes());
    }

    /// Compares 64 bits.
    pub(in super::super) fn compare(&mut self, a: Gpr, b: Gpr) {
        self.general(true, 0x3b, a, &Operand::Register(b.number()), false);
    }

    /// Jumps to `label` if the last comparison came out so.
    pub(in super::super) fn jump_if(&mut self, condition: Condition, label: Label) {
        self.data(&[0x0f, 0x80 | condition as u8]);
        self.distance(label, 0);
    }

    /// Touches a byte of memory without changing it.
    pub(in super::super) fn touch(&mut self, address: Address) {
        // OR byte, 0
        self.general(false, 0x80, Gpr::Rcx, &Operand::Memory(address), true);
        self.byte(0);
    }

    pub(in super::super) fn ret(&mut self) {
        self.byte(0xc3);
    }

    /// Clears the upper halves of vector registers, without which older code runs slowly afterwards.
    pub(in super::super) fn zero_upper(&mut self) {
        self.data(&[0xc5, 0xf8, 0x77]);
    }

    fn short(&mut self, opcode: u8, register: Gpr) {
        if register.number() >= 8 {
            self.byte(0x41);
        }
        self.byte(opcode | register.number() & 7);
    }

    fn arithmetic(&mut self, operation: u8, to: Gpr, value: i32) {
        self.byte(0x48 | to.number() >> 3);
        self.byte(0x81);
        self.byte(0b11 << 6 | operation << 3 | to.number() & 7);
        self.data(&value.to_le_bytes());
    }

    fn general(&mut self, wide: bool, opcode: u8, register: Gpr, operand: &Operand, immediate: bool) {
        let (base, index) = match *operand {
            Operand::Register(other) => (other, 0),
            Operand::Memory(Address::Indexed { base, index, .. }) => (base.number(), index.number()),
            Operand::Memory(Address::Base(base, _)) => (base.number(), 0),
            _ => (0, 0),
        };
        let rex = 0x40 | u8::from(wide) << 3 | register.number() >> 3 << 2 | index >> 3 << 1 | base >> 3;
        if rex != 0x40 {
            self.byte(rex);
        }
        self.byte(opcode);
        self.place(register.number(), operand, 1, immediate);
    }
}
