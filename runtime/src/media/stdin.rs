//! Stdin as media: opened by who looks at it and again by the run, but read once.

use std::ffi::{c_int, c_void};
use std::sync::{LazyLock, Mutex, PoisonError};
use std::{io, ptr};

use fwr_compiler::diagnostics::{Code, Diagnostic};

use super::demuxer::Demuxer;
use super::ff;
use crate::memory::no_room;
use crate::wait::{Stop, Until};

/// How messages name it.
pub(super) const NAME: &str = "stdin";

enum State {
    Untouched,
    /// Looked at, with what was read of it.
    Known(Demuxer),
    Taken,
}

/// Bytes that are read at a time.
const BUFFER: usize = 1 << 16;

static STATE: Mutex<State> = Mutex::new(State::Untouched);

/// When to give up waiting; nothing but a signal before a run has begun.
static STOP: LazyLock<Mutex<Stop>> = LazyLock::new(Mutex::default);

/// Opens it, with all that was read of it before.
pub(super) fn open() -> Result<Demuxer, Diagnostic> {
    let mut state = STATE.lock().unwrap_or_else(PoisonError::into_inner);
    match std::mem::replace(&mut *state, State::Taken) {
        State::Untouched => Demuxer::open_url(NAME, "pipe:0", &[], source()?),
        State::Known(demuxer) => Ok(demuxer),
        State::Taken => Err(read_once()),
    }
}

/// Gives it back after a look at its beginning.
pub(super) fn give_back(demuxer: Demuxer) {
    *STATE.lock().unwrap_or_else(PoisonError::into_inner) = State::Known(demuxer);
}

/// Ends reading, from now on, when a run is to stop, whether anybody writes or not.
pub(super) fn stop_with(stop: &Stop) {
    *STOP.lock().unwrap_or_else(PoisonError::into_inner) = stop.clone();
}

/// What stdin is read through. There is one in the life of the program, and it is never freed.
fn source() -> Result<*mut ff::AVIOContext, Diagnostic> {
    // SAFETY: the buffer is FFmpeg's to keep; the function needs nothing that could go away.
    let source = unsafe {
        let buffer = ff::av_malloc(BUFFER).cast();
        ff::avio_alloc_context(buffer, BUFFER as c_int, 0, ptr::null_mut(), Some(read), None, None)
    };
    if source.is_null() { Err(no_room(NAME)) } else { Ok(source) }
}

/// Reads what there is, or waits for it.
unsafe extern "C" fn read(_opaque: *mut c_void, bytes: *mut u8, length: c_int) -> c_int {
    loop {
        let stop = STOP.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if !stop.wait(libc::STDIN_FILENO, Until::Bytes) {
            return ff::AVERROR_EXIT;
        }
        // SAFETY: FFmpeg gives room for `length` bytes.
        let count = unsafe { libc::read(libc::STDIN_FILENO, bytes.cast(), length.max(0) as usize) };
        if count > 0 {
            return count as c_int;
        }
        if count == 0 {
            return ff::AVERROR_EOF;
        }
        let error = io::Error::last_os_error();
        if error.kind() != io::ErrorKind::Interrupted {
            return ff::AVERROR(error.raw_os_error().unwrap_or(libc::EIO));
        }
    }
}

/// Why it cannot be read again.
pub(crate) fn read_once() -> Diagnostic {
    Diagnostic::new(Code::INPUT_UNREADABLE, "stdin can be read once, and this needs to read it again")
        .help("write it to a file first, and give that file: one pipe can be one input, and cannot be measured")
}
