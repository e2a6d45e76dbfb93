//! Fuzzes `promote.yaml`: `promote_fuzz::policy`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| promote_fuzz::policy(data));
