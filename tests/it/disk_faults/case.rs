//! One command in a prepared repository: run under a fault, looked at, run again.

use std::fs;
use std::process::Command;

use super::shim::{Fault, Shim};
use crate::kill::age_locks;
use crate::support::{Repo, Run, run};

/// A command that writes.
pub struct Verb {
    pub line: &'static str,
    /// Prepares the repository; returns the promotion.
    prepare: fn(&Repo) -> String,
    /// How many commits the target has more after it.
    moves: u32,
    /// Whether the command, run twice, does it twice.
    repeats: bool,
}

const fn records(line: &'static str, prepare: fn(&Repo) -> String) -> Verb {
    Verb { line, prepare, moves: 0, repeats: false }
}

const fn moves(line: &'static str, prepare: fn(&Repo) -> String) -> Verb {
    Verb { line, prepare, moves: 1, repeats: false }
}

pub const VERBS: [Verb; 14] = [
    moves("execute ID", validated),
    moves("rollback ID --reason no", |repo| repo.executed("")),
    moves("rollback ID --key query.timeout --reason no", |repo| repo.executed("")),
    moves("run-due", scheduled),
    records("reject ID --reason no", validated),
    records("cancel ID --reason no", validated),
    records("withdraw ID", |repo| {
        let id = validated(repo);
        repo.as_user("bob").ok(&format!("approve {id}"));
        id
    }),
    Verb { repeats: true, ..records("create staging production -q", |_| String::new()) },
    Verb { repeats: true, ..records("validate ID", validated) },
    records("approve ID", |repo| {
        let id = validated(repo);
        repo.as_user("bob");
        id
    }),
    records("refresh ID", |repo| repo.outdated("--key query")),
    Verb { repeats: true, ..records("schedule ID --in 2h", validated) },
    records("unschedule ID", |repo| {
        let id = validated(repo);
        repo.ok(&format!("schedule {id} --in 2h"));
        id
    }),
    // A remote that cannot move one of the refs of a push may have moved the others: the proposal is recorded, and its
    // branch missing. Then the command proposes again.
    Verb { repeats: true, ..records("execute ID --branch", validated) },
];

fn validated(repo: &Repo) -> String {
    repo.validated("--key query")
}

fn scheduled(repo: &Repo) -> String {
    let id = validated(repo);
    repo.ok(&format!("schedule {id} --in 1s"));
    repo.pass(60);
    id
}

/// A command with its prepared repository.
pub struct Case {
    repo: Repo,
    line: String,
    verb: &'static Verb,
    before: [u32; 2],
}

/// What was seen after the fault.
pub struct Outcome {
    pub code: i32,
    /// Whether target or ledger have moved.
    pub landed: bool,
}

/// Prepares a command, and keeps a copy of the repository.
pub fn prepare(repo: Repo, verb: &'static Verb) -> Case {
    repo.write("envs/staging/new/one.yaml", "a: 1\n").commit("A new folder");
    if repo.beside("origin.git").exists() {
        repo.git_line("push -q origin main");
    }
    let id = (verb.prepare)(&repo);
    fs::create_dir(repo.beside("saved")).unwrap();
    copy(&repo, "", "saved");
    let mut case = Case { line: verb.line.replace("ID", &id), repo, verb, before: [0; 2] };
    case.before = case.commits();
    case
}

/// Copies the repositories from one folder of the world to another.
fn copy(repo: &Repo, from: &str, to: &str) {
    for name in ["repo", "origin.git"] {
        let (from, to) = (repo.beside(from).join(name), repo.beside(to).join(name));
        if from.exists() {
            let _ = fs::remove_dir_all(&to);
            assert!(Command::new("cp").arg("-a").args([from, to]).status().unwrap().success());
        }
    }
}

impl Case {
    /// How many calls of a kind the command makes without a fault.
    pub fn count(&self, shim: &Shim, program: &'static str, call: &'static str) -> u64 {
        copy(&self.repo, "saved", "");
        let run = self.run(shim, &Fault { program, call, at: 0, kill: false });
        assert_eq!(run.code, 0, "{}", self.repo.describe(&self.line, &run));
        shim.calls()
    }

    fn run(&self, shim: &Shim, fault: &Fault) -> Run {
        let mut command = self.repo.promote_line_command(&self.line);
        shim.arm(&mut command, fault);
        run(&mut command, b"")
    }

    /// The numbers of commits of the target and of the ledger, where it is decided.
    fn commits(&self) -> [u32; 2] {
        let place = if self.is_shared() { "../origin.git" } else { "." };
        let count = |name: &str| {
            let run = run(self.repo.command("git").args(["-C", place, "rev-list", "--count", name]), b"");
            run.stdout.trim().parse().unwrap_or_default()
        };
        [count("main"), count("promotions")]
    }

    fn is_shared(&self) -> bool {
        self.repo.beside("origin.git").exists()
    }

    /// Runs the command under a fault, and again without one.
    pub fn survives(&self, shim: &Shim, fault: &Fault) -> Outcome {
        copy(&self.repo, "saved", "");
        let first = self.run(shim, fault);
        let text = format!("{fault:?} {}", self.repo.describe(&self.line, &first));
        let killed = fault.kill && fault.program == "promote";
        assert!(!first.stderr.contains("panicked"), "{text}");
        assert!(killed || (0..=5).contains(&first.code), "{text}");
        let after = self.commits();
        let landed = after != self.before;
        let moved = after[0] > self.before[0];
        if first.code == 5 && !self.is_shared() {
            let said = format!("{}{}", first.stdout, first.stderr);
            let says = ["was executed as", "was rolled back as"].iter().any(|words| said.contains(words));
            assert_eq!(says, moved, "{text}");
        }
        if moved && !self.repo.git_line("status --porcelain").is_empty() {
            self.assert_no_commit_takes_it_back(&text);
        }
        self.repo.fsck();
        self.again(&text);
        Outcome { code: first.code, landed }
    }

    /// While the files are behind their branch, git does not commit them.
    fn assert_no_commit_takes_it_back(&self, text: &str) {
        let tip = self.repo.git_line("rev-parse main");
        let theirs = run(self.repo.command("git").args(["commit", "-q", "-a", "-m", "Mine"]), b"");
        assert!(theirs.stderr.contains("index.lock': File exists"), "{text}\n{}", theirs.stderr);
        assert_eq!(self.repo.git_line("rev-parse main"), tip, "{text}");
    }

    /// Runs the command without a fault: it completes what is missing, and repeats nothing.
    fn again(&self, text: &str) {
        let run = self.run_past_locks(&self.line, text);
        let text = format!("{text}\nagain: {}", self.repo.describe(&self.line, &run));
        assert_eq!(run.code, 0, "{text}");
        assert_eq!(self.repo.git_line("status --porcelain"), "", "{text}");
        let [target, ledger] = self.commits();
        assert_eq!(target, self.before[0] + self.verb.moves, "{text}");
        let steps = ledger.saturating_sub(self.before[1]);
        // Where nothing was recorded before, the ledger begins with a commit of its own.
        let begin = u32::from(self.before[1] == 0);
        let most = if self.verb.repeats { 2 } else { 1 };
        assert!((1 + begin..=most + begin).contains(&steps), "{steps} steps: {text}");
        // A ref of the remote may still be locked by a git that was killed.
        let verified = self.run_past_locks("verify", &text);
        assert_eq!(verified.code, 0, "{text}\n{}{}", verified.stdout, verified.stderr);
        self.repo.fsck();
    }

    /// Runs the command, and removes each stale lock that it names.
    fn run_past_locks(&self, line: &str, text: &str) -> Run {
        for _ in 0..8 {
            age_locks(&self.repo.root().join(".git"));
            if self.is_shared() {
                age_locks(&self.repo.beside("origin.git"));
            }
            let run = self.repo.run(line);
            let Some((_, rest)) = run.stderr.split_once("rm '") else { return run };
            fs::remove_file(rest.split('\'').next().unwrap()).unwrap();
        }
        panic!("{text}\nlocks without end");
    }
}
