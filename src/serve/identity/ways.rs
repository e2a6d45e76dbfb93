//! The ways in which clients say who they are.

use std::net::IpAddr;

use axum::http::HeaderMap;

use super::headers::{contradiction, person};
use super::jwt::Issuer;
use super::tokens::TokenFile;
use super::who::{Identity, Peer};
use crate::serve::conditions::one;
use crate::serve::options::{IdentityOptions, Source};
use crate::serve::problem::Problem;
use crate::serve::scope::Scope;

/// The ways in which clients say who they are.
pub(in crate::serve) enum Identities {
    /// By headers that anybody can write.
    Insecure,
    /// By tokens, or by headers of a proxy.
    Known { tokens: Option<Box<TokenFile>>, issuer: Option<Box<Issuer>>, proxies: Vec<Source> },
}

impl Identities {
    /// Reads the files that the options name.
    ///
    /// # Errors
    /// What is wrong with a file.
    pub(in crate::serve) fn open(options: &IdentityOptions) -> Result<Self, String> {
        match options {
            IdentityOptions::Insecure => Ok(Self::Insecure),
            IdentityOptions::Known { token_file, tokens, proxies } => Ok(Self::Known {
                tokens: token_file.as_deref().map(TokenFile::open).transpose()?.map(Box::new),
                issuer: tokens.as_ref().map(Issuer::open).transpose()?.map(Box::new),
                proxies: proxies.clone(),
            }),
        }
    }

    /// The client of a request.
    ///
    /// # Errors
    /// 401 where nothing says who it is, or a token is not valid; 403 where a header contradicts the token.
    pub(in crate::serve) fn identify(&self, headers: &HeaderMap, peer: &Peer) -> Result<Identity, Problem> {
        match self {
            Self::Insecure => {
                local_host(headers, peer)?;
                let person = person(headers)?;
                let bucket = person.as_ref().map_or_else(|| peer.bucket(), |person| person.email.to_lowercase());
                Ok(Identity { person, scopes: Scope::ALL.to_vec(), ..Identity::unknown(&bucket) })
            }
            Self::Known { tokens, issuer, proxies } => {
                let bearer = bearer(headers)?;
                if let Some(bearer) = bearer.filter(|_| tokens.is_some() || issuer.is_some()) {
                    let known = tokens.as_ref().and_then(|tokens| tokens.find(bearer));
                    let identity = match (known, issuer) {
                        (Some(identity), _) => identity,
                        (None, Some(issuer)) => issuer.check(bearer)?,
                        (None, None) => return Err(Problem::new(401, "bad-token", "the token is not known")),
                    };
                    return match contradiction(headers, &identity)? {
                        None => Ok(identity),
                        Some(name) => {
                            Err(Problem::new(403, "contradiction", format!("the header {name} contradicts the token")))
                        }
                    };
                }
                let trusted = proxies.iter().any(|proxy| match (proxy, peer) {
                    (Source::Net(net), Peer::Address(address)) => net.contains(&address.to_canonical()),
                    (Source::Unix, Peer::Unix) => true,
                    _ => false,
                });
                match person(headers).map(|person| person.filter(|_| trusted)) {
                    Ok(Some(person)) => {
                        let bucket = person.email.to_lowercase();
                        let scopes = Scope::ALL.to_vec();
                        Ok(Identity { person: Some(person), scopes, ..Identity::unknown(&bucket) })
                    }
                    Err(problem) if trusted => Err(problem),
                    _ => Err(Problem::new(401, "unauthenticated", "the request does not say who acts")),
                }
            }
        }
    }
}

/// The token of a request.
fn bearer(headers: &HeaderMap) -> Result<Option<&str>, Problem> {
    let Some(value) = one(headers, "authorization")? else { return Ok(None) };
    let token = value.split_once(' ').filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"));
    match token.map(|(_, token)| token.trim()).filter(|token| !token.is_empty()) {
        Some(token) => Ok(Some(token)),
        None => Err(Problem::new(401, "bad-token", "Authorization is not 'Bearer TOKEN'")),
    }
}

/// Refuses a name for this machine that a web page could have chosen: with headers that are believed, a page must not reach
/// the service under a name of its own.
fn local_host(headers: &HeaderMap, peer: &Peer) -> Result<(), Problem> {
    let Peer::Address(_) = peer else { return Ok(()) };
    let host = one(headers, "host")?.unwrap_or_default();
    let name = match host.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or_default(),
        None => host.split(':').next().unwrap_or_default(),
    };
    let loopback = name.parse::<IpAddr>().is_ok_and(|address| address.is_loopback());
    match loopback || name.eq_ignore_ascii_case("localhost") {
        true => Ok(()),
        false => Err(Problem::new(403, "host", "with --insecure-identity, the host must be localhost")),
    }
}
