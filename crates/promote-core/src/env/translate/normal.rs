//! A normal form of values, in which the names of both environments are alike: for judges that compare hashes.

use std::collections::BTreeMap;

use super::pair::NamePair;
use super::pairing::Pairing;
use super::value::each_text;
use promote_model::Value;

/// Replaces the names of both environments by the same word.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Normaliser {
    pairing: Pairing,
    pairs: Vec<NamePair>,
}

impl Pairing {
    /// The normaliser of this pairing. Values that are equal up to translation have the same normal form. So have two values
    /// of one side that differ only by these names.
    pub fn normaliser(&self) -> Normaliser {
        // A form of several words joins them.
        let mut class: BTreeMap<&str, usize> = BTreeMap::new();
        for (at, (from, to)) in self.pairs().enumerate() {
            let known = [class.get(from).copied(), class.get(to).copied()];
            let this = known.into_iter().flatten().min().unwrap_or(at);
            let joined = |old: &usize| known.contains(&Some(*old));
            class.values_mut().filter(|old| joined(old)).for_each(|old| *old = this);
            class.insert(from, this);
            class.insert(to, this);
        }
        let pair = |(word, class): (&&str, &usize)| NamePair { from: (*word).to_owned(), to: format!("\u{0}{class}") };
        let pairs: Vec<NamePair> = class.iter().map(pair).filter(|pair| !pair.from.is_empty()).collect();
        let protected = self.words.iter().filter(|word| word.stays());
        let kept = protected.map(|word| NamePair { from: word.from.clone(), to: word.from.clone() });
        let all: Vec<NamePair> =
            pairs.iter().cloned().chain(kept.filter(|kept| !class.contains_key(kept.from.as_str()))).collect();
        Normaliser { pairing: Pairing::of_pairs(&all), pairs: all }
    }
}

impl Normaliser {
    /// The normal form of a value; `None` if it names neither environment.
    pub fn normal(&self, value: &Value) -> Option<Value> {
        let mut named = false;
        each_text(value, &mut |text| named |= self.pairing.mentions(text));
        named.then(|| self.pairing.replaced(value, &self.pairs)).filter(|normal| normal != value)
    }
}
