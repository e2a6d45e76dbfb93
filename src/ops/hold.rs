//! `hold` and `unhold`: while a hold is on, nothing is promoted to its keys of an environment.
//!
//! ```text
//! hold     append hold-set to the ledger; execute, schedule and run-due refuse what it covers from then on
//! unhold   append hold-lifted
//! ```
//!
//! A hold and an execution move the ledger, and so one of them comes first: the other is decided again on what it left.

use std::sync::Arc;

use jiff::Zoned;

use crate::engine::OpError;
use crate::engine::context::Context;
use crate::engine::error::HoldRefusal;
use crate::engine::filters::parse_patterns;
use crate::engine::hold_event::{holds_on, lift_hold, seen_holds, set_hold};
use crate::engine::transact::{Decision, decide};
use crate::store::Store;
use promote_core::policy::gate::{HoldInForce, may_lift};
use promote_core::policy::windows;
use promote_core::promotion::{Hold, HoldKind};
use promote_model::text::enumerate;

/// What `hold` asks for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct HoldRequest<'a> {
    /// The environment.
    pub(crate) environment: &'a str,
    /// The patterns of the keys; empty for all keys.
    pub(crate) patterns: &'a [String],
    /// The reason.
    pub(crate) reason: &'a str,
    /// The time or the duration after which it ends by itself.
    pub(crate) until: Option<&'a str>,
}

/// What became of a hold.
#[derive(Debug)]
pub(crate) struct HoldDecided {
    /// The hold after the decision.
    pub(crate) hold: Arc<Hold>,
    /// What was done.
    pub(crate) outcome: HoldOutcome,
}

/// The outcome of `hold` or `unhold`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum HoldOutcome {
    /// It is on now.
    Set,
    /// The same person had set the same hold before.
    SetBefore,
    /// It is lifted now.
    Lifted,
    /// It was over already.
    Over,
}

/// Sets a hold.
///
/// # Errors
/// Where the environment is unknown or takes no promotions, the time has passed, or the rules let only others set holds.
pub(crate) fn hold(context: &Context, request: &HoldRequest<'_>) -> Result<HoldDecided, OpError> {
    parse_patterns(request.patterns)?;
    decide(context, "hold", |attempt| {
        let store = attempt.store;
        let environment = store.environment(request.environment)?;
        if environment.from.is_empty() {
            let message = format!("nothing is promoted to {}, so there is nothing to hold", environment.name);
            return Err(OpError::Usage { message, hints: vec!["show the pipeline: promote status".to_owned()] });
        }
        let until = request.until.map(|text| end(context, store, text)).transpose()?;
        let what = HoldKind::HoldSet {
            environment: environment.name.clone(),
            patterns: request.patterns.to_vec(),
            reason: request.reason.to_owned(),
            until: until.as_ref().map(Zoned::timestamp),
            tip: None,
        };
        let by = &attempt.actor.person;
        if let Some(same) = holds_on(store)?.into_iter().find(|hold| hold.by.is(by) && is_like(hold, &what)) {
            return Ok(Decision::Nothing(HoldDecided { hold: same, outcome: HoldOutcome::SetBefore }));
        }
        let (ledger, hold) = set_hold(attempt, None, (&environment.name, what))?;
        let report = HoldDecided { hold: Arc::new(hold), outcome: HoldOutcome::Set };
        Ok(Decision::Write { ledger, updates: Vec::new(), report })
    })
}

/// Whether a hold is what an event would set.
fn is_like(hold: &Hold, what: &HoldKind) -> bool {
    let HoldKind::HoldSet { environment, patterns, reason, until, .. } = what else { return false };
    let same = (&hold.environment, &hold.reason, hold.until) == (environment, reason, *until);
    same && hold.pattern_texts().eq(patterns.iter().map(String::as_str))
}

/// The end of a hold: a time, or a duration from now.
fn end(context: &Context, store: &Store, text: &str) -> Result<Zoned, OpError> {
    let now = store.now.to_zoned(context.zone());
    let wrong = |message: String| OpError::Usage {
        message,
        hints: vec!["for example: --until 'tomorrow 09:00', or --until 2h".to_owned()],
    };
    // For text that is neither a duration nor a time, the error is about a time.
    let read = windows::parse_duration(text, &now).or_else(|_| windows::parse_time(text, &now));
    let until = read.map_err(|misread| wrong(format!("--until: {misread}")))?;
    let until = until.with().subsec_nanosecond(0).build().unwrap_or(until);
    match until.timestamp() > now.timestamp() {
        true => Ok(until),
        false => {
            let (until, now) = (windows::display_time(&until), windows::display_time(&now));
            Err(wrong(format!("--until {until} has passed; the time is {now}")))
        }
    }
}

/// Lifts a hold: the one with a number, or the one that is on for an environment, with these patterns if there are any.
///
/// # Errors
/// Where no such hold is on, or several are; or where this person needs a reason.
pub(crate) fn unhold(
    context: &Context,
    which: &str,
    patterns: &[String],
    reason: Option<&str>,
) -> Result<HoldDecided, OpError> {
    decide(context, "unhold", |attempt| {
        let store = attempt.store;
        let hold = find(store, which, patterns)?;
        if !hold.is_on(store.now, Some(store.clock)) {
            return Ok(Decision::Nothing(HoldDecided { hold, outcome: HoldOutcome::Over }));
        }
        let by = &attempt.actor.person;
        let environment = store.policy.environment(&hold.environment);
        if reason.is_none() && !may_lift(&store.policy, environment, &hold, by) {
            let lifters = HoldInForce::of(&store.policy, &hold, Vec::new()).lifters;
            return Err(HoldRefusal::Lift { by: by.clone(), hold: hold.number, lifters }.into());
        }
        let (ledger, hold) = lift_hold(attempt, &hold, reason)?;
        let report = HoldDecided { hold: Arc::new(hold), outcome: HoldOutcome::Lifted };
        Ok(Decision::Write { ledger, updates: Vec::new(), report })
    })
}

/// The hold that somebody typed.
fn find(store: &Store, which: &str, patterns: &[String]) -> Result<Arc<Hold>, OpError> {
    let usage = |message: String, hints: Vec<String>| OpError::Usage { message, hints };
    let list = || vec!["list the holds: promote hold".to_owned()];
    let digits = which.strip_prefix('#').unwrap_or(which);
    if let Ok(number) = digits.parse::<u32>() {
        let found = store.ledger()?.holds()?.iter().find(|hold| hold.number == number).cloned();
        let Some(hold) = found else { return Err(usage(format!("there is no hold {number}"), list())) };
        if !patterns.is_empty() {
            let hint = vec![format!("lift the whole hold: promote unhold {number}")];
            return Err(usage("patterns choose among the holds of an environment, not within one".to_owned(), hint));
        }
        return Ok(hold);
    }
    store.environment(which)?;
    let same = |hold: &Hold| patterns.is_empty() || hold.pattern_texts().eq(patterns.iter().map(String::as_str));
    let all: Vec<Arc<Hold>> = holds_on(store)?.into_iter().filter(|hold| hold.environment == which).collect();
    let found: Vec<Arc<Hold>> = all.iter().filter(|hold| same(hold)).cloned().collect();
    let lifts = |holds: &[Arc<Hold>]| holds.iter().map(|hold| format!("promote unhold {}", hold.number)).collect();
    match found.as_slice() {
        [hold] => Ok(hold.clone()),
        [] if all.is_empty() => Err(usage(format!("no hold is on for {which}"), list())),
        [] => Err(usage(format!("no hold of {which} has the patterns {}", enumerate(patterns, "and")), lifts(&all))),
        several => Err(usage(format!("{} holds are on for {which}; name one", several.len()), lifts(several))),
    }
}

/// The holds that are on, in the order of their numbers.
///
/// # Errors
/// Where the repository or the ledger cannot be read.
pub(crate) fn holds(context: &Context) -> Result<Vec<Arc<Hold>>, OpError> {
    seen_holds(context, &context.store()?)
}
