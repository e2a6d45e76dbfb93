//! The beginning of a ledger: which branch rules, and whether a remote has a ledger already.

use insta::assert_snapshot;

use crate::support::{POLICY, Repo};

/// A repository with a remote that `promote.yaml` does not name.
fn with_remote() -> Repo {
    let repo = Repo::open_pipeline();
    repo.git_in_world("init -q --bare -b main origin.git");
    repo.git_line("remote add origin ../origin.git");
    repo.git_line("push -q origin main");
    repo
}

#[test]
fn says_which_branch_rules() {
    let repo = with_remote();
    assert_snapshot!(repo.promote_line("create staging production query.timeout"), @"
    $ promote create staging production query.timeout
    envs/{env}/application.yaml
      ~ query.timeout  30 -> 60

    Created promotion 1 staging -> production: 1 modified
    plan sha256:<digest>
    --- stderr
    hint: promote validate 1
    note: this begins the ledger, on the branch promotions; promote.yaml on main rules
    ");
    assert!(!repo.promote_line("create staging production server.log").contains("begins"));
    let other = with_remote();
    assert!(!other.promote_line("create staging production query.timeout --dry-run").contains("begins"));
}

#[test]
fn does_not_begin_a_second_ledger() {
    let repo = with_remote();
    repo.git_in_world("clone -q origin.git second");
    repo.ok("create staging production query.timeout");
    repo.git_line("push -q origin promotions");
    // The other clone has not fetched it yet; then it has.
    assert_snapshot!(repo.promote_line("-C ../second create staging production server.log"), @"
    $ promote -C ../second create staging production server.log
    --- stderr
    error: the remote 'origin' has a ledger already: promotions
    hint: go on with it: write 'remote: origin' into promote.yaml, and commit that
    hint: or fetch it into this clone: git fetch origin promotions:promotions
    hint: or begin another one here, beside it: --new-ledger
    --- exit 2
    ");
    repo.git_line("-C ../second fetch -q origin");
    let before = repo.git_line("-C ../second for-each-ref");
    assert_snapshot!(repo.promote_line("-C ../second create staging production server.log"), @"
    $ promote -C ../second create staging production server.log
    --- stderr
    error: the remote 'origin' has a ledger already: promotions
    hint: go on with it: write 'remote: origin' into promote.yaml, and commit that
    hint: or fetch it into this clone: git fetch origin promotions:promotions
    hint: or begin another one here, beside it: --new-ledger
    --- exit 2
    ");
    for line in ["approve 1", "run-due", "ledger upgrade --reason x"] {
        assert!(repo.fails(2, &format!("-C ../second {line}")).contains("has a ledger already"), "{line}");
    }
    assert_eq!(repo.git_line("-C ../second for-each-ref"), before);
    assert!(repo.ok("-C ../second create staging production server.log --new-ledger").contains("Created promotion 1"));
}

#[test]
fn a_ledger_that_only_the_clone_has_is_not_left_behind() {
    let repo = with_remote();
    repo.ok("create staging production query.timeout");
    repo.policy(&format!("{}remote: origin\n", repo.read("promote.yaml"))).commit("The remote decides");
    repo.git_line("push -q origin main");
    assert_snapshot!(repo.promote_line("create staging production server.log"), @"
    $ promote create staging production server.log
    --- stderr
    error: the remote 'origin' decides and has no ledger, but this clone has one: promotions
    hint: give it to the remote: git push origin promotions
    hint: or begin another one there: --new-ledger
    --- exit 2
    ");
    repo.git_line("push -q origin promotions");
    assert!(repo.ok("create staging production server.log").contains("Created promotion 2"));
}

#[test]
fn a_remote_that_cannot_be_asked_is_a_reason_to_refuse() {
    let repo = with_remote();
    repo.git_line("remote set-url origin ../gone.git");
    assert_snapshot!(repo.promote_line("create staging production query.timeout"), @"
    $ promote create staging production query.timeout
    --- stderr
    error: the remote 'origin' cannot be asked whether it has a ledger already: the remote 'origin' could not be reached: '../gone.git' does not appear to be a git repository; Could not read from remote repository.
    hint: check the connection: git ls-remote origin
    hint: if no remote has a ledger, begin one: --new-ledger
    --- exit 5
    ");
    assert!(repo.fails(5, "create staging production query.timeout --offline").contains("--offline"));
    repo.ok("create staging production query.timeout --new-ledger");
    // A ledger that has begun asks nobody.
    repo.ok("create staging production server.log");
}

#[test]
fn reading_shows_the_ledger_that_was_fetched() {
    let repo = with_remote();
    repo.ok("create staging production query.timeout");
    repo.git_line("push -q origin promotions");
    repo.git_in_world("clone -q origin.git second");
    assert_snapshot!(repo.promote_line("-C ../second list"), @"
    $ promote -C ../second list
    1  CREATED  staging -> production  Ann, 2026-03-02 09:00:11 UTC  not validated yet  query.timeout
    --- stderr
    note: showing the ledger origin/promotions as it was fetched; to decide there, write 'remote: origin' into promote.yaml
    ");
    // Its own ledger is shown, and compared with that of the remote.
    repo.git_line("-C ../second branch -q promotions origin/promotions");
    assert!(!repo.promote_line("-C ../second list").contains("note:"));
    repo.ok("create staging production server.log");
    repo.git_line("push -q origin promotions");
    repo.git_line("-C ../second fetch -q origin");
    assert_snapshot!(repo.promote_line("-C ../second list"), @"
    $ promote -C ../second list
    1  CREATED  staging -> production  Ann, 2026-03-02 09:00:11 UTC  not validated yet  query.timeout
    --- stderr
    note: origin/promotions has events that promotions here has not; to decide there, write 'remote: origin' into promote.yaml
    ");
    repo.ok("-C ../second create dev staging query.timeout");
    assert_snapshot!(repo.promote_line("-C ../second list"), @"
    $ promote -C ../second list
    2  CREATED  dev -> staging         Ann, 2026-03-02 09:00:21 UTC  not validated yet  query.timeout
    1  CREATED  staging -> production  Ann, 2026-03-02 09:00:11 UTC  not validated yet  query.timeout
    --- stderr
    note: promotions here and origin/promotions have diverged, and promotions here is shown; to decide there, write 'remote: origin' into promote.yaml
    ");
}

/// A request introduces `promote.yaml`: it is on a topic branch, and the default branch has none.
fn introduced() -> Repo {
    let repo = with_remote();
    repo.git_line("rm -q promote.yaml");
    repo.commit("No rules yet");
    repo.git_line("push -q origin main");
    repo.git_in_world("clone -q origin.git second");
    repo.git_line("-C ../second checkout -q -b rules");
    let policy = POLICY.replace("required: 2", "required: 0");
    std::fs::write(repo.beside("second/promote.yaml"), policy).unwrap();
    repo.git_line("-C ../second add promote.yaml");
    repo.git_line("-C ../second commit -q -m Rules");
    repo
}

#[test]
fn rules_that_are_not_merged_are_read_and_decide_nothing() {
    let repo = introduced();
    assert_snapshot!(repo.promote_line("-C ../second status"), @"
    $ promote -C ../second status
    dev -> staging         1 modified           never promoted
    staging -> production  1 added, 2 modified  never promoted
        1 only in production, 1 key owned by production (keep)

    No promotion is open.
    --- stderr
    note: showing promote.yaml of rules, because main has none yet; nothing can be promoted before it is merged into main
    ");
    assert_snapshot!(repo.promote_line("-C ../second create staging production query.timeout"), @"
    $ promote -C ../second create staging production query.timeout
    --- stderr
    error: promote.yaml on main decides, but main has none yet: the one on rules is not merged
    hint: merge rules into main first; commands that only read work before
    hint: or let another branch rule from the beginning: --policy-branch BRANCH
    --- exit 2
    ");
    assert_eq!(repo.git_line("-C ../second branch --list promotions"), "");
    repo.git_line("-C ../second checkout -q main");
    repo.git_line("-C ../second merge -q rules");
    assert!(repo.ok("-C ../second create staging production query.timeout").contains("Created promotion 1"));
}

#[test]
fn a_branch_is_named_for_a_new_ledger_alone() {
    let repo = introduced();
    repo.ok("-C ../second create staging production query.timeout --policy-branch rules");
    assert!(repo.git_line("-C ../second show promotions:ledger.json").contains("rules"));
    assert_snapshot!(repo.promote_line("-C ../second create dev staging query.timeout --policy-branch main"), @"
    $ promote -C ../second create dev staging query.timeout --policy-branch main
    --- stderr
    error: the ledger exists and is ruled by promote.yaml on rules; --policy-branch is for a new ledger
    hint: leave the option out, and decide by rules
    hint: read promote.yaml from another branch: promote ledger policy-branch BRANCH --reason TEXT
    --- exit 2
    ");
    let repo = Repo::open_pipeline();
    assert_snapshot!(repo.promote_line("create staging production query.timeout --policy-branch nowhere"), @"
    $ promote create staging production query.timeout --policy-branch nowhere
    --- stderr
    error: the policy branch nowhere has no commit
    hint: make a first commit, or name another branch: git config promote.policyBranch BRANCH
    --- exit 2
    ");
}

#[test]
fn where_several_branches_have_rules_one_is_named() {
    let repo = Repo::open_pipeline();
    for name in ["one", "two"] {
        repo.git_line(&format!("branch -q {name}"));
    }
    repo.git_line("checkout -q one");
    repo.git_line("branch -q -D main");
    assert_snapshot!(repo.promote_line("create staging production query.timeout"), @"
    $ promote create staging production query.timeout
    --- stderr
    error: several branches have a promote.yaml: one and two
    hint: name the one that rules with the first promotion: promote create SOURCE TARGET --policy-branch BRANCH
    hint: only to read: git config promote.policyBranch BRANCH
    --- exit 2
    ");
    repo.ok("create staging production query.timeout --policy-branch two");
    assert!(repo.git_line("show promotions:ledger.json").contains("two"));
}
