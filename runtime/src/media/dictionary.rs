//! FFmpeg's dictionaries: tags of files and streams, options of codecs.

use std::ffi::{CStr, CString};
use std::ptr;

use super::ff;

/// A dictionary of our own.
pub(crate) struct Dictionary(*mut ff::AVDictionary);

impl Dictionary {
    /// An empty one.
    pub(crate) fn new() -> Self {
        Self(ptr::null_mut())
    }

    /// Sets a key, replacing its value.
    pub(crate) fn set(&mut self, key: &str, value: &str) {
        // SAFETY: the pointer is null or a dictionary that we own.
        unsafe { set(&mut self.0, key, value) }
    }

    /// For functions that take what they know out of a dictionary.
    pub(crate) fn as_mut_ptr(&mut self) -> *mut *mut ff::AVDictionary {
        &mut self.0
    }

    /// The first key that is left.
    pub(crate) fn first_key(&self) -> Option<String> {
        // SAFETY: the pointer is null or a dictionary that we own.
        unsafe { pairs(self.0) }.into_iter().next().map(|(key, _)| key)
    }
}

impl Drop for Dictionary {
    fn drop(&mut self) {
        // SAFETY: the pointer is null or a dictionary that we own.
        unsafe { ff::av_dict_free(&mut self.0) }
    }
}

/// Sets a key of a dictionary that FFmpeg owns. Text with a zero byte, which FFmpeg cannot hold, is left out.
///
/// # Safety
/// `*dictionary` is null or a valid dictionary.
pub(crate) unsafe fn set(dictionary: *mut *mut ff::AVDictionary, key: &str, value: &str) {
    if let (Ok(key), Ok(value)) = (CString::new(key), CString::new(value)) {
        // SAFETY: the caller vouches for the dictionary; both texts are copied by the call.
        unsafe { ff::av_dict_set(dictionary, key.as_ptr(), value.as_ptr(), 0) };
    }
}

/// The keys and values of a dictionary, in its order.
///
/// # Safety
/// `dictionary` is null or a valid dictionary.
pub(crate) unsafe fn pairs(dictionary: *const ff::AVDictionary) -> Vec<(String, String)> {
    let mut pairs = Vec::new();
    let mut entry: *const ff::AVDictionaryEntry = ptr::null();
    loop {
        // SAFETY: the caller vouches for the dictionary; an empty key with IGNORE_SUFFIX walks all entries.
        entry = unsafe { ff::av_dict_get(dictionary, c"".as_ptr(), entry, ff::AV_DICT_IGNORE_SUFFIX) };
        if entry.is_null() {
            return pairs;
        }
        // SAFETY: entries hold two texts that end with a zero byte.
        let pair = unsafe { (text((*entry).key), text((*entry).value)) };
        pairs.push(pair);
    }
}

/// The value of `key`, whatever its case.
pub(crate) fn value(pairs: &[(String, String)], key: &str) -> Option<String> {
    pairs.iter().find(|(name, _)| name.eq_ignore_ascii_case(key)).map(|(_, value)| value.clone())
}

/// A C text as a Rust one; empty for null.
///
/// # Safety
/// `text` is null or ends with a zero byte.
pub(crate) unsafe fn text(text: *const std::ffi::c_char) -> String {
    if text.is_null() {
        return String::new();
    }
    // SAFETY: the caller vouches for the text.
    unsafe { CStr::from_ptr(text) }.to_string_lossy().into_owned()
}
