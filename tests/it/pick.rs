//! `create --pick` and `rollback --pick` in a pseudo-terminal, and their refusals off one.

use std::path::Path;
use std::process::Command;

use insta::assert_snapshot;
use serde_json::Value as Json;

use crate::support::{Pty, Repo, open_policy};

/// Staging and production began with equal files; since then both changed some keys.
fn repo() -> Repo {
    let repo = Repo::new();
    repo.policy(&(open_policy() + "secrets: [\"*password\"]\n"));
    let base = "query:\n  timeout: 30s\n  retries: 3\nserver:\n  replicas: 2\n  log: info\ndb:\n  password: first\nmotd: |\n  Hello\n  \
                world\n";
    for name in ["dev", "staging", "production"] {
        repo.write(&format!("envs/{name}/app.yaml"), base).write(&format!("envs/{name}/web.yaml"), "image: \"1.0\"\n");
    }
    repo.commit("Set up");
    let staging = base.replace("30s", "60s").replace("retries: 3", "retries: 5").replace("first", "second");
    repo.write("envs/staging/app.yaml", staging.replace("  world", "  there\n  world"));
    repo.write("envs/staging/web.yaml", "image: \"1.0\"\ncache: 64\n").commit("Longer timeouts");
    let production = base.replace("retries: 3", "retries: 4").replace("info", "debug");
    repo.write("envs/production/app.yaml", production)
        .write("envs/production/web.yaml", "image: \"1.0\"\nregion: eu\n");
    repo.as_user("eve").commit("Hotfix: the log");
    repo.as_user("ann");
    repo
}

/// The command at a terminal of 80 columns and 24 lines, without colours.
fn at(repo: &Repo, line: &str) -> Option<Pty> {
    let mut command = repo.in_session(line)?;
    command.env("NO_COLOR", "1");
    Some(Pty::start(command, (80, 24)))
}

/// Runs the command that the picker says it stands for, as a shell reads it.
fn run_hint(repo: &Repo, printed: &str) -> Json {
    let hint = printed.lines().find_map(|line| line.split_once("hint: the same without --pick: ")).unwrap().1;
    let program = Path::new(env!("CARGO_BIN_EXE_promote")).parent().unwrap();
    let path = format!("{}:{}", program.display(), std::env::var("PATH").unwrap());
    let mut shell: Command = repo.command("sh");
    let output = shell.args(["-c", &format!("{hint} -o json")]).env("PATH", path).output().unwrap();
    serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|_| panic!("{hint}\n{}", String::from_utf8_lossy(&output.stderr)))
}

#[test]
fn what_is_picked_is_what_the_printed_command_creates() {
    let repo = repo();
    let Some(mut pty) = at(&repo, "create staging production --pick --notes 'Worth $5'") else { return };
    assert_snapshot!(repo.normalise(&pty.wait_for("4 of 7 keys")), @r#"
    staging -> production: 4 of 7 keys
    envs/{env}/app.yaml
    > [x] ~ query.timeout            30s -> 60s
      [ ] ~ query.retries  diverged  4 -> 5
      [ ] ~ server.log     undoes    debug -> info
      [x] ~ db.password              •••• -> ••••
      [x] ~ motd                     "Hello\nworld\n" -> "Hello\nthere\nworld\…
    envs/{env}/web.yaml
      [x] + cache                    64
      [ ] - region         removes   eu













    space pick   a all/none   / filter   d difference   enter plan   q quit
    "#);
    // A key that diverged, and of the second file the removal alone.
    pty.press("j ");
    assert_snapshot!(repo.normalise(pty.wait_for("5 of 7").lines().rev().take(2).collect::<Vec<_>>().join("\n").as_str()), @"
    space pick   a all/none   / filter   d difference   enter plan   q quit
    diverged; undoes <c1> 'Hotfix: the log', Eve, just now
    ");
    pty.press("/web\ra");
    pty.wait_for("6 of 7");
    pty.press("aj \r");
    let (printed, code) = pty.end();
    assert_eq!(code, 0, "{printed}");
    assert_snapshot!(repo.normalise(&printed), @"
    hint: the same without --pick: promote create staging production --key 'envs/{env}/app.yaml:query.timeout' --key 'envs/{env}/app.yaml:query.retries' --key 'envs/{env}/app.yaml:db.password' --key 'envs/{env}/app.yaml:motd' --config a9f5ffd6-a583-541d-b149-e6ed25cdb730 --notes 'Worth $5'
    undoes newer values of production
      envs/{env}/app.yaml:query.retries: undoes <c1> 'Hotfix: the log' of Eve <eve@acme.com>, 2026-03-02

    envs/{env}/app.yaml
      ~ query.timeout  30s -> 60s
      ~ query.retries  4 -> 5
      ~ db.password    •••• -> ••••
      ~ motd
            |
            Hello
          + there
            world

    envs/{env}/web.yaml
      - region  eu

    Created promotion 1 staging -> production: 4 modified, 1 removed
    plan sha256:<digest>
    hint: promote validate 1
    note: this begins the ledger, on the branch promotions; promote.yaml on main rules
    ");
    let created: Json = serde_json::from_str(&repo.ok("show 1 -o json")).unwrap();
    let again = run_hint(&repo, &printed);
    for field in ["/promotionType", "/keyPatterns", "/configIds", "/notes", "/plan/changes"] {
        assert!(created.pointer(field).is_some(), "{field}");
        assert_eq!(created.pointer(field), again.pointer(field), "{field}");
    }
}

#[test]
fn leaving_writes_nothing_and_puts_the_terminal_back() {
    let repo = repo();
    let before = repo.everything();
    for (keys, code) in [("q", 1), ("\x1b", 1), ("\x03", 130), ("/x\x03", 130), ("dq/web\r\x1b\x1b", 1)] {
        let Some(mut pty) = at(&repo, "create staging production --pick") else { return };
        pty.wait_for("4 of 7 keys");
        assert!(!pty.reads_lines());
        pty.press(keys);
        let (printed, ended) = pty.end();
        let said = if code == 1 { "note: nothing was picked, and nothing was written\n" } else { "" };
        assert_eq!((printed.as_str(), ended), (said, code), "{keys:?}");
    }
    repo.assert_unchanged(&before);
}

#[test]
fn signals_put_the_terminal_back() {
    let repo = repo();
    let before = repo.everything();
    for (signal, code) in [("TERM", -15), ("HUP", -1), ("INT", -2)] {
        let Some(mut pty) = at(&repo, "create staging production --pick") else { return };
        pty.wait_for("4 of 7 keys");
        pty.signal(signal);
        let (printed, ended) = pty.end();
        assert_eq!((printed.as_str(), ended), ("", code), "{signal}");
    }
    repo.assert_unchanged(&before);
}

#[test]
fn it_follows_the_size_of_the_terminal() {
    let repo = repo();
    let Some(mut pty) = at(&repo, "create staging production --pick") else { return };
    pty.wait_for("4 of 7 keys");
    pty.resize((60, 15));
    let frame = pty.wait(|frame| frame.lines().count() == 15);
    assert!(frame.lines().all(|line| line.chars().count() <= 60), "{frame}");
    assert_snapshot!(frame.lines().last().unwrap(), @"space pick   a all/none   / filter   enter plan   q quit");
    pty.press("/log");
    assert_snapshot!(pty.wait_for("/log_"), @"
    staging -> production: 4 of 7 keys
    envs/{env}/app.yaml
    > [ ] ~ server.log     undoes    debug -> info










    /log_
    type to filter   enter keeps it   Esc drops it
    ");
    pty.resize((30, 6));
    assert_snapshot!(pty.wait(|frame| frame.lines().count() == 6), @"
    staging -> production: 4 of 7…
    envs/{env}/app.yaml
    > [ ] ~ server.log     undoes…


    /log_
    ");
    pty.press("\x1b");
    pty.wait_for("enter plan");
    pty.press("q");
    assert_eq!(pty.end().1, 1);
}

#[test]
fn the_whole_value_is_shown_and_secrets_stay_masked() {
    let repo = repo();
    let Some(mut pty) = at(&repo, "create staging production motd db.password --pick") else { return };
    pty.wait_for("2 of 2 keys");
    pty.press("jd");
    assert_snapshot!(pty.wait_for("d back").trim_end(), @"
    envs/{env}/app.yaml:motd
      |
      Hello
    + there
      world


















    up down scroll   d back
    ");
    pty.press("dkd");
    let secret = pty.wait(|frame| frame.contains("d back") && frame.contains("db.password"));
    assert_snapshot!(secret.trim_end(), @"
    envs/{env}/app.yaml:db.password
    - ••••
    + ••••




















    up down scroll   d back
    ");
    pty.press("d");
    pty.wait_for("2 of 2");
    pty.press("q");
    let seen = pty.seen.clone();
    pty.end();
    assert!(!seen.contains("first") && !seen.contains("second"));
}

#[test]
fn colours_and_terminals_without_a_cursor() {
    let repo = repo();
    let Some(command) = repo.in_session("create staging production --pick") else { return };
    let mut pty = Pty::start(command, (80, 24));
    assert!(pty.wait(|frame| frame.contains("quit")).contains("\x1b[33m"));
    pty.press("q");
    pty.end();
    let mut command = repo.in_session("create staging production --pick").unwrap();
    command.env("TERM", "dumb");
    let mut pty = Pty::start(command, (80, 24));
    pty.wait_printed("q quit");
    pty.press("jq");
    let (printed, code) = pty.end();
    assert_eq!(code, 1);
    assert!(!printed.contains('\x1b') && printed.contains("> [ ] ~ query.retries"), "{printed}");
}

#[test]
fn of_5000_keys_only_those_that_fit_are_drawn() {
    let repo = Repo::new();
    let file = |value: usize| (0..5000).map(|key| format!("key{key}: {value}\n")).collect::<String>();
    repo.policy(&open_policy());
    for name in ["dev", "staging", "production"] {
        repo.write(&format!("envs/{name}/app.yaml"), file(1));
    }
    repo.commit("Set up");
    repo.write("envs/staging/app.yaml", file(2)).commit("All of them");
    let Some(mut pty) = at(&repo, "create staging production --pick") else { return };
    let first = pty.wait_for("5000 of 5000 keys");
    // One screen was drawn, with 20 keys below the heading of their file.
    assert_eq!((first.lines().count(), pty.seen.matches("[x] ~ key").count()), (24, 20));
    pty.press("\x1b[F");
    pty.wait_for("> [x] ~ key4999");
    pty.press("a/key4321\r ");
    pty.wait_for("1 of 5000 keys");
    pty.press("\r");
    let (printed, code) = pty.end();
    assert_eq!(code, 0, "{printed}");
    assert!(printed.contains("--key 'envs/{env}/app.yaml:key4321'\n") && printed.contains("1 modified"), "{printed}");
}

#[test]
fn the_result_can_be_captured() {
    let repo = repo();
    let Some(_) = at(&repo, "status") else { return };
    let mut command = repo.command("setsid");
    let promote = env!("CARGO_BIN_EXE_promote");
    command.args(["-c", "sh", "-c", &format!("{promote} create staging production --pick -q > id")]);
    command.env("TERM", "xterm");
    let mut pty = Pty::start(command, (80, 24));
    pty.wait_for("4 of 7 keys");
    pty.press("\r");
    assert_eq!(pty.end().1, 0);
    assert_eq!(repo.read("id").trim().len(), 36);
}

#[test]
fn a_rollback_offers_what_did_not_change_since() {
    let repo = repo();
    repo.ok("create staging production query.timeout query.retries cache --execute -q");
    let production = repo.read("envs/production/app.yaml");
    repo.as_user("eve").write("envs/production/app.yaml", production.replace("60s", "90s")).commit("Even longer");
    repo.as_user("ann");
    let Some(mut pty) = at(&repo, "rollback @- --pick --reason 'Too slow'") else { return };
    assert_snapshot!(repo.normalise(&pty.wait_for("of 3 keys")), @"
    rollback of @- in production: 2 of 3 keys
    envs/{env}/app.yaml
    > [ ] ~ query.timeout  changed since  60s -> 30s
      [x] ~ query.retries                 5 -> 4
    envs/{env}/web.yaml
      [x] - cache                         64
















    changed since by <c1> 'Even longer', Eve, just now: a conflict
    space pick   a all/none   / filter   d difference   enter roll back   q quit
    ");
    pty.press("/cache\r \r");
    let (printed, code) = pty.end();
    assert_eq!(code, 0, "{printed}");
    assert_snapshot!(repo.normalise(&printed), @r#"
    hint: the same without --pick: promote rollback @- --key 'envs/{env}/app.yaml:query.retries' --reason 'Too slow'
    envs/{env}/app.yaml
      ~ query.retries  5 -> 4

    Rolled back part of promotion 1 as <c2> on main
      Revert "Promote query.timeout, query.retries, cache to production"
      files updated in /world/repo
    "#);
    // What changed since is a conflict, as without --pick.
    let Some(mut pty) = at(&repo, "rollback @- --pick --reason 'Too slow'") else { return };
    pty.wait_for("1 of 2 keys");
    pty.press(" \r");
    let (printed, code) = pty.end();
    assert_eq!(code, 4, "{printed}");
    assert_snapshot!(repo.normalise(&printed), @"
    hint: the same without --pick: promote rollback @- --reason 'Too slow'
    error: promotion 1 cannot be rolled back: 1 key changed in production since the promotion
    caused by: envs/production/app.yaml: query.timeout was 60s and is 90s, changed by <c1> 'Even longer' (Eve)
    hint: roll back only the keys that have not changed since: promote rollback 1 --key PATTERN --reason TEXT
    ");
}

#[test]
fn nothing_to_pick() {
    let repo = Repo::open_pipeline();
    repo.executed("");
    let Some(pty) = at(&repo, "create staging production query.timeout --pick") else { return };
    let (printed, code) = pty.end();
    assert_eq!((printed.as_str(), code), ("Nothing to promote from staging to production.\n", 0));
    let pty = at(&repo, "create staging production no.such.key --pick").unwrap();
    let (printed, code) = pty.end();
    assert_eq!(code, 2);
    assert!(printed.starts_with("error: "), "{printed}");
}

#[test]
fn off_a_terminal_the_error_names_the_command() {
    let repo = repo();
    let before = repo.everything();
    assert_snapshot!(repo.promote_line("create staging production --pick --execute"), @"
    $ promote create staging production --pick --execute
    --- stderr
    error: --pick needs a terminal
    hint: the keys that it offers as picked: promote create staging production --key 'envs/{env}/app.yaml:query.timeout' --key 'envs/{env}/app.yaml:db.password' --key 'envs/{env}/app.yaml:motd' --key 'envs/{env}/web.yaml:cache' --execute
    hint: name the keys: promote create staging production --key KEY; list them: promote diff staging production
    --- exit 2
    ");
    assert_snapshot!(repo.promote_line("create staging production server.log --pick"), @"
    $ promote create staging production server.log --pick
    --- stderr
    error: --pick needs a terminal
    hint: name the keys: promote create staging production --key KEY; list them: promote diff staging production
    --- exit 2
    ");
    assert_snapshot!(repo.promote_line("create staging production --pick -o json"), @r#"
    $ promote create staging production --pick -o json
    --- stderr
    {"error":{"code":"usage","message":"--pick needs a terminal","causes":[],"hints":["the keys that it offers as picked: promote create staging production --key 'envs/{env}/app.yaml:query.timeout' --key 'envs/{env}/app.yaml:db.password' --key 'envs/{env}/app.yaml:motd' --key 'envs/{env}/web.yaml:cache'","name the keys: promote create staging production --key KEY; list them: promote diff staging production"],"details":{}}}
    --- exit 2
    "#);
    assert_snapshot!(repo.promote_line("create dev production --pick"), @"
    $ promote create dev production --pick
    --- stderr
    error: the pipeline has no edge from dev to production: production takes promotions from staging
    hint: promote create staging production [--key PATTERN]
    --- exit 3
    ");
    repo.assert_unchanged(&before);
    repo.executed("--key query.timeout");
    assert_snapshot!(repo.promote_line("rollback @- --pick --reason 'Too slow'"), @"
    $ promote rollback @- --pick --reason 'Too slow'
    --- stderr
    error: --pick needs a terminal
    hint: all of its keys: promote rollback @- --reason 'Too slow'
    hint: some of its keys: promote rollback @- --key KEY --reason TEXT; list them: promote show @-
    --- exit 2
    ");
}

#[test]
fn a_key_of_a_rollback_can_be_named_by_its_id() {
    let repo = repo();
    let id = repo.executed("--key query.timeout --key cache");
    let shown: Json = serde_json::from_str(&repo.ok(&format!("show {id} -o json"))).unwrap();
    let changes = shown["plan"]["changes"].as_array().unwrap();
    let cache = changes.iter().find(|change| change["key"] == "cache").unwrap()["id"].as_str().unwrap();
    assert_snapshot!(repo.promote_line(&format!("rollback {id} --config {} --reason 'No cache'", &cache[..8])), @r#"
    $ promote rollback <P1> --config 607931fa --reason 'No cache'
    envs/{env}/web.yaml
      - cache  64

    Rolled back part of promotion 1 as <c1> on main
      Revert "Promote query.timeout, cache to production"
      files updated in /world/repo
    "#);
    assert_snapshot!(repo.promote_line(&format!("rollback {id} --config 00000000 --reason no")), @"
    $ promote rollback <P1> --config 00000000 --reason no
    --- stderr
    error: promotion 1 changed no key that matches '00000000'
    hint: show its changes: promote show 1
    --- exit 2
    ");
    assert_snapshot!(repo.promote_line(&format!("rollback {id} --config cache --reason no")), @"
    $ promote rollback <P1> --config cache --reason no
    --- stderr
    error: 'cache' is not an id: an id has at least 6 hexadecimal digits
    hint: show the ids of its keys: promote show ID -v
    --- exit 2
    ");
}
