//! A promotion without git: its fold, its commit messages and its digest.

mod digest;
mod fold;
mod messages;

use jiff::Timestamp;

use super::{Digest, Event, EventKind, Number, Person, Plan, PlanFile, Promotion, PromotionId, PromotionType, Request};
use crate::env::change::{Change, Op, SpelledValue, UnitKind};
use crate::env::content::Format;
use crate::promotion::plan::PlanSource;
use promote_model::{ConfigId, FileMode, ObjectId, Value};

const FILE: &str = "app/{env}/values.yaml";

pub(crate) fn person(name: &str) -> Person {
    Person { name: name.to_owned(), email: format!("{}@acme.com", name.to_lowercase()) }
}

pub(crate) fn commit(byte: u8) -> ObjectId {
    ObjectId::from_bytes([byte; 20])
}

pub(crate) fn at(minute: i64) -> Timestamp {
    Timestamp::from_second(1_772_442_000 + 60 * minute).unwrap()
}

pub(crate) fn change(op: Op, kind: UnitKind, key: &str, target: Option<&str>, source: Option<&str>) -> Change {
    let spelled = |text: &str| SpelledValue { value: Value::Token(text.to_owned()), text: text.to_owned() };
    Change {
        op,
        kind,
        file: FILE.to_owned(),
        document: None,
        key: key.parse().unwrap(),
        id: ConfigId::of(FILE, None, key),
        source: source.map(spelled),
        target: target.map(spelled),
        own: false,
        translated: Vec::new(),
        undoes: None,
        comment: None,
        anchor: None,
    }
}

pub(crate) fn promotion() -> Promotion {
    let source = PlanSource { path: "app/staging/values.yaml".to_owned(), mode: FileMode::Regular, blob: commit(0xb1) };
    let plan = Plan {
        source_commit: commit(0x50),
        target_commit: commit(0x7a),
        rules: None,
        files: vec![PlanFile {
            file: FILE.to_owned(),
            source: Some(source),
            target_path: "app/production/values.yaml".to_owned(),
            format: Format::Yaml,
            keys: Vec::new(),
        }],
        changes: vec![
            change(Op::Modified, UnitKind::Config, "query.timeout", Some("30"), Some("60")),
            change(Op::Added, UnitKind::Flag, "flags.new", None, Some("1")),
            change(Op::Removed, UnitKind::Config, "query.cache", Some("5"), None),
        ],
    };
    Promotion {
        id: PromotionId("01958a2b-7c00-7000-8000-000000000000".parse().unwrap()),
        number: Some(Number::Given(1)),
        source: "staging".to_owned(),
        target: "production".to_owned(),
        request: Request {
            promotion_type: PromotionType::Full,
            config_ids: Vec::new(),
            flag_ids: Vec::new(),
            key_patterns: Vec::new(),
            only: Vec::new(),
            changed: false,
            since: None,
            prune: false,
            notes: Some("Raise the timeout.".to_owned()),
            translate: false,
            undo: None,
            passed_over: false,
            with_comments: false,
            keep_aliases: false,
            undo_reason: None,
        },
        created_by: person("Ann"),
        created_at: at(0),
        plan,
    }
}

pub(crate) fn digest() -> Digest {
    let promotion = promotion();
    promotion.plan.digest(promotion.id, &promotion.source, &promotion.target)
}

pub(crate) fn event(by: &str, minute: i64, what: EventKind) -> Event {
    Event { what, by: person(by), at: at(minute), policy: commit(0x90), rules: None, clock: None, request: None }
}

/// One event of each kind, and of each variant with its own title, all about the plan of [`digest`].
pub(crate) fn kinds() -> Vec<EventKind> {
    let digest = digest();
    let finding = crate::promotion::CheckFinding { message: "x is missing".to_owned(), ..Default::default() };
    let validated = |ok: bool| EventKind::Validated {
        digest: digest.clone(),
        ok,
        findings: if ok { Vec::new() } else { vec![finding.clone()] },
        checks: Vec::new(),
        checks_digest: None,
        files_digest: None,
    };
    let rolled_back = |complete: bool| EventKind::RolledBack {
        commit: commit(0xab),
        reason: "the timeout is too long".to_owned(),
        keys: vec!["app/{env}/values.yaml:query.timeout".to_owned()],
        complete,
        overriding: complete,
    };
    vec![
        EventKind::Created { digest: digest.clone(), authors: Vec::new(), since: None },
        validated(true),
        validated(false),
        EventKind::Approved { digest: digest.clone(), expires: Some(at(600)) },
        EventKind::Attested {
            digest: digest.clone(),
            name: "e2e".to_owned(),
            ok: false,
            url: Some("https://ci.acme.com/7".to_owned()),
            notes: Some("3 of 40 failed".to_owned()),
        },
        EventKind::Withdrawn { digest: digest.clone() },
        EventKind::Rejected { digest: digest.clone(), reason: "not this week".to_owned() },
        EventKind::Refreshed { digest: digest.clone(), authors: Vec::new(), since: None },
        EventKind::Scheduled { digest: digest.clone(), at: at(120), expires: Some(at(240)) },
        EventKind::Unscheduled { digest: digest.clone(), expired: false },
        EventKind::Unscheduled { digest: digest.clone(), expired: true },
        EventKind::Held { digest: digest.clone(), reasons: vec!["a freeze is in force".to_owned()] },
        EventKind::Proposed { digest: digest.clone(), branch: "promote/1".to_owned(), commit: commit(0xcd) },
        EventKind::Executed { digest, commit: commit(0xcd), required: 1, overriding: Some("incident".to_owned()) },
        rolled_back(false),
        rolled_back(true),
        EventKind::Cancelled { reason: "superseded".to_owned() },
    ]
}
