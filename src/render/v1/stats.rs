//! `stats`: how promotions into an environment went.

use schemars::JsonSchema;
use serde::Serialize;

use super::common::{Time, Versioned};
use super::names::Kind;
use crate::ops::stats;

/// How promotions into an environment went, in a period. All durations are whole seconds.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Stats {
    /// The environment that was promoted into.
    environment: String,
    /// The first instant of the period.
    since: Time,
    /// The first instant behind the period.
    until: Time,
    /// The numbers of promotions.
    promotions: Promotions,
    /// How long keys had their values in the source before the target got them; one duration for each key of each executed
    /// promotion whose history is known.
    lead_time: Durations,
    /// From the plan to its last approval; one duration for each executed promotion that has approvals.
    time_to_approve: Durations,
    /// From the execution to the first rollback; one duration for each executed promotion that was rolled back, in full or in
    /// part.
    time_to_rollback: Durations,
    /// The keys that the executed promotions wrote, those with the longest median first.
    keys: Vec<Key>,
    /// The attestations recorded in the period, by name.
    attestations: Vec<Attestation>,
}

/// The numbers of promotions into an environment.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct Promotions {
    /// The number of promotions created in the period.
    created: usize,
    /// The number of promotions rejected in the period.
    rejected: usize,
    /// The number of promotions cancelled in the period.
    cancelled: usize,
    /// The number of promotions executed in the period.
    executed: usize,
    /// Of the executed ones, the number rolled back in full by now.
    rolled_back: usize,
    /// Of the executed ones, the number rolled back in part by now.
    partly_rolled_back: usize,
}

/// Durations in whole seconds, summarised; percentiles by the nearest rank.
#[derive(Debug, Serialize, JsonSchema)]
struct Durations {
    /// The number of durations.
    count: usize,
    /// The median; null where there is no duration.
    median: Option<u64>,
    /// The 90th percentile.
    p90: Option<u64>,
    /// The longest duration.
    longest: Option<u64>,
}

/// A promoted key.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct Key {
    /// The key path; `.` for a whole file.
    key: String,
    /// The id: the same in every environment and every clone.
    id: String,
    /// The logical name of the file, with `{env}` in it.
    file: String,
    /// The document of the file, where it has several.
    document: Option<String>,
    /// The unit: a key, a flag or a whole file.
    kind: Kind,
    /// The number of executed promotions that wrote the key.
    promotions: usize,
    /// How long the key had its value in the source before the target got it.
    lead_time: Durations,
}

/// The recorded results of a test.
#[derive(Debug, Serialize, JsonSchema)]
struct Attestation {
    /// The name of the test.
    name: String,
    /// The number of successes.
    ok: usize,
    /// The number of failures.
    failed: usize,
}

impl Stats {
    /// The shape.
    pub(crate) fn new(stats: &stats::Stats) -> Versioned<Self> {
        let tests = stats.attestations.iter();
        Versioned::new(Self {
            environment: stats.environment.clone(),
            since: stats.since.into(),
            until: stats.until.into(),
            promotions: (&stats.counts).into(),
            lead_time: (&stats.lead_time).into(),
            time_to_approve: (&stats.time_to_approve).into(),
            time_to_rollback: (&stats.time_to_rollback).into(),
            keys: stats.keys.iter().map(Key::from).collect(),
            attestations: tests
                .map(|(name, counts)| Attestation { name: name.clone(), ok: counts.ok, failed: counts.failed })
                .collect(),
        })
    }
}

impl From<&stats::Counts> for Promotions {
    fn from(counts: &stats::Counts) -> Self {
        let stats::Counts { created, rejected, cancelled, executed, rolled_back, partly_rolled_back } = *counts;
        Self { created, rejected, cancelled, executed, rolled_back, partly_rolled_back }
    }
}

impl From<&stats::Durations> for Durations {
    fn from(durations: &stats::Durations) -> Self {
        let (count, median) = (durations.count(), durations.median());
        Self { count, median, p90: durations.p90(), longest: durations.longest() }
    }
}

impl From<&stats::KeyStats> for Key {
    fn from(key: &stats::KeyStats) -> Self {
        Self {
            key: key.key.to_string(),
            id: key.id.to_string(),
            file: key.file.clone(),
            document: key.document.clone(),
            kind: key.kind.into(),
            promotions: key.promotions,
            lead_time: (&key.lead_time).into(),
        }
    }
}
