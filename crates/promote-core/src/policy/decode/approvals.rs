//! `approvals:`, `groups:` and `services:`.
//!
//! ```yaml
//! approvals: { required: 2, groups: { release-managers: 1, security: 1 }, self: false, valid: 7d, signed: true }
//! groups:
//!   release-managers: [ann@acme.com, bob@acme.com]
//! ```

use std::collections::BTreeMap;

use jiff::SignedDuration;

use super::Located;
use super::diagnostics::{self, Diagnostics, shown};
use super::fields::{Fields, Section};
use super::names::name_problem;
use crate::policy::signers::Signers;
use crate::policy::{ApprovalRules, Group, GroupQuorum};
use crate::promotion::mail::{is_mail, mailbox};
use promote_format::{Data, Node};
use promote_model::text::count;

/// A parsed `approvals:`, with the places of its groups.
#[derive(Debug, Default)]
pub(super) struct ApprovalsDraft {
    required: u32,
    groups: Vec<(Located<String>, u32)>,
    by_creator: bool,
    by_authors: bool,
    valid: Option<SignedDuration>,
    signed: Option<Located<bool>>,
}

impl ApprovalsDraft {
    /// Reports unknown groups, minimums that a group cannot reach, and signatures without any trusted signer.
    pub(super) fn check(&self, notes: &mut Diagnostics, groups: &[Group], signers: &Signers) {
        if let Some(signed) = self.signed.as_ref().filter(|signed| signed.value && signers.lines.is_empty()) {
            notes.add(signed.at, "signed approvals need at least one key in the top-level 'signers'");
        }
        let names: Vec<&str> = groups.iter().map(|group| group.name.as_str()).collect();
        for (name, least) in &self.groups {
            let quoted = shown(&name.value);
            let members = groups.iter().find(|group| group.name == name.value).map(|group| group.members.len());
            let message = match members {
                Some(members) if members < *least as usize => {
                    format!("'{quoted}' has {}, but {least} must approve", count(members, "member"))
                }
                Some(_) if *least > self.required => {
                    let members = count(*least as usize, "member");
                    format!("'required' is {}, but {members} of '{quoted}' must approve", self.required)
                }
                Some(_) => continue,
                None => unknown_group(notes, &name.value, &names),
            };
            notes.add(name.at, message);
        }
    }

    pub(super) fn finish(self) -> ApprovalRules {
        ApprovalRules {
            required: self.required,
            groups: self.groups.into_iter().map(|(name, least)| GroupQuorum { group: name.value, least }).collect(),
            by_creator: self.by_creator,
            by_authors: self.by_authors,
            valid: self.valid,
            signed: self.signed.is_some_and(|signed| signed.value),
        }
    }
}

/// The message for an unknown group.
pub(super) fn unknown_group(notes: &mut Diagnostics, name: &str, known: &[&str]) -> String {
    let quoted = shown(name);
    match notes.nearest(name, known) {
        Some(near) => format!("unknown group '{quoted}'; did you mean '{}'?", shown(near)),
        None => format!("unknown group '{quoted}'; define it in the top-level 'groups'"),
    }
}

/// Parses `approvals:`; `None` if it is invalid.
pub(super) fn read(notes: &mut Diagnostics, node: &Node) -> Option<ApprovalsDraft> {
    if let Some(count) = diagnostics::number(node) {
        let count = shown(count);
        notes.add(node.span().start, format!("expected a map, found a number; write '{{ required: {count} }}'"));
        return None;
    }
    let fields = Fields::read(notes, node, Section::Approvals)?;
    let mut flag = |name: &str| fields.get(name).and_then(|node| notes.boolean(node, "true or false"));
    let (by_creator, by_authors) = (flag("self").unwrap_or_default(), flag("authors").unwrap_or_default());
    let signed = fields.get("signed").and_then(|node| {
        let at = node.span().start;
        notes.boolean(node, "true or false").map(|value| Located { value, at })
    });
    let valid = fields.get("valid").and_then(|node| {
        let valid = notes.duration(node)?;
        if valid < SignedDuration::from_mins(1) {
            notes.add(node.span().start, "an approval must be valid for at least a minute");
        }
        Some(valid)
    });
    let groups = fields.get("groups").map_or_else(Vec::new, |node| shares(notes, node));
    let Some(node) = fields.get("required") else {
        notes.add(fields.at(), "'required' is missing (the number of approvals)");
        return None;
    };
    let required = number(notes, node, 0)?;
    Some(ApprovalsDraft { required, groups, by_creator, by_authors, valid, signed })
}

/// Parses the approvals of a change of `promote.yaml`. It promotes no changes, so there are no authors to exclude; and
/// its approvals are bound to two exact versions, so they do not expire.
pub(super) fn of_the_policy(notes: &mut Diagnostics, node: &Node) -> Option<ApprovalsDraft> {
    if let Data::Map(entries) = &node.data {
        for entry in entries.iter().filter(|entry| ["authors", "valid"].contains(&entry.name.as_str())) {
            notes.add(entry.name_span().start, format!("'{}' does not apply to a change of promote.yaml", entry.name));
        }
    }
    read(notes, node)
}

fn number(notes: &mut Diagnostics, node: &Node, least: u32) -> Option<u32> {
    let wanted = format!("a whole number from {least} to 99");
    match diagnostics::number(node).map(|n| n.parse().ok().filter(|n| (least..=99).contains(n))) {
        Some(Some(number)) => return Some(number),
        Some(None) => notes.add(node.span().start, format!("expected {wanted}")),
        None => notes.wrong_type(node, &wanted),
    }
    None
}

fn shares(notes: &mut Diagnostics, node: &Node) -> Vec<(Located<String>, u32)> {
    let wanted = "a map from groups to required approvals, like '{ security: 1 }'";
    let mut shares = Vec::new();
    for entry in notes.map(node, wanted).unwrap_or_default() {
        if let Some(least) = number(notes, &entry.value, 1) {
            shares.push((Located { value: entry.name.to_string(), at: entry.name_span().start }, least));
        }
    }
    shares
}

/// Parses `groups:`.
pub(super) fn groups(notes: &mut Diagnostics, fields: &Fields) -> Vec<Group> {
    let Some(node) = fields.get("groups") else { return Vec::new() };
    let mut groups = Vec::new();
    for entry in notes.map(node, "a map from groups to lists of email addresses").unwrap_or_default() {
        if let Some(problem) = name_problem(&entry.name) {
            notes
                .add(entry.name_span().start, format!("'{}' is not a valid group name: {problem}", shown(&entry.name)));
        }
        let members = members(notes, &entry.value, "group");
        groups.push(Group { name: entry.name.to_string(), members });
    }
    groups
}

/// Parses `services:`.
pub(super) fn services(notes: &mut Diagnostics, fields: &Fields) -> Vec<String> {
    fields.get("services").map_or_else(Vec::new, |node| members(notes, node, "list"))
}

fn members(notes: &mut Diagnostics, node: &Node, whole: &str) -> Vec<String> {
    let before = notes.len();
    let mut members: BTreeMap<String, String> = BTreeMap::new();
    let mut order = Vec::new();
    for item in notes.list(node, "a list of email addresses") {
        let Some(text) = notes.text(item, "an email address") else { continue };
        let at = item.span().start;
        if !is_mail(text) {
            notes.add(at, format!("'{}' is not an email address", shown(text)));
        } else if let Some(first) = members.get(&mailbox(text)) {
            notes.add(at, format!("'{}' is already in this {whole}, as '{}'", shown(text), shown(first)));
        } else {
            members.insert(mailbox(text), text.to_owned());
            order.push(text.to_owned());
        }
    }
    if order.is_empty() && notes.len() == before {
        notes.add(node.span().start, format!("the {whole} is empty"));
    }
    order
}
