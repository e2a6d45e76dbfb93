//! Reading refs through the git program, so that every ref format works; one call reads many refs.

use std::collections::BTreeMap;

use super::error::GitError;
use super::prefetch::PrefetchQuery;
use super::{Repo, Result, run};
use promote_model::ObjectId;

impl Repo {
    /// The commit that `rev` resolves to (tags are peeled); `None` if there is none.
    pub fn resolve(&self, rev: &str) -> Result<Option<ObjectId>> {
        // No name holds it, and no argument of a program can.
        if rev.contains('\0') {
            return Ok(None);
        }
        let operation = format!("resolve '{rev}'");
        let wanted = format!("{rev}^{{commit}}");
        let args = ["rev-parse", "--verify", "--quiet", "--end-of-options", &wanted];
        let output = self.git(operation.as_str()).args(args).run()?;
        match (output.status, output.stdout.trim_ascii()) {
            // `^main` is a valid revision for git, but an exclusion.
            (Some(0), id) if id.starts_with(b"^") => Ok(None),
            (Some(0), id) => Ok(Some(parse_id(id, &operation)?)),
            (Some(1), _) => Ok(None),
            _ => Err(run::failed(operation, &output)),
        }
    }

    /// Whether `commit` is an ancestor of `tip`, through any parent.
    pub fn is_ancestor(&self, commit: ObjectId, tip: ObjectId) -> Result<bool> {
        let (commit, tip) = (commit.to_string(), tip.to_string());
        let args = ["merge-base", "--is-ancestor", "--", &commit, &tip];
        // git exits with status 128 if a commit is missing in this repository; then it is no ancestor.
        Ok(self.git("look for a commit in the history").args(args).run()?.status == Some(0))
    }

    /// The objects that refs point to, by full name (`refs/heads/main`), in one call. Missing refs are left out.
    pub fn refs(&self, names: &[&str]) -> Result<BTreeMap<String, ObjectId>> {
        if names.is_empty() {
            return Ok(BTreeMap::new());
        }
        let mut found = self.refs_below(names)?;
        // A pattern also matches refs below it: `refs/heads/a` matches `refs/heads/a/b`.
        found.retain(|name, _| names.contains(&name.as_str()));
        Ok(found)
    }

    /// The local branches by short name, sorted.
    pub fn branches(&self) -> Result<Vec<(String, ObjectId)>> {
        let output = self.answer(PrefetchQuery::Branches)?;
        if !output.success() {
            return Err(run::failed("read refs/heads/", &output));
        }
        let refs = parse_refs(&output.stdout, "read refs/heads/")?;
        let short = |(name, id): (String, _)| Some((name.strip_prefix("refs/heads/")?.to_owned(), id));
        Ok(refs.into_iter().filter_map(short).collect())
    }

    /// Remote-tracking branches by branch name (`staging`: `origin/staging`); the first remote if several have it.
    pub fn remote_branches(&self) -> Result<BTreeMap<String, String>> {
        let mut branches = BTreeMap::new();
        for name in self.refs_below(&["refs/remotes/"])?.into_keys() {
            let Some(name) = name.strip_prefix("refs/remotes/") else { continue };
            match name.split_once('/') {
                // The remote's HEAD is an alias of another branch.
                None | Some((_, "HEAD")) => {}
                Some((_, branch)) => drop(branches.entry(branch.to_owned()).or_insert_with(|| name.to_owned())),
            }
        }
        Ok(branches)
    }

    /// The refs at or below the prefixes.
    pub fn refs_below(&self, prefixes: &[&str]) -> Result<BTreeMap<String, ObjectId>> {
        let operation = format!("read {}", prefixes.join(", "));
        let args = ["for-each-ref", "--format=%(objectname) %(refname)", "--"];
        let stdout = self.git(operation.as_str()).args(args).args(prefixes).stdout()?;
        parse_refs(&stdout, &operation)
    }

    /// The target of a symbolic ref, such as `refs/remotes/origin/HEAD`.
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

/// Parses lines of an id and a name.
fn parse_refs(stdout: &[u8], operation: &str) -> Result<BTreeMap<String, ObjectId>> {
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
        message: format!("it printed '{text}' instead of an object id"),
    })
}
