//! `suggest`: lines for `promote.yaml` from what the repository shows.

mod edges;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use edges::{Edges, add_promoted};

use super::check::PolicySource;
use crate::engine::OpError;
use crate::engine::context::Context;
use crate::engine::replace_file::replace;
use crate::engine::survey::{Survey, SurveyedFile};
use crate::store::Store;
use crate::store::candidate::Candidate;
use promote_core::env::flatten::KeyRules;
use promote_core::policy::suggest::{
    CannotWrite, Facts, SuggestedField, Suggestion, observe_file, ordered, suggestions, with_comments, with_list_keys,
    written,
};
use promote_core::policy::{self, Environment, FILE, Policy};
use promote_model::text::count;

/// What `suggest` is asked for.
#[derive(Debug, Clone, Default)]
pub(crate) struct SuggestRequest {
    /// The revision whose `promote.yaml` and files are read; `None` for the working tree.
    pub(crate) revision: Option<String>,
    /// The fields; all if there are none.
    pub(crate) fields: Vec<SuggestedField>,
    /// Whether the entries are put into `promote.yaml`.
    pub(crate) write: bool,
    /// Whether those that a person has to decide are put there, too.
    pub(crate) all: bool,
}

/// The report of `suggest`.
#[derive(Debug)]
pub(crate) struct Suggested {
    /// The suggestions, by field.
    pub(crate) suggestions: Vec<Suggestion>,
    /// What was put into `promote.yaml`, with `--write`.
    pub(crate) written: Option<WrittenEntries>,
}

/// What was put into `promote.yaml`.
#[derive(Debug)]
pub(crate) struct WrittenEntries {
    /// The file.
    pub(crate) path: PathBuf,
    /// The number of entries.
    pub(crate) entries: usize,
    /// The entries that cannot be put there.
    pub(crate) refused: Vec<CannotWrite>,
    /// Whether nothing was written.
    pub(crate) dry_run: bool,
}

/// Suggests entries, and writes them if asked to.
///
/// # Errors
/// Where there is no valid `promote.yaml`, or files cannot be read or written.
pub(crate) fn suggest(context: &Context, request: &SuggestRequest) -> Result<Suggested, OpError> {
    let candidate = Candidate::open(&context.dir, &context.reach)?;
    let source = request.revision.clone().map_or(PolicySource::WorkingTree, PolicySource::Revision);
    let (text, commit) = source.read(&context.dir, &candidate)?;
    let policy = policy::read(&text).map_err(|mistakes| OpError::Usage {
        message: format!("{} has {}", source.name(), count(mistakes.len(), "mistake")),
        hints: vec!["show the mistakes: promote check".to_owned()],
    })?;
    let label = request.revision.as_deref().unwrap_or_default();
    let home = candidate.home(commit.map(|commit| (label, commit)), &policy)?;
    let survey = Survey::new(&candidate, &policy, &home)?;
    let rules = context.rulebook.rules(context.rulebook.newest(), policy.rules());
    // A ledger that cannot be read is reported by the commands that need it.
    let store = home.commit.and_then(|commit| candidate.under(&policy, (&home.label, commit), context.now).ok());
    let mut suggestions = found(context, &candidate, (&survey, &policy), (rules, store.as_ref()))?;
    suggestions.retain(|one| request.fields.is_empty() || request.fields.contains(&one.field));
    let written = match candidate.repo.work_tree().filter(|_| request.write) {
        Some(root) => Some(put(context, &root.join(FILE), &text, &suggestions, request.all)?),
        None => None,
    };
    Ok(Suggested { suggestions, written })
}

/// The largest number of files that `init` reads for suggestions.
const MAX_OFFERED: usize = 5_000;

/// A proposed `promote.yaml` with the suggestions that leave no doubt as comments. Without them where the files cannot be
/// read, since the proposal does not depend on them.
pub(crate) fn offer(context: &Context, text: &str) -> String {
    // A partial clone fetches nothing for this.
    let mut context = context.clone();
    context.reach.offline = true;
    let suggestions = || -> Option<Vec<Suggestion>> {
        let policy = policy::read(text.as_bytes()).ok()?;
        let candidate = Candidate::open(&context.dir, &context.reach).ok()?;
        let survey = Survey::new(&candidate, &policy, &candidate.home(None, &policy).ok()?).ok()?;
        let files: usize = survey.environments.iter().map(|environment| environment.takes.files.len()).sum();
        let rules = context.rulebook.rules(context.rulebook.newest(), policy.rules());
        Some(files).filter(|files| *files <= MAX_OFFERED)?;
        // Without history: it would take long, and the directions of most keys are unknown by now.
        found(&context, &candidate, (&survey, &policy), (rules, None)).ok()
    };
    suggestions().map_or_else(|| text.to_owned(), |suggestions| with_comments(text, &suggestions))
}

/// How often lists are looked into whose elements a suggestion identifies.
const MAX_ROUNDS: usize = 4;

/// What the files and the edges of the pipeline suggest; with a store, by what history says, too.
fn found(
    context: &Context,
    candidate: &Candidate,
    (survey, policy): (&Survey, &Policy),
    (mut rules, store): (KeyRules, Option<&Store>),
) -> Result<Vec<Suggestion>, OpError> {
    let mut files = files(context, candidate, (survey, policy), &rules)?;
    if let Some(store) = store {
        add_promoted(store, &mut files);
    }
    let mut found: Vec<Suggestion> = Vec::new();
    for _ in 0..MAX_ROUNDS {
        let facts = files.clone().and(Edges { candidate, survey, policy, store }.observe(&rules)?);
        let known = |one: &Suggestion| {
            found.iter().any(|other| other.place() == one.place() && other.entry.is_like(&one.entry))
        };
        let new: Vec<Suggestion> = suggestions(policy, &facts).into_iter().filter(|one| !known(one)).collect();
        found.extend(new);
        match with_list_keys(&rules, &found) {
            Some(more) => rules = more,
            None => break,
        }
    }
    Ok(ordered(policy, found))
}

/// What single files show.
fn files(
    context: &Context,
    candidate: &Candidate,
    (survey, policy): (&Survey, &Policy),
    rules: &KeyRules,
) -> Result<Facts, OpError> {
    let taken = survey.environments.iter().filter_map(|e| Some((policy.environment(&e.name)?, survey.taken(e))));
    let files: Vec<(&Environment, SurveyedFile<'_>)> =
        taken.flat_map(|(environment, files)| files.map(move |file| (environment, file))).collect();
    if !context.reach.offline {
        candidate.repo.fetch_missing(files.iter().map(|(_, file)| file.file.blob))?;
    }
    let inside = KeyRules { flags: Vec::new(), ..rules.clone() };
    let facts = files.par_iter().map(|(environment, file)| {
        let (pair, bytes) = file.alone(candidate, rules.number)?;
        Ok(observe_file(environment, (&pair, &bytes), file.taken.accepted.template, (rules, &inside)))
    });
    facts.try_reduce(Facts::default, |a, b| Ok(a.and(b)))
}

/// Puts the sure entries, or all, into the file.
fn put(
    context: &Context,
    path: &Path,
    text: &[u8],
    suggestions: &[Suggestion],
    all: bool,
) -> Result<WrittenEntries, OpError> {
    let wanted: Vec<&Suggestion> = suggestions.iter().filter(|one| all || !one.unsure).collect();
    let (new, refused) = written(text, &wanted);
    let entries = wanted.len() - refused.len();
    if entries > 0 && !context.dry_run {
        replace(path, &new)?;
    }
    Ok(WrittenEntries { path: path.to_owned(), entries, refused, dry_run: context.dry_run })
}

impl Suggested {
    /// The places of the suggestions, in order.
    pub(crate) fn places(&self) -> Vec<String> {
        let mut seen = BTreeSet::new();
        self.suggestions.iter().map(Suggestion::place).filter(|place| seen.insert(place.clone())).collect()
    }

    /// The number of suggestions that leave no doubt.
    pub(crate) fn sure(&self) -> usize {
        self.suggestions.iter().filter(|one| !one.unsure).count()
    }
}
