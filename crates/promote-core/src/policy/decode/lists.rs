//! `list-keys:` and `sets:`, the rules about lists.
//!
//! ```yaml
//! list-keys:
//!   - name                                        # for all lists, in order of preference
//!   - { for: "*.ports", by: containerPort }       # for these lists only this field
//!   - { for: "*.rules", by: [host, id] }          # or the first of these that identifies elements
//!   - { for: "*.args", by: [] }                   # always one key
//! sets: ["kustomization.yaml:resources"]
//! ```

use std::collections::HashSet;

use super::diagnostics::{Diagnostics, shown};
use super::fields::{Fields, Section};
use crate::env::lists::{ListKeys, ListRules};
use crate::policy::DEFAULT_LIST_KEYS;
use promote_format::{Data, Node};

pub(super) fn read(notes: &mut Diagnostics, fields: &Fields) -> ListRules {
    let mut rules = ListRules::default();
    let node = fields.get("list-keys");
    let items = node.map(|node| notes.list(node, "a list of field names")).unwrap_or_default();
    let (own, everywhere): (Vec<&Node>, Vec<&Node>) = items.iter().partition(|item| matches!(item.data, Data::Map(_)));
    rules.keys = names(notes, everywhere.iter().copied());
    let mut seen = HashSet::new();
    for item in &own {
        let Some((at, list)) = of_some_lists(notes, item) else { continue };
        if seen.insert(list.lists.text().to_owned()) {
            rules.by_path.push(list);
        } else {
            notes.add(at, format!("'{}' already has an entry in 'list-keys'", shown(list.lists.text())));
        }
    }
    // Entries with `for` alone leave the defaults for all other lists.
    if node.is_none() || (everywhere.is_empty() && !own.is_empty()) {
        rules.keys = DEFAULT_LIST_KEYS.map(str::to_owned).to_vec();
    }
    rules.sets = fields.get("sets").map_or_else(Vec::new, |node| notes.patterns(node));
    rules
}

/// Parses `{ for: PATTERN, by: FIELD }`; also returns the place of the pattern.
fn of_some_lists(notes: &mut Diagnostics, item: &Node) -> Option<(usize, ListKeys)> {
    let fields = Fields::read(notes, item, Section::ListKeys)?;
    let (lists, by) = (fields.get("for"), fields.get("by"));
    for (name, field) in [("for", lists), ("by", by)] {
        if field.is_none() {
            notes.add(fields.at(), format!("'{name}' is missing in this entry of 'list-keys'"));
        }
    }
    let (lists, by) = (lists?, by?);
    let fields = match &by.data {
        Data::List(_) => notes.list(by, "the name of a field, or a list of them").iter().collect(),
        _ => vec![by],
    };
    let fields = names(notes, fields.into_iter());
    Some((lists.span().start, ListKeys { lists: notes.pattern(lists)?, fields }))
}

fn names<'n>(notes: &mut Diagnostics, items: impl Iterator<Item = &'n Node>) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for item in items {
        match notes.text(item, "the name of a field") {
            None => {}
            Some("") => notes.add(item.span().start, "the name of a field cannot be empty"),
            Some(name) if names.iter().any(|known| known == name) => {
                notes.add(item.span().start, format!("'{}' is already in this list", shown(name)));
            }
            Some(name) => names.push(name.to_owned()),
        }
    }
    names
}
