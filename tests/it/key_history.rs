//! `promote history`, `promote blame` and `promote why`: how values came into environments.

use insta::assert_snapshot;
use serde_json::Value as Json;

use crate::support::Repo;

#[test]
fn history_shows_a_key_through_time_and_environments() {
    let repo = Repo::promoted();
    assert_snapshot!(repo.promote_line("history query.timeout"), @"
    $ promote history query.timeout
    envs/{env}/app.yaml:query.timeout

    dev
      180s  2026-03-07 09:00:13 UTC  edit <c1> by Cid: 180s for the report job
      60s   2026-03-03 09:00:06 UTC  edit <c2> by Cid: Give slow queries more time
      30s   2026-03-02 09:00:03 UTC  edit <c3> by Ann: Set up

    staging
      180s  2026-03-09 09:00:18 UTC  promotion 3 from dev by Ann
      60s   2026-03-04 09:00:08 UTC  promotion 1 from dev by Ann
      30s   2026-03-02 09:00:03 UTC  edit <c3> by Ann: Set up

    production
      180s  2026-03-11 09:00:21 UTC  promotion 4 from staging by Ann, approved by Eve
      60s   2026-03-06 09:00:11 UTC  promotion 2 from staging by Ann, approved by Eve
      30s   2026-03-02 09:00:03 UTC  edit <c3> by Ann: Set up
    ");
    assert_snapshot!(repo.promote_line("history app.yaml:query.retries production"), @"
    $ promote history app.yaml:query.retries production
    envs/{env}/app.yaml:query.retries

    production
      3  2026-03-12 09:00:22 UTC  rollback of promotion 4 by Dan: Retries hammer the database
      5  2026-03-11 09:00:21 UTC  promotion 4 from staging by Ann, approved by Eve
      3  2026-03-02 09:00:03 UTC  edit <c3> by Ann: Set up
    ");
    assert_snapshot!(repo.promote_line("history query.retries production --limit 1"), @"
    $ promote history query.retries production --limit 1
    envs/{env}/app.yaml:query.retries

    production
      3  2026-03-12 09:00:22 UTC  rollback of promotion 4 by Dan: Retries hammer the database
      older values are left out (--limit)
    ");
    assert_snapshot!(repo.promote_line("history server.log"), @"
    $ promote history server.log
    envs/{env}/app.yaml:server.log

    dev
      debug  2026-03-15 09:00:30 UTC  edit <c4> by Cid: Log more

    staging
      never had it

    production
      never had it
    ");
    assert_snapshot!(repo.promote_line("history query.retries production -o markdown"), @"
    $ promote history query.retries production -o markdown
    ### History of `envs/{env}/app.yaml:query.retries`

    #### production

    | Value | Since | How |
    | --- | --- | --- |
    | `3` | 2026-03-12 09:00:22 UTC | rollback of promotion 4 by Dan: Retries hammer the database |
    | `5` | 2026-03-11 09:00:21 UTC | promotion 4 from staging by Ann, approved by Eve |
    | `3` | 2026-03-02 09:00:03 UTC | edit <c3> by Ann: Set up |
    ");
}

#[test]
fn blame_shows_how_each_key_of_a_file_came() {
    let repo = Repo::promoted();
    assert_snapshot!(repo.promote_line("blame envs/production/app.yaml"), @"
    $ promote blame envs/production/app.yaml
    envs/production/app.yaml  production
      query.timeout    180s                    2026-03-11  promotion 4 from staging by Ann, approved by Eve
      query.retries    3                       2026-03-12  rollback of promotion 4 by Dan: Retries hammer the database
      db.host          db.production.acme.com  2026-03-02  edit <c1> by Ann: Set up
      db.password      ••••                    2026-03-02  edit <c1> by Ann: Set up
      server.replicas  12                      2026-03-13  edit <c2> by Dan: More replicas
      server.port      8080                    2026-03-14  edit <c3> by Dan: Hotfix: the port
    ");
    for line in
        ["blame 'envs/{env}/app.yaml' production", "blame app.yaml production", "blame ./envs/production/app.yaml"]
    {
        assert_eq!(repo.ok(line), repo.ok("blame envs/production/app.yaml"), "{line}");
    }
    assert_snapshot!(repo.promote_line("blame app.yaml production@HEAD~4"), @"
    $ promote blame app.yaml production@HEAD~4
    envs/production/app.yaml  production@HEAD~4
      query.timeout    180s                    2026-03-11  promotion 4 from staging by Ann, approved by Eve
      query.retries    5                       2026-03-11  promotion 4 from staging by Ann, approved by Eve
      db.host          db.production.acme.com  2026-03-02  edit <c1> by Ann: Set up
      db.password      ••••                    2026-03-02  edit <c1> by Ann: Set up
      server.replicas  2                       2026-03-02  edit <c1> by Ann: Set up
      server.port      80                      2026-03-02  edit <c1> by Ann: Set up
    ");
}

#[test]
fn an_older_state_has_its_own_history() {
    let repo = Repo::promoted();
    assert_snapshot!(repo.promote_line("history query.retries production@HEAD~4"), @"
    $ promote history query.retries production@HEAD~4
    envs/{env}/app.yaml:query.retries

    production@HEAD~4
      5  2026-03-11 09:00:21 UTC  promotion 4 from staging by Ann, approved by Eve
      3  2026-03-02 09:00:03 UTC  edit <c1> by Ann: Set up
    ");
    assert_snapshot!(repo.promote_line("why query.retries production@HEAD~4"), @"
    $ promote why query.retries production@HEAD~4
    query.retries is 5 in production@HEAD~4 (envs/production/app.yaml) since 11 March 2026, promoted by Ann from staging as promotion 4, approved by Eve; it reached staging as promotion 3 on 9 March 2026, by Ann; Bob wrote it in dev on 8 March 2026 (commit <c2> 'Retry more').
    ");
    assert_snapshot!(repo.promote_line("history query.retries production@nowhere"), @"
    $ promote history query.retries production@nowhere
    --- stderr
    error: 'nowhere' in 'production@nowhere' is not a commit
    --- exit 2
    ");
}

#[test]
fn a_key_is_found_by_its_id() {
    let repo = Repo::promoted();
    let listed = repo.ok("keys production query.timeout");
    let id = listed.lines().nth(1).unwrap().split_whitespace().next().unwrap();
    for line in ["get KEY production", "get KEY", "history KEY", "why KEY", "matrix KEY"] {
        let (by_id, by_name) = (line.replace("KEY", id), line.replace("KEY", "query.timeout"));
        assert_eq!(repo.ok(&by_id), repo.ok(&by_name), "{line}");
    }
    repo.fails(2, "get 00000000");
}

#[test]
fn quiet_prints_the_result_and_a_terminal_is_never_too_narrow() {
    let repo = Repo::promoted();
    for line in ["history query.timeout", "why query.timeout", "blame app.yaml production", "get query.timeout"] {
        assert_eq!(repo.ok(&format!("{line} -q")), repo.ok(line), "{line}");
    }
    for line in
        ["history query.retries", "why query.retries", "blame app.yaml production", "matrix", "get query.timeout"]
    {
        let Some(seen) = repo.at_terminal(line) else { return };
        let widest = seen.lines().map(|line| line.chars().count()).max().unwrap();
        assert!(widest <= 80, "{line}: {widest}\n{seen}");
    }
}

#[test]
fn why_says_in_one_paragraph_how_a_value_came() {
    let repo = Repo::promoted();
    let lines = [
        "why query.timeout",
        "why query.retries",
        "why query.retries staging",
        "why server.port",
        "why query.timeout dev",
        "why server.log",
        "why db.password",
    ];
    assert_snapshot!(lines.map(|line| repo.promote_line(line)).join("\n"), @"
    $ promote why query.timeout
    query.timeout is 180s in production (envs/production/app.yaml) since 11 March 2026, promoted by Ann from staging as promotion 4, approved by Eve; it reached staging as promotion 3 on 9 March 2026, by Ann; Cid wrote it in dev on 7 March 2026 (commit <c1> '180s for the report job').

    $ promote why query.retries
    query.retries is 3 in production (envs/production/app.yaml) since 12 March 2026, when Dan rolled promotion 4 back: 'Retries hammer the database'; Ann had written it in production on 2 March 2026 (commit <c2> 'Set up').

    $ promote why query.retries staging
    query.retries is 5 in staging (envs/staging/app.yaml) since 9 March 2026, promoted by Ann from dev as promotion 3; Bob wrote it in dev on 8 March 2026 (commit <c3> 'Retry more').

    $ promote why server.port
    server.port is 8080 in production (envs/production/app.yaml) since 14 March 2026: Dan wrote it there without a promotion (commit <c4> 'Hotfix: the port').

    $ promote why query.timeout dev
    query.timeout is 180s in dev (envs/dev/app.yaml) since 7 March 2026: Cid wrote it there (commit <c1> '180s for the report job').

    $ promote why server.log
    server.log is not in production (envs/production/app.yaml), and never was.

    $ promote why db.password
    db.password is •••• in production (envs/production/app.yaml) since 2 March 2026: Ann wrote it there without a promotion (commit <c2> 'Set up').
    ");
}

#[test]
fn json_names_promotions_people_and_reasons() {
    let repo = Repo::promoted();
    let json = |line: &str| -> Json { serde_json::from_str(&repo.ok(&format!("{line} -o json"))).unwrap() };
    let history = json("history query.retries");
    let production = &history["environments"][2]["values"];
    assert_eq!(production[0]["cause"]["kind"], "rollback");
    assert_eq!(production[0]["cause"]["reason"], "Retries hammer the database");
    assert_eq!(production[1]["cause"]["promotion"]["number"], 4);
    assert_eq!(production[1]["cause"]["promotion"]["sourceEnvironment"], "staging");
    assert_eq!(production[1]["cause"]["promotion"]["approvals"][0]["email"], "eve@acme.com");
    assert_eq!((&production[2]["value"], &production[2]["cause"]["kind"]), (&3.into(), &"edit".into()));
    let blamed = json("blame envs/production/app.yaml");
    assert_eq!((&blamed["environment"], &blamed["file"]), (&"production".into(), &"envs/{env}/app.yaml".into()));
    assert_eq!(blamed["keys"][0]["cause"]["promotion"]["number"], 4);
    let why = json("why query.timeout");
    let kinds: Vec<&Json> = why["steps"].as_array().unwrap().iter().map(|step| &step["environment"]).collect();
    assert_eq!(kinds, ["production", "staging", "dev"]);
    assert!(why["text"].as_str().unwrap().starts_with("query.timeout is 180s in production"), "{why}");
}

#[test]
fn refuses_what_names_no_key_or_several() {
    let repo = Repo::promoted();
    for line in [
        "history query.timeuot",
        "history 'query.*'",
        "history query.timeout prod",
        "history query.timeout --limit 0",
        "history app.yaml:no.such.key",
        "why query",
        "why nothing.at.all",
        "why query.timeout qa",
        "why app.yaml:no.such.key staging",
        "blame app.yaml",
        "blame app.yml",
        "blame app.yml production",
        "blame promote.yaml",
        "blame envs/README",
        "blame app.yaml qa",
        "blame '{a' production",
        "blame envs/production/app.yaml -o markdown",
    ] {
        assert_eq!(repo.run(line).code, 2, "{line}");
    }
    assert_snapshot!(repo.promote_line("history query.timeuot"), @"
    $ promote history query.timeuot
    --- stderr
    error: no environment has a key that matches 'query.timeuot'
    hint: did you mean query.timeout?
    hint: list all keys: promote matrix
    hint: a key that no environment has any more is found by its file: FILE:KEY
    --- exit 2
    ");
    assert_snapshot!(repo.promote_line("history 'query.*'"), @"
    $ promote history 'query.*'
    --- stderr
    error: 'query.*' matches 2 keys: envs/{env}/app.yaml:query.timeout and envs/{env}/app.yaml:query.retries
    hint: name one of them, with its file: FILE:KEY
    --- exit 2
    ");
    assert_snapshot!(repo.promote_line("history app.yaml:no.such.key"), @"
    $ promote history app.yaml:no.such.key
    --- stderr
    error: no environment has or had the key envs/{env}/app.yaml:no.such.key
    hint: list all keys: promote matrix
    --- exit 2
    ");
    assert_snapshot!(repo.promote_line("why app.yaml:no.such.key staging"), @"
    $ promote why app.yaml:no.such.key staging
    --- stderr
    error: staging has no key envs/{env}/app.yaml:no.such.key, and never had it
    hint: list all keys: promote keys staging
    --- exit 2
    ");
    assert_snapshot!(repo.promote_line("blame app.yaml"), @"
    $ promote blame app.yaml
    --- stderr
    error: 'app.yaml' is the name of 3 files: envs/dev/app.yaml (dev), envs/staging/app.yaml (staging) and envs/production/app.yaml (production)
    hint: name the environment, too: promote blame 'app.yaml' production
    --- exit 2
    ");
    assert_snapshot!(repo.promote_line("blame app.yml production"), @"
    $ promote blame app.yml production
    --- stderr
    error: 'app.yml' is no file of production
    hint: did you mean app.yaml?
    hint: list the files: promote keys production
    --- exit 2
    ");
    assert_snapshot!(repo.promote_line("blame promote.yaml"), @"
    $ promote blame promote.yaml
    --- stderr
    error: 'promote.yaml' is no file of dev, staging or production
    hint: list the files: promote matrix
    --- exit 2
    ");
}

#[test]
fn a_key_that_is_gone_is_found_by_its_file() {
    let repo = Repo::promoted();
    for name in ["dev", "staging", "production"] {
        let path = format!("envs/{name}/app.yaml");
        repo.write(&path, repo.read(&path).replace("  retries: 3\n", "").replace("  retries: 5\n", ""));
    }
    repo.as_user("cid").commit("No retries any more");
    assert_snapshot!(repo.promote_line("history query.retries"), @"
    $ promote history query.retries
    --- stderr
    error: no environment has a key that matches 'query.retries'
    hint: list all keys: promote matrix
    hint: a key that no environment has any more is found by its file: FILE:KEY
    --- exit 2
    ");
    assert_snapshot!(repo.promote_line("history app.yaml:query.retries staging"), @"
    $ promote history app.yaml:query.retries staging
    envs/{env}/app.yaml:query.retries

    staging
      -  2026-03-16 09:00:33 UTC  removed: edit <c1> by Cid: No retries any more
      5  2026-03-09 09:00:18 UTC  promotion 3 from dev by Ann
      3  2026-03-02 09:00:03 UTC  edit <c2> by Ann: Set up
    ");
    assert_snapshot!(repo.promote_line("why app.yaml:query.retries"), @"
    $ promote why app.yaml:query.retries
    query.retries is not in production (envs/production/app.yaml) since 16 March 2026: Cid removed it there without a promotion (commit <c1> 'No retries any more').
    ");
}

#[test]
fn a_trailer_alone_is_no_promotion() {
    let repo = Repo::promoted();
    let id = repo.git_line("log -1 --format=%(trailers:key=Promotion-Id,valueonly) --grep ^Promote.*production$");
    let path = "envs/production/app.yaml";
    repo.write(path, repo.read(path).replace("180s", "900s")).as_user("mallory");
    repo.commit(&format!("Promote query.timeout to production\n\nPromotion-Id: {id}"));
    assert_snapshot!(repo.promote_line("history query.timeout production --limit 1"), @"
    $ promote history query.timeout production --limit 1
    envs/{env}/app.yaml:query.timeout

    production
      900s  2026-03-16 09:00:34 UTC  edit <c1> by Mallory: Promote query.timeout to production (names promotion 4, but is not what that wrote)
      older values are left out (--limit)
    ");
    assert_snapshot!(repo.promote_line("why query.timeout"), @"
    $ promote why query.timeout
    query.timeout is 900s in production (envs/production/app.yaml) since 16 March 2026: Mallory wrote it there without a promotion (commit <c1> 'Promote query.timeout to production') (names promotion 4, but is not what that wrote).
    ");
    let json: Json = serde_json::from_str(&repo.ok("blame envs/production/app.yaml -o json")).unwrap();
    assert_eq!(
        (&json["keys"][0]["cause"]["kind"], &json["keys"][0]["cause"]["claims"][0]),
        (&"edit".into(), &id.into())
    );
}

#[test]
fn a_commit_that_adds_to_a_promotion_is_an_edit() {
    let repo = Repo::promoted();
    // Amended: the recorded promotion is left behind, and this is not what it wrote.
    repo.ok("create dev staging --key server.log --validate --execute -q");
    repo.write("envs/staging/app.yaml", repo.read("envs/staging/app.yaml").replace("debug", "trace"));
    repo.git_line("commit -qa --amend --no-edit");
    assert_snapshot!(repo.promote_line("history server.log staging"), @"
    $ promote history server.log staging
    envs/{env}/app.yaml:server.log

    staging
      trace  2026-03-16 09:00:33 UTC  edit <c1> by Ann: Promote server.log to staging (names promotion 5, but is not what that wrote)
    ");
}

#[test]
fn a_rebased_promotion_is_still_one() {
    let repo = Repo::promoted();
    repo.git_line("checkout -q -b other HEAD~1");
    repo.as_user("bob").write("other.txt", "x\n").commit("Beside");
    repo.git_line("checkout -q main");
    repo.as_user("ann").ok("create dev staging --key server.log --validate --execute -q");
    repo.git_line("rebase -q other");
    assert_snapshot!(repo.promote_line("history server.log staging"), @"
    $ promote history server.log staging
    envs/{env}/app.yaml:server.log

    staging
      debug  2026-03-16 09:00:37 UTC  promotion 5 from dev by Ann
    ");
    assert_snapshot!(repo.promote_line("why server.log staging"), @"
    $ promote why server.log staging
    server.log is debug in staging (envs/staging/app.yaml) since 16 March 2026, promoted by Ann from dev as promotion 5; Cid wrote it in dev on 16 March 2026 (commit <c1> 'Log more').
    ");
}

#[test]
fn the_commit_behind_a_merge_is_found() {
    let repo = Repo::promoted();
    repo.git_line("checkout -q -b feature");
    let path = "envs/dev/app.yaml";
    repo.as_user("cid").write(path, repo.read(path).replace("180s", "240s")).commit("Four minutes");
    repo.as_user("cid").write("notes.txt", "n\n").commit("Notes");
    repo.git_line("checkout -q main");
    repo.as_user("bob").write("main.txt", "m\n").commit("Meanwhile");
    repo.git_line("merge -q --no-ff feature -m 'Merge feature'");
    assert_snapshot!(repo.promote_line("history query.timeout dev --limit 2"), @"
    $ promote history query.timeout dev --limit 2
    envs/{env}/app.yaml:query.timeout

    dev
      240s  2026-03-16 09:00:43 UTC  edit <c1> by Cid: Four minutes (merged by <c2>)
      180s  2026-03-07 09:00:13 UTC  edit <c3> by Cid: 180s for the report job
      older values are left out (--limit)
    ");
    assert_snapshot!(repo.promote_line("why query.timeout dev"), @"
    $ promote why query.timeout dev
    query.timeout is 240s in dev (envs/dev/app.yaml) since 16 March 2026: Cid wrote it there (commit <c1> 'Four minutes', merged by <c2>).
    ");
}

#[test]
fn a_renamed_file_keeps_its_history() {
    let repo = Repo::promoted();
    for name in ["dev", "staging", "production"] {
        repo.git_line(&format!("mv envs/{name}/app.yaml envs/{name}/service.yaml"));
    }
    repo.as_user("bob").commit("A better name");
    assert_snapshot!(repo.promote_line("history query.timeout production"), @"
    $ promote history query.timeout production
    envs/{env}/service.yaml:query.timeout

    production
      180s  2026-03-11 09:00:21 UTC  promotion 4 from staging by Ann, approved by Eve
      60s   2026-03-06 09:00:11 UTC  promotion 2 from staging by Ann, approved by Eve
      30s   2026-03-02 09:00:03 UTC  edit <c1> by Ann: Set up
    ");
    assert_snapshot!(repo.promote_line("why query.timeout"), @"
    $ promote why query.timeout
    query.timeout is 180s in production (envs/production/service.yaml) since 11 March 2026, promoted by Ann from staging as promotion 4, approved by Eve; it reached staging as promotion 3 on 9 March 2026, by Ann; Cid wrote it in dev on 7 March 2026 (commit <c2> '180s for the report job').
    ");
}

#[test]
fn a_translated_value_is_told_as_it_was_in_the_source() {
    let repo = Repo::promoted();
    let path = "envs/dev/app.yaml";
    repo.as_user("cid").write(path, repo.read(path).replace("db.dev.", "db-2.dev.")).commit("Another database");
    repo.as_user("ann").ok("create dev staging --key db.host --translate --overwrite --validate --execute -q");
    assert_snapshot!(repo.promote_line("why db.host staging"), @"
    $ promote why db.host staging
    db.host is db-2.staging.acme.com in staging (envs/staging/app.yaml) since 16 March 2026, promoted by Ann from dev as promotion 5; Cid wrote it in dev (there as db-2.dev.acme.com) on 16 March 2026 (commit <c1> 'Another database').
    ");
}

#[test]
fn a_shallow_clone_says_where_its_history_begins() {
    let repo = Repo::promoted();
    let url = format!("file://{}", repo.root().display());
    repo.git_in_world(&format!("clone -q --depth 3 --no-single-branch {url} shallow"));
    let line = format!("-C {}", repo.beside("shallow").display());
    assert_snapshot!(repo.promote_line(&format!("{line} history query.timeout production")).replace(&line, "-C shallow"), @"
    $ promote -C /world/shallow history query.timeout production
    envs/{env}/app.yaml:query.timeout

    production
      180s                           older than the history of this clone
    --- stderr
    note: showing the ledger origin/promotions as it was fetched; to decide there, write 'remote: origin' into promote.yaml
    note: the history of this clone is cut off; fetch the rest: git fetch --unshallow
    ");
    assert_snapshot!(repo.promote_line(&format!("{line} why query.timeout")).replace(&line, "-C shallow"), @"
    $ promote -C /world/shallow why query.timeout
    query.timeout is 180s in production (envs/production/app.yaml), since before the history of this clone begins.
    --- stderr
    note: showing the ledger origin/promotions as it was fetched; to decide there, write 'remote: origin' into promote.yaml
    note: the history of this clone is cut off; fetch the rest: git fetch --unshallow
    ");
}

#[test]
fn a_merged_proposal_counts_before_it_is_recorded() {
    let repo = Repo::shared();
    let id = repo.as_user("ann").ok("create staging production --key query.timeout --validate -q");
    repo.as_user("cem").ok(&format!("approve {id}"));
    let branch = repo.as_user("ann").ok(&format!("execute {id} --branch -q"));
    for line in ["fetch -q", "checkout -q main", "reset -q --hard origin/main"] {
        repo.as_user("host").git_line(&format!("-C ../bob {line}"));
    }
    repo.git_line(&format!("-C ../bob merge -q --no-ff origin/{branch} -m Merge"));
    repo.git_line("-C ../bob push -q origin main");
    assert_snapshot!(repo.as_user("ann").promote_line("history query.timeout production"), @"
    $ promote history query.timeout production
    envs/{env}/application.yaml:query.timeout

    production
      60  2026-03-02 09:00:18 UTC  promotion 1 from staging by Host, approved by Cem
      30  2026-03-02 09:00:03 UTC  edit <c1> by Ann: Three environments
    ");
    assert_snapshot!(repo.promote_line("why query.timeout"), @"
    $ promote why query.timeout
    query.timeout is 60 in production (envs/production/application.yaml) since 2 March 2026, promoted by Host from staging as promotion 1, approved by Cem; Ann wrote it in staging on 2 March 2026 (commit <c1> 'Three environments').
    ");
}

#[test]
fn branches_of_environments_have_histories_of_their_own() {
    let repo = Repo::new();
    repo.policy(
        "version: 1\nfiles: [\"**\"]\nenvironments:\n  dev: { branch: dev }\n  prod: { branch: prod, from: [dev] }\n",
    );
    repo.commit("Policy");
    repo.git_line("checkout -q --orphan prod");
    repo.git_line("rm -q --cached promote.yaml");
    std::fs::remove_file(repo.root().join("promote.yaml")).unwrap();
    repo.write("a.yaml", "x: 1\ny: 1\n").commit("Prod");
    repo.git_line("checkout -q -b dev");
    repo.as_user("cid").write("a.yaml", "x: 2\ny: 1\n").commit("Two");
    repo.git_line("checkout -q main");
    repo.as_user("ann").ok("create dev prod --key x --validate --execute -q");
    assert_snapshot!(repo.promote_line("history x"), @"
    $ promote history x
    a.yaml:x

    dev
      2  2026-03-02 09:00:12 UTC  edit <c1> by Cid: Two
      1  2026-03-02 09:00:08 UTC  edit <c2> by Ann: Prod

    prod
      2  2026-03-02 09:00:15 UTC  promotion 1 from dev by Ann
      1  2026-03-02 09:00:08 UTC  edit <c2> by Ann: Prod
    ");
    assert_snapshot!(repo.promote_line("why x"), @"
    $ promote why x
    x is 2 in prod (a.yaml) since 2 March 2026, promoted by Ann from dev as promotion 1; Cid wrote it in dev on 2 March 2026 (commit <c1> 'Two').
    ");
    assert_snapshot!(repo.promote_line("blame a.yaml prod"), @"
    $ promote blame a.yaml prod
    a.yaml  prod
      x  2  2026-03-02  promotion 1 from dev by Ann
      y  1  2026-03-02  edit <c2> by Ann: Prod
    ");
    // A bare repository answers alike.
    repo.git_in_world("clone -q --bare repo bare.git");
    let bare = format!("-C {}", repo.beside("bare.git").display());
    for line in ["history x", "why x", "blame a.yaml prod", "matrix", "get x"] {
        assert_eq!(repo.ok(&format!("{bare} {line}")), repo.ok(line), "{line}");
    }
}

#[test]
fn text_of_a_repository_is_shown_harmlessly() {
    let repo = Repo::promoted();
    let path = "envs/production/app.yaml";
    repo.as_user("dan").write(path, repo.read(path).replace("180s", "\"9\\e[2J\\u202e|`\""));
    repo.commit("Evil \u{1b}]0;title\u{7} \u{202e}txt @ann #12");
    for line in
        ["history query.timeout", "why query.timeout", "blame envs/production/app.yaml", "matrix", "get query.timeout"]
    {
        for format in ["text", "json"] {
            let seen = repo.ok(&format!("{line} -o {format}"));
            assert!(!seen.contains(['\u{1b}', '\u{7}', '\u{202e}']), "{line}: {seen:?}");
        }
    }
    assert_snapshot!(repo.promote_line("history query.timeout production --limit 1 -o markdown"), @r#"
    $ promote history query.timeout production --limit 1 -o markdown
    ### History of `envs/{env}/app.yaml:query.timeout`

    #### production

    | Value | Since | How |
    | --- | --- | --- |
    | ``"9\e[2J\u202e\|`"`` | 2026-03-16 09:00:33 UTC | edit <c1> by Dan: Evil \\u{1b}\]0;title\\u{7} \\u{202e}txt @&#8203;ann #&#8203;12 |
    "#);
}

#[test]
fn history_is_read_by_path() {
    let repo = Repo::promoted();
    repo.write("envs/dev/big/x.yaml", "x: 1\n").write("other/deep/y.txt", "1\n").commit("Beside");
    repo.write("envs/dev/big/x.yaml", "x: 2\n").write("other/deep/y.txt", "2\n").commit("Beside again");
    // Trees and files of an older commit that have nothing to do with the key.
    repo.remove_objects(&["HEAD~1:envs/dev/big", "HEAD~1:envs/dev/big/x.yaml", "HEAD~1:other", "HEAD~1:other/deep"]);
    repo.ok("history app.yaml:query.timeout");
    repo.ok("why app.yaml:query.timeout");
    // Of the newest commit, blame opens the folders of its file alone.
    repo.remove_objects(&["HEAD:envs/dev/big", "HEAD:envs/staging", "HEAD:envs/dev", "HEAD:other", "HEAD:other/deep"]);
    let blamed = repo.ok("blame envs/production/app.yaml");
    assert!(blamed.contains("promotion 4 from staging"), "{blamed}");
}
