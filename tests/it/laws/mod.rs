//! Laws: properties of every file and every edit, tested on generated and on real files.

mod anchors;
mod corpus;
mod events;
mod hcl;
mod hcl_writer;
mod keyed;
mod leaves;
mod lists;
mod pairs;
mod plans;
mod promoted;
pub mod repositories;
mod texts;
mod walk;
mod writer;
mod yaml;

pub use writer::Dice;
