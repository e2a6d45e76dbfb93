//! Commits of an invented ledger: valid ones give no finding, and each deviation gives its own.

use super::*;
use crate::promotion::message;
use crate::promotion::state::fold;
use crate::promotion::tests::{commit, digest, event, kinds, person, promotion};
use crate::promotion::{Event, EventKind, Statement, stored};
use promote_model::ObjectId;

const FOLDER: &str = "open/01958a2b-7c00-7000-8000-000000000000";

/// The ledger's commits so far, as they are read.
struct Ledger {
    chain: LedgerChain,
    events: Vec<Event>,
    lines: Vec<u8>,
}

fn blob(number: usize) -> ObjectId {
    commit(0x10 + u8::try_from(number).unwrap())
}

fn file(path: &str, old: Option<ObjectId>, new: Option<ObjectId>, content: Option<Vec<u8>>) -> ChangedFile {
    ChangedFile { path: path.to_owned(), old, new, content }
}

fn named(word: &str) -> EventKind {
    kinds().into_iter().find(|kind| kind.word() == word).unwrap()
}

impl Ledger {
    fn begun() -> Self {
        let mut chain = LedgerChain::default();
        let files = ["README", "ledger.json"].map(|path| file(path, None, Some(blob(0)), None)).to_vec();
        let facts = facts(&[], files, 0, 0);
        assert!(chain.link(&facts).findings.is_empty());
        Self { chain, events: Vec::new(), lines: Vec::new() }
    }

    /// The files that a commit with this event changes.
    fn files(&self, event: &Event) -> Vec<ChangedFile> {
        let number = self.events.len() + 1;
        let at = |name: &str| format!("{FOLDER}/{name}");
        let lines = [self.lines.clone(), serde_json::to_vec(event).unwrap(), vec![b'\n']].concat();
        let old = (number > 1).then(|| blob(number - 1));
        let mut files = vec![file(&at("events.jsonl"), old, Some(blob(number)), Some(lines))];
        match &event.what {
            EventKind::Created { .. } => {
                let source = promotion().plan.files[0].source.clone().unwrap().blob;
                let stored = stored::write(&promotion()).into_bytes();
                files.push(file(&at("promotion.json"), None, Some(blob(50)), Some(stored)));
                files.push(file(&at("plan.txt"), None, Some(blob(51)), None));
                files.push(file(&at("source/0"), None, Some(source), None));
                let id = format!("{}\n", promotion().id).into_bytes();
                files.push(file("numbers/0/01", None, Some(blob(52)), Some(id)));
            }
            EventKind::Approved { .. } => {
                let (root, target) = (commit(1).to_string(), "refs/heads/main".to_owned());
                let statement = Statement::of(&root, &promotion(), &digest().to_string(), target, event);
                let path = at(&format!("approvals/{number}.json"));
                files.push(file(&path, None, Some(blob(60)), Some(statement.write())));
            }
            _ => {}
        }
        files
    }

    /// Adds an event after an edit of the commit's files and trailers; returns the codes of the findings.
    fn add(
        &mut self,
        event: Event,
        edit: impl FnOnce(&mut Vec<ChangedFile>, &mut Vec<(String, String)>),
    ) -> Vec<String> {
        let mut files = self.files(&event);
        let trailers = message::event(&promotion(), &event, &digest()).trailers;
        let mut trailers: Vec<_> = trailers.into_iter().map(|(token, value)| (token.to_owned(), value)).collect();
        edit(&mut files, &mut trailers);
        let facts = LedgerCommit { author: event.by.clone(), ..facts(&trailers, files, 1, event.at.as_second()) };
        let result = self.chain.link(&facts);
        self.lines.extend([serde_json::to_vec(&event).unwrap(), vec![b'\n']].concat());
        self.events.push(event);
        if result.findings.is_empty() {
            let step = result.step.unwrap();
            let before = &self.events[..self.events.len() - 1];
            assert_eq!(step.before, (!before.is_empty()).then(|| fold(before).unwrap()));
        }
        result.findings.iter().map(|finding| format!("{}: {}", finding.code.word(), finding.message)).collect()
    }

    fn validated() -> Self {
        let mut ledger = Self::begun();
        for (minute, word) in [(0, "created"), (1, "validated")] {
            let by = if word == "created" { "Ann" } else { "Bob" };
            assert_eq!(ledger.add(event(by, minute, named(word)), |_, _| {}), [""; 0], "{word}");
        }
        ledger
    }
}

fn facts(trailers: &[(String, String)], files: Vec<ChangedFile>, parents: usize, seconds: i64) -> LedgerCommit<'_> {
    LedgerCommit { id: commit(1), parents, author: person("Ann"), seconds, trailers, odd: None, files }
}

#[test]
fn valid_commits_give_no_finding() {
    let mut ledger = Ledger::validated();
    assert_eq!(ledger.add(event("Bob", 2, named("approved")), |_, _| {}), [""; 0]);
    assert_eq!(ledger.add(event("Bob", 3, named("scheduled")), |_, _| {}), [""; 0]);
}

#[test]
fn a_number_is_the_next_one_and_noted_as_its_own() {
    let create = |edit: fn(&mut ChangedFile)| {
        Ledger::begun().add(event("Ann", 0, named("created")), |files, _| edit(files.last_mut().unwrap()))
    };
    let wrong = "ledger-files: the number of the promotion is not the next one, or is not noted as its own";
    assert_eq!(create(|file| file.path = "numbers/0/02".to_owned()), [wrong]);
    assert_eq!(create(|file| file.content = Some(b"01958a2b-7c00-7000-8000-000000000001\n".to_vec())), [wrong]);
    let unexpected = "ledger-files: the commit changes numbers/0/1, which does not belong to its event";
    assert_eq!(create(|file| file.path = "numbers/0/1".to_owned()), [unexpected, wrong]);
}

#[test]
fn a_closed_promotion_moves_all_its_files() {
    let ended = event("Bob", 2, named("cancelled"));
    let id = "01958a2b-7c00-7000-8000-000000000000";
    let move_to = |home: &str, files: &mut Vec<ChangedFile>| {
        let lines = files.remove(0);
        files.push(file(&format!("{home}/events.jsonl"), None, lines.new, lines.content));
        files.push(file(&format!("{FOLDER}/events.jsonl"), lines.old, None, None));
        for name in ["promotion.json", "plan.txt", "source/0"] {
            files.push(file(&format!("{home}/{name}"), None, Some(blob(70)), None));
            files.push(file(&format!("{FOLDER}/{name}"), Some(blob(70)), None, None));
        }
    };
    let unexpected =
        |path: &str| format!("ledger-files: the commit changes {path}, which does not belong to its event");
    // The folder of the present version, and that of version 1.
    for home in [format!("closed/2026/03/00/{id}"), format!("closed/2026/03/{id}")] {
        assert_eq!(Ledger::validated().add(ended.clone(), |files, _| move_to(&home, files)), [""; 0]);
        let one_changed = Ledger::validated().add(ended.clone(), |files, _| {
            move_to(&home, files);
            files[2].new = Some(blob(71));
        });
        let path = format!("{home}/promotion.json");
        assert_eq!(one_changed, [unexpected(&path), unexpected(&format!("{FOLDER}/promotion.json"))]);
    }
    let elsewhere = format!("closed/2026/03/01/{id}");
    let wrong = Ledger::validated().add(ended, |files, _| move_to(&elsewhere, files));
    assert!(wrong.contains(&unexpected(&format!("{elsewhere}/events.jsonl"))), "{wrong:?}");
}

#[test]
fn each_deviation_gives_its_finding() {
    let approve = |edit: fn(&mut Vec<ChangedFile>, &mut Vec<(String, String)>)| {
        Ledger::validated().add(event("Bob", 2, named("approved")), edit).join("\n")
    };
    let all = [
        approve(|files, _| files.push(file("open/x", None, Some(blob(7)), None))),
        approve(|files, _| files.push(file(&format!("{FOLDER}/source/1"), None, Some(blob(7)), None))),
        approve(|files, _| files[0].content.as_mut().unwrap().extend(b"{}\n")),
        approve(|files, _| files[0].content.as_mut().unwrap()[0] = b' '),
        approve(|files, _| drop(files.remove(0))),
        approve(|files, _| drop(files.pop())),
        approve(|files, _| files[1].content = Some(b"{}".to_vec())),
        approve(|files, _| {
            let text = String::from_utf8(files[1].content.clone().unwrap()).unwrap();
            files[1].content = Some(text.replace("main", "other").replace("Bob", "Cem").into_bytes());
        }),
        approve(|files, _| files[1].path = format!("{FOLDER}/approvals/9.json")),
        approve(|_, trailers| trailers[1].1 = "created".to_owned()),
        approve(|_, trailers| drop(trailers.remove(2))),
        Ledger::validated().add(event("Bob", 2, named("held")), |_, _| {}).join("\n"),
        Ledger::begun().add(event("Bob", 0, named("created")), |_, _| {}).join("\n"),
        Ledger::begun().add(event("Ann", 0, named("created")), |files, _| drop(files.remove(3))).join("\n"),
        Ledger::begun().add(event("Ann", 0, named("created")), |files, _| drop(files.remove(1))).join("\n"),
    ];
    insta::assert_snapshot!(all.join("\n"), @"
    ledger-files: the commit changes open/x, which does not belong to its event
    ledger-files: the commit changes open/01958a2b-7c00-7000-8000-000000000000/source/1, which does not belong to its event
    ledger-commit: the commit adds 2 events instead of one
    event-changed: the commit changes or removes earlier events
    ledger-commit: the commit changes promotion 01958a2b-7c00-7000-8000-000000000000 without an event
    evidence: the event has no statement
    evidence: the statement cannot be parsed
    evidence: the statement differs from the event: another person
    ledger-files: the commit changes open/01958a2b-7c00-7000-8000-000000000000/approvals/9.json, which does not belong to its event
    evidence: the event has no statement
    trailers: the trailer Promotion-Event differs from the event
    trailers: the trailer Plan-Digest differs from the event
    illegal-step: a promotion that is VALIDATED cannot be held
    plan: promotion.json names Ann <ann@acme.com> as its creator, but the event is by Bob <bob@acme.com>
    plan: the stored source files are not those of the plan
    plan: the commit adds no promotion.json
    ");
}

#[test]
fn a_commit_by_another_author_or_at_another_time_is_reported() {
    let mut ledger = Ledger::validated();
    let approved = event("Bob", 2, named("approved"));
    let trailers = message::event(&promotion(), &approved, &digest()).trailers;
    let trailers: Vec<_> = trailers.into_iter().map(|(token, value)| (token.to_owned(), value)).collect();
    let files = ledger.files(&approved);
    let facts = LedgerCommit { parents: 2, ..facts(&trailers, files, 1, 5) };
    let found: Vec<String> = ledger.chain.link(&facts).findings.into_iter().map(|f| f.message).collect();
    insta::assert_snapshot!(found.join("\n"), @"
    the commit has 2 parents instead of one
    the event is by Bob <bob@acme.com>, but the commit is by Ann <ann@acme.com>
    the times of the commit and its event differ
    ");
}
