//! TOML: a tree read by `toml_edit`, and edits as splices of the target's own lines.
//!
//! `toml_edit` says what is TOML and where each piece stands (`read`). Its writer is never used: it turns
//! CRLF into LF, drops a byte order mark and some comments.
//!
//! A TOML file is a list of sections (`outline`): the lines at its top, then headers with the lines below
//! them. One map of the tree may be spread over many of them (`[a]`, `[a.b]`, `a.c = 1`, in any order).
//! So an edit walks the tree of the target beside that of the source (`edit`), and what it finds is
//! written down by section: which lines go, which come and behind which neighbour (`script`). Then each
//! section is a body of lines (`line_block`), and so is the file with sections as its entries. What
//! stands in brackets is `format::bracket`'s.
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

pub(super) const DRIVER: Driver = Driver { read, attempts: &[edit], fallback: None };

#[cfg(test)]
mod tests;
