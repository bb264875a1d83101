//! Rows whose samples are those that a table has for the samples of another row.

#[cfg(target_arch = "x86_64")]
mod shuffle;

use fwr_compiler::fusion::{self, Entries};
use fwr_compiler::kernel::Stored;

use super::isa::Isa;

/// A table that samples are looked up in.
pub(super) struct Table {
    entries: Entries,
    /// Bytes of a sample that is looked up; for 2 there is an element for each of 65,536 samples.
    bytes: usize,
    isa: Isa,
}

impl Table {
    /// `table`, which is looked up by samples stored as `from` says; `None` if there is not an element for each.
    pub(super) fn new(table: &fusion::Table, from: Stored, isa: Isa) -> Option<Self> {
        let bytes = from.bytes();
        let mut entries = table.entries.clone();
        if bytes > 2 || entries.is_empty() || bytes == 1 && entries.len() < 256 {
            return None;
        }
        if bytes == 2 {
            // Samples beyond the largest code, which should not be, get what that gets; nobody else goes there, so
            // they take no room in the cache.
            match &mut entries {
                Entries::Byte(all) => fill(all),
                Entries::Word(all) => fill(all),
                Entries::Single(all) => fill(all),
            }
        }
        Some(Self { entries, bytes, isa })
    }

    /// Looks up `count` samples.
    ///
    /// # Safety
    /// As many samples are readable from `from`, and writable at `to`, both aligned.
    pub(super) unsafe fn run(&self, from: *const u8, to: *mut u8, count: usize) {
        // SAFETY: as the caller promises.
        unsafe {
            match (&self.entries, self.bytes) {
                (Entries::Byte(all), 1) => bytes_to_bytes(self.isa, all, slice(from, count), slice_mut(to, count)),
                (Entries::Word(all), 1) => bytes(all, slice(from, count), slice_mut(to, count)),
                (Entries::Single(all), 1) => bytes(all, slice(from, count), slice_mut(to, count)),
                (Entries::Byte(all), _) => words(all, slice(from, count), slice_mut(to, count)),
                (Entries::Word(all), _) => words(all, slice(from, count), slice_mut(to, count)),
                (Entries::Single(all), _) => words(all, slice(from, count), slice_mut(to, count)),
            }
        }
    }
}

fn fill<T: Copy>(all: &mut Vec<T>) {
    all.extend(all.last().copied().into_iter().cycle().take((1_usize << 16).saturating_sub(all.len())));
}

/// Looks up bytes in bytes: by shuffles of registers where the machine has them.
fn bytes_to_bytes(isa: Isa, table: &[u8], from: &[u8], to: &mut [u8]) {
    #[cfg(target_arch = "x86_64")]
    if let Ok(table) = <&[u8; 256]>::try_from(&table[..256]) {
        let done = shuffle::look_up(isa, table, from, to);
        return bytes(table, &from[done..], &mut to[done..]);
    }
    let _ = isa;
    bytes(table, from, to);
}

/// Looks up bytes; there is an element for each.
fn bytes<T: Copy>(table: &[T], from: &[u8], to: &mut [T]) {
    let table = &table[..256];
    for (to, from) in to.iter_mut().zip(from) {
        *to = table[usize::from(*from)];
    }
}

/// Looks up words; there is an element for each.
fn words<T: Copy>(table: &[T], from: &[u16], to: &mut [T]) {
    let table = &table[..1 << 16];
    for (to, from) in to.iter_mut().zip(from) {
        *to = table[usize::from(*from)];
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_is_looked_up_on_every_instruction_set() {
        let table: Vec<u8> = (0..=255_u8).map(|code| code.wrapping_mul(167).wrapping_add(13) ^ (code >> 3)).collect();
        // Every byte in every lane, and ends that are no whole vector.
        let from: Vec<u8> = (0..256 * 67 + 37).map(|at| (at * 67 / 64) as u8).collect();
        let expected: Vec<u8> = from.iter().map(|code| table[usize::from(*code)]).collect();
        for isa in Isa::available() {
            let mut found = vec![0; from.len()];
            bytes_to_bytes(isa, &table, &from, &mut found);
            assert_eq!(found, expected, "{isa:?}");
        }
    }
}
