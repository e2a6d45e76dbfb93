//! Commits on an environment's branch with forged trailers, or with other content than planned.

use super::forge::{Ledger, append_promotion, mallory};
use super::{codes, codes_in_new_clone, executed};
use crate::support::Repo;

/// A commit by Mallory on main that changes production and has these trailers.
fn commit_with_trailers(repo: &Repo, trailers: &str) {
    repo.write("envs/production/application.yaml", repo.read("envs/production/application.yaml") + "extra: 1\n");
    repo.as_user("mallory").commit(&format!("Promote staging to production: 1 config\n\n{trailers}"));
}

#[test]
fn a_trailer_is_typed_by_hand() {
    let repo = Repo::pipeline();
    commit_with_trailers(&repo, "Promotion-Id: 01958a2b-7c00-7000-8000-000000000000\nPlan-Digest: sha256:00");
    assert_eq!(codes(&repo, "."), ["unknown-promotion"]);
}

#[test]
fn the_trailers_of_a_promotion_that_nobody_approved_are_typed_by_hand() {
    let repo = Repo::pipeline();
    let id = repo.validated("--key query.timeout");
    let show = repo.ok(&format!("show {id} -o json"));
    let json: serde_json::Value = serde_json::from_str(&show).unwrap();
    let digest = json["plan"]["digest"].as_str().unwrap();
    commit_with_trailers(&repo, &format!("Promotion-Id: {id}\nPlan-Digest: {digest}"));
    assert_eq!(codes(&repo, "."), ["not-recorded"]);
}

#[test]
fn the_trailers_of_an_executed_promotion_are_typed_again() {
    let repo = Repo::pipeline();
    let id = executed(&repo, "--key query.timeout");
    commit_with_trailers(&repo, &format!("Promotion-Id: {id}"));
    assert_eq!(codes(&repo, "."), ["second-commit"]);
}

#[test]
fn a_rollback_is_typed_by_hand() {
    let repo = Repo::pipeline();
    let id = executed(&repo, "--key query.timeout");
    commit_with_trailers(&repo, &format!("Promotion-Id: {id}\nPromotion-Rollback: {id}"));
    assert_eq!(codes(&repo, "."), ["not-recorded"]);
}

#[test]
fn a_promotion_commit_is_cherry_picked_onto_another_target() {
    let repo = Repo::layout(
        "[\"config/**\"]",
        "{ dev: { branch: dev }, eu: { branch: eu, from: [dev] }, us: { branch: us, from: [dev] } }",
        &[("config/a.yaml", "x: 1\n")],
    );
    for branch in ["dev", "eu", "us"] {
        repo.git_line(&format!("branch {branch}"));
    }
    repo.git_line("checkout -q dev");
    repo.write("config/a.yaml", "x: 2\n");
    repo.commit("Two");
    repo.git_line("checkout -q main");
    repo.ok("create dev eu --execute");
    assert_eq!(codes_in_new_clone(&repo), [] as [&str; 0]);
    // The same promotion on a second target.
    repo.git_line("checkout -q us");
    repo.as_user("mallory").git_line("cherry-pick eu");
    repo.git_line("checkout -q main");
    assert_eq!(codes_in_new_clone(&repo), ["second-commit"]);
}

#[test]
fn promotions_of_one_id_on_two_targets() {
    let repo = Repo::open_pipeline();
    let id = repo.ok("create dev staging --key query.timeout -q --execute");
    let ledger = Ledger::open(&repo);
    let mut second = ledger.promotion(&id);
    let like = ledger.events(&id).remove(0);
    second.target = "production".to_owned();
    second.source = "staging".to_owned();
    // A second folder with the same id, beside the closed one.
    let at = repo.git_line("rev-parse main");
    let folder = format!("open/{id}");
    ledger.write(&format!("{folder}/promotion.json"), &promote_core::promotion::stored::write(&second));
    let digest = second.plan.digest(second.id, &second.source, &second.target);
    let what = serde_json::from_value(serde_json::json!({ "event": "created", "digest": digest })).unwrap();
    let event = promote_core::promotion::Event { what, ..like };
    ledger.write(&format!("{folder}/events.jsonl"), &(serde_json::to_string(&event).unwrap() + "\n"));
    ledger.commit_as(&second, &event, &[]);
    assert_eq!(codes_in_new_clone(&repo), ["event-changed"], "{at}");
}

/// Executes a promotion, lets `change` alter the commit, and makes the ledger name the altered commit.
fn executed_with(change: impl Fn(&Repo)) -> Repo {
    let repo = Repo::pipeline();
    let id = executed(&repo, "--key query.timeout");
    change(&repo);
    repo.git_line("add -A");
    repo.git_line("commit -q --amend --no-edit");
    Ledger::open(&repo).rewrite_last_event(&id, &repo.git_line("rev-parse main"));
    repo
}

#[test]
fn a_commit_holds_another_key_than_its_plan() {
    let path = "envs/production/application.yaml";
    let repo = executed_with(|repo| {
        repo.write(path, repo.read(path).replace("log: info", "log: trace"));
    });
    assert_eq!(codes_in_new_clone(&repo), ["not-the-plan"]);
}

#[test]
fn a_commit_holds_another_file_than_its_plan() {
    let repo = executed_with(|repo| {
        repo.write("envs/production/more.yaml", "a: 1\n");
    });
    assert_eq!(codes_in_new_clone(&repo), ["not-the-plan"]);
    let repo = executed_with(|repo| {
        repo.write("README", "Not configuration at all\n");
    });
    assert_eq!(codes_in_new_clone(&repo), ["not-the-plan"]);
}

#[test]
fn a_commit_holds_another_value_than_its_plan() {
    let path = "envs/production/application.yaml";
    let repo = executed_with(|repo| {
        repo.write(path, repo.read(path).replace("timeout: 60", "timeout: 600"));
    });
    assert_eq!(codes_in_new_clone(&repo), ["not-the-plan"]);
}

#[test]
fn a_commit_holds_another_comment_than_its_plan() {
    let path = "envs/production/application.yaml";
    let repo = executed_with(|repo| {
        repo.write(path, repo.read(path).replace("# only here", "# or not"));
    });
    assert_eq!(codes_in_new_clone(&repo), ["other-bytes"]);
}

#[test]
fn a_commit_changes_a_mode_that_its_plan_does_not() {
    let repo = executed_with(|repo| {
        repo.git_line("update-index --chmod=+x envs/production/application.yaml");
        repo.git_line("checkout-index -f -a");
    });
    assert_eq!(codes_in_new_clone(&repo), ["not-the-plan"]);
}

#[test]
fn a_rollback_restores_something_else() {
    let repo = Repo::pipeline();
    let id = executed(&repo, "--key query.timeout");
    repo.ok(&format!("rollback {id} --reason 'As it was'"));
    assert_eq!(codes_in_new_clone(&repo), [] as [&str; 0]);
    let path = "envs/production/application.yaml";
    repo.write(path, repo.read(path).replace("timeout: 30", "timeout: 31"));
    repo.git_line("commit -q -a --amend --no-edit");
    Ledger::open(&repo).rewrite_last_event(&id, &repo.git_line("rev-parse main"));
    assert_eq!(codes_in_new_clone(&repo), ["not-the-rollback"]);
}

#[test]
fn a_promotion_for_an_environment_that_does_not_exist() {
    let repo = Repo::open_pipeline();
    let id = repo.ok("create dev staging --key query.timeout -q --execute");
    let ledger = Ledger::open(&repo);
    let (mut promotion, like) = (ledger.promotion(&id), ledger.events(&id).remove(0));
    promotion.id = "01958a2b-7c00-7000-8000-000000000000".parse().map(promote_core::promotion::PromotionId).unwrap();
    promotion.target = "nowhere".to_owned();
    promotion.created_by = mallory();
    let like = promote_core::promotion::Event { by: mallory(), ..like };
    append_promotion(&ledger, &promotion, &like, &repo.git_line("rev-parse main"));
    let found = codes_in_new_clone(&repo);
    assert!(found.contains(&"no-edge".to_owned()), "{found:?}");
}

#[test]
fn a_plan_for_one_environment_writes_into_another() {
    let repo = Repo::open_pipeline();
    let id = repo.ok("create dev staging --key query.timeout -q --execute");
    let ledger = Ledger::open(&repo);
    let (mut promotion, like) = (ledger.promotion(&id), ledger.events(&id).remove(0));
    promotion.id = "01958a2b-7c00-7000-8000-000000000000".parse().map(promote_core::promotion::PromotionId).unwrap();
    promotion.created_by = mallory();
    promotion.plan.files[0].target_path = "envs/production/application.yaml".to_owned();
    let digest = promotion.plan.digest(promotion.id, &promotion.source, &promotion.target);
    repo.write("envs/production/application.yaml", "query:\n  timeout: 90\n");
    let trailers = format!("Promotion-Id: {}\nPlan-Digest: {digest}", promotion.id);
    repo.as_user("mallory").commit(&format!("Promote dev to staging: 1 config\n\n{trailers}"));
    let like = promote_core::promotion::Event { by: mallory(), ..like };
    append_promotion(&ledger, &promotion, &like, &repo.git_line("rev-parse main"));
    assert_eq!(codes_in_new_clone(&repo), ["not-the-plan"]);
}

#[test]
fn a_target_is_moved_back_below_a_promotion() {
    let repo = Repo::pipeline();
    executed(&repo, "--key query.timeout");
    repo.git_line("reset -q --hard HEAD~1");
    assert_eq!(codes_in_new_clone(&repo), ["missing-commit"]);
}

/// A rollback commit made by hand, recorded in the ledger, that reverts a key that production owns by then.
#[test]
fn a_rollback_by_hand_reverts_a_key_that_production_owns_now() {
    let repo = Repo::open_pipeline();
    let id = repo.executed("--key server.log");
    let old = repo.git_line("rev-parse main");
    repo.policy(&crate::support::open_policy().replace("\"*.replicas\"", "\"*.replicas\", \"server.log\""));
    let owned = repo.commit("production owns server.log").parse().unwrap();
    repo.as_user("mallory").git_line(&format!("revert --no-edit {old}"));
    let reverted = repo.git_line("rev-parse main");
    let ledger = Ledger::open(&repo);
    let promotion = ledger.promotion(&id);
    let like = ledger.events(&id).remove(0);
    let keys: Vec<String> = promotion.plan.changes.iter().map(promote_core::env::change::Change::address).collect();
    let what = serde_json::json!({ "event": "rolled-back", "commit": reverted, "reason": "x", "keys": keys, "complete": true });
    ledger.append(
        &promotion,
        &promote_core::promotion::Event { what: serde_json::from_value(what).unwrap(), policy: owned, ..like },
    );
    assert_eq!(codes(&repo, "."), ["not-the-rollback", "trailers"]);
    let found = repo.run("verify").stdout;
    assert!(found.contains("server.log is now owned by production (keep)"), "{found}");
}
