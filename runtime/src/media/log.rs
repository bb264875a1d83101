//! FFmpeg's log messages as `tracing` events: none reaches the terminal by itself.

use std::ffi::{CStr, c_char, c_int, c_void};
use std::sync::Once;
use std::sync::atomic::{AtomicU64, Ordering};

use super::ff;

/// FFmpeg's log callback with the argument list as the pointer that it is in every C ABI.
type Callback = unsafe extern "C" fn(*mut c_void, c_int, *const c_char, *mut c_void);
type FormatLine =
    unsafe extern "C" fn(*mut c_void, c_int, *const c_char, *mut c_void, *mut c_char, c_int, *mut c_int) -> c_int;

/// Routes FFmpeg's log to `tracing`, once for the process.
pub(crate) fn install() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        #[allow(clippy::missing_transmute_annotations, reason = "the argument list has another type on each system")]
        // SAFETY: only the argument list's type differs, and it is passed on as it came. It is a
        // pointer in the calling conventions of all supported systems.
        unsafe {
            let callback: Callback = forward;
            ff::av_log_set_callback(Some(std::mem::transmute::<Callback, _>(callback)));
        }
    });
}

unsafe extern "C" fn forward(source: *mut c_void, level: c_int, format: *const c_char, arguments: *mut c_void) {
    if level <= ff::AV_LOG_ERROR {
        // SAFETY: source and format are FFmpeg's own.
        unsafe { count_checksum_error(source, format) };
    }
    if level > ff::AV_LOG_VERBOSE || !wanted(level) {
        return;
    }
    let mut line = [0 as c_char; 1024];
    let mut prefix = 1;
    // SAFETY: source, format and arguments are FFmpeg's own, passed on unchanged; the line is as long as stated
    // and ended with a zero byte.
    let text = unsafe {
        let format_line = std::mem::transmute::<*const (), FormatLine>(ff::av_log_format_line2 as *const ());
        format_line(source, level, format, arguments, line.as_mut_ptr(), line.len() as c_int, &mut prefix);
        CStr::from_ptr(line.as_ptr())
    };
    let text = text.to_string_lossy();
    let text = text.trim();
    match level {
        // What FFmpeg calls an error often is one damaged packet; what it means for the run is decided elsewhere.
        ..=ff::AV_LOG_ERROR => tracing::warn!(target: "ffmpeg", "{text}"),
        ff::AV_LOG_WARNING => tracing::info!(target: "ffmpeg", "{text}"),
        _ => tracing::debug!(target: "ffmpeg", "{text}"),
    }
}

/// Counts a failed checksum in the counter that the decoder carries in its `opaque` field.
///
/// FFV1 tells of it in the log alone: it fills the slice from the frame before and gives the frame as if it were whole.
///
/// # Safety
/// `source` is null or begins with a pointer to its class, as FFmpeg's callback promises, and `format` is a C text.
unsafe fn count_checksum_error(source: *mut c_void, format: *const c_char) {
    // SAFETY: the caller vouches for both. A codec context is known by its class, and its `opaque` field is null
    // or the counter of the decoder that is just logging, which therefore lives; frame threads have copies of it.
    unsafe {
        if source.is_null() || !CStr::from_ptr(format).to_bytes().windows(12).any(|part| part == b"CRC mismatch") {
            return;
        }
        let class = *source.cast::<*const ff::AVClass>();
        if class.is_null() || CStr::from_ptr((*class).class_name) != c"AVCodecContext" {
            return;
        }
        let counter = (*source.cast::<ff::AVCodecContext>()).opaque.cast::<AtomicU64>();
        if let Some(counter) = counter.as_ref() {
            counter.fetch_add(1, Ordering::Relaxed);
        }
    }
}

fn wanted(level: c_int) -> bool {
    match level {
        ..=ff::AV_LOG_ERROR => tracing::enabled!(target: "ffmpeg", tracing::Level::WARN),
        ff::AV_LOG_WARNING => tracing::enabled!(target: "ffmpeg", tracing::Level::INFO),
        _ => tracing::enabled!(target: "ffmpeg", tracing::Level::DEBUG),
    }
}
