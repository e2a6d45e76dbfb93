//! The questions of a check about single files. The answer depends on nothing but the file, its names and the rules of
//! reading: files can be read one after the other, and that a file answered without a finding can be remembered.

use std::collections::BTreeMap;

use super::{Check, CheckKind, CheckedFile, RequiredKey, Schema};
use crate::promotion::CheckFinding;
use crate::promotion::event::Severity;
use promote_model::Pattern;

/// A question of a check about one file.
#[derive(Debug, Clone, Copy)]
pub enum FileQuestion<'c> {
    /// Can it be parsed into keys?
    Readable,
    /// Does it have this key?
    Requires(&'c RequiredKey),
    /// Does it have none of these keys?
    Forbids(&'c [Pattern]),
    /// Are its documents valid by the schema at this path?
    Schema(&'c str),
}

/// What the files answered to one question.
#[derive(Debug, Default)]
pub struct FileAnswers {
    /// The number of files that were asked.
    pub asked: usize,
    /// Whether a file answered without a finding.
    pub holds_somewhere: bool,
    /// The findings, in the order of the files; none where one file is enough.
    pub found: Vec<CheckFinding>,
}

impl FileQuestion<'_> {
    /// Whether a file with one of these names is asked.
    pub fn is_about(&self, names: &[&str]) -> bool {
        match self {
            Self::Requires(key) => key.is_about(names),
            Self::Readable | Self::Forbids(_) | Self::Schema(_) => true,
        }
    }

    /// The question as text. The content of schemas is not a part of it.
    pub fn text(&self) -> String {
        match self {
            Self::Readable => "readable".to_owned(),
            Self::Requires(key) => format!("requires {:?}", key.text()),
            Self::Forbids(patterns) => format!("forbids {:?}", patterns.iter().map(Pattern::text).collect::<Vec<_>>()),
            Self::Schema(path) => format!("schema {path:?}"),
        }
    }
}

impl Check {
    /// Its questions, in the order of their findings. Rules and commands have none.
    pub fn questions(&self) -> Vec<FileQuestion<'_>> {
        match &self.kind {
            CheckKind::Schema(path) => vec![FileQuestion::Schema(path)],
            CheckKind::Requires(keys) => {
                let keys = keys.iter().map(FileQuestion::Requires);
                std::iter::once(FileQuestion::Readable).chain(keys).collect()
            }
            CheckKind::Forbids(patterns) => vec![FileQuestion::Readable, FileQuestion::Forbids(patterns)],
            CheckKind::Rule(_) | CheckKind::Command(_) => Vec::new(),
        }
    }

    /// Whether it is enough that one file answers a question without a finding.
    pub fn one_is_enough(&self, question: FileQuestion<'_>) -> bool {
        matches!(question, FileQuestion::Requires(key) if self.files.is_empty() && key.is_anywhere())
    }

    /// The findings of one file. Compiled schemas are passed in by path.
    pub fn ask(
        &self,
        question: FileQuestion<'_>,
        subject: &CheckedFile,
        schemas: &BTreeMap<String, Schema>,
    ) -> Vec<CheckFinding> {
        let found = match question {
            FileQuestion::Readable => return self.unread_one(subject).into_iter().collect(),
            FileQuestion::Requires(key) => key.missing_in(subject),
            FileQuestion::Forbids(patterns) => subject.matching(patterns),
            FileQuestion::Schema(path) => match schemas.get(path) {
                Some(schema) => schema.validate(subject),
                None => {
                    vec![CheckFinding { message: format!("the schema {path} was not read"), ..CheckFinding::default() }]
                }
            },
        };
        found.into_iter().map(|finding| self.with_check(finding, "", true)).collect()
    }

    /// The findings of all files.
    pub fn conclude(&self, question: FileQuestion<'_>, answers: FileAnswers) -> Vec<CheckFinding> {
        let FileQuestion::Requires(key) = question else { return answers.found };
        let text = key.text();
        let (key, message) = match answers.asked {
            0 => (None, format!("{text} is missing: no file matches")),
            _ if !self.one_is_enough(question) => return answers.found,
            _ if answers.holds_somewhere => return Vec::new(),
            _ => (Some(text.to_owned()), format!("{text} is missing in every file")),
        };
        vec![self.with_check(CheckFinding { key, message, ..CheckFinding::default() }, "", true)]
    }

    /// Findings for files that cannot be parsed into keys.
    pub(super) fn unread(&self, subjects: &[CheckedFile]) -> Vec<CheckFinding> {
        let mine = subjects.iter().filter(|subject| self.wants(&subject.names(), subject.touched));
        mine.filter_map(|subject| self.unread_one(subject)).collect()
    }

    /// The finding if a file cannot be parsed into keys; for a file that the plan does not touch a warning.
    fn unread_one(&self, subject: &CheckedFile) -> Option<CheckFinding> {
        let reason = subject.unreadable()?;
        let finding = subject.finding(None, None, "", format!("the file cannot be parsed into keys: {reason}"));
        let finding = self.with_check(finding, "", false);
        Some(if subject.touched { finding } else { CheckFinding { level: Severity::Warning, ..finding } })
    }
}
