//! A repository: found by the git program, so that `-C`, `GIT_DIR`, worktrees and `safe.directory` mean what they mean to git.

use std::collections::HashMap;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::{OnceLock, RwLock};

use super::Result;
use super::ahead::{Ahead, PrefetchQuery};
use super::config::Config;
use super::error::GitError;
use super::objects::{Scratch, Store};
use super::run::{self, Call};
use super::worktree::path_of;
use promote_model::ObjectId;

/// What `HEAD` stood for when the repository was opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// The full name of the branch (`refs/heads/main`), also of one without commits; `None` when detached.
    pub branch: Option<String>,
    /// The commit; `None` on a branch without commits.
    pub commit: Option<ObjectId>,
}

/// A repository. Reading is safe from many threads at once.
pub struct Repo {
    dir: PathBuf,
    git_dir: PathBuf,
    common_dir: PathBuf,
    objects_dir: PathBuf,
    work_tree: Option<PathBuf>,
    bare: bool,
    head: Head,
    /// Opened when the first object is read: most refusals never get that far.
    pub(super) store: OnceLock<Store>,
    /// Objects that exist in memory only, so far.
    pub(super) scratch: RwLock<HashMap<ObjectId, Scratch>>,
    pub(super) config: OnceLock<Config>,
    pub(super) ahead: Ahead,
    /// Whether no object is missing on purpose.
    pub(super) whole: OnceLock<bool>,
}

impl fmt::Debug for Repo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Repo").field("git_dir", &self.git_dir).field("head", &self.head).finish_non_exhaustive()
    }
}

/// The questions of `open`, answered one a line; the last three can stay without an answer.
const QUESTIONS: [&str; 12] = [
    "--path-format=absolute",
    "--show-object-format",
    "--show-ref-format",
    "--is-bare-repository",
    "--absolute-git-dir",
    "--git-common-dir",
    "--git-path",
    "objects",
    "--show-cdup",
    // Without this a branch that has no commit yet would be an error.
    "--revs-only",
    "HEAD",
    "--symbolic-full-name",
];

impl Repo {
    /// The repository that git finds from `dir`; one call of git (two where `HEAD` has no commit).
    pub fn open(dir: &Path) -> Result<Self> {
        Self::open_asking(dir, &[])
    }

    /// The same, with questions that git is asked meanwhile; the first answers to them are of this moment.
    pub fn open_asking(dir: &Path, questions: &[PrefetchQuery]) -> Result<Self> {
        if !dir.is_dir() {
            let words = "there is no such folder".to_owned();
            return Err(GitError::NotARepository { dir: dir.to_owned(), words });
        }
        let ahead = Ahead::ask(dir, questions)?;
        let operation = format!("find the repository of {}", dir.display());
        let call = run::git(dir, operation.as_str()).args(["rev-parse"]).args(QUESTIONS).args(["HEAD"]);
        let output = call.run()?;
        if !output.success() {
            let words = run::words(&output.stderr);
            return Err(if words.contains("not a git repository") {
                let dir = std::path::absolute(dir).unwrap_or_else(|_| dir.to_owned());
                GitError::NotARepository { dir, words }
            } else {
                run::failed(operation, &output)
            });
        }
        let answers = Answers::read(&output.stdout)
            .map_err(|words| GitError::Failed { operation: operation.clone(), words: words.to_owned() })?;
        let dir = std::path::absolute(dir).map_err(|source| GitError::Io {
            operation: "find",
            path: dir.to_owned(),
            source,
        })?;
        Self::from_answers(dir, answers, ahead)
    }

    fn from_answers(dir: PathBuf, answers: Answers, ahead: Ahead) -> Result<Self> {
        if answers.object_format != "sha1" {
            return Err(GitError::Sha256 { git_dir: answers.git_dir });
        }
        let work_tree = match answers.cdup {
            Some(up) if !answers.bare => {
                let path = dir.join(up);
                Some(path.canonicalize().map_err(|source| GitError::Io { operation: "find", path, source })?)
            }
            _ => None,
        };
        let mut repo = Self {
            dir,
            git_dir: answers.git_dir,
            common_dir: answers.common_dir,
            objects_dir: answers.objects_dir,
            work_tree,
            bare: answers.bare,
            head: Head { branch: None, commit: answers.commit },
            store: OnceLock::new(),
            scratch: RwLock::default(),
            config: OnceLock::new(),
            ahead,
            whole: OnceLock::new(),
        };
        repo.head.branch = match answers.head_name {
            Some(name) if name == "HEAD" => None,
            Some(name) => Some(name),
            None => repo.symbolic_ref("HEAD")?,
        };
        Ok(repo)
    }

    /// A call of git in this repository.
    pub(super) fn git(&self, operation: impl Into<String>) -> Call {
        run::git(&self.dir, operation)
    }

    /// The directory it was opened from.
    pub(crate) fn dir(&self) -> &Path {
        &self.dir
    }

    /// The git directory of this worktree.
    pub fn git_dir(&self) -> &Path {
        &self.git_dir
    }

    /// The git directory that all worktrees share: the place for caches.
    pub fn common_dir(&self) -> &Path {
        &self.common_dir
    }

    /// The directory of the object database.
    pub(super) fn objects_dir(&self) -> &Path {
        &self.objects_dir
    }

    /// The root of the working tree; `None` in a bare repository and inside a git directory.
    pub fn work_tree(&self) -> Option<&Path> {
        self.work_tree.as_deref()
    }

    /// Whether this repository has no working tree of its own (linked ones it can have).
    pub(crate) fn is_bare(&self) -> bool {
        self.bare
    }

    /// What `HEAD` stood for when the repository was opened.
    pub fn head(&self) -> &Head {
        &self.head
    }
}

/// What git answered to the `QUESTIONS`.
struct Answers {
    object_format: String,
    bare: bool,
    git_dir: PathBuf,
    common_dir: PathBuf,
    objects_dir: PathBuf,
    cdup: Option<PathBuf>,
    commit: Option<ObjectId>,
    head_name: Option<String>,
}

impl Answers {
    fn read(stdout: &[u8]) -> Result<Self, &'static str> {
        const ODD: &str = "its answer cannot be understood (does the path hold a line break?)";
        let text = stdout.strip_suffix(b"\n").ok_or(ODD)?;
        let lines: Vec<&[u8]> = text.split(|b| *b == b'\n').collect();
        let [object_format, _ref_format, bare, git_dir, common_dir, objects_dir, rest @ ..] = lines.as_slice() else {
            return Err(ODD);
        };
        // Its ids are longer than ours, so the rest cannot be read; all that follows is a refusal.
        let (commit, head_name, before) =
            if *object_format == b"sha1" { read_head(rest) } else { (None, Some("HEAD".to_owned()), [].as_slice()) };
        let cdup = match before {
            [] => None,
            [up] => Some(path_of(up)),
            _ => return Err(ODD),
        };
        let absolute = |bytes: &[u8]| Some(path_of(bytes)).filter(|path| path.is_absolute()).ok_or(ODD);
        Ok(Self {
            object_format: text_of(object_format),
            bare: match *bare {
                b"true" => true,
                b"false" => false,
                _ => return Err(ODD),
            },
            git_dir: absolute(git_dir)?,
            common_dir: absolute(common_dir)?,
            objects_dir: absolute(objects_dir)?,
            cdup,
            commit,
            head_name,
        })
    }
}

/// The commit and the name of `HEAD` from the end of the answers, and what stands before them.
fn read_head<'l, 'b>(lines: &'l [&'b [u8]]) -> (Option<ObjectId>, Option<String>, &'l [&'b [u8]]) {
    let id = |line: &[u8]| std::str::from_utf8(line).ok()?.parse::<ObjectId>().ok();
    match lines {
        [before @ .., commit, name] if id(commit).is_some() => (id(commit), Some(text_of(name)), before),
        [before @ .., commit] if id(commit).is_some() => (id(commit), None, before),
        _ => (None, None, lines),
    }
}

fn text_of(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}
