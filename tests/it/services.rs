//! `services:` in `promote.yaml`: who may write for other people, and what `verify` says about everybody else.

use crate::attacks::codes_in_new_clone;
use crate::support::{POLICY, Repo, run};

/// A pipeline whose policy has these lines, too, with a validated promotion.
fn pipeline(lines: &str) -> (Repo, String) {
    let repo = Repo::pipeline();
    repo.policy(&format!("{POLICY}{lines}"));
    repo.commit("Services");
    let id = repo.validated("--key query.timeout");
    (repo, id)
}

/// Commits the last event of the ledger once more, as another committer.
fn committed_by(repo: &Repo, mail: &str) {
    repo.git_line("worktree add -q ../ledger promotions");
    let date = repo.git_line("log -1 --format=%cd --date=raw promotions");
    let mut command = repo.command("git");
    command.current_dir(repo.beside("ledger")).args(["commit", "-q", "--amend", "--no-edit", "--cleanup=verbatim"]);
    command.env("GIT_COMMITTER_NAME", "Bot").env("GIT_COMMITTER_EMAIL", mail).env("GIT_COMMITTER_DATE", date);
    assert_eq!(run(&mut command, b"").code, 0);
}

#[test]
fn somebody_else_committed_the_event() {
    let (repo, _) = pipeline("");
    committed_by(&repo, "bot@acme.com");
    assert_eq!(codes_in_new_clone(&repo), ["author"]);
    let said = repo.run("-C ../fresh.git verify").stdout;
    let words = "the event is by Ann <ann@acme.com>, but Bot <bot@acme.com> committed it, who is not in 'services'";
    assert!(said.contains(words), "{said}");
}

#[test]
fn control_a_service_may_commit_for_others() {
    let (repo, _) = pipeline("services: [Bot@ACME.com]\n");
    committed_by(&repo, "bot@acme.com");
    assert_eq!(codes_in_new_clone(&repo), [] as [&str; 0]);
}

#[test]
fn the_rules_of_then_decide_who_is_a_service() {
    let (repo, _) = pipeline("");
    committed_by(&repo, "bot@acme.com");
    repo.policy(&format!("{POLICY}services: [bot@acme.com]\n"));
    repo.commit("A service, too late");
    assert_eq!(codes_in_new_clone(&repo), ["author"]);
    let (repo, _) = pipeline("services: [bot@acme.com]\n");
    committed_by(&repo, "bot@acme.com");
    repo.policy(POLICY);
    repo.commit("No service any more");
    assert_eq!(codes_in_new_clone(&repo), [] as [&str; 0]);
}

#[test]
fn check_shows_a_new_service_as_a_weaker_rule() {
    let repo = Repo::pipeline();
    repo.policy(&format!("{POLICY}services: [bot@acme.com]\n"));
    let said = repo.run("check").stdout;
    assert!(said.contains("  weaker  services  added 'bot@acme.com'\n"), "{said}");
}
