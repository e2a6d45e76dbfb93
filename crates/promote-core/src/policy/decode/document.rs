//! The file as a whole: bytes to one document, and its top-level fields.

use std::collections::BTreeMap;

use super::diagnostics::{self, Diagnostics, shown};
use super::environments::EnvironmentDraft;
use super::fields::{Fields, Section};
use super::names::branch_problem;
use super::{
    Located, Mistake, accepted, approvals, checks, cross_checks, environments, files, lists, services, signers,
};
use crate::policy::{DEFAULT_LEDGER, Policy};
use promote_format::{Data, Format, Node};
use promote_model::Step;

/// The maximum size of `promote.yaml`, in bytes (1 MiB).
const MAX_BYTES: usize = 1 << 20;

/// Reads `promote.yaml`.
///
/// # Errors
/// All mistakes, in the order of the text; never empty.
pub fn read(bytes: &[u8]) -> Result<Policy, Vec<Mistake>> {
    let root = root(bytes).map_err(|mistake| vec![mistake])?;
    // The parser has checked that this is UTF-8.
    let text = String::from_utf8_lossy(bytes);
    let mut notes = Diagnostics::new(&text);
    let policy = policy(&mut notes, &root);
    let mistakes = notes.into_mistakes();
    match policy {
        Some(policy) if mistakes.is_empty() => Ok(policy),
        _ if mistakes.is_empty() => {
            Err(vec![Mistake { line: 1, column: 1, message: "the policy cannot be decoded".to_owned() }])
        }
        _ => Err(mistakes),
    }
}

/// Parses all fields; returns `None` if a required part is missing, which is reported.
fn policy(notes: &mut Diagnostics, root: &Node) -> Option<Policy> {
    if !version(notes, root) {
        return None;
    }
    let fields = Fields::read(notes, root, Section::Policy)?;
    let files = files::read(notes, &fields);
    let environments = environments::read(notes, &fields);
    let flags = fields.get("flags").map_or_else(Vec::new, |node| notes.patterns(node));
    let secrets = fields.get("secrets").map_or_else(Vec::new, |node| notes.patterns(node));
    let lists = lists::read(notes, &fields);
    let ledger = ledger(notes, &fields);
    let accepted = accepted::read(notes, &fields);
    let remote = fields.get("remote").and_then(|node| remote(notes, node));
    let own = fields.get("policy").and_then(|node| environments::of_the_policy(notes, node));
    let groups = approvals::groups(notes, &fields);
    let signers = signers::read(notes, &fields);
    let services = services::read(notes, &fields, files.as_ref());
    for draft in environments.iter().flatten() {
        draft.check(notes, &groups, &signers, remote.as_ref());
    }
    if let Some(own) = &own {
        own.check(notes, &groups, &signers);
    }
    cross_checks::check(notes, files.as_ref(), environments.as_deref(), &ledger);
    let names: Option<Vec<&str>> =
        environments.as_ref().map(|drafts| drafts.iter().map(|draft| draft.name.value.as_str()).collect());
    let checks = checks::read(notes, &fields, names.as_deref());
    let (files, environments) = (files?, environments?);
    Some(Policy {
        checks,
        schemas: BTreeMap::new(),
        files: files.templates.into_iter().map(|t| t.value).collect(),
        exclusions: files.exclusions.into_iter().map(|t| t.value).collect(),
        environments: environments.into_iter().map(EnvironmentDraft::finish).collect(),
        flags,
        secrets,
        lists,
        groups,
        signers,
        ledger: ledger.value,
        policy_approvals: own.map(approvals::ApprovalsDraft::finish),
        remote,
        services,
        accepted,
    })
}

/// Whether the other fields may be parsed: a later version may have other fields and rules.
fn version(notes: &mut Diagnostics, root: &Node) -> bool {
    let Some(node) = root.child(&Step::Name("version".to_owned())) else {
        if let Data::Map(_) = root.data {
            notes.add(root.span().start, "'version' is missing; write 'version: 1'");
        }
        return true;
    };
    match diagnostics::number(node) {
        Some("1") => true,
        Some(other) => {
            let other = diagnostics::shown(other);
            notes.add(
                node.span().start,
                format!("version {other} is not supported by this version of promote; it supports version 1"),
            );
            false
        }
        None => {
            notes.wrong_type(node, "the number 1");
            true
        }
    }
}

fn ledger(notes: &mut Diagnostics, fields: &Fields) -> Located<String> {
    let node = fields.get("ledger");
    let name = node.and_then(|node| {
        let name = notes.text(node, "the name of a branch")?;
        match branch_problem(name) {
            None => Some(name.to_owned()),
            Some(problem) => {
                notes.add(
                    node.span().start,
                    format!("'{}' is not a valid branch name: {problem}", diagnostics::shown(name)),
                );
                None
            }
        }
    });
    let at = node.map_or(fields.at(), |node| node.span().start);
    Located { value: name.unwrap_or_else(|| DEFAULT_LEDGER.to_owned()), at }
}

/// Parses the name of a remote: as in `git remote add`, not a URL.
fn remote(notes: &mut Diagnostics, node: &Node) -> Option<String> {
    let name = notes.text(node, "the name of a remote, like 'origin'")?;
    let problem = match name {
        n if n.contains(':') || n.contains("//") => Some("it is a URL; use the name of the remote".to_owned()),
        n => branch_problem(n),
    };
    match problem {
        None => Some(name.to_owned()),
        Some(problem) => {
            notes.add(
                node.span().start,
                format!("'{}' is not a valid remote name: {problem}", diagnostics::shown(name)),
            );
            None
        }
    }
}

/// The root of the only document.
fn root(bytes: &[u8]) -> Result<Node, Mistake> {
    let first = |message: &str| Mistake { line: 1, column: 1, message: message.to_owned() };
    if bytes.len() > MAX_BYTES {
        return Err(first(&format!("the file has {} bytes; the limit is {MAX_BYTES}", bytes.len())));
    }
    let parsed = promote_format::read(Format::Yaml, bytes.to_vec()).map_err(|e| Mistake {
        line: e.line,
        column: e.column.max(1),
        message: format!("the file cannot be parsed: {}{}", shown(&e.reason), unquoted(bytes, e.line)),
    })?;
    let mut documents = parsed.tree.documents.into_iter();
    let Some(document) = documents.next() else {
        return Err(first("the file is empty; 'promote init' proposes one"));
    };
    if let Some(second) = documents.next() {
        let line = bytes[..second.span.start.min(bytes.len())].iter().filter(|b| **b == b'\n').count() + 1;
        return Err(Mistake {
            line,
            column: 1,
            message: "a second document begins here; the policy is a single document".to_owned(),
        });
    }
    if diagnostics::is_null(&document.root) {
        return Err(first("the file is empty; 'promote init' proposes one"));
    }
    Ok(document.root)
}

/// A hint for the usual reason: templates and patterns begin with characters that are special in
/// YAML.
fn unquoted(bytes: &[u8], line: usize) -> String {
    let text = String::from_utf8_lossy(bytes);
    // The parser may report the line after the one with the mistake.
    let lines = text.lines().skip(line.saturating_sub(2)).take(2);
    match lines.filter_map(suspect).last() {
        Some(c) => format!("; quote text that begins with '{c}'"),
        None => String::new(),
    }
}

/// The first character of a value that YAML does not read as text.
fn suspect(line: &str) -> Option<char> {
    line.char_indices().take(500).find_map(|(at, c)| {
        let before = &line[..at];
        let trimmed = before.trim_end();
        let begins =
            trimmed.ends_with(['[', '{', ',']) || trimmed.len() < before.len() && trimmed.ends_with(['-', ':']);
        let behind = line[at..].split_once('}').map(|(_, behind)| behind);
        let template = c == '{' && behind.is_some_and(|b| b.starts_with(['/', '-', '.', '_']));
        (begins && ("*!%@`".contains(c) || template)).then_some(c)
    })
}
