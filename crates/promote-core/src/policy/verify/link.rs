//! One commit of the ledger, checked against the state before it: it adds one legal event, and changes nothing
//! else.

use std::collections::BTreeMap;

use super::facts::{PromotionFile, is_consent};
use super::{
    ChangedFile, FindingCode, HoldStep, LedgerChain, LedgerCommit, LinkStep, VerifyFinding, link_event, link_files,
};
use crate::promotion::tips::{self, Tips};
use crate::promotion::{Number, PromotionId, ledger_path};
use promote_model::ObjectId;

/// The changed files by promotion.
type TouchedPromotions<'f> = BTreeMap<PromotionId, Vec<PromotionFile<'f>>>;

/// The result of checking a commit of the ledger.
#[derive(Debug)]
pub struct LinkResult {
    /// The findings.
    pub findings: Vec<VerifyFinding>,
    /// The event of a promotion, if it is readable and legal.
    pub step: Option<LinkStep>,
    /// The event of a hold, if it is readable and legal.
    pub hold: Option<HoldStep>,
}

impl LedgerChain {
    /// Checks the next commit of the ledger, and adds it.
    pub fn link(&mut self, facts: &LedgerCommit<'_>) -> LinkResult {
        let mut findings = Vec::new();
        if let Some(odd) = &facts.odd {
            findings.push(VerifyFinding::new(FindingCode::LedgerCommit, facts.id, odd.clone()));
        }
        let Some(root) = self.root else {
            findings.extend(self.begin(facts));
            return LinkResult { findings, step: None, hold: None };
        };
        if facts.parents != 1 {
            let message = format!("the commit has {} parents instead of one", facts.parents);
            findings.push(VerifyFinding::new(FindingCode::LedgerMerge, facts.id, message));
        }
        let holds = facts.files.iter().filter_map(|file| Some((ledger_path::hold_of(&file.path)?, file)));
        let (holds, touched) = (holds.collect::<Vec<_>>(), self.touched(facts, root, &mut findings));
        if let (true, [hold]) = (touched.is_empty(), holds.as_slice()) {
            let hold = self.hold(facts, *hold, &mut findings);
            return LinkResult { findings, step: None, hold };
        }
        findings.extend(holds.iter().map(|(_, file)| facts.unexpected(&file.path)));
        let step = self.step(facts, root, touched, &mut findings);
        LinkResult { findings, step, hold: None }
    }

    fn begin(&mut self, facts: &LedgerCommit<'_>) -> Option<VerifyFinding> {
        self.root = Some(facts.id);
        let mut paths: Vec<&str> = facts.files.iter().map(|f| f.path.as_str()).collect();
        paths.sort_unstable();
        let message = "the first commit of a ledger must add README and ledger.json only";
        let valid = facts.parents == 0 && paths == ["README", "ledger.json"];
        (!valid).then(|| facts.finding(FindingCode::LedgerRoot, message))
    }

    fn step(
        &mut self,
        facts: &LedgerCommit<'_>,
        root: ObjectId,
        promotions: TouchedPromotions<'_>,
        findings: &mut Vec<VerifyFinding>,
    ) -> Option<LinkStep> {
        let mut promotions = promotions.into_iter();
        let (Some((id, files)), None) = (promotions.next(), promotions.next()) else {
            // A consent to a policy change is not an event of a promotion; `policy_change` checks it.
            let mut added = facts.files.iter().filter(|file| file.path != "root" && file.path != tips::FILE).peekable();
            if added.peek().is_some() && added.all(is_consent) {
                findings.retain(|f| f.code != FindingCode::LedgerFiles);
                return None;
            }
            let message = "the commit does not add exactly one event to one promotion or one hold";
            findings.push(facts.finding(FindingCode::LedgerCommit, message));
            return None;
        };
        match link_event::read(self, facts, id, &files) {
            Err(finding) => {
                findings.push(finding.by(&facts.author).of(id));
                // Later commits are checked against the new content, so that one mistake gives one finding.
                self.known.remove(&id);
                None
            }
            Ok((step, known)) => {
                findings.extend(link_event::mismatches(facts, &step, &known));
                findings.extend(link_files::check(root, facts, &step, &known, &files));
                findings.extend(self.number(facts, &step));
                if !self.is_disputed(facts.id) {
                    self.time = Some(step.time);
                }
                self.known.insert(id, known);
                for finding in findings.iter_mut() {
                    finding.promotion = Some(id);
                    finding.environment = Some(step.promotion.target.clone());
                }
                Some(step)
            }
        }
    }

    /// The finding about the number of a promotion: the first event of a promotion takes the next one, and notes whose it
    /// is.
    fn number(&mut self, facts: &LedgerCommit<'_>, step: &LinkStep) -> Option<VerifyFinding> {
        let noted = facts.files.iter().find_map(|file| Some((ledger_path::number_of(&file.path)?, file)));
        let begins = step.before.is_none();
        let own = step.promotion.number.and_then(Number::given).filter(|_| begins);
        let says = |file: &ChangedFile| file.content.as_deref() == Some(format!("{}\n", step.id).as_bytes());
        let valid = match (own, noted) {
            (None, None) => true,
            (Some(number), Some((noted, file))) => number == noted && number == self.number + 1 && says(file),
            _ => false,
        };
        // A ledger of version 1 gives no numbers: its promotions are counted, and version 2 goes on from there.
        let counted = self.number + u32::from(begins);
        self.number = own.unwrap_or(counted).max(self.number);
        let message = "the number of the promotion is not the next one, or is not noted as its own";
        (!valid).then(|| facts.finding(FindingCode::LedgerFiles, message))
    }

    /// The changed files by promotion. Other files are findings, except for `root` in the first commit after the
    /// ledger's own.
    fn touched<'f>(
        &self,
        facts: &'f LedgerCommit<'_>,
        root: ObjectId,
        findings: &mut Vec<VerifyFinding>,
    ) -> TouchedPromotions<'f> {
        let mut touched = TouchedPromotions::new();
        for file in &facts.files {
            match ledger_path::of_path(&file.path) {
                Some((id, folder, name)) => touched.entry(id).or_default().push(PromotionFile { folder, name, file }),
                None if file.path == "root" && file.old.is_none() && self.known.is_empty() && self.time.is_none() => {
                    if file.content.as_deref().is_none_or(|text| text.trim_ascii() != root.to_string().as_bytes()) {
                        let message =
                            format!("'root' names another ledger; the first commit of this one is {}", root.short());
                        findings.push(facts.finding(FindingCode::LedgerRoot, message));
                    }
                }
                None if ledger_path::hold_of(&file.path).is_some() => {}
                // What it must say is checked with the event.
                None if ledger_path::number_of(&file.path).is_some() && file.old.is_none() => {}
                None if file.path == tips::FILE && file.content.as_deref().and_then(Tips::read).is_some() => {}
                None => findings.push(facts.unexpected(&file.path)),
            }
        }
        touched
    }
}
