//! Any text is checked against the whole library, with and without media.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| fwr_fuzz::check(bytes));
