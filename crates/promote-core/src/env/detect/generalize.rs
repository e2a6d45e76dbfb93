//! Generalising the many places of a repository to few path templates.

use std::collections::BTreeMap;

use super::NameLocation;
use super::merge::{capture_name, captures, merge_at, most_saved, sites};
use super::shape::{Part, Piece, TemplateDraft};

/// With more templates of a kind than this, the varying part becomes a capture even if some combinations are missing.
const MOST_OF_A_KIND: usize = 3;
/// With more templates in all, the depth of directories is ignored.
const MANY: usize = 5;
/// With even more, the first directory is ignored as well.
const MOST: usize = 12;
/// The maximum number of templates in a readable proposal.
const LIMIT: usize = 200;

/// Few templates that cover all `drafts`.
pub(super) fn generalize(drafts: Vec<TemplateDraft>) -> Vec<TemplateDraft> {
    let mut drafts = greedy(drafts);
    drafts = by_key(
        drafts,
        MOST_OF_A_KIND + 1,
        |draft| {
            let env_at = draft.env_at();
            (draft.place, draft.parts.len(), draft.parts[..env_at.min(1)].to_vec(), draft.parts[env_at..].to_vec())
        },
        grid,
    );
    if drafts.len() > MANY {
        drafts = by_key(
            drafts,
            2,
            |draft| {
                let env_at = draft.env_at();
                (draft.place, env_at.min(2), draft.parts[..env_at.min(1)].to_vec(), tail(draft).to_vec())
            },
            |group| deep(group, true),
        );
    }
    if drafts.len() > MOST {
        drafts = by_key(
            drafts,
            2,
            |draft| (draft.place, draft.env_at().min(2), Vec::new(), tail(draft).to_vec()),
            |group| deep(group, false),
        );
    }
    let mut drafts = without_covered(drafts);
    drafts.sort_by_key(|draft| (std::cmp::Reverse(draft.files()), draft.template()));
    drafts.truncate(LIMIT);
    drafts
}

/// Merges where it saves most, as long as it saves anything.
fn greedy(mut drafts: Vec<TemplateDraft>) -> Vec<TemplateDraft> {
    loop {
        let mut best = (0, Vec::new());
        for site in sites(&drafts).into_iter().filter(|site| most_saved(&drafts, *site) > 0) {
            let merged = merge_at(&drafts, site);
            if merged.0 > best.0 {
                best = merged;
            }
        }
        if best.0 == 0 {
            return drafts;
        }
        drafts = best.1;
    }
}

type GroupKey = (NameLocation, usize, Vec<Part>, Vec<Part>);

/// Replaces each group of at least `least` shapes by the result of `join`.
fn by_key(
    drafts: Vec<TemplateDraft>,
    least: usize,
    key: impl Fn(&TemplateDraft) -> GroupKey,
    join: impl Fn(&[TemplateDraft]) -> Option<TemplateDraft>,
) -> Vec<TemplateDraft> {
    let mut groups: BTreeMap<GroupKey, Vec<TemplateDraft>> = BTreeMap::new();
    for draft in drafts {
        groups.entry(key(&draft)).or_default().push(draft);
    }
    let mut out: Vec<TemplateDraft> = Vec::new();
    for (_, group) in groups {
        let joined = (group.len() >= least).then(|| join(&group)).flatten();
        match joined.filter(|joined| out.iter().all(|draft| draft.parts != joined.parts)) {
            Some(joined) => out.push(joined),
            None => out.extend(group),
        }
    }
    out
}

/// One shape for a group of the same length: every varying directory becomes a capture.
fn grid(group: &[TemplateDraft]) -> Option<TemplateDraft> {
    let (first, rest) = group.split_first()?;
    let mut joined = first.clone();
    for draft in rest {
        if !joined.agrees(draft) {
            return None;
        }
        joined.absorb(draft);
    }
    for i in 0..first.env_at() {
        if group.iter().any(|draft| draft.parts[i] != first.parts[i]) {
            let values: Vec<&str> = group.iter().filter_map(|draft| draft.parts[i].literal()).collect();
            let above = i.checked_sub(1).and_then(|above| first.parts[above].literal());
            joined.parts[i] = Part::One(Vec::new());
            let name = capture_name(above, &values, if i == 0 { "app" } else { "part" }, &captures(&joined.parts));
            joined.parts[i] = Part::One(vec![Piece::Capture(name)]);
        }
    }
    Some(joined)
}

/// The segments from the one before `{env}` on.
fn tail(draft: &TemplateDraft) -> &[Part] {
    &draft.parts[draft.env_at().saturating_sub(1)..]
}

/// One shape for a group of different lengths, with any number of directories in the middle.
fn deep(group: &[TemplateDraft], keep_first: bool) -> Option<TemplateDraft> {
    let (first, rest) = group.split_first()?;
    // Without a literal next to `{env}`, or with nothing in the middle, it would match too much.
    if tail(first).first().is_none_or(|part| part.literal().is_none()) || group.iter().any(|d| d.env_at() < 2) {
        return None;
    }
    let mut joined = first.clone();
    for draft in rest {
        if !joined.agrees(draft) {
            return None;
        }
        joined.absorb(draft);
    }
    let mut parts = if keep_first { first.parts[..1].to_vec() } else { Vec::new() };
    let taken = [captures(&parts), captures(tail(first))].concat();
    parts.push(Part::Deep(capture_name(None, &[], "path", &taken)));
    parts.extend_from_slice(tail(first));
    joined.parts = parts;
    Some(joined)
}

/// Drops a place that a more general template covers.
fn without_covered(drafts: Vec<TemplateDraft>) -> Vec<TemplateDraft> {
    let (mut general, concrete): (Vec<TemplateDraft>, Vec<TemplateDraft>) =
        drafts.into_iter().partition(TemplateDraft::is_general);
    let mut out = Vec::new();
    for draft in concrete {
        match general.iter_mut().find(|g| g.covers(&draft) && g.agrees(&draft)) {
            Some(home) => home.absorb(&draft),
            None => out.push(draft),
        }
    }
    general.extend(out);
    general
}
