//! Fuzzes keys and patterns: `promote_fuzz::names`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| promote_fuzz::names(data));
