//! The headers that name a person.

use axum::http::HeaderMap;

use super::who::Identity;
use crate::serve::conditions::one;
use crate::serve::problem::Problem;
use promote_core::promotion::{Person, is_mail};

const EMAIL: &str = "x-user-email";
const NAME: &str = "x-user-name";
const ID: &str = "x-user-id";

/// The longest name or address.
const LONGEST: usize = 200;

/// The person that the headers name; `None` if they name none.
///
/// # Errors
/// Where it is not an email address, or a header is given twice.
pub(super) fn person(headers: &HeaderMap) -> Result<Option<Person>, Problem> {
    let Some(mail) = one(headers, EMAIL)? else { return Ok(None) };
    named(mail, one(headers, NAME)?).map(Some)
}

/// The person with an email address; without a name, the part of the address before the '@' is the name.
///
/// # Errors
/// Where it is not an email address.
pub(super) fn named(mail: &str, name: Option<&str>) -> Result<Person, Problem> {
    if !is_mail(mail) || mail.len() > LONGEST {
        return Err(Problem::new(400, "bad-header", "the email address of the person is not one"));
    }
    let local = mail.split('@').next().unwrap_or(mail);
    let plain = |text: &str| text.chars().filter(|c| !c.is_control() && !"<>".contains(*c)).take(LONGEST).collect();
    let name: String = plain(name.unwrap_or(local));
    let name = if name.trim().is_empty() { local.to_owned() } else { name.trim().to_owned() };
    Ok(Person { name, email: mail.to_owned() })
}

/// The header that says something else than the token.
///
/// # Errors
/// Where a header is given twice.
pub(super) fn contradiction(headers: &HeaderMap, identity: &Identity) -> Result<Option<&'static str>, Problem> {
    if let (Some(mail), Some(person)) = (one(headers, EMAIL)?, &identity.person)
        && !person.has(mail)
    {
        return Ok(Some("X-User-Email"));
    }
    if let (Some(id), Some(known)) = (one(headers, ID)?, &identity.id)
        && id != known
    {
        return Ok(Some("X-User-ID"));
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_has_an_address_and_a_name() {
        let named = |mail, name| named(mail, name).map(|person| person.to_string()).map_err(|problem| problem.status());
        assert_eq!(named("dev@acme.com", None), Ok("dev <dev@acme.com>".to_owned()));
        assert_eq!(named("dev@acme.com", Some(" Dev <x> ")), Ok("Dev x <dev@acme.com>".to_owned()));
        assert_eq!(named("dev@acme.com", Some("<>")), Ok("dev <dev@acme.com>".to_owned()));
        assert_eq!(named("dev", None), Err(400));
    }
}
