//! `promote get`: one value, everywhere or for scripts.

use insta::assert_snapshot;

use crate::support::Repo;

#[test]
fn prints_a_value_in_every_environment_or_in_one() {
    let repo = Repo::promoted();
    assert_snapshot!(repo.promote_line("get query.timeout"), @"
    $ promote get query.timeout
    envs/{env}/app.yaml:query.timeout
      dev         180s
      staging     180s
      production  180s
    ");
    assert_snapshot!(repo.promote_line("get app.yaml:query.retries production"), @"
    $ promote get app.yaml:query.retries production
    3
    ");
    assert_snapshot!(repo.promote_line("get query production"), @"
    $ promote get query production
    envs/{env}/app.yaml
      query.timeout  180s
      query.retries  3
    ");
    assert_snapshot!(repo.promote_line("get query.timeout production@HEAD~5"), @"
    $ promote get query.timeout production@HEAD~5
    60s
    ");
    assert_snapshot!(repo.promote_line("get db.password"), @"
    $ promote get db.password
    envs/{env}/app.yaml:db.password
      dev         ••••
      staging     ••••
      production  ••••
    ");
}

#[test]
fn raw_is_the_bare_value() {
    let repo = Repo::promoted();
    repo.write(
        "envs/dev/kinds.yaml",
        "text: \"a b\"\nnumber: 1.50\nyes: true\nnothing: null\nlines: |\n  a\n  b\nempty: ''\nlist: [1, \"x\"]\nesc: \"\\e[31m\"\n",
    );
    repo.commit("Kinds");
    for (key, raw) in [
        ("text", "a b\n"),
        ("number", "1.50\n"),
        ("yes", "true\n"),
        ("nothing", "null\n"),
        ("lines", "a\nb\n\n"),
        ("empty", "\n"),
        ("list", "[1,\"x\"]\n"),
        ("esc", "\u{1b}[31m\n"),
    ] {
        let run = repo.run(&format!("get kinds.yaml:{key} dev --raw"));
        assert_eq!((run.code, run.stdout.as_str(), run.stderr.as_str()), (0, raw, ""), "{key}");
    }
    // Where a person reads it, escape sequences are visible.
    let Some(seen) = repo.at_terminal("get kinds.yaml:esc dev --raw") else { return };
    assert!(!seen.contains('\u{1b}'), "{seen:?}");
}

#[test]
fn an_environment_that_lacks_the_key_is_an_answer() {
    let repo = Repo::promoted();
    assert_snapshot!(repo.promote_line("get server.log"), @"
    $ promote get server.log
    envs/{env}/app.yaml:server.log
      dev         debug
      staging     -
      production  -
    ");
    assert_snapshot!(repo.promote_line("get server.log production"), @"
    $ promote get server.log production
    -
    --- exit 1
    ");
    assert_snapshot!(repo.promote_line("get server.log production --raw"), @"
    $ promote get server.log production --raw
    --- exit 1
    ");
    let json: serde_json::Value = serde_json::from_str(&repo.run("get server.log production -o json").stdout).unwrap();
    assert_eq!(json["keys"][0]["values"][0]["state"], "missing");
    assert_eq!(json["keys"][0]["values"].as_array().unwrap().len(), 1);
}

#[test]
fn refuses_what_has_no_bare_value() {
    let repo = Repo::promoted();
    repo.write("envs/dev/words", "text\n").commit("Words");
    assert_snapshot!(repo.promote_line("get db.password production --raw"), @"
    $ promote get db.password production --raw
    --- stderr
    error: envs/{env}/app.yaml:db.password holds a secret, and a masked value is of no use to a script
    hint: at a terminal: promote get KEY ENVIRONMENT --show-secrets
    --- exit 2
    ");
    assert_snapshot!(repo.promote_line("get 'query.*' production --raw"), @"
    $ promote get 'query.*' production --raw
    --- stderr
    error: 'query.*' matches 2 keys: envs/{env}/app.yaml:query.timeout and envs/{env}/app.yaml:query.retries
    hint: name one of them, with its file: FILE:KEY
    --- exit 2
    ");
    assert_snapshot!(repo.promote_line("get 'words:*' dev --raw"), @"
    $ promote get 'words:*' dev --raw
    --- stderr
    error: envs/{env}/words is not read by key: it has no bare value
    hint: print the file: git show '<c1>:envs/dev/words'
    --- exit 2
    ");
    assert_snapshot!(repo.promote_line("get query.timeout --raw"), @"
    $ promote get query.timeout --raw
    --- stderr
    error: the following required arguments were not provided:
      <ENVIRONMENT>

    Usage: promote get --raw <KEY> <ENVIRONMENT>

    For more information, try '--help'.
    hint: the environments in promote.yaml are dev, staging and production
    hint: the edges are dev -> staging and staging -> production
    --- exit 2
    ");
    assert_snapshot!(repo.promote_line("get query.timeout production --raw -o json"), @r#"
    $ promote get query.timeout production --raw -o json
    --- stderr
    {"error":{"code":"usage","message":"--raw prints the bare value, so it cannot be used with '-o json'","causes":[],"hints":["omit one of them"],"details":{}}}
    --- exit 2
    "#);
}

#[test]
fn refuses_unknown_keys_and_environments() {
    let repo = Repo::promoted();
    assert_snapshot!(repo.promote_line("get query.timeouts"), @"
    $ promote get query.timeouts
    --- stderr
    error: no environment has a key that matches 'query.timeouts'
    hint: did you mean query.timeout?
    hint: list all keys: promote matrix
    --- exit 2
    ");
    assert_snapshot!(repo.promote_line("get query.timeouts production"), @"
    $ promote get query.timeouts production
    --- stderr
    error: production has no key that matches 'query.timeouts'
    hint: did you mean query.timeout?
    hint: list all keys: promote keys production
    --- exit 2
    ");
    assert_snapshot!(repo.promote_line("get query.timeout prod"), @"
    $ promote get query.timeout prod
    --- stderr
    error: there is no environment 'prod'
    hint: did you mean production?
    hint: the environments in promote.yaml are dev, staging and production
    --- exit 2
    ");
    assert_snapshot!(repo.promote_line("get query.timeout production@nowhere"), @"
    $ promote get query.timeout production@nowhere
    --- stderr
    error: 'nowhere' in 'production@nowhere' is not a commit
    --- exit 2
    ");
    assert_snapshot!(repo.promote_line("get"), @"
    $ promote get
    --- stderr
    error: the following required arguments were not provided:
      <KEY>

    Usage: promote get <KEY> [ENVIRONMENT]

    For more information, try '--help'.
    --- exit 2
    ");
    assert_snapshot!(repo.promote_line("get query.timeout -o markdown"), @"
    $ promote get query.timeout -o markdown
    --- stderr
    error: 'promote get' does not support '-o markdown'; it supports text, json and yaml
    --- exit 2
    ");
}
