//! `checks:` that run commands, and what allows them to run.

use std::fs;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use insta::assert_snapshot;
use serde_json::Value as Json;

use crate::support::{Repo, is_installed, run};

/// The pipeline with these checks and a promotion; production requires no approvals.
fn checked(checks: &str) -> Repo {
    let repo = Repo::with_checks(checks);
    repo.ok("create staging production --key query");
    repo
}

fn validation(repo: &Repo) -> Json {
    let json: Json = serde_json::from_str(&repo.ok("show @ -o json")).unwrap();
    json["validation"].clone()
}

/// The command sees the files as they would be after execution.
#[test]
fn a_command_sees_the_planned_files() {
    let repo = checked(
        "  - { name: sixty, run: [grep, -rq, 'timeout: 60', envs/production] }\n  - { name: no thirty, run: [grep, -rn, 'timeout: 30', .] }\n",
    );
    assert_snapshot!(repo.promote_line("validate @ --run-commands"), @"
    $ promote validate @ --run-commands
    ok      sixty
    failed  no thirty  1 finding

    failed: 'grep -rn timeout: 30 .' exited with status 1 (no thirty)

    Promotion 1 is not valid: 1 error
    --- stderr
    hint: fix the findings in staging, then: promote refresh 1
    --- exit 1
    ");
}

#[test]
fn gives_a_command_its_files_environment_and_input() {
    let repo = checked(
        "  - name: look\n    shell: true\n    run: |\n      find . -type f | sort; env | grep -v '^PATH=\\|^PWD=\\|^_=\\|^OLDPWD=\\|^SHLVL=' | sed 's/=.*promote-home.*/=HOME/; s/[0-9a-f-]\\{36,40\\}/ID/' | sort\n      grep -o '\"key\":\"[a-z.]*\"' ; exit 3\n",
    );
    assert_snapshot!(repo.promote_line("validate @ --run-commands"), @r#"
    $ promote validate @ --run-commands
    failed  look  1 finding

    failed: 'find . -type f | sort; env | grep -v '^PATH=\|^PWD=\|^_=\|^OLDPWD=\|^SHLVL=' | sed 's/=.*promote-home.*/=HOME/; s/[0-9a-f-]\{36,40\}/ID/' | sort grep -o '"key":"[a-z.]*"' ; exit 3' exited with status 3 (look)
      ./envs/production/application.yaml
      HOME=HOME
      LC_ALL=C
      PROMOTE_CHECK=look
      PROMOTE_ID=ID
      PROMOTE_POLICY=ID
      PROMOTE_SOURCE=staging
      PROMOTE_TARGET=production
      TMPDIR=HOME
      TZ=UTC
      "key":"query.timeout"
      "key":"query.cache"

    Promotion 1 is not valid: 1 error
    --- stderr
    hint: fix the findings in staging, then: promote refresh 1
    --- exit 1
    "#);
}

#[test]
fn attack_a_command_in_a_repository_that_nobody_trusted() {
    let repo = checked(
        "  - { name: evil, run: [touch, /tmp/promote-was-here] , level: warning }\n  - { name: zone, requires: [query] }\n",
    );
    let _ = fs::remove_file("/tmp/promote-was-here");
    assert_snapshot!(repo.promote_line("validate @"), @"
    $ promote validate @
    not run  evil  1 finding
    ok       zone

    failed: 'touch /tmp/promote-was-here' was not run: allow commands with --run-commands, or trust this promote.yaml: promote trust (evil)

    Promotion 1 is not valid: 1 error
    --- stderr
    hint: promote validate 1 --run-commands
    --- exit 1
    ");
    assert!(!fs::exists("/tmp/promote-was-here").unwrap());
    assert_snapshot!(repo.promote_line("execute @"), @"
    $ promote execute @
    --- stderr
    error: promotion 1 cannot be executed: the last validation found 1 error
    hint: promote validate 1
    --- exit 3
    ");
    assert_eq!(validation(&repo)["filesDigest"], Json::Null);
}

#[test]
fn one_promote_yaml_is_trusted_at_a_time() {
    let repo = checked("  - { name: fine, run: [\"true\"] }\n");
    assert_snapshot!(repo.promote_line("trust"), @"
    $ promote trust
      fine  true
    --- stderr
    error: the check commands must be confirmed at a terminal, and there is none
    hint: promote trust --yes
    --- exit 2
    ");
    assert_snapshot!(repo.promote_line("trust --yes --dry-run"), @"
    $ promote trust --yes --dry-run
      fine  true
    Would trust the promote.yaml of main (16bfc02717)
    ");
    repo.fails(1, "validate @");
    assert_snapshot!(repo.promote_line("trust --yes"), @"
    $ promote trust --yes
      fine  true
    Trusted the promote.yaml of main (16bfc02717) in its current version
    ");
    assert_snapshot!(repo.promote_line("trust"), @"
    $ promote trust
    Trusted the promote.yaml of main (16bfc02717) in its current version
    ");
    assert_snapshot!(repo.promote_line("validate @"), @"
    $ promote validate @
    ok  fine

    Promotion 1 is valid: ready to execute
    --- stderr
    hint: promote execute 1
    ");
    // A changed promote.yaml is not trusted.
    repo.policy(&repo.read("promote.yaml").replace("[\"true\"]", "[\"false\"]"));
    repo.commit("Another command");
    assert_snapshot!(repo.promote_line("validate @"), @"
    $ promote validate @
    not run  fine  1 finding

    failed: 'false' was not run: allow commands with --run-commands, or trust this promote.yaml: promote trust (fine)

    Promotion 1 is not valid: 1 error
    --- stderr
    hint: promote validate 1 --run-commands
    --- exit 1
    ");
    repo.ok("trust --yes");
    assert_snapshot!(repo.promote_line("trust --revoke"), @"
    $ promote trust --revoke
    Revoked trust: this clone no longer trusts any promote.yaml to run check commands
    ");
    assert!(repo.fails(1, "validate @").contains("--run-commands"));
    repo.git_config("promote.runCommands", "true");
    assert!(repo.run("validate @").stdout.contains("'false' exited with status 1"));
}

#[test]
fn refuses_to_trust_a_policy_without_commands() {
    assert_snapshot!(Repo::pipeline().promote_line("trust --yes"), @"
    $ promote trust --yes
    --- stderr
    error: no check in the promote.yaml of main runs a command: nothing to trust
    --- exit 2
    ");
}

/// An outcome holds only for the files that the command saw.
#[test]
fn other_files_by_the_time_of_the_execution() {
    let repo = checked("  - { name: fine, run: [\"true\"] }\n");
    repo.ok("validate @ --run-commands");
    repo.write("envs/production/other.yaml", "x: 1\n");
    repo.commit("Somebody adds a file to production");
    assert_snapshot!(repo.promote_line("execute @"), @"
    $ promote execute @
    --- stderr
    error: promotion 1 cannot be executed: files of production changed after the command checks ran
    hint: promote validate 1
    --- exit 3
    ");
    repo.ok("validate @ --run-commands");
    repo.write("envs/dev/other.yaml", "x: 1\n");
    repo.commit("Elsewhere, whatever");
    repo.ok("execute @");
    assert_snapshot!(repo.promote_line("verify"), @"
    $ promote verify
    ledger      1 promotion  4 events
    staging     0 promotions
    production  1 promotion, 1 direct edit

    notice  direct-edit  <c1>
      the commit changes envs/production/other.yaml of production without a promotion
      production, by Ann <ann@acme.com>

    Verified, with 1 notice.
    ");
}

#[test]
fn fails_closed_when_a_command_does_not_succeed() {
    let repo = checked(
        "  - { name: unknown, run: [no-such-program-here] }\n  - { name: killed, run: 'kill -9 $$', shell: true }\n  - { name: slow, run: [sleep, 600], timeout: 1s }\n  - { name: advice, run: [\"false\"], level: warning, message: \"somebody should look at {check}\" }\n",
    );
    assert_snapshot!(repo.promote_line("validate @ --run-commands"), @"
    $ promote validate @ --run-commands
    failed   unknown  1 finding
    failed   killed   1 finding
    failed   slow     1 finding
    warning  advice   1 finding

    failed: the program 'no-such-program-here' is not installed or not on the PATH (unknown)
    failed: 'kill -9 $$' was killed by signal 9 (killed)
    failed: 'sleep 600' was stopped after 1 s, its time limit (slow)
    warning: somebody should look at advice (advice)

    Promotion 1 is not valid: 3 errors
    --- stderr
    hint: fix the cause of the evaluation errors, then: promote validate 1; if the cause is in staging: promote refresh 1
    --- exit 1
    ");
}

/// The number of processes with this text in their command line.
fn running(what: &str) -> usize {
    let lines = fs::read_dir("/proc").unwrap().flatten().map(|process| fs::read(process.path().join("cmdline")));
    let has = |line: Vec<u8>| line.windows(what.len()).any(|part| part == what.as_bytes());
    lines.filter(|line| line.as_ref().is_ok_and(|line| has(line.clone()))).count()
}

#[test]
fn attack_a_command_that_forks_and_never_ends() {
    let repo = checked(
        "  - { name: forks, shell: true, timeout: 1s, run: 'for i in 1 2 3; do sleep 86401 & done; wait' }\n  - { name: leaves, shell: true, run: 'sleep 86402 >/dev/null 2>&1 & exit 0' }\n",
    );
    let begin = Instant::now();
    let run = repo.run("validate @ --run-commands");
    assert_eq!(run.code, 1, "{}", run.stdout);
    assert!(run.stdout.contains("was stopped after 1 s, its time limit"), "{}", run.stdout);
    assert!(begin.elapsed().as_secs() < 30);
    assert_eq!((running("86401"), running("86402")), (0, 0));
}

/// After an interrupt, no process and no file is left, and nothing is recorded.
#[test]
fn an_interrupted_validation_leaves_nothing_behind() {
    let mut repo = None;
    for (signal, number) in [("INT", "86403"), ("TERM", "86404")] {
        let fresh = checked(&format!(
            "  - {{ name: long, shell: true, timeout: 600s, run: 'sleep {number}' }}\n\
             \x20 - {{ name: endless, each: file, rule: \"[0,1,2,3,4,5,6,7,8,9].all(a, [0,1,2,3,4,5,6,7,8,9].all(b, a + b > -1))\" }}\n"
        ));
        let ledger = fresh.git_line("rev-parse promotions");
        let mut command = fresh.promote_command(&["validate", "@", "--run-commands"]);
        let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let begin = Instant::now();
        while running(number) < 2 && begin.elapsed().as_secs() < 30 {
            std::thread::sleep(Duration::from_millis(10));
        }
        let kill = Command::new("kill").args([&format!("-{signal}"), &child.id().to_string()]).status().unwrap();
        assert!(kill.success());
        let output = child.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(130), "{output:?}");
        assert_eq!(String::from_utf8_lossy(&output.stderr), "error: interrupted; the validation was not recorded\n");
        assert!(begin.elapsed().as_secs() < 30);
        assert_eq!(running(number), 0);
        assert_eq!(fs::read_dir(fresh.beside("tmp")).unwrap().count(), 0);
        assert_eq!(fresh.git_line("rev-parse promotions"), ledger);
        repo = Some(fresh);
    }
    // It can be run again.
    assert!(repo.unwrap().run("validate @").stdout.contains("not run"));
}

#[test]
fn attack_a_command_that_writes_a_gigabyte() {
    let repo = checked("  - { name: loud, shell: true, run: 'yes something' }\n");
    let begin = Instant::now();
    assert_snapshot!(repo.promote_line("validate @ --run-commands"), @"
    $ promote validate @ --run-commands
    failed  loud  1 finding

    failed: 'sh' wrote more than 1048576 bytes and was stopped (loud)

    Promotion 1 is not valid: 1 error
    --- stderr
    hint: fix the cause of the evaluation errors, then: promote validate 1; if the cause is in staging: promote refresh 1
    --- exit 1
    ");
    assert!(begin.elapsed().as_secs() < 30);
}

/// Attack: symlinks are not written to the folder, so nothing in it leads outside.
#[test]
fn attack_a_file_that_leads_out_of_the_folder() {
    let repo = checked("  - { name: find, run: [grep, -r, secret, .] }\n");
    fs::write(repo.beside("secret"), "secret").unwrap();
    std::os::unix::fs::symlink("../../../secret", repo.beside("repo/envs/production/link.yaml")).unwrap();
    repo.commit("A link");
    let run = repo.run("validate @ --run-commands");
    assert!(run.stdout.contains("'grep -r secret .' exited with status 1"), "{}", run.stdout);
    assert!(!run.stdout.contains("link.yaml"));
}

#[test]
fn runs_yamllint() {
    if !is_installed("yamllint") {
        return;
    }
    let repo = checked("  - { name: yamllint, run: [yamllint, -d, relaxed, -f, parsable, .] }\n");
    repo.ok("validate @ --run-commands");
    repo.write("envs/staging/twice.yaml", "a: 1\na: 2\n").commit("Worse");
    repo.ok("cancel @ --reason Next");
    repo.ok("create staging production --key twice.yaml:*");
    let run = repo.run("validate @ --run-commands");
    assert!(run.code == 1 && run.stdout.contains("/twice.yaml:2:1: [error] duplication of key"), "{}", run.stdout);
}

/// Validates documents with schemas of every draft, with this program and with check-jsonschema.
#[test]
fn agrees_with_check_jsonschema() {
    if !is_installed("check-jsonschema") {
        return;
    }
    const DRAFT: [&str; 5] = [
        "http://json-schema.org/draft-04/schema#",
        "http://json-schema.org/draft-06/schema#",
        "http://json-schema.org/draft-07/schema#",
        "https://json-schema.org/draft/2019-09/schema",
        "https://json-schema.org/draft/2020-12/schema",
    ];
    let cases = [
        (0, r#""properties": {"a": {"minimum": 3, "exclusiveMinimum": true}}"#, "a: 3", false),
        (0, r#""properties": {"a": {"minimum": 3, "exclusiveMinimum": true}}"#, "a: 4", true),
        (1, r#""properties": {"a": {"exclusiveMinimum": 3}}"#, "a: 3", false),
        (1, r#""properties": {"a": {"contains": {"const": "x"}}}"#, "a: [y, x]", true),
        (2, r#""if": {"required": ["a"]}, "then": {"required": ["b"]}"#, "a: 1", false),
        (
            2,
            r##""definitions": {"p": {"type": "integer"}}, "properties": {"a": {"$ref": "#/definitions/p"}}"##,
            "a: x",
            false,
        ),
        (3, r#""dependentRequired": {"a": ["b"]}"#, "a: 1", false),
        (3, r#""properties": {"a": {"format": "date"}}"#, "a: \"2026-13-01\"", false),
        (4, r#""properties": {"a": {"prefixItems": [{"type": "string"}], "items": false}}"#, "a: [x, y]", false),
        (4, r#""unevaluatedProperties": false, "properties": {"a": true}"#, "a: 1", true),
        (4, r##""$defs": {"p": {"pattern": "^v[0-9]+$"}}, "properties": {"a": {"$ref": "#/$defs/p"}}"##, "a: v1", true),
        (4, r#""properties": {"a": {"enum": [1.0, null]}}"#, "a: 1", true),
    ];
    let repo = checked("  - { name: shape, schema: s.json }\n");
    repo.ok("cancel @ --reason Next");
    for (draft, schema, document, good) in cases {
        repo.write("s.json", format!("{{\"$schema\": \"{}\", {schema}}}", DRAFT[draft]));
        repo.write("envs/staging/application.yaml", format!("{document}\n"));
        repo.write("envs/production/application.yaml", "{}\n");
        repo.commit(document);
        repo.ok("create staging production");
        let ours = repo.run("validate @").code;
        let theirs = run(
            repo.command("check-jsonschema").args(["--schemafile", "s.json", "envs/staging/application.yaml"]),
            b"",
        );
        assert_eq!(
            (ours == 0, theirs.code == 0),
            (good, good),
            "{schema}\n{document}\n{}{}",
            theirs.stdout,
            theirs.stderr
        );
        repo.ok("cancel @ --reason Next");
    }
}
