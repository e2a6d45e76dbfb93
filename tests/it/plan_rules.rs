//! The number of the rules that a plan was made by: plans without one, and plans of a newer program. What happens when the
//! rules change is tested in `src/ops/rules_tests.rs`, where a second set of rules exists.

use promote_core::promotion::{Event, Promotion, PromotionId, stored};
use promote_model::RulesNumber;
use serde_json::{Value, json};

use crate::attacks::codes;
use crate::attacks::forge::{Ledger, append_promotion};
use crate::frozen::frozen;
use crate::support::Repo;

/// The id of the promotion that is written by hand.
const TYPED: &str = "019cadc6-ae08-7b18-a752-b3e59b9d0000";

/// A copy of a validated promotion, as if its plan had been made by other rules, and an event like those of the original.
fn of_rules(ledger: &Ledger<'_>, id: &str, rules: Option<RulesNumber>) -> (Promotion, Event) {
    let mut promotion = ledger.promotion(id);
    assert_eq!(promotion.plan.rules, Some(RulesNumber::CURRENT));
    promotion.id = TYPED.parse().map(PromotionId).unwrap();
    promotion.plan.rules = rules;
    (promotion, ledger.events(id).remove(0))
}

/// An open promotion of these rules, created and validated.
fn open_plan_of(repo: &Repo, rules: Option<RulesNumber>) {
    let id = repo.ok("create staging production --key query.timeout -q --validate");
    let ledger = Ledger::open(repo);
    let (promotion, like) = of_rules(&ledger, &id, rules);
    let digest = promotion.plan.digest(promotion.id, &promotion.source, &promotion.target);
    for what in [
        json!({ "event": "created", "digest": digest }),
        json!({ "event": "validated", "digest": digest, "ok": true, "findings": [] }),
    ] {
        ledger.append(&promotion, &Event { what: serde_json::from_value(what).unwrap(), ..like.clone() });
    }
}

fn seventh() -> Option<RulesNumber> {
    RulesNumber::try_from(7).ok()
}

#[test]
fn an_open_plan_without_a_number_asks_for_a_refresh() {
    let repo = Repo::open_pipeline();
    open_plan_of(&repo, None);
    assert_eq!(codes(&repo, "."), [] as [&str; 0]);
    let shown = repo.ok(&format!("show {TYPED}"));
    assert!(shown.contains("the plan was made before rules had a number"), "{shown}");
    for command in ["execute", "validate", "approve"] {
        let said = repo.fails(4, &format!("{command} {TYPED}"));
        let hint = "plan again by the rules of today: promote refresh 2";
        assert!(said.contains("made before rules had a number") && said.contains(hint), "{said}");
    }
    let said = repo.fails(4, &format!("schedule {TYPED} --at 2026-03-09T10:00:00Z"));
    assert!(said.contains("made before rules had a number"), "{said}");
    repo.ok(&format!("refresh {TYPED} -q"));
    repo.ok(&format!("validate {TYPED} -q"));
    repo.ok(&format!("execute {TYPED} -q"));
    assert_eq!(codes(&repo, "."), [] as [&str; 0]);
}

#[test]
fn what_a_plan_without_a_number_wrote_is_proved_if_it_can_be() {
    let repo = Repo::open_pipeline();
    let id = repo.ok("create staging production --key query.timeout -q --validate");
    repo.write("envs/production/application.yaml", timeout(&repo, "60"));
    let ledger = Ledger::open(&repo);
    let (promotion, like) = of_rules(&ledger, &id, None);
    let digest = promotion.plan.digest(promotion.id, &promotion.source, &promotion.target);
    let commit = repo.commit(&format!("By hand\n\nPromotion-Id: {TYPED}\nPlan-Digest: {digest}"));
    append_promotion(&ledger, &promotion, &like, &commit);
    assert_eq!(codes(&repo, "."), [] as [&str; 0]);
}

#[test]
fn attack_a_forged_commit_is_called_that_of_an_older_plan() {
    let repo = Repo::open_pipeline();
    let id = repo.ok("create staging production --key query.timeout -q --validate");
    repo.write("envs/production/application.yaml", timeout(&repo, "666"));
    let ledger = Ledger::open(&repo);
    let (promotion, like) = of_rules(&ledger, &id, None);
    let digest = promotion.plan.digest(promotion.id, &promotion.source, &promotion.target);
    let commit = repo.commit(&format!("By hand\n\nPromotion-Id: {TYPED}\nPlan-Digest: {digest}"));
    append_promotion(&ledger, &promotion, &like, &commit);
    assert_eq!(codes(&repo, "."), ["older-rules"]);
    let said = repo.run("verify").stdout;
    assert!(said.contains("before rules had a number; by the rules of today, query.timeout"), "{said}");
}

/// The target's file with another timeout.
fn timeout(repo: &Repo, value: &str) -> String {
    repo.read("envs/production/application.yaml").replace("timeout: 30", &format!("timeout: {value}"))
}

#[test]
fn what_no_rules_explain_is_never_called_older() {
    let repo = frozen("v1");
    let id = repo.ok("list -q").lines().next().unwrap().to_owned();
    repo.ok(&format!("execute {id}"));
    repo.write("envs/production/more.yaml", "a: 1\n");
    repo.git_line("add -A");
    repo.git_line("commit -q --amend --no-edit");
    Ledger::open(&repo).rewrite_last_event(&id, &repo.git_line("rev-parse main"));
    let found = repo.run("verify").stdout;
    assert!(found.contains("not-the-plan") && !found.contains("older-rules"), "{found}");
}

#[test]
fn a_ledger_of_version_1_holds_no_number() {
    let repo = frozen("v1-formats");
    let open = repo.ok("list -q");
    repo.ok(&format!("refresh {open} -q"));
    let text = repo.git_line(&format!("show promotions:open/{open}/promotion.json"));
    assert!(!text.contains("\"rules\""), "{text}");
    repo.as_user("ann").ok(&format!("validate {open} -q"));
    repo.as_user("bob").ok(&format!("approve {open}"));
    repo.as_user("ann").ok(&format!("execute {open}"));
    assert_eq!(codes(&repo, "."), [] as [&str; 0]);
}

#[test]
fn a_plan_of_newer_rules_is_listed_and_shown_and_refused_by_name() {
    let repo = Repo::open_pipeline();
    open_plan_of(&repo, seventh());
    assert!(repo.ok("list -q").contains(TYPED));
    let says = "the plan was made by rules 7, and this promote knows rules up to 1";
    assert!(repo.ok(&format!("show {TYPED}")).contains(says));
    let json: Value = serde_json::from_str(&repo.ok(&format!("show {TYPED} -o json"))).unwrap();
    assert_eq!((&json["plan"]["rules"], &json["blockedBy"][0]["code"]), (&json!(7), &json!("newer-rules")));
    for command in ["execute", "validate", "approve", "execute --branch=release"] {
        let said = repo.fails(5, &format!("{command} {TYPED}"));
        assert!(said.contains(says) && said.contains("hint: use a newer promote"), "{said}");
    }
    assert_eq!(codes(&repo, "."), [] as [&str; 0]);
}

#[test]
fn what_newer_rules_wrote_is_a_finding() {
    let repo = Repo::open_pipeline();
    let id = repo.ok("create staging production --key query.timeout -q --validate");
    repo.write("envs/production/application.yaml", timeout(&repo, "60"));
    let ledger = Ledger::open(&repo);
    let (promotion, like) = of_rules(&ledger, &id, seventh());
    let digest = promotion.plan.digest(promotion.id, &promotion.source, &promotion.target);
    let commit = repo.commit(&format!("By hand\n\nPromotion-Id: {TYPED}\nPlan-Digest: {digest}"));
    append_promotion(&ledger, &promotion, &like, &commit);
    assert_eq!(codes(&repo, "."), ["newer-rules"]);
    let said = repo.fails(5, &format!("rollback {TYPED} --reason Back"));
    assert!(said.contains("the plan was made by rules 7"), "{said}");
}

/// The number is a part of the digest, so an approval of a plan is one of its rules as well.
#[test]
fn attack_the_number_is_changed() {
    let repo = Repo::open_pipeline();
    let id = repo.ok("create staging production --key query.timeout -q --validate");
    let text = Ledger::open(&repo).read(&format!("open/{id}/promotion.json"));
    assert!(text.contains("\"rules\": 1,"), "{text}");
    let refused = |text: String| stored::read(text.as_bytes()).unwrap_err().to_string();
    assert!(refused(text.replace("\"rules\": 1,", "\"rules\": 2,")).contains("but the stored digest is"));
    assert!(refused(text.replace("\"rules\": 1,", "")).contains("but the stored digest is"));
    assert!(refused(text.replace("\"rules\": 1,", "\"rules\": 0,")).contains("0 is not a number of rules"));
}
