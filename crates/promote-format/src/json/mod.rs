//! JSON (RFC 8259) and JSONC: a strict reader with spans, and edits as splices of the target's own text.
//!
//! The reader (`read`, `scan`, `text`) is our own. `jsonc-parser`, switched to its strictest, still
//! takes raw control characters in strings and any Unicode blank between tokens, and keeps the last of
//! two equal keys; a file that other tools refuse or read differently must not pass here as
//! understood. What is left of its work after checking all that again is less than these files.
//!
//! JSONC is JSON with two things more, as its tools read it (VS Code, TypeScript, Deno): comments, and a
//! comma behind the last part. All editing is that of `format::bracket`.

mod edit;
mod escape;
mod read;
mod scan;

use edit::edit;
#[cfg(test)]
pub(super) use read::read;

use crate::driver::Driver;

pub(super) const JSON: Driver = Driver { read: read::read, attempts: &[edit], fallback: None };
pub(super) const JSONC: Driver = Driver { read: read::read_jsonc, attempts: &[edit], fallback: None };

#[cfg(test)]
pub(super) mod tests;
