//! Statements about the ledger itself: `FOLDER/N.json`, one per commit, with `N.sig` if it is signed.

use super::append::Paths;
use super::stored_statement::{self, StoredStatement};
use super::tree::Ledger;
use crate::store::{StoreError, commits};
use promote_core::policy::verify::{DISPUTES, LedgerDecision, LedgerStatement, MOVES, UPGRADES};
use promote_core::promotion::Person;
use promote_core::promotion::message::CommitMessage;
use promote_git::{Batch, Signature, Signer};
use promote_model::ObjectId;

/// The trailer that names a disputed event.
pub(super) const DISPUTED: &str = "Disputed-event";
/// The trailer that names the old and the new policy branch.
const MOVED: &str = "Policy-Branch";
/// The trailer that names the new version of the ledger.
const UPGRADED: &str = "Ledger-Version";

impl Ledger<'_> {
    /// The statements in a folder, by number.
    ///
    /// # Errors
    /// If the ledger cannot be read, or holds something else there.
    pub(super) fn statements(&self, folder: &str) -> Result<Vec<StoredStatement>, StoreError> {
        let Some(tree) = self.tree else { return Ok(Vec::new()) };
        let found = stored_statement::read(&self.store.repo, &self.store.signatures, (tree, folder))?;
        found.map_err(|place| StoreError::Ledger {
            ledger: self.store.policy.ledger.clone(),
            place,
            reason: "it is not a statement".to_owned(),
        })
    }

    /// A new statement about the ledger.
    ///
    /// # Errors
    /// If the ledger cannot be read.
    pub(crate) fn state(
        &self,
        decision: LedgerDecision,
        reason: &str,
        by: &Person,
    ) -> Result<LedgerStatement, StoreError> {
        let (ledger, policy, at) = (self.root()?, self.store.policy_commit, self.store.clock);
        Ok(LedgerStatement::new(ledger, decision, reason.to_owned(), policy, by.clone(), at))
    }

    /// The folder of a decision. A move of the policy branch that waits for consents keeps its number.
    ///
    /// # Errors
    /// If the ledger cannot be read.
    pub(crate) fn folder_of(&self, decision: &LedgerDecision) -> Result<String, StoreError> {
        Ok(match decision {
            LedgerDecision::Dispute { event } => format!("{DISPUTES}/{event}"),
            LedgerDecision::Upgrade { version, .. } => format!("{UPGRADES}/{version}"),
            LedgerDecision::MovePolicy(_) => {
                let last = self.entries(MOVES)?.len();
                let same = |stored: &StoredStatement| stored.statement.decision == *decision;
                let waits = self.store.policy_line.last_move() < last
                    && self.statements(&format!("{MOVES}/{last}"))?.first().is_some_and(same);
                format!("{MOVES}/{}", if waits { last } else { last + 1 })
            }
        })
    }

    /// Adds to `batch` the commit that records a statement, and returns its id; no ref is moved.
    ///
    /// # Errors
    /// If objects cannot be created.
    pub(crate) fn record(
        &self,
        batch: &mut Batch<'_>,
        (folder, statement): (&str, &LedgerStatement),
        by: &Signature,
        signer: Option<&Signer>,
    ) -> Result<ObjectId, StoreError> {
        let (tip, mut files): (ObjectId, Paths) = self.begin(batch, (by, by))?;
        self.put_statement(batch, &mut files, folder, &statement.write(), signer)?;
        self.put_tips(batch, &mut files)?;
        let tree = batch.splice(self.tree_of(tip), &files)?;
        let who = statement.by.to_string();
        let (title, trailers) = match &statement.decision {
            LedgerDecision::Dispute { event } => {
                (format!("Dispute event {}", event.short()), vec![(DISPUTED, event.to_string()), ("Disputed-by", who)])
            }
            LedgerDecision::MovePolicy(moved) => (
                format!("Read promote.yaml from {} instead of {}", moved.to, moved.from),
                vec![(MOVED, format!("{} {}", moved.from, moved.to)), ("Approved-by", who)],
            ),
            LedgerDecision::Upgrade { version, .. } => (
                format!("Upgrade the ledger to version {version}"),
                vec![(UPGRADED, version.to_string()), ("Approved-by", who)],
            ),
        };
        let message = CommitMessage { title, body: statement.reason.clone(), trailers };
        commits::commit(batch, tree, vec![tip], by, &message)
    }
}
