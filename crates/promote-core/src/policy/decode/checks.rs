//! `checks:`, the team's own checks, each with a name and exactly one kind.
//!
//! ```yaml
//! checks:
//!   - { name: app schema, files: "**/application.yaml", schema: schemas/application.json }
//!   - { name: flags are complete, requires: ["flags.yaml:flags.*.owner"], level: warning }
//!   - { name: no debugging, for: [production], forbids: ["*.debug"], message: "{key} is for dev" }
//! ```

use std::collections::HashSet;

use jiff::SignedDuration;

use super::diagnostics::{Diagnostics, shown};
use super::fields::{Fields, Section, listed};
use crate::policy::checks::{Check, CheckCommand, CheckKind, PLACEHOLDERS, RequiredKey, Rule, RuleScope, placeholders};
use crate::promotion::event::Severity;
use promote_format::{Data, Node};
use promote_model::Pattern;
use promote_model::text::enumerate;

/// The fields of which a check has exactly one.
const KINDS: [&str; 5] = ["schema", "rule", "run", "requires", "forbids"];

/// Parses all checks. `environments` are the known names, if they could be parsed.
pub(super) fn read(notes: &mut Diagnostics, fields: &Fields, environments: Option<&[&str]>) -> Vec<Check> {
    let Some(node) = fields.get("checks") else { return Vec::new() };
    let mut names = HashSet::new();
    let mut checks = Vec::new();
    for item in notes.list(node, "a list of checks") {
        let Some(check) = check(notes, item, environments) else { continue };
        if !names.insert(check.name.clone()) {
            notes.add(item.span().start, format!("another check is already named '{}'", shown(&check.name)));
        }
        checks.push(check);
    }
    checks
}

fn check(notes: &mut Diagnostics, item: &Node, environments: Option<&[&str]>) -> Option<Check> {
    let before = notes.len();
    let fields = Fields::read(notes, item, Section::Check)?;
    let has_unknown = notes.len() > before;
    let name = match fields.get("name") {
        Some(node) => notes.word(node, "a name").map(str::to_owned).filter(|name| named(notes, node, name)),
        None => {
            notes.add(fields.at(), "'name' is missing (findings refer to the check by its name)");
            None
        }
    };
    let targets = fields.get("for").map_or_else(Vec::new, |node| targets(notes, node, environments));
    let files = fields.get("files").map_or_else(Vec::new, |node| globs(notes, node));
    let level = fields.get("level").map_or(Some(Severity::Error), |node| level(notes, node));
    let message = fields.get("message").and_then(|node| message(notes, node));
    let all = fields.get("all").map_or(Some(false), |node| notes.boolean(node, "true or false"));
    let kind = kind(notes, &fields, has_unknown);
    if let Some(kind) = &kind {
        misplaced(notes, &fields, kind);
    }
    let form = item.value().to_json();
    Some(Check { name: name?, targets, files, level: level?, message, all: all?, kind: kind?, form })
}

/// Reports fields that this kind of check does not have.
fn misplaced(notes: &mut Diagnostics, fields: &Fields, kind: &CheckKind) {
    if let Some(node) = fields.get("all") {
        match kind {
            CheckKind::Schema(_) => {}
            CheckKind::Rule(rule) if rule.each == RuleScope::File => {}
            CheckKind::Command(_) => notes.add(node.span().start, "a command gets all files of the target; omit 'all'"),
            CheckKind::Rule(_) => notes.add(node.span().start, "'all' requires 'each: file' in a rule"),
            kind => notes.add(node.span().start, format!("'{}' checks every file anyway; omit 'all'", kind.word())),
        }
    }
    for name in ["timeout", "shell"] {
        if let Some(node) = fields.get(name)
            && !matches!(kind, CheckKind::Command(_))
        {
            notes.add(node.span().start, format!("'{name}' is only allowed with 'run'"));
        }
    }
    if let (Some(node), CheckKind::Command(_)) = (fields.get("files"), kind) {
        notes.add(node.span().start, "a command gets all files of the target; omit 'files'");
    }
    if let Some(node) = fields.get("each")
        && !matches!(kind, CheckKind::Rule(_))
    {
        notes.add(node.span().start, "'each' is only allowed with 'rule'");
    }
}

fn named(notes: &mut Diagnostics, node: &Node, name: &str) -> bool {
    let good = !name.trim().is_empty() && !name.contains(char::is_control) && name.chars().count() <= 80;
    if !good {
        notes.add(node.span().start, "a check's name is one line of 1 to 80 characters");
    }
    good
}

/// Parses the kind. If there was an unknown field, it may have been meant as the kind.
fn kind(notes: &mut Diagnostics, fields: &Fields, has_unknown: bool) -> Option<CheckKind> {
    let mut asked: Vec<(&str, &Node)> = KINDS.iter().filter_map(|name| Some((*name, fields.get(name)?))).collect();
    asked.sort_by_key(|(_, node)| node.span().start);
    match asked.as_slice() {
        [(name, node)] => match *name {
            "schema" => path(notes, node).map(CheckKind::Schema),
            "rule" => rule(notes, node, fields.get("each")).map(CheckKind::Rule),
            "run" => command(notes, node, fields).map(CheckKind::Command),
            "requires" => required(notes, node).map(CheckKind::Requires),
            _ => {
                let before = notes.len();
                let patterns = notes.patterns(node);
                if patterns.is_empty() && notes.len() == before {
                    notes.add(node.span().start, "the list is empty; 'forbids' needs at least one pattern");
                }
                (!patterns.is_empty()).then_some(CheckKind::Forbids(patterns))
            }
        },
        [] => {
            if !has_unknown {
                notes.add(
                    fields.at(),
                    format!("a check needs exactly one of {}", enumerate(&KINDS.map(|k| format!("'{k}'")), "or")),
                );
            }
            None
        }
        [_, (name, node), ..] => {
            notes.add(node.span().start, format!("a check has exactly one kind; '{name}' is the second one"));
            None
        }
    }
}

fn rule(notes: &mut Diagnostics, node: &Node, each: Option<&Node>) -> Option<Rule> {
    let each = match each {
        None => Some(RuleScope::Change),
        Some(node) => match notes.text(node, "'change', 'file' or 'promotion'") {
            Some("change") => Some(RuleScope::Change),
            Some("file") => Some(RuleScope::File),
            Some("promotion") => Some(RuleScope::Promotion),
            Some(other) => {
                let message = format!("expected 'change', 'file' or 'promotion', found '{}'", shown(other));
                notes.add(node.span().start, message);
                None
            }
            None => None,
        },
    };
    let text = notes.text(node, "an expression, in quotes")?;
    let bad = match Rule::parse(text, each.unwrap_or_default()) {
        Ok(rule) => return each.map(|_| rule),
        Err(bad) => bad,
    };
    // In a text with several lines or escapes, only the start is known.
    let written = notes.written(node);
    let inside = written.find(text).filter(|_| bad.line == 0 && !text.contains('\n'));
    let column = text.char_indices().nth(bad.column).map_or(text.len(), |(at, _)| at);
    let place = inside.map_or(0, |start| start + column);
    let line = if bad.line > 0 { format!(" (line {} of the rule)", bad.line + 1) } else { String::new() };
    notes.add(node.span().start + place, format!("the rule is invalid{line}: {}", shown(&bad.reason)));
    None
}

/// The maximum timeout of a command, in seconds.
const LONGEST: i64 = 3_600;

fn command(notes: &mut Diagnostics, node: &Node, fields: &Fields) -> Option<CheckCommand> {
    let shell = fields.get("shell").map_or(Some(false), |node| notes.boolean(node, "true or false"))?;
    let timeout = match fields.get("timeout") {
        None => Some(SignedDuration::from_secs(60)),
        Some(node) => {
            let read = notes.duration(node)?;
            let fits = (1..=LONGEST).contains(&read.as_secs());
            if !fits {
                notes.add(node.span().start, "a timeout is between one second and one hour");
            }
            fits.then_some(read)
        }
    };
    let words: Vec<String> = match shell {
        true => vec![notes.text(node, "a text for the shell")?.to_owned()],
        false if matches!(node.data, Data::Scalar(_)) => {
            let wanted = "expected a program with arguments, like [yamllint, .]; or use a text with 'shell: true'";
            notes.add(node.span().start, wanted);
            return None;
        }
        false => {
            let items = notes.list(node, "a list of a program and its arguments");
            items.iter().filter_map(|item| notes.word(item, "a text")).map(str::to_owned).collect()
        }
    };
    if words.first().is_none_or(|word| word.trim().is_empty()) || words.iter().any(|word| word.contains('\0')) {
        notes.add(node.span().start, "the command is empty");
        return None;
    }
    Some(CheckCommand { words, shell, timeout: timeout? })
}

/// Parses a path of the policy branch.
fn path(notes: &mut Diagnostics, node: &Node) -> Option<String> {
    let text = notes.text(node, "a path of this branch, like 'schemas/app.json'")?;
    let good = !text.starts_with('/') && !text.contains(':') && !text.contains('\\') && {
        let mut steps = text.split('/');
        steps.all(|step| !matches!(step, "" | "." | "..") && !step.contains(char::is_control))
    };
    if !good {
        let message =
            format!("'{}' is not a path relative to the root of this branch, like 'schemas/app.json'", shown(text));
        notes.add(node.span().start, message);
    }
    good.then(|| text.to_owned())
}

fn required(notes: &mut Diagnostics, node: &Node) -> Option<Vec<RequiredKey>> {
    let mut all = Vec::new();
    let mut good = true;
    for item in notes.list(node, "a list of keys") {
        let read = notes.text(item, "a key").map(RequiredKey::parse);
        match read {
            Some(Ok(required)) => all.push(required),
            Some(Err(bad)) => {
                good = false;
                notes.add(item.span().start, format!("'{}' cannot be required: {}", shown(&bad.text), bad.reason));
            }
            None => good = false,
        }
    }
    if all.is_empty() && good && matches!(node.data, Data::List(_)) {
        notes.add(node.span().start, "the list is empty; 'requires' needs at least one key");
    }
    (good && !all.is_empty()).then_some(all)
}

/// Parses names of environments.
fn targets(notes: &mut Diagnostics, node: &Node, known: Option<&[&str]>) -> Vec<String> {
    let mut targets = Vec::new();
    for item in notes.list(node, "a list of environments") {
        let Some(name) = notes.word(item, "the name of an environment") else { continue };
        match known {
            Some(known) if !known.contains(&name) => {
                let message = match notes.nearest(name, known) {
                    Some(near) => format!("unknown environment '{}'; did you mean '{}'?", shown(name), shown(near)),
                    None => format!("unknown environment '{}'", shown(name)),
                };
                notes.add(item.span().start, message);
            }
            _ => targets.push(name.to_owned()),
        }
    }
    if targets.is_empty() && matches!(&node.data, Data::List(items) if items.is_empty()) {
        notes.add(node.span().start, "the list is empty; omit 'for' if the check applies to all environments");
    }
    targets
}

/// Parses one or several file globs.
fn globs(notes: &mut Diagnostics, node: &Node) -> Vec<Pattern> {
    let items = match &node.data {
        Data::Scalar(_) => std::slice::from_ref(node),
        _ => notes.list(node, "a file glob, or a list of them"),
    };
    let mut globs = Vec::new();
    for item in items {
        let Some(text) = notes.text(item, "a file glob") else { continue };
        match Pattern::parse(&format!("{text}:*")) {
            Ok(pattern) if !text.contains(['#', ':']) => globs.push(pattern),
            Ok(_) => notes.add(
                item.span().start,
                format!("'{}' contains a key or document; 'files' takes file globs only", shown(text)),
            ),
            Err(bad) => notes.add(item.span().start, format!("'{}' is not a file glob: {}", shown(text), bad.reason)),
        }
    }
    globs
}

fn level(notes: &mut Diagnostics, node: &Node) -> Option<Severity> {
    match notes.text(node, "'error' or 'warning'")? {
        "error" => Some(Severity::Error),
        "warning" => Some(Severity::Warning),
        other => {
            notes.add(node.span().start, format!("expected 'error' or 'warning', found '{}'", shown(other)));
            None
        }
    }
}

fn message(notes: &mut Diagnostics, node: &Node) -> Option<String> {
    let text = notes.text(node, "a sentence")?;
    for name in placeholders(text).filter(|name| !PLACEHOLDERS.contains(name)) {
        let message = format!("unknown placeholder '{{{}}}'; a message may use {}", shown(name), listed(&PLACEHOLDERS));
        notes.add(node.span().start, message);
    }
    if text.trim().is_empty() || text.contains(char::is_control) {
        notes.add(node.span().start, "a message must be one line of text");
    }
    Some(text.to_owned())
}
