//! What the parts of the policy are to each other: names that must exist, branches that must differ.

use std::collections::{BTreeSet, HashMap};

use super::environments::Draft;
use super::fields::listed;
use super::files::Files;
use super::names::name_problem;
use super::notes::{Notes, shown};
use super::{Placed, graph, keys, places};

/// Judges what could be read; a part that could not is `None` and judged by nobody.
pub(super) fn check(notes: &mut Notes, files: Option<&Files>, drafts: Option<&[Draft]>, ledger: &Placed<String>) {
    let Some(drafts) = drafts else { return };
    let names: Vec<&str> = drafts.iter().map(|d| d.name.value.as_str()).collect();
    graph::check(notes, drafts, &names);
    branches(notes, drafts, ledger);
    if let Some(files) = files {
        spelled(notes, files, &names);
        if files.whole {
            captures(notes, files, drafts);
            if names.iter().all(|name| name_problem(name).is_none()) {
                keys::check(notes, files, drafts);
                places::check(notes, files, drafts);
            }
        }
    }
}

/// The keys of `env:` are environments.
fn spelled(notes: &mut Notes, files: &Files, names: &[&str]) {
    for key in files.spelled.iter().filter(|key| !names.contains(&key.value.as_str())) {
        unknown_environment(notes, key, names);
    }
}

pub(super) fn unknown_environment(notes: &mut Notes, name: &Placed<String>, names: &[&str]) {
    let unknown = shown(&name.value);
    let message = match notes.nearest(&name.value, names) {
        Some(near) => format!("unknown environment '{unknown}'; did you mean '{}'?", shown(near)),
        None => format!("unknown environment '{unknown}'"),
    };
    notes.add(name.at, message);
}

/// The keys of `with:` are captures of some template.
fn captures(notes: &mut Notes, files: &Files, drafts: &[Draft]) {
    let templates = files.templates.iter().chain(&files.exclusions);
    let captures: BTreeSet<&str> = templates.flat_map(|t| t.value.captures()).collect();
    let captures: Vec<&str> = captures.into_iter().collect();
    for (key, _) in drafts.iter().flat_map(|d| &d.with).filter(|(key, _)| !captures.contains(&key.value.as_str())) {
        let name = shown(&key.value);
        let message = match notes.nearest(&key.value, &captures) {
            Some(near) => format!("no path template has {{{name}}}; did you mean '{near}'?"),
            None if captures.is_empty() => format!("no path template has {{{name}}}"),
            None => format!("no path template has {{{name}}}; there are {}", listed(&captures)),
        };
        notes.add(key.at, message);
    }
}

/// The ledger is nobody's branch, and no branch lies below another: `a` and `a/b` cannot both be.
fn branches(notes: &mut Notes, drafts: &[Draft], ledger: &Placed<String>) {
    let mut first: HashMap<&str, usize> = HashMap::new();
    for branch in drafts.iter().filter_map(|d| d.branch.as_ref()) {
        if branch.value == ledger.value {
            let name = shown(&branch.value);
            notes.add(branch.at, format!("'{name}' is the ledger's branch; name another with 'ledger', or here"));
        }
        first.entry(branch.value.as_str()).or_insert(branch.at);
    }
    first.entry(&ledger.value).or_insert(ledger.at);
    for (name, at) in &first {
        for (slash, _) in name.match_indices('/') {
            let Some(above) = first.get_key_value(&name[..slash]) else { continue };
            let (low, high) = (shown(name), shown(above.0));
            notes.add(*at, format!("git cannot hold a branch '{low}' beside a branch '{high}'"));
        }
    }
}
