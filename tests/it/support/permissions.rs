//! Commands in a repository that whoever runs them may not write to.

use std::fs;
use std::os::unix::fs::{PermissionsExt, lchown};
use std::path::Path;

use super::repo::{Run, run};
use super::{Repo, words};

/// Nobody, where the tests run as root: to root no file is read-only.
const NOBODY: &str = "65534";
const NOBODY_ID: u32 = 65534;

impl Repo {
    /// The transcripts of these lines with the git directory read-only; `None` where that cannot be
    /// arranged here.
    pub fn without_permissions(&self, lines: &[&str]) -> Option<String> {
        let root = rustix::process::geteuid().is_root();
        let setpriv = Path::new("/usr/bin/setpriv");
        if root && !setpriv.is_file() {
            return None;
        }
        let git = self.root().join(".git");
        let world = self.root().parent().unwrap().to_owned();
        fs::set_permissions(&world, PermissionsExt::from_mode(0o755)).unwrap();
        fs::set_permissions(world.join("tmp"), PermissionsExt::from_mode(0o777)).unwrap();
        self.git(&["config", "--file", "../gitconfig", "safe.directory", "*"]);
        each(&git, &|path, mode| fs::set_permissions(path, PermissionsExt::from_mode(mode & 0o555 | 0o444)).unwrap());
        let transcript = |line: &&str| {
            let program = env!("CARGO_BIN_EXE_promote");
            let mut command = match root {
                false => self.command(program),
                true => {
                    let mut command = self.command("/usr/bin/setpriv");
                    command.args(["--reuid", NOBODY, "--regid", NOBODY, "--clear-groups", program]);
                    command
                }
            };
            let run = run(command.args(words(line)), b"");
            self.describe(line, &run)
        };
        let said = lines.iter().map(transcript).collect();
        each(&git, &|path, mode| fs::set_permissions(path, PermissionsExt::from_mode(mode | 0o200)).unwrap());
        Some(said)
    }

    /// Runs a line where one folder beside the repository, with all that is below it, may not be written to; `None` where
    /// that cannot be arranged here.
    pub fn with_closed(&self, folder: &str, line: &str) -> Option<Run> {
        let root = rustix::process::geteuid().is_root();
        if root && !Path::new("/usr/bin/setpriv").is_file() {
            return None;
        }
        let (world, folder) = (self.root().parent().unwrap(), self.beside(folder));
        self.git(&["config", "--file", "../gitconfig", "safe.directory", "*"]);
        if root {
            // Nobody works here now: root may write everywhere.
            each(world, &|path, _| lchown(path, Some(NOBODY_ID), Some(NOBODY_ID)).unwrap());
        }
        each(&folder, &|path, mode| fs::set_permissions(path, PermissionsExt::from_mode(mode & 0o555)).unwrap());
        let program = env!("CARGO_BIN_EXE_promote");
        let mut command = self.command(if root { "/usr/bin/setpriv" } else { program });
        if root {
            command.args(["--reuid", NOBODY, "--regid", NOBODY, "--clear-groups", program]);
        }
        let run = run(command.args(words(line)), b"");
        each(&folder, &|path, mode| fs::set_permissions(path, PermissionsExt::from_mode(mode | 0o200)).unwrap());
        Some(run)
    }
}

fn each(path: &Path, set: &dyn Fn(&Path, u32)) {
    let meta = path.symlink_metadata().unwrap();
    // A folder is closed after its files and opened before them: both calls see open folders.
    set(path, meta.permissions().mode());
    if meta.is_dir() {
        fs::read_dir(path).unwrap().for_each(|entry| each(&entry.unwrap().path(), set));
    }
}
