//! What `promote.yaml` says about services: who may write for others, and what they ask of their clients.

use std::collections::BTreeMap;

/// The rules for services that write for other people.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ServiceRules {
    /// The services that may write for other people, by email address.
    pub mails: Vec<String>,
    /// The tenants, each of which sees its own files only.
    pub tenants: Option<Tenants>,
    /// Whether a client must give the reason of a rollback and of a cancellation.
    pub reasons: bool,
    /// Whether a client must name the state that its decision is about (`If-Match`).
    pub if_match: bool,
}

/// The tenants of a repository.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tenants {
    /// The capture of the path templates that tells tenants apart.
    pub capture: String,
    /// The value of the capture, by the id of the tenant.
    pub ids: BTreeMap<String, String>,
}
