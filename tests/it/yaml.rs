//! `-o yaml`: the same values as `-o json`, and errors too.

use serde_json::Value as Json;

use crate::support::Repo;

#[test]
fn yaml_is_the_json() {
    let repo = Repo::pipeline();
    repo.ok("create staging production --key query.timeout --notes 'why \u{202e}not' -q");
    for line in ["status", "diff staging production --keep", "configs staging", "show @", "list", "verify", "schema"] {
        let json: Json = serde_json::from_str(&repo.ok(&format!("{line} -o json"))).unwrap();
        let yaml = repo.ok(&format!("{line} -o yaml"));
        assert!(yaml.starts_with("schemaVersion: 1\n"), "{yaml}");
        assert!(!yaml.contains('\u{202e}'), "{yaml}");
        assert_eq!(serde_yaml::from_str::<Json>(&yaml).unwrap(), json, "{line}");
    }
}

#[test]
fn errors_are_yaml() {
    let repo = Repo::pipeline();
    for (line, code) in
        [("show 0000", "bad-id"), ("diff staging", "usage"), ("diff staging nowhere", "unknown-environment")]
    {
        let run = repo.run(&format!("{line} -o yaml"));
        assert_eq!((run.code, run.stdout.as_str()), (2, ""), "{line}");
        let error: Json = serde_yaml::from_str(&run.stderr).unwrap();
        assert_eq!(error["error"]["code"], code, "{}", run.stderr);
    }
}

#[test]
fn a_format_that_a_command_does_not_have_is_refused_before_anything_is_done() {
    let repo = Repo::pipeline();
    let refused = |line: &str| repo.fails(2, line);
    assert_eq!(
        refused("status -o patch"),
        "error: 'promote status' does not support '-o patch'; it supports text, json, yaml and markdown\n\
         hint: only 'promote diff' prints a patch: promote diff SOURCE TARGET -o patch\n"
    );
    assert_eq!(
        refused("man -o json"),
        "{\"error\":{\"code\":\"usage\",\"message\":\"'promote man' does not support '-o json'; it supports text\",\"causes\":[],\"hints\":[],\"details\":{}}}\n"
    );
    repo.ok("create staging production --key query.timeout -q");
    assert_eq!(
        refused("cancel @ --reason no -o markdown"),
        "error: 'promote cancel' does not support '-o markdown'; it supports text, json and yaml\n"
    );
    assert_eq!(repo.ok("list -q").lines().count(), 1);
}
