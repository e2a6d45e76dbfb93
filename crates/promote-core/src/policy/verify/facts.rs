//! What is read of the ledger: the commits, and the files that they change.

use crate::promotion::{Person, ledger_path};
use promote_model::ObjectId;

/// A commit of the ledger.
#[derive(Debug)]
pub struct LedgerCommit<'a> {
    /// Its id.
    pub id: ObjectId,
    /// How many parents it has.
    pub parents: usize,
    /// Its author.
    pub author: Person,
    /// When it was committed, in seconds.
    pub seconds: i64,
    /// Its trailers.
    pub trailers: &'a [(String, String)],
    /// Why it is no plain commit, where it is none.
    pub odd: Option<String>,
    /// What it changes.
    pub files: Vec<ChangedFile>,
}

/// A file that a commit of the ledger changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangedFile {
    /// Its path.
    pub path: String,
    /// The blob that stood there.
    pub old: Option<ObjectId>,
    /// The blob that stands there now.
    pub new: Option<ObjectId>,
    /// What is in that, where [`needs_content`] asks for it.
    pub content: Option<Vec<u8>>,
}

/// Whether the content of a new file of that path is looked at.
pub fn needs_content(path: &str) -> bool {
    match ledger_path::of_path(path) {
        Some((_, _, rest)) => rest == EVENTS || rest == PROMOTION || is_statement(rest) && is_json(rest),
        None => path == "root" || path.starts_with("policy/"),
    }
}

pub(super) const EVENTS: &str = "events.jsonl";
pub(super) const PROMOTION: &str = "promotion.json";
pub(super) const SOURCE: &str = "source/";

/// Whether it is something that somebody stated.
pub(super) fn is_statement(rest: &str) -> bool {
    rest.starts_with("approvals/") || rest.starts_with("attestations/")
}

fn is_json(path: &str) -> bool {
    path.ends_with(".json")
}

/// Whether a file of the ledger is a consent that nobody has written before.
pub(super) fn is_consent(file: &ChangedFile) -> bool {
    let mut parts = file.path.split('/');
    let blob = |text: &str| text.parse::<ObjectId>().is_ok();
    parts.next() == Some("policy")
        && parts.next().is_some_and(blob)
        && parts.next().is_some_and(|name| name.ends_with(".json") || name.ends_with(".sig"))
        && parts.next().is_none()
        && file.old.is_none()
        && file.new.is_some()
}
