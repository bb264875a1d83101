//! What happens where even a small piece of memory finds no room: a message and an exit code, instead of a signal.
//!
//! Rust ends a program by `abort` then. Which piece it was is noted as it is refused, so that other reasons to abort are
//! left as they are.

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicBool, Ordering};

const MESSAGE: &[u8] = b"E1211\n\n  x the system gives no memory for what the program needs to go on\n  \
    help: let the run take less with --memory or --threads 1, or let it have more; no output was kept\n";

/// The exit code of runs that failed.
const EXIT: libc::c_int = 3;

#[global_allocator]
static MEMORY: Noting = Noting;

/// Whether a piece of memory was refused.
static REFUSED: AtomicBool = AtomicBool::new(false);

/// The system's memory, and a note of what it refuses.
struct Noting;

// SAFETY: everything is passed on to the system's allocator as it comes.
unsafe impl GlobalAlloc for Noting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: the caller's promise.
        noted(unsafe { System.alloc(layout) })
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        // SAFETY: the caller's promise.
        noted(unsafe { System.alloc_zeroed(layout) })
    }

    unsafe fn realloc(&self, piece: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        // SAFETY: the caller's promise.
        noted(unsafe { System.realloc(piece, layout, size) })
    }

    unsafe fn dealloc(&self, piece: *mut u8, layout: Layout) {
        // SAFETY: the caller's promise.
        unsafe { System.dealloc(piece, layout) }
    }
}

/// Sees to it that the program ends with words when there is no memory.
pub(crate) fn tell_when_none_is_left() {
    // SAFETY: the handler does nothing but what is allowed in one.
    unsafe {
        libc::signal(libc::SIGABRT, aborted as extern "C" fn(libc::c_int) as libc::sighandler_t);
    }
}

#[inline]
fn noted(piece: *mut u8) -> *mut u8 {
    if piece.is_null() {
        REFUSED.store(true, Ordering::Relaxed);
    }
    piece
}

/// Ends the program if it was memory; if this returns, `abort` goes on as ever.
extern "C" fn aborted(_signal: libc::c_int) {
    if REFUSED.load(Ordering::Relaxed) {
        // SAFETY: both are allowed in a handler; the message is as long as it says.
        unsafe {
            libc::write(libc::STDERR_FILENO, MESSAGE.as_ptr().cast(), MESSAGE.len());
            libc::_exit(EXIT);
        }
    }
}
