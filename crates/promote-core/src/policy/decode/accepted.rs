//! `accepted:`, findings of `verify` that the team has looked at.
//!
//! ```yaml
//! accepted:
//!   - { commit: 4b825dc642cb6eb9a060e54bf8d69288fbee4904, rule: direct-edit, reason: "Hotfix of 3 March, reviewed" }
//!   - { commit: …, rule: direct-edit, reason: "Until the migration is done", until: 2027-01-31 }
//! ```

use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::diagnostics::{Diagnostics, shown};
use super::fields::{Fields, Section};
use crate::policy::AcceptedFinding;
use promote_format::Node;
use promote_model::ObjectId;

pub(super) fn read(notes: &mut Diagnostics, fields: &Fields) -> Vec<AcceptedFinding> {
    let Some(node) = fields.get("accepted") else { return Vec::new() };
    notes.list(node, "a list of accepted findings").iter().filter_map(|item| one(notes, item)).collect()
}

fn one(notes: &mut Diagnostics, item: &Node) -> Option<AcceptedFinding> {
    let fields = Fields::read(notes, item, Section::Accepted)?;
    for name in ["commit", "rule", "reason"] {
        if fields.get(name).is_none() {
            notes.add(fields.at(), format!("'{name}' is missing in this entry of 'accepted'"));
        }
    }
    let commit = fields.get("commit").and_then(|node| commit(notes, node));
    let rule = fields.get("rule").and_then(|node| notes.text(node, "the code of a finding"));
    let reason = fields.get("reason").and_then(|node| reason(notes, node));
    let until = match fields.get("until") {
        Some(node) => Some(until(notes, node)?),
        None => None,
    };
    Some(AcceptedFinding { commit: commit?, rule: rule?.to_owned(), reason: reason?, until })
}

fn commit(notes: &mut Diagnostics, node: &Node) -> Option<ObjectId> {
    let text = notes.word(node, "a commit id")?;
    let id = text.parse().ok();
    if id.is_none() {
        let message = format!("'{}' is not a commit id: write all 40 hexadecimal digits", shown(text));
        notes.add(node.span().start, message);
    }
    id
}

fn reason(notes: &mut Diagnostics, node: &Node) -> Option<String> {
    let text = notes.text(node, "the reason")?;
    if text.trim().is_empty() {
        notes.add(node.span().start, "the reason cannot be empty");
        return None;
    }
    Some(text.to_owned())
}

/// The end of a day, in UTC.
fn until(notes: &mut Diagnostics, node: &Node) -> Option<jiff::Timestamp> {
    let text = notes.word(node, "a date")?;
    let date: Option<Date> = text.parse().ok();
    let end = date.and_then(|date| date.tomorrow().ok()?.to_zoned(TimeZone::UTC).ok());
    if end.is_none() {
        notes.add(node.span().start, format!("'{}' is not a date; write it like 2027-01-31", shown(text)));
    }
    Some(end?.timestamp())
}
