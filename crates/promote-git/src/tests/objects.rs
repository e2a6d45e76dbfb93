//! Reading objects, and errors of unreadable ones.

use std::time::Duration;

use super::{TestRepo, command, git};
use crate::exec::Deadline;
use crate::{EntryMode, GitError, Repo};
use promote_model::FileMode;

#[test]
fn trees_blobs_and_commits_equal_git() {
    let test = TestRepo::new();
    test.write("a.yaml", "a: 1\n");
    test.write("dir/b", "b");
    test.write("dir.x", "");
    std::os::unix::fs::symlink("a.yaml", test.path().join("link")).unwrap();
    test.write("run.sh", "#!");
    let mode = std::os::unix::fs::PermissionsExt::from_mode(0o755);
    std::fs::set_permissions(test.path().join("run.sh"), mode).unwrap();
    test.commit("one");
    test.git(&["update-index", "--add", "--cacheinfo", &format!("160000,{},sub", test.id("HEAD"))]);
    test.git(&["commit", "-qm", "two\n\nbody"]);
    test.git(&["repack", "-adq"]);
    let repo = test.open();
    let commit = repo.read_commit(test.id("HEAD")).unwrap();
    assert_eq!(commit.message, "two\n\nbody\n");
    assert_eq!((commit.parents.as_slice(), &commit.author), ([test.id("HEAD~")].as_slice(), &super::ann()));
    let entries = repo.read_tree(commit.tree).unwrap();
    let ours: Vec<String> = entries
        .iter()
        .map(|e| format!("{:06o} {} {}", e.mode.bits(), e.oid, String::from_utf8_lossy(&e.name)))
        .collect();
    let theirs = test.git(&["ls-tree", "--format=%(objectmode) %(objectname) %(path)", "HEAD"]);
    assert_eq!(ours.join("\n"), theirs);
    let find = |path: &str| repo.find_path(commit.tree, path.as_bytes()).unwrap();
    assert_eq!(find("link").unwrap().mode, EntryMode::File(FileMode::Symlink));
    assert_eq!(find("dir/b").unwrap().oid, test.id("HEAD:dir/b"));
    assert_eq!(
        (find("dir/c"), find("a.yaml/x"), find("sub/x"), find(""), find("dir/")),
        (None, None, None, None, None)
    );
    let together = ["dir/b", "dir/c", "a.yaml", "dir/b", "dir", "dir.x"].map(str::as_bytes);
    let each = together.map(|path| repo.find_path(commit.tree, path).unwrap());
    assert_eq!(repo.find_paths(commit.tree, together).unwrap(), each);
    let blob = find("a.yaml").unwrap().oid;
    assert_eq!(repo.read_blob(blob).unwrap().as_slice(), b"a: 1\n");
    assert!(matches!(repo.read_blob(commit.tree), Err(GitError::WrongKind { expected: "blob", found: "tree", .. })));
}

#[test]
fn nothing_is_read_once_the_deadline_is_over() {
    let test = TestRepo::new();
    let (one, two) = (test.commit("one"), test.commit("two"));
    let repo = test.open();
    let deadline = Deadline::after(Duration::from_secs(600));
    repo.end_at(&deadline);
    let mut walk = repo.first_parents(two);
    assert_eq!(walk.next().unwrap().unwrap().id, two);
    deadline.cancel();
    assert!(matches!(walk.next(), Some(Err(GitError::Late))));
    assert!(matches!(repo.read_tree(one), Err(GitError::Late)));
    // A decision that writes goes on.
    deadline.hold(true);
    assert_eq!(repo.read_commit(one).unwrap().id, one);
}

#[test]
fn first_parents_lead_to_the_root() {
    let test = TestRepo::new();
    let one = test.commit("one");
    test.git(&["checkout", "-q", "-b", "side"]);
    test.commit("side");
    test.git(&["checkout", "-q", "main"]);
    let two = test.commit("two");
    test.git(&["merge", "-q", "--no-ff", "-m", "merge", "side"]);
    let repo = test.open();
    let ids: Vec<_> = repo.first_parents(test.id("HEAD")).map(|commit| commit.unwrap().id).collect();
    assert_eq!(ids, [test.id("HEAD"), two, one]);
}

#[test]
fn objects_in_alternates_are_found() {
    let test = TestRepo::new();
    let commit = test.commit("one");
    git(test.dir.path(), &["clone", "-q", "--shared", "repo", "borrower"]);
    Repo::open(&test.dir.path().join("borrower")).unwrap().read_commit(commit).unwrap();
    // A relative alternate.
    let file = test.dir.path().join("borrower/.git/objects/info/alternates");
    std::fs::write(file, "../../../repo/.git/objects\n").unwrap();
    Repo::open(&test.dir.path().join("borrower")).unwrap().read_commit(commit).unwrap();
}

#[test]
fn partial_clones_fetch_and_shallow_clones_report_missing_objects() {
    let test = TestRepo::new();
    test.write("file", "text");
    let one = test.commit("one");
    test.commit("two");
    test.git(&["config", "uploadpack.allowFilter", "true"]);
    let url = format!("file://{}", test.path().display());
    git(test.dir.path(), &["clone", "-q", "--depth=1", &url, "shallow"]);
    let repo = Repo::open(&test.dir.path().join("shallow")).unwrap();
    let last = repo.first_parents(test.id("HEAD")).last().unwrap().unwrap_err();
    assert!(matches!(last, GitError::MissingObject { id, .. } if id == one), "{last:?}");
    assert_eq!(last.hint().as_deref(), Some("fetch the missing history: git fetch --unshallow"), "{last}");
    git(test.dir.path(), &["clone", "-q", "--bare", "--filter=blob:none", &url, "partial"]);
    let repo = Repo::open(&test.dir.path().join("partial")).unwrap();
    let tree = repo.read_commit(test.id("HEAD")).unwrap().tree;
    let blob = repo.find_path(tree, b"file").unwrap().unwrap().oid;
    assert_eq!(repo.read_blob(blob).unwrap(), b"text");
    // The promisor remote may no longer exist.
    git(test.dir.path(), &["clone", "-q", "--bare", "--filter=blob:none", &url, "other"]);
    git(&test.dir.path().join("other"), &["remote", "set-url", "origin", "file:///nowhere"]);
    let repo = Repo::open(&test.dir.path().join("other")).unwrap();
    let error = repo.read_blob(blob).unwrap_err().to_string();
    assert!(error.starts_with("git could not fetch objects from 'origin': "), "{error}");
    assert!(matches!(test.open().read_blob(tree_of_nothing()), Err(GitError::MissingObject { lacking: None, .. })));
}

fn tree_of_nothing() -> promote_model::ObjectId {
    "0123456789012345678901234567890123456789".parse().unwrap()
}

#[test]
fn damaged_objects_are_errors() {
    let test = TestRepo::new();
    let raw = |kind: &str, bytes: &[u8]| -> promote_model::ObjectId {
        use std::io::Write;
        let mut child = command(&test.path())
            .args(["hash-object", "-t", kind, "--literally", "-w", "--stdin"])
            .stdin(std::process::Stdio::piped())
            .stdout(std::process::Stdio::piped())
            .spawn()
            .unwrap();
        child.stdin.take().unwrap().write_all(bytes).unwrap();
        let output = child.wait_with_output().unwrap();
        String::from_utf8(output.stdout).unwrap().trim().parse().unwrap()
    };
    let repo = test.open();
    for bytes in [
        b"x".as_slice(),
        b"100644 a\0short",
        b"100644 noend",
        b"10064433333 a\0",
        b" a\0",
        b"100644 a/b\0aaaaaaaaaaaaaaaaaaaa",
    ] {
        let error = repo.read_tree(raw("tree", bytes)).unwrap_err();
        assert!(matches!(error, GitError::Damaged { kind: "tree", .. }), "{error:?}");
    }
    for bytes in ["", "tree x\n\n", "author a\n\nm", "tree 4b825dc642cb6eb9a060e54bf8d69288fbee4904\n\nno author"] {
        let error = repo.read_commit(raw("commit", bytes.as_bytes())).unwrap_err();
        assert!(matches!(error, GitError::Damaged { kind: "commit", .. }), "{error:?}");
    }
    let odd = "tree 4b825dc642cb6eb9a060e54bf8d69288fbee4904\nauthor \ncommitter <<>> x y\nencoding ISO-8859-1\ngpgsig a\n b\n\nM\u{e9}";
    let latin: Vec<u8> = odd.chars().map(|c| c as u8).collect();
    let commit = repo.read_commit(raw("commit", &latin)).unwrap();
    assert_eq!((commit.message.as_str(), commit.author.seconds), ("M\u{e9}", 0));
    // Not an object at all.
    let blob = raw("blob", b"some text");
    let hex = blob.to_string();
    let file = test.path().join(".git/objects").join(&hex[..2]).join(&hex[2..]);
    std::fs::remove_file(&file).unwrap();
    std::fs::write(&file, "garbage").unwrap();
    assert!(matches!(test.open().read_blob(blob), Err(GitError::Objects { .. })));
}

#[test]
fn threads_read_in_parallel() {
    let test = TestRepo::new();
    for i in 0..50 {
        test.write(&format!("d{}/f{i}", i % 7), format!("{i}"));
    }
    test.commit("one");
    let repo = test.open();
    let tree = repo.read_commit(repo.head().commit.unwrap()).unwrap().tree;
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                for i in 0..50 {
                    let path = format!("d{}/f{i}", i % 7);
                    let entry = repo.find_path(tree, path.as_bytes()).unwrap().unwrap();
                    assert_eq!(repo.read_blob(entry.oid).unwrap(), format!("{i}").as_bytes());
                }
            });
        }
    });
}
