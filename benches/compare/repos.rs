//! Generates repositories: bare, packed, two environments, one file in a hundred different.

use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::git::{blob, commit, fast_import, git, output};
use crate::table::note;
use crate::texts::{Version, differs, settings};

/// The time of generated commits.
pub const SECOND: i64 = 1_767_225_600;

/// The layout of environments in a repository.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layout {
    /// `envs/ENV/…`
    Directories,
    /// `apps/APP/overlays/ENV/values.yaml`: the environment is the last directory.
    Overlays,
    /// One branch per environment.
    Branches,
}

/// All layouts.
pub const LAYOUTS: [Layout; 3] = [Layout::Directories, Layout::Overlays, Layout::Branches];

/// The source and the target environment.
pub const ENVIRONMENTS: [(&str, Version); 2] = [("staging", Version::New), ("production", Version::Old)];

/// A generated repository.
pub struct Repo {
    /// The path.
    pub path: PathBuf,
    /// The layout.
    pub layout: Layout,
    /// Files per environment.
    pub files: usize,
}

impl Layout {
    /// The name in the table and in paths.
    pub fn name(self) -> &'static str {
        match self {
            Self::Directories => "directories",
            Self::Overlays => "overlays",
            Self::Branches => "branches",
        }
    }

    fn policy(self) -> &'static str {
        match self {
            Self::Directories => {
                "version: 1\nfiles: [\"envs/{env}/**\"]\nenvironments:\n  staging: {}\n  production: { from: [staging] }\n"
            }
            Self::Overlays => {
                "version: 1\nfiles: [\"apps/{app}/overlays/{env}/values.yaml\"]\nenvironments:\n  staging: {}\n  production: { from: [staging] }\n"
            }
            Self::Branches => {
                "version: 1\nfiles: [\"**\"]\nenvironments:\n  staging: { branch: env/staging }\n  production: { branch: env/production, from: [staging] }\n"
            }
        }
    }

    /// The path of file `index` in an environment, about a hundred files per directory.
    fn path(self, env: &str, index: usize) -> String {
        let (service, part) = (index / 100, index % 100);
        let team = service % 40;
        match self {
            Self::Directories => format!("envs/{env}/team-{team:02}/service-{service:04}/config-{part:02}.yaml"),
            Self::Branches => format!("team-{team:02}/service-{service:04}/config-{part:02}.yaml"),
            Self::Overlays => format!("apps/app-{index:06}/overlays/{env}/values.yaml"),
        }
    }

    /// The branch of an environment.
    fn branch(self, env: &str) -> String {
        if self == Self::Branches { format!("env/{env}") } else { "main".to_owned() }
    }
}

impl Repo {
    /// The label in the table.
    pub fn place(&self) -> String {
        format!("{} {}", self.layout.name(), size(self.files))
    }

    /// The two trees for git to compare; `None` where the layout has no such trees.
    pub fn trees(&self) -> Option<[String; 2]> {
        let of = |env: &str| match self.layout {
            Layout::Directories => Some(format!("main:envs/{env}")),
            Layout::Branches => Some(format!("env/{env}")),
            Layout::Overlays => None,
        };
        Some([of(ENVIRONMENTS[0].0)?, of(ENVIRONMENTS[1].0)?])
    }

    /// A pattern that selects exactly one differing key.
    pub fn one_key(&self) -> Result<String> {
        let index = (0..self.files).find(|index| differs(*index)).context("no file differs")?;
        Ok(format!("{}:image.tag", self.layout.path(ENVIRONMENTS[0].0, index)))
    }

    /// A bare clone with linked objects, for measurements that write.
    pub fn copy(&self, folder: &Path) -> Result<Repo> {
        let path = folder.join(format!("copy-{}-{}", self.layout.name(), self.files));
        if path.exists() {
            std::fs::remove_dir_all(&path)?;
        }
        let (from, to) = (self.path.display().to_string(), path.display().to_string());
        output(git(folder, &["clone", "-q", "--bare", "--local", &from, &to]))?;
        Ok(Repo { path, ..*self })
    }
}

/// `10k` for 10,000.
pub fn size(files: usize) -> String {
    if files.is_multiple_of(1000) { format!("{}k", files / 1000) } else { files.to_string() }
}

/// The repository of this layout and size, generated if missing.
pub fn make(folder: &Path, layout: Layout, files: usize) -> Result<Repo> {
    let path = folder.join(format!("{}-{files}.git", layout.name()));
    let repo = Repo { path, layout, files };
    if repo.path.exists() {
        return Ok(repo);
    }
    note(&format!("making {}", repo.place()));
    begin(folder, &repo.path, |scratch| fast_import(scratch, |stream| write(stream, layout, files)))?;
    Ok(repo)
}

/// A packed bare repository, moved to its path only when complete.
pub fn begin(folder: &Path, path: &Path, fill: impl FnOnce(&Path) -> Result<()>) -> Result<()> {
    std::fs::create_dir_all(folder)?;
    let scratch = path.with_extension("part");
    if scratch.exists() {
        std::fs::remove_dir_all(&scratch)?;
    }
    output(git(folder, &["init", "-q", "--bare", "-b", "main", &scratch.display().to_string()]))?;
    fill(&scratch)?;
    output(git(&scratch, &["repack", "-adq"]))?;
    output(git(&scratch, &["pack-refs", "--all"]))?;
    Ok(std::fs::rename(&scratch, path)?)
}

fn write(stream: &mut dyn Write, layout: Layout, files: usize) -> Result<()> {
    blob(stream, 1, layout.policy().as_bytes())?;
    // Marks: 1 is promote.yaml, then each file's old version, then the new ones.
    let old = |index: usize| 2 + index;
    let new = |index: usize| 2 + files + index;
    for index in 0..files {
        blob(stream, old(index), settings(index, Version::Old).as_bytes())?;
        if differs(index) {
            blob(stream, new(index), settings(index, Version::New).as_bytes())?;
        }
    }
    let mut begun: Vec<String> = Vec::new();
    commit(stream, "main", SECOND, "Begin\n")?;
    writeln!(stream, "M 100644 :1 promote.yaml")?;
    for (env, version) in ENVIRONMENTS {
        let branch = layout.branch(env);
        if branch != "main" && !begun.contains(&branch) {
            commit(stream, &branch, SECOND, &format!("Begin {env}\n"))?;
            begun.push(branch);
        }
        for index in 0..files {
            let mark = if version == Version::New && differs(index) { new(index) } else { old(index) };
            writeln!(stream, "M 100644 :{mark} {}", layout.path(env, index))?;
        }
    }
    Ok(())
}
