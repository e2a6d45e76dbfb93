//! The header `Authorization`: a token, from a program (`Bearer`) or from a browser that asked for it (`Basic`, RFC 7617).

use axum::http::HeaderMap;
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;

use crate::serve::conditions::one;
use crate::serve::problem::Problem;

/// What the header says.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Credentials {
    /// The user name; empty if none was given.
    pub(super) user: String,
    /// The token; of `Basic` the password.
    pub(super) token: String,
}

/// The credentials of a request.
///
/// # Errors
/// Where the header says something else.
pub(super) fn credentials(headers: &HeaderMap) -> Result<Option<Credentials>, Problem> {
    let Some(value) = one(headers, "authorization")? else { return Ok(None) };
    let read = value.split_once(' ').and_then(|(scheme, rest)| match scheme.to_ascii_lowercase().as_str() {
        "bearer" => Some(Credentials { user: String::new(), token: rest.trim().to_owned() }),
        "basic" => basic(rest.trim()),
        _ => None,
    });
    let wrong = || Problem::new(401, "bad-token", "Authorization is not 'Bearer TOKEN'");
    read.filter(|read| !read.token.is_empty() || !read.user.is_empty()).map(Some).ok_or_else(wrong)
}

fn basic(text: &str) -> Option<Credentials> {
    let text = String::from_utf8(BASE64_STANDARD.decode(text).ok()?).ok()?;
    let (user, token) = text.split_once(':')?;
    Some(Credentials { user: user.trim().to_owned(), token: token.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(value: &str) -> Result<Option<(String, String)>, u16> {
        let headers = HeaderMap::from_iter([(axum::http::header::AUTHORIZATION, value.parse().unwrap())]);
        credentials(&headers).map(|found| found.map(|c| (c.user, c.token))).map_err(|problem| problem.status())
    }

    #[test]
    fn a_token_comes_from_a_program_or_from_a_browser() {
        let is = |user: &str, token: &str| Ok(Some((user.to_owned(), token.to_owned())));
        assert_eq!(read("Bearer abc"), is("", "abc"));
        assert_eq!(read("bearer  abc "), is("", "abc"));
        // "ann@acme.com:a:b", ":abc" and "ann:".
        assert_eq!(read("Basic YW5uQGFjbWUuY29tOmE6Yg=="), is("ann@acme.com", "a:b"));
        assert_eq!(read("basic OmFiYw=="), is("", "abc"));
        assert_eq!(read("Basic YW5uOg=="), is("ann", ""));
        // No colon, no text, nothing at all, and other ways.
        for wrong in ["Basic ZGV2", "Basic ///=", "Basic Og==", "Basic !", "Bearer ", "Bearer", "Digest x", "abc"] {
            assert_eq!(read(wrong), Err(401), "{wrong}");
        }
        assert_eq!(credentials(&HeaderMap::new()).unwrap(), None);
    }
}
