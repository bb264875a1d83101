//! Rows of stored samples to nominal values and back.

use fwr_compiler::kernel::{Stored, half, store_float};
use fwr_stdlib::{Plane, Rows};

/// Rows of a kind of storage.
pub(super) trait StoredRows {
    /// Fills `out` with the nominal values of row `y` from column `first` on; columns
    /// beside the plane repeat the sample at its edge.
    fn load_row(&self, plane: &Plane<'_>, y: usize, first: isize, out: &mut [f32]);

    /// Stores nominal values in row `y`, from column `first` on.
    fn store_row(&self, values: &[f32], rows: &mut Rows<'_>, y: usize, first: usize);
}

impl StoredRows for Stored {
    #[inline(always)]
    fn load_row(&self, plane: &Plane<'_>, y: usize, first: isize, out: &mut [f32]) {
        match self {
            Self::Byte(map) => fill(plane.row::<u8>(y), first, out, |code| map.load(u16::from(code))),
            Self::Word(map) => fill(plane.row::<u16>(y), first, out, |code| map.load(code)),
            Self::Half => fill(plane.row::<u16>(y), first, out, half::load),
            Self::Single => fill(plane.row::<f32>(y), first, out, |value| value),
        }
    }

    #[inline(always)]
    fn store_row(&self, values: &[f32], rows: &mut Rows<'_>, y: usize, first: usize) {
        let columns = first..first + values.len();
        match self {
            Self::Byte(map) => put(values, &mut rows.row_mut(y)[columns], |value| map.store(value) as u8),
            Self::Word(map) => put(values, &mut rows.row_mut(y)[columns], |value| map.store(value)),
            Self::Half => put(values, &mut rows.row_mut(y)[columns], half::store),
            Self::Single => put(values, &mut rows.row_mut(y)[columns], store_float),
        }
    }
}

#[inline(always)]
fn fill<T: Copy>(row: &[T], first: isize, out: &mut [f32], load: impl Fn(T) -> f32) {
    let inside = |column: isize| column.clamp(0, out.len() as isize) as usize;
    let (left, right) = (inside(-first), inside(row.len() as isize - first));
    let start = first.max(0) as usize;
    if left < right {
        for (value, sample) in out[left..right].iter_mut().zip(&row[start..start + right - left]) {
            *value = load(*sample);
        }
    }
    if left > 0 {
        out[..left].fill(load(row[0]));
    }
    if right < out.len() {
        out[right..].fill(load(row[row.len() - 1]));
    }
}

#[inline(always)]
fn put<T>(values: &[f32], row: &mut [T], store: impl Fn(f32) -> T) {
    for (sample, value) in row.iter_mut().zip(values) {
        *sample = store(*value);
    }
}
