//! The client of a service: the person for whom it acts, and what the client brings besides the request itself.

use std::sync::Arc;

use super::OpError;
use super::client_request::ClientRequest;
use super::error::Precondition;
use super::etag::etag;
use super::filters::parse_only;
use crate::store::ledger::LedgerEntry;
use crate::store::{Store, StoreError};
use promote_core::promotion::{Person, Promotion};

/// The client of a service. Its person is the author of what is written, and the service the committer.
#[derive(Debug, Clone, Default)]
pub(crate) struct Caller {
    /// The person; `None` for a client that may only read.
    pub(crate) person: Option<Person>,
    /// The tenant whose files the client sees, as `--only` takes it: `tenant=acme`. `None` for all files.
    pub(crate) tenant: Option<String>,
    /// The states that a decision may be about (`If-Match`): ETags, or digests of the plan. Empty if any.
    pub(crate) if_match: Vec<String>,
    /// The key by which the client may repeat the request.
    pub(crate) request: Option<ClientRequest>,
    /// The person's own statement, signed elsewhere.
    pub(crate) signed: Option<Arc<SignedStatement>>,
}

/// A statement and its detached signature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SignedStatement {
    /// The statement's bytes.
    pub(crate) statement: Vec<u8>,
    /// The signature, armored.
    pub(crate) signature: String,
}

impl Caller {
    /// `--only` with the client's tenant.
    pub(crate) fn narrowed(&self, only: &[String]) -> Vec<String> {
        only.iter().chain(&self.tenant).cloned().collect()
    }

    /// Whether the client may see a promotion: all its files are the tenant's.
    ///
    /// # Errors
    /// Where the target of the promotion cannot be read.
    pub(crate) fn sees(&self, store: &Store, promotion: &Promotion) -> Result<bool, OpError> {
        let Some(tenant) = &self.tenant else { return Ok(true) };
        let Some(target) = store.policy.environment(&promotion.target) else { return Ok(false) };
        let side = store.side_at(target, store.policy_commit, &parse_only(std::slice::from_ref(tenant))?)?;
        Ok(promotion.plan.files.iter().all(|file| !side.matcher.accepted(&file.target_path).is_empty()))
    }

    /// Refuses a decision about another state than the one that the client has seen.
    ///
    /// # Errors
    /// [`OpError::Precondition`] with both.
    pub(crate) fn check_state(&self, entry: &LedgerEntry) -> Result<(), OpError> {
        let found = etag(&entry.events);
        let named = |asked: &String| *asked == found || entry.state.digest.is_named_by(asked);
        if self.if_match.is_empty() || self.if_match.iter().any(named) {
            return Ok(());
        }
        let (id, digest) = (entry.promotion.called(), entry.state.digest.to_string());
        Err(OpError::Precondition(Box::new(Precondition { id, found, digest })))
    }
}

/// Hides a promotion that the client may not see, as if it did not exist; likewise the choices between several.
pub(super) fn hidden(
    caller: Option<&Caller>,
    store: &Store,
    typed: &str,
    found: Result<LedgerEntry, StoreError>,
) -> Result<LedgerEntry, StoreError> {
    let Some(caller) = caller.filter(|caller| caller.tenant.is_some()) else { return found };
    let unknown = || StoreError::UnknownPromotion(typed.to_owned());
    match found {
        Ok(entry) if caller.sees(store, &entry.promotion).unwrap_or_default() => Ok(entry),
        Ok(_) | Err(StoreError::AmbiguousPromotion { .. } | StoreError::NotTheOnlyOne { .. }) => Err(unknown()),
        Err(error) => Err(error),
    }
}
