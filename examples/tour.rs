//! A tour: a promotion from `diff` to `rollback`, in a small configuration repository copied from `fixtures/repos/acme` to a
//! temporary directory. It prints each command as typed, with its real output.
//!
//! ```text
//! cargo run --example tour              removes everything at the end
//! cargo run --example tour -- --keep    keeps the repository
//! ```
//!
//! Nothing needs to be installed: this program acts as `promote` when called by that name. It exits with 1 as soon as a
//! command exits with an unexpected status.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a program for people, not part of the library")]

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};

use anyhow::{Context, Result, ensure};

const ACME: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/repos/acme");
const FILE: &str = "apps/search/production/application.yaml";

fn main() -> ExitCode {
    let mut args = std::env::args_os();
    if args.next().is_some_and(|program| Path::new(&program).file_name() == Some(OsStr::new("promote"))) {
        return promote::cli::main();
    }
    let done = match args.next() {
        None => tour(false),
        Some(word) if word == "--keep" => tour(true),
        Some(word) => Err(anyhow::anyhow!("unknown argument {}; the only option is --keep", word.display())),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("\nThe tour stopped: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn tour(keep: bool) -> Result<()> {
    let mut folder = tempfile::Builder::new().prefix("promote-tour-").tempdir()?;
    folder.disable_cleanup(keep);
    let world = World::new(folder.path())?;
    let (ann, ben) = (world.person("Ann"), world.person("Ben"));
    ann.quietly("git init -q -b main && git add . && git commit -q -m 'Configuration of two services'")?;

    say("Two services, three environments. Show what is not promoted yet.");
    ann.types("promote status")?;
    say("Show how staging and production differ.");
    ann.types("promote diff staging production")?;

    say("Ann plans to promote two of these keys. All other keys stay as they are.");
    ann.types(
        "promote create staging production --key query.timeout --key query.cache \\\n    --notes 'Verified in staging on the large catalogue'",
    )?;
    let shown: serde_json::Value = serde_json::from_str(&ann.quietly("promote show @ -o json")?)?;
    let id = shown["id"].as_str().context("the promotion has no id")?;
    ann.types("promote validate @")?;

    say("Production needs one approval from someone other than Ann, so both commands are refused.");
    ann.ends(3, "promote execute @")?;
    ann.ends(3, "promote approve @")?;
    say("Ben reads the plan and approves exactly this plan.");
    ben.types("promote show @")?;
    ben.types("promote approve @")?;

    say("The execution is one commit that changes two lines and leaves the rest of the file untouched.");
    ann.types("promote execute @")?;
    ann.types("git log -1 main")?;
    ann.types("git diff HEAD~1")?;

    say("The cache returns stale prices. Ben rolls back that key; the timeout stays.");
    ben.types(&format!("promote rollback {id} --key query.cache \\\n    --reason 'Stale prices in search results'"))?;
    ben.types("git log -1 main")?;
    ben.types("git diff HEAD~2")?;
    let changed = ben.quietly("git diff --numstat HEAD~2")?;
    ensure!(changed.trim_end() == format!("1\t1\t{FILE}"), "one line should differ, not {changed}");
    ensure!(ben.quietly("git status --short")?.is_empty(), "the working tree should be clean");

    say("Show what reached production, and the full record, with plain git.");
    ann.types("promote log production")?;
    ann.types("git log --format='%h  %an: %s' promotions")?;
    ann.types("git log -1 promotions")?;

    println!("\nAll commands exited as expected.");
    if keep {
        println!("The repository is {}", world.repo.display());
        println!("promote is {}", world.bin.join("promote").display());
    }
    Ok(())
}

fn say(text: &str) {
    println!("\n# {text}");
}

/// A directory with the repository, a `promote` program, and the git configurations of two people.
struct World {
    repo: PathBuf,
    bin: PathBuf,
    home: PathBuf,
}

impl World {
    fn new(root: &Path) -> Result<Self> {
        let world = Self { repo: root.join("acme"), bin: root.join("bin"), home: root.join("home") };
        fs::create_dir(&world.bin)?;
        fs::create_dir(&world.home)?;
        std::os::unix::fs::symlink(std::env::current_exe()?, world.bin.join("promote"))?;
        copy(Path::new(ACME), &world.repo).with_context(|| format!("cannot copy {ACME}"))?;
        Ok(world)
    }

    fn person(&self, name: &'static str) -> Person<'_> {
        Person { world: self, name }
    }
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let to = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy(&entry.path(), &to)?;
        } else {
            fs::copy(entry.path(), to)?;
        }
    }
    Ok(())
}

/// A person who runs commands in the repository.
struct Person<'w> {
    world: &'w World,
    name: &'static str,
}

impl Person<'_> {
    /// Shows and runs a command that must succeed.
    fn types(&self, line: &str) -> Result<()> {
        self.ends(0, line)
    }

    /// Shows and runs a command that must exit with this status.
    fn ends(&self, expected: i32, line: &str) -> Result<()> {
        println!("\n{}$ {line}", self.name.to_lowercase());
        // Both streams are merged, as on a terminal.
        let status = self.shell(&format!("{{ {line}\n}} 2>&1"))?.status().context("sh cannot be run")?;
        if expected != 0 {
            println!("(exit status {expected})");
        }
        ensure!(status.code() == Some(expected), "'{line}' exited with {status} instead of {expected}");
        Ok(())
    }

    /// Runs a command that must succeed without showing it; its output.
    fn quietly(&self, line: &str) -> Result<String> {
        let output = self.shell(line)?.stderr(Stdio::inherit()).output().context("sh cannot be run")?;
        ensure!(output.status.success(), "'{line}' exited with {}", output.status);
        Ok(String::from_utf8(output.stdout)?)
    }

    /// A shell that sees only this person's git configuration.
    fn shell(&self, line: &str) -> Result<Command> {
        let mut command = Command::new("sh");
        command.arg("-c").arg(line).current_dir(&self.world.repo).stdin(Stdio::null());
        let ours = |name: &OsStr| ["GIT_", "PROMOTE_"].iter().any(|start| name.to_string_lossy().starts_with(start));
        for (name, _) in std::env::vars_os().filter(|(name, _)| ours(name)) {
            command.env_remove(name);
        }
        let path = std::env::var_os("PATH").unwrap_or_default();
        let folders = std::iter::once(self.world.bin.clone()).chain(std::env::split_paths(&path));
        command.env("PATH", std::env::join_paths(folders)?).env("HOME", &self.world.home).env("GIT_PAGER", "cat");
        command.env("GIT_CONFIG_NOSYSTEM", "1").env("GIT_CONFIG_GLOBAL", self.configuration()?);
        Ok(command)
    }

    fn configuration(&self) -> Result<PathBuf> {
        let path = self.world.home.join(self.name);
        let mail = self.name.to_lowercase();
        fs::write(&path, format!("[user]\n\tname = {}\n\temail = {mail}@acme.example\n", self.name))?;
        Ok(path)
    }
}
