//! No file belongs to two environments: where one branch holds several, each template must tell
//! them apart. Else a promotion into one would change the other, past the other's rules.

use std::collections::{BTreeSet, HashMap};

use super::Placed;
use super::environments::Draft;
use super::files::Files;
use super::notes::{Notes, shown};
use crate::env::template::Template;

/// A branch and the paths of a template in an environment of it.
type Place<'d> = (Option<&'d str>, String);

pub(super) fn check(notes: &mut Notes, files: &Files, drafts: &[Draft]) {
    let mut owner: HashMap<Place, (usize, usize)> = HashMap::new();
    // Pairs of environments, with the templates that both read alike.
    let mut alike: HashMap<(usize, usize), BTreeSet<usize>> = HashMap::new();
    for (e, draft) in drafts.iter().enumerate() {
        let branch = draft.branch.as_ref().map(|b| b.value.as_str());
        for (t, template) in files.templates.iter().enumerate() {
            let paths = resolve(&template.value, draft);
            if let Some(part) = odd_part(&paths) {
                let name = shown(&draft.name.value);
                notes.add(template.at, format!("for '{name}' this is '{}', where {part}", shown(&paths)));
            }
            let (first, _) = *owner.entry((branch, anonymous(&paths))).or_insert((e, t));
            if first != e {
                alike.entry((first, e)).or_default().insert(t);
            }
        }
    }
    report(notes, files, drafts, alike);
}

fn report(notes: &mut Notes, files: &Files, drafts: &[Draft], alike: HashMap<(usize, usize), BTreeSet<usize>>) {
    let mut by_template: HashMap<usize, BTreeSet<usize>> = HashMap::new();
    for ((a, b), templates) in alike {
        if templates.len() == files.templates.len() && files.templates.iter().all(|t| is_bound(t, drafts)) {
            let (a, b) = (&drafts[a].name, &drafts[b].name);
            let message = format!(
                "'{}' is the same place as '{}': the same files of the same branch",
                shown(&b.value),
                shown(&a.value)
            );
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
            "tell them apart by 'with', or give each a 'branch'"
        } else {
            "put {env} into the template, or give each environment a 'branch'"
        };
        notes.add(template.at, format!("these files belong to {}{more} at once; {hint}", names.join(", ")));
    }
}

/// Whether some capture of the template is bound in some environment.
fn is_bound(template: &Placed<Template>, drafts: &[Draft]) -> bool {
    template.value.captures().iter().any(|c| drafts.iter().any(|d| d.bound(c).is_some()))
}

/// The template's text with every bound capture replaced.
fn resolve(template: &Template, draft: &Draft) -> String {
    let mut paths = template.text.clone();
    for capture in template.captures() {
        let spelled = (capture == "env").then(|| template.spelled.get(&draft.name.value)).flatten();
        let Some(text) = spelled.map(String::as_str).or_else(|| draft.bound(capture)) else { continue };
        paths = paths.replace(&format!("{{{capture}}}"), text).replace(&format!("{{{capture}**}}"), text);
    }
    paths
}

/// What no path has, and what a binding can bring about.
fn odd_part(paths: &str) -> Option<&'static str> {
    paths.split('/').find_map(|part| match part {
        "" => Some("a part between slashes is empty"),
        "." | ".." => Some("'.' or '..' is no part of a path in a repository"),
        _ => None,
    })
}

/// What is still free is alike, however it is called.
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
