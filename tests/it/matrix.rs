//! `promote matrix`: keys by environments.

use insta::assert_snapshot;

use crate::support::Repo;

#[test]
fn shows_keys_by_environments_with_marks() {
    let repo = Repo::promoted();
    assert_snapshot!(repo.promote_line("matrix"), @"
    $ promote matrix
                       dev              staging              production
    envs/{env}/app.yaml
      query.timeout    180s             180s                 180s
      query.retries    5                5                    3 <
      db.host          db.dev.acme.com  db.staging.acme.com  db.production.acme.com
      db.password      ••••             ••••                 ••••
      server.replicas  2                2                    12 *
      server.port      80               80                   8080 < !
      server.log       debug            - >                  -

    7 keys in 1 file
    - missing   * own (keep)   > a newer value waits in its source   < newer than in its source   ! changed by hand
    ");
    assert_snapshot!(repo.promote_line("matrix 'query.*'"), @"
    $ promote matrix 'query.*'
                     dev   staging  production
    envs/{env}/app.yaml
      query.timeout  180s  180s     180s
      query.retries  5     5        3 <

    2 keys in 1 file
    < newer than in its source
    ");
    assert_snapshot!(repo.promote_line("matrix 'server.*' --no-history"), @"
    $ promote matrix 'server.*' --no-history
                       dev    staging  production
    envs/{env}/app.yaml
      server.replicas  2      2        12 *
      server.port      80     80       8080
      server.log       debug  -        -

    3 keys in 1 file
    - missing   * own (keep)
    ");
}

#[test]
fn lists_only_what_differs_or_is_missing() {
    let repo = Repo::promoted();
    assert_snapshot!(repo.promote_line("matrix --differs"), @"
    $ promote matrix --differs
                     dev              staging              production
    envs/{env}/app.yaml
      query.retries  5                5                    3 <
      db.host        db.dev.acme.com  db.staging.acme.com  db.production.acme.com
      db.password    ••••             ••••                 ••••
      server.port    80               80                   8080 < !

    4 keys differ in 1 file
    1 key that differs only where environments own it (keep) left out; --keep shows it
    < newer than in its source   ! changed by hand
    ");
    assert_snapshot!(repo.promote_line("matrix --differs --keep 'server.*'"), @"
    $ promote matrix --differs --keep 'server.*'
                       dev  staging  production
    envs/{env}/app.yaml
      server.replicas  2    2        12 *
      server.port      80   80       8080 < !

    2 keys differ in 1 file
    * own (keep)   < newer than in its source   ! changed by hand
    ");
    assert_snapshot!(repo.promote_line("matrix --missing"), @"
    $ promote matrix --missing
                  dev    staging  production
    envs/{env}/app.yaml
      server.log  debug  - >      -

    1 key is missing somewhere
    - missing   > a newer value waits in its source
    ");
    assert_snapshot!(repo.promote_line("matrix --missing --differs 'query.*' 'server.*'"), @"
    $ promote matrix --missing --differs 'query.*' 'server.*'
                     dev    staging  production
    envs/{env}/app.yaml
      query.retries  5      5        3 <
      server.port    80     80       8080 < !
      server.log     debug  - >      -

    3 keys differ or are missing somewhere in 1 file
    1 key that differs only where environments own it (keep) left out; --keep shows it
    - missing   > a newer value waits in its source   < newer than in its source   ! changed by hand
    ");
    assert_snapshot!(repo.promote_line("matrix --differs query.timeout"), @"
    $ promote matrix --differs query.timeout
    no key differs
    ");
}

#[test]
fn the_exit_code_says_whether_the_listed_keys_are_even() {
    let repo = Repo::promoted();
    for (code, line) in [
        (0, "matrix"),
        (1, "matrix --exit-code"),
        (0, "matrix query.timeout --exit-code"),
        (1, "matrix query.retries --exit-code"),
        (0, "matrix --missing query.* --exit-code"),
        (1, "matrix server.log --exit-code"),
        // The environment owns it.
        (0, "matrix server.replicas --exit-code"),
        (1, "matrix server.replicas --keep --exit-code"),
    ] {
        assert_eq!(repo.run(line).code, code, "{line}");
    }
}

#[test]
fn refuses_what_it_cannot_show() {
    let repo = Repo::promoted();
    assert_snapshot!(repo.promote_line("matrix quary.timeout"), @"
    $ promote matrix quary.timeout
    --- stderr
    error: no environment has a key that matches 'quary.timeout'
    hint: did you mean query.timeout?
    hint: list all keys: promote matrix
    --- exit 2
    ");
    assert_snapshot!(repo.promote_line("matrix query.timeout nothing --differs"), @"
    $ promote matrix query.timeout nothing --differs
    --- stderr
    error: no environment has a key that matches 'nothing'
    hint: list all keys: promote matrix
    --- exit 2
    ");
    assert_snapshot!(repo.promote_line("matrix --only app=web"), @"
    $ promote matrix --only app=web
    --- stderr
    error: no path template captures 'app'
    hint: the templates in promote.yaml capture env
    --- exit 2
    ");
    assert_snapshot!(repo.promote_line("matrix ''"), @"
    $ promote matrix ''
    --- stderr
    error: '' is not a valid pattern: it is empty; '*' matches everything
    --- exit 2
    ");
    assert_snapshot!(repo.promote_line("matrix -o patch"), @"
    $ promote matrix -o patch
    --- stderr
    error: 'promote matrix' does not support '-o patch'; it supports text, json, yaml, markdown and csv
    hint: only 'promote diff' prints a patch: promote diff SOURCE TARGET -o patch
    --- exit 2
    ");
    assert_snapshot!(repo.promote_line("keys dev -o csv"), @"
    $ promote keys dev -o csv
    --- stderr
    error: 'promote keys' does not support '-o csv'; it supports text, json and yaml
    hint: only 'promote matrix' and 'promote log' print CSV: promote matrix -o csv
    --- exit 2
    ");
    assert_snapshot!(repo.promote_line("matrix --show-secrets"), @"
    $ promote matrix --show-secrets
    --- stderr
    error: --show-secrets needs a terminal, but the output is redirected
    hint: run the command at a terminal, or omit --show-secrets
    --- exit 2
    ");
}

#[test]
fn prints_csv_and_markdown() {
    let repo = Repo::promoted();
    repo.write("envs/dev/odd.yaml", "formula: \"=1,2\"\nquote: 'a \"b\" | c'\nlines: |\n  a\n  b\nempty: ''\n")
        .commit("Odd");
    let csv = repo.run("matrix -o csv");
    assert!(csv.stdout.lines().count() > 3 && csv.stdout.contains("\r\n") && !csv.stdout.contains("s-dev"));
    assert_snapshot!(csv.stdout.replace('\r', ""), @r#"
    file,document,key,kind,id,dev,staging,production,dev marks,staging marks,production marks
    envs/{env}/app.yaml,,query.timeout,config,e174faaa-990c-5856-9ab7-212e28284996,180s,180s,180s,,,
    envs/{env}/app.yaml,,query.retries,config,15f6cc04-2393-5da8-9744-e3d371afa982,5,5,3,,,backward
    envs/{env}/app.yaml,,db.host,config,92c92b6d-7fa1-5bfa-9b66-f497fc9fe388,db.dev.acme.com,db.staging.acme.com,db.production.acme.com,,,
    envs/{env}/app.yaml,,db.password,config,e52602e2-fa7e-590a-a902-1e35ee406fe8,••••,••••,••••,,,
    envs/{env}/app.yaml,,server.replicas,config,48cbe1bb-1619-57bc-8887-978cc052191c,2,2,12,,,own
    envs/{env}/app.yaml,,server.port,config,f0552a20-2dd9-5609-824d-44aad75d3a47,80,80,8080,,,backward by-hand
    envs/{env}/app.yaml,,server.log,config,fd5aa2be-e308-5bf5-8bcf-99951f2d4a41,debug,,,,missing forward,missing
    envs/{env}/odd.yaml,,formula,config,5799e8d8-10ef-5fb7-abc2-caa3859ed07a,"=1,2",,,,missing forward,missing
    envs/{env}/odd.yaml,,quote,config,6d4e75db-9e08-57c1-bcbf-3fcac2bfddad,"a ""b"" | c",,,,missing forward,missing
    envs/{env}/odd.yaml,,lines,config,26170b25-4c3a-5468-b87f-775d80c6e8c8,"a
    b
    ",,,,missing forward,missing
    envs/{env}/odd.yaml,,empty,config,7eaa78cd-d636-5fce-86b0-cc5b150ec964,,,,,missing forward,missing
    "#);
    assert_snapshot!(repo.promote_line("matrix -o markdown"), @r#"
    $ promote matrix -o markdown
    ### dev, staging, production: 11 keys in 2 files

    - \* own (keep)
    - &gt; a newer value waits in its source
    - &lt; newer than in its source
    - \! changed by hand

    #### `envs/{env}/app.yaml`

    | Key | `dev` | `staging` | `production` |
    | --- | --- | --- | --- |
    | `query.timeout` | `180s` | `180s` | `180s` |
    | `query.retries` | `5` | `5` | `3` &lt; |
    | `db.host` | `db.dev.acme.com` | `db.staging.acme.com` | `db.production.acme.com` |
    | `db.password` | `••••` | `••••` | `••••` |
    | `server.replicas` | `2` | `2` | `12` \* |
    | `server.port` | `80` | `80` | `8080` &lt; \! |
    | `server.log` | `debug` | missing &gt; | missing |

    #### `envs/{env}/odd.yaml`

    | Key | `dev` | `staging` | `production` |
    | --- | --- | --- | --- |
    | `formula` | `"=1,2"` | missing &gt; | missing |
    | `quote` | `'a "b" \| c'` | missing &gt; | missing |
    | `lines` | `"a\nb\n"` | missing &gt; | missing |
    | `empty` | `''` | missing &gt; | missing |
    "#);
}

#[test]
fn json_tells_what_each_environment_has() {
    let repo = Repo::promoted();
    let json: serde_json::Value = serde_json::from_str(&repo.ok("matrix -o json")).unwrap();
    assert_eq!(json["environments"], serde_json::json!(["dev", "staging", "production"]));
    let key = |name: &str| {
        let keys = json["keys"].as_array().unwrap();
        keys.iter().find(|key| key["key"] == name).unwrap()["values"].clone()
    };
    let retries = key("query.retries");
    assert_eq!((&retries[2]["value"], &retries[2]["state"]), (&3.into(), &"value".into()));
    assert_eq!(retries[2]["sources"][0]["direction"], "backward");
    assert_eq!(retries[2]["sources"][0]["targetSince"]["reason"], "Retries hammer the database");
    assert_eq!(key("server.port")[2]["byHand"], true);
    assert_eq!(key("server.replicas")[2]["own"], true);
    let log = key("server.log");
    assert_eq!((&log[1]["state"], &log[1]["value"]), (&"missing".into(), &serde_json::Value::Null));
    assert_eq!(log[1]["sources"][0]["direction"], "forward");
    assert_eq!((&key("db.password")[0]["value"], &key("db.password")[0]["type"]), (&"••••".into(), &"secret".into()));
}

#[test]
fn files_that_cannot_be_compared_say_so() {
    let repo = Repo::promoted();
    repo.write("envs/dev/t.yaml", "a: 1\n").write("envs/staging/t.yaml", "a: {{ x }}\n");
    let policy = repo
        .read("promote.yaml")
        .replace("  - \"envs/{env}/**\"\n", "  - \"envs/{env}/**\"\n  - \"!envs/production/t.yaml\"\n");
    repo.policy(&policy).write("envs/staging/words", "text\n").commit("A template");
    assert_snapshot!(repo.promote_line("matrix 't.yaml:*' 'words:*' --no-history"), @"
    $ promote matrix 't.yaml:*' 'words:*' --no-history
                    dev  staging               production
    envs/{env}/t.yaml
      ! envs/staging/t.yaml is not read by key: line 1, column 4: the file is a template and must be rendered first
      a             1    ?                     /

    envs/{env}/words
      (whole file)  -    8e27be7d61 (5 bytes)  -

    2 keys in 2 files
    - missing   / left out by promote.yaml   ? not read by key
    ");
    assert_snapshot!(repo.promote_line("matrix 't.yaml:b'"), @"
    $ promote matrix 't.yaml:b'
    --- stderr
    error: no environment has a key that matches 't.yaml:b': envs/staging/t.yaml is promoted as a whole file: line 1, column 4: the file is a template and must be rendered first
    hint: list all keys: promote matrix
    --- exit 2
    ");
}

#[test]
fn an_environment_without_a_branch_is_left_out() {
    let repo = Repo::pipeline();
    repo.policy(
        &repo
            .read("promote.yaml")
            .replace("    from: [staging]\n", "    from: [staging]\n    branch: env/production\n"),
    );
    repo.commit("Production has a branch of its own");
    assert_snapshot!(repo.promote_line("matrix query.timeout"), @"
    $ promote matrix query.timeout
                     dev  staging
    envs/{env}/application.yaml
      query.timeout  90   60

    ! production is left out: the branch env/production of environment production does not exist
    1 key in 1 file
    ");
    assert_snapshot!(repo.promote_line("get query.timeout"), @"
    $ promote get query.timeout
    envs/{env}/application.yaml:query.timeout
      dev      90
      staging  60
    ! production is left out: the branch env/production of environment production does not exist
    ");
}

#[test]
fn values_that_differ_only_by_the_names_of_environments_are_equal() {
    let repo = Repo::promoted();
    let policy = repo.read("promote.yaml").replace("from: [dev]", "from: [dev]\n    translate: true");
    repo.policy(&policy.replace("    from: [staging]\n", "    from: [staging]\n    translate: true\n"))
        .commit("Translate");
    assert_snapshot!(repo.promote_line("matrix 'db.*' --differs"), @"
    $ promote matrix 'db.*' --differs
                   dev   staging  production
    envs/{env}/app.yaml
      db.password  ••••  ••••     ••••

    1 key differs
    ");
    assert_snapshot!(repo.promote_line("matrix 'db.host' --differs --no-history"), @"
    $ promote matrix 'db.host' --differs --no-history
    no key differs
    ");
}

#[test]
fn lists_and_documents_have_one_name_in_every_environment() {
    let repo = Repo::layout(
        "[\"envs/{env}/**\"]",
        "{ a: {}, b: { from: [a] }, c: { from: [b] } }",
        &[
            ("envs/a/l.yaml", "ports:\n  - name: http\n    port: 80\nplain: [1, 2]\n"),
            ("envs/b/l.yaml", "ports:\n  - name: http\n    port: 81\nplain: [1, 3]\n"),
            ("envs/c/l.yaml", "ports: [80]\n"),
            ("envs/a/d.yaml", "kind: A\nmetadata: {name: x}\nv: 1\n"),
            ("envs/b/d.yaml", "kind: A\nmetadata: {name: x}\nv: 1\n---\nkind: B\nmetadata: {name: x}\nv: 2\n"),
        ],
    );
    assert_snapshot!(repo.promote_line("matrix"), @r#"
    $ promote matrix
                          a                            b                            c
    envs/{env}/d.yaml
      #A/x:kind           A                            A                            -
      #A/x:metadata.name  x                            x                            -
      #A/x:v              1                            1                            -
      #B/x:kind           -                            B                            -
      #B/x:metadata.name  -                            x                            -
      #B/x:v              -                            2                            -

    envs/{env}/l.yaml
      ports               [{"name":"http","port":80}]  [{"name":"http","port":81}]  [80]
      plain               [1, 2]                       [1, 3]                       -

    8 keys in 2 files
    - missing
    "#);
    assert_snapshot!(repo.promote_line("matrix ports b"), @"
    $ promote matrix ports b
    --- stderr
    error: no environment has a key that matches 'b'
    hint: list all keys: promote matrix
    --- exit 2
    ");
    assert_snapshot!(repo.promote_line("get 'd.yaml#B/x:v'"), @"
    $ promote get 'd.yaml#B/x:v'
    envs/{env}/d.yaml#B/x:v
      a  -
      b  2
      c  -
    ");
}

/// Environments as keys of one file, as values of a capture, and with irregular names.
fn odd_layout() -> Repo {
    let templates = "[{ path: config.yaml, keys: \"environments.{env}\" }, \"regions/{region}/app.yaml\", \
                     { path: \"charts/{chart}/values{env}.yaml\", env: { dev: -dev, staging: -staging, prod: \"\" } }]";
    let environments = "{ dev: { with: { region: us } }, staging: { from: [dev], with: { region: us2 } }, \
                        prod: { from: [staging], with: { region: eu } } }";
    let config = "environments:\n  dev: { timeout: 3 }\n  staging: { timeout: 2 }\n  prod: { timeout: 1 }\nother: 1\n";
    let repo = Repo::layout(
        templates,
        environments,
        &[
            ("config.yaml", config),
            ("regions/us/app.yaml", "r: us\n"),
            ("regions/us2/app.yaml", "r: us2\n"),
            ("regions/eu/app.yaml", "r: eu\n"),
            ("charts/web/values-dev.yaml", "image: 1\n"),
            ("charts/web/values-staging.yaml", "image: 1\n"),
            ("charts/web/values.yaml", "image: 1\n"),
        ],
    );
    repo.ok("create dev staging config.yaml --validate --execute -q");
    repo
}

#[test]
fn every_layout_has_its_matrix() {
    let repo = odd_layout();
    assert_snapshot!(repo.promote_line("matrix"), @"
    $ promote matrix
                                  dev  staging  prod
    charts/web/values{env}.yaml
      image                       1    1        1

    config.yaml
      environments.{env}.timeout  3    3        1

    regions/{region}/app.yaml
      r                           us   us2      eu

    3 keys in 3 files
    ");
    assert_snapshot!(repo.promote_line("matrix --only region=eu"), @"
    $ promote matrix --only region=eu
         prod
    regions/{region}/app.yaml
      r  eu

    1 key in 1 file
    ");
    assert_snapshot!(repo.promote_line("matrix --only region=eu --missing --exit-code"), @"
    $ promote matrix --only region=eu --missing --exit-code
    no key is missing somewhere
    ");
    assert_snapshot!(repo.promote_line("get timeout"), @"
    $ promote get timeout
    --- stderr
    error: no environment has a key that matches 'timeout'
    hint: did you mean environments.{env}.timeout?
    hint: list all keys: promote matrix
    --- exit 2
    ");
    assert_snapshot!(repo.promote_line("history environments.staging.timeout"), @"
    $ promote history environments.staging.timeout
    config.yaml:environments.{env}.timeout

    dev
      3  2026-03-02 09:00:03 UTC  edit <c1> by Ann: A layout

    staging
      3  2026-03-02 09:00:05 UTC  promotion 1 from dev by Ann
      2  2026-03-02 09:00:03 UTC  edit <c1> by Ann: A layout

    prod
      1  2026-03-02 09:00:03 UTC  edit <c1> by Ann: A layout
    ");
    assert_snapshot!(repo.promote_line("why environments.*.timeout staging"), @"
    $ promote why environments.*.timeout staging
    environments.{env}.timeout is 3 in staging (config.yaml) since 2 March 2026, promoted by Ann from dev as promotion 1; Ann wrote it in dev on 2 March 2026 (commit <c1> 'A layout').
    ");
    assert_snapshot!(repo.promote_line("blame config.yaml staging"), @"
    $ promote blame config.yaml staging
    config.yaml  staging
      environments.{env}.timeout  3  2026-03-02  promotion 1 from dev by Ann
    ");
    assert_snapshot!(repo.promote_line("blame config.yaml"), @"
    $ promote blame config.yaml
    --- stderr
    error: 'config.yaml' holds keys of dev, staging and prod
    hint: name the environment, too: promote blame 'config.yaml' prod
    --- exit 2
    ");
    assert_snapshot!(repo.promote_line("blame charts/web/values.yaml"), @"
    $ promote blame charts/web/values.yaml
    charts/web/values.yaml  prod
      image  1  2026-03-02  edit <c1> by Ann: A layout
    ");
}

#[test]
fn trees_that_are_equal_everywhere_are_not_opened() {
    let files = ["a", "b", "c"].map(|name| format!("envs/{name}/same/deep/x.yaml"));
    let mut contents: Vec<(&str, &str)> = files.iter().map(|file| (file.as_str(), "x: 1\n")).collect();
    contents.extend([("envs/a/y.yaml", "y: 1\n"), ("envs/b/y.yaml", "y: 2\n"), ("envs/c/y.yaml", "y: 1\n")]);
    let repo = Repo::layout("[\"envs/{env}/**\"]", "{ a: {}, b: { from: [a] }, c: { from: [b] } }", &contents);
    repo.remove_objects(&["HEAD:envs/a/same", "HEAD:envs/a/same/deep/x.yaml"]);
    assert_snapshot!(repo.promote_line("matrix --differs"), @"
    $ promote matrix --differs
         a  b  c
    envs/{env}/y.yaml
      y  1  2  1

    1 key differs
    ");
    assert_eq!(repo.run("matrix").code, 5, "without --differs, all keys are read");
}

#[test]
fn columns_fit_a_terminal_and_are_whole_in_a_pipe() {
    let long = "https://a-very-long-name-of-a-host.acme.com/and/a/path";
    let names: Vec<String> = (0..9).map(|n| format!("region-{n}")).collect();
    let files: Vec<(String, String)> =
        names.iter().map(|name| (format!("envs/{name}/f.yaml"), format!("url: {long}\nretries: 3\n"))).collect();
    let contents: Vec<(&str, &str)> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    let environments: Vec<String> = names.iter().map(|name| format!("{name}: {{}}")).collect();
    let repo = Repo::layout("[\"envs/{env}/**\"]", &format!("{{ {} }}", environments.join(", ")), &contents);
    assert_eq!(repo.ok("matrix").matches(long).count(), 9);
    let Some(seen) = repo.at_terminal("matrix") else { return };
    let widest = seen.lines().map(|line| line.chars().count()).max().unwrap();
    assert!(widest <= 80 && !seen.contains(long), "{seen}");
    for name in names {
        assert!(seen.contains(&name), "{name}: {seen}");
    }
    assert!(repo.at_terminal("matrix --wide").unwrap().contains(long));
}
