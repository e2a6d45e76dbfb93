//! A remote decides: several clones of one repository, each with its own view, and one outcome.

use insta::assert_snapshot;

use crate::support::{POLICY, Repo};

/// Ann's clone of a repository whose remote decides, with Bob's beside it.
fn shared() -> Repo {
    let repo = Repo::pipeline();
    repo.git_in_world("init -q --bare -b main origin.git");
    repo.policy(&(POLICY.replace("required: 2", "required: 1") + "remote: origin\n"));
    repo.commit("A remote decides");
    repo.git_line("remote add origin ../origin.git");
    repo.git_line("push -q origin main");
    repo.git_in_world("clone -q origin.git bob");
    repo
}

#[test]
fn from_one_clone_to_the_other() {
    let repo = shared();
    assert_snapshot!(repo.promote_line("create staging production --key query.timeout --validate"), @"
    $ promote create staging production --key query.timeout --validate
    envs/{env}/application.yaml
      ~ query.timeout  30 -> 60

    Created promotion <P1> staging -> production: 1 modified
    plan sha256:<digest>
    Promotion <P1> is valid: it has 0 of 1 approval
    ");
    assert_snapshot!(repo.as_user("bob").promote_line("-C ../bob approve @"), @"
    $ promote -C ../bob approve @
    Approved promotion <P1>: 1 of 1 approval, ready to execute
    --- stderr
    hint: promote execute <P1>
    ");
    assert_snapshot!(repo.as_user("ann").promote_line("execute @"), @"
    $ promote execute @
    Executed promotion <P1> as <c1> on main
      Promote staging to production: 1 config
      files updated in /world/repo
    --- stderr
    hint: to take it back: promote rollback <P1> --reason TEXT
    ");
    assert_snapshot!(repo.git_text("log --oneline --all --decorate"), @"
    8d713f0 (HEAD -> main, origin/main) Promote staging to production: 1 config
    a7b804b (origin/promotions) Execute staging to production: 1 config
    8dee0d3 Approve staging to production: 1 config
    8d0ecf7 Validate staging to production: 1 config
    1c6e380 Create staging to production: 1 config
    3c6bacc Begin the ledger of promotions
    96c9b7d A remote decides
    3c9d739 Three environments
    ");
    assert_snapshot!(repo.git_text("-C ../origin.git log --oneline --all --decorate"), @"
    8d713f0 (HEAD -> main) Promote staging to production: 1 config
    a7b804b (promotions) Execute staging to production: 1 config
    8dee0d3 Approve staging to production: 1 config
    8d0ecf7 Validate staging to production: 1 config
    1c6e380 Create staging to production: 1 config
    3c6bacc Begin the ledger of promotions
    96c9b7d A remote decides
    3c9d739 Three environments
    ");
    assert_eq!(repo.git_line("status --porcelain"), "");
    assert_snapshot!(repo.as_user("bob").promote_line("-C ../bob status"), @"
    $ promote -C ../bob status
    dev -> staging         1 modified                                                             never promoted
    staging -> production  1 added, 1 modified, 1 removed  1 own  0 new since the last promotion  last 2026-03-02 09:00:14 UTC

    No promotion is open.
    ");
    assert_snapshot!(repo.as_user("bob").promote_line("-C ../bob rollback @ --reason 'It is slow'"), @"
    $ promote -C ../bob rollback @ --reason 'It is slow'
    --- stderr
    error: '@' stands for the only open promotion, but none is open
    hint: create one: promote create SOURCE TARGET
    --- exit 2
    ");
    assert_snapshot!(repo.as_user("bob").promote_line("-C ../bob list --all"), @"
    $ promote -C ../bob list --all
    <P1>  EXECUTED  staging -> production  1 config  Ann, 2026-03-02 09:00:12 UTC
    ");
    repo.fsck();
}
