//! The templates of the other environments on a branch that compete for files with those of one environment.

use super::bind::{Bindings, BoundTemplate};
use super::meeting::{alike, always_more, may_meet};
use crate::env::keys::overlap;
use crate::env::template::Template;

/// A template of another environment on the branch that may own paths of this environment's templates.
#[derive(Debug, Clone)]
pub(super) struct Rival {
    /// The environment.
    pub(super) name: String,
    pub(super) template: BoundTemplate,
}

/// The templates of other environments that may own paths of these templates.
pub(super) fn rivals(own: &[BoundTemplate], templates: &[Template], others: &[Bindings]) -> Vec<Rival> {
    let mut comparisons = 0;
    let bound = others.iter().flat_map(|env| templates.iter().map(move |template| (env, template)));
    let rival = |(env, template): (&Bindings, &Template)| {
        let template = BoundTemplate::new(template, env, &[], &[]);
        let contends = own.iter().any(|ours| contends(ours, &template, &mut comparisons));
        contends.then(|| Rival { name: env.name.clone(), template })
    };
    bound.filter_map(rival).collect()
}

/// From this number of exact comparisons on, templates that may meet are taken for competing, which is only slower.
const MAX_COMPARISONS: usize = 256;

fn contends(ours: &BoundTemplate, rival: &BoundTemplate, comparisons: &mut usize) -> bool {
    if !may_compete(ours, rival) {
        return false;
    }
    *comparisons += 1;
    *comparisons > MAX_COMPARISONS || !always_more(ours, rival)
}

/// Whether both may claim the same part of a file; a quick test.
fn may_compete(ours: &BoundTemplate, rival: &BoundTemplate) -> bool {
    let keys = ours.prefix(&[]).zip(rival.prefix(&[]));
    keys.is_none_or(|(ours, theirs)| overlap(&ours.1, &theirs.1)) && may_meet(ours, rival)
}

/// The text that a template spells in an environment. Two templates spell a path equally only if this text is equal.
pub(crate) fn spelled_text(template: &Template, env: &Bindings) -> String {
    BoundTemplate::new(template, env, &[], &[]).literal_text()
}

/// A path that two templates match and of which both spell the same characters, if there is one.
pub(crate) fn equal_path(ours: (&Template, &Bindings), theirs: (&Template, &Bindings)) -> Option<String> {
    let [ours, theirs] = [ours, theirs].map(|(template, env)| BoundTemplate::new(template, env, &[], &[]));
    if may_compete(&ours, &theirs) { alike(&ours, &theirs) } else { None }
}
