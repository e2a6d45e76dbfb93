//! The hints of every error: commands that can be run as printed.

use super::blockers::{blocker_hint, override_hint, rules_hint};
use super::op_error::OpError;
use super::remote_hints::{git_hints, push_hints};
use super::signatures::signing_hint;
use super::store_hints::store_hints;
use crate::engine::ambiguous::AmbiguousKey;
use crate::engine::landed::Landed;
use crate::engine::undone::UndoRefusal;
use crate::engine::whole_file::WholeFile;
use crate::store::StoreError;
use promote_core::env::translate::Ambiguity;
use promote_core::policy::gate::Blocker;
use promote_core::promotion::{Action, PromotionName};
use promote_git::{FollowRefusal, TransactionError};
use promote_model::text::{enumerate, visible};

impl OpError {
    /// The hints, one line each.
    pub(crate) fn hints(&self) -> Vec<String> {
        match self {
            Self::Usage { hints, .. } => hints.clone(),
            Self::NoMatch { selectors, from, whole, guesses, .. } => {
                let near = guesses.keys.iter().map(|key| format!("did you mean {}?", visible(key)));
                let files = guesses.files.iter().map(|text| {
                    let text = visible(text.trim_matches('/'));
                    format!("to take whole files by their names: '**/{text}*:*'")
                });
                let colons = guesses.colons.iter().map(|text| {
                    let text = visible(text);
                    format!("what is before a ':' names a file; for a key with a ':' in it: '*:{text}'")
                });
                let others = no_match_hints(&without(selectors, &guesses.colons), from, whole);
                near.chain(files).chain(colons).chain(others).collect()
            }
            Self::WouldUndo { target, why, overriders, .. } => would_undo_hints(target, *why, overriders),
            Self::Undoes { id, .. } => vec![format!("plan again, with what it undoes: promote refresh {id}")],
            Self::KeptKey { target, .. } => {
                vec![format!(
                    "change environments.{target}.keep in promote.yaml so that it does not match this key, or do not select it"
                )]
            }
            Self::Ambiguous { target, keys } => {
                let pairs = keys.first().map(|AmbiguousKey { ambiguity: Ambiguity { word, forms }, .. }| {
                    let pairs: Vec<String> = forms.iter().map(|form| format!("[{word}, {form}]")).collect();
                    format!("add one pair to environments.{target}.translate in promote.yaml: {}", pairs.join(" or "))
                });
                let exclude = format!("or exclude the key with environments.{target}.translate.not");
                pairs.into_iter().map(|hint| visible(&hint).into_owned()).chain([exclude]).collect()
            }
            Self::Blocked { id, blockers } => blocker_hints(*id, blockers, override_hint(blockers, *id)),
            Self::RollbackBlocked { id, blockers } => rollback_hints(*id, blockers),
            Self::ScheduleBlocked { id, blockers, .. } => blocker_hints(Some(*id), blockers, None),
            Self::IllegalStep { id, step, steps, .. } => match steps.as_slice() {
                [] => vec!["create a new promotion: promote create SOURCE TARGET".to_owned()],
                steps => vec![next_step(*step, steps, *id)],
            },
            Self::AlreadyWritten { id, .. } => vec![format!("record the execution: promote execute {id}")],
            Self::Hold(refusal) => vec![refusal.hint()],
            Self::Attestor(refused) => signing_hint(&refused.by, &refused.why).into_iter().collect(),
            Self::BadSchema { bad, branch } if bad.missing_file().is_some() => {
                vec![format!("add the file and commit it on {branch}, or correct 'schema' in promote.yaml")]
            }
            Self::BadSchema { branch, .. } => vec![format!("correct the schema and commit it on {branch}")],
            Self::PolicyApprover(refused) => {
                let others = || format!("ask another person to run: promote approve --policy {}", refused.commit);
                vec![signing_hint(&refused.by, &refused.why).unwrap_or_else(others)]
            }
            Self::Approver(refused) => refused.next.iter().cloned().collect(),
            Self::Precondition(state) => vec![format!("show the current state: promote show {}", state.id)],
            Self::KeyReused => vec!["use another Idempotency-Key for each request".to_owned()],
            Self::DigestMismatch { id, .. } => vec![format!("show the current plan: promote show {id}")],
            Self::PolicyChanged { id, .. } => {
                vec![format!("re-plan with the current promote.yaml: promote refresh {id}")]
            }
            Self::NotFromSource { id, .. } => {
                vec![format!("make the plan again from the source: promote refresh {id}")]
            }
            Self::UnknownRules { id, why } => {
                let id = id.map_or_else(|| "ID".to_owned(), |id| id.to_string());
                vec![rules_hint(why, &id)]
            }
            Self::Stale { id, .. } => vec![format!("re-plan against the current target: promote refresh {id}")],
            Self::RollbackConflict { id, .. } => {
                vec![format!(
                    "roll back only the keys that have not changed since: promote rollback {id} --key PATTERN --reason TEXT"
                )]
            }
            Self::RollbackUnfit { id, .. } => {
                vec![format!("roll back only the other keys: promote rollback {id} --key PATTERN --reason TEXT")]
            }
            Self::LostRace(_) => vec!["run the same command again".to_owned()],
            Self::Push { error, context } => push_hints(error, context),
            Self::Follow(refusal) => refusal.hint().into_iter().collect(),
            Self::FilesBehind { landed, error, .. } => behind_hints(landed, error),
            Self::Unrecorded { landed, .. } => {
                vec![landed.command().map_or_else(again, |command| format!("complete the record: {command}"))]
            }
            Self::Transaction(error) => transaction_hints(error),
            Self::CommitMissing { id, .. } => vec![format!("show the promotion: promote show {id}")],
            Self::Git(error) | Self::Store(StoreError::Git(error)) => git_hints(error),
            Self::Store(error) => store_hints(error),
            Self::Editor { .. } => vec![
                "set another editor: git config core.editor EDITOR".to_owned(),
                "or give the text: --notes TEXT, or --reason TEXT for a rollback".to_owned(),
            ],
            Self::Apply(_) | Self::Pattern(_) | Self::Interrupted | Self::Io { .. } => Vec::new(),
        }
    }
}

/// How to finish files that are behind.
fn behind_hints(landed: &Landed, error: &FollowRefusal) -> Vec<String> {
    let first = match error {
        FollowRefusal::Files { .. } => {
            Some("move your versions of these files to other names, and merge them afterwards".to_owned())
        }
        FollowRefusal::Git(_) => None,
        other => other.hint(),
    };
    let finish = landed.command().map_or_else(again, |command| format!("finish the update: {command}"));
    first.into_iter().chain([format!("until then git does not commit there; {finish}")]).collect()
}

fn again() -> String {
    "run the same command again".to_owned()
}

/// A transaction that failed moved nothing, and the hints say so.
fn transaction_hints(error: &TransactionError) -> Vec<String> {
    let nothing = matches!(
        error,
        TransactionError::Git(_) | TransactionError::Refused { .. } | TransactionError::ReadOnly { .. }
    );
    let nothing =
        nothing.then(|| "nothing was written; when the cause is fixed, run the same command again".to_owned());
    error.hint().into_iter().chain(nothing).collect()
}

fn blocker_hints(id: Option<PromotionName>, blockers: &[Blocker], last: Option<String>) -> Vec<String> {
    let mut hints: Vec<String> = blockers.iter().filter_map(|b| blocker_hint(b, id)).chain(last).collect();
    // A freeze and a closed window have the same next opening.
    hints.dedup();
    hints
}

/// The next step of a promotion that does not allow the one that was asked for.
fn next_step(asked: Action, steps: &[Action], id: PromotionName) -> String {
    match () {
        () if steps.contains(&Action::Rollback) => format!("roll it back: promote rollback {id} --reason TEXT"),
        () if steps.contains(&Action::Execute) => {
            format!(
                "nothing was written yet; see what it waits for: promote show {id}, or drop it: promote cancel {id} --reason TEXT"
            )
        }
        () if asked == Action::Rollback => {
            format!("nothing was written yet; drop it: promote cancel {id} --reason TEXT")
        }
        () if steps.contains(&Action::Validate) => format!("promote validate {id}"),
        () => format!("promote refresh {id}"),
    }
}

/// The selectors that no hint explains yet.
fn without(selectors: &[String], explained: &[String]) -> Vec<String> {
    selectors.iter().filter(|text| !explained.contains(text)).cloned().collect()
}

fn no_match_hints(selectors: &[String], source: &str, whole: &[WholeFile]) -> Vec<String> {
    let mut hints = Vec::new();
    // Of a file that is configuration in part, nothing is selected as a whole.
    if let Some(file) = whole.iter().find(|file| !file.part) {
        let name = file.path.rsplit('/').next().unwrap_or(&file.path);
        hints.push(format!("select the whole file: '{name}:*'"));
    }
    for text in selectors {
        if let Some((key, _)) = text.split_once('=').filter(|(key, _)| !key.contains('[')) {
            hints.push(format!("a promotion copies the source's value, so name the key alone: '{key}'"));
        } else if !text.contains(['*', '"', ':']) && std::path::Path::new(text).exists() {
            hints.push(format!(
                "'{text}' is a file here; if the shell made it of a pattern, quote the pattern: 'query.*'"
            ));
        }
    }
    hints.push(format!("list the keys: promote keys {source}"));
    hints
}

/// A rollback cannot be scheduled, so the hint names only the people who may override.
fn rollback_hints(id: PromotionName, blockers: &[Blocker]) -> Vec<String> {
    let overriders = blockers.iter().find_map(|blocker| match blocker {
        Blocker::Frozen { overriders, .. } | Blocker::Closed { overriders, .. } => Some(overriders.as_slice()),
        _ => None,
    });
    let may = overriders.filter(|may| !may.is_empty()).map(|may| enumerate(may, "or"));
    may.map(|may| format!("{may} may override: promote rollback {id} --override --reason TEXT")).into_iter().collect()
}

/// The ways on where a request would undo something.
fn would_undo_hints(target: &str, why: UndoRefusal, overriders: &[String]) -> Vec<String> {
    let forward = "leave them out: --forward".to_owned();
    match why {
        UndoRefusal::Wide | UndoRefusal::RolledBack => vec![forward, "take them: --overwrite".to_owned()],
        UndoRefusal::Cut => vec!["fetch the whole history: git fetch --unshallow".to_owned(), forward],
        UndoRefusal::Denied => {
            let who = match overriders {
                [] => format!("nobody may (environments.{target}.override in promote.yaml)"),
                groups => format!("{} may: --overwrite --reason TEXT", enumerate(groups, "or")),
            };
            vec![forward, who]
        }
    }
}
