//! `promote verify --pre-receive`: real pushes from real clones into a repository with the hook.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use insta::assert_snapshot;

use crate::support::{POLICY, Repo, run};

/// A pipeline whose remote has the hook.
pub fn guarded(policy: &str) -> Repo {
    let repo = Repo::pipeline();
    repo.git_in_world("init -q --bare -b main origin.git");
    repo.policy(&format!("{policy}remote: origin\n"));
    repo.commit("A remote decides");
    repo.git_line("remote add origin ../origin.git");
    repo.git_line("push -q origin main");
    let hook = repo.beside("origin.git/hooks/pre-receive");
    fs::write(&hook, format!("#!/bin/sh\nexec '{}' verify --pre-receive\n", env!("CARGO_BIN_EXE_promote"))).unwrap();
    fs::set_permissions(&hook, fs::Permissions::from_mode(0o755)).unwrap();
    repo
}

/// The policy in which production requires one approval and denies direct edits.
pub fn strict() -> String {
    POLICY.replace("approvals: { required: 2 }", "approvals: { required: 1 }\n    direct-edits: deny")
}

/// Pushes; returns whether the push was taken, and what the remote printed.
pub fn push(repo: &Repo, args: &str) -> String {
    let words = crate::support::words(&format!("push -q {args}"));
    let run = run(repo.command("git").args(&words), b"");
    let said: Vec<&str> = run.stderr.lines().filter_map(|line| line.strip_prefix("remote: ")).collect();
    let said: Vec<&str> = said.into_iter().map(str::trim_end).filter(|line| !line.is_empty()).collect();
    let taken = if run.code == 0 { "taken" } else { "refused" };
    repo.normalise(&format!("{taken}\n{}", said.join("\n")))
}

#[test]
fn a_whole_honest_life_goes_through() {
    let repo = guarded(&strict());
    repo.git_in_world("clone -q origin.git bob");
    let id = repo.validated("--key query");
    repo.as_user("bob").ok("-C ../bob approve @");
    repo.as_user("ann").ok("execute @");
    repo.ok(&format!("rollback {id} --key query.cache --reason 'Too warm'"));
    repo.ok(&format!("rollback {id} --reason 'All of it'"));
    let id = repo.validated("--key server.log");
    repo.as_user("bob").ok("-C ../bob reject @ --reason 'Not today'");
    repo.as_user("ann").ok(&format!("refresh {id}"));
    repo.ok(&format!("cancel {id} --reason 'Never mind'"));
    repo.ok("create dev staging --key query.timeout --execute");
    assert_snapshot!(repo.promote_line("-C ../origin.git verify --offline"), @"
    $ promote -C ../origin.git verify --offline
    ledger      3 promotions  14 events
    staging     1 promotion
    production  1 promotion, 2 rollbacks

    Verified: no findings.
    --- stderr
    note: remote 'origin' does not exist; verifying the branches of this repository
    ");
}

#[test]
fn a_proposal_is_merged_squashed_or_rebased() {
    for way in ["merge --no-ff -q", "squash", "rebase"] {
        let repo = guarded(&strict());
        repo.git_in_world("clone -q origin.git bob");
        repo.validated("--key query.timeout");
        repo.as_user("bob").ok("-C ../bob approve @");
        let said = repo.as_user("ann").ok("execute @ --branch=proposal");
        assert!(said.contains("proposal"), "{said}");
        repo.git_line("fetch -q origin");
        repo.write("envs/dev/application.yaml", "query:\n  timeout: 1\n");
        repo.commit("Work in dev");
        match way {
            "squash" => {
                repo.git_line("merge -q --squash origin/proposal");
                repo.git_line("commit -q -C origin/proposal");
            }
            "rebase" => {
                repo.git_line("cherry-pick origin/proposal");
            }
            merge => {
                repo.git_line(&format!("{merge} origin/proposal -m Merge"));
            }
        }
        let said = push(&repo, "origin main");
        assert!(said.starts_with("taken\npromote: note:"), "{way}: {said}");
        // The next command that writes to the ledger records it.
        let view: serde_json::Value = serde_json::from_str(&repo.ok("list --all -o json")).unwrap();
        let id = view["promotions"][0]["id"].as_str().unwrap();
        repo.ok(&format!("execute {id}"));
        let proved = repo.ok("verify");
        assert!(proved.ends_with("Verified: no findings."), "{way}: {proved}");
    }
}

#[test]
fn other_branches_and_tags_pass_untouched() {
    let repo = guarded(&strict());
    repo.git_line("checkout -q -b feature");
    repo.write("envs/production/application.yaml", "query:\n  timeout: 1\n");
    repo.commit("What if");
    repo.git_line("tag v1");
    assert_eq!(push(&repo, "origin feature v1"), "taken\n");
    assert_eq!(push(&repo, "origin :feature :v1"), "taken\n");
}

#[test]
fn only_what_is_pushed_is_judged() {
    let repo = guarded(&strict());
    // A commit from before the hook was installed.
    let hook = repo.beside("origin.git/hooks/pre-receive");
    let text = fs::read(&hook).unwrap();
    fs::remove_file(&hook).unwrap();
    repo.write("envs/production/application.yaml", "query:\n  timeout: 1\n");
    repo.commit("An old sin");
    assert_eq!(push(&repo, "origin main"), "taken\n");
    fs::write(&hook, text).unwrap();
    fs::set_permissions(&hook, fs::Permissions::from_mode(0o755)).unwrap();
    repo.write("envs/dev/application.yaml", "query:\n  timeout: 2\n");
    repo.commit("Work in dev");
    assert_eq!(push(&repo, "origin main"), "taken\n");
    assert_eq!(repo.run("verify").code, 1);
}

#[test]
fn edits_by_hand_are_refused_where_they_are_denied() {
    let repo = guarded(&strict());
    repo.write("envs/production/application.yaml", "query:\n  timeout: 1\n");
    repo.as_user("mallory").commit("Quick fix");
    assert_snapshot!(push(&repo, "origin main"), @"
    refused
    promote: refused: <c1>: the commit changes envs/production/application.yaml of production without a promotion (direct-edit)
    ");
    repo.git_line("reset -q --hard origin/main");
    repo.write("envs/staging/application.yaml", "query:\n  timeout: 1\n");
    repo.commit("Quick fix in staging");
    assert_snapshot!(push(&repo, "origin main"), @"
    taken
    promote: note: <c2>: the commit changes envs/staging/application.yaml of staging without a promotion (direct-edit)
    ");
}

#[test]
fn a_policy_does_not_allow_what_comes_with_it() {
    let repo = guarded(&strict());
    repo.policy(&format!("{}remote: origin\n", strict().replace("direct-edits: deny", "direct-edits: allow")));
    repo.as_user("mallory").commit("Looser");
    repo.write("envs/production/application.yaml", "query:\n  timeout: 1\n");
    repo.commit("Quick fix");
    assert_snapshot!(push(&repo, "origin main"), @"
    refused
    promote: refused: <c1>: the commit changes envs/production/application.yaml of production without a promotion (direct-edit)
    ");
    repo.policy("version: 2\n");
    repo.commit("No rules");
    assert_snapshot!(push(&repo, "origin main"), @"
    refused
    promote: refused: <c2>: the new promote.yaml is invalid (bad-policy)
    promote: hint: show the errors: promote status
    ");
}

#[test]
fn branches_that_are_proved_are_not_deleted() {
    let repo = guarded(&strict());
    repo.validated("--key query.timeout");
    assert_snapshot!(push(&repo, "origin :promotions"), @"
    refused
    promote: refused: the branch promotions may not be deleted: 'promote verify' needs its history (ledger-rewritten)
    ");
}

#[test]
fn rejects_input_that_git_does_not_send() {
    let repo = Repo::pipeline();
    let run = repo.run_with("verify --pre-receive", b"hello\n");
    assert_snapshot!(repo.describe("verify --pre-receive", &run), @"
    $ promote verify --pre-receive
    --- stderr
    error: 'hello' is not a line of a pre-receive hook (OLD NEW REF)
    hint: run the command as a pre-receive hook; see: promote verify --help
    --- exit 2
    ");
}
