//! The files of several environments side by side. The first one is compared with each other, so that trees that are equal in
//! all of them are never opened.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use rayon::prelude::*;

use super::env_snapshot::EnvSnapshot;
use super::error::StoreError;
use super::repository::Store;
use super::walk::{ListedFile, files, walk};
use promote_core::env::across::Across;
use promote_core::env::content::File;
use promote_core::env::diff::FilePair;
use promote_model::Pattern;

/// A file of several environments.
#[derive(Debug, Clone)]
pub(crate) struct AcrossFile {
    /// The logical name.
    pub(crate) file: String,
    /// The file in each environment.
    pub(crate) entries: Vec<Option<ListedFile>>,
    /// The path that it has, or would have, in each environment.
    pub(crate) paths: Vec<String>,
}

/// What was found of a file: in the first environment, and in those where it is not the same.
#[derive(Default)]
struct Found {
    first: Option<ListedFile>,
    others: HashMap<usize, Option<ListedFile>>,
}

impl Store {
    /// The files of environments, by logical name: all, or only those that are not the same everywhere. Of a single
    /// environment, folders in which none of the `patterns` can match are not opened, if there are any.
    ///
    /// # Errors
    /// If git cannot be read, or the layout is ambiguous.
    pub(crate) fn across(
        &self,
        sides: &[EnvSnapshot],
        all: bool,
        patterns: &[Pattern],
    ) -> Result<Vec<AcrossFile>, StoreError> {
        let Some((first, others)) = sides.split_first() else { return Ok(Vec::new()) };
        let mut found: BTreeMap<String, (String, Found)> = BTreeMap::new();
        // As the walk sorts them: component by component.
        let place = |file: &str| file.replace('/', "\0");
        if all {
            // Of several, a pattern may name a file as another environment spells its path.
            let patterns = if others.is_empty() { patterns } else { &[] };
            for (file, entry) in files(&self.repo, first, patterns)? {
                let one = Found { first: Some(entry), ..Found::default() };
                found.insert(place(&file), (file, one));
            }
        }
        let walked = others.par_iter().map(|other| walk(&self.repo, first, other, &[]));
        for (at, differing) in walked.collect::<Result<Vec<_>, _>>()?.into_iter().enumerate() {
            for differing in differing {
                let (_, known) =
                    found.entry(place(&differing.file)).or_insert_with(|| (differing.file.clone(), Found::default()));
                known.first = differing.source;
                known.others.insert(at + 1, differing.target);
            }
        }
        Ok(found.into_values().filter_map(|(file, found)| self.side_by_side(sides, file, found)).collect())
    }

    /// The file in each environment; `None` if no environment has it.
    fn side_by_side(&self, sides: &[EnvSnapshot], file: String, found: Found) -> Option<AcrossFile> {
        let any = found.first.as_ref().or_else(|| found.others.values().flatten().next())?;
        let template = self.policy.files.get(any.template)?;
        let spelled: Vec<String> = sides.iter().map(|side| side.bindings.path(template, &file)).collect();
        let entry = |at: usize| match found.others.get(&at) {
            Some(other) => other.clone(),
            None if at == 0 => found.first.clone(),
            None => found.first.clone().map(|entry| ListedFile { path: spelled[at].clone(), ..entry }),
        };
        let entries: Vec<Option<ListedFile>> = (0..sides.len()).map(entry).collect();
        let path = |(entry, spelled): (&Option<ListedFile>, String)| entry.as_ref().map_or(spelled, |e| e.path.clone());
        let paths = entries.iter().zip(spelled).map(path).collect();
        Some(AcrossFile { file, entries, paths })
    }

    /// Reads a file of several environments.
    ///
    /// # Errors
    /// If a blob cannot be read.
    pub(crate) fn read_across(&self, sides: &[EnvSnapshot], across: &AcrossFile) -> Result<Across, StoreError> {
        let mut known: Vec<(&ListedFile, Arc<File>)> = Vec::new();
        let mut pairs = Vec::new();
        for ((entry, side), path) in across.entries.iter().zip(sides).zip(&across.paths) {
            let Some(entry) = entry else {
                pairs.push(None);
                continue;
            };
            let content = |entry: &ListedFile| (entry.blob, entry.mode, entry.format);
            let file = match known.iter().find(|(other, _)| content(other) == content(entry)) {
                Some((_, file)) => file.clone(),
                None => self.files.read(&self.repo, self.rules.number, entry)?,
            };
            known.push((entry, file.clone()));
            let mut pair = FilePair::new(&across.file, Some(file), None);
            // Of a shared content, the path may be that of another environment.
            pair.elsewhere = Some(path.clone());
            pairs.push(Some(pair.with_keys(side.matcher.keys(&side.matcher, &entry.claims))));
        }
        Ok(Across::read(pairs, &self.rules))
    }

    /// Fetches the contents of files that this clone lacks.
    ///
    /// # Errors
    /// If they cannot be fetched.
    pub(crate) fn fetch_across(&self, files: &[&AcrossFile]) -> Result<(), StoreError> {
        let entries = files.iter().flat_map(|file| &file.entries).flatten();
        Ok(self.repo.fetch_missing(entries.map(|entry| entry.blob))?)
    }
}

impl AcrossFile {
    /// The names of the file: the logical name and the paths.
    pub(crate) fn names(&self) -> Vec<&str> {
        let mut names = vec![self.file.as_str()];
        for path in &self.paths {
            if !names.contains(&path.as_str()) {
                names.push(path);
            }
        }
        names
    }

    /// Whether one of the patterns may match a key of the file.
    pub(crate) fn is_asked_for(&self, patterns: &[Pattern]) -> bool {
        let names = self.names();
        patterns.is_empty() || patterns.iter().any(|pattern| pattern.matches_file(&names) || pattern.takes_file(&names))
    }
}
