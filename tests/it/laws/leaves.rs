//! The differences between two files, as a plan has them, and the lines that an edit may touch.

use std::collections::HashMap;

use promote_format::{Data, Edit, Node, Origin, Parsed, Place};
use promote_model::{Key, Step, Value};

/// The fields that identify list elements.
const LIST_KEYS: [&str; 3] = ["name", "id", "key"];

/// Whether a list of scalars is a set: some are and some are not, but the same list always is.
fn is_set(list: &Key) -> bool {
    list.to_string().len().is_multiple_of(2)
}

/// The leaves below a node. A list is one leaf if its elements have no identifying field, unless it is a set. The
/// identifying field is no leaf, unless the element has nothing else.
pub fn leaves<'n>(node: &'n Node, key: &Key, out: &mut Vec<(Key, &'n Node)>) {
    let identity = match key.last() {
        Some(Step::Element { field, .. }) => Some(field),
        _ => None,
    };
    match &node.data {
        _ if node.tag().is_some() => out.push((key.clone(), node)),
        Data::Map(entries) if entries.len() == 1 && identity.is_some() => out.push((key.clone(), node)),
        Data::Map(entries) if !entries.is_empty() => {
            for e in entries.iter().filter(|e| Some(e.name.as_str()) != identity.map(String::as_str)) {
                leaves(&e.value, &key.child(Step::Name(e.name.to_string())), out);
            }
        }
        Data::List(items) if !items.is_empty() => match identities(items, key) {
            Some((field, values)) => {
                for (item, value) in items.iter().zip(values) {
                    leaves(item, &key.child(Step::Element { field: field.clone(), value }), out);
                }
            }
            None => out.push((key.clone(), node)),
        },
        _ => out.push((key.clone(), node)),
    }
}

fn identities(items: &[Node], list: &Key) -> Option<(String, Vec<String>)> {
    let set = is_set(list).then_some(&"");
    set.into_iter().chain(&LIST_KEYS).find_map(|field| {
        let values: Option<Vec<String>> = items.iter().map(|item| item.identity(field)).collect();
        let values = values?;
        let unique = values.iter().collect::<std::collections::HashSet<_>>().len() == values.len();
        unique.then(|| ((*field).to_owned(), values))
    })
}

/// The keys of all values below a node, including maps and lists.
pub fn subtrees(node: &Node) -> Vec<Key> {
    fn walk(node: &Node, key: &Key, out: &mut Vec<Key>) {
        let mut below = |step: Step, node: &Node| {
            let key = key.child(step);
            out.push(key.clone());
            walk(node, &key, out);
        };
        match &node.data {
            // A value with a tag is one unit.
            _ if node.tag().is_some() => {}
            Data::Map(entries) => entries.iter().for_each(|e| below(Step::Name(e.name.to_string()), &e.value)),
            Data::List(items) => {
                for (item, (field, value)) in identities(items, key)
                    .into_iter()
                    .flat_map(|(f, v)| items.iter().zip(v.into_iter().map(move |v| (f.clone(), v))))
                {
                    below(Step::Element { field, value }, item);
                }
            }
            Data::Scalar(_) => {}
        }
    }
    let mut out = Vec::new();
    walk(node, &Key::root(), &mut out);
    out
}

/// The title of a document: kind and name, or its position.
fn title(node: &Node, index: usize) -> String {
    let text = |key: &str| match node.find(&key.parse().unwrap()).map(Node::value) {
        Some(Value::String(text)) => Some(text),
        _ => None,
    };
    match (text("kind"), text("metadata.name")) {
        (Some(kind), Some(name)) => format!("{kind}/{name}"),
        _ => index.to_string(),
    }
}

/// The documents of two files that belong together: (target, source).
pub fn pairs(target: &Parsed, source: &Parsed) -> Vec<(usize, usize)> {
    let titles = |file: &Parsed| -> Vec<String> {
        file.tree.documents.iter().enumerate().map(|(i, d)| title(&d.root, i)).collect()
    };
    let (ours, theirs) = (titles(target), titles(source));
    let find = |name: &String| theirs.iter().position(|other| other == name);
    ours.iter().enumerate().filter_map(|(i, name)| find(name).map(|j| (i, j))).collect()
}

/// The edits that set each leaf of the source in the target, and those that remove what only the target has.
pub fn changes(target: &Parsed, source: &Parsed) -> (Vec<Edit>, Vec<Edit>) {
    let (mut sets, mut removals) = (Vec::new(), Vec::new());
    for (document, from) in pairs(target, source) {
        let (ours, theirs) = (&target.tree.documents[document].root, &source.tree.documents[from].root);
        let (mut old, mut new) = (Vec::new(), Vec::new());
        leaves(ours, &Key::root(), &mut old);
        leaves(theirs, &Key::root(), &mut new);
        let known: HashMap<&Key, &Node> = old.iter().map(|(key, node)| (key, *node)).collect();
        for (key, node) in &new {
            if known.get(key).map(|node| node.value()) != Some(node.value()) {
                let key = whole(ours, key);
                let set = Edit::Set { at: Place { document, key }, from };
                if !sets.contains(&set) {
                    sets.push(set);
                }
            }
        }
        let covered = |key: &Key| {
            sets.iter()
                .any(|e| matches!(e, Edit::Set { at, .. } if at.document == document && at.key.is_prefix_of(key)))
        };
        let gone = old.iter().filter(|(key, _)| theirs.find(key).is_none() && !covered(key));
        removals.extend(gone.map(|(key, _)| Edit::Remove { at: Place { document, key: key.clone() } }));
    }
    (sets, removals)
}

/// The key, or its parent where the target has a leaf in the way.
pub fn whole(target: &Node, key: &Key) -> Key {
    let mut node = target;
    for (depth, step) in key.steps().iter().enumerate() {
        let fits = matches!(
            (step, &node.data),
            (Step::Name(_), Data::Map(_)) | (Step::Index(_) | Step::Element { .. }, Data::List(_))
        );
        let above = Key::from(key.steps()[..depth].to_vec());
        let list_of_others =
            matches!(&node.data, Data::List(items) if !items.is_empty() && identities(items, &above).is_none());
        if (!fits || list_of_others || node.tag().is_some()) && node.value() != Value::Null {
            return above;
        }
        match node.child(step) {
            Some(child) => node = child,
            None => break,
        }
    }
    key.clone()
}

/// The place of an edit of a single value.
pub fn place(edit: &Edit) -> Option<&Place> {
    match edit {
        Edit::Set { at, .. } | Edit::Remove { at } => Some(at),
        _ => None,
    }
}

/// Whether the value, or a parent of it, comes from an alias or a merge key, or is repeated by one.
pub fn is_shared(target: &Parsed, at: &Place) -> bool {
    let mut node = &target.tree.documents[at.document].root;
    for step in at.key.steps() {
        match node.child(step) {
            Some(child) if *child.origin() != Origin::Own => return true,
            Some(child) => node = child,
            None => break,
        }
    }
    false
}

/// The lines of the target that an edit may change or remove, as text.
pub fn owned_lines(target: &Parsed, after: &Parsed, edit: &Edit) -> Vec<String> {
    let text = std::str::from_utf8(&target.bytes).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    owned_line_numbers(target, after, edit).into_iter().filter_map(|at| Some((*lines.get(at)?).to_owned())).collect()
}

/// The lines of the target that an edit may change or remove, from 0: those of its value and of all that is removed
/// with it; for a new value, the nearest line above it.
pub fn owned_line_numbers(target: &Parsed, after: &Parsed, edit: &Edit) -> Vec<usize> {
    let Some(at) = place(edit) else { return Vec::new() };
    let mut at = at.clone();
    let root = after.tree.documents.get(at.document).map(|d| &d.root);
    while let (Edit::Remove { .. }, Some(above)) = (edit, at.key.parent()) {
        if root.is_some_and(|root| root.find(&above).is_some()) {
            break;
        }
        at.key = above;
    }
    let text = std::str::from_utf8(&target.bytes).unwrap();
    let mut node = &target.tree.documents[at.document].root;
    let mut start = node.span().start;
    let mut exists = true;
    for step in at.key.steps() {
        let Some(child) = node.child(step) else {
            exists = false;
            break;
        };
        start = child.span().start;
        if let (Step::Name(name), Data::Map(entries)) = (step, &node.data) {
            start = entries.iter().find(|e| e.name == *name).map_or(start, |e| e.name_span().start);
        }
        node = child;
    }
    let flow = text[node.span()].starts_with(['{', '[']);
    if !exists && !flow && node.value() != Value::Null {
        // Only the line break at the end of the file may be added.
        return vec![text.lines().count().saturating_sub(1)];
    }
    let first = text[..start].rfind('\n').map_or(0, |i| i + 1);
    let last = text[node.span().end.max(start)..].find('\n').map_or(text.len(), |i| node.span().end.max(start) + i);
    // Comments below that are indented deeper than the key belong to its value.
    let deeper = |line: &&str| line.trim().is_empty() || line.len() - line.trim_start().len() > start - first;
    let is_comment = |line: &str| line.trim_start().starts_with(['#', '/']);
    let tail = text[last..].lines().skip(1).take_while(deeper).enumerate().filter(|(_, line)| is_comment(line));
    let number = |offset: usize| text[..offset].matches('\n').count();
    let end = number(last);
    (number(first)..=end).chain(tail.map(|(at, _)| end + 1 + at)).collect()
}

/// The bytes of the lines of the value at `key` and of the comments indented below it; `None` if there is no such key.
pub fn owned_range(target: &Parsed, document: usize, key: &Key) -> Option<std::ops::Range<usize>> {
    let text = std::str::from_utf8(&target.bytes).unwrap();
    let mut node = &target.tree.documents.get(document)?.root;
    let mut start = node.span().start;
    for step in key.steps() {
        let child = node.child(step)?;
        start = child.span().start;
        if let (Step::Name(name), Data::Map(entries)) = (step, &node.data) {
            start = entries.iter().find(|e| e.name == *name).map_or(start, |e| e.name_span().start);
        }
        node = child;
    }
    let first = text[..start].rfind('\n').map_or(0, |i| i + 1);
    let mut end = node.span().end.max(start);
    end += text[end..].find('\n').map_or(text.len() - end, |i| i + 1);
    let mut at = end;
    for line in text[end..].split_inclusive('\n') {
        at += line.len();
        let depth = line.len() - line.trim_start().len();
        match line.trim() {
            "" => {}
            line if line.starts_with('#') && depth > start - first => end = at,
            _ => break,
        }
    }
    Some(first..end)
}
