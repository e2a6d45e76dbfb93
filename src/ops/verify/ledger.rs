//! The ledger read from its beginning, or from a commit on, one commit after the other; each execution asked for again.

use std::collections::HashMap;

use jiff::Timestamp;

use super::policies::{Policies, RulesInForce};
use super::proof;
use crate::ops::OpError;
use crate::ops::authors::authors;
use crate::ops::error::{blocker_code, blocker_words};
use crate::ops::soak;
use crate::ops::validate::is_as_seen;
use crate::store::Store;
use crate::store::environment::EnvSnapshot;
use crate::store::ledger::LedgerEntry;
use promote_core::policy::gate::{self, Blocker, GateInput, WindowStatus};
use promote_core::policy::verify::{
    ChangedFile, CommitKind, FindingCode, KnownPromotion, LedgerChain, LedgerCommit, LinkStep, PolicyConsent,
    RecordedCommit, RecordedConsent, VerifyFinding, needs_content,
};
use promote_core::promotion::event::EventKind;
use promote_core::promotion::{Event, Person, PromotionId, PromotionState, ledger_path};
use promote_git::{Commit, EntryMode, trailers};
use promote_model::ObjectId;
use promote_model::text::visible;

/// What the ledger tells.
pub(crate) struct Story {
    /// Its last commit.
    pub(crate) tip: Option<ObjectId>,
    /// What is wrong with it.
    pub(crate) findings: Vec<VerifyFinding>,
    /// What it says was written to targets.
    pub(crate) done: Vec<RecordedCommit>,
    /// Who agreed to changes of the rules.
    pub(crate) consents: Vec<RecordedConsent>,
    /// The events: the commit that brought each, and whose it is.
    pub(crate) steps: Vec<(ObjectId, Event, PromotionId)>,
    /// How many promotions were read.
    pub(crate) promotions: usize,
    /// The promotions at its end.
    pub(crate) chain: LedgerChain,
    orders: HashMap<ObjectId, usize>,
    by_commit: HashMap<ObjectId, usize>,
}

impl Story {
    /// Where a commit of the ledger stands in it.
    pub(crate) fn order(&self, link: ObjectId) -> usize {
        self.orders.get(&link).copied().unwrap_or(usize::MAX)
    }

    /// Whether a commit belongs to it.
    pub(crate) fn holds(&self, link: ObjectId) -> bool {
        self.orders.contains_key(&link)
    }

    /// Whether it says that something was written as this commit.
    pub(crate) fn names(&self, commit: ObjectId) -> bool {
        self.by_commit.contains_key(&commit)
    }

    /// The commit as which a promotion was executed, or taken back last.
    pub(crate) fn commit_of(&self, id: PromotionId, kind: CommitKind) -> Option<ObjectId> {
        self.done.iter().rfind(|done| done.id == id && done.kind == kind).map(|done| done.commit)
    }
}

/// Reads the ledger; what comes after `since`, where that is given.
pub(crate) fn read(store: &Store, policies: &Policies, since: Option<ObjectId>) -> Result<Story, OpError> {
    let tip = store.ledger()?.tip();
    let mut commits = Vec::new();
    if let Some(tip) = tip {
        for commit in store.repo.first_parents(tip) {
            let commit = commit?;
            if Some(commit.id) == since {
                break;
            }
            commits.push(commit);
        }
    }
    commits.reverse();
    let mut reader =
        Reader { store, policies, story: begun(store, tip, since)?, policy: None, parent: None, came: HashMap::new() };
    if let Some(since) = since {
        let parent = store.repo.read_commit(since)?;
        let found = trailers::parse(&parent.message);
        reader.policy = trailers::single(&found, "Policy-Commit").and_then(|text| text.parse().ok());
        reader.parent = Some(parent.tree);
    }
    for commit in commits {
        reader.link(&commit)?;
    }
    Ok(reader.story)
}

fn begun(store: &Store, tip: Option<ObjectId>, since: Option<ObjectId>) -> Result<Story, OpError> {
    let chain = match since {
        None => LedgerChain::default(),
        Some(since) => {
            let commit = store.repo.read_commit(since)?;
            let root = match store.repo.find_path(commit.tree, b"root")? {
                Some(entry) => String::from_utf8_lossy(&store.repo.read_blob(entry.oid)?).trim().parse().ok(),
                None => Some(since),
            };
            LedgerChain::resumed(root, jiff::Timestamp::from_second(commit.committer.seconds).ok())
        }
    };
    let consents = match since {
        None => Vec::new(),
        Some(since) => store.ledger_at(since)?.all_consents()?,
    };
    Ok(Story {
        tip,
        findings: Vec::new(),
        done: Vec::new(),
        consents,
        steps: Vec::new(),
        promotions: 0,
        chain,
        orders: HashMap::new(),
        by_commit: HashMap::new(),
    })
}

struct Reader<'a> {
    store: &'a Store,
    policies: &'a Policies,
    story: Story,
    /// The rules that the last event named.
    policy: Option<ObjectId>,
    /// The tree of the commit before.
    parent: Option<ObjectId>,
    /// When approvals came, by the ledger's time.
    came: HashMap<(PromotionId, usize), Timestamp>,
}

impl Reader<'_> {
    fn link(&mut self, commit: &Commit) -> Result<(), OpError> {
        let files = self.files(commit)?;
        self.learn(&files)?;
        let said = trailers::parse(&commit.message);
        let facts = LedgerCommit {
            id: commit.id,
            parents: commit.parents.len(),
            author: person(commit),
            seconds: commit.committer.seconds,
            trailers: &said,
            odd: self.store.repo.odd_header(commit.id)?,
            files,
        };
        self.story.orders.insert(commit.id, self.story.orders.len());
        let linked = self.story.chain.link(&facts);
        self.story.findings.extend(linked.findings);
        if let Some(step) = linked.step {
            self.story.steps.push((commit.id, step.event.clone(), step.id));
            self.story.promotions += usize::from(step.before.is_none());
            self.step(commit, &step, &facts.files)?;
        } else {
            self.consent(&facts)?;
        }
        self.parent = Some(commit.tree);
        Ok(())
    }

    /// What a commit of the ledger changes.
    fn files(&self, commit: &Commit) -> Result<Vec<ChangedFile>, OpError> {
        let repo = &self.store.repo;
        let fact = |change: promote_git::PathChange| {
            let path = String::from_utf8_lossy(&change.path).into_owned();
            let new = change.new.map(|(_, blob)| blob);
            let content = match change.new {
                Some((EntryMode::File(_), blob)) if needs_content(&path) => Some(repo.read_blob(blob)?),
                _ => None,
            };
            Ok(ChangedFile { path, old: change.old.map(|(_, blob)| blob), new, content })
        };
        repo.diff_trees(self.parent, Some(commit.tree))?.into_iter().map(fact).collect()
    }

    /// Promotions from before where the reading began, or that could not be read on the way.
    fn learn(&mut self, files: &[ChangedFile]) -> Result<(), OpError> {
        let Some(parent) = self.parent else { return Ok(()) };
        for file in files.iter().filter(|file| file.old.is_some()) {
            let Some((id, folder, _)) = ledger_path::of_path(&file.path) else { continue };
            if self.story.chain.knows(id) {
                continue;
            }
            let repo = &self.store.repo;
            let read = |name: &str| match repo.find_path(parent, format!("{folder}/{name}").as_bytes())? {
                Some(entry) => Ok::<_, OpError>(repo.read_blob(entry.oid)?),
                None => Ok(Vec::new()),
            };
            if let Ok(known) = KnownPromotion::read(&read("promotion.json")?, &read("events.jsonl")?) {
                self.story.chain.learn(id, known);
            }
        }
        Ok(())
    }

    /// What an event means beyond the ledger.
    fn step(&mut self, commit: &Commit, step: &LinkStep, files: &[ChangedFile]) -> Result<(), OpError> {
        let about = |code, message: String| {
            let finding = VerifyFinding::new(code, commit.id, message).by(&step.event.by).of(step.id);
            finding.in_environment(&step.promotion.target)
        };
        let policy = step.event.policy;
        if !self.policies.holds(self.store, policy)? {
            let message = format!(
                "it names the rules of {}, which is no commit of {}",
                policy.short(),
                visible(&self.store.policy_branch)
            );
            self.story.findings.push(about(FindingCode::PolicyCommit, message));
        } else if let Some(last) = self.policy
            && self.policies.is_older(self.store, policy, last)?
        {
            let message =
                format!("it names the rules of {}, but an event before it those of {}", policy.short(), last.short());
            self.story.findings.push(about(FindingCode::PolicyCommit, message));
        } else {
            self.policy = Some(policy);
        }
        if step.event.what.is_stated() {
            let before = step.before.as_ref().map_or(0, PromotionState::events);
            self.came.insert((step.id, before + 1), step.time);
        }
        let kind = match step.event.what {
            EventKind::Executed { .. } => CommitKind::Promotion,
            EventKind::RolledBack { .. } => CommitKind::Rollback,
            _ => return Ok(()),
        };
        let Some(rules) = self.policies.under(self.store, policy)? else {
            let message = format!("the rules of {} cannot be read", policy.short());
            self.story.findings.push(about(FindingCode::PolicyCommit, message));
            return Ok(());
        };
        let Some(entry) = self.entry(&rules, step, files)? else { return Ok(()) };
        match kind {
            CommitKind::Promotion => self.gate(commit, step, &rules, &entry),
            CommitKind::Rollback => self.hours(commit, step, &rules),
        }
        self.done(commit, step, &rules, &entry, kind)
    }

    /// The promotion as it stood before the event.
    fn entry(
        &self,
        rules: &RulesInForce,
        step: &LinkStep,
        files: &[ChangedFile],
    ) -> Result<Option<LedgerEntry>, OpError> {
        let events = files.iter().find(|f| f.old.is_some() && f.path.ends_with("/events.jsonl"));
        let folder = events.and_then(|file| ledger_path::of_path(&file.path)).map(|(_, folder, _)| folder);
        let (Some(folder), Some(parent), Some(_)) = (folder, self.parent, &step.before) else { return Ok(None) };
        // What cannot be read was found already.
        Ok(rules.store.ledger_in(parent).at(folder).ok())
    }

    /// Whether the rules of then let it be executed.
    fn gate(&mut self, commit: &Commit, step: &LinkStep, rules: &RulesInForce, entry: &LedgerEntry) {
        let overriding = overriding(&step.event.what);
        let (authors, by) = (authors_of(rules, entry), Some(&step.event.by));
        let mut evidence = entry.evidence.clone();
        let approvals = entry.state.approvals.iter().map(|approval| approval.number);
        for number in approvals.chain(entry.state.attestations.iter().map(|attestation| attestation.number)) {
            if let Some(time) = self.came.get(&(step.id, number)) {
                evidence.set_ledger_time(number, *time);
            }
        }
        let asked = entry.question(&rules.store.policy, step.time);
        let since = since(rules, entry);
        let question = GateInput { by, overriding, since, authors: &authors, evidence: &evidence, ..asked };
        let about = |code, message: String| {
            let finding = VerifyFinding::new(code, commit.id, message).by(&step.event.by).of(step.id);
            finding.in_environment(&step.promotion.target)
        };
        match gate::clear(&question) {
            Err(blockers) => {
                let refused = blockers.iter().map(|b| about(FindingCode::Refused(blocker_code(b)), blocker_words(b)));
                self.story.findings.extend(refused);
            }
            Ok(clearance) => {
                if let Some(reason) = clearance.overriding().or(overriding) {
                    let message = format!("a rule was overridden: {}", visible(reason));
                    self.story.findings.push(about(FindingCode::Override, message).notice());
                }
            }
        }
    }

    /// Whether a rollback kept to windows and freezes, where the rules of then asked for that.
    fn hours(&mut self, commit: &Commit, step: &LinkStep, rules: &RulesInForce) {
        let (policy, by) = (&rules.store.policy, &step.event.by);
        let overrides = matches!(step.event.what, EventKind::RolledBack { overriding: true, .. });
        let Some(target) = policy.environment(&step.promotion.target).filter(|e| e.rollback_in_windows) else { return };
        let about = |code, message: String| {
            let finding = VerifyFinding::new(code, commit.id, message).by(by).of(step.id);
            finding.in_environment(&step.promotion.target)
        };
        match gate::window_status(policy, target, step.time, overrides.then_some(by)) {
            WindowStatus::Open => {}
            WindowStatus::Overridden => {
                let message = "a rollback overrode a window or a freeze".to_owned();
                self.story.findings.push(about(FindingCode::Override, message).notice());
            }
            WindowStatus::Closed(blockers) => {
                let refused = blockers.iter().map(|b| about(FindingCode::Refused(blocker_code(b)), blocker_words(b)));
                self.story.findings.extend(refused);
            }
        }
    }

    fn done(
        &mut self,
        commit: &Commit,
        step: &LinkStep,
        rules: &RulesInForce,
        entry: &LedgerEntry,
        kind: CommitKind,
    ) -> Result<(), OpError> {
        let written = match &step.event.what {
            EventKind::Executed { commit, .. } | EventKind::RolledBack { commit, .. } => *commit,
            _ => return Ok(()),
        };
        if self.store.repo.exists(written)?
            && let Some(odd) = self.store.repo.odd_header(written)?
        {
            let finding = VerifyFinding::new(FindingCode::NotThePlan, written, odd).by(&step.event.by).of(step.id);
            self.story.findings.push(finding.in_environment(&step.promotion.target));
        }
        let side = rules.side(&step.promotion.target)?;
        let proof = match (&side, self.store.repo.exists(written)?) {
            (Some(side), true) => Some(proof::prove(rules, side, entry, &step.event, written)?),
            _ => None,
        };
        if let (CommitKind::Promotion, Some(side), true) = (kind, &side, self.store.repo.exists(written)?) {
            let tree = self.store.repo.read_commit(written)?.tree;
            if !is_as_seen(&rules.store, &entry.state, &EnvSnapshot { tree, ..(**side).clone() })? {
                let blocker = Blocker::FilesChanged { target: side.name.clone() };
                let code = FindingCode::Refused(blocker_code(&blocker));
                let finding =
                    VerifyFinding::new(code, commit.id, blocker_words(&blocker)).by(&step.event.by).of(step.id);
                self.story.findings.push(finding.in_environment(&step.promotion.target));
            }
        }
        let branch = side.as_ref().map(|side| side.branch.clone()).unwrap_or_default();
        // On the policy branch itself, what ruled stands below the commit.
        if branch == self.store.policy_branch
            && let Some(parent) = self.parent_of(written)?
            && self.policies.is_older(self.store, step.event.policy, parent)?
        {
            let message = format!("it names rules that were not in force any more at {}", written.short());
            let finding =
                VerifyFinding::new(FindingCode::PolicyCommit, commit.id, message).by(&step.event.by).of(step.id);
            self.story.findings.push(finding.in_environment(&step.promotion.target));
        }
        self.story.by_commit.insert(written, self.story.done.len());
        self.story.done.push(RecordedCommit {
            id: step.id,
            digest: entry.state.digest.clone(),
            kind,
            commit: written,
            environment: step.promotion.target.clone(),
            branch,
            by: step.event.by.clone(),
            link: commit.id,
            proof,
        });
        Ok(())
    }

    fn parent_of(&self, commit: ObjectId) -> Result<Option<ObjectId>, OpError> {
        if !self.store.repo.exists(commit)? {
            return Ok(None);
        }
        Ok(self.store.repo.read_commit(commit)?.parents.first().copied())
    }

    /// Consent to a change of the rules.
    fn consent(&mut self, facts: &LedgerCommit<'_>) -> Result<(), OpError> {
        let root = self.story.chain.root.map(|root| root.to_string());
        let judge = self.store.ledger()?;
        for file in facts.files.iter().filter(|file| file.path.starts_with("policy/")) {
            let Some(name) = file.path.strip_suffix(".json") else { continue };
            let bytes = file.content.as_deref().unwrap_or_default();
            match serde_json::from_slice::<PolicyConsent>(bytes) {
                Ok(consent) if consent.by.is(&facts.author) && Some(&consent.ledger) == root.as_ref() => {
                    let signature = facts.files.iter().find(|f| f.path.strip_suffix(".sig") == Some(name));
                    let signature = signature.and_then(|file| file.content.as_deref());
                    let seal = signature.map(|signature| judge.seal(bytes, signature, consent.at));
                    let came = self.story.chain.time.map_or(consent.at, |time| time.max(consent.at));
                    self.story.consents.push(RecordedConsent { consent, signature: seal, ledger_time: came });
                }
                _ => {
                    let message = "a consent to promote.yaml that is not by whoever wrote it, or not of this ledger";
                    self.story
                        .findings
                        .push(VerifyFinding::new(FindingCode::Evidence, facts.id, message).by(&facts.author));
                }
            }
        }
        Ok(())
    }
}

/// The reason for which what was closed was passed.
fn overriding(what: &EventKind) -> Option<&str> {
    match what {
        EventKind::Executed { overriding, .. } => overriding.as_deref(),
        _ => None,
    }
}

/// Who wrote a commit.
pub(crate) fn person(commit: &Commit) -> Person {
    Person { name: commit.author.name.clone(), email: commit.author.email.clone() }
}

/// Who wrote what was promoted, as the ledger has it and as history has it: whoever leaves authors out of an event makes
/// approvers of none. Where history is not all there, the ledger's word is all there is.
fn authors_of(rules: &RulesInForce, entry: &LedgerEntry) -> Vec<Person> {
    let mut people = entry.state.authors.clone();
    let promotion = &entry.promotion;
    if !entry.state.approvals.is_empty()
        && let Ok(Some(source)) = rules.side(&promotion.source)
        && let Ok(found) = authors(&rules.store, &source, &promotion.target, &promotion.plan)
    {
        people.extend(found);
    }
    Person::distinct(people)
}

/// Since when what was promoted had stood in its source, as the ledger has it and as history has it: the later counts.
fn since(rules: &RulesInForce, entry: &LedgerEntry) -> Option<Timestamp> {
    let (said, promotion) = (entry.state.since?, &entry.promotion);
    let planned =
        entry.events.iter().rfind(|e| matches!(e.what, EventKind::Created { .. } | EventKind::Refreshed { .. }))?;
    let (store, plan) = (&rules.store, &promotion.plan);
    let found = match rules.side(&promotion.source) {
        Ok(Some(source)) => soak::since(store, &source, &promotion.target, plan, planned.at).ok().flatten(),
        _ => None,
    };
    Some(found.map_or(said, |found| found.max(said)))
}
