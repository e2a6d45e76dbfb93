//! A request that a client of a service may repeat: its key is kept in the event, so that it holds for every server.

use jiff::SignedDuration;
use sha2::{Digest as _, Sha256};

use super::OpError;
use crate::store::Store;
use crate::store::ledger::{Added, LedgerEntry, TIPS_SINCE};
use promote_core::promotion::{Event, EventKind, Person, RequestKey};

/// How long a key is remembered.
const REMEMBERED: SignedDuration = SignedDuration::from_hours(24);
/// An event may have an earlier time than the one before it, by this much at most.
const BACKWARDS: SignedDuration = SignedDuration::from_hours(2);

/// A request, as the client named it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ClientRequest {
    /// The operation.
    pub(crate) route: String,
    /// The key that the client chose.
    pub(crate) key: String,
    /// The body.
    pub(crate) body: Vec<u8>,
}

impl ClientRequest {
    /// The key as events record it.
    ///
    /// # Errors
    /// Where the ledger cannot be read, or has a version without such keys.
    pub(crate) fn recorded(&self, store: &Store, by: &Person) -> Result<RequestKey, OpError> {
        if store.policy_line.version < TIPS_SINCE {
            return Err(OpError::Usage {
                message: "a ledger of version 1 keeps no Idempotency-Key".to_owned(),
                hints: vec!["go on in the newer version first: promote ledger upgrade --reason TEXT".to_owned()],
            });
        }
        // The first event of a ledger is written before the ledger has a name.
        Ok(self.keyed(&store.ledger()?.root()?, by))
    }

    fn keyed(&self, repository: &str, by: &Person) -> RequestKey {
        let mail = by.email.to_lowercase();
        let parts = [repository, &mail, &self.route, &self.key].join("\0");
        RequestKey { key: digest(parts.as_bytes()), body: digest(&self.body) }
    }

    /// Whether an event records this request.
    ///
    /// # Errors
    /// [`OpError::KeyReused`] where it records another request with this key; as [`Self::recorded`].
    pub(crate) fn is_of(&self, store: &Store, by: &Person, event: &Event) -> Result<bool, OpError> {
        let Some(found) = event.request.as_ref().filter(|_| event.at >= store.now - REMEMBERED) else {
            return Ok(false);
        };
        let keys = [self.recorded(store, by)?, self.keyed("", by)];
        match keys.iter().find(|key| key.key == found.key) {
            None => Ok(false),
            Some(key) if key.body == found.body => Ok(true),
            Some(_) => Err(OpError::KeyReused),
        }
    }

    /// The promotion that this request created before.
    ///
    /// # Errors
    /// As [`Self::is_of`].
    pub(crate) fn created(&self, store: &Store, by: &Person) -> Result<Option<LedgerEntry>, OpError> {
        let ledger = store.ledger()?;
        let Some(tip) = ledger.tip() else { return Ok(None) };
        let oldest = (store.now - REMEMBERED - BACKWARDS).as_second();
        for commit in store.repo.first_parents(tip) {
            let commit = commit?;
            if commit.committer.seconds < oldest {
                break;
            }
            // Most events are others.
            if !commit.message.contains("Promotion-Event: created") {
                continue;
            }
            if let Added::Promotion(promotion, event) = ledger.added(&commit)?
                && matches!(event.what, EventKind::Created { .. })
                && self.is_of(store, by, &event)?
            {
                return Ok(ledger.promotion(promotion.id)?);
            }
        }
        Ok(None)
    }
}

fn digest(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_belongs_to_one_person_route_and_repository() {
        let by = |mail: &str| Person { name: "Ann".to_owned(), email: mail.to_owned() };
        let request =
            |route: &str| ClientRequest { route: route.to_owned(), key: "k".to_owned(), body: b"{}".to_vec() };
        let key = request("create").keyed("root", &by("ann@acme.com"));
        assert_eq!(key, request("create").keyed("root", &by("Ann@ACME.com")));
        for other in [
            request("create").keyed("other", &by("ann@acme.com")),
            request("rollback").keyed("root", &by("ann@acme.com")),
            request("create").keyed("root", &by("bob@acme.com")),
        ] {
            assert_ne!(key.key, other.key);
            assert_eq!(key.body, other.body);
        }
        assert_eq!((key.key.len(), key.body.len()), (64, 64));
    }
}
