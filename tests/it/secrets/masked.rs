//! What is masked: values in diffs, keys, findings and command output; and what is not.

use insta::assert_snapshot;
use serde_json::Value as Json;

use super::{FILE, sample};
use crate::support::{POLICY, Repo};

#[test]
fn masks_secrets_in_diff_and_configs() {
    let repo = sample();
    assert_snapshot!(repo.promote_line("diff staging production db tokens clients"), @"
    $ promote diff staging production db tokens clients
    envs/{env}/application.yaml
      ~ db.password                 •••• -> ••••
      ~ db.pool                     1 -> 2
      ~ tokens[0]                   •••• -> ••••
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
          "targetType": "secret",
          "direction": "unknown",
          "unknown": "set-up",
          "passedOver": 0,
          "base": null,
          "sourceSince": {
            "commit": "<c1>",
            "subject": "Secrets",
            "author": {
              "name": "Ann",
              "email": "ann@acme.com"
            },
            "at": "2026-03-02T09:00:06Z",
            "kind": "edit"
          },
          "targetSince": {
            "commit": "<c1>",
            "subject": "Secrets",
            "author": {
              "name": "Ann",
              "email": "ann@acme.com"
            },
            "at": "2026-03-02T09:00:06Z",
            "kind": "edit"
          }
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
    error: --show-secrets needs a terminal, but the output is redirected
    hint: run the command at a terminal, or omit --show-secrets
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
fn reports_changed_secrets_without_their_values() {
    let repo = sample();
    repo.ok("create staging production --key db --validate");
    repo.write(FILE, repo.read(FILE).replace("s3cr3t-p-db", "s3cr3t-other"));
    repo.commit("Rotate");
    repo.as_user("bob").ok("approve @");
    assert_snapshot!(repo.as_user("ann").promote_line("execute @"), @"
    $ promote execute @
    --- stderr
    error: the plan of promotion 1 is stale: 1 key changed in production since the plan was made
    caused by: envs/production/application.yaml: db.password was •••• and is ••••, changed by <c1> 'Rotate' (Ann)
    hint: re-plan against the current target: promote refresh 1
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
    $ promote rollback 1 --reason Late
    --- stderr
    error: promotion 1 cannot be rolled back: 1 key changed in production since the promotion
    caused by: envs/production/application.yaml: db.password was •••• and is ••••, changed by <c3> 'Rotate again' (Ann)
    hint: roll back only the keys that have not changed since: promote rollback 1 --key PATTERN --reason TEXT
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
fn patterns_match_names_in_quotes() {
    let repo = Repo::pipeline();
    let rules = POLICY.replace("keep: [", "keep: [\"nginx*\", ");
    repo.policy(&format!("{rules}secrets: [\"*password\"]\n"));
    for (environment, level) in [("staging", 1), ("production", 2)] {
        let text = format!("\"spring.password\": s3cr3t{level}\n\"nginx.io/hosts\": {environment}\nlevel: {level}\n");
        repo.write(&format!("envs/{environment}/spring.yaml"), &text);
    }
    repo.commit("Names with dots");
    assert_snapshot!(repo.promote_line("create staging production --key spring.yaml:*"), @r#"
    $ promote create staging production --key spring.yaml:*
    envs/{env}/spring.yaml
      ~ "spring.password"  •••• -> ••••
      ~ level              2 -> 1

    1 key owned by production (keep) left out
    Created promotion 1 staging -> production: 2 modified
    plan sha256:<digest>
    --- stderr
    hint: promote validate 1
    note: this begins the ledger, on the branch promotions; promote.yaml on main rules
    "#);
    let listed = repo.git(&["log", "-p", "promotions", "--", "*.json", "*.txt", "*.jsonl"]);
    assert!(listed.contains("spring.password") && !listed.contains("s3cr3t"), "{listed}");
}
