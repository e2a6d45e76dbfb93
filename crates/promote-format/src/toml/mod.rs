//! TOML: a tree parsed by `toml_edit`, and edits as splices of the target's own lines.
//!
//! `toml_edit` validates the text and provides byte ranges (`read`). Its writer is not used: it turns CRLF into
//! LF, and drops a byte order mark and some comments.
//!
//! A TOML file is a list of sections (`outline`): the lines at its top, then headers with the lines below them.
//! One map of the tree may be spread over many sections (`[a]`, `[a.b]`, `a.c = 1`, in any order). So an edit
//! walks the trees of the target and the source together (`edit`) and collects changes by section: lines to
//! remove, and lines to insert after a neighbour (`changes`). Each section is a line block (`line_block`), and
//! so is the file, with sections as its entries. Values in brackets are handled by `bracket`.
//!
//! ```text
//! source  [log]             target  [log]               set log.format, log.tls.cert, limits
//!         level = "info"            level = "warn"
//!         format = "json"           # set by ops        result  [log]
//!                                   tls.min = 1.2               level = "warn"
//!         [log.tls]                                             format = "json"
//!         min = 1.3                                             # set by ops
//!         cert = "x"                                            tls.min = 1.2
//!                                                               tls.cert = "x"
//!         # per client
//!         [limits]                                              # per client
//!         rate = 10                                             [limits]
//!                                                               rate = 10
//! ```

mod changes;
mod edit;
mod expand;
mod headers;
mod new_lines;
mod new_sections;
mod outline;
mod read;
mod spacing;
mod write;

use edit::edit;
use read::read;

use crate::driver::Driver;

pub(super) const DRIVER: Driver = Driver { read, attempts: &[edit], keeping_aliases: None, fallback: None };

#[cfg(test)]
mod tests;
