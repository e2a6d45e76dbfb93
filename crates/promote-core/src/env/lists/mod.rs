//! How lists are seen: element by element, or as one config.
//!
//! ```text
//! maps      by the first of the list's candidates (`list-keys`) that every element has, each with a
//!           value of its own
//! scalars   by themselves, where the policy calls the list a set and no two are alike
//! else      the list is one config
//! ```
//!
//! Two sides that are compared must see a list alike, else every element would seem removed and added
//! again: what identifies elements must do so on both. And what was planned must be found again when it
//! is carried out, when it is taken back, and when the target has changed meanwhile: where changes are in
//! play, a list is seen as they see it.

mod elements;
mod rules;
#[cfg(test)]
mod tests;

pub(super) use elements::{Counterpart, FileLists};
pub use rules::{ListKeys, ListRules, ListView};
