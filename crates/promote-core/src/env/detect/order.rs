//! The pipeline: which environment is promoted into which.
//!
//! The purpose of an environment (`staging` before `prod`) orders its family, the environments of one host, region or
//! tenant. Several environments of the last purpose follow each other. What names do not tell is a guess by their order.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use super::evidence::{Evidence, OrderEvidence};
use super::pipeline::EnvironmentDraft;
use super::words::{Class, is_region};

/// More environments without a known purpose than this are not chained.
const LONGEST_CHAIN: usize = 12;

/// Sets the sources and sorts: each family in the order of its pipeline.
/// Also the chains of environments of one purpose, whose order is a guess.
pub(super) fn arrange(
    mut environments: Vec<EnvironmentDraft>,
    most: usize,
) -> (Vec<EnvironmentDraft>, Vec<Vec<String>>) {
    without_word(&mut environments);
    first_sandbox(&mut environments);
    environments.sort_by(|a, b| {
        let key = |e: &EnvironmentDraft| (rank(e), e.class.is_none(), e.identity.1.clone());
        key(a).cmp(&key(b)).then_with(|| natural(&a.name, &b.name))
    });
    environments.truncate(most);
    let families = Families::new(&environments);
    for i in 0..environments.len() {
        environments[i].from = sources(&environments, &families, i);
    }
    let beside = gaps(&mut environments, &families);
    for env in &mut environments {
        let order = if env.class.is_some() { OrderEvidence::Words } else { OrderEvidence::Names };
        env.order = (!env.from.is_empty()).then_some(order);
    }
    let mut chains = beside;
    chains.extend(peers(&environments, &families));
    link(&mut environments, &chains);
    let name = |i: usize| environments[i].name.clone();
    let chains = chains.into_iter().map(|chain| chain.into_iter().map(name).collect()).collect();
    (by_family(environments), chains)
}

/// An uncommon name that is another one without its word is production: `acme` next to `acme-dev`.
fn without_word(environments: &mut [EnvironmentDraft]) {
    let mut families: BTreeMap<String, BTreeSet<Class>> = BTreeMap::new();
    for env in environments.iter() {
        families.entry(env.identity.1.clone()).or_default().extend(env.class);
    }
    for env in environments.iter_mut().filter(|env| env.class.is_none()) {
        let family = env.identity.0.to_lowercase();
        let known = families.get(&family).filter(|classes| !family.is_empty() && !classes.is_empty());
        if known.is_some_and(|classes| classes.iter().all(|class| class.is_below())) {
            env.class = Some(Class::Production);
            env.evidence = Evidence::WithoutWord;
            env.identity = ("prod".to_owned(), family);
        }
    }
}

/// Where there is no other environment for development or tests, the sandbox is the first one.
fn first_sandbox(environments: &mut [EnvironmentDraft]) {
    let early = |class: Class| class < Class::Performance;
    if environments.iter().filter_map(|env| env.class).any(early) {
        return;
    }
    for env in environments.iter_mut().filter(|env| env.class == Some(Class::Sandbox)) {
        env.class = Some(Class::Playground);
    }
}

/// An environment without a known purpose is one more production.
fn rank(env: &EnvironmentDraft) -> Class {
    env.class.unwrap_or(Class::Production)
}

/// The family of each environment: its variant, or the beginning of it that it shares with an environment of another
/// purpose; empty for the main pipeline.
struct Families(Vec<String>);

impl Families {
    fn new(all: &[EnvironmentDraft]) -> Self {
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

    fn of(&self, i: usize) -> &str {
        &self.0[i]
    }
}

/// A variant and its beginnings: `us-east`, `us`; not the empty one.
fn ancestors(variant: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(variant), |v| v.rsplit_once('-').map(|(above, _)| above)).filter(|v| !v.is_empty())
}

fn sources(all: &[EnvironmentDraft], families: &Families, i: usize) -> Vec<usize> {
    let env = &all[i];
    if env.class.is_none() {
        return below(all, env, |j| families.of(j).is_empty() && !all[j].places.is_disjoint(&env.places));
    }
    for family in ancestors(families.of(i)).chain([""]) {
        let mut found = below(all, env, |j| families.of(j) == family);
        if let Some(highest) = found.iter().map(|j| rank(&all[*j])).max() {
            found.extend(open_end(all, families, i).into_iter().filter(|j| rank(&all[*j]) > highest));
            return found;
        }
    }
    // A single production above `dev-eu` and `dev-us` has both as sources.
    if families.of(i).is_empty() {
        let meets = |j: usize| is_place(&all[j].identity.1) || !all[j].places.is_disjoint(&env.places);
        return below(all, env, |j| meets(j) && !has_above(all, families, j));
    }
    Vec::new()
}

/// The last environments of a main pipeline without production, for the production of a region or number: `staging`
/// between `dev1` and `prod1`.
fn open_end(all: &[EnvironmentDraft], families: &Families, i: usize) -> Vec<usize> {
    let main = |j: usize| families.of(j).is_empty();
    let ends = |j: usize| main(j) && rank(&all[j]) >= Class::Production;
    if all[i].class != Some(Class::Production) || !is_place(families.of(i)) || (0..all.len()).any(ends) {
        return Vec::new();
    }
    below(all, &all[i], |j| main(j) && !all[j].places.is_disjoint(&all[i].places))
}

/// The highest environments below `env` among those accepted by `of`; environments of the main pipeline first.
fn below(all: &[EnvironmentDraft], env: &EnvironmentDraft, of: impl Fn(usize) -> bool) -> Vec<usize> {
    for fed in [true, false] {
        let lower = |j: &usize| {
            let other = &all[*j];
            rank(other) < rank(env) && of(*j) && other.class.is_some_and(|c| c.feeds() == fed)
        };
        let Some(highest) = (0..all.len()).filter(lower).map(|j| rank(&all[j])).max() else { continue };
        if !fed && highest != Class::Sandbox {
            continue;
        }
        return (0..all.len()).filter(lower).filter(|j| rank(&all[*j]) == highest).collect();
    }
    Vec::new()
}

fn has_above(all: &[EnvironmentDraft], families: &Families, i: usize) -> bool {
    (0..all.len()).any(|j| families.of(j) == families.of(i) && rank(&all[j]) > rank(&all[i]))
}

/// Whether the variant is a region or a number, not the stem of a family.
fn is_place(variant: &str) -> bool {
    let part = |t: &str| is_region(t) || t.chars().all(|c| c.is_ascii_digit());
    !variant.is_empty() && variant.split('-').all(part)
}

/// Adds a source to a production for each template in which it has none: the last environment there that is fed. Returns
/// those that got the same source in the same template: they are of one purpose there.
fn gaps(all: &mut [EnvironmentDraft], families: &Families) -> Vec<Vec<usize>> {
    let mut beside: BTreeMap<(usize, Vec<usize>), Vec<usize>> = BTreeMap::new();
    for i in (0..all.len()).filter(|i| all[*i].class == Some(Class::Production)).collect::<Vec<_>>() {
        for place in all[i].places.clone() {
            let found = gap(all, families, i, place);
            if !found.is_empty() {
                all[i].from.extend(&found);
                beside.entry((place, found)).or_default().push(i);
            }
        }
    }
    beside.into_values().filter(|group| group.len() > 1).collect()
}

/// The sources that a production needs in a template.
fn gap(all: &[EnvironmentDraft], families: &Families, i: usize, place: usize) -> Vec<usize> {
    let here = |j: usize| all[j].places.contains(&place);
    if all[i].from.iter().any(|j| here(*j)) {
        return Vec::new();
    }
    let bare = all[i].identity.1.is_empty() && families.of(i).is_empty();
    let fed = |j: usize| rank(&all[j]) < rank(&all[i]) || all[j].from.iter().any(|k| here(*k));
    // Another family is no source of a family.
    let main = |j: usize| bare || families.of(j).is_empty() && rank(&all[j]) < rank(&all[i]);
    let usable = |j: &usize| {
        let feeds = all[*j].class.is_some_and(Class::feeds) && rank(&all[*j]) <= rank(&all[i]);
        *j != i && here(*j) && main(*j) && feeds && fed(*j) && !reaches(all, *j, i) && !reaches(all, i, *j)
    };
    let candidates: Vec<usize> = (0..all.len()).filter(usable).collect();
    let highest = candidates.iter().map(|j| rank(&all[*j])).max();
    candidates.into_iter().filter(|j| Some(rank(&all[*j])) == highest).collect()
}

/// Whether `from` is among the direct or indirect sources of `of`.
fn reaches(all: &[EnvironmentDraft], of: usize, from: usize) -> bool {
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

/// In a chain, each environment has the one before as one more source.
fn link(all: &mut [EnvironmentDraft], chains: &[Vec<usize>]) {
    for pair in chains.iter().flat_map(|chain| chain.windows(2)) {
        let [source, target] = *pair else { continue };
        if !all[target].from.contains(&source) && !reaches(all, source, target) {
            all[target].from.push(source);
            all[target].order = Some(OrderEvidence::Names);
        }
    }
}

/// The chains of the last environments with the same sources.
fn peers(all: &[EnvironmentDraft], families: &Families) -> Vec<Vec<usize>> {
    // Two spellings of one word are no two places.
    let same = |i: usize, j: usize| all[i].class.is_some() && all[i].identity.1 == all[j].identity.1;
    let meets = |i: usize, j: usize| !all[i].places.is_disjoint(&all[j].places) && !same(i, j);
    let mut chains: Vec<Vec<usize>> = Vec::new();
    let mut known: Vec<usize> = Vec::new();
    for group in groups(all, families) {
        let unknown = group.first().is_some_and(|i| all[*i].class.is_none());
        let many = group.len() > LONGEST_CHAIN && group.iter().any(|i| !all[*i].from.is_empty());
        let mut chain: Vec<usize> = Vec::new();
        for i in group {
            if chain.last().is_none_or(|last| many || !meets(i, *last)) {
                chains.push(std::mem::take(&mut chain));
                chain.extend(known.iter().rev().copied().find(|j| unknown && meets(i, *j)));
            }
            chain.push(i);
            known.extend((!unknown).then_some(i));
        }
        chains.push(chain);
    }
    chains.push(regions(all, families));
    chains.retain(|chain| chain.len() > 1);
    chains
}

/// The last environments of the families of regions: a change that one region has proved may go on to the next.
fn regions(all: &[EnvironmentDraft], families: &Families) -> Vec<usize> {
    let last = |i: &usize| all[*i].class == Some(Class::Production) && is_place(families.of(*i));
    let mut chain: Vec<usize> = Vec::new();
    for i in (0..all.len()).filter(last) {
        if chain.last().is_none_or(|before| !all[i].places.is_disjoint(&all[*before].places)) {
            chain.push(i);
        }
    }
    chain
}

/// The last environments of the main pipeline by their sources and by the places that they share: those of a known purpose
/// first.
fn groups(all: &[EnvironmentDraft], families: &Families) -> Vec<Vec<usize>> {
    let last = |i: &usize| rank(&all[*i]) == Class::Production && families.of(*i).is_empty();
    let mut groups: BTreeMap<(bool, usize, Vec<usize>), Vec<usize>> = BTreeMap::new();
    for i in (0..all.len()).filter(last) {
        let company = (0..all.len()).filter(last).find(|j| !all[*j].places.is_disjoint(&all[i].places)).unwrap_or(i);
        let from = if all[i].class.is_some() { all[i].from.clone() } else { Vec::new() };
        groups.entry((all[i].class.is_none(), company, from)).or_default().push(i);
    }
    groups.into_values().collect()
}

/// Sorts families one after the other, each in pipeline order.
fn by_family(environments: Vec<EnvironmentDraft>) -> Vec<EnvironmentDraft> {
    // The first member of the connected family of each environment.
    let mut root: Vec<usize> = (0..environments.len()).collect();
    for (i, env) in environments.iter().enumerate() {
        for source in &env.from {
            let (a, b) = (root[i].min(root[*source]), root[i].max(root[*source]));
            root.iter_mut().filter(|r| **r == b).for_each(|r| *r = a);
        }
    }
    let mut order: Vec<usize> = (0..environments.len()).collect();
    order.sort_by_key(|i| (root[*i], *i));
    let mut place = vec![0; order.len()];
    for (new, old) in order.iter().enumerate() {
        place[*old] = new;
    }
    let mut sorted: Vec<EnvironmentDraft> = order.into_iter().map(|i| environments[i].clone()).collect();
    for env in &mut sorted {
        env.from = env.from.iter().map(|i| place[*i]).collect();
        env.from.sort_unstable();
        env.from.dedup();
    }
    sorted
}

/// Compares names so that `ring-2` is before `ring-10`.
fn natural(a: &str, b: &str) -> Ordering {
    let (a, b) = (chunks(a), chunks(b));
    a.cmp(&b)
}

fn chunks(name: &str) -> Vec<(String, u64)> {
    let mut out: Vec<(String, u64)> = Vec::new();
    let mut rest = name;
    while !rest.is_empty() {
        let text = rest.find(|c: char| c.is_ascii_digit()).unwrap_or(rest.len());
        let digits = rest[text..].find(|c: char| !c.is_ascii_digit()).map_or(rest.len(), |n| text + n);
        out.push((rest[..text].to_owned(), rest[text..digits].parse().unwrap_or(u64::MAX)));
        rest = &rest[digits..];
    }
    out
}
