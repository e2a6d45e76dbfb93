//! How hosts merge a proposal: they rebase, squash, add paragraphs, or write messages of their own. The hook takes each push,
//! `verify` is satisfied before and after the record, and the next command that writes records it.

use crate::attacks::codes;
use crate::receive::{guarded, push, strict};
use crate::support::{Repo, run};

/// A proposed and approved promotion at a remote with the hook; returns its id. The proposal is `origin/proposal`, and main
/// has moved on since.
fn proposed(repo: &Repo) -> String {
    repo.git_in_world("clone -q origin.git bob");
    let id = repo.validated("--key query.timeout");
    repo.as_user("bob").ok("-C ../bob approve @");
    repo.as_user("ann").ok("execute @ --branch=proposal");
    repo.git_line("fetch -q origin");
    repo.write("README", "Work on something else\n");
    repo.commit("Work");
    id
}

/// Commits what is staged with this message, byte by byte.
fn commit(repo: &Repo, message: &str) {
    let mut command = repo.command("git");
    let run = run(command.args(["commit", "-q", "--cleanup=verbatim", "-F", "-"]), message.as_bytes());
    assert_eq!(run.code, 0, "{}", run.stderr);
}

fn proof(repo: &Repo) -> [Vec<String>; 2] {
    repo.git_line("fetch -q origin");
    let before = codes(repo, ".");
    repo.as_user("ann").ok("create dev staging --key query.timeout -q");
    [before, codes(repo, ".")]
}

/// Plays one way to merge: `merge` leaves the result on the local main.
fn plays(merge: impl FnOnce(&Repo, &str)) {
    let repo = guarded(&strict());
    let id = proposed(&repo);
    let text = repo.git_line("log -1 --format=%B origin/proposal");
    merge(repo.as_user("host"), &text);
    let said = push(&repo, "origin main");
    assert!(said.starts_with("taken"), "{said}");
    assert_eq!(proof(&repo), [[] as [&str; 0], []]);
    assert!(repo.ok(&format!("show {id}")).contains("EXECUTED"));
    repo.git_line("fetch -q origin");
    assert_eq!(codes(&repo, "../origin.git"), [] as [&str; 0]);
}

#[test]
fn squashes_with_a_paragraph_below_the_trailers() {
    plays(|repo, text| {
        repo.git_line("merge -q --squash origin/proposal");
        commit(repo, &format!("{text}\nCo-authored-by: Dora <dora@acme.com>\n\nReviewed-by: Cem <cem@acme.com>\n"));
    });
}

#[test]
fn squashes_into_a_list_of_commits() {
    plays(|repo, text| {
        repo.git_line("merge -q --squash origin/proposal");
        let listed: String = text.lines().map(|line| format!("  {line}\n")).collect();
        commit(repo, &format!("Release of the week (#7)\n\n* the proposal:\n\n{listed}\n* fix a typo\n"));
    });
}

#[test]
fn squashes_with_line_ends_of_another_system() {
    plays(|repo, text| {
        repo.git_line("merge -q --squash origin/proposal");
        commit(repo, &(text.replace('\n', "\r\n") + "\r\n"));
    });
}

#[test]
fn rewords_and_keeps_the_trailers() {
    plays(|repo, text| {
        repo.git_line("merge -q --squash origin/proposal");
        let trailers = text.split("\n\n").last().unwrap();
        commit(repo, &format!("More time for queries (#12)\n\nAs discussed.\n\n{trailers}\n"));
    });
}

#[test]
fn rebases_and_merges_with_a_message_of_its_own() {
    plays(|repo, _| {
        repo.git_line("checkout -q -b landing origin/proposal");
        repo.git_line("rebase -q main");
        repo.git_line("checkout -q main");
        repo.git_line("merge -q --no-ff -m 'Merge branch proposal into main' landing");
    });
}

#[test]
fn updates_the_branch_and_squashes() {
    plays(|repo, text| {
        repo.git_line("checkout -q -b landing origin/proposal");
        repo.git_line("merge -q -m 'Merge main into proposal' main");
        repo.git_line("checkout -q main");
        repo.git_line("merge -q --squash landing");
        commit(repo, text);
    });
}

#[test]
fn updates_the_branch_and_merges() {
    plays(|repo, _| {
        repo.git_line("checkout -q -b landing origin/proposal");
        repo.git_line("merge -q -m 'Merge main into proposal' main");
        repo.git_line("checkout -q main");
        repo.git_line("merge -q --no-ff -m 'Merge pull request 7' landing");
    });
}

#[test]
fn merges_without_the_plan_are_direct_edits() {
    let repo = guarded(&strict());
    let id = proposed(&repo);
    let text = repo.read("envs/production/application.yaml").replace("timeout: 30", "timeout: 61");
    repo.as_user("host").write("envs/production/application.yaml", text);
    repo.git_line("add -A");
    commit(&repo, &format!("Promote by hand\n\nPromotion-Id: {id}\n"));
    let said = push(&repo, "origin main");
    assert!(said.starts_with("refused") && said.contains("(not-recorded)"), "{said}");
}

#[test]
fn a_promotion_is_rebased_before_it_is_pushed() {
    let repo = Repo::pipeline();
    repo.git_in_world("init -q --bare -b main origin.git");
    repo.git_line("remote add origin ../origin.git");
    repo.git_line("push -q origin main");
    repo.git_in_world("clone -q origin.git bob");
    let readme = repo.beside("bob/README");
    std::fs::write(readme, "Work\n").unwrap();
    repo.as_user("bob").git_line("-C ../bob add -A");
    repo.git_line("-C ../bob commit -q -m Work");
    repo.git_line("-C ../bob push -q origin main");
    repo.as_user("ann").ok("create dev staging --key query.timeout --execute");
    repo.write("envs/dev/application.yaml", repo.read("envs/dev/application.yaml").replace("debug", "trace"));
    repo.commit("More logs");
    let id = repo.ok("create dev staging --key server.log -q");
    repo.git_line("pull -q --rebase origin main");
    repo.git_line("push -q origin main promotions");
    assert_eq!(codes(&repo, "../origin.git"), [] as [&str; 0]);
    repo.ok(&format!("validate {id}"));
    repo.ok(&format!("execute {id}"));
    assert_eq!(codes(&repo, "."), [] as [&str; 0]);
}

/// The second promotion names rules at a commit that the rebase leaves behind, as the first one.
#[test]
fn two_promotions_are_rebased_before_they_are_pushed() {
    let repo = behind(&strict());
    repo.ok("create dev staging --key query.timeout --execute");
    let text = repo.read("envs/dev/application.yaml").replace("debug", "trace");
    repo.write("envs/dev/application.yaml", text).commit("More logs");
    repo.ok("create dev staging --key server.log --execute");
    rebased_and_proved(&repo);
}

/// A repository whose clone is behind by a commit; the remote decides nothing.
fn behind(policy: &str) -> Repo {
    let repo = guarded(policy);
    repo.policy(&repo.read("promote.yaml").replace("remote: origin\n", ""));
    repo.commit("The remote decides nothing");
    repo.git_line("push -q origin main");
    repo.git_in_world("clone -q origin.git bob");
    std::fs::write(repo.beside("bob/README"), "Work\n").unwrap();
    repo.as_user("bob").git_line("-C ../bob add -A");
    repo.git_line("-C ../bob commit -q -m Work");
    repo.git_line("-C ../bob push -q origin main");
    repo.as_user("ann");
    repo
}

/// Pulls, pushes, and proves the result in a new clone, which has only what was pushed.
fn rebased_and_proved(repo: &Repo) {
    repo.git_line("pull -q --rebase origin main");
    let said = push(repo, "origin main promotions");
    assert!(said.starts_with("taken"), "{said}");
    repo.git_in_world("clone -q --bare origin.git fresh.git");
    assert_eq!(codes(repo, "../fresh.git"), [] as [&str; 0]);
}

#[test]
fn a_promotion_and_its_rollback_are_rebased_before_they_are_pushed() {
    let repo = behind(&strict());
    repo.ok("create dev staging --key query.timeout --execute");
    repo.ok("rollback @- --reason 'Too slow'");
    rebased_and_proved(&repo);
}

#[test]
fn a_promotion_that_was_rebased_is_rolled_back() {
    let repo = behind(&strict());
    repo.ok("create dev staging --key query.timeout --execute");
    repo.git_line("pull -q --rebase origin main");
    assert!(repo.ok("rollback @- --reason 'Too slow'").contains("Rolled back promotion 1"));
    rebased_and_proved(&repo);
}

/// Who wrote a value is read from the promotion that brought it, also where a rebase made another commit of that promotion.
#[test]
fn the_executor_of_a_rebased_promotion_is_no_author() {
    let repo = behind(&strict());
    repo.as_user("ann");
    let text = repo.read("envs/dev/application.yaml").replace("timeout: ", "timeout: 9");
    repo.write("envs/dev/application.yaml", text).commit("Wait longer");
    repo.as_user("bob").ok("create dev staging --key query.timeout --execute");
    let id = repo.as_user("ann").ok("create staging production --key query.timeout --validate -q");
    for who in ["bob", "cem"] {
        repo.as_user(who).ok(&format!("approve {id}"));
    }
    repo.as_user("ann").ok(&format!("execute {id}"));
    rebased_and_proved(&repo);
}

#[test]
fn a_commit_that_changes_no_environment_may_name_a_promotion() {
    let repo = Repo::pipeline();
    repo.ok("create dev staging --key query.timeout --execute");
    let id = repo.git_line("log -1 --format=%(trailers:key=Promotion-Id,valueonly)");
    repo.write("NEWS", "Queries may take longer\n");
    repo.commit(&format!("Say why\n\nPromotion-Id: {}\nReviewed-by: Bob <bob@acme.com>", id.trim()));
    assert_eq!(codes(&repo, "."), [] as [&str; 0]);
}

#[test]
fn a_promotion_that_was_rolled_back_in_two_parts_is_rebased_before_it_is_pushed() {
    let repo = behind(&strict());
    let text = repo.read("envs/dev/application.yaml").replace("debug", "trace");
    repo.write("envs/dev/application.yaml", text).commit("More logs");
    repo.ok("create dev staging --key query.timeout --key server.log --execute");
    repo.ok("rollback 1 --key server.log --reason 'Too many'");
    repo.ok("rollback 1 --reason 'Too slow'");
    rebased_and_proved(&repo);
}
