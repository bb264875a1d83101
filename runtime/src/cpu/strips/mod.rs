//! The strip machine: row functions for every machine, as instructions that each work on a strip of samples.
//!
//! It is what runs where there is no machine code of our own, and what that is compared with.

mod engine;
mod instruction;
mod schedule;

use std::cell::RefCell;

use super::buffer::Lines;
use super::convert;
use super::isa::{Isa, for_isa};
use super::row::{Element, RowCall, RowFunction, RowKernel};
use engine::{Work, run_strip};
use instruction::{Code, LANES, REGISTER, STRIP};
use schedule::schedule;

/// A kernel as instructions, for an instruction set.
pub(super) struct Strips {
    code: Code,
    isa: Isa,
}

/// The row function of `kernel`.
pub(super) fn compile(kernel: &RowKernel<'_>, isa: Isa) -> Strips {
    Strips { code: schedule(kernel), isa }
}

/// The memory of a thread for registers and converted rows.
struct Scratch {
    /// At the start of a cache line: a vector across two lines takes twice the time.
    values: Lines,
    bases: Vec<*mut f32>,
}

thread_local! {
    static SCRATCH: RefCell<Scratch> = RefCell::new(Scratch { values: Lines::zeroed(0), bases: Vec::new() });
}

impl RowFunction for Strips {
    unsafe fn run(&self, call: &RowCall) {
        SCRATCH.with_borrow_mut(|scratch| {
            let work = (self, call, scratch);
            // SAFETY: as this function's.
            for_isa!(self.isa, fn row(work: (&Strips, &RowCall, &mut Scratch)) = run_row)
        });
    }
}

/// Runs a call; only [`Strips::run`] may call it, with what it was given.
#[inline(always)]
fn run_row((strips, call, scratch): (&Strips, &RowCall, &mut Scratch)) {
    let code = &strips.code;
    let count = call.count as usize;
    let converted: usize = code.rows.iter().map(instruction::RowRead::length).sum();
    scratch.values.grow((code.registers * REGISTER + converted) * size_of::<f32>());
    // SAFETY: the caller of `run` gives as many values as the kernel has uniforms and random numbers.
    let (uniforms, hashes) =
        unsafe { (slice(call.uniforms.cast(), code.uniforms), slice(call.hashes.cast(), code.hashes)) };
    for start in (0..count).step_by(STRIP) {
        let samples = STRIP.min(count - start);
        let groups = samples.div_ceil(LANES);
        scratch.bases.clear();
        let (registers, mut free) =
            bytemuck::cast_slice_mut(scratch.values.bytes_mut()).split_at_mut(code.registers * REGISTER);
        scratch.bases.push(registers.as_mut_ptr());
        for (number, row) in code.rows.iter().enumerate() {
            // SAFETY: there is a pointer for each row.
            let first = unsafe { *call.rows.add(number) };
            scratch.bases.push(match row.element {
                Element::Nominal => first.cast::<f32>().cast_mut().wrapping_add(start),
                Element::Stored(stored) => {
                    let (values, rest) = free.split_at_mut(row.length());
                    free = rest;
                    let wide = row.left + groups * LANES + row.right;
                    let from = first.wrapping_add(start * stored.bytes()).wrapping_sub(row.left * stored.bytes());
                    // SAFETY: rows are readable as far beside the block as the kernel reads them.
                    convert::load(stored, unsafe { slice(from, wide * stored.bytes()) }, &mut values[..wide]);
                    values.as_mut_ptr().wrapping_add(row.left)
                }
            });
        }
        let x = call.x + start as i32;
        // SAFETY: registers are longer than a strip, and rows readable to the end of the block and beside it.
        unsafe { run_strip(&Work { code, uniforms, hashes, bases: &scratch.bases, x, groups }) };
        let result = scratch.bases[usize::from(code.result.base)].wrapping_offset(code.result.offset as isize);
        // SAFETY: as above.
        let result = unsafe { slice(result.cast_const(), samples) };
        let bytes = code.out.bytes();
        // SAFETY: the result is writable to the end of the block and overlaps nothing that is read.
        let out = unsafe { std::slice::from_raw_parts_mut(call.out.wrapping_add(start * bytes), samples * bytes) };
        match code.out {
            Element::Stored(stored) => convert::store(stored, result, out),
            Element::Nominal => convert::round(code.round, result, bytemuck::cast_slice_mut(out)),
        }
    }
}

/// `count` values from `first` on, of which none may be there if there are to be none.
///
/// # Safety
/// As that of [`std::slice::from_raw_parts`], if there are any.
#[inline(always)]
unsafe fn slice<'a, T>(first: *const T, count: usize) -> &'a [T] {
    // SAFETY: as the caller promises.
    if count == 0 { &[] } else { unsafe { std::slice::from_raw_parts(first, count) } }
}
