//! The layout of many files at once: each folder is matched once.

use super::accept::AcceptedFile;
use super::owner::Standing;
use super::{MatchState, Matcher};

/// A file that templates of the environment match.
#[derive(Debug, Clone)]
pub struct SurveyedFile {
    /// The index of its path.
    pub index: usize,
    /// The logical name.
    pub logical: String,
    /// The templates that match it and give it to this environment.
    pub templates: Vec<usize>,
    /// The accepting template; `None` if the file belongs to another environment, or to none.
    pub accepted: Option<AcceptedFile>,
    /// Whether another environment matches it, too, and neither spells more of the path.
    pub contested: bool,
}

impl Matcher {
    /// The files that templates of the environment match, among these sorted paths. A file with two logical names is
    /// there twice.
    pub fn survey(&self, paths: &[&str]) -> Vec<SurveyedFile> {
        let mut found = Vec::new();
        self.survey_folder(&self.start(), "", 0, (0, paths), &mut found);
        found.sort_by_key(|file| file.index);
        found
    }

    /// Surveys the paths of one folder, whose path ends at the byte `depth` of each; `first` is the index of the first.
    fn survey_folder(
        &self,
        states: &[MatchState],
        logical: &str,
        depth: usize,
        (first, paths): (usize, &[&str]),
        found: &mut Vec<SurveyedFile>,
    ) {
        let mut at = 0;
        while let Some(path) = paths.get(at) {
            let rest = &path[depth..];
            let Some((name, _)) = rest.split_once('/') else {
                self.survey_file(states, logical, (rest, path), first + at, found);
                at += 1;
                continue;
            };
            let below = &path[..=depth + name.len()];
            let count = paths[at..].partition_point(|path| path.starts_with(below));
            let inside = (first + at, &paths[at..at + count]);
            let landing = self.step(states, name);
            for (name, states) in &landing.children {
                self.survey_folder(states, &join(logical, name), below.len(), inside, found);
            }
            if !landing.pending.is_empty() {
                self.survey_folder(&landing.pending, logical, below.len(), inside, found);
            }
            at += count;
        }
    }

    fn survey_file(
        &self,
        states: &[MatchState],
        logical: &str,
        (name, path): (&str, &str),
        index: usize,
        found: &mut Vec<SurveyedFile>,
    ) {
        for (name, states) in self.step(states, name).children {
            let standings = self.standings(&states, path);
            if standings.is_empty() {
                continue;
            }
            let owned = standings.iter().filter(|(_, standing)| *standing == Standing::Owned);
            found.push(SurveyedFile {
                index,
                logical: join(logical, &name),
                templates: owned.map(|(state, _)| state.pattern).collect(),
                accepted: self.accept(&states, path),
                contested: standings.iter().any(|(_, standing)| *standing == Standing::Contested),
            });
        }
    }

    /// The exclusions that match a path or a folder above it, by index.
    pub fn excluded_by(&self, path: &str) -> Vec<usize> {
        if self.rivals_from == self.templates {
            return Vec::new();
        }
        let mut states: Vec<MatchState> = self.start();
        states.retain(|state| (self.templates..self.rivals_from).contains(&state.pattern));
        let mut by = Vec::new();
        for name in path.split('/') {
            let mut next = Vec::new();
            for state in &states {
                self.advance(state, name, |_, state| self.enter(state, &mut next));
            }
            let complete = next.iter().filter(|state| self.complete(state));
            by.extend(complete.map(|state| state.pattern - self.templates));
            states = next;
        }
        by.sort_unstable();
        by.dedup();
        by
    }
}

/// `parent/name`
fn join(parent: &str, name: &str) -> String {
    if parent.is_empty() { name.to_owned() } else { format!("{parent}/{name}") }
}
