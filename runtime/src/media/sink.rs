//! Where a muxer's bytes go: a file of ours, whose errors are kept as the system said them.

use std::ffi::{c_int, c_void};
use std::io::{self, Seek, SeekFrom, Write};
use std::ptr;

use super::compat::WriteBytes;
use super::error::AvError;
use super::ff;

/// Bytes that FFmpeg gathers before it writes.
const BUFFER: usize = 1 << 18;

/// Something that a file can be written into.
pub(crate) trait Target: Write + Seek + Send {}
impl<T: Write + Seek + Send> Target for T {}

/// FFmpeg's I/O context over a target.
pub(crate) struct Sink {
    context: *mut ff::AVIOContext,
    state: *mut State,
}

struct State {
    target: Box<dyn Target>,
    error: Option<io::Error>,
    end: u64,
    position: u64,
}

// SAFETY: the context is used by one thread at a time, and the target is `Send`.
unsafe impl Send for Sink {}

impl Sink {
    /// A sink over `target`.
    pub(crate) fn new(target: Box<dyn Target>) -> Result<Self, AvError> {
        let state = Box::into_raw(Box::new(State { target, error: None, end: 0, position: 0 }));
        // SAFETY: the buffer is FFmpeg's to keep; the state lives until `Drop`, after the last callback.
        let context = unsafe {
            let buffer = ff::av_malloc(BUFFER).cast();
            ff::avio_alloc_context(buffer, BUFFER as c_int, 1, state.cast(), None, Some(write), Some(seek))
        };
        let sink = Self { context, state };
        if context.is_null() { Err(AvError::NO_MEMORY) } else { Ok(sink) }
    }

    /// For the muxer's `pb`.
    pub(crate) fn context(&self) -> *mut ff::AVIOContext {
        self.context
    }

    /// The first error that writing met.
    pub(crate) fn take_error(&mut self) -> Option<io::Error> {
        self.state().error.take()
    }

    /// Bytes in the file so far.
    pub(crate) fn length(&mut self) -> u64 {
        self.state().end
    }

    fn state(&mut self) -> &mut State {
        // SAFETY: the state lives as long as `self`, and callbacks run only inside calls of the muxer.
        unsafe { &mut *self.state }
    }
}

impl Drop for Sink {
    fn drop(&mut self) {
        // SAFETY: nobody uses the context any more; its buffer may have been replaced by FFmpeg, so it is freed
        // through the context.
        unsafe {
            if !self.context.is_null() {
                ff::av_freep(ptr::from_mut(&mut (*self.context).buffer).cast());
                ff::avio_context_free(&mut self.context);
            }
            drop(Box::from_raw(self.state));
        }
    }
}

unsafe extern "C" fn write(state: *mut c_void, bytes: WriteBytes, length: c_int) -> c_int {
    // SAFETY: `state` is the one given to `avio_alloc_context`, and `bytes` has `length` bytes.
    let (state, bytes) =
        unsafe { (&mut *state.cast::<State>(), std::slice::from_raw_parts(bytes, length.max(0) as usize)) };
    match state.target.write_all(bytes) {
        Ok(()) => {
            state.position += bytes.len() as u64;
            state.end = state.end.max(state.position);
            length
        }
        Err(error) => state.fail(error),
    }
}

unsafe extern "C" fn seek(state: *mut c_void, offset: i64, whence: c_int) -> i64 {
    // SAFETY: as in `write`.
    let state = unsafe { &mut *state.cast::<State>() };
    if whence & ff::AVSEEK_SIZE != 0 {
        return state.end as i64;
    }
    let to = match whence & !(ff::AVSEEK_FORCE) {
        libc::SEEK_CUR => SeekFrom::Current(offset),
        libc::SEEK_END => SeekFrom::End(offset),
        _ => SeekFrom::Start(offset.max(0) as u64),
    };
    match state.target.seek(to) {
        Ok(position) => {
            state.position = position;
            position as i64
        }
        Err(error) => i64::from(state.fail(error)),
    }
}

impl State {
    fn fail(&mut self, error: io::Error) -> c_int {
        let code = error.raw_os_error().unwrap_or(libc::EIO);
        self.error.get_or_insert(error);
        ff::AVERROR(code)
    }
}
