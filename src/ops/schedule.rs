//! `schedule`: when a promotion is to be executed; `unschedule`: not at a time any more.
//!
//! Whether it may be executed is asked here, for then, and asked again when the time has come.

use jiff::{Timestamp, Zoned};

use super::OpError;
use super::context::Context;
use super::decide::{Decision, append, decide};
use super::landed;
use super::reject::end;
use super::show::{PromotionView, view, view_after};
use super::validate::legal;
use crate::store::Store;
use crate::store::ledger::LedgerEntry;
use promote_core::policy::gate::{GateInput, evaluate};
use promote_core::policy::windows::{self, Calendar, TimeError};
use promote_core::promotion::{Action, EventKind, PromotionId};

/// A time, as it was typed.
#[derive(Debug, Clone, Copy)]
pub(crate) enum At<'a> {
    /// `--at`
    Time(&'a str),
    /// `--in`
    In(&'a str),
}

/// What came of it.
#[derive(Debug)]
pub(crate) struct Scheduled {
    /// The promotion.
    pub(crate) view: PromotionView,
    /// When it is due.
    pub(crate) at: Zoned,
    /// When it is too late.
    pub(crate) expires: Option<Zoned>,
    /// When it was due before.
    pub(crate) before: Option<Timestamp>,
    /// Whether it was due at that time already.
    pub(crate) again: bool,
}

/// Schedules a promotion, also one that is scheduled.
///
/// # Errors
/// Where the time is not understood or has passed, or the rules would not let it be executed then.
pub(crate) fn schedule(context: &Context, id: &str, at: At<'_>, expires: Option<&str>) -> Result<Scheduled, OpError> {
    decide(context, "schedule", |store, actor, batch| {
        let entry = store.ledger()?.find(id)?;
        legal(store, &entry, Action::Schedule)?;
        landed::refuse(store, &entry)?;
        let now = store.now.to_zoned(context.zone());
        let at = due(store, &entry, at, &now)?;
        let expires = expires.map(|text| expiry(entry.promotion.id, text, &now, &at)).transpose()?;
        let question = GateInput { by: Some(&actor.person), ..entry.question(&store.policy, at.timestamp()) };
        let blockers = evaluate(&question).blockers;
        if !blockers.is_empty() {
            return Err(OpError::NotThen { id: entry.promotion.id, at, blockers });
        }
        let old = entry.state.scheduled.as_ref();
        let before = old.map(|old| old.at);
        let ends = expires.as_ref().map(Zoned::timestamp);
        if old.is_some_and(|old| (old.at, old.expires) == (at.timestamp(), ends)) {
            return Ok(Decision::Nothing(Scheduled { view: view(store, entry), at, expires, before, again: true }));
        }
        let what = EventKind::Scheduled { digest: entry.state.digest.clone(), at: at.timestamp(), expires: ends };
        let (ledger, after) = append(store, batch, actor, &entry.promotion, &entry.events, what)?;
        let view = view_after(store, entry.promotion, after)?;
        let report = Scheduled { view, at, expires, before, again: false };
        Ok(Decision::Write { ledger, updates: Vec::new(), report })
    })
}

/// Takes a promotion off its time.
///
/// # Errors
/// Where it has none.
pub(crate) fn unschedule(context: &Context, id: &str) -> Result<PromotionView, OpError> {
    end(context, id, Action::Unschedule, |digest| EventKind::Unscheduled { digest, expired: false })
}

/// When it is due. To the second: what is shown can be typed again.
fn due(store: &Store, entry: &LedgerEntry, at: At<'_>, now: &Zoned) -> Result<Zoned, OpError> {
    let (option, read) = match at {
        At::Time(text) => ("--at", windows::parse_time(text, now)),
        At::In(text) => ("--in", windows::parse_duration(text, now)),
    };
    let at = read.and_then(whole_second).map_err(|misread| usage(entry.promotion.id, option, &misread))?;
    if at.timestamp() > now.timestamp() {
        return Ok(at);
    }
    let calendar = store.policy.environment(&entry.promotion.target).map(|target| &target.calendar);
    let hints = later(entry.promotion.id, calendar, now);
    Err(OpError::Usage {
        message: format!("{} has passed; it is {}", windows::display_time(&at), windows::display_time(now)),
        hints,
    })
}

/// The next opening, or that it is open.
fn later(id: PromotionId, calendar: Option<&Calendar>, now: &Zoned) -> Vec<String> {
    let next = calendar.and_then(|calendar| calendar.next_opening(now.timestamp()));
    match next {
        Some(next) if next.timestamp() > now.timestamp() => {
            vec![format!("the next opening: promote schedule {id} --at '{}'", windows::input_form(&next))]
        }
        Some(_) => vec![format!("now: promote execute {id}")],
        None => Vec::new(),
    }
}

/// When it is too late: a time, or so long after it is due.
fn expiry(id: PromotionId, text: &str, now: &Zoned, at: &Zoned) -> Result<Zoned, OpError> {
    // A length is no time and a time no length; of what is neither a time is what is more often meant.
    let read = windows::parse_duration(text, at).or_else(|_| windows::parse_time(text, now));
    let expires = read.and_then(whole_second).map_err(|misread| usage(id, "--expires", &misread))?;
    if expires.timestamp() > at.timestamp() {
        return Ok(expires);
    }
    let message = format!(
        "--expires {} is not after {}, when it is due",
        windows::display_time(&expires),
        windows::display_time(at)
    );
    let hint =
        format!("so long after it is due: promote schedule {id} --at '{}' --expires 2h", windows::input_form(at));
    Err(OpError::Usage { message, hints: vec![hint] })
}

fn whole_second(at: Zoned) -> Result<Zoned, TimeError> {
    Ok(at.with().subsec_nanosecond(0).build().unwrap_or(at))
}

fn usage(id: PromotionId, option: &str, misread: &TimeError) -> OpError {
    let example = match option {
        "--in" => "--in 2h",
        "--expires" => "--at 'tomorrow 09:00' --expires 2h",
        _ => "--at 'tomorrow 09:00'",
    };
    OpError::Usage { message: format!("{option}: {misread}"), hints: vec![format!("promote schedule {id} {example}")] }
}
