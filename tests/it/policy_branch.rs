//! `promote ledger policy-branch` and `promote ledger upgrade`: decisions about the ledger itself.

use insta::assert_snapshot;

use crate::attacks::{codes, codes_in_new_clone};
use crate::frozen::frozen;
use crate::receive::{guarded, push, strict};
use crate::support::{POLICY, Repo};

/// Changes of promote.yaml need this many consents.
fn ruled(required: u32) -> String {
    format!("{POLICY}policy: {{ approvals: {{ required: {required} }} }}\n")
}

#[test]
fn the_branch_of_the_policy_is_renamed() {
    let repo = Repo::open_pipeline();
    repo.git_line("branch -m main master");
    repo.ok("create dev staging --key query.timeout --execute");
    repo.git_line("branch -m master main");
    assert_snapshot!(repo.promote_line("status"), @"
    $ promote status
    --- stderr
    error: the ledger is ruled by promote.yaml on master, and there is no branch master
    hint: bring the branch back: git branch master <c1>
    hint: or read promote.yaml from another branch: promote ledger policy-branch BRANCH --reason TEXT
    --- exit 2
    ");
    assert_snapshot!(repo.promote_line("ledger policy-branch main --reason 'We renamed master'"), @"
    $ promote ledger policy-branch main --reason 'We renamed master'
    Decided that promote.yaml is read from main: 1 of 1 approval; promote.yaml on main rules
    ");
    assert_snapshot!(repo.promote_line("ledger policy-branch main --reason 'We renamed master'"), @"
    $ promote ledger policy-branch main --reason 'We renamed master'
    --- stderr
    error: promote.yaml on main rules already
    --- exit 2
    ");
    repo.ok("create staging production --key query.timeout --execute");
    assert_eq!(codes(&repo, "."), [] as [&str; 0]);
    assert_eq!(codes_in_new_clone(&repo), [] as [&str; 0]);
    // The rules of before still rule what was done before.
    repo.policy(POLICY);
    repo.commit("Two approvals");
    repo.validated("--key server.log");
    repo.fails(3, "execute @");
    assert_eq!(codes_in_new_clone(&repo), [] as [&str; 0]);
}

#[test]
fn the_default_branch_of_the_remote_is_another_one() {
    let repo = Repo::open_shared();
    repo.validated("--key query.timeout");
    repo.git_line("-C ../origin.git branch trunk main");
    repo.git_line("-C ../origin.git symbolic-ref HEAD refs/heads/trunk");
    assert_snapshot!(repo.promote_line("execute @"), @"
    $ promote execute @
    --- stderr
    error: the default branch of the remote 'origin' is trunk, but the ledger is ruled by promote.yaml on main
    hint: read promote.yaml from trunk instead: promote ledger policy-branch trunk --reason TEXT
    hint: or stay with main, and say so: promote ledger policy-branch main --reason TEXT
    hint: show the default branch: git ls-remote --symref origin HEAD
    --- exit 2
    ");
    repo.ok("status");
    assert_snapshot!(repo.promote_line("ledger policy-branch trunk --reason 'We renamed main' -o json"), @r#"
    $ promote ledger policy-branch trunk --reason 'We renamed main' -o json
    {
      "schemaVersion": 1,
      "from": "main",
      "to": "trunk",
      "commit": "<c1>",
      "required": 1,
      "by": [
        "ann@acme.com"
      ],
      "ok": true
    }
    "#);
    // Production is where promote.yaml is.
    assert!(repo.ok("execute @").contains("on trunk"));
    assert_eq!(codes(&repo, "."), [] as [&str; 0]);
}

#[test]
fn a_branch_that_is_not_the_default_branch_rules_on_purpose() {
    let repo = Repo::open_shared();
    repo.validated("--key query.timeout");
    repo.git_line("-C ../origin.git branch trunk main");
    repo.git_line("-C ../origin.git symbolic-ref HEAD refs/heads/trunk");
    repo.fails(2, "execute @");
    assert_snapshot!(repo.promote_line("ledger policy-branch main --reason 'Trunk is for code'"), @"
    $ promote ledger policy-branch main --reason 'Trunk is for code'
    Decided that promote.yaml is read from main: 1 of 1 approval; promote.yaml on main rules
    ");
    repo.ok("execute @");
    assert_eq!(codes(&repo, "."), [] as [&str; 0]);
    repo.git_line("-C ../origin.git branch other main");
    repo.git_line("-C ../origin.git symbolic-ref HEAD refs/heads/other");
    repo.fails(2, "rollback @- --reason 'Too slow'");
}

#[test]
fn a_move_needs_the_consents_that_the_old_branch_asks_for() {
    let repo = Repo::pipeline();
    repo.policy(&ruled(2));
    repo.commit("Rules for the rules");
    repo.git_line("branch trunk main");
    repo.validated("--key query.timeout");
    assert_snapshot!(repo.as_user("mallory").promote_line("ledger policy-branch trunk --reason 'Mine'"), @"
    $ promote ledger policy-branch trunk --reason 'Mine'
    Decided that promote.yaml is read from trunk: 1 of 2 approvals; promote.yaml on main rules until then
    ");
    assert_eq!(codes(&repo, "."), [] as [&str; 0]);
    // One is not enough, however often she says it.
    repo.ok("ledger policy-branch trunk --reason 'Mine again'");
    repo.git_line("checkout -q trunk");
    repo.policy(&POLICY.replace("required: 2", "required: 0"));
    repo.commit("Looser");
    repo.git_line("checkout -q main");
    assert!(repo.fails(3, "execute @").contains("needs 2 approvals"));
    assert_eq!(codes(&repo, "."), [] as [&str; 0]);
    // Another move takes the place of one that waits. Its promote.yaml must be the one that rules.
    assert_snapshot!(repo.as_user("bob").promote_line("ledger policy-branch trunk --reason 'Hers'"), @"
    $ promote ledger policy-branch trunk --reason 'Hers'
    --- stderr
    error: promote.yaml on trunk differs from the one on main, which rules
    hint: bring it there first: git checkout <c1> -- promote.yaml
    --- exit 2
    ");
    repo.git_line("branch release main");
    repo.ok("ledger policy-branch release --reason 'Release from here'");
    let said = repo.as_user("cem").ok("ledger policy-branch release --reason 'Yes'");
    assert!(said.contains("2 of 2 approvals; promote.yaml on release rules"), "{said}");
    assert_eq!(codes(&repo, "."), [] as [&str; 0]);
    // Changes on the new branch need consents, too; those on the old one count no more.
    repo.git_line("checkout -q release");
    repo.as_user("mallory").policy(&POLICY.replace("required: 2", "required: 0"));
    repo.commit("Looser");
    assert_eq!(codes(&repo, "."), ["policy-unapproved"]);
    repo.as_user("bob").ok("approve --policy release");
    repo.as_user("cem").ok("approve --policy release");
    assert_eq!(codes_in_new_clone(&repo), [] as [&str; 0]);
}

/// A statement that is written with git alone, under rules that were never in force.
#[test]
fn a_move_under_other_rules_does_not_count() {
    let repo = Repo::pipeline();
    repo.policy(&ruled(2));
    repo.commit("Rules for the rules");
    let id = repo.validated("--key query.timeout");
    repo.git_line("checkout -q -b evil");
    repo.as_user("mallory").policy(&POLICY.replace("required: 2", "required: 0"));
    repo.commit("Looser");
    repo.git_line("checkout -q main");
    let ledger = crate::attacks::forge::Ledger::open(&repo);
    let [tip, root] = ["evil", "promotions~2"].map(|rev| repo.git_line(&format!("rev-parse {rev}")));
    let statement = serde_json::json!({
        "version": 1, "ledger": root, "reason": "Mine", "policy": tip,
        "decision": { "move-policy": { "from": "main", "to": "evil", "commit": tip } },
        "by": crate::attacks::forge::mallory(), "at": "2026-03-02T09:00:30Z",
    });
    ledger.write("policy-moves/1/1.json", &statement.to_string());
    ledger.git("add -A");
    repo.as_user("mallory").git_line("-C ../ledger commit -q -m 'Read promote.yaml from evil instead of main'");
    assert!(repo.as_user("ann").fails(3, &format!("execute {id}")).contains("needs 2 approvals"));
    assert!(!codes(&repo, ".").is_empty());
    assert!(!codes_in_new_clone(&repo).is_empty());
}

#[test]
fn the_hook_takes_a_move_that_comes_alone() {
    let repo = guarded(&strict());
    repo.git_in_world("clone -q origin.git bob");
    repo.validated("--key query.timeout");
    repo.as_user("bob").ok("-C ../bob approve @");
    repo.as_user("ann").ok("execute @");
    repo.git_line("push -q origin origin/main:refs/heads/trunk");
    repo.ok("ledger policy-branch trunk --reason 'A trunk'");
    assert_eq!(push(&repo, "origin HEAD:refs/heads/topic"), "taken\n");
    assert_eq!(codes(&repo, "../origin.git"), [] as [&str; 0]);
}

#[test]
fn the_hook_refuses_a_move_with_other_rules() {
    let repo = guarded(&strict());
    repo.validated("--key query.timeout");
    repo.git_line("fetch -q");
    repo.git_line("branch -f promotions origin/promotions");
    repo.git_line("push -q origin main:refs/heads/trunk");
    repo.git_line("remote set-url origin ../elsewhere.git");
    // The move is made in a clone of its own.
    repo.git_in_world("clone -q --mirror origin.git elsewhere.git");
    repo.ok("ledger policy-branch trunk --reason 'A trunk'");
    repo.git_line("fetch -q");
    repo.git_line("checkout -q trunk");
    repo.policy(&format!("{}remote: origin\n", POLICY.replace("required: 2", "required: 0")));
    repo.commit("Looser");
    repo.git_line("remote set-url origin ../origin.git");
    assert_snapshot!(push(&repo, "--atomic origin trunk refs/remotes/origin/promotions:refs/heads/promotions"), @"
    refused
    promote: refused: <c1>: promote.yaml on trunk is to rule from <c2> on, but this push leaves the branch elsewhere, or with other rules (policy-commit)
    promote: hint: push the move of the policy branch alone
    ");
    assert_eq!(push(&repo, "origin refs/remotes/origin/promotions:refs/heads/promotions"), "taken\n");
}

#[test]
fn a_ledger_of_version_1_is_upgraded() {
    let repo = frozen("v1");
    assert_snapshot!(repo.promote_line("ledger policy-branch other --reason 'Another'"), @"
    $ promote ledger policy-branch other --reason 'Another'
    --- stderr
    error: the policy branch of a ledger of version 1 cannot be moved
    hint: go on in the newer version first: promote ledger upgrade --reason TEXT
    --- exit 2
    ");
    assert_snapshot!(repo.promote_line("ledger upgrade --reason 'Version 2'"), @"
    $ promote ledger upgrade --reason 'Version 2'
    Decided that the ledger goes on in version 2 after event <c1>: 1 of 1 approval; it has this version now
    ");
    assert_snapshot!(repo.promote_line("ledger upgrade --reason 'Version 2'"), @"
    $ promote ledger upgrade --reason 'Version 2'
    --- stderr
    error: the ledger has version 2 already
    --- exit 2
    ");
    assert_eq!(codes(&repo, "."), [] as [&str; 0]);
    // The rules that open plans were made by are not known.
    let open = repo.ok("list -q");
    let open = open.lines().next().unwrap();
    assert!(repo.fails(4, &format!("execute {open}")).contains("promote refresh"));
    repo.ok(&format!("refresh {open} --overwrite"));
    assert!(repo.git_line("ls-tree --name-only promotions").contains("tips.json"));
    assert_eq!(codes_in_new_clone(&repo), [] as [&str; 0]);
}

/// Where changes of promote.yaml need consents, those who agree to an upgrade agree to what happened before.
#[test]
fn proof_begins_after_an_upgrade_with_consents() {
    for required in [0, 1] {
        let repo = frozen("v1");
        let rule = format!("policy: {{ approvals: {{ required: {required} }} }}\n");
        repo.write("promote.yaml", &(repo.read("promote.yaml") + &rule));
        repo.commit("Rules for the rules");
        let ledger = crate::attacks::forge::Ledger::open(&repo);
        ledger.write("junk", "By hand");
        ledger.git("add -A");
        ledger.git("commit -q -m Junk");
        assert_eq!(codes(&repo, "."), ["ledger-commit", "ledger-files"]);
        repo.as_user("bob").ok("ledger upgrade --reason 'We looked at it'");
        let found = codes_in_new_clone(&repo);
        assert_eq!(found.is_empty(), required == 1, "{found:?}");
        // What comes later is found.
        ledger.git("reset -q --hard promotions");
        ledger.write("junk", "By hand again");
        ledger.git("add -A");
        ledger.git("commit -q -m Junk");
        assert_eq!(codes_in_new_clone(&repo), ["ledger-commit", "ledger-files"]);
    }
}

#[test]
fn a_policy_that_is_not_committed_is_noted() {
    let repo = Repo::open_pipeline();
    repo.policy(POLICY);
    assert_snapshot!(repo.promote_line("status"), @"
    $ promote status
    dev -> staging         1 modified           never promoted
    staging -> production  1 added, 2 modified  never promoted
        1 only in production, 1 key owned by production (keep)

    No promotion is open.
    --- stderr
    note: promote.yaml has changes here that are not committed, and do not rule; show them: git diff HEAD -- :/promote.yaml
    ");
    assert_snapshot!(repo.promote_line("create staging production --key query.timeout -q --dry-run"), @"
    $ promote create staging production --key query.timeout -q --dry-run
    --- stderr
    note: promote.yaml has changes here that are not committed, and do not rule; show them: git diff HEAD -- :/promote.yaml
    ");
    // Committed on a branch of its own it does not rule, either, but nobody expects that.
    repo.git_line("checkout -q -b rules");
    repo.commit("Two approvals");
    assert!(!repo.promote_line("status").contains("not committed"));
    // Nor are other ends of lines a change.
    repo.git_line("checkout -q main");
    let crlf = repo.read("promote.yaml").replace('\n', "\r\n");
    repo.write("promote.yaml", crlf);
    assert!(!repo.promote_line("status").contains("not committed"));
}
