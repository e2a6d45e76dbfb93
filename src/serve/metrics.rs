//! Counters, in the text format of Prometheus.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// A number of requests, and their time.
type Counted = (u64, Duration);

/// The counters of a service.
#[derive(Default)]
pub(super) struct Metrics {
    /// The number of requests and their time, by operation and status.
    requests: Mutex<BTreeMap<(&'static str, u16), Counted>>,
    /// The requests that run.
    running: AtomicI64,
    /// The clients that follow the events.
    pub(super) streams: AtomicI64,
    /// The open connections.
    pub(super) connections: AtomicI64,
}

impl Metrics {
    /// Counts a request that begins.
    pub(super) fn begin(&self) {
        self.running.fetch_add(1, Ordering::Relaxed);
    }

    /// Counts a request that has ended.
    pub(super) fn end(&self, operation: &'static str, status: u16, time: Duration) {
        self.running.fetch_sub(1, Ordering::Relaxed);
        let mut requests = self.requests.lock().unwrap_or_else(PoisonError::into_inner);
        let counted = requests.entry((operation, status)).or_default();
        (counted.0, counted.1) = (counted.0 + 1, counted.1 + time);
    }

    /// The text.
    pub(super) fn text(&self) -> String {
        let mut text = String::new();
        let mut say = |line: &str| {
            text.push_str(line);
            text.push('\n');
        };
        let requests = self.requests.lock().unwrap_or_else(PoisonError::into_inner);
        say("# HELP promote_requests_total Requests by operation and status.");
        say("# TYPE promote_requests_total counter");
        let labels = |(operation, status): &(&str, u16)| format!("{{operation=\"{operation}\",status=\"{status}\"}}");
        for (key, (count, _)) in requests.iter() {
            say(&format!("promote_requests_total{} {count}", labels(key)));
        }
        say("# HELP promote_request_seconds_total The time of these requests.");
        say("# TYPE promote_request_seconds_total counter");
        for (key, (_, time)) in requests.iter() {
            say(&format!("promote_request_seconds_total{} {:.6}", labels(key), time.as_secs_f64()));
        }
        drop(requests);
        let gauges = [
            ("promote_requests_running", "Requests that run.", &self.running),
            ("promote_streams", "Clients that follow the events.", &self.streams),
            ("promote_connections", "Open connections.", &self.connections),
        ];
        for (name, about, gauge) in gauges {
            let value = gauge.load(Ordering::Relaxed);
            let _ = writeln!(text, "# HELP {name} {about}\n# TYPE {name} gauge\n{name} {value}");
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_are_counted_by_operation_and_status() {
        let metrics = Metrics::default();
        for status in [200, 200, 404] {
            metrics.begin();
            metrics.end("diff", status, Duration::from_millis(500));
        }
        let text = metrics.text();
        assert!(text.contains("promote_requests_total{operation=\"diff\",status=\"200\"} 2\n"), "{text}");
        assert!(text.contains("promote_request_seconds_total{operation=\"diff\",status=\"404\"} 0.500000\n"), "{text}");
        assert!(text.contains("\npromote_requests_running 0\n"), "{text}");
    }
}
