//! `accepted:` in `promote.yaml`: findings that the team has looked at are notices.

use insta::assert_snapshot;

use crate::attacks::codes;
use crate::support::{POLICY, Repo};

/// A policy that guards itself and production, with these accepted findings.
fn policy(accepted: &str) -> String {
    let policy = POLICY.replace("    approvals: { required: 2 }\n", "    direct-edits: deny\n");
    format!("{policy}policy: {{ approvals: {{ required: 1 }} }}\n{accepted}")
}

fn accept(commit: &str, more: &str) -> String {
    format!("accepted:\n  - {{ commit: {commit}, rule: direct-edit, reason: Looked at in the meeting{more} }}\n")
}

/// A repository with a direct edit of production.
fn edited() -> (Repo, String) {
    let repo = Repo::pipeline();
    repo.policy(&policy(""));
    repo.commit("Rules");
    repo.ok("create dev staging --key query.timeout --execute");
    let commit = edit(&repo, "31");
    assert_eq!(codes(&repo, "."), ["direct-edit"]);
    (repo, commit)
}

fn edit(repo: &Repo, timeout: &str) -> String {
    let text = repo.read("envs/production/application.yaml").replace("timeout: 30", &format!("timeout: {timeout}"));
    repo.as_user("mallory").write("envs/production/application.yaml", text);
    let commit = repo.commit("Hotfix");
    repo.as_user("ann");
    commit
}

/// Ann writes the rules, and Bob consents.
fn rule(repo: &Repo, text: &str) {
    repo.as_user("ann").policy(text);
    repo.commit("Accept");
    repo.as_user("bob").ok("approve --policy HEAD");
    repo.as_user("ann");
}

#[test]
fn makes_a_finding_a_notice() {
    let (repo, commit) = edited();
    rule(&repo, &policy(&accept(&commit, "")));
    assert_eq!(codes(&repo, "."), [] as [&str; 0]);
    assert_snapshot!(repo.promote_line("verify"), @"");
    // Another one is a finding as before.
    let text = repo.read("envs/production/application.yaml").replace("timeout: 31", "timeout: 32");
    repo.write("envs/production/application.yaml", text);
    repo.commit("Hotfix of the hotfix");
    assert_eq!(codes(&repo, "."), ["direct-edit"]);
}

#[test]
fn ends_at_a_date() {
    let (repo, commit) = edited();
    rule(&repo, &policy(&accept(&commit, ", until: 2026-03-02")));
    assert_eq!(codes(&repo, "."), [] as [&str; 0]);
    repo.pass(86_400);
    assert_eq!(codes(&repo, "."), ["direct-edit"]);
}

#[test]
fn counts_only_where_the_rules_are_guarded() {
    let (repo, commit) = edited();
    let text = policy(&accept(&commit, "")).replace("policy: { approvals: { required: 1 } }\n", "");
    rule(&repo, &text);
    assert_eq!(codes(&repo, "."), ["direct-edit"]);
}

/// Attack: the entry comes first, and then the commit.
#[test]
fn accepts_nothing_in_advance() {
    let repo = Repo::pipeline();
    repo.policy(&policy(""));
    repo.commit("Rules");
    repo.ok("create dev staging --key query.timeout --execute");
    repo.git_line("checkout -q -b later");
    let commit = edit(&repo, "31");
    repo.git_line("checkout -q main");
    rule(&repo, &policy(&accept(&commit, "")));
    repo.git_line("checkout -q later");
    repo.git_line("checkout -q -b merged");
    repo.git_line("merge -q --no-ff -m Merge main");
    repo.git_line("branch -f main merged");
    assert!(codes(&repo, ".").contains(&"direct-edit".to_owned()));
}

#[test]
fn needs_whole_ids_reasons_and_dates() {
    let repo = Repo::pipeline();
    repo.policy(&policy("accepted:\n  - { commit: abc123, rule: direct-edit, reason: ' ', until: soon }\n  - {}\n"));
    repo.commit("Mistakes");
    assert_snapshot!(repo.promote_line("status"), @"");
}
