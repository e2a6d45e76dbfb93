//! Holds in the gate, and who may set and lift them.

use super::window_status::may_override;
use super::{Blocker, GateInput, HoldInForce};
use crate::policy::{Environment, Policy};
use crate::promotion::{Hold, Person};

/// The holds that block a promotion, in the order of their numbers.
pub(super) fn in_force(input: &GateInput<'_>) -> Vec<Blocker> {
    let on = input.holds.iter().filter(|hold| hold.is_on(input.now, input.clock));
    let blocker = |hold: &Hold| {
        let covered = hold.covers(input.promotion);
        let keys = if hold.patterns.is_empty() { Vec::new() } else { covered.iter().map(|c| c.address()).collect() };
        (!covered.is_empty()).then(|| Blocker::OnHold(Box::new(HoldInForce::of(input.policy, hold, keys))))
    };
    on.filter_map(|hold| blocker(hold)).collect()
}

impl HoldInForce {
    /// A hold that blocks these keys, with the people who may lift it.
    pub fn of(policy: &Policy, hold: &Hold, keys: Vec<String>) -> Self {
        let environment = policy.environment(&hold.environment);
        let groups = environment.into_iter().flat_map(|e| e.holders.iter().chain(&e.overriders));
        let members = groups.filter_map(|name| policy.group(name)).flat_map(|group| group.members.iter());
        let mut lifters = vec![hold.by.email.clone()];
        for member in members.filter(|member| !hold.by.has(member)) {
            if !lifters.contains(member) {
                lifters.push(member.clone());
            }
        }
        Self {
            number: hold.number,
            target: hold.environment.clone(),
            by: hold.by.clone(),
            reason: hold.reason.clone(),
            until: hold.until,
            keys,
            lifters,
        }
    }
}

/// Whether a person may set a hold: where `hold:` names groups, only their members may.
pub fn may_hold(policy: &Policy, environment: &Environment, by: &Person) -> bool {
    environment.holders.is_empty() || is_holder(policy, environment, by)
}

/// Whether a person may lift a hold without a reason: the person who set it, and the members of the groups of `hold:` and
/// `override:`.
pub fn may_lift(policy: &Policy, environment: Option<&Environment>, hold: &Hold, by: &Person) -> bool {
    let is_of_groups = |e: &Environment| is_holder(policy, e, by) || may_override(policy, e, by);
    hold.by.is(by) || environment.is_some_and(is_of_groups)
}

fn is_holder(policy: &Policy, environment: &Environment, by: &Person) -> bool {
    environment.holders.iter().filter_map(|name| policy.group(name)).any(|group| group.has(by))
}
