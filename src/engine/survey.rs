//! The files that each environment takes by a `promote.yaml` that does not have to be in force.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use super::OpError;
use crate::store::candidate::{Candidate, Place, TreeFile};
use promote_core::env::content::File;
use promote_core::env::diff::FilePair;
use promote_core::env::flatten::KeyRules;
use promote_core::env::keys::Side;
use promote_core::env::layout::{KeyClaim, Matcher};
use promote_core::policy::Policy;
use promote_core::policy::lint::{TakenFile, Takes, takes};
use promote_model::{ObjectId, RulesNumber};

/// The files of all branches, and which environment takes which of them.
pub(crate) struct Survey {
    /// The commit that holds the environments without a branch.
    pub(crate) home: Place,
    /// The files of each commit, sorted.
    trees: BTreeMap<ObjectId, Vec<TreeFile>>,
    /// The environments, in pipeline order.
    pub(crate) environments: Vec<SurveyedEnvironment>,
}

/// An environment with the files that it takes.
pub(crate) struct SurveyedEnvironment {
    /// The name.
    pub(crate) name: String,
    /// The commit.
    pub(crate) place: Place,
    /// The files that it takes.
    pub(crate) takes: Takes,
    matcher: Option<Matcher>,
}

/// A file that an environment takes.
#[derive(Clone, Copy)]
pub(crate) struct SurveyedFile<'s> {
    /// The environment.
    pub(crate) environment: &'s SurveyedEnvironment,
    matcher: &'s Matcher,
    /// How it is taken.
    pub(crate) taken: &'s TakenFile,
    /// The file.
    pub(crate) file: &'s TreeFile,
}

impl Survey {
    /// Lists the files of the environments' commits.
    ///
    /// # Errors
    /// Where the repository has no commit, or git cannot be read.
    pub(crate) fn new(candidate: &Candidate, policy: &Policy, home: &Place) -> Result<Self, OpError> {
        if home.commit.is_none() {
            let message = "the repository has no commit yet; promote reads only committed files".to_owned();
            let hints = vec!["commit the files first: git add -A && git commit".to_owned()];
            return Err(OpError::Usage { message, hints });
        }
        let mut survey = Self { home: home.clone(), trees: BTreeMap::new(), environments: Vec::new() };
        survey.add(candidate, policy)?;
        Ok(survey)
    }

    /// The same files by another policy.
    ///
    /// # Errors
    /// Where git cannot be read.
    pub(crate) fn by(self, candidate: &Candidate, policy: &Policy) -> Result<Self, OpError> {
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

    /// The sorted paths of a commit; `None` if the branch does not exist.
    pub(crate) fn paths(&self, place: &Place) -> Option<Vec<&str>> {
        Some(self.files(place)?.iter().map(|file| file.path.as_str()).collect())
    }

    /// The files that an environment takes.
    pub(crate) fn taken<'s>(&'s self, environment: &'s SurveyedEnvironment) -> impl Iterator<Item = SurveyedFile<'s>> {
        let files = self.files(&environment.place).unwrap_or_default();
        let taken = environment.takes.files.iter();
        taken.filter_map(move |taken| {
            let (matcher, file) = (environment.matcher.as_ref()?, files.get(taken.index)?);
            Some(SurveyedFile { environment, matcher, taken, file })
        })
    }

    /// The files that both environments have.
    pub(crate) fn pairs<'s>(&'s self, source: &str, target: &str) -> Vec<(SurveyedFile<'s>, SurveyedFile<'s>)> {
        let find = |name: &str| self.environments.iter().find(|environment| environment.name == name);
        let (Some(source), Some(target)) = (find(source), find(target)) else { return Vec::new() };
        let theirs: HashMap<&str, SurveyedFile<'_>> =
            self.taken(target).map(|file| (file.taken.logical.as_str(), file)).collect();
        let pair = |file: SurveyedFile<'s>| Some((file, *theirs.get(file.taken.logical.as_str())?));
        self.taken(source).filter_map(pair).collect()
    }
}

impl SurveyedFile<'_> {
    /// Reads the file as the source of a pair without a target; also returns its bytes.
    ///
    /// # Errors
    /// Where the blob cannot be read.
    pub(crate) fn alone(&self, candidate: &Candidate, rules: RulesNumber) -> Result<(FilePair, Vec<u8>), OpError> {
        let bytes = candidate.repo.read_blob(self.file.blob)?;
        let pair = FilePair::new(&self.taken.logical, Some(Arc::new(self.parsed(rules, bytes.clone()))), None);
        Ok((pair.with_keys(self.matcher.keys(self.matcher, &self.taken.accepted.claims)), bytes))
    }

    /// Reads the file with that of the target.
    ///
    /// # Errors
    /// Where a blob cannot be read.
    pub(crate) fn with(&self, target: &Self, candidate: &Candidate, rules: RulesNumber) -> Result<FilePair, OpError> {
        let read = |file: &Self| -> Result<Option<Arc<File>>, OpError> {
            Ok(Some(Arc::new(file.parsed(rules, candidate.repo.read_blob(file.file.blob)?))))
        };
        let pair = FilePair::new(&self.taken.logical, read(self)?, read(target)?);
        let mut claims = self.taken.accepted.claims.clone();
        claims.extend(target.taken.accepted.claims.iter().filter(|c| !self.taken.accepted.claims.contains(c)).cloned());
        Ok(pair.with_keys(self.matcher.keys(target.matcher, &claims)))
    }

    /// The templates with `keys:` that have a key in the file, by index.
    pub(crate) fn keyed(&self, pair: &FilePair, rules: &KeyRules) -> Vec<usize> {
        let mut claims = self.taken.accepted.claims.iter();
        let has_key = |claim: &&KeyClaim| {
            let own = pair.clone().with_keys(self.matcher.keys(self.matcher, std::slice::from_ref(claim)));
            !own.configs(Side::Source, rules).is_empty()
        };
        claims.by_ref().filter(has_key).map(KeyClaim::template).collect()
    }

    fn parsed(&self, rules: RulesNumber, bytes: Vec<u8>) -> File {
        let file = self.file;
        File::read(rules, &file.path, (file.mode, file.blob), self.taken.accepted.format, bytes)
    }
}
