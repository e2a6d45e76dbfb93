//! Fuzzes the reader: `promote_fuzz::read` for properties files.
#![no_main]

use promote_format::Format;

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    promote_fuzz::read(Format::Properties, data);
});
