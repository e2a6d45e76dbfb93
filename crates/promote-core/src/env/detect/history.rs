//! The order of environments of one purpose, from what they received and when.
//!
//! Names do not tell whether changes go to `north` or to `south` first; history does: the side that received equal values
//! later is the target.

use std::collections::{BTreeMap, BTreeSet};

use super::Detection;
use super::evidence::OrderEvidence;

/// A value that an environment received in a commit.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Received {
    /// The file, by a name that is equal in all environments.
    pub file: String,
    /// A hash of the value.
    pub value: u64,
    /// The environment.
    pub environment: String,
    /// The number of the commit, the oldest first.
    pub at: usize,
}

/// With more environments that received one value, it tells nothing.
const MOST: usize = 20;

/// For each pair of environments, how many values the second one received later.
type Later = BTreeMap<(String, String), usize>;

impl Detection {
    /// Orders the environments of each chain by what they received; where that tells nothing, by their names as before.
    pub fn order_by(&mut self, received: &[Received]) {
        let later = later(received);
        let count = |a: &str, b: &str| later.get(&(a.to_owned(), b.to_owned())).copied().unwrap_or_default();
        for chain in std::mem::take(&mut self.chains) {
            let wins = |name: &String| {
                let against = |other: &&String| count(name, other) > count(other, name);
                let for_it = |other: &&String| count(other, name) > count(name, other);
                (chain.iter().filter(for_it).count(), chain.iter().filter(against).count())
            };
            let score = |name: &String| wins(name).0 as i64 - wins(name).1 as i64;
            let mut ordered = chain.clone();
            ordered.sort_by_key(score);
            if ordered != chain {
                self.unlink(&chain);
            }
            for pair in ordered.windows(2) {
                let [source, target] = pair else { continue };
                let times = count(source, target);
                let told = times > count(target, source);
                self.link(source, target, if told { OrderEvidence::History(times) } else { OrderEvidence::Names });
            }
            self.rearrange(&ordered);
            self.chains.push(ordered);
        }
    }

    /// Lists the environments of a chain in its order, in the places that they have.
    fn rearrange(&mut self, chain: &[String]) {
        let at = |name: &String| self.environments.iter().position(|e| e.name == *name);
        let mut places: Vec<usize> = chain.iter().filter_map(at).collect();
        let moved: Vec<_> = places.iter().map(|i| self.environments[*i].clone()).collect();
        places.sort_unstable();
        for (place, environment) in places.into_iter().zip(moved) {
            self.environments[place] = environment;
        }
    }

    /// Removes the sources that only the chain gave.
    fn unlink(&mut self, chain: &[String]) {
        for pair in chain.windows(2) {
            let [source, target] = pair else { continue };
            for environment in self.environments.iter_mut().filter(|e| e.name == *target) {
                environment.from.retain(|from| from != source);
                environment.order = environment.order.filter(|_| !environment.from.is_empty());
            }
        }
    }

    fn link(&mut self, source: &str, target: &str, order: OrderEvidence) {
        if self.leads(target, source) {
            return;
        }
        for environment in self.environments.iter_mut().filter(|e| e.name == target) {
            if !environment.from.iter().any(|from| from == source) {
                environment.from.push(source.to_owned());
            }
            environment.order = Some(order);
        }
    }

    /// Whether promotions lead from one environment to the other.
    fn leads(&self, from: &str, to: &str) -> bool {
        let mut seen = BTreeSet::new();
        let mut open = vec![to.to_owned()];
        while let Some(name) = open.pop() {
            if name == from {
                return true;
            }
            if seen.insert(name.clone()) {
                open.extend(self.environments.iter().filter(|e| e.name == name).flat_map(|e| e.from.clone()));
            }
        }
        false
    }
}

fn later(received: &[Received]) -> Later {
    let mut first: BTreeMap<(&str, u64), BTreeMap<&str, usize>> = BTreeMap::new();
    for one in received {
        let environments = first.entry((one.file.as_str(), one.value)).or_default();
        let at = environments.entry(one.environment.as_str()).or_insert(one.at);
        *at = one.at.min(*at);
    }
    let mut later = Later::new();
    for environments in first.values().filter(|environments| environments.len() <= MOST) {
        for (source, before) in environments {
            for (target, _) in environments.iter().filter(|(_, at)| *at > before) {
                *later.entry(((*source).to_owned(), (*target).to_owned())).or_default() += 1;
            }
        }
    }
    later
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::env::detect::find;

    fn received(environment: &str, value: u64, at: usize) -> Received {
        Received { file: "a".to_owned(), value, environment: environment.to_owned(), at }
    }

    fn order(received: &[Received]) -> Vec<String> {
        let paths = ["clusters/oslo/a.yaml", "clusters/lima/a.yaml", "clusters/rome/a.yaml"];
        let mut found = find(&paths, &[]);
        found.order_by(received);
        found.environments.iter().map(|e| format!("{} <- {} {:?}", e.name, e.from.join(", "), e.order)).collect()
    }

    #[test]
    fn the_side_that_received_values_later_is_the_target() {
        assert_eq!(order(&[]), ["lima <-  None", "oslo <- lima Some(Names)", "rome <- oslo Some(Names)"]);
        let seen = [received("rome", 1, 1), received("oslo", 1, 2), received("lima", 1, 5), received("rome", 1, 9)];
        assert_eq!(order(&seen), ["rome <-  None", "oslo <- rome Some(History(1))", "lima <- oslo Some(History(1))"]);
        // Values received at once tell nothing.
        let at_once = [received("rome", 1, 1), received("oslo", 1, 1)];
        assert_eq!(order(&at_once), order(&[]));
    }

    #[test]
    fn most_values_decide() {
        let seen = [
            received("rome", 1, 1),
            received("lima", 1, 2),
            received("lima", 2, 3),
            received("rome", 2, 4),
            received("lima", 3, 5),
            received("rome", 3, 6),
        ];
        assert_eq!(order(&seen), ["lima <-  None", "oslo <- lima Some(Names)", "rome <- oslo Some(Names)"]);
    }
}
