//! `environments:`, each on its own; `cross_checks` and `places` compare them.

use std::collections::{BTreeMap, HashSet};

use jiff::SignedDuration;

use super::diagnostics::{self, Diagnostics, shown};
use super::fields::{Fields, Section};
use super::files::binding;
use super::names::{branch_problem, name_problem};
use super::{Located, approvals, attestations, calendar, request, translate};
use crate::env::layout::Bindings;
use crate::env::template::Template;
use crate::policy::signers::Signers;
use crate::policy::windows::Calendar;
use crate::policy::{DirectEdits, Environment, Group, NamesLevel, NamesRule, TranslateRule, UndoRule};
use promote_format::{Data, Entry, Node};
use promote_model::Pattern;

/// A parsed environment, with the places needed for later checks.
pub(super) struct EnvironmentDraft {
    pub(super) name: Located<String>,
    pub(super) with: Vec<(Located<String>, String)>,
    pub(super) branch: Option<Located<String>>,
    pub(super) from: Vec<Located<String>>,
    soak: Option<SignedDuration>,
    soaks: BTreeMap<String, SignedDuration>,
    approvals: Option<approvals::ApprovalsDraft>,
    attestations: Vec<attestations::AttestationDraft>,
    keep: Vec<Pattern>,
    direct_edits: DirectEdits,
    names: NamesRule,
    translate: TranslateRule,
    undo: UndoRule,
    calendar: Calendar,
    overriders: Vec<Located<String>>,
    holders: Vec<Located<String>>,
    rollback_in_windows: bool,
    request: request::RequestDraft,
}

impl EnvironmentDraft {
    fn new(name: Located<String>) -> Self {
        Self {
            name,
            with: Vec::new(),
            branch: None,
            from: Vec::new(),
            soak: None,
            soaks: BTreeMap::new(),
            approvals: None,
            attestations: Vec::new(),
            keep: Vec::new(),
            direct_edits: DirectEdits::default(),
            names: NamesRule::default(),
            translate: TranslateRule::default(),
            undo: UndoRule::default(),
            calendar: Calendar::default(),
            overriders: Vec::new(),
            holders: Vec::new(),
            rollback_in_windows: false,
            request: request::RequestDraft::default(),
        }
    }

    pub(super) fn finish(self) -> Environment {
        Environment {
            name: self.name.value,
            with: self.with.into_iter().map(|(name, text)| (name.value, text)).collect(),
            branch: self.branch.map(|b| b.value),
            from: self.from.into_iter().map(|f| f.value).collect(),
            soak: self.soak,
            soaks: self.soaks,
            approvals: self.approvals.map(approvals::ApprovalsDraft::finish).unwrap_or_default(),
            attestations: self.attestations.into_iter().map(attestations::AttestationDraft::finish).collect(),
            keep: self.keep,
            direct_edits: self.direct_edits,
            names: self.names,
            translate: self.translate,
            undo: self.undo,
            calendar: self.calendar,
            overriders: self.overriders.into_iter().map(|group| group.value).collect(),
            holders: self.holders.into_iter().map(|group| group.value).collect(),
            rollback_in_windows: self.rollback_in_windows,
            request: self.request.finish(),
        }
    }

    /// Reports unknown groups, signatures without trusted signers, and requests without a remote.
    pub(super) fn check(&self, notes: &mut Diagnostics, groups: &[Group], signers: &Signers, remote: Option<&String>) {
        if let Some(approvals) = &self.approvals {
            approvals.check(notes, groups, signers);
        }
        for attestation in &self.attestations {
            attestation.check(notes, groups, signers);
        }
        calendar::check(notes, &self.overriders, groups);
        calendar::check(notes, &self.holders, groups);
        self.request.check(notes, remote);
    }

    /// The value of a capture of a template; `None` if the environment does not bind it.
    pub(super) fn value<'d>(&'d self, template: &'d Template, capture: &str) -> Option<&'d str> {
        let spelled = (capture == "env").then(|| template.spelled.get(&self.name.value)).flatten();
        spelled.map(String::as_str).or_else(|| self.bound(capture))
    }

    /// The values of the captures.
    pub(super) fn bindings(&self) -> Bindings {
        let with = self.with.iter().map(|(name, text)| (name.value.clone(), text.clone())).collect();
        Bindings { name: self.name.value.clone(), with }
    }

    /// The value of a capture by `with:`; `{env}` is always bound.
    pub(super) fn bound(&self, capture: &str) -> Option<&str> {
        let with = self.with.iter().find(|(name, _)| name.value == capture).map(|(_, text)| text.as_str());
        with.or((capture == "env").then_some(self.name.value.as_str()))
    }
}

/// Parses the environments; `None` if `environments` is not a map.
pub(super) fn read(notes: &mut Diagnostics, fields: &Fields) -> Option<Vec<EnvironmentDraft>> {
    let Some(node) = fields.get("environments") else {
        notes.add(fields.at(), "'environments' is missing (a map in pipeline order)");
        return None;
    };
    if let Data::List(_) = node.data {
        notes.add(node.span().start, "expected a map of environments, found a list; write 'dev: {}', one per line");
        return None;
    }
    let entries = notes.map(node, "a map of environments")?;
    if entries.len() < 2 {
        let count = if entries.is_empty() { "'environments' is empty" } else { "there is only one environment" };
        notes.add(node.span().start, format!("{count}; a pipeline needs at least two"));
    }
    Some(entries.iter().map(|entry| draft(notes, entry)).collect())
}

fn draft(notes: &mut Diagnostics, entry: &Entry) -> EnvironmentDraft {
    let at = entry.name_span().start;
    if let Some(problem) = name_problem(&entry.name) {
        notes.add(at, format!("'{}' is not a valid environment name: {problem}", shown(&entry.name)));
    }
    let name = Located { value: entry.name.to_string(), at };
    let mut draft = EnvironmentDraft::new(name);
    // `dev:` without a value is the same as `dev: {}`.
    if diagnostics::is_null(&entry.value) {
        return draft;
    }
    let Some(fields) = Fields::read(notes, &entry.value, Section::Environment) else { return draft };
    if let Some(node) = fields.get("with") {
        draft.with = with(notes, node);
    }
    if let Some(node) = fields.get("branch") {
        draft.branch = branch(notes, node);
    }
    if let Some(node) = fields.get("from") {
        draft.from = from(notes, node, &mut draft.soaks);
    }
    if let Some(node) = fields.get("soak") {
        draft.soak = notes.duration(node);
    }
    if let Some(node) = fields.get("approvals") {
        draft.approvals = approvals::read(notes, node);
    }
    if let Some(node) = fields.get("attestations") {
        draft.attestations = attestations::read(notes, node);
    }
    if let Some(node) = fields.get("keep") {
        draft.keep = notes.patterns(node);
    }
    if let Some(node) = fields.get("direct-edits") {
        draft.direct_edits = direct_edits(notes, node).unwrap_or_default();
    }
    if let Some(node) = fields.get("names") {
        draft.names = names_rule(notes, node);
    }
    if let Some(node) = fields.get("translate") {
        draft.translate = translate::read(notes, node);
    }
    if let Some(node) = fields.get("undo") {
        draft.undo = undo_rule(notes, node).unwrap_or_default();
    }
    draft.calendar = calendar::read(notes, &fields);
    if let Some(node) = fields.get("override") {
        draft.overriders = calendar::groups(notes, node);
    }
    if let Some(node) = fields.get("hold") {
        draft.holders = calendar::groups(notes, node);
        if draft.holders.is_empty() {
            notes.add(node.span().start, "'hold' names no group; without it, everybody may set a hold");
        }
    }
    if let Some(node) = fields.get("rollback") {
        draft.rollback_in_windows = calendar::rollback(notes, node).unwrap_or_default();
    }
    if let Some(node) = fields.get("request") {
        draft.request = request::read(notes, node);
    }
    draft
}

fn direct_edits(notes: &mut Diagnostics, node: &Node) -> Option<DirectEdits> {
    const WANTED: &str = "'allow', 'warn' or 'deny'";
    match notes.word(node, WANTED)? {
        "allow" => Some(DirectEdits::Allow),
        "warn" => Some(DirectEdits::Warn),
        "deny" => Some(DirectEdits::Deny),
        other => {
            notes.add(node.span().start, format!("expected {WANTED}, found '{}'", shown(other)));
            None
        }
    }
}

fn undo_rule(notes: &mut Diagnostics, node: &Node) -> Option<UndoRule> {
    const WANTED: &str = "'ask', 'allow' or 'deny'";
    match notes.word(node, WANTED)? {
        "ask" => Some(UndoRule::Ask),
        "allow" => Some(UndoRule::Allow),
        "deny" => Some(UndoRule::Deny),
        other => {
            notes.add(node.span().start, format!("expected {WANTED}, found '{}'", shown(other)));
            None
        }
    }
}

/// Parses `names`: a word, a list of patterns, or both in a map.
fn names_rule(notes: &mut Diagnostics, node: &Node) -> NamesRule {
    match &node.data {
        Data::List(_) => NamesRule { except: notes.patterns(node), ..NamesRule::default() },
        Data::Map(_) => {
            let Some(fields) = Fields::read(notes, node, Section::Names) else { return NamesRule::default() };
            let level = fields.get("level").and_then(|node| names_level(notes, node)).unwrap_or_default();
            NamesRule { level, except: fields.get("except").map(|node| notes.patterns(node)).unwrap_or_default() }
        }
        _ => NamesRule { level: names_level(notes, node).unwrap_or_default(), except: Vec::new() },
    }
}

fn names_level(notes: &mut Diagnostics, node: &Node) -> Option<NamesLevel> {
    const WANTED: &str = "'allow', 'warn', 'deny' or a list of patterns";
    match notes.word(node, WANTED)? {
        "allow" => Some(NamesLevel::Allow),
        "warn" => Some(NamesLevel::Warn),
        "deny" => Some(NamesLevel::Deny),
        other => {
            notes.add(node.span().start, format!("expected {WANTED}, found '{}'", shown(other)));
            None
        }
    }
}

/// Parses `policy: { approvals: ... }`, the approvals of a change of `promote.yaml`.
pub(super) fn of_the_policy(notes: &mut Diagnostics, node: &Node) -> Option<approvals::ApprovalsDraft> {
    let fields = Fields::read(notes, node, Section::PolicyChange)?;
    match fields.get("approvals") {
        Some(node) => approvals::of_the_policy(notes, node),
        None => {
            notes.add(fields.at(), "'approvals' is missing (the approvals for a change of promote.yaml)");
            None
        }
    }
}

fn with(notes: &mut Diagnostics, node: &Node) -> Vec<(Located<String>, String)> {
    let entries = notes.map(node, "a map from captures to their values").unwrap_or_default();
    let mut with = Vec::new();
    for entry in entries {
        if let Some(text) = binding(notes, &entry.value) {
            with.push((Located { value: entry.name.to_string(), at: entry.name_span().start }, text));
        }
    }
    with
}

fn branch(notes: &mut Diagnostics, node: &Node) -> Option<Located<String>> {
    let at = node.span().start;
    let name = notes.word(node, "the name of a branch")?;
    match branch_problem(name) {
        None => Some(Located { value: name.to_owned(), at }),
        Some(problem) => {
            notes.add(at, format!("'{}' is not a valid branch name: {problem}", shown(name)));
            None
        }
    }
}

fn from(notes: &mut Diagnostics, node: &Node, soaks: &mut BTreeMap<String, SignedDuration>) -> Vec<Located<String>> {
    let mut names: Vec<Located<String>> = Vec::new();
    let mut seen = HashSet::new();
    for item in notes.list(node, "a list of environments") {
        let Some((name, soak)) = edge(notes, item) else { continue };
        if seen.insert(name.clone()) {
            soaks.extend(soak.map(|soak| (name.clone(), soak)));
            names.push(Located { value: name, at: item.span().start });
        } else {
            notes.add(item.span().start, format!("'{}' is already in this list", shown(&name)));
        }
    }
    names
}

/// `staging`, or `{ name: staging, soak: 2h }`.
fn edge(notes: &mut Diagnostics, item: &Node) -> Option<(String, Option<SignedDuration>)> {
    const NAME: &str = "the name of an environment";
    let Data::Map(_) = item.data else { return Some((notes.word(item, NAME)?.to_owned(), None)) };
    let fields = Fields::read(notes, item, Section::Edge)?;
    let Some(name) = fields.get("name") else {
        notes.add(fields.at(), "'name' is missing (the source environment)");
        return None;
    };
    let name = notes.word(name, NAME)?.to_owned();
    let soak = fields.get("soak").and_then(|node| match diagnostics::number(node) {
        // No soak from this source, although the environment has one.
        Some("0") => Some(SignedDuration::ZERO),
        _ => notes.duration(node),
    });
    Some((name, soak))
}

/// Reports an unknown environment.
pub(super) fn unknown_environment(notes: &mut Diagnostics, name: &Located<String>, names: &[&str]) {
    let unknown = shown(&name.value);
    let message = match notes.nearest(&name.value, names) {
        Some(near) => format!("unknown environment '{unknown}'; did you mean '{}'?", shown(near)),
        None => format!("unknown environment '{unknown}'"),
    };
    notes.add(name.at, message);
}
