//! Environments whose paths overlap: a promotion, an edit or a rollback that reaches into a file of another environment.

use promote_core::promotion::{Event, Promotion, PromotionId};

use super::codes;
use super::forge::{Ledger, append_promotion};
use crate::receive::{guarded, push, strict};
use crate::support::Repo;

/// The id of a promotion that nobody created.
const FORGED: &str = "01958a2b-7c00-7000-8000-000000000000";

const NESTED: &str = "{ dev: {}, eu: { from: [dev] }, \
    production: { from: [eu], with: { env: eu/prod }, direct-edits: deny, approvals: { required: 1 } } }";

/// `eu` in `envs/eu`, `production` in `envs/eu/prod`; `dev` has a folder `prod`, too.
fn nested() -> Repo {
    Repo::layout(
        "[\"envs/{env}/**\"]",
        NESTED,
        &[
            ("envs/dev/app.yaml", "a: 2\n"),
            ("envs/dev/prod/app.yaml", "a: 666\n"),
            ("envs/eu/app.yaml", "a: 1\n"),
            ("envs/eu/prod/app.yaml", "a: 1\n"),
        ],
    )
}

#[test]
fn a_promotion_to_eu_does_not_write_into_production() {
    let repo = nested();
    for selection in ["", "--key 'prod/*:a'", "--key 'envs/dev/prod/app.yaml:a'", "--prune"] {
        let error = repo.fails(2, &format!("create dev eu {selection} --execute"));
        assert!(
            selection == "--key 'prod/*:a'" || error.contains("envs/eu/prod/app.yaml belongs to production"),
            "{error}"
        );
    }
    repo.ok("create dev eu --key 'envs/{env}/app.yaml:a' --execute");
    assert_eq!(repo.read("envs/eu/app.yaml"), "a: 2\n");
    assert_eq!(repo.read("envs/eu/prod/app.yaml"), "a: 1\n");
    assert_eq!(codes(&repo, "."), [] as [&str; 0]);
}

#[test]
fn production_is_not_a_part_of_eu_when_read_pruned_or_counted() {
    let repo = nested();
    std::fs::remove_dir_all(repo.root().join("envs/dev/prod")).unwrap();
    repo.commit("No folder prod in dev");
    assert!(!repo.ok("keys eu").contains("prod"));
    repo.ok("create dev eu --prune --execute");
    assert_eq!(repo.read("envs/eu/prod/app.yaml"), "a: 1\n");
    repo.ok("create eu production -q --validate");
    repo.as_user("bob").ok("approve @");
    repo.ok("execute @");
    assert_eq!(repo.read("envs/eu/prod/app.yaml"), "a: 2\n");
    assert_eq!(codes(&repo, "."), [] as [&str; 0]);
}

#[test]
fn an_edit_of_a_nested_file_is_an_edit_of_its_owner() {
    let repo = nested();
    repo.write("envs/eu/app.yaml", "a: 3\n").commit("An edit of eu");
    assert_eq!(codes(&repo, "."), [] as [&str; 0]);
    repo.write("envs/eu/prod/new.yaml", "a: 3\n").commit("An edit of production");
    assert_eq!(codes(&repo, "."), ["direct-edit"]);
}

#[test]
fn production_is_nested_after_the_plan_was_made() {
    let repo = Repo::layout(
        "[\"envs/{env}/**\"]",
        "{ dev: {}, eu: { from: [dev] } }",
        &[("envs/dev/prod/app.yaml", "a: 666\n"), ("envs/eu/prod/app.yaml", "a: 1\n")],
    );
    let id = repo.ok("create dev eu -q --validate");
    repo.policy(&format!("version: 1\nfiles: [\"envs/{{env}}/**\"]\nenvironments: {NESTED}\n"));
    repo.commit("Production gets a folder of its own");
    let error = repo.fails(3, &format!("execute {id}"));
    assert!(error.contains("envs/eu/prod/app.yaml belongs to production"), "{error}");
    assert_eq!(repo.read("envs/eu/prod/app.yaml"), "a: 1\n");
}

#[test]
fn a_rollback_does_not_write_into_a_file_that_is_productions_now() {
    let repo = Repo::layout(
        "[\"envs/{env}/**\"]",
        "{ dev: {}, eu: { from: [dev] } }",
        &[("envs/dev/prod/app.yaml", "a: 2\n"), ("envs/eu/prod/app.yaml", "a: 1\n")],
    );
    let id = repo.ok("create dev eu -q --execute");
    repo.policy(&format!("version: 1\nfiles: [\"envs/{{env}}/**\"]\nenvironments: {NESTED}\n"));
    repo.commit("Production gets a folder of its own");
    let error = repo.fails(3, &format!("rollback {id} --reason x"));
    assert!(error.contains("envs/eu/prod/app.yaml belongs to production"), "{error}");
    assert_eq!(repo.read("envs/eu/prod/app.yaml"), "a: 2\n");
}

/// The promotion of `id`, with a plan that names a file of production.
fn forged(ledger: &Ledger<'_>, id: &str) -> (Promotion, Event) {
    let mut promotion = ledger.promotion(id);
    promotion.id = FORGED.parse().map(PromotionId).unwrap();
    promotion.plan.files[0].target_path = "envs/eu/prod/app.yaml".to_owned();
    (promotion, ledger.events(id).remove(0))
}

#[test]
fn a_plan_that_names_a_file_of_production_is_typed_into_the_ledger() {
    let repo = nested();
    let id = repo.ok("create dev eu --key 'envs/{env}/app.yaml:a' -q --validate");
    let ledger = Ledger::open(&repo);
    let (promotion, like) = forged(&ledger, &id);
    let digest = promotion.plan.digest(promotion.id, &promotion.source, &promotion.target);
    for what in [
        serde_json::json!({ "event": "created", "digest": digest }),
        serde_json::json!({ "event": "validated", "digest": digest, "ok": true, "findings": [] }),
    ] {
        ledger.append(&promotion, &Event { what: serde_json::from_value(what).unwrap(), ..like.clone() });
    }
    let error = repo.fails(3, &format!("execute {FORGED}"));
    assert!(error.contains("envs/eu/prod/app.yaml belongs to production"), "{error}");
    assert_eq!(repo.read("envs/eu/prod/app.yaml"), "a: 1\n");
}

#[test]
fn a_recorded_promotion_to_eu_wrote_into_production() {
    let repo = nested();
    let id = repo.ok("create dev eu --key 'envs/{env}/app.yaml:a' -q --validate");
    repo.write("envs/eu/prod/app.yaml", "a: 2\n");
    let commit = repo.as_user("mallory").commit("Promote a to eu");
    let ledger = Ledger::open(&repo);
    let (promotion, like) = forged(&ledger, &id);
    append_promotion(&ledger, &promotion, &like, &commit);
    assert_eq!(codes(&repo, "."), ["not-the-plan", "trailers"]);
    let found = repo.run("verify").stdout;
    assert!(found.contains("the plan does not fit the policy: envs/eu/prod/app.yaml belongs to production"), "{found}");
}

/// A path is staging's by one template and production's by another, and neither spells more of it: nobody promotes it,
/// and an edit counts for both.
#[test]
fn a_contested_file_is_nobodys_to_promote() {
    let repo = Repo::layout(
        "[\"envs/{env}/**\", \"envs/*/{env}/**\"]",
        "{ dev: {}, staging: { from: [dev] }, production: { from: [staging], direct-edits: deny } }",
        &[
            ("envs/dev/app.yaml", "a: 1\n"),
            ("envs/dev/production/app.yaml", "a: 666\n"),
            ("envs/staging/app.yaml", "a: 1\n"),
            ("envs/staging/production/app.yaml", "a: 1\n"),
        ],
    );
    repo.ok("create dev staging --execute");
    assert_eq!(repo.read("envs/staging/production/app.yaml"), "a: 1\n");
    for environment in ["staging", "production"] {
        assert!(!repo.run(&format!("keys {environment}")).stdout.contains("production/app"), "{environment}");
    }
    repo.write("envs/staging/production/app.yaml", "a: 666\n").commit("A direct edit");
    assert_eq!(codes(&repo, "."), ["direct-edit"]);
}

#[test]
fn a_file_that_holds_both_environments_by_key_has_two_owners() {
    let repo = Repo::layout(
        "[{ path: \"*.yaml\", keys: \"{env}\" }, \"envs/{env}/**\"]",
        "{ dev: {}, prod: { from: [dev] } }",
        &[("all.yaml", "dev: { a: 2 }\nprod: { a: 1 }\n"), ("envs/dev/b.yaml", "b: 1\n")],
    );
    repo.ok("create dev prod --execute");
    assert_eq!(repo.read("all.yaml"), "dev: { a: 2 }\nprod: { a: 2 }\n");
    assert_eq!(codes(&repo, "."), [] as [&str; 0]);
}

#[test]
fn the_hook_refuses_an_edit_of_a_nested_file() {
    let policy = strict().replace("    direct-edits: deny", "    with: { env: staging/prod }\n    direct-edits: deny");
    let repo = guarded(&policy);
    repo.write("envs/staging/new.yaml", "a: 1\n").commit("An edit of staging");
    let said = push(&repo, "origin main");
    assert!(said.starts_with("taken"), "{said}");
    repo.write("envs/staging/prod/new.yaml", "a: 1\n").commit("An edit of production");
    let said = push(&repo, "origin main");
    assert!(said.starts_with("refused") && said.contains("envs/staging/prod/new.yaml of production"), "{said}");
}
