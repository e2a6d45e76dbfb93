//! The detection from start to end.

use std::collections::{BTreeMap, BTreeSet};

use super::branches::{EnvironmentBranch, find_branches, of_branches};
use super::inside::{self, InsideDraft, Maps};
use super::order::arrange;
use super::pipeline::{EnvironmentDraft, environments, separate};
use super::shape::{Label, TemplateDraft, unified};
use super::slots::{self, Slots};
use super::tree::Tree;
use super::words::Class;
use super::{Detection, FoundEnvironment, FoundTemplate, RejectedCandidate, RejectionReason};
use super::{axis, disjoint, families, generalize, listed, merge, nested, rare, recur, unusual};

/// The maximum number of proposed environments.
const MOST_ENVIRONMENTS: usize = 500;
/// The maximum number of rejected names that are listed.
const MOST_OTHERS: usize = 20;

/// What the paths of files tell.
struct Searched {
    solid: Vec<TemplateDraft>,
    lone: Vec<TemplateDraft>,
    others: Vec<RejectedCandidate>,
}

/// Detects environments from the paths of files (with `/` between segments) and the names of
/// branches (without `refs/heads/`).
pub fn find(paths: &[&str], branch_names: &[&str]) -> Detection {
    find_with(paths, branch_names, &[])
}

/// The same with maps inside of files that are called like environments.
pub fn find_with(paths: &[&str], branch_names: &[&str], maps: &[Maps]) -> Detection {
    let tree = Tree::new(paths);
    let (branches, inside) = (find_branches(branch_names), inside::drafts(maps));
    let Searched { solid, lone, mut others } = search(&tree, branches.is_empty() && inside.is_empty());
    let mut drafts = generalize::generalize(disjoint::split(&tree, solid));
    let mut lone = absorb(&mut drafts, lone);
    if drafts.is_empty() && (inside.is_empty() || !branches.is_empty()) {
        return by_branch(branches, lone, others);
    }
    others.extend(branches.into_iter().map(|b| RejectedCandidate {
        name: b.spelled,
        example: b.name,
        why: RejectionReason::BranchBeside,
    }));
    // A word that was found elsewhere is not listed again.
    let known: BTreeSet<_> = drafts.iter().flat_map(|d| d.labels.values()).map(|l| l.class).collect();
    lone.retain(|place| !place.labels.values().all(|l| known.contains(&l.class)));
    others.extend(alone(&lone));
    others.truncate(MOST_OTHERS);
    let by_path = drafts.len();
    drafts.extend(inside.iter().map(|inside| inside.draft.clone()));
    let (environments, chains) = arrange(environments(&drafts), MOST_ENVIRONMENTS);
    let mut files: Vec<FoundTemplate> = drafts.iter().map(|draft| found_files(draft, &environments)).collect();
    let in_files = files.split_off(by_path);
    let names: Vec<&str> = environments.iter().map(|env| env.name.as_str()).collect();
    let mut files = disjoint::distinct(files, &names);
    let keyed = |(file, inside): (FoundTemplate, InsideDraft)| FoundTemplate { keys: Some(inside.keys), ..file };
    files.extend(in_files.into_iter().zip(inside).map(keyed));
    Detection { environments: found(environments), files, others, chains, ..Detection::default() }
}

/// Searches the tree; `alone` if nothing else tells environments.
fn search(tree: &Tree, alone: bool) -> Searched {
    let Slots { mut solid, lone } = slots::find(tree);
    let (joined, mut lone) = across(lone);
    solid.extend(joined);
    families::join(&mut solid, &mut lone);
    let mut solid = unified(solid);
    recur::join_recurring(tree, &mut solid, &mut lone);
    solid = unified(solid);
    solid.extend(axis::find(tree, &solid));
    if alone && solid.is_empty() {
        solid.extend(listed::find(tree));
    }
    if solid.is_empty() && alone {
        solid.extend(axis::last_resort(tree));
    }
    let mut solid = unified(solid);
    nested::outermost(&mut solid, &mut lone);
    nested::deepen(tree, &mut solid);
    let mut others = unusual::join(tree, &mut solid);
    separate(&mut solid);
    others.extend(rare::remove(&mut solid));
    Searched { solid, lone, others }
}

/// Words without company in their directory but with company in the same place of another one:
/// `eu/prod/…` and `us/staging/…`.
fn across(mut lone: Vec<TemplateDraft>) -> (Vec<TemplateDraft>, Vec<TemplateDraft>) {
    let mut joined = Vec::new();
    for site in merge::sites(&lone) {
        if !matches!(site, merge::MergeSite::Segment(_)) {
            continue;
        }
        let mut groups: BTreeMap<_, Vec<usize>> = BTreeMap::new();
        for (i, draft) in lone.iter().enumerate() {
            if let Some((key, _)) = merge::cut(draft, site) {
                groups.entry(key).or_default().push(i);
            }
        }
        let mut taken: Vec<usize> =
            groups.into_values().filter(|members| is_company(&lone, members)).flatten().collect();
        taken.sort_unstable();
        for i in taken.into_iter().rev() {
            joined.push(lone.swap_remove(i));
        }
    }
    (joined, lone)
}

/// Two environments by unambiguous words.
fn is_company(drafts: &[TemplateDraft], members: &[usize]) -> bool {
    let strong = |l: &&Label| l.sure && l.class.is_some_and(Class::is_strong);
    let labels = members.iter().flat_map(|i| drafts[*i].labels.values()).filter(strong);
    labels.map(|l| &l.identity.0).collect::<BTreeSet<_>>().len() > 1
}

/// Counts the lone places that a template covers; returns the others.
fn absorb(drafts: &mut [TemplateDraft], lone: Vec<TemplateDraft>) -> Vec<TemplateDraft> {
    let mut rest = Vec::new();
    for mut place in lone {
        let home = drafts.iter_mut().find(|d| d.place == place.place && d.covers(&place) && d.agrees(&place));
        match home {
            Some(home) => {
                place.labels.retain(|spelled, label| label.sure || home.labels.contains_key(spelled));
                home.absorb(&place);
            }
            None => rest.push(place),
        }
    }
    rest
}

/// Common names without a second one next to them.
fn alone(lone: &[TemplateDraft]) -> Vec<RejectedCandidate> {
    let mut others: Vec<RejectedCandidate> = Vec::new();
    for (spelled, label) in lone.iter().flat_map(|draft| &draft.labels) {
        let telling = label.sure && label.class.is_some_and(Class::is_strong);
        if telling && !others.iter().any(|o| o.name == *spelled) {
            others.push(RejectedCandidate {
                name: spelled.clone(),
                example: label.example.clone(),
                why: RejectionReason::Alone,
            });
        }
        if others.len() == MOST_OTHERS {
            break;
        }
    }
    others
}

/// No environments in the files: uses the branches, if there are any.
fn by_branch(
    branches: Vec<EnvironmentBranch>,
    lone: Vec<TemplateDraft>,
    mut others: Vec<RejectedCandidate>,
) -> Detection {
    if branches.is_empty() {
        let mut lone = alone_only(lone);
        let environments = if lone.len() == 1 { found(environments(&lone)) } else { Vec::new() };
        if environments.is_empty() {
            others.extend(alone(&lone));
        }
        lone.clear();
        others.truncate(MOST_OTHERS);
        return Detection { environments, others, ..Detection::default() };
    }
    let (environments, _) = arrange(of_branches(branches), MOST_ENVIRONMENTS);
    let files =
        vec![FoundTemplate { template: "**".to_owned(), keys: None, spelled: Vec::new(), files: 0, example: None }];
    others.extend(alone(&lone));
    others.truncate(MOST_OTHERS);
    Detection { environments: found(environments), files, others, ..Detection::default() }
}

/// The lone places with an unambiguous word.
fn alone_only(lone: Vec<TemplateDraft>) -> Vec<TemplateDraft> {
    lone.into_iter().filter(|d| d.labels.values().any(|l| l.sure && l.class.is_some_and(Class::is_strong))).collect()
}

fn found(environments: Vec<EnvironmentDraft>) -> Vec<FoundEnvironment> {
    let names: Vec<String> = environments.iter().map(|env| env.name.clone()).collect();
    let one = |env: EnvironmentDraft| FoundEnvironment {
        name: env.name,
        usual: env.class.is_some(),
        branch: env.branch,
        evidence: env.evidence,
        order: env.order,
        from: env.from.into_iter().map(|i| names[i].clone()).collect(),
        guarded: matches!(env.class, Some(Class::Production | Class::Recovery)),
        seen: env.seen,
    };
    environments.into_iter().map(one).collect()
}

fn found_files(draft: &TemplateDraft, environments: &[EnvironmentDraft]) -> FoundTemplate {
    let spelled = environments.iter().filter_map(|env| {
        let here = draft.labels.iter().find(|(_, label)| label.identity == env.identity).map(|(spelled, _)| spelled);
        // Not in this place itself, and its name is the spelling of another environment here.
        let elsewhere = || draft.labels.contains_key(&env.name).then(|| env.seen.first().map(|s| &s.spelled)).flatten();
        let spelled = here.or_else(elsewhere)?;
        (*spelled != env.name).then(|| (env.name.clone(), spelled.clone()))
    });
    FoundTemplate {
        template: draft.template(),
        keys: None,
        spelled: spelled.collect(),
        files: draft.files(),
        example: draft.labels.values().map(|label| label.example.clone()).next(),
    }
}
