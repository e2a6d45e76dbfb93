//! `/openapi.json` describes every operation: each is called, and each answer is one that it describes.

use std::collections::BTreeSet;

use serde_json::{Value as Json, json};

use super::client::{Answer, Server};
use super::{PROMOTIONS, by, open};

/// The description, and the operations and statuses that were seen.
pub struct Described {
    document: Json,
    pub seen: BTreeSet<(String, u16)>,
}

impl Described {
    /// What a service says of itself.
    pub fn by(server: &Server) -> Self {
        let document = server.get("/openapi.json", &[]);
        assert_eq!((document.status, &document.json()["openapi"]), (200, &json!("3.1.0")));
        let mut described = Self { document: document.json(), seen: BTreeSet::new() };
        described.check("get", "/openapi.json", &document);
        described
    }

    /// Fails where an answer is not one that the operation describes.
    #[track_caller]
    pub fn check(&mut self, method: &str, path: &str, answer: &Answer) {
        let operation = self.document["paths"][path][method].clone();
        let id = operation["operationId"].as_str().unwrap_or_else(|| panic!("{method} {path} is not described"));
        self.seen.insert((id.to_owned(), answer.status));
        let described = &operation["responses"][answer.status.to_string()];
        assert!(described.is_object(), "{id} does not describe {}: {}", answer.status, answer.body);
        let Some(content) = described["content"].as_object() else {
            assert_eq!(answer.body, "", "{id}");
            return;
        };
        let kind = answer.header("content-type").unwrap();
        let (named, schema) = content.iter().next().unwrap();
        assert_eq!(kind.split(';').next(), Some(named.as_str()), "{id} {}", answer.body);
        if !named.contains("json") {
            return;
        }
        let mut root = schema["schema"].clone();
        root["components"] = self.document["components"].clone();
        let validator = jsonschema::draft202012::new(&root).unwrap_or_else(|error| panic!("{id}: {error}"));
        let value = answer.json();
        let errors: Vec<String> =
            validator.iter_errors(&value).map(|e| format!("{}: {e}", e.instance_path())).collect();
        assert!(errors.is_empty(), "{id} {}: {errors:#?}\n{}", answer.status, answer.body);
    }
}

#[test]
fn every_operation_answers_as_it_is_described() {
    let repo = open();
    let server = Server::insecure(&repo);
    let mut described = Described::by(&server);
    let dev = by("dev@acme.com");
    for path in ["/healthz", "/readyz", "/metrics"] {
        described.check("get", path, &server.get(path, &dev));
    }

    let body = |key: &str| {
        json!({ "sourceEnvironment": "staging", "targetEnvironment": "production", "keyPatterns": [key] }).to_string()
    };
    let created = server.post(PROMOTIONS, &dev, &body("query.timeout"));
    described.check("post", PROMOTIONS, &created);
    described.check("post", PROMOTIONS, &server.post(PROMOTIONS, &dev, &body("query.retries")));
    for refused in ["{", "{}", &body("nothing")] {
        described.check("post", PROMOTIONS, &server.post(PROMOTIONS, &dev, refused));
    }
    described.check("post", PROMOTIONS, &server.post(PROMOTIONS, &[], &body("query.timeout")));
    let one = created.header("location").unwrap().to_owned();
    let template = format!("{PROMOTIONS}/{{id}}");
    let mut step = |name: &str, headers: &[(&str, &str)], body: &str| {
        let answer = server.post(&format!("{one}/{name}"), headers, body);
        described.check("post", &format!("{template}/{name}"), &answer);
        answer.status
    };
    // In the order of a promotion's life; refusals beside them.
    assert_eq!(step("validate", &dev, ""), 200);
    assert_eq!(step("validate", &[("X-User-Email", "dev@acme.com"), ("If-Match", "\"x\"")], ""), 412);
    assert_eq!(step("attest", &dev, r#"{"name": "e2e", "ok": true}"#), 200);
    assert_eq!(step("attest", &dev, "{}"), 422);
    assert_eq!(step("approve", &by("bob@acme.com"), ""), 200);
    assert_eq!(step("approve", &dev, ""), 403);
    assert_eq!(step("withdraw", &by("bob@acme.com"), ""), 200);
    assert_eq!(step("schedule", &dev, r#"{"in": "1h"}"#), 200);
    assert_eq!(step("unschedule", &dev, ""), 200);
    assert_eq!(step("reject", &by("bob@acme.com"), r#"{"reason": "no"}"#), 200);
    assert_eq!(step("reject", &by("bob@acme.com"), ""), 422);
    assert_eq!(step("execute", &dev, ""), 403);
    assert_eq!(step("refresh", &dev, ""), 200);
    assert_eq!(step("validate", &dev, ""), 200);
    assert_eq!(step("execute", &dev, r#"{"branch": true}"#), 202);
    assert_eq!(step("execute", &dev, ""), 200);
    assert_eq!(step("execute", &dev, ""), 200);
    assert_eq!(step("approve", &by("bob@acme.com"), ""), 409);
    assert_eq!(step("rollback", &dev, r#"{"reason": "Too slow"}"#), 200);

    let other = server.post(PROMOTIONS, &dev, &body("query.cache")).header("location").unwrap().to_owned();
    assert_eq!(server.post(&format!("{other}/validate"), &dev, "").status, 200);
    let statement = server.get(&format!("{other}/statement"), &by("bob@acme.com"));
    described.check("get", &format!("{template}/statement"), &statement);
    for path in [&one, &other] {
        described.check("get", &template, &server.get(path, &[]));
    }
    let etag = server.get(&one, &[]).header("etag").unwrap().to_owned();
    described.check("get", &template, &server.get(&one, &[("If-None-Match", &etag)]));
    described.check("get", &template, &server.get(&format!("{PROMOTIONS}/99"), &[]));
    for _ in 0..2 {
        described.check("delete", &template, &server.send("DELETE", &other, &dev, ""));
    }
    for (path, query) in [
        (PROMOTIONS, "all=true&limit=1"),
        (PROMOTIONS, "limit=0"),
        (&format!("{PROMOTIONS}/diff"), "source=staging&target=production&keep=true"),
        (&format!("{PROMOTIONS}/diff"), "source=staging&target=production&key=oops"),
        ("/api/v1/config/verify", "environment=production"),
        ("/api/v1/config/matrix", "differs=true&key=query.*"),
        ("/api/v1/config/matrix", "key=oops"),
        ("/api/v1/config/history", "key=query.timeout&limit=2"),
        ("/api/v1/config/history", "key=oops"),
        ("/", ""),
        ("/", "oops=1"),
        ("/sign-in", ""),
    ] {
        described.check("get", path, &server.get(&format!("{path}?{query}"), &[]));
    }
    for (name, query) in [("log", "limit=5"), ("keys", "key=query.*")] {
        let path = format!("/api/v1/config/environments/{{environment}}/{name}");
        let answer = server.get(&format!("{}?{query}", path.replace("{environment}", "production")), &[]);
        described.check("get", &path, &answer);
        described.check("get", &path, &server.get(&path.replace("{environment}", "nowhere"), &[]));
    }

    let holds = "/api/v1/config/environments/{environment}/holds";
    let of = |environment: &str| holds.replace("{environment}", environment);
    for (environment, body, status) in [
        ("production", r#"{"reason": "Incident 42", "keyPatterns": ["query.*"], "until": "2h"}"#, 200),
        ("production", r#"{"reason": " "}"#, 422),
        ("nowhere", r#"{"reason": "Incident 42"}"#, 404),
    ] {
        let answer = server.post(&of(environment), &dev, body);
        described.check("post", holds, &answer);
        assert_eq!(answer.status, status, "{}", answer.body);
    }
    let on = server.get("/api/v1/config/holds", &[]);
    described.check("get", "/api/v1/config/holds", &on);
    let number = on.json()["holds"][0]["number"].to_string();
    for (mail, body, status) in [("eve@acme.com", "", 403), ("eve@acme.com", r#"{"reason": "Over"}"#, 200)] {
        let answer = server.send("DELETE", &format!("/api/v1/config/holds/{number}"), &by(mail), body);
        described.check("delete", "/api/v1/config/holds/{number}", &answer);
        assert_eq!(answer.status, status, "{}", answer.body);
    }

    // The events are a stream: its first lines are enough.
    let events = &described.document["paths"]["/api/v1/config/events"]["get"]["responses"]["200"];
    assert!(events["content"]["text/event-stream"]["schema"].is_object());
    let mut called: BTreeSet<String> = described.seen.iter().map(|(id, _)| id.clone()).collect();
    called.insert("events".to_owned());
    let paths = described.document["paths"].as_object().unwrap();
    let all = paths.values().flat_map(|path| path.as_object().unwrap().values());
    let all: BTreeSet<String> = all.map(|one| one["operationId"].as_str().unwrap().to_owned()).collect();
    assert_eq!(called, all);
}

#[test]
fn the_description_says_what_is_needed() {
    let repo = open();
    let document = Server::insecure(&repo).get("/openapi.json", &[]).json();
    let execute = &document["paths"]["/api/v1/config/promotions/{id}/execute"]["post"];
    assert_eq!(execute["x-scope"], "execute");
    let names: Vec<&str> =
        execute["parameters"].as_array().unwrap().iter().map(|one| one["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["id", "X-Tenant-ID", "X-User-Email", "X-User-Name", "X-User-ID", "If-Match"]);
    assert_eq!(document["paths"]["/healthz"]["get"]["security"], json!([]));
    for status in ["409", "412", "428", "429", "503"] {
        assert!(execute["responses"][status]["content"]["application/problem+json"].is_object(), "{status}");
    }
}
