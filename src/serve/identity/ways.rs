//! The ways in which clients say who they are.

use std::net::IpAddr;

use axum::http::HeaderMap;

use super::authorization::{Credentials, credentials};
use super::headers::{contradiction, named, person};
use super::jwt::Issuer;
use super::tokens::TokenFile;
use super::who::{Identity, Peer};
use crate::serve::conditions::one;
use crate::serve::options::{IdentityOptions, Source};
use crate::serve::problem::Problem;
use crate::serve::scope::Scope;
use promote_core::promotion::Person;

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

    /// How a browser is asked who the person is (`WWW-Authenticate`): it can do so where a token or a name is believed.
    pub(in crate::serve) fn challenge(&self) -> &'static str {
        match self {
            Self::Known { tokens: None, issuer: None, .. } => "Bearer",
            _ => "Basic realm=\"promote\", charset=\"UTF-8\"",
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
                let person = insecure(headers)?;
                let bucket = person.as_ref().map_or_else(|| peer.bucket(), |person| person.email.to_lowercase());
                Ok(Identity { person, scopes: Scope::ALL.to_vec(), ..Identity::unknown(&bucket) })
            }
            Self::Known { tokens, issuer, proxies } => {
                // Without tokens, the header is for the proxy.
                let given = if tokens.is_some() || issuer.is_some() { credentials(headers)? } else { None };
                if let Some(Credentials { user, token }) = given {
                    let known = tokens.as_ref().and_then(|tokens| tokens.find(&token));
                    let identity = match (known, issuer) {
                        (Some(identity), _) => identity,
                        (None, Some(issuer)) => issuer.check(&token)?,
                        (None, None) => return Err(Problem::new(401, "bad-token", "the token is not known")),
                    };
                    if !user.is_empty() && identity.person.as_ref().is_some_and(|person| !person.has(&user)) {
                        return Err(Problem::new(
                            401,
                            "bad-token",
                            "the user name is not the address of the token's owner",
                        ));
                    }
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

/// The person whom the headers name, or else the user name that a browser asked for.
fn insecure(headers: &HeaderMap) -> Result<Option<Person>, Problem> {
    match (person(headers)?, credentials(headers).ok().flatten().filter(|given| !given.user.is_empty())) {
        (None, Some(given)) => named(&given.user, None)
            .map(Some)
            .map_err(|_| Problem::new(401, "bad-token", "the user name is not an email address")),
        (person, _) => Ok(person),
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
