//! How one file differs between two environments, key by key.

mod compare;
mod configs;
mod file_diff;
mod pair;

pub use compare::spelling;
pub use file_diff::FileDiff;
pub use pair::FilePair;
