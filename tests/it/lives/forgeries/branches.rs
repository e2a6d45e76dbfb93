//! Forgeries of the branches of environments: commits written again with other bytes, messages, authors or dates, and
//! branches that begin elsewhere.

use super::super::dice::Dice;
use super::super::layout::Layout;
use super::super::life::{Moment, Refs};
use super::events::flip;
use super::judge::{Judge, LEDGER};
use super::links;
use super::texts::{cut, dated_back, mallory};

/// A push with what a forger needs to forge it.
pub struct Pushed<'p> {
    pub judge: &'p Judge<'p>,
    pub dice: Dice,
    pub before: &'p Moment,
    pub after: &'p Moment,
}

/// A forgery of a push: what is pushed instead, and what was forged; `None` where the push has no such thing.
pub type Forge = fn(&mut Pushed<'_>) -> Option<(Refs, String)>;

pub const KINDS: [(&str, Forge); 16] = [
    ("a byte of a target file", |push| push.target_byte(false)),
    ("a byte of a target file, recorded so", |push| push.target_byte(true)),
    ("a commit amended, without trailers", |push| push.amended(false, cut)),
    ("a commit amended, without trailers, recorded so", |push| push.amended(true, cut)),
    ("a commit amended, with its trailers", |push| {
        push.amended(false, |text| text.replacen("\n\n", "\n\nAmended: ", 1))
    }),
    ("a commit of another author", |push| push.amended(false, mallory)),
    ("a commit of another author, recorded so", |push| push.amended(true, mallory)),
    ("a commit dated back", |push| push.amended(false, dated_back)),
    ("a commit dated back, recorded so", |push| push.amended(true, dated_back)),
    ("an edit by hand", |push| push.by_hand(false, |_| Some("A small fix\n".to_owned()))),
    ("an edit by hand, dated back", |push| push.by_hand(true, |_| Some("A small fix\n".to_owned()))),
    ("trailers typed again", |push| push.by_hand(false, Pushed::some_trailers)),
    ("a branch begun elsewhere", |push| push.begun_elsewhere()),
    ("a branch moved back", |push| push.moved_back()),
    ("a branch of another environment", |push| push.of_another_environment()),
    ("rules without consent", |push| push.rules()),
];

impl Pushed<'_> {
    fn branch(&self) -> String {
        format!("refs/heads/{}", self.after.rules.branch)
    }

    fn path(&self) -> String {
        self.after.rules.path("production")
    }

    /// The commits that the push adds to production's branch.
    fn commits(&self) -> Option<Vec<String>> {
        let (old, new) = (self.before.refs.get(&self.branch())?, self.after.refs.get(&self.branch())?);
        let range = format!("{old}..{new}");
        let commits = self.judge.raw(&["rev-list", "--first-parent", "--reverse", &range]);
        Some(commits.lines().map(str::to_owned).collect())
    }

    /// One of them that changes production.
    fn promotion(&mut self, commits: &[String]) -> Option<usize> {
        let path = self.path();
        let order = self.dice.order(commits.len());
        order.into_iter().find(|at| {
            let commit = &commits[*at];
            let blobs = self.judge.raw(&["rev-parse", &format!("{commit}:{path}"), &format!("{commit}^:{path}")]);
            let text = self.judge.raw(&["log", "-1", "--format=%P%n%B", commit]);
            let merges = text.lines().next().unwrap().contains(' ');
            // In a file with all environments, others change it, too.
            blobs.lines().next() != blobs.lines().nth(1) && (merges || text.contains("Promotion-Id"))
        })
    }

    fn file(&self, commit: &str) -> String {
        self.judge.raw(&["cat-file", "blob", &format!("{commit}:{}", self.path())])
    }

    /// Whether two commits hold the same file of production.
    fn same(&self, one: &str, other: &str) -> bool {
        self.judge.raw(&["diff", "--name-only", one, other, "--", &self.path()]).is_empty()
    }

    /// The tree of a commit with another file of production.
    fn tree(&self, commit: &str, text: &str) -> String {
        let blob = self.judge.object("blob", text);
        let path = self.path();
        let index = self.judge.life.repo.beside("forged.index");
        let git = |args: &[&str]| self.judge.with_index(&index, args);
        git(&["read-tree", commit]);
        git(&["update-index", "--add", "--cacheinfo", &format!("100644,{blob},{path}")]);
        git(&["write-tree"]).trim().to_owned()
    }

    /// Writes a commit and those after it again; `recorded` also writes its new name into the ledger.
    fn again(&self, commits: &[String], at: usize, text: &str, recorded: bool) -> Option<Refs> {
        let mut refs = self.after.refs.clone();
        let mut names = vec![(commits[at].clone(), self.judge.object("commit", text))];
        for commit in &commits[at + 1..] {
            let (old, new) = names.last().unwrap();
            let text = self.judge.raw(&["cat-file", "commit", commit]).replacen(old, new, 1);
            names.push((commit.clone(), self.judge.object("commit", &text)));
        }
        refs.insert(self.branch(), names.last().unwrap().1.clone());
        if recorded {
            let (base, tip) = (self.before.refs.get(LEDGER)?, self.after.refs.get(LEDGER)?);
            let mut links = links::read(self.judge, base, tip);
            links.iter().find(|link| link.member("commit") == Some(&commits[at]))?;
            for (old, new) in &names {
                links.iter_mut().for_each(|link| link.replace(old, new));
            }
            refs.insert(LEDGER.to_owned(), links::write(self.judge, base, &links));
        }
        Some(refs)
    }

    /// What kind of commit it is.
    fn kind(&self, commit: &str) -> String {
        let recorded = self.after.refs.get(LEDGER).is_some_and(|tip| {
            let found = self.judge.raw(&["log", "--format=%s", &format!("--grep={commit}"), tip]);
            !found.is_empty()
        });
        let subject = self.judge.line(&["log", "-1", "--format=%s", commit]);
        let parents = self.judge.line(&["log", "-1", "--format=%P", commit]);
        let word = match subject.starts_with("Revert") {
            _ if parents.contains(' ') => "a merge",
            true => "a rollback",
            false => "a promotion",
        };
        let what = if recorded { "recorded" } else { "merged" };
        let place = if self.after.rules.layout == Layout::Keys { ", in one file" } else { "" };
        format!("{word}, {what}{place}")
    }

    fn amended(&mut self, recorded: bool, edit: fn(&str) -> String) -> Option<(Refs, String)> {
        let commits = self.commits()?;
        let at = self.promotion(&commits)?;
        let text = edit(&self.judge.raw(&["cat-file", "commit", &commits[at]]));
        Some((self.again(&commits, at, &text, recorded)?, self.kind(&commits[at])))
    }

    fn target_byte(&mut self, recorded: bool) -> Option<(Refs, String)> {
        let commits = self.commits()?;
        let at = self.promotion(&commits)?;
        let old = self.file(&commits[at]);
        let text = flip(&mut self.dice, &old);
        let tree = self.tree(&commits[at], &text);
        let old = self.judge.raw(&["cat-file", "commit", &commits[at]]);
        let forged = format!("tree {tree}\n{}", old.split_once('\n').unwrap().1);
        // Later commits of the push would put the byte right.
        let refs = self.again(&commits[..=at], at, &forged, recorded)?;
        (at + 1 == commits.len()).then(|| (refs, self.kind(&commits[at])))
    }

    /// A commit on top of production's branch.
    fn by_hand(&mut self, back: bool, message: fn(&mut Self) -> Option<String>) -> Option<(Refs, String)> {
        let tip = self.after.refs.get(&self.branch())?.clone();
        let old = self.file(&tip);
        let text = flip(&mut self.dice, &old);
        let (tree, message) = (self.tree(&tip, &text), message(self)?);
        let now = self.judge.line(&["log", "-1", "--format=%ct", "--all"]);
        let date = if back { "1772442000" } else { &now };
        let who = format!("Mallory <mallory@acme.com> {date} +0000");
        let text = format!("tree {tree}\nparent {tip}\nauthor {who}\ncommitter {who}\n\n{message}");
        let mut refs = self.after.refs.clone();
        refs.insert(self.branch(), self.judge.object("commit", &text));
        Some((refs, format!("{:?}", self.after.rules.layout)))
    }

    /// The message of an earlier promotion.
    fn some_trailers(&mut self) -> Option<String> {
        let tip = self.after.refs.get(&self.branch())?;
        let found = self.judge.raw(&["log", "-1", "--first-parent", "--grep=^Promotion-Id:", "--format=%B", tip]);
        (!found.trim().is_empty()).then_some(found)
    }

    /// The same files, in a commit without history.
    fn begun_elsewhere(&mut self) -> Option<(Refs, String)> {
        let tip = self.after.refs.get(&self.branch())?.clone();
        let text = self.judge.raw(&["cat-file", "commit", &tip]);
        let lines: Vec<&str> = text.lines().filter(|line| !line.starts_with("parent ")).collect();
        text.contains("\nparent ").then_some(())?;
        let mut refs = self.after.refs.clone();
        refs.insert(self.branch(), self.judge.object("commit", &(lines.join("\n") + "\n")));
        Some((refs, self.recorded_there(&tip)))
    }

    /// Whether the branch holds anything that the ledger recorded since it is production's.
    fn recorded_there(&self, tip: &str) -> String {
        let Some(ledger) = self.after.refs.get(LEDGER) else { return "no ledger yet".to_owned() };
        let here = |moment: &&Moment| moment.rules.branch == self.after.rules.branch;
        let since = self.judge.life.moments.iter().find(here).and_then(|moment| moment.refs.get(LEDGER));
        let range = since.map_or_else(|| ledger.clone(), |since| format!("{since}..{ledger}"));
        let format = "--format=%(trailers:key=Executed-commit,valueonly)%(trailers:key=Rollback-commit,valueonly)";
        let recorded = self.judge.raw(&["log", format, &range]);
        let commits = self.judge.raw(&["rev-list", "--first-parent", tip]);
        let any = commits.lines().any(|commit| recorded.contains(commit));
        if any { "with records" } else { "without records" }.to_owned()
    }

    /// The branch as it was, with the ledger of afterwards.
    fn moved_back(&mut self) -> Option<(Refs, String)> {
        let commits = self.commits()?;
        let at = self.promotion(&commits)?;
        let mut refs = self.after.refs.clone();
        refs.insert(self.branch(), self.before.refs.get(&self.branch())?.clone());
        (self.kind(&commits[at]).ends_with("recorded")).then(|| (refs, self.kind(&commits[at])))
    }

    fn of_another_environment(&mut self) -> Option<(Refs, String)> {
        let staging = format!("refs/heads/{}", self.after.rules.branch_of("staging"));
        let other = self.after.refs.get(&staging)?.clone();
        let mut refs = self.after.refs.clone();
        let old = refs.insert(self.branch(), other.clone())?;
        let same = if self.same(&old, &other) { "the same values, " } else { "" };
        let detail = format!("{same}{}", self.recorded_there(&old));
        (old != other && staging != self.branch()).then_some((refs, detail))
    }

    /// A looser `promote.yaml`, which nobody agreed to.
    fn rules(&mut self) -> Option<(Refs, String)> {
        let tip = self.after.refs.get("refs/heads/main")?.clone();
        let text =
            self.judge.raw(&["cat-file", "blob", &format!("{tip}:promote.yaml")]).replace("required: ", "required:  ");
        let blob = self.judge.object("blob", &text);
        let index = self.judge.life.repo.beside("forged.index");
        let git = |args: &[&str]| self.judge.with_index(&index, args);
        git(&["read-tree", &tip]);
        git(&["update-index", "--add", "--cacheinfo", &format!("100644,{blob},promote.yaml")]);
        let tree = git(&["write-tree"]);
        let who = "Mallory <mallory@acme.com> 1772442000 +0000";
        let text = format!("tree {}\nparent {tip}\nauthor {who}\ncommitter {who}\n\nRules\n", tree.trim());
        let mut refs = self.after.refs.clone();
        refs.insert("refs/heads/main".to_owned(), self.judge.object("commit", &text));
        Some((refs, String::new()))
    }
}
