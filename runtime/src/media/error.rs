//! FFmpeg's error codes as values with words.

use std::ffi::{CStr, c_char, c_int};
use std::fmt;

use super::ff;

/// A negative return code of an FFmpeg function.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct AvError(c_int);

impl AvError {
    /// More input is needed before there is output, or the other way round.
    pub(crate) const AGAIN: Self = Self(ff::AVERROR(libc::EAGAIN));
    /// The end of the stream.
    pub(crate) const EOF: Self = Self(ff::AVERROR_EOF);
    /// Bytes that do not follow the format.
    pub(crate) const BAD_DATA: Self = Self(ff::AVERROR_INVALIDDATA);
    /// No memory.
    pub(crate) const NO_MEMORY: Self = Self(ff::AVERROR(libc::ENOMEM));

    /// What the system says.
    pub(crate) fn of_system(error: &std::io::Error) -> Self {
        Self(-error.raw_os_error().unwrap_or(libc::EIO))
    }

    /// The system's error number, if the code is one.
    pub(crate) fn errno(self) -> Option<c_int> {
        // FFmpeg's own codes are four letters, far above any errno.
        (self.0 > -4096).then_some(-self.0)
    }
}

impl fmt::Display for AvError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = [0 as c_char; 256];
        // SAFETY: the buffer is as long as stated, and the function ends it with a zero byte.
        let text = unsafe {
            ff::av_strerror(self.0, text.as_mut_ptr(), text.len());
            CStr::from_ptr(text.as_ptr())
        };
        f.write_str(&text.to_string_lossy())
    }
}

/// Turns a return code into a result: negative codes are errors.
pub(crate) fn check(code: c_int) -> Result<c_int, AvError> {
    if code < 0 { Err(AvError(code)) } else { Ok(code) }
}
