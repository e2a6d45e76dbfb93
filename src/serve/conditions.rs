//! Header fields that say which state a request is about.

use axum::http::HeaderMap;

use super::problem::Problem;

/// The longest key of a request.
const LONGEST_KEY: usize = 255;

/// The states that a header names: ETags and digests, without their quotes. `*` is any state.
///
/// # Errors
/// Where the header cannot be read.
pub(super) fn states(headers: &HeaderMap, name: &'static str) -> Result<Vec<String>, Problem> {
    let mut states = Vec::new();
    for value in headers.get_all(name) {
        let text = value.to_str().map_err(|_| Problem::new(400, "bad-header", format!("{name} is not a text")))?;
        // A weak state says nothing about the bytes, and never matches.
        let each = text.split(',').map(str::trim).filter(|one| !one.is_empty());
        states.extend(each.map(|one| one.trim_matches('"').to_owned()));
    }
    Ok(states)
}

/// A header that occurs once.
///
/// # Errors
/// Where it occurs twice, or is no text.
pub(super) fn one<'h>(headers: &'h HeaderMap, name: &str) -> Result<Option<&'h str>, Problem> {
    let mut all = headers.get_all(name).into_iter();
    let Some(first) = all.next() else { return Ok(None) };
    if all.next().is_some() {
        return Err(Problem::new(400, "bad-header", format!("{name} is given twice")));
    }
    let text = first.to_str().map_err(|_| Problem::new(400, "bad-header", format!("{name} is not a text")))?;
    Ok(Some(text.trim()).filter(|text| !text.is_empty()))
}

/// The key by which a client repeats a request.
///
/// # Errors
/// Where it is too long.
pub(super) fn request_key(headers: &HeaderMap) -> Result<Option<&str>, Problem> {
    match one(headers, "idempotency-key")? {
        Some(key) if key.len() > LONGEST_KEY => {
            Err(Problem::new(400, "bad-header", format!("Idempotency-Key is longer than {LONGEST_KEY} characters")))
        }
        key => Ok(key),
    }
}
