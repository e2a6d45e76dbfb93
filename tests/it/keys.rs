//! `promote keys`, and its other name `configs`.

use insta::assert_snapshot;

use crate::support::Repo;

#[test]
fn lists_keys_values_and_ids() {
    let repo = Repo::pipeline();
    assert_snapshot!(repo.promote_line("configs production"), @"
    $ promote configs production
    envs/{env}/application.yaml
      bfcecf44  query.timeout    30
      c7b042a4  query.retries    3
      58b9aa60  server.replicas  12
      041eec02  server.log       info
      0f2721fd  server.region    eu-west-1

    production: 5 keys in 1 file
    ");
    assert_snapshot!(repo.promote_line("configs staging 'query.*' 'application.yaml:server.log'"), @"
    $ promote configs staging 'query.*' 'application.yaml:server.log'
    envs/{env}/application.yaml
      bfcecf44  query.timeout  60
      c7b042a4  query.retries  3
      d4042f3e  query.cache    true
      041eec02  server.log     debug

    staging: 4 keys in 1 file
    ");
    assert_snapshot!(repo.promote_line("configs staging query.timeout -v"), @"
    $ promote configs staging query.timeout -v
    envs/{env}/application.yaml
      bfcecf44-3808-5c8e-962f-d870e3259339  query.timeout  60

    staging: 1 key in 1 file
    ");
}

#[test]
fn an_id_is_the_same_in_every_environment() {
    let repo = Repo::pipeline();
    let id = |environment: &str| {
        let text = repo.ok(&format!("configs {environment} query.timeout -v"));
        text.lines().nth(1).unwrap().split_whitespace().next().unwrap().to_owned()
    };
    assert_eq!(id("dev"), id("production"));
    assert_eq!(id("dev"), "bfcecf44-3808-5c8e-962f-d870e3259339", "ids are for ever: this one may not change");
}

#[test]
fn lists_flags_documents_lists_and_whole_files() {
    let repo = Repo::pipeline();
    let uuid = "0b9d11aa-3f0e-4f8f-9a39-6c1d1f0c7e55";
    repo.write(
        "envs/dev/flags.yaml",
        format!("flags:\n  cart:\n    id: {uuid}\n    on: true\n  search: {{ on: false }}\nother: 1\n"),
    );
    repo.write("envs/dev/docs.yaml", "kind: A\nmetadata: {name: x}\nv: 1\n---\nv: 2\n---\n");
    repo.write(
        "envs/dev/lists.yaml",
        "users:\n  - id: 7\n    roles: [a, \"b\"]\n  - id: 8\n    roles: []\nplain: [1, 2]\n",
    );
    repo.write("envs/dev/kinds.yaml", "text: plain words\nquoted: \"1.0\"\nnumber: 1.0\nyes: yes\nnothing:\nempty: \"\"\ntagged: !secret x\n? \"a.b c\"\n: dotted\n");
    repo.write("envs/dev/README", "words\n").commit("All kinds");
    assert_snapshot!(repo.promote_line("configs dev"), @r#"
    $ promote configs dev
    envs/{env}/README
      c43fc9bc  (whole file)  71af1a951a (6 bytes)

    envs/{env}/application.yaml
      bfcecf44  query.timeout    90
      c7b042a4  query.retries    3
      d4042f3e  query.cache      true
      58b9aa60  server.replicas  2
      041eec02  server.log       debug

    envs/{env}/docs.yaml
      5e60b88c  #A/x:kind           A
      5ffe1f16  #A/x:metadata.name  x
      4f4334dd  #A/x:v              1
      6a306488  #1:v                2

    envs/{env}/flags.yaml
      0b9d11aa  flags.cart    flag {"id":"0b9d11aa-3f0e-4f8f-9a39-6c1d1f0c7e55","on":true}
      5c366092  flags.search  flag { on: false }
      cd2e3244  other         1

    envs/{env}/kinds.yaml
      55f25809  text     plain words
      ab002a2c  quoted   "1.0"
      b0e47287  number   1.0
      6507297e  yes      yes
      591279a9  nothing  null
      0de75f72  empty    ""
      f2c04e51  tagged   !secret x
      a032d259  "a.b c"  dotted

    envs/{env}/lists.yaml
      acabef84  users[id=7].roles  [a, "b"]
      38c38bf5  users[id=8].roles  []
      e5847028  plain              [1, 2]

    dev: 24 keys in 6 files
    "#);
}

#[test]
fn lists_an_older_revision() {
    let repo = Repo::pipeline();
    repo.write("envs/staging/application.yaml", "query: { timeout: 1 }\n").commit("Less");
    assert_snapshot!(repo.promote_line("configs staging@HEAD~1 query.timeout"), @"
    $ promote configs staging@HEAD~1 query.timeout
    envs/{env}/application.yaml
      bfcecf44  query.timeout  60

    staging@HEAD~1: 1 key in 1 file
    ");
    assert_snapshot!(repo.promote_line("configs staging"), @"
    $ promote configs staging
    envs/{env}/application.yaml
      bfcecf44  query.timeout  1

    staging: 1 key in 1 file
    ");
}

#[test]
fn refuses_unknown_environments_and_patterns() {
    let repo = Repo::pipeline();
    assert_snapshot!(repo.promote_line("configs prod"), @"
    $ promote configs prod
    --- stderr
    error: there is no environment 'prod'
    hint: did you mean production?
    hint: the environments in promote.yaml are dev, staging and production
    --- exit 2
    ");
    assert_snapshot!(repo.promote_line("configs staging 'quary.*' 'server.*' nope"), @"
    $ promote configs staging 'quary.*' 'server.*' nope
    --- stderr
    error: staging has no key that matches 'quary.*' or 'nope'
    hint: list all keys: promote keys staging
    --- exit 2
    ");
    assert_snapshot!(repo.promote_line("configs staging ''"), @"
    $ promote configs staging ''
    --- stderr
    error: '' is not a valid pattern: it is empty; '*' matches everything
    --- exit 2
    ");
    assert_snapshot!(repo.promote_line("configs staging --only app=web"), @"
    $ promote configs staging --only app=web
    --- stderr
    error: no path template captures 'app'
    hint: the templates in promote.yaml capture env
    --- exit 2
    ");
    assert_snapshot!(repo.promote_line("configs staging --only app"), @"
    $ promote configs staging --only app
    --- stderr
    error: --only needs NAME=VALUE, not 'app'
    hint: use a capture of a path template in promote.yaml as NAME: --only app=web, --only 'region=eu-*'
    --- exit 2
    ");
}

#[test]
fn lists_an_environment_without_files() {
    let repo = Repo::pipeline();
    repo.git(&["rm", "-qr", "envs/dev"]);
    repo.commit("dev is gone");
    assert_snapshot!(repo.promote_line("configs dev"), @"
    $ promote configs dev
    --- stderr
    error: no file of dev matches 'envs/{env}/**'
    hint: correct 'files' in promote.yaml; list the paths: git ls-tree -r --name-only main
    --- exit 2
    ");
    assert_snapshot!(repo.promote_line("diff dev staging --stat"), @"
    $ promote diff dev staging --stat
    envs/{env}/application.yaml     5  -5
    dev -> staging: 5 only in staging
    ");
}

#[test]
fn lists_an_unreadable_file_as_a_whole() {
    let repo = Repo::pipeline();
    repo.write("envs/dev/bad.yaml", "{{ template }}: 1\n  x: [\n").commit("Bad");
    assert_snapshot!(repo.promote_line("configs dev 'bad.yaml:*'"), @"
    $ promote configs dev 'bad.yaml:*'
    envs/{env}/bad.yaml
      ! not read by key: line 1, column 1: the file is a template and must be rendered first
      45c4ec5e  (whole file)  8ac15acb2c (25 bytes)

    dev: 1 key in 1 file
    ");
}

#[test]
fn keys_and_configs_are_one_command() {
    let repo = Repo::pipeline();
    for rest in ["production", "staging 'query.*' -v", "dev -o json", "nowhere", "staging nothing"] {
        let (keys, configs) = (repo.run(&format!("keys {rest}")), repo.run(&format!("configs {rest}")));
        assert_eq!((keys.code, keys.stdout, keys.stderr), (configs.code, configs.stdout, configs.stderr), "{rest}");
    }
    let json: serde_json::Value = serde_json::from_str(&repo.ok("keys dev -o json")).unwrap();
    assert!(json["configs"].is_array(), "{json}");
}
