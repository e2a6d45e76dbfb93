//! From the text of `promote.yaml` to a [`Policy`], with every mistake in it.
//!
//! The text becomes a tree with places (the same reader as for configuration), the tree becomes
//! drafts that remember their places (`files`, `environments`), and the drafts are compared with
//! each other (`whole`). Nothing stops at the first mistake; what depends on a part that could not
//! be read is not judged, so that one slip of the pen is one message.

mod approvals;
mod attestations;
mod calendar;
mod checks;
mod environments;
mod fields;
mod files;
mod graph;
mod keys;
mod lists;
mod names;
mod notes;
mod places;
mod signers;
mod syntax;
mod whole;

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, HashSet};

use super::{DEFAULT_LEDGER, Policy};
use promote_format::{Data, Node};
use promote_model::{Pattern, Step};

use environments::Draft;
use fields::{Fields, Level};
use notes::Notes;

use names::branch_problem;

/// One thing that is wrong with `promote.yaml`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("promote.yaml:{line}:{column}: {message}")]
pub struct Mistake {
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
    /// What is wrong, in one sentence without a period, with the nearest known name where one is near.
    pub message: String,
}

/// A larger `promote.yaml` is refused, in bytes (1 MiB).
const MAX_BYTES: usize = 1 << 20;
/// The longest list or map that is accepted anywhere in it.
const MAX_ITEMS: usize = 1_000;

/// Something that was read, and the byte where it stands.
#[derive(Debug, Clone)]
struct Placed<T> {
    value: T,
    at: usize,
}

/// Reads `promote.yaml`.
///
/// # Errors
/// All the mistakes in it, in the order of the text; never an empty list.
pub fn read(bytes: &[u8]) -> Result<Policy, Vec<Mistake>> {
    let root = syntax::root(bytes).map_err(|mistake| vec![mistake])?;
    // The reader has checked that this is UTF-8.
    let text = String::from_utf8_lossy(bytes);
    let mut notes = Notes::new(&text);
    let policy = policy(&mut notes, &root);
    let mistakes = notes.into_mistakes();
    match policy {
        Some(policy) if mistakes.is_empty() => Ok(policy),
        _ if mistakes.is_empty() => {
            Err(vec![Mistake { line: 1, column: 1, message: "the policy cannot be read".to_owned() }])
        }
        _ => Err(mistakes),
    }
}

/// What is left where something is missing is noted; then there is no policy.
fn policy(notes: &mut Notes, root: &Node) -> Option<Policy> {
    if !version(notes, root) {
        return None;
    }
    let fields = Fields::read(notes, root, Level::Policy)?;
    let files = files::read(notes, &fields);
    let environments = environments::read(notes, &fields);
    let flags = fields.get("flags").map_or_else(Vec::new, |node| patterns(notes, node));
    let secrets = fields.get("secrets").map_or_else(Vec::new, |node| patterns(notes, node));
    let lists = lists::read(notes, &fields);
    let ledger = ledger(notes, &fields);
    let remote = fields.get("remote").and_then(|node| remote(notes, node));
    let own = fields.get("policy").and_then(|node| environments::of_the_policy(notes, node));
    let groups = approvals::groups(notes, &fields);
    let signers = signers::read(notes, &fields);
    for draft in environments.iter().flatten() {
        draft.check(notes, &groups, &signers);
    }
    if let Some(own) = &own {
        own.check(notes, &groups, &signers);
    }
    whole::check(notes, files.as_ref(), environments.as_deref(), &ledger);
    let names: Option<Vec<&str>> =
        environments.as_ref().map(|drafts| drafts.iter().map(|draft| draft.name.value.as_str()).collect());
    let checks = checks::read(notes, &fields, names.as_deref());
    let (files, environments) = (files?, environments?);
    Some(Policy {
        checks,
        schemas: BTreeMap::new(),
        files: files.templates.into_iter().map(|t| t.value).collect(),
        exclusions: files.exclusions.into_iter().map(|t| t.value).collect(),
        environments: environments.into_iter().map(Draft::finish).collect(),
        flags,
        secrets,
        lists,
        groups,
        signers,
        ledger: ledger.value,
        own: own.map(approvals::Draft::finish),
        remote,
    })
}

/// Whether the rest may be judged: a later version has fields and rules that are not ours to judge.
fn version(notes: &mut Notes, root: &Node) -> bool {
    let Some(node) = root.child(&Step::Name("version".to_owned())) else {
        if let Data::Map(_) = root.data {
            notes.add(root.span().start, "'version' is missing; this format is 'version: 1'");
        }
        return true;
    };
    match notes::number(node) {
        Some("1") => true,
        Some(other) => {
            let other = notes::shown(other);
            notes
                .add(node.span().start, format!("version {other} is not known to this version of promote; it reads 1"));
            false
        }
        None => {
            notes.wrong_type(node, "the number 1");
            true
        }
    }
}

fn ledger(notes: &mut Notes, fields: &Fields) -> Placed<String> {
    let node = fields.get("ledger");
    let name = node.and_then(|node| {
        let name = notes.text(node, "the name of a branch")?;
        match branch_problem(name) {
            None => Some(name.to_owned()),
            Some(problem) => {
                notes.add(node.span().start, format!("'{}' cannot be a branch: {problem}", notes::shown(name)));
                None
            }
        }
    });
    let at = node.map_or(fields.at(), |node| node.span().start);
    Placed { value: name.unwrap_or_else(|| DEFAULT_LEDGER.to_owned()), at }
}

/// The name of a remote: what `git remote add` takes, and no address.
fn remote(notes: &mut Notes, node: &Node) -> Option<String> {
    let name = notes.text(node, "the name of a remote, like 'origin'")?;
    let problem = match name {
        n if n.contains(':') || n.contains("//") => {
            Some("it is an address; give the name that clones know it by".to_owned())
        }
        n => branch_problem(n),
    };
    match problem {
        None => Some(name.to_owned()),
        Some(problem) => {
            notes.add(node.span().start, format!("'{}' cannot be a remote: {problem}", notes::shown(name)));
            None
        }
    }
}

fn patterns(notes: &mut Notes, node: &Node) -> Vec<Pattern> {
    let mut patterns: Vec<Pattern> = Vec::new();
    let mut seen = HashSet::new();
    for item in notes.list(node, "a list of patterns") {
        let Some(pattern) = notes.pattern(item) else { continue };
        if seen.insert(pattern.text().to_owned()) {
            patterns.push(pattern);
        } else {
            notes.add(item.span().start, format!("'{}' is in this list already", notes::shown(pattern.text())));
        }
    }
    patterns
}
