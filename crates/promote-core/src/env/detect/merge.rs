//! Merging shapes that differ in one place: that place becomes a capture, named after the directory above.

use std::collections::{BTreeMap, BTreeSet};

use super::NameLocation;
use super::shape::{Label, Part, Piece, TemplateDraft};
use super::words::{is_border, is_file_word, is_region_name};

/// Deeper segments are never merged.
const DEEPEST: usize = 12;
/// A place where shapes may differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum MergeSite {
    /// A whole segment.
    Segment(usize),
    /// The text before `{env}` in a segment.
    Before(usize),
    /// The text after `{env}` in a segment.
    After(usize),
}

/// All sites, the outermost first.
pub(super) fn sites(drafts: &[TemplateDraft]) -> Vec<MergeSite> {
    let deepest = drafts.iter().map(|d| d.parts.len()).max().unwrap_or_default().min(DEEPEST);
    (0..deepest).flat_map(|i| [MergeSite::Segment(i), MergeSite::Before(i), MergeSite::After(i)]).collect()
}

/// A shape without the text at a site.
type CutShape = (NameLocation, Vec<Part>);
/// That text, and the shape it was cut from.
type Member<'d> = (String, &'d TemplateDraft);

/// The text at `site`, and the shape with a capture instead.
pub(super) fn cut(draft: &TemplateDraft, site: MergeSite) -> Option<(CutShape, String)> {
    let hole = Piece::Capture(String::new());
    let (at, pieces, value) = match site {
        MergeSite::Segment(i) => {
            let value = draft.parts.get(i)?.literal()?;
            // After the environment, a capture would also match the neighbouring files, unless the file name contains
            // the environment again.
            if i > draft.env_at() && !draft.parts.last().is_some_and(Part::has_env) {
                return None;
            }
            (i, vec![hole], value.to_owned())
        }
        MergeSite::Before(i) => {
            let Part::One(pieces) = draft.parts.get(i)? else { return None };
            let [Piece::Text(before), Piece::Env, rest @ ..] = pieces.as_slice() else { return None };
            let border = before.chars().next_back().filter(|c| is_border(*c))?;
            let value = &before[..before.len() - border.len_utf8()];
            let mut general = vec![hole, Piece::Text(border.to_string()), Piece::Env];
            general.extend_from_slice(rest);
            (i, general, variable(value)?)
        }
        MergeSite::After(i) => {
            let Part::One(pieces) = draft.parts.get(i)? else { return None };
            let [first @ .., Piece::Env, Piece::Text(behind)] = pieces.as_slice() else { return None };
            let border = behind.chars().next().filter(|c| *c == '-' || *c == '_')?;
            let (value, ending) = behind[1..].split_at(behind[1..].find('.').unwrap_or(behind.len() - 1));
            let mut general = first.to_vec();
            general.extend([Piece::Env, Piece::Text(border.to_string()), hole]);
            general.extend((!ending.is_empty()).then(|| Piece::Text(ending.to_owned())));
            (i, general, variable(value)?)
        }
    };
    let mut parts = draft.parts.clone();
    parts[at] = Part::One(pieces);
    if !matches!(site, MergeSite::After(_)) {
        parts.iter_mut().skip((at + 1).max(draft.env_at())).for_each(|part| repeat(part, &value));
    }
    Some(((draft.place, parts), value))
}

/// Replaces the value by the capture where the segment with `{env}` or a later one repeats it: `web/web-{env}.yaml`.
fn repeat(part: &mut Part, value: &str) {
    let Part::One(pieces) = part else { return };
    let mut out: Vec<Piece> = Vec::new();
    for piece in pieces.drain(..) {
        let Piece::Text(text) = piece else {
            out.push(piece);
            continue;
        };
        match occurrence(&text, value) {
            Some(at) => {
                let (before, behind) = (&text[..at], &text[at + value.len()..]);
                out.extend((!before.is_empty()).then(|| Piece::Text(before.to_owned())));
                out.push(Piece::Capture(String::new()));
                out.extend((!behind.is_empty()).then(|| Piece::Text(behind.to_owned())));
            }
            None => out.push(Piece::Text(text)),
        }
    }
    *pieces = out;
}

/// Where a text has a value between borders, with something else beside it.
fn occurrence(text: &str, value: &str) -> Option<usize> {
    let at = text.find(value)?;
    let (before, behind) = (&text[..at], &text[at + value.len()..]);
    let free = before.chars().next_back().is_none_or(is_border) && behind.chars().next().is_none_or(is_border);
    (free && value.len() > 1).then_some(at)
}

fn variable(value: &str) -> Option<String> {
    (!value.is_empty() && !is_file_word(value)).then(|| value.to_owned())
}

/// The most shapes that merging at `site` can save.
pub(super) fn most_saved(drafts: &[TemplateDraft], site: MergeSite) -> usize {
    let keys: Vec<CutShape> = drafts.iter().filter_map(|draft| Some(cut(draft, site)?.0)).collect();
    keys.len() - keys.iter().collect::<BTreeSet<_>>().len()
}

/// The number of shapes saved by merging at `site`, and the resulting shapes.
pub(super) fn merge_at(drafts: &[TemplateDraft], site: MergeSite) -> (usize, Vec<TemplateDraft>) {
    let mut groups: BTreeMap<CutShape, Vec<Member>> = BTreeMap::new();
    let known: BTreeSet<&Vec<Part>> = drafts.iter().filter(|d| d.is_general()).map(|d| &d.parts).collect();
    let mut out: Vec<TemplateDraft> = Vec::new();
    for draft in drafts {
        match cut(draft, site) {
            Some((key, value)) => groups.entry(key).or_default().push((value, draft)),
            None => out.push(draft.clone()),
        }
    }
    for ((place, parts), members) in groups {
        let (one, rest) = agreeing(members);
        let enough = one.first().is_some_and(|(_, first)| one.len() >= needed(first, site));
        let general = enough.then(|| merged(place, parts, &one, site));
        // The same template with other spellings is kept separate: a template can be listed only once.
        if let Some(general) = general.filter(|g| !known.contains(&g.parts)) {
            out.push(general);
            out.extend(rest.into_iter().map(|(_, d)| d.clone()));
        } else {
            out.extend(one.into_iter().chain(rest).map(|(_, d)| d.clone()));
        }
    }
    (drafts.len() - out.len(), out)
}

/// The largest subset that spells its environments alike: a template has one spelling for each.
fn agreeing(members: Vec<Member>) -> (Vec<Member>, Vec<Member>) {
    let mut companies: Vec<(TemplateDraft, Vec<Member>)> = Vec::new();
    for (value, draft) in members {
        match companies.iter_mut().take(8).find(|(all, _)| all.agrees(draft) && meets(all, draft)) {
            Some((all, company)) => {
                all.absorb(draft);
                company.push((value, draft));
            }
            None => companies.push((draft.clone(), vec![(value, draft)])),
        }
    }
    companies.sort_by_key(|(_, company)| std::cmp::Reverse(company.len()));
    let mut companies = companies.into_iter().map(|(_, company)| company);
    (companies.next().unwrap_or_default(), companies.flatten().collect())
}

/// Whether two places may be of one kind: names that no word tells must have one in common.
fn meets(all: &TemplateDraft, draft: &TemplateDraft) -> bool {
    let known = |label: &Label| all.labels.values().any(|other| other.identity == label.identity);
    let told = |draft: &TemplateDraft| draft.labels.values().any(|label| label.class.is_some());
    told(all) && told(draft) || draft.labels.values().any(known)
}

/// The minimum number of differing values for a capture.
fn needed(draft: &TemplateDraft, site: MergeSite) -> usize {
    let env_at = draft.env_at();
    match site {
        // The first directories describe the repository; they are kept unless there are many.
        MergeSite::Segment(0) if is_anchored(draft, env_at) => 3,
        MergeSite::Segment(0) => 6,
        MergeSite::Segment(i) if i > env_at => 3,
        _ => 2,
    }
}

/// Whether the template keeps literal text if the first segment becomes a capture.
fn is_anchored(draft: &TemplateDraft, env_at: usize) -> bool {
    let between = draft.parts.iter().take(env_at).skip(1).any(|part| part.literal().is_some());
    between || matches!(draft.parts.get(env_at), Some(Part::One(p)) if p.len() > 1 && p[0] != Piece::Env)
}

fn merged(place: NameLocation, mut parts: Vec<Part>, members: &[Member], site: MergeSite) -> TemplateDraft {
    let at = match site {
        MergeSite::Segment(i) | MergeSite::Before(i) | MergeSite::After(i) => i,
    };
    let above = at.checked_sub(1).and_then(|i| parts[i].literal());
    let values: Vec<&str> = members.iter().map(|(value, _)| value.as_str()).collect();
    let otherwise = match site {
        MergeSite::Segment(0) => "app",
        MergeSite::Segment(_) => "part",
        _ if place == NameLocation::Directory && at + 1 < parts.len() => "app",
        _ => "service",
    };
    let name = capture_name(above, &values, otherwise, &captures(&parts));
    parts.iter_mut().for_each(|part| fill(part, &name));
    let mut draft = TemplateDraft { parts, place, labels: BTreeMap::new() };
    for (_, member) in members {
        draft.absorb(member);
    }
    draft
}

/// Sets the name of the unnamed captures.
fn fill(part: &mut Part, name: &str) {
    let Part::One(pieces) = part else { return };
    for piece in pieces {
        if matches!(piece, Piece::Capture(n) if n.is_empty()) {
            *piece = Piece::Capture(name.to_owned());
        }
    }
}

/// The names of the captures in a shape.
pub(super) fn captures(parts: &[Part]) -> Vec<String> {
    let mut names = Vec::new();
    for part in parts {
        match part {
            Part::Deep(name) => names.push(name.clone()),
            Part::One(pieces) => names.extend(pieces.iter().filter_map(|p| match p {
                Piece::Capture(name) => Some(name.clone()),
                _ => None,
            })),
            Part::Rest => {}
        }
    }
    names
}

/// Irregular plurals, and directory names with a better capture name.
const SPECIAL: &[(&str, &str)] = &[
    ("applications", "app"),
    ("configs", "config"),
    ("config", "service"),
    ("conf", "service"),
    ("services", "service"),
    ("microservices", "service"),
    ("kubernetes", "app"),
    ("k8s", "app"),
    ("deploy", "app"),
    ("deployments", "app"),
    ("helm", "chart"),
    ("argocd", "app"),
    ("infra", "stack"),
    ("infrastructure", "stack"),
    ("terraform", "stack"),
];

/// An unused name for the values `values` that vary below `above`.
pub(super) fn capture_name(above: Option<&str>, values: &[&str], otherwise: &str, taken: &[String]) -> String {
    let name = if !values.is_empty() && values.iter().all(|value| is_region_name(value)) {
        "region".to_owned()
    } else {
        above.and_then(singular).unwrap_or_else(|| otherwise.to_owned())
    };
    let name = if name == "env" || name == "environment" { otherwise.to_owned() } else { name };
    let free = |candidate: &String| !taken.contains(candidate);
    std::iter::once(name.clone()).chain((2..).map(|n| format!("{name}{n}"))).find(free).unwrap_or(name)
}

/// The singular of a plural.
fn singular(word: &str) -> Option<String> {
    let word = word.to_ascii_lowercase();
    if let Some((_, name)) = SPECIAL.iter().find(|(plural, _)| *plural == word) {
        return Some((*name).to_owned());
    }
    let name = if let Some(stem) = word.strip_suffix("ies") {
        format!("{stem}y")
    } else if let Some(stem) = word.strip_suffix("sses").or_else(|| word.strip_suffix("xes")) {
        word[..stem.len() + word.len() - stem.len() - 2].to_owned()
    } else if word.ends_with("ss") || word.ends_with("us") || word.ends_with("is") {
        return None;
    } else {
        word.strip_suffix('s')?.to_owned()
    };
    let plain = name.len() > 1 && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_');
    plain.then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn captures_are_named_after_the_directory_above() {
        assert_eq!(capture_name(Some("apps"), &["web", "api"], "part", &[]), "app");
        assert_eq!(capture_name(Some("applications"), &["web"], "part", &[]), "app");
        assert_eq!(capture_name(Some("policies"), &["web"], "part", &[]), "policy");
        assert_eq!(capture_name(Some("boxes"), &["a"], "part", &[]), "box");
        assert_eq!(capture_name(Some("static"), &["beta", "stable"], "part", &[]), "part");
        assert_eq!(capture_name(Some("clusters"), &["eu-west-1", "us-east-1"], "part", &[]), "region");
        assert_eq!(capture_name(Some("envs"), &["a"], "part", &[]), "part");
        assert_eq!(capture_name(Some("apps"), &["a"], "part", &["app".into(), "app2".into()]), "app3");
        assert_eq!(capture_name(None, &["a"], "app", &[]), "app");
    }
}
