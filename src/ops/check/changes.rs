//! What a `promote.yaml` changes against the one in force.

use std::collections::{BTreeMap, BTreeSet};

use super::report::MovedFiles;
use crate::engine::OpError;
use crate::engine::survey::Survey;
use crate::store::candidate::{Candidate, Ruling};
use promote_core::policy::Policy;
use promote_core::policy::compare::{PolicyDifference, compare};

/// The changes of rules, and the files that environments gain or lose, if a valid `promote.yaml` is in force.
pub(super) fn changes(
    candidate: &Candidate,
    policy: &Policy,
    survey: Survey,
) -> Result<(Vec<PolicyDifference>, Vec<MovedFiles>), OpError> {
    let Ruling::Valid { policy: ruling, .. } = &candidate.ruling else { return Ok((Vec::new(), Vec::new())) };
    let changes = compare(ruling, policy);
    if changes.is_empty() {
        return Ok((changes, Vec::new()));
    }
    let new = by_environment(&survey);
    let old = by_environment(&survey.by(candidate, ruling)?);
    let (none, names) = (BTreeSet::new(), new.keys().chain(old.keys()).collect::<BTreeSet<_>>());
    let moved = names.into_iter().map(|name| {
        let (before, after) = (old.get(name).unwrap_or(&none), new.get(name).unwrap_or(&none));
        let paths = |from: &BTreeSet<(String, String)>, without: &BTreeSet<(String, String)>| {
            from.difference(without).map(|(_, path)| path.clone()).collect::<Vec<_>>()
        };
        MovedFiles { environment: name.clone(), gained: paths(after, before), lost: paths(before, after) }
    });
    let moved = moved.filter(|moved| !moved.gained.is_empty() || !moved.lost.is_empty());
    Ok((changes, moved.collect()))
}

/// The files of each environment, with the labels of their branches.
fn by_environment(survey: &Survey) -> BTreeMap<String, BTreeSet<(String, String)>> {
    let taken = |environment| -> BTreeSet<(String, String)> {
        survey.taken(environment).map(|file| (file.environment.place.label.clone(), file.file.path.clone())).collect()
    };
    survey.environments.iter().map(|environment| (environment.name.clone(), taken(environment))).collect()
}
