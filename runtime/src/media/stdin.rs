//! Stdin as media: opened by who looks at it and again by the run, but read once.

use std::sync::{Mutex, PoisonError};

use fwr_compiler::diagnostics::{Code, Diagnostic};

use super::demuxer::Demuxer;

/// How messages name it.
pub(super) const NAME: &str = "stdin";

enum State {
    Untouched,
    /// Looked at, with what was read of it.
    Known(Demuxer),
    Taken,
}

static STATE: Mutex<State> = Mutex::new(State::Untouched);

/// Opens it, with all that was read of it before.
pub(super) fn open() -> Result<Demuxer, Diagnostic> {
    let mut state = STATE.lock().unwrap_or_else(PoisonError::into_inner);
    match std::mem::replace(&mut *state, State::Taken) {
        State::Untouched => Demuxer::open_url(NAME, "pipe:0", &[]),
        State::Known(demuxer) => Ok(demuxer),
        State::Taken => Err(read_once()),
    }
}

/// Gives it back after a look at its beginning.
pub(super) fn give_back(demuxer: Demuxer) {
    *STATE.lock().unwrap_or_else(PoisonError::into_inner) = State::Known(demuxer);
}

/// Why it cannot be read again.
pub(crate) fn read_once() -> Diagnostic {
    Diagnostic::new(Code::INPUT_UNREADABLE, "stdin can be read once, and this needs to read it again")
        .help("write it to a file first, and give that file: one pipe can be one input, and cannot be measured")
}
