//! The files that each environment takes, and what the patterns of `promote.yaml` match in them.

use std::collections::BTreeMap;
use std::sync::Arc;

use rayon::prelude::*;

use super::report::{CheckedBranch, CheckedEnvironment};
use crate::engine::OpError;
use crate::engine::context::Context;
use crate::store::candidate::{Candidate, Place, TreeFile};
use promote_core::env::content::File;
use promote_core::env::diff::FilePair;
use promote_core::env::flatten::KeyRules;
use promote_core::env::layout::Matcher;
use promote_core::policy::Policy;
use promote_core::policy::lint::{
    EnvironmentFiles, LintFinding, Outline, PatternUsage, TakenFile, Takes, UnparsedFile, coverage, layout_findings,
    pattern_findings, schema_findings, takes,
};
use promote_model::ObjectId;

/// The files of all branches, and which environment takes which of them.
pub(super) struct Survey {
    /// The commit that holds the environments without a branch.
    pub(super) home: Place,
    /// The files of each commit, sorted.
    trees: BTreeMap<ObjectId, Vec<TreeFile>>,
    /// The environments, in pipeline order.
    pub(super) environments: Vec<SurveyedEnvironment>,
}

/// An environment with the files that it takes.
pub(super) struct SurveyedEnvironment {
    pub(super) name: String,
    pub(super) place: Place,
    takes: Takes,
    matcher: Option<Matcher>,
}

/// What was found.
pub(super) struct Found {
    pub(super) findings: Vec<LintFinding>,
    pub(super) environments: Vec<CheckedEnvironment>,
    pub(super) branches: Vec<CheckedBranch>,
    pub(super) unparsed: Vec<UnparsedFile>,
}

impl Survey {
    /// Lists the files of the environments' commits.
    pub(super) fn new(candidate: &Candidate, policy: &Policy, home: &Place) -> Result<Self, OpError> {
        let mut survey = Self { home: home.clone(), trees: BTreeMap::new(), environments: Vec::new() };
        survey.add(candidate, policy)?;
        Ok(survey)
    }

    /// The same files by another policy.
    pub(super) fn by(self, candidate: &Candidate, policy: &Policy) -> Result<Self, OpError> {
        let mut survey = Self { environments: Vec::new(), ..self };
        survey.add(candidate, policy)?;
        Ok(survey)
    }

    fn add(&mut self, candidate: &Candidate, policy: &Policy) -> Result<(), OpError> {
        for environment in &policy.environments {
            let place = candidate.place(environment, &self.home)?;
            if let Some(commit) = place.commit
                && !self.trees.contains_key(&commit)
            {
                self.trees.insert(commit, candidate.files(commit)?);
            }
            let branch = candidate.branch_of(environment);
            let found = self.paths(&place).map(|paths| {
                let same_branch = |other: &_| candidate.branch_of(other) == branch;
                takes(policy, environment, &same_branch, &paths)
            });
            let (takes, matcher) = found.unzip();
            let (name, takes) = (environment.name.clone(), takes.unwrap_or_default());
            self.environments.push(SurveyedEnvironment { name, place, takes, matcher });
        }
        Ok(())
    }

    fn files(&self, place: &Place) -> Option<&[TreeFile]> {
        place.commit.and_then(|commit| self.trees.get(&commit)).map(Vec::as_slice)
    }

    fn paths(&self, place: &Place) -> Option<Vec<&str>> {
        Some(self.files(place)?.iter().map(|file| file.path.as_str()).collect())
    }

    /// The paths that an environment takes, with the labels of their branches.
    pub(super) fn taken<'s>(
        &'s self,
        environment: &'s SurveyedEnvironment,
    ) -> impl Iterator<Item = (&'s str, &'s str)> {
        let files = self.files(&environment.place).unwrap_or_default();
        let path = move |taken: &TakenFile| files.get(taken.index).map(|file| file.path.as_str());
        let label = environment.place.label.as_str();
        environment.takes.files.iter().filter_map(move |taken| Some((label, path(taken)?)))
    }

    /// Reads the files, and finds what is wrong.
    pub(super) fn findings(
        &self,
        context: &Context,
        candidate: &Candidate,
        policy: &Policy,
        text: &[u8],
    ) -> Result<Found, OpError> {
        let branches = self.branches();
        let environments = self.environments.iter().map(|environment| CheckedEnvironment {
            name: environment.name.clone(),
            place: environment.place.clone(),
            files: environment.takes.files.len(),
        });
        let environments = environments.collect();
        let Some(outline) = Outline::read(text) else {
            return Ok(Found { findings: Vec::new(), environments, branches, unparsed: Vec::new() });
        };
        let usage = PatternUsage::new(&outline.patterns);
        let rules = context.rulebook.rules(context.rulebook.newest(), policy.rules());
        let unparsed = self.read(context, candidate, &usage, &rules)?;
        let paths: Vec<Option<Vec<&str>>> = self.environments.iter().map(|e| self.paths(&e.place)).collect();
        let files: Vec<EnvironmentFiles<'_>> = self
            .environments
            .iter()
            .zip(&paths)
            .map(|(environment, paths)| EnvironmentFiles {
                name: &environment.name,
                branch: &environment.place.label,
                paths: paths.as_deref(),
                takes: &environment.takes,
            })
            .collect();
        let mut findings = layout_findings(policy, &outline, &files);
        findings.extend(pattern_findings(&outline, &usage, &unparsed));
        let home = self.paths(&self.home).unwrap_or_default();
        findings.extend(schema_findings(&outline, &|path| home.binary_search(&path).is_ok()));
        Ok(Found { findings, environments, branches, unparsed })
    }

    fn branches(&self) -> Vec<CheckedBranch> {
        let mut branches: Vec<CheckedBranch> = Vec::new();
        for place in self.environments.iter().map(|environment| &environment.place) {
            let (Some(commit), Some(paths)) = (place.commit, self.paths(place)) else { continue };
            if branches.iter().any(|branch| branch.label == place.label) {
                continue;
            }
            let (mut taken, mut excluded) = (vec![false; paths.len()], vec![false; paths.len()]);
            for environment in self.environments.iter().filter(|environment| environment.place == *place) {
                environment.takes.files.iter().for_each(|file| taken[file.index] = true);
                environment.takes.excluded.iter().for_each(|index| excluded[*index] = true);
            }
            let coverage = coverage(&paths, &taken, &excluded);
            branches.push(CheckedBranch { label: place.label.clone(), commit, coverage });
        }
        branches
    }

    /// Reads all files that are taken; notes what the patterns match, and returns those that are not read by key.
    fn read(
        &self,
        context: &Context,
        candidate: &Candidate,
        usage: &PatternUsage<'_>,
        rules: &KeyRules,
    ) -> Result<Vec<UnparsedFile>, OpError> {
        let all = self.environments.iter().filter_map(|environment| {
            Some((environment, environment.matcher.as_ref()?, self.files(&environment.place)?))
        });
        let all: Vec<(&SurveyedEnvironment, &Matcher, &TakenFile, &TreeFile)> = all
            .flat_map(|(environment, matcher, files)| {
                let taken = environment.takes.files.iter();
                taken.filter_map(move |taken| Some((environment, matcher, taken, files.get(taken.index)?)))
            })
            .collect();
        if !context.reach.offline {
            candidate.repo.fetch_missing(all.iter().map(|(.., file)| file.blob))?;
        }
        let read = |(environment, matcher, taken, file): &(&SurveyedEnvironment, &Matcher, &TakenFile, &TreeFile)| {
            let bytes = candidate.repo.read_blob(file.blob)?;
            let accepted = &taken.accepted;
            let file = File::read(rules.number, &file.path, (file.mode, file.blob), accepted.format, bytes);
            let pair = FilePair::new(&taken.logical, Some(Arc::new(file)), None);
            let pair = pair.with_keys(matcher.keys(matcher, &accepted.claims));
            usage.note(&pair, rules);
            Ok::<_, OpError>(UnparsedFile::of(&pair, &environment.name))
        };
        let found: Vec<Option<UnparsedFile>> = all.par_iter().map(read).collect::<Result<_, _>>()?;
        Ok(merged(found.into_iter().flatten()))
    }
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
