//! Reports made by hand, in every format, without a process.

use serde_json::json;

use super::report::Report;
use super::reports::diff::{Detail, DiffReport};
use super::reports::list::ListReport;
use super::reports::show::ShowReport;
use super::reports::status::StatusReport;
use super::text::style::Look;
use crate::engine::view::PromotionView;
use crate::ops::diff::{Difference, FileDifference};
use crate::ops::status::{Edge, Pipeline, Waiting};
use promote_core::env::change::{Change, Op, SpelledValue, UnitKind};
use promote_core::policy;
use promote_core::policy::gate::{Evidence, GateInput, evaluate};
use promote_core::promotion::plan::ChangeCounts;
use promote_core::promotion::state::fold;
use promote_core::promotion::{Event, EventKind, Number, Person, Plan, Promotion, PromotionId, PromotionType, Request};
use promote_model::{ConfigId, ObjectId, Value};

const FILE: &str = "envs/{env}/a.yaml";

fn text(report: &dyn Report) -> String {
    let mut out = Vec::new();
    report.text(&mut out, Look { color: false, width: None, cuts: true, verbose: false }).unwrap();
    String::from_utf8(out).unwrap()
}

fn number(text: &str) -> Option<SpelledValue> {
    Some(SpelledValue { value: Value::Token(text.to_owned()), text: text.to_owned() })
}

fn change(op: Op, key: &str, source: Option<SpelledValue>, target: Option<SpelledValue>) -> Change {
    let (file, id) = (FILE.to_owned(), ConfigId::of(FILE, None, key));
    let key = key.parse().unwrap();
    Change {
        op,
        kind: UnitKind::Config,
        file,
        document: None,
        key,
        id,
        source,
        target,
        own: false,
        translated: Vec::new(),
        undoes: None,
        comment: None,
        anchor: None,
    }
}

fn difference() -> Difference {
    let mut owned = change(Op::Modified, "replicas", number("3"), number("2"));
    owned.own = true;
    let file = FileDifference {
        file: FILE.to_owned(),
        path: "envs/production/a.yaml".to_owned(),
        new: false,
        changes: vec![
            change(Op::Modified, "timeout", number("60"), number("30")),
            change(Op::Added, "cache", number("1.10"), None),
        ],
        kept: vec![owned],
        translated: Vec::new(),
        untranslated: Vec::new(),
        unreadable: Vec::new(),
        lines: None,
        hidden: false,
    };
    let (source, target) = ("staging".to_owned(), "production".to_owned());
    Difference { source, target, files: vec![file], unchanged: Some(4), ..Difference::default() }
}

#[test]
fn a_difference_as_text() {
    let diff = difference();
    let report = DiffReport { diff: &diff, keep: false, translated: false, detail: Detail::Keys };
    assert_eq!(
        text(&report),
        "envs/{env}/a.yaml\n  ~ timeout  30 -> 60\n  + cache    1.10\n\nstaging -> production: 1 added, 1 modified\n1 key \
         owned by production (keep) left out; --keep shows it\n"
    );
    let report = DiffReport { diff: &diff, keep: true, translated: false, detail: Detail::Keys };
    assert!(text(&report).contains("  ~ replicas  2 -> 3  (owned by production, not promoted)\n"));
    let report = DiffReport { diff: &diff, keep: false, translated: false, detail: Detail::Names };
    assert_eq!(text(&report), "envs/production/a.yaml\n");
}

#[test]
fn a_difference_as_json() {
    let diff = difference();
    let value = DiffReport { diff: &diff, keep: false, translated: false, detail: Detail::Keys }.json();
    let names: Vec<&String> = value.as_object().unwrap().keys().collect();
    let first = ["schemaVersion", "sourceEnvironment", "targetEnvironment", "added", "modified", "removed"];
    assert_eq!(names[..6], first);
    let added = &value["added"][0];
    assert_eq!((&added["value"], &added["type"]), (&json!("1.10"), &json!("number")));
    let modified = &value["modified"][0];
    assert_eq!((&modified["sourceValue"], &modified["targetValue"]), (&json!(60), &json!(30)));
    assert_eq!((&value["kept"], value.get("own")), (&json!(1), None));
    let value = DiffReport { diff: &diff, keep: true, translated: false, detail: Detail::Keys }.json();
    assert_eq!((&value["own"][0]["key"], &value["own"][0]["own"]), (&json!("replicas"), &json!(true)));
}

#[test]
fn a_difference_as_markdown() {
    let diff = difference();
    let page = DiffReport { diff: &diff, keep: false, translated: false, detail: Detail::Keys }.markdown().unwrap();
    assert_eq!(
        page,
        "### staging → production: 1 added, 1 modified\n\n- 1 key owned by production (keep) left out\n\n#### \
         `envs/{env}/a.yaml`\n\n|  | Key | `production` | `staging` |\n| --- | --- | --- | --- |\n| modified | `timeout` \
         | `30` | `60` |\n| added | `cache` |  | `1.10` |\n"
    );
}

#[test]
fn a_pipeline() {
    let counts = ChangeCounts { added: 1, modified: 0, removed: 0 };
    let state = Ok(Waiting { counts, own: 2, judged: None });
    let edge =
        |target: &str, state| Edge { source: "staging".to_owned(), target: target.to_owned(), state, last: None };
    let edges = vec![edge("production", state), edge("lab|2", Err("lab|2 has no files".to_owned()))];
    let pipeline = Pipeline { holds: Vec::new(), edges, open: Vec::new(), undoing: Vec::new(), behind: Vec::new() };
    let report = StatusReport(&pipeline);
    let lines = "staging -> production  1 added  never promoted\n    2 keys owned by production (keep)\n";
    assert!(text(&report).starts_with(lines), "{}", text(&report));
    let value = report.json();
    assert_eq!((&value["edges"][0]["kept"], &value["edges"][1]["problem"]), (&json!(2), &json!("lab|2 has no files")));
    assert_eq!(value["edges"][1]["added"], json!(null));
    let page = report.markdown().unwrap();
    assert!(page.contains("| staging → lab\\|2 | lab\\|2 has no files |  |  |  | never |\n"), "{page}");
}

/// A new promotion that waits for its validation.
fn view() -> PromotionView {
    let rules =
        b"version: 1\nfiles: ['envs/{env}/**']\nenvironments: { staging: {}, production: { from: [staging] } }\n";
    let policy = policy::read(rules).unwrap();
    let commit: ObjectId = "4f2c4f2c4f2c4f2c4f2c4f2c4f2c4f2c4f2c4f2c".parse().unwrap();
    let (at, ann) =
        ("2026-03-02T09:00:00Z".parse().unwrap(), Person { name: "Ann|1".into(), email: "ann@acme.com".into() });
    let changes = vec![change(Op::Modified, "timeout", number("60"), number("30"))];
    let promotion = Promotion {
        id: PromotionId("0192f0c1-0000-7000-8000-000000000000".parse().unwrap()),
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
            notes: Some("For @bob\n<b>".to_owned()),
            translate: false,
            undo: None,
            passed_over: false,
            with_comments: false,
            keep_aliases: false,
            undo_reason: None,
        },
        created_by: ann.clone(),
        created_at: at,
        plan: Plan { source_commit: commit, target_commit: commit, rules: None, files: Vec::new(), changes },
    };
    let digest = promotion.plan.digest(promotion.id, &promotion.source, &promotion.target);
    let what = EventKind::Created { digest, authors: Vec::new(), since: None };
    let events = vec![Event { what, by: ann, at, policy: commit, rules: None, clock: None, request: None }];
    let state = fold(&events).unwrap();
    let evidence = Evidence::default();
    let judgement = evaluate(&GateInput {
        policy: &policy,
        promotion: &promotion,
        state: &state,
        authors: &[],
        since: None,
        evidence: &evidence,
        holds: &[],
        now: at,
        clock: None,
        by: None,
        overriding: None,
    });
    let status = state.status(0);
    PromotionView {
        promotion,
        events,
        state,
        status,
        judgement,
        when_due: Vec::new(),
        merged: None,
        unrecorded: None,
        lines: Default::default(),
        undone: Vec::new(),
        judged: Default::default(),
    }
}

#[test]
fn a_promotion() {
    let view = view();
    let report = ShowReport { view: &view, simulated: None };
    let shown = text(&report);
    assert!(shown.contains("\nenvs/{env}/a.yaml\n  ~ timeout  30 -> 60\n"), "{shown}");
    assert!(shown.contains("blocked: not validated yet\n"), "{shown}");
    let value = report.json();
    assert_eq!(
        (&value["schemaVersion"], &value["status"], &value["validation"]),
        (&json!(1), &json!("CREATED"), &json!(null))
    );
    assert_eq!(value["events"][0]["event"], json!("created"));
    assert_eq!(value["blockedBy"][0]["code"], json!("not-validated"));
    let page = report.markdown().unwrap();
    assert!(page.contains("| Notes | For @&#8203;bob<br>&lt;b&gt; |\n"), "{page}");
    assert!(page.contains("| modified | `timeout` | `30` | `60` |\n"), "{page}");
    assert!(page.contains("by Ann\\|1 &lt;ann@&#8203;acme.com&gt; |\n"), "{page}");
    let views = [view];
    let page = ListReport { views: &views, all: false }.markdown().unwrap();
    assert!(page.contains("| staging → production | timeout | Ann\\|1, 2026-03-02 09:00:00 UTC |"), "{page}");
}
