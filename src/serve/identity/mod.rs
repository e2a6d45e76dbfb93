//! Who asks: by headers that anybody can write, by a token, or by the headers of a proxy.
//!
//! ```text
//! who            the client of a request: person, scopes, tenants
//! ways           how a request says who asks
//! headers        X-User-Email, X-User-Name, X-User-ID
//! authorization  the header Authorization
//! tokens         a file with the digests of tokens
//! jwt            JSON Web Tokens, and the keys of their issuer
//! watched        files that are read again when they change
//! ```

mod authorization;
mod headers;
mod jwt;
mod tokens;
mod watched;
mod ways;
mod who;

pub(super) use ways::Identities;
pub(super) use who::{Identity, Peer, TenantAccess};
