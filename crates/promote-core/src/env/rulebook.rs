//! The sets of rules that the program holds, by number: a plan is carried out by the rules that it was made by.

use std::fmt;

use promote_model::RulesNumber;

use super::flatten::KeyRules;

/// What one set of rules makes of the rules of `promote.yaml`. Code that asks for [`KeyRules::number`] needs no more.
pub type RuleSet = fn(&mut KeyRules);

/// The sets of rules that the program holds, with consecutive numbers.
#[derive(Debug, Clone, Copy)]
pub struct Rulebook {
    oldest: RulesNumber,
    first: RuleSet,
    later: &'static [RuleSet],
}

impl Rulebook {
    /// The rules of this version of the program. A set is added with each change of the rules, and none is removed.
    pub const RELEASED: Self = Self::new(RulesNumber::FIRST, as_they_are, &[]);

    /// Sets of rules: the oldest with its number, and those after it.
    pub const fn new(oldest: RulesNumber, first: RuleSet, later: &'static [RuleSet]) -> Self {
        Self { oldest, first, later }
    }

    /// The number of the oldest rules.
    pub fn oldest(&self) -> RulesNumber {
        self.oldest
    }

    /// The number of the newest rules.
    pub fn newest(&self) -> RulesNumber {
        self.oldest.later(u32::try_from(self.later.len()).unwrap_or(u32::MAX))
    }

    /// The rules of a `promote.yaml` as the set with a number has them.
    #[must_use]
    pub fn rules(&self, number: RulesNumber, written: KeyRules) -> KeyRules {
        let set = number.get().saturating_sub(self.oldest.get()) as usize;
        let set = set.checked_sub(1).and_then(|later| self.later.get(later)).unwrap_or(&self.first);
        let mut rules = KeyRules { number, ..written };
        set(&mut rules);
        rules
    }

    /// The number of the rules that a plan was made by, if the program holds them.
    ///
    /// # Errors
    /// Where they are older or newer than those that the program holds.
    pub fn held(&self, planned: Option<RulesNumber>) -> Result<RulesNumber, UnknownRules> {
        match planned {
            Some(number) if number > self.newest() => {
                Err(UnknownRules::Newer { planned: number, newest: self.newest() })
            }
            Some(number) if number >= self.oldest => Ok(number),
            older => Err(UnknownRules::Older { planned: older, oldest: self.oldest }),
        }
    }

    /// The number of the rules that come closest to those of a plan: its own, or the oldest if they are older.
    ///
    /// # Errors
    /// Where they are newer than those that the program holds.
    pub fn nearest(&self, planned: Option<RulesNumber>) -> Result<RulesNumber, UnknownRules> {
        match self.held(planned) {
            Err(UnknownRules::Older { oldest, .. }) => Ok(oldest),
            held => held,
        }
    }
}

/// The set of rules that changes nothing.
pub fn as_they_are(_: &mut KeyRules) {}

/// The program does not hold the rules that a plan was made by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UnknownRules {
    /// They are older.
    Older {
        /// Their number; `None` for plans from before the first number.
        planned: Option<RulesNumber>,
        /// The oldest rules that the program holds.
        oldest: RulesNumber,
    },
    /// They are newer.
    Newer {
        /// Their number.
        planned: RulesNumber,
        /// The newest rules that the program holds.
        newest: RulesNumber,
    },
}

impl UnknownRules {
    /// Whether they are newer than those that the program holds.
    pub fn is_newer(&self) -> bool {
        matches!(self, Self::Newer { .. })
    }
}

impl fmt::Display for UnknownRules {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Older { planned: Some(planned), oldest } => {
                write!(f, "the plan was made by rules {planned}, and this promote knows rules from {oldest} on")
            }
            Self::Older { planned: None, .. } => f.write_str("the plan was made before rules had a number"),
            Self::Newer { planned, newest } => {
                write!(f, "the plan was made by rules {planned}, and this promote knows rules up to {newest}")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: RulesNumber = RulesNumber::FIRST.later(1);

    fn number(number: u32) -> Option<RulesNumber> {
        RulesNumber::try_from(number).ok()
    }

    fn without_lists(rules: &mut KeyRules) {
        rules.lists.keys.clear();
    }

    #[test]
    fn a_plan_gets_its_own_rules_or_the_nearest() {
        let book = Rulebook::new(SECOND, as_they_are, &[without_lists]);
        assert_eq!((book.oldest().get(), book.newest().get()), (2, 3));
        let held: Vec<_> = [None, number(1), number(2), number(3), number(4)].map(|n| book.held(n).is_ok()).into();
        assert_eq!(held, [false, false, true, true, false]);
        let nearest = [None, number(1), number(2), number(3)].map(|n| book.nearest(n).map(RulesNumber::get));
        assert_eq!(nearest, [Ok(2), Ok(2), Ok(2), Ok(3)]);
        assert_eq!(book.nearest(number(4)), book.held(number(4)).map(|_| SECOND));
        assert!(book.nearest(number(4)).is_err_and(|why| why.is_newer()));
    }

    #[test]
    fn each_set_changes_the_rules_in_its_way() {
        let book = Rulebook::new(SECOND, as_they_are, &[without_lists]);
        let mut written = KeyRules::default();
        written.lists.keys.push("name".to_owned());
        let keys = |n: u32| book.rules(RulesNumber::try_from(n).unwrap(), written.clone());
        assert_eq!((keys(2).number, keys(2).lists.keys.len()), (SECOND, 1));
        assert_eq!((keys(3).number.get(), keys(3).lists.keys.len()), (3, 0));
    }

    #[test]
    fn new_plans_are_made_by_the_newest_rules_of_the_release() {
        assert_eq!(Rulebook::RELEASED.newest(), RulesNumber::CURRENT);
        assert_eq!(Rulebook::RELEASED.oldest(), RulesNumber::FIRST);
        assert!(number(0).is_none());
    }
}
