//! Commands run by a user who may not write to the repository.

use std::fs;
use std::os::unix::fs::{PermissionsExt, lchown};
use std::path::Path;

use super::repo::{Run, run};
use super::{Repo, words};

/// The user `nobody`, for tests run as root: to root no file is read-only.
const NOBODY: &str = "65534";
const NOBODY_ID: u32 = 65534;

impl Repo {
    /// The transcripts of these lines with a read-only git directory; `None` where that cannot be arranged.
    pub fn with_read_only_git(&self, lines: &[&str]) -> Option<String> {
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

    /// Runs a line with a folder beside the repository read-only, including everything below it; `None` where that
    /// cannot be arranged.
    pub fn with_read_only(&self, folder: &str, line: &str) -> Option<Run> {
        let root = rustix::process::geteuid().is_root();
        if root && !Path::new("/usr/bin/setpriv").is_file() {
            return None;
        }
        let (world, folder) = (self.root().parent().unwrap(), self.beside(folder));
        self.git(&["config", "--file", "../gitconfig", "safe.directory", "*"]);
        if root {
            // `nobody` runs the command, since root may write everywhere.
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
    // A read-only folder can still be listed, so the same order serves for closing and opening.
    set(path, meta.permissions().mode());
    if meta.is_dir() {
        fs::read_dir(path).unwrap().for_each(|entry| each(&entry.unwrap().path(), set));
    }
}
