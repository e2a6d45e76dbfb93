//! Real files: the navigation of a web console, promoted from stage to prod and from beta to stable.

use std::path::{Path, PathBuf};

use super::edited;
use crate::json::read;
use crate::laws::changes::{additions, changes};
use crate::{Edit, Format, Parsed};

fn corpus() -> Option<PathBuf> {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpus");
    let root = std::env::var_os("PROMOTE_CORPUS").map_or_else(beside, PathBuf::from);
    Some(root.join("chrome-service/static")).filter(|path| path.is_dir())
}

fn parsed(path: &Path) -> Option<Parsed> {
    let bytes = std::fs::read(path).ok()?;
    let tree = read(&bytes).unwrap_or_else(|bad| panic!("{}: {bad}", path.display()));
    Some(Parsed { format: Format::Json, bytes, tree })
}

/// Each file that both sides have, with the target first.
fn pairs() -> Vec<(String, Parsed, Parsed)> {
    let Some(root) = corpus() else { return Vec::new() };
    let ways = [
        ("beta/stage", "beta/prod"),
        ("stable/stage", "stable/prod"),
        ("beta/stage", "stable/stage"),
        ("beta/prod", "stable/prod"),
        ("beta/itless", "stable/itless"),
    ];
    let mut pairs = Vec::new();
    for (from, to) in ways {
        let mut names: Vec<_> =
            root.join(to).join("navigation").read_dir().unwrap().map(|e| e.unwrap().file_name()).collect();
        names.sort();
        for name in names {
            let file = |side: &str| parsed(&root.join(side).join("navigation").join(&name));
            if let (Some(target), Some(source)) = (file(to), file(from)) {
                pairs.push((format!("{to}/{}", name.display()), target, source));
            }
        }
    }
    assert!(pairs.len() > 40);
    pairs
}

/// `PROMOTE_RESULTS=<dir>` writes the results to files.
fn keep(name: &str, before: &Parsed, source: &Parsed, after: &str) {
    let Some(dir) = std::env::var_os("PROMOTE_RESULTS").map(PathBuf::from) else { return };
    let dir = dir.join(name.replace('/', "-"));
    std::fs::create_dir_all(&dir).unwrap();
    std::fs::write(dir.join("before.json"), &before.bytes).unwrap();
    std::fs::write(dir.join("source.json"), &source.bytes).unwrap();
    std::fs::write(dir.join("after.json"), after).unwrap();
}

#[test]
fn all_changes_together_make_the_target_equal_to_the_source() {
    for (name, target, source) in pairs() {
        let (ours, theirs) = (&target.tree.documents[0].root, &source.tree.documents[0].root);
        let edits = changes(ours, theirs);
        let after = edited(&target, &source, &edits).unwrap_or_else(|bad| panic!("{name}: {bad}"));
        keep(&format!("all-{name}"), &target, &source, &after);
        let again = read(after.as_bytes()).unwrap();
        let left = changes(&again.documents[0].root, theirs);
        assert_eq!(left, Vec::new(), "{name}");
    }
}

#[test]
fn additions_keep_values_that_only_the_target_has() {
    for (name, target, source) in pairs() {
        let (ours, theirs) = (&target.tree.documents[0].root, &source.tree.documents[0].root);
        let edits = additions(ours, theirs);
        let after = edited(&target, &source, &edits).unwrap_or_else(|bad| panic!("{name}: {bad}"));
        keep(&format!("add-{name}"), &target, &source, &after);
        let again = read(after.as_bytes()).unwrap();
        assert_eq!(additions(&again.documents[0].root, theirs), Vec::new(), "{name}");
    }
}

#[test]
fn each_change_alone_changes_only_its_key() {
    let mut edited_alone = 0;
    for (name, target, source) in pairs() {
        let (ours, theirs) = (&target.tree.documents[0].root, &source.tree.documents[0].root);
        let all = changes(ours, theirs);
        for (nth, edit) in all.iter().enumerate() {
            let after =
                edited(&target, &source, std::slice::from_ref(edit)).unwrap_or_else(|bad| panic!("{name}: {bad}"));
            if nth % 7 == 0 {
                keep(&format!("one-{nth}-{name}"), &target, &source, &after);
            }
            edited_alone += 1;
            let again = read(after.as_bytes()).unwrap();
            if let Edit::Set { at, .. } = edit {
                let now = again.documents[0].root.find(&at.key).map(crate::Node::value);
                assert_eq!(now, theirs.find(&at.key).map(crate::Node::value), "{name} {}", at.key);
            }
        }
    }
    assert!(edited_alone == 0 || edited_alone > 150, "{edited_alone}");
}
