//! What happens where even a small piece of memory finds no room: a message and an exit code, instead of a signal.
//!
//! Rust ends a program by `abort` then, and so does C++; some of FFmpeg's muxers go on with the null that they were given.
//! What is refused is noted, by Rust's allocator here and by the system's in `errno`, so that other reasons for these
//! signals are left as they are.

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};
use std::{io, mem, panic, ptr};

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
    let usual = panic::take_hook();
    panic::set_hook(Box::new(move |what| {
        // Threads that find no room for their signal stack panic where nothing can catch it. The usual hook would ask
        // for memory to tell where that was, be refused, and wait for the lock that it holds itself.
        if refused_here() && what.location().is_some_and(|place| place.file().contains(SYSTEM)) {
            end();
        }
        usual(what);
    }));
    for (signal, before) in [(libc::SIGABRT, &BEFORE_ABORT), (libc::SIGSEGV, &BEFORE_FAULT)] {
        let mut action = action_of(libc::SIG_DFL);
        action.sa_sigaction = ended as extern "C" fn(_, _, _) as libc::sighandler_t;
        // On the stack that Rust keeps for the fault of a stack that is full.
        action.sa_flags = libc::SA_SIGINFO | libc::SA_ONSTACK;
        let mut old = action_of(libc::SIG_DFL);
        // SAFETY: the handler does nothing but what is allowed in one.
        if unsafe { libc::sigaction(signal, &raw const action, &raw mut old) } == 0 {
            let _ = before.set(old);
        }
    }
}

/// What handled a signal before.
static BEFORE_ABORT: OnceLock<libc::sigaction> = OnceLock::new();
static BEFORE_FAULT: OnceLock<libc::sigaction> = OnceLock::new();

/// Where the standard library meets the system, in the paths of its files.
const SYSTEM: &str = "library/std/src/sys/";

/// Addresses below this are a null pointer with an offset.
const NULL_PAGES: usize = 1 << 16;

/// As near to their end as addresses are short: a thread's heap reserves so many at once.
const NEAR: u64 = 256 << 20;

#[inline]
fn noted(piece: *mut u8) -> *mut u8 {
    if piece.is_null() {
        REFUSED.store(true, Ordering::Relaxed);
    }
    piece
}

/// Whether memory was what the system refused this thread last.
fn refused_here() -> bool {
    io::Error::last_os_error().raw_os_error() == Some(libc::ENOMEM)
}

/// Whether the addresses that the process may have are about to end. A library that was refused some need not leave a
/// trace of it: `posix_memalign` sets no `errno`.
fn is_tight() -> bool {
    let mut limit = libc::rlimit { rlim_cur: libc::RLIM_INFINITY, rlim_max: libc::RLIM_INFINITY };
    let mut text = [0_u8; 64];
    // SAFETY: system calls that are allowed in a signal's handler, on memory of this function.
    let length = unsafe {
        libc::getrlimit(libc::RLIMIT_AS, &raw mut limit);
        let file = libc::open(c"/proc/self/statm".as_ptr(), libc::O_RDONLY);
        let length = libc::read(file, text.as_mut_ptr().cast(), text.len());
        libc::close(file);
        length
    };
    let digits = text.iter().take(usize::try_from(length).unwrap_or(0)).take_while(|digit| digit.is_ascii_digit());
    let pages = digits.fold(0_u64, |pages, digit| 10 * pages + u64::from(digit - b'0'));
    // SAFETY: it only asks.
    let page = unsafe { libc::sysconf(libc::_SC_PAGESIZE) };
    limit.rlim_cur != libc::RLIM_INFINITY && pages * page.unsigned_abs() + NEAR > limit.rlim_cur
}

/// Ends the program with the message.
fn end() -> ! {
    // SAFETY: both are allowed in a signal's handler; the message is as long as it says.
    unsafe {
        libc::write(libc::STDERR_FILENO, MESSAGE.as_ptr().cast(), MESSAGE.len());
        libc::_exit(EXIT)
    }
}

fn action_of(handler: libc::sighandler_t) -> libc::sigaction {
    // SAFETY: all of it may be zero.
    let mut action: libc::sigaction = unsafe { mem::zeroed() };
    action.sa_sigaction = handler;
    action
}

/// Ends the program if it was memory. If this returns, what handled the signal before does: `abort` goes on, and a fault
/// happens again.
extern "C" fn ended(signal: libc::c_int, info: *mut libc::siginfo_t, _context: *mut libc::c_void) {
    // SAFETY: the system gives the signal's particulars.
    let address = unsafe { (*info).si_addr() } as usize;
    let refused = refused_here() || REFUSED.load(Ordering::Relaxed) || is_tight();
    if refused && (signal == libc::SIGABRT || address < NULL_PAGES) {
        end();
    }
    let before = if signal == libc::SIGABRT { &BEFORE_ABORT } else { &BEFORE_FAULT };
    let before = before.get().copied().unwrap_or_else(|| action_of(libc::SIG_DFL));
    // SAFETY: what was there before is put back.
    unsafe {
        libc::sigaction(signal, &raw const before, ptr::null_mut());
    }
}
