//! How much two directories have in common: the same relative paths, with their own names replaced.

use std::collections::{HashMap, HashSet};

use super::tree::{Tree, searched, split};

/// Files that every directory of a kind of repository contains; they are no evidence.
const EVERYWHERE: &[&str] =
    &["kustomization.yaml", "kustomization.yml", "README.md", ".gitkeep", "OWNERS", "Chart.yaml", "main.tf"];
/// The share of the smaller directory that both must have.
const LEAST_SHARE: f64 = 0.3;

/// So many files in common are several.
const SEVERAL: usize = 3;

/// Whether a relative path is evidence that two directories are of one kind.
pub(super) fn is_telling(path: &str) -> bool {
    !EVERYWHERE.contains(&split(path).1)
}

fn is_configuration(path: &str) -> bool {
    searched(split(path).1).is_some()
}

/// The relative paths below a directory, with its own name replaced.
pub(super) fn names(tree: &Tree, dir: &str) -> HashSet<String> {
    let own = split(dir).1;
    tree.below(dir).iter().map(|path| relative(dir, own, path)).collect()
}

fn relative(dir: &str, own: &str, path: &str) -> String {
    path[dir.len() + 1..].replace(own, "{env}")
}

/// Whether two directories have files in common that are evidence, and not only few of their files.
pub(super) fn overlap(tree: &Tree, a: &str, b: &str) -> bool {
    let (a, b) = (names(tree, a), names(tree, b));
    let common: Vec<&String> = a.intersection(&b).collect();
    let smaller = a.len().min(b.len()) as f64;
    common.iter().any(|path| is_telling(path) && is_configuration(path)) && common.len() as f64 >= LEAST_SHARE * smaller
}

/// For each directory, whether it shares files with at least one of the others.
pub(super) fn shared(tree: &Tree, dirs: &[String]) -> Vec<bool> {
    let all: Vec<HashSet<String>> = dirs.iter().map(|dir| names(tree, dir)).collect();
    let mut holders: HashMap<&str, usize> = HashMap::new();
    for path in all.iter().flatten() {
        *holders.entry(path).or_default() += 1;
    }
    let twice = |path: &&String| holders.get(path.as_str()).is_some_and(|count| *count > 1);
    let one = |paths: &HashSet<String>| {
        let common: Vec<&String> = paths.iter().filter(twice).collect();
        let few = paths.iter().all(|path| !is_telling(path));
        (few || common.iter().any(|path| is_telling(path))) && common.len() as f64 > LEAST_SHARE * paths.len() as f64
    };
    all.iter().map(one).collect()
}

/// The number of files that directories have in common, if each of them shares enough with another one: several files
/// that are evidence, in directories too, and most of its files.
pub(super) fn common(tree: &Tree, dirs: &[String]) -> Option<usize> {
    let all: Vec<HashSet<String>> = dirs.iter().map(|dir| names(tree, dir)).collect();
    let mut holders: HashMap<&str, usize> = HashMap::new();
    for path in all.iter().flatten() {
        *holders.entry(path).or_default() += 1;
    }
    let mut files = 0;
    for paths in &all {
        let shared: Vec<&String> =
            paths.iter().filter(|path| holders.get(path.as_str()).is_some_and(|count| *count > 1)).collect();
        let telling = shared.iter().filter(|path| is_telling(path) && is_configuration(path));
        let deep = telling.clone().filter(|path| path.contains('/')).count();
        if telling.count() < SEVERAL || deep == 0 || shared.len() * 2 < paths.len() {
            return None;
        }
        files += shared.len();
    }
    Some(files)
}
