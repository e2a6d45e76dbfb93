//! The files that a commit of the ledger changes besides the events: those that belong to its event, and those moved to
//! another folder.

use super::facts::{EVENTS, PROMOTION, PromotionFile, SOURCE, is_statement};
use super::{ChangedFile, FindingCode, KnownPromotion, LedgerCommit, LinkStep, VerifyFinding};
use crate::promotion::{PromotionState, Statement, ledger_path};
use promote_model::ObjectId;

/// The findings about the changed files.
pub(super) fn check(
    root: ObjectId,
    facts: &LedgerCommit<'_>,
    step: &LinkStep,
    known: &KnownPromotion,
    files: &[PromotionFile<'_>],
) -> Vec<VerifyFinding> {
    let created_at = known.promotion.created_at;
    let touched = |path: &String| files.iter().any(|file| file.folder == path);
    // A closed promotion has the folder of the version in which it was closed, and keeps it.
    let folder = |state: &PromotionState| {
        let mut all = ledger_path::folders(step.id, created_at, state.status(1));
        all.swap_remove(all.iter().position(touched).unwrap_or_default())
    };
    let home = folder(&known.state);
    let moved = step.before.as_ref().map(folder).filter(|old| *old != home);
    let files = Files { step, known, files, home, moved };
    let unexpected = files.files.iter().filter(|file| !files.belongs(file));
    let mut found: Vec<VerifyFinding> = unexpected.map(|file| facts.unexpected(&file.file.path)).collect();
    if step.event.what.has_plan() && !files.has_sources() {
        let message = "the stored source files are not those of the plan";
        found.push(VerifyFinding::new(FindingCode::Plan, facts.id, message).by(&step.event.by));
    }
    let message = files.statement_problem(root);
    let finding = |message| VerifyFinding::new(FindingCode::Evidence, facts.id, message).by(&step.event.by);
    found.extend(message.map(finding));
    found
}

/// The changed files of one promotion.
struct Files<'a> {
    step: &'a LinkStep,
    known: &'a KnownPromotion,
    files: &'a [PromotionFile<'a>],
    /// The folder after the event.
    home: String,
    /// The folder before the event, if it is another one.
    moved: Option<String>,
}

impl Files<'_> {
    fn at(&self, folder: &str, name: &str) -> Option<&ChangedFile> {
        self.files.iter().find(|file| file.folder == folder && file.name == name).map(|file| file.file)
    }

    /// Whether a changed file belongs to the event, or is moved unchanged.
    fn belongs(&self, changed: &PromotionFile<'_>) -> bool {
        let PromotionFile { folder, name, file } = *changed;
        let at_home = folder == self.home;
        let left = self.moved.as_deref() == Some(folder) && file.new.is_none();
        let came = self.moved.as_deref().filter(|_| at_home && file.old.is_none());
        match name {
            _ if left => self.at(&self.home, name).is_some_and(|other| name == EVENTS || file.old == other.new),
            EVENTS => at_home && (self.step.before.is_none() || came.is_some() || file.old.is_some()),
            _ if came.is_some() => came.and_then(|old| self.at(old, name)).is_some_and(|other| other.old == file.new),
            PROMOTION | "plan.txt" => at_home && self.step.event.what.has_plan(),
            _ if name.starts_with(SOURCE) => at_home && self.step.event.what.has_plan(),
            _ if is_statement(name) => at_home && file.old.is_none() && self.is_own_statement(name),
            _ => false,
        }
    }

    /// Whether a file is the statement of this event, or its signature.
    fn is_own_statement(&self, name: &str) -> bool {
        let number = self.known.count.to_string();
        ledger_path::statements(&self.step.event.what).is_some_and(|folder| {
            let name = name.strip_prefix(folder).and_then(|name| name.strip_prefix('/'));
            let name = name.and_then(|name| name.rsplit_once('.'));
            name.is_some_and(|(stem, end)| stem == number && (end == "json" || end == "sig"))
        })
    }

    /// Whether the stored source files are those of the plan.
    fn has_sources(&self) -> bool {
        let sources = self.known.promotion.plan.files.iter().filter_map(|f| f.source.as_ref()).enumerate();
        let is_stored = |(index, blob): (usize, ObjectId)| match self.at(&self.home, &format!("{SOURCE}{index}")) {
            Some(file) => file.new == Some(blob),
            // A refresh keeps unchanged source files.
            None => self.step.before.is_some(),
        };
        sources.map(|(index, source)| (index, source.blob)).all(is_stored)
    }

    /// Why the statement of an approval or attestation does not match the event.
    fn statement_problem(&self, root: ObjectId) -> Option<String> {
        let folder = ledger_path::statements(&self.step.event.what)?;
        let file = self.at(&self.home, &format!("{folder}/{}.json", self.known.count));
        let Some(bytes) = file.and_then(|file| file.content.as_deref()) else {
            return Some("the event has no statement".to_owned());
        };
        let Some(statement) = Statement::read(bytes) else { return Some("the statement cannot be parsed".to_owned()) };
        let (target, digest) = (statement.target_ref.clone(), self.known.digest.to_string());
        let wanted = Statement::of(&root.to_string(), &self.known.promotion, &digest, target, &self.step.event);
        let other = statement.differs(&wanted)?;
        Some(format!("the statement differs from the event: {other}"))
    }
}
