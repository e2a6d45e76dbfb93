//! Attempts to change the policy that an execution is judged by.

use super::{codes, codes_in_new_clone, executed};
use crate::receive::{guarded, push, strict};
use crate::support::{POLICY, Repo};

/// A policy without approvals, as Mallory would like it.
fn loose() -> String {
    POLICY.replace("approvals: { required: 2 }", "approvals: { required: 0 }")
}

#[test]
fn an_approver_is_added_to_the_policy_in_the_same_push() {
    let repo = guarded(&strict());
    repo.as_user("mallory").policy(&loose());
    repo.commit("Looser");
    repo.executed("--key query.timeout");
    let said = push(&repo, "--atomic origin main promotions");
    assert!(said.starts_with("refused\npromote: refused:") && said.contains("(policy-commit)"), "{said}");
    assert!(said.contains("push the change of promote.yaml first, in a separate push"), "{said}");
}

#[test]
fn an_approver_is_added_to_the_policy_in_the_working_tree() {
    let repo = Repo::pipeline();
    repo.as_user("mallory").policy(&loose());
    repo.validated("--key query.timeout");
    repo.fails(3, "execute @");
}

#[test]
fn an_approver_is_added_to_the_policy_on_another_branch() {
    let repo = Repo::pipeline();
    repo.ok("create dev staging --key query.timeout --execute");
    repo.git_line("checkout -q -b evil");
    repo.as_user("mallory").policy(&loose());
    repo.commit("Looser");
    repo.git_line("config promote.policyBranch evil");
    repo.validated("--key query.timeout");
    let said = repo.fails(2, "execute @");
    assert!(said.contains("the ledger is ruled by promote.yaml on main"), "{said}");
    repo.git_line("config --unset promote.policyBranch");
    repo.git_line("checkout -q main");
    assert!(codes_in_new_clone(&repo).contains(&"policy-commit".to_owned()));
    // Even if the branch is merged with the policy restored, its policy was never in force.
    repo.git_line("checkout -q evil");
    repo.policy(POLICY);
    repo.commit("As it was");
    repo.git_line("checkout -q main");
    repo.git_line("merge -q --no-ff -m Merge evil");
    assert!(codes_in_new_clone(&repo).contains(&"policy-commit".to_owned()));
}

#[test]
fn the_ledger_is_begun_under_the_rules_of_another_branch() {
    let repo = guarded(&strict());
    repo.git_line("checkout -q -b evil");
    repo.as_user("mallory").policy(&loose());
    repo.commit("Looser");
    repo.git_line("config promote.policyBranch evil");
    repo.executed("--key query.timeout");
    let said = push(&repo, "--atomic origin evil promotions");
    assert!(said.starts_with("refused\npromote: refused:") && said.contains("(ledger-root)"), "{said}");
}

#[test]
fn rules_that_were_tightened_are_asked_once_more() {
    let repo = Repo::pipeline();
    repo.policy(&loose());
    repo.commit("No approvals");
    let old = repo.git_line("rev-parse main");
    repo.policy(POLICY);
    repo.commit("Two approvals");
    executed(&repo, "--key query.timeout");
    // Mallory uses an old policy.
    repo.git_line(&format!("branch yesterday {old}"));
    repo.git_line("config promote.policyBranch yesterday");
    repo.as_user("mallory").validated("--key server.log");
    repo.fails(2, "execute @");
    repo.git_line("config --unset promote.policyBranch");
    repo.git_line("merge -q --no-ff -m Merge yesterday");
    assert!(codes_in_new_clone(&repo).contains(&"policy-commit".to_owned()));
}

#[test]
fn the_policy_is_changed_without_consent() {
    let repo = Repo::pipeline();
    repo.policy(&format!("{POLICY}policy: {{ approvals: {{ required: 1 }} }}\n"));
    repo.commit("Rules for the rules");
    assert_eq!(codes(&repo, "."), [] as [&str; 0]);
    repo.as_user("mallory").policy(&loose());
    repo.commit("Looser");
    assert_eq!(codes(&repo, "."), ["policy-unapproved"]);
}

/// What the first commit of the ledger says counts, whatever a later one writes into ledger.json.
#[test]
fn the_ledger_names_another_branch_later() {
    let repo = Repo::pipeline();
    repo.git_line("checkout -q -b evil");
    repo.as_user("mallory").policy(&loose());
    repo.commit("Looser");
    repo.git_line("checkout -q main");
    let id = repo.as_user("ann").validated("--key query.timeout");
    let ledger = super::forge::Ledger::open(&repo);
    let header = ledger.read("ledger.json").replace("\"main\"", "\"evil\"");
    assert!(header.contains("evil"));
    ledger.write("ledger.json", &header);
    let digest = ledger.events(&id)[0].what.digest().unwrap().to_string();
    let what = serde_json::json!({ "event": "rejected", "digest": digest, "reason": "No" });
    let last = ledger.events(&id).pop().unwrap();
    let by = super::forge::mallory();
    let event = promote_core::promotion::Event { what: serde_json::from_value(what).unwrap(), by, ..last };
    ledger.append(&ledger.promotion(&id), &event);
    let id = repo.as_user("ann").validated("--key server.log");
    let said = repo.fails(3, &format!("execute {id}"));
    assert!(said.contains("needs 2 approvals"), "{said}");
    assert_eq!(codes(&repo, "."), ["ledger-files"]);
}

/// Who wrote promote.yaml does not consent to it, however many merges are in between, and whoever else is named.
#[test]
fn the_author_of_the_policy_consents_through_merges() {
    for squash in [false, true] {
        let repo = Repo::pipeline();
        repo.policy(&format!("{POLICY}policy: {{ approvals: {{ required: 1 }} }}\n"));
        repo.commit("Rules for the rules");
        repo.git_line("checkout -q -b topic");
        repo.write("x", "x").commit("x");
        repo.git_line("checkout -q -b deeper");
        repo.as_user("mallory").policy(&format!("{}policy: {{ approvals: {{ required: 1 }} }}\n", loose()));
        repo.commit("Looser");
        repo.as_user("ann").git_line("checkout -q topic");
        repo.write("y", "y").commit("y");
        repo.git_line("merge -q --no-ff -m Merge deeper");
        repo.git_line("checkout -q main");
        repo.write("z", "z").commit("z");
        if squash {
            repo.git_line("merge -q --squash topic");
            repo.commit("Topic (#7)\n\nCo-authored-by: Mallory <mallory@acme.com>\n\nReviewed-by: Bob <bob@acme.com>");
        } else {
            repo.git_line("merge -q --no-ff -m Merge topic");
        }
        let said = repo.as_user("mallory").fails(3, "approve --policy HEAD");
        assert!(said.contains("does not allow self-approval"), "{said}");
        repo.as_user("bob").ok("approve --policy HEAD");
        assert_eq!(codes(&repo, "."), [] as [&str; 0]);
    }
}

/// The policy branch is guarded where no environment is on it, too.
#[test]
fn the_policy_branch_is_replaced() {
    let policy = "version: 1\nfiles: [\"conf/**\"]\npolicy: { approvals: { required: 1 } }\nenvironments:\n  \
                  staging: { branch: staging }\n  production: { branch: production, from: [staging] }\nremote: origin\n";
    let looser = policy.replace("policy: { approvals: { required: 1 } }\n", "");
    let repo = guarded(policy);
    repo.git_line("checkout -q --orphan evil");
    repo.as_user("mallory").policy(&looser);
    repo.commit("Rules of my own");
    assert!(push(&repo, "-f origin evil:main").starts_with("refused"));
    // A merge whose first parent is another root.
    repo.git_line("merge -q --allow-unrelated-histories -s ours -m Merge main");
    assert!(push(&repo, "origin evil:main").starts_with("refused"));
    // The same as an honest pull: it changes no rule.
    repo.git_line("checkout -q -f main");
    repo.git_line("checkout -q -b work main~1");
    repo.as_user("ann").policy(policy);
    assert!(push(&repo, "origin :main").starts_with("refused"));
}

/// A change of `ledger` does not make what was recorded forgotten.
#[test]
fn the_policy_names_another_ledger() {
    let repo = guarded(&strict());
    repo.ok("create dev staging --key query.timeout --execute");
    repo.policy(&(repo.read("promote.yaml") + "ledger: promotions2\n"));
    repo.commit("Another ledger");
    let said = push(&repo, "origin main");
    assert!(said.starts_with("refused") && said.contains("does not go on from promotions"), "{said}");
    let repo = Repo::pipeline();
    repo.ok("create dev staging --key query.timeout --execute");
    repo.policy(&format!("{POLICY}ledger: promotions2\n"));
    repo.commit("Another ledger");
    let said = repo.fails(2, "create staging production --key query.timeout");
    assert!(said.contains("promotions is a ledger already"), "{said}");
    assert!(codes(&repo, ".").contains(&"ledger-rewritten".to_owned()));
    repo.git_line("branch -m promotions promotions2");
    repo.ok("create staging production --key query.timeout");
    assert_eq!(codes(&repo, "."), [] as [&str; 0]);
}
