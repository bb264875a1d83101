//! Any bytes are read, printed and read again.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| fwr_fuzz::parse(bytes));
