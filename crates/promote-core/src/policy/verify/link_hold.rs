//! One commit of the ledger that adds an event to a hold, checked against the state before it.

use std::sync::Arc;

use jiff::Timestamp;

use super::link_event::{added, other_trailer};
use super::{ChangedFile, FindingCode, KnownHold, LedgerChain, LedgerCommit, VerifyFinding};
use crate::promotion::hold::fold_hold;
use crate::promotion::ledger_path::{self, HOLD_NUMBER};
use crate::promotion::{Hold, HoldEvent, HoldKind, message};

/// An event of a hold.
#[derive(Debug)]
pub struct HoldStep {
    /// The hold after the event.
    pub hold: Arc<Hold>,
    /// The event.
    pub event: HoldEvent,
    /// The ledger's time after the event.
    pub time: Timestamp,
}

/// The trailers of every event of a hold.
const TRAILERS: [&str; 4] = ["Hold", "Hold-Event", "Hold-Environment", "Policy-Commit"];

impl LedgerChain {
    /// Checks the event that a commit adds to a hold, and adds it.
    pub(super) fn hold(
        &mut self,
        facts: &LedgerCommit<'_>,
        (number, file): (u32, &ChangedFile),
        findings: &mut Vec<VerifyFinding>,
    ) -> Option<HoldStep> {
        let before = self.holds.get(&number);
        match read(before, number, file) {
            Err((code, message)) => {
                findings.push(facts.finding(code, message));
                // Later commits are checked against the new content, so that one mistake gives one finding.
                self.holds.remove(&number);
                None
            }
            Ok((event, known)) => {
                findings.extend(mismatches(facts, &known.hold, &event));
                findings.extend(self.hold_number(facts, &known.hold, &event));
                let time = self.time.map_or(event.at, |time| time.max(event.at));
                if !self.is_disputed(facts.id) {
                    self.time = Some(time);
                }
                let hold = Arc::new(known.hold.clone());
                self.holds.insert(number, known);
                for finding in findings.iter_mut() {
                    finding.environment = Some(hold.environment.clone());
                }
                Some(HoldStep { hold, event, time })
            }
        }
    }

    /// The finding about the number of a hold: setting it takes the next number, and notes that it is that of a hold.
    fn hold_number(&mut self, facts: &LedgerCommit<'_>, hold: &Hold, event: &HoldEvent) -> Option<VerifyFinding> {
        let noted = facts.files.iter().find_map(|file| Some((ledger_path::number_of(&file.path)?, file)));
        let sets = matches!(event.what, HoldKind::HoldSet { .. });
        let says = |file: &ChangedFile| file.content.as_deref() == Some(HOLD_NUMBER.as_bytes());
        let valid = match noted {
            None => !sets,
            Some((number, file)) => sets && number == hold.number && number == self.number + 1 && says(file),
        };
        self.number = self.number.max(hold.number);
        let message = "the number of the hold is not the next one, or is not noted as its own";
        (!valid).then(|| facts.finding(FindingCode::LedgerFiles, message))
    }
}

/// The event that is added to the earlier ones, and the hold after it.
fn read(
    before: Option<&KnownHold>,
    number: u32,
    file: &ChangedFile,
) -> Result<(HoldEvent, KnownHold), (FindingCode, String)> {
    let Some(lines) = file.content.as_deref() else {
        return Err((FindingCode::EventChanged, format!("the commit removes hold {number}")));
    };
    let (event, lines) = (added(lines, before.map_or(&[], |known| &known.lines))?, lines.to_vec());
    let illegal = |error: &dyn ToString| (FindingCode::IllegalStep, error.to_string());
    let hold = match before {
        Some(known) => {
            let mut hold = known.hold.clone();
            hold.apply(&event).map_err(|error| illegal(&error))?;
            hold
        }
        None => fold_hold(number, std::slice::from_ref(&event)).map_err(|error| illegal(&error))?,
    };
    Ok((event, KnownHold { hold, lines }))
}

/// Checks that commit and event agree.
fn mismatches(facts: &LedgerCommit<'_>, hold: &Hold, event: &HoldEvent) -> Vec<VerifyFinding> {
    let mut found = Vec::new();
    let mut wrong = |code, message: String| found.push(VerifyFinding::new(code, facts.id, message).by(&event.by));
    if !facts.author.is(&event.by) {
        wrong(FindingCode::Author, format!("the event is by {}, but the commit is by {}", event.by, facts.author));
    }
    if facts.seconds != event.at.as_second() {
        wrong(FindingCode::Author, "the times of the commit and its event differ".to_owned());
    }
    if let Some(token) = other_trailer(facts, &message::hold(hold, event).trailers, &TRAILERS) {
        wrong(FindingCode::Trailers, format!("the trailer {token} differs from the event"));
    }
    found
}
