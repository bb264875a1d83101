//! Rows whose samples are those that a table has for the samples of another row.

use fwr_compiler::fusion::{self, Entries};
use fwr_compiler::kernel::Stored;

/// A table that samples are looked up in.
#[derive(Debug)]
pub(super) struct Table {
    entries: Entries,
    /// Bytes of a sample that is looked up.
    bytes: usize,
}

impl Table {
    /// `table`, which is looked up by samples stored as `from` says; `None` if there is not an element for each.
    pub(super) fn new(table: &fusion::Table, from: Stored) -> Option<Self> {
        let bytes = from.bytes();
        let enough = table.entries.len() >= if bytes == 1 { 256 } else { 1 };
        (enough && bytes <= 2).then(|| Self { entries: table.entries.clone(), bytes })
    }

    /// Looks up `count` samples.
    ///
    /// # Safety
    /// As many samples are readable from `from`, and writable at `to`, both aligned.
    pub(super) unsafe fn run(&self, from: *const u8, to: *mut u8, count: usize) {
        // SAFETY: as the caller promises.
        unsafe {
            match (&self.entries, self.bytes) {
                (Entries::Byte(all), 1) => bytes(all, slice(from, count), slice_mut(to, count)),
                (Entries::Word(all), 1) => bytes(all, slice(from, count), slice_mut(to, count)),
                (Entries::Single(all), 1) => bytes(all, slice(from, count), slice_mut(to, count)),
                (Entries::Byte(all), _) => words(all, slice(from, count), slice_mut(to, count)),
                (Entries::Word(all), _) => words(all, slice(from, count), slice_mut(to, count)),
                (Entries::Single(all), _) => words(all, slice(from, count), slice_mut(to, count)),
            }
        }
    }
}

/// Looks up bytes; there is an element for each.
fn bytes<T: Copy>(table: &[T], from: &[u8], to: &mut [T]) {
    let table = &table[..256];
    for (to, from) in to.iter_mut().zip(from) {
        *to = table[usize::from(*from)];
    }
}

/// Looks up words; those beyond the last element get that one.
fn words<T: Copy>(table: &[T], from: &[u16], to: &mut [T]) {
    let last = table.len() - 1;
    for (to, from) in to.iter_mut().zip(from) {
        *to = table[usize::from(*from).min(last)];
    }
}

/// # Safety
/// As that of [`std::slice::from_raw_parts`].
unsafe fn slice<'a, T>(first: *const u8, count: usize) -> &'a [T] {
    // SAFETY: as the caller promises.
    unsafe { std::slice::from_raw_parts(first.cast(), count) }
}

/// # Safety
/// As that of [`std::slice::from_raw_parts_mut`].
unsafe fn slice_mut<'a, T>(first: *mut u8, count: usize) -> &'a mut [T] {
    // SAFETY: as the caller promises.
    unsafe { std::slice::from_raw_parts_mut(first.cast(), count) }
}
