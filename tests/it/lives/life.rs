//! A random life: its repository, its people, its clones, and what the remote held after each push.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt;

use super::dice::Dice;
use super::layout::{Layout, Rules};
use crate::receive::push;
use crate::support::{Repo, Run, run};

pub const PEOPLE: [&str; 6] = ["ann", "bob", "cem", "dora", "eve", "fay"];

/// The branches of a repository, with their tips.
pub type Refs = BTreeMap<String, String>;

/// What the remote held after a push that the hook took.
#[derive(Clone)]
pub struct Moment {
    pub refs: Refs,
    pub rules: Rules,
    pub what: String,
}

/// A random life. Its first clone is `repo`; `second` is another one, which lags.
pub struct Life {
    pub number: u64,
    pub repo: Repo,
    pub dice: Dice,
    pub rules: Rules,
    pub people: usize,
    /// Promotions into production that were executed and not rolled back, each with its selector.
    pub done: Vec<(String, String)>,
    /// Promotions that are scheduled, each with its selector.
    pub scheduled: Vec<(String, String)>,
    pub steps: Vec<String>,
    pub moments: Vec<Moment>,
    pub moved: bool,
}

impl Life {
    pub fn begin(number: u64) -> Self {
        let mut dice = Dice::new(number);
        let rules = Rules::roll(&mut dice);
        let people = 2 + dice.below(5);
        let repo = Repo::new();
        first_commits(&repo, &rules);
        repo.git_in_world("init -q --bare -b main origin.git");
        repo.git_line("remote add origin ../origin.git");
        repo.git_line("push -q origin --all");
        let hook = repo.beside("origin.git/hooks/pre-receive");
        fs::write(&hook, format!("#!/bin/sh\nexec '{}' verify --pre-receive\n", env!("CARGO_BIN_EXE_promote")))
            .unwrap();
        fs::set_permissions(&hook, fs::Permissions::from_mode(0o755)).unwrap();
        repo.git_in_world("clone -q origin.git second");
        let (steps, moments) = (Vec::new(), Vec::new());
        let (done, scheduled) = (Vec::new(), Vec::new());
        let mut life = Self { number, repo, dice, rules, people, done, scheduled, steps, moments, moved: false };
        life.steps.push(format!("{:?}, {people} people, shared: {}", life.rules.layout, life.rules.shared));
        life.note("begin");
        life
    }

    pub fn person(&mut self) -> &'static str {
        self.dice.pick(&PEOPLE[..self.people])
    }

    /// Somebody else.
    pub fn another(&mut self, than: &str) -> &'static str {
        loop {
            let who = self.person();
            if who != than {
                return who;
            }
        }
    }

    /// Notes what the remote holds, if that is new.
    pub fn note(&mut self, what: &str) {
        let refs = refs(&self.repo, "../origin.git");
        if self.moments.last().is_none_or(|last| last.refs != refs) {
            self.moments.push(Moment { refs, rules: self.rules.clone(), what: what.to_owned() });
        }
    }

    /// Runs `promote` as somebody: where a remote decides, in one of the clones.
    pub fn promote(&mut self, who: &str, line: &str) -> Run {
        let lags = self.rules.shared && self.dice.once_in(3);
        self.promote_at(who, if lags { "../second" } else { "." }, line)
    }

    pub fn promote_at(&mut self, who: &str, place: &str, line: &str) -> Run {
        let run = self.repo.as_user(who).run(&format!("-C {place} {line}"));
        self.steps.push(format!("{who} in {place}: {line}: {}", run.code));
        if run.code > 4 || run.stderr.contains("refused") {
            self.fail(&run.stderr);
        }
        self.note(line);
        run
    }

    /// Runs `promote`, which must succeed.
    pub fn must(&mut self, who: &str, line: &str) -> String {
        let run = self.promote(who, line);
        if run.code != 0 {
            self.fail(&run.stderr);
        }
        run.stdout.trim().to_owned()
    }

    pub fn fail(&self, why: &str) -> ! {
        panic!("life {}: {why}\n{:#?}", self.number, self.steps)
    }

    /// The name of a branch where it is decided: in the remote, or here.
    pub fn tip(&self, branch: &str) -> String {
        if self.rules.shared { format!("origin/{branch}") } else { branch.to_owned() }
    }

    /// Checks out a branch as it is where it is decided.
    pub fn check_out(&self, branch: &str) {
        if self.rules.shared {
            self.repo.git_line("fetch -q --prune origin");
            self.repo.git_line(&format!("checkout -q -B {branch} origin/{branch}"));
        } else {
            self.repo.git_line(&format!("checkout -q {branch}"));
        }
    }

    /// Pushes to the remote, whose hook must take it.
    pub fn push(&mut self, what: &str, args: &str) {
        let said = push(&self.repo, args);
        self.steps.push(format!("{what}: push {args}: {}", said.trim_end()));
        if !said.starts_with("taken") {
            self.fail(&said);
        }
        self.note(what);
    }

    /// Pushes the ledger and the branches of all environments.
    pub fn push_all(&mut self, what: &str) {
        let mut branches = self.rules.branches();
        if refs(&self.repo, ".").contains_key("refs/heads/promotions") {
            branches.push("promotions");
        }
        self.push(what, &format!("origin {}", branches.join(" ")));
    }

    /// Pushes the checked-out branch where a remote decides; elsewhere that comes later.
    pub fn push_branch(&mut self, what: &str, branch: &str) {
        if self.rules.shared {
            self.push(what, &format!("origin {branch}"));
        } else {
            self.steps.push(what.to_owned());
        }
    }
}

/// The environments differ from the beginning. Those on branches begin on `main`, before the rules.
fn first_commits(repo: &Repo, rules: &Rules) {
    for (environment, value) in [("production", 10), ("staging", 20), ("dev", 30)] {
        repo.write(&rules.path(environment), rules.text(value));
        repo.commit(&format!("Begin {environment}"));
        let branch = rules.branch_of(environment);
        if branch != "main" {
            repo.git_line(&format!("branch {branch}"));
        }
        if rules.layout == Layout::Mixed && environment == "production" {
            repo.git_line("rm -q -r envs/production");
        }
    }
    repo.policy(&rules.yaml());
    repo.commit("Rules");
}

/// The branches of a repository.
pub fn refs(repo: &Repo, place: &str) -> Refs {
    let args = ["-C", place, "for-each-ref", "--format=%(refname) %(objectname)", "refs/heads"];
    let said = run(repo.command("git").args(args), b"").stdout;
    said.lines().filter_map(|line| line.split_once(' ')).map(|(name, id)| (name.to_owned(), id.to_owned())).collect()
}
