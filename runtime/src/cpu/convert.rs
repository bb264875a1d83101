//! Rows of stored samples to nominal values and back.

use fwr_compiler::kernel::{CodeMap, Stored, half, store_float};

use super::isa::{Isa, for_isa};

/// Fills `to` with the nominal values of as many samples, stored in `from`.
///
/// # Panics
/// If there are not as many samples, or they are not aligned.
pub(super) fn convert(isa: Isa, stored: Stored, from: &[u8], to: &mut [f32]) {
    for_isa!(isa, fn run(stored: Stored, from: &[u8], to: &mut [f32]) = load)
}

/// As [`convert`], for callers that are compiled for an instruction set already.
#[inline(always)]
pub(super) fn load(stored: Stored, from: &[u8], to: &mut [f32]) {
    match stored {
        Stored::Byte(map) => each(from, to, |code: u8| map.load(u16::from(code))),
        Stored::Word(map) => each(bytemuck::cast_slice(from), to, |code: u16| map.load(code)),
        Stored::Half => each(bytemuck::cast_slice(from), to, half::load),
        Stored::Single => each(bytemuck::cast_slice(from), to, |value: f32| value),
    }
}

/// Stores nominal values in as many samples of `to`.
#[inline(always)]
pub(super) fn store(stored: Stored, from: &[f32], to: &mut [u8]) {
    match stored {
        Stored::Byte(map) => each(from, to, |value| map.store(value) as u8),
        Stored::Word(map) => each(from, bytemuck::cast_slice_mut(to), |value| map.store(value)),
        Stored::Half => each(from, bytemuck::cast_slice_mut(to), half::store),
        Stored::Single => each(from, bytemuck::cast_slice_mut(to), store_float),
    }
}

/// What nominal values come back as after they were stored.
#[inline(always)]
pub(super) fn round(stored: Stored, from: &[f32], to: &mut [f32]) {
    let codes = |map: CodeMap| move |value| map.load(map.store(value));
    match stored {
        Stored::Byte(map) | Stored::Word(map) => each(from, to, codes(map)),
        Stored::Half => each(from, to, |value| half::load(half::store(value))),
        Stored::Single => each(from, to, store_float),
    }
}

#[inline(always)]
fn each<A: Copy, B>(from: &[A], to: &mut [B], convert: impl Fn(A) -> B) {
    assert_eq!(from.len(), to.len(), "samples in two rows");
    for (to, from) in to.iter_mut().zip(from) {
        *to = convert(*from);
    }
}
