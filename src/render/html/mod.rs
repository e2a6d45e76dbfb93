//! One page about the pipeline: a file that works without a network, a server and scripts; or, from a service, the same with
//! buttons and a filter.
//!
//! ```text
//! page       the document: head, sections
//! served     what a service adds to it
//! policy     style, script, and the policy that allows a browser these two alone
//! visitor    the reader of a served page
//! buttons    what the reader may do with an open promotion
//! problem    an error, for a reader who sent a form
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

#[cfg(feature = "serve")]
mod buttons;
mod changes;
mod layout;
mod life;
mod matrix;
mod page;
mod pieces;
mod pipeline;
mod policy;
#[cfg(feature = "serve")]
mod problem;
mod promotion;
#[cfg(feature = "serve")]
mod served;
mod timeline;
#[cfg(feature = "serve")]
mod visitor;
mod waits;

pub(crate) use page::page;
#[cfg(feature = "serve")]
pub(crate) use {policy::of_served, problem::problem, served::served, visitor::Visitor};
