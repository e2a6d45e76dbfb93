//! The complete state of a repository, to assert that nothing was written.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;

use super::repo::{Repo, run};

/// The files of a repository with their bytes.
pub struct Everything(BTreeMap<PathBuf, Vec<u8>>);

impl Repo {
    /// Asserts that git finds no errors in any object or ref.
    pub fn fsck(&self) {
        let run = run(self.command("git").args(["fsck", "--strict", "--no-dangling", "--no-progress"]), b"");
        assert_eq!((run.code, run.stdout.as_str(), run.stderr.as_str()), (0, "", ""));
    }

    /// Every ref with its id, and `HEAD`.
    pub fn refs(&self) -> String {
        self.git(&["for-each-ref", "--format=%(refname) %(objectname)"]) + "\nHEAD " + &self.git(&["rev-parse", "HEAD"])
    }

    /// Every file below the repository's folder with its bytes, without promote's cache, which may be written.
    pub fn everything(&self) -> Everything {
        let mut files = BTreeMap::new();
        let mut folders = vec![self.root().to_owned()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).unwrap() {
                let (path, kind) = entry.map(|e| (e.path(), e.file_type().unwrap())).unwrap();
                if kind.is_dir() && !path.ends_with(".git/promote") {
                    folders.push(path);
                } else if kind.is_file() {
                    files.insert(path.clone(), fs::read(path).unwrap());
                }
            }
        }
        Everything(files)
    }

    /// Fails if anything was written, deleted or changed since `before`.
    pub fn assert_unchanged(&self, before: &Everything) {
        let (old, new) = (&before.0, self.everything().0);
        let paths: BTreeSet<&PathBuf> = old.keys().chain(new.keys()).collect();
        let changed: Vec<_> = paths.into_iter().filter(|path| old.get(*path) != new.get(*path)).collect();
        assert!(changed.is_empty(), "changed: {changed:#?}");
    }
}
