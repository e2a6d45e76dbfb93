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
    repo.executed("--key query.timeout");
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
    repo.as_user("mallory").executed("--key server.log");
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
