//! Events that claim something about history which is not so: whoever decides, and `verify`, compute it again.

use promote_core::promotion::Event;
use promote_core::promotion::event::EventKind;

use super::forge::{Ledger, mallory};
use super::{codes, codes_in_new_clone};
use crate::support::{POLICY, Repo, run};

/// A pipeline in which production asks for one approval, and the source's change is Mallory's.
fn changed_by_mallory() -> Repo {
    let repo = Repo::pipeline();
    repo.policy(&POLICY.replace("approvals: { required: 2 }", "approvals: { required: 1 }"));
    let dev = repo.read("envs/dev/application.yaml").replace("replicas: 2", "replicas: 3").replace("true", "false");
    repo.as_user("bob").write("envs/dev/application.yaml", dev);
    repo.commit("One approval, and work in dev");
    let text = repo.read("envs/staging/application.yaml").replace("timeout: 60", "timeout: 666");
    repo.as_user("mallory").write("envs/staging/application.yaml", text);
    repo.commit("Faster");
    repo.as_user("ann");
    repo
}

/// Rewrites the only event of a promotion, and commits it in place of the old one.
fn rewrite(ledger: &Ledger<'_>, id: &str, edit: impl FnOnce(&mut EventKind)) {
    let (promotion, mut event) = (ledger.promotion(id), ledger.events(id).remove(0));
    edit(&mut event.what);
    let lines = serde_json::to_string(&event).unwrap() + "\n";
    ledger.write(&format!("{}/events.jsonl", ledger.folder(id)), &lines);
    ledger.commit_as(&promotion, &event, &["--amend"]);
}

/// The event after the last one, by a person.
fn next(ledger: &Ledger<'_>, id: &str, by: promote_core::promotion::Person, what: serde_json::Value) -> Event {
    let last = ledger.events(id).pop().unwrap();
    Event { what: serde_json::from_value(what).unwrap(), by, ..last }
}

/// Adds the statement of an approval to the working tree, with another target where one is given.
fn state(ledger: &Ledger<'_>, id: &str, event: &Event, target: &str) {
    let (promotion, number) = (ledger.promotion(id), ledger.events(id).len() + 1);
    let digest = event.what.digest().unwrap().to_string();
    let root = ledger.read("root").trim().to_owned();
    let statement = promote_core::promotion::Statement::of(&root, &promotion, &digest, target.to_owned(), event);
    let text = String::from_utf8(statement.write()).unwrap();
    ledger.write(&format!("{}/approvals/{number}.json", ledger.folder(id)), &text);
}

/// A promotion whose `created` event names no author, validated, and approved by Mallory with a forged event.
fn approved_without_authors(repo: &Repo) -> String {
    let id = repo.ok("create staging production --key query.timeout -q");
    let ledger = Ledger::open(repo);
    rewrite(&ledger, &id, |what| {
        let EventKind::Created { authors, .. } = what else { panic!("{what:?}") };
        assert!(authors.iter().any(|author| author.email.contains("mallory")));
        authors.clear();
    });
    repo.ok(&format!("validate {id}"));
    ledger.git("reset -q --hard");
    let digest = ledger.promotion(&id).plan.digest(ledger.promotion(&id).id, "staging", "production");
    let event = next(&ledger, &id, mallory(), serde_json::json!({ "event": "approved", "digest": digest }));
    state(&ledger, &id, &event, "refs/heads/main");
    ledger.append(&ledger.promotion(&id), &event);
    id
}

#[test]
fn authors_are_left_out_and_somebody_honest_executes() {
    let repo = changed_by_mallory();
    let id = approved_without_authors(&repo);
    let said = repo.fails(3, &format!("execute {id}"));
    assert!(said.contains("Mallory <mallory@acme.com>"), "{said}");
}

#[test]
fn authors_are_left_out_and_the_commit_is_not_recorded() {
    let repo = changed_by_mallory();
    let id = approved_without_authors(&repo);
    let planned = repo.read("envs/production/application.yaml").replace("timeout: 30", "timeout: 666");
    assert!(planned.contains("666"), "{planned}");
    repo.as_user("mallory").write("envs/production/application.yaml", planned);
    let digest = Ledger { repo: &repo }.events(&id)[0].what.digest().unwrap().to_string();
    repo.commit(&format!("Promote staging to production: 1 key\n\nPromotion-Id: {id}\nPlan-Digest: {digest}"));
    assert_eq!(codes(&repo, "."), ["not-recorded"]);
    let said = repo.as_user("ann").fails(3, &format!("execute {id}"));
    assert!(said.contains("Mallory"), "{said}");
}

#[test]
fn twenty_thousand_commits_do_not_hide_an_author() {
    let repo = changed_by_mallory();
    let tip = repo.git_line("rev-parse main");
    let mut stream = format!("reset refs/heads/main\nfrom {tip}\n\n");
    for _ in 0..20_001 {
        stream.push_str("commit refs/heads/main\ncommitter Eve <eve@acme.com> 1772442100 +0000\ndata 1\nx\n");
    }
    assert_eq!(run(repo.command("git").args(["fast-import", "--quiet"]), stream.as_bytes()).code, 0);
    let id = repo.validated("--key query.timeout");
    let said = repo.as_user("mallory").fails(3, &format!("approve {id}"));
    assert!(said.contains("wrote a change"), "{said}");
}

#[test]
fn a_proposal_names_a_commit_of_somebody_else() {
    let repo = changed_by_mallory();
    let id = repo.ok("create dev staging --key server.replicas --validate -q");
    // Mallory's change of staging, on a branch that is merged honestly, passes for the proposal of this promotion.
    repo.git_line("checkout -q -b topic");
    let text = repo.read("envs/staging/application.yaml").replace("timeout: 666", "timeout: 667");
    repo.as_user("mallory").write("envs/staging/application.yaml", text);
    let commit = repo.commit(&format!("Tune\n\nPromotion-Id: {id}"));
    repo.git_line("checkout -q main");
    let ledger = Ledger::open(&repo);
    let digest = ledger.events(&id)[0].what.digest().unwrap().to_string();
    let what = serde_json::json!({ "event": "proposed", "digest": digest, "branch": "promote/x", "commit": commit });
    ledger.append(&ledger.promotion(&id), &next(&ledger, &id, mallory(), what));
    repo.as_user("ann").ok(&format!("execute {id}"));
    repo.git_line("merge -q --no-ff -m Merge topic");
    let id = repo.validated("--key query.timeout");
    let said = repo.as_user("mallory").fails(3, &format!("approve {id}"));
    assert!(said.contains("wrote a change"), "{said}");
    assert!(codes_in_new_clone(&repo).contains(&"not-the-plan".to_owned()));
}

#[test]
fn an_approval_is_stated_about_another_target_or_not_at_all() {
    for target in [Some("refs/heads/other"), None] {
        let repo = changed_by_mallory();
        let id = repo.validated("--key query.timeout");
        let ledger = Ledger::open(&repo);
        let digest = ledger.events(&id)[0].what.digest().unwrap().to_string();
        let bob = promote_core::promotion::Person { name: "Bob".to_owned(), email: "bob@acme.com".to_owned() };
        let event = next(&ledger, &id, bob, serde_json::json!({ "event": "approved", "digest": digest }));
        if let Some(target) = target {
            state(&ledger, &id, &event, target);
        }
        ledger.append(&ledger.promotion(&id), &event);
        let said = repo.as_user("ann").fails(3, &format!("execute {id}"));
        let why = if target.is_some() { "has a statement about another target" } else { "has no statement" };
        assert!(said.contains(why), "{said}");
    }
}

#[test]
fn a_plan_takes_values_that_the_source_never_held() {
    let repo = Repo::pipeline();
    repo.git_line("checkout -q -b topic");
    let text = repo.read("envs/staging/application.yaml").replace("timeout: 60", "timeout: 666");
    repo.as_user("mallory").write("envs/staging/application.yaml", text);
    repo.commit("On a branch of my own");
    repo.git_line("config promote.policyBranch topic");
    let id = repo.ok("create staging production --key query.timeout --validate -q");
    repo.git_line("config --unset promote.policyBranch");
    repo.git_line("checkout -q main");
    let said = repo.as_user("bob").fails(3, &format!("approve {id}"));
    assert!(said.contains("which is not on main, the branch of staging"), "{said}");
}

/// A second forged record, which names an old commit, does not make everything before it old.
#[test]
fn a_record_of_an_old_commit_hides_a_new_one_from_since() {
    let repo = changed_by_mallory();
    repo.ok("create dev staging --key server.replicas --execute");
    let since = repo.git_line("rev-parse main");
    let id = repo.as_user("mallory").validated("--key query.timeout");
    let planned = repo.read("envs/production/application.yaml").replace("timeout: 30", "timeout: 666");
    repo.write("envs/production/application.yaml", planned);
    let ledger = Ledger::open(&repo);
    let digest = ledger.events(&id)[0].what.digest().unwrap().to_string();
    let text = format!("Promote staging to production: 1 key\n\nPromotion-Id: {id}\nPlan-Digest: {digest}");
    let commit = repo.commit(&text);
    let execute = |id: &str, commit: &str| {
        let digest = ledger.events(id)[0].what.digest().unwrap().to_string();
        let what = serde_json::json!({ "event": "executed", "digest": digest, "commit": commit, "required": 0 });
        ledger.append(&ledger.promotion(id), &next(&ledger, id, mallory(), what));
    };
    execute(&id, &commit);
    let found = |repo: &Repo| repo.run(&format!("verify --since {since}")).code;
    assert_eq!(found(&repo), 1);
    let other = repo.ok("create dev staging --key query.cache --validate -q");
    ledger.git("reset -q --hard");
    execute(&other, &since);
    assert_eq!(found(&repo), 1);
}
