//! Reads the files that environments take, and finds what is wrong.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use super::report::{CheckedBranch, CheckedEnvironment};
use crate::engine::OpError;
use crate::engine::context::Context;
use crate::engine::survey::{Survey, SurveyedFile};
use crate::store::candidate::Candidate;
use promote_core::env::flatten::KeyRules;
use promote_core::policy::Policy;
use promote_core::policy::lint::{
    EnvironmentFiles, LintFinding, Outline, PatternUsage, UnparsedFile, coverage, layout_findings, pattern_findings,
    schema_findings,
};

/// The findings, and the files that are not read by key.
pub(super) fn findings(
    context: &Context,
    candidate: &Candidate,
    survey: &Survey,
    (policy, text): (&Policy, &[u8]),
) -> Result<(Vec<LintFinding>, Vec<UnparsedFile>), OpError> {
    // The text was read as a policy already.
    let Some(outline) = Outline::read(text) else { return Ok((Vec::new(), Vec::new())) };
    let rules = context.rulebook.rules(context.rulebook.newest(), policy.rules());
    let usage = PatternUsage::new(&outline.patterns, &rules);
    let (unparsed, keyed) = read(context, candidate, survey, &usage, &rules)?;
    let paths: Vec<Option<Vec<&str>>> = survey.environments.iter().map(|e| survey.paths(&e.place)).collect();
    let with_paths = survey.environments.iter().zip(&paths);
    let files: Vec<EnvironmentFiles<'_>> = with_paths
        .map(|(environment, paths)| EnvironmentFiles {
            name: &environment.name,
            branch: &environment.place.label,
            paths: paths.as_deref(),
            takes: &environment.takes,
            keyed: keyed.get(&environment.name).cloned().unwrap_or_default(),
        })
        .collect();
    let mut findings = layout_findings(policy, &outline, &files);
    let unknown = |name: &str| files.iter().any(|environment| environment.name == name && environment.paths.is_none());
    findings.extend(pattern_findings(&outline, &usage, &unparsed, &unknown));
    let home = survey.paths(&survey.home).unwrap_or_default();
    findings.extend(schema_findings(&outline, &|path| home.binary_search(&path).is_ok()));
    findings.sort_by_key(|finding| (finding.line, finding.column, finding.code, finding.environment.clone()));
    Ok((findings, unparsed))
}

/// The environments, with the number of their files.
pub(super) fn environments(survey: &Survey) -> Vec<CheckedEnvironment> {
    let environments = survey.environments.iter().map(|environment| CheckedEnvironment {
        name: environment.name.clone(),
        place: environment.place.clone(),
        files: environment.takes.files.len(),
    });
    environments.collect()
}

/// The branches, with their coverage.
pub(super) fn branches(survey: &Survey) -> Vec<CheckedBranch> {
    let mut branches: Vec<CheckedBranch> = Vec::new();
    for place in survey.environments.iter().map(|environment| &environment.place) {
        let (Some(commit), Some(paths)) = (place.commit, survey.paths(place)) else { continue };
        if branches.iter().any(|branch| branch.label == place.label) {
            continue;
        }
        let (mut taken, mut excluded) = (vec![false; paths.len()], vec![false; paths.len()]);
        for environment in survey.environments.iter().filter(|environment| environment.place == *place) {
            environment.takes.files.iter().for_each(|file| taken[file.index] = true);
            environment.takes.excluded.iter().for_each(|index| excluded[*index] = true);
        }
        let coverage = coverage(&paths, &taken, &excluded);
        branches.push(CheckedBranch { label: place.label.clone(), commit, coverage });
    }
    branches
}

/// The templates with `keys:` of which a file of an environment has a key.
type KeyedTemplates = BTreeMap<String, BTreeSet<usize>>;

/// Reads all files that are taken; notes what the patterns match, and returns those that are not read by key.
fn read(
    context: &Context,
    candidate: &Candidate,
    survey: &Survey,
    usage: &PatternUsage<'_>,
    rules: &KeyRules,
) -> Result<(Vec<UnparsedFile>, KeyedTemplates), OpError> {
    let all: Vec<SurveyedFile<'_>> = survey.environments.iter().flat_map(|e| survey.taken(e)).collect();
    if !context.reach.offline {
        candidate.repo.fetch_missing(all.iter().map(|file| file.file.blob))?;
    }
    let read = |file: &SurveyedFile<'_>| {
        let (pair, _) = file.alone(candidate, rules.number)?;
        usage.note(&pair);
        Ok::<_, OpError>((UnparsedFile::of(&pair, &file.environment.name), file.keyed(&pair, rules)))
    };
    let found: Vec<(Option<UnparsedFile>, Vec<usize>)> = all.par_iter().map(read).collect::<Result<_, _>>()?;
    let (mut unparsed, mut keyed) = (Vec::new(), KeyedTemplates::new());
    for (file, (broken, templates)) in all.iter().zip(found) {
        unparsed.extend(broken);
        keyed.entry(file.environment.name.clone()).or_default().extend(templates);
    }
    Ok((merged(unparsed.into_iter()), keyed))
}

/// A file that several environments take is one.
fn merged(files: impl Iterator<Item = UnparsedFile>) -> Vec<UnparsedFile> {
    let mut merged: BTreeMap<(String, Option<String>), UnparsedFile> = BTreeMap::new();
    for file in files {
        let known = merged.entry((file.path.clone(), file.reason.clone()));
        let environments = file.environments.clone();
        let known = known.or_insert_with(|| UnparsedFile { environments: Vec::new(), ..file });
        known.environments.extend(environments);
    }
    let mut files: Vec<UnparsedFile> = merged.into_values().collect();
    files.sort();
    files
}
