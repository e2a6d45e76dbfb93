//! The causes of an error for people, and its facts as JSON for scripts.

use serde_json::{Value as Json, json};

use super::blockers::{BlockerInfo, blocker_message, explain};
use super::op_error::OpError;
use super::push::BranchRole;
use crate::engine::ambiguous::AmbiguousKey;
use crate::engine::touched::Touched;
use crate::engine::undone::UndoneKey;
use crate::engine::whole_file::WholeFile;
use crate::store::StoreError;
use promote_core::env::change::{SpelledValue, UnitKind};
use promote_git::{FollowRefusal, PushError, StaleLock};
use promote_model::text::visible;

impl OpError {
    /// The causes, one line each.
    pub(crate) fn causes(&self) -> Vec<String> {
        match self {
            Self::Store(StoreError::BadPolicy { mistakes, .. }) => mistakes.iter().map(ToString::to_string).collect(),
            Self::NoMatch { whole, .. } => WholeFile::messages(whole),
            Self::Ambiguous { keys, .. } => keys.iter().skip(1).map(AmbiguousKey::message).collect(),
            Self::Blocked { blockers, .. }
            | Self::ScheduleBlocked { blockers, .. }
            | Self::RollbackBlocked { blockers, .. } => blockers.iter().skip(1).map(blocker_message).collect(),
            Self::Stale { touched, .. } | Self::RollbackConflict { touched, .. } => {
                touched.iter().map(Touched::message).collect()
            }
            Self::WouldUndo { keys, .. } | Self::Undoes { keys, .. } => keys.iter().map(UndoneKey::message).collect(),
            Self::Store(StoreError::AmbiguousPromotion { choices, .. } | StoreError::NotTheOnlyOne { choices }) => {
                choices.iter().map(|choice| visible(&choice.label).into_owned()).collect()
            }
            Self::Push { error: PushError::Refused { message: words, .. }, .. } => {
                let lock = StaleLock::in_message(words).filter(|lock| lock.age.is_some());
                let lines = words.lines().map(|line| format!("remote: {line}"));
                lines.chain(lock.map(|stale| stale.to_string())).collect()
            }
            _ => {
                let first = std::error::Error::source(self);
                std::iter::successors(first, |error| error.source()).map(ToString::to_string).collect()
            }
        }
    }

    /// The label of the causes: reasons, or more of the same.
    pub(crate) fn causes_label(&self) -> &'static str {
        match self {
            Self::Blocked { .. }
            | Self::ScheduleBlocked { .. }
            | Self::RollbackBlocked { .. }
            | Self::Ambiguous { .. } => "also",
            Self::Store(StoreError::AmbiguousPromotion { .. } | StoreError::NotTheOnlyOne { .. }) => "one of",
            _ => "caused by",
        }
    }

    /// The facts as JSON.
    pub(crate) fn details(&self) -> Json {
        match self {
            Self::Stale { touched, .. } | Self::RollbackConflict { touched, .. } => {
                json!({ "keys": touched.iter().map(Touched::to_json).collect::<Vec<_>>() })
            }
            Self::WouldUndo { keys, .. } | Self::Undoes { keys, .. } => {
                json!({ "keys": keys.iter().map(UndoneKey::to_json).collect::<Vec<_>>() })
            }
            Self::NoMatch { selectors, whole, .. } => json!({
                "selectors": selectors,
                "wholeFiles": whole.iter().map(|file| json!({ "path": file.path, "reason": file.reason }))
                    .collect::<Vec<_>>(),
            }),
            Self::Ambiguous { keys, .. } => json!({
                "keys": keys.iter().map(|key| json!({
                    "address": key.address, "word": key.ambiguity.word, "forms": key.ambiguity.forms,
                })).collect::<Vec<_>>(),
            }),
            Self::Store(StoreError::BadPolicy { mistakes, branch }) => json!({
                "branch": branch,
                "mistakes": mistakes.iter().map(|m| json!({ "line": m.line, "column": m.column, "message": m.message }))
                    .collect::<Vec<_>>(),
            }),
            Self::Store(StoreError::AmbiguousPromotion { choices, .. } | StoreError::NotTheOnlyOne { choices }) => {
                json!({ "ids": choices.iter().map(|choice| choice.id).collect::<Vec<_>>() })
            }
            Self::Push { error: PushError::Refused { kind, remote, name, reason, message: words }, context } => {
                let branch = match context.branch {
                    BranchRole::Ledger => "ledger",
                    BranchRole::Target => "target",
                    BranchRole::Proposal => "proposal",
                    BranchRole::Review => "review",
                };
                json!({ "remote": remote, "ref": name, "branch": branch, "kind": kind.word(), "reason": reason, "remoteWords": words })
            }
            Self::Store(StoreError::UnknownEnvironment { known, .. }) => json!({ "known": known }),
            Self::Follow(FollowRefusal::Files { checkout, files }) => json!({
                "workingTree": checkout,
                "files": files.iter().map(|f| json!({ "path": f.path, "why": f.reason })).collect::<Vec<_>>(),
            }),
            Self::FilesBehind { landed, checkout, .. } => {
                json!({ "commit": landed.commit, "branch": landed.branch, "workingTree": checkout })
            }
            Self::Precondition(state) => json!({ "id": state.id, "etag": state.found, "digest": state.digest }),
            Self::Unrecorded { landed, .. } => json!({ "commit": landed.commit, "branch": landed.branch }),
            Self::IllegalStep { id, status, steps, .. } => json!({
                "id": id, "status": status, "steps": steps.iter().map(|s| s.verb()).collect::<Vec<_>>(),
            }),
            Self::Blocked { id, blockers } => json!({
                "id": id,
                "blockedBy": blockers.iter().map(|b| explain(b, *id).to_json()).collect::<Vec<_>>(),
            }),
            _ => json!({}),
        }
    }
}

impl BlockerInfo {
    /// The blocker as JSON.
    pub(crate) fn to_json(&self) -> Json {
        json!({
            "code": self.code,
            "message": self.message,
            "hint": self.hint,
            "rule": self.rule,
            "who": self.who,
            "until": self.when,
        })
    }
}

impl UndoneKey {
    /// The key, and the commit that it would undo.
    fn to_json(&self) -> Json {
        let origin = self.origin.as_ref();
        json!({
            "key": self.address,
            "commit": origin.map(|origin| origin.commit),
            "subject": origin.map(|origin| &origin.title),
            "author": origin.map(|origin| &origin.by),
        })
    }
}

impl Touched {
    /// The key, its planned value, its value now, and the commit that changed it.
    pub(crate) fn message(&self) -> String {
        let spelled = |side: &Option<SpelledValue>| match side {
            None => "absent".to_owned(),
            Some(s) => visible(&s.shown()).into_owned(),
        };
        let key = match self.change.kind {
            UnitKind::File => "the whole file".to_owned(),
            _ => visible(&self.change.key.to_string()).into_owned(),
        };
        let by = self.by.as_ref().map(|c| format!(", changed by {} '{}' ({})", c.id.short(), c.title(), c.author.name));
        let now = match &self.list {
            Some(list) => {
                format!(", and {} is now a list whose elements cannot be told apart", visible(&list.to_string()))
            }
            None => format!(" and is {}", spelled(&self.now)),
        };
        format!("{}: {key} was {}{now}{}", self.path, spelled(&self.change.target), by.unwrap_or_default())
    }

    fn to_json(&self) -> Json {
        let value = |side: &Option<SpelledValue>| side.as_ref().map(|s| s.value.to_json());
        let kind = |side: &Option<SpelledValue>| side.as_ref().and_then(|s| s.value.json_type());
        let mut facts = json!({
            "file": self.change.file,
            "path": self.path,
            "document": self.change.document,
            "key": self.change.key,
            "id": self.change.id,
            "planned": value(&self.change.target),
            "now": value(&self.now),
            "commit": self.by.as_ref().map(|c| c.id),
        });
        for (name, kind) in [("plannedType", kind(&self.change.target)), ("nowType", kind(&self.now))] {
            if let Some(kind) = kind {
                facts[name] = kind;
            }
        }
        if let Some(list) = &self.list {
            facts["list"] = json!(list);
        }
        facts
    }
}
