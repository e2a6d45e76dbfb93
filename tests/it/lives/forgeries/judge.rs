//! A copy of the remote, in which forgeries are written and judged: by the hook, by `verify` in a clone that has seen
//! nothing, and by `verify` in one that has seen the honest ledger.

use std::collections::BTreeSet;

use super::super::life::{Life, Refs, refs};
use crate::support::{Run, run};

pub struct Judge<'l> {
    pub life: &'l Life,
}

const PLACE: &str = "../judge.git";
pub const LEDGER: &str = "refs/heads/promotions";

impl<'l> Judge<'l> {
    pub fn new(life: &'l Life) -> Self {
        life.repo.git_in_world("clone -q --bare origin.git judge.git");
        // Without the remote, the copy itself is judged.
        life.repo.git_line("-C ../judge.git remote remove origin");
        life.repo.pass(7200);
        Self { life }
    }

    /// Runs git, which must succeed; returns all of its output.
    pub fn raw(&self, args: &[&str]) -> String {
        self.with_input(args, "")
    }

    pub fn with_input(&self, args: &[&str], input: &str) -> String {
        let run = run(self.life.repo.command("git").args(["-C", PLACE]).args(args), input.as_bytes());
        assert_eq!(run.code, 0, "git {args:?}: {}{input}", run.stderr);
        run.stdout
    }

    /// Runs git with an index of its own.
    pub fn with_index(&self, index: &std::path::Path, args: &[&str]) -> String {
        let mut command = self.life.repo.command("git");
        let run = run(command.args(["-C", PLACE]).args(args).env("GIT_INDEX_FILE", index), b"");
        assert_eq!(run.code, 0, "git {args:?}: {}", run.stderr);
        run.stdout
    }

    /// The same as `raw`, without the line break at the end.
    pub fn line(&self, args: &[&str]) -> String {
        self.raw(args).trim().to_owned()
    }

    /// Writes an object of git.
    pub fn object(&self, kind: &str, text: &str) -> String {
        self.with_input(&["hash-object", "-t", kind, "-w", "--stdin"], text).trim().to_owned()
    }

    /// Makes these branches the only ones.
    fn set(&self, wanted: &Refs) {
        let held = refs(&self.life.repo, PLACE);
        let gone = held.keys().filter(|name| !wanted.contains_key(*name)).map(|name| format!("delete {name}\n"));
        let here = wanted.iter().map(|(name, id)| format!("update {name} {id}\n"));
        let lines: String = gone.chain(here).collect();
        self.with_input(&["update-ref", "--stdin"], &lines);
    }

    /// What the hook says to a push.
    pub fn hook(&self, before: &Refs, after: &Refs) -> Run {
        self.set(before);
        let none = "0".repeat(40);
        let names: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
        let lines: String = names
            .into_iter()
            .filter(|name| before.get(*name) != after.get(*name))
            .map(|name| format!("{} {} {name}\n", before.get(name).unwrap_or(&none), after.get(name).unwrap_or(&none)))
            .collect();
        self.life.repo.run_with(&format!("-C {PLACE} verify --pre-receive"), lines.as_bytes())
    }

    /// What `verify` says in a clone that has seen nothing.
    pub fn verify(&self, state: &Refs) -> Run {
        self.set(state);
        self.life.repo.run(&format!("-C {PLACE} verify"))
    }

    /// What `verify` says in a clone that has seen the honest ledger before.
    pub fn witness(&self, honest: &str, state: &Refs) -> Run {
        let repo = &self.life.repo;
        let _ = std::fs::remove_dir_all(repo.beside("witness.git"));
        repo.git_in_world("clone -q --bare --shared judge.git witness.git");
        repo.git_line("-C ../witness.git remote remove origin");
        let git = |args: &[&str], input: &str| {
            let run = run(repo.command("git").args(["-C", "../witness.git"]).args(args), input.as_bytes());
            assert_eq!(run.code, 0, "{}", run.stderr);
        };
        git(&["update-ref", "--create-reflog", LEDGER, honest], "");
        let lines: String = state.iter().map(|(name, id)| format!("update {name} {id}\n")).collect();
        git(&["update-ref", "--stdin"], &lines);
        repo.run("-C ../witness.git verify")
    }
}
