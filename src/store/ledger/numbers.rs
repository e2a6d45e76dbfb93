//! The numbers of promotions: `numbers/HUNDREDS/REST` holds the id of the promotion with that number.

use super::header::TIPS_SINCE;
use super::tree::Ledger;
use crate::store::{Store, StoreError};
use promote_core::promotion::ledger_path::{NUMBERS, number, number_of};
use promote_core::promotion::{Number, Promotion, PromotionId, PromotionName};
use promote_git::trailers;

impl Ledger<'_> {
    /// The number of the last promotion; 0 for none. Where the ledger has given none, promotions are counted.
    ///
    /// # Errors
    /// If the ledger cannot be read.
    pub(crate) fn last_number(&self) -> Result<u32, StoreError> {
        let highest = |path: &str| -> Result<Option<(u32, String)>, StoreError> {
            let names = self.entries(path)?.into_iter().filter_map(|entry| String::from_utf8(entry.name).ok());
            Ok(names.filter_map(|name| Some((name.parse().ok()?, name))).max())
        };
        let Some((_, folder)) = highest(NUMBERS)? else {
            let all = self.promotions_in("open")?.len() + self.closed_folders()?.len();
            return Ok(u32::try_from(all).unwrap_or(u32::MAX));
        };
        let folder = format!("{NUMBERS}/{folder}");
        let last = highest(&folder)?.and_then(|(_, name)| number_of(&format!("{folder}/{name}")));
        Ok(last.unwrap_or_default())
    }

    /// The number of the next promotion; `None` in a ledger of version 1.
    ///
    /// # Errors
    /// If the ledger cannot be read.
    pub(crate) fn next_number(&self) -> Result<Option<u32>, StoreError> {
        if self.store.policy_line.version < TIPS_SINCE {
            return Ok(None);
        }
        Ok(Some(self.last_number()? + 1))
    }

    /// The promotion with a number as typed, `12` or `#12`; `None` if no promotion has it.
    pub(super) fn numbered(&self, typed: &str) -> Result<Option<PromotionId>, StoreError> {
        let digits = typed.strip_prefix('#').unwrap_or(typed);
        // An id begins with a zero, until the year 2527.
        let typed = Some(digits).filter(|digits| !digits.starts_with('0')).and_then(|digits| digits.parse().ok());
        let (Some(typed), Some(tree)) = (typed, self.tree) else { return Ok(None) };
        let Some(entry) = self.store.repo.find_path(tree, number(typed).as_bytes())? else {
            let counted = usize::try_from(typed).ok().and_then(|typed| typed.checked_sub(1));
            return Ok(counted.and_then(|at| self.store.counted().get(at).copied()));
        };
        let text = self.store.repo.read_blob(entry.oid)?;
        Ok(String::from_utf8_lossy(&text).trim().parse().ok().map(PromotionId))
    }

    /// The promotion with its number: the one that it has, or its place in the order of creation.
    pub(super) fn with_number(&self, promotion: Promotion) -> Promotion {
        let place = || self.store.counted().iter().position(|id| *id == promotion.id);
        let counted = || Some(Number::Counted(u32::try_from(place()? + 1).ok()?));
        Promotion { number: promotion.number.or_else(counted), ..promotion }
    }
}

impl Store {
    /// What people call the promotion with an id; its id where the ledger does not have it.
    pub(crate) fn called(&self, id: PromotionId) -> PromotionName {
        let known = || Some(self.ledger().ok()?.promotion(id).ok()??.promotion.called());
        known().unwrap_or(PromotionName { id, number: None })
    }

    /// The promotions that the ledger gave no number, in the order of creation: those of version 1, which come before all
    /// others. Empty where the ledger cannot be followed to its first commit.
    fn counted(&self) -> &[PromotionId] {
        self.counted.get_or_init(|| self.created().ok().flatten().unwrap_or_default())
    }

    fn created(&self) -> Result<Option<Vec<PromotionId>>, StoreError> {
        let ledger = self.ledger()?;
        let Some(tip) = ledger.tip else { return Ok(None) };
        let (root, mut complete, mut found) = (ledger.root()?, false, Vec::new());
        for commit in self.repo.first_parents(tip) {
            let commit = commit?;
            complete |= commit.id.to_string() == root;
            let trailers = trailers::parse(&commit.message);
            if trailers::single(&trailers, "Promotion-Event") == Some("created") {
                found.extend(trailers::single(&trailers, "Promotion-Id").and_then(PromotionId::read));
            }
        }
        found.reverse();
        Ok(complete.then_some(found))
    }
}
