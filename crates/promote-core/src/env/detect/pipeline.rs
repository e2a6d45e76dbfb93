//! Environments from their spellings in all places.

use std::collections::{BTreeMap, BTreeSet};

use super::Occurrence;
use super::evidence::{Evidence, OrderEvidence};
use super::shape::{Identity, Part, TemplateDraft};
use super::words::Class;

/// An environment before it has its final name and sources.
#[derive(Debug, Clone)]
pub(super) struct EnvironmentDraft {
    pub(super) name: String,
    pub(super) identity: Identity,
    pub(super) class: Option<Class>,
    pub(super) branch: Option<String>,
    pub(super) evidence: Evidence,
    pub(super) from: Vec<usize>,
    pub(super) order: Option<OrderEvidence>,
    /// The templates that it occurs in, by their index.
    pub(super) places: BTreeSet<usize>,
    pub(super) seen: Vec<Occurrence>,
}

/// With so many places of a second spelling below one directory, it is an environment of its own.
const SECOND_SPELLING: usize = 3;

/// If two spellings of one word are next to each other (`dev`, `development`), or below one directory in many places,
/// they are two environments: each becomes its own identity, everywhere.
pub(super) fn separate(drafts: &mut [TemplateDraft]) {
    let mut twice: BTreeSet<Identity> = BTreeSet::new();
    let mut beside: BTreeMap<(Vec<Part>, &Identity), BTreeMap<&str, usize>> = BTreeMap::new();
    for draft in drafts.iter() {
        let mut seen: BTreeSet<&Identity> = BTreeSet::new();
        twice.extend(draft.labels.values().map(|l| &l.identity).filter(|id| !seen.insert(id)).cloned());
        for (spelled, label) in &draft.labels {
            let above = draft.parts[..draft.env_at()].to_vec();
            *beside.entry((above, &label.identity)).or_default().entry(spelled).or_default() += 1;
        }
    }
    let often =
        |spellings: &BTreeMap<&str, usize>| spellings.values().filter(|places| **places >= SECOND_SPELLING).count() > 1;
    twice.extend(beside.into_iter().filter(|(_, spellings)| often(spellings)).map(|((_, id), _)| id.clone()));
    for (spelled, label) in drafts.iter_mut().flat_map(|draft| &mut draft.labels) {
        if twice.contains(&label.identity) {
            label.identity = (spelled.clone(), label.identity.1.clone());
        }
    }
}

/// The environments of all drafts, each named like most of its files.
pub(super) fn environments(drafts: &[TemplateDraft]) -> Vec<EnvironmentDraft> {
    let mut by_identity: BTreeMap<&Identity, EnvironmentDraft> = BTreeMap::new();
    for (place, draft) in drafts.iter().enumerate() {
        for (spelled, label) in &draft.labels {
            let env = by_identity.entry(&label.identity).or_insert_with(|| EnvironmentDraft {
                name: String::new(),
                identity: label.identity.clone(),
                class: label.class,
                branch: None,
                evidence: label.evidence,
                from: Vec::new(),
                order: None,
                places: BTreeSet::new(),
                seen: Vec::new(),
            });
            env.places.insert(place);
            env.evidence = env.evidence.min(label.evidence);
            let known = env.seen.iter_mut().find(|s| s.place == draft.place && s.spelled == *spelled);
            match known {
                Some(sighting) => sighting.files += label.files,
                None => env.seen.push(Occurrence {
                    place: draft.place,
                    spelled: spelled.clone(),
                    files: label.files,
                    example: label.example.clone(),
                }),
            }
        }
    }
    let mut environments: Vec<EnvironmentDraft> = by_identity.into_values().collect();
    for env in &mut environments {
        env.seen.sort_by(|a, b| (b.files, &a.spelled).cmp(&(a.files, &b.spelled)));
    }
    name_all(&mut environments);
    environments
}

/// Gives each environment a unique name that can be typed.
pub(super) fn name_all(environments: &mut [EnvironmentDraft]) {
    let mut taken: BTreeSet<String> = BTreeSet::new();
    for env in environments {
        let spelled = env.seen.first().map_or("", |s| s.spelled.as_str());
        let (short, name) = (typeable(end(spelled)), typeable(spelled));
        let free = |candidate: &String| !taken.contains(candidate);
        let numbered = (2..).map(|n| format!("{name}-{n}"));
        env.name = [short, name.clone()].into_iter().chain(numbered).find(free).unwrap_or_default();
        taken.insert(env.name.clone());
    }
}

/// `account/host.example.com` and `lab/lab-2` need no more than their end.
fn end(spelled: &str) -> &str {
    match spelled.rsplit_once('/') {
        Some((above, last)) if last.contains('.') || last.starts_with(above) => last,
        _ => spelled,
    }
}

fn typeable(spelled: &str) -> String {
    let plain: String =
        spelled.chars().map(|c| if c.is_alphanumeric() || "-_.+".contains(c) { c } else { '-' }).collect();
    let plain = plain.trim_start_matches(|c: char| !c.is_alphanumeric());
    if plain.is_empty() { "env".to_owned() } else { plain.chars().take(100).collect() }
}
