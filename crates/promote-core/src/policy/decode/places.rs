//! No file may belong to two environments: if one branch holds several, each template must distinguish
//! them. Otherwise a promotion into one would change the other and bypass its rules.

use std::collections::{BTreeSet, HashMap};

use super::Located;
use super::diagnostics::{Diagnostics, shown};
use super::environments::EnvironmentDraft;
use super::files::FilesDraft;
use crate::env::keys::{clash, overlap};
use crate::env::template::Template;
use promote_model::text::enumerate;
use promote_model::{Key, Step};

/// A branch, and the paths of a template in an environment of it.
type ClaimedPath<'d> = (Option<&'d str>, String);

/// The claims on these paths so far: environments and templates, by index.
#[derive(Default)]
struct Claimed {
    /// The first claim on whole files.
    whole: Option<(usize, usize)>,
    /// The claims on key prefixes (as shown, and as written in files).
    parts: Vec<(usize, usize, (Key, Key))>,
}

/// The maximum number of comparisons of prefixes: more than any real policy needs; the limit protects against attacks.
const MAX_COMPARISONS: usize = 5_000_000;

pub(super) fn check(notes: &mut Diagnostics, files: &FilesDraft, drafts: &[EnvironmentDraft]) {
    let mut places: HashMap<ClaimedPath, Claimed> = HashMap::new();
    let mut comparisons = 0;
    // Pairs of environments, with the templates that give both the same files.
    let mut alike: HashMap<(usize, usize), BTreeSet<usize>> = HashMap::new();
    for (e, draft) in drafts.iter().enumerate() {
        let branch = draft.branch.as_ref().map(|b| b.value.as_str());
        for (t, template) in files.templates.iter().enumerate() {
            let paths = resolve(&template.value, draft);
            if let Some(part) = odd_part(&paths) {
                let name = shown(&draft.name.value);
                notes.add(template.at, format!("for '{name}' this path is '{}': {part}", shown(&paths)));
            }
            let claimed = places.entry((branch, anonymous(&paths))).or_default();
            comparisons += claimed.parts.len();
            if comparisons > MAX_COMPARISONS {
                notes.add(template.at, "too many key prefixes for the same files");
                return;
            }
            let (other, same) = claimed.add(e, t, prefix(&template.value, draft));
            if let Some(first) = other {
                alike.entry((first, e)).or_default().insert(t);
            }
            if let Some(first) = same {
                let at = files.keys_at.get(&t).copied().unwrap_or(template.at);
                let first = files.templates[first].value.shown();
                // Identical templates are reported as duplicates already.
                if first != template.value.shown() {
                    notes.add(at, format!("this may claim the same keys as {}", shown(&first)));
                }
            }
        }
    }
    report(notes, files, drafts, alike);
}

impl Claimed {
    /// Adds a claim. Returns an earlier environment that claims a part of it, and an earlier template of the same
    /// environment that does, if one of the two has `keys:`.
    fn add(&mut self, e: usize, t: usize, prefix: Option<(Key, Key)>) -> (Option<usize>, Option<usize>) {
        let (mut other, mut same) = (None, None);
        let mut met = |(env, template): (usize, usize), keyed: bool| match env == e {
            false => other = other.or(Some(env)),
            true if keyed && template != t => same = same.or(Some(template)),
            true => {}
        };
        if let Some(whole) = self.whole {
            met(whole, prefix.is_some());
        }
        for (env, template, theirs) in &self.parts {
            let meets = match &prefix {
                None => true,
                Some(ours) if *env == e => clash(ours, theirs),
                Some(ours) => overlap(&ours.1, &theirs.1),
            };
            if meets {
                met((*env, *template), true);
            }
        }
        match prefix {
            None => self.whole = self.whole.or(Some((e, t))),
            Some(prefix) => self.parts.push((e, t, prefix)),
        }
        (other, same)
    }
}

/// The key prefix of a template in an environment.
fn prefix(template: &Template, draft: &EnvironmentDraft) -> Option<(Key, Key)> {
    let value = |name: &str| draft.value(template, name).map(str::to_owned);
    Some(template.keys.as_ref()?.bind(&value, &|_| None))
}

fn report(
    notes: &mut Diagnostics,
    files: &FilesDraft,
    drafts: &[EnvironmentDraft],
    alike: HashMap<(usize, usize), BTreeSet<usize>>,
) {
    let mut by_template: HashMap<usize, BTreeSet<usize>> = HashMap::new();
    for ((a, b), templates) in alike {
        if templates.len() == files.templates.len() && files.templates.iter().all(|t| is_bound(t, drafts)) {
            let (a, b) = (&drafts[a].name, &drafts[b].name);
            let message =
                format!("'{}' has the same files on the same branch as '{}'", shown(&b.value), shown(&a.value));
            notes.add(b.at, message);
        } else {
            for t in templates {
                by_template.entry(t).or_default().extend([a, b]);
            }
        }
    }
    for (t, environments) in by_template {
        let template = &files.templates[t];
        let names: Vec<String> =
            environments.iter().take(4).map(|e| format!("'{}'", shown(&drafts[*e].name.value))).collect();
        let more = if environments.len() > names.len() { " and others" } else { "" };
        let hint = if is_bound(template, drafts) {
            "distinguish them by 'with', or give each a 'branch'"
        } else {
            "add {env} to the template, or give each environment a 'branch'"
        };
        let what = if template.value.keys.is_some() { "keys" } else { "files" };
        notes.add(
            template.at,
            format!("these {what} belong to several environments: {}{more}; {hint}", names.join(", ")),
        );
    }
}

/// Whether a capture of the template is bound in any environment.
fn is_bound(template: &Located<Template>, drafts: &[EnvironmentDraft]) -> bool {
    template.value.captures().iter().any(|c| drafts.iter().any(|d| d.bound(c).is_some()))
}

/// The template's text with every bound capture replaced.
fn resolve(template: &Template, draft: &EnvironmentDraft) -> String {
    let mut paths = template.text.clone();
    for capture in template.captures() {
        let Some(text) = draft.value(template, capture) else { continue };
        paths = paths.replace(&format!("{{{capture}}}"), text).replace(&format!("{{{capture}**}}"), text);
    }
    paths
}

/// An invalid part of a path, which a binding may introduce.
fn odd_part(paths: &str) -> Option<&'static str> {
    paths.split('/').find_map(|part| match part {
        "" => Some("a segment is empty"),
        "." | ".." => Some("'.' and '..' cannot be segments of a path"),
        _ => None,
    })
}

/// The paths of a template in an environment, without the names of unbound captures.
pub(super) fn paths(template: &Template, draft: &EnvironmentDraft) -> String {
    anonymous(&resolve(template, draft))
}

/// The paths with unbound captures as wildcards.
fn anonymous(paths: &str) -> String {
    let mut out = String::with_capacity(paths.len());
    let mut rest = paths;
    while let Some((before, behind)) = rest.split_once('{') {
        out.push_str(before);
        let Some((name, after)) = behind.split_once('}') else { break };
        out.push_str(if name.ends_with("**") { "**" } else { "*" });
        rest = after;
    }
    out.push_str(rest);
    out
}

/// Checks `keys:` against the environments: a capture is bound in all or none, and no step is empty.
pub(super) fn check_keys(notes: &mut Diagnostics, files: &FilesDraft, drafts: &[EnvironmentDraft]) {
    for (template, at) in &files.keys_at {
        let Some(template) = files.templates.get(*template).map(|template| &template.value) else { continue };
        let Some(keys) = &template.keys else { continue };
        let (parts, in_path) = (keys.parts(), template.path_captures());
        for capture in keys.captures() {
            let (bound, free): (Vec<&EnvironmentDraft>, Vec<&EnvironmentDraft>) =
                drafts.iter().partition(|draft| draft.value(template, capture).is_some());
            let names = |drafts: &[&EnvironmentDraft]| {
                let names: Vec<String> = drafts.iter().take(3).map(|d| format!("'{}'", shown(&d.name.value))).collect();
                enumerate(&names, "and")
            };
            if parts.contains(&capture) && !free.is_empty() {
                let message = format!(
                    "{{{capture}}} is a part of a step, so 'with' must bind it in {}; only a whole step can match any name",
                    names(&free)
                );
                notes.add(*at, message);
            } else if !bound.is_empty() && !free.is_empty() && !in_path.contains(&capture) {
                let message = format!(
                    "{{{capture}}} is bound in {} but not in {}; bind it in every environment or in none",
                    names(&bound),
                    names(&free)
                );
                notes.add(*at, message);
            }
        }
        for draft in drafts {
            let (_, real) = keys.bind(&|name| draft.value(template, name).map(str::to_owned), &|_| None);
            if real.steps().iter().any(|step| matches!(step, Step::Name(name) if name.is_empty())) {
                let name = shown(&draft.name.value);
                notes.add(*at, format!("for '{name}' this is '{}': a step is empty", shown(&real.to_string())));
            }
        }
    }
}
