//! `secrets:` in `promote.yaml`: values that are masked in all output and promoted all the same.

use insta::assert_snapshot;
use serde_json::Value as Json;

use crate::support::{POLICY, Repo};

pub const FILE: &str = "envs/production/application.yaml";
/// The prefix of all secrets of the sample, in plain text.
pub const PLAIN: &str = "s3cr3t";

/// A pipeline in which both sides hold secrets, with these `secrets:` patterns.
fn hiding(secrets: &str) -> Repo {
    let repo = Repo::pipeline();
    let policy = POLICY.replace("    approvals: { required: 2 }\n", "    approvals: { required: 1 }\n");
    repo.policy(&format!("{policy}secrets: {secrets}\n"));
    for (environment, mark) in [("dev", "d"), ("staging", "s"), ("production", "p")] {
        let path = format!("envs/{environment}/application.yaml");
        let more = format!(
            "db:\n  user: app\n  password: {PLAIN}-{mark}-db # rotated monthly\n  pool: {}\n\
             tokens:\n  - {PLAIN}-{mark}-first\n  - {PLAIN}-common\n\
             clients:\n  - {{ name: web, password: '{PLAIN}-{mark}-web' }}\n",
            mark.len() + usize::from(environment == "staging")
        );
        repo.write(&path, repo.read(&path) + &more);
    }
    repo.commit("Secrets");
    repo
}

pub fn sample() -> Repo {
    hiding("[\"*password\", tokens]")
}

#[test]
fn masks_secrets_in_diff_and_configs() {
    let repo = sample();
    assert_snapshot!(repo.promote_line("diff staging production db tokens clients"), @"
    $ promote diff staging production db tokens clients
    envs/{env}/application.yaml
      ~ db.password                 •••• -> ••••
      ~ db.pool                     1 -> 2
      ~ tokens                      [••••,••••] -> [••••,••••]
      ~ clients[name=web].password  •••• -> ••••

    staging -> production: 4 modified
    ");
    assert_snapshot!(repo.promote_line("diff staging production db.password -o json"), @r#"
    $ promote diff staging production db.password -o json
    {
      "schemaVersion": 1,
      "sourceEnvironment": "staging",
      "targetEnvironment": "production",
      "added": [],
      "modified": [
        {
          "key": "db.password",
          "id": "cbbc9498-f613-5cac-a0eb-ee55530152ba",
          "file": "envs/{env}/application.yaml",
          "document": null,
          "kind": "config",
          "sourceValue": "••••",
          "sourceType": "secret",
          "targetValue": "••••",
          "targetType": "secret"
        }
      ],
      "removed": [],
      "unchanged": 0,
      "kept": 0,
      "formatOnly": [],
      "modes": [],
      "unreadable": []
    }
    "#);
    assert_snapshot!(repo.promote_line("configs production db clients"), @"
    $ promote configs production db clients
    envs/{env}/application.yaml
      abb4b076  db.user                     app
      cbbc9498  db.password                 ••••
      983e8676  db.pool                     1
      25ba82a5  clients[name=web].password  ••••

    production: 4 keys in 1 file
    ");
    assert_snapshot!(repo.promote_line("diff staging production --show-secrets"), @"
    $ promote diff staging production --show-secrets
    --- stderr
    error: --show-secrets needs a terminal: this output goes somewhere else
    hint: run it at a terminal, or leave --show-secrets out
    --- exit 2
    ");
}

#[test]
fn show_secrets_works_at_a_terminal() {
    let repo = sample();
    repo.ok("create staging production --key db.password");
    for line in ["diff staging production db", "configs production db", "show @"] {
        let Some(seen) = repo.at_terminal(&format!("{line} --show-secrets")) else { return };
        assert!(seen.contains("s3cr3t-p-db"), "{line}\n{seen}");
        assert!(!repo.at_terminal(line).unwrap().contains("s3cr3t"), "{line}");
    }
}

#[test]
fn promotes_and_rolls_back_masked_values() {
    let repo = sample();
    let before = repo.read(FILE);
    assert_snapshot!(repo.promote_line("create staging production --key db --key clients --key tokens --validate"), @"
    $ promote create staging production --key db --key clients --key tokens --validate
    envs/{env}/application.yaml
      ~ db.password                 •••• -> ••••
      ~ db.pool                     1 -> 2
      ~ tokens                      [••••,••••] -> [••••,••••]
      ~ clients[name=web].password  •••• -> ••••

    Created promotion <P1> staging -> production: 4 modified
    plan sha256:<digest>
    Promotion <P1> is valid: needs 1 approval (0 so far)
    ");
    assert_snapshot!(ledger(&repo, "plan.txt"), @"
    staging -> production: 4 modified

    envs/{env}/application.yaml
      ~ db.password: •••• -> ••••
      ~ db.pool: 1 -> 2
      ~ tokens: [••••,••••] -> [••••,••••]
      ~ clients[name=web].password: •••• -> ••••
    ");
    assert_snapshot!(in_the_plan(&repo, "db.password"), @r#"
    old {"text":"••••","value":{"$secret":"350b4ed1555f2544dc881f6c80f7e31db96146a7"}}
    new {"text":"••••","value":{"$secret":"9f057a66742f4c2128455a75a7fed1205580f6cd"}}
    "#);
    repo.as_user("bob").ok("approve @");
    assert_snapshot!(repo.as_user("ann").promote_line("execute @"), @"
    $ promote execute @
    Executed promotion <P1> as <c2> on main
      Promote staging to production: 4 keys
      files updated in /world/repo
    --- stderr
    hint: to roll it back: promote rollback <P1> --reason TEXT
    ");
    assert_snapshot!(repo.read(FILE), @"
    # Query service, production
    query:
      timeout: 30   # seconds
      retries: 3

    server:
      replicas: 12
      log: info
      # only here
      region: eu-west-1
    db:
      user: app
      password: s3cr3t-s-db # rotated monthly
      pool: 2
    tokens:
      - s3cr3t-s-first
      - s3cr3t-common
    clients:
      - { name: web, password: 's3cr3t-s-web' }
    ");
    assert_snapshot!(repo.promote_line("verify"), @"
    $ promote verify
    ledger      1 promotion  4 events
    staging     0 promotions, 1 direct edit
    production  1 promotion, 1 direct edit

    notice  direct-edit  <c1>
      the commit changes envs/staging/application.yaml of staging without a promotion
      staging, by Ann <ann@acme.com>
    notice  direct-edit  <c1>
      the commit changes envs/production/application.yaml of production without a promotion
      production, by Ann <ann@acme.com>

    Verified, with 2 notices.
    ");
    let id = repo.ok("list --all").split_whitespace().next().unwrap().to_owned();
    assert_snapshot!(repo.promote_line(&format!("rollback {id} --key db.password --reason 'Too early'")), @r#"
    $ promote rollback <P1> --key db.password --reason 'Too early'
    envs/{env}/application.yaml
      ~ db.password  •••• -> ••••

    Rolled back part of promotion <P1> as <c3> on main
      Revert "Promote staging to production: 4 keys"
      files updated in /world/repo
    "#);
    repo.ok(&format!("rollback {id} --reason 'All of it'"));
    assert_eq!(repo.read(FILE), before);
    repo.ok("verify");
    repo.fsck();
}

/// A file of the one open promotion in the ledger.
fn ledger(repo: &Repo, name: &str) -> String {
    let paths = repo.git_line("ls-tree -r --name-only promotions open");
    let path = paths.lines().find(|path| path.ends_with(name)).unwrap();
    repo.normalise(&repo.git_text(&format!("show promotions:{path}")))
}

/// A change as stored in promotion.json.
fn in_the_plan(repo: &Repo, key: &str) -> String {
    let plan: Json = serde_json::from_str(&ledger(repo, "promotion.json")).unwrap();
    let changes = plan["plan"]["changes"].as_array().unwrap();
    let change = changes.iter().find(|change| change["key"] == key).unwrap();
    format!("old {}\nnew {}", change["old"], change["new"])
}

#[test]
fn the_plan_names_the_blobs_of_masked_values() {
    let repo = sample();
    repo.ok("create staging production --key db.password");
    let blobs = ["production", "staging"].map(|e| repo.git_line(&format!("rev-parse HEAD:envs/{e}/application.yaml")));
    let plan: Json = serde_json::from_str(&ledger(&repo, "promotion.json")).unwrap();
    let change = &plan["plan"]["changes"][0];
    assert_eq!([&change["old"]["value"]["$secret"], &change["new"]["value"]["$secret"]], [&blobs[0], &blobs[1]]);
}

#[test]
fn reports_changed_secrets_without_their_values() {
    let repo = sample();
    repo.ok("create staging production --key db --validate");
    repo.write(FILE, repo.read(FILE).replace("s3cr3t-p-db", "s3cr3t-other"));
    repo.commit("Rotate");
    repo.as_user("bob").ok("approve @");
    assert_snapshot!(repo.as_user("ann").promote_line("execute @"), @"
    $ promote execute @
    --- stderr
    error: the plan of promotion <P1> is stale: 1 key changed in production since the plan was made
    caused by: envs/production/application.yaml: db.password was •••• and is ••••, changed by <c1> 'Rotate' (Ann)
    hint: re-plan against the current target: promote refresh <P1>
    --- exit 4
    ");
    assert_snapshot!(repo.promote_line("validate @ -o json").split("\"validation\"").nth(1).unwrap().split("\"approvals\"").next().unwrap(), @r#"
    : {
        "ok": false,
        "findings": [
          {
            "code": "stale",
            "file": "envs/production/application.yaml",
            "key": "db.password",
            "message": "stale: envs/production/application.yaml: db.password was •••• and is ••••, changed by <c1> 'Rotate' (Ann)"
          }
        ],
        "checks": [],
        "checksDigest": null,
        "filesDigest": null,
        "at": "2026-03-02T09:00:14Z"
      },
    "#);
    repo.ok("refresh @");
    repo.ok("validate @");
    repo.as_user("bob").ok("approve @");
    let id = repo.as_user("ann").ok("execute @ -o json");
    assert!(id.contains("EXECUTED"));
    repo.write(FILE, repo.read(FILE).replace("s3cr3t-s-db", "s3cr3t-later"));
    repo.commit("Rotate again");
    let id = repo.ok("list --all").split_whitespace().next().unwrap().to_owned();
    assert_snapshot!(repo.promote_line(&format!("rollback {id} --reason Late")), @"
    $ promote rollback <P1> --reason Late
    --- stderr
    error: promotion <P1> cannot be rolled back: 1 key changed in production since the promotion
    caused by: envs/production/application.yaml: db.password was •••• and is ••••, changed by <c3> 'Rotate again' (Ann)
    hint: roll back only the keys that have not changed since: promote rollback <P1> --key PATTERN --reason TEXT
    --- exit 4
    ");
}

#[test]
fn shows_values_beside_a_secret_in_the_same_unit() {
    let repo = sample();
    let flags =
        "flags:\n  login:\n    on: true\n    hooks:\n      - { name: x, token: s3cr3t-hook, url: a }\n      - s3cr3t\n";
    repo.write("envs/staging/flags.yaml", flags);
    repo.write("envs/production/flags.yaml", flags.replace("true", "false").replace("s3cr3t-hook", "s3cr3t-old"));
    repo.policy(&repo.read("promote.yaml").replace("tokens]", "\"*.hooks[name=x].token\", \"*.hooks[1]\"]"));
    repo.commit("A flag");
    assert_snapshot!(repo.promote_line("diff staging production flags.yaml:flags.login"), @r#"
    $ promote diff staging production flags.yaml:flags.login
    envs/{env}/flags.yaml
      ~ flags.login  {"on":false,"hooks":[{"name":"x","token":••••,"url":"a"},••••]} -> {"on":true,"hooks":[{"name":"x","token":••••,"url":"a"},••••]}

    staging -> production: 1 modified
    "#);
    repo.ok("create staging production --key flags.login --validate");
    repo.as_user("bob").ok("approve @");
    repo.as_user("ann").ok("execute @");
    assert_eq!(repo.read("envs/production/flags.yaml"), flags);
    repo.ok("verify");
}

/// No key contains a masked value.
#[test]
fn does_not_name_list_elements_by_secrets() {
    let repo = Repo::with_file(
        "a.yaml",
        "tokens: [s3cr3t-1, s3cr3t-2]\nusers:\n  - { key: s3cr3t-k, name: ann, age: 1 }\n",
        "tokens: [s3cr3t-1]\nusers:\n  - { key: s3cr3t-k, name: ann, age: 2 }\n",
    );
    let policy = repo.read("promote.yaml");
    repo.policy(&format!("{policy}list-keys: [key, name]\nsets: [tokens]\n"));
    repo.commit("Lists");
    assert!(repo.ok("diff dev staging").contains("tokens[=s3cr3t-2]"));
    repo.policy(&format!("{policy}list-keys: [key, name]\nsets: [tokens]\nsecrets: [tokens, \"*.key\"]\n"));
    repo.commit("Secrets");
    assert_snapshot!(repo.promote_line("diff dev staging"), @"
    $ promote diff dev staging
    envs/{env}/a.yaml
      ~ tokens               [••••] -> [••••,••••]
      ~ users[name=ann].age  2 -> 1

    dev -> staging: 2 modified
    ");
    repo.ok("create dev staging --execute -q");
    assert_eq!(repo.read("envs/staging/a.yaml"), repo.read("envs/dev/a.yaml"));
}

#[test]
fn refuses_a_patch_that_would_show_a_secret() {
    let repo = sample();
    assert_snapshot!(repo.promote_line("diff staging production -o patch"), @"
    $ promote diff staging production -o patch
    --- stderr
    error: the patch could show the secret envs/production/application.yaml:db.password
    hint: select only other keys: promote diff SOURCE TARGET PATTERN -o patch
    hint: or show the secrets on a terminal: --show-secrets
    --- exit 2
    ");
    // The context lines of a patch count, too.
    assert_snapshot!(repo.promote_line("diff staging production db.pool -o patch"), @"
    $ promote diff staging production db.pool -o patch
    --- stderr
    error: the patch could show the secret envs/production/application.yaml:db.password
    hint: select only other keys: promote diff SOURCE TARGET PATTERN -o patch
    hint: or show the secrets on a terminal: --show-secrets
    --- exit 2
    ");
    assert_snapshot!(repo.promote_line("diff staging production query.timeout -o patch"), @"
    $ promote diff staging production query.timeout -o patch
    diff --git a/envs/production/application.yaml b/envs/production/application.yaml
    index 350b4ed1555f2544dc881f6c80f7e31db96146a7..61c6c86384074b53615815148a8846f317a28e17 100644
    --- a/envs/production/application.yaml
    +++ b/envs/production/application.yaml
    @@ -1,6 +1,6 @@
     # Query service, production
     query:
    -  timeout: 30   # seconds
    +  timeout: 60   # seconds
       retries: 3
     
     server:
    ");
    repo.write(FILE, format!("password: s3cr3t-top\na: 1\nb: 2\nc: 3\nd: 4\n{}", repo.read(FILE)));
    repo.write("envs/production/app.conf", "password s3cr3t\n");
    repo.write("envs/staging/app.conf", "password s3cr3t-2\n");
    repo.commit("The heading of a hunk is a line, too");
    assert!(!repo.ok("diff staging production query.timeout -o patch").contains("s3cr3t"));
    assert_snapshot!(repo.promote_line("diff staging production app.conf:*"), @"
    $ promote diff staging production app.conf:*
    envs/{env}/app.conf
      ~ (whole file)  2cc9fd1cbe (16 bytes) -> 64311094c4 (18 bytes)
      lines hidden: a file that is not read by key may contain secrets

    staging -> production: 1 modified
    ");
    assert_snapshot!(repo.promote_line("diff staging production app.conf:* -o patch"), @"
    $ promote diff staging production app.conf:* -o patch
    --- stderr
    error: the patch could show secrets: envs/production/app.conf is not read by key, so any line may be a secret
    hint: select only other keys: promote diff SOURCE TARGET PATTERN -o patch
    hint: or show the secrets on a terminal: --show-secrets
    --- exit 2
    ");
}

#[test]
fn masks_secrets_in_findings_and_command_output() {
    let repo = sample();
    let checks = "checks:
  - { name: shape, schema: shape.json }
  - { name: length, rule: 'change.key != \"db.password\" || size(change.sourceValue) > 20', message: '{key} is too short' }
  - { name: unclear, rule: 'change.key != \"db.password\" || int(change.sourceValue) > 0' }
  - { name: talks, run: [sh, -c, 'cat envs/production/application.yaml; cat; env >&2; exit 1'] }
";
    let schema = r#"{"properties": {"db": {"properties": {"password": {"type": "integer"}, "pool": {"maximum": 1}}}}}"#;
    repo.write("shape.json", schema).policy(&(repo.read("promote.yaml") + checks));
    repo.commit("Checks");
    repo.ok("create staging production --key db");
    let run = repo.run("validate @ --run-commands -o json");
    assert!(!run.stdout.contains("s3cr3t"), "{}", run.stdout);
    let report: Json = serde_json::from_str(&run.stdout).unwrap();
    let findings = report["validation"]["findings"].as_array().unwrap();
    let words = |f: &Json| format!("{}: {}", f["check"].as_str().unwrap(), f["message"].as_str().unwrap());
    assert_snapshot!(findings.iter().map(words).collect::<Vec<_>>().join("\n"), @r#"
    shape: •••• is not of type "integer"
    shape: 2 is greater than the maximum of 1
    length: db.password is too short
    unclear: the rule failed to evaluate; details hidden because they may contain a secret
    talks: 'sh -c cat envs/production/application.yaml; cat; env >&2; exit 1' exited with status 1
    "#);
    assert!(findings.last().unwrap()["output"].as_str().unwrap().contains("password: •••• # rotated monthly"));
}

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

    Created promotion <P1> dev -> staging: 2 added, 1 modified
    plan sha256:<digest>
    warning: bot looks like a GitHub token; add it to 'secrets' in promote.yaml
    warning: dsn looks like a URL with a password; add it to 'secrets' in promote.yaml
    warning: envs/staging/tls.key contains what looks like a private key; check whether it belongs in git

    Promotion <P1> is valid: ready to execute
    --- stderr
    hint: promote execute <P1>
    ");
    assert_snapshot!(repo.ok("show @").replace(&token, "<token>"), @"
    promotion  019cadc6-d518-79a0-9b38-2f4152c161a6
    status     VALIDATED
    promotes   dev -> staging
    type       FULL
    created    2026-03-02 09:00:15 UTC by Ann <ann@acme.com>
    source     35b41363c6e644b995ef3ed50841106ea17880c9
    plan       sha256:3a971fc626cd7a0dcf7f94fe01ce3a6490ea0a6adc3b7b0d208218e91e92ff1f

    envs/{env}/a.yaml
      ~ bot  x -> <token>
      + dsn  postgres://app:s3cr3t@db/app

    envs/{env}/tls.key
      + (whole file)  2425247b2f (59 bytes)

    warning: bot looks like a GitHub token; add it to 'secrets' in promote.yaml
    warning: dsn looks like a URL with a password; add it to 'secrets' in promote.yaml
    warning: envs/staging/tls.key contains what looks like a private key; check whether it belongs in git

    2026-03-02 09:00:15 UTC  created    Ann
    2026-03-02 09:00:15 UTC  validated  Ann  ok

    ready to execute: promote execute 019cadc6-d518-79a0-9b38-2f4152c161a6
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
fn refuses_a_plan_whose_secrets_are_no_longer_secret() {
    let repo = sample();
    repo.ok("create staging production --key db --validate");
    repo.as_user("bob").ok("approve @");
    let policy = repo.read("promote.yaml");
    repo.policy(
        &policy.lines().filter(|line| !line.starts_with("secrets:")).map(|l| format!("{l}\n")).collect::<String>(),
    );
    repo.as_user("ann").commit("Nothing is secret");
    assert_snapshot!(repo.promote_line("execute @"), @"
    $ promote execute @
    --- stderr
    error: promote.yaml has changed since promotion <P1> was planned: envs/{env}/application.yaml:db.password is no longer a secret
    hint: re-plan with the current policy: promote refresh <P1>
    --- exit 3
    ");
}

/// Masked values are executed, rolled back and verified like any others.
#[test]
fn masking_does_not_change_what_is_written() {
    let (open, hidden) = (hiding("[nothing]"), hiding("[\"*\"]"));
    for repo in [&open, &hidden] {
        let id = repo.ok("create staging production --validate -q");
        repo.as_user("bob").ok("approve @");
        repo.as_user("ann").ok("execute @");
        repo.ok("verify");
        repo.ok(&format!("rollback {} --key query --reason Part", id.trim()));
        repo.ok("verify");
    }
    assert_eq!(open.git_line("rev-parse main:envs"), hidden.git_line("rev-parse main:envs"));
    assert!(!hidden.ok("log production -o json").contains("\"sourceValue\": 60"));
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
    caused by: promote.yaml:13:37: '' is not a pattern: it is empty; '*' matches everything
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
