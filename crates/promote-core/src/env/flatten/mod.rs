//! From a file's tree to its configs: what one unit is, and what it is called.

mod config;
mod view;
mod walk;

pub use config::Config;
pub(crate) use config::ConfigRef;
pub(crate) use view::FileView;
pub use view::KeyRules;
pub(crate) use walk::{configs, each, holds_nothing};
