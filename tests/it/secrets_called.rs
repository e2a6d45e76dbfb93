//! A secret is masked however its key is written and wherever it is: which keys a pattern matches does not depend on
//! the other side of a comparison, on neighbouring values, or on the spelling in the file.

use crate::support::Repo;

/// The prefix of every secret in these tests.
const PLAIN: &str = "LEAK";

/// Two environments with these files; `policy` is appended to `promote.yaml`.
fn world(policy: &str, files: &[(&str, &str)]) -> Repo {
    let repo = Repo::new();
    repo.policy(&format!(
        "version: 1\nfiles: [\"envs/{{env}}/**\"]\n\
         environments: {{ staging: {{}}, production: {{ from: [staging] }} }}\n{policy}"
    ));
    for (path, text) in files {
        repo.write(path, text);
    }
    repo.commit("All");
    repo
}

/// Runs the commands of a promotion's life, and asserts that no output and no file of the ledger contains a secret.
fn assert_masked(repo: &Repo, create: &str) -> String {
    let mut said = String::new();
    let mut run = |line: &str| {
        let run = repo.run(line);
        said += &format!("$ {line}\n{}{}\n", run.stdout, run.stderr);
    };
    for line in ["configs production -o json", "diff staging production -v", "diff staging production -o json"] {
        run(line);
    }
    run("diff staging production -o patch");
    run(&format!("create staging production {create}"));
    for line in ["validate --run-commands @", "show @", "show @ -o json", "list -o json", "execute @"] {
        run(line);
    }
    for line in ["log production -o json", "list --all -o json", "verify"] {
        run(line);
    }
    let ledger = repo.git_text("log -p --format=%B promotions -- *.json *.jsonl *.txt");
    for text in [&said, &ledger] {
        let shown: Vec<&str> = text.lines().filter(|line| line.contains(PLAIN)).collect();
        assert!(shown.is_empty(), "{}\n\n{said}", shown.join("\n"));
    }
    assert!(said.contains("Created promotion"), "{said}");
    said
}

#[test]
fn beside_an_environments_part_of_a_file() {
    let text = "production:\n  x: 1\nstaging:\n  password: LEAKs\n  x: 2\ndev:\n  x: 3\n  password: LEAKd\n";
    let repo = Repo::new();
    repo.policy(
        "version: 1\nfiles: [{ path: config.yaml, keys: \"{env}\" }]\n\
         environments: { dev: {}, staging: { from: [dev] }, production: { from: [staging] } }\n\
         secrets: [\"{env}.password\"]\nchecks:\n\
         - { name: s, files: config.yaml, schema: s.json }\n\
         - { name: cel, each: file, rule: 'document[document.dev.password] == 3' }\n\
         - { name: run, run: [sh, -c, \"cat config.yaml; exit 1\"] }\n",
    );
    repo.write("config.yaml", text);
    repo.write("s.json", "{\"properties\": {\"staging\": {\"minProperties\": 9}, \"dev\": {\"maxProperties\": 1}}}");
    repo.commit("All");
    let said = assert_masked(&repo, "--key *.x");
    assert!(said.contains("has less than 9 properties") && said.contains("password: ••••"), "{said}");
    let patch = repo.fails(2, "diff staging production -o patch config.yaml:*.x");
    assert!(patch.contains("could show the secret config.yaml:staging.password"), "{patch}");
}

fn secret(space: &str, value: &str) -> String {
    format!("kind: Secret\nmetadata: {{ name: db, namespace: {space} }}\ndata: {{ p: {value} }}\n")
}

#[test]
fn in_a_document_whose_name_needs_more_now() {
    let other = "---\nkind: X\nmetadata: { name: y }\na: 1\n";
    for pattern in ["k.yaml#Secret/db:data", "k.yaml#Secret/shop/db:data", "Secret/*:data"] {
        let pattern = if pattern.contains('.') { pattern.to_owned() } else { format!("k.yaml#{pattern}") };
        let production = secret("shop", "LEAKa") + other;
        let staging = secret("shop", "LEAKb") + "---\n" + &secret("other", "LEAKc");
        let files = [("envs/production/k.yaml", production.as_str()), ("envs/staging/k.yaml", &staging)];
        let wide = if pattern.contains("shop") { ", \"k.yaml#*/other/db:data\"" } else { "" };
        let repo = world(&format!("secrets: [\"{pattern}\"{wide}]\n"), &files);
        assert_masked(&repo, "");
        let there = repo.read("envs/production/k.yaml");
        assert!(there.contains("LEAKb") && there.contains("LEAKc"), "{there}");
    }
}

#[test]
fn in_an_element_however_it_is_called() {
    for (pattern, production, staging) in [
        // The name identifies elements on one side only.
        (
            "api[name=*].key",
            "api: [{name: a, key: LEAK1}, {name: b, key: LEAK2}]",
            "api: [{name: a, key: LEAK3}, {name: a, key: LEAK2}]",
        ),
        ("api[name=a].key", "api: [{name: a, key: LEAK1}]", "api: [{name: a, key: LEAK3}]"),
        ("api[0].key", "api: [{key: LEAK1, v: 1}]", "api: [{key: LEAK1, v: 2}]"),
        // The field that would be the name of the element is the secret itself.
        ("api[key=*]", "api: [{key: LEAK1, v: 1}]", "api: [{key: LEAK1, v: 2}]"),
        ("api.*.key", "api: [{key: LEAK1, v: 1}]", "api: [{key: LEAK1, v: 2}]"),
        ("set[=LEAK*]", "set: [LEAK1, LEAK2]", "set: [LEAK1, LEAK3]"),
        // Names that are not strings.
        ("u[id=true].pw", "u: [{id: true, pw: LEAKa}]", "u: [{id: true, pw: LEAKb}, {z: 1}]"),
        ("u[id=x].pw", "u: [{id: !s x, pw: LEAKa}]", "u: [{id: !s x, pw: LEAKb}, {z: 1}]"),
        ("u[id=7].pw", "u: [{id: 7, pw: LEAKa}]", "u: [{id: 7, pw: LEAKb}, {z: 1}]"),
    ] {
        let policy = format!("secrets: [\"{pattern}\"]\nsets: [set]\nlist-keys: [name, key, id]\n");
        let repo = world(&policy, &[("envs/production/x.yaml", production), ("envs/staging/x.yaml", staging)]);
        assert!(!repo.ok("configs staging -v").contains(PLAIN), "{pattern}");
        assert_masked(&repo, "");
        assert_eq!(repo.read("envs/production/x.yaml"), staging, "{pattern}");
    }
}

#[test]
fn masks_secrets_in_a_file_that_is_new_to_the_target() {
    for pattern in ["envs/production/x.yaml:pw", "envs/staging/x.yaml:pw", "envs/{env}/x.yaml:pw"] {
        let files = [("envs/staging/x.yaml", "pw: LEAK\n"), ("envs/production/y.yaml", "a: 1\n")];
        let repo = world(&format!("secrets: [\"{pattern}\"]\n"), &files);
        assert_masked(&repo, "");
        assert_eq!(repo.read("envs/production/x.yaml"), "pw: LEAK\n");
    }
}

#[test]
fn masks_secrets_in_command_output() {
    let text = "x: 1\ntokens:\n- 'LEAKit''s'\n- LEAKtwo words\n  LEAKcont\n- \"LEAK\\x41\"\nflag: { on: true, key: \"LEAK\\x42\" }\n";
    let files = [
        ("envs/production/x.yaml", text),
        ("envs/staging/x.yaml", &text.replace("x: 1", "x: 2")),
        ("envs/production/tls.pem", "LEAKpem\n"),
        ("envs/staging/tls.pem", "LEAKpem\n"),
    ];
    let policy = "secrets: [\"tokens\", \"tls.pem:*\", \"flag.key\", \"pw\"]\nflags: [flag]\n\
                  checks: [{ name: run, run: [sh, -c, \"cat envs/production/*; exit 1\"] }]\n";
    let repo = world(policy, &files);
    for side in ["staging", "production"] {
        repo.write(&format!("envs/{side}/l.properties"), b"pw=LEAK\xe9word\n");
    }
    repo.commit("Latin");
    let said = assert_masked(&repo, "--key x");
    assert!(said.contains("pw=••••") && said.contains("- '••••'"), "{said}");
}

#[test]
fn masks_a_secret_flag_id() {
    let flag = |id: &str, on: &str| format!("flags:\n  a: {{ id: {id}, on: {on} }}\n");
    let id = "11111111-2222-4333-8444-555555555555";
    let (production, staging) = (flag(id, "false"), flag(id, "true"));
    let repo = world(
        "secrets: [\"*.id\"]\nflags: [\"flags.*\"]\n",
        &[("envs/production/f.yaml", &production), ("envs/staging/f.yaml", &staging)],
    );
    let said = repo.ok("configs production -v")
        + &repo.ok("diff staging production -v")
        + &repo.ok("diff staging production -o json");
    assert!(!said.contains("11111111"), "{said}");
}

#[test]
fn masks_findings_from_before_the_value_was_secret() {
    let repo = world(
        "checks: [{ name: s, files: x.yaml, schema: s.json }, { name: run, run: [sh, -c, \"cat envs/*/x.yaml; exit 1\"] }]\n",
        &[("envs/production/x.yaml", "password: LEAKold\n"), ("envs/staging/x.yaml", "password: LEAKnew\n")],
    );
    repo.write("s.json", "{\"properties\": {\"password\": {\"maxLength\": 3}}}");
    repo.commit("A schema");
    let id = repo.ok("create staging production -q");
    assert!(repo.run(&format!("validate {id} --run-commands")).stdout.contains("LEAKnew"));
    repo.policy(&(repo.read("promote.yaml") + "secrets: [\"password\"]\n"));
    repo.commit("It is a secret");
    for line in ["show", "show -o json", "validate -o json", "cancel --reason x -o json"] {
        let run = repo.run(&format!("{line} {id}"));
        assert!(!(run.stdout.clone() + &run.stderr).contains(PLAIN), "{line}: {}", run.stdout);
        if line == "show" {
            assert!(
                run.stdout.contains("hidden, because promote.yaml has named more secrets since (s)"),
                "{}",
                run.stdout
            );
        }
    }
    assert!(!repo.ok("list --all -o json").contains(PLAIN));
}
