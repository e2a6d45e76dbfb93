//! Branches that are environments. Ordinary branches of code have such names, too (`dev`, `test`),
//! so it takes two of one kind, and one that says more than that somebody develops.

use std::collections::BTreeMap;

use super::words::{Class, Word, words};

/// Folders of branches that come and go.
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
pub(super) struct Branch {
    pub(super) name: String,
    pub(super) spelled: String,
    pub(super) word: Word,
}

/// The largest company of branches with the same text before the word.
pub(super) fn find(names: &[&str]) -> Vec<Branch> {
    let mut companies: BTreeMap<&str, Vec<Branch>> = BTreeMap::new();
    for name in names {
        let leaf = name.rfind('/').map_or(0, |slash| slash + 1);
        if name.split('/').next().is_some_and(|folder| leaf > 0 && PASSING.contains(&folder)) {
            continue;
        }
        // The word must reach to the end: `staging-fix-login` is somebody's work.
        let ends = words(&name[leaf..]).into_iter().find(|w| leaf + w.span.end == name.len() && !w.embedded);
        let Some(word) = ends else { continue };
        let start = leaf + word.span.start;
        let branch = Branch { name: (*name).to_owned(), spelled: name[start..].to_owned(), word };
        companies.entry(&name[..start]).or_default().push(branch);
    }
    companies.retain(|_, company| is_company(company));
    companies.into_values().max_by_key(Vec::len).unwrap_or_default()
}

fn is_company(branches: &[Branch]) -> bool {
    let first = branches.first().map(|b| b.word.canonical);
    branches.iter().any(|b| Some(b.word.canonical) != first)
        && branches.iter().any(|b| b.word.class.is_strong() && b.word.class != Class::Dev)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(names: &[&str]) -> Vec<String> {
        find(names).into_iter().map(|b| b.name).collect()
    }

    #[test]
    fn two_of_one_kind() {
        assert_eq!(found(&["main", "env/staging", "env/production"]), ["env/staging", "env/production"]);
        assert_eq!(found(&["dev", "main", "staging"]), ["dev", "staging"]);
        assert_eq!(found(&["deploy-prod", "deploy-qa", "main"]), ["deploy-prod", "deploy-qa"]);
    }

    #[test]
    fn ordinary_branches_are_no_environments() {
        assert!(found(&["main", "develop", "master"]).is_empty());
        assert!(found(&["main", "dev", "develop"]).is_empty());
        assert!(found(&["main", "dev", "test"]).is_empty());
        assert!(found(&["feature/staging", "feature/prod", "staging-fix", "staging"]).is_empty());
        assert!(found(&["env/staging", "prod"]).is_empty());
    }
}
