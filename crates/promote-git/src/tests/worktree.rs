//! Updating working trees after their branch has moved.

use std::collections::BTreeMap;

use super::{TestRepo, ann};
use crate::{Checkout, CommitDraft, Repo};
use promote_model::{FileMode, ObjectId};

pub(super) const MAIN: &str = "refs/heads/main";

/// Writes a commit on top of `HEAD` with these files set or removed, without moving a ref.
pub(super) fn promoted(repo: &Repo, changes: &[(&str, Option<&str>)]) -> ObjectId {
    let old = repo.head().commit;
    let mut batch = repo.batch();
    let mut map = BTreeMap::new();
    for (path, text) in changes {
        let file = text.map(|text| (FileMode::Regular, batch.blob(text.as_bytes()).unwrap()));
        map.insert(path.as_bytes().to_vec(), file);
    }
    let tree = batch.splice(old.map(|id| repo.read_commit(id).unwrap().tree), &map).unwrap();
    let parents = old.into_iter().collect();
    let id =
        batch.commit(&CommitDraft { tree, parents, author: ann(), committer: ann(), message: "new".into() }).unwrap();
    batch.flush().unwrap();
    id
}

pub(super) fn only(repo: &Repo) -> Checkout {
    let found = repo.checkouts(MAIN).unwrap();
    assert_eq!(found.len(), 1, "{found:?}");
    found.into_iter().next().unwrap()
}

/// Moves the branch and updates the working tree.
pub(super) fn execute(test: &TestRepo, repo: &Repo, new: ObjectId) {
    let old = repo.head().commit;
    test.git(&["update-ref", MAIN, &new.to_string()]);
    repo.follow(&only(repo), old, new).unwrap();
}

pub(super) fn status(test: &TestRepo) -> String {
    test.git(&["status", "--porcelain"])
}

pub(super) fn sample() -> TestRepo {
    let test = TestRepo::new();
    for (path, text) in
        [("dev/a.yaml", "a: 1\n"), ("prod/a.yaml", "a: 0\n"), ("prod/b.yaml", "b: 0\n"), ("other", "o\n")]
    {
        test.write(path, text);
    }
    test.write(".gitignore", "*.local\n");
    test.commit("one");
    test
}

#[test]
fn a_clean_working_tree_is_updated() {
    let test = sample();
    let repo = test.open();
    let new =
        promoted(&repo, &[("prod/a.yaml", Some("a: 1\n")), ("prod/b.yaml", None), ("prod/new/c.yaml", Some("c\n"))]);
    repo.check_follow(&only(&repo), repo.head().commit, new).unwrap();
    assert_eq!(test.read("prod/a.yaml"), "a: 0\n");
    execute(&test, &repo, new);
    assert_eq!((test.read("prod/a.yaml").as_str(), status(&test).as_str()), ("a: 1\n", ""));
    assert!(!test.path().join("prod/b.yaml").exists() && test.path().join("prod/new/c.yaml").exists());
    // A second update changes nothing.
    repo.follow(&only(&repo), repo.head().commit, new).unwrap();
    assert_eq!(status(&test), "");
}

#[test]
fn changes_to_other_files_are_kept() {
    let test = sample();
    test.write("other", "mine\n");
    test.write("dev/a.yaml", "staged\n");
    test.git(&["add", "dev/a.yaml"]);
    test.write("dev/a.yaml", "and more\n");
    test.write("note", "untracked\n");
    test.write("prod/x.local", "ignored\n");
    std::fs::remove_file(test.path().join("prod/b.yaml")).unwrap();
    let before = status(&test);
    let repo = test.open();
    execute(&test, &repo, promoted(&repo, &[("prod/a.yaml", Some("a: 1\n"))]));
    assert_eq!((status(&test), test.read("prod/a.yaml")), (before, "a: 1\n".to_owned()));
    assert_eq!(
        (test.read("dev/a.yaml").as_str(), test.git(&["show", ":dev/a.yaml"]).as_str()),
        ("and more\n", "staged")
    );
    assert_eq!((test.read("other").as_str(), test.read("prod/x.local").as_str()), ("mine\n", "ignored\n"));
}

#[test]
fn files_and_directories_replace_each_other() {
    let test = sample();
    let repo = test.open();
    execute(
        &test,
        &repo,
        promoted(
            &repo,
            &[
                ("prod/a.yaml", None),
                ("prod/b.yaml", None),
                ("prod", Some("f\n")),
                ("other", None),
                ("other/x", Some("x\n")),
            ],
        ),
    );
    assert_eq!((status(&test).as_str(), test.read("prod").as_str(), test.read("other/x").as_str()), ("", "f\n", "x\n"));
}

#[test]
fn touched_files_and_unborn_branches_are_updated() {
    let test = sample();
    let file = std::fs::File::options().append(true).open(test.path().join("prod/a.yaml")).unwrap();
    file.set_modified(std::time::SystemTime::UNIX_EPOCH).unwrap();
    let repo = test.open();
    execute(&test, &repo, promoted(&repo, &[("prod/a.yaml", Some("a: 1\n"))]));
    assert_eq!(status(&test), "");

    let test = TestRepo::new();
    test.write("mine", "m\n");
    let repo = test.open();
    execute(&test, &repo, promoted(&repo, &[("a/b", Some("x\n"))]));
    assert_eq!((status(&test).as_str(), test.read("a/b").as_str()), ("?? mine", "x\n"));
}

#[test]
fn an_interrupted_update_is_completed() {
    let changes = [
        ("prod/a.yaml", Some("a: 1\n")),
        ("prod/b.yaml", None),
        ("prod/c.yaml", Some("c\n")),
        ("other", None),
        ("other/x", Some("x\n")),
    ];
    let on_disk: [&dyn Fn(&TestRepo); 5] = [
        &|t| t.write("prod/a.yaml", "a: 1\n"),
        &|t| std::fs::remove_file(t.path().join("prod/b.yaml")).unwrap(),
        &|t| t.write("prod/c.yaml", "c\n"),
        &|t| std::fs::remove_file(t.path().join("other")).unwrap(),
        &|t| t.write("other/x", "x\n"),
    ];
    // The order of writes is not defined, so any subset may have been written before the kill.
    for part in 0..32_u32 {
        if part & 0b11000 == 0b10000 {
            continue; // `other/x` cannot exist while `other` is a file.
        }
        let test = sample();
        let repo = test.open();
        let new = promoted(&repo, &changes);
        test.git(&["update-ref", MAIN, &new.to_string()]);
        for (i, step) in on_disk.iter().enumerate() {
            if part >> i & 1 == 1 {
                step(&test);
            }
        }
        repo.follow(&only(&repo), repo.head().commit, new).unwrap_or_else(|e| panic!("{part:05b}: {e}"));
        assert_eq!(status(&test), "", "{part:05b}");
        assert_eq!(test.read("other/x"), "x\n");
    }
    // Only the index was updated, as after `git reset`.
    let test = sample();
    let repo = test.open();
    let new = promoted(&repo, &[("prod/a.yaml", Some("a: 1\n"))]);
    test.git(&["update-ref", MAIN, &new.to_string()]);
    test.git(&["reset", "-q"]);
    repo.follow(&only(&repo), repo.head().commit, new).unwrap();
    assert_eq!((status(&test).as_str(), test.read("prod/a.yaml").as_str()), ("", "a: 1\n"));
}

#[test]
fn paths_with_special_characters_are_updated() {
    let names = ["a\nb", "\"q\"", "ü ü", "*", ":(top)x", "-x", "tab\t"];
    let test = sample();
    test.git(&["config", "core.autocrlf", "input"]);
    for name in names {
        test.write(name, "one\n");
    }
    test.commit("special");
    let repo = test.open();
    for name in names {
        test.write(name, "one\r\n");
    }
    let changes: Vec<_> = names.iter().map(|name| (*name, Some("two\n"))).collect();
    execute(&test, &repo, promoted(&repo, &changes));
    assert_eq!(status(&test), "");
    names.iter().for_each(|name| assert_eq!(test.read(name), "two\n"));
}

/// A working tree with a partial write of `prod/a.yaml`; `marker` tells whether the marker file is left over.
fn partial_write(text: &str, marker: bool) -> (TestRepo, Repo, ObjectId) {
    let test = sample();
    test.git(&["config", "core.autocrlf", "true"]);
    let repo = test.open();
    let new = promoted(&repo, &[("prod/a.yaml", Some("a: 1\nb: 2\n")), ("prod/b.yaml", Some("b: 1\n"))]);
    test.git(&["update-ref", MAIN, &new.to_string()]);
    test.write("prod/a.yaml", text);
    if marker {
        test.write(".git/promote/following", format!("{new}\n"));
    }
    (test, repo, new)
}

#[test]
fn a_partial_write_is_written_again() {
    let whole = "a: 1\r\nb: 2\r\n";
    for end in 0..=whole.len() {
        let (test, repo, new) = partial_write(&whole[..end], true);
        repo.follow(&only(&repo), repo.head().commit, new).unwrap_or_else(|e| panic!("{end}: {e}"));
        assert_eq!((test.read("prod/a.yaml").as_str(), status(&test).as_str()), (whole, ""), "{end}");
        assert!(!test.path().join(".git/promote/following").exists());
    }
}

#[test]
fn other_truncated_files_are_local_changes() {
    let refused = |text: &str, marker: bool, content: Option<&str>| {
        let (test, repo, new) = partial_write(text, marker);
        if let Some(content) = content {
            test.write(".git/promote/following", content);
        }
        let error = repo.follow(&only(&repo), repo.head().commit, new).unwrap_err().to_string();
        assert!(error.ends_with("'prod/a.yaml' has local changes"), "{error}");
        assert_eq!((test.read("prod/a.yaml").as_str(), test.read("prod/b.yaml").as_str()), (text, "b: 0\n"));
    };
    refused("", false, None);
    refused("a: 1\r\n", false, None);
    // The file has other content, or the marker is invalid.
    refused("a: 1\r\nc", true, None);
    refused("a: 1\r\nb: 2\r\n\r\n", true, None);
    refused("", true, Some("0123"));
    refused("", true, Some("0123456789012345678901234567890123456789\n"));
}
