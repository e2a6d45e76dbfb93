//! A bucket of requests for each client: it fills at a steady rate, and a request takes one.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

/// Bursts are this many seconds of the rate.
const BURST: f64 = 5.0;
/// From this number of clients on, full buckets are forgotten.
const MANY: usize = 10_000;

/// The buckets of all clients.
pub(super) struct Buckets {
    rate: f64,
    buckets: Mutex<HashMap<String, Bucket>>,
}

struct Bucket {
    left: f64,
    at: Instant,
}

impl Buckets {
    /// Buckets that fill with this many requests in a second.
    pub(super) fn new(rate: u32) -> Self {
        Self { rate: f64::from(rate.max(1)), buckets: Mutex::default() }
    }

    /// Takes a request from the bucket of a client.
    ///
    /// # Errors
    /// The seconds until it has one again.
    pub(super) fn take(&self, client: &str, now: Instant) -> Result<(), u64> {
        let full = self.rate * BURST;
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        if buckets.len() >= MANY {
            let refilled = |bucket: &Bucket| now.duration_since(bucket.at).as_secs_f64() >= BURST;
            buckets.retain(|_, bucket| !refilled(bucket));
        }
        let bucket = buckets.entry(client.to_owned()).or_insert(Bucket { left: full, at: now });
        bucket.left = (bucket.left + now.duration_since(bucket.at).as_secs_f64() * self.rate).min(full);
        bucket.at = now;
        if bucket.left < 1.0 {
            return Err(1);
        }
        bucket.left -= 1.0;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_client_has_a_burst_and_then_the_rate() {
        let (buckets, start) = (Buckets::new(2), Instant::now());
        let taken = (0..20).filter(|_| buckets.take("ann", start).is_ok()).count();
        assert_eq!((taken, buckets.take("bob", start)), (10, Ok(())));
        let later = start + Duration::from_secs(1);
        assert_eq!((0..5).filter(|_| buckets.take("ann", later).is_ok()).count(), 2);
    }
}
