//! Branches that share history: what was proved where it happened is proved; what a branch takes later from another one is
//! not a promotion.

use crate::attacks::codes;
use crate::receive::{guarded, push};
use crate::support::Repo;

/// Environments with a branch each; production is not there yet.
const TWO: &str = "\
version: 1
files: [\"conf/**\"]
environments:
  dev: { branch: main }
  staging: { branch: staging, from: [dev] }
";

/// A third environment, on a branch of its own.
const THREE: &str = "  production: { branch: production, from: [staging], direct-edits: deny }\n";

/// Dev on main, staging on a branch that began there, and one promotion between the two.
fn two() -> Repo {
    let repo = Repo::new();
    repo.policy(TWO).write("conf/app.yaml", "a: 1\nb: 1\n");
    repo.commit("Begin");
    repo.git_line("branch staging");
    repo.write("conf/app.yaml", "a: 1\nb: 2\n");
    repo.commit("b: 2");
    repo.ok("create dev staging --execute");
    assert_eq!(codes(&repo, "."), [] as [&str; 0]);
    repo
}

#[test]
fn a_branch_begins_at_another_environments_branch() {
    let repo = two();
    repo.git_line("branch production staging");
    repo.policy(&(TWO.to_owned() + THREE));
    repo.commit("Production");
    assert_eq!(codes(&repo, "."), [] as [&str; 0]);
    // The same a promotion later.
    repo.write("conf/app.yaml", "a: 2\nb: 2\n");
    repo.commit("a: 2");
    repo.ok("create dev staging --execute");
    repo.ok("create staging production --execute");
    assert_eq!(codes(&repo, "."), [] as [&str; 0]);
}

/// Attack: production takes over staging's commits, and with them its promotions.
#[test]
fn a_branch_is_moved_forward_to_another_environments_branch() {
    let repo = two();
    repo.git_line("branch production staging");
    repo.policy(&(TWO.to_owned() + THREE));
    repo.write("conf/app.yaml", "a: 2\nb: 2\n");
    repo.commit("Production");
    repo.ok("create dev staging --execute");
    repo.git_line("branch -f production staging");
    assert_eq!(codes(&repo, "."), ["wrong-target"]);
}

#[test]
fn an_environment_moves_to_a_branch_of_its_own() {
    let repo = two();
    repo.git_line("branch stage staging");
    repo.policy(&TWO.replace("branch: staging", "branch: stage"));
    repo.commit("Staging has another branch");
    assert_eq!(codes(&repo, "."), [] as [&str; 0]);
    repo.write("conf/app.yaml", "a: 2\nb: 2\n");
    repo.commit("a: 2");
    repo.ok("create dev staging --execute");
    assert_eq!(codes(&repo, "."), [] as [&str; 0]);
    // The old branch is no longer needed.
    repo.git_line("branch -q -D staging");
    assert_eq!(codes(&repo, "."), [] as [&str; 0]);
}

/// The first event after the move is about a plan from before it.
#[test]
fn an_environment_moves_and_a_promotion_is_rolled_back() {
    let repo = two();
    let id = repo.ok("log staging -q");
    repo.git_line("branch stage staging");
    repo.policy(&TWO.replace("branch: staging", "branch: stage"));
    repo.commit("Staging has another branch");
    repo.ok(&format!("rollback {id} --reason 'As it was'"));
    assert_eq!(codes(&repo, "."), [] as [&str; 0]);
}

/// Somebody writes the commit of a promotion again, with a date from before the environment had this branch.
#[test]
fn a_commit_in_place_of_a_promotion_is_dated_back() {
    let policy = format!("{TWO}policy: {{ approvals: {{ required: 1 }} }}\n");
    let repo = two();
    repo.policy(&policy);
    repo.commit("Consent is asked for");
    repo.git_line("branch stage staging");
    repo.policy(&policy.replace("branch: staging", "branch: stage"));
    repo.commit("Staging has another branch");
    repo.as_user("bob").ok("approve --policy HEAD");
    repo.as_user("ann").write("conf/app.yaml", "a: 2\nb: 2\n").commit("a: 2");
    repo.ok("create dev staging --execute");
    repo.git_line("checkout -q stage");
    repo.pass(-86_400).git_line("commit -q --amend --no-edit --date=2026-03-01T00:00:00Z");
    repo.pass(86_400).git_line("checkout -q main");
    assert_eq!(codes(&repo, "."), [] as [&str; 0]);
}

/// The first tip of a branch that the ledger noted was rebased away.
#[test]
fn a_branch_begins_where_the_ledger_saw_it_first_and_it_is_there() {
    let repo = two();
    repo.git_line("branch stage staging");
    repo.git_line("checkout -q stage");
    repo.write("NEWS", "1\n").commit("News");
    repo.git_line("checkout -q main");
    repo.policy(&TWO.replace("branch: staging", "branch: stage"));
    repo.commit("Staging has another branch");
    repo.write("conf/app.yaml", "a: 2\nb: 2\n").commit("a: 2");
    let id = repo.ok("create dev staging -q --validate");
    repo.git_line("branch -f stage staging");
    repo.ok(&format!("execute {id}"));
    repo.git_line("reflog expire --expire=now --expire-unreachable=now --all");
    repo.git_line("gc -q --prune=now");
    assert_eq!(codes(&repo, "."), [] as [&str; 0]);
}

#[test]
fn a_new_branch_is_checked_from_where_it_begins() {
    let policy = TWO.to_owned() + THREE;
    let begin = |repo: &Repo, values: &[&str]| {
        repo.git_line("checkout -q --orphan production");
        repo.git_line("rm -rfq .");
        for value in values {
            repo.write("conf/app.yaml", format!("a: {value}\n"));
            repo.commit(&format!("a: {value}"));
        }
        push(repo, "origin production")
    };
    let repo = guarded(&policy);
    assert_eq!(begin(&repo, &["1"]), "taken\n");
    let repo = guarded(&policy);
    let said = begin(&repo, &["1", "666"]);
    assert!(said.starts_with("refused") && said.contains("(direct-edit)"), "{said}");
}

#[test]
fn a_change_dated_before_the_rules_is_found() {
    let repo = Repo::new();
    repo.git_line("checkout -q --orphan production");
    repo.write("conf/app.yaml", "a: 1\n");
    repo.commit("Production");
    repo.git_line("checkout -q --orphan main");
    repo.git_line("rm -rfq .");
    repo.policy(&(TWO.to_owned() + THREE)).write("conf/app.yaml", "a: 2\n");
    repo.commit("Rules");
    repo.git_line("branch staging");
    let backdated = |repo: &Repo| {
        repo.git_line("checkout -q production");
        repo.pass(-3600).write("conf/app.yaml", "a: 666\n");
        repo.commit("Dated back");
        repo.pass(3600).git_line("checkout -q main");
    };
    backdated(&repo);
    assert_eq!(codes(&repo, "."), ["undated"]);
    // With a ledger, the order of the ledger decides.
    repo.git_line("branch -f production production~1");
    repo.write("conf/app.yaml", "a: 3\n");
    repo.commit("a: 3");
    repo.ok("create dev staging --execute");
    assert_eq!(codes(&repo, "."), [] as [&str; 0]);
    backdated(&repo);
    assert_eq!(codes(&repo, "."), ["direct-edit"]);
}

#[test]
fn two_steps_come_in_one_push() {
    let repo = guarded(&crate::support::POLICY.replace("approvals: { required: 2 }", "approvals: { required: 1 }"));
    repo.git_line("remote rename origin elsewhere");
    repo.policy(&repo.read("promote.yaml").replace("remote: origin\n", ""));
    let text = repo.read("envs/dev/application.yaml").replace("timeout: 90", "timeout: 95");
    repo.as_user("bob").write("envs/dev/application.yaml", text);
    repo.commit("Work without the remote for a while");
    repo.git_line("push -q elsewhere main");
    repo.as_user("ann").ok("create dev staging --key query.timeout --execute");
    let id = repo.as_user("cem").validated("--key query.timeout");
    repo.as_user("ann").ok(&format!("approve {id}"));
    repo.as_user("cem").ok(&format!("execute {id}"));
    assert_eq!(codes(&repo, "."), [] as [&str; 0]);
    let said = push(&repo, "elsewhere main promotions");
    assert!(said.starts_with("taken"), "{said}");
}

/// Ancestry places commits without a ledger: those that led to the rules, and those of a branch that began at them.
#[test]
fn ancestry_places_commits_where_dates_cannot() {
    let repo = Repo::new();
    repo.write("conf/app.yaml", "a: 1\n");
    repo.commit("One");
    repo.write("conf/app.yaml", "a: 2\n");
    repo.commit("Two");
    repo.git_line("branch production");
    repo.policy(&(TWO.to_owned() + THREE));
    repo.commit("Rules");
    assert_eq!(codes(&repo, "."), [] as [&str; 0]);
    // Production begins again after the rules; an edit is one, however it is dated.
    repo.git_line("branch -f production main");
    repo.git_line("checkout -q production");
    repo.pass(-3600).write("conf/app.yaml", "a: 666\n");
    repo.commit("Dated back");
    repo.pass(3600).git_line("checkout -q main");
    assert_eq!(codes(&repo, "."), ["direct-edit"]);
}
