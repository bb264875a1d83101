//! Writes x86-64 machine code: bytes, labels, and the distances between them.
//!
//! Only the instructions that row functions need, in the encodings of the *Intel 64 and IA-32 Architectures
//! Software Developer's Manual*, volume 2: chapter 2 for prefixes and addresses, chapters 3 to 5 for opcodes.

mod encode;
mod form;
mod general;
mod operand;
#[cfg(test)]
mod tests;
mod vector;

pub(super) use form::{Form, forms};
pub(super) use operand::{Address, Condition, Gpr, Masking, Operand, Width};

/// A place in the code that others refer to, before or after it is known where it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Label(u32);

/// Machine code in the making.
#[derive(Debug, Default)]
pub(super) struct Assembler {
    bytes: Vec<u8>,
    /// Where each label is.
    labels: Vec<Option<usize>>,
    fixups: Vec<Fixup>,
}

/// Four bytes at `at` that are to hold the distance from `end` to a label.
#[derive(Debug)]
struct Fixup {
    at: usize,
    end: usize,
    label: Label,
}

impl Assembler {
    /// A label that is nowhere yet.
    pub(super) fn label(&mut self) -> Label {
        self.labels.push(None);
        Label(self.labels.len() as u32 - 1)
    }

    /// Puts `label` where the next byte goes.
    pub(super) fn bind(&mut self, label: Label) {
        self.labels[label.0 as usize] = Some(self.bytes.len());
    }

    /// Fills up to a multiple of `alignment` with bytes that nothing runs into.
    pub(super) fn align(&mut self, alignment: usize) {
        self.bytes.resize(self.bytes.len().next_multiple_of(alignment), 0xcc);
    }

    /// Appends data.
    pub(super) fn data(&mut self, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
    }

    /// The code with all distances filled in; `None` if a label that is used is nowhere.
    pub(super) fn finish(mut self) -> Option<Vec<u8>> {
        for Fixup { at, end, label } in &self.fixups {
            let target = self.labels[label.0 as usize]?;
            let distance = i32::try_from(target as i64 - *end as i64).ok()?;
            self.bytes[*at..at + 4].copy_from_slice(&distance.to_le_bytes());
        }
        Some(self.bytes)
    }

    fn byte(&mut self, byte: u8) {
        self.bytes.push(byte);
    }

    /// Four bytes for the distance to `label` from the end of an instruction with `after` more bytes.
    fn distance(&mut self, label: Label, after: usize) {
        let at = self.bytes.len();
        self.bytes.extend_from_slice(&[0; 4]);
        self.fixups.push(Fixup { at, end: at + 4 + after, label });
    }
}
