//! Plain values of promote: ids, keys, patterns and configuration values. No I/O, no clock, no processes.

mod hidden;
pub mod id;
pub(crate) mod key;
mod nearest;
pub(crate) mod oid;
pub mod pattern;
mod rules_number;
pub mod text;
pub mod time;
pub mod value;
pub mod work;

pub use id::{BadIdPrefix, ConfigId, IdPrefix};
pub use key::{Key, Step};
pub use oid::ObjectId;
pub use pattern::Pattern;
pub use rules_number::RulesNumber;
pub use value::{FileMode, FileValue, Value};
