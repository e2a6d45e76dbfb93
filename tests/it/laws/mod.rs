//! Laws: what holds for every file and every edit, tried on made-up and on real ones.

mod anchors;
mod corpus;
mod events;
mod keyed;
mod leaves;
mod pairs;
mod plans;
mod texts;
mod walk;
mod writer;
mod yaml;

pub use writer::Dice;
