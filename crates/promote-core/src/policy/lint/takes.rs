//! The files that an environment takes, and those that it cannot take because two templates claim them.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::env::layout::{AcceptedFile, Bindings, Matcher};
use crate::policy::{Environment, Policy};

/// The files of one environment among the files of its branch.
#[derive(Debug, Default)]
pub struct Takes {
    /// The files that it takes, in the order of the paths.
    pub files: Vec<TakenFile>,
    /// The files that an exclusion excludes, by index.
    pub excluded: Vec<usize>,
    /// The templates that match a file of this environment.
    pub(super) templates: BTreeSet<usize>,
    /// The exclusions that exclude a file that a template matches.
    pub(super) exclusions: BTreeSet<usize>,
    /// Files with two logical names.
    pub(super) two_names: Vec<(usize, [String; 2])>,
    /// Files of which two templates claim the same keys, with these templates.
    pub(super) two_claims: Vec<(usize, (usize, usize))>,
    /// Files with the same logical name.
    pub(super) two_files: Vec<(String, Vec<usize>)>,
    /// Files that another environment matches as well, so that they belong to neither.
    pub(super) contested: Vec<usize>,
}

/// A file that an environment takes.
#[derive(Debug, Clone)]
pub struct TakenFile {
    /// The index of the path.
    pub index: usize,
    /// The logical name.
    pub logical: String,
    /// How it was accepted.
    pub accepted: AcceptedFile,
}

/// The files that an environment takes from these paths, which are sorted. `same_branch` tells whether another
/// environment is on the same branch. Also returns the matcher of the environment.
pub fn takes(
    policy: &Policy,
    environment: &Environment,
    same_branch: &dyn Fn(&Environment) -> bool,
    paths: &[&str],
) -> (Takes, Matcher) {
    let bind = |e: &Environment| Bindings { name: e.name.clone(), with: e.with.clone() };
    let others = policy.environments.iter().filter(|other| other.name != environment.name && same_branch(other));
    let (bindings, rivals) = (bind(environment), others.map(bind).collect::<Vec<_>>());
    let matcher = |exclusions| Matcher::new(&policy.files, exclusions, &bindings, &rivals, &[]);
    let (open, closed) = (matcher(&[]), matcher(&policy.exclusions));
    let mut takes = Takes::default();
    let mut found: BTreeMap<usize, Vec<(String, AcceptedFile)>> = BTreeMap::new();
    for file in open.survey(paths) {
        let by = closed.excluded_by(paths[file.index]);
        if by.is_empty() {
            takes.templates.extend(&file.templates);
            match file.accepted {
                Some(accepted) => found.entry(file.index).or_default().push((file.logical, accepted)),
                None if file.contested => takes.contested.push(file.index),
                None => {}
            }
        } else if file.accepted.is_some() {
            takes.excluded.push(file.index);
            takes.exclusions.extend(by);
        }
    }
    takes.excluded.dedup();
    takes.contested.dedup();
    for (index, mut names) in found {
        names.dedup_by(|(a, _), (b, _)| a == b);
        let second = names.get(1).map(|(name, _)| name.clone());
        let Some((logical, accepted)) = names.into_iter().next() else { continue };
        if let Some(second) = second {
            takes.two_names.push((index, [logical.clone(), second]));
        }
        takes.two_claims.extend(accepted.clash.map(|clash| (index, clash)));
        takes.files.push(TakenFile { index, logical, accepted });
    }
    takes.two_files = two_files(&takes.files);
    (takes, closed)
}

fn two_files(files: &[TakenFile]) -> Vec<(String, Vec<usize>)> {
    let mut first: HashMap<&str, usize> = HashMap::with_capacity(files.len());
    let mut alike: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for file in files {
        match first.get(file.logical.as_str()) {
            Some(earlier) => alike.entry(&file.logical).or_insert_with(|| vec![*earlier]).push(file.index),
            None => {
                first.insert(&file.logical, file.index);
            }
        }
    }
    alike.into_iter().map(|(name, files)| (name.to_owned(), files)).collect()
}
