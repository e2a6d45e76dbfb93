//! `promote` moves configuration from one environment to the next inside a git repository.

pub mod cli;
pub mod env;
pub mod exec;
pub mod format;
pub mod git;
pub mod model;
pub mod ops;
pub mod policy;
pub mod promotion;
pub mod render;
pub mod store;
