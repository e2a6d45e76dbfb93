//! Laws on generated YAML: two files that share most of their keys, in different styles.

use proptest::prelude::*;
use proptest::test_runner::TestCaseError;

use promote_format::{Data, Edit, Format, Parsed, Place, edit, read};

use super::corpus::{equal_unordered, lost_lines, may_be_lost, values};
use super::leaves::{changes, owned_lines, owned_range, place, subtrees, whole};
use super::texts::trees;
use super::writer::{Dice, Writer, altered};

fn parsed(text: &str) -> Result<Parsed, TestCaseError> {
    read(Format::Yaml, text.as_bytes().to_vec()).map_err(|e| TestCaseError::fail(format!("{e} in\n{text}")))
}

fn text(file: &Parsed) -> String {
    String::from_utf8_lossy(&file.bytes).into_owned()
}

/// The source file and the target file.
fn files() -> impl Strategy<Value = (String, String)> {
    (trees(), any::<u64>()).prop_map(|(tree, seed)| {
        let mut dice = Dice(seed);
        let other = altered(&tree, &mut dice);
        let source = Writer::new(Dice(dice.below(1 << 30) as u64)).text(&tree);
        let target = Writer::new(Dice(dice.below(1 << 30) as u64)).text(&other);
        (source, target)
    })
}

fn applied(target: &Parsed, source: &Parsed, edits: &[Edit]) -> Result<Parsed, TestCaseError> {
    let told = || format!("{edits:?}\n=== source\n{}\n=== target\n{}", text(source), text(target));
    let bytes = edit(target, source, edits).map_err(|e| TestCaseError::fail(format!("{e}\n{}", told())))?;
    read(Format::Yaml, bytes).map_err(|e| TestCaseError::fail(format!("{e}\n{}", told())))
}

/// The text with a few characters inserted or removed.
fn damaged(text: &str, dice: &mut Dice) -> String {
    let mut chars: Vec<char> = text.chars().collect();
    for _ in 0..1 + dice.below(3) {
        let at = dice.below(chars.len().max(1));
        match dice.below(3) {
            0 if !chars.is_empty() => drop(chars.remove(at)),
            1 if !chars.is_empty() => chars[at] = ' ',
            _ => chars.insert(
                at.min(chars.len()),
                *b"\n\t :-?#&*!|>'\"{}[],%~a".get(dice.below(23)).unwrap_or(&b'x') as char,
            ),
        }
    }
    chars.into_iter().collect()
}

fn one_by_one(target: &Parsed, source: &Parsed, edits: &[Edit]) -> Result<(), TestCaseError> {
    for one in edits {
        let after = applied(target, source, std::slice::from_ref(one))?;
        let owned = owned_lines(target, &after, one);
        for line in lost_lines(target, &after) {
            let along = matches!(one, Edit::Remove { .. }) && may_be_lost(&line, &after);
            let told = format!("{one:?}\nlost {line:?}\n=== before\n{}\n=== after\n{}", text(target), text(&after));
            // Behind a block scalar that ended the file without a line break, the header says that its value has none.
            let is_header =
                !text(target).ends_with('\n') && line.split([' ', '\t']).any(|word| word.starts_with(['|', '>']));
            prop_assert!(owned.contains(&line) || along || is_header, "{}", told);
        }
    }
    Ok(())
}

fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.split('\n').map(str::trim_end)
}

/// Asserts that the text before and after the lines of a modified value stays, and that setting the old value restores
/// the file.
fn modification(target: &Parsed, source: &Parsed, one: &Edit) -> Result<(), TestCaseError> {
    let Some(at) = place(one) else { return Ok(()) };
    let Some(owned) = owned_range(target, at.document, &at.key) else { return Ok(()) };
    let after = applied(target, source, std::slice::from_ref(one))?;
    let (old, new) = (text(target), text(&after));
    let told = || format!("{one:?}\n=== before\n{old}\n=== after\n{new}");
    // The number of empty lines that a block scalar keeps is part of its value, so those around it may change. An
    // anchor inside is not copied.
    let keeps = |text: &str| ["|+", ">+", "&anchor"].iter().any(|mark| text.contains(mark));
    let owned_then = owned_range(&after, at.document, &at.key).unwrap_or_default();
    if keeps(&old[owned.clone()]) || keeps(&new[owned_then.clone()]) {
        return Ok(());
    }
    // The empty lines after a block scalar may be part of it.
    let behind = old[owned.end..].trim_start_matches('\n').trim_end_matches('\n');
    prop_assert!(new.starts_with(&old[..owned.start]) && new.trim_end_matches('\n').ends_with(behind), "{}", told());
    let back = applied(&after, target, &[Edit::Set { at: at.clone(), from: at.document }])?;
    let token = |text: &str| text.trim_end().lines().count() < 2;
    // A list keeps the comments at the elements that stay.
    let is_list = |file: &Parsed| {
        file.tree
            .documents
            .get(at.document)
            .and_then(|document| document.root.find(&at.key))
            .is_some_and(|node| matches!(node.data, Data::List(_)))
    };
    if is_list(target) && is_list(&after) && new[owned_then.clone()].contains('#') {
        return Ok(());
    }
    // A value that needs a line break at the end of the file gave it one.
    if new.ends_with('\n') && !old.ends_with('\n') {
        prop_assert!(values(&back) == values(target), "{}\n=== back\n{}", told(), text(&back));
        return Ok(());
    }
    let same = match token(&old[owned]) && token(&new[owned_then]) {
        true => text(&back) == old,
        // A block scalar has its own line endings.
        false => lines(&text(&back)).eq(lines(&old)),
    };
    prop_assert!(same, "{}\n=== back\n{}", told(), text(&back));
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, max_shrink_iters: 20_000, ..ProptestConfig::default() })]

    #[test]
    fn each_edit_alone_touches_only_its_own_lines((source, target) in files()) {
        let (source, target) = (parsed(&source)?, parsed(&target)?);
        let (sets, removals) = changes(&target, &source);
        one_by_one(&target, &source, &sets)?;
        one_by_one(&target, &source, &removals)?;
    }

    #[test]
    fn a_modification_leaves_the_rest_unchanged_and_can_be_undone((source, target) in files()) {
        let (source, target) = (parsed(&source)?, parsed(&target)?);
        for one in changes(&target, &source).0 {
            modification(&target, &source, &one)?;
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
    fn any_subtree_can_be_promoted_as_a_whole((source, target) in files(), seed in any::<u64>()) {
        let (source, target) = (parsed(&source)?, parsed(&target)?);
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
    fn the_order_of_edits_does_not_matter((source, target) in files(), seed in any::<u64>()) {
        let (source, target) = (parsed(&source)?, parsed(&target)?);
        let (sets, removals) = changes(&target, &source);
        let mut dice = Dice(seed);
        let mut edits: Vec<Edit> = [sets, removals].concat().into_iter().filter(|_| dice.one_in(2)).collect();
        let after = applied(&target, &source, &edits)?;
        edits.reverse();
        let again = applied(&target, &source, &edits)?;
        prop_assert_eq!(text(&after), text(&again));
    }

    #[test]
    fn crlf_files_are_edited_like_lf_files((source, target) in files()) {
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
    fn arbitrary_bytes_never_panic_the_reader(text in "[ \\-:?{}\\[\\],#&*!|>'\"%@`a<\n\t~0.]{0,60}", bytes in prop::collection::vec(any::<u8>(), 0..40)) {
        let _ = read(Format::Yaml, text.into_bytes());
        let _ = read(Format::Yaml, bytes);
    }

    #[test]
    fn arbitrary_text_never_panics_the_editor(source in "[ \\-:{}\\[\\],#&*|>'a-c<\n]{0,60}", target in "[ \\-:{}\\[\\],#&*|>'a-c<\n]{0,60}") {
        if let (Ok(source), Ok(target)) = (parsed(&source), parsed(&target)) {
            let (sets, removals) = changes(&target, &source);
            for one in sets.iter().chain(&removals) {
                let _ = edit(&target, &source, std::slice::from_ref(one));
            }
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
