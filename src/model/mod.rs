//! Plain values of the product: names, ids, keys, values. No git, no clock, no process.

pub mod key;
pub mod oid;
pub mod value;

pub use key::{Key, Step};
pub use oid::ObjectId;
pub use value::{FileMode, FileValue, Value};
