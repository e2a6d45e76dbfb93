//! Markdown for merge requests and comments, in GitHub's flavour. Nothing that comes from a repository can break a table,
//! mention a person, link an issue or add HTML.

mod changes;
mod escape;
mod page;

pub(super) mod check;
pub(super) mod diff;
pub(super) mod history;
pub(super) mod list;
pub(super) mod matrix;
pub(super) mod plan;
pub(super) mod request;
pub(super) mod show;
pub(super) mod status;
pub(super) mod validation;
pub(super) mod verify;
