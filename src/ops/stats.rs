//! `stats`: how promotions into an environment went, in a period.

use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::engine::OpError;
use crate::engine::context::Context;
use crate::engine::lead_times::{ExecutedPromotion, lead_times};
use crate::engine::merged::as_recorded;
use crate::engine::period::Period;
use crate::store::Store;
use crate::store::ledger::PromotionHistory;
use promote_core::env::change::UnitKind;
use promote_core::promotion::EventKind;
use promote_model::{ConfigId, Key};

/// How promotions into an environment went.
#[derive(Debug)]
pub(crate) struct Stats {
    /// The environment.
    pub(crate) environment: String,
    /// The first instant of the period.
    pub(crate) since: Timestamp,
    /// The first instant behind the period.
    pub(crate) until: Timestamp,
    /// The numbers of promotions.
    pub(crate) counts: Counts,
    /// How long a key had its value in the source before the target got it: each key of each promotion.
    pub(crate) lead_time: Durations,
    /// From the plan to its last approval, of promotions that were executed with approvals.
    pub(crate) time_to_approve: Durations,
    /// From the execution to the first rollback.
    pub(crate) time_to_rollback: Durations,
    /// The promoted keys, the slowest first.
    pub(crate) keys: Vec<KeyStats>,
    /// The attestations, by name.
    pub(crate) attestations: BTreeMap<String, TestCounts>,
}

/// Numbers of promotions into an environment.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    /// Created in the period.
    pub(crate) created: usize,
    /// Rejected in the period.
    pub(crate) rejected: usize,
    /// Cancelled in the period.
    pub(crate) cancelled: usize,
    /// Executed in the period.
    pub(crate) executed: usize,
    /// Of those executed, rolled back in full by now.
    pub(crate) rolled_back: usize,
    /// Of those executed, rolled back in part by now.
    pub(crate) partly_rolled_back: usize,
}

/// A key that was promoted.
#[derive(Debug)]
pub(crate) struct KeyStats {
    /// The logical name of the file.
    pub(crate) file: String,
    /// The document, in a file with several.
    pub(crate) document: Option<String>,
    /// The key.
    pub(crate) key: Key,
    /// The id.
    pub(crate) id: ConfigId,
    /// The unit.
    pub(crate) kind: UnitKind,
    /// The address for people.
    pub(crate) address: String,
    /// The number of promotions that wrote it.
    pub(crate) promotions: usize,
    /// Its lead times.
    pub(crate) lead_time: Durations,
}

/// The recorded results of a test.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct TestCounts {
    /// The number of successes.
    pub(crate) ok: usize,
    /// The number of failures.
    pub(crate) failed: usize,
}

/// Durations in seconds, the shortest first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Durations(Vec<u64>);

impl Durations {
    /// The number of durations.
    pub(crate) fn count(&self) -> usize {
        self.0.len()
    }

    /// The shortest duration that half of them do not exceed.
    pub(crate) fn median(&self) -> Option<u64> {
        self.percentile(50)
    }

    /// The shortest duration that nine of ten of them do not exceed.
    pub(crate) fn p90(&self) -> Option<u64> {
        self.percentile(90)
    }

    /// The longest duration.
    pub(crate) fn longest(&self) -> Option<u64> {
        self.0.last().copied()
    }

    /// By the nearest rank: one of the durations, not a number between two.
    fn percentile(&self, percent: usize) -> Option<u64> {
        let rank = (self.0.len() * percent).div_ceil(100);
        self.0.get(rank.checked_sub(1)?).copied()
    }
}

impl FromIterator<u64> for Durations {
    fn from_iter<T: IntoIterator<Item = u64>>(seconds: T) -> Self {
        let mut all: Vec<u64> = seconds.into_iter().collect();
        all.sort_unstable();
        Self(all)
    }
}

/// How promotions into an environment went in a period.
///
/// # Errors
/// Where the environment is unknown, or the ledger or history cannot be read.
pub(crate) fn stats(context: &Context, environment: &str, period: Period) -> Result<Stats, OpError> {
    let store = context.store()?;
    store.environment(environment)?;
    let histories = histories(context, &store, environment, period)?;
    let executed: Vec<(&PromotionHistory, Timestamp)> = histories
        .iter()
        .filter_map(|history| Some((history, history.state.executed.as_ref()?.at)))
        .filter(|(_, at)| period.holds(*at))
        .collect();
    let promotions: Vec<ExecutedPromotion<'_>> = executed.iter().map(|(h, at)| (&h.promotion, *at)).collect();
    let leads = lead_times(context, &store, &promotions)?;
    Ok(Stats {
        environment: environment.to_owned(),
        since: period.since,
        until: period.until.min(context.now),
        counts: counts(&histories, &executed, period),
        lead_time: leads.iter().flatten().flatten().copied().collect(),
        time_to_approve: executed.iter().filter_map(|(history, _)| time_to_approve(history)).collect(),
        time_to_rollback: executed.iter().filter_map(|(history, at)| time_to_rollback(history, *at)).collect(),
        keys: keys(&promotions, &leads),
        attestations: attestations(&histories, period),
    })
}

/// The promotions into an environment that something happened to in a period; of a merge that is not recorded yet, as if it were.
fn histories(
    context: &Context,
    store: &Store,
    environment: &str,
    period: Period,
) -> Result<Vec<PromotionHistory>, OpError> {
    let ledger = store.ledger()?;
    let mut histories = ledger.active_since(period.since, environment)?;
    for entry in ledger.proposed()?.into_iter().filter(|entry| entry.promotion.target == environment) {
        if let (entry, Some(_)) = as_recorded(context, store, entry)? {
            histories.retain(|history| history.promotion.id != entry.promotion.id);
            let (promotion, events, state) = (entry.promotion, entry.events, entry.state);
            histories.push(PromotionHistory { promotion, events, state });
        }
    }
    Ok(histories)
}

fn counts(histories: &[PromotionHistory], executed: &[(&PromotionHistory, Timestamp)], period: Period) -> Counts {
    let with = |is: fn(&EventKind) -> bool| {
        let happened = |h: &&PromotionHistory| h.events.iter().any(|event| period.holds(event.at) && is(&event.what));
        histories.iter().filter(happened).count()
    };
    let in_part = |(history, _): &&(&PromotionHistory, Timestamp)| {
        !history.state.rolled_back && !history.state.rollbacks.is_empty()
    };
    Counts {
        created: with(|kind| matches!(kind, EventKind::Created { .. })),
        rejected: with(|kind| matches!(kind, EventKind::Rejected { .. })),
        cancelled: with(|kind| matches!(kind, EventKind::Cancelled { .. })),
        executed: executed.len(),
        rolled_back: executed.iter().filter(|(history, _)| history.state.rolled_back).count(),
        partly_rolled_back: executed.iter().filter(in_part).count(),
    }
}

fn seconds(from: Timestamp, to: Timestamp) -> u64 {
    u64::try_from(to.duration_since(from).as_secs()).unwrap_or_default()
}

/// From the plan that was executed to its last approval; `None` without approvals.
fn time_to_approve(history: &PromotionHistory) -> Option<u64> {
    let planned = history.events.iter().rev().find(|event| event.what.has_plan())?.at;
    let approved = history.state.approvals.iter().map(|approval| approval.at).max()?;
    Some(seconds(planned, approved))
}

fn time_to_rollback(history: &PromotionHistory, executed: Timestamp) -> Option<u64> {
    history.state.rollbacks.iter().map(|rollback| rollback.at).min().map(|first| seconds(executed, first))
}

fn keys(promotions: &[ExecutedPromotion<'_>], leads: &[Vec<Option<u64>>]) -> Vec<KeyStats> {
    let mut found: BTreeMap<(String, ConfigId), (KeyStats, Vec<u64>)> = BTreeMap::new();
    for ((promotion, _), leads) in promotions.iter().zip(leads) {
        for (change, lead) in promotion.plan.changes.iter().zip(leads) {
            let new = || KeyStats {
                file: change.file.clone(),
                document: change.document.clone(),
                key: change.key.clone(),
                id: change.id,
                kind: change.kind,
                address: change.address(),
                promotions: 0,
                lead_time: Durations::default(),
            };
            let (key, seconds) = found.entry((change.address(), change.id)).or_insert_with(|| (new(), Vec::new()));
            key.promotions += 1;
            seconds.extend(lead);
        }
    }
    let with_leads =
        |(key, seconds): (KeyStats, Vec<u64>)| KeyStats { lead_time: seconds.into_iter().collect(), ..key };
    let mut keys: Vec<KeyStats> = found.into_values().map(with_leads).collect();
    // Stable: keys that are equally slow stay in the order of their addresses.
    keys.sort_by_key(|key| std::cmp::Reverse(key.lead_time.median()));
    keys
}

fn attestations(histories: &[PromotionHistory], period: Period) -> BTreeMap<String, TestCounts> {
    let mut found: BTreeMap<String, TestCounts> = BTreeMap::new();
    for event in histories.iter().flat_map(|history| &history.events).filter(|event| period.holds(event.at)) {
        if let EventKind::Attested { name, ok, .. } = &event.what {
            let counts = found.entry(name.clone()).or_default();
            *(if *ok { &mut counts.ok } else { &mut counts.failed }) += 1;
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::Durations;

    #[test]
    fn percentiles_are_durations_that_were_measured() {
        let of = |seconds: &[u64]| {
            let durations: Durations = seconds.iter().copied().collect();
            (durations.count(), durations.median(), durations.p90(), durations.longest())
        };
        assert_eq!(of(&[]), (0, None, None, None));
        assert_eq!(of(&[7]), (1, Some(7), Some(7), Some(7)));
        assert_eq!(of(&[9, 1]), (2, Some(1), Some(9), Some(9)));
        let ten: Vec<u64> = (1..=10).rev().collect();
        assert_eq!(of(&ten), (10, Some(5), Some(9), Some(10)));
    }
}
