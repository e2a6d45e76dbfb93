//! What people type: files as patterns, flags by name, verbs and options of other tools, mistyped keys and captures.

use insta::assert_snapshot;

use crate::support::Repo;

#[test]
fn a_file_or_a_folder_stands_for_its_keys() {
    let repo = Repo::open_pipeline();
    repo.write("envs/staging/other.yaml", "a: 1\nb: 2\n").commit("Another file");
    let all = repo.ok("diff staging production");
    for typed in ["application.yaml", "envs/staging/application.yaml", "'envs/{env}/application.yaml'"] {
        let seen = repo.ok(&format!("diff staging production {typed}"));
        assert!(seen.contains("query.timeout") && !seen.contains("other.yaml"), "{typed}: {seen}");
    }
    assert_eq!(repo.ok("diff staging production envs/staging/"), all);
    assert!(repo.ok("keys staging other.yaml").contains(" b "));
    assert_snapshot!(repo.promote_line("create staging production other.yaml"), @"
    $ promote create staging production other.yaml
    envs/{env}/other.yaml
      + a  1
      + b  2

    Created promotion 1 staging -> production: 2 added
    plan sha256:<digest>
    --- stderr
    hint: promote validate 1
    note: this begins the ledger, on the branch promotions; promote.yaml on main rules
    ");
    assert_snapshot!(repo.promote_line("diff staging production"), @"
    $ promote diff staging production
    1 new file waits

    + envs/{env}/other.yaml  new file, 2 keys

    3 keys of unknown direction: no history yet

    envs/{env}/application.yaml
      ~ query.timeout  30 -> 60
      + query.cache    true
      ~ server.log     info -> debug

    1 key only in production

    envs/{env}/application.yaml
      - server.region  eu-west-1

    staging -> production: 3 added, 2 modified, 1 only in production
    1 key owned by production (keep) left out; --keep shows it
    ");
    assert!(repo.ok("diff staging production -v").contains("+ a  1"));
    assert_snapshot!(repo.promote_line("diff staging production nowhere.yaml"), @"
    $ promote diff staging production nowhere.yaml
    --- stderr
    error: 'nowhere.yaml' matches no key in staging or production
    hint: list the keys: promote keys staging
    --- exit 2
    ");
}

#[test]
fn a_flag_is_taken_by_its_name() {
    let repo = Repo::open_pipeline();
    let flags = |percent: u8| format!("flags:\n  new-search:\n    percent: {percent}\n  cart: {{percent: 1}}\n");
    repo.write("envs/staging/flags.yaml", flags(50)).write("envs/production/flags.yaml", flags(0)).commit("Flags");
    for name in ["new-search", "flags.new-search"] {
        assert!(repo.ok(&format!("create staging production --flag {name} --dry-run")).contains("flags.new-search"));
    }
    assert_snapshot!(repo.promote_line("create staging production --flag query.timeout"), @"
    $ promote create staging production --flag query.timeout
    --- stderr
    error: 'query.timeout' matches no key in staging or production
    hint: list the keys: promote keys staging
    --- exit 2
    ");
}

#[test]
fn a_map_that_fills_is_an_addition() {
    let repo = Repo::open_pipeline();
    repo.write("envs/staging/other.yaml", "env: {a: 1}\nlist: []\n")
        .write("envs/production/other.yaml", "env: {}\nlist: []\n");
    repo.commit("A map fills");
    assert_snapshot!(repo.promote_line("diff staging production other.yaml"), @"
    $ promote diff staging production other.yaml
    envs/{env}/other.yaml
      + env.a  1

    staging -> production: 1 added
    ");
    assert_snapshot!(repo.promote_line("create staging production other.yaml --execute"), @"
    $ promote create staging production other.yaml --execute
    envs/{env}/other.yaml
      + env.a  1

    Created promotion 1 staging -> production: 1 added
    plan sha256:<digest>
    Executed promotion 1 as <c1> on main
      Promote env.a to production
      files updated in /world/repo
    --- stderr
    hint: to roll it back: promote rollback 1 --reason TEXT
    note: this begins the ledger, on the branch promotions; promote.yaml on main rules
    ");
    // A rollback brings the empty map back.
    repo.ok("rollback @- --reason no");
    assert_eq!(repo.read("envs/production/other.yaml"), "env: {}\nlist: []\n");
}

#[test]
fn verbs_and_options_of_other_tools_are_understood() {
    let repo = Repo::open_pipeline();
    for (typed, ours) in [
        ("undo @", "rollback"),
        ("revert @", "rollback"),
        ("apply @", "execute"),
        ("ls", "list"),
        ("promote a b", "create"),
    ] {
        let said = repo.fails(2, typed);
        assert!(said.contains(&format!("'{ours}'")), "{said}");
    }
    assert_snapshot!(repo.promote_line("create staging production -m hello"), @"
    $ promote create staging production -m hello
    --- stderr
    error: unexpected argument '-m' found

      tip: a similar argument exists: '--notes'

    Usage: promote create [OPTIONS] [SOURCE] [TARGET] [KEY]...

    For more information, try '--help'.
    --- exit 2
    ");
    assert_snapshot!(repo.promote_line("create staging"), @"
    $ promote create staging
    --- stderr
    error: the following required arguments were not provided:
      <TARGET>

    Usage: promote create <SOURCE> <TARGET> [KEY]...

    For more information, try '--help'.
    hint: the environments in promote.yaml are dev, staging and production
    hint: the edges are dev -> staging and staging -> production
    --- exit 2
    ");
    assert_snapshot!(repo.promote_line("show"), @"
    $ promote show
    --- stderr
    error: the following required arguments were not provided:
      <ID>

    Usage: promote show <ID>

    For more information, try '--help'.
    hint: no promotion is open; list all promotions: promote list --all
    --- exit 2
    ");
    repo.validated("--key query.timeout");
    assert_snapshot!(repo.promote_line("approve"), @"
    $ promote approve
    --- stderr
    error: the following required arguments were not provided:
      <ID>

    Usage: promote approve <ID>

    For more information, try '--help'.
    hint: promote approve 1   staging -> production: query.timeout
    --- exit 2
    ");
}

#[test]
fn mistyped_keys_are_suggested() {
    let repo = Repo::open_pipeline();
    for line in
        ["keys staging query.timeot", "diff staging production query.timeot", "create staging production query.timeot"]
    {
        assert!(repo.fails(2, line).contains("did you mean query.timeout?"), "{line}");
    }
    assert_snapshot!(repo.promote_line("create staging production --config query.timeout"), @"
    $ promote create staging production --config query.timeout
    --- stderr
    error: 'query.timeout' is not an id: an id has at least 6 hexadecimal digits
    hint: select a key by its name: promote create SOURCE TARGET 'query.timeout'
    hint: list the ids: promote keys SOURCE
    --- exit 2
    ");
    assert_snapshot!(repo.promote_line("create staging production query.timeout=60"), @"
    $ promote create staging production query.timeout=60
    --- stderr
    error: 'query.timeout=60' matches no key in staging or production
    hint: did you mean query.timeout?
    hint: a promotion copies the source's value, so name the key alone: 'query.timeout'
    hint: list the keys: promote keys staging
    --- exit 2
    ");
    assert_snapshot!(repo.promote_line("show nonsense"), @"
    $ promote show nonsense
    --- stderr
    error: 'nonsense' is not an id: an id has at least 6 hexadecimal digits
    hint: list all promotions: promote list --all
    --- exit 2
    ");
    assert_snapshot!(repo.promote_line("create --from nowhere.json"), @"
    $ promote create --from nowhere.json
    --- stderr
    error: cannot read the request from nowhere.json: No such file or directory (os error 2)
    hint: '--from -' reads it from standard input
    --- exit 2
    ");
}

#[test]
fn status_and_log_are_narrowed() {
    let repo = Repo::open_pipeline();
    let status = repo.ok("status staging");
    assert!(status.contains("dev -> staging") && status.contains("staging -> production"));
    assert!(!repo.ok("status dev").contains("production"));
    assert!(repo.fails(2, "status stagin").contains("did you mean staging?"));
    repo.executed("--key query.timeout --notes 'Slow network'");
    repo.executed("--key query.cache --key server.log");
    assert_snapshot!(repo.promote_line("log production"), @"
    $ promote log production
    2026-03-02 09:00:12 UTC  2  <c1>  from staging  Ann  query.cache, server.log
    2026-03-02 09:00:11 UTC  1  <c2>  from staging  Ann  query.timeout
        Slow network
    ");
    assert_snapshot!(repo.promote_line("log production 'query.c*'"), @"
    $ promote log production 'query.c*'
    2026-03-02 09:00:12 UTC  2  <c1>  from staging  Ann  query.cache
    ");
    assert_snapshot!(repo.promote_line("log production nothing"), @"
    $ promote log production nothing
    No promotion into production matches.
    ");
}

#[test]
fn a_refresh_without_change_keeps_approvals() {
    let repo = Repo::pipeline();
    repo.validated("--key query.timeout");
    repo.as_user("bob").ok("approve @");
    repo.write("README", "Work\n").commit("Something else");
    let before = repo.refs();
    assert_snapshot!(repo.as_user("ann").promote_line("refresh @"), @"
    $ promote refresh @
    envs/{env}/application.yaml
      ~ query.timeout  30 -> 60

    Already up to date: promotion 1 staging -> production: 1 modified
    plan sha256:<digest>
    ");
    assert_eq!(repo.refs(), before);
    let text = repo.read("envs/staging/application.yaml").replace("60", "61");
    repo.write("envs/staging/application.yaml", text).commit("Staging moves on");
    assert_snapshot!(repo.promote_line("refresh @"), @"
    $ promote refresh @
    envs/{env}/application.yaml
      ~ query.timeout  30 -> 61

    Refreshed promotion 1 staging -> production: 1 modified
    the approval of Bob lapses, because the plan is another one
    plan sha256:<digest>
    --- stderr
    hint: promote validate 1
    ");
    assert_snapshot!(repo.promote_line("create staging production query.timeout"), @"
    $ promote create staging production query.timeout
    envs/{env}/application.yaml
      ~ query.timeout  30 -> 61

    Created promotion 2 staging -> production: 1 modified
    plan sha256:<digest>
    --- stderr
    hint: promote validate 2
    note: the same plan is open already, as promotion 1
    ");
}

/// Prometheus rules have names with colons.
#[test]
fn a_key_with_a_colon_in_it() {
    let rules = |expr: &str| {
        format!("groups:\n  - name: x\n    rules:\n      - record: job:errors:rate5m\n        expr: {expr}\n")
    };
    let repo = Repo::with_file("rules.yaml", &rules("b"), &rules("a"));
    assert_snapshot!(repo.promote_line("create dev staging --dry-run --key '*record=job:*'"), @"
    $ promote create dev staging --dry-run --key '*record=job:*'
    --- stderr
    error: '*record=job:*' matches no key in dev or staging
    hint: what is before a ':' names a file; for a key with a ':' in it: '*:*record=job:*'
    hint: list the keys: promote keys dev
    --- exit 2
    ");
    assert_snapshot!(repo.promote_line("create dev staging --dry-run --key '*:*record=job:*'"), @"
    $ promote create dev staging --dry-run --key '*:*record=job:*'
    envs/{env}/rules.yaml
      ~ groups[name=x].rules[record=job:errors:rate5m].expr
          a -> b

    Would create a promotion dev -> staging: 1 modified
    ");
}
