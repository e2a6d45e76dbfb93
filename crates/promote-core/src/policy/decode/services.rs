//! `services:`, `tenants:`, `reasons:` and `if-match:`.
//!
//! ```yaml
//! services: [console@acme.com]
//! tenants:
//!   capture: tenant
//!   ids: { 550e8400-e29b-41d4-a716-446655440000: acme }
//! reasons: required
//! if-match: required
//! ```

use std::collections::BTreeMap;

use super::approvals;
use super::diagnostics::{Diagnostics, shown};
use super::fields::{Fields, Section};
use super::files::FilesDraft;
use crate::policy::{ServiceRules, Tenants};
use promote_format::Node;

/// Parses the rules for services.
pub(super) fn read(notes: &mut Diagnostics, fields: &Fields, files: Option<&FilesDraft>) -> ServiceRules {
    let tenants = fields.get("tenants").and_then(|node| tenants(notes, node, files));
    let reasons = fields.get("reasons").is_some_and(|node| required(notes, node));
    let if_match = fields.get("if-match").is_some_and(|node| required(notes, node));
    ServiceRules { mails: approvals::services(notes, fields), tenants, reasons, if_match }
}

/// `required` or `optional`.
fn required(notes: &mut Diagnostics, node: &Node) -> bool {
    const WANTED: &str = "'required' or 'optional'";
    match notes.text(node, WANTED) {
        Some("required") => true,
        Some("optional") | None => false,
        Some(other) => {
            notes.add(node.span().start, format!("expected {WANTED}, found '{}'", shown(other)));
            false
        }
    }
}

fn tenants(notes: &mut Diagnostics, node: &Node, files: Option<&FilesDraft>) -> Option<Tenants> {
    let fields = Fields::read(notes, node, Section::Tenants)?;
    for name in ["capture", "ids"] {
        if fields.get(name).is_none() {
            notes.add(fields.at(), format!("'{name}' is missing in 'tenants'"));
        }
    }
    let (capture, ids) = (fields.get("capture"), fields.get("ids"));
    let ids = ids.map(|node| self::ids(notes, node));
    let node = capture?;
    let capture = notes.text(node, "the name of a capture")?.to_owned();
    // A part of a file would not keep the tenants of that file apart.
    let known: Option<Vec<&str>> =
        files.map(|files| files.templates.iter().flat_map(|template| template.value.path_captures()).collect());
    if known.is_some_and(|known| !known.contains(&capture.as_str()) || capture == "env") {
        notes.add(node.span().start, format!("no path template has {{{}}} to tell tenants apart", shown(&capture)));
    }
    Some(Tenants { capture, ids: ids? })
}

fn ids(notes: &mut Diagnostics, node: &Node) -> BTreeMap<String, String> {
    let mut ids = BTreeMap::new();
    for entry in notes.map(node, "a map from ids of tenants to values of the capture").unwrap_or_default() {
        let Some(value) = notes.word(&entry.value, "the value of the capture") else { continue };
        let plain = |c: char| c.is_alphanumeric() || c == '-' || c == '_';
        if value.is_empty() || !value.chars().all(plain) {
            let message = format!("'{}' is not the value of a tenant: use letters, digits, '-' and '_'", shown(value));
            notes.add(entry.value.span().start, message);
        } else {
            ids.insert(entry.name.to_ascii_lowercase().to_string(), value.to_owned());
        }
    }
    ids
}
