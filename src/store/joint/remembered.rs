//! Judges differing keys, with the help of what an earlier command found.

use std::collections::HashSet;

use super::file::is_one_branch;
use super::memo::{FileKey, Memo};
use super::shared::{ChangedFile, JudgeRequest, Shared};
use crate::store::cache::hash;
use crate::store::environment::EnvSnapshot;
use crate::store::{Store, StoreError};
use promote_core::env::change::{Change, UnitKind};
use promote_core::env::content::File;
use promote_core::env::diff::FilePair;
use promote_core::env::judge::{self, Judgement, Unknown};
use promote_git::PathScopes;
use promote_model::ObjectId;

/// Earlier judgements are used if they were made at one of this number of commits.
const NEWEST: usize = 2000;

impl Store {
    /// Judges the differing keys of files: for each file, one judgement for each of its changes.
    ///
    /// # Errors
    /// If the history cannot be read.
    pub(crate) fn judge(
        &self,
        sides: (&EnvSnapshot, &EnvSnapshot),
        files: &[ChangedFile<'_>],
        request: JudgeRequest,
    ) -> Result<Vec<Vec<Judgement>>, StoreError> {
        let is_tip = |side: &EnvSnapshot| self.branches.tips.get(&side.branch) == Some(&side.commit);
        if files.is_empty() || !(is_tip(sides.0) && is_tip(sides.1)) {
            return self.judge_by_history(sides, files, request, &Shared::default());
        }
        let commits = [sides.0.commit, sides.1.commit];
        let memo = Memo::open(&self.repo, self.edge_key(sides, request), commits);
        let touched = self.touched_since(&memo, sides, files)?;
        let keys: Vec<FileKey> = files.iter().map(|(pair, changes)| file_key(pair, changes)).collect();
        let known = |at: usize| {
            let untouched = touched.as_ref().is_some_and(|touched| !is_touched(files[at].0, touched));
            // A shallow clone may have become deeper, and is made deeper where it can be.
            let decided = |known: &&Vec<Judgement>| known.iter().all(|one| one.unknown != Some(Unknown::Shallow));
            memo.get(&keys[at]).filter(|known| untouched && known.len() == files[at].1.len()).filter(decided).cloned()
        };
        let mut judged: Vec<Option<Vec<Judgement>>> = (0..files.len()).map(known).collect();
        let open: Vec<usize> = (0..files.len()).filter(|at| judged[*at].is_none()).collect();
        let rest: Vec<_> = open.iter().map(|at| files[*at].clone()).collect();
        for (at, found) in open.iter().zip(self.judge_by_history(sides, &rest, request, &Shared::default())?) {
            judged[*at] = Some(found);
        }
        let judged: Vec<Vec<Judgement>> = judged.into_iter().map(Option::unwrap_or_default).collect();
        if !open.is_empty() || memo.commits() != commits {
            memo.save(commits, touched.is_some(), keys.into_iter().zip(judged.iter().cloned()).collect());
        }
        Ok(judged)
    }

    /// The hash of what all judgements of an edge depend on, besides its commits.
    fn edge_key(&self, (source, target): (&EnvSnapshot, &EnvSnapshot), request: JudgeRequest) -> FileKey {
        // Where the history of a shallow clone ends, it says less.
        let shallow = std::fs::read(self.repo.common_dir().join("shallow")).unwrap_or_default();
        let translator = self.policy.translator(&source.name, &target.name, request.translate);
        let (from, to) = ((&source.name, &source.branch), (&target.name, &target.branch));
        let edge = format!("{:?}", (from, to, request.depth, translator));
        let rules = (env!("CARGO_PKG_VERSION").as_bytes(), [judge::RULES], self.rules.text());
        hash(&[rules.0, &rules.1, edge.as_bytes(), rules.2.as_bytes(), &shallow])
    }

    /// The paths that were touched since the judgements of a memo were made; `None` if that cannot be told.
    fn touched_since(
        &self,
        memo: &Memo,
        sides: (&EnvSnapshot, &EnvSnapshot),
        files: &[ChangedFile<'_>],
    ) -> Result<Option<HashSet<Vec<u8>>>, StoreError> {
        let now = [sides.0.commit, sides.1.commit];
        if memo.is_empty() {
            return Ok(None);
        }
        if memo.commits() == now {
            return Ok(Some(HashSet::new()));
        }
        let one = is_one_branch(sides, now) && is_one_branch(sides, memo.commits());
        let mut touched = HashSet::new();
        let paths = PathScopes::of(files.iter().flat_map(|(pair, _)| paths(pair)));
        for (then, now) in memo.commits().into_iter().zip(now).take(if one { 1 } else { 2 }) {
            if !self.is_newest(then, now)? {
                return Ok(None);
            }
            let log = self.repo.path_log_since(now, then, &paths)?;
            touched.extend(log.into_iter().flat_map(|commit| commit.changes).map(|change| change.path));
        }
        Ok(Some(touched))
    }

    /// Whether a commit is among the newest first parents of another.
    fn is_newest(&self, commit: ObjectId, tip: ObjectId) -> Result<bool, StoreError> {
        for parent in self.repo.first_parents(tip).take(NEWEST) {
            match parent {
                Ok(parent) if parent.id == commit => return Ok(true),
                Ok(_) => {}
                // The history ends at a shallow boundary.
                Err(_) => return Ok(false),
            }
        }
        Ok(false)
    }
}

fn paths(pair: &FilePair) -> impl Iterator<Item = &str> {
    pair.sides().map(|file| file.path.as_str()).chain(pair.elsewhere.as_deref())
}

fn is_touched(pair: &FilePair, touched: &HashSet<Vec<u8>>) -> bool {
    paths(pair).any(|path| touched.contains(path.as_bytes()))
}

/// The hash of what the judgements of a file depend on, besides history.
fn file_key(pair: &FilePair, changes: &[&Change]) -> FileKey {
    let side = |file: &File| format!("{:?}", (&file.path, file.value.blob, file.value.mode, file.format));
    let sides = [&pair.source, &pair.target].map(|file| file.as_deref().map(side).unwrap_or_default());
    // The id of a flag may be declared in several places.
    let mut places = Vec::new();
    for change in changes {
        places.extend(change.id.as_bytes());
        if change.kind == UnitKind::Flag {
            places.extend(change.key.to_string().into_bytes());
        }
    }
    let around = format!("{:?}", (&pair.file, &pair.elsewhere, &pair.keys));
    hash(&[around.as_bytes(), sides[0].as_bytes(), sides[1].as_bytes(), &places])
}
