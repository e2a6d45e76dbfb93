//! How lists are read: element by element, or as one key.
//!
//! ```text
//! maps      by the first field of `list-keys` that every element has, each with a
//!           unique value; else by the fields that the document's kind has for it
//! scalars   by themselves, if the policy calls the list a set and all differ
//! else      by position, if both sides have the same number of elements and at most
//!           one of them differs
//! else      the list is one key
//! ```
//!
//! Both sides of a comparison must read a list in the same way, else every element would look removed and added: the
//! field must identify the elements on both. A planned change must also be found again when it is applied or rolled
//! back, and after the target has changed; so when changes are applied, a list is read as these changes do.

mod element_name;
mod elements;
mod kinds;
mod rules;
#[cfg(test)]
mod tests;

pub(super) use elements::{Counterpart, FileLists, ListReading, WalkedList};
pub(super) use kinds::{DocumentKinds, fields as kind_fields};
pub use rules::{ListKeys, ListRules, ListView, ListWay};
