//! One commit of the ledger, checked against the state before it: it adds one legal event, and changes nothing
//! else.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;

use super::facts::{EVENTS, PROMOTION, SOURCE, is_consent, is_statement};
use super::{ChangedFile, FindingCode, KnownPromotion, LedgerChain, LedgerCommit, VerifyFinding};
use crate::promotion::event::{CheckOutcome, EventKind};
use crate::promotion::state::{IllegalStep, fold};
use crate::promotion::{Event, Promotion, PromotionId, PromotionState, Statement, ledger_path, message, stored};
use promote_model::ObjectId;
use promote_model::text::visible;

/// The result of checking a commit of the ledger.
#[derive(Debug)]
pub struct LinkResult {
    /// The findings.
    pub findings: Vec<VerifyFinding>,
    /// The event, if it is readable and legal.
    pub step: Option<LinkStep>,
}

/// An event and the promotion it belongs to.
#[derive(Debug)]
pub struct LinkStep {
    /// The promotion.
    pub id: PromotionId,
    /// The promotion with the plan in force after the event.
    pub promotion: Arc<Promotion>,
    /// The event.
    pub event: Event,
    /// The state before it; `None` for the first event.
    pub before: Option<PromotionState>,
    /// The ledger's time after the event.
    pub time: Timestamp,
}

impl LedgerChain {
    /// Checks the next commit of the ledger, and adds it.
    pub fn link(&mut self, facts: &LedgerCommit<'_>) -> LinkResult {
        let mut findings = Vec::new();
        if let Some(odd) = &facts.odd {
            findings.push(VerifyFinding::new(FindingCode::LedgerCommit, facts.id, odd.clone()));
        }
        let Some(root) = self.root else {
            self.begin(facts, &mut findings);
            return LinkResult { findings, step: None };
        };
        if facts.parents != 1 {
            let message = format!("the commit has {} parents instead of one", facts.parents);
            findings.push(VerifyFinding::new(FindingCode::LedgerMerge, facts.id, message));
        }
        let step = self.step(facts, root, &mut findings);
        LinkResult { findings, step }
    }

    fn begin(&mut self, facts: &LedgerCommit<'_>, findings: &mut Vec<VerifyFinding>) {
        self.root = Some(facts.id);
        let mut paths: Vec<&str> = facts.files.iter().map(|f| f.path.as_str()).collect();
        paths.sort_unstable();
        if facts.parents != 0 || paths != ["README", "ledger.json"] {
            let message = "the first commit of a ledger must add README and ledger.json only";
            findings.push(VerifyFinding::new(FindingCode::LedgerRoot, facts.id, message).by(&facts.author));
        }
    }

    fn step(
        &mut self,
        facts: &LedgerCommit<'_>,
        root: ObjectId,
        findings: &mut Vec<VerifyFinding>,
    ) -> Option<LinkStep> {
        let mut touched: BTreeMap<PromotionId, Vec<(&str, &str, &ChangedFile)>> = BTreeMap::new();
        for file in &facts.files {
            match ledger_path::of_path(&file.path) {
                Some((id, folder, rest)) => touched.entry(id).or_default().push((folder, rest, file)),
                None if file.path == "root" && file.old.is_none() && self.known.is_empty() && self.time.is_none() => {
                    if file.content.as_deref().is_none_or(|text| text.trim_ascii() != root.to_string().as_bytes()) {
                        let message =
                            format!("'root' names another ledger; the first commit of this one is {}", root.short());
                        findings.push(VerifyFinding::new(FindingCode::LedgerRoot, facts.id, message).by(&facts.author));
                    }
                }
                None => findings.push(strange(facts, &file.path)),
            }
        }
        let mut promotions = touched.into_iter();
        let (Some((id, files)), None) = (promotions.next(), promotions.next()) else {
            // A consent to a policy change is not an event of a promotion; `policy_change` checks it.
            let mut added = facts.files.iter().filter(|file| file.path != "root").peekable();
            if added.peek().is_some() && added.all(is_consent) {
                findings.retain(|f| f.code != FindingCode::LedgerFiles);
                return None;
            }
            let message = "the commit does not add exactly one event to one promotion";
            findings.push(VerifyFinding::new(FindingCode::LedgerCommit, facts.id, message).by(&facts.author));
            return None;
        };
        match self.event(facts, id, &files) {
            Err(finding) => {
                findings.push(finding.by(&facts.author).of(id));
                // Later commits are checked against the new content, so that one mistake gives one finding.
                self.known.remove(&id);
                None
            }
            Ok((step, known)) => {
                findings.extend(mismatches(facts, &step, &known));
                findings.extend(self.kept(facts, &step, &known, &files));
                self.time = Some(step.time);
                self.known.insert(id, known);
                for finding in findings.iter_mut() {
                    finding.promotion = Some(id);
                    finding.environment = Some(step.promotion.target.clone());
                }
                Some(step)
            }
        }
    }

    /// The event that a commit adds, and the promotion after it.
    fn event(
        &self,
        facts: &LedgerCommit<'_>,
        id: PromotionId,
        files: &[(&str, &str, &ChangedFile)],
    ) -> Result<(LinkStep, KnownPromotion), Box<VerifyFinding>> {
        let wrong = |code, message: String| Box::new(VerifyFinding::new(code, facts.id, message));
        let content = |name: &str| {
            let mut all = files.iter().filter(|(_, rest, file)| *rest == name && file.new.is_some());
            all.find_map(|(_, _, file)| file.content.as_deref())
        };
        let lines = content(EVENTS).ok_or_else(|| {
            wrong(FindingCode::LedgerCommit, format!("the commit changes promotion {id} without an event"))
        })?;
        let before = self.known.get(&id);
        let old = before.map_or(&[][..], |known| &known.lines);
        let Some(added) = lines.strip_prefix(old) else {
            let message = "the commit changes or removes earlier events";
            return Err(wrong(FindingCode::EventChanged, message.to_owned()));
        };
        let one = added.strip_suffix(b"\n").filter(|line| !line.is_empty() && !line.contains(&b'\n'));
        let one = one.ok_or_else(|| {
            let count = added.split(|b| *b == b'\n').filter(|line| !line.is_empty()).count();
            wrong(FindingCode::LedgerCommit, format!("the commit adds {count} events instead of one"))
        })?;
        let event: Event = serde_json::from_slice(one)
            .map_err(|e| wrong(FindingCode::LedgerCommit, format!("the event cannot be parsed: {e}")))?;
        let illegal = |e: IllegalStep| Box::new(wrong(FindingCode::IllegalStep, e.to_string()).by(&event.by));
        let state = match before {
            None => fold([&event]).map_err(illegal)?,
            Some(known) => {
                let mut state = known.state.clone();
                state.apply(&event).map_err(illegal)?;
                state
            }
        };
        let promotion = match content(PROMOTION).filter(|_| is_plan(&event)) {
            None => None,
            Some(bytes) => Some(
                stored::read_with_digest(bytes)
                    .map_err(|e| wrong(FindingCode::Plan, format!("promotion.json is invalid: {e}")))?,
            ),
        };
        let (count, lines) = (before.map_or(1, |known| known.count + 1), lines.to_vec());
        let known = match (promotion, before) {
            (Some((promotion, digest)), _) => {
                KnownPromotion { promotion: Arc::new(promotion), digest, lines, count, state }
            }
            (None, Some(known)) => KnownPromotion { lines, count, state, ..known.clone() },
            (None, None) => return Err(wrong(FindingCode::Plan, "the commit adds no promotion.json".to_owned())),
        };
        let time = self.time.map_or(event.at, |time| time.max(event.at));
        if let Some(before) = before.map(|known| &known.promotion)
            && !same_promotion(before, &known.promotion)
        {
            let message = "the refresh changes more than the plan".to_owned();
            return Err(wrong(FindingCode::Plan, message));
        }
        let before = before.map(|known| known.state.clone());
        Ok((LinkStep { id, promotion: known.promotion.clone(), event, before, time }, known))
    }

    /// Checks the other changed files: those that belong to the event, and those moved to another folder.
    fn kept(
        &self,
        facts: &LedgerCommit<'_>,
        step: &LinkStep,
        known: &KnownPromotion,
        files: &[(&str, &str, &ChangedFile)],
    ) -> Vec<VerifyFinding> {
        let mut found = Vec::new();
        let created_at = known.promotion.created_at;
        let folder = |state: &PromotionState| ledger_path::folder(step.id, created_at, state.status(1));
        let (home, old) = (folder(&known.state), step.before.as_ref().map(folder));
        let moved = old.as_ref().filter(|old| **old != home);
        let at = |folder: &str, name: &str| {
            files.iter().find(|(f, rest, _)| *f == folder && *rest == name).map(|(_, _, file)| *file)
        };
        for (folder, rest, file) in files {
            let left = moved.is_some_and(|old| old == folder) && file.new.is_none();
            let came = moved.is_some() && *folder == home && file.old.is_none();
            let same = |other: &ChangedFile| other.old == file.new;
            let fits = match *rest {
                _ if left => at(&home, rest).is_some_and(|other| *rest == EVENTS || file.old == other.new),
                EVENTS => *folder == home,
                _ if came => moved.and_then(|old| at(old, rest)).is_some_and(same),
                PROMOTION | "plan.txt" => *folder == home && is_plan(&step.event),
                _ if rest.starts_with(SOURCE) => *folder == home && is_plan(&step.event),
                _ if is_statement(rest) => {
                    let number = known.count.to_string();
                    let ours = ledger_path::statements(&step.event.what).is_some_and(|beside| {
                        let name = rest.strip_prefix(beside).and_then(|name| name.strip_prefix('/'));
                        let name = name.and_then(|name| name.rsplit_once('.'));
                        name.is_some_and(|(n, end)| n == number && (end == "json" || end == "sig"))
                    });
                    *folder == home && ours && file.old.is_none()
                }
                _ => false,
            };
            if !fits {
                found.push(strange(facts, &file.path));
            }
        }
        if is_plan(&step.event) {
            let wanted = known.promotion.plan.files.iter().filter_map(|f| f.source.as_ref()).enumerate();
            let other = |(index, blob): (usize, ObjectId)| match at(&home, &format!("{SOURCE}{index}")) {
                Some(file) => file.new != Some(blob),
                // A refresh keeps unchanged source files.
                None => step.before.is_none(),
            };
            if wanted.map(|(index, source)| (index, source.blob)).any(other) {
                let message = "the stored source files are not those of the plan";
                found.push(VerifyFinding::new(FindingCode::Plan, facts.id, message).by(&step.event.by));
            }
        }
        if let Some(beside) = ledger_path::statements(&step.event.what) {
            let name = format!("{beside}/{}.json", known.count);
            let statement = at(&home, &name).and_then(|file| file.content.as_deref());
            found.extend(self.evidence(facts, step, known, statement));
        }
        found
    }

    /// Checks that the statement of an approval or attestation matches the event.
    fn evidence(
        &self,
        facts: &LedgerCommit<'_>,
        step: &LinkStep,
        known: &KnownPromotion,
        statement: Option<&[u8]>,
    ) -> Option<VerifyFinding> {
        let wrong =
            |message: String| Some(VerifyFinding::new(FindingCode::Evidence, facts.id, message).by(&step.event.by));
        let Some(statement) = statement else { return wrong("the event has no statement".to_owned()) };
        let Some(statement) = Statement::read(statement) else {
            return wrong("the statement cannot be parsed".to_owned());
        };
        // The first event of a ledger is never an approval, so the root is known by now.
        let root = self.root.map(|root| root.to_string()).unwrap_or_default();
        let (target, digest) = (statement.target_ref.clone(), known.digest.to_string());
        let other = statement.differs(&Statement::of(&root, &known.promotion, &digest, target, &step.event))?;
        wrong(format!("the statement differs from the event: {other}"))
    }
}

/// Whether two versions differ in nothing but the plan.
fn same_promotion(a: &Promotion, b: &Promotion) -> bool {
    let fixed = |p: &Promotion| (p.id, p.source.clone(), p.target.clone(), p.created_at);
    fixed(a) == fixed(b) && a.created_by == b.created_by && a.request == b.request
}

/// Whether the event comes with a plan.
fn is_plan(event: &Event) -> bool {
    matches!(event.what, EventKind::Created { .. } | EventKind::Refreshed { .. })
}

fn strange(facts: &LedgerCommit<'_>, path: &str) -> VerifyFinding {
    let message = format!("the commit changes {}, which does not belong to its event", visible(path));
    VerifyFinding::new(FindingCode::LedgerFiles, facts.id, message).by(&facts.author)
}

/// Checks that commit, files and event agree.
fn mismatches(facts: &LedgerCommit<'_>, step: &LinkStep, known: &KnownPromotion) -> Vec<VerifyFinding> {
    let (event, promotion) = (&step.event, &known.promotion);
    let mut found = Vec::new();
    let mut wrong = |code, message: String| found.push(VerifyFinding::new(code, facts.id, message).by(&event.by));
    if !facts.author.is(&event.by) {
        wrong(FindingCode::Author, format!("the event is by {}, but the commit is by {}", event.by, facts.author));
    }
    if facts.seconds != event.at.as_second() {
        wrong(FindingCode::Author, "the times of the commit and its event differ".to_owned());
    }
    if promotion.id != step.id {
        wrong(FindingCode::Plan, format!("promotion.json belongs to promotion {}", promotion.id));
    }
    if event.what.digest().is_some_and(|digest| *digest != known.digest) {
        wrong(FindingCode::Plan, "the event names another plan than promotion.json".to_owned());
    }
    if step.before.is_none() && !promotion.created_by.is(&event.by) {
        wrong(
            FindingCode::Plan,
            format!("promotion.json names {} as its creator, but the event is by {}", promotion.created_by, event.by),
        );
    }
    if let EventKind::Validated { ok: true, findings, checks, .. } = &event.what
        && (findings.iter().any(|f| f.level.is_error()) || checks.iter().any(|c| c.outcome == CheckOutcome::Failed))
    {
        wrong(FindingCode::Evidence, "the event records a successful validation with blocking findings".to_owned());
    }
    if let Some(token) = other_trailer(facts, step, known) {
        wrong(FindingCode::Trailers, format!("the trailer {token} differs from the event"));
    }
    found
}

/// The trailers of every event.
const TRAILERS: [&str; 4] = ["Promotion-Id", "Promotion-Event", "Plan-Digest", "Policy-Commit"];

/// The first trailer that differs from the event.
fn other_trailer(facts: &LedgerCommit<'_>, step: &LinkStep, known: &KnownPromotion) -> Option<String> {
    let wanted = message::event(&known.promotion, &step.event, &known.digest).trailers;
    // A trailer's value is folded to one line, so whitespace may differ.
    let bare = |text: &str| text.chars().filter(|c| !c.is_whitespace() && !c.is_control()).collect::<String>();
    let same = |token: &str, value: &str| wanted.iter().any(|(t, v)| *t == token && bare(v) == bare(value));
    let other = facts.trailers.iter().find(|(token, value)| !same(token, value)).map(|(token, _)| token.clone());
    let unsaid = |token: &&&str| facts.trailers.iter().filter(|(t, _)| t == **token).count() != 1;
    other.or_else(|| TRAILERS.iter().find(unsaid).map(|token| (*token).to_owned()))
}
