//! Plans of different rules in one ledger: each is carried out and proved by its own. The rules differ in these tests only.

use std::fs;
use std::path::Path;

use git2::{IndexAddOption, Repository, RepositoryInitOptions, Signature, Time};
use jiff::{SignedDuration, Timestamp};

use super::create::{PromotionType, Request, create};
use super::execute::execute;
use super::refresh::refresh;
use super::rollback::{RollbackRequest, rollback};
use super::validate::validate;
use super::verify::verify;
use crate::engine::context::{Context, Interrupt, Opened, Remarks, Watcher};
use crate::engine::view::PromotionView;
use crate::engine::{OpError, RemoteAccess};
use promote_core::env::flatten::KeyRules;
use promote_core::env::rulebook::{Rulebook, as_they_are};
use promote_core::promotion::UndoChoice;
use promote_model::RulesNumber;

const POLICY: &str = r#"version: 1
files: ["envs/{env}.yaml"]
flags: ["flags.*"]
environments: { staging: {}, production: { from: [staging] } }
"#;

/// The set of rules that is there in these tests only: a flag is no longer one key.
fn flags_by_key(rules: &mut KeyRules) {
    assert_eq!(rules.number, SECOND);
    rules.flags.clear();
}

/// A rollback of all keys.
const BACK: RollbackRequest<'_> =
    RollbackRequest { keys: &[], ids: &[], reason: "Back", overriding: false, hold: false };

const SECOND: RulesNumber = RulesNumber::FIRST.later(1);

/// A program with the first rules only, one with both, and one that no longer has the first.
const OLD: Rulebook = Rulebook::new(RulesNumber::FIRST, as_they_are, &[]);
const BOTH: Rulebook = Rulebook::new(RulesNumber::FIRST, as_they_are, &[flags_by_key]);
const NEW: Rulebook = Rulebook::new(SECOND, flags_by_key, &[]);

/// A repository, and the number of commands and commits so far.
struct World {
    dir: tempfile::TempDir,
    steps: i64,
}

impl World {
    fn new() -> Self {
        let mut world = Self { dir: tempfile::tempdir().unwrap(), steps: 0 };
        let repo = Repository::init_opts(
            world.path(),
            RepositoryInitOptions::new().initial_head("main").external_template(false),
        )
        .unwrap();
        let mut config = repo.config().unwrap();
        for (key, value) in [("user.name", "Ann"), ("user.email", "ann@acme.com"), ("commit.gpgSign", "false")] {
            config.set_str(key, value).unwrap();
        }
        world.write("promote.yaml", POLICY);
        world.write("envs/staging.yaml", "flags:\n  search: {on: true, share: 10}\n");
        world.write("envs/production.yaml", "flags:\n  search: {on: false, share: 5}\n");
        world.commit();
        world
    }

    fn path(&self) -> &Path {
        self.dir.path()
    }

    fn write(&self, path: &str, text: &str) {
        fs::create_dir_all(self.path().join(path).parent().unwrap()).unwrap();
        fs::write(self.path().join(path), text).unwrap();
    }

    fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path().join(path)).unwrap()
    }

    fn now(&mut self) -> Timestamp {
        self.steps += 1;
        "2026-03-02T09:00:00Z".parse::<Timestamp>().unwrap() + SignedDuration::from_mins(self.steps)
    }

    fn commit(&mut self) {
        let time = Time::new(self.now().as_second(), 0);
        let (repo, ann) =
            (Repository::open(self.path()).unwrap(), Signature::new("Ann", "ann@acme.com", &time).unwrap());
        let mut index = repo.index().unwrap();
        index.add_all(["*"], IndexAddOption::DEFAULT, None).unwrap();
        index.write().unwrap();
        let tree = repo.find_tree(index.write_tree().unwrap()).unwrap();
        let parent = repo.head().ok().map(|head| head.peel_to_commit().unwrap());
        let parents: Vec<_> = parent.iter().collect();
        repo.commit(Some("HEAD"), &ann, &ann, "By hand", &tree, &parents).unwrap();
    }

    /// The program with these rules, a minute later.
    fn by(&mut self, rulebook: Rulebook) -> Context {
        Context {
            dir: self.path().to_owned(),
            now: self.now(),
            offset: Some(0),
            seed: None,
            dry_run: false,
            run_commands: false,
            show_secrets: false,
            reach: RemoteAccess::default(),
            remarks: Remarks::default(),
            watcher: Watcher::default(),
            interrupt: Interrupt::default(),
            rulebook,
            caller: None,
            opened: Opened::default(),
        }
    }

    /// A validated promotion of everything, with its id.
    fn planned(&mut self, rulebook: Rulebook) -> (PromotionView, String) {
        let undo = Some(UndoChoice::Overwrite);
        let request = Request { promotion_type: PromotionType::Full, undo, ..request() };
        let view = create(&self.by(rulebook), "staging", "production", &request).unwrap().view.unwrap();
        let id = view.promotion.id.to_string();
        (validate(&self.by(rulebook), &id).unwrap(), id)
    }

    fn executed(&mut self, rulebook: Rulebook, id: &str) {
        execute(&self.by(rulebook), id, None).unwrap();
        assert_eq!(self.read("envs/production.yaml"), "flags:\n  search: {on: true, share: 10}\n");
    }

    /// Rolls back a file that has changed since, so that the inverse edits are made.
    fn rolled_back(&mut self, rulebook: Rulebook, id: &str) {
        let now = self.read("envs/production.yaml");
        self.write("envs/production.yaml", &format!("{now}own: 1\n"));
        self.commit();
        rollback(&self.by(rulebook), id, BACK).unwrap();
        assert_eq!(self.read("envs/production.yaml"), "flags:\n  search: {on: false, share: 5}\nown: 1\n");
        self.write("envs/production.yaml", "flags:\n  search: {on: false, share: 5}\n");
        self.commit();
    }

    /// The findings of `verify`: code and message.
    fn found(&mut self, rulebook: Rulebook) -> Vec<(&'static str, String)> {
        let verified = verify(&self.by(rulebook), None, None).unwrap();
        let findings = verified.findings.into_iter().filter(|finding| !finding.notice);
        findings.map(|finding| (finding.code.word(), finding.message)).collect()
    }
}

fn request() -> Request {
    serde_json::from_str(
        r#"{"promotionType":"FULL","configIds":[],"flagIds":[],"keyPatterns":[],"only":[],"changed":false,"since":null,
            "prune":false,"notes":null}"#,
    )
    .unwrap()
}

fn keys(view: &PromotionView) -> Vec<String> {
    view.promotion.plan.changes.iter().map(|change| change.key.to_string()).collect()
}

fn refused(error: &OpError) -> (&'static str, i32) {
    (error.code(), error.exit() as i32)
}

#[test]
fn each_plan_is_carried_out_and_proved_by_its_own_rules() {
    let mut world = World::new();
    let (first, one) = world.planned(OLD);
    let (second, two) = world.planned(BOTH);
    assert_eq!((first.promotion.plan.rules, keys(&first)), (Some(RulesNumber::FIRST), vec!["flags.search".to_owned()]));
    let both = vec!["flags.search.on".to_owned(), "flags.search.share".to_owned()];
    assert_eq!((second.promotion.plan.rules, keys(&second)), (Some(SECOND), both));
    world.executed(BOTH, &one);
    world.rolled_back(BOTH, &one);
    // Its values were rolled back since.
    assert_eq!(refused(&execute(&world.by(BOTH), &two, None).unwrap_err()), ("stale-plan", 4));
    refresh(&world.by(BOTH), &two, None).unwrap();
    validate(&world.by(BOTH), &two).unwrap();
    world.executed(BOTH, &two);
    world.rolled_back(BOTH, &two);
    assert_eq!(world.found(BOTH), []);
}

#[test]
fn what_older_rules_wrote_and_newer_ones_do_not_is_a_finding_of_its_own() {
    let mut world = World::new();
    let (_, one) = world.planned(OLD);
    world.executed(OLD, &one);
    world.rolled_back(OLD, &one);
    let (_, two) = world.planned(NEW);
    world.executed(NEW, &two);
    assert_eq!(world.found(BOTH), []);
    let found = world.found(NEW);
    assert_eq!(found.iter().map(|(code, _)| *code).collect::<Vec<_>>(), ["older-rules", "older-rules"]);
    let says =
        "the plan was made by rules 1, and this promote knows rules from 2 on; by the rules of today, the plan was";
    assert!(found.iter().any(|(_, message)| message.starts_with(says)), "{found:?}");
}

#[test]
fn what_newer_rules_write_as_well_is_proved() {
    let mut world = World::new();
    world.write("envs/staging.yaml", "flags:\n  search: {on: false, share: 5}\nlimit: 7\n");
    world.commit();
    let (_, id) = world.planned(OLD);
    execute(&world.by(OLD), &id, None).unwrap();
    assert_eq!(world.found(NEW), []);
}

#[test]
fn an_open_plan_whose_rules_are_gone_asks_for_a_refresh() {
    let mut world = World::new();
    let (_, id) = world.planned(OLD);
    let error = execute(&world.by(NEW), &id, None).unwrap_err();
    assert_eq!(refused(&error), ("older-rules", 4));
    assert!(error.hints()[0].ends_with("promote refresh 1"));
    assert_eq!(refused(&validate(&world.by(NEW), &id).unwrap_err()), ("older-rules", 4));
    let view = refresh(&world.by(NEW), &id, None).unwrap().view.unwrap();
    assert_eq!(view.promotion.plan.rules, Some(SECOND));
    validate(&world.by(NEW), &id).unwrap();
    world.executed(NEW, &id);
    assert_eq!(world.found(NEW), []);
}

#[test]
fn a_plan_of_newer_rules_is_refused_by_name() {
    let mut world = World::new();
    let (_, id) = world.planned(BOTH);
    let error = execute(&world.by(OLD), &id, None).unwrap_err();
    assert_eq!(refused(&error), ("newer-rules", 5));
    let says = "the plan was made by rules 2, and this promote knows rules up to 1";
    assert_eq!(error.to_string(), format!("promotion 1 cannot be carried out: {says}"));
    assert_eq!(refused(&validate(&world.by(OLD), &id).unwrap_err()), ("newer-rules", 5));
    assert_eq!(world.found(OLD), []);
    world.executed(BOTH, &id);
    assert_eq!(refused(&rollback(&world.by(OLD), &id, BACK).unwrap_err()), ("newer-rules", 5));
    assert_eq!(world.found(OLD), [("newer-rules", says.to_owned())]);
}
