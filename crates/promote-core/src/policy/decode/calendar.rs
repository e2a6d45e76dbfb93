//! `windows:`, `freezes:`, `override:` and `rollback:` of an environment: when it may be written to, and who may
//! override that.
//!
//! ```yaml
//! windows: ["Mon-Fri 09:00-16:00 Europe/Berlin"]
//! freezes:
//!   - { name: year-end, from: "2026-12-18T00:00[Europe/Berlin]", to: "2027-01-04T00:00[Europe/Berlin]" }
//! override: [incident-responders]
//! rollback: { windows: true }
//! ```

use super::Located;
use super::approvals::unknown_group;
use super::diagnostics::{Diagnostics, shown};
use super::fields::{Fields, Section};
use crate::policy::Group;
use crate::policy::windows::{Calendar, Freeze, TimeError, Window};
use promote_format::Node;
use promote_model::text::visible;

/// The maximum length of a window, in characters.
const LONGEST: usize = 200;

/// Parses windows and freezes.
pub(super) fn read(notes: &mut Diagnostics, fields: &Fields) -> Calendar {
    let windows = fields.get("windows").map_or_else(Vec::new, |node| windows(notes, node));
    let freezes = fields.get("freezes").map_or_else(Vec::new, |node| freezes(notes, node));
    Calendar { windows, freezes }
}

fn windows(notes: &mut Diagnostics, node: &Node) -> Vec<Window> {
    let before = notes.len();
    let items = notes.list(node, "a list of windows");
    if items.is_empty() && notes.len() == before {
        notes.add(node.span().start, "the list is empty; omit 'windows' if the environment is always open");
    }
    items
        .iter()
        .filter_map(|item| one(notes, item, "a window like 'Mon-Fri 09:00-16:00 Europe/Berlin'", Window::read))
        .collect()
}

fn freezes(notes: &mut Diagnostics, node: &Node) -> Vec<Freeze> {
    notes.list(node, "a list of freezes").iter().filter_map(|item| freeze(notes, item)).collect()
}

fn freeze(notes: &mut Diagnostics, node: &Node) -> Option<Freeze> {
    let fields = Fields::read(notes, node, Section::Freeze)?;
    let wanted = |notes: &mut Diagnostics, name: &str| {
        let node = fields.get(name);
        if node.is_none() {
            notes.add(fields.at(), format!("'{name}' is missing; a freeze has 'name', 'from' and 'to'"));
        }
        node
    };
    let (name, from, to) = (wanted(notes, "name"), wanted(notes, "from"), wanted(notes, "to"));
    let name = name.and_then(|node| {
        let name = notes.word(node, "the name of the freeze")?;
        let fits = !name.trim().is_empty() && name.chars().nth(LONGEST).is_none() && visible(name) == name;
        if !fits {
            let most = format!("a name is one line of 1 to {LONGEST} characters");
            notes.add(node.span().start, format!("'{}' is not a valid freeze name: {most}", shown(name)));
        }
        fits.then(|| name.to_owned())
    });
    let time = "a time like '2026-12-18T00:00[Europe/Berlin]'";
    let begins = from.and_then(|node| one(notes, node, time, Freeze::read_from));
    let ends = to.and_then(|node| one(notes, node, time, Freeze::read_to));
    let freeze = Freeze { name: name?, from: begins?, to: ends? };
    if freeze.from.timestamp() >= freeze.to.timestamp() {
        notes.add(to?.span().start, "the freeze ends before it begins");
    }
    Some(freeze)
}

/// Parses a text; an error is reported at its place in the file.
fn one<T>(
    notes: &mut Diagnostics,
    node: &Node,
    wanted: &str,
    read: impl Fn(&str) -> Result<T, TimeError>,
) -> Option<T> {
    let text = notes.word(node, wanted)?;
    if text.chars().nth(LONGEST).is_some() {
        notes.add(node.span().start, format!("expected {wanted}, of at most {LONGEST} characters"));
        return None;
    }
    if !notes.may_read_time(node.span().start) {
        return None;
    }
    match read(text) {
        Ok(value) => Some(value),
        Err(misread) => {
            // The exact place is known only if the text is written without escapes.
            let inside = notes.written(node).find(text).map_or(0, |quote| quote + misread.at);
            notes.add(node.span().start + inside, visible(&misread.message));
            None
        }
    }
}

/// Parses a list of groups: those that may override windows and freezes, or set holds.
pub(super) fn groups(notes: &mut Diagnostics, node: &Node) -> Vec<Located<String>> {
    let mut names: Vec<Located<String>> = Vec::new();
    for item in notes.list(node, "a list of groups") {
        let Some(name) = notes.word(item, "the name of a group") else { continue };
        match names.iter().any(|other| other.value == name) {
            false => names.push(Located { value: name.to_owned(), at: item.span().start }),
            true => notes.add(item.span().start, format!("'{}' is already in this list", shown(name))),
        }
    }
    names
}

/// Reports unknown groups.
pub(super) fn check(notes: &mut Diagnostics, named: &[Located<String>], groups: &[Group]) {
    let names: Vec<&str> = groups.iter().map(|group| group.name.as_str()).collect();
    for name in named.iter().filter(|name| !names.contains(&name.value.as_str())) {
        let message = unknown_group(notes, &name.value, &names);
        notes.add(name.at, message);
    }
}

/// Parses whether windows and freezes apply to rollbacks.
pub(super) fn rollback(notes: &mut Diagnostics, node: &Node) -> Option<bool> {
    let fields = Fields::read(notes, node, Section::Rollback)?;
    let Some(node) = fields.get("windows") else {
        notes.add(fields.at(), "'windows' is missing (whether windows and freezes apply to rollbacks)");
        return None;
    };
    notes.boolean(node, "true or false")
}
