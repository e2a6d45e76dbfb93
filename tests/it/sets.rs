//! Lists whose elements are promoted one by one: sets of scalars, and maps identified by a field.

use insta::assert_snapshot;

use crate::support::Repo;

const POLICY: &str = "\
version: 1
files:
  - \"envs/{env}/**\"
environments:
  staging: {}
  production:
    from: [staging]
    keep: [\"resources[=own-*]\"]
list-keys: [name, { for: \"*.ports\", by: port }, { for: \"*.env\", by: [] }]
sets: [\"kustomization.yaml:resources\", \"*.hosts\"]
";

const STAGING: &str = "\
kind: Kustomization
resources:
  - ../../base
  # scales on CPU
  - hpa.yaml
  - https://acme.com/crds?ref=v2
  - own-staging.yaml
  - pdb.yaml
";

const PRODUCTION: &str = "\
kind: Kustomization
resources:
- ../../base
- own-budget.yaml   # mind the costs
- legacy.yaml
- pdb.yaml

namespace: production
";

const FILE: &str = "envs/production/kustomization.yaml";

fn both(path: &str, staging: &str, production: &str) -> Repo {
    let repo = Repo::new();
    repo.policy(POLICY);
    repo.write(&format!("envs/staging/{path}"), staging).write(&format!("envs/production/{path}"), production);
    repo.commit("Both");
    repo
}

fn kustomize() -> Repo {
    both("kustomization.yaml", STAGING, PRODUCTION)
}

#[test]
fn compares_sets_by_element() {
    let repo = kustomize();
    assert_snapshot!(repo.promote_line("diff staging production"), @r#"
    $ promote diff staging production
    envs/{env}/kustomization.yaml
      + resources[=hpa.yaml]                        hpa.yaml
      + resources[="https://acme.com/crds?ref=v2"]  https://acme.com/crds?ref=v2
      - resources[=legacy.yaml]                     legacy.yaml  (only in production)
      - namespace                                   production  (only in production)

    staging -> production: 2 added, 2 only in production
    2 keys owned by production (keep) left out; --keep shows them
    "#);
    assert_snapshot!(repo.promote_line("diff staging production 'resources[=hpa*]' -o json"), @r#"
    $ promote diff staging production 'resources[=hpa*]' -o json
    {
      "schemaVersion": 1,
      "sourceEnvironment": "staging",
      "targetEnvironment": "production",
      "added": [
        {
          "key": "resources[=hpa.yaml]",
          "id": "eadbe247-c652-5575-8cb8-6a7c054f940a",
          "file": "envs/{env}/kustomization.yaml",
          "document": null,
          "kind": "config",
          "value": "hpa.yaml",
          "direction": "unknown",
          "unknown": "set-up",
          "passedOver": 0,
          "base": null,
          "sourceSince": {
            "commit": "<c1>",
            "subject": "Both",
            "author": {
              "name": "Ann",
              "email": "ann@acme.com"
            },
            "at": "2026-03-02T09:00:03Z",
            "kind": "edit"
          },
          "targetSince": null
        }
      ],
      "modified": [],
      "removed": [],
      "unchanged": 0,
      "kept": 0,
      "formatOnly": [],
      "modes": [],
      "unreadable": []
    }
    "#);
    assert_snapshot!(repo.promote_line("configs production 'resources[=*.yaml]'"), @"
    $ promote configs production 'resources[=*.yaml]'
    envs/{env}/kustomization.yaml
      5bc5e864  resources[=own-budget.yaml]  own-budget.yaml
      bdc35ee6  resources[=legacy.yaml]      legacy.yaml
      20a0cddc  resources[=pdb.yaml]         pdb.yaml

    production: 3 keys in 1 file
    ");
    assert_snapshot!(repo.promote_line("diff staging production 'resources[=nothing]'"), @"
    $ promote diff staging production 'resources[=nothing]'
    --- stderr
    error: 'resources[=nothing]' matches no key in staging or production
    hint: list the keys: promote keys staging
    --- exit 2
    ");
}

#[test]
fn promotes_and_rolls_back_single_elements() {
    let repo = kustomize();
    assert_snapshot!(repo.promote_line("create staging production --key kustomization.yaml:resources"), @r#"
    $ promote create staging production --key kustomization.yaml:resources
    envs/{env}/kustomization.yaml
      + resources[=hpa.yaml]                        hpa.yaml
      + resources[="https://acme.com/crds?ref=v2"]  https://acme.com/crds?ref=v2

    1 key owned by production (keep) left out
    1 key is only in production and stays; --prune removes it
    Created promotion 1 staging -> production: 2 added
    plan sha256:<digest>
    --- stderr
    hint: promote validate 1
    note: this begins the ledger, on the branch promotions; promote.yaml on main rules
    "#);
    repo.ok("validate @");
    assert_snapshot!(repo.promote_line("execute @"), @"
    $ promote execute @
    Executed promotion 1 as <c1> on main
      Promote resources[=hpa.yaml] and 1 more to production
      files updated in /world/repo
    --- stderr
    hint: to roll it back: promote rollback 1 --reason TEXT
    ");
    assert_snapshot!(repo.read(FILE), @"
    kind: Kustomization
    resources:
    - ../../base
    # scales on CPU
    - hpa.yaml
    - https://acme.com/crds?ref=v2
    - own-budget.yaml   # mind the costs
    - legacy.yaml
    - pdb.yaml

    namespace: production
    ");
    let id = repo.ok("list --all -q").trim().to_owned();
    let one = format!("rollback {id} --key 'kustomization.yaml:resources[=hpa.yaml]' --reason Slow");
    assert_snapshot!(repo.promote_line(&one), @r#"
    $ promote rollback <P1> --key 'kustomization.yaml:resources[=hpa.yaml]' --reason Slow
    envs/{env}/kustomization.yaml
      - resources[=hpa.yaml]  hpa.yaml

    Rolled back part of promotion 1 as <c2> on main
      Revert "Promote resources[=hpa.yaml] and 1 more to production"
      files updated in /world/repo
    "#);
    assert_snapshot!(repo.read(FILE), @"
    kind: Kustomization
    resources:
    - ../../base
    - https://acme.com/crds?ref=v2
    - own-budget.yaml   # mind the costs
    - legacy.yaml
    - pdb.yaml

    namespace: production
    ");
    repo.ok(&format!("rollback {id} --reason All"));
    assert_eq!(repo.read(FILE), PRODUCTION);
}

#[test]
fn removes_elements_by_id_or_with_prune() {
    let repo = kustomize();
    let diff = repo.ok("diff staging production 'resources[=legacy.yaml]' -o json");
    let diff: serde_json::Value = serde_json::from_str(&diff).unwrap();
    let id = diff["removed"][0]["id"].as_str().unwrap().to_owned();
    assert_snapshot!(repo.promote_line(&format!("create staging production --config {id} --dry-run")), @"
    $ promote create staging production --config bdc35ee6-661a-5c6d-b6f8-63cae65cf0f7 --dry-run
    envs/{env}/kustomization.yaml
      - resources[=legacy.yaml]  legacy.yaml

    Would create a promotion staging -> production: 1 removed
    ");
    assert_snapshot!(repo.promote_line("create staging production --prune --key 'resources[=*]' --dry-run"), @r#"
    $ promote create staging production --prune --key 'resources[=*]' --dry-run
    envs/{env}/kustomization.yaml
      + resources[=hpa.yaml]                        hpa.yaml
      + resources[="https://acme.com/crds?ref=v2"]  https://acme.com/crds?ref=v2
      - resources[=legacy.yaml]                     legacy.yaml

    2 keys owned by production (keep) left out
    Would create a promotion staging -> production: 2 added, 1 removed
    "#);
    assert_snapshot!(repo.promote_line("create staging production --prune --key 'resources[=own-*]' --dry-run"), @"
    $ promote create staging production --prune --key 'resources[=own-*]' --dry-run
    Nothing to promote from staging to production.
    2 keys owned by production (keep) left out
    ");
    let (id, before) = (repo.executed(&format!("--config {id}")), PRODUCTION);
    assert_eq!(repo.read(FILE), before.replace("- legacy.yaml\n", ""));
    repo.ok(&format!("rollback {id} --reason no"));
    assert_eq!(repo.read(FILE), before);
}

#[test]
fn reports_changes_of_the_set_since_the_plan() {
    let repo = kustomize();
    let id = repo.validated("--key 'resources[=hpa.yaml]'");
    // Another element does not make the plan stale.
    repo.write(FILE, PRODUCTION.replace("- legacy.yaml\n", "- other.yaml\n"));
    repo.commit("Other");
    assert_snapshot!(repo.promote_line(&format!("execute {id} --dry-run")), @"
    $ promote execute <P1> --dry-run
    envs/{env}/kustomization.yaml
      + resources[=hpa.yaml]  hpa.yaml

    Would execute promotion 1 on main
      Promote resources[=hpa.yaml] to production
    ");
    repo.write(FILE, PRODUCTION.replace("- legacy.yaml\n", "- hpa.yaml\n"));
    repo.commit("The same by hand");
    assert_snapshot!(repo.promote_line(&format!("execute {id}")), @"
    $ promote execute <P1>
    --- stderr
    error: the plan of promotion 1 is stale: 1 key changed in production since the plan was made
    caused by: envs/production/kustomization.yaml: resources[=hpa.yaml] was absent and is hpa.yaml, changed by <c1> 'The same by hand' (Ann)
    hint: re-plan against the current target: promote refresh 1
    --- exit 4
    ");
    repo.write(FILE, PRODUCTION.replace("- legacy.yaml\n", "- pdb.yaml\n"));
    repo.commit("Twice the same");
    assert_snapshot!(repo.promote_line(&format!("execute {id}")), @"
    $ promote execute <P1>
    --- stderr
    error: the plan of promotion 1 is stale: 1 key changed in production since the plan was made
    caused by: envs/production/kustomization.yaml: resources[=hpa.yaml] was absent, and resources is now a list whose elements cannot be told apart, changed by <c2> 'Twice the same' (Ann)
    hint: re-plan against the current target: promote refresh 1
    --- exit 4
    ");
    assert_snapshot!(repo.promote_line(&format!("validate {id}")), @"
    $ promote validate <P1>
    failed: stale: envs/production/kustomization.yaml: resources[=hpa.yaml] was absent, and resources is now a list whose elements cannot be told apart, changed by <c2> 'Twice the same' (Ann)

    Promotion 1 is not valid: 1 error
    --- stderr
    hint: promote refresh 1
    --- exit 1
    ");
}

#[test]
fn a_rollback_conflict_names_the_element() {
    let repo = kustomize();
    let id = repo.executed("--key resources[=hpa.yaml]");
    repo.write(FILE, repo.read(FILE).replace("  # scales on CPU\n", "").replace("- hpa.yaml\n", ""));
    repo.commit("By hand");
    assert_snapshot!(repo.promote_line(&format!("rollback {id} --reason no")), @"
    $ promote rollback <P1> --reason no
    --- stderr
    error: promotion 1 cannot be rolled back: 1 key changed in production since the promotion
    caused by: envs/production/kustomization.yaml: resources[=hpa.yaml] was hpa.yaml and is absent, changed by <c1> 'By hand' (Ann)
    hint: roll back only the keys that have not changed since: promote rollback 1 --key PATTERN --reason TEXT
    --- exit 4
    ");
}

#[test]
fn identifies_map_elements_by_a_given_field() {
    let staging = "\
svc:
  ports:
  - { port: 80, name: http, target: 8080 }
  - { port: 443, name: https }
  env:
  - { name: A, value: a }
  hosts: [a.acme.com, b.acme.com]
";
    let production = "\
svc:
  ports:
    - port: 443
      name: tls
    - port: 9090
  env:
    - name: A
      value: b
  hosts: []
";
    let repo = both("service.yaml", staging, production);
    assert_snapshot!(repo.promote_line("diff staging production"), @"
    $ promote diff staging production
    envs/{env}/service.yaml
      + svc.ports[port=80].name    http
      + svc.ports[port=80].target  8080
      ~ svc.ports[port=443].name   tls -> https
      ~ svc.env
          - - name: A
          - value: b
          + - { name: A, value: a }
      + svc.hosts[=a.acme.com]     a.acme.com
      + svc.hosts[=b.acme.com]     b.acme.com
      - svc.ports[port=9090]       port: 9090  (only in production)

    staging -> production: 4 added, 2 modified, 1 only in production
    ");
    repo.executed("--key svc.ports[port=80] --key svc.ports[port=443].name --key *.hosts[=b*]");
    assert_snapshot!(repo.read("envs/production/service.yaml"), @"
    svc:
      ports:
        - { port: 80, name: http, target: 8080 }
        - port: 443
          name: https
        - port: 9090
      env:
        - name: A
          value: b
      hosts: [b.acme.com]
    ");
}

#[test]
fn promotes_sets_in_json() {
    let staging = "{\"extends\": [\"a\", \"b\"], \"hosts\": {\"hosts\": [\"x\", 1, \"z\"]}}\n";
    let repo = both("a.json", staging, "{\n  \"extends\": [\"b\"],\n  \"hosts\": {\"hosts\": [\"z\", \"y\"]}\n}\n");
    assert_snapshot!(repo.promote_line("create staging production --dry-run"), @r#"
    $ promote create staging production --dry-run
    envs/{env}/a.json
      ~ extends          ["b"] -> ["a", "b"]
      + hosts.hosts[=x]  "x"
      + hosts.hosts[=1]  1

    1 key is only in production and stays; --prune removes it
    Would create a promotion staging -> production: 2 added, 1 modified
    "#);
    repo.executed("--prune --key hosts");
    assert_snapshot!(repo.read("envs/production/a.json"), @r#"
    {
      "extends": ["b"],
      "hosts": {"hosts": ["x", 1, "z"]}
    }
    "#);
}

#[test]
fn a_list_that_is_no_set_on_one_side_is_one_unit() {
    let repo = both("kustomization.yaml", "resources:\n- a\n- b\n", "resources:\n- a\n- a\n- own-x\n");
    assert_snapshot!(repo.promote_line("diff staging production"), @"
    $ promote diff staging production
    envs/{env}/kustomization.yaml
      ~ resources
            - a
          - - a
          - - own-x
          + - b

    staging -> production: 1 modified
    1 key owned by production (keep) left out; --keep shows it
    ");
    assert_snapshot!(repo.promote_line("create staging production --key 'resources[=b]'"), @"
    $ promote create staging production --key 'resources[=b]'
    --- stderr
    error: resources[=b] is part of the list envs/{env}/kustomization.yaml:resources, which is one key: its elements cannot be matched between staging and production
    hint: select the whole list: --key 'envs/{env}/kustomization.yaml:resources'
    --- exit 2
    ");
    assert_snapshot!(repo.promote_line("create staging production --key resources"), @"
    $ promote create staging production --key resources
    --- stderr
    error: promoting envs/{env}/kustomization.yaml:resources would overwrite envs/{env}/kustomization.yaml:resources[=own-x], which is owned by production (keep)
    hint: change environments.production.keep in promote.yaml so that it does not match this key, or do not select it
    --- exit 3
    ");
}
