//! Splices.
