//! Machine code that may run: pages that are written first and executable afterwards, never both at once.

use std::io;
use std::ptr::NonNull;

use crate::cpu::row::RowCall;

/// Machine code of a function that takes a [`RowCall`].
#[derive(Debug)]
pub(super) struct Executable {
    start: NonNull<libc::c_void>,
    bytes: usize,
}

// SAFETY: the pages are never written again, and unmapped by the one owner only.
unsafe impl Send for Executable {}
// SAFETY: as above.
unsafe impl Sync for Executable {}

impl Executable {
    /// Pages that hold `code`.
    ///
    /// # Errors
    /// What the system says: it may be out of memory, or forbid that memory becomes executable.
    pub(super) fn new(code: &[u8]) -> io::Result<Self> {
        let bytes = code.len().max(1);
        // SAFETY: a new private mapping, at an address that the system chooses.
        let start = unsafe {
            libc::mmap(
                std::ptr::null_mut(),
                bytes,
                libc::PROT_READ | libc::PROT_WRITE,
                libc::MAP_PRIVATE | libc::MAP_ANONYMOUS,
                -1,
                0,
            )
        };
        if start == libc::MAP_FAILED {
            return Err(io::Error::last_os_error());
        }
        let start = NonNull::new(start).ok_or_else(|| io::Error::other("a mapping at address 0"))?;
        let pages = Self { start, bytes };
        // SAFETY: the mapping has at least `code.len()` bytes that may be written, and nobody else has it.
        unsafe { std::ptr::copy_nonoverlapping(code.as_ptr(), pages.start.as_ptr().cast(), code.len()) };
        // SAFETY: the pages are those of the mapping; from here on they are not written.
        let done = unsafe { libc::mprotect(pages.start.as_ptr(), bytes, libc::PROT_READ | libc::PROT_EXEC) };
        if done == 0 { Ok(pages) } else { Err(io::Error::last_os_error()) }
    }

    /// Calls the code.
    ///
    /// # Safety
    /// The code is a complete function of the System V convention that this machine can run, and all that it
    /// reads and writes through `call` is there.
    pub(super) unsafe fn call(&self, call: &RowCall) {
        // SAFETY: the pages start with such a function, as whoever calls this vouches.
        let function: unsafe extern "sysv64" fn(*const RowCall) = unsafe { std::mem::transmute(self.start.as_ptr()) };
        // SAFETY: as above.
        unsafe { function(call) }
    }
}

impl Drop for Executable {
    fn drop(&mut self) {
        // SAFETY: the mapping is ours, and whoever could call the code is gone.
        unsafe { libc::munmap(self.start.as_ptr(), self.bytes) };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_executable_and_not_writable() {
        let code = Executable::new(&[0xc3]).expect("executable memory");
        let maps = std::fs::read_to_string("/proc/self/maps").unwrap_or_default();
        let start = format!("{:x}-", code.start.as_ptr() as usize);
        if let Some(line) = maps.lines().find(|line| line.starts_with(&start)) {
            assert!(line.contains("r-xp"), "{line}");
        }
        let call = RowCall {
            rows: std::ptr::null(),
            uniforms: std::ptr::null(),
            hashes: std::ptr::null(),
            out: std::ptr::null_mut(),
            x: 0,
            count: 0,
        };
        // SAFETY: the code returns at once.
        unsafe { code.call(&call) };
    }
}
