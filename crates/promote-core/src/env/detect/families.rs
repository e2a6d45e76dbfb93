//! Families: additional words around an environment's name that make another environment, not another kind of file.
//!
//! Next to `values-{labdev,labprod}.yaml`, `values-acme-{dev,prod}.yaml` are two more environments; next to
//! `values-{dev,prod}.yaml` they are another kind of values. And `prod-acme` is one more environment next to
//! `dev`.

use std::collections::{BTreeMap, BTreeSet};

use super::NameLocation;
use super::shape::{Part, Piece, TemplateDraft};
use super::slots::env_pieces;
use super::tree::searched;
use super::words::{is_border, is_file_word, is_never, is_spellable};

/// The text before and after `{env}` in its segment.
type Affixes = (String, String);

/// The environments of all places with the same affixes.
#[derive(Default)]
struct AffixGroup {
    spelled: BTreeSet<String>,
    identities: BTreeSet<(String, String)>,
    places: usize,
}

/// Rewrites the drafts that belong to a family.
pub(super) fn join(solid: &mut Vec<TemplateDraft>, lone: &mut Vec<TemplateDraft>) {
    // First families in one directory, then those that the first pass makes plausible.
    for beside in [true, false] {
        let kinds = kinds(solid);
        let bases: BTreeMap<(NameLocation, Vec<Part>), usize> =
            solid.iter().enumerate().map(|(i, draft)| ((draft.place, draft.parts.clone()), i)).collect();
        let bare: BTreeMap<(NameLocation, Vec<Part>), TemplateDraft> =
            lone.iter().map(|draft| ((draft.place, draft.parts.clone()), draft.clone())).collect();
        let mut joined: Vec<TemplateDraft> = Vec::new();
        for (drafts, is_solid) in [(&*solid, true), (&*lone, false)] {
            for draft in drafts {
                let Some(wide) = widest(draft, |wide| {
                    let at = (wide.place, wide.parts.clone());
                    let base = bases.get(&at).map(|i| &solid[*i]);
                    if beside {
                        belongs_beside(draft, wide, base, is_solid)
                            || is_solid && base.is_none() && bare.contains_key(&at) && is_behind(draft, wide)
                    } else {
                        belongs(draft, wide, &kinds, is_solid)
                    }
                }) else {
                    continue;
                };
                let alone = bare.get(&(wide.place, wide.parts.clone())).filter(|_| beside && is_solid);
                joined.extend(alone.cloned());
                joined.push(wide);
            }
        }
        apply(solid, lone, joined, &bases);
    }
}

/// Replaces the old drafts by the rewritten ones.
fn apply(
    solid: &mut Vec<TemplateDraft>,
    lone: &mut Vec<TemplateDraft>,
    joined: Vec<TemplateDraft>,
    bases: &BTreeMap<(NameLocation, Vec<Part>), usize>,
) {
    let examples: BTreeSet<String> = joined.iter().flat_map(|d| d.labels.values()).map(|l| l.example.clone()).collect();
    let moved = |draft: &TemplateDraft| draft.labels.values().all(|label| examples.contains(&label.example));
    let mut kept: Vec<Option<TemplateDraft>> =
        solid.drain(..).map(|d| if moved(&d) { None } else { Some(d) }).collect();
    lone.retain(|draft| !moved(draft));
    let mut new: Vec<TemplateDraft> = Vec::new();
    for draft in joined {
        match bases.get(&(draft.place, draft.parts.clone())).and_then(|i| kept[*i].as_mut()) {
            Some(base) => base.absorb(&draft),
            None => new.push(draft),
        }
    }
    solid.extend(kept.into_iter().flatten());
    solid.extend(new);
}

/// In one directory: none of the environments is there already. A word in front needs several members as
/// evidence (`web-staging` may be a service).
fn belongs_beside(draft: &TemplateDraft, wide: &TemplateDraft, base: Option<&TemplateDraft>, is_solid: bool) -> bool {
    let Some(base) = base else { return false };
    let own: BTreeSet<_> = base.labels.values().map(|l| &l.identity).collect();
    let disjoint = draft.labels.values().all(|label| label.sure && !own.contains(&label.identity));
    disjoint && (is_solid || is_behind(draft, wide))
}

/// Whether the words that become part of the name are behind it: `stg-osl` and `prod-osl` next to a single `prod`.
fn is_behind(draft: &TemplateDraft, wide: &TemplateDraft) -> bool {
    around(draft).map(|(before, _)| before) == around(wide).map(|(before, _)| before)
}

/// In other directories: the environment is known by that name, or the words are the same in many directories.
fn belongs(
    draft: &TemplateDraft,
    wide: &TemplateDraft,
    kinds: &BTreeMap<(NameLocation, Affixes), AffixGroup>,
    is_solid: bool,
) -> bool {
    let kind = |draft: &TemplateDraft| kinds.get(&(draft.place, around(draft)?));
    let Some(base) = kind(wide) else { return false };
    if wide.labels.keys().any(|spelled| base.spelled.contains(spelled)) {
        return true;
    }
    let open = wide.place == NameLocation::FileName && around(wide).is_some_and(|(before, _)| before.is_empty());
    is_solid
        && !open
        && kind(draft)
            .is_some_and(|own| own.places > 1 && base.places > 1 && own.identities.is_disjoint(&base.identities))
}

fn kinds(solid: &[TemplateDraft]) -> BTreeMap<(NameLocation, Affixes), AffixGroup> {
    let mut kinds: BTreeMap<(NameLocation, Affixes), AffixGroup> = BTreeMap::new();
    for draft in solid {
        let Some(around) = around(draft) else { continue };
        let kind = kinds.entry((draft.place, around)).or_default();
        kind.places += 1;
        kind.spelled.extend(draft.labels.keys().cloned());
        kind.identities.extend(draft.labels.values().map(|l| l.identity.clone()));
    }
    kinds
}

/// The draft with the fewest words around `{env}` added to the name that make it `good`.
fn widest(draft: &TemplateDraft, good: impl Fn(&TemplateDraft) -> bool) -> Option<TemplateDraft> {
    let around = around(draft)?;
    narrower(&around).into_iter().map(|base| widened(draft, &around, &base)).find(|wide| spellable(wide) && good(wide))
}

/// Whether the longer names have no border at an end.
fn spellable(draft: &TemplateDraft) -> bool {
    draft
        .labels
        .keys()
        .all(|spelled| is_spellable(spelled) && !spelled.starts_with(is_border) && !spelled.ends_with(is_border))
}

fn around(draft: &TemplateDraft) -> Option<Affixes> {
    let Part::One(pieces) = draft.parts.get(draft.env_at())? else { return None };
    let at = pieces.iter().position(|p| *p == Piece::Env)?;
    let text = |pieces: &[Piece]| match pieces {
        [] => Some(String::new()),
        [Piece::Text(text)] => Some(text.clone()),
        _ => None,
    };
    Some((text(&pieces[..at])?, text(&pieces[at + 1..])?))
}

/// The affixes with words next to `{env}` cut off at a border, the nearest first.
fn narrower((before, behind): &Affixes) -> Vec<Affixes> {
    let borders = before.char_indices().filter(|(_, c)| is_border(*c)).map(|(at, c)| at + c.len_utf8());
    let mut ends: Vec<usize> = std::iter::once(0).chain(borders).collect();
    ends.reverse();
    let stem = searched(behind).unwrap_or(behind.len());
    let mut starts = vec![0];
    if behind.starts_with(['-', '_']) {
        let borders = behind[..stem].char_indices().filter(|(at, c)| *at > 0 && is_border(*c)).map(|(at, _)| at);
        starts.extend(borders.chain([stem]));
    }
    let mut out = Vec::new();
    for end in ends {
        for start in &starts {
            let same = (end, *start) == (before.len(), 0);
            let cut = before[end..].trim_end_matches(is_border);
            if !same && !is_never(&behind[..*start]) && !is_file_word(cut) {
                out.push((before[..end].to_owned(), behind[*start..].to_owned()));
            }
        }
    }
    out
}

fn widened(draft: &TemplateDraft, around: &Affixes, base: &Affixes) -> TemplateDraft {
    let before = &around.0[base.0.len()..];
    let behind = &around.1[..around.1.len() - base.1.len()];
    let mut wide = draft.clone();
    let at = wide.env_at();
    wide.parts[at] = Part::One(env_pieces(&base.0, &base.1));
    wide.labels.clear();
    for (spelled, label) in &draft.labels {
        let parts = [before.trim_matches(is_border), label.identity.1.as_str(), behind.trim_matches(is_border)];
        let parts: Vec<String> = parts.into_iter().filter(|p| !p.is_empty()).map(str::to_lowercase).collect();
        let mut label = label.clone();
        label.identity.1 = parts.join("-");
        wide.labels.insert(format!("{before}{spelled}{behind}"), label);
    }
    wide
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_cut_up_to_borders() {
        let cuts = narrower(&("values-acme-".into(), "-eu.yaml".into()));
        assert_eq!(cuts[0], ("values-acme-".into(), ".yaml".into()));
        assert!(cuts.contains(&("values-".into(), "-eu.yaml".into())));
        assert!(cuts.contains(&(String::new(), ".yaml".into())));
        assert!(narrower(&("values-".into(), "-secrets.yaml".into())).iter().all(|(_, behind)| behind != ".yaml"));
    }
}
