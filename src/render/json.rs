//! The public JSON: every shape in one place, versioned, apart from the types behind it.

mod approvals;
mod init;
mod verify;

use serde::Serialize;
use serde_json::{Value as Json, json};

use crate::engine::draft::Created;
use crate::engine::error::{OpError, explain};
use crate::engine::execution::WriteOutcome;
use crate::engine::view::PromotionView;
use crate::ops::configs::Configs;
use crate::ops::diff::Difference;
use crate::ops::propose::Proposed;
use crate::ops::run_due::{RunItem, RunOutcome, RunReport};
use crate::ops::status::{Edge, Pipeline};
use promote_core::env::change::{Change, Op, SpelledValue};
use promote_core::promotion::{Event, Person};
use promote_model::{FileMode, Value};

pub(crate) use approvals::simulated;
use approvals::{approvals, attestation};
pub(crate) use init::initialized;
pub(crate) use verify::{approved_policy, trust, verified};

/// The version of every shape here.
const SCHEMA_VERSION: u32 = 1;

/// A value under a name, and beside it what the JSON does not tell of it (`type`, `sourceType`).
fn value(name: &str, type_name: &str, value: Option<&Value>) -> Json {
    let mut json = json!({ name: value.map(Value::to_json) });
    if let Some(kind) = value.and_then(Value::json_type) {
        json[type_name] = kind;
    }
    json
}

fn one_side(side: &Option<SpelledValue>) -> Json {
    value("value", "type", side.as_ref().map(|s| &s.value))
}

fn both_sides(change: &Change) -> Json {
    let source = value("sourceValue", "sourceType", change.source.as_ref().map(|s| &s.value));
    with(source, value("targetValue", "targetType", change.target.as_ref().map(|s| &s.value)))
}

fn place(change: &Change) -> Json {
    json!({
        "key": change.key,
        "id": change.id,
        "file": change.file,
        "document": change.document,
        "kind": change.kind,
    })
}

fn with(mut object: Json, members: Json) -> Json {
    if let (Json::Object(object), Json::Object(members)) = (&mut object, members) {
        object.extend(members);
    }
    object
}

/// `diff -o json`: the seed's shape, with our fields beside.
pub(crate) fn difference(diff: &Difference, keep: bool) -> Json {
    let of = |op: Op| diff.changes().filter(move |c| c.op == op);
    let own = |change: &Change| if change.own { json!({ "own": true }) } else { json!({}) };
    let added = of(Op::Added).map(|c| with(with(place(c), one_side(&c.source)), own(c)));
    let modified = of(Op::Modified).map(|c| with(place(c), both_sides(c)));
    let removed = of(Op::Removed).map(|c| with(place(c), one_side(&c.target)));
    let shown = diff.files.iter().flat_map(|f| &f.unreadable).map(|(path, reason)| (path, Some(reason)));
    let unreadable = shown.chain(diff.unsearchable.iter().map(|file| (&file.path, file.reason.as_ref())));
    let mut json = json!({
        "schemaVersion": SCHEMA_VERSION,
        "sourceEnvironment": diff.source,
        "targetEnvironment": diff.target,
        "added": added.collect::<Vec<_>>(),
        "modified": modified.collect::<Vec<_>>(),
        "removed": removed.collect::<Vec<_>>(),
        "unchanged": diff.unchanged.unwrap_or_default(),
        "kept": diff.kept(),
        "formatOnly": diff.format_only,
        "modes": diff.modes.iter().map(|modes| json!({
            "file": modes.file,
            "sourceMode": mode(modes.source),
            "targetMode": mode(modes.target),
        })).collect::<Vec<_>>(),
        "unreadable": unreadable.map(|(path, reason)| json!({ "path": path, "reason": reason })).collect::<Vec<_>>(),
    });
    if keep {
        let kept = diff.files.iter().flat_map(|f| &f.kept).map(change);
        json = with(json, json!({ "own": kept.collect::<Vec<_>>() }));
    }
    json
}

fn mode(mode: FileMode) -> String {
    format!("{:o}", mode.bits())
}

/// One change of a plan.
fn change(change: &Change) -> Json {
    let json = json!({
        "op": change.op,
        "key": change.key,
        "file": change.file,
        "document": change.document,
        "kind": change.kind,
        "id": change.id,
    });
    let json = with(json, both_sides(change));
    if change.own { with(json, json!({ "own": true })) } else { json }
}

/// `configs -o json`.
pub(crate) fn configs(configs: &Configs) -> Json {
    let list = configs.files.iter().flat_map(|file| {
        file.configs.iter().map(|(c, _)| {
            let json = with(json!({ "key": c.key }), value("value", "type", Some(&c.value)));
            let place = json!({
                "id": c.id(),
                "file": file.file,
                "path": file.path,
                "document": c.document,
                "kind": c.kind,
            });
            with(json, place)
        })
    });
    let unreadable =
        configs.files.iter().filter_map(|f| Some(json!({ "path": f.path, "reason": f.unreadable.as_ref()? })));
    json!({
        "schemaVersion": SCHEMA_VERSION,
        "environment": configs.environment,
        "configs": list.collect::<Vec<_>>(),
        "unreadable": unreadable.collect::<Vec<_>>(),
    })
}

#[derive(Serialize)]
struct Who<'a> {
    name: &'a str,
    email: &'a str,
}

impl<'a> From<&'a Person> for Who<'a> {
    fn from(person: &'a Person) -> Self {
        Self { name: &person.name, email: &person.email }
    }
}

/// One promotion, at the top level.
pub(crate) fn promotion(view: &PromotionView) -> Json {
    with(json!({ "schemaVersion": SCHEMA_VERSION }), promotion_body(view))
}

fn promotion_body(view: &PromotionView) -> Json {
    let (promotion, state) = (&view.promotion, &view.state);
    let blocked = view.blockers().iter().map(|b| explain(b, Some(promotion.id)).to_json());
    json!({
        "id": promotion.id,
        "sourceEnvironment": promotion.source,
        "targetEnvironment": promotion.target,
        "promotionType": promotion.request.promotion_type,
        "configIds": promotion.request.config_ids,
        "flagIds": promotion.request.flag_ids,
        "keyPatterns": promotion.request.key_patterns,
        "notes": promotion.request.notes,
        "status": view.status,
        "createdBy": Who::from(&promotion.created_by),
        "createdAt": promotion.created_at,
        "plan": {
            "digest": state.digest,
            "sourceCommit": promotion.plan.source_commit,
            "changes": promotion.plan.changes.iter().map(change).collect::<Vec<_>>(),
        },
        "validation": state.validation.as_ref().map(|v| {
            json!({ "ok": v.ok, "findings": v.findings, "checks": v.checks, "checksDigest": v.checks_digest, "filesDigest": v.files_digest, "at": v.at })
        }),
        "approvals": approvals(&view.judgement),
        "attestations": state.attestations.iter().map(attestation).collect::<Vec<_>>(),
        "scheduledAt": state.scheduled.as_ref().map(|schedule| schedule.at),
        "scheduleExpiresAt": state.scheduled.as_ref().and_then(|schedule| schedule.expires),
        "heldBecause": state.scheduled.as_ref().map(|schedule| &schedule.held).filter(|held| !held.is_empty()),
        "proposed": state.proposed.as_ref().map(|p| json!({ "branch": p.branch, "commit": p.commit, "at": p.at })),
        "merged": view.merged.as_ref().map(|merged| json!({
            "commit": merged.commit,
            "author": Who::from(&merged.author),
            "committer": Who::from(&merged.committer),
        })),
        "commit": state.executed.as_ref().map(|done| done.commit),
        "rollbackCommit": state.rollbacks.last().map(|done| done.commit),
        "blockedBy": blocked.collect::<Vec<_>>(),
        "events": view.events.iter().map(event).collect::<Vec<_>>(),
    })
}

fn event(event: &Event) -> Json {
    let what = serde_json::to_value(&event.what).unwrap_or_default();
    with(what, json!({ "by": Who::from(&event.by), "at": event.at, "policyCommit": event.policy }))
}

/// `create -o json` and `refresh -o json`: the promotion, or `"id": null` where there is none.
pub(crate) fn created(created: &Created) -> Json {
    let Some(view) = &created.view else {
        return json!({
            "schemaVersion": SCHEMA_VERSION,
            "id": null,
            "sourceEnvironment": created.source,
            "targetEnvironment": created.target,
            "kept": created.own.len(),
        });
    };
    let dry = if created.dry_run { json!({ "dryRun": true }) } else { json!({}) };
    with(with(promotion(view), json!({ "kept": created.own.len() })), dry)
}

/// `list -o json` and `log -o json`.
pub(crate) fn promotions(views: &[PromotionView]) -> Json {
    json!({ "schemaVersion": SCHEMA_VERSION, "promotions": views.iter().map(promotion_body).collect::<Vec<_>>() })
}

/// A promotion with what an execution or a rollback did.
pub(crate) fn landed(view: &PromotionView, outcome: &str, branch: &str, followed: &[String]) -> Json {
    with(promotion(view), json!({ "outcome": outcome, "branch": branch, "checkouts": followed }))
}

/// `execute --branch -o json`.
pub(crate) fn proposed(proposed: &Proposed) -> Json {
    let outcome = if proposed.before { "already-proposed" } else { "proposed" };
    let request =
        json!({ "title": proposed.title, "body": proposed.body, "branch": proposed.branch, "into": proposed.into });
    with(promotion(&proposed.view), json!({ "outcome": outcome, "request": request }))
}

/// `status -o json`.
pub(crate) fn status(pipeline: &Pipeline) -> Json {
    json!({
        "schemaVersion": SCHEMA_VERSION,
        "edges": pipeline.edges.iter().map(edge).collect::<Vec<_>>(),
        "promotions": pipeline.open.iter().map(promotion_body).collect::<Vec<_>>(),
    })
}

fn edge(edge: &Edge) -> Json {
    let waiting = edge.state.as_ref().ok();
    json!({
        "sourceEnvironment": edge.source,
        "targetEnvironment": edge.target,
        "added": waiting.map(|w| w.counts.added),
        "modified": waiting.map(|w| w.counts.modified),
        "removed": waiting.map(|w| w.counts.removed),
        "kept": waiting.map(|w| w.own),
        "newSinceLast": waiting.and_then(|w| w.new),
        "lastPromotion": edge.last.as_ref().map(|view| view.promotion.id),
        "problem": edge.state.as_ref().err(),
    })
}

/// An error.
pub(crate) fn error(error: &OpError) -> Json {
    json!({ "error": {
        "code": error.code(),
        "message": error.to_string(),
        "causes": error.causes(),
        "hints": error.hints(),
        "details": error.details(),
    } })
}

/// A failure to read or write what is no part of the repository.
pub(crate) fn io_error(message: &str) -> Json {
    json!({ "error": { "code": "io", "message": message, "causes": [], "hints": [], "details": {} } })
}

/// `run-due -o json`.
pub(crate) fn ran(ran: &RunReport) -> Json {
    json!({
        "schemaVersion": SCHEMA_VERSION,
        "promotions": ran.done.iter().map(done_body).collect::<Vec<_>>(),
        "nextDueAt": ran.next,
    })
}

/// A line of `run-due --watch -o json`.
pub(crate) fn done(done: &RunItem) -> Json {
    with(json!({ "schemaVersion": SCHEMA_VERSION }), done_body(done))
}

fn done_body(done: &RunItem) -> Json {
    let (outcome, error) = match &done.outcome {
        RunOutcome::Executed(executed) => (landed_word(executed.outcome), None),
        RunOutcome::Held { error, .. } => ("held", Some(error)),
        RunOutcome::Expired(_) => ("expired", None),
        RunOutcome::Failed(error) => ("failed", Some(error)),
    };
    let more = json!({
        "outcome": outcome,
        "dueAt": done.due,
        "exitCode": done.exit().map_or(0, |exit| exit as u8),
        "error": error.map(|error| self::error(error)["error"].take()),
    });
    with(promotion_body(&done.view), more)
}

/// The word for how an execution or a rollback ended.
pub(crate) fn landed_word(outcome: WriteOutcome) -> &'static str {
    match outcome {
        WriteOutcome::Applied => "applied",
        WriteOutcome::WouldApply => "would-apply",
        WriteOutcome::Completed => "completed",
        WriteOutcome::AlreadyDone => "already-done",
    }
}
