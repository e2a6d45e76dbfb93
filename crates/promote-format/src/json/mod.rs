//! JSON (RFC 8259) and JSONC: a strict reader with byte ranges, and edits as splices of the target's own text.
//!
//! The reader (`read`, `scan`, `escape`) is our own. Even in its strictest mode, `jsonc-parser` accepts raw
//! control characters in strings and any Unicode blank between tokens, and keeps the last of two duplicate keys.
//! A file that other tools refuse or read differently must not be accepted here, and checking all that again
//! would take more code than this reader.
//!
//! JSONC adds comments and trailing commas, as read by VS Code, TypeScript and Deno. All edits use `bracket`.

mod edit;
mod escape;
mod read;
mod scan;

use edit::edit;
#[cfg(test)]
pub(super) use read::read;

use crate::driver::Driver;

pub(super) const JSON: Driver = Driver { read: read::read, attempts: &[edit], keeping_aliases: None, fallback: None };
pub(super) const JSONC: Driver =
    Driver { read: read::read_jsonc, attempts: &[edit], keeping_aliases: None, fallback: None };

#[cfg(test)]
pub(super) mod tests;
