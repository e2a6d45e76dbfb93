//! A law of `init`: whatever the tree, the proposal is a valid policy that matches the files it was derived from, and
//! gives each file one name. (Not in `env`, which does not know policies.)

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use crate::env::detect::{Detection, NameLocation, find};
use crate::env::layout::{Bindings, Matcher};
use crate::policy::settle::settle;
use crate::policy::{Policy, read};

/// The logical names of a path.
fn names(matcher: &Matcher, path: &str) -> BTreeSet<String> {
    matcher.names(path).into_iter().collect()
}

/// Every example of every environment is a file of that environment in the proposed policy, and
/// no file has two logical names.
fn holds_what_was_seen(findings: &Detection, policy: &Policy, paths: &[String]) -> Result<(), String> {
    for found in &findings.environments {
        let environment = policy.environment(&found.name).ok_or_else(|| format!("{} is missing", found.name))?;
        let bindings = Bindings { name: found.name.clone(), with: BTreeMap::new() };
        let matcher = Matcher::new(&policy.files, &policy.exclusions, &bindings, &[], &[]);
        for sighting in found.seen.iter().filter(|s| s.place != NameLocation::Branch) {
            if names(&matcher, &sighting.example).is_empty() && !sighting.example.contains("/.git") {
                return Err(format!("{} does not take {:?}", found.name, sighting.example));
            }
        }
        for path in paths {
            let names = names(&matcher, path);
            if names.len() > 1 {
                return Err(format!("in {} {path:?} has the names {names:?}", found.name));
            }
        }
        if environment.from != found.from || environment.branch != found.branch {
            return Err(format!("{} is not as found", found.name));
        }
    }
    Ok(())
}

fn check(paths: &[String], branches: &[&str]) -> Result<(), String> {
    let findings = find(&paths.iter().map(String::as_str).collect::<Vec<_>>(), branches);
    let Some(text) = findings.proposal() else { return Ok(()) };
    let policy = read(text.as_bytes()).map_err(|mistakes| format!("{mistakes:#?}\n{text}"))?;
    holds_what_was_seen(&findings, &policy, paths).map_err(|e| format!("{e}\n{text}"))?;
    let mut sorted: Vec<&str> = paths.iter().map(String::as_str).collect();
    sorted.sort_unstable();
    sorted.dedup();
    let settled = settle(findings, &sorted);
    let trial = settled.layout.map(|layout| layout.attempt(&sorted)).unwrap_or_default();
    if trial.twice.is_empty() && settled.conflicting.is_empty() { Ok(()) } else { Err(format!("{trial:#?}\n{text}")) }
}

/// Words that matter to the detection, and some hostile ones.
fn word() -> impl Strategy<Value = String> {
    prop_oneof![
        8 => prop::sample::select(vec![
            "dev", "development", "prod", "production", "staging", "stg", "test", "int", "qa", "Prod", "pre", "demo", "perf", "live",
        ]).prop_map(str::to_owned),
        4 => prop::sample::select(vec!["eu", "us", "east", "1", "2", "web", "api", "values", "acme", "base", "lab", "labdev", "labprod", "ring", "oslo", "shop"]).prop_map(str::to_owned),
        1 => "[a-z{}*?\n\"\\\\ #:é\u{202e}]{1,3}",
    ]
}

fn segment() -> impl Strategy<Value = String> {
    prop::collection::vec((word(), prop::sample::select(vec!["-", "_", ".", ""])), 1..4)
        .prop_map(|words| words.into_iter().map(|(w, border)| w + border).collect::<String>())
}

fn path() -> impl Strategy<Value = String> {
    let dirs = prop::collection::vec(
        prop_oneof![2 => prop::sample::select(vec!["apps", "envs", "x", "clusters", "rings", "ring-1", "ring-2", "ring-3", "eu/oslo"]).prop_map(str::to_owned), 3 => segment()],
        0..4,
    );
    let ending = prop::sample::select(vec![".yaml", ".json", ".tfvars", "", ".rs"]);
    (dirs, segment(), ending).prop_map(|(mut dirs, file, ending)| {
        dirs.push(file + ending);
        dirs.join("/")
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn every_proposal_is_a_valid_policy_that_matches_its_examples(
        paths in prop::collection::vec(path(), 0..40),
        branches in prop::sample::subsequence(vec!["main", "dev", "env/dev", "env/prod", "env/prod-eu", "staging", "production"], 0..7),
    ) {
        check(&paths, &branches).map_err(TestCaseError::fail)?;
    }
}

#[test]
fn hostile_names_are_quoted() {
    let names =
        ["a\nb", "a\"b", "a\\b", "a: b", "# a", "{a}", "**", "a\u{202e}b", "\u{ffff}", "é", "'", "- a", "\u{85}"];
    for name in names {
        let paths: Vec<String> = ["dev", "prod"].iter().map(|env| format!("{name}/{env}/{name}.yaml")).collect();
        check(&paths, &[]).unwrap_or_else(|e| panic!("{name:?}: {e}"));
        let paths: Vec<String> = ["dev", "prod"].iter().map(|env| format!("x/{name}-{env}.yaml")).collect();
        check(&paths, &[]).unwrap_or_else(|e| panic!("{name:?}: {e}"));
    }
}
