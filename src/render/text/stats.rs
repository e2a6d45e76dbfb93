//! Statistics for people.

use std::io::{self, Write};

use super::style::{Look, table};
use super::time::time;
use crate::ops::stats::{Counts, Durations, KeyStats, Stats, TestCounts};
use promote_model::text::{count, rough_duration, visible};

/// How promotions into an environment went.
///
/// # Errors
/// When the output cannot be written.
pub(crate) fn stats(out: &mut dyn Write, look: Look, stats: &Stats) -> io::Result<()> {
    let environment = look.bold(&visible(&stats.environment));
    writeln!(out, "{environment}  {} to {}\n", time(stats.since), time(stats.until))?;
    let mut rows = vec![row("promotions", promotions(&stats.counts))];
    if stats.counts.executed > 0 {
        rows.push(row("rolled back", rolled_back(look, &stats.counts, &stats.time_to_rollback)));
        rows.push(row("lead time", spread(&stats.lead_time, "key").unwrap_or_else(|| "unknown".to_owned())));
        rows.extend(spread(&stats.time_to_approve, "promotion").map(|text| row("time to approve", text)));
    }
    rows.extend(
        stats
            .attestations
            .iter()
            .map(|(name, tests)| row(&format!("attestation {}", visible(name)), tests_of(look, tests))),
    );
    table(out, "", &rows)?;
    if stats.keys.is_empty() {
        return Ok(());
    }
    writeln!(out, "\nlead time by key, the longest first")?;
    let rows: Vec<Vec<String>> = stats.keys.iter().map(key).collect();
    table(out, "  ", &rows)
}

fn row(name: &str, text: String) -> Vec<String> {
    vec![name.to_owned(), text]
}

fn promotions(counts: &Counts) -> String {
    let Counts { created, rejected, cancelled, executed, .. } = counts;
    format!("{executed} executed, {created} created, {rejected} rejected, {cancelled} cancelled")
}

fn rolled_back(look: Look, counts: &Counts, after: &Durations) -> String {
    let Counts { rolled_back, partly_rolled_back, executed, .. } = *counts;
    let both = rolled_back + partly_rolled_back;
    if both == 0 {
        return format!("none of {executed}");
    }
    let part = if partly_rolled_back == 0 { String::new() } else { format!(" ({partly_rolled_back} in part)") };
    let percent = (both * 100 + executed / 2) / executed.max(1);
    let after = after.median().map(|median| format!(", median {} later", rough_duration(median))).unwrap_or_default();
    look.yellow(&format!("{both} of {executed}{part}, {percent} %{after}"))
}

/// Median, 90th percentile and longest duration, and of how many; `None` where there is no duration.
fn spread(durations: &Durations, noun: &str) -> Option<String> {
    let [median, p90, longest] = [durations.median()?, durations.p90()?, durations.longest()?].map(rough_duration);
    Some(format!("median {median}, 90 % within {p90}, longest {longest} ({})", count(durations.count(), noun)))
}

fn tests_of(look: Look, tests: &TestCounts) -> String {
    let all = tests.ok + tests.failed;
    match tests.failed {
        0 => format!("none of {all} failed"),
        failed => look.yellow(&format!("{failed} of {all} failed")),
    }
}

fn key(key: &KeyStats) -> Vec<String> {
    let shown = |seconds: Option<u64>| seconds.map_or_else(|| "unknown".to_owned(), rough_duration);
    let (median, longest) = (key.lead_time.median(), key.lead_time.longest());
    let longest = if longest == median { String::new() } else { format!("longest {}", shown(longest)) };
    vec![
        visible(&key.address).into_owned(),
        format!("median {}", shown(median)),
        count(key.promotions, "promotion"),
        longest,
    ]
}
