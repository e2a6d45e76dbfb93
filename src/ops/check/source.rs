//! Where the `promote.yaml` that is checked comes from.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::engine::OpError;
use crate::store::candidate::Candidate;
use promote_core::policy::FILE;
use promote_model::ObjectId;

/// Where the `promote.yaml` that is checked comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum PolicySource {
    /// The root of the working tree.
    WorkingTree,
    /// A file.
    File(PathBuf),
    /// A revision.
    Revision(String),
    /// Standard input, which was read already.
    Input(Vec<u8>),
}

impl PolicySource {
    /// The revision, if it is one.
    pub(super) fn revision(&self) -> Option<&str> {
        if let Self::Revision(revision) = self { Some(revision) } else { None }
    }

    /// The name of the file in findings.
    pub(crate) fn name(&self) -> String {
        match self {
            Self::WorkingTree | Self::Input(_) => FILE.to_owned(),
            Self::File(path) => path.display().to_string(),
            Self::Revision(revision) => format!("{revision}:{FILE}"),
        }
    }

    /// The text, and the commit of a revision. Files are relative to `dir`.
    ///
    /// # Errors
    /// If there is none, or it cannot be read.
    pub(crate) fn read(&self, dir: &Path, candidate: &Candidate) -> Result<(Vec<u8>, Option<ObjectId>), OpError> {
        match self {
            Self::Input(text) => Ok((text.clone(), None)),
            Self::File(path) => read_file(dir.join(path), path.display().to_string()),
            Self::Revision(revision) => of_revision(candidate, revision),
            Self::WorkingTree => match candidate.repo.work_tree() {
                Some(root) => read_file(root.join(FILE), FILE.to_owned()),
                None => Err(OpError::Usage {
                    message: format!("a bare repository has no working tree with a {FILE}"),
                    hints: vec!["check that of a branch: promote check --rev BRANCH".to_owned()],
                }),
            },
        }
    }
}

fn read_file(path: PathBuf, shown: String) -> Result<(Vec<u8>, Option<ObjectId>), OpError> {
    match fs::read(&path) {
        Ok(text) => Ok((text, None)),
        Err(error) if error.kind() == io::ErrorKind::NotFound && shown == FILE => Err(OpError::Usage {
            message: format!("the working tree has no {FILE}"),
            hints: vec![
                format!("find the environments and write {FILE}: promote init"),
                "check that of a branch: promote check --rev BRANCH".to_owned(),
            ],
        }),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            Err(OpError::Usage { message: format!("there is no file '{shown}'"), hints: Vec::new() })
        }
        Err(error) => Err(OpError::Io { what: "read", path: path.display().to_string(), error }),
    }
}

fn of_revision(candidate: &Candidate, revision: &str) -> Result<(Vec<u8>, Option<ObjectId>), OpError> {
    let Some(commit) = candidate.repo.resolve(revision)? else {
        let message = format!("'{revision}' is not a commit");
        return Err(OpError::Usage { message, hints: vec!["list the branches: git branch -a".to_owned()] });
    };
    match candidate.policy_text(commit)? {
        Some(text) => Ok((text, Some(commit))),
        None => Err(OpError::Usage {
            message: format!("'{revision}' has no {FILE}"),
            hints: vec!["check that of the working tree: promote check".to_owned()],
        }),
    }
}
