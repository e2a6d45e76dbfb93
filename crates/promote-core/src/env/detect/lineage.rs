//! The families of environments: those of one host, region or tenant, each with a pipeline of its own.

use std::collections::{BTreeMap, BTreeSet};

use super::pipeline::EnvironmentDraft;
use super::words::{Class, is_region};

/// An environment without a known purpose is one more production.
pub(super) fn rank(env: &EnvironmentDraft) -> Class {
    env.class.unwrap_or(Class::Production)
}

/// The family of each environment: its variant, or the beginning of it that it shares with an environment of another
/// purpose; empty for the main pipeline.
pub(super) struct Families(Vec<String>);

impl Families {
    pub(super) fn new(all: &[EnvironmentDraft]) -> Self {
        let mut ranks: BTreeMap<&str, BTreeSet<Class>> = BTreeMap::new();
        for env in all {
            ranks.entry(env.identity.1.as_str()).or_default().extend(env.class);
        }
        let family = |env: &EnvironmentDraft| {
            let mut all = ancestors(&env.identity.1);
            let shared =
                |family: &&str| ranks.get(family).is_some_and(|classes| classes.iter().any(|c| Some(*c) != env.class));
            all.find(shared).unwrap_or_default().to_owned()
        };
        Self(all.iter().map(family).collect()).united(all)
    }

    /// A single family with other purposes than the main pipeline is a part of it: `dev1` and `prod1` around `staging`.
    fn united(self, all: &[EnvironmentDraft]) -> Self {
        let real: BTreeSet<&String> = self.0.iter().filter(|family| !family.is_empty()).collect();
        let classes = |of: &dyn Fn(&String) -> bool| -> BTreeSet<Class> {
            self.0.iter().zip(all).filter(|(family, _)| of(family)).filter_map(|(_, env)| env.class).collect()
        };
        let main = classes(&|family| family.is_empty());
        let apart = real.len() > 1 || main.is_empty() || !main.is_disjoint(&classes(&|family| !family.is_empty()));
        if apart { self } else { Self(vec![String::new(); all.len()]) }
    }

    pub(super) fn of(&self, i: usize) -> &str {
        &self.0[i]
    }
}

/// A variant and its beginnings: `us-east`, `us`; not the empty one.
pub(super) fn ancestors(variant: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(variant), |v| v.rsplit_once('-').map(|(above, _)| above)).filter(|v| !v.is_empty())
}

/// Whether the variant is a region or a number, not the stem of a family.
pub(super) fn is_place(variant: &str) -> bool {
    let part = |t: &str| is_region(t) || t.chars().all(|c| c.is_ascii_digit());
    !variant.is_empty() && variant.split('-').all(part)
}

/// Whether `from` is among the direct or indirect sources of `of`.
pub(super) fn reaches(all: &[EnvironmentDraft], of: usize, from: usize) -> bool {
    let mut seen = BTreeSet::new();
    let mut open = vec![of];
    while let Some(i) = open.pop() {
        if i == from {
            return true;
        }
        if seen.insert(i) {
            open.extend(&all[i].from);
        }
    }
    false
}
