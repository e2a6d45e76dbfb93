//! Environments: their branches and files, and comparing two of them.

use std::collections::BTreeSet;

use rayon::prelude::*;

pub(crate) use super::env_snapshot::EnvSnapshot;
use super::error::StoreError;
use super::joint::ChangedFile;
use super::repository::Store;
use super::walk::{DifferingFile, ListedFile, files, holds_any, walk};
use promote_core::env::diff::{FileDiff, FilePair};
use promote_core::env::layout::{Bindings, CaptureFilter, Matcher};
use promote_core::env::translate::Translator;
use promote_core::policy::Environment;
use promote_model::{ObjectId, Pattern};

/// The differences of two environments.
#[derive(Debug)]
pub(crate) struct Comparison {
    /// The files that differ, with their content.
    pub(crate) files: Vec<(FilePair, FileDiff)>,
    /// The files that one environment has and the other excludes (`!`).
    pub(crate) left_out: Vec<DifferingFile>,
}

impl Comparison {
    /// The files with their differing keys.
    pub(crate) fn changes(&self) -> Vec<ChangedFile<'_>> {
        self.files.iter().map(|(pair, diff)| (pair, diff.changes.iter().collect())).collect()
    }
}

impl Store {
    /// An environment at its branch tip, or at a revision (`NAME@REV`).
    ///
    /// # Errors
    /// If the environment, its branch or the revision is unknown.
    pub(crate) fn side(&self, typed: &str, only: &[CaptureFilter]) -> Result<EnvSnapshot, StoreError> {
        let (name, revision) = typed.split_once('@').map_or((typed, None), |(name, rev)| (name, Some(rev)));
        let environment = self.environment(name)?;
        self.check_only(only)?;
        let branch = self.branch_of(environment).to_owned();
        let commit = match revision {
            None => *self.branches.tips.get(&branch).ok_or_else(|| StoreError::NoBranch {
                name: name.to_owned(),
                branch: branch.clone(),
                remote: self.authority.remote().map(str::to_owned),
            })?,
            Some(revision) => self.repo.resolve(revision)?.ok_or_else(|| StoreError::UnknownRevision {
                revision: revision.to_owned(),
                typed: typed.to_owned(),
                shallow: self.repo.is_shallow(),
            })?,
        };
        let mut side = self.side_at(environment, commit, only)?;
        typed.clone_into(&mut side.label);
        Ok(side)
    }

    /// Refuses `--only` with a name that no template captures, which would silently exclude every file.
    ///
    /// # Errors
    /// For the first such name.
    pub(crate) fn check_only(&self, only: &[CaptureFilter]) -> Result<(), StoreError> {
        let known: BTreeSet<&str> = self.policy.files.iter().flat_map(|t| t.captures()).collect();
        match only.iter().find(|only| !known.contains(only.name.as_str())) {
            None => Ok(()),
            Some(only) => Err(StoreError::UnknownCapture {
                name: only.name.clone(),
                known: known.into_iter().map(str::to_owned).collect(),
            }),
        }
    }

    /// An environment at a commit.
    ///
    /// # Errors
    /// If the commit cannot be read.
    pub(crate) fn side_at(
        &self,
        environment: &Environment,
        commit: ObjectId,
        only: &[CaptureFilter],
    ) -> Result<EnvSnapshot, StoreError> {
        let tree = self.repo.read_commit(commit)?.tree;
        let bind = |e: &Environment| Bindings { name: e.name.to_string(), with: e.with.clone() };
        let bindings = bind(environment);
        let neighbours = self.policy.environments.iter().filter(|e| e.name != environment.name);
        let rivals: Vec<Bindings> =
            neighbours.filter(|e| self.branch_of(e) == self.branch_of(environment)).map(bind).collect();
        Ok(EnvSnapshot {
            name: environment.name.clone(),
            label: environment.name.clone(),
            branch: self.branch_of(environment).to_owned(),
            commit,
            tree,
            matcher: Matcher::new(&self.policy.files, &self.policy.exclusions, &bindings, &rivals, only),
            narrowed: !only.is_empty(),
            bindings,
        })
    }

    /// The environment with this name.
    ///
    /// # Errors
    /// If `promote.yaml` does not define it.
    pub(crate) fn environment(&self, name: &str) -> Result<&Environment, StoreError> {
        self.policy.environment(name).ok_or_else(|| StoreError::UnknownEnvironment {
            name: name.to_owned(),
            known: self.policy.environments.iter().map(|e| e.name.to_string()).collect(),
        })
    }

    /// The branch of an environment.
    pub(crate) fn branch_of<'a>(&'a self, environment: &'a Environment) -> &'a str {
        environment.branch.as_deref().unwrap_or(&self.policy_branch)
    }

    /// Compares two environments, up to the translation that the target's rule asks for. `keep` are the patterns of keys owned
    /// by the target. If there are `patterns`, files
    /// that none of them can match are left out.
    ///
    /// # Errors
    /// If git cannot be read, or the layout is ambiguous.
    pub(crate) fn compare(
        &self,
        source: &EnvSnapshot,
        target: &EnvSnapshot,
        keep: &[Pattern],
        patterns: &[Pattern],
    ) -> Result<Comparison, StoreError> {
        let translator = self.policy.translator(&source.name, &target.name, false);
        self.compare_by(source, target, keep, patterns, translator.as_ref())
    }

    /// The same with a translation of its own.
    ///
    /// # Errors
    /// As [`Self::compare`].
    pub(crate) fn compare_by(
        &self,
        source: &EnvSnapshot,
        target: &EnvSnapshot,
        keep: &[Pattern],
        patterns: &[Pattern],
        translator: Option<&Translator>,
    ) -> Result<Comparison, StoreError> {
        let mut differing = walk(&self.repo, source, target, patterns)?;
        if differing.is_empty() && !holds_any(&self.repo, source)? {
            self.refuse_nothing(&[source, target])?;
        }
        for one in &mut differing {
            one.elsewhere = self.elsewhere(one, source, target);
        }
        let matches = |d: &DifferingFile| patterns.is_empty() || patterns.iter().any(|p| p.matches_file(&d.names()));
        differing.retain(matches);
        let comparison = self.compare_files(source, target, keep, differing, translator)?;
        if patterns.is_empty() {
            self.refuse_no_keys(&[source, target], &comparison.files)?;
        }
        Ok(comparison)
    }

    fn compare_files(
        &self,
        source: &EnvSnapshot,
        target: &EnvSnapshot,
        keep: &[Pattern],
        differing: Vec<DifferingFile>,
        translator: Option<&Translator>,
    ) -> Result<Comparison, StoreError> {
        let (left_out, differing): (Vec<_>, Vec<_>) = differing.into_iter().partition(|d| left_out(d, source, target));
        let blobs = differing.iter().flat_map(|d| [&d.source, &d.target]).flatten().map(|entry| entry.blob);
        self.repo.fetch_missing(blobs)?;
        let diff = |differing: &DifferingFile| {
            let pair = self.pair(differing)?;
            let diff = pair.diff(&self.rules, keep);
            let diff = match translator {
                Some(translator) => translator.diff(&pair, diff, &self.rules),
                None => diff,
            };
            Ok::<_, StoreError>((pair, diff))
        };
        // A few files are read faster than threads start.
        let files: Vec<(FilePair, FileDiff)> = if differing.len() < 32 {
            differing.iter().map(diff).collect::<Result<_, _>>()?
        } else {
            differing.par_iter().map(diff).collect::<Result<_, _>>()?
        };
        Ok(Comparison { files, left_out })
    }

    /// Refuses environments without any key if every template has `keys`, as [`Self::refuse_nothing`] does.
    fn refuse_no_keys(&self, sides: &[&EnvSnapshot], files: &[(FilePair, FileDiff)]) -> Result<(), StoreError> {
        let prefixes: Vec<String> =
            self.policy.files.iter().filter_map(|t| t.keys.as_ref()).map(|keys| keys.text.clone()).collect();
        let nothing = |(pair, diff): &(FilePair, FileDiff)| {
            diff.unchanged == 0 && diff.changes.is_empty() && diff.kept.is_empty() && pair.unreadable().is_empty()
        };
        let all_keyed = prefixes.len() == self.policy.files.len();
        if !all_keyed || files.is_empty() || sides.iter().any(|side| side.narrowed) || !files.iter().all(nothing) {
            return Ok(());
        }
        let mut names: Vec<String> = sides.iter().map(|side| side.label.clone()).collect();
        names.dedup();
        Err(StoreError::NoKeys { names, prefixes })
    }

    /// The path that a file would have in the environment that lacks it; `None` if both have it.
    fn elsewhere(&self, differing: &DifferingFile, source: &EnvSnapshot, target: &EnvSnapshot) -> Option<String> {
        let (entry, other) = match (&differing.source, &differing.target) {
            (Some(entry), None) => (entry, target),
            (None, Some(entry)) => (entry, source),
            _ => return None,
        };
        Some(other.bindings.path(self.policy.files.get(entry.template)?, &differing.file))
    }

    /// Refuses environments without any configuration file: with a misspelt template, every comparison would report no
    /// differences.
    ///
    /// # Errors
    /// Always, with the `--only` restrictions if there are any.
    pub(crate) fn refuse_nothing(&self, sides: &[&EnvSnapshot]) -> Result<(), StoreError> {
        let Some(first) = sides.first() else { return Ok(()) };
        let mut names: Vec<String> = sides.iter().map(|side| side.label.clone()).collect();
        names.dedup();
        let only: Vec<String> = first.matcher.only().iter().map(ToString::to_string).collect();
        if !only.is_empty() {
            let captures = only.iter().filter_map(|only| only.split_once('=')).map(|(name, _)| name.to_owned());
            let known = self.captured(first, &captures.collect::<Vec<_>>())?;
            return Err(StoreError::NothingOnly { known, names, only, branch: first.branch.clone() });
        }
        let templates = self.policy.files.iter().map(|t| t.text.clone()).collect();
        Err(StoreError::NoFiles { names, templates, branch: first.branch.clone() })
    }

    /// The values that captures with these names have in an environment: those of the folders of its files, where a template has
    /// the capture as a folder.
    ///
    /// # Errors
    /// As [`Self::compare`].
    pub(crate) fn captured(&self, side: &EnvSnapshot, names: &[String]) -> Result<Vec<String>, StoreError> {
        let all = self.side_at(self.environment(&side.name)?, side.commit, &[])?;
        let files = self.files(&all)?;
        let names: Vec<String> = names.iter().map(|name| format!("{{{name}}}")).collect();
        let mut values = BTreeSet::new();
        for template in &self.policy.files {
            let folders: Vec<&str> = template.text.split('/').collect();
            let captures = |at: &usize| {
                names.iter().any(|name| name == folders[*at])
                    && !folders[..*at].iter().any(|folder| folder.contains("**"))
            };
            for at in (0..folders.len()).filter(captures) {
                values.extend(files.iter().filter_map(|(logical, _)| logical.split('/').nth(at)).map(str::to_owned));
            }
        }
        Ok(values.into_iter().collect())
    }

    /// Reads a file of both environments.
    ///
    /// # Errors
    /// If a blob cannot be read.
    pub(crate) fn pair(&self, differing: &DifferingFile) -> Result<FilePair, StoreError> {
        let read = |entry: &Option<ListedFile>| {
            entry.as_ref().map(|e| self.files.read(&self.repo, self.rules.number, e)).transpose()
        };
        let pair = FilePair::new(&differing.file, read(&differing.source)?, read(&differing.target)?);
        // A file that only the target has is named by its own path, since no plan names another one.
        let elsewhere = differing.elsewhere.clone().filter(|_| differing.target.is_none());
        Ok(FilePair { elsewhere, ..pair.with_keys(differing.keys.clone()) })
    }

    /// A file of one environment, as the source of a pair without a target.
    ///
    /// # Errors
    /// If the blob cannot be read.
    pub(crate) fn alone(&self, matcher: &Matcher, logical: &str, entry: &ListedFile) -> Result<FilePair, StoreError> {
        let file = self.files.read(&self.repo, self.rules.number, entry)?;
        Ok(FilePair::new(logical, Some(file), None).with_keys(matcher.keys(matcher, &entry.claims)))
    }

    /// All files of an environment.
    ///
    /// # Errors
    /// As [`Self::compare`].
    pub(crate) fn files(&self, side: &EnvSnapshot) -> Result<Vec<(String, ListedFile)>, StoreError> {
        files(&self.repo, side, &[])
    }

    /// The files of an environment that patterns match; all files without patterns.
    ///
    /// # Errors
    /// If git cannot be read, or the environment has no file at all.
    pub(crate) fn files_that_match(
        &self,
        side: &EnvSnapshot,
        patterns: &[Pattern],
    ) -> Result<Vec<(String, ListedFile)>, StoreError> {
        let mut found = files(&self.repo, side, patterns)?;
        // `--only` may select nothing in one environment.
        if found.is_empty() && !side.narrowed && (patterns.is_empty() || !holds_any(&self.repo, side)?) {
            self.refuse_nothing(&[side])?;
        }
        found.retain(|(file, entry)| {
            patterns.is_empty() || patterns.iter().any(|p| p.matches_file(&[file.as_str(), entry.path.as_str()]))
        });
        Ok(found)
    }
}

impl DifferingFile {
    /// The names of the file: the logical name and the paths.
    pub(crate) fn names(&self) -> Vec<&str> {
        let paths = [&self.source, &self.target].into_iter().flatten().map(|e| e.path.as_str());
        let paths = paths.chain(self.elsewhere.as_deref());
        let mut seen = BTreeSet::new();
        std::iter::once(self.file.as_str()).chain(paths).filter(|name| seen.insert(*name)).collect()
    }
}

/// Whether the environment that lacks a file excludes it (`!`). Then the file may exist there and is not compared.
fn left_out(differing: &DifferingFile, source: &EnvSnapshot, target: &EnvSnapshot) -> bool {
    let other = if differing.source.is_some() { target } else { source };
    differing.elsewhere.as_ref().is_some_and(|path| other.matcher.excludes(path))
}
