//! The decoder against `fixtures/policy`: valid files, and every message for invalid ones.

use std::fs;
use std::path::{Path, PathBuf};

use proptest::prelude::*;

use super::*;
use crate::policy::{DEFAULT_LEDGER, Policy};
use promote_format::Format;
use promote_model::Pattern;

fn fixtures(kind: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/policy").join(kind);
    let mut files: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| path.extension().is_some_and(|e| e == "yaml"));
    files.sort();
    assert!(!files.is_empty());
    files
}

fn messages(mistakes: &[Mistake]) -> String {
    mistakes.iter().map(|mistake| format!("{mistake}\n")).collect()
}

#[test]
fn valid_policies_are_decoded() {
    for path in fixtures("valid") {
        if let Err(mistakes) = read(&fs::read(&path).unwrap()) {
            panic!("{}:\n{}", path.display(), messages(&mistakes));
        }
    }
}

/// For each `x.yaml` there is an `x.txt` with its messages; `UPDATE_FIXTURES=1` rewrites them.
#[test]
fn invalid_policies_report_every_mistake() {
    for path in fixtures("invalid") {
        let mistakes = read(&fs::read(&path).unwrap()).unwrap_err();
        let found = messages(&mistakes);
        let beside = path.with_extension("txt");
        if std::env::var_os("UPDATE_FIXTURES").is_some() {
            fs::write(&beside, &found).unwrap();
        }
        assert_eq!(found, fs::read_to_string(&beside).unwrap_or_default(), "{}", path.display());
        let places: Vec<_> = mistakes.iter().map(|m| (m.line, m.column)).collect();
        assert!(places.is_sorted(), "{}", path.display());
        assert!(!found.replace('\n', "").chars().any(char::is_control), "{}", path.display());
    }
}

fn valid(name: &str) -> Policy {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/policy/valid").join(name);
    read(&fs::read(path).unwrap()).unwrap()
}

#[test]
fn fields_are_decoded() {
    let policy = valid("full.yaml");
    let texts: Vec<&str> = policy.files.iter().map(|t| t.text.as_str()).collect();
    assert_eq!(texts[3..], ["charts/{chart}/values{env}.yaml", "image-tags/{env}/*", "certificates/{env}/{rest**}"]);
    assert_eq!(policy.files[3].spelled["production-eu"], "");
    assert_eq!(policy.files[4].format, Some(Format::Yaml));
    assert_eq!(policy.files[5].format, Some(Format::Text));
    assert_eq!(policy.exclusions[0].text, "**/generated/**");
    let names: Vec<&str> = policy.environments.iter().map(|e| e.name.as_str()).collect();
    assert_eq!(names, ["dev", "staging", "production-eu", "production-us"]);
    let eu = policy.environment("production-eu").unwrap();
    assert_eq!((eu.with["env"].as_str(), eu.with["cluster"].as_str()), ("prod", "01"));
    assert_eq!(eu.from, ["staging"]);
    assert_eq!((eu.approvals.required, eu.approvals.by_creator, eu.approvals.by_authors), (2, false, true));
    assert_eq!(eu.approvals.valid, Some(jiff::SignedDuration::from_hours(36)));
    let shares: Vec<_> = eu.approvals.groups.iter().map(|share| (share.group.as_str(), share.least)).collect();
    assert_eq!(shares, [("release-managers", 1), ("security", 2)]);
    assert_eq!(policy.group("release-managers").unwrap().members, ["ann@acme.com", "Bob.Lee+prod@acme.com"]);
    assert_eq!(eu.keep.len(), 3);
    let us = policy.environment("production-us").unwrap();
    assert_eq!(us.branch.as_deref(), Some("env/production-us"));
    assert_eq!((us.approvals.required, us.approvals.by_creator), (0, true));
    let (open, frozen) =
        (|at: &str| us.calendar.is_open(at.parse().unwrap()), |n: usize| us.calendar.freezes[n].to.to_string());
    assert!(open("2026-03-02T14:00:00Z") && !open("2026-03-02T17:30:00Z") && open("2026-03-02T23:30:00Z"));
    assert_eq!(
        (frozen(0).as_str(), frozen(1).as_str()),
        ("2027-01-04T00:00:00-05:00[America/New_York]", "2026-06-02T00:00:00+02:00[+02:00]")
    );
    assert_eq!((us.overriders.len(), us.rollback_in_windows), (1, true));
    assert_eq!((&eu.calendar, eu.overriders.len(), eu.rollback_in_windows), (&Default::default(), 0, false));
    assert_eq!(policy.flags[0].text(), "flags.yaml:flags.*");
    assert_eq!(policy.lists.keys, ["name", "id", "key"]);
    let by_path: Vec<_> = policy.lists.by_path.iter().map(|l| (l.lists.text(), l.fields.join(" "))).collect();
    let (one, several) = ("containerPort".to_owned(), "host path".to_owned());
    assert_eq!(by_path, [("*.ports", one), ("ingress.yaml:*.rules", several), ("*.args", String::new())]);
    let sets: Vec<&str> = policy.lists.sets.iter().map(Pattern::text).collect();
    assert_eq!(sets, ["kustomization.yaml:resources", "*.allowed"]);
    assert_eq!(policy.ledger, "promotions/ledger");
}

#[test]
fn omitted_fields_have_defaults() {
    let policy = valid("minimal.yaml");
    assert_eq!(policy.ledger, DEFAULT_LEDGER);
    assert_eq!(policy.lists.keys, crate::policy::DEFAULT_LIST_KEYS);
    assert!(policy.lists.by_path.is_empty() && policy.lists.sets.is_empty());
    assert_eq!(policy.environments[0].approvals, crate::policy::ApprovalRules::default());
}

#[test]
fn list_keys_for_some_lists_keep_the_default_for_others() {
    let policy = |keys: &str| {
        let text =
            format!("version: 1\nfiles: [\"{{env}}/*\"]\nenvironments: {{ a: {{}}, b: {{}} }}\nlist-keys: {keys}\n");
        read(text.as_bytes()).unwrap().lists
    };
    assert_eq!(policy("[{ for: args, by: [] }]").keys, crate::policy::DEFAULT_LIST_KEYS);
    assert_eq!(policy("[x, { for: args, by: [] }]").keys, ["x"]);
    assert!(policy("[]").keys.is_empty());
}

#[test]
fn aliases_and_merges_are_followed() {
    let policy = valid("aliases.yaml");
    for environment in &policy.environments {
        assert_eq!(environment.keep[0].text(), "*.host", "{}", environment.name);
    }
}

/// Aliases multiply a small file; decoding must stay fast and refuse it.
#[test]
fn multiplied_aliases_are_refused_quickly() {
    let patterns: String = (0..200).map(|i| format!("a{i}, ")).collect();
    let mut text = format!("version: 1\nfiles: [\"{{env}}/**\"]\nenvironments:\n  e: {{ keep: &k [{patterns}] }}\n");
    for i in 0..900 {
        text.push_str(&format!("  e{i}: {{ keep: *k, from: [nobody{i}] }}\n"));
    }
    let mistakes = read(text.as_bytes()).unwrap_err();
    assert!(mistakes.iter().any(|m| m.message.contains("patterns (counting aliases)")));
    assert!(mistakes.iter().any(|m| m.message.contains("nobody899")));
}

proptest! {
    #[test]
    fn any_bytes_are_decoded_without_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        prop_assert!(read(&bytes).map_or_else(|mistakes| !mistakes.is_empty(), |_| true));
    }

    #[test]
    fn any_edit_of_a_valid_policy_is_decoded_without_panic(
        which in any::<prop::sample::Index>(), at in any::<prop::sample::Index>(), cut in 0_usize..12,
        put in "[\\PC\n\t]{0,6}|&a|\\*a|<<|: |- |\\{|\\}|---\n|!x |\"|null|- 1",
    ) {
        let files = fixtures("valid");
        let mut bytes = fs::read(&files[which.index(files.len())]).unwrap();
        let at = at.index(bytes.len());
        let end = (at + cut).min(bytes.len());
        bytes.splice(at..end, put.bytes());
        if let Err(mistakes) = read(&bytes) {
            prop_assert!(!mistakes.is_empty());
            prop_assert!(mistakes.iter().all(|m| m.line > 0 && m.column > 0));
        }
    }
}

#[test]
fn soak_can_be_set_per_source() {
    let policy = read(&std::fs::read("../../fixtures/policy/valid/soak.yaml").unwrap()).unwrap();
    let production = policy.environment("production").unwrap();
    assert_eq!(production.from, ["staging", "dev"]);
    assert_eq!(production.soak_from("staging"), Some(jiff::SignedDuration::from_hours(2)));
    assert_eq!((production.soak_from("dev"), policy.environment("staging").unwrap().soak_from("dev")), (None, None));
}
