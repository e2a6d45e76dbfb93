//! The pipeline: which environment is promoted into which.
//!
//! The purpose of an environment (`staging` before `prod`) orders its family, the environments of one host, region or
//! tenant. Several environments of the last purpose follow each other. What names do not tell is a guess by their order.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use super::chains::{gaps, link, peers};
use super::evidence::{Evidence, OrderEvidence};
use super::lineage::{Families, ancestors, is_place, rank};
use super::pipeline::EnvironmentDraft;
use super::words::Class;

/// An environment without a known purpose has no more sources than this.
const MOST_SOURCES: usize = 2;

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

fn sources(all: &[EnvironmentDraft], families: &Families, i: usize) -> Vec<usize> {
    let env = &all[i];
    if env.class.is_none() {
        let mut found = below(all, env, |j| families.of(j).is_empty() && !all[j].places.is_disjoint(&env.places));
        // Which of many is a guess in any case.
        if found.len() > MOST_SOURCES {
            found.truncate(1);
        }
        return found;
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
