//! Findings about templates, environments and the files that cannot be told apart.

use std::collections::{BTreeMap, BTreeSet};

use super::Outline;
use super::finding::{LintCode, LintFinding};
use super::takes::Takes;
use crate::policy::Policy;
use promote_model::text::{count, enumerate, visible};

/// An environment with the files of its branch.
#[derive(Debug)]
pub struct EnvironmentFiles<'a> {
    /// The name.
    pub name: &'a str,
    /// The branch, as in messages.
    pub branch: &'a str,
    /// The paths of the branch, sorted; `None` if the branch does not exist.
    pub paths: Option<&'a [&'a str]>,
    /// The files that it takes.
    pub takes: &'a Takes,
    /// The templates with `keys:` of which a file has a key, by index.
    pub keyed: BTreeSet<usize>,
}

/// Findings about templates, environments and files.
pub fn layout_findings(policy: &Policy, outline: &Outline, environments: &[EnvironmentFiles<'_>]) -> Vec<LintFinding> {
    let mut found = Vec::new();
    // Without the files of a branch, nothing is known about the templates.
    let complete = environments.iter().all(|environment| environment.paths.is_some());
    if complete {
        templates(policy, outline, environments, &mut found);
    }
    for environment in environments {
        empty(policy, outline, environment, &mut found);
    }
    claimed_twice(policy, outline, environments, &mut found);
    contested(outline, environments, &mut found);
    once(found)
}

/// The same finding about several environments is one.
fn once(found: Vec<LintFinding>) -> Vec<LintFinding> {
    let mut once: Vec<LintFinding> = Vec::new();
    for finding in found {
        let same = |other: &&mut LintFinding| (other.code, &other.message) == (finding.code, &finding.message);
        match once.iter_mut().find(same) {
            Some(other) => other.environment = None,
            None => once.push(finding),
        }
    }
    once
}

fn templates(policy: &Policy, outline: &Outline, environments: &[EnvironmentFiles<'_>], found: &mut Vec<LintFinding>) {
    let takes = || environments.iter().map(|environment| environment.takes);
    let used: BTreeSet<usize> = takes().flat_map(|takes| takes.templates.iter().copied()).collect();
    let excluded: BTreeSet<usize> = takes().flat_map(|takes| takes.excluded.iter().copied()).collect();
    for (at, (template, place)) in policy.files.iter().zip(&outline.templates).enumerate() {
        if !used.contains(&at) {
            let more = if excluded.is_empty() { "" } else { ", apart from files that '!' excludes" };
            let message = format!("no file of any environment matches {}{more}", visible(&template.shown()));
            found.push(LintFinding::new(LintCode::UnusedTemplate, outline.position(*place), "files", message));
        } else if let Some(keys) = &template.keys
            && !environments.iter().any(|environment| environment.keyed.contains(&at))
        {
            let message = format!("no key of any environment is below '{}'", visible(&keys.text));
            found.push(LintFinding::new(LintCode::UnusedTemplate, outline.position(*place), "files", message));
        }
    }
    let used: BTreeSet<usize> = takes().flat_map(|takes| takes.exclusions.iter().copied()).collect();
    for (at, (template, place)) in policy.exclusions.iter().zip(&outline.exclusions).enumerate() {
        if !used.contains(&at) {
            let message = format!("'!{}' excludes no file that a template matches", visible(&template.text));
            found.push(LintFinding::new(LintCode::UnusedExclusion, outline.position(*place), "files", message));
        }
    }
}

fn empty(policy: &Policy, outline: &Outline, environment: &EnvironmentFiles<'_>, found: &mut Vec<LintFinding>) {
    let name = environment.name;
    let find = |list: &[(String, usize)]| list.iter().find(|(known, _)| known == name).map(|(_, at)| *at);
    let at = find(&outline.environments).unwrap_or_default();
    let field = format!("environments.{name}");
    if environment.paths.is_none() {
        let at = find(&outline.branches).unwrap_or(at);
        let message = format!("the branch {} of {name} does not exist", visible(environment.branch));
        found.push(LintFinding::new(LintCode::NoBranch, outline.position(at), &field, message).of(name));
    } else if environment.takes.files.is_empty() {
        let message = format!("{name} has no file on {}", visible(environment.branch));
        found.push(LintFinding::new(LintCode::EmptyEnvironment, outline.position(at), &field, message).of(name));
    } else if environment.keyed.is_empty() && policy.files.iter().all(|template| template.keys.is_some()) {
        let files = count(environment.takes.files.len(), "file");
        let message = format!("{name} has no key in its {files}");
        found.push(LintFinding::new(LintCode::EmptyEnvironment, outline.position(at), &field, message).of(name));
    }
}

/// Files of which commands refuse to decide what they are.
fn claimed_twice(
    policy: &Policy,
    outline: &Outline,
    environments: &[EnvironmentFiles<'_>],
    found: &mut Vec<LintFinding>,
) {
    for environment in environments {
        found.extend(two_names(outline, environment));
        two_claims(policy, outline, environment, found);
        two_files(outline, environment, found);
    }
}

/// The path of a file of an environment.
fn path<'p>(environment: &EnvironmentFiles<'p>, index: usize) -> &'p str {
    environment.paths.and_then(|paths| paths.get(index)).copied().unwrap_or_default()
}

/// A finding about files of an environment, at the template with an index, or at the first one.
fn about(
    outline: &Outline,
    (code, message): (LintCode, String),
    environment: &EnvironmentFiles<'_>,
    (template, files): (usize, &[usize]),
) -> LintFinding {
    let at = outline.templates.get(template).or(outline.templates.first()).copied().unwrap_or_default();
    let paths = files.iter().map(|index| path(environment, *index).to_owned()).collect();
    let finding = LintFinding::new(code, outline.position(at), "files", message).of(environment.name);
    LintFinding { paths, ..finding }
}

fn two_names(outline: &Outline, environment: &EnvironmentFiles<'_>) -> Option<LintFinding> {
    let all = &environment.takes.two_names;
    let (index, [one, other]) = all.first()?;
    let message = format!(
        "two path templates claim {}{} of {}: as {} and as {}; narrow one of them, or exclude the files with '!'",
        visible(path(environment, *index)),
        more(all.len()),
        environment.name,
        visible(one),
        visible(other)
    );
    let files: Vec<usize> = all.iter().map(|(index, _)| *index).collect();
    Some(about(outline, (LintCode::TwoNames, message), environment, (0, &files)))
}

fn two_claims(policy: &Policy, outline: &Outline, environment: &EnvironmentFiles<'_>, found: &mut Vec<LintFinding>) {
    let mut claims: BTreeMap<(usize, usize), Vec<usize>> = BTreeMap::new();
    for (index, templates) in &environment.takes.two_claims {
        claims.entry(*templates).or_default().push(*index);
    }
    let shown = |at: usize| policy.files.get(at).map(|t| visible(&t.shown()).into_owned()).unwrap_or_default();
    for ((one, other), files) in claims {
        let (file, more) = (visible(path(environment, files[0])), more(files.len()));
        let message = format!("{} claims keys of {file}{more} that {} claims, too", shown(other), shown(one));
        found.push(about(outline, (LintCode::TwoClaims, message), environment, (other, &files)));
    }
}

fn two_files(outline: &Outline, environment: &EnvironmentFiles<'_>, found: &mut Vec<LintFinding>) {
    for (logical, files) in &environment.takes.two_files {
        let shown: Vec<String> = files.iter().map(|at| visible(path(environment, *at)).into_owned()).collect();
        let message = format!(
            "in {}, {} have the logical name {}; use a capture for the part of the path that differs",
            environment.name,
            enumerate(&shown, "and"),
            visible(logical)
        );
        found.push(about(outline, (LintCode::TwoFiles, message), environment, (0, files)));
    }
}

/// Files that belong to none of the environments that match them, one finding for each set of environments.
fn contested(outline: &Outline, environments: &[EnvironmentFiles<'_>], found: &mut Vec<LintFinding>) {
    let mut names: BTreeMap<(&str, &str), Vec<&str>> = BTreeMap::new();
    for environment in environments {
        for index in &environment.takes.contested {
            names.entry((environment.branch, path(environment, *index))).or_default().push(environment.name);
        }
    }
    let mut groups: BTreeMap<Vec<&str>, Vec<String>> = BTreeMap::new();
    for ((_, path), names) in names {
        groups.entry(names).or_default().push(path.to_owned());
    }
    let first = outline.templates.first().copied().unwrap_or_default();
    for (names, paths) in groups {
        let message = format!(
            "{}{} matches {} equally well, and belongs to neither",
            visible(&paths[0]),
            more(paths.len()),
            enumerate(&names, "and")
        );
        let finding = LintFinding::new(LintCode::Contested, outline.position(first), "files", message);
        found.push(LintFinding { paths, ..finding });
    }
}

/// ` and 3 other files`
fn more(files: usize) -> String {
    if files < 2 { String::new() } else { format!(" and {}", count(files - 1, "other file")) }
}
