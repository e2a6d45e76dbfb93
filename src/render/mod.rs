//! Reports as text and JSON, over `io::Write`. Nothing here decides anything.

mod changes;
pub(crate) mod diff;
pub(crate) mod explain;
pub(crate) mod init;
pub(crate) mod json;
pub(crate) mod promotion;
pub(crate) mod status;
pub(crate) mod style;

pub(crate) use style::Look;
pub(crate) mod verify;
