//! The facts about ledger commits and the files that they change.

use super::{DISPUTES, FindingCode, MOVES, UPGRADES, VerifyFinding};
use crate::promotion::{Person, ledger_path, tips};
use promote_model::ObjectId;
use promote_model::text::visible;

/// A commit of the ledger.
#[derive(Debug)]
pub struct LedgerCommit<'a> {
    /// The commit id.
    pub id: ObjectId,
    /// The number of parents.
    pub parents: usize,
    /// Its author.
    pub author: Person,
    /// The commit time, in seconds.
    pub seconds: i64,
    /// Its trailers.
    pub trailers: &'a [(String, String)],
    /// Why it is not a plain commit, if it is not.
    pub odd: Option<String>,
    /// The changed files.
    pub files: Vec<ChangedFile>,
}

/// A file that a commit of the ledger changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangedFile {
    /// The path.
    pub path: String,
    /// The old blob.
    pub old: Option<ObjectId>,
    /// The new blob.
    pub new: Option<ObjectId>,
    /// The content of the new blob, if [`needs_content`] asks for it.
    pub content: Option<Vec<u8>>,
}

/// A changed file in the folder of a promotion.
#[derive(Debug, Clone, Copy)]
pub(super) struct PromotionFile<'a> {
    /// The folder.
    pub(super) folder: &'a str,
    /// The path below the folder.
    pub(super) name: &'a str,
    /// The file.
    pub(super) file: &'a ChangedFile,
}

impl LedgerCommit<'_> {
    /// A finding about this commit, by its author.
    pub(super) fn finding(&self, code: FindingCode, message: impl Into<String>) -> VerifyFinding {
        VerifyFinding::new(code, self.id, message).by(&self.author)
    }

    /// The finding for a file that does not belong to the commit's event.
    pub(super) fn unexpected(&self, path: &str) -> VerifyFinding {
        let message = format!("the commit changes {}, which does not belong to its event", visible(path));
        self.finding(FindingCode::LedgerFiles, message)
    }
}

/// Whether the content of a new file at that path is needed.
pub fn needs_content(path: &str) -> bool {
    match ledger_path::of_path(path) {
        Some((_, _, rest)) => rest == EVENTS || rest == PROMOTION || is_statement(rest) && is_json(rest),
        None => {
            path == "root"
                || path == tips::FILE
                || statement_folder(path).is_some()
                || ledger_path::number_of(path).is_some()
                || ledger_path::hold_of(path).is_some()
        }
    }
}

/// The folder of approvals of changes of `promote.yaml`: `policy/BLOB`.
const POLICY: &str = "policy";
pub(super) const EVENTS: &str = "events.jsonl";
pub(super) const PROMOTION: &str = "promotion.json";
pub(super) const SOURCE: &str = "source/";

/// Whether it is a statement file.
pub(super) fn is_statement(rest: &str) -> bool {
    rest.starts_with("approvals/") || rest.starts_with("attestations/")
}

fn is_json(path: &str) -> bool {
    path.ends_with(".json")
}

/// The kind of a statement outside promotions, and what it is about: the first two folders of its path.
fn statement_folder(path: &str) -> Option<(&str, &str)> {
    let (kind, rest) = path.split_once('/')?;
    [POLICY, DISPUTES, MOVES, UPGRADES].contains(&kind).then_some((kind, rest.split_once('/')?.0))
}

/// Whether a file is a new consent to a policy change, or a new statement about the ledger itself.
pub(super) fn is_consent(file: &ChangedFile) -> bool {
    let Some((kind, about)) = statement_folder(&file.path) else { return false };
    let is_named = match kind {
        POLICY | DISPUTES => about.parse::<ObjectId>().is_ok(),
        _ => about.parse::<u32>().is_ok(),
    };
    let name = &file.path[kind.len() + about.len() + 2..];
    is_named
        && (name.ends_with(".json") || name.ends_with(".sig"))
        && !name.contains('/')
        && file.old.is_none()
        && file.new.is_some()
}
