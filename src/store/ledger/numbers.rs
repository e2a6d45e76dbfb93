//! The numbers of promotions: `numbers/HUNDREDS/REST` holds the id of the promotion with that number.

use super::header::TIPS_SINCE;
use super::tree::Ledger;
use crate::store::StoreError;
use promote_core::promotion::PromotionId;
use promote_core::promotion::ledger_path::{NUMBERS, number, number_of};

impl Ledger<'_> {
    /// The number of the last promotion; 0 for none.
    ///
    /// # Errors
    /// If the ledger cannot be read.
    pub(crate) fn last_number(&self) -> Result<u32, StoreError> {
        let highest = |path: &str| -> Result<Option<(u32, String)>, StoreError> {
            let names = self.entries(path)?.into_iter().filter_map(|entry| String::from_utf8(entry.name).ok());
            Ok(names.filter_map(|name| Some((name.parse().ok()?, name))).max())
        };
        let Some((_, folder)) = highest(NUMBERS)? else { return Ok(0) };
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
        let Some(entry) = self.store.repo.find_path(tree, number(typed).as_bytes())? else { return Ok(None) };
        let text = self.store.repo.read_blob(entry.oid)?;
        Ok(String::from_utf8_lossy(&text).trim().parse().ok().map(PromotionId))
    }
}
