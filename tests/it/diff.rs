//! `promote diff`.

use insta::assert_snapshot;

use crate::support::Repo;

#[test]
fn by_key_and_file() {
    let repo = Repo::pipeline();
    assert_snapshot!(repo.promote_line("diff staging production"), @"
    $ promote diff staging production
    envs/{env}/application.yaml
      ~ query.timeout  30 -> 60
      + query.cache    true
      ~ server.log     info -> debug
      - server.region  eu-west-1

    staging -> production: 1 added, 2 modified, 1 removed
    1 own key of production left out; --keep shows them
    ");
}
