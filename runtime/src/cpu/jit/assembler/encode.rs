//! Prefixes, ModRM, SIB and displacements.

use super::operand::{Address, Gpr, Masking, Operand};
use super::{Assembler, Form, Label};

/// What an EVEX prefix says beyond a VEX prefix.
pub(super) struct Extended {
    pub(super) masking: Masking,
    /// Bytes that the operand takes in memory: displacements count in these.
    pub(super) bytes: i32,
}

/// Bit `bit` of `number` as a prefix has it: inverted.
fn inverted(number: u8, bit: u8) -> u8 {
    (number >> bit & 1) ^ 1
}

/// The numbers of the registers that an operand names: those of ModRM.rm or of base and index.
struct Names {
    base: u8,
    index: u8,
    /// The fifth bit of a register operand or of a vector index.
    high: Option<u8>,
}

fn names(operand: &Operand) -> Names {
    let (Operand::Memory(address) | Operand::Broadcast(address)) = operand else {
        let Operand::Register(register) = operand else { return Names { base: 0, index: 0, high: None } };
        return Names { base: *register, index: *register >> 1, high: None };
    };
    match *address {
        Address::Base(base, _) => Names { base: base.number(), index: 0, high: None },
        Address::Indexed { base, index, .. } => Names { base: base.number(), index: index.number(), high: None },
        Address::Gathered { base, index } => Names { base: base.number(), index, high: Some(index) },
        Address::Label(_) => Names { base: 0, index: 0, high: None },
    }
}

impl Assembler {
    /// A VEX instruction on registers 0 to 15; `long` is 256 bits.
    pub(super) fn vex(&mut self, form: Form, long: bool, register: u8, second: u8, operand: &Operand, imm: Option<u8>) {
        let Names { base, index, .. } = names(operand);
        let index = if matches!(operand, Operand::Register(_)) { 0 } else { index };
        let last = (!second & 15) << 3 | u8::from(long) << 2 | form.prefix;
        if base < 8 && index < 8 && form.map == 1 {
            self.byte(0xc5);
            self.byte(inverted(register, 3) << 7 | last);
        } else {
            self.byte(0xc4);
            self.byte(inverted(register, 3) << 7 | inverted(index, 3) << 6 | inverted(base, 3) << 5 | form.map);
            self.byte(last);
        }
        self.byte(form.opcode);
        self.place(register, operand, 1, imm.is_some());
        imm.into_iter().for_each(|imm| self.byte(imm));
    }

    /// An EVEX instruction of 512 bits on registers 0 to 31.
    pub(super) fn evex(
        &mut self,
        form: Form,
        extended: &Extended,
        register: u8,
        second: u8,
        operand: &Operand,
        imm: Option<u8>,
    ) {
        let Names { base, index, high } = names(operand);
        // With a vector as index its fifth bit takes the place of the second register's.
        let second_high = inverted(high.unwrap_or(second), 4);
        let (mask, zero) = match extended.masking {
            Masking::None => (0, 0),
            Masking::Merge(mask) => (mask, 0),
            Masking::Zero(mask) => (mask, 1),
        };
        let broadcast = u8::from(matches!(operand, Operand::Broadcast(_)));
        self.byte(0x62);
        self.byte(
            inverted(register, 3) << 7
                | inverted(index, 3) << 6
                | inverted(base, 3) << 5
                | inverted(register, 4) << 4
                | form.map,
        );
        self.byte((!second & 15) << 3 | 1 << 2 | form.prefix);
        self.byte(zero << 7 | 0b10 << 5 | broadcast << 4 | second_high << 3 | mask);
        self.byte(form.opcode);
        self.place(register, operand, extended.bytes, imm.is_some());
        imm.into_iter().for_each(|imm| self.byte(imm));
    }

    /// ModRM, SIB and displacement; one byte of displacement counts in `unit`.
    pub(super) fn place(&mut self, register: u8, operand: &Operand, unit: i32, immediate: bool) {
        let field = (register & 7) << 3;
        let (Operand::Memory(address) | Operand::Broadcast(address)) = operand else {
            if let Operand::Register(other) = operand {
                self.byte(0b11 << 6 | field | other & 7);
            }
            return;
        };
        match *address {
            Address::Base(base, displacement) => {
                let (mode, low) = (displacement_mode(base, displacement, unit), base.number() & 7);
                self.byte(mode << 6 | field | low);
                if low == Gpr::Rsp.number() {
                    self.byte(0b100 << 3 | low);
                }
                self.displacement(mode, displacement, unit);
            }
            Address::Indexed { base, index, scale, displacement } => {
                let mode = displacement_mode(base, displacement, unit);
                self.byte(mode << 6 | field | 0b100);
                self.byte(scale << 6 | (index.number() & 7) << 3 | base.number() & 7);
                self.displacement(mode, displacement, unit);
            }
            Address::Gathered { base, index } => {
                let mode = displacement_mode(base, 0, unit);
                self.byte(mode << 6 | field | 0b100);
                self.byte(0b10 << 6 | (index & 7) << 3 | base.number() & 7);
                self.displacement(mode, 0, unit);
            }
            Address::Label(label) => self.relative(field, label, immediate),
        }
    }

    fn relative(&mut self, field: u8, label: Label, immediate: bool) {
        self.byte(field | 0b101);
        self.distance(label, usize::from(immediate));
    }

    fn displacement(&mut self, mode: u8, displacement: i32, unit: i32) {
        match mode {
            0 => {}
            1 => self.byte((displacement / unit) as i8 as u8),
            _ => self.bytes.extend_from_slice(&displacement.to_le_bytes()),
        }
    }
}

/// How many bytes a displacement takes, as ModRM.mod: none, one or four.
fn displacement_mode(base: Gpr, displacement: i32, unit: i32) -> u8 {
    // Without a displacement the numbers of RBP and R13 mean something else.
    if displacement == 0 && base.number() & 7 != Gpr::Rbp.number() {
        0
    } else if displacement % unit == 0 && i8::try_from(displacement / unit).is_ok() {
        1
    } else {
        2
    }
}
