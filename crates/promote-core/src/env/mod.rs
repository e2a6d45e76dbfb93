//! Environments: their keys and differences, the selection of changes, and applying and inverting changes. Pure: trees
//! and bytes are passed in.

pub mod across;
mod aliases;
pub mod apply;
pub mod change;
pub mod changed;
pub mod content;
pub mod detect;
pub mod diff;
pub(crate) mod documents;
pub mod filled;
pub mod flatten;
pub mod judge;
mod kept_aliases;
pub(crate) mod key_template;
pub mod keys;
mod later_comments;
pub mod layout;
pub mod lists;
mod local;
pub mod lookalikes;
pub mod named;
pub mod names;
mod open_document;
pub mod partial_element;
mod post_condition;
pub mod respelled;
pub mod rulebook;
pub mod secret_texts;
pub mod secrets;
pub mod select;
pub(crate) mod template;
#[cfg(test)]
mod tests;
mod token;
pub mod translate;
pub mod written_out;
