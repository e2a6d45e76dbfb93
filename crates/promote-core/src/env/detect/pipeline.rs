//! Environments from spellings or branches, and their pipeline.
//!
//! Code branches are often named like environments, too (`dev`, `test`), so two of one kind are required, and one that
//! is not just a development branch.

use std::collections::{BTreeMap, BTreeSet};

use super::shape::{Identity, TemplateDraft};
use super::words::{Class, Word, is_region, words};
use super::{NameLocation, Occurrence};

/// An environment before it has its final name and sources.
#[derive(Debug, Clone)]
pub(super) struct EnvironmentDraft {
    pub(super) name: String,
    pub(super) identity: Identity,
    pub(super) class: Option<Class>,
    pub(super) branch: Option<String>,
    pub(super) from: Vec<usize>,
    pub(super) seen: Vec<Occurrence>,
}

/// If two spellings of one word are next to each other (`dev`, `development`), they are two
/// environments: each becomes its own identity, everywhere.
pub(super) fn separate(drafts: &mut [TemplateDraft]) {
    let mut twice: BTreeSet<Identity> = BTreeSet::new();
    for draft in drafts.iter() {
        let mut seen: BTreeSet<&Identity> = BTreeSet::new();
        twice.extend(draft.labels.values().map(|l| &l.identity).filter(|id| !seen.insert(id)).cloned());
    }
    for (spelled, label) in drafts.iter_mut().flat_map(|draft| &mut draft.labels) {
        if twice.contains(&label.identity) {
            label.identity = (spelled.clone(), label.identity.1.clone());
        }
    }
}

/// The environments of all drafts, each named like most of its files.
pub(super) fn environments(drafts: &[TemplateDraft]) -> Vec<EnvironmentDraft> {
    let mut by_identity: BTreeMap<&Identity, EnvironmentDraft> = BTreeMap::new();
    for draft in drafts {
        for (spelled, label) in &draft.labels {
            let env = by_identity.entry(&label.identity).or_insert_with(|| EnvironmentDraft {
                name: String::new(),
                identity: label.identity.clone(),
                class: label.class,
                branch: None,
                from: Vec::new(),
                seen: Vec::new(),
            });
            let known = env.seen.iter_mut().find(|s| s.place == draft.place && s.spelled == *spelled);
            match known {
                Some(sighting) => sighting.files += label.files,
                None => env.seen.push(Occurrence {
                    place: draft.place,
                    spelled: spelled.clone(),
                    files: label.files,
                    example: label.example.clone(),
                }),
            }
        }
    }
    let mut environments: Vec<EnvironmentDraft> = by_identity.into_values().collect();
    for env in &mut environments {
        env.seen.sort_by(|a, b| (b.files, &a.spelled).cmp(&(a.files, &b.spelled)));
    }
    name_all(&mut environments);
    environments
}

/// Gives each environment a unique name that can be typed.
pub(super) fn name_all(environments: &mut [EnvironmentDraft]) {
    let mut taken: BTreeSet<String> = BTreeSet::new();
    for env in environments {
        let spelled = env.seen.first().map_or("", |s| s.spelled.as_str());
        let name = typeable(spelled);
        let free = |candidate: &String| !taken.contains(candidate);
        let numbered = (2..).map(|n| format!("{name}-{n}"));
        env.name = std::iter::once(name.clone()).chain(numbered).find(free).unwrap_or_default();
        taken.insert(env.name.clone());
    }
}

fn typeable(spelled: &str) -> String {
    let plain: String =
        spelled.chars().map(|c| if c.is_alphanumeric() || "-_.+".contains(c) { c } else { '-' }).collect();
    let plain = plain.trim_start_matches(|c: char| !c.is_alphanumeric());
    if plain.is_empty() { "env".to_owned() } else { plain.chars().take(100).collect() }
}

/// Sets the sources and sorts: each family in the order of its pipeline.
pub(super) fn arrange(mut environments: Vec<EnvironmentDraft>, most: usize) -> Vec<EnvironmentDraft> {
    environments.sort_by(|a, b| (rank(a), &a.identity.1, &a.name).cmp(&(rank(b), &b.identity.1, &b.name)));
    environments.truncate(most);
    for i in 0..environments.len() {
        environments[i].from = sources(&environments, i);
    }
    by_family(environments)
}

/// An uncommon name is placed right before production.
fn rank(env: &EnvironmentDraft) -> Class {
    env.class.unwrap_or(Class::Canary)
}

fn sources(all: &[EnvironmentDraft], i: usize) -> Vec<usize> {
    let env = &all[i];
    let mut family = env.identity.1.as_str();
    loop {
        let found = below(all, env, |other| other.identity.1 == family);
        if !found.is_empty() {
            return found;
        }
        if family.is_empty() {
            break;
        }
        family = family.rsplit_once('-').map_or("", |(above, _)| above);
    }
    // A single production above `dev-eu` and `dev-us` has both as sources.
    if env.identity.1.is_empty() {
        return below(all, env, |other| is_place(&other.identity.1) && !has_above(all, other));
    }
    Vec::new()
}

/// The highest environments below `env` among those accepted by `of`; environments of the main pipeline first.
fn below(all: &[EnvironmentDraft], env: &EnvironmentDraft, of: impl Fn(&EnvironmentDraft) -> bool) -> Vec<usize> {
    for fed in [true, false] {
        let lower = |other: &EnvironmentDraft| {
            rank(other) < rank(env) && of(other) && other.class.is_some_and(|c| c.feeds() == fed)
        };
        let Some(highest) = all.iter().filter(|other| lower(other)).map(rank).max() else { continue };
        if !fed && highest != Class::Sandbox {
            continue;
        }
        return (0..all.len()).filter(|j| lower(&all[*j]) && rank(&all[*j]) == highest).collect();
    }
    Vec::new()
}

fn has_above(all: &[EnvironmentDraft], env: &EnvironmentDraft) -> bool {
    all.iter().any(|other| other.identity.1 == env.identity.1 && rank(other) > rank(env))
}

/// Whether the variant is a region or a number, not the stem of a family.
fn is_place(variant: &str) -> bool {
    let part = |t: &str| is_region(t) || t.chars().all(|c| c.is_ascii_digit());
    !variant.is_empty() && variant.split('-').all(part)
}

/// Sorts families one after the other, each in pipeline order.
fn by_family(environments: Vec<EnvironmentDraft>) -> Vec<EnvironmentDraft> {
    // The first member of the connected family of each environment.
    let mut root: Vec<usize> = (0..environments.len()).collect();
    for (i, env) in environments.iter().enumerate() {
        for source in &env.from {
            let (a, b) = (root[i].min(root[*source]), root[i].max(root[*source]));
            root.iter_mut().filter(|r| **r == b).for_each(|r| *r = a);
        }
    }
    let mut order: Vec<usize> = (0..environments.len()).collect();
    order.sort_by_key(|i| (root[*i], *i));
    let mut place = vec![0; order.len()];
    for (new, old) in order.iter().enumerate() {
        place[*old] = new;
    }
    let mut sorted: Vec<EnvironmentDraft> = order.into_iter().map(|i| environments[i].clone()).collect();
    for env in &mut sorted {
        env.from = env.from.iter().map(|i| place[*i]).collect();
        env.from.sort_unstable();
    }
    sorted
}

/// Environments without files, from branches.
pub(super) fn of_branches(branches: Vec<EnvironmentBranch>) -> Vec<EnvironmentDraft> {
    let env = |branch: EnvironmentBranch| EnvironmentDraft {
        name: String::new(),
        identity: (branch.word.canonical.to_owned(), branch.word.variant),
        class: Some(branch.word.class),
        branch: Some(branch.name.clone()),
        from: Vec::new(),
        seen: vec![Occurrence { place: NameLocation::Branch, spelled: branch.spelled, files: 0, example: branch.name }],
    };
    let mut environments: Vec<EnvironmentDraft> = branches.into_iter().map(env).collect();
    name_all(&mut environments);
    environments
}

/// Folders of short-lived branches.
const PASSING: &[&str] = &[
    "feature",
    "feat",
    "fix",
    "bugfix",
    "hotfix",
    "chore",
    "dependabot",
    "renovate",
    "users",
    "user",
    "wip",
    "pr",
    "promotions",
];

/// A branch that is an environment.
#[derive(Debug, Clone)]
pub(super) struct EnvironmentBranch {
    pub(super) name: String,
    pub(super) spelled: String,
    pub(super) word: Word,
}

/// The largest group of branches with the same text before the word.
pub(super) fn find_branches(names: &[&str]) -> Vec<EnvironmentBranch> {
    let mut companies: BTreeMap<&str, Vec<EnvironmentBranch>> = BTreeMap::new();
    for name in names {
        let leaf = name.rfind('/').map_or(0, |slash| slash + 1);
        if name.split('/').next().is_some_and(|folder| leaf > 0 && PASSING.contains(&folder)) {
            continue;
        }
        // The word must reach to the end: `staging-fix-login` is a topic branch.
        let ends = words(&name[leaf..]).into_iter().find(|w| leaf + w.span.end == name.len() && !w.embedded);
        let Some(word) = ends else { continue };
        let start = leaf + word.span.start;
        let branch = EnvironmentBranch { name: (*name).to_owned(), spelled: name[start..].to_owned(), word };
        companies.entry(&name[..start]).or_default().push(branch);
    }
    companies.retain(|_, company| is_company(company));
    companies.into_values().max_by_key(Vec::len).unwrap_or_default()
}

fn is_company(branches: &[EnvironmentBranch]) -> bool {
    let first = branches.first().map(|b| b.word.canonical);
    branches.iter().any(|b| Some(b.word.canonical) != first)
        && branches.iter().any(|b| b.word.class.is_strong() && b.word.class != Class::Dev)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(names: &[&str]) -> Vec<String> {
        find_branches(names).into_iter().map(|b| b.name).collect()
    }

    #[test]
    fn two_branches_of_one_kind_are_environments() {
        assert_eq!(found(&["main", "env/staging", "env/production"]), ["env/staging", "env/production"]);
        assert_eq!(found(&["dev", "main", "staging"]), ["dev", "staging"]);
        assert_eq!(found(&["deploy-prod", "deploy-qa", "main"]), ["deploy-prod", "deploy-qa"]);
    }

    #[test]
    fn ordinary_branches_are_not_environments() {
        assert!(found(&["main", "develop", "master"]).is_empty());
        assert!(found(&["main", "dev", "develop"]).is_empty());
        assert!(found(&["main", "dev", "test"]).is_empty());
        assert!(found(&["feature/staging", "feature/prod", "staging-fix", "staging"]).is_empty());
        assert!(found(&["env/staging", "prod"]).is_empty());
    }
}
