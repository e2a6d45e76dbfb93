//! Checks between parts of the policy: names that must exist, branches that must differ, cycles of the pipeline.

use std::collections::{BTreeSet, HashMap};

use super::diagnostics::{Diagnostics, shown};
use super::environments::{EnvironmentDraft, unknown_environment};
use super::fields::listed;
use super::files::FilesDraft;
use super::names::name_problem;
use super::{Located, overlaps, places};

/// Checks the parts that could be parsed; a part that could not is `None`.
pub(super) fn check(
    notes: &mut Diagnostics,
    files: Option<&FilesDraft>,
    drafts: Option<&[EnvironmentDraft]>,
    ledger: &Located<String>,
) {
    let Some(drafts) = drafts else { return };
    let names: Vec<&str> = drafts.iter().map(|d| d.name.value.as_str()).collect();
    graph(notes, drafts, &names);
    branches(notes, drafts, ledger);
    if let Some(files) = files {
        spelled(notes, files, &names);
        if files.whole {
            captures(notes, files, drafts);
            if names.iter().all(|name| name_problem(name).is_none()) {
                places::check_keys(notes, files, drafts);
                places::check(notes, files, drafts);
                overlaps::check(notes, files, drafts);
            }
        }
    }
}

/// The keys of `env:` must be environments.
fn spelled(notes: &mut Diagnostics, files: &FilesDraft, names: &[&str]) {
    for key in files.spelled.iter().filter(|key| !names.contains(&key.value.as_str())) {
        unknown_environment(notes, key, names);
    }
}

/// The keys of `with:` must be captures of a template.
fn captures(notes: &mut Diagnostics, files: &FilesDraft, drafts: &[EnvironmentDraft]) {
    let templates = files.templates.iter().chain(&files.exclusions);
    let captures: BTreeSet<&str> = templates.flat_map(|t| t.value.captures()).collect();
    let captures: Vec<&str> = captures.into_iter().collect();
    for (key, _) in drafts.iter().flat_map(|d| &d.with).filter(|(key, _)| !captures.contains(&key.value.as_str())) {
        let name = shown(&key.value);
        let message = match notes.nearest(&key.value, &captures) {
            Some(near) => format!("no path template has {{{name}}}; did you mean '{near}'?"),
            None if captures.is_empty() => format!("no path template has {{{name}}}"),
            None => format!("no path template has {{{name}}}; the captures are {}", listed(&captures)),
        };
        notes.add(key.at, message);
    }
}

/// The ledger must not be the branch of an environment, and git cannot have both `a` and `a/b`.
fn branches(notes: &mut Diagnostics, drafts: &[EnvironmentDraft], ledger: &Located<String>) {
    let mut first: HashMap<&str, usize> = HashMap::new();
    for branch in drafts.iter().filter_map(|d| d.branch.as_ref()) {
        if branch.value == ledger.value {
            let name = shown(&branch.value);
            notes
                .add(branch.at, format!("'{name}' is the ledger's branch; choose another branch here or for 'ledger'"));
        }
        first.entry(branch.value.as_str()).or_insert(branch.at);
    }
    first.entry(&ledger.value).or_insert(ledger.at);
    for (name, at) in &first {
        for (slash, _) in name.match_indices('/') {
            let Some(above) = first.get_key_value(&name[..slash]) else { continue };
            let (low, high) = (shown(name), shown(above.0));
            notes.add(*at, format!("git cannot have both a branch '{low}' and a branch '{high}'"));
        }
    }
}

/// `from:` must name known environments, without cycles.
fn graph(notes: &mut Diagnostics, drafts: &[EnvironmentDraft], names: &[&str]) {
    let mut index: HashMap<&str, usize> = HashMap::new();
    for (i, name) in names.iter().enumerate() {
        index.insert(name, i);
    }
    // The sources of each environment, with their places.
    let mut edges: Vec<Vec<(usize, usize)>> = Vec::with_capacity(drafts.len());
    for (i, draft) in drafts.iter().enumerate() {
        let mut sources = Vec::new();
        for from in &draft.from {
            match index.get(from.value.as_str()) {
                Some(source) if *source == i => {
                    notes.add(from.at, format!("'{}' cannot be promoted into itself", shown(&from.value)));
                }
                Some(source) => sources.push((*source, from.at)),
                None => unknown_environment(notes, from, names),
            }
        }
        edges.push(sources);
    }
    for (at, circle) in circles(&edges) {
        let mut way: Vec<String> = circle.iter().map(|i| shown(names[*i])).collect();
        way.extend(circle.first().map(|i| shown(names[*i])));
        notes.add(at, format!("the pipeline has a cycle: {}", way.join(" <- ")));
    }
}

/// The maximum number of cycles that are reported; further ones share edges with these.
const MOST_CIRCLES: usize = 20;

/// One cycle for each edge that closes one, in a walk from the first environment on. The walk keeps its own stack: a
/// pipeline may be longer than the thread's stack is deep.
fn circles(edges: &[Vec<(usize, usize)>]) -> Vec<(usize, Vec<usize>)> {
    let mut found = Vec::new();
    let mut done = vec![false; edges.len()];
    let mut on_way = vec![false; edges.len()];
    for start in 0..edges.len() {
        let mut way: Vec<(usize, usize)> = vec![(start, 0)];
        while let Some((node, next)) = way.last_mut() {
            let node = *node;
            let edge = if done[node] { None } else { edges[node].get(*next) };
            *next += 1;
            on_way[node] = edge.is_some();
            match edge {
                None => {
                    done[node] = true;
                    way.pop();
                }
                Some(_) if found.len() == MOST_CIRCLES => return found,
                Some((source, at)) if on_way[*source] => {
                    let circle = way.iter().map(|(n, _)| *n).skip_while(|n| n != source).collect();
                    found.push((*at, circle));
                }
                Some((source, _)) => way.push((*source, 0)),
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ways(edges: &[&[usize]]) -> Vec<Vec<usize>> {
        let edges: Vec<Vec<(usize, usize)>> = edges.iter().map(|e| e.iter().map(|n| (*n, 0)).collect()).collect();
        circles(&edges).into_iter().map(|(_, way)| way).collect()
    }

    #[test]
    fn cycles_are_found_once() {
        assert_eq!(ways(&[&[], &[0], &[1, 0]]), Vec::<Vec<usize>>::new());
        assert_eq!(ways(&[&[2], &[0], &[1]]), [[0, 2, 1]]);
        assert_eq!(ways(&[&[], &[2], &[1]]), [[1, 2]]);
    }

    #[test]
    fn a_diamond_is_not_a_cycle() {
        assert_eq!(ways(&[&[], &[0], &[0], &[1, 2]]), Vec::<Vec<usize>>::new());
    }
}
