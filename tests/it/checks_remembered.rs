//! A file in which a check found nothing is not read again. What has changed is, and findings are told each time.

use std::fs;

use serde_json::Value;

use crate::support::Repo;

const YAML: &str = "version: 1\nfiles: [\"envs/{env}/**\"]\n\
    environments: { staging: {}, production: { from: [staging] } }\nchecks:\n";

/// A repository with these checks and files, and a promotion from staging to production.
fn world(checks: &str, files: &[(&str, &str)]) -> Repo {
    let repo = Repo::new();
    repo.policy(&format!("{YAML}{checks}"));
    repo.write("envs/staging/new.yaml", "x: 2\n").write("envs/production/new.yaml", "x: 1\n");
    for (path, text) in files {
        repo.write(path, text);
    }
    repo.commit("All");
    repo.ok("create staging production --key new.yaml:x -q");
    repo
}

/// The findings of a validation that is not recorded.
fn findings(repo: &Repo) -> Vec<String> {
    let run = repo.run("validate @ --dry-run -o json");
    assert!(run.code <= 1, "{}", repo.describe("validate", &run));
    let shown: Value = serde_json::from_str(&run.stdout).unwrap();
    let findings = shown["validation"]["findings"].as_array().unwrap_or_else(|| panic!("{}", run.stdout));
    findings.iter().map(|finding| format!("{} {}", finding["file"], finding["message"])).collect()
}

/// The findings without what this clone remembers, which is kept.
fn found_anew(repo: &Repo) -> Vec<String> {
    let file = repo.root().join(".git/promote/checks-v1");
    let known = fs::read(&file).ok();
    let _ = fs::remove_file(&file);
    let found = findings(repo);
    if let Some(known) = known {
        fs::write(&file, known).unwrap();
    }
    found
}

#[test]
fn files_without_findings_are_not_read_again() {
    let checks = "  - { name: calm, forbids: [\"*.debug\"] }\n  - { name: all, requires: [\"*.yaml:a\"] }\n  \
        - { name: form, files: \"*.yaml\", schema: s.json, all: true }\n";
    let files = [("envs/production/b.yaml", "a: 1\n"), ("envs/production/c.yaml", "a: 2\n"), ("s.json", "true")];
    let repo = world(checks, &files);
    repo.write("envs/production/new.yaml", "x: 1\na: 3\n").commit("Complete");
    repo.ok("refresh @ -q");
    repo.ok("validate @");
    repo.write("envs/production/c.yaml", "a: 4\n").commit("Another file has changed");
    repo.remove_objects(&["HEAD:envs/production/b.yaml"]);
    repo.ok("validate @");
    // No file has changed.
    repo.remove_objects(&["HEAD:envs/production/c.yaml"]);
    repo.ok("validate @");
    fs::remove_file(repo.root().join(".git/promote/checks-v1")).unwrap();
    repo.fails(5, "validate @");
}

#[test]
fn one_file_that_has_a_required_key_is_enough() {
    let files = [("envs/production/b.yaml", "a: 1\n"), ("envs/production/c.yaml", "b: 2\n")];
    let repo = world("  - { name: some, requires: [a] }\n", &files);
    repo.ok("validate @");
    let both = ["envs/production/b.yaml", "envs/production/c.yaml"];
    repo.write("envs/production/d.yaml", "d: 1\n").commit("More");
    repo.remove_objects(&both.map(|path| format!("HEAD:{path}")).each_ref().map(String::as_str));
    repo.ok("validate @");
    both.iter().for_each(|path| drop(repo.git_line(&format!("hash-object -w {path}"))));
    repo.write(both[0], "b: 1\n").commit("Gone: the others are asked again");
    repo.remove_objects(&["HEAD:envs/production/c.yaml"]);
    repo.fails(5, "validate @");
    repo.git_line("hash-object -w envs/production/c.yaml");
    assert_eq!(findings(&repo), ["null \"a is missing in every file\""]);
    assert_eq!(findings(&repo), found_anew(&repo));
}

#[test]
fn findings_are_told_each_time() {
    let files = [("envs/production/b.yaml", "b: { debug: 1 }\n"), ("envs/production/bad.yaml", "a: [\n")];
    let repo = world("  - { name: calm, forbids: [\"*.debug\"] }\n", &files);
    let first = findings(&repo);
    assert_eq!(first.len(), 2, "{first:?}");
    assert!(first[0].contains("bad.yaml") && first[1].contains("b.debug is forbidden"), "{first:?}");
    assert_eq!(findings(&repo), first);
    assert_eq!(repo.run("validate @").code, 1);
    assert_eq!(repo.run("validate @").code, 1);
}

#[test]
fn another_definition_blob_name_and_format_are_checked_again() {
    let files = [("envs/production/b.conf", "debug: 1\n"), ("envs/production/c.yaml", "c: 1\n")];
    let repo = world("  - { name: calm, forbids: [trace] }\n", &files);
    let found = || {
        let found = findings(&repo);
        assert_eq!(findings(&repo), found);
        assert_eq!(found_anew(&repo), found);
        found.join("\n")
    };
    assert_eq!(found(), "");
    // Another definition: `c.yaml` is the same file as before.
    repo.policy(&format!("{YAML}  - {{ name: calm, forbids: [c] }}\n")).commit("Another definition");
    assert_eq!(found(), "\"envs/production/c.yaml\" \"c is forbidden (c)\"");
    repo.policy(&format!("{YAML}  - {{ name: calm, forbids: [debug, \"d.yaml:*\"] }}\n")).commit("A third one");
    assert_eq!(found(), "");
    // Another format: the file that had no keys has some.
    let typed =
        YAML.replace("[\"envs/{env}/**\"]", "[\"envs/{env}/**\", { path: \"envs/{env}/b.conf\", format: yaml }]");
    repo.policy(&format!("{typed}  - {{ name: calm, forbids: [debug, \"d.yaml:*\"] }}\n")).commit("Another format");
    assert_eq!(found(), "\"envs/production/b.conf\" \"debug is forbidden (debug)\"");
    // Another name: the pattern names it.
    repo.git_line("mv envs/production/c.yaml envs/production/d.yaml");
    repo.write("envs/production/b.conf", "d: 1\n").commit("Another name");
    assert_eq!(found(), "\"envs/production/d.yaml\" \"c is forbidden (d.yaml:*)\"");
    // Another blob.
    repo.write("envs/production/d.yaml", "").write("envs/production/e.yaml", "debug: 1\n").commit("Another blob");
    assert_eq!(found(), "\"envs/production/e.yaml\" \"debug is forbidden (debug)\"");
}

#[test]
fn environments_in_one_file_are_checked_on_their_own() {
    let repo = Repo::new();
    repo.policy(
        "version: 1\nfiles: [{ path: all.yaml, keys: \"{env}\" }]\nenvironments:\n  dev: {}\n  staging: { from: [dev] }\n  \
         production: { from: [staging] }\nchecks:\n  - { name: calm, forbids: [\"*.debug\"] }\n",
    );
    let text = "dev: { x: 3, y: 3 }\nstaging: { x: 2, y: 2, debug: 1 }\nproduction: { x: 1, y: 2 }\n";
    repo.write("all.yaml", text).commit("All");
    let to_production = repo.ok("create staging production --key *.x -q");
    repo.ok(&format!("validate {to_production}"));
    repo.ok(&format!("cancel {to_production} --reason no"));
    repo.ok("create dev staging --key *.x -q");
    assert_eq!(findings(&repo), ["\"all.yaml\" \"{env}.debug is forbidden (*.debug)\""]);
    assert_eq!(found_anew(&repo), findings(&repo));
}

#[test]
fn another_schema_is_checked_again() {
    let checks = "  - { name: form, files: b.yaml, schema: s.json, all: true }\n";
    let files = [
        ("envs/production/b.yaml", "a: 1\n"),
        ("s.json", "{\"$ref\": \"t.json\"}"),
        ("t.json", "{\"required\": [\"a\"]}"),
    ];
    let repo = world(checks, &files);
    assert_eq!(findings(&repo), [""; 0]);
    repo.write("t.json", "{\"required\": [\"b\"]}").commit("Another schema");
    let found = findings(&repo);
    assert!(found.len() == 1 && found[0].contains("is a required property"), "{found:?}");
    assert_eq!(found_anew(&repo), found);
}

#[test]
fn a_damaged_cache_is_harmless() {
    let files = [("envs/production/b.yaml", "b: { debug: 1 }\n"), ("envs/production/c.yaml", "c: 1\n")];
    let repo = world("  - { name: calm, forbids: [\"*.debug\"] }\n", &files);
    let found = findings(&repo);
    assert_eq!(found.len(), 1);
    let file = repo.root().join(".git/promote/checks-v1");
    let good = fs::read(&file).unwrap();
    let damages = [Vec::new(), vec![0; 4_000], vec![255; 39], good[..good.len() - 7].to_vec(), good[3..].to_vec()];
    for damaged in damages {
        fs::write(&file, damaged).unwrap();
        assert_eq!(findings(&repo), found);
        assert_eq!(findings(&repo), found);
    }
    fs::remove_file(&file).unwrap();
    fs::create_dir(&file).unwrap();
    assert_eq!(findings(&repo), found);
}

#[test]
fn a_read_only_git_directory_is_no_error() {
    let repo = world("  - { name: calm, forbids: [\"*.debug\"] }\n", &[("envs/production/c.yaml", "c: 1\n")]);
    let Some(said) = repo.with_read_only_git(&["validate @ --dry-run"]) else { return };
    assert!(said.contains("ok  calm") && !said.contains("--- exit"), "{said}");
    assert!(!repo.root().join(".git/promote/checks-v1").exists());
}

/// Numbers that look random, the same in every run.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % end
    }

    fn of<'t>(&mut self, all: &[&'t str]) -> &'t str {
        all[self.below(all.len())]
    }
}

#[test]
fn law_findings_are_the_same_with_and_without_memory() {
    let mut numbers = Numbers(7);
    let repo = world(
        "  - { name: none, forbids: [none] }\n",
        &[("s.json", "{\"not\": {\"required\": [\"a\"]}}"), ("t.json", "{\"required\": [\"b\"]}")],
    );
    let (mut with, mut without) = (0, 0);
    for round in 0..24 {
        for _ in 0..=numbers.below(2) {
            let path = numbers.of(&["a.yaml", "b.yaml", "c/a.yaml", "c/d.json", "e.txt", "f.env"]);
            let text = numbers.of(&[
                "a: 1\n",
                "b: { a: 1 }\n",
                "a: [\n",
                "{\"b\": {\"c\": 2}}",
                "",
                "a=1\nb=2\n",
                "c: 1\n---\nb: 2\n",
            ]);
            repo.write(&format!("envs/production/{path}"), text);
        }
        let mut checks = String::new();
        for name in 0..=numbers.below(3) {
            let files = numbers.of(&["", "files: \"*.yaml\", ", "files: [\"c/**\", b.yaml], ", "files: \"*.json\", "]);
            let what = numbers.of(&[
                "forbids: [a]",
                "forbids: [\"b.*\", \"a.yaml:*\"]",
                "requires: [a]",
                "requires: [\"b.*.c\", \"*.json:b\"]",
                "requires: [b, c]",
                "schema: s.json, all: true",
                "schema: t.json",
                "rule: \"has(document.a)\", each: file, all: true",
            ]);
            checks += &format!("  - {{ name: c{name}, {files}{what} }}\n");
        }
        repo.policy(&format!("{YAML}{checks}")).commit("Round");
        let anew = found_anew(&repo);
        assert_eq!(findings(&repo), anew, "round {round}, with what was remembered before\n{checks}");
        assert_eq!(findings(&repo), anew, "round {round}, with all remembered\n{checks}");
        *if anew.is_empty() { &mut without } else { &mut with } += 1;
    }
    assert!(with > 3 && without > 0, "{with} {without}");
}
