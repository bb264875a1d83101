//! Certain fixes come to an end and never break a text.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| fwr_fuzz::fix(bytes));
