//! Random honest lives of a repository with a hook: the hook takes every push, and `verify` is satisfied. Each life then gets
//! single forgeries, and `verify` finds each of them in a clone that has seen nothing.
//!
//! `PROMOTE_LONG=N` plays N lives (1,000 for `1`) instead of a few; `PROMOTE_LIFE` plays the one with this number.

mod forgeries;

use crate::attacks::codes;
use crate::receive::{guarded, push};
use crate::support::{POLICY, Repo};

const PEOPLE: [&str; 5] = ["ann", "bob", "cem", "dora", "eve"];
const KEYS: [&str; 4] = ["query.timeout", "query.retries", "server.replicas", "server.log"];

/// A random life.
struct Life {
    repo: Repo,
    state: u64,
    /// Promotions into production that were executed and not rolled back.
    done: Vec<String>,
    steps: Vec<String>,
}

impl Life {
    fn begin(number: u64) -> Self {
        let policy = POLICY.replace("approvals: { required: 2 }", "approvals: { required: 1 }\n    direct-edits: deny");
        let repo = guarded(&format!("{policy}policy: {{ approvals: {{ required: 1 }} }}\n"));
        let state = number.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
        Self { repo, state, done: Vec::new(), steps: Vec::new() }
    }

    /// A random number below `end` (xorshift64*).
    fn below(&mut self, end: usize) -> usize {
        self.state ^= self.state >> 12;
        self.state ^= self.state << 25;
        self.state ^= self.state >> 27;
        usize::try_from(self.state.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33).unwrap() % end
    }

    fn person(&mut self) -> &'static str {
        PEOPLE[self.below(PEOPLE.len())]
    }

    fn pull(&self) {
        self.repo.git_line("fetch -q origin");
        self.repo.git_line("checkout -q main");
        self.repo.git_line("reset -q --hard origin/main");
    }

    fn pushed(&mut self, what: &str, args: &str) {
        let said = push(&self.repo, args);
        self.steps.push(format!("{what}: {}", said.trim_end()));
        assert!(said.starts_with("taken"), "{:#?}", self.steps);
    }

    fn step(&mut self) {
        self.pull();
        match self.below(10) {
            0..3 => self.edit(),
            3..5 => self.promote_to_staging(),
            5..8 => self.promote_to_production(),
            8 => self.roll_back(),
            _ => self.change_rules(),
        }
    }

    fn edit(&mut self) {
        let (key, who, value) = (self.below(KEYS.len()), self.person(), self.below(90) + 10);
        let path = "envs/dev/application.yaml";
        let name = KEYS[key].split('.').next_back().unwrap();
        let lines: Vec<String> = self
            .repo
            .read(path)
            .lines()
            .map(|line| match line.trim_start().strip_prefix(name) {
                Some(rest) if rest.starts_with(':') => format!("  {name}: {value}"),
                _ => line.to_owned(),
            })
            .collect();
        self.repo.as_user(who).write(path, lines.join("\n") + "\n");
        self.repo.commit(&format!("Set {name} to {value}"));
        self.pushed("edit", "origin main");
    }

    fn promote_to_staging(&mut self) {
        let (who, key) = (self.person(), KEYS[self.below(KEYS.len())]);
        let run = self.repo.as_user(who).run(&format!("create dev staging --key {key} --execute -q"));
        self.steps.push(format!("{who}: {key} to staging: {}", run.code));
        assert!([0, 1, 2].contains(&run.code), "{}{:#?}", run.stderr, self.steps);
    }

    fn promote_to_production(&mut self) {
        let (who, key) = (self.person(), KEYS[self.below(KEYS.len())]);
        let run = self.repo.as_user(who).run(&format!("create staging production --key {key} --validate -q"));
        let id = run.stdout.trim().to_owned();
        if run.code != 0 || id.is_empty() {
            return;
        }
        if self.below(6) == 0 {
            self.repo.ok(&format!("refresh {id} -q"));
            self.repo.ok(&format!("validate {id}"));
        }
        // Somebody who did not write it, or nobody.
        let approver = PEOPLE.iter().find(|by| self.repo.as_user(by).run(&format!("approve {id}")).code == 0);
        if approver.is_none() || self.below(8) == 0 {
            self.repo.as_user(who).ok(&format!("cancel {id} --reason 'Not now'"));
            return;
        }
        self.repo.as_user(who);
        if self.below(2) == 0 {
            self.repo.ok(&format!("execute {id}"));
        } else {
            self.merge(&id);
        }
        self.steps.push(format!("{who}: {key} to production as {id}"));
        self.done.push(id);
    }

    /// Proposes it, and merges the proposal in one of the ways of hosts.
    fn merge(&mut self, id: &str) {
        let branch = format!("proposal-{}", self.steps.len());
        self.repo.ok(&format!("execute {id} --branch={branch}"));
        self.pull();
        if self.below(2) == 0 {
            let text = format!("{}\n", self.below(1000));
            self.repo.write("README", text);
            self.repo.as_user("eve").commit("Notes");
        }
        self.repo.as_user("host");
        let how = self.below(4);
        self.steps.push(format!("merge {how}"));
        match how {
            0 => drop(self.repo.git_line(&format!("merge -q --no-ff -m 'Merge {branch}' origin/{branch}"))),
            1 => {
                let text = self.repo.git_line(&format!("log -1 --format=%B origin/{branch}"));
                self.repo.git_line(&format!("merge -q --squash origin/{branch}"));
                self.repo.git(&["commit", "-q", "-m", &format!("{text}\n\nReviewed-by: Zed <zed@acme.com>")]);
            }
            2 => drop(self.repo.git_line(&format!("cherry-pick origin/{branch}"))),
            _ => {
                self.repo.git_line(&format!("checkout -q -B landing origin/{branch}"));
                self.repo.git_line("rebase -q main");
                self.repo.git_line("checkout -q main");
                self.repo.git_line("merge -q --no-ff -m 'Merge request 7' landing");
            }
        }
        self.pushed("merge", "origin main");
        if self.below(2) == 0 {
            assert_eq!(codes(&self.repo, "../origin.git"), [] as [&str; 0], "unrecorded: {:#?}", self.steps);
        }
    }

    fn roll_back(&mut self) {
        let Some(id) = self.done.pop() else { return };
        let who = self.person();
        let run = self.repo.as_user(who).run(&format!("rollback {id} --reason 'As it was'"));
        // A later promotion of the same key is in the way.
        assert!([0, 4].contains(&run.code), "{}{:#?}", run.stderr, self.steps);
        self.steps.push(format!("{who}: roll back {id}: {}", run.code));
    }

    fn change_rules(&mut self) {
        let who = self.person();
        let text = self.repo.read("promote.yaml") + &format!("# {}\n", self.below(1000));
        self.repo.as_user(who).policy(&text);
        self.repo.commit("Rules");
        let by = PEOPLE.iter().find(|by| **by != who).unwrap();
        self.repo.as_user(by).ok("approve --policy HEAD");
        self.pushed("rules", "origin main");
    }
}

/// The numbers of the lives to play.
fn numbers(few: u64) -> Vec<u64> {
    if let Some(one) = std::env::var("PROMOTE_LIFE").ok().and_then(|text| text.parse().ok()) {
        return vec![one];
    }
    let long = std::env::var("PROMOTE_LONG").ok().map(|text| text.parse().ok().filter(|n| *n > 1).unwrap_or(1000));
    (0..long.unwrap_or(few)).collect()
}

/// Plays a life to its end; the remote is proved.
fn lived(number: u64) -> Life {
    let mut life = Life::begin(number);
    for _ in 0..14 {
        life.step();
    }
    assert_eq!(codes(&life.repo, "../origin.git"), [] as [&str; 0], "life {number}: {:#?}", life.steps);
    eprintln!("life {number}: {} steps, {} promotions into production stand", life.steps.len(), life.done.len());
    life
}

#[test]
fn honest_lives_are_proved_and_pushed() {
    numbers(6).into_iter().for_each(|number| drop(lived(number)));
}
