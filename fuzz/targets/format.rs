//! Any text that reads is laid out once and for all, with its comments.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| fwr_fuzz::format(bytes));
