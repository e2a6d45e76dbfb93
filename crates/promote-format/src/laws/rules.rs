//! The laws. Each of them holds for every row of the table.

use std::collections::HashSet;

use proptest::prelude::*;
use proptest::strategy::BoxedStrategy;
use proptest::test_runner::{TestCaseResult, TestRunner};

use super::changes::{changes, configs, remove, set};
use super::document::any_key;
use super::model::{blocked, chosen, expected};
use crate::{Data, Edit, EditError, Format, Node, Parsed, edit, read};
use promote_model::{Key, Step};

/// The lines of a file that no edit may touch.
pub(crate) type KeptLines = fn(&Parsed, &[Edit]) -> Vec<Vec<u8>>;

/// The bytes of two files.
pub(crate) type Twins = (Vec<u8>, Vec<u8>);

/// What the laws have to know about a format.
pub(crate) struct Row {
    pub(crate) format: Format,
    pub(crate) cases: u32,
    /// A random file.
    pub(crate) file: fn() -> BoxedStrategy<Vec<u8>>,
    /// The same random document in two notations.
    pub(crate) twins: fn() -> BoxedStrategy<Twins>,
    /// A string that no random file contains.
    pub(crate) changed: &'static str,
    /// The comments of a text; additions keep all of them.
    pub(crate) comments: fn(&str) -> Vec<String>,
    /// Whether additions may change this line.
    pub(crate) may_change: fn(&str) -> bool,
    /// Whether maps and lists, and not only scalars, keep their bytes.
    pub(crate) keeps_containers: bool,
    /// Whether the last line of a file keeps its line break, or stays without one.
    pub(crate) keeps_last_line: bool,
    /// The lines that no edit may touch, if they can be told.
    pub(crate) kept_lines: Option<KeptLines>,
    /// Whether edits have the same result for CRLF line endings.
    pub(crate) other_endings: bool,
    /// Whether a new scalar changes only the bytes of the old one; otherwise also the separator.
    pub(crate) value_alone: bool,
    /// Whether an edit may be refused for this reason, although the model allows it.
    pub(crate) refuses: fn(&str) -> bool,
}

impl Row {
    fn parsed(&self, bytes: &[u8]) -> Parsed {
        let shown = String::from_utf8_lossy(bytes);
        read(self.format, bytes.to_vec()).unwrap_or_else(|bad| panic!("{bad} in\n{shown}"))
    }

    fn run<S: Strategy>(&self, cases: u32, strategy: &S, law: impl Fn(S::Value) -> TestCaseResult) {
        let config = ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(cases) };
        TestRunner::new(config).run(strategy, law).unwrap_or_else(|error| panic!("{error}"));
    }

    /// The new bytes; rejects a case that the format refuses by design.
    fn edited(&self, target: &Parsed, source: &Parsed, edits: &[Edit]) -> Result<Vec<u8>, TestCaseError> {
        edit(target, source, edits).map_err(|error| self.failure(&error, target, source, edits))
    }

    fn failure(&self, error: &EditError, target: &Parsed, source: &Parsed, edits: &[Edit]) -> TestCaseError {
        match (self.refuses)(&error.reason) {
            true => TestCaseError::reject("refused by design"),
            false => TestCaseError::fail(format!("{error}\n{}", shown(target, source, edits, &[]))),
        }
    }
}

/// The root of a file; an empty map if the file has no document.
fn root(file: &Parsed) -> Node {
    let root = file.tree.documents.first().map(|document| document.root.clone());
    root.unwrap_or_else(|| Node::new(0..0, Data::Map(Vec::new().into())))
}

/// The edits that turn the target into the source. A file without a document has no root to edit.
fn all_changes(target: &Parsed, source: &Parsed) -> Vec<Edit> {
    let mut edits = changes(&root(target), &root(source));
    if [target, source].iter().any(|file| file.tree.documents.is_empty()) {
        edits.retain(|edit| !matches!(edit, Edit::Set { at, .. } | Edit::Remove { at } if at.key.is_root()));
    }
    edits
}

fn shown(target: &Parsed, source: &Parsed, edits: &[Edit], after: &[u8]) -> String {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let (source, target, after) = (text(&source.bytes), text(&target.bytes), text(after));
    format!("{edits:?}\n=== source\n{source}\n=== target\n{target}\n=== after\n{after}")
}

/// Any edits give the leaves of the model, and keep the bytes, lines and comments that they do not address.
pub(crate) fn edits_equal_the_model(row: &Row) {
    let input = ((row.file)(), (row.file)(), any::<u64>(), 0..8_u8);
    row.run(row.cases, &input, |(target, source, mask, shape)| model_holds(row, &target, &source, mask, shape));
}

/// One case of [`edits_equal_the_model`].
pub(crate) fn model_holds(row: &Row, target: &[u8], source: &[u8], mask: u64, shape: u8) -> TestCaseResult {
    let (mut target, source) = (row.parsed(target), row.parsed(source));
    if shape & 1 > 0 && !target.bytes.contains(&b'\r') {
        let end = target.bytes.iter().rposition(|byte| *byte != b'\n').map_or(0, |last| last + 1);
        target = row.parsed(&target.bytes[..end]);
    }
    let (old, new) = (root(&target), root(&source));
    let edits = chosen(all_changes(&target, &source), mask);
    if blocked(&old, &edits) {
        prop_assert!(edit(&target, &source, &edits).is_err());
        return Ok(());
    }
    let after = row.edited(&target, &source, &edits)?;
    let again = row.parsed(&after);
    let told = || shown(&target, &source, &edits, &after);
    prop_assert_eq!(configs(&root(&again)), expected(&old, &new, &edits), "{}", told());
    if row.keeps_last_line && !target.bytes.is_empty() && !after.is_empty() {
        prop_assert_eq!(after.ends_with(b"\n"), target.bytes.ends_with(b"\n"), "{}", told());
    }
    bytes_are_kept(row, &target, &again, &edits)?;
    if let Some(kept_lines) = row.kept_lines {
        prop_assert!(is_subsequence(&kept_lines(&target, &edits), &after), "{}", told());
    }
    additions_keep_lines(row, &target, &edits, &after)?;
    other_endings(row, &target, &source, &edits, &after, shape)?;
    modified_values_can_be_reverted(row, &target, &source, mask)
}

/// Values that no edit addresses keep their bytes.
fn bytes_are_kept(row: &Row, target: &Parsed, after: &Parsed, edits: &[Edit]) -> TestCaseResult {
    let (old, new) = (root(target), root(after));
    let mut nodes = Vec::new();
    each(&old, &Key::root(), &mut nodes);
    for (key, node) in nodes {
        let named = |edit: &Edit| match edit {
            Edit::Set { at, .. } | Edit::Remove { at } => at.key.is_prefix_of(&key) || key.is_prefix_of(&at.key),
            _ => true,
        };
        if edits.iter().any(named) || !row.keeps_containers && !matches!(node.data, Data::Scalar(_)) {
            continue;
        }
        // An element may have lost its identifying field; everything else was compared with the model.
        let Some(now) = new.find(&key) else { continue };
        let (was, is) = (&target.bytes[node.span()], &after.bytes[now.span()]);
        prop_assert_eq!(is, was, "{}\n{}", key, shown(target, target, edits, &after.bytes));
    }
    if row.keeps_containers {
        let outside = |bytes: &[u8], root: &Node| [&bytes[..root.span().start], &bytes[root.span().end..]].concat();
        prop_assert_eq!(outside(&after.bytes, &new), outside(&target.bytes, &old));
    }
    Ok(())
}

/// Pure additions keep every comment, and every line except those that get new parts.
fn additions_keep_lines(row: &Row, target: &Parsed, edits: &[Edit], after: &[u8]) -> TestCaseResult {
    let (Ok(text), Ok(after)) = (std::str::from_utf8(&target.bytes), std::str::from_utf8(after)) else { return Ok(()) };
    let old = root(target);
    let is_new = |edit: &Edit| {
        let Edit::Set { at, .. } = edit else { return false };
        let above = (0..=at.key.steps().len()).map(|n| Key::from(at.key.steps()[..n].to_vec()));
        old.find(&at.key).is_none() && above.into_iter().all(|key| old.find(&key).is_none_or(|node| !node.is_empty()))
    };
    if !edits.iter().all(is_new) {
        return Ok(());
    }
    let told = || shown(target, target, edits, after.as_bytes());
    let (kept, now) = ((row.comments)(text), (row.comments)(after));
    prop_assert!(kept.iter().all(|comment| now.contains(comment)), "{}", told());
    prop_assert!(text.lines().count() <= after.lines().count(), "{}", told());
    let now: HashSet<&str> = after.lines().collect();
    let lost: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty() && !now.contains(line)).collect();
    prop_assert!(lost.iter().all(|line| (row.may_change)(line)), "{lost:?}\n{}", told());
    Ok(())
}

/// Edits of a copy with CRLF line endings, perhaps with a byte order mark, give a copy of the result.
fn other_endings(
    row: &Row,
    target: &Parsed,
    source: &Parsed,
    edits: &[Edit],
    after: &[u8],
    shape: u8,
) -> TestCaseResult {
    let (Ok(text), Ok(after)) = (std::str::from_utf8(&target.bytes), std::str::from_utf8(after)) else { return Ok(()) };
    // A file of one line does not show its line ending.
    if !row.other_endings || shape & 2 == 0 || !text.contains('\n') || text.contains('\r') || after.contains('\r') {
        return Ok(());
    }
    let mark = if shape & 4 > 0 && !text.is_empty() && !after.is_empty() { "\u{feff}" } else { "" };
    let copy = |text: &str| format!("{mark}{}", text.replace('\n', "\r\n"));
    let windows = row.parsed(copy(text).as_bytes());
    let result = row.edited(&windows, source, edits)?;
    prop_assert_eq!(
        String::from_utf8_lossy(&result),
        copy(after),
        "{}",
        shown(target, source, edits, after.as_bytes())
    );
    Ok(())
}

/// Scalars that are replaced by the source's and then by their old values give the old bytes.
fn modified_values_can_be_reverted(row: &Row, target: &Parsed, source: &Parsed, mask: u64) -> TestCaseResult {
    let (old, new) = (root(target), root(source));
    let is_scalar = |node: Option<&Node>| node.is_some_and(|node| matches!(node.data, Data::Scalar(_)));
    let keys = configs(&old).into_keys().filter(|key| is_scalar(old.find(key)) && is_scalar(new.find(key)));
    let is_identity = |key: &Key| {
        let field = key.parent().and_then(|parent| match parent.last() {
            Some(Step::Element { field, .. }) => Some(Step::Name(field.clone())),
            _ => None,
        });
        field.is_some_and(|field| key.last() == Some(&field))
    };
    let edits = chosen(keys.filter(|key| !is_identity(key)).map(set).collect(), mask);
    let after = row.parsed(&row.edited(target, source, &edits)?);
    let back = row.edited(&after, target, &edits)?;
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    prop_assert_eq!(text(&back), text(&target.bytes), "{}", shown(target, source, &edits, &after.bytes));
    Ok(())
}

/// A document in another notation, with one other scalar, changes only this scalar, and can be reverted.
pub(crate) fn one_changed_value_can_be_reverted(row: &Row) {
    let input = ((row.twins)(), any::<prop::sample::Index>());
    row.run(row.cases, &input, |((target, other), which)| {
        let (target, other) = (row.parsed(&target), row.parsed(&other));
        let (old, same) = (root(&target), root(&other));
        let keys: Vec<Key> = configs(&old).into_keys().collect();
        if keys.is_empty() {
            return Ok(());
        }
        let key = which.get(&keys);
        let mut leaves = Vec::new();
        same.find(key).into_iter().for_each(|node| scalars(node, &mut leaves));
        let Some(leaf) = leaves.first().map(|node| node.span()) else { return Ok(()) };
        let parts = [&other.bytes[..leaf.start], row.changed.as_bytes(), &other.bytes[leaf.end..]];
        let Ok(changed) = read(row.format, parts.concat()) else { return Ok(()) };
        let edits = all_changes(&target, &changed);
        let after = row.parsed(&row.edited(&target, &changed, &edits)?);
        let back = all_changes(&after, &target);
        let back = row.edited(&after, &target, &back)?;
        let is_scalar = |edit: &Edit| matches!(edit, Edit::Set { at, .. } if old.find(&at.key).is_some_and(|n| matches!(n.data, Data::Scalar(_))));
        if edits.iter().all(is_scalar) {
            let told = || shown(&target, &changed, &edits, &after.bytes);
            let span = old.find(key).map(Node::span).unwrap_or_default();
            let start = if row.value_alone { span.start } else { 0 };
            prop_assert!(after.bytes.starts_with(&target.bytes[..start]), "{}", told());
            prop_assert!(after.bytes.ends_with(&target.bytes[span.end..]), "{}", told());
            prop_assert!(back == target.bytes, "{}", told());
        }
        Ok(())
    });
}

/// Sets and removals of arbitrary keys are made or refused, and results can be parsed.
pub(crate) fn arbitrary_edits_do_not_panic(row: &Row) {
    let keys = prop::collection::vec(any_key(), 0..4);
    let input = ((row.file)(), (row.file)(), keys, any::<u64>());
    row.run(row.cases / 2, &input, |(target, source, mut keys, mask)| {
        let (target, source) = (row.parsed(&target), row.parsed(&source));
        let (old, new) = (root(&target), root(&source));
        keys.extend(configs(&old).into_keys().chain(configs(&new).into_keys()));
        let edit_of = |(i, key)| if mask >> (i % 64) & 1 == 1 { set(key) } else { remove(key) };
        let edits: Vec<Edit> = keys.into_iter().enumerate().map(edit_of).collect();
        for edits in [&edits[..], &edits[..edits.len().min(3)]] {
            if let Ok(after) = edit(&target, &source, edits) {
                row.parsed(&after);
            }
        }
        Ok(())
    });
}

/// Edits of files with arbitrary bytes are made or refused; results equal the model.
pub(crate) fn survives(format: Format, target: &[u8], source: &[u8]) {
    let (Ok(target), Ok(source)) = (read(format, target.to_vec()), read(format, source.to_vec())) else { return };
    let (old, new) = (root(&target), root(&source));
    for mask in [u64::MAX, 1, 0b1010] {
        let edits = chosen(all_changes(&target, &source), mask);
        if let Ok(after) = edit(&target, &source, &edits) {
            let again = read(format, after).unwrap();
            assert_eq!(configs(&root(&again)), expected(&old, &new, &edits));
        }
    }
}

/// All nodes with their keys.
fn each<'n>(node: &'n Node, key: &Key, found: &mut Vec<(Key, &'n Node)>) {
    found.push((key.clone(), node));
    match &node.data {
        Data::Scalar(_) => {}
        Data::Map(entries) => {
            entries.iter().for_each(|e| each(&e.value, &key.child(Step::Name(e.name.to_string())), found));
        }
        Data::List(items) => items.iter().for_each(|item| {
            if let Some(value) = item.identity("name") {
                each(item, &key.child(Step::Element { field: "name".to_owned(), value }), found);
            }
        }),
    }
}

fn scalars<'n>(node: &'n Node, found: &mut Vec<&'n Node>) {
    if matches!(node.data, Data::Scalar(_)) {
        return found.push(node);
    }
    (0..node.len()).filter_map(|at| node.nth(at)).for_each(|below| scalars(below, found));
}

fn is_subsequence(part: &[Vec<u8>], whole: &[u8]) -> bool {
    let mut lines = whole.split(|byte| *byte == b'\n').map(|line| line.strip_suffix(b"\r").unwrap_or(line));
    part.iter().all(|wanted| lines.any(|line| line == wanted))
}
