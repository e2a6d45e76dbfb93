//! Tenants: each sees its own files and promotions.

use serde_json::{Value as Json, json};

use super::client::{Answer, Server};
use super::{PROMOTIONS, refused};
use crate::support::Repo;

const ACME: &str = "550e8400-e29b-41d4-a716-446655440000";
const OTHER: &str = "660e8400-e29b-41d4-a716-446655440000";

/// Two tenants in two environments, and the service.
fn tenants() -> Repo {
    let repo = Repo::layout(
        "['tenants/{tenant}/{env}/**']",
        "{ staging: {}, production: { from: [staging] } }",
        &[
            ("tenants/acme/staging/a.yaml", "timeout: 60\nlog: debug\n"),
            ("tenants/acme/production/a.yaml", "timeout: 30\nlog: info\n"),
            ("tenants/umbrella/staging/a.yaml", "virus: new\n"),
            ("tenants/umbrella/production/a.yaml", "virus: old\n"),
        ],
    );
    let ids = format!("{{ {ACME}: acme, {OTHER}: umbrella }}");
    let policy = repo.read("promote.yaml");
    repo.policy(&format!("{policy}services: [ann@acme.com]\ntenants: {{ capture: tenant, ids: {ids} }}\n"));
    repo.commit("Tenants");
    repo
}

fn of(tenant: &'static str) -> [(&'static str, &'static str); 2] {
    [("X-User-Email", "dev@acme.com"), ("X-Tenant-ID", tenant)]
}

#[test]
fn a_tenant_sets_no_holds_and_sees_those_on_whole_environments() {
    let repo = tenants();
    repo.ok("hold production virus --reason 'A secret plan of umbrella'");
    repo.ok("hold production --reason 'Incident 42'");
    let server = Server::insecure(&repo);
    let answer = server.post("/api/v1/config/environments/production/holds", &of(ACME), r#"{"reason": "Ours"}"#);
    assert_eq!(refused(&answer, 422), "usage");
    let seen = server.get("/api/v1/config/holds", &of(ACME)).body;
    assert!(seen.contains("Incident 42") && !seen.contains("virus"), "{seen}");
    let answer = server.send("DELETE", "/api/v1/config/holds/2", &of(ACME), r#"{"reason": "Ours"}"#);
    assert_eq!(refused(&answer, 422), "usage");
}

fn create(server: &Server, tenant: &'static str, body: &str) -> Answer {
    server.post(PROMOTIONS, &of(tenant), body)
}

const ALL: &str = r#"{"sourceEnvironment": "staging", "targetEnvironment": "production"}"#;

#[test]
fn a_tenant_sees_its_own_files_and_promotions() {
    let repo = tenants();
    let server = Server::insecure(&repo);
    let diff = format!("{PROMOTIONS}/diff?source=staging&target=production");
    let acme = server.get(&diff, &of(ACME)).json();
    assert_eq!(acme["modified"].as_array().unwrap().len(), 2);
    assert!(!acme.to_string().contains("virus"), "{acme}");
    let keys = server.get("/api/v1/config/environments/staging/keys", &of(OTHER)).json();
    assert_eq!(keys["configs"].as_array().unwrap().len(), 1, "{keys}");

    let matrix = server.get("/api/v1/config/matrix", &of(ACME));
    assert!(
        matrix.status == 200 && matrix.body.contains("timeout") && !matrix.body.contains("virus"),
        "{}",
        matrix.body
    );
    let history = server.get("/api/v1/config/history?key=timeout", &of(ACME));
    assert!(history.status == 200 && history.body.contains("tenants/acme/"), "{}", history.body);
    let other = server.get("/api/v1/config/history?key=virus", &of(ACME));
    assert_eq!(refused(&other, 422), "usage");
    assert!(!other.body.contains("umbrella"), "{}", other.body);

    let created = create(&server, ACME, ALL);
    assert_eq!(created.status, 201, "{}", created.body);
    let ours = created.json()["id"].as_str().unwrap().to_owned();
    assert!(!created.body.contains("virus"), "{}", created.body);
    let theirs = create(&server, OTHER, ALL).json()["id"].as_str().unwrap().to_owned();
    let listed = |tenant| {
        let list = server.get(PROMOTIONS, &of(tenant)).json()["promotions"].clone();
        list.as_array().unwrap().iter().map(|one| one["id"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!((listed(ACME), listed(OTHER)), (vec![ours.clone()], vec![theirs.clone()]));

    // Another tenant's promotion does not exist, by whatever name.
    for name in [theirs.as_str(), &theirs[..18], "2", "@"] {
        let path = format!("{PROMOTIONS}/{name}");
        assert_eq!(refused(&server.get(&path, &of(ACME)), 404), "unknown-promotion", "{name}");
        for step in ["validate", "approve", "execute", "rollback", "refresh"] {
            let refusal = server.post(&format!("{path}/{step}"), &of(ACME), "");
            assert_eq!(refused(&refusal, 404), "unknown-promotion");
        }
        assert_eq!(refused(&server.send("DELETE", &path, &of(ACME), ""), 404), "unknown-promotion");
    }
    assert_eq!(server.get(&format!("{PROMOTIONS}/{ours}"), &of(ACME)).status, 200);
    assert_eq!(server.get(&format!("{PROMOTIONS}/{theirs}"), &[]).status, 200, "without a tenant, all is seen");
    assert_eq!(repo.run("verify").code, 0);
}

#[test]
fn a_tenant_cannot_reach_beyond_its_files() {
    let repo = tenants();
    let server = Server::insecure(&repo);
    let wider = r#"{"sourceEnvironment": "staging", "targetEnvironment": "production", "only": ["tenant=umbrella"]}"#;
    let answer = create(&server, ACME, wider);
    assert_eq!(refused(&answer, 422), "no-files");
    assert!(!answer.body.contains("umbrella"), "{}", answer.body);
    let pattern = r#"{"sourceEnvironment": "staging", "targetEnvironment": "production", "keyPatterns": ["virus"]}"#;
    let answer = create(&server, ACME, pattern);
    assert_eq!(refused(&answer, 422), "no-match");
    assert_eq!(refused(&server.get("/api/v1/config/verify", &of(ACME)), 403), "other-tenant");
    assert_eq!(refused(&server.get(PROMOTIONS, &of("770e8400-e29b-41d4-a716-446655440000")), 403), "other-tenant");
}

#[test]
fn a_promotion_of_several_tenants_is_nobodys() {
    let repo = tenants();
    let id = repo.ok("create staging production -q");
    let server = Server::insecure(&repo);
    assert_eq!(refused(&server.get(&format!("{PROMOTIONS}/{id}"), &of(ACME)), 404), "unknown-promotion");
    assert_eq!(server.get(PROMOTIONS, &of(ACME)).json()["promotions"], json!([]));
    let all: Json = server.get(PROMOTIONS, &[]).json();
    assert_eq!(all["promotions"][0]["id"], id.as_str());
}

/// The page of a tenant: its keys, its open and ended promotions, its direct edits.
#[test]
fn a_tenant_sees_a_page_of_its_own() {
    let repo = tenants();
    let server = Server::insecure(&repo);
    let page = |tenant| server.get("/", &of(tenant)).body;
    assert!(page(ACME).contains("timeout") && !page(ACME).contains("virus") && !page(ACME).contains("umbrella"));
    assert!(page(OTHER).contains("virus") && !page(OTHER).contains("timeout"));

    // What the other tenant promotes and edits is on its own page alone.
    repo.as_user("cem").ok("create staging production --only tenant=acme --execute");
    repo.as_user("bob").ok("create staging production --only tenant=umbrella --execute");
    repo.write("tenants/umbrella/production/a.yaml", "virus: by hand\n").commit("By hand");
    let ours = page(ACME);
    assert!(ours.contains("Cem") && !ours.contains("Bob") && !ours.contains("By hand"), "{ours}");
    let theirs = page(OTHER);
    assert!(theirs.contains("Bob") && theirs.contains("By hand") && !theirs.contains("Cem"), "{theirs}");
}
