//! `run:` checks: a command in a fresh directory that holds the target's files after the promotion.
//!
//! A repository must not run code on a machine by itself: commands run only where the user's git configuration allows them
//! (`promote.runCommands`, or `promote trust` for exactly this promote.yaml), or the command line does. A command has no
//! shell, a clean environment, a time limit for the whole process group, and limited output.

use std::ffi::{OsStr, OsString};
use std::fs;
use std::io;
use std::os::unix::fs::PermissionsExt;
use std::path::{Component, Path, PathBuf};

use serde_json::json;
use sha2::{Digest as _, Sha256};

use super::mask::Mask;
use crate::engine::OpError;
use crate::store::Store;
use crate::store::environment::EnvSnapshot;
use promote_core::policy::checks::{Check, CheckCommand, CheckInput, plan_json};
use promote_core::promotion::CheckFinding;
use promote_git::exec::{Command, ExecError, Interrupt, Output};
use promote_model::FileMode;

/// Output limit for each of standard output and standard error, in bytes.
const OUTPUT: usize = 1 << 20;
/// Characters of output kept in the finding, from the end, where programs report errors.
const KEPT: usize = 2_000;
/// The git configuration that allows all commands of checks.
const ALLOWED: &str = "promote.runCommands";
/// The git configuration that trusts one promote.yaml.
pub(crate) const TRUSTED: &str = "promote.trusted";

/// Whether commands of this policy may run on this machine.
///
/// # Errors
/// Where git cannot be read.
pub(crate) fn may_run(store: &Store, asked: bool) -> Result<bool, OpError> {
    if asked || store.repo.config_bool(ALLOWED)? {
        return Ok(true);
    }
    let blob = store.policy_blob(store.policy_commit)?.map(|blob| blob.to_string());
    Ok(blob.is_some_and(|blob| store.repo.config_all(TRUSTED).is_ok_and(|trusted| trusted.contains(&blob))))
}

/// The finding for a command that was not allowed to run.
pub(crate) fn not_run(check: &Check, command: &CheckCommand) -> CheckFinding {
    let message = format!(
        "'{}' was not run: allow commands with --run-commands, or trust this promote.yaml: promote trust",
        command.shown()
    );
    // Even for a check at level "warning", not running is an error.
    let level = promote_core::promotion::event::Severity::Error;
    CheckFinding { code: "not-run".to_owned(), level, ..check.finding(message, None, false) }
}

/// Runs a command on the target's new files.
pub(crate) fn run(
    store: &Store,
    check: &Check,
    command: &CheckCommand,
    facts: CheckInput<'_>,
    target: &EnvSnapshot,
    interrupt: &Interrupt,
) -> Vec<CheckFinding> {
    let finding = |message: String, output: Option<String>, looked| vec![check.finding(message, output, looked)];
    let workspace = match Workspace::create(store, target) {
        Ok(workspace) => workspace,
        Err(error) => {
            return finding(format!("cannot write the files for '{}': {error}", command.shown()), None, false);
        }
    };
    match workspace.run(store, check, command, facts, interrupt) {
        Ok(output) if output.success() => Vec::new(),
        Ok(output) => {
            let how = match (output.status, output.signal) {
                (Some(status), _) => format!("exited with status {status}"),
                (None, Some(signal)) => format!("was killed by signal {signal}"),
                (None, None) => "exited without a status".to_owned(),
            };
            match masked(store, target, &output) {
                Ok(words) => finding(format!("'{}' {how}", command.shown()), kept(words), true),
                Err(error) => finding(format!("'{}' {how}", command.shown()), Some(error.to_string()), true),
            }
        }
        Err(ExecError::TimedOut { limit, .. }) => {
            let message = format!("'{}' was stopped after {} s, its time limit", command.shown(), limit.as_secs());
            finding(message, None, false)
        }
        Err(error) => finding(error.to_string(), None, false),
    }
}

/// The output of a command with secrets masked.
fn masked(store: &Store, target: &EnvSnapshot, output: &Output) -> Result<String, OpError> {
    let streams = [&output.stdout, &output.stderr].map(|bytes| String::from_utf8_lossy(bytes).trim_end().to_owned());
    let text = streams.into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join("\n");
    if text.is_empty() || store.rules.secrets.is_empty() { Ok(text) } else { Ok(Mask::of(store, target)?.apply(text)) }
}

/// The end of a long output.
fn kept(text: String) -> Option<String> {
    let count = text.chars().count();
    match count {
        0 => None,
        _ if count <= KEPT => Some(text),
        _ => Some(format!("…{}", text.chars().skip(count - KEPT).collect::<String>())),
    }
}

/// The working directory of a command, and a home directory for other files it writes.
struct Workspace {
    files: tempfile::TempDir,
    home: tempfile::TempDir,
}

impl Workspace {
    fn create(store: &Store, target: &EnvSnapshot) -> Result<Self, OpError> {
        let folder = |name: &'static str| {
            let made = tempfile::Builder::new().prefix(name).tempdir();
            made.map_err(failed("create the directory", &std::env::temp_dir()))
        };
        let workspace = Self { files: folder("promote-check-")?, home: folder("promote-home-")? };
        let files = store.files(target)?;
        let regular = files.iter().filter(|(_, entry)| entry.mode != FileMode::Symlink);
        for (_, entry) in regular {
            workspace.put(&entry.path, entry.mode, &store.repo.read_blob(entry.blob)?)?;
        }
        Ok(workspace)
    }

    fn put(&self, path: &str, mode: FileMode, bytes: &[u8]) -> Result<(), OpError> {
        let Some(file) = inside(self.files.path(), path) else {
            let error = io::Error::new(io::ErrorKind::InvalidInput, "the path leads out of the directory");
            return Err(failed("write", Path::new(path))(error));
        };
        let folder = file.parent().unwrap_or(self.files.path());
        fs::create_dir_all(folder).map_err(failed("create the directory", folder))?;
        fs::write(&file, bytes).map_err(failed("write", &file))?;
        let bits = if mode == FileMode::Executable { 0o755 } else { 0o644 };
        fs::set_permissions(&file, fs::Permissions::from_mode(bits)).map_err(failed("write", &file))
    }

    fn run(
        &self,
        store: &Store,
        check: &Check,
        command: &CheckCommand,
        facts: CheckInput<'_>,
        interrupt: &Interrupt,
    ) -> Result<Output, ExecError> {
        let promotion = facts.promotion;
        let (program, args) = command.argv();
        let plan = plan_json(facts).to_string();
        let mut run = Command::new(program).args(args).dir(self.files.path()).stdin(plan);
        run = run
            .env_clear()
            .kill_group_after_exit()
            .interrupt(interrupt)
            .time_limit(command.timeout.unsigned_abs())
            .output_limit(OUTPUT);
        for name in ["PATH", "LANG", "LC_ALL", "TZ"] {
            if let Some(value) = std::env::var_os(name) {
                run = run.env(name, if name == "PATH" { absolute(&value) } else { value });
            }
        }
        let home = self.home.path();
        run.env("HOME", home)
            .env("TMPDIR", home)
            .env("PROMOTE_ID", promotion.id.to_string())
            .env("PROMOTE_SOURCE", &promotion.source)
            .env("PROMOTE_TARGET", &promotion.target)
            .env("PROMOTE_CHECK", &check.name)
            .env("PROMOTE_POLICY", store.policy_commit.to_string())
            .run()
    }
}

/// A search path without relative directories: they would be among the files of the repository.
fn absolute(path: &OsStr) -> OsString {
    let folders = std::env::split_paths(path).filter(|folder| folder.is_absolute());
    std::env::join_paths(folders).unwrap_or_default()
}

/// A path below a directory; `None` where it would lead out of the directory.
fn inside(folder: &Path, path: &str) -> Option<PathBuf> {
    let path = Path::new(path);
    let plain = path.components().all(|part| matches!(part, Component::Normal(_)));
    (plain && path.components().next().is_some()).then(|| folder.join(path))
}

fn failed(what: &'static str, path: &Path) -> impl FnOnce(io::Error) -> OpError {
    let path = path.display().to_string();
    move |error| OpError::Io { what, path, error }
}

/// The digest of the files that commands see: `sha256:` and the SHA-256 of `[[path, mode, blob], …]`, sorted by path.
///
/// # Errors
/// Where git cannot be read.
pub(crate) fn files_digest(store: &Store, target: &EnvSnapshot) -> Result<String, OpError> {
    let files = store.files(target)?;
    let mut all: Vec<_> = files.iter().map(|(_, entry)| (&entry.path, entry.mode.bits(), entry.blob)).collect();
    all.sort();
    all.dedup();
    let hash = Sha256::digest(json!(all).to_string().as_bytes());
    Ok(hash.iter().fold("sha256:".to_owned(), |text, byte| text + &format!("{byte:02x}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_path_leads_out_of_the_folder() {
        let folder = Path::new("/tmp/x");
        for path in ["../a", "a/../../b", "/etc/passwd", "", ".", "..", "a/.."] {
            assert_eq!(inside(folder, path), None, "{path}");
        }
        assert_eq!(inside(folder, "a/b.yaml"), Some(PathBuf::from("/tmp/x/a/b.yaml")));
    }
}
