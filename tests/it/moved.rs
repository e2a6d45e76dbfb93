//! A proposal is merged, and its environment moves before anybody records the merge: to a branch of its own, to other files, to
//! another name. What was allowed where it landed stays allowed.

use crate::attacks::codes;
use crate::receive::{guarded, push};
use crate::support::{POLICY, Repo};

/// One approval for production, by somebody else.
fn one_approval() -> String {
    POLICY.replace("approvals: { required: 2 }", "approvals: { required: 1 }")
}

/// Cem proposes, Bob approves if asked to, and the proposal is merged into main with a message of the host's own.
fn merged(approved: bool) -> (Repo, String) {
    let repo = Repo::pipeline();
    repo.policy(&one_approval()).commit("One approval");
    let id = repo.as_user("cem").validated("--key query.timeout");
    if approved {
        repo.as_user("bob").ok(&format!("approve {id}"));
        repo.as_user("cem").ok(&format!("execute {id} --branch=proposal"));
    } else {
        // Written by hand: nobody approved it.
        repo.policy(&POLICY.replace("    approvals: { required: 2 }\n", "")).commit("No approvals");
        repo.as_user("cem").ok(&format!("execute {id} --branch=proposal"));
        repo.git_line("checkout -q -B main main~1");
    }
    repo.as_user("ann").git_line("merge -q --no-ff -m Merge proposal");
    (repo, id)
}

/// Production gets another branch, which begins at the merge.
fn another_branch(repo: &Repo) {
    repo.git_line("branch -f live");
    let text = repo.read("promote.yaml").replace("    from: [staging]", "    from: [staging]\n    branch: live");
    repo.policy(&text).commit("Production has a branch of its own");
}

/// Production gets other files, with the same content.
fn other_files(repo: &Repo) {
    let text = repo.read("promote.yaml").replace("  production:\n", "  production:\n    with: { env: live }\n");
    repo.git_line("mv envs/production envs/live");
    repo.policy(&text).commit("Production has other files");
}

fn another_name(repo: &Repo) {
    let text = repo.read("promote.yaml").replace("  production:\n", "  live:\n    with: { env: production }\n");
    repo.policy(&text).commit("Production has another name");
}

/// The merge waits for its record, and the next decision records it.
fn is_recorded(repo: &Repo, id: &str) {
    assert_eq!(codes(repo, "."), [] as [&str; 0]);
    repo.as_user("ann").ok("create dev staging --key query.timeout");
    assert!(repo.ok(&format!("show {id}")).contains("EXECUTED"));
    assert_eq!(codes(repo, "."), [] as [&str; 0]);
}

#[test]
fn to_another_branch_without_approvals() {
    let repo = Repo::open_pipeline();
    let id = repo.validated("--key query.timeout");
    repo.ok(&format!("execute {id} --branch=proposal"));
    repo.git_line("merge -q --no-ff -m Merge proposal");
    another_branch(&repo);
    is_recorded(&repo, &id);
}

#[test]
fn to_another_branch_with_approvals() {
    let (repo, id) = merged(true);
    another_branch(&repo);
    is_recorded(&repo, &id);
}

#[test]
fn to_another_branch_and_the_person_executes_again() {
    let (repo, id) = merged(true);
    another_branch(&repo);
    let said = repo.as_user("cem").ok(&format!("execute {id}"));
    assert!(said.starts_with("Promotion 1 was already executed as ") && said.contains(" on live\n"), "{said}");
    assert_eq!(codes(&repo, "."), [] as [&str; 0]);
}

#[test]
fn to_other_files() {
    let (repo, id) = merged(true);
    other_files(&repo);
    is_recorded(&repo, &id);
}

/// Without its environment, a promotion cannot be recorded; it is proved all the same.
#[test]
fn to_another_name() {
    let (repo, id) = merged(true);
    another_name(&repo);
    assert_eq!(codes(&repo, "."), [] as [&str; 0]);
    let said = repo.ok("verify");
    assert!(said.contains("promote.yaml has no environment production any more"), "{said}");
    repo.as_user("ann").ok("create dev staging --key query.timeout");
    assert!(!repo.ok(&format!("show {id}")).contains("EXECUTED"));
    assert_eq!(codes(&repo, "."), [] as [&str; 0]);
}

/// Attack: nobody approved the merge, and the move hides the environment that it changed.
#[test]
fn what_nobody_approved_is_found_after_every_move() {
    for moves in [another_branch, other_files, another_name] {
        let (repo, _) = merged(false);
        moves(&repo);
        assert_eq!(codes(&repo, "."), ["not-recorded"]);
    }
}

/// Attack: the approval names main, and the proposal is merged into production's new branch, after the move.
#[test]
fn an_approval_for_the_old_branch_does_not_count_on_the_new_one() {
    let repo = Repo::pipeline();
    repo.policy(&one_approval()).commit("One approval");
    let id = repo.as_user("cem").validated("--key query.timeout");
    repo.as_user("bob").ok(&format!("approve {id}"));
    repo.as_user("cem").ok(&format!("execute {id} --branch=proposal"));
    another_branch(&repo);
    repo.git_line("checkout -q live");
    repo.as_user("ann").git_line("merge -q --no-ff -m Merge proposal");
    repo.git_line("checkout -q main");
    assert_eq!(codes(&repo, "."), ["not-recorded"]);
    repo.ok("create dev staging --key query.timeout");
    assert!(!repo.ok(&format!("show {id}")).contains("EXECUTED"));
    assert_eq!(codes(&repo, "."), ["not-recorded"]);
}

/// Of a branch that does not hold `promote.yaml`, history does not tell whether the merge came before the move: it is approved
/// again, for the branch that production has now.
#[test]
fn between_two_other_branches_it_is_approved_again() {
    let policy = "\
version: 1
files: [\"conf/**\"]
environments:
  dev: { branch: main }
  staging: { branch: staging, from: [dev] }
  production: { branch: production, from: [staging], approvals: { required: 1 } }
";
    let repo = Repo::new();
    repo.policy(policy).write("conf/app.yaml", "a: 1\nb: 1\n").commit("Begin");
    repo.git_line("branch staging");
    repo.git_line("branch production");
    repo.write("conf/app.yaml", "a: 1\nb: 2\n").commit("b: 2");
    repo.ok("create dev staging --execute");
    let id = repo.as_user("cem").ok("create staging production -q --validate");
    repo.as_user("bob").ok(&format!("approve {id}"));
    repo.as_user("cem").ok(&format!("execute {id} --branch=proposal"));
    repo.git_line("checkout -q production");
    repo.as_user("ann").git_line("merge -q --no-ff -m Merge proposal");
    repo.git_line("checkout -q main");
    repo.git_line("branch live production");
    repo.policy(&policy.replace("branch: production", "branch: live")).commit("Production has another branch");
    assert_eq!(codes(&repo, "."), [] as [&str; 0]);
    repo.write("conf/app.yaml", "a: 3\nb: 2\n").commit("a: 3");
    let said = repo.run("create dev staging --key a").stderr;
    assert!(said.contains("cannot be recorded"), "{said}");
    assert!(!repo.ok(&format!("show {id}")).contains("EXECUTED"));
    repo.as_user("bob").ok(&format!("approve {id}"));
    assert!(repo.ok(&format!("show {id}")).contains("EXECUTED"));
    assert_eq!(codes(&repo, "."), [] as [&str; 0]);
}

/// The hook takes the move together with the merge, and the record after it.
#[test]
fn the_hook_takes_a_merge_and_the_move() {
    let repo = guarded(&one_approval());
    repo.git_line("remote rename origin elsewhere");
    repo.policy(&repo.read("promote.yaml").replace("remote: origin\n", ""))
        .commit("Work without the remote for a while");
    assert_eq!(push(&repo, "elsewhere main"), "taken\n");
    let id = repo.as_user("cem").validated("--key query.timeout");
    repo.as_user("bob").ok(&format!("approve {id}"));
    repo.as_user("cem").ok(&format!("execute {id} --branch=proposal"));
    assert_eq!(push(&repo, "elsewhere main promotions proposal"), "taken\n");
    repo.as_user("ann").git_line("merge -q --no-ff -m Merge proposal");
    assert!(push(&repo, "elsewhere main").contains("(unrecorded)"));
    another_branch(&repo);
    let said = push(&repo, "elsewhere main live");
    assert!(said.starts_with("taken"), "{said}");
    is_recorded(&repo, &id);
    let said = push(&repo, "elsewhere promotions");
    assert!(said.starts_with("taken"), "{said}");
}
