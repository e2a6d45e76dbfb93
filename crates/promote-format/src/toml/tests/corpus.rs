//! Real files: a registry of chains, one TOML file each, in two environments.

use std::path::{Path, PathBuf};

use super::{edited, parsed};
use crate::laws::changes::changes;
use crate::{Edit, Node, Parsed};

fn files() -> Vec<(String, String)> {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpus");
    let root = std::env::var_os("PROMOTE_CORPUS").map_or_else(beside, PathBuf::from);
    let folder = |env: &str| root.join("superchain-registry/superchain/configs").join(env);
    let mut all = Vec::new();
    for env in ["sepolia", "mainnet"] {
        let entries = folder(env).read_dir().into_iter().flatten().flatten();
        let mut paths: Vec<PathBuf> = entries.map(|e| e.path()).filter(|p| p.extension().is_some()).collect();
        paths.sort();
        all.extend(paths.iter().map(|path| {
            let name = format!("{env}/{}", path.file_name().unwrap().to_string_lossy());
            (name, std::fs::read_to_string(path).unwrap())
        }));
    }
    all
}

/// Target and source: the same chain in both environments, and each file with the next ones.
fn pairs() -> Vec<(String, Parsed, Parsed)> {
    let files = files();
    let mut pairs = Vec::new();
    for (index, (name, text)) in files.iter().enumerate() {
        let base = name.split('/').next_back();
        for (other, (from, source)) in files.iter().enumerate() {
            let near = [1, 2, 9].iter().any(|step| (index + step) % files.len() == other);
            if index != other && (near || base == from.split('/').next_back()) {
                pairs.push((format!("{from} -> {name}"), parsed(text), parsed(source)));
            }
        }
    }
    assert!(files.is_empty() || pairs.len() > 100, "{}", pairs.len());
    pairs
}

fn root(file: &Parsed) -> &Node {
    &file.tree.documents[0].root
}

#[test]
fn all_changes_together_can_be_reverted() {
    for (name, target, source) in pairs() {
        let edits = changes(root(&target), root(&source));
        let after = edited(&target, &source, &edits).unwrap_or_else(|bad| panic!("{name}: {bad}"));
        let after = parsed(&after);
        assert_eq!(changes(root(&after), root(&source)), Vec::new(), "{name}");
        let back = edited(&after, &target, &changes(root(&after), root(&target)));
        let back = parsed(&back.unwrap_or_else(|bad| panic!("{name}, back: {bad}")));
        assert_eq!(changes(root(&back), root(&target)), Vec::new(), "{name}");
    }
}

#[test]
fn each_change_alone_touches_its_own_lines_and_can_be_reverted() {
    let mut count = 0;
    for (name, target, source) in pairs() {
        let before = String::from_utf8(target.bytes.clone()).unwrap();
        for one in changes(root(&target), root(&source)) {
            let (Edit::Set { at, .. } | Edit::Remove { at }) = &one else { continue };
            let after = edited(&target, &source, std::slice::from_ref(&one));
            let after = after.unwrap_or_else(|bad| panic!("{name} {}: {bad}", at.key));
            let modified = matches!(one, Edit::Set { .. }) && root(&target).find(&at.key).is_some();
            let lost = before.lines().filter(|line| !line.trim().is_empty() && !after.contains(line)).count();
            let own = root(&target).find(&at.key).map_or(0, |node| target_lines(&before, node));
            let header = usize::from(matches!(one, Edit::Remove { .. }));
            assert!(lost <= own + header, "{name} {}: {lost} lines are gone\n{after}", at.key);
            let changed = parsed(&after);
            let back = changes(root(&changed), root(&target));
            let back = edited(&changed, &target, &back).unwrap_or_else(|bad| panic!("{name} {}, back: {bad}", at.key));
            if modified {
                assert_eq!(back, before, "{name} {}", at.key);
            }
            count += 1;
        }
    }
    assert!(count == 0 || count > 1000, "{count}");
}

fn target_lines(text: &str, node: &Node) -> usize {
    text[node.span()].lines().count().max(1)
}
