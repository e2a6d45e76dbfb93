//! Refs, configuration and identity.

use super::TestRepo;
use crate::GitError;
use promote_model::ObjectId;

#[test]
fn revisions_are_resolved_to_commits() {
    let test = TestRepo::new();
    let one = test.commit("one");
    let two = test.commit("two");
    test.git(&["tag", "-a", "-m", "tag", "v1", "main~1"]);
    let repo = test.open();
    for (rev, id) in [("main", two), ("main~1", one), ("v1", one), (&one.short(), one)] {
        assert_eq!(repo.resolve(rev).unwrap(), Some(id), "{rev}");
    }
    for rev in [
        "nope",
        "main:file",
        "^main",
        "main~1..main",
        "main\n",
        "--all",
        "-h",
        "",
        "refs/heads/nope",
        &"ab".repeat(20),
        "main^{tree}",
    ] {
        assert_eq!(repo.resolve(rev).unwrap(), None, "{rev}");
    }
}

#[test]
fn replace_refs_are_ignored() {
    let test = TestRepo::new();
    test.write("file", "true");
    let real = test.commit("real");
    test.write("file", "decoy");
    test.git(&["commit", "-qam", "decoy", "--amend"]);
    let decoy = test.id("HEAD");
    test.git(&["reset", "-q", "--hard", &real.to_string()]);
    test.git(&["replace", &real.to_string(), &decoy.to_string()]);
    test.git(&[
        "replace",
        &test.git(&["--no-replace-objects", "rev-parse", &format!("{real}:file")]),
        &format!("{decoy}:file"),
    ]);
    assert_eq!(test.git(&["show", "-s", "--format=%s", "main"]), "decoy");
    let repo = test.open();
    let commit = repo.read_commit(repo.resolve("main").unwrap().unwrap()).unwrap();
    assert_eq!((commit.id, commit.message.as_str()), (real, "real\n"));
    let file = repo.find_path(commit.tree, b"file").unwrap().unwrap();
    assert_eq!(repo.read_blob(file.oid).unwrap(), b"true");
    // The same holds for a revision relative to a replaced commit.
    assert_eq!(repo.resolve("main^0").unwrap(), Some(real));
}

#[test]
fn refs_are_read_by_their_full_names_only() {
    let test = TestRepo::new();
    let one = test.commit("one");
    test.git(&["branch", "env/production"]);
    test.git(&["branch", "env/production2"]);
    test.git(&["update-ref", "refs/heads/team/a/b", "main"]);
    let repo = test.open();
    let found = repo.refs(&["refs/heads/env/production", "refs/heads/team/a", "refs/heads/nope"]).unwrap();
    assert_eq!(found.into_iter().collect::<Vec<_>>(), [("refs/heads/env/production".to_owned(), one)]);
    assert!(repo.refs(&[]).unwrap().is_empty());
    let names: Vec<String> = repo.branches().unwrap().into_iter().map(|(name, _)| name).collect();
    assert_eq!(names, ["env/production", "env/production2", "main", "team/a/b"]);
}

#[test]
fn symbolic_refs_return_their_target() {
    let test = TestRepo::new();
    test.commit("one");
    test.git(&["symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/trunk"]);
    let repo = test.open();
    let target = repo.symbolic_ref("refs/remotes/origin/HEAD").unwrap();
    assert_eq!(target.as_deref(), Some("refs/remotes/origin/trunk"));
    assert_eq!(repo.symbolic_ref("refs/heads/main").unwrap(), None);
    assert_eq!(repo.symbolic_ref("refs/remotes/other/HEAD").unwrap(), None);
}

#[test]
fn configuration_equals_git_config() {
    let test = TestRepo::new();
    let config = "[Promote]\n\tpolicyBranch = trunk\n\tx = 1\n\tx = 2\n\tswitch\n\tlong = \"a\\nb\"\n[remote \"Up.Stream\"]\n\turl = u\n";
    let before = test.read(".git/config");
    test.write(".git/config", before + config);
    let repo = test.open();
    for (key, value) in [
        ("promote.policyBranch", Some("trunk")),
        ("PROMOTE.policybranch", Some("trunk")),
        ("promote.x", Some("2")),
        ("promote.switch", Some("true")),
        ("promote.long", Some("a\nb")),
        ("remote.Up.Stream.url", Some("u")),
        ("remote.up.stream.url", None),
        ("promote.none", None),
    ] {
        assert_eq!(repo.config(key).unwrap().as_deref(), value, "{key}");
    }
    assert_eq!(repo.config_all("promote.x").unwrap(), ["1", "2"]);
}

#[test]
fn identity_equals_git_var() {
    let test = TestRepo::new();
    test.git(&["config", "user.name", "Bob Ray"]);
    test.git(&["config", "user.email", "bob@acme.com"]);
    let identity = test.open().identity().unwrap();
    assert_eq!((identity.name.as_str(), identity.email.as_str()), ("Bob Ray", "bob@acme.com"));
    assert!(test.open().committer().unwrap().seconds > 1_700_000_000);

    let test = TestRepo::new();
    test.git(&["config", "user.useConfigOnly", "true"]);
    let error = test.open().identity().unwrap_err();
    assert!(matches!(error, GitError::NoIdentity { .. }), "{error:?}");
    assert!(error.hint().unwrap().contains("user.email"), "{error}");
}

#[test]
fn a_reflog_entry_of_a_value_that_never_was_is_left_out() {
    let test = TestRepo::new();
    let [one, two, three] = ["one", "two", "three"].map(|name| test.commit(name));
    let repo = test.open();
    let log = test.path().join(".git/logs/refs/heads/main");
    let text = std::fs::read_to_string(&log).unwrap();
    let values = || repo.reflog_values("refs/heads/main").unwrap();
    assert_eq!(values(), [three, two, one]);
    // git wrote the entry, and did not rename the lock; later it wrote another value.
    let line = |old: ObjectId, new: ObjectId| format!("{old} {new} Ann <ann@acme.com> 1 +0000\tx\n");
    let lost = test.commit("lost");
    test.git(&["update-ref", "refs/heads/main", &three.to_string()]);
    std::fs::write(&log, format!("{text}{}", line(three, lost))).unwrap();
    assert_eq!(values(), [three, two, one]);
    let four = test.commit("four");
    assert_eq!(values(), [four, three, two, one]);
    // A value that was taken back was there.
    test.git(&["update-ref", "refs/heads/main", &three.to_string()]);
    assert_eq!(values(), [three, four, two, one]);
}
