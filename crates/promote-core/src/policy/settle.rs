//! A proposal that is known to load: it is read as a policy and tried on the files before it is offered.

use std::collections::BTreeSet;

use super::coverage::Coverage;
use super::read;
use super::trial::{Layout, Trial};
use crate::env::detect::{Detection, FoundTemplate};

/// How often templates that conflict are removed.
const MOST_ROUNDS: usize = 32;

/// A proposal that loads.
#[derive(Debug)]
pub struct Settled {
    /// What it consists of, with the files that each template takes.
    pub found: Detection,
    /// What it takes of the files.
    pub coverage: Coverage,
    /// Its environments, to look up paths; none without a proposal.
    pub layout: Option<Layout>,
    /// The templates of each file.
    pub trial: Trial,
    /// Templates that were left out, because the proposal would not load with them.
    pub conflicting: Vec<String>,
}

/// Removes the templates with which the proposal would not load, or give one file two names. The paths are sorted.
pub fn settle(mut found: Detection, paths: &[&str]) -> Settled {
    let mut conflicting = Vec::new();
    for _ in 0..MOST_ROUNDS {
        let Some(text) = found.proposal() else { break };
        let Ok(policy) = read(text.as_bytes()) else {
            remove(&mut found, &unloadable, &mut conflicting);
            continue;
        };
        let layout = Layout::new(&policy);
        let trial = layout.attempt(paths);
        let twice = losers(&found, &trial);
        if !twice.is_empty() {
            remove(&mut found, &|_| twice.clone(), &mut conflicting);
            continue;
        }
        if found.files.iter().all(|file| file.example.is_some()) {
            count(&mut found, &trial);
        }
        let coverage = Coverage::new(&found, &trial, paths);
        return Settled { found, coverage, layout: Some(layout), trial, conflicting };
    }
    found.files.clear();
    Settled { found, coverage: Coverage::default(), layout: None, trial: Trial::default(), conflicting }
}

/// Removes some of the templates.
fn remove(found: &mut Detection, which: &dyn Fn(&Detection) -> BTreeSet<usize>, removed: &mut Vec<String>) {
    let which = which(found);
    let mut i = 0;
    found.files.retain(|file| {
        let stays = !which.contains(&i);
        if !stays {
            removed.push(file.template.clone());
        }
        i += 1;
        stays
    });
}

/// The templates with which the proposal does not load together with those that come before; all if it never does.
fn unloadable(found: &Detection) -> BTreeSet<usize> {
    let mut trial = Detection { files: Vec::new(), ..found.clone() };
    let mut out = BTreeSet::new();
    for (i, file) in found.files.iter().enumerate() {
        trial.files.push(file.clone());
        if trial.proposal().is_none_or(|text| read(text.as_bytes()).is_err()) {
            trial.files.pop();
            out.insert(i);
        }
    }
    out
}

/// Of two templates that give one file two names, the one with fewer files.
fn losers(found: &Detection, trial: &Trial) -> BTreeSet<usize> {
    let files = |i: usize| found.files.get(i).map_or(0, |file: &FoundTemplate| file.files);
    trial.twice.iter().map(|(a, b)| if files(*a) < files(*b) { *a } else { *b }).collect()
}

/// Sets the numbers of files to those that the templates take.
fn count(found: &mut Detection, trial: &Trial) {
    for (i, file) in found.files.iter_mut().enumerate() {
        file.files = trial.templates.iter().filter(|templates| templates.contains(&i)).count();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::env::detect::find;
    use crate::policy::coverage::LeftOutReason;

    const PATHS: &[&str] = &[
        ".github/workflows/ci.yaml",
        "apps/a/base/x.yaml",
        "apps/a/overlays/dev/x.yaml",
        "apps/a/overlays/prod/x.yaml",
        "apps/b/prod.yaml",
        "lib/x.rs",
        "other/x.yaml",
    ];

    #[test]
    fn files_that_are_left_out_have_a_reason() {
        let settled = settle(find(PATHS, &[]), PATHS);
        let coverage = settled.coverage;
        assert_eq!((coverage.taken, coverage.configuration), (2, 5));
        let left: Vec<(&str, usize, LeftOutReason)> =
            coverage.left_out.iter().map(|l| (l.directory.as_str(), l.files, l.why)).collect();
        assert_eq!(
            left,
            [
                ("apps/a", 1, LeftOutReason::ForAll),
                ("apps/b", 1, LeftOutReason::Alone),
                ("other", 1, LeftOutReason::NoEnvironment),
            ]
        );
        assert!(settled.conflicting.is_empty());
        assert!(settled.layout.is_some());
    }

    #[test]
    fn templates_that_conflict_are_left_out() {
        let mut found = find(PATHS, &[]);
        let (template, files) = ("apps/{app}/{part}/{env}/x.yaml".to_owned(), 1);
        found.files.push(FoundTemplate { template, files, ..found.files[0].clone() });
        let bad = FoundTemplate { template: "apps/{".to_owned(), ..found.files[0].clone() };
        found.files.insert(0, bad);
        let settled = settle(found, PATHS);
        assert_eq!(settled.conflicting, ["apps/{"]);
        assert_eq!(settled.found.files.len(), 2);
        assert_eq!(settled.coverage.taken, 2);
    }
}
