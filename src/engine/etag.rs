//! The state of a promotion in one word, for clients that say which state a decision is about.

use promote_core::promotion::Event;
use sha2::{Digest as _, Sha256};

/// The number of the last event, and a digest of it: two states differ in one of them.
pub(crate) fn etag(events: &[Event]) -> String {
    let Some(last) = events.last() else { return "0".to_owned() };
    let text = format!("{} {} {} {}", last.what.word(), last.by.email, last.at, last.policy);
    let digest: String = Sha256::digest(text.as_bytes()).iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    format!("{}-{digest}", events.len())
}
