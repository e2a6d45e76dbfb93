//! Runs `git` and `promote` without the user's own configuration.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

/// A program in a directory, with an identity and only the repository's configuration.
pub fn command(program: &str, dir: &Path) -> Command {
    let mut command = Command::new(program);
    command.current_dir(dir).stdin(Stdio::null());
    command.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1").env("LC_ALL", "C");
    for role in ["AUTHOR", "COMMITTER"] {
        command.env(format!("GIT_{role}_NAME"), "Ann").env(format!("GIT_{role}_EMAIL"), "ann@acme.com");
    }
    command
}

/// `git` with arguments.
pub fn git(dir: &Path, args: &[&str]) -> Command {
    let mut command = command("git", dir);
    command.args(args);
    command
}

/// The measured program.
pub fn promote(dir: &Path, args: &[&str]) -> Command {
    let mut command = command(env!("CARGO_BIN_EXE_promote"), dir);
    command.args(args);
    command
}

/// Runs a command that must succeed; its standard output.
pub fn output(mut command: Command) -> Result<String> {
    let output = command.output().with_context(|| format!("cannot run {command:?}"))?;
    if !output.status.success() {
        bail!("{command:?}\n{}", String::from_utf8_lossy(&output.stderr));
    }
    Ok(String::from_utf8_lossy(&output.stdout).trim_end().to_owned())
}

/// Feeds `git fast-import`; `write` makes its stream.
pub fn fast_import(dir: &Path, write: impl FnOnce(&mut dyn Write) -> Result<()>) -> Result<()> {
    let mut import = git(dir, &["fast-import", "--quiet"]);
    let mut child = import.stdin(Stdio::piped()).stdout(Stdio::null()).spawn().context("cannot run git fast-import")?;
    if let Some(stdin) = child.stdin.take() {
        let mut stream = std::io::BufWriter::new(stdin);
        write(&mut stream)?;
        stream.flush()?;
    }
    if !child.wait()?.success() {
        bail!("git fast-import failed in {}", dir.display());
    }
    Ok(())
}

/// Writes a blob with a mark to a fast-import stream.
pub fn blob(stream: &mut dyn Write, mark: usize, bytes: &[u8]) -> Result<()> {
    writeln!(stream, "blob\nmark :{mark}\ndata {}", bytes.len())?;
    stream.write_all(bytes)?;
    Ok(writeln!(stream)?)
}

/// Writes the head of a commit to a fast-import stream; its files follow.
pub fn commit(stream: &mut dyn Write, branch: &str, second: i64, message: &str) -> Result<()> {
    writeln!(stream, "commit refs/heads/{branch}\ncommitter Ann <ann@acme.com> {second} +0000")?;
    writeln!(stream, "data {}\n{message}", message.len())?;
    Ok(())
}
