//! The client of a request, and where its connection comes from.

use std::net::IpAddr;

use crate::serve::problem::Problem;
use crate::serve::scope::Scope;
use promote_core::promotion::Person;

/// The client of a request.
#[derive(Debug, Clone)]
pub(in crate::serve) struct Identity {
    /// The person; `None` for somebody who may only look.
    pub(in crate::serve) person: Option<Person>,
    /// The person's id in another system, if it is known.
    pub(in crate::serve) id: Option<String>,
    pub(in crate::serve) scopes: Vec<Scope>,
    pub(in crate::serve) tenants: TenantAccess,
    /// The name under which requests are counted.
    pub(in crate::serve) bucket: String,
}

/// The tenants for which a client may act.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::serve) enum TenantAccess {
    All,
    /// All, where `promote.yaml` does not tell tenants apart, and otherwise none: a token that says nothing about tenants.
    Unsaid,
    /// These, by id.
    Some(Vec<String>),
}

/// Where a connection comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::serve) enum Peer {
    Address(IpAddr),
    Unix,
}

impl Peer {
    /// The name under which requests of unknown clients are counted.
    pub(in crate::serve) fn bucket(&self) -> String {
        match self {
            Self::Address(address) => format!("address {address}"),
            Self::Unix => "socket".to_owned(),
        }
    }
}

impl Identity {
    /// Somebody whom nobody knows.
    pub(in crate::serve) fn unknown(bucket: &str) -> Self {
        let (tenants, bucket) = (TenantAccess::All, bucket.to_owned());
        Self { person: None, id: None, scopes: Vec::new(), tenants, bucket }
    }

    /// The email address, for the log.
    pub(in crate::serve) fn mail(&self) -> Option<&str> {
        self.person.as_ref().map(|person| person.email.as_str())
    }

    /// Refuses an operation that the client may not ask for.
    ///
    /// # Errors
    /// 401 where a decision needs a person, 403 where the scope is missing.
    pub(in crate::serve) fn may(&self, scope: Scope) -> Result<(), Problem> {
        if self.person.is_none() && scope != Scope::Read {
            return Err(Problem::new(401, "unauthenticated", "the request does not say who acts")
                .hint("send the header X-User-Email"));
        }
        match self.scopes.contains(&scope) {
            true => Ok(()),
            false => Err(Problem::new(403, "scope", format!("you lack the scope '{scope}'"))),
        }
    }
}
