//! Reports as text and JSON, over `io::Write`. Nothing here decides anything.

mod changes;
pub mod diff;
pub mod explain;
pub mod init;
pub mod json;
pub mod promotion;
pub mod status;
pub mod style;

pub use style::Look;
pub mod verify;
