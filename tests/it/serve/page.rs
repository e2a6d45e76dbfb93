//! The page of the service: its buttons are forms, which only a page of this service may send, for the person who looks at it.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;

use super::client::{Answer, Server};
use super::{PROMOTIONS, by, open, refused, served, validated};
use crate::support::{POLICY, Repo};

const BOB: [(&str, &str); 1] = [("X-User-Email", "bob@acme.com")];
const SAME: (&str, &str) = ("Sec-Fetch-Site", "same-origin");
const FORM: (&str, &str) = ("Content-Type", "application/x-www-form-urlencoded");

/// A pipeline in which production asks for one approval, with a service.
fn reviewed() -> Repo {
    served(&POLICY.replace("required: 2", "required: 1"))
}

/// The value of a hidden field, the first on a page.
#[track_caller]
fn field(page: &str, name: &str) -> String {
    let start = format!("name=\"{name}\" value=\"");
    let at = page.find(&start).unwrap_or_else(|| panic!("no field '{name}': {page}")) + start.len();
    page[at..].split('"').next().unwrap().to_owned()
}

/// The page as somebody sees it.
#[track_caller]
fn page(server: &Server, headers: &[(&str, &str)]) -> String {
    let page = server.get("/", headers);
    assert_eq!((page.status, page.header("content-type")), (200, Some("text/html; charset=utf-8")), "{}", page.body);
    page.body
}

/// What a browser sends for a button.
fn press(server: &Server, headers: &[(&str, &str)], path: &str, body: &str) -> Answer {
    let mut all = vec![SAME, FORM];
    all.extend(headers);
    server.post(path, &all, body)
}

/// The fields of a form on the page of somebody.
fn fields(server: &Server, headers: &[(&str, &str)]) -> String {
    let page = page(server, headers);
    format!("token={}&digest={}", field(&page, "token"), field(&page, "digest").replace(':', "%3A"))
}

/// The page that an accepted form leads to.
#[track_caller]
fn done(server: &Server, headers: &[(&str, &str)], answer: &Answer) -> String {
    assert_eq!((answer.status, answer.body.as_str()), (303, ""), "{}", answer.body);
    let place = answer.header("location").unwrap();
    let path = place.strip_prefix("../../").and_then(|rest| rest.strip_suffix("#done")).unwrap();
    let page = server.get(&format!("/{path}"), headers);
    assert_eq!(page.status, 200, "{}", page.body);
    page.body
}

/// The words of an error page with a status.
#[track_caller]
fn no(answer: &Answer, status: u16) -> String {
    assert_eq!(answer.status, status, "{}", answer.body);
    assert_eq!(answer.header("content-type"), Some("text/html; charset=utf-8"), "{}", answer.body);
    assert!(answer.header("content-security-policy").is_some());
    answer.body.split("<main").nth(1).unwrap().to_owned()
}

#[test]
fn a_promotion_is_approved_and_executed_on_the_page() {
    let repo = reviewed();
    let server = Server::insecure(&repo);
    let id = validated(&server, "query.timeout");
    let path = |step: &str| format!("/promotions/{id}/{step}");
    let before = page(&server, &BOB);
    assert!(before.contains("Signed in as <strong>bob</strong>"), "{before}");
    assert!(before.contains("<button disabled>Execute</button> <span>needs 1 approval (0 so far)</span>"), "{before}");

    let approved = press(&server, &BOB, &path("approve"), &fields(&server, &BOB));
    let after = done(&server, &BOB, &approved);
    assert!(after.contains("was <strong>approved</strong> by bob"), "{after}");
    assert!(after.contains("You have approved this plan.") && !after.contains(&path("approve")[1..]), "{after}");
    // A made up link says nothing.
    assert!(!server.get(&format!("/?done={id}:9-0"), &BOB).body.contains("id=\"done\""));

    let executed = press(&server, &BOB, &path("execute"), &fields(&server, &BOB));
    let after = done(&server, &BOB, &executed);
    assert!(
        after.contains("was <strong>executed</strong> by bob") && after.contains("No promotion is open."),
        "{after}"
    );
    assert!(repo.git_line("show main:envs/production/application.yaml").contains("timeout: 60"));
    let again = press(&server, &BOB, &path("reject"), "token=x");
    assert!(no(&again, 403).contains("forged-form"));
}

#[test]
fn a_plan_is_rejected_with_a_reason_and_cancelled() {
    let repo = reviewed();
    let server = Server::insecure(&repo);
    let id = validated(&server, "query.timeout");
    let path = |step: &str| format!("/promotions/{id}/{step}");
    let form = fields(&server, &BOB);
    assert!(no(&press(&server, &BOB, &path("reject"), &form), 422).contains("a rejection needs a reason"));
    let rejected = press(&server, &BOB, &path("reject"), &format!("{form}&reason=Too+long+%3Cb%3E"));
    assert!(done(&server, &BOB, &rejected).contains("was <strong>rejected</strong> by bob"));
    assert!(repo.ok(&format!("show {id} -o json")).contains("Too long <b>"));
    // What the state does not allow has no button, and is refused in the words of the command line.
    let page = page(&server, &BOB);
    assert!(page.contains(&path("cancel")[1..]) && !page.contains(&path("approve")[1..]), "{page}");
    let approve = no(&press(&server, &BOB, &path("approve"), &form), 409);
    assert!(approve.contains("illegal-step") && approve.contains("promote refresh"), "{approve}");
    let cancelled = press(&server, &BOB, &path("cancel"), &format!("{form}&reason=Not+now"));
    assert!(done(&server, &BOB, &cancelled).contains("was <strong>cancelled</strong> by bob"));
}

#[test]
fn a_form_is_about_the_plan_that_was_seen() {
    let repo = reviewed();
    let server = Server::insecure(&repo);
    let id = validated(&server, "query.timeout");
    let path = format!("/promotions/{id}/approve");
    let form = fields(&server, &BOB);
    let token = form.split('&').next().unwrap();
    for (body, status) in [(token.to_owned(), 422), (format!("{form}&oops=1"), 422), (format!("{form}&digest=x"), 400)]
    {
        assert!(no(&press(&server, &BOB, &path, &body), status).contains("bad-request"));
    }
    // The plan changes after the page was read.
    let staging = repo.read("envs/staging/application.yaml").replace("60", "61");
    repo.write("envs/staging/application.yaml", &staging).commit("Slower");
    for step in ["refresh", "validate"] {
        assert_eq!(server.post(&format!("{PROMOTIONS}/{id}/{step}"), &by("dev@acme.com"), "").status, 200);
    }
    for step in ["approve", "execute", "cancel"] {
        let refused = no(&press(&server, &BOB, &format!("/promotions/{id}/{step}"), &form), 412);
        assert!(refused.contains("other-state") && refused.contains("promote show"), "{refused}");
    }
    assert_eq!(press(&server, &BOB, &path, &fields(&server, &BOB)).status, 303);
}

#[test]
fn forms_follow_what_promote_yaml_asks_of_clients() {
    let policy = POLICY.replace("required: 2", "required: 1");
    let repo = served(&format!("{policy}if-match: required\nreasons: required\n"));
    let server = Server::insecure(&repo);
    let id = repo.as_user("dev").validated("--key query.timeout");
    // The form names the plan, so nothing else has to say which state is meant.
    let approved = press(&server, &BOB, &format!("/promotions/{id}/approve"), &fields(&server, &BOB));
    assert_eq!(approved.status, 303, "{}", approved.body);
    let cancel =
        press(&server, &BOB, &format!("/promotions/{id}/cancel"), &format!("{}&reason=+", fields(&server, &BOB)));
    assert!(no(&cancel, 422).contains("reason-required"));
}

#[test]
fn forged_forms_are_refused() {
    let repo = reviewed();
    let server = Server::insecure(&repo);
    let id = validated(&server, "query.timeout");
    let path = format!("/promotions/{id}/approve");
    let form = fields(&server, &BOB);
    let (token, digest) = form.split_once('&').unwrap();
    let other = fields(&server, &by("cem@acme.com"));
    let cut = &token[..token.len() - 2];
    // No token, a wrong one, a part of one, and that of another person.
    for body in
        [digest, &format!("token=&{digest}"), &format!("token=AAAA&{digest}"), &format!("{cut}&{digest}"), &other]
    {
        assert!(no(&press(&server, &BOB, &path, body), 403).contains("forged-form"), "{body}");
    }
    // A right token from a page of another site, or from no page.
    let evil = ("Origin", "https://evil.example");
    let sites: [&[(&str, &str)]; 6] = [
        &[],
        &[evil],
        &[("Origin", "null")],
        &[("Sec-Fetch-Site", "cross-site"), ("Origin", "null")],
        &[("Sec-Fetch-Site", "same-site")],
        &[("Sec-Fetch-Site", "none")],
    ];
    for site in sites {
        let headers: Vec<_> = site.iter().chain(&BOB).chain([&FORM]).copied().collect();
        assert!(no(&server.post(&path, &headers, &form), 403).contains("forged-form"), "{site:?}");
    }
    // The token of nobody, and a body of another type.
    assert!(no(&press(&server, &[], &path, &form), 401).contains("unauthenticated"));
    let json = [SAME, BOB[0], ("Content-Type", "application/json")];
    assert!(no(&server.post(&path, &json, &form), 415).contains("media-type"));
    let events = repo.ok(&format!("show {id} -o json"));
    assert!(!events.contains("\"approved\""), "{events}");
    // Browsers without Sec-Fetch-Site send Origin.
    let origin = format!("http://{}", server.address);
    let old = [("Origin", origin.as_str()), BOB[0], FORM];
    assert_eq!(server.post(&path, &old, &form).status, 303);
}

#[test]
fn the_api_is_not_for_pages_of_other_sites() {
    let repo = open();
    let server = Server::insecure(&repo);
    let id = validated(&server, "query.timeout");
    let path = format!("{PROMOTIONS}/{id}/execute");
    for site in [("Origin", "https://evil.example"), ("Origin", "null"), ("Sec-Fetch-Site", "cross-site")] {
        assert_eq!(refused(&server.post(&path, &[BOB[0], site], ""), 403), "cross-origin");
        assert_eq!(
            refused(&server.send("DELETE", &format!("{PROMOTIONS}/{id}"), &[BOB[0], site], ""), 403),
            "cross-origin"
        );
        assert_eq!(server.get(PROMOTIONS, &[BOB[0], site]).status, 200);
    }
    // A form has a type, also an empty one.
    for kind in ["application/x-www-form-urlencoded", "text/plain", "multipart/form-data; boundary=x"] {
        assert_eq!(refused(&server.post(&path, &[BOB[0], ("Content-Type", kind)], ""), 415), "media-type");
        assert_eq!(refused(&server.post(&path, &[BOB[0], ("Content-Type", kind)], "{}"), 415), "media-type");
    }
    assert_eq!(server.post(&path, &[BOB[0], SAME], "").status, 200);
}

#[test]
fn a_reader_sees_the_buttons_that_they_may_press() {
    let repo = reviewed();
    let server = Server::insecure(&repo);
    let id = validated(&server, "query.timeout");
    let nobody = page(&server, &[]);
    assert!(!nobody.contains("<form") && nobody.contains("href=\"sign-in\""), "{nobody}");
    let creator = page(&server, &by("dev@acme.com"));
    assert!(creator.contains("<button disabled>Approve</button> <span>dev created the promotion</span>"), "{creator}");
    assert!(!creator.contains(&format!("{id}/approve")) && creator.contains(&format!("{id}/cancel")), "{creator}");
    // The script runs only by its digest.
    let answer = server.get("/", &[]);
    let policy = answer.header("content-security-policy").unwrap();
    assert!(policy.contains("script-src 'sha256-") && policy.contains("form-action 'self'"), "{policy}");
    assert!(policy.contains("frame-ancestors 'none'") && !policy.contains("unsafe"), "{policy}");
    // With it, browsers would leave the origin out of the form.
    assert_eq!(answer.header("referrer-policy"), Some("same-origin"));
}

#[test]
fn signed_approvals_are_given_in_a_clone() {
    let repo = Repo::signed_pipeline(1, &[("bob", "")]);
    let policy = repo.read("promote.yaml");
    repo.policy(&format!("{policy}services: [ann@acme.com]\n")).commit("A service");
    let id = repo.as_user("dan").validated("--key query.timeout");
    let server = Server::insecure(repo.as_user("ann"));
    let page = page(&server, &BOB);
    assert!(page.contains("<code>promote approve 1 --digest sha256:") && !page.contains(&format!("{id}/approve")));
    let form = fields(&server, &BOB);
    assert!(no(&press(&server, &BOB, &format!("/promotions/{id}/approve"), &form), 403).contains("unsigned"));
}

/// What a browser sends after it has asked for a name and a password.
fn basic(user: &str, password: &str) -> String {
    format!("Basic {}", BASE64_STANDARD.encode(format!("{user}:{password}")))
}

#[test]
fn a_browser_signs_in_with_a_token() {
    let repo = reviewed();
    let file = super::identities::token_file(&repo);
    let server = Server::start(&repo, &format!("--token-file {file}"));
    let asked = server.get("/", &[]);
    assert!(no(&asked, 401).contains("unauthenticated"));
    assert_eq!(asked.header("www-authenticate"), Some("Basic realm=\"promote\", charset=\"UTF-8\""));
    // A program is not asked for a password.
    assert_eq!(server.get(PROMOTIONS, &[]).header("www-authenticate"), Some("Bearer"));
    let (dev, bob) = (basic("", "dev-token"), basic("bob@acme.com", "bob-token"));
    let id = repo.as_user("dev").validated("--key query.timeout");
    let (dev, bob) = ([("Authorization", dev.as_str())], [("Authorization", bob.as_str())]);
    // Dev may propose, and so cancel.
    let seen = page(&server, &dev);
    assert!(
        seen.contains(&format!("{id}/cancel")) && !seen.contains("Approve") && !seen.contains("Execute<"),
        "{seen}"
    );
    let scope = press(&server, &dev, &format!("/promotions/{id}/approve"), &fields(&server, &dev));
    assert!(no(&scope, 403).contains("you lack the scope"));
    assert_eq!(press(&server, &bob, &format!("/promotions/{id}/approve"), &fields(&server, &bob)).status, 303);
    // The user name must be that of the token.
    for wrong in [basic("dev@acme.com", "bob-token"), basic("", "nonsense"), basic("bob@acme.com", "")] {
        let answer = server.get("/", &[("Authorization", &wrong)]);
        assert!(no(&answer, 401).contains("bad-token") && answer.header("www-authenticate").is_some());
    }
    assert!(!server.log().contains("bob-token") && !server.log().contains(bob[0].1));
}

#[test]
fn a_browser_on_this_machine_signs_in_with_an_address() {
    let repo = open();
    let server = Server::insecure(&repo);
    let asked = server.get("/sign-in", &[]);
    assert!(no(&asked, 401).contains("unauthenticated"));
    assert!(asked.header("www-authenticate").unwrap().starts_with("Basic "));
    let bob = basic("bob@acme.com", "");
    let signed_in = server.get("/sign-in", &[("Authorization", &bob)]);
    assert_eq!((signed_in.status, signed_in.header("location")), (303, Some("./")));
    assert!(page(&server, &[("Authorization", &bob)]).contains("Signed in as <strong>bob</strong> (bob@acme.com)"));
    assert_eq!(server.get("/sign-in", &[("Authorization", &basic("bob", ""))]).status, 401);
    // Behind a proxy the header is the proxy's own, and a browser cannot be asked.
    let proxied = Server::start(&repo, "--trust-proxy 127.0.0.0/8");
    assert_eq!(proxied.get("/", &[("Authorization", &bob), ("X-User-Email", "cem@acme.com")]).status, 200);
    assert_eq!(proxied.get("/", &[("Authorization", &bob)]).header("www-authenticate"), Some("Bearer"));
}
