//! The steps of a life: work, promotions, rollbacks, schedules.

use super::layout::{KEYS, set};
use super::life::Life;
use crate::support::run;

impl Life {
    /// Takes a step.
    pub fn step(&mut self) {
        match self.dice.below(17) {
            0..3 => self.edit(),
            3 => self.edit_elsewhere(),
            4..6 => self.promote_to_staging(),
            6..11 => self.promote_to_production(),
            11 => self.roll_back(),
            12 => self.run_due(),
            13 => self.change_rules(),
            14 => self.move_environment(),
            15 => self.hold(),
            _ => self.catch_up(),
        }
        if !self.rules.shared && self.dice.once_in(2) {
            self.share();
        }
    }

    /// A hold on production: a promotion of its keys is refused, and it is lifted again.
    fn hold(&mut self) {
        let (who, production) = (self.person(), self.rules.production);
        let ((part, key), all) = (self.dice.pick(&KEYS), self.dice.once_in(3));
        let pattern = if all { String::new() } else { format!("'*{part}.{key}'") };
        let number = self.must(who, &format!("hold {production} {pattern} --reason 'Look at it first' -q"));
        if self.dice.once_in(2) {
            self.promote_to_staging();
        }
        let run =
            self.promote(who, &format!("create staging {production} {} --validate -q", self.selector_of(&pattern)));
        let id = run.stdout.trim().to_owned();
        if run.code == 0 && !id.is_empty() {
            let executed = self.promote(who, &format!("execute {id}"));
            assert_eq!(executed.code, 3, "{}{:#?}", executed.stderr, self.steps);
            self.must(who, &format!("cancel {id} --reason 'On hold'"));
        }
        if self.dice.once_in(2) {
            self.roll_back();
        }
        let by = self.person();
        self.must(by, &format!("unhold {number} --reason 'It is fine'"));
    }

    /// Selects the keys of a pattern; all keys without one.
    fn selector_of(&self, pattern: &str) -> String {
        if pattern.is_empty() { String::new() } else { format!("--key {pattern}") }
    }

    /// Changes a key of dev.
    fn edit(&mut self) {
        let ((_, key), value, who) = (self.dice.pick(&KEYS), self.dice.below(90) + 10, self.person());
        self.check_out("main");
        let path = self.rules.path("dev");
        let text = set(&self.repo.read(&path), key, &value.to_string());
        self.repo.as_user(who).write(&path, text);
        self.repo.commit(&format!("Set {key} to {value}"));
        self.push_branch(&format!("{who}: {key} is {value}"), "main");
    }

    /// Changes a file that belongs to no environment, in the other clone.
    pub fn edit_elsewhere(&mut self) {
        let who = self.person();
        self.repo.as_user(who);
        self.repo.git_line("-C ../second fetch -q origin");
        self.repo.git_line("-C ../second checkout -q -B main origin/main");
        let text = format!("{}\n", self.dice.below(1000));
        std::fs::write(self.repo.beside("second/NEWS"), text).unwrap();
        self.repo.git_line("-C ../second add -A");
        self.repo.git_line("-C ../second commit -q --allow-empty -m News");
        let pushed = run(self.repo.command("git").args(["-C", "../second", "push", "-q", "origin", "main"]), b"");
        if pushed.code != 0 {
            self.fail(&pushed.stderr);
        }
        self.steps.push(format!("{who}: news"));
        self.note("news");
    }

    /// The lagging clone catches up.
    fn catch_up(&mut self) {
        self.repo.git_line("-C ../second fetch -q --prune origin");
        self.repo.git_line("-C ../second reset -q --hard origin/main");
    }

    /// Where no remote decides: pushes what was done here, on top of what others pushed.
    pub fn share(&mut self) {
        if self.rules.shared {
            return;
        }
        if self.dice.once_in(3) {
            self.edit_elsewhere();
        }
        self.repo.git_line("checkout -q main");
        self.repo.as_user("ann").git_line("pull -q --rebase origin main");
        self.push_all("share");
    }

    /// A selector of keys: one key, several, or all.
    fn selector(&mut self) -> String {
        let ((part, key), how) = (self.dice.pick(&KEYS), self.dice.below(8));
        match how {
            0 => String::new(),
            1 => format!("--key '*{part}.*'"),
            _ => format!("--key '*{part}.{key}'"),
        }
    }

    pub fn promote_to_staging(&mut self) {
        let (who, selector) = (self.person(), self.selector());
        let run = self.promote(who, &format!("create dev staging {selector} --execute -q"));
        assert!([0, 1, 2].contains(&run.code), "{}{:#?}", run.stderr, self.steps);
    }

    fn promote_to_production(&mut self) {
        let (who, selector) = (self.person(), self.selector());
        let production = self.rules.production;
        let run = self.promote(who, &format!("create staging {production} {selector} --validate -q"));
        let id = run.stdout.trim().to_owned();
        if run.code != 0 || id.is_empty() {
            return;
        }
        self.review(who, &id);
        if !self.approve(&id) || self.dice.once_in(10) {
            self.must(who, &format!("cancel {id} --reason 'Not now'"));
            return;
        }
        match self.dice.below(8) {
            0..3 => drop(self.must(who, &format!("execute {id}"))),
            3 => {
                self.must(who, &format!("schedule {id} --in 1h"));
                self.scheduled.push((id, selector));
                return self.later();
            }
            _ => self.merge(who, &id),
        }
        self.done.push((id, selector));
    }

    /// Sometimes the plan is made again, rejected, or tested.
    fn review(&mut self, who: &str, id: &str) {
        if self.dice.once_in(8) {
            let by = self.another(who);
            self.must(by, &format!("reject {id} --reason 'Not yet'"));
            self.must(who, &format!("refresh {id}"));
            self.must(who, &format!("validate {id}"));
        }
        if self.dice.once_in(6) {
            self.must(who, &format!("refresh {id} -q"));
            self.must(who, &format!("validate {id}"));
        }
        if self.dice.once_in(6) {
            let by = self.person();
            self.must(by, &format!("attest {id} --name load --ok"));
        }
    }

    /// Enough people approve who may; false where there are too few.
    fn approve(&mut self, id: &str) -> bool {
        let mut missing = self.rules.required;
        for nth in self.dice.order(self.people) {
            let by = super::life::PEOPLE[nth];
            if missing > 0 && self.promote(by, &format!("approve {id}")).code == 0 {
                missing -= 1;
                if self.dice.once_in(8) {
                    self.must(by, &format!("withdraw {id}"));
                    self.must(by, &format!("approve {id}"));
                }
            }
        }
        missing == 0
    }

    /// Sometimes a schedule is moved or removed.
    fn later(&mut self) {
        let (id, _) = self.scheduled.last().unwrap().clone();
        match self.dice.below(4) {
            0 => drop(self.must("ann", &format!("schedule {id} --in 2h"))),
            1 => {
                self.must("ann", &format!("unschedule {id}"));
                self.scheduled.pop();
            }
            2 => self.run_due(),
            _ => {}
        }
    }

    /// An hour or two later, what is due is executed, unless something is in its way.
    pub fn run_due(&mut self) {
        if self.scheduled.is_empty() {
            return;
        }
        self.repo.pass(3600 + 3600 * i64::from(self.dice.once_in(2)));
        let who = self.person();
        let run = self.promote(who, "run-due");
        // A renamed environment is not known any more; the promotion is held.
        let codes: &[i32] = if self.rules.production == "prod" { &[0, 2, 3, 4] } else { &[0, 3, 4] };
        assert!(codes.contains(&run.code), "{}{:#?}", run.stderr, self.steps);
        let executed = |(id, _): &(String, String)| run.stdout.contains(&format!("Executed promotion {id}"));
        let (executed, waiting) = std::mem::take(&mut self.scheduled).into_iter().partition(executed);
        self.scheduled = waiting;
        self.done.extend::<Vec<_>>(executed);
    }

    /// Rolls back the last promotion, or one of its keys. A later promotion of the same key may be in the way.
    fn roll_back(&mut self) {
        let Some((id, selector)) = self.done.pop() else { return };
        let (who, part) = (self.person(), self.dice.once_in(2));
        if part && selector.contains(".*") {
            let key = self.dice.pick(&KEYS).1;
            let run = self.promote(who, &format!("rollback {id} --key '*.{key}' --reason 'This key'"));
            assert!([0, 2, 3, 4].contains(&run.code), "{}{:#?}", run.stderr, self.steps);
        }
        let run = self.promote(who, &format!("rollback {id} --reason 'As it was'"));
        // A renamed environment is not known any more; the promotion is held.
        let codes: &[i32] = if self.rules.production == "prod" { &[0, 2, 3, 4] } else { &[0, 3, 4] };
        assert!(codes.contains(&run.code), "{}{:#?}", run.stderr, self.steps);
    }
}
