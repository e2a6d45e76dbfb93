//! HCL: `.tfvars`, Terragrunt, Packer, Nomad and other `.hcl` files.
//!
//! ```text
//! region = "eu"                    region
//! tags   = { team = "a" }          tags.team
//! count  = var.n + 1               count, an expression: compared by its text
//!
//! remote_state {                   remote_state.backend
//!   backend = "s3"
//! }
//! job "web" {                      job.web.datacenters
//!   datacenters = ["dc1"]
//!   group "api" { count = 3 }      job.web.group.api.count
//! }
//! rule { … }                       rule[name=a].…, or rule as a whole: a block that occurs
//! rule { … }                       several times is a list, one that occurs once a map
//! ```
//!
//! `hcl-edit` parses the text. The reader keeps a [`shape`]: attributes and blocks with their byte ranges. The
//! common tree is built from it (`tree`), and edits walk it: a body is a line block (`line_block`), a value in
//! braces or brackets is handled by `bracket`.

mod align;
mod changes;
mod edit;
mod editor;
mod group;
mod lines;
mod precheck;
mod read;
mod shape;
#[cfg(test)]
mod tests;
mod tree;
mod value;
mod write;

use edit::{Heredocs, edit};
use read::read;

use crate::driver::Driver;

pub(super) const DRIVER: Driver = Driver {
    read,
    attempts: &[
        |target, source, edits| edit(target, source, edits, Heredocs::Kept),
        |target, source, edits| edit(target, source, edits, Heredocs::Quoted),
    ],
    keeping_aliases: None,
    fallback: None,
};
