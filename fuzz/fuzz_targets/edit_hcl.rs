//! Fuzzes the editor: `promote_fuzz::edit` for HCL.
#![no_main]

use promote_format::Format;

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    promote_fuzz::edit(Format::Hcl, data);
});
