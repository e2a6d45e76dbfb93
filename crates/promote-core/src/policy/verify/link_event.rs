//! The event that a commit of the ledger adds: reading it, and comparing it with the commit.

use std::sync::Arc;

use serde::de::DeserializeOwned;

use super::facts::{EVENTS, PROMOTION, PromotionFile};
use super::{FindingCode, KnownPromotion, LedgerChain, LedgerCommit, LinkStep, VerifyFinding};
use crate::promotion::event::{CheckOutcome, EventKind};
use crate::promotion::state::{IllegalStep, fold};
use crate::promotion::{Event, Promotion, PromotionId, PromotionState, Request, message, stored};
use promote_model::text::visible;

/// The event that a commit adds, and the promotion after it.
///
/// # Errors
/// The finding if the commit does not add exactly one legal event.
pub(super) fn read(
    chain: &LedgerChain,
    facts: &LedgerCommit<'_>,
    id: PromotionId,
    files: &[PromotionFile<'_>],
) -> Result<(LinkStep, KnownPromotion), Box<VerifyFinding>> {
    let wrong = |code, message: String| Box::new(VerifyFinding::new(code, facts.id, message));
    let lines = content(files, EVENTS).ok_or_else(|| {
        wrong(FindingCode::LedgerCommit, format!("the commit changes promotion {id} without an event"))
    })?;
    let before = chain.known.get(&id);
    let old = before.map_or(&[][..], |known| &known.lines);
    let event: Event = added(lines, old).map_err(|(code, message)| wrong(code, message))?;
    let state = next_state(before, &event)
        .map_err(|error| Box::new(wrong(FindingCode::IllegalStep, error.to_string()).by(&event.by)))?;
    let plan = content(files, PROMOTION).filter(|_| event.what.has_plan()).map(stored::read_with_digest).transpose();
    let plan = plan.map_err(|e| wrong(FindingCode::Plan, format!("promotion.json is invalid: {e}")))?;
    let (count, lines) = (before.map_or(1, |known| known.count + 1), lines.to_vec());
    let known = match (plan, before) {
        (Some((promotion, digest)), _) => {
            KnownPromotion { promotion: Arc::new(promotion), digest, lines, count, state }
        }
        (None, Some(known)) => KnownPromotion { lines, count, state, ..known.clone() },
        (None, None) => return Err(wrong(FindingCode::Plan, "the commit adds no promotion.json".to_owned())),
    };
    if before.is_some_and(|before| !same_promotion(&before.promotion, &known.promotion)) {
        return Err(wrong(FindingCode::Plan, "the refresh changes more than the plan".to_owned()));
    }
    let time = chain.time.map_or(event.at, |time| time.max(event.at));
    let before = before.map(|known| known.state.clone());
    Ok((LinkStep { id, promotion: known.promotion.clone(), event, before, time }, known))
}

/// The new content of a file in the promotion's folder.
fn content<'a>(files: &[PromotionFile<'a>], name: &str) -> Option<&'a [u8]> {
    let mut all = files.iter().filter(|file| file.name == name && file.file.new.is_some());
    all.find_map(|file| file.file.content.as_deref())
}

/// The one event that is added to the earlier ones.
///
/// # Errors
/// What is wrong if it is not exactly one.
pub(super) fn added<E: DeserializeOwned>(lines: &[u8], old: &[u8]) -> Result<E, (FindingCode, String)> {
    let Some(added) = lines.strip_prefix(old) else {
        return Err((FindingCode::EventChanged, "the commit changes or removes earlier events".to_owned()));
    };
    let one = added.strip_suffix(b"\n").filter(|line| !line.is_empty() && !line.contains(&b'\n'));
    let one = one.ok_or_else(|| {
        let count = added.split(|b| *b == b'\n').filter(|line| !line.is_empty()).count();
        (FindingCode::LedgerCommit, format!("the commit adds {count} events instead of one"))
    })?;
    serde_json::from_slice(one).map_err(|e| (FindingCode::LedgerCommit, format!("the event cannot be parsed: {e}")))
}

fn next_state(before: Option<&KnownPromotion>, event: &Event) -> Result<PromotionState, IllegalStep> {
    let Some(known) = before else { return fold([event]) };
    let mut state = known.state.clone();
    state.apply(event)?;
    Ok(state)
}

/// Whether two versions differ only in the plan and in `request.undo`. A refresh may change both; the plan names the keys
/// that it undoes.
fn same_promotion(a: &Promotion, b: &Promotion) -> bool {
    let fixed = |p: &Promotion| (p.id, p.number, p.source.clone(), p.target.clone(), p.created_at);
    let request = |p: &Promotion| Request { undo: None, ..p.request.clone() };
    fixed(a) == fixed(b) && a.created_by == b.created_by && request(a) == request(b)
}

/// Checks that commit, files and event agree.
pub(super) fn mismatches(facts: &LedgerCommit<'_>, step: &LinkStep, known: &KnownPromotion) -> Vec<VerifyFinding> {
    let (event, promotion) = (&step.event, &known.promotion);
    let mut found = Vec::new();
    let mut wrong = |code, message: String| found.push(VerifyFinding::new(code, facts.id, message).by(&event.by));
    if !facts.author.is(&event.by) {
        wrong(FindingCode::Author, format!("the event is by {}, but the commit is by {}", event.by, facts.author));
    }
    if facts.seconds != event.at.as_second() {
        wrong(FindingCode::Author, "the times of the commit and its event differ".to_owned());
    }
    if promotion.id != step.id {
        wrong(FindingCode::Plan, format!("promotion.json belongs to promotion {}", promotion.id));
    }
    if event.what.digest().is_some_and(|digest| *digest != known.digest) {
        wrong(FindingCode::Plan, "the event names another plan than promotion.json".to_owned());
    }
    if step.before.is_none() && !promotion.created_by.is(&event.by) {
        wrong(
            FindingCode::Plan,
            format!("promotion.json names {} as its creator, but the event is by {}", promotion.created_by, event.by),
        );
    }
    if let EventKind::Validated { ok: true, findings, checks, .. } = &event.what
        && (findings.iter().any(|f| f.level.is_error()) || checks.iter().any(|c| c.outcome == CheckOutcome::Failed))
    {
        wrong(FindingCode::Evidence, "the event records a successful validation with blocking findings".to_owned());
    }
    let wanted = message::event(&known.promotion, &step.event, &known.digest).trailers;
    if let Some(token) = other_trailer(facts, &wanted, &TRAILERS) {
        wrong(FindingCode::Trailers, format!("the trailer {token} differs from the event"));
    }
    found
}

/// The trailers of every event.
const TRAILERS: [&str; 4] = ["Promotion-Id", "Promotion-Event", "Plan-Digest", "Policy-Commit"];

/// The first trailer that differs from those of the event, or that it must have once and has not.
pub(super) fn other_trailer(facts: &LedgerCommit<'_>, wanted: &[(&str, String)], required: &[&str]) -> Option<String> {
    // A trailer's value is folded to one line, so whitespace may differ; hidden characters are escaped in it.
    let bare = |text: &str| text.chars().filter(|c| !c.is_whitespace() && !c.is_control()).collect::<String>();
    let blanks = |text: &str| text.replace(['\r', '\n', '\t'], " ");
    let says = |event: &str, value: &str| bare(event) == bare(value) || bare(&visible(&blanks(event))) == bare(value);
    let same = |token: &str, value: &str| wanted.iter().any(|(t, v)| *t == token && says(v, value));
    let other = facts.trailers.iter().find(|(token, value)| !same(token, value)).map(|(token, _)| token.clone());
    let unsaid = |token: &&&str| facts.trailers.iter().filter(|(t, _)| t == **token).count() != 1;
    other.or_else(|| required.iter().find(unsaid).map(|token| (*token).to_owned()))
}
