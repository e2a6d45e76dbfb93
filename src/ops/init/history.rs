//! What environments received in the last commits, to order those that their names do not.

use std::collections::{BTreeSet, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};

use promote_core::env::detect::{Detection, Received};
use promote_core::policy::trial::Layout;
use promote_git::{EntryMode, PathChange, Repo};
use promote_model::ObjectId;

/// The number of commits that are looked at, along first parents.
const COMMITS: usize = 500;
/// A commit that changes more files is an import or a move.
const MOST_CHANGES: usize = 200;
/// The number of files that are read, old and new.
const MOST_FILES: usize = 4_000;
/// Longer files are not read.
const MOST_BYTES: usize = 256 * 1024;

/// Orders the environments of the chains by the lines that they received. Returns the number of commits that were looked
/// at; an incomplete history ends where it ends.
pub(super) fn order(repo: &Repo, tip: ObjectId, found: &mut Detection, layout: &Layout) -> usize {
    if found.chains.is_empty() {
        return 0;
    }
    let chained: BTreeSet<String> = found.chains.iter().flatten().cloned().collect();
    let mut reader = Reader { repo, layout, chained, received: Vec::new(), files: 0 };
    let mut commits = 0;
    let mut newer: Option<ObjectId> = None;
    for commit in repo.first_parents(tip).take(COMMITS + 1) {
        let Ok(commit) = commit else { break };
        if let Some(tree) = newer.replace(commit.tree) {
            commits += 1;
            if reader.files > MOST_FILES || reader.commit(commit.tree, tree, COMMITS - commits).is_none() {
                break;
            }
        }
    }
    found.order_by(&reader.received);
    commits
}

struct Reader<'r> {
    repo: &'r Repo,
    layout: &'r Layout,
    chained: BTreeSet<String>,
    received: Vec<Received>,
    files: usize,
}

impl Reader<'_> {
    /// What one commit brought; `None` if it cannot be read.
    fn commit(&mut self, old: ObjectId, new: ObjectId, at: usize) -> Option<()> {
        let changes = self.repo.diff_trees(Some(old), Some(new)).ok()?;
        if changes.len() > MOST_CHANGES {
            return Some(());
        }
        for change in changes {
            let Ok(path) = std::str::from_utf8(&change.path) else { continue };
            let owners = self.layout.owners(path);
            let owners = owners.into_iter().filter(|(environment, _)| self.chained.contains(environment));
            let owners: Vec<(String, String)> = owners.collect();
            if owners.is_empty() {
                continue;
            }
            let values = self.added(&change)?;
            self.files += 2;
            for (environment, file) in owners {
                let one =
                    |value: &u64| Received { file: file.clone(), value: *value, environment: environment.clone(), at };
                self.received.extend(values.iter().map(one));
            }
        }
        Some(())
    }

    /// The lines that a change of an existing file added, as hashes.
    fn added(&self, change: &PathChange) -> Option<Vec<u64>> {
        let (Some((EntryMode::File(_), old)), Some((EntryMode::File(_), new))) = (change.old, change.new) else {
            return Some(Vec::new());
        };
        let (old, new) = (self.repo.read_blob(old).ok()?, self.repo.read_blob(new).ok()?);
        if old.len().max(new.len()) > MOST_BYTES {
            return Some(Vec::new());
        }
        let before: HashSet<&[u8]> = lines(&old).collect();
        Some(lines(&new).filter(|line| !before.contains(line)).map(hash).collect())
    }
}

/// The lines that hold something, without the blanks around them.
fn lines(text: &[u8]) -> impl Iterator<Item = &[u8]> {
    text.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii).filter(|line| line.len() > 2 && line[0] != b'#')
}

fn hash(line: &[u8]) -> u64 {
    let mut hasher = DefaultHasher::new();
    line.hash(&mut hasher);
    hasher.finish()
}
