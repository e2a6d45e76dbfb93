//! Edits of a target file from a source file: some that the choices pick, or all that turn the target into the source.

use std::collections::HashSet;

use promote_format::{Data, Edit, Node, Parsed, Place};
use promote_model::{Key, Step};

use super::input::Choices;

/// The fields that identify list elements; with the empty one, an element of a set identifies itself.
const LIST_KEYS: [&str; 4] = ["name", "id", "key", ""];
/// The largest number of candidates from one document.
const MANY: usize = 400;

/// The edits that the choices pick, without contradictions.
pub fn edits(target: &Parsed, source: &Parsed, choices: &[u8]) -> Vec<Edit> {
    let mut choices = Choices(choices);
    let count = choices.below(8);
    if count == 0 {
        return whole_plan(target, source);
    }
    let candidates = candidates(target, source);
    let mut edits: Vec<Edit> = Vec::new();
    for _ in 0..count {
        if candidates.is_empty() {
            break;
        }
        let one = &candidates[choices.below(candidates.len())];
        if edits.iter().all(|other| agree(one, other) && alike(one, other)) {
            edits.push(one.clone());
        }
    }
    edits
}

fn candidates(target: &Parsed, source: &Parsed) -> Vec<Edit> {
    let (ours, theirs) = (&target.tree.documents, &source.tree.documents);
    let mut out = Vec::new();
    for (from, document) in theirs.iter().enumerate() {
        out.push(Edit::AddDocument { from });
        for into in 0..ours.len().max(1) {
            let mut found = Vec::new();
            keys(&document.root, ours.get(into).map(|d| &d.root), &Key::root(), &mut found);
            out.extend(found.into_iter().map(|key| Edit::Set { at: Place { document: into, key }, from }));
        }
    }
    for (document, own) in ours.iter().enumerate() {
        out.push(Edit::RemoveDocument { document });
        let mut found = Vec::new();
        keys(&own.root, Some(&own.root), &Key::root(), &mut found);
        out.extend(found.into_iter().map(|key| Edit::Remove { at: Place { document, key } }));
    }
    out
}

/// The keys at and below a node. Elements are addressed by their identifying field if it is unique here and in the
/// other file; that field itself is not edited.
fn keys(node: &Node, other: Option<&Node>, key: &Key, out: &mut Vec<Key>) {
    if out.len() >= MANY {
        return;
    }
    out.push(key.clone());
    let field = key.last().and_then(|step| if let Step::Element { field, .. } = step { Some(field) } else { None });
    let steps: Vec<Step> = match &node.data {
        Data::Map(entries) => entries.iter().map(|e| Step::Name(e.name.to_string())).collect(),
        Data::List(items) => match shared_field(node, other) {
            // By position: only existing elements, and the next one.
            None => (0..items.len().min(other.map_or(0, Node::len) + 1)).map(Step::Index).collect(),
            Some(field) => elements(node, field).unwrap_or_default(),
        },
        Data::Scalar(_) => Vec::new(),
    };
    for step in steps.into_iter().filter(|step| !matches!(step, Step::Name(name) if Some(name) == field)) {
        let Some(child) = node.child(&step) else { continue };
        keys(child, other.and_then(|o| o.child(&step)), &key.child(step), out);
    }
}

/// The field that identifies the elements of a list, here and in the other file if that has elements.
fn shared_field(node: &Node, other: Option<&Node>) -> Option<&'static str> {
    let fits = |field: &&str| other.filter(|o| !o.is_empty()).is_none_or(|o| elements(o, field).is_some());
    LIST_KEYS.into_iter().find(|field| elements(node, field).is_some() && fits(field))
}

/// The steps to the elements of a list; `None` unless the field identifies each of them.
fn elements(node: &Node, field: &str) -> Option<Vec<Step>> {
    let Data::List(items) = &node.data else { return None };
    let values: Vec<String> = items.iter().map(|item| item.identity(field)).collect::<Option<_>>()?;
    let unique = values.iter().collect::<HashSet<_>>().len() == values.len();
    unique.then(|| values.into_iter().map(|value| Step::Element { field: field.to_owned(), value }).collect())
}

/// Whether two edits can be combined: no value twice, and no part of a value that is edited as a whole; but a removed
/// value may be built again.
fn agree(one: &Edit, other: &Edit) -> bool {
    use Edit::{AddDocument, Remove, RemoveDocument, Set};
    match (one, other) {
        (RemoveDocument { document: a }, RemoveDocument { document: b }) => a != b,
        (RemoveDocument { document }, Set { at, .. } | Remove { at })
        | (Set { at, .. } | Remove { at }, RemoveDocument { document }) => at.document != *document,
        (AddDocument { .. }, _) | (_, AddDocument { .. }) => true,
        (Set { at: a, .. } | Remove { at: a }, Set { at: b, .. } | Remove { at: b }) if a.document != b.document => {
            true
        }
        (Remove { at: above }, Set { at, .. }) | (Set { at, .. }, Remove { at: above })
            if above.key.is_prefix_of(&at.key) && above.key != at.key =>
        {
            !above.key.is_root() && !at.key.steps().iter().any(|step| matches!(step, Step::Index(_)))
        }
        (Set { at: a, .. } | Remove { at: a }, Set { at: b, .. } | Remove { at: b }) => !a.key.excludes(&b.key),
    }
}

/// Whether both edits address the elements of every list in the same way: a plan does not mix positions and names.
fn alike(one: &Edit, other: &Edit) -> bool {
    let (Edit::Set { at: a, .. } | Edit::Remove { at: a }, Edit::Set { at: b, .. } | Edit::Remove { at: b }) =
        (one, other)
    else {
        return true;
    };
    let differ = a.key.steps().iter().zip(b.key.steps()).find(|(a, b)| a != b);
    let is_name = |step: &Step| matches!(step, Step::Element { .. });
    a.document != b.document || differ.is_none_or(|(a, b)| is_name(a) == is_name(b))
}

/// All edits that turn the target's documents into the source's, for documents that both have.
fn whole_plan(target: &Parsed, source: &Parsed) -> Vec<Edit> {
    let mut out = Vec::new();
    for (document, (ours, theirs)) in target.tree.documents.iter().zip(&source.tree.documents).enumerate() {
        differences(&ours.root, &theirs.root, Place { document, key: Key::root() }, &mut out);
    }
    out
}

fn differences(ours: &Node, theirs: &Node, at: Place, out: &mut Vec<Edit>) {
    let steps = |node: &Node| -> Vec<Step> {
        match &node.data {
            Data::Map(entries) => entries.iter().map(|e| Step::Name(e.name.to_string())).collect(),
            _ => shared_field(ours, Some(theirs)).and_then(|field| elements(node, field)).unwrap_or_default(),
        }
    };
    let alike = matches!((&ours.data, &theirs.data), (Data::Map(_), Data::Map(_)) | (Data::List(_), Data::List(_)));
    let (own, other) = (steps(ours), steps(theirs));
    if !alike || ours.tag() != theirs.tag() || own.is_empty() || other.is_empty() {
        if ours.value() != theirs.value() {
            out.push(Edit::Set { from: at.document, at });
        }
        return;
    }
    let identity =
        at.key.last().and_then(|s| if let Step::Element { field, .. } = s { Some(field.clone()) } else { None });
    let below = |step: Step| Place { document: at.document, key: at.key.child(step) };
    for step in other.into_iter().filter(|step| !matches!(step, Step::Name(name) if Some(name) == identity.as_ref())) {
        match (ours.child(&step), theirs.child(&step)) {
            (Some(a), Some(b)) => differences(a, b, below(step), out),
            _ => out.push(Edit::Set { from: at.document, at: below(step) }),
        }
    }
    let gone = own.into_iter().filter(|step| theirs.child(step).is_none());
    out.extend(gone.map(|step| Edit::Remove { at: below(step) }));
}
