//! What this process itself may take.

use std::io;

use rustix::process::{Resource, Rlimit, setrlimit};

/// Lets this process take no more memory than so many bytes (`RLIMIT_AS`, `setrlimit(2)`): what goes beyond ends it.
///
/// # Errors
/// Where the system refuses.
pub fn limit_memory(bytes: u64) -> io::Result<()> {
    let limit = Rlimit { current: Some(bytes), maximum: Some(bytes) };
    setrlimit(Resource::As, limit).map_err(io::Error::from)
}

/// Lets this process take no more time of a processor than so many seconds (`RLIMIT_CPU`): also where nobody is left who
/// would end it.
///
/// # Errors
/// Where the system refuses.
pub fn limit_time(seconds: u64) -> io::Result<()> {
    let limit = Rlimit { current: Some(seconds), maximum: Some(seconds) };
    setrlimit(Resource::Cpu, limit).map_err(io::Error::from)
}
