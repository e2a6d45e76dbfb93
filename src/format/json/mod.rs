//! JSON (RFC 8259): a strict reader with spans, and edits as splices of the target's own text.
//!
//! The reader is our own. `jsonc-parser`, switched to its strictest, still takes raw control
//! characters in strings and any Unicode blank between tokens, and keeps the last of two equal keys;
//! a file that other tools refuse or read differently must not pass here as understood. What is left
//! of its work after checking all that again is less than what stands in `read.rs`.

mod read;
mod scan;
mod text;

pub use read::read;

#[cfg(test)]
mod tests;
