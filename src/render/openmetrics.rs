//! Statistics as OpenMetrics text (version 1.0), for Prometheus and what reads its format. Everything is a gauge: the numbers are
//! those of a period that moves, so they also become smaller.

use std::fmt::Write as _;

use crate::ops::stats::{Durations, Stats};

/// The statistics of an environment.
pub(super) fn stats(stats: &Stats) -> String {
    let mut out = Exposition { text: String::new(), environment: &stats.environment };
    out.family("promote_promotions", "", "Promotions into the environment in the period, by what happened to them.");
    let counts = &stats.counts;
    for (event, number) in [
        ("created", counts.created),
        ("rejected", counts.rejected),
        ("cancelled", counts.cancelled),
        ("executed", counts.executed),
        ("rolled-back", counts.rolled_back),
        ("partly-rolled-back", counts.partly_rolled_back),
    ] {
        out.sample("promote_promotions", &[("event", event)], number);
    }
    out.family("promote_attestations", "", "Attestations recorded in the period.");
    for (name, tests) in &stats.attestations {
        for (result, number) in [("ok", tests.ok), ("failed", tests.failed)] {
            out.sample("promote_attestations", &[("name", name), ("result", result)], number);
        }
    }
    let about = "Time from the value in the source to the value in the target.";
    out.durations("promote_lead_time_seconds", about, &[], &stats.lead_time);
    let about = "Time from the plan to its last approval.";
    out.durations("promote_time_to_approve_seconds", about, &[], &stats.time_to_approve);
    let about = "Time from the execution to the first rollback.";
    out.durations("promote_time_to_rollback_seconds", about, &[], &stats.time_to_rollback);
    out.family("promote_key_promotions", "", "Promotions that wrote a key.");
    for key in &stats.keys {
        out.sample("promote_key_promotions", &[("key", &key.address)], key.promotions);
    }
    let name = "promote_key_lead_time_seconds";
    out.family(name, "seconds", "Time from the value of a key in the source to the value in the target.");
    for key in &stats.keys {
        out.of_durations(name, &[("key", &key.address)], &key.lead_time);
    }
    out.text.push_str("# EOF\n");
    out.text
}

/// The text, as far as it is written.
struct Exposition<'a> {
    text: String,
    environment: &'a str,
}

impl Exposition<'_> {
    /// Begins a family of gauges; the unit is the end of the name.
    fn family(&mut self, name: &str, unit: &str, about: &str) {
        let _ = writeln!(self.text, "# TYPE {name} gauge");
        if !unit.is_empty() {
            let _ = writeln!(self.text, "# UNIT {name} {unit}");
        }
        let _ = writeln!(self.text, "# HELP {name} {about}");
    }

    fn sample(&mut self, name: &str, labels: &[(&str, &str)], number: impl std::fmt::Display) {
        let _ = write!(self.text, "{name}{{environment=\"{}\"", escaped(self.environment));
        for (label, value) in labels {
            let _ = write!(self.text, ",{label}=\"{}\"", escaped(value));
        }
        let _ = writeln!(self.text, "}} {number}");
    }

    fn durations(&mut self, name: &str, about: &str, labels: &[(&str, &str)], durations: &Durations) {
        self.family(name, "seconds", about);
        self.of_durations(name, labels, durations);
    }

    /// A gauge for each statistic; none where there is no duration.
    fn of_durations(&mut self, name: &str, labels: &[(&str, &str)], durations: &Durations) {
        let statistics = [("median", durations.median()), ("p90", durations.p90()), ("longest", durations.longest())];
        for (statistic, seconds) in statistics {
            let Some(seconds) = seconds else { continue };
            let labels: Vec<(&str, &str)> = labels.iter().copied().chain([("statistic", statistic)]).collect();
            self.sample(name, &labels, seconds);
        }
    }
}

/// The value of a label.
fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n")
}

#[cfg(test)]
mod tests {
    use super::escaped;

    #[test]
    fn labels_are_escaped() {
        assert_eq!(escaped("a\"b\\c\nd"), "a\\\"b\\\\c\\nd");
    }
}
