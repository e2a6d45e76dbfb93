//! One page about the pipeline: a file that works without a network, a server and scripts.
//!
//! ```text
//! page       the document: head, sections, style
//! pipeline   the environments and edges as a picture, and as a table
//! layout     where the boxes and lines of the picture are
//! waits      what differs on each edge
//! promotion  an open promotion, as a reviewer reads it
//! changes    keys with their values, before and after
//! timeline   promotions, rollbacks and direct edits, newest first
//! matrix     keys by environments
//! life       what happened to each key
//! pieces     small parts that the others share
//! ```
//!
//! Every text of the repository is escaped: `maud` escapes for HTML, and [`pieces::shown`] makes characters visible that
//! change how others look.

mod changes;
mod layout;
mod life;
mod matrix;
mod page;
mod pieces;
mod pipeline;
mod promotion;
mod timeline;
mod waits;

#[cfg(feature = "serve")]
pub(crate) use page::POLICY;
pub(crate) use page::page;
