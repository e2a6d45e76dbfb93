//! `promote cache`: what this clone remembers, and removing it.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::PathBuf;

use insta::assert_snapshot;

use crate::json::{Caches, read};
use crate::support::Repo;

/// A repository in which every cache but the last executions holds something.
fn used() -> Repo {
    let repo = Repo::with_checks("  - { name: calm, forbids: [\"*.debug\"] }\n");
    repo.ok("diff staging production -o json");
    repo.ok("create staging production --key query -q --validate");
    repo
}

fn folder(repo: &Repo) -> PathBuf {
    repo.root().join(".git/promote")
}

/// The names of the files in the folder.
fn names(repo: &Repo) -> Vec<String> {
    let entries = fs::read_dir(folder(repo)).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<String> = entries.collect();
    names.sort();
    names
}

#[test]
fn shows_and_removes_the_caches() {
    let repo = used();
    assert_snapshot!(repo.promote_line("cache"), @"
    $ promote cache
    judgements  1 entry    240 B
    counts      4 entries  80 B
    checks      2 entries  40 B
    executions  0 entries  0 B
    ");
    assert_snapshot!(repo.promote_line("cache --clear --dry-run"), @"
    $ promote cache --clear --dry-run
    judgements  1 entry    240 B
    counts      4 entries  80 B
    checks      2 entries  40 B
    executions  0 entries  0 B

    Would remove 3 files, 360 B
    ");
    assert_eq!(names(&repo), ["checkout.lock", "checks-v1", "counts-v2", "judged-v1"]);
    assert_snapshot!(repo.promote_line("cache --clear"), @"
    $ promote cache --clear
    judgements  1 entry    240 B
    counts      4 entries  80 B
    checks      2 entries  40 B
    executions  0 entries  0 B

    Removed 3 files, 360 B
    ");
    assert_eq!(names(&repo), ["checkout.lock", "judged-v1"]);
    assert_eq!(fs::read_dir(folder(&repo).join("judged-v1")).unwrap().count(), 0);
    assert_snapshot!(repo.promote_line("cache --clear"), @"
    $ promote cache --clear
    judgements  0 entries  0 B
    counts      0 entries  0 B
    checks      0 entries  0 B
    executions  0 entries  0 B

    Nothing to remove
    ");
    repo.ok("execute @");
}

#[test]
fn removes_older_versions_and_nothing_else() {
    let repo = used();
    let others = ["ledger-root-promotions", "policy-line-promotions", "asked-origin", "following.old", "counts-view"];
    let older = ["counts-v1", "checks-v0", "last-executed-v1-promotions"];
    others.iter().chain(&older).for_each(|name| fs::write(folder(&repo).join(name), "text").unwrap());
    // What a link leads to is not a cache.
    let outside = repo.beside("outside");
    fs::create_dir(&outside).unwrap();
    fs::write(outside.join("file"), "text").unwrap();
    symlink(&outside, folder(&repo).join("judged-v2")).unwrap();
    let caches: Caches = read(&repo, "cache --clear");
    assert!(caches.cleared);
    assert_eq!(
        caches.caches.iter().map(|cache| cache.name.as_str()).collect::<Vec<_>>(),
        ["judgements", "counts", "checks", "executions"]
    );
    assert_eq!(caches.caches.iter().map(|cache| cache.files).collect::<Vec<_>>(), [2, 2, 2, 1]);
    assert_eq!(
        names(&repo),
        [
            "asked-origin",
            "checkout.lock",
            "counts-view",
            "following.old",
            "judged-v1",
            "ledger-root-promotions",
            "policy-line-promotions"
        ]
    );
    assert_eq!(fs::read_to_string(outside.join("file")).unwrap(), "text");
}

#[test]
fn needs_no_promote_yaml() {
    let repo = Repo::new();
    let caches: Caches = read(&repo, "cache");
    assert_eq!((caches.schema_version, caches.cleared), (1, false));
    assert!(caches.folder.ends_with("/repo/.git/promote"), "{}", caches.folder);
    assert!(caches.caches.iter().all(|cache| (cache.files, cache.entries, cache.bytes) == (0, 0, 0)));
    assert_eq!(repo.ok("cache --clear -q"), "");
    assert!(repo.ok("cache -q").starts_with("judgements"));
}

#[test]
fn needs_a_repository() {
    let repo = Repo::bare_world("empty");
    fs::create_dir(repo.root()).unwrap();
    assert_snapshot!(repo.promote_line("cache --clear"), @"
    $ promote cache --clear
    --- stderr
    error: /world/empty is not inside a git repository
    hint: run the command inside a clone of your configuration repository, or name one with -C DIR
    --- exit 5
    ");
}

#[test]
fn a_read_only_git_directory_is_reported() {
    let repo = used();
    let Some(said) = repo.with_read_only_git(&["cache --clear"]) else { return };
    assert_snapshot!(said, @"
    $ promote cache --clear
    --- stderr
    error: cannot remove /world/repo/.git/promote/judged-v1/8093caf72edeb6f0e3f98fbaf4ab9366: Permission denied (os error 13)
    --- exit 5
    ");
    assert_eq!(names(&repo), ["checkout.lock", "checks-v1", "counts-v2", "judged-v1"]);
}
