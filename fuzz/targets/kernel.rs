//! Kernels keep their values when they are simplified.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| fwr_fuzz::kernel(bytes));
