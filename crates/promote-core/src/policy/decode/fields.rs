//! The known fields of `promote.yaml` by section, and the message for an unknown field.

use super::diagnostics::{Diagnostics, shown};
use promote_format::{Entry, Node};
use promote_model::text::enumerate;

/// The sections that fields belong to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Section {
    Policy,
    File,
    Environment,
    Approvals,
    PolicyChange,
    Freeze,
    Rollback,
    ListKeys,
    Check,
    Attestation,
    Edge,
    Names,
    Translate,
    Accepted,
    Tenants,
    Request,
}

impl Section {
    const ALL: [Self; 16] = [
        Self::Policy,
        Self::File,
        Self::Environment,
        Self::Approvals,
        Self::PolicyChange,
        Self::Freeze,
        Self::Rollback,
        Self::ListKeys,
        Self::Check,
        Self::Attestation,
        Self::Edge,
        Self::Names,
        Self::Translate,
        Self::Accepted,
        Self::Tenants,
        Self::Request,
    ];

    /// The known fields.
    fn known(self) -> &'static [&'static str] {
        match self {
            Self::Policy => &[
                "version",
                "files",
                "environments",
                "flags",
                "list-keys",
                "sets",
                "secrets",
                "groups",
                "signers",
                "revoked",
                "services",
                "tenants",
                "reasons",
                "if-match",
                "ledger",
                "remote",
                "policy",
                "checks",
                "accepted",
            ],
            Self::File => &["path", "keys", "env", "format"],
            Self::Environment => &[
                "with",
                "branch",
                "from",
                "soak",
                "approvals",
                "keep",
                "windows",
                "freezes",
                "override",
                "hold",
                "rollback",
                "direct-edits",
                "names",
                "translate",
                "undo",
                "attestations",
                "request",
            ],
            Self::Approvals => &["required", "groups", "self", "authors", "valid", "signed"],
            Self::PolicyChange => &["approvals"],
            Self::Freeze => &["name", "from", "to"],
            Self::Rollback => &["windows"],
            Self::ListKeys => &["for", "by"],
            Self::Attestation => &["name", "by", "valid", "signed"],
            Self::Edge => &["name", "soak"],
            Self::Names => &["level", "except"],
            Self::Translate => &["pairs", "only", "not"],
            Self::Accepted => &["commit", "rule", "reason", "until"],
            Self::Tenants => &["capture", "ids"],
            Self::Request => &["open", "labels", "reviewers", "accounts", "draft", "host"],
            Self::Check => &[
                "name", "for", "files", "level", "message", "all", "schema", "rule", "each", "run", "timeout", "shell",
                "requires", "forbids",
            ],
        }
    }

    fn owner(self) -> &'static str {
        match self {
            Self::Policy => "the top level of promote.yaml",
            Self::File => "an entry of 'files'",
            Self::Environment => "an environment",
            Self::Approvals => "'approvals'",
            Self::PolicyChange => "'policy'",
            Self::Freeze => "a freeze",
            Self::Rollback => "'rollback'",
            Self::ListKeys => "an entry of 'list-keys'",
            Self::Check => "a check",
            Self::Attestation => "an attestation",
            Self::Edge => "an entry of 'from'",
            Self::Names => "'names'",
            Self::Translate => "'translate'",
            Self::Accepted => "an entry of 'accepted'",
            Self::Tenants => "'tenants'",
            Self::Request => "'request'",
        }
    }

    fn wanted(self) -> &'static str {
        match self {
            Self::Policy => "a map with 'version', 'files' and 'environments'",
            Self::File => "a path template, or a map with 'path'",
            Self::Environment => "a map ('{}' if there are no settings)",
            Self::Approvals => "a map like '{ required: 2 }'",
            Self::PolicyChange => "a map like '{ approvals: { required: 1 } }'",
            Self::Freeze => "a map with 'name', 'from' and 'to'",
            Self::Rollback => "a map like '{ windows: true }'",
            Self::Attestation => "a name, or a map with 'name'",
            Self::Names => {
                "'allow', 'warn', 'deny', a list of patterns, or a map like '{ level: deny, except: [PATTERN] }'"
            }
            Self::Translate => {
                "true, false, a list of pairs, or a map like '{ pairs: [[staging, production]], not: [PATTERN] }'"
            }
            Self::Edge => "a name, or a map like '{ name: staging, soak: 2h }'",
            Self::Accepted => "a map with 'commit', 'rule' and 'reason'",
            Self::Tenants => "a map with 'capture' and 'ids'",
            Self::Request => "a map like '{ open: true, labels: [release], reviewers: from-groups }'",
            Self::Check => "a map with 'name' and one kind of check",
            Self::ListKeys => "a map like '{ for: \"*.ports\", by: containerPort }'",
        }
    }
}

/// A map whose fields are known.
pub(super) struct Fields<'n> {
    at: usize,
    entries: &'n [Entry],
}

impl<'n> Fields<'n> {
    /// Reads the map, and reports each unknown field.
    pub(super) fn read(notes: &mut Diagnostics, node: &'n Node, level: Section) -> Option<Self> {
        let entries = notes.map(node, level.wanted())?;
        for entry in entries {
            if !level.known().contains(&entry.name.as_str()) {
                let message = unknown_field(notes, &entry.name, level);
                notes.add(entry.name_span().start, message);
            }
        }
        Some(Self { at: node.span().start, entries })
    }

    pub(super) fn at(&self) -> usize {
        self.at
    }

    pub(super) fn get(&self, name: &str) -> Option<&'n Node> {
        self.entries.iter().find(|entry| entry.name == name).map(|entry| &entry.value)
    }
}

fn unknown_field(notes: &mut Diagnostics, name: &str, level: Section) -> String {
    let quoted = shown(name);
    if let Some(near) = notes.nearest(name, level.known()) {
        return format!("unknown field '{quoted}'; did you mean '{near}'?");
    }
    match Section::ALL.into_iter().find(|other| other.known().contains(&name)) {
        Some(home) => format!("'{quoted}' is a field of {}, not of {}", home.owner(), level.owner()),
        None => format!("unknown field '{quoted}'; {} has {}", level.owner(), listed(level.known())),
    }
}

/// `'a', 'b' and 'c'`
pub(super) fn listed(names: &[&str]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("'{name}'")).collect();
    enumerate(&quoted, "and")
}
