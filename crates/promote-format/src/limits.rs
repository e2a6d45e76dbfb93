//! The limits of what is read by key.

/// A larger file is not read by key, in bytes (16 MiB).
pub(crate) const MAX_BYTES: usize = 16 << 20;
/// A file with deeper nesting is not read by key.
pub(crate) const MAX_DEPTH: usize = 256;
/// A file with more nodes, aliases expanded, is not read by key.
pub(crate) const MAX_NODES: usize = 4_000_000;
