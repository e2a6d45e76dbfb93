//! Laws on generated HCL: two files that share most of their keys, in different styles.

use proptest::prelude::*;
use proptest::test_runner::TestCaseError;

use promote_format::{Edit, Format, Node, Parsed, Place, edit, read};
use promote_model::{Key, Step, Value};

use super::corpus::{equal_unordered, lost_lines, may_be_lost, values};
use super::hcl_writer::Writer;
use super::leaves::{changes, owned_lines, place, subtrees, whole};
use super::texts::trees;
use super::writer::{Dice, altered};

/// The source file and the target file.
fn files() -> impl Strategy<Value = (String, String)> {
    (trees(), any::<u64>()).prop_map(|(tree, seed)| {
        let mut dice = Dice(seed);
        let other = altered(&tree, &mut dice);
        let source = Writer::text(&tree, Dice(dice.below(1 << 30) as u64));
        let target = Writer::text(&other, Dice(dice.below(1 << 30) as u64));
        (source, target)
    })
}

fn parsed(text: &str) -> Result<Parsed, TestCaseError> {
    read(Format::Hcl, text.as_bytes().to_vec()).map_err(|e| TestCaseError::fail(format!("{e} in\n{text}")))
}

fn text(file: &Parsed) -> String {
    String::from_utf8_lossy(&file.bytes).into_owned()
}

/// Whether an edit meets one of the documented limits: a block in one file and an object in the other, a single block
/// that remains of several, or a list element that is added or removed beside heredocs.
fn is_refused(target: &Parsed, source: &Parsed, edits: &[Edit]) -> bool {
    let mut reasons = vec!["a block in one of the files", "not a list of one"];
    let of_a_set = |edit: &Edit| match edit {
        Edit::Set { at, .. } | Edit::Remove { at } => {
            at.key.steps().iter().any(|step| matches!(step, Step::Element { field, .. } if field.is_empty()))
        }
        _ => false,
    };
    if edits.iter().any(of_a_set) && [target, source].iter().any(|file| text(file).contains("<<")) {
        reasons.push("would not hold exactly what was requested");
    }
    edit(target, source, edits).is_err_and(|error| reasons.iter().any(|reason| error.reason.contains(reason)))
}

fn applied(target: &Parsed, source: &Parsed, edits: &[Edit]) -> Result<Parsed, TestCaseError> {
    if is_refused(target, source, edits) {
        return Err(TestCaseError::reject("refused with its reason"));
    }
    let told = || format!("{edits:?}\n=== source\n{}\n=== target\n{}", text(source), text(target));
    let bytes = edit(target, source, edits).map_err(|e| TestCaseError::fail(format!("{e}\n{}", told())))?;
    read(Format::Hcl, bytes).map_err(|e| TestCaseError::fail(format!("{e}\n{}", told())))
}

/// A new entry removes no line; it may add a comma to one, and open a value that was empty or on one line.
fn opened(line: &str, after: &Parsed) -> bool {
    let commas = text(after).lines().any(|other| other.replace(',', "") == line.replace(',', ""));
    commas || line.contains(['{', '[', '}', ']']) || line.contains("null")
}

fn one_by_one(target: &Parsed, source: &Parsed, edits: &[Edit]) -> Result<(), TestCaseError> {
    for one in edits {
        let after = applied(target, source, std::slice::from_ref(one))?;
        let owned = owned_lines(target, &after, one);
        let root = &target.tree.documents[0].root;
        let is_new = place(one).is_some_and(|at| root.find(&at.key).is_none());
        for line in lost_lines(target, &after) {
            // Where a value makes room for a labelled block, it is removed with its comments.
            let makes_room = place(one).is_some_and(|at| nearest(root, &at.key).is_empty());
            let comment = is_comment(&line) && (matches!(one, Edit::Remove { .. }) || !is_new || makes_room);
            let along = comment || matches!(one, Edit::Remove { .. }) && may_be_lost(&line, &after);
            let told = format!(
                "{one:?}\nlost {line:?}\n=== before\n{}\n=== source\n{}\n=== after\n{}",
                text(target),
                text(source),
                text(&after)
            );
            prop_assert!(owned.contains(&line) || along, "{}", told);
            prop_assert!(!is_new || comment || opened(&line, &after), "new, {}", told);
        }
    }
    Ok(())
}

/// The value at `key`, or its nearest parent that exists.
fn nearest<'n>(root: &'n Node, key: &Key) -> &'n Node {
    let depth = (0..=key.steps().len()).rev();
    depth.map(|depth| Key::from(key.steps()[..depth].to_vec())).find_map(|key| root.find(&key)).unwrap_or(root)
}

fn is_comment(line: &str) -> bool {
    line.trim_start().starts_with(['#', '/']) || line.trim_end().ends_with("*/")
}

/// Whether both files have a document.
fn has_documents(files: [&Parsed; 2]) -> bool {
    files.iter().all(|file| !file.tree.documents.is_empty())
}

/// The text with a few characters inserted or removed.
fn damaged(text: &str, dice: &mut Dice) -> String {
    let mut chars: Vec<char> = text.chars().collect();
    for _ in 0..1 + dice.below(3) {
        let at = dice.below(chars.len().max(1));
        match dice.below(3) {
            0 if !chars.is_empty() => drop(chars.remove(at)),
            1 if !chars.is_empty() => chars[at] = ' ',
            _ => chars
                .insert(at.min(chars.len()), *b"\n\t =#/*<\"'{}[]()$%a,:".get(dice.below(22)).unwrap_or(&b'x') as char),
        }
    }
    chars.into_iter().collect()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, max_shrink_iters: 20_000, ..ProptestConfig::default() })]

    #[test]
    fn each_edit_alone_touches_only_its_own_lines((source, target) in files()) {
        let (source, target) = (parsed(&source)?, parsed(&target.replace("\r\n", "\n"))?);
        if has_documents([&source, &target]) {
            let (sets, removals) = changes(&target, &source);
            one_by_one(&target, &source, &sets)?;
            one_by_one(&target, &source, &removals)?;
        }
    }

    #[test]
    fn all_edits_together_give_the_source_and_can_be_undone((source, target) in files()) {
        let (source, target) = (parsed(&source)?, parsed(&target)?);
        let (sets, removals) = changes(&target, &source);
        let edits = [sets, removals].concat();
        let after = applied(&target, &source, &edits)?;
        let told = format!("{edits:?}\n=== source\n{}\n=== target\n{}\n=== after\n{}", text(&source), text(&target), text(&after));
        prop_assert!(equal_unordered(&values(&after), &values(&source)), "{}", told);
        let (sets, removals) = changes(&after, &target);
        let back = applied(&after, &target, &[sets, removals].concat())?;
        prop_assert!(equal_unordered(&values(&back), &values(&target)), "and back\n{}", told);
    }

    #[test]
    fn undoing_a_modification_restores_the_bytes((source, target) in files()) {
        let (source, target) = (parsed(&source)?, parsed(&target)?);
        if !has_documents([&source, &target]) {
            return Ok(());
        }
        let (ours, theirs) = (&target.tree.documents[0].root, &source.tree.documents[0].root);
        let is_scalar = |at: &Place| {
            let leaf = |value: Value| value.is_leaf();
            [ours, theirs].iter().all(|root| root.find(&at.key).is_some_and(|node| leaf(node.value()) && node.is_empty()))
        };
        let edits: Vec<Edit> = changes(&target, &source).0.into_iter().filter(|e| place(e).is_some_and(is_scalar)).collect();
        let after = applied(&target, &source, &edits)?;
        let back = applied(&after, &target, &edits)?;
        prop_assert_eq!(text(&back), text(&target), "{}", text(&after));
    }

    #[test]
    fn any_subtree_can_be_promoted_as_a_whole((source, target) in files(), seed in any::<u64>()) {
        let (source, target) = (parsed(&source)?, parsed(&target)?);
        if !has_documents([&source, &target]) {
            return Ok(());
        }
        let (ours, theirs) = (&target.tree.documents[0].root, &source.tree.documents[0].root);
        let mut dice = Dice(seed);
        for key in subtrees(theirs) {
            if !dice.one_in(4) {
                continue;
            }
            let set = Edit::Set { at: Place { document: 0, key: whole(ours, &key) }, from: 0 };
            let after = applied(&target, &source, std::slice::from_ref(&set))?;
            let told = format!("{set:?}\n=== source\n{}\n=== target\n{}\n=== after\n{}", text(&source), text(&target), text(&after));
            let found = after.tree.documents[0].root.find(&key).map(|node| node.value());
            prop_assert!(found == theirs.find(&key).map(|node| node.value()), "{}", told);
        }
    }

    #[test]
    fn crlf_files_are_edited_like_lf_files((source, target) in files()) {
        let (source, target) = (source.replace("\r\n", "\n"), target.replace("\r\n", "\n"));
        let windows = parsed(&target.replace('\n', "\r\n"))?;
        let (source, target) = (parsed(&source)?, parsed(&target)?);
        let (sets, removals) = changes(&target, &source);
        let edits = [sets, removals].concat();
        let after = applied(&target, &source, &edits)?;
        if text(&target).contains('\n') {
            prop_assert_eq!(text(&after).replace('\n', "\r\n"), text(&applied(&windows, &source, &edits)?));
        }
    }

    #[test]
    fn arbitrary_text_never_panics(source in "[ a-c={}\\[\\](),:#/*<E\"$%.\n0?-]{0,60}", target in "[ a-c={}\\[\\](),:#/*<E\"$%.\n0?-]{0,60}") {
        if let (Ok(source), Ok(target)) = (parsed(&source), parsed(&target)) {
            let (sets, removals) = changes(&target, &source);
            let _ = edit(&target, &source, &[sets, removals].concat());
        }
    }

    #[test]
    fn damaged_files_never_make_the_editor_panic((source, target) in files(), seed in any::<u64>()) {
        let mut dice = Dice(seed);
        let (source, target) = (damaged(&source, &mut dice), damaged(&target, &mut dice));
        if let (Ok(source), Ok(target)) = (parsed(&source), parsed(&target)) {
            let (sets, removals) = changes(&target, &source);
            for one in sets.iter().chain(&removals) {
                let _ = edit(&target, &source, std::slice::from_ref(one));
            }
            let _ = edit(&target, &source, &[sets, removals].concat());
        }
    }
}
