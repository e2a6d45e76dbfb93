//! No file may match two environments of one branch that spell the same characters of its path: it would belong to
//! neither. `places` finds templates that have the same paths; this finds templates that share only some
//! (`apps/*/live.yaml` and `apps/**/live.yaml`).

use std::collections::{BTreeMap, HashSet};

use super::Located;
use super::diagnostics::{Diagnostics, shown};
use super::environments::EnvironmentDraft;
use super::files::FilesDraft;
use super::places::paths;
use crate::env::layout::{Bindings, Matcher, Standing, equal_path, spelled_text};
use crate::env::template::Template;

/// A template of an environment: both by index.
type Bound = (usize, usize);

/// The maximum number of comparisons; the limit protects against attacks.
const MAX_COMPARISONS: usize = 20_000;

struct Overlaps<'d> {
    files: &'d FilesDraft,
    drafts: &'d [EnvironmentDraft],
    bindings: Vec<Bindings>,
    templates: Vec<Template>,
    exclusions: Vec<Template>,
}

pub(super) fn check(notes: &mut Diagnostics, files: &FilesDraft, drafts: &[EnvironmentDraft]) {
    let values = |list: &[Located<Template>]| list.iter().map(|template| template.value.clone()).collect();
    let overlaps = Overlaps {
        files,
        drafts,
        bindings: drafts.iter().map(EnvironmentDraft::bindings).collect(),
        templates: values(&files.templates),
        exclusions: values(&files.exclusions),
    };
    let (mut reported, mut comparisons) = (HashSet::new(), 0);
    for group in overlaps.groups() {
        for (index, ours) in group.iter().enumerate() {
            for theirs in group[..index].iter().filter(|theirs| theirs.0 != ours.0) {
                let pair = (ours.1.min(theirs.1), ours.1.max(theirs.1));
                if reported.contains(&pair) {
                    continue;
                }
                comparisons += 1;
                if comparisons > MAX_COMPARISONS {
                    notes.add(files.templates[pair.1].at, "too many templates for the same files");
                    return;
                }
                if let Some(path) = overlaps.shared(*ours, *theirs) {
                    reported.insert(pair);
                    overlaps.report(notes, *ours, *theirs, &path);
                }
            }
        }
    }
}

impl Overlaps<'_> {
    /// The bound templates that may spell a path equally: on one branch, with the same text.
    fn groups(&self) -> Vec<Vec<Bound>> {
        let mut groups: BTreeMap<(Option<&str>, String), Vec<Bound>> = BTreeMap::new();
        for (e, bindings) in self.bindings.iter().enumerate() {
            for (t, template) in self.templates.iter().enumerate() {
                groups.entry((self.branch(e), spelled_text(template, bindings))).or_default().push((e, t));
            }
        }
        groups.into_values().filter(|group| group.iter().any(|bound| bound.0 != group[0].0)).collect()
    }

    fn branch(&self, environment: usize) -> Option<&str> {
        self.drafts[environment].branch.as_ref().map(|branch| branch.value.as_str())
    }

    /// A file that both match and neither owns.
    fn shared(&self, ours: Bound, theirs: Bound) -> Option<String> {
        let resolved = |(e, t): Bound| paths(&self.templates[t], &self.drafts[e]);
        // `places` has compared these, with their keys.
        if resolved(ours) == resolved(theirs) {
            return None;
        }
        let [a, b] = [ours, theirs].map(|(e, t)| (&self.templates[t], &self.bindings[e]));
        let path = equal_path(a, b)?;
        // Another template, an exclusion or `keys` may decide.
        [ours.0, theirs.0].into_iter().all(|e| self.standing(e, &path) == Some(Standing::Contested)).then_some(path)
    }

    fn standing(&self, environment: usize, path: &str) -> Option<Standing> {
        let others = (0..self.bindings.len()).filter(|e| *e != environment && self.branch(*e) == self.branch(environment));
        let others: Vec<Bindings> = others.map(|e| self.bindings[e].clone()).collect();
        let matcher = Matcher::new(&self.templates, &self.exclusions, &self.bindings[environment], &others, &[]);
        matcher.standing(path)
    }

    fn report(&self, notes: &mut Diagnostics, ours: Bound, theirs: Bound, path: &str) {
        let (first, last) = if theirs.1 <= ours.1 { (theirs, ours) } else { (ours, theirs) };
        let name = |bound: Bound| shown(&self.drafts[bound.0].name.value);
        let whose = match first.1 == last.1 {
            true => format!("in '{}'", name(first)),
            false => format!("{} in '{}'", shown(&self.templates[first.1].shown()), name(first)),
        };
        let message = format!(
            "in '{}' this matches some files of {whose}, like '{}', which would belong to neither environment; \
             distinguish their paths, or give each environment a 'branch'",
            name(last),
            shown(path),
        );
        notes.add(self.files.templates[last.1].at, message);
    }
}
