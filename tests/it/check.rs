//! `promote check`: what is wrong with a promote.yaml, in force or not.

use insta::assert_snapshot;
use serde_json::Value as Json;

use crate::support::{POLICY, Repo};

#[test]
fn a_policy_that_fits_has_no_findings() {
    let repo = Repo::pipeline();
    repo.write("envs/dev/flags.yaml", "flags: { a: { on: true } }\n").commit("A flag");
    let before = repo.everything();
    assert_snapshot!(repo.promote_line("check"), @"
    $ promote check
    Environments
      dev         main  2 files
      staging     main  1 file
      production  main  1 file

    Takes 4 of 4 configuration files of main

    promote.yaml: no findings
    ");
    assert_snapshot!(repo.promote_line("check -q"), @"$ promote check -q");
    repo.assert_unchanged(&before);
}

#[test]
fn mistakes_have_their_place() {
    let repo = Repo::pipeline();
    repo.policy(&POLICY.replace("from: [dev]", "form: [dev]").replace("required: 2", "required: two"));
    assert_snapshot!(repo.promote_line("check"), @"
    $ promote check
    promote.yaml:7:5: error: unknown field 'form'; did you mean 'from'?
    promote.yaml:10:28: error: expected a whole number from 0 to 99, found text

    promote.yaml: 2 errors
    --- exit 1
    ");
    assert_snapshot!(repo.promote_line("check -q"), @"
    $ promote check -q
    promote.yaml:7:5: error: unknown field 'form'; did you mean 'from'?
    promote.yaml:10:28: error: expected a whole number from 0 to 99, found text
    --- exit 1
    ");
    repo.policy("version: 1\nfiles: [\n");
    assert_snapshot!(repo.promote_line("check"), @"
    $ promote check
    promote.yaml:2:8: error: the file cannot be parsed: unclosed bracket '['

    promote.yaml: 1 error
    --- exit 1
    ");
    repo.policy("");
    assert_snapshot!(repo.promote_line("check"), @"
    $ promote check
    promote.yaml:1:1: error: the file is empty; 'promote init' proposes one

    promote.yaml: 1 error
    --- exit 1
    ");
}

#[test]
fn entries_without_effect_are_found() {
    let repo = Repo::pipeline();
    repo.policy(
        "version: 1
files:
  - \"envs/{env}/**\"
  - \"apps/{app}/{env}/**\"
  - \"!**/*.md\"
  - \"!**/README\"
environments:
  dev: {}
  staging: { from: [dev], keep: [\"*.replicas\", \"server.prot\"] }
  production: { from: [staging], branch: live, keep: [only-there] }
  qa: { from: [dev] }
flags: [\"flags.yaml:flags.*\"]
secrets: [\"*paswd*\", \"*.token\"]
sets: [\"hosts\", \"query\"]
list-keys: [name, { for: \"users\", by: mail }, { for: \"*.ports\", by: port }, { for: rules, by: [host, path] }]
checks:
  - { name: zone, requires: [server.zone, query.timeout] }
  - { name: debug, forbids: [\"*.debug\", \"secret.yaml:*\"] }
  - { name: schema, files: [\"application.yaml\", \"nothing.yaml\"], schema: schemas/app.json }
",
    );
    repo.write("envs/staging/README", "x\n");
    repo.write(
        "envs/staging/lists.yaml",
        "hosts: [a, b]\nusers: [{ mail: a@b.c, token: x }]\nrules: [{ to: 1 }]\nports: [1]\n",
    );
    repo.commit("More files");
    assert_snapshot!(repo.promote_line("check"), @"
    $ promote check
    promote.yaml:9:48: warning: no key of any environment matches 'server.prot' (environments.staging.keep)
    promote.yaml:10:42: warning: the branch live of production does not exist (environments.production)
    promote.yaml:11:3: warning: qa has no file on main (environments.qa)
    promote.yaml:12:9: warning: no file of any environment matches 'flags.yaml:flags.*' (flags)
    promote.yaml:13:11: warning: no key of any environment matches '*paswd*' (secrets)
    promote.yaml:14:17: warning: no list of scalars of any environment matches 'query' (sets)
    promote.yaml:15:54: warning: no list of any environment matches '*.ports' (list-keys)
    promote.yaml:15:84: warning: no list that 'rules' matches has elements identified by 'host' or 'path' (list-keys)
    promote.yaml:17:30: warning: no key of any environment matches 'server.zone' (checks.zone.requires)
    promote.yaml:18:30: note: no key of any environment matches '*.debug' (checks.debug.forbids)
    promote.yaml:18:41: warning: no file of any environment matches 'secret.yaml:*' (checks.debug.forbids)
    promote.yaml:19:49: warning: no file of any environment matches 'nothing.yaml' (checks.schema.files)
    promote.yaml:19:74: warning: there is no file schemas/app.json (checks.schema.schema)

    Environments
      dev         main  1 file
      staging     main  2 files
      production  live  no such branch
      qa          main  0 files

    Takes 3 of 5 configuration files of main; '!' excludes 1; not taken:
      envs/production/application.yaml

    promote.yaml: 12 warnings, 1 note
    --- exit 1
    ");
}

#[test]
fn files_that_two_templates_claim_are_found() {
    let repo = Repo::new();
    repo.policy("version: 1\nfiles: [\"{env}/{app}/a.yaml\", \"{env}/web/*.yaml\"]\nenvironments:\n  dev: { with: { app: web } }\n  prod: { with: { app: web }, from: [dev] }\n");
    repo.write("dev/web/a.yaml", "v: 2\n").write("prod/web/a.yaml", "v: 1\n").commit("Both claim it");
    assert_snapshot!(repo.promote_line("check"), @"
    $ promote check
    promote.yaml:2:9: error: two path templates claim dev/web/a.yaml of dev: as {env}/{app}/a.yaml and as {env}/web/a.yaml; narrow one of them, or exclude the files with '!' (files)
    promote.yaml:2:9: error: two path templates claim prod/web/a.yaml of prod: as {env}/{app}/a.yaml and as {env}/web/a.yaml; narrow one of them, or exclude the files with '!' (files)

    Environments
      dev   main  1 file
      prod  main  1 file

    Takes 2 of 2 configuration files of main

    promote.yaml: 2 errors
    --- exit 1
    ");
    repo.policy("version: 1\nfiles: [\"{env}/*.yaml\", { path: \"{env}/a.yaml\", env: { dev: develop, prod: production } }]\nenvironments: { dev: {}, prod: { from: [dev] } }\n");
    repo.write("dev/a.yaml", "v: 2\n").write("develop/a.yaml", "v: 3\n").write("prod/a.yaml", "v: 1\n").commit("x");
    assert_snapshot!(repo.promote_line("check -q"), @"
    $ promote check -q
    promote.yaml:2:9: error: in dev, dev/a.yaml and develop/a.yaml have the logical name {env}/a.yaml; use a capture for the part of the path that differs (files)
    --- exit 1
    ");
    repo.policy("version: 1\nfiles:\n  - { path: \"*.yaml\", keys: \"envs.{env}\" }\n  - { path: \"a*.yaml\", keys: \"{area}.{env}\" }\nenvironments: { dev: {}, prod: { from: [dev] } }\n");
    repo.write("all.yaml", "envs: { dev: { a: 1 }, prod: { a: 2 } }\n").commit("One file");
    assert_snapshot!(repo.promote_line("check -q"), @"
    $ promote check -q
    promote.yaml:4:13: error: 'a*.yaml' with the keys '{area}.{env}' claims keys of all.yaml that '*.yaml' with the keys 'envs.{env}' claims, too (files)
    --- exit 1
    ");
}

#[test]
fn files_that_no_environment_takes_are_listed() {
    let repo = Repo::pipeline();
    for file in ["charts/web/a.yaml", "charts/web/b.yaml", "docs/x.md", "top.json", "package.json", "a/b.toml"] {
        repo.write(file, "{}\n");
    }
    repo.write("envs/dev/x.md", "x\n").commit("More files");
    repo.policy(&POLICY.replace("**\"\n", "**\"\n  - \"!**/*.md\"\n"));
    assert_snapshot!(repo.promote_line("check"), @"
    $ promote check
    promote.yaml:13:9: warning: no file of any environment matches 'flags.yaml:flags.*' (flags)

    Environments
      dev         main  1 file
      staging     main  1 file
      production  main  1 file

    Takes 3 of 9 configuration files of main; '!' excludes 1; not taken:
      ./           2 files
      a/b.toml
      charts/web/  2 files

    Changes against promote.yaml on main (<c1>)
      changed  files  added '!**/*.md'
      dev loses 1 file
        - envs/dev/x.md

    promote.yaml: 1 warning
    --- exit 1
    ");
}

#[test]
fn long_lists_are_shortened_unless_all_is_asked_for() {
    let repo = Repo::pipeline();
    for n in 10..30 {
        repo.write(&format!("charts/c{n}/a.yaml"), "a: 1\n").write(&format!("charts/c{n}/b.yaml"), "a: 1\n");
        repo.write(&format!("envs/dev/run-{n}.sh"), "x\n");
    }
    repo.commit("Many files");
    assert_snapshot!(repo.promote_line("check"), @"
    $ promote check
    promote.yaml:12:9: warning: no file of any environment matches 'flags.yaml:flags.*' (flags)

    Environments
      dev         main  21 files
      staging     main  1 file
      production  main  1 file

    Takes 23 of 63 configuration files of main; not taken:
      charts/  40 files

    20 files not read by key
      text  envs/dev/run-10.sh
            envs/dev/run-11.sh
            envs/dev/run-12.sh
            envs/dev/run-13.sh
            envs/dev/run-14.sh
            envs/dev/run-15.sh
            envs/dev/run-16.sh
            envs/dev/run-17.sh
            envs/dev/run-18.sh
            envs/dev/run-19.sh
            and 10 more (-v)

    promote.yaml: 1 warning
    --- exit 1
    ");
    let all = repo.run("check -v").stdout;
    assert!(all.contains("  charts/c29/b.yaml\n") && all.contains("envs/dev/run-29.sh"), "{all}");
    assert!(!all.contains("more (-v)"), "{all}");
}

#[test]
fn files_that_are_not_read_by_key_are_listed() {
    let repo = Repo::pipeline();
    repo.policy(&POLICY.replace("[\"*.replicas\"]", "[\"*.replicas\", \"chart.yaml:image\"]"));
    repo.write("envs/production/chart.yaml", "{{- if .x }}\nimage: a\n{{- end }}\n");
    repo.write("envs/production/secret.yaml", "a: ENC[x]\nsops: { mac: b, version: 3.8.1 }\n");
    repo.write("envs/production/broken.yaml", "a: [\n").write("envs/production/run.sh", "#!/bin/sh\n");
    repo.write("envs/production/wide.yaml", b"\xff\xfea\0");
    repo.write("envs/production/broken.json", "{\"a\": 1,}\n").commit("All kinds");
    std::os::unix::fs::symlink("run.sh", repo.root().join("envs/production/link.yaml")).unwrap();
    repo.commit("A link");
    assert_snapshot!(repo.promote_line("check"), @"
    $ promote check
    promote.yaml:11:26: warning: no key of any environment matches 'chart.yaml:image'; envs/production/chart.yaml is not read by key: line 1, column 1: the file is a template and must be rendered first (environments.production.keep)
    promote.yaml:12:9: warning: no file of any environment matches 'flags.yaml:flags.*' (flags)

    Environments
      dev         main  1 file
      staging     main  1 file
      production  main  8 files

    Takes 10 of 10 configuration files of main

    7 files not read by key
      broken      envs/production/broken.json  line 1, column 8: a trailing comma is not JSON (`format: jsonc` in promote.yaml allows it)
                  envs/production/broken.yaml  line 1, column 4: unclosed bracket '['
      unreadable  envs/production/wide.yaml    the file is UTF-16; only UTF-8 can be read by key
      template    envs/production/chart.yaml   line 1, column 1: the file is a template and must be rendered first
      encrypted   envs/production/secret.yaml  line 2, column 1: the file is encrypted by SOPS, whose MAC covers the whole file
      symlink     envs/production/link.yaml
      text        envs/production/run.sh

    promote.yaml: 2 warnings
    --- exit 1
    ");
    // They are no findings.
    repo.policy(&POLICY.replace("flags: [\"flags.yaml:flags.*\"]\n", ""));
    repo.ok("check");
}

#[test]
fn changes_against_the_policy_in_force_are_listed() {
    let repo = Repo::pipeline();
    repo.write("envs/eu/application.yaml", "a: 1\n").commit("Another environment");
    repo.policy(
        &POLICY
            .replace("required: 2", "required: 1")
            .replace("[\"*.replicas\"]", "[]")
            .replace("environments:\n  dev: {}\n", "environments:\n")
            .replace("from: [dev]", "direct-edits: deny")
            .replace("flags: [", "  eu: { from: [production] }\nsecrets: [\"*log\"]\nflags: ["),
    );
    assert_snapshot!(repo.promote_line("check"), @"
    $ promote check
    promote.yaml:13:9: warning: no file of any environment matches 'flags.yaml:flags.*' (flags)

    Environments
      staging     main  1 file
      production  main  1 file
      eu          main  1 file

    Takes 3 of 4 configuration files of main; not taken:
      envs/dev/application.yaml

    Changes against promote.yaml on main (<c1>)
      weaker    staging     from                from dev -> no source
      stronger  staging     direct-edits        warn -> deny
      weaker    production  approvals.required  2 -> 1
      weaker    production  keep                removed '*.replicas'
      added     eu          environments        from production
      removed   dev         environments        no source
      stronger              secrets             added '*log'
      dev loses 1 file
        - envs/dev/application.yaml
      eu gains 1 file
        + envs/eu/application.yaml

    promote.yaml: 1 warning
    --- exit 1
    ");
}

#[test]
fn the_approvals_of_a_change_are_named() {
    let repo = Repo::pipeline();
    repo.policy(&format!("{POLICY}policy: {{ approvals: {{ required: 2 }} }}\n")).commit("Rules for the rules");
    repo.policy(POLICY);
    let text = repo.run("check").stdout;
    assert!(text.contains("weaker  policy.approvals.required  2 -> 0\n  Needs 2 approvals once committed"), "{text}");
    assert!(repo.run("check -o markdown").stdout.contains("Needs 2 approvals"));
    assert!(repo.run("check -o json").stdout.contains("\"approvals\": 2"));
}

#[test]
fn a_policy_that_is_not_committed_yet_is_checked() {
    let repo = Repo::new();
    repo.write("envs/dev/a.yaml", "a: 1\n").write("envs/prod/a.yaml", "a: 2\n").commit("Files");
    repo.policy("version: 1\nfiles: [\"envs/{env}/**\"]\nenvironments: { dev: {}, prod: { from: [dev] } }\n");
    let before = repo.everything();
    assert_snapshot!(repo.promote_line("check"), @"
    $ promote check
    Environments
      dev   main  1 file
      prod  main  1 file

    Takes 2 of 2 configuration files of main

    No promote.yaml is in force yet

    promote.yaml: no findings
    ");
    repo.assert_unchanged(&before);
    // The first mistake is found before there is any commit.
    let repo = Repo::new();
    repo.policy("version: 2\n");
    assert_snapshot!(repo.promote_line("check"), @"
    $ promote check
    promote.yaml:1:10: error: version 2 is not supported by this version of promote; it supports version 1

    No promote.yaml is in force yet

    promote.yaml: 1 error
    --- exit 1
    ");
    repo.policy("version: 1\nfiles: [\"envs/{env}/**\"]\nenvironments: { dev: {}, prod: { from: [dev] } }\n");
    assert_snapshot!(repo.promote_line("check"), @"
    $ promote check
    --- stderr
    error: the repository has no commit yet; promote reads only committed files
    hint: commit the files first: git add -A && git commit
    --- exit 2
    ");
}

#[test]
fn the_policy_in_force_may_be_invalid() {
    let repo = Repo::pipeline();
    repo.policy("version: 1\n").commit("Invalid");
    repo.fails(2, "status");
    repo.policy(POLICY);
    assert_snapshot!(repo.promote_line("check"), @"
    $ promote check
    promote.yaml:12:9: warning: no file of any environment matches 'flags.yaml:flags.*' (flags)

    Environments
      dev         main  1 file
      staging     main  1 file
      production  main  1 file

    Takes 3 of 3 configuration files of main

    promote.yaml on main is in force, and has 2 mistakes

    promote.yaml: 1 warning
    --- exit 1
    ");
}

#[test]
fn standard_input_a_file_and_a_revision_are_checked() {
    let repo = Repo::pipeline();
    let wrong = POLICY.replace("*.replicas", "*.replcas");
    let run = repo.run_with("check - -q", wrong.as_bytes());
    assert_snapshot!(repo.describe("check - -q", &run), @"
    $ promote check - -q
    promote.yaml:11:12: warning: no key of any environment matches '*.replcas' (environments.production.keep)
    promote.yaml:12:9: warning: no file of any environment matches 'flags.yaml:flags.*' (flags)
    --- exit 1
    ");
    assert_eq!(repo.run_with("check --stdin -q", wrong.as_bytes()).stdout, run.stdout);
    repo.write("../other.yaml", &wrong);
    assert_snapshot!(repo.promote_line("check ../other.yaml -q"), @"
    $ promote check ../other.yaml -q
    ../other.yaml:11:12: warning: no key of any environment matches '*.replcas' (environments.production.keep)
    ../other.yaml:12:9: warning: no file of any environment matches 'flags.yaml:flags.*' (flags)
    --- exit 1
    ");
    assert_snapshot!(repo.promote_line("-C envs check ../../other.yaml -q"), @"
    $ promote -C envs check ../../other.yaml -q
    ../../other.yaml:11:12: warning: no key of any environment matches '*.replcas' (environments.production.keep)
    ../../other.yaml:12:9: warning: no file of any environment matches 'flags.yaml:flags.*' (flags)
    --- exit 1
    ");
    repo.git_line("checkout -q -b next");
    repo.policy(&wrong).write("envs/qa/a.yaml", "a: 1\n").commit("A mistyped pattern");
    repo.git_line("checkout -q main");
    assert_snapshot!(repo.promote_line("check --rev next"), @"
    $ promote check --rev next
    next:promote.yaml:11:12: warning: no key of any environment matches '*.replcas' (environments.production.keep)
    next:promote.yaml:12:9: warning: no file of any environment matches 'flags.yaml:flags.*' (flags)

    Environments
      dev         next  1 file
      staging     next  1 file
      production  next  1 file

    Takes 3 of 4 configuration files of next; not taken:
      envs/qa/a.yaml

    Changes against promote.yaml on main (<c1>)
      stronger  production  keep  added '*.replcas'
      weaker    production  keep  removed '*.replicas'

    next:promote.yaml: 2 warnings
    --- exit 1
    ");
    repo.fails(1, "check");
}

/// Environments without a branch hold what is checked out: there the file will rule once it is merged.
#[test]
fn the_checked_out_commit_holds_the_environments_without_a_branch() {
    let repo = Repo::pipeline();
    repo.git_line("checkout -q -b next");
    repo.policy(&POLICY.replace("flags: [", "  eu: { from: [production] }\nflags: ["));
    repo.write("envs/eu/flags.yaml", "flags: { a: 1 }\n").commit("Another environment");
    assert_snapshot!(repo.promote_line("check"), @"
    $ promote check
    Environments
      dev         next  1 file
      staging     next  1 file
      production  next  1 file
      eu          next  1 file

    Takes 4 of 4 configuration files of next

    Changes against promote.yaml on main (<c1>)
      added  eu  environments  from production
      eu gains 1 file
        + envs/eu/flags.yaml

    promote.yaml: no findings
    ");
    repo.git_line("checkout -q main");
    repo.git_line("checkout -q -b live");
    repo.git_line("checkout -q -b env/dev main");
    let branches = "version: 1\nfiles: [\"envs/staging/**\"]\nenvironments:\n  dev: { branch: env/dev }\n  live: { branch: live, from: [dev] }\n  main: { from: [live] }\n";
    repo.policy(branches);
    assert_snapshot!(repo.promote_line("check"), @"
    $ promote check
    Environments
      dev   env/dev  1 file
      live  live     1 file
      main  main     1 file

    Takes 1 of 3 configuration files of env/dev; not taken:
      envs/dev/application.yaml
      envs/production/application.yaml

    Takes 1 of 3 configuration files of live; not taken:
      envs/dev/application.yaml
      envs/production/application.yaml

    Takes 1 of 3 configuration files of main; not taken:
      envs/dev/application.yaml
      envs/production/application.yaml

    Changes against promote.yaml on main (<c1>)
      changed  dev         branch        'the policy branch' -> 'env/dev'
      added    live        environments  from dev
      added    main        environments  from live
      removed  staging     environments  from dev
      removed  production  environments  from staging
      changed              files         added 'envs/staging/**'
      changed              files         removed 'envs/{env}/**'
      changed              flags         removed 'flags.yaml:flags.*'
      dev gains 1 file and loses 1 file
        + envs/staging/application.yaml
        - envs/dev/application.yaml
      live gains 1 file
        + envs/staging/application.yaml
      main gains 1 file
        + envs/staging/application.yaml
      production loses 1 file
        - envs/production/application.yaml
      staging loses 1 file
        - envs/staging/application.yaml

    promote.yaml: no findings
    ");
}

#[test]
fn refuses_what_cannot_be_checked() {
    let repo = Repo::pipeline();
    std::fs::remove_file(repo.root().join("promote.yaml")).unwrap();
    assert_snapshot!(repo.promote_line("check"), @"
    $ promote check
    --- stderr
    error: the working tree has no promote.yaml
    hint: find the environments and write promote.yaml: promote init
    hint: check that of a branch: promote check --rev BRANCH
    --- exit 2
    ");
    assert_snapshot!(repo.promote_line("check nothing.yaml"), @"
    $ promote check nothing.yaml
    --- stderr
    error: there is no file 'nothing.yaml'
    --- exit 2
    ");
    assert_snapshot!(repo.promote_line("check --rev nothing"), @"
    $ promote check --rev nothing
    --- stderr
    error: 'nothing' is not a commit
    hint: list the branches: git branch -a
    --- exit 2
    ");
    repo.git(&["rm", "-q", "--cached", "promote.yaml"]);
    repo.git_line("commit -q -m Gone");
    assert_snapshot!(repo.promote_line("check --rev HEAD"), @"
    $ promote check --rev HEAD
    --- stderr
    error: 'HEAD' has no promote.yaml
    hint: check that of the working tree: promote check
    --- exit 2
    ");
    assert_snapshot!(repo.promote_line("check --rev HEAD --stdin"), @"
    $ promote check --rev HEAD --stdin
    --- stderr
    error: the argument '--rev <REV>' cannot be used with '--stdin'

    Usage: promote check --rev <REV> [FILE]

    For more information, try '--help'.
    --- exit 2
    ");
    assert_snapshot!(repo.promote_line("check -o patch"), @"
    $ promote check -o patch
    --- stderr
    error: 'promote check' does not support '-o patch'; it supports text, json, yaml and markdown
    hint: only 'promote diff' prints a patch: promote diff SOURCE TARGET -o patch
    --- exit 2
    ");
    repo.git_in_world("init -q --bare bare.git");
    assert_snapshot!(repo.promote_line("-C ../bare.git check"), @"
    $ promote -C ../bare.git check
    --- stderr
    error: a bare repository has no working tree with a promote.yaml
    hint: check that of a branch: promote check --rev BRANCH
    --- exit 2
    ");
}

/// Neither a ledger nor a remote is needed.
#[test]
fn works_without_a_network_and_with_a_broken_ledger() {
    let repo = Repo::shared();
    repo.git_line("remote set-url origin /nowhere");
    assert_snapshot!(repo.promote_line("check -q"), @"
    $ promote check -q
    promote.yaml:12:9: warning: no file of any environment matches 'flags.yaml:flags.*' (flags)
    --- exit 1
    ");
    repo.git_line("branch promotions main");
    assert_snapshot!(repo.promote_line("check"), @"
    $ promote check
    promote.yaml:12:9: warning: no file of any environment matches 'flags.yaml:flags.*' (flags)

    Environments
      dev         main  1 file
      staging     main  1 file
      production  main  1 file

    Takes 3 of 3 configuration files of main

    promote.yaml: 1 warning
    --- exit 1
    ");
}

#[test]
fn json_and_markdown() {
    let repo = Repo::pipeline();
    repo.policy(&POLICY.replace("*.replicas", "*.replcas").replace("required: 2", "required: 1"));
    repo.write("envs/dev/run|me.sh", "x\n").write("more/x.yaml", "a: 1\n").commit("More");
    repo.git_line("reset -q --soft HEAD~1");
    repo.git_line("commit -q -m More -- envs more");
    let json: Json = serde_json::from_str(&repo.run("check -o json").stdout).unwrap();
    assert_snapshot!(repo.normalise(&format!("{json:#}")), @r#"
    {
      "schemaVersion": 1,
      "ok": false,
      "file": "promote.yaml",
      "source": "working-tree",
      "findings": [
        {
          "code": "unused-pattern",
          "severity": "warning",
          "line": 11,
          "column": 12,
          "field": "environments.production.keep",
          "environment": "production",
          "message": "no key of any environment matches '*.replcas'",
          "files": []
        },
        {
          "code": "unused-pattern",
          "severity": "warning",
          "line": 12,
          "column": 9,
          "field": "flags",
          "environment": null,
          "message": "no file of any environment matches 'flags.yaml:flags.*'",
          "files": []
        }
      ],
      "environments": [
        {
          "name": "dev",
          "branch": "main",
          "commit": "<c1>",
          "files": 2
        },
        {
          "name": "staging",
          "branch": "main",
          "commit": "<c1>",
          "files": 1
        },
        {
          "name": "production",
          "branch": "main",
          "commit": "<c1>",
          "files": 1
        }
      ],
      "coverage": [
        {
          "branch": "main",
          "commit": "<c1>",
          "configurationFiles": 5,
          "taken": 4,
          "excluded": 0,
          "notTaken": [
            "more/x.yaml"
          ]
        }
      ],
      "unparsed": [
        {
          "path": "envs/dev/run|me.sh",
          "environments": [
            "dev"
          ],
          "kind": "text",
          "reason": null
        }
      ],
      "ruling": {
        "approvals": 0,
        "state": "in-force",
        "branch": "main",
        "commit": "<c1>",
        "reason": null
      },
      "changes": [
        {
          "effect": "weaker",
          "environment": "production",
          "rule": "approvals.required",
          "message": "2 -> 1"
        },
        {
          "effect": "stronger",
          "environment": "production",
          "rule": "keep",
          "message": "added '*.replcas'"
        },
        {
          "effect": "weaker",
          "environment": "production",
          "rule": "keep",
          "message": "removed '*.replicas'"
        }
      ],
      "moved": []
    }
    "#);
    assert_snapshot!(repo.promote_line("check -o markdown"), @r"
    $ promote check -o markdown
    ### promote.yaml: 2 warnings

    | Place | Severity | Code | Finding |
    | --- | --- | --- | --- |
    | 11:12 | warning | `unused-pattern` | no key of any environment matches '\*.replcas' |
    | 12:9 | warning | `unused-pattern` | no file of any environment matches 'flags.yaml:flags.\*' |

    Takes 4 of 5 configuration files of main; not taken:

    | Not taken | Files |
    | --- | --- |
    | `more/x.yaml` | 1 file |

    | Not read by key | Kind | Reason |
    | --- | --- | --- |
    | `envs/dev/run\|me.sh` | text |  |

    #### Changes against promote.yaml on main (<c1>)

    | Effect | Environment | Rule | Change |
    | --- | --- | --- | --- |
    | weaker | `production` | `approvals.required` | 2 -&gt; 1 |
    | stronger | `production` | `keep` | added '\*.replcas' |
    | weaker | `production` | `keep` | removed '\*.replicas' |
    --- exit 1
    ");
}

/// Environments inside one file: patterns match the keys below the prefix, and a prefix may have none.
#[test]
fn key_prefixes_are_checked() {
    let repo = crate::keyed::clouds();
    assert_snapshot!(repo.promote_line("check"), @"
    $ promote check
    Environments
      dev         main  1 file
      staging     main  1 file
      production  main  1 file

    Takes 1 of 1 configuration file of main

    promote.yaml: no findings
    ");
    let policy = repo.read("promote.yaml");
    repo.policy(&policy.replace("clouds.{cloud}", "cluods.{cloud}"));
    assert_snapshot!(repo.promote_line("check -q"), @"
    $ promote check -q
    promote.yaml:2:17: warning: no key of any environment is below 'cluods.{cloud}.environments.{env}' (files)
    promote.yaml:3:17: warning: dev has no key in its 1 file (environments.dev)
    promote.yaml:3:26: warning: staging has no key in its 1 file (environments.staging)
    promote.yaml:3:52: warning: production has no key in its 1 file (environments.production)
    promote.yaml:3:90: warning: no key of any environment matches '*.replicas' (environments.production.keep)
    --- exit 1
    ");
    repo.policy(
        &policy
            .replace("staging: {", "qa: {}, staging: {")
            .replace("*.replicas", "clouds.aws.environments.production.*"),
    );
    assert_snapshot!(repo.promote_line("check -q"), @"
    $ promote check -q
    promote.yaml:3:26: warning: qa has no key in its 1 file (environments.qa)
    --- exit 1
    ");
}

/// As in CI: a detached checkout, and branches that only the remote has.
#[test]
fn a_clone_without_local_branches_is_checked() {
    let repo = Repo::pipeline();
    repo.git_line("branch env/live");
    repo.policy(
        &POLICY
            .replace("flags: [\"flags.yaml:flags.*\"]", "")
            .replace("approvals: { required: 2 }", "branch: env/live"),
    );
    repo.commit("A branch");
    repo.git_in_world("clone -q repo ci");
    repo.git_line("-C ../ci checkout -q --detach");
    repo.git_line("-C ../ci branch -q -D main");
    assert_snapshot!(repo.promote_line("-C ../ci check"), @"
    $ promote -C ../ci check
    Environments
      dev         HEAD      1 file
      staging     HEAD      1 file
      production  env/live  1 file

    Takes 2 of 3 configuration files of HEAD; not taken:
      envs/production/application.yaml

    Takes 1 of 3 configuration files of env/live; not taken:
      envs/dev/application.yaml
      envs/staging/application.yaml

    promote.yaml: no findings
    ");
    repo.git_line("-C ../ci update-ref -d refs/remotes/origin/env/live");
    assert_snapshot!(repo.promote_line("-C ../ci check -q"), @"
    $ promote -C ../ci check -q
    promote.yaml:10:13: warning: the branch env/live of production does not exist (environments.production)
    --- exit 1
    ");
}

/// The files of an environment are those that the other commands read, in every layout; where these refuse the layout,
/// there is an error.
#[test]
fn environments_take_what_other_commands_read() {
    for files in [
        "['envs/{env}/**']",
        "['**/{env}/*.yaml', '{env}.yaml']",
        "['{app}-{env}.yaml', 'envs/**', '!envs/**/x.yaml']",
        "['{rest**}/{env}/{name}.yaml', '!**/b.yaml']",
        "['**/{env}**/*.yaml']",
        "['{env}/{a}/a.yaml', '{env}/{b}/*.yaml']",
        "['envs/{env}/*', { path: 'envs/{env}/b.yaml', format: text }]",
        "[{ path: 'envs/{env}/{app}.yaml', env: { dev: 'prod', prod: 'dev' } }]",
        "[{ path: '*.yaml', keys: 'envs.{env}' }]",
    ] {
        let repo = Repo::layout(files, "{ dev: {}, prod: { from: [dev] }, dev-eu: { from: [dev] } }", &[]);
        for env in ["dev", "prod", "dev-eu"] {
            for file in ["a.yaml", "b.yaml", "x/x.yaml", "a/x.yaml", "notes"] {
                repo.write(&format!("envs/{env}/{file}"), "k: 1\n").write(&format!("{env}/{file}"), "k: 2\n");
            }
            repo.write(&format!("web-{env}.yaml"), "k: 3\n").write(&format!("{env}.yaml"), "k: 4\n");
        }
        repo.write("all.yaml", "envs: { dev: { k: 1 }, prod: { k: 2 } }\n").commit("Files");
        let checked: Json = serde_json::from_str(&repo.run("check -o json").stdout).unwrap();
        if checked["environments"] == serde_json::json!([]) {
            repo.fails(2, "keys dev");
            continue;
        }
        for environment in checked["environments"].as_array().unwrap() {
            let name = environment["name"].as_str().unwrap();
            let keys = repo.run(&format!("keys {name} -o json"));
            let about = |finding: &&Json| finding["severity"] == "error" && finding["environment"] != "other";
            let errors = checked["findings"].as_array().unwrap().iter().filter(about).count();
            match serde_json::from_str::<Json>(&keys.stdout) {
                Ok(keys) => {
                    let paths = |list: &str| -> Vec<String> {
                        let all = keys[list].as_array().unwrap().iter();
                        all.map(|key| key["path"].as_str().unwrap().to_owned()).collect()
                    };
                    let mut paths: Vec<String> = [paths("configs"), paths("unreadable")].concat();
                    paths.sort();
                    paths.dedup();
                    let taken = environment["files"].as_u64().unwrap() as usize;
                    let keyed = files.contains("keys:");
                    assert!(keyed && paths.len() <= taken || paths.len() == taken, "{files} {name}: {paths:?} {taken}");
                }
                Err(_) => assert!(errors > 0 || environment["files"] == 0, "{files} {name}: {}", keys.stderr),
            }
        }
    }
}

#[test]
fn hidden_characters_are_escaped() {
    let repo = Repo::pipeline();
    repo.policy(&POLICY.replace("*.replicas", "a\u{202e}b\u{1b}[31m").replace("flags.yaml", "flags\u{200b}"));
    let run = repo.run("check");
    assert!(!run.stdout.contains(['\u{202e}', '\u{1b}', '\u{200b}']), "{}", run.stdout);
    assert_eq!(run.code, 1);
}

#[test]
fn every_code_is_documented_and_the_hook_exists() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let read = |path: &str| std::fs::read_to_string(root.join(path)).unwrap();
    let (page, source) = (read("docs/writing.md"), read("crates/promote-core/src/policy/lint/finding.rs"));
    let words = source.split("impl LintCode").nth(1).unwrap().split("fn level(self)").next().unwrap();
    let codes: Vec<&str> = words.split('"').skip(1).step_by(2).collect();
    assert!(codes.len() > 10, "{codes:?}");
    for code in codes {
        assert!(page.contains(&format!("`{code}`")), "{code}");
    }
    let hooks: Json = serde_yaml::from_str(&read(".pre-commit-hooks.yaml")).unwrap();
    let repo = Repo::pipeline();
    repo.write("envs/dev/flags.yaml", "flags: { a: 1 }\n").commit("A flag");
    for hook in hooks.as_array().unwrap() {
        assert!(page.contains(&format!("`{}`", hook["id"].as_str().unwrap())), "{hook}");
        repo.ok(hook["entry"].as_str().unwrap().strip_prefix("promote ").unwrap());
    }
}
