//! What is said about secrets: values that look like some, patterns that are wrong, files that cannot be read.

use insta::assert_snapshot;

use crate::support::{POLICY, Repo};

#[test]
fn warns_about_values_that_look_like_secrets() {
    let repo = Repo::with_file("a.yaml", "bot: x\n", "bot: x\n");
    let token = format!("ghp_{}", "a1B2".repeat(9));
    repo.write("envs/dev/a.yaml", format!("bot: {token}\ndsn: postgres://app:s3cr3t@db/app\n"));
    repo.write("envs/dev/tls.key", "-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----\n");
    repo.commit("A token");
    assert_snapshot!(repo.promote_line("create dev staging --validate").replace(&token, "<token>"), @"
    $ promote create dev staging --validate
    envs/{env}/a.yaml
      ~ bot  x -> <token>
      + dsn  postgres://app:s3cr3t@db/app

    envs/{env}/tls.key
      + (whole file)  2425247b2f (59 bytes)

    Created promotion 1 dev -> staging: 2 added, 1 modified
    plan sha256:<digest>
    warning: the value of bot looks like a GitHub token; add the key to 'secrets' in promote.yaml
    warning: the value of dsn looks like a URL with a password; add the key to 'secrets' in promote.yaml
    warning: envs/staging/tls.key contains what looks like a private key; check whether it belongs in git

    Promotion 1 is valid: ready to execute
    --- stderr
    hint: promote execute 1
    note: this begins the ledger, on the branch promotions; promote.yaml on main rules
    ");
    assert_snapshot!(repo.ok("show @").replace(&token, "<token>"), @"
    promotion  1  019cadc6-d518-79a0-9b38-2f4152c161a6
    status     VALIDATED
    promotes   dev -> staging
    type       FULL
    created    2026-03-02 09:00:15 UTC by Ann <ann@acme.com>
    source     35b41363c6e644b995ef3ed50841106ea17880c9
    plan       sha256:d971bcbe411e2ccee86da3a3096f8d8563e7101829f8c9629d952416398f4da8

    envs/{env}/a.yaml
      ~ bot  x -> <token>
      + dsn  postgres://app:s3cr3t@db/app

    envs/{env}/tls.key
      + (whole file)  2425247b2f (59 bytes)

    warning: the value of bot looks like a GitHub token; add the key to 'secrets' in promote.yaml
    warning: the value of dsn looks like a URL with a password; add the key to 'secrets' in promote.yaml
    warning: envs/staging/tls.key contains what looks like a private key; check whether it belongs in git

    2026-03-02 09:00:15 UTC  created    Ann
    2026-03-02 09:00:15 UTC  validated  Ann  ok

    ready to execute: promote execute 1
    ");
    repo.policy(&format!("{}secrets: [bot, dsn]\n", repo.read("promote.yaml")));
    repo.commit("Secrets");
    assert!(!repo.ok("show @").contains(&token), "what was planned in the clear is not shown any more");
    assert!(!repo.ok("list --all -o json").contains(&token));
    repo.ok("refresh @");
    assert!(repo.ok("validate @").contains("tls.key") && !repo.ok("validate @").contains("bot"));
    repo.ok("execute @");
    assert!(repo.read("envs/staging/a.yaml").contains(&token));
    repo.ok("verify");
}

#[test]
fn reports_invalid_secret_patterns() {
    let repo = Repo::pipeline();
    repo.policy(&format!("{POLICY}secrets: [\"*password\", \"*password\", \"\"]\n"));
    repo.commit("Wrong");
    assert_snapshot!(repo.promote_line("status"), @"
    $ promote status
    --- stderr
    error: promote.yaml on main has 2 mistakes
    caused by: promote.yaml:13:24: '*password' is already in this list
    caused by: promote.yaml:13:37: '' is not a valid pattern: it is empty; '*' matches everything
    --- exit 2
    ");
}

/// Messages about unreadable files contain no text from them.
#[test]
fn parse_errors_do_not_show_secrets() {
    let broken = [
        ("a.yaml", "password: s3cr3t: s3cr3t\n"),
        ("b.yaml", "password: 's3cr3t' s3cr3t\n"),
        ("c.yaml", "password: \"s3cr3t\\q\"\n"),
        ("d.yaml", "password: *s3cr3t\n"),
        ("e.yaml", "password: &s3cr3t [\n"),
        ("f.yaml", "password: %s3cr3t\n"),
        ("g.yaml", "s3cr3t\npassword: {{ s3cr3t }}\n"),
        ("a.json", "{\"password\": s3cr3t}"),
        ("b.json", "{\"password\": \"s3cr3t\\q\"}"),
        ("c.json", "{\"password\": \"s3cr3t\" s3cr3t}"),
        ("d.json", "{\"password\": 1s3cr3t}"),
        ("a.toml", "password = s3cr3t\n"),
        ("b.toml", "password = \"s3cr3t\n"),
        ("c.toml", "password = \"s3cr3t\" s3cr3t\n"),
        ("d.toml", "password = 2024-s3cr3t\n"),
        ("a.tfvars", "password = s3cr3t s3cr3t\n"),
        ("b.tfvars", "password = \"s3cr3t\n"),
        ("c.tfvars", "password = \"${s3cr3t\"\n"),
        ("a.jsonc", "{\"password\": /* */ s3cr3t}"),
        ("a.properties", "password=\\us3cr3t\n"),
        ("a.env", "PASSWORD=\"s3cr3t\n"),
        ("b.env", "PASSWORD='s3cr3t' s3cr3t\n"),
    ];
    for (file, text) in broken {
        let repo = Repo::with_file(file, text, "password: 1\n");
        repo.policy(&format!("{}secrets: [\"*\"]\n", repo.read("promote.yaml")));
        repo.commit("Secrets");
        let lines =
            ["diff dev staging", "configs dev", "diff dev staging password", "create dev staging --validate -o json"];
        for line in lines {
            let run = repo.run(line);
            let said = run.stdout + &run.stderr;
            assert!(!said.contains("s3cr3t"), "{file}: {line}\n{said}");
        }
    }
}
