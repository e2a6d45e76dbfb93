//! `schedule` sets the time at which a promotion is executed; `unschedule` removes it.
//!
//! The policy is evaluated here for the due time, and again when the promotion is due.

use jiff::{Timestamp, Zoned};

use crate::engine::OpError;
use crate::engine::context::Context;
use crate::engine::recover;
use crate::engine::step::append_event;
use crate::engine::step::require_step;
use crate::engine::transact::{Decision, decide};
use crate::engine::view::{PromotionView, view, view_after};
use crate::store::Store;
use crate::store::ledger::LedgerEntry;
use promote_core::policy::gate::{GateInput, evaluate};
use promote_core::policy::windows::{self, Calendar, TimeError};
use promote_core::promotion::{Action, EventKind, PromotionName};

/// A time as typed.
#[derive(Debug, Clone, Copy)]
pub(crate) enum At<'a> {
    /// `--at`
    Time(&'a str),
    /// `--in`
    In(&'a str),
}

/// The report of `schedule`.
#[derive(Debug)]
pub(crate) struct Scheduled {
    /// The promotion.
    pub(crate) view: PromotionView,
    /// The due time.
    pub(crate) at: Zoned,
    /// The time after which it is not executed.
    pub(crate) expires: Option<Zoned>,
    /// The previous due time.
    pub(crate) before: Option<Timestamp>,
    /// Whether it was already scheduled for that time.
    pub(crate) again: bool,
}

/// Schedules a promotion, or changes its schedule.
///
/// # Errors
/// Where the time is invalid or has passed, or the policy would not allow the execution at that time.
pub(crate) fn schedule(context: &Context, id: &str, at: At<'_>, expires: Option<&str>) -> Result<Scheduled, OpError> {
    decide(context, "schedule", |attempt| {
        let (store, actor) = (attempt.store, attempt.actor);
        let entry = attempt.find(id)?;
        let now = store.now.to_zoned(context.zone());
        let at = match (due(store, &entry, at, &now), require_step(store, &entry, Action::Schedule)) {
            (Err(time), Err(step)) => return Err(both(&time, &step)),
            (time, step) => step.and(time)?,
        };
        recover::refuse_if_executed(store, &entry)?;
        let expires = expires.map(|text| expiry(entry.promotion.called(), text, &now, &at)).transpose()?;
        let input = GateInput { by: Some(&actor.person), ..entry.question(&store.policy, at.timestamp()) };
        let blockers = evaluate(&input).blockers;
        if !blockers.is_empty() {
            return Err(OpError::ScheduleBlocked { id: entry.promotion.called(), at, blockers });
        }
        let old = entry.state.scheduled.as_ref();
        let before = old.map(|old| old.at);
        let ends = expires.as_ref().map(Zoned::timestamp);
        if old.is_some_and(|old| (old.at, old.expires) == (at.timestamp(), ends)) {
            return Ok(Decision::Nothing(Scheduled { view: view(store, entry), at, expires, before, again: true }));
        }
        let what = EventKind::Scheduled { digest: entry.state.digest.clone(), at: at.timestamp(), expires: ends };
        let (ledger, after) = attempt.append(&entry.promotion, &entry.events, what)?;
        let view = view_after(store, entry.promotion, after)?;
        let report = Scheduled { view, at, expires, before, again: false };
        Ok(Decision::Write { ledger, updates: Vec::new(), report })
    })
}

/// One refusal for a mistyped time and a step that is not allowed, so that a person can correct both at once.
fn both(time: &OpError, step: &OpError) -> OpError {
    let hints = time.hints().into_iter().chain(step.hints()).collect();
    OpError::Usage { message: format!("{time}; and {step}"), hints }
}

/// Removes the schedule of a promotion.
///
/// # Errors
/// If the promotion is not scheduled.
pub(crate) fn unschedule(context: &Context, id: &str) -> Result<PromotionView, OpError> {
    append_event(context, id, Action::Unschedule, |digest| EventKind::Unscheduled { digest, expired: false })
}

/// The due time, in whole seconds, so that output can be typed again.
fn due(store: &Store, entry: &LedgerEntry, at: At<'_>, now: &Zoned) -> Result<Zoned, OpError> {
    let (option, read) = match at {
        At::Time(text) => ("--at", windows::parse_time(text, now)),
        At::In(text) => ("--in", windows::parse_duration(text, now)),
    };
    let at = read.and_then(whole_second).map_err(|misread| usage(entry.promotion.called(), option, &misread))?;
    if at.timestamp() > now.timestamp() {
        return Ok(at);
    }
    let calendar = store.policy.environment(&entry.promotion.target).map(|target| &target.calendar);
    let hints = later(entry.promotion.called(), calendar, now);
    Err(OpError::Usage {
        message: format!("{} has passed; the time is {}", windows::display_time(&at), windows::display_time(now)),
        hints,
    })
}

/// The hint with the next opening, or to execute now.
fn later(id: PromotionName, calendar: Option<&Calendar>, now: &Zoned) -> Vec<String> {
    let next = calendar.and_then(|calendar| calendar.next_opening(now.timestamp()));
    match next {
        Some(next) if next.timestamp() > now.timestamp() => {
            vec![format!(
                "schedule it for the next opening: promote schedule {id} --at '{}'",
                windows::input_form(&next)
            )]
        }
        Some(_) => vec![format!("execute it now: promote execute {id}")],
        None => Vec::new(),
    }
}

/// The expiry: a time, or a duration after the due time.
fn expiry(id: PromotionName, text: &str, now: &Zoned, at: &Zoned) -> Result<Zoned, OpError> {
    // For text that is neither a duration nor a time, the error is about a time.
    let read = windows::parse_duration(text, at).or_else(|_| windows::parse_time(text, now));
    let expires = read.and_then(whole_second).map_err(|misread| usage(id, "--expires", &misread))?;
    if expires.timestamp() > at.timestamp() {
        return Ok(expires);
    }
    let message = format!(
        "--expires {} is not after the due time {}",
        windows::display_time(&expires),
        windows::display_time(at)
    );
    let hint = format!(
        "give a duration after the due time: promote schedule {id} --at '{}' --expires 2h",
        windows::input_form(at)
    );
    Err(OpError::Usage { message, hints: vec![hint] })
}

fn whole_second(at: Zoned) -> Result<Zoned, TimeError> {
    Ok(at.with().subsec_nanosecond(0).build().unwrap_or(at))
}

fn usage(id: PromotionName, option: &str, misread: &TimeError) -> OpError {
    let example = match option {
        "--in" => "--in 2h",
        "--expires" => "--at 'tomorrow 09:00' --expires 2h",
        _ => "--at 'tomorrow 09:00'",
    };
    OpError::Usage {
        message: format!("{option}: {misread}"),
        hints: vec![format!("for example: promote schedule {id} {example}")],
    }
}
