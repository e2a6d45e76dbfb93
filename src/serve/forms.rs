//! Forms of the page, and who may send them: a page of this service, for the person who looks at it. A page of another site can
//! make a browser send a form, too, and the browser adds whatever signs the person in (cross-site request forgery).
//!
//! ```text
//! token    HMAC-SHA256 of the person's address, with a random key of this process; in every form
//! sender   what the browser says about the page that sends: Sec-Fetch-Site, or else Origin beside Host
//! ```
//!
//! Both must be right for a form. Decisions of the API have no token; they are refused where the browser says that a page of
//! another site sends them. Other programs than browsers say nothing about pages.

use axum::http::HeaderMap;
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use hmac::{Hmac, Mac as _};
use serde_json::{Map, Value as Json};
use sha2::Sha256;

use super::conditions::one;
use super::identity::Identity;
use super::problem::Problem;

/// Makes and checks the tokens of forms.
pub(super) struct Forms(Hmac<Sha256>);

impl Forms {
    /// With a new key: tokens end with the process.
    ///
    /// # Errors
    /// Where the system gives no random bytes.
    pub(super) fn new() -> std::io::Result<Self> {
        let mut key = [0; 32];
        getrandom::fill(&mut key).map_err(std::io::Error::other)?;
        Hmac::new_from_slice(&key).map(Self).map_err(std::io::Error::other)
    }

    /// The token of a person; empty for a client that may only look.
    pub(super) fn token(&self, identity: &Identity) -> String {
        let code = self.code(identity).map(|code| code.finalize().into_bytes());
        code.map(|code| BASE64_URL_SAFE_NO_PAD.encode(code)).unwrap_or_default()
    }

    /// Refuses a form with the token of another person, or of nobody.
    ///
    /// # Errors
    /// 403 for such a form.
    pub(super) fn check(&self, identity: &Identity, form: &Form) -> Result<(), Problem> {
        let given = form.token.as_ref().and_then(|token| BASE64_URL_SAFE_NO_PAD.decode(token).ok());
        // The comparison takes the same time for every token.
        let right = given.zip(self.code(identity)).is_some_and(|(given, code)| code.verify_slice(&given).is_ok());
        if right { Ok(()) } else { Err(forged("the form is not one that this service made for you")) }
    }

    fn code(&self, identity: &Identity) -> Option<Hmac<Sha256>> {
        let mail = identity.mail()?.to_lowercase();
        let mut code = self.0.clone();
        code.update(mail.as_bytes());
        Some(code)
    }
}

fn forged(message: &str) -> Problem {
    Problem::new(403, "forged-form", message).hint("open the page again, and repeat what you did")
}

/// Refuses a form that no page of this service sends.
///
/// # Errors
/// 403 for such a form.
pub(super) fn from_this_service(headers: &HeaderMap) -> Result<(), Problem> {
    match sender(headers)? {
        Sender::ThisService => Ok(()),
        Sender::OtherSite | Sender::Unsaid => {
            Err(forged("the browser does not say that this service's page sent the form"))
        }
    }
}

/// Refuses a decision that a page of another site sends.
///
/// # Errors
/// 403 for such a request.
pub(super) fn from_no_other_site(headers: &HeaderMap) -> Result<(), Problem> {
    match sender(headers)? {
        Sender::ThisService | Sender::Unsaid => Ok(()),
        Sender::OtherSite => Err(Problem::new(403, "cross-origin", "a page of another site sent this request")),
    }
}

/// What a browser says about the page that sends a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sender {
    ThisService,
    OtherSite,
    /// Nothing: it is no browser, or the user typed the address.
    Unsaid,
}

/// `Sec-Fetch-Site` cannot be set by a page. Browsers leave it out where the connection is not secure; then `Origin` says
/// where the page comes from, also for every form.
fn sender(headers: &HeaderMap) -> Result<Sender, Problem> {
    match one(headers, "sec-fetch-site")? {
        Some("same-origin") => return Ok(Sender::ThisService),
        Some("none") => return Ok(Sender::Unsaid),
        Some(_) => return Ok(Sender::OtherSite),
        None => {}
    }
    let Some(origin) = one(headers, "origin")? else { return Ok(Sender::Unsaid) };
    let name = origin.strip_prefix("https://").or_else(|| origin.strip_prefix("http://"));
    let same = name.zip(one(headers, "host")?).is_some_and(|(name, host)| name.eq_ignore_ascii_case(host));
    Ok(if same { Sender::ThisService } else { Sender::OtherSite })
}

/// The fields of a form.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Form {
    token: Option<String>,
    /// The digest of the plan that the reader saw.
    digest: Option<String>,
    rest: Map<String, Json>,
}

impl Form {
    /// Reads `application/x-www-form-urlencoded`.
    ///
    /// # Errors
    /// Where a field is given twice.
    pub(super) fn read(body: &[u8]) -> Result<Self, Problem> {
        let mut form = Self::default();
        for (name, value) in form_urlencoded::parse(body) {
            let twice = match name.as_ref() {
                "token" => form.token.replace(value.into_owned()).is_some(),
                "digest" => form.digest.replace(value.into_owned()).is_some(),
                _ => form.rest.insert(name.into_owned(), value.into_owned().into()).is_some(),
            };
            if twice {
                return Err(Problem::new(400, "bad-request", "a field of the form is given twice"));
            }
        }
        Ok(form)
    }

    /// The plan that the form is about, and the body of the same request to the API.
    ///
    /// # Errors
    /// Where the form names no plan.
    pub(super) fn request(self, names_plan: bool) -> Result<(String, Vec<u8>), Problem> {
        let digest = self.digest.filter(|digest| !digest.is_empty());
        let digest = digest.ok_or_else(|| Problem::new(422, "bad-request", "the form does not name the plan"))?;
        let mut body = self.rest;
        if names_plan {
            body.insert("digest".to_owned(), digest.clone().into());
        }
        Ok((digest, Json::Object(body).to_string().into_bytes()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use promote_core::promotion::Person;

    fn identity(mail: &str) -> Identity {
        let person = Person { name: "x".to_owned(), email: mail.to_owned() };
        Identity { person: Some(person), ..Identity::unknown("test") }
    }

    fn form(token: &str) -> Form {
        Form { token: Some(token.to_owned()), ..Form::default() }
    }

    #[test]
    fn a_token_is_for_one_person_and_one_process() {
        let (forms, other) = (Forms::new().unwrap(), Forms::new().unwrap());
        let (ann, bob) = (identity("Ann@acme.com"), identity("bob@acme.com"));
        let token = forms.token(&ann);
        let status = |forms: &Forms, who: &Identity, form: &Form| forms.check(who, form).map_err(|e| e.status());
        assert_eq!(status(&forms, &ann, &form(&token)), Ok(()));
        assert_eq!(status(&forms, &identity("ann@ACME.com"), &form(&token)), Ok(()));
        assert_eq!(status(&forms, &bob, &form(&token)), Err(403));
        assert_eq!(status(&other, &ann, &form(&token)), Err(403));
        assert_eq!(status(&forms, &ann, &Form::default()), Err(403));
        for wrong in ["", "x", &token[1..], &token[..20]] {
            assert_eq!(status(&forms, &ann, &form(wrong)), Err(403), "{wrong}");
        }
        let nobody = Identity::unknown("test");
        assert_eq!(forms.token(&nobody), "");
        assert_eq!(status(&forms, &nobody, &form("")), Err(403));
    }

    #[test]
    fn the_browser_says_which_page_sends() {
        let sender = |headers: &[(&'static str, &str)]| {
            let headers = headers.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap()));
            sender(&headers.collect()).unwrap()
        };
        let host = ("host", "promote.acme.com");
        assert_eq!(sender(&[host, ("sec-fetch-site", "same-origin")]), Sender::ThisService);
        assert_eq!(sender(&[host, ("origin", "https://promote.acme.com")]), Sender::ThisService);
        assert_eq!(sender(&[("host", "127.0.0.1:8888"), ("origin", "http://127.0.0.1:8888")]), Sender::ThisService);
        assert_eq!(sender(&[host]), Sender::Unsaid);
        assert_eq!(sender(&[host, ("sec-fetch-site", "none")]), Sender::Unsaid);
        for site in ["cross-site", "same-site", "nonsense"] {
            assert_eq!(sender(&[host, ("sec-fetch-site", site)]), Sender::OtherSite);
        }
        for origin in ["null", "https://evil.example", "https://promote.acme.com.evil.example", "promote.acme.com"] {
            assert_eq!(sender(&[host, ("origin", origin)]), Sender::OtherSite, "{origin}");
        }
        assert_eq!(sender(&[("origin", "https://promote.acme.com")]), Sender::OtherSite);
    }

    #[test]
    fn a_form_becomes_a_request_about_one_plan() {
        let read = |text: &str| Form::read(text.as_bytes()).unwrap();
        let request = |text: &str, names_plan| {
            let (digest, body) = read(text).request(names_plan).map_err(|problem| problem.status())?;
            Ok::<_, u16>((digest, String::from_utf8(body).unwrap()))
        };
        let is = |digest: &str, body: &str| Ok((digest.to_owned(), body.to_owned()));
        assert_eq!(request("token=a&digest=d1&reason=Too+late%21", false), is("d1", r#"{"reason":"Too late!"}"#));
        assert_eq!(request("token=a&digest=d1", true), is("d1", r#"{"digest":"d1"}"#));
        assert_eq!(request("token=a", true), Err(422));
        assert_eq!(request("digest=", false), Err(422));
        assert!(Form::read(b"digest=a&digest=b").is_err() && Form::read(b"x=1&x=2").is_err());
    }
}
