//! From steps to machine code: the frame around the loop.
//!
//! The code is a function of the System V convention that takes a [`RowCall`] and returns nothing. General
//! registers have fixed parts, all set up before the loop:
//!
//! | register | holds |
//! |---|---|
//! | `rdi` | the pointers of the rows; the first few have registers of their own |
//! | `rsi`, `r9` | uniforms, hashes |
//! | `rdx` | the output row |
//! | `rcx`, `r8` | samples done, samples to do |
//! | `r15` | the first column |
//! | `rax` | free |

mod address;
mod conversion;
mod run;

use std::mem::offset_of;

use super::Target;
use super::allocate::{Allocation, Step};
use super::assembler::{Address, Assembler, Condition, Gpr};
use super::code::Code;
use crate::cpu::row::RowCall;
use address::Pool;

/// Registers that hold the pointers of the first rows.
const ROWS: [Gpr; 6] = [Gpr::R10, Gpr::R11, Gpr::Rbx, Gpr::R12, Gpr::R13, Gpr::R14];
/// Registers that belong to the caller.
const SAVED: [Gpr; 5] = [Gpr::Rbx, Gpr::R12, Gpr::R13, Gpr::R14, Gpr::R15];
/// The largest stack frame, and how often the stack is touched on the way down: a guard page is not stepped over.
const MOST_STACK: usize = 256 << 10;
const PAGE: usize = 4096;

/// The machine code of `code`; it reads `tables` where they are now. `None` if it would be too large.
pub(super) fn emit(code: &Code, allocation: &Allocation, target: Target, tables: &[Vec<f32>]) -> Option<Vec<u8>> {
    let frame = (allocation.slots as usize * target.width().bytes()).next_multiple_of(64);
    if frame > MOST_STACK {
        return None;
    }
    let asm = Assembler::default();
    let mut emitter = Emitter { asm, code, target, pool: Pool::default(), tables, rows: rows(code) };
    emitter.enter(frame);
    allocation.once.iter().for_each(|step| emitter.step(step));
    let (again, end) = (emitter.asm.label(), emitter.asm.label());
    emitter.asm.clear(Gpr::Rcx);
    emitter.asm.compare(Gpr::Rcx, Gpr::R8);
    emitter.asm.jump_if(Condition::NotBelow, end);
    emitter.asm.bind(again);
    allocation.body.iter().for_each(|step| emitter.step(step));
    let lanes = code.store.lanes(target.width().bytes());
    emitter.asm.add(Gpr::Rcx, (lanes * code.results.len()) as i32);
    emitter.asm.compare(Gpr::Rcx, Gpr::R8);
    emitter.asm.jump_if(Condition::Below, again);
    emitter.asm.bind(end);
    emitter.leave();
    emitter.pool.place(&mut emitter.asm, target);
    emitter.asm.finish()
}

struct Emitter<'a> {
    asm: Assembler,
    code: &'a Code,
    target: Target,
    pool: Pool,
    tables: &'a [Vec<f32>],
    /// How many rows are read.
    rows: usize,
}

impl Emitter<'_> {
    fn enter(&mut self, frame: usize) {
        let asm = &mut self.asm;
        asm.push(Gpr::Rbp);
        asm.move_register(Gpr::Rbp, Gpr::Rsp);
        SAVED.iter().for_each(|register| asm.push(*register));
        asm.and(Gpr::Rsp, -64);
        for _ in 0..frame / PAGE {
            asm.add(Gpr::Rsp, -(PAGE as i32));
            asm.touch(Address::Base(Gpr::Rsp, 0));
        }
        asm.add(Gpr::Rsp, -((frame % PAGE) as i32));
        let field = |offset: usize| Address::Base(Gpr::Rdi, offset as i32);
        asm.load(Gpr::Rsi, field(offset_of!(RowCall, uniforms)));
        asm.load(Gpr::R9, field(offset_of!(RowCall, hashes)));
        asm.load(Gpr::Rdx, field(offset_of!(RowCall, out)));
        asm.load_half(Gpr::R15, field(offset_of!(RowCall, x)));
        asm.load_half(Gpr::R8, field(offset_of!(RowCall, count)));
        asm.load(Gpr::Rdi, field(offset_of!(RowCall, rows)));
        for (row, register) in ROWS.iter().enumerate().take(self.rows) {
            asm.load(*register, Address::Base(Gpr::Rdi, 8 * row as i32));
        }
    }

    fn leave(&mut self) {
        let asm = &mut self.asm;
        asm.address(Gpr::Rsp, Address::Base(Gpr::Rbp, -8 * SAVED.len() as i32));
        SAVED.iter().rev().for_each(|register| asm.pop(*register));
        asm.pop(Gpr::Rbp);
        asm.zero_upper();
        asm.ret();
    }

    fn step(&mut self, step: &Step) {
        match *step {
            Step::Load { to, home, condition } => self.load(to, home, condition),
            Step::Spill { from, slot, condition } => self.spill(from, slot, condition),
            Step::Copy { to, from } => self.copy(to, from),
            Step::Run { op, to, arguments } => self.run(op, to, arguments),
            Step::Fuse { how, replaces, to, second, third } => self.fuse(how, replaces, (to, second), third),
            Step::Store { from, vector } => self.store(from, vector),
        }
    }
}

/// How many rows the code reads.
fn rows(code: &Code) -> usize {
    let row = |op: &super::code::Op| if let super::code::Op::Row { row, .. } = op { usize::from(*row) + 1 } else { 0 };
    code.nodes.iter().map(row).max().unwrap_or(0)
}
