//! `promote verify` on a thousand promotions, each created, validated, approved with a signature and executed by the
//! program itself.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result};

use crate::Plan;
use crate::git::{git, output, promote};
use crate::table::{Figure, Row, note};
use crate::timing::{medians, running};

const PROMOTIONS: usize = 1_000;
const POLICY: &str = "version: 1
files: [\"envs/{env}/**\"]
environments:
  dev: {}
  staging: { from: [dev], direct-edits: allow }
  production: { from: [staging], approvals: { required: 1, signed: true } }
";
/// Files an environment, and keys a file.
const FILES: usize = 50;
const KEYS: usize = 40;

/// The proof of it all, beside two seconds, and beside git, which prints the same history.
pub fn measure(plan: &Plan) -> Result<Vec<Row>> {
    let path = make(&plan.folder)?;
    let dir = path.as_path();
    let mut works = vec![
        running(|| promote(dir, &["verify"])),
        running(|| git(dir, &["log", "-p", "--first-parent", "main", "promotions"])),
    ];
    let times = medians(plan.runs, &mut works)?;
    let row = |beside: &str, theirs, target| Row {
        place: "1k signed promotions".to_owned(),
        what: "verify".to_owned(),
        ours: Figure::Time(times[0]),
        beside: beside.to_owned(),
        theirs: Figure::Time(theirs),
        target,
    };
    Ok(vec![row("two seconds", Duration::from_secs(2), Some(1.0)), row("git log -p", times[1], None)])
}

fn make(folder: &Path) -> Result<PathBuf> {
    let path = folder.join(format!("verify-{PROMOTIONS}"));
    if path.join("made").exists() {
        return Ok(path);
    }
    note(&format!("making {PROMOTIONS} promotions, which takes a few minutes"));
    if path.exists() {
        fs::remove_dir_all(&path)?;
    }
    fs::create_dir_all(&path)?;
    let dir = path.as_path();
    output(git(dir, &["init", "-q", "-b", "main"]))?;
    fs::write(path.join("promote.yaml"), format!("{POLICY}signers: bob@acme.com {}\n", key(dir)?))?;
    let text: String = (0..KEYS).map(|key| format!("key{key}: 0\n")).collect();
    for env in ["dev", "staging", "production"] {
        fs::create_dir_all(path.join("envs").join(env))?;
        for file in 0..FILES {
            fs::write(path.join(format!("envs/{env}/file{file}.yaml")), &text)?;
        }
    }
    output(git(dir, &["add", "-A"]))?;
    output(git(dir, &["commit", "-q", "-m", "Three environments"]))?;
    for number in 1..=PROMOTIONS {
        one(dir, number).with_context(|| format!("promotion {number}"))?;
    }
    output(git(dir, &["gc", "-q"]))?;
    fs::write(path.join("made"), "")?;
    Ok(path)
}

/// Makes a key, with which git signs here from now on; its public half.
fn key(dir: &Path) -> Result<String> {
    let file = dir.join(".git/bob");
    let mut keygen = Command::new("ssh-keygen");
    keygen.args(["-q", "-t", "ed25519", "-N", "", "-C", "bob", "-f"]).arg(&file);
    output(keygen)?;
    output(git(dir, &["config", "gpg.format", "ssh"]))?;
    output(git(dir, &["config", "user.signingkey", ".git/bob"]))?;
    Ok(fs::read_to_string(file.with_extension("pub"))?.trim().to_owned())
}

/// A change in staging, and its promotion.
fn one(dir: &Path, number: usize) -> Result<()> {
    let (file, key) = (number % FILES, number % KEYS);
    let path = dir.join(format!("envs/staging/file{file}.yaml"));
    let line = |line: &str| match line.split_once(": ") {
        Some((name, _)) if name == format!("key{key}") => format!("{name}: {number}\n"),
        _ => format!("{line}\n"),
    };
    fs::write(&path, fs::read_to_string(&path)?.lines().map(line).collect::<String>())?;
    output(git(dir, &["commit", "-q", "-a", "-m", "Work in staging"]))?;
    let pattern = format!("file{file}.yaml:key{key}");
    let create = ["create", "staging", "production", "--key", &pattern, "-q", "--validate"];
    let id = output(promote(dir, &create))?;
    output(as_bob(promote(dir, &["approve", &id])))?;
    output(promote(dir, &["execute", &id]))?;
    Ok(())
}

fn as_bob(mut command: Command) -> Command {
    for role in ["AUTHOR", "COMMITTER"] {
        command.env(format!("GIT_{role}_NAME"), "Bob").env(format!("GIT_{role}_EMAIL"), "bob@acme.com");
    }
    command
}
