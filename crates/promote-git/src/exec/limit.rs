//! Resource limits of the current process.

use std::io;

use rustix::process::{Resource, Rlimit, setrlimit};

/// Limits the memory of this process (`RLIMIT_AS`, `setrlimit(2)`).
///
/// # Errors
/// If the system refuses.
pub fn limit_memory(bytes: u64) -> io::Result<()> {
    let limit = Rlimit { current: Some(bytes), maximum: Some(bytes) };
    setrlimit(Resource::As, limit).map_err(io::Error::from)
}

/// Limits the processor time of this process (`RLIMIT_CPU`), so that it ends even if its parent is gone.
///
/// # Errors
/// If the system refuses.
pub fn limit_time(seconds: u64) -> io::Result<()> {
    let limit = Rlimit { current: Some(seconds), maximum: Some(seconds) };
    setrlimit(Resource::Cpu, limit).map_err(io::Error::from)
}
