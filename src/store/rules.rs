//! The rules by which plans are made, carried out and proved.

use std::borrow::Cow;

use super::repository::Store;
use promote_core::env::flatten::KeyRules;
use promote_core::env::rulebook::{Rulebook, UnknownRules};
use promote_core::policy::Policy;
use promote_core::promotion::Plan;
use promote_model::RulesNumber;

/// The first version of the ledger whose plans have the number of their rules.
const RULES_SINCE: u32 = 2;

impl Store {
    /// The same repository with these sets of rules.
    #[must_use]
    pub(crate) fn with_rulebook(self, rulebook: Rulebook) -> Self {
        let rules = rules_now(&self.policy, rulebook, self.policy_line.version);
        Self { rulebook, rules, ..self }
    }

    /// The same repository, read by these rules.
    #[must_use]
    pub(crate) fn with_rules(&self, rules: KeyRules) -> Self {
        Self { rules, ..self.clone() }
    }

    /// The number of the rules that a new plan stores; `None` in a ledger that cannot hold it.
    pub(crate) fn rules_of_new_plans(&self) -> Option<RulesNumber> {
        (self.policy_line.version >= RULES_SINCE).then_some(self.rules.number)
    }

    /// The rules by which a plan is carried out and proved: its own, or the oldest of the program if they are older.
    ///
    /// # Errors
    /// If they are newer than those of the program.
    pub(crate) fn rules_of(&self, plan: &Plan) -> Result<Cow<'_, KeyRules>, UnknownRules> {
        let number = self.rulebook.nearest(plan.rules)?;
        if number == self.rules.number {
            return Ok(Cow::Borrowed(&self.rules));
        }
        Ok(Cow::Owned(self.rulebook.rules(number, self.policy.rules())))
    }

    /// The same repository, read by the rules of a plan.
    ///
    /// # Errors
    /// As [`Self::rules_of`].
    pub(crate) fn by_rules_of(&self, plan: &Plan) -> Result<Cow<'_, Self>, UnknownRules> {
        Ok(match self.rules_of(plan)? {
            Cow::Borrowed(_) => Cow::Borrowed(self),
            Cow::Owned(rules) => Cow::Owned(self.with_rules(rules)),
        })
    }

    /// Checks that an open plan can go on: the program holds the rules that it was made by. Plans without a number go on in
    /// a ledger that cannot hold one, because a new plan would have none either.
    ///
    /// # Errors
    /// If it does not hold them.
    pub(crate) fn holds_rules_of(&self, plan: &Plan) -> Result<(), UnknownRules> {
        match self.rulebook.held(plan.rules) {
            Err(UnknownRules::Older { planned: None, .. }) if self.policy_line.version < RULES_SINCE => Ok(()),
            held => held.map(drop),
        }
    }
}

/// The rules by which files are read and new plans are made. A ledger that cannot hold the number goes on by the rules that
/// its plans are carried out by.
pub(super) fn rules_now(policy: &Policy, rulebook: Rulebook, ledger_version: u32) -> KeyRules {
    let number = if ledger_version < RULES_SINCE { rulebook.oldest() } else { rulebook.newest() };
    rulebook.rules(number, policy.rules())
}
