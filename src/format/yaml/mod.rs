//! YAML: reading with places, and splices into a file's own text.
//!
//! Reading goes in two steps. `compose` turns the parser's events into raw nodes and finds the
//! bytes that the events do not tell (where a block scalar's header stands, where an unwritten null
//! would be). `expand` gives them meaning: scalars by the core schema of YAML 1.2, aliases and merge
//! keys replaced by what they stand for, duplicate keys refused.

mod alias;
mod change;
mod chunk;
mod compose;
mod edit;
mod expand;
mod flow;
mod insert;
mod layout;
mod lines;
mod new;
mod other;
mod places;
mod raw;
mod read;
mod reindent;
mod remove;
mod render;
mod scalar;
mod scan;
mod script;
mod set;
mod spell;
mod steps;
#[cfg(test)]
mod tests;

pub use edit::{Mode, edit};
pub use other::edit_otherwise;
pub use read::read;
