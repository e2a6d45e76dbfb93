//! Files that cannot be edited: a wide selection leaves them out and says so, a key that was asked for by name is refused.

use insta::assert_snapshot;

use crate::support::Repo;

/// The pipeline, with a file whose difference cannot be written: keys with dots inside braces.
fn with_a_refused_file() -> Repo {
    let repo = Repo::pipeline();
    repo.write("envs/staging/log.toml", "log = { level.app = \"info\", level.db = \"warn\" }\n");
    repo.write("envs/production/log.toml", "own = 1\nlog = { level.app = \"info\" }\n").commit("Log levels");
    repo
}

#[test]
fn a_promotion_of_everything_leaves_the_file_out() {
    let repo = with_a_refused_file();
    assert_snapshot!(repo.promote_line("create staging production"), @"
    $ promote create staging production
    envs/{env}/application.yaml
      ~ query.timeout  30 -> 60
      + query.cache    true
      ~ server.log     info -> debug

    1 key owned by production (keep) left out
    2 keys are only in production and stay; --prune removes them
    Created promotion 1 staging -> production: 1 added, 2 modified
    plan sha256:<digest>
    --- stderr
    hint: promote validate 1
    note: this begins the ledger, on the branch promotions; promote.yaml on main rules
    note: envs/production/log.toml is left out with 1 key, because it cannot be edited: log.level (line 2): keys cannot be added to, or removed from, dotted keys inside braces: promote the value in braces as a whole
    ");
    assert_snapshot!(repo.promote_line("create staging production -q --dry-run --key 'log*' --key query.timeout"), @"
    $ promote create staging production -q --dry-run --key 'log*' --key query.timeout
    --- stderr
    note: envs/production/log.toml is left out with 1 key, because it cannot be edited: log.level (line 2): keys cannot be added to, or removed from, dotted keys inside braces: promote the value in braces as a whole
    ");
    assert_eq!(repo.run("verify").code, 0);
}

#[test]
fn a_patch_of_everything_leaves_the_file_out() {
    let repo = with_a_refused_file();
    assert_snapshot!(repo.promote_line("diff staging production -o patch"), @"
    $ promote diff staging production -o patch
    diff --git a/envs/production/application.yaml b/envs/production/application.yaml
    index 5daa38ec58bce007e2932dfcc6cdb2e0c2455baa..05ccaa5c875c08efed1d95743c6f2dd67c1af2e2 100644
    --- a/envs/production/application.yaml
    +++ b/envs/production/application.yaml
    @@ -1,10 +1,11 @@
     # Query service, production
     query:
    -  timeout: 30   # seconds
    +  timeout: 60   # seconds
       retries: 3
    +  cache: true
     
     server:
       replicas: 12
    -  log: info
    +  log: debug
       # only here
       region: eu-west-1
    --- stderr
    note: envs/production/log.toml is left out with 1 key, because it cannot be edited: log.level (line 2): keys cannot be added to, or removed from, dotted keys inside braces: promote the value in braces as a whole
    ");
}

#[test]
fn a_key_that_is_named_is_refused() {
    let repo = with_a_refused_file();
    let before = repo.everything();
    assert_snapshot!(repo.promote_line("create staging production --key log.level.db --key query.timeout"), @"
    $ promote create staging production --key log.level.db --key query.timeout
    --- stderr
    error: envs/production/log.toml: log.level (line 2): keys cannot be added to, or removed from, dotted keys inside braces: promote the value in braces as a whole
    --- exit 4
    ");
    assert_snapshot!(repo.promote_line("diff staging production log.level.db -o patch"), @"
    $ promote diff staging production log.level.db -o patch
    --- stderr
    error: envs/production/log.toml: log.level (line 2): keys cannot be added to, or removed from, dotted keys inside braces: promote the value in braces as a whole
    --- exit 4
    ");
    repo.assert_unchanged(&before);
}

#[test]
fn where_no_other_file_is_left_the_selection_is_refused() {
    let repo = with_a_refused_file();
    let before = repo.everything();
    assert_snapshot!(repo.promote_line("create staging production --key 'log.*'"), @"
    $ promote create staging production --key 'log.*'
    --- stderr
    error: envs/production/log.toml: log.level (line 2): keys cannot be added to, or removed from, dotted keys inside braces: promote the value in braces as a whole
    --- exit 4
    ");
    assert_snapshot!(repo.promote_line("diff staging production 'log.*' -o patch"), @"
    $ promote diff staging production 'log.*' -o patch
    --- stderr
    error: envs/production/log.toml: log.level (line 2): keys cannot be added to, or removed from, dotted keys inside braces: promote the value in braces as a whole
    --- exit 4
    ");
    repo.assert_unchanged(&before);
}
