//! `attestations:`, the test results that a promotion requires.
//!
//! ```yaml
//! attestations: [e2e, { name: load-test, by: [ci@acme.com, release-managers], valid: 24h, signed: true }]
//! ```

use super::Located;
use super::approvals::unknown_group;
use super::diagnostics::{Diagnostics, shown};
use super::fields::{Fields, Section};
use crate::policy::signers::Signers;
use crate::policy::{Group, RequiredAttestation};
use crate::promotion::mail::is_mail;
use promote_format::{Data, Node};

/// A parsed attestation, with the places of its groups.
#[derive(Debug)]
pub(super) struct AttestationDraft {
    name: String,
    by: Vec<Located<String>>,
    valid: Option<jiff::SignedDuration>,
    signed: Option<Located<bool>>,
}

impl AttestationDraft {
    /// Reports unknown groups, and signatures without any trusted signer.
    pub(super) fn check(&self, notes: &mut Diagnostics, groups: &[Group], signers: &Signers) {
        let names: Vec<&str> = groups.iter().map(|group| group.name.as_str()).collect();
        for who in self.by.iter().filter(|who| !is_mail(&who.value) && !names.contains(&who.value.as_str())) {
            let message = unknown_group(notes, &who.value, &names);
            notes.add(who.at, message);
        }
        if let Some(signed) = self.signed.as_ref().filter(|signed| signed.value && signers.lines.is_empty()) {
            notes.add(signed.at, "signed attestations need at least one key in the top-level 'signers'");
        }
    }

    pub(super) fn finish(self) -> RequiredAttestation {
        let by = self.by.into_iter().map(|who| who.value).collect();
        RequiredAttestation {
            name: self.name,
            by,
            valid: self.valid,
            signed: self.signed.is_some_and(|signed| signed.value),
        }
    }
}

pub(super) fn read(notes: &mut Diagnostics, node: &Node) -> Vec<AttestationDraft> {
    let mut drafts: Vec<AttestationDraft> = Vec::new();
    for item in notes.list(node, "a list of names, or of maps with 'name'") {
        let Some(draft) = one(notes, item) else { continue };
        if drafts.iter().any(|other| other.name == draft.name) {
            notes.add(item.span().start, format!("'{}' is already in this list", shown(&draft.name)));
        }
        drafts.push(draft);
    }
    drafts
}

fn one(notes: &mut Diagnostics, item: &Node) -> Option<AttestationDraft> {
    if !matches!(item.data, Data::Map(_)) {
        let name = name(notes, item)?;
        return Some(AttestationDraft { name, by: Vec::new(), valid: None, signed: None });
    }
    let fields = Fields::read(notes, item, Section::Attestation)?;
    let by = fields.get("by").map_or_else(Vec::new, |node| whom(notes, node));
    let valid = fields.get("valid").and_then(|node| notes.duration(node));
    let signed = fields.get("signed").and_then(|node| {
        let at = node.span().start;
        notes.boolean(node, "true or false").map(|value| Located { value, at })
    });
    let Some(node) = fields.get("name") else {
        notes.add(fields.at(), "'name' is missing (the name of the attestation)");
        return None;
    };
    Some(AttestationDraft { name: name(notes, node)?, by, valid, signed })
}

/// A name that can be typed on a command line.
fn name(notes: &mut Diagnostics, node: &Node) -> Option<String> {
    let name = notes.word(node, "a name like 'e2e'")?;
    if is_name(name) {
        return Some(name.to_owned());
    }
    notes.add(
        node.span().start,
        format!("'{}' is not a valid attestation name; use up to 64 letters, digits, '.', '-' and '_'", shown(name)),
    );
    None
}

/// Whether it is a valid name.
fn is_name(name: &str) -> bool {
    let good = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
    (1..=64).contains(&name.len()) && name.chars().all(good) && !name.starts_with('-')
}

fn whom(notes: &mut Diagnostics, node: &Node) -> Vec<Located<String>> {
    let mut by = Vec::new();
    for item in notes.list(node, "a list of groups and email addresses") {
        if let Some(who) = notes.word(item, "a group or an email address") {
            by.push(Located { value: who.to_owned(), at: item.span().start });
        }
    }
    if by.is_empty() && matches!(&node.data, Data::List(items) if items.is_empty()) {
        notes.add(node.span().start, "the list is empty; omit 'by' if everybody may attest");
    }
    by
}
