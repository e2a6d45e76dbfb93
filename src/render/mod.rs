//! Reports of commands as text, JSON, YAML, Markdown, CSV and OpenMetrics. Nothing here decides anything.
//!
//! ```text
//! report    what every report can do: a trait
//! reports   one report for each command
//! text      for people at a terminal
//! v1        the public JSON (and YAML), as types of its own
//! markdown  for merge requests and comments
//! csv       for spreadsheets; openmetrics: for Prometheus
//! html      one page about the whole pipeline
//! pick      the keys to pick from, for the picker at a terminal
//! schema    JSON Schemas of the public JSON; openapi: those of the service
//! ```

pub(crate) mod html;
#[cfg(feature = "serve")]
pub(crate) mod openapi;
pub(crate) mod pick;
pub(crate) mod plan_comment;
pub(crate) mod report;
pub(crate) mod reports;
pub(crate) mod schema;
pub(crate) mod yaml;

mod csv;
mod markdown;
mod openmetrics;
mod text;
mod v1;

#[cfg(test)]
mod tests;

pub(crate) use text::style::Look;
