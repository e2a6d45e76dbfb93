//! Flattening a file's tree to its keys: units and their names.

mod config;
mod view;
mod walk;

pub use config::Config;
pub(crate) use config::ConfigRef;
pub(crate) use view::FileView;
pub use view::KeyRules;
pub(crate) use walk::{configs, each, holds_nothing};
