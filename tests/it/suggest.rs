//! `promote suggest`: entries for promote.yaml from what the repository shows.

use std::os::unix::fs::PermissionsExt;

use insta::assert_snapshot;
use serde_json::Value as Json;

use crate::support::{POLICY, Repo};

/// A pipeline in which there is something to suggest for every field.
fn full() -> Repo {
    let repo = Repo::new();
    repo.policy(
        "\
# How we promote.
version: 1
files: [\"envs/{env}/**\"]   # everything
environments:
  staging: {}   # the first one
  production:
    from: [staging]
",
    );
    let random = "dGhpcyBpcyBhIHNlY3JldA1";
    for (env, replicas, extra) in [("staging", 1, "eve"), ("production", 4, "bob")] {
        let file = |name: &str, text: String| {
            repo.write(&format!("envs/{env}/{name}"), text);
        };
        let value = format!("{env}{replicas}");
        file(
            "app.yaml",
            format!(
                "server:\n  host: app.{env}.acme.com\n  replicas: {replicas}\ndb:\n  password: {value}hunter\n  passwordFile: /run/pw\n  token: {random}\n"
            ),
        );
        file("api.yaml", format!("server:\n  host: api.{env}.acme.com\n  replicas: {replicas}\n"));
        file("job.yaml", format!("server:\n  replicas: {replicas}\n"));
        file(
            "routes.yaml",
            format!(
                "routes:\n  - path: /a\n    to: a{replicas}\n  - path: /b\n    to: b\nresources: [a, {extra}, z]\nargs: [--{extra}, -v]\n"
            ),
        );
        file(
            "flags.yaml",
            "flags:\n  cart: { enabled: true, rollout: 5 }\n  search: { enabled: false, rollout: 0 }\n".to_owned(),
        );
        file("tags/web", format!("image: web\ntag: 1.{replicas}\n"));
        file("tags/job", format!("image: job\ntag: 2.{replicas}\n"));
        file("secret.yaml", format!("a: ENC[{env}]\nsops: {{ mac: b, version: 3.8.1 }}\n"));
    }
    repo.commit("Two environments");
    repo
}

#[test]
fn every_field_has_suggestions_with_evidence() {
    let repo = full();
    let before = repo.everything();
    assert_snapshot!(repo.promote_line("suggest"), @r#"
    $ promote suggest
    environments.production.keep
      - "*.host"         the values are each other's translation in 2 of 2 keys
                           envs/{env}/api.yaml:server.host
                           envs/{env}/app.yaml:server.host
      - "secret.yaml:*"  1 encrypted file, such as envs/{env}/secret.yaml: the text differs in each environment, whatever it holds

    list-keys
      - { for: "routes", by: path }  'path' tells the elements of 1 of 1 differing list apart, and is the same on both sides for 2 of 2 elements, such as envs/{env}/routes.yaml:routes

    sets
      - "routes.yaml:resources"  1 differing list of different values, in alphabetical order: 2 on both sides, 2 on one, such as envs/{env}/routes.yaml:resources

    flags
      - "flags.yaml:flags.*"  up to 2 entries, each with a switch, in 2 files, such as envs/{env}/flags.yaml:flags

    secrets
      - "*password"      2 keys with such a name and a value in plain text, such as envs/{env}/app.yaml:db.password
      ? "*token"         2 keys with such a name and a value in plain text, such as envs/{env}/app.yaml:db.token
      ? "secret.yaml:*"  2 encrypted files, such as envs/{env}/secret.yaml: hides the values if they are ever decrypted

    files
      - { path: "envs/{env}/tags/*", format: yaml }  4 files read as yaml, such as envs/{env}/tags/job

    9 suggestions, 2 of them unsure (?)
    --- stderr
    hint: promote suggest --write
    "#);
    assert_snapshot!(repo.promote_line("suggest keep list-keys -q"), @r#"
    $ promote suggest keep list-keys -q
    environments.production.keep
      - "*.host"         the values are each other's translation in 2 of 2 keys
                           envs/{env}/api.yaml:server.host
                           envs/{env}/app.yaml:server.host
      - "secret.yaml:*"  1 encrypted file, such as envs/{env}/secret.yaml: the text differs in each environment, whatever it holds

    list-keys
      - { for: "routes", by: path }  'path' tells the elements of 1 of 1 differing list apart, and is the same on both sides for 2 of 2 elements, such as envs/{env}/routes.yaml:routes

    3 suggestions
    "#);
    repo.assert_unchanged(&before);
    // Values of secrets are not part of the evidence.
    let all = repo.ok("suggest -o json");
    assert!(!all.contains("hunter") && !all.contains("dGhpcy"), "{all}");
}

#[test]
fn entries_are_put_into_the_file() {
    let repo = full();
    let before = repo.everything();
    assert_snapshot!(repo.promote_line("suggest --write --dry-run keep"), @r#"
    $ promote suggest --write --dry-run keep
    environments.production.keep
      - "*.host"         the values are each other's translation in 2 of 2 keys
                           envs/{env}/api.yaml:server.host
                           envs/{env}/app.yaml:server.host
      - "secret.yaml:*"  1 encrypted file, such as envs/{env}/secret.yaml: the text differs in each environment, whatever it holds

    Would put 2 entries into /world/repo/promote.yaml
    2 suggestions
    "#);
    repo.assert_unchanged(&before);
    let path = repo.root().join("promote.yaml");
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600)).unwrap();
    assert_snapshot!(repo.promote_line("suggest --write -q"), @"$ promote suggest --write -q");
    assert_snapshot!(repo.read("promote.yaml"), @r#"
    # How we promote.
    version: 1
    files: ["envs/{env}/**", {"path": "envs/{env}/tags/*", "format": "yaml"}]   # everything
    environments:
      staging: {}   # the first one
      production:
        from: [staging]
        keep:
          - "*.host"
          - "secret.yaml:*"
    list-keys:
      - { for: "routes", by: path }
    sets:
      - "routes.yaml:resources"
    flags:
      - "flags.yaml:flags.*"
    secrets:
      - "*password"
    "#);
    assert_eq!(path.metadata().unwrap().permissions().mode() & 0o777, 0o600);
    repo.ok("check");
    // What was sure is not suggested again.
    assert_snapshot!(repo.promote_line("suggest"), @r#"
    $ promote suggest
    secrets
      ? "*token"         2 keys with such a name and a value in plain text, such as envs/{env}/app.yaml:db.token
      ? "secret.yaml:*"  2 encrypted files, such as envs/{env}/secret.yaml: hides the values if they are ever decrypted

    2 suggestions, 2 of them unsure (?)
    "#);
    assert_snapshot!(repo.promote_line("suggest --write --all"), @r#"
    $ promote suggest --write --all
    secrets
      ? "*token"         2 keys with such a name and a value in plain text, such as envs/{env}/app.yaml:db.token
      ? "secret.yaml:*"  2 encrypted files, such as envs/{env}/secret.yaml: hides the values if they are ever decrypted

    Put 2 entries into /world/repo/promote.yaml
    2 suggestions, 2 of them unsure (?)
    --- stderr
    hint: git diff -- promote.yaml && promote check
    "#);
    assert_snapshot!(repo.promote_line("suggest"), @"
    $ promote suggest
    Nothing to suggest
    ");
    repo.ok("check");
}

/// With the suggested entries, less is left to promote, and lists are promoted by element.
#[test]
fn the_entries_have_their_effect() {
    let repo = full();
    assert_snapshot!(repo.promote_line("diff staging production --stat"), @"
    $ promote diff staging production --stat
    envs/{env}/api.yaml        2  ~2
    envs/{env}/app.yaml        3  ~3
    envs/{env}/job.yaml        1  ~1
    envs/{env}/routes.yaml     3  ~3
    envs/{env}/secret.yaml     1  ~1
    envs/{env}/tags/job        1  ~1
    envs/{env}/tags/web        1  ~1
    staging -> production: 12 modified
    ");
    repo.ok("suggest --write --all -q");
    repo.commit("Suggested");
    assert_snapshot!(repo.promote_line("diff staging production"), @"
    $ promote diff staging production
    envs/{env}/api.yaml
      ~ server.replicas  4 -> 1

    envs/{env}/app.yaml
      ~ server.replicas  4 -> 1
      ~ db.password      •••• -> ••••

    envs/{env}/job.yaml
      ~ server.replicas  4 -> 1

    envs/{env}/routes.yaml
      ~ routes[path=/a].to  a4 -> a1
      + resources[=eve]     eve
      ~ args[0]             --bob -> --eve
      - resources[=bob]     bob  (only in production)

    envs/{env}/tags/job
      ~ tag  2.4 -> 2.1

    envs/{env}/tags/web
      ~ tag  1.4 -> 1.1

    staging -> production: 1 added, 8 modified, 1 only in production
    3 keys owned by production (keep) left out; --keep shows them
    ");
}

/// Lists inside the elements of a list are seen once a suggestion tells the elements apart.
#[test]
fn lists_in_lists_are_suggested_at_once() {
    let repo = Repo::open_pipeline();
    for (env, to) in [("staging", 1), ("production", 2)] {
        let text = format!(
            "menus:\n- title: A\n  routes:\n  - {{ path: /a, to: {to} }}\n  - {{ path: /b, to: 0 }}\n- title: B\n  to: {to}\nmore: {{ routes: [{{ id: a, to: {to} }}] }}\n"
        );
        repo.write(&format!("envs/{env}/menu.yaml"), text);
    }
    repo.commit("Menus");
    assert_snapshot!(repo.promote_line("suggest list-keys"), @r#"
    $ promote suggest list-keys
    list-keys
      - { for: "*.routes", by: [id, path] }  'path' tells the elements of 1 of 1 differing list apart, and is the same on both sides for 2 of 2 elements, such as envs/{env}/menu.yaml:menus[title=A].routes
      - { for: "menus", by: title }          'title' tells the elements of 1 of 1 differing list apart, and is the same on both sides for 2 of 2 elements, such as envs/{env}/menu.yaml:menus

    2 suggestions
    --- stderr
    hint: promote suggest --write
    "#);
    repo.ok("suggest list-keys --write -q");
    assert_eq!(repo.ok("suggest list-keys"), "Nothing to suggest");
}

#[test]
fn nothing_to_suggest() {
    let repo = Repo::pipeline();
    repo.git(&["rm", "-q", "-r", "envs/production"]);
    repo.commit("One less");
    assert_snapshot!(repo.promote_line("suggest"), @"
    $ promote suggest
    Nothing to suggest
    ");
    assert_snapshot!(repo.promote_line("suggest --write"), @"
    $ promote suggest --write
    Nothing to put into /world/repo/promote.yaml
    Nothing to suggest
    ");
    let json: Json = serde_json::from_str(&repo.ok("suggest -o json")).unwrap();
    assert_eq!((json["suggestions"].as_array().unwrap().len(), &json["written"]), (0, &Json::Null));
}

#[test]
fn entries_that_cannot_be_put_there_are_named() {
    let repo = full();
    let aliased = repo.read("promote.yaml") + "flags: &none [\"nothing.*\"]\nsecrets: *none\n";
    repo.policy(&aliased);
    assert_snapshot!(repo.promote_line("suggest secrets --write"), @r#"
    $ promote suggest secrets --write
    secrets
      - "*password"      2 keys with such a name and a value in plain text, such as envs/{env}/app.yaml:db.password
      ? "*token"         2 keys with such a name and a value in plain text, such as envs/{env}/app.yaml:db.token
      ? "secret.yaml:*"  2 encrypted files, such as envs/{env}/secret.yaml: hides the values if they are ever decrypted

    ! secrets: "*password" cannot be put there: line 2, column 5: while parsing node, found unknown anchor
    Nothing to put into /world/repo/promote.yaml
    3 suggestions, 2 of them unsure (?)
    "#);
    assert_eq!(repo.read("promote.yaml"), aliased);
}

#[test]
fn refuses_an_invalid_policy_and_wrong_usage() {
    let repo = Repo::pipeline();
    repo.policy(&POLICY.replace("from: [dev]", "form: [dev]"));
    let before = repo.everything();
    assert_snapshot!(repo.promote_line("suggest --write"), @"
    $ promote suggest --write
    --- stderr
    error: promote.yaml has 1 mistake
    hint: show the mistakes: promote check
    --- exit 2
    ");
    assert_snapshot!(repo.promote_line("suggest keeps"), @"
    $ promote suggest keeps
    --- stderr
    error: invalid value 'keeps' for '[FIELD]...'
      [possible values: keep, list-keys, sets, flags, secrets, format]

      tip: a similar value exists: 'keep'

    For more information, try '--help'.
    --- exit 2
    ");
    assert_snapshot!(repo.promote_line("suggest --all"), @"
    $ promote suggest --all
    --- stderr
    error: the following required arguments were not provided:
      --write

    Usage: promote suggest --write --all [FIELD]...

    For more information, try '--help'.
    --- exit 2
    ");
    assert_snapshot!(repo.promote_line("suggest --write --rev main"), @"
    $ promote suggest --write --rev main
    --- stderr
    error: the argument '--write' cannot be used with '--rev <REV>'

    Usage: promote suggest --write [FIELD]...

    For more information, try '--help'.
    --- exit 2
    ");
    assert_snapshot!(repo.promote_line("suggest -o markdown"), @"
    $ promote suggest -o markdown
    --- stderr
    error: 'promote suggest' does not support '-o markdown'; it supports text, json and yaml
    --- exit 2
    ");
    repo.assert_unchanged(&before);
    repo.ok("suggest --rev main");
    std::fs::remove_file(repo.root().join("promote.yaml")).unwrap();
    assert_snapshot!(repo.promote_line("suggest"), @"
    $ promote suggest
    --- stderr
    error: the working tree has no promote.yaml
    hint: find the environments and write promote.yaml: promote init
    hint: check that of a branch: promote check --rev BRANCH
    --- exit 2
    ");
    repo.git_in_world("clone -q --bare repo bare.git");
    assert_snapshot!(repo.promote_line("-C ../bare.git suggest --write"), @"
    $ promote -C ../bare.git suggest --write
    --- stderr
    error: a bare repository has no working tree with a promote.yaml
    hint: check that of a branch: promote check --rev BRANCH
    --- exit 2
    ");
    repo.ok("-C ../bare.git suggest --rev main");
}

#[test]
fn json_has_the_entries_as_yaml() {
    let json: Json = serde_json::from_str(&full().ok("suggest list-keys format -o json")).unwrap();
    assert_snapshot!(format!("{json:#}"), @r#"
    {
      "schemaVersion": 1,
      "suggestions": [
        {
          "kind": "list-keys",
          "place": "list-keys",
          "environment": null,
          "entry": "{ for: \"routes\", by: path }",
          "sure": true,
          "evidence": "'path' tells the elements of 1 of 1 differing list apart, and is the same on both sides for 2 of 2 elements, such as envs/{env}/routes.yaml:routes"
        },
        {
          "kind": "format",
          "place": "files",
          "environment": null,
          "entry": "{ path: \"envs/{env}/tags/*\", format: yaml }",
          "sure": true,
          "evidence": "4 files read as yaml, such as envs/{env}/tags/job"
        }
      ],
      "written": null
    }
    "#);
}

#[test]
fn history_tells_which_keys_belong_to_an_environment() {
    let repo = Repo::new();
    repo.policy(
        "version: 1\nfiles: [\"envs/{env}/**\"]\nenvironments:\n  staging: {}\n  production: { from: [staging] }\n",
    );
    // Replicas never were the same; limits were, in one of the files.
    let set = |number: usize, limits: [usize; 2]| {
        for (env, replicas, limit) in [("staging", 1, limits[0]), ("production", 5, limits[1])] {
            for name in ["api", "app", "job"] {
                let text = format!(
                    "image: \"1.{number}\"\nreplicas: {}\nlimit: {limit}\nurl: https://{name}.{env}.acme.com\n",
                    replicas + number
                );
                repo.write(&format!("envs/{env}/{name}.yaml"), text);
            }
        }
        repo.commit("Another release");
    };
    (0..4).for_each(|number| set(number, [7, if number == 0 { 7 } else { 8 }]));
    assert_snapshot!(repo.promote_line("suggest keep"), @r#"
    $ promote suggest keep
    environments.production.keep
      - "url"       the values are each other's translation in 3 of 3 keys
                      envs/{env}/api.yaml:url
                      envs/{env}/app.yaml:url
                      envs/{env}/job.yaml:url
      - "replicas"  differs in 3 of 3 keys, and was never the same in 3 files
                      envs/{env}/api.yaml:replicas
                      envs/{env}/app.yaml:replicas
                      envs/{env}/job.yaml:replicas

    2 suggestions
    --- stderr
    hint: promote suggest --write
    "#);
    // What a promotion wrote belongs to both.
    repo.ok("create staging production --key api.yaml:replicas --execute");
    assert!(!repo.ok("suggest keep").contains("replicas"));
}
