//! `keys:` beside the environments: a capture of a prefix means one thing, and every step has a name.

use super::environments::Draft;
use super::files::Files;
use super::notes::{Notes, shown};
use super::places::value;
use promote_model::Step;
use promote_model::text::enumerate;

pub(super) fn check(notes: &mut Notes, files: &Files, drafts: &[Draft]) {
    for (template, at) in &files.keys_at {
        let Some(template) = files.templates.get(*template).map(|template| &template.value) else { continue };
        let Some(keys) = &template.keys else { continue };
        let (parts, in_path) = (keys.parts(), template.path_captures());
        for capture in keys.captures() {
            let (bound, free): (Vec<&Draft>, Vec<&Draft>) =
                drafts.iter().partition(|draft| value(template, draft, capture).is_some());
            let names = |drafts: &[&Draft]| {
                let names: Vec<String> = drafts.iter().take(3).map(|d| format!("'{}'", shown(&d.name.value))).collect();
                enumerate(&names, "and")
            };
            if parts.contains(&capture) && !free.is_empty() {
                let message = format!(
                    "{{{capture}}} is a part of a step, so 'with' must say what it stands for in {}; what stands for any name is a step of its own",
                    names(&free)
                );
                notes.add(*at, message);
            } else if !bound.is_empty() && !free.is_empty() && !in_path.contains(&capture) {
                let message = format!(
                    "{{{capture}}} stands for one name in {} and for any in {}; give every environment a 'with' for it, or none",
                    names(&bound),
                    names(&free)
                );
                notes.add(*at, message);
            }
        }
        for draft in drafts {
            let (_, real) = keys.bind(&|name| value(template, draft, name).map(str::to_owned), &|_| None);
            if real.steps().iter().any(|step| matches!(step, Step::Name(name) if name.is_empty())) {
                let name = shown(&draft.name.value);
                notes.add(*at, format!("for '{name}' this is '{}', where a step is empty", shown(&real.to_string())));
            }
        }
    }
}
