//! Branches that are environments.
//!
//! Code branches are often named like environments, too (`dev`, `test`), so two of one kind are required, and one that
//! is not just a development branch.

use std::collections::{BTreeMap, BTreeSet};

use super::evidence::Evidence;
use super::pipeline::{EnvironmentDraft, name_all};
use super::words::{Class, Word, words};
use super::{NameLocation, Occurrence};

/// Environments without files, from branches.
pub(super) fn of_branches(branches: Vec<EnvironmentBranch>) -> Vec<EnvironmentDraft> {
    let env = |branch: EnvironmentBranch| EnvironmentDraft {
        name: String::new(),
        identity: (branch.word.canonical.to_owned(), branch.word.variant),
        class: Some(branch.word.class),
        branch: Some(branch.name.clone()),
        evidence: Evidence::Word,
        from: Vec::new(),
        order: None,
        places: BTreeSet::new(),
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
