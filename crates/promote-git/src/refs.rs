//! Reading refs, through the git program: every ref format works, and one call reads many.

use std::collections::BTreeMap;

use super::ahead::PrefetchQuery;
use super::error::GitError;
use super::{Repo, Result, run};
use promote_model::ObjectId;

impl Repo {
    /// The commit that `rev` names (tags are followed); `None` if there is none.
    pub fn resolve(&self, rev: &str) -> Result<Option<ObjectId>> {
        let operation = format!("resolve '{rev}'");
        let wanted = format!("{rev}^{{commit}}");
        let args = ["rev-parse", "--verify", "--quiet", "--end-of-options", &wanted];
        let output = self.git(operation.as_str()).args(args).run()?;
        match (output.status, output.stdout.trim_ascii()) {
            // `^main` is a revision for git, but one that leaves out.
            (Some(0), id) if id.starts_with(b"^") => Ok(None),
            (Some(0), id) => Ok(Some(parse_id(id, &operation)?)),
            (Some(1), _) => Ok(None),
            _ => Err(run::failed(operation, &output)),
        }
    }

    /// Whether `tip` has `commit` in its history, along whichever parents.
    pub fn is_ancestor(&self, commit: ObjectId, tip: ObjectId) -> Result<bool> {
        let (commit, tip) = (commit.to_string(), tip.to_string());
        let args = ["merge-base", "--is-ancestor", "--", &commit, &tip];
        // A commit that is not in this repository at all (git says 128) is in nobody's history.
        Ok(self.git("look for a commit in a history").args(args).run()?.status == Some(0))
    }

    /// What these refs (full names: `refs/heads/main`) point to, in one call; those that do not exist are left out.
    pub fn refs(&self, names: &[&str]) -> Result<BTreeMap<String, ObjectId>> {
        if names.is_empty() {
            return Ok(BTreeMap::new());
        }
        let mut found = self.refs_below(names)?;
        // A name stands for what lies below it, too: `refs/heads/a` would bring `refs/heads/a/b`.
        found.retain(|name, _| names.contains(&name.as_str()));
        Ok(found)
    }

    /// The local branches, by short name, in order.
    pub fn branches(&self) -> Result<Vec<(String, ObjectId)>> {
        let output = self.answer(PrefetchQuery::Branches)?;
        if !output.success() {
            return Err(run::failed("read refs/heads/", &output));
        }
        let refs = read_refs(&output.stdout, "read refs/heads/")?;
        let short = |(name, id): (String, _)| Some((name.strip_prefix("refs/heads/")?.to_owned(), id));
        Ok(refs.into_iter().filter_map(short).collect())
    }

    /// The branches of remotes as they were fetched last: by the branch's name, where it was seen
    /// (`staging`: `origin/staging`), the first remote where there are several.
    pub fn remote_branches(&self) -> Result<BTreeMap<String, String>> {
        let mut branches = BTreeMap::new();
        for name in self.refs_below(&["refs/remotes/"])?.into_keys() {
            let Some(name) = name.strip_prefix("refs/remotes/") else { continue };
            match name.split_once('/') {
                // The remote's HEAD repeats another one.
                None | Some((_, "HEAD")) => {}
                Some((_, branch)) => drop(branches.entry(branch.to_owned()).or_insert_with(|| name.to_owned())),
            }
        }
        Ok(branches)
    }

    /// The refs at or below these prefixes.
    pub fn refs_below(&self, prefixes: &[&str]) -> Result<BTreeMap<String, ObjectId>> {
        let operation = format!("read {}", prefixes.join(", "));
        let args = ["for-each-ref", "--format=%(objectname) %(refname)", "--"];
        let stdout = self.git(operation.as_str()).args(args).args(prefixes).stdout()?;
        read_refs(&stdout, &operation)
    }

    /// The full name of the ref that the symbolic ref `name` stands for (`refs/remotes/origin/HEAD`).
    pub fn symbolic_ref(&self, name: &str) -> Result<Option<String>> {
        let operation = format!("read the symbolic ref '{name}'");
        let output = self.git(operation.as_str()).args(["symbolic-ref", "--quiet", "--", name]).run()?;
        match output.status {
            Some(0) => Ok(Some(String::from_utf8_lossy(output.stdout.trim_ascii()).into_owned())),
            Some(1) => Ok(None),
            _ => Err(run::failed(operation, &output)),
        }
    }
}

/// Lines of an id and a name.
fn read_refs(stdout: &[u8], operation: &str) -> Result<BTreeMap<String, ObjectId>> {
    let text = String::from_utf8_lossy(stdout);
    let read = |line: &str| {
        let (id, name) = line.split_once(' ').unwrap_or((line, ""));
        Ok((name.to_owned(), parse_id(id.as_bytes(), operation)?))
    };
    text.lines().map(read).collect()
}

fn parse_id(text: &[u8], operation: &str) -> Result<ObjectId> {
    let text = String::from_utf8_lossy(text);
    text.parse().map_err(|_| GitError::Failed {
        operation: operation.to_owned(),
        words: format!("it answered '{text}' where an object id was expected"),
    })
}
