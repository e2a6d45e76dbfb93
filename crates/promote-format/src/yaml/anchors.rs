//! Anchors and aliases: which values repeat others, and the text of a refusal if an anchor prevents an edit.

use std::collections::{HashMap, HashSet};

use super::layout::YamlText;
use crate::edit_tree::EditNode;
use crate::find::Finder;
use crate::model::line_of;
use crate::{Data, Node, Origin, Parsed};
use promote_model::{Key, Step};

/// The anchors that the aliases in a value refer to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Aliases {
    /// There is no alias.
    None,
    /// All anchors are inside the value, so its text can be copied.
    Inside,
    /// Some anchors are elsewhere in the source.
    Outside,
}

/// Looks for aliases in a value.
pub(crate) fn aliases(node: &Node) -> Aliases {
    aliases_beside(node, &HashSet::new())
}

/// The same where these anchors count as being inside the value.
pub(crate) fn aliases_beside(node: &Node, shared: &HashSet<String>) -> Aliases {
    let (mut anchors, mut derived) = (Vec::new(), Vec::new());
    collect(node, &mut anchors, &mut derived);
    if derived.is_empty() {
        return Aliases::None;
    }
    let known = |name: &&str| anchors.contains(name) || shared.contains(*name);
    if derived.iter().all(known) { Aliases::Inside } else { Aliases::Outside }
}

/// The anchors in a file that stay where these values go.
pub(crate) fn staying_anchors<'n>(file: &Parsed, going: impl Iterator<Item = &'n Node>) -> HashSet<String> {
    let (mut gone, mut derived) = (Vec::new(), Vec::new());
    going.for_each(|node| collect(node, &mut gone, &mut derived));
    anchored(file).into_keys().filter(|name| !gone.contains(name)).map(str::to_owned).collect()
}

/// Whether a value has an anchor of one of these names that it repeats itself.
pub(crate) fn has_anchor(node: &Node, names: &HashSet<String>) -> bool {
    let (mut anchors, mut derived) = (Vec::new(), Vec::new());
    collect(node, &mut anchors, &mut derived);
    anchors.iter().any(|name| names.contains(*name))
}

/// The anchors that two files have with the same value, each once: an alias of the one means the same in the other.
pub(crate) fn shared_anchors(ours: &Parsed, theirs: &Parsed) -> HashSet<String> {
    common(ours, theirs, |node, other| node.value() == other.value())
}

/// The anchors that two files have, each once, whatever their values.
pub(crate) fn common_anchors(ours: &Parsed, theirs: &Parsed) -> HashSet<String> {
    common(ours, theirs, |_, _| true)
}

fn common(ours: &Parsed, theirs: &Parsed, counts: impl Fn(&Node, &Node) -> bool) -> HashSet<String> {
    let (ours, theirs) = (anchored(ours), anchored(theirs));
    let both = |(name, node): (&&str, &Option<&Node>)| {
        let (node, other) = ((*node)?, (*theirs.get(name)?)?);
        counts(node, other).then(|| (*name).to_owned())
    };
    ours.iter().filter_map(both).collect()
}

/// The anchors of a file with their values; `None` for one that is defined twice.
fn anchored(file: &Parsed) -> HashMap<&str, Option<&Node>> {
    let (layout, mut found) = (YamlText::of(file), HashMap::new());
    let mut waiting: Vec<&Node> = file.tree.documents.iter().map(|document| &document.root).collect();
    while let Some(node) = waiting.pop() {
        if matches!(node.origin(), Origin::Derived(_)) {
            continue;
        }
        if let Some(range) = layout.anchor(node) {
            let name = layout.text[range].trim_start_matches('&');
            found.entry(name).and_modify(|known| *known = None).or_insert(Some(node));
        }
        waiting.extend((0..node.len()).filter_map(|index| node.nth(index)));
    }
    found
}

/// An anchor inside a value that an alias elsewhere repeats.
pub(crate) fn inner_anchor(node: &Node) -> Option<&str> {
    match &node.data {
        Data::Map(entries) => entries.iter().find_map(|e| own_anchor(&e.value)),
        Data::List(items) => items.iter().find_map(own_anchor),
        Data::Scalar(_) => None,
    }
}

fn own_anchor(node: &Node) -> Option<&str> {
    match node.origin() {
        Origin::Anchored(name) => Some(name),
        Origin::Derived(_) => None,
        Origin::Own => inner_anchor(node),
    }
}

fn collect<'n>(node: &'n Node, anchors: &mut Vec<&'n str>, derived: &mut Vec<&'n str>) {
    match node.origin() {
        Origin::Derived(name) => return derived.push(name),
        Origin::Anchored(name) => anchors.push(name),
        Origin::Own => {}
    }
    match &node.data {
        Data::Map(entries) => entries.iter().for_each(|e| collect(&e.value, anchors, derived)),
        Data::List(items) => items.iter().for_each(|n| collect(n, anchors, derived)),
        Data::Scalar(_) => {}
    }
}

/// The way in which an anchor prevents an edit, with the name of the anchor.
#[derive(Debug, Clone, Copy)]
pub(crate) enum AnchorConflict<'t> {
    /// The value comes from the anchor.
    Derived(&'t str),
    /// Other places repeat the value.
    Anchored(&'t str),
    /// The anchor is inside the value, and other places repeat it.
    Inside(&'t str),
    /// The removed key comes from the anchor by a merge.
    Merged(&'t str),
}

/// The reason to refuse the edit of `key` in a document of the target. `edit_node` holds all edits of the
/// document, `repeats` the repetitions in it. `None` if nothing else depends on the anchor.
pub(crate) fn reason(
    target: &Parsed,
    document: usize,
    key: &Key,
    way: AnchorConflict<'_>,
    edit_node: &EditNode<'_>,
    repeats: &Repeats<'_>,
) -> Option<String> {
    if let AnchorConflict::Derived(anchor) = way {
        let there = repeats
            .original(key, anchor)
            .map_or("it there".to_owned(), |key| format!("{key} there (line {})", line_of(target, document, &key)));
        return Some(format!("the value comes from the anchor '{anchor}': change {there}, or write it out here first"));
    }
    if let AnchorConflict::Merged("<<") = way {
        let line = line_of(target, document, key);
        return Some(format!(
            "the key comes from the map in the merge key '<<' (line {line}): move it out of there first"
        ));
    }
    if let AnchorConflict::Merged(anchor) = way {
        let there = repeats.original(key, anchor).filter(|there| !edit_node.covers(there))?;
        let line = line_of(target, document, &there);
        return Some(format!(
            "the key comes from the anchor '{anchor}' by a merge: remove {there} (line {line}), too, or write the keys that \
             stay in place of the merge first"
        ));
    }
    let with = repeats.with(key);
    if with.is_empty() {
        return None;
    }
    let more: Vec<Key> = with.iter().filter(|key| !edit_node.covers(key)).cloned().collect();
    let keys = if more.is_empty() { listed(&with) } else { listed(&more) };
    Some(match way {
        AnchorConflict::Inside(anchor) => format!(
            "the value contains the anchor '{anchor}', used by {keys}: promote its keys one by one, or write the values \
             out there first"
        ),
        AnchorConflict::Anchored(anchor) | AnchorConflict::Derived(anchor) | AnchorConflict::Merged(anchor) => format!(
            "the anchor '{anchor}' repeats this value, so {keys} would change, too: promote them together, or write \
             the value out there first"
        ),
    })
}

/// The number of keys that a message names; the rest is counted.
const NAMED: usize = 3;

/// All repetitions in a document. Keys in here address list elements by index.
pub(crate) struct Repeats<'a> {
    root: &'a Node,
    places: Vec<Repetition<'a>>,
}

/// A value that comes from an alias, or a mapping with a merge key.
struct Repetition<'a> {
    key: Key,
    anchor: &'a str,
    /// The key of the repeated value.
    of: Key,
}

impl<'a> Repeats<'a> {
    /// The repetitions of one document.
    pub(crate) fn of(layout: YamlText<'a>, root: &'a Node) -> Self {
        let mut walk = RepeatFinder { layout, known: HashMap::new(), places: Vec::new() };
        walk.node(root, &Key::root());
        Self { root, places: walk.places }
    }

    /// The keys that change together with `key`, in the order of the document.
    pub(crate) fn with(&self, key: &Key) -> Vec<Key> {
        let key = self.indexed(key);
        let (mut found, mut seen, mut at) = (vec![key.clone()], HashSet::from([key.clone()]), 0);
        while let Some(now) = found.get(at).cloned() {
            for place in &self.places {
                let other = match () {
                    () if place.of.is_prefix_of(&now) => moved(&now, &place.of, &place.key),
                    () if now.is_prefix_of(&place.of) => place.key.clone(),
                    () => continue,
                };
                let written = self
                    .root
                    .find(&other)
                    .is_some_and(|node| !matches!(node.origin(), Origin::Derived(_)) && place.key != other);
                if !written && !key.is_prefix_of(&other) && seen.insert(other.clone()) {
                    found.push(other);
                }
            }
            at += 1;
        }
        found.split_off(1).iter().map(|key| self.shown_key(key)).collect()
    }

    /// The key of the value that `key` repeats through this anchor.
    pub(crate) fn original(&self, key: &Key, anchor: &str) -> Option<Key> {
        let key = self.indexed(key);
        let place = self.places.iter().find(|place| place.anchor == anchor && place.key.is_prefix_of(&key))?;
        Some(self.shown_key(&moved(&key, &place.key, &place.of)))
    }

    /// The key with all list elements addressed by index.
    fn indexed(&self, key: &Key) -> Key {
        self.respelled(key, |node, step| {
            let index = matches!(node.data, Data::List(_)).then(|| Finder::new(node, 1).find(step));
            index.flatten().map(Step::Index)
        })
    }

    /// The key for a message: an element with a name is addressed by it.
    fn shown_key(&self, key: &Key) -> Key {
        self.respelled(key, |node, step| {
            let Step::Index(_) = step else { return None };
            let element = |field: &&str| node.child(step)?.identity(field).map(|value| ((*field).to_owned(), value));
            let (field, value) = ["name", "id", "key"].iter().find_map(element)?;
            let step = Step::Element { field, value };
            Some(step)
        })
    }

    fn respelled(&self, key: &Key, spelled: impl Fn(&Node, &Step) -> Option<Step>) -> Key {
        let (mut node, mut steps) = (Some(self.root), Vec::new());
        for step in key.steps() {
            steps.push(node.and_then(|node| spelled(node, step)).unwrap_or(step.clone()));
            node = node.and_then(|node| node.child(step));
        }
        Key::from(steps)
    }
}

fn moved(key: &Key, from: &Key, to: &Key) -> Key {
    Key::from([to.steps(), &key.steps()[from.steps().len()..]].concat())
}

/// The keys as text: the first few, and the number of the others.
pub(crate) fn listed(keys: &[Key]) -> String {
    let named = keys.iter().take(NAMED).map(Key::to_string).collect::<Vec<_>>();
    match (&named[..], keys.len().saturating_sub(NAMED)) {
        (_, more @ 1..) => format!("{} and {more} more", named.join(", ")),
        ([some @ .., last], _) if !some.is_empty() => format!("{} and {last}", some.join(", ")),
        _ => named.join(", "),
    }
}

struct RepeatFinder<'a> {
    layout: YamlText<'a>,
    /// The last anchor of each name so far.
    known: HashMap<&'a str, Key>,
    places: Vec<Repetition<'a>>,
}

impl<'a> RepeatFinder<'a> {
    fn node(&mut self, node: &'a Node, key: &Key) {
        match node.origin() {
            Origin::Derived(anchor) => return self.place(key, anchor),
            Origin::Anchored(name) => {
                self.known.insert(name, key.clone());
            }
            Origin::Own => {}
        }
        match &node.data {
            Data::Map(entries) => entries.iter().for_each(|entry| match entry.value.origin() {
                Origin::Derived(anchor) if !self.layout.is_own(entry) => self.place(key, anchor),
                _ => self.node(&entry.value, &key.child(Step::Name(entry.name.to_string()))),
            }),
            Data::List(items) => {
                items.iter().enumerate().for_each(|(i, item)| self.node(item, &key.child(Step::Index(i))));
            }
            Data::Scalar(_) => {}
        }
    }

    fn place(&mut self, key: &Key, anchor: &'a str) {
        let Some(of) = self.known.get(anchor) else { return };
        let new = Repetition { key: key.clone(), anchor, of: of.clone() };
        // All entries that one merge key adds count as one repetition.
        if self.places.last().is_none_or(|last| (&last.key, last.anchor) != (&new.key, new.anchor)) {
            self.places.push(new);
        }
    }
}
