//! The ways in which hosts merge a proposal.

use super::life::Life;
use crate::support::run;

/// How many ways there are.
const WAYS: usize = 11;

impl Life {
    /// Proposes a promotion, and merges the proposal in one of the ways.
    pub fn merge(&mut self, who: &str, id: &str) {
        let proposal = format!("proposal-{}", self.steps.len());
        self.must(who, &format!("execute {id} --branch={proposal}"));
        let (target, proposed) = (self.rules.branch, self.tip(&proposal));
        self.check_out(target);
        let moved_on = self.dice.once_in(2);
        if moved_on {
            let text = format!("{}\n", self.dice.below(1000));
            self.repo.write("README", text);
            let by = self.person();
            self.repo.as_user(by).commit("Notes");
        }
        self.repo.as_user("host");
        let way = self.dice.below(WAYS);
        self.merge_in(way, target, &proposed);
        self.push_branch(&format!("merge in way {way} of {id} (moved on: {moved_on})"), target);
        self.repo.git_line("checkout -q main");
        match (self.dice.once_in(2), self.rules.shared) {
            (true, true) => self.push("the proposal is not needed", &format!("origin :{proposal}")),
            (true, false) => drop(self.repo.git_line(&format!("branch -q -D {proposal}"))),
            _ => {}
        }
    }

    fn merge_in(&mut self, way: usize, target: &str, proposed: &str) {
        let text = self.repo.git_line(&format!("log -1 --format=%B {proposed}"));
        let trailers = text.split("\n\n").last().unwrap().to_owned();
        let git = |line: &str| drop(self.repo.git_line(line));
        match way {
            0 => git(&format!("merge -q --no-ff -m 'Merge the proposal' {proposed}")),
            1 => self.squash(proposed, &format!("{text}\n\nReviewed-by: Zed <zed@acme.com>\n")),
            2 => git(&format!("cherry-pick {proposed}")),
            3 => {
                self.rebase(target, proposed);
                self.repo.git_line("merge -q --no-ff -m 'Merge request 7' landing");
            }
            4 => {
                self.update(target, proposed);
                self.squash("landing", &text);
            }
            5 => self.squash(proposed, &(text.replace('\n', "\r\n") + "\r\n")),
            6 => self.squash(proposed, &format!("Other values (#12)\n\nAs discussed.\n\n{trailers}\n")),
            7 => {
                self.rebase(target, proposed);
                self.repo.git_line("merge -q --ff-only landing");
            }
            8 => {
                self.update(target, proposed);
                self.repo.git_line("merge -q --no-ff -m 'Merge pull request 7' landing");
            }
            9 => {
                let listed: String = text.lines().map(|line| format!("  {line}\n")).collect();
                self.squash(proposed, &format!("Release of the week\n\n* the proposal:\n\n{listed}\n* fix a typo\n"));
            }
            _ => self.squash(proposed, &format!("{text}\nCo-authored-by: Dora <dora@acme.com>\n\nSee: issue 7\n")),
        }
    }

    /// Squashes what a branch adds into one commit with this message.
    fn squash(&self, branch: &str, message: &str) {
        self.repo.git_line(&format!("merge -q --squash {branch}"));
        let mut command = self.repo.command("git");
        let run = run(command.args(["commit", "-q", "--cleanup=verbatim", "-F", "-"]), message.as_bytes());
        assert_eq!(run.code, 0, "{}", run.stderr);
    }

    /// Rebases the proposal onto the target, as `landing`.
    fn rebase(&self, target: &str, proposed: &str) {
        self.repo.git_line(&format!("checkout -q -B landing {proposed}"));
        self.repo.git_line(&format!("rebase -q {target}"));
        self.repo.git_line(&format!("checkout -q {target}"));
    }

    /// Merges the target into the proposal, as `landing`.
    fn update(&self, target: &str, proposed: &str) {
        self.repo.git_line(&format!("checkout -q -B landing {proposed}"));
        self.repo.git_line(&format!("merge -q -m 'Merge {target} into the proposal' {target}"));
        self.repo.git_line(&format!("checkout -q {target}"));
    }
}
