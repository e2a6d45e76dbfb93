//! `promote verify`: what it says of honest history, whole and in part.

use insta::assert_snapshot;

use crate::support::Repo;

/// Two promotions, one rolled back in two parts; its repository.
fn lived() -> Repo {
    let repo = Repo::pipeline();
    let id = repo.validated("--key query");
    repo.as_user("bob").ok("approve @");
    repo.as_user("cem").ok("approve @");
    repo.as_user("dan").ok("execute @");
    repo.ok(&format!("rollback {id} --key query.cache --reason 'Too warm'"));
    repo.ok(&format!("rollback {id} --reason 'All of it'"));
    repo.as_user("ann").ok("create dev staging --key query.timeout --execute");
    repo
}

#[test]
fn an_honest_life_is_proved() {
    assert_snapshot!(lived().promote_line("verify"), @"
    $ promote verify
    ledger      2 promotions  10 events
    staging     1 promotion
    production  1 promotion, 2 rollbacks

    All of it is proved.
    ");
    assert_snapshot!(lived().promote_line("verify production"), @"
    $ promote verify production
    ledger      2 promotions  10 events
    production  1 promotion, 2 rollbacks

    All of it is proved.
    ");
    assert_eq!(lived().promote_line("verify -q"), "$ promote verify -q\n");
}

#[test]
fn nothing_at_all_is_proved_too() {
    assert_snapshot!(Repo::pipeline().promote_line("verify"), @"
    $ promote verify
    ledger      0 promotions  0 events
    staging     0 promotions
    production  0 promotions

    All of it is proved.
    ");
}

#[test]
fn a_direct_edit_is_named() {
    let repo = lived();
    repo.write("envs/production/application.yaml", "query:\n  timeout: 5\n");
    repo.as_user("mallory").commit("Quick fix");
    repo.write("envs/dev/application.yaml", "query:\n  timeout: 5\n");
    repo.commit("Work in dev");
    assert_snapshot!(repo.promote_line("verify"), @"
    $ promote verify
    ledger      2 promotions  10 events
    staging     1 promotion
    production  1 promotion, 2 rollbacks, 1 direct edit

    notice  direct-edit  <c1>
      it changes envs/production/application.yaml of production without a promotion
      production, by Mallory <mallory@acme.com>

    Proved, with 1 notice.
    ");
}
