//! `promote diff`.

use insta::assert_snapshot;

use crate::support::Repo;

#[test]
fn by_key_and_file() {
    let repo = Repo::pipeline();
    assert_snapshot!(repo.promote_line("diff staging production"), @"");
}
