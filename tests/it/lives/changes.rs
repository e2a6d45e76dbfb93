//! Changes of the rules, with the consent that they need; environments that move.

use super::layout::{Layout, Rules};
use super::life::Life;

impl Life {
    /// Changes `promote.yaml`.
    pub fn change_rules(&mut self) {
        let mut rules = self.rules.clone();
        match self.dice.below(4) {
            0 if self.people > 3 => rules.required = 3 - rules.required,
            1 => rules.valid = !rules.valid,
            2 => rules.keep = !rules.keep,
            _ => {}
        }
        // Never the text that rules already.
        rules.comment = (rules.comment + 1 + self.dice.below(998)) % 1000;
        self.commit_rules(rules);
    }

    /// Somebody writes the rules, and somebody else agrees: before they are merged, or before they are pushed.
    fn commit_rules(&mut self, rules: Rules) {
        // What was merged is recorded under the rules that it was merged by.
        if !self.rules.shared {
            self.promote_to_staging();
        }
        self.share();
        let who = self.person();
        let other = self.another(who);
        self.check_out("main");
        let text = rules.yaml();
        if self.rules.shared && self.dice.once_in(2) {
            let branch = format!("rules-{}", self.steps.len());
            self.repo.git_line(&format!("checkout -q -b {branch}"));
            self.repo.as_user(who).policy(&text).commit("Other rules");
            self.push("rules to agree on", &format!("origin {branch}"));
            self.repo.git_line("fetch -q origin");
            self.repo.git_line("checkout -q main");
            self.agree(other, &format!("origin/{branch}"));
            self.check_out("main");
            self.repo.as_user("host").git_line(&format!("merge -q --no-ff -m 'Merge the rules' origin/{branch}"));
        } else {
            self.repo.as_user(who).policy(&text).commit("Other rules");
            self.agree(other, "HEAD");
        }
        if self.rules.shared {
            self.push("rules", "origin main");
        } else {
            self.push_all("rules");
        }
        self.rules = rules;
        // The rules of the moment are the new ones.
        if let Some(last) = self.moments.last_mut() {
            last.rules = self.rules.clone();
        }
    }

    fn agree(&mut self, who: &str, revision: &str) {
        let run = self.promote_at(who, ".", &format!("approve --policy {revision}"));
        if run.code != 0 {
            self.fail(&run.stderr);
        }
    }

    /// Once in a life: production moves to a branch of its own or to another one, or is renamed.
    pub fn move_environment(&mut self) {
        if std::mem::replace(&mut self.moved, true) {
            return;
        }
        self.share();
        let mut rules = self.rules.clone();
        if rules.layout != Layout::Branches && self.dice.once_in(2) {
            // What was merged is recorded while production has its old name.
            self.promote_to_staging();
            self.share();
            rules.production = "prod";
            self.done.clear();
            self.commit_rules(rules);
            return;
        }
        let old = rules.branch;
        rules.branch = "live";
        self.repo.git_line("fetch -q origin");
        self.repo.git_line(&format!("branch -q live {}", self.tip(old)));
        self.push("a branch of its own", "origin live");
        self.commit_rules(rules);
        if old != "main" && self.dice.once_in(2) {
            if !self.rules.shared {
                self.repo.git_line(&format!("branch -q -D {old}"));
            }
            self.push("the old branch is not needed", &format!("origin :{old}"));
        }
    }
}
