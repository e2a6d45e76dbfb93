//! The life of other units than plain keys: flags, list elements, documents, whole files, modes, symlinks.

use std::os::unix::fs::{PermissionsExt, symlink};

use crate::support::Repo;

fn both(path: &str, staging: &str, production: &str) -> Repo {
    let repo = Repo::open_pipeline();
    repo.write(&format!("envs/staging/{path}"), staging).write(&format!("envs/production/{path}"), production);
    repo.commit("Both");
    repo
}

/// Executes, compares the file, rolls back, and compares again.
fn there_and_back(repo: &Repo, selectors: &str, path: &str, expected: &str) {
    let path = format!("envs/production/{path}");
    let before = repo.read(&path);
    let id = repo.executed(selectors);
    assert_eq!(repo.read(&path), expected);
    repo.ok(&format!("rollback {id} --reason no"));
    assert_eq!(repo.read(&path), before);
    assert_eq!(repo.git_line("status --porcelain"), "");
}

#[test]
fn promotes_a_flag_as_one_unit() {
    let flags = |on: bool, rules: &str| {
        format!(
            "flags:\n  # carts\n  cart:\n    uuid: 0b9d11aa-3f0e-4f8f-9a39-6c1d1f0c7e55\n    on: {on}\n    rules:{rules}\n  other: {{ on: {on} }}\n"
        )
    };
    let staging = flags(true, "\n      - country: de   # first\n        percent: 50\n      - percent: 10");
    let repo = both("flags.yaml", &staging, &flags(false, " []"));
    let expected = staging.replace("other: { on: true }", "other: { on: false }");
    there_and_back(&repo, "--flag 0b9d11aa-3f0e-4f8f-9a39-6c1d1f0c7e55", "flags.yaml", &expected);
    let show = repo.ok("create staging production --flag 0b9d11aa --notes x --overwrite");
    assert!(show.contains("~ flags.cart"), "{show}");
}

#[test]
fn promotes_list_elements() {
    let list = |image: &str, more: &str| {
        format!(
            "containers:\n- name: web\n  image: {image} # tag\n  env:\n  - {{ name: A, value: a }}\n{more}- name: last\n  image: x\n"
        )
    };
    let log = "- name: log\n  image: log:1\n";
    let repo = both("a.yaml", &list("web:2", log), &list("web:1", ""));
    there_and_back(&repo, "--key containers[name=web].image", "a.yaml", &list("web:2", ""));
    let expected = format!("{}{log}", list("web:1", ""));
    let id = repo.executed("--key containers[name=log]");
    let after = repo.read("envs/production/a.yaml");
    assert!(after == expected || after == list("web:1", log), "{after}");
    repo.ok(&format!("rollback {id} --reason no"));
    assert_eq!(repo.read("envs/production/a.yaml"), list("web:1", ""));
}

#[test]
fn promotes_documents() {
    let docs = |port: u16, replicas: u8| {
        format!(
            "# first\nkind: Service\nmetadata: {{ name: web }}\nport: {port}\n---\n# second\nkind: Deployment\nmetadata: {{ name: web }}\nreplicasx: {replicas}\n"
        )
    };
    let repo = both("a.yaml", &docs(81, 3), &docs(80, 2));
    there_and_back(&repo, "--key a.yaml#Deployment/web:*", "a.yaml", &docs(80, 3));
    let repo = both("a.yaml", &docs(81, 3), "# first\nkind: Service\nmetadata: { name: web }\nport: 80\n");
    let expected = docs(80, 3);
    there_and_back(&repo, "--key a.yaml#Deployment/web:*", "a.yaml", &expected);
}

#[test]
fn a_document_behind_an_open_marker_is_written_below_it() {
    for (production, key, expected) in [
        ("a: 1\n---\n", "b", "a: 1\n---\nb: 2\n"),
        ("a: 1\n---", "b", "a: 1\n---\nb: 2"),
        ("a: 1\n--- # more\n", "{b,c}", "a: 1\n--- # more\nb: 2\nc: 3\n"),
        // The third document has its own place.
        ("a: 1\n---\n", "d", "a: 1\n---\n---\nd: 4\n"),
    ] {
        let repo = both("a.yaml", "a: 1\n---\nb: 2\nc: 3\n---\nd: 4\n", production);
        repo.executed(&format!("--key {key}"));
        assert_eq!(repo.read("envs/production/a.yaml"), expected);
    }
    let two = "kind: A\nmetadata: { name: x }\n---\nkind: B\nmetadata: { name: y }\n";
    let repo = both("a.yaml", two, "kind: A\nmetadata: { name: x }\n---\n");
    repo.executed("--key a.yaml#B/y:*");
    assert_eq!(repo.read("envs/production/a.yaml"), two);
}

#[test]
fn keys_of_flat_files_are_found_as_people_type_them() {
    let values = |value: u8| format!("srv[0].url={value}\nsrv[1].url={value}\nother={value}\n");
    for (key, lines) in [
        ("srv[0].url", [2, 1, 1]),
        ("srv[1].url", [1, 2, 1]),
        ("srv[*].url", [2, 2, 1]),
        ("srv[0].*", [2, 1, 1]),
        ("srv*", [2, 2, 1]),
        ("**.url", [2, 2, 1]),
    ] {
        let repo = both("a.properties", &values(2), &values(1));
        let diff = repo.ok(&format!("diff staging production {key} -o json"));
        let listed = serde_json::from_str::<serde_json::Value>(&diff).unwrap()["modified"].as_array().unwrap().len();
        assert_eq!(listed, lines.iter().filter(|value| **value == 2).count(), "{key}");
        repo.executed(&format!("--key {key}"));
        let expected = format!("srv[0].url={}\nsrv[1].url={}\nother={}\n", lines[0], lines[1], lines[2]);
        assert_eq!(repo.read("envs/production/a.properties"), expected, "{key}");
    }
    let values = |value: u8| format!("app.level={value}\napp.sub.deep={value}\nother={value}\n");
    for (key, lines) in [
        ("app.level", [2, 1, 1]),
        ("app.sub.deep", [1, 2, 1]),
        ("app.*", [2, 2, 1]),
        ("*.level", [2, 1, 1]),
        ("app.{level,sub.deep}", [2, 2, 1]),
    ] {
        let repo = both("a.env", &values(2), &values(1));
        let diff = repo.ok(&format!("diff staging production {key} -o json"));
        let listed = serde_json::from_str::<serde_json::Value>(&diff).unwrap()["modified"].as_array().unwrap().len();
        assert_eq!(listed, lines.iter().filter(|value| **value == 2).count(), "{key}");
        repo.executed(&format!("--key {key}"));
        let expected = format!("app.level={}\napp.sub.deep={}\nother={}\n", lines[0], lines[1], lines[2]);
        assert_eq!(repo.read("envs/production/a.env"), expected, "{key}");
    }
}

#[test]
fn promotes_whole_binary_and_empty_files() {
    let repo = Repo::open_pipeline();
    let png: &[u8] = b"\x89PNG\r\n\0\xff";
    repo.write("envs/staging/logo.png", png)
        .write("envs/production/logo.png", b"\0")
        .write("envs/staging/empty.txt", "");
    repo.commit("Files");
    let id = repo.executed("--key logo.png:* --key empty.txt:*");
    assert_eq!(std::fs::read(repo.root().join("envs/production/logo.png")).unwrap(), png);
    assert_eq!(repo.read("envs/production/empty.txt"), "");
    repo.ok(&format!("rollback {id} --key logo.png:* --reason no"));
    assert_eq!(repo.read("envs/production/logo.png"), "\0");
    repo.ok(&format!("rollback {id} --reason no"));
    assert!(!repo.root().join("envs/production/empty.txt").exists());
    assert_eq!(repo.git_line("status --porcelain"), "");
}

#[test]
fn promotes_modes_and_symlinks() {
    let repo = both("run.sh", "#!/bin/sh\n", "#!/bin/sh\n");
    let mode = |path: &str| repo.root().join(path).metadata().unwrap().permissions().mode() & 0o111 != 0;
    std::fs::set_permissions(repo.root().join("envs/staging/run.sh"), PermissionsExt::from_mode(0o755)).unwrap();
    symlink("run.sh", repo.root().join("envs/staging/current")).unwrap();
    repo.commit("Executable, and a link");
    let id = repo.executed("--key run.sh:* --key current:*");
    assert!(mode("envs/production/run.sh"));
    assert_eq!(std::fs::read_link(repo.root().join("envs/production/current")).unwrap().to_str(), Some("run.sh"));
    assert_eq!(repo.git_line("status --porcelain"), "");
    repo.ok(&format!("rollback {id} --reason no"));
    assert!(!mode("envs/production/run.sh"));
    assert!(repo.root().join("envs/production/current").symlink_metadata().is_err());
    assert_eq!(repo.git_line("status --porcelain"), "");
}

#[test]
fn promotes_a_file_that_cannot_be_read_by_key_as_a_whole() {
    let repo = both("t.yaml", "{{ if .x }}\na: 1\n{{ end }}\n", "{{ if .x }}\na: 0\n{{ end }}\n");
    there_and_back(&repo, "--key t.yaml:*", "t.yaml", "{{ if .x }}\na: 1\n{{ end }}\n");
    let out = repo.ok("create staging production --key t.yaml:* --overwrite");
    assert!(out.contains("is promoted as a whole file"), "{out}");
    let text = repo.fails(2, "create staging production --key t.yaml:a");
    assert!(text.contains("matches no key"), "{text}");
}

#[test]
fn replaces_a_scalar_with_a_map_and_back() {
    let repo = both("a.yaml", "log:\n  level: debug # much\n  to: stdout\nend: 1\n", "log: info # little\nend: 1\n");
    // The comment on the remaining line belongs to the target.
    there_and_back(&repo, "--key log", "a.yaml", "log: # little\n  level: debug # much\n  to: stdout\nend: 1\n");
    let repo = both("a.yaml", "log: info # little\nend: 1\n", "log:\n  level: debug # much\n  to: stdout\nend: 1\n");
    there_and_back(&repo, "--key log", "a.yaml", "log: info\nend: 1\n");
}

#[test]
fn replaces_a_map_with_a_list_and_back() {
    let list = "a:\n  - name: x\n    v: 1 # one\n    w: 2\n  - name: y\n    v: 3\nz: 1\n";
    let map = "a: # mine\n  b: 1\n  c: { d: 2 }\nz: 1\n";
    let repo = both("a.yaml", list, map);
    there_and_back(&repo, "--key a.yaml:a", "a.yaml", &list.replace("a:\n", "a: # mine\n"));
    there_and_back(&repo, "--key a[name=x].v", "a.yaml", "a: # mine\n  - name: x\n    v: 1 # one\nz: 1\n");
    let repo = both("a.yaml", map, list);
    there_and_back(&repo, "--key a.b", "a.yaml", "a:\n  b: 1\nz: 1\n");
    // The list can only be restored as a whole, so rolling back a part of the map rolls back all of it.
    let id = repo.executed("--key a.yaml:a");
    repo.ok(&format!("rollback {id} --key a.b --reason no"));
    assert_eq!(repo.read("envs/production/a.yaml"), list);
}

#[test]
fn keeps_the_formatting_of_json() {
    let production = "{\n\t\"query\": {\"timeout\": 30, \"retries\": 3},\n\t\"log\": \"info\"\n}\n";
    let repo = both("a.json", "{\"query\":{\"timeout\":60,\"cache\":true,\"retries\":3}}", production);
    let expected = production.replace("30, ", "60, \"cache\": true, ");
    let other = production.replace("30", "60").replace("\"retries\": 3", "\"retries\": 3, \"cache\": true");
    let id = repo.executed("--key query");
    let after = repo.read("envs/production/a.json");
    assert!(after == expected || after == other, "{after}");
    repo.ok(&format!("rollback {id} --reason no"));
    assert_eq!(repo.read("envs/production/a.json"), production);
}

#[test]
fn refuses_to_change_a_value_that_comes_from_an_alias() {
    let production = "base: &base\n  timeout: 30\nquery: *base\nother:\n  <<: *base\n  x: 1\n";
    let repo =
        both("a.yaml", "base:\n  timeout: 30\nquery:\n  timeout: 60\nother:\n  timeout: 61\n  x: 1\n", production);
    let before = repo.everything();
    insta::assert_snapshot!(repo.promote_line("create staging production --key query.timeout"), @"
    $ promote create staging production --key query.timeout
    --- stderr
    error: envs/production/a.yaml: query.timeout (line 3): the value comes from the anchor 'base': change base.timeout there (line 2), or write it out here first
    --- exit 4
    ");
    repo.assert_unchanged(&before);
    insta::assert_snapshot!(repo.promote_line("create staging production --key other"), @"
    $ promote create staging production --key other
    envs/{env}/a.yaml
      ~ other.timeout  30 (*base) -> 61

    Created promotion 1 staging -> production: 1 modified
    plan sha256:<digest>
    --- stderr
    hint: promote validate 1
    note: this begins the ledger, on the branch promotions; promote.yaml on main rules
    ");
    there_and_back(&repo, "--key other", "a.yaml", &production.replace("  x: 1\n", "  timeout: 61\n  x: 1\n"));
}
