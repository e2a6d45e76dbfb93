//! Judgements of an earlier command, in the git directory: `promote/judged-v1/EDGE`, one file for two environments.
//!
//! ```text
//! the commits of the source and the target that the judgements were made for
//! for each file pair: the hash of everything that they depend on, and one judgement for each differing key
//! a SHA-256 of all of that
//! ```
//!
//! At the same commits they hold. At later commits they hold for the files that no commit has touched since. Damaged,
//! foreign or missing files count as empty, and a git directory that cannot be written to is no error.

use std::collections::HashMap;
use std::path::PathBuf;

use sha2::{Digest as _, Sha256};

use crate::store::cache::{CacheKind, FactKey, write};
use promote_core::env::judge::{Direction, Judgement, Unknown};
use promote_git::Repo;
use promote_model::ObjectId;

/// The hash of everything that the judgements of a file depend on, besides history.
pub(super) type FileKey = FactKey;

/// The judgements of files.
type Known = HashMap<FileKey, Vec<Judgement>>;

/// With more files than this, those of earlier commands are dropped.
const MOST: usize = 1 << 16;

/// The judgements of one edge.
pub(super) struct Memo {
    path: PathBuf,
    /// The commits of the source and the target.
    commits: [ObjectId; 2],
    known: Known,
}

impl Memo {
    /// Reads the judgements of an edge.
    pub(super) fn open(repo: &Repo, edge: FileKey, commits: [ObjectId; 2]) -> Self {
        let name: String = edge.iter().map(|byte| format!("{byte:02x}")).collect();
        let path = CacheKind::Judgements.path(repo).join(name);
        let read = std::fs::read(&path).ok().and_then(|bytes| decode(&bytes));
        let (commits, known) = read.unwrap_or((commits, HashMap::new()));
        Self { path, commits, known }
    }

    /// The commits that the judgements were made for.
    pub(super) fn commits(&self) -> [ObjectId; 2] {
        self.commits
    }

    /// Whether there is any judgement.
    pub(super) fn is_empty(&self) -> bool {
        self.known.is_empty()
    }

    /// The judgements of a file.
    pub(super) fn get(&self, key: &FileKey) -> Option<&Vec<Judgement>> {
        self.known.get(key)
    }

    /// Writes the judgements of these commits. Those of other files are kept where they hold at these commits, too. A few
    /// files at later commits do not replace many others that may still be of use.
    pub(super) fn save(self, commits: [ObjectId; 2], is_of_use: bool, new: HashMap<FileKey, Vec<Judgement>>) {
        let keeps = self.commits == commits && self.known.len() + new.len() <= MOST;
        if !keeps && is_of_use && new.len() < self.known.len() {
            return;
        }
        let mut all = if keeps { self.known } else { HashMap::new() };
        all.extend(new);
        write(&self.path, &encode(commits, &all));
    }
}

fn encode(commits: [ObjectId; 2], all: &HashMap<FileKey, Vec<Judgement>>) -> Vec<u8> {
    let mut out = Vec::new();
    commits.iter().for_each(|commit| out.extend(commit.as_bytes()));
    for (key, judgements) in all {
        out.extend(key);
        out.extend(u32::try_from(judgements.len()).unwrap_or_default().to_le_bytes());
        for judgement in judgements {
            let commits = [judgement.base, judgement.source_since, judgement.target_since];
            let present = commits.iter().enumerate().fold(0, |bits, (at, id)| bits | u8::from(id.is_some()) << at);
            out.extend([direction(judgement.direction), unknown(judgement.unknown)]);
            out.push(present | u8::from(judgement.born_different) << 3);
            out.extend(judgement.passed_over.to_le_bytes());
            commits.iter().flatten().for_each(|commit| out.extend(commit.as_bytes()));
        }
    }
    let sum = Sha256::digest(&out);
    out.extend(sum);
    out
}

fn decode(bytes: &[u8]) -> Option<([ObjectId; 2], Known)> {
    let (content, sum) = bytes.split_at_checked(bytes.len().checked_sub(32)?)?;
    if Sha256::digest(content)[..] != *sum {
        return None;
    }
    let mut rest = content;
    let commits = [id(&mut rest)?, id(&mut rest)?];
    let mut all = HashMap::new();
    while !rest.is_empty() {
        let key: FileKey = take(&mut rest)?;
        let number = u32::from_le_bytes(take(&mut rest)?);
        let judgements = (0..number).map(|_| judgement(&mut rest)).collect::<Option<Vec<_>>>()?;
        all.insert(key, judgements);
    }
    Some((commits, all))
}

fn judgement(rest: &mut &[u8]) -> Option<Judgement> {
    let [way, why, bits] = take(rest)?;
    let direction = DIRECTIONS.get(usize::from(way)).copied()?;
    let unknown = match why {
        0 => None,
        why => Some(*UNKNOWNS.get(usize::from(why) - 1)?),
    };
    let passed_over = u32::from_le_bytes(take(rest)?);
    let mut commit = |at: u8| if bits >> at & 1 == 1 { id(rest).map(Some) } else { Some(None) };
    let (base, source_since, target_since) = (commit(0)?, commit(1)?, commit(2)?);
    let born_different = bits >> 3 & 1 == 1;
    Some(Judgement { direction, unknown, born_different, passed_over, base, source_since, target_since })
}

const DIRECTIONS: [Direction; 5] =
    [Direction::Forward, Direction::Backward, Direction::Diverged, Direction::Unrelated, Direction::Unknown];

const UNKNOWNS: [Unknown; 3] = [Unknown::SetUp, Unknown::Depth, Unknown::Shallow];

fn direction(of: Direction) -> u8 {
    u8::try_from(DIRECTIONS.iter().position(|other| *other == of).unwrap_or_default()).unwrap_or_default()
}

fn unknown(of: Option<Unknown>) -> u8 {
    let at = of.and_then(|of| UNKNOWNS.iter().position(|other| *other == of));
    at.map_or(0, |at| u8::try_from(at + 1).unwrap_or_default())
}

fn id(rest: &mut &[u8]) -> Option<ObjectId> {
    take(rest).map(ObjectId::from_bytes)
}

fn take<const N: usize>(rest: &mut &[u8]) -> Option<[u8; N]> {
    let (taken, after) = rest.split_first_chunk::<N>()?;
    *rest = after;
    Some(*taken)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::cache::hash;

    #[test]
    fn judgements_are_read_as_they_were_written() {
        let commit = |byte: u8| ObjectId::from_bytes([byte; 20]);
        let judgement = |direction, unknown, base, born_different| Judgement {
            direction,
            unknown,
            born_different,
            passed_over: 7,
            base,
            source_since: None,
            target_since: Some(commit(9)),
        };
        let all = HashMap::from([
            (hash(&[b"a"]), vec![judgement(Direction::Backward, None, Some(commit(3)), false)]),
            (
                hash(&[b"b"]),
                vec![
                    judgement(Direction::Unknown, Some(Unknown::Shallow), None, true),
                    Judgement::unknown(Unknown::Depth),
                ],
            ),
            (hash(&[b"c"]), Vec::new()),
        ]);
        let written = encode([commit(1), commit(2)], &all);
        assert_eq!(decode(&written), Some(([commit(1), commit(2)], all)));
        for at in [0, 30, written.len() - 1] {
            let mut damaged = written.clone();
            damaged[at] ^= 1;
            assert_eq!(decode(&damaged), None);
            assert_eq!(decode(&written[..at]), None);
        }
    }
}
