//! What environments received in the last commits, to order those that their names do not.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};

use promote_core::env::detect::{Detection, Received};
use promote_core::policy::trial::{Layout, Trial};
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
pub(super) fn order(
    repo: &Repo,
    tip: ObjectId,
    found: &mut Detection,
    (layout, trial): (&Layout, &Trial),
    paths: &[&str],
) -> usize {
    if found.chains.is_empty() {
        return 0;
    }
    let chained: BTreeSet<String> = found.chains.iter().flatten().cloned().collect();
    let owners = owners(layout, trial, paths, &chained);
    let mut reader = Reader { repo, layout, owners, names: HashMap::new(), received: Vec::new(), files: 0 };
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

/// The environments of the chains that own each file.
fn owners<'p>(
    layout: &Layout,
    trial: &Trial,
    paths: &[&'p str],
    chained: &BTreeSet<String>,
) -> HashMap<&'p str, Vec<usize>> {
    let of_chain = |owners: &Vec<usize>| -> Vec<usize> {
        owners.iter().copied().filter(|i| chained.contains(layout.environment(*i))).collect()
    };
    let all = paths.iter().copied().zip(trial.environments.iter().map(of_chain));
    all.filter(|(_, owners)| !owners.is_empty()).collect()
}

struct Reader<'r> {
    repo: &'r Repo,
    layout: &'r Layout,
    owners: HashMap<&'r str, Vec<usize>>,
    /// The names of files in their environments, once they were asked for.
    names: HashMap<(usize, String), Option<String>>,
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
            let Some(owners) = self.owners.get(path).cloned() else { continue };
            let values = self.added(&change)?;
            self.files += 2;
            for owner in owners {
                let layout = self.layout;
                let name = self.names.entry((owner, path.to_owned())).or_insert_with(|| layout.logical(owner, path));
                let Some(file) = name.clone() else { continue };
                let environment = layout.environment(owner).to_owned();
                let received =
                    |value: u64| Received { file: file.clone(), value, environment: environment.clone(), at };
                self.received.extend(values.iter().copied().map(received));
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
