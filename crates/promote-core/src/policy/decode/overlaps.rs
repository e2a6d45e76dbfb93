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

/// A template of an environment, both by index, and its paths.
type Bound = (usize, usize, String);

/// The maximum numbers of comparisons, and of common paths that belong to one of the environments after all. The limits
/// protect against attacks.
const MAX_COMPARISONS: usize = 5_000_000;
const MAX_PATHS: usize = 500;

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
    overlaps.check(notes);
}

impl Overlaps<'_> {
    fn check(&self, notes: &mut Diagnostics) {
        let (mut reported, mut comparisons, mut paths) = (HashSet::new(), 0, 0);
        for group in self.groups() {
            for (index, ours) in group.iter().enumerate() {
                // `places` has compared templates with the same paths, and their keys.
                for theirs in group[..index].iter().filter(|theirs| theirs.0 != ours.0 && theirs.2 != ours.2) {
                    let pair = (ours.1.min(theirs.1), ours.1.max(theirs.1));
                    comparisons += 1;
                    if comparisons > MAX_COMPARISONS || paths > MAX_PATHS {
                        return notes.add(self.files.templates[pair.1].at, "too many templates for the same files");
                    }
                    if reported.contains(&pair) {
                        continue;
                    }
                    let Some(path) = self.equal_path(ours, theirs) else { continue };
                    paths += 1;
                    if self.is_contested(ours.0, &path) && self.is_contested(theirs.0, &path) {
                        reported.insert(pair);
                        self.report(notes, ours, theirs, &path);
                    }
                }
            }
        }
    }

    /// The bound templates that may spell a path equally: on one branch, with the same text.
    fn groups(&self) -> Vec<Vec<Bound>> {
        let mut groups: BTreeMap<(Option<&str>, String), Vec<Bound>> = BTreeMap::new();
        for (e, (draft, bindings)) in self.drafts.iter().zip(&self.bindings).enumerate() {
            for (t, template) in self.templates.iter().enumerate() {
                let key = (self.branch(e), spelled_text(template, bindings));
                groups.entry(key).or_default().push((e, t, paths(template, draft)));
            }
        }
        groups.into_values().filter(|group| group.iter().any(|bound| bound.0 != group[0].0)).collect()
    }

    fn branch(&self, environment: usize) -> Option<&str> {
        self.drafts[environment].branch.as_ref().map(|branch| branch.value.as_str())
    }

    fn equal_path(&self, ours: &Bound, theirs: &Bound) -> Option<String> {
        let bound = |bound: &Bound| (&self.templates[bound.1], &self.bindings[bound.0]);
        equal_path(bound(ours), bound(theirs))
    }

    /// Whether a file belongs to none of the environments that match it: no other template decides, and no exclusion.
    fn is_contested(&self, environment: usize, path: &str) -> bool {
        let here = |e: &usize| *e != environment && self.branch(*e) == self.branch(environment);
        let others: Vec<Bindings> = (0..self.bindings.len()).filter(here).map(|e| self.bindings[e].clone()).collect();
        let matcher = Matcher::new(&self.templates, &self.exclusions, &self.bindings[environment], &others, &[]);
        matcher.standing(path) == Some(Standing::Contested)
    }

    fn report(&self, notes: &mut Diagnostics, ours: &Bound, theirs: &Bound, path: &str) {
        let (first, last) = if theirs.1 <= ours.1 { (theirs, ours) } else { (ours, theirs) };
        let name = |bound: &Bound| shown(&self.drafts[bound.0].name.value);
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
