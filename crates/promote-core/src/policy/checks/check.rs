//! A check: the files it applies to, and its findings.

use jiff::SignedDuration;
use serde_json::Value as Json;

use super::{RequiredKey, Rule};
use crate::promotion::CheckFinding;
use crate::promotion::event::Severity;
use promote_model::Pattern;
use promote_model::text::enumerate;

/// A check.
#[derive(Debug, Clone)]
pub struct Check {
    /// The name.
    pub name: String,
    /// The targets it applies to; empty for all.
    pub(crate) targets: Vec<String>,
    /// The files it applies to; empty for all.
    pub(crate) files: Vec<Pattern>,
    /// The severity of its findings.
    pub level: Severity,
    /// The message that replaces that of each finding; see [`placeholders`].
    pub(crate) message: Option<String>,
    /// Whether it also applies to files that the plan does not touch.
    pub(crate) all: bool,
    /// The kind.
    pub kind: CheckKind,
    /// The check as in `promote.yaml`, for the digest.
    pub(crate) form: Json,
}

/// The kinds of checks.
#[derive(Debug, Clone)]
pub enum CheckKind {
    /// Each document must be valid by the JSON Schema at this path of the policy branch.
    Schema(String),
    /// A CEL expression must evaluate to true.
    Rule(Rule),
    /// A command must exit with 0.
    Command(CheckCommand),
    /// These keys must exist.
    Requires(Vec<RequiredKey>),
    /// These keys must not exist.
    Forbids(Vec<Pattern>),
}

impl CheckKind {
    /// The name of the kind.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Schema(_) => "schema",
            Self::Rule(_) => "rule",
            Self::Command(_) => "command",
            Self::Requires(_) => "requires",
            Self::Forbids(_) => "forbids",
        }
    }
}

/// A command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckCommand {
    /// The program and its arguments; for a shell, one text.
    pub(crate) words: Vec<String>,
    /// Whether it is run by `sh`.
    pub(crate) shell: bool,
    /// The time limit.
    pub timeout: SignedDuration,
}

impl CheckCommand {
    /// The program and its arguments.
    pub fn argv(&self) -> (&str, Vec<&str>) {
        let words = || self.words.iter().map(String::as_str);
        match self.shell {
            true => ("sh", ["-c"].into_iter().chain(words()).collect()),
            false => (words().next().unwrap_or_default(), words().skip(1).collect()),
        }
    }

    /// The command in one line.
    pub fn shown(&self) -> String {
        self.words.join(" ").split_whitespace().collect::<Vec<_>>().join(" ")
    }
}

/// The placeholders of a `message`.
pub(crate) const PLACEHOLDERS: [&str; 5] = ["key", "file", "document", "op", "check"];

/// The names in braces in a message, in order.
pub(crate) fn placeholders(message: &str) -> impl Iterator<Item = &str> {
    message.split('{').skip(1).filter_map(|rest| Some(rest.split_once('}')?.0))
}

impl Check {
    /// The check as in `promote.yaml`.
    pub fn form(&self) -> &Json {
        &self.form
    }

    /// Whether it only asks single files ([`Self::questions`]): rules and commands see more.
    pub fn only_asks_files(&self) -> bool {
        !matches!(self.kind, CheckKind::Rule(_) | CheckKind::Command(_))
    }

    /// Whether it applies to promotions into that environment.
    pub(crate) fn is_for(&self, target: &str) -> bool {
        self.targets.is_empty() || self.targets.iter().any(|name| name == target)
    }

    /// Whether it applies to a file with one of these names.
    pub(crate) fn looks_at(&self, names: &[&str]) -> bool {
        self.files.is_empty() || self.files.iter().any(|glob| glob.matches_file(names))
    }

    /// The finding if no file of the target matches `files`: a typing error would otherwise always pass.
    pub fn matches_no_file<'f>(
        &self,
        target: &str,
        mut files: impl Iterator<Item = [&'f str; 2]>,
    ) -> Option<CheckFinding> {
        // `requires` reports that itself.
        if self.files.is_empty()
            || matches!(self.kind, CheckKind::Requires(_))
            || files.any(|names| self.looks_at(&names))
        {
            return None;
        }
        let globs: Vec<&str> = self.files.iter().map(|glob| glob.text().trim_end_matches(":*")).collect();
        let message = format!("no file in {target} matches {}", enumerate(&globs, "or"));
        Some(CheckFinding { level: Severity::Warning, ..self.finding(message, None, false) })
    }

    /// Whether it applies to files that the plan does not touch.
    pub(crate) fn is_of_the_whole_target(&self) -> bool {
        self.all || matches!(self.kind, CheckKind::Requires(_) | CheckKind::Forbids(_))
    }

    /// Whether it applies to a file with one of these names, which the plan touches or not.
    pub fn wants(&self, names: &[&str], touched: bool) -> bool {
        let patterned = match &self.kind {
            CheckKind::Schema(_) | CheckKind::Rule(_) => true,
            // A command gets the whole tree, and reads it itself.
            CheckKind::Command(_) => false,
            CheckKind::Requires(keys) => keys.iter().any(|key| key.is_about(names)),
            CheckKind::Forbids(patterns) => patterns.iter().any(|pattern| pattern.matches_file(names)),
        };
        (touched || self.is_of_the_whole_target()) && patterned && self.looks_at(names)
    }

    /// A finding without a place, with the end of a command's output. `looked`: the check was run, and this is its
    /// result.
    pub fn finding(&self, message: String, output: Option<String>, looked: bool) -> CheckFinding {
        CheckFinding { output, ..self.with_check(CheckFinding { message, ..CheckFinding::default() }, "", looked) }
    }

    /// A finding with the check's name, severity and message; the message does not replace the reason why a check was
    /// not run.
    pub(super) fn with_check(&self, finding: CheckFinding, op: &str, looked: bool) -> CheckFinding {
        let message = self.message.as_ref().filter(|_| looked).map(|message| {
            let text = |value: &Option<String>| value.clone().unwrap_or_default();
            let (key, file, document) = (text(&finding.key), text(&finding.file), text(&finding.document));
            let all = [key, file, document, op.to_owned(), self.name.clone()];
            let put = |message: String, (name, value): (&&str, String)| message.replace(&format!("{{{name}}}"), &value);
            PLACEHOLDERS.iter().zip(all).fold(message.clone(), put)
        });
        CheckFinding {
            code: if looked { "check" } else { "no-answer" }.to_owned(),
            check: Some(self.name.clone()),
            level: self.level,
            message: message.unwrap_or(finding.message),
            ..finding
        }
    }
}
