//! The public JSON of `init`.

use serde_json::{Value as Json, json};

use super::SCHEMA_VERSION;
use crate::ops::init::{Initialized, ProposalResult};
use promote_core::env::detect::{
    FoundEnvironment, FoundTemplate, NameLocation, Occurrence, RejectedCandidate, RejectionReason,
};

/// `init -o json`.
pub(crate) fn initialized(done: &Initialized) -> Json {
    let found = &done.findings;
    let (outcome, path) = match &done.result {
        ProposalResult::Written(path) => ("written", Some(path)),
        ProposalResult::WouldWrite(path, _) => ("would-write", Some(path)),
        ProposalResult::Committed(..) => ("committed", None),
        ProposalResult::Text(_) => ("printed", None),
        ProposalResult::TooFew => ("too-few", None),
    };
    let (branch, commit) = match &done.result {
        ProposalResult::Committed(branch, commit) => (Some(branch), Some(commit)),
        _ => (None, None),
    };
    let seen = |s: &Occurrence| {
        let place = match s.place {
            NameLocation::Directory => "directory",
            NameLocation::FileName => "file-name",
            NameLocation::Branch => "branch",
        };
        json!({ "place": place, "spelled": s.spelled, "files": s.files, "example": s.example })
    };
    let environment = |e: &FoundEnvironment| {
        json!({
            "name": e.name, "usual": e.usual, "branch": e.branch, "from": e.from,
            "seen": e.seen.iter().map(seen).collect::<Vec<_>>(),
        })
    };
    let files = |f: &FoundTemplate| {
        let spelled: serde_json::Map<String, Json> =
            f.spelled.iter().map(|(name, text)| (name.clone(), Json::from(text.as_str()))).collect();
        json!({ "path": f.template, "env": spelled, "files": f.files, "example": f.example })
    };
    let other = |o: &RejectedCandidate| {
        let why = match o.why {
            RejectionReason::Alone => "alone",
            RejectionReason::Unusual => "unusual",
            RejectionReason::BranchBeside => "branch-beside",
        };
        json!({ "name": o.name, "example": o.example, "why": why })
    };
    json!({
        "schemaVersion": SCHEMA_VERSION,
        "outcome": outcome,
        "path": path,
        "branch": branch,
        "commit": commit,
        "environments": found.environments.iter().map(environment).collect::<Vec<_>>(),
        "files": found.files.iter().map(files).collect::<Vec<_>>(),
        "others": found.others.iter().map(other).collect::<Vec<_>>(),
        "proposal": found.proposal(),
    })
}
