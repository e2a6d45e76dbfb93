//! Fuzzes trailers: `promote_fuzz::trailers`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| promote_fuzz::trailers(data));
