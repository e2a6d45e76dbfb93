//! The limits for reading a file by key.

/// The maximum size of a file in bytes (16 MiB).
pub(crate) const MAX_BYTES: usize = 16 << 20;
/// The maximum nesting depth.
pub(crate) const MAX_DEPTH: usize = 256;
/// The maximum number of nodes, with aliases expanded.
pub(crate) const MAX_NODES: usize = 4_000_000;
