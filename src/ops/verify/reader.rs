//! Reads the ledger, oldest commit first, and checks each of its commits.

use std::borrow::Cow;
use std::rc::Rc;

use super::finding::{Claims, about_event};
use super::history::LedgerHistory;
use super::policies::{Policies, PolicyInForce};
use super::recorded::{RecordedWrite, StatementTimes};
use jiff::Timestamp;

use crate::engine::OpError;
use crate::engine::merged::person;
use crate::engine::promotion_commit::matches_plan;
use crate::store::Store;
use crate::store::ledger::LedgerEntry;
use promote_core::env::rulebook::UnknownRules;
use promote_core::policy::verify::{
    AHEAD, ChangedFile, CommitKind, FindingCode, KnownHold, KnownPromotion, LedgerChain, LedgerCommit, LinkStep,
    needs_content,
};
use promote_core::promotion::event::EventKind;
use promote_core::promotion::tips::{self, Tips};
use promote_core::promotion::{PromotionState, ledger_path};
use promote_git::{Commit, EntryMode, trailers};
use promote_model::ObjectId;
use promote_model::text::visible;

/// Reads the ledger; with `since`, only the commits after it.
pub(super) fn read(store: &Store, policies: &Policies, since: Option<ObjectId>) -> Result<LedgerHistory, OpError> {
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
    let mut reader = Reader::new(store, policies, tip, since)?;
    // The branch that held promote.yaml before the first commit that is read.
    let read = |link: Option<ObjectId>| link.is_none_or(|link| !commits.iter().any(|commit| commit.id == link));
    let ruled = store.policy_line.segments.iter().rfind(|segment| read(segment.link));
    reader.ruled_by(ruled.map(|segment| segment.branch.as_str()));
    for commit in commits {
        reader.link(&commit)?;
    }
    Ok(reader.history)
}

pub(super) struct Reader<'a> {
    pub(super) store: &'a Store,
    /// The same with the branch that held promote.yaml at the time of the commit.
    ruled: Cow<'a, Store>,
    pub(super) policies: &'a Policies,
    pub(super) history: LedgerHistory,
    /// The version of `promote.yaml` that the last event named.
    pub(super) policy: Option<usize>,
    /// The tree of the previous commit.
    parent: Option<ObjectId>,
    times: StatementTimes,
}

impl<'a> Reader<'a> {
    fn new(
        store: &'a Store,
        policies: &'a Policies,
        tip: Option<ObjectId>,
        since: Option<ObjectId>,
    ) -> Result<Self, OpError> {
        let times = StatementTimes::new();
        let Some(since) = since else {
            let chain = LedgerChain::default().without(store.ledger()?.disputed()?);
            let history = LedgerHistory::new(tip, chain, Vec::new());
            return Ok(Self {
                store,
                ruled: Cow::Borrowed(store),
                policies,
                history,
                policy: None,
                parent: None,
                times,
            });
        };
        let commit = store.repo.read_commit(since)?;
        let root = match store.repo.find_path(commit.tree, b"root")? {
            Some(entry) => String::from_utf8_lossy(&store.repo.read_blob(entry.oid)?).trim().parse().ok(),
            None => Some(since),
        };
        let chain = LedgerChain::resumed(root, jiff::Timestamp::from_second(commit.committer.seconds).ok());
        let chain = chain.without(store.ledger()?.disputed()?).numbered(store.ledger_at(since)?.last_number()?);
        let history = LedgerHistory::new(tip, chain, store.ledger_at(since)?.all_consents()?);
        let found = trailers::parse(&commit.message);
        let policy = trailers::single(&found, "Policy-Commit").and_then(|text| text.parse().ok());
        let policy = policy.map(|policy| policies.version_named(store, (policy, None), None)).transpose()?.flatten();
        Ok(Self { store, ruled: Cow::Borrowed(store), policies, history, policy, parent: Some(commit.tree), times })
    }

    /// From here on, this branch holds promote.yaml.
    fn ruled_by(&mut self, branch: Option<&str>) {
        if let Some(branch) = branch.filter(|branch| *branch != self.ruled.policy_branch) {
            self.ruled.to_mut().policy_branch = branch.to_owned();
        }
    }

    /// Reads one commit.
    fn link(&mut self, commit: &Commit) -> Result<(), OpError> {
        let files = self.files(commit)?;
        self.learn(&files)?;
        let found = trailers::parse(&commit.message);
        let facts = LedgerCommit {
            id: commit.id,
            parents: commit.parents.len(),
            author: person(&commit.author),
            seconds: commit.committer.seconds,
            trailers: &found,
            odd: self.store.repo.duplicate_header(commit.id)?,
            files,
        };
        self.history.add_link(commit.id);
        let linked = self.history.chain.link(&facts);
        self.history.findings.extend(linked.findings);
        if let Some(step) = linked.step {
            let claims = Claims::of(commit.id, &step);
            self.history.events.push(claims.into());
            self.history.promotions += usize::from(step.before.is_none());
            let merged = matches!(step.event.what, EventKind::Executed { .. })
                && step.before.as_ref().is_some_and(|before| before.proposed.is_some());
            if !merged {
                self.written_by(commit, &claims)?;
            }
            self.event(commit.id, &step, &facts.files)?;
        } else if let Some(step) = linked.hold {
            self.history.events.push(Claims::of_hold(commit.id, &step).into());
            self.hold(commit, &step)?;
        } else {
            self.consents(&facts)?;
            self.decisions(&facts)?;
        }
        let tips = facts.files.iter().find(|file| file.path == tips::FILE);
        if let Some(tips) = tips.and_then(|file| Tips::read(file.content.as_deref()?)) {
            self.history.add_tips(tips);
        }
        self.parent = Some(commit.tree);
        let moved = self.store.policy_line.segments.iter().find(|segment| segment.link == Some(commit.id));
        self.ruled_by(moved.map(|segment| segment.branch.as_str()));
        Ok(())
    }

    /// The files that a commit changes.
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

    /// Reads promotions that the history does not know: those before the first commit, and those that were unreadable.
    fn learn(&mut self, files: &[ChangedFile]) -> Result<(), OpError> {
        let Some(parent) = self.parent else { return Ok(()) };
        for file in files.iter().filter(|file| file.old.is_some()) {
            if let Some(number) = ledger_path::hold_of(&file.path).filter(|n| !self.history.chain.knows_hold(*n)) {
                let lines = file.old.map(|blob| self.store.repo.read_blob(blob)).transpose()?.unwrap_or_default();
                if let Some(known) = KnownHold::read(number, &lines) {
                    self.history.chain.learn_hold(number, known);
                }
            }
            let Some((id, folder, _)) = ledger_path::of_path(&file.path) else { continue };
            if self.history.chain.knows(id) {
                continue;
            }
            let repo = &self.store.repo;
            let read = |name: &str| match repo.find_path(parent, format!("{folder}/{name}").as_bytes())? {
                Some(entry) => Ok::<_, OpError>(repo.read_blob(entry.oid)?),
                None => Ok(Vec::new()),
            };
            if let Ok(known) = KnownPromotion::read(&read("promotion.json")?, &read("events.jsonl")?) {
                self.history.chain.learn(id, known);
            }
        }
        Ok(())
    }

    /// Checks an event: its policy and, where it wrote to the target, that commit.
    fn event(&mut self, link: ObjectId, step: &LinkStep, files: &[ChangedFile]) -> Result<(), OpError> {
        let claims = Claims::of(link, step);
        self.policy_named(&claims)?;
        self.timed(&claims);
        if step.event.what.is_stated() {
            let before = step.before.as_ref().map_or(0, PromotionState::events);
            self.times.insert((step.id, before + 1), step.time);
        }
        let writes = matches!(step.event.what, EventKind::Executed { .. } | EventKind::RolledBack { .. });
        let proposes = matches!(step.event.what, EventKind::Proposed { .. });
        if !writes && !proposes && !step.event.what.has_plan() {
            return Ok(());
        }
        let Some(rules) = self.rules_of(&claims)? else { return Ok(()) };
        // Later events of the promotion say nothing about where the branch was by then.
        let planned = step.event.what.has_plan();
        if let Some(side) = rules.side(&step.promotion.target)?.filter(|_| planned) {
            self.history.add_tip(&side.branch, step.promotion.plan.target_commit);
        }
        let Some(entry) = self.entry_before(&rules, step, files)? else { return Ok(()) };
        if let EventKind::Proposed { commit, .. } = step.event.what {
            return self.proposed(link, step, &rules, &entry, commit);
        }
        if !writes {
            return Ok(());
        }
        let (store, policies, times) = (self.store, self.policies, &self.times);
        let write = RecordedWrite { store, policies, rules: &rules, link, step, entry: &entry, times };
        let (recorded, found) = write.check()?;
        self.history.findings.extend(found);
        if let Some(recorded) = recorded {
            if recorded.kind == CommitKind::Promotion {
                self.history.executions.add(&rules, &entry.promotion, &recorded)?;
            }
            self.history.record(recorded);
        }
        Ok(())
    }

    /// The policy that an event names; `None`, with a finding, if it is invalid.
    pub(super) fn rules_of(&mut self, claims: &Claims<'_>) -> Result<Option<Rc<PolicyInForce>>, OpError> {
        let policy = self.ruling(claims)?;
        let rules = self.policies.under(&self.ruled, policy)?;
        if rules.is_none() {
            let message = format!("the policy of {} is invalid", policy.short());
            self.history.findings.push(claims.about(FindingCode::PolicyCommit, message));
        }
        Ok(rules)
    }

    /// Checks that the person who acted committed the event, or a service that the policy names. (A merged proposal is
    /// committed by its host.)
    pub(super) fn written_by(&mut self, commit: &Commit, claims: &Claims<'_>) -> Result<(), OpError> {
        let committer = person(&commit.committer);
        if committer.is(claims.by) {
            return Ok(());
        }
        let policy = self.ruling(claims)?;
        let rules = self.policies.under(&self.ruled, policy)?;
        if !rules.is_some_and(|rules| rules.store.policy.services.mails.iter().any(|service| committer.has(service))) {
            let message = format!(
                "the event is by {}, but {committer} committed it, who is not in 'services' of promote.yaml",
                claims.by
            );
            self.history.findings.push(claims.about(FindingCode::Author, message));
        }
        Ok(())
    }

    /// The commit whose policy an event named; of a commit that is gone, the one with the same `promote.yaml`.
    fn ruling(&self, claims: &Claims<'_>) -> Result<ObjectId, OpError> {
        let gone = !self.store.repo.exists(claims.policy)?;
        let version = self.policy.filter(|_| gone).and_then(|version| self.policies.commit_of(version));
        Ok(version.unwrap_or(claims.policy))
    }

    /// Checks the time of an event against this clock, and against the clock of its writer.
    pub(super) fn timed(&mut self, claims: &Claims<'_>) {
        let text = |at: Timestamp| at.strftime("%F %T UTC").to_string();
        let (at, clock) = (claims.at, claims.clock);
        let message = if at > self.store.clock + AHEAD {
            format!("the event has the time {}, which is in the future", text(at))
        } else if clock.is_some_and(|clock| clock > at || at > clock + AHEAD) {
            format!("the event has the time {}, but its writer's clock said {}", text(at), text(clock.unwrap_or(at)))
        } else {
            return;
        };
        let finding = claims.about(FindingCode::Clock, message);
        let disputed = self.history.chain.is_disputed(claims.link);
        self.history.findings.push(if disputed { finding.notice() } else { finding });
    }

    /// Checks that a proposed commit is what the plan writes. A proposal may be gone once it was merged.
    fn proposed(
        &mut self,
        link: ObjectId,
        step: &LinkStep,
        rules: &PolicyInForce,
        entry: &LedgerEntry,
        commit: ObjectId,
    ) -> Result<(), OpError> {
        let code = match self.store.rulebook.held(entry.promotion.plan.rules) {
            Err(newer @ UnknownRules::Newer { .. }) => {
                self.history.findings.push(about_event(FindingCode::NewerRules, link, step, newer.to_string()));
                return Ok(());
            }
            Err(UnknownRules::Older { .. }) => FindingCode::OlderRules,
            Ok(_) => FindingCode::NotThePlan,
        };
        if self.store.repo.exists(commit)? {
            let commit = self.store.repo.read_commit(commit)?;
            if !matches_plan(&rules.store, entry, &commit)? {
                let message = format!("the proposed commit {} is not what the plan writes", commit.id.short());
                self.history.findings.push(about_event(code, link, step, message));
            }
        }
        Ok(())
    }

    /// Checks that an event names a policy that was in force, and not an older one than the event before.
    pub(super) fn policy_named(&mut self, claims: &Claims<'_>) -> Result<(), OpError> {
        let policy = claims.policy;
        let named = (policy, claims.rules);
        let message = match (self.policies.version_named(self.store, named, self.policy)?, self.policy) {
            (None, _) => {
                let branch = visible(&self.store.policy_branch);
                format!("the event names the policy of {}, which was not in force on {branch} then", policy.short())
            }
            (Some(version), Some(last)) if version < last => {
                format!("the event names the policy of {}, but an earlier event names a newer one", policy.short())
            }
            (Some(version), _) => {
                self.policy = Some(version);
                self.history.policy = Some(version);
                return Ok(());
            }
        };
        self.history.findings.push(claims.about(FindingCode::PolicyCommit, message));
        Ok(())
    }

    /// The promotion before the event.
    fn entry_before(
        &self,
        rules: &PolicyInForce,
        step: &LinkStep,
        files: &[ChangedFile],
    ) -> Result<Option<LedgerEntry>, OpError> {
        let events = files.iter().find(|f| f.old.is_some() && f.path.ends_with("/events.jsonl"));
        let folder = events.and_then(|file| ledger_path::of_path(&file.path)).map(|(_, folder, _)| folder);
        let (Some(folder), Some(parent), Some(_)) = (folder, self.parent, &step.before) else { return Ok(None) };
        // An unreadable promotion is already a finding.
        Ok(rules.store.ledger_in(parent).at(folder).ok())
    }
}
