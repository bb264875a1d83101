//! Vector and mask instructions.

use super::encode::Extended;
use super::{Assembler, Form, Masking, Operand, Width};

impl Assembler {
    /// An instruction with a result (or the register that is stored), a first source, and a second that may be in
    /// memory; instructions with one source have 0 for the first.
    pub(in super::super) fn vector(&mut self, width: Width, form: Form, to: u8, first: u8, second: Operand) {
        self.encode(width, form, Masking::None, (to, first), &second, None);
    }

    /// The same with a byte in the instruction.
    pub(in super::super) fn vector_with(
        &mut self,
        width: Width,
        form: Form,
        to: u8,
        first: u8,
        second: Operand,
        imm: u8,
    ) {
        self.encode(width, form, Masking::None, (to, first), &second, Some(imm));
    }

    /// An instruction of 512 bits that writes some lanes only.
    pub(in super::super) fn masked(&mut self, form: Form, masking: Masking, to: u8, first: u8, second: Operand) {
        self.encode(Width::Zmm, form, masking, (to, first), &second, None);
    }

    /// An instruction on mask registers: a result, and its two sources.
    pub(in super::super) fn mask(&mut self, form: Form, to: u8, first: u8, second: Operand) {
        // Those with two sources have the bit of 256-bit vectors, the others not.
        let two = matches!(form.opcode, 0x41 | 0x45 | 0x46);
        self.vex(form, two, to, first, &second, None);
    }

    fn encode(
        &mut self,
        width: Width,
        form: Form,
        masking: Masking,
        (to, first): (u8, u8),
        second: &Operand,
        imm: Option<u8>,
    ) {
        match width {
            Width::Xmm => self.vex(form, false, to, first, second, imm),
            Width::Ymm => self.vex(form, true, to, first, second, imm),
            Width::Zmm => {
                let whole = width.bytes() as i32;
                let bytes = if let Operand::Broadcast(_) = second { 4 } else { whole / i32::from(form.part) };
                self.evex(form, &Extended { masking, bytes }, to, first, second, imm);
            }
        }
    }
}
