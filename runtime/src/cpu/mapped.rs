//! Pages from the system.

use std::ptr::{self, NonNull};

/// A huge page of nearly every system that has any.
const HUGE: usize = 2 << 20;

/// Pages that nobody else has.
pub(super) struct Mapped {
    start: NonNull<u8>,
    bytes: usize,
}

// SAFETY: it owns plain memory, which is not tied to a thread; through a shared one it can only be read.
unsafe impl Send for Mapped {}
// SAFETY: as above.
unsafe impl Sync for Mapped {}

impl Mapped {
    /// `bytes` zeros; `None` for nothing, and where the system gives none.
    ///
    /// From a huge page on, it starts where one may, and its whole ones are asked for. What is left at the end is in
    /// small pages: no more memory is taken than without.
    pub(super) fn zeroed(bytes: usize) -> Option<Self> {
        if bytes < HUGE {
            return (bytes > 0).then(|| Some(Self { start: map(bytes)?, bytes })).flatten();
        }
        let all = map(bytes.checked_add(HUGE)?)?;
        let before = all.as_ptr().align_offset(HUGE);
        // SAFETY: `before` is less than a huge page, which the mapping is longer by.
        let start = unsafe { all.add(before) };
        let page = page();
        let kept = bytes.next_multiple_of(page);
        // Both ends are whole pages, for a mapping and a huge page begin with one.
        unmap(all, before);
        // SAFETY: `before + kept` is at most the length of the mapping, rounded up to pages.
        unmap(unsafe { start.add(kept) }, (bytes + HUGE).next_multiple_of(page) - before - kept);
        ask_for_huge_pages(start, bytes / HUGE * HUGE);
        Some(Self { start, bytes })
    }

    pub(super) fn bytes(&self) -> &[u8] {
        // SAFETY: mapped as long as `self` lives, and set to zero by the system.
        unsafe { std::slice::from_raw_parts(self.start.as_ptr(), self.bytes) }
    }

    pub(super) fn bytes_mut(&mut self) -> &mut [u8] {
        // SAFETY: as above, and nobody else has it.
        unsafe { std::slice::from_raw_parts_mut(self.start.as_ptr(), self.bytes) }
    }
}

impl Drop for Mapped {
    fn drop(&mut self) {
        unmap(self.start, self.bytes.next_multiple_of(page()));
    }
}

/// Whole pages for `bytes` bytes.
fn map(bytes: usize) -> Option<NonNull<u8>> {
    let (protection, flags) = (libc::PROT_READ | libc::PROT_WRITE, libc::MAP_PRIVATE | libc::MAP_ANON);
    // SAFETY: asks for fresh memory anywhere.
    let start = unsafe { libc::mmap(ptr::null_mut(), bytes, protection, flags, -1, 0) };
    if start == libc::MAP_FAILED { None } else { NonNull::new(start.cast()) }
}

/// Gives back whole pages of our own, which nobody looks at any more.
fn unmap(start: NonNull<u8>, bytes: usize) {
    if bytes > 0 {
        // SAFETY: pages that `map` gave, by this file's only callers; nothing refers to them.
        unsafe { libc::munmap(start.as_ptr().cast(), bytes) };
    }
}

/// A wish: where it is not granted, nothing changes.
fn ask_for_huge_pages(start: NonNull<u8>, bytes: usize) {
    #[cfg(target_os = "linux")]
    // SAFETY: pages of our own; what is in them stays.
    unsafe {
        libc::madvise(start.as_ptr().cast(), bytes, libc::MADV_HUGEPAGE);
    }
    #[cfg(not(target_os = "linux"))]
    let _ = (start, bytes);
}

fn page() -> usize {
    // SAFETY: only asks for a number.
    usize::try_from(unsafe { libc::sysconf(libc::_SC_PAGESIZE) }).unwrap_or(4096).max(1)
}
