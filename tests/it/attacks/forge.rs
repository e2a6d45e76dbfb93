//! Tools for forgers: the ledger checked out beside the repository, and events written as the program writes them.

use std::fs;
use std::path::PathBuf;

use promote::store::commits;
use promote_core::promotion::event::EventKind;
use promote_core::promotion::{Event, Number, Person, Promotion, ledger_path, message, stored};

use crate::support::{Repo, run};

/// The ledger in a working tree of its own.
pub struct Ledger<'r> {
    pub repo: &'r Repo,
}

impl<'r> Ledger<'r> {
    pub fn open(repo: &'r Repo) -> Self {
        repo.git_line("worktree add -q ../ledger promotions");
        Self { repo }
    }

    pub fn path(&self, path: &str) -> PathBuf {
        self.repo.beside("ledger").join(path)
    }

    pub fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path(path)).unwrap()
    }

    pub fn write(&self, path: &str, text: &str) {
        fs::create_dir_all(self.path(path).parent().unwrap()).unwrap();
        fs::write(self.path(path), text).unwrap();
    }

    pub fn git(&self, line: &str) -> String {
        self.repo.git_line(&format!("-C ../ledger {line}"))
    }

    /// Signs a file with a user's key for this namespace; returns the signature.
    pub fn signature(&self, path: &str, key: &str, namespace: &str) -> String {
        let mut command = self.repo.command("ssh-keygen");
        command.args(["-q", "-Y", "sign", "-n", namespace, "-f"]).arg(self.repo.beside("keys").join(key));
        run(&mut command, &fs::read(self.path(path)).unwrap()).stdout
    }

    /// The folder of a promotion, open or closed.
    pub fn folder(&self, id: &str) -> String {
        let files = self.git("ls-files");
        let found = files.lines().find_map(|path| Some(path.split_once(&format!("{id}/"))?.0.to_owned()));
        found.unwrap_or_else(|| panic!("no {id}: {files}")) + id
    }

    pub fn promotion(&self, id: &str) -> Promotion {
        stored::read(self.read(&format!("{}/promotion.json", self.folder(id))).as_bytes()).unwrap()
    }

    pub fn events(&self, id: &str) -> Vec<Event> {
        let lines = self.read(&format!("{}/events.jsonl", self.folder(id)));
        lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    /// Commits the files as the event of a promotion, with the right author, time and message.
    pub fn commit_as(&self, promotion: &Promotion, event: &Event, more: &[&str]) {
        let digest = promotion.plan.digest(promotion.id, &promotion.source, &promotion.target);
        let text = commits::text(&message::event(promotion, event, &digest));
        let date = format!("{} +0000", event.at.as_second());
        self.git("add -A");
        let mut command = self.repo.command("git");
        command.current_dir(self.path("")).args(["commit", "-q", "--allow-empty", "--cleanup=verbatim", "-F", "-"]);
        for role in ["AUTHOR", "COMMITTER"] {
            command.env(format!("GIT_{role}_NAME"), &event.by.name).env(format!("GIT_{role}_EMAIL"), &event.by.email);
            command.env(format!("GIT_{role}_DATE"), &date);
        }
        let run = run(command.args(more), text.as_bytes());
        assert_eq!(run.code, 0, "{}", run.stderr);
    }

    /// Appends an event as the program does; moves the folder if the event ends the promotion.
    pub fn append(&self, promotion: &Promotion, event: &Event) {
        let id = promotion.id.to_string();
        let known = self.git("ls-files").contains(&id);
        let mut folder = if known { self.folder(&id) } else { format!("open/{id}") };
        if matches!(event.what, EventKind::Executed { .. } | EventKind::Cancelled { .. }) {
            let closed = ledger_path::closed(promotion.id, promotion.created_at);
            fs::create_dir_all(self.path(&closed)).unwrap();
            fs::rename(self.path(&folder), self.path(&closed)).unwrap();
            folder = closed;
        }
        if matches!(event.what, EventKind::Created { .. }) {
            let number = u32::try_from(self.git("ls-files numbers").lines().count() + 1).unwrap();
            self.write(&ledger_path::number(number), &format!("{}\n", promotion.id));
            let promotion = &Promotion { number: Some(Number::Given(number)), ..promotion.clone() };
            self.write(&format!("{folder}/promotion.json"), &stored::write(promotion));
            let plan = message::plan_text(&promotion.source, &promotion.target, &promotion.plan);
            self.write(&format!("{folder}/plan.txt"), &plan);
            for (index, source) in promotion.plan.files.iter().filter_map(|f| f.source.as_ref()).enumerate() {
                let text = self.repo.git(&["cat-file", "blob", &source.blob.to_string()]) + "\n";
                self.write(&format!("{folder}/source/{index}"), &text);
            }
        }
        let path = format!("{folder}/events.jsonl");
        let old = fs::read_to_string(self.path(&path)).unwrap_or_default();
        self.write(&path, &format!("{old}{}\n", serde_json::to_string(event).unwrap()));
        self.commit_as(promotion, event, &[]);
    }

    /// Rewrites the last event, an execution or a rollback, to name another commit.
    pub fn rewrite_last_event(&self, id: &str, commit: &str) {
        let promotion = self.promotion(id);
        let mut events = self.events(id);
        let event = events.last_mut().unwrap();
        match &mut event.what {
            EventKind::Executed { commit: old, .. } | EventKind::RolledBack { commit: old, .. } => {
                *old = commit.parse().unwrap()
            }
            other => panic!("{other:?}"),
        }
        let lines: String = events.iter().map(|e| serde_json::to_string(e).unwrap() + "\n").collect();
        self.write(&format!("{}/events.jsonl", self.folder(id)), &lines);
        self.commit_as(&promotion, events.last().unwrap(), &["--amend"]);
    }
}

/// Writes a complete promotion by Mallory: created, validated, and executed as `commit`.
pub fn append_promotion(ledger: &Ledger<'_>, promotion: &Promotion, like: &Event, commit: &str) {
    let digest = promotion.plan.digest(promotion.id, &promotion.source, &promotion.target);
    let event = |what: EventKind| Event { what, ..like.clone() };
    // Made from JSON, so that fields added later get their defaults.
    let created = serde_json::json!({ "event": "created", "digest": digest });
    let validated = serde_json::json!({ "event": "validated", "digest": digest, "ok": true, "findings": [] });
    let executed = serde_json::json!({ "event": "executed", "digest": digest, "commit": commit, "required": 0 });
    for what in [created, validated, executed] {
        ledger.append(promotion, &event(serde_json::from_value(what).unwrap()));
    }
}

pub fn mallory() -> Person {
    Person { name: "Mallory".to_owned(), email: "mallory@acme.com".to_owned() }
}
