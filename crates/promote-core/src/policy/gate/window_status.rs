//! Windows and freezes in the gate, and who may override them.

use jiff::Timestamp;

use super::Blocker;
use crate::policy::{Environment, Policy};
use crate::promotion::Person;

/// Whether an environment may be written to at a time.
#[derive(Debug)]
pub enum WindowStatus {
    /// Open.
    Open,
    /// Closed, and overridden.
    Overridden,
    /// Closed.
    Closed(Vec<Blocker>),
}

/// Whether an environment may be written to, with an optional override: by the ledger's time, and by the clock of the
/// person who acts, if it is known. A wrong clock in the ledger then opens nothing.
pub fn window_status(
    policy: &Policy,
    environment: &Environment,
    (time, clock): (Timestamp, Option<Timestamp>),
    overrider: Option<&Person>,
) -> WindowStatus {
    let mut closed = closed_at(policy, environment, time);
    if let Some(clock) = clock.filter(|_| closed.is_empty()) {
        closed = closed_at(policy, environment, clock);
    }
    match overrider {
        _ if closed.is_empty() => WindowStatus::Open,
        None => WindowStatus::Closed(closed),
        Some(by) if may_override(policy, environment, by) => WindowStatus::Overridden,
        Some(by) => {
            let (by, target, groups) = (by.clone(), environment.name.clone(), environment.overriders.clone());
            WindowStatus::Closed([vec![Blocker::MayNotOverride { by, target, groups }], closed].concat())
        }
    }
}

/// The blockers of a closed environment, freezes first.
fn closed_at(policy: &Policy, environment: &Environment, at: Timestamp) -> Vec<Blocker> {
    let calendar = &environment.calendar;
    if calendar.is_open(at) {
        return Vec::new();
    }
    let (target, next) = (&environment.name, calendar.next_opening(at).map(Box::new));
    let overriders = || {
        let groups = environment.overriders.iter().filter_map(|name| policy.group(name));
        groups.flat_map(|group| group.members.iter().cloned()).collect()
    };
    let frozen = calendar.frozen(at).map(|freeze| Blocker::Frozen {
        target: target.clone(),
        freeze: freeze.name.clone(),
        until: Box::new(freeze.to.clone()),
        next: next.clone(),
        overriders: overriders(),
    });
    let mut blockers: Vec<Blocker> = frozen.collect();
    if !calendar.is_in_window(at) {
        let windows = calendar.windows.iter().map(|window| window.text.clone()).collect();
        blockers.push(Blocker::Closed { target: target.clone(), windows, next, overriders: overriders() });
    }
    blockers
}

/// Whether a person is in a group that may override.
pub(super) fn may_override(policy: &Policy, environment: &Environment, by: &Person) -> bool {
    environment.overriders.iter().filter_map(|name| policy.group(name)).any(|group| group.has(by))
}
