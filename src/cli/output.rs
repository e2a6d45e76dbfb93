//! The output formats, and those that a command supports.

use std::ffi::OsString;

use clap::ValueEnum;

use crate::engine::OpError;
use promote_model::text::enumerate;

/// The format of the result.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people
    Text,
    /// For scripts
    Json,
    /// For scripts: the same as JSON
    Yaml,
    /// For merge requests and comments
    Markdown,
    /// For 'git apply' (diff only)
    Patch,
    /// For spreadsheets (matrix and log)
    Csv,
    /// For Prometheus (stats only)
    Openmetrics,
}

/// Commands that print a script or a manual page.
pub(crate) const TEXT: &[Format] = &[Format::Text];
/// Commands that print a value.
pub(crate) const VALUE: &[Format] = &[Format::Text, Format::Json, Format::Yaml];
/// Commands whose report is useful in a merge request.
pub(crate) const PAGE: &[Format] = &[Format::Text, Format::Json, Format::Yaml, Format::Markdown];
/// Commands whose report is useful in a spreadsheet, too.
pub(crate) const TABLE: &[Format] = &[Format::Text, Format::Json, Format::Yaml, Format::Markdown, Format::Csv];
/// `stats`.
pub(crate) const STATS: &[Format] = &[Format::Text, Format::Json, Format::Yaml, Format::Openmetrics];
/// `diff`.
pub(crate) const DIFF: &[Format] = &[Format::Text, Format::Json, Format::Yaml, Format::Markdown, Format::Patch];

impl Format {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Json => "json",
            Self::Yaml => "yaml",
            Self::Markdown => "markdown",
            Self::Patch => "patch",
            Self::Csv => "csv",
            Self::Openmetrics => "openmetrics",
        }
    }

    /// Whether a person reads the output; if so, hints and progress are printed, too.
    pub(crate) fn is_for_people(self) -> bool {
        match self {
            Self::Text => true,
            Self::Json | Self::Yaml | Self::Markdown | Self::Patch | Self::Csv | Self::Openmetrics => false,
        }
    }

    /// Refuses a format that a command does not support.
    ///
    /// # Errors
    /// If the command does not support it.
    pub(crate) fn check(self, command: &str, formats: &[Self]) -> Result<(), OpError> {
        if formats.contains(&self) { Ok(()) } else { Err(self.missing(command, formats)) }
    }

    /// The error for a format that a command does not support.
    pub(crate) fn missing(self, command: &str, formats: &[Self]) -> OpError {
        let names: Vec<&str> = formats.iter().map(|format| format.name()).collect();
        let message = format!(
            "'promote {command}' does not support '-o {}'; it supports {}",
            self.name(),
            enumerate(&names, "and")
        );
        let hint = match self {
            Self::Patch => Some("only 'promote diff' prints a patch: promote diff SOURCE TARGET -o patch"),
            Self::Csv => Some("only 'promote matrix' and 'promote log' print CSV: promote matrix -o csv"),
            Self::Openmetrics => {
                Some("only 'promote stats' prints OpenMetrics: promote stats ENVIRONMENT -o openmetrics")
            }
            Self::Text | Self::Json | Self::Yaml | Self::Markdown => None,
        };
        OpError::Usage { message, hints: hint.map(str::to_owned).into_iter().collect() }
    }
}

/// The format that the arguments request, in every spelling; for errors about the arguments themselves.
pub(crate) fn asked(args: impl Iterator<Item = OsString>) -> Option<Format> {
    let words: Vec<String> = args.map(|arg| arg.to_string_lossy().into_owned()).take_while(|arg| arg != "--").collect();
    let value = |at: usize, word: &str| match word {
        "-o" | "--output" => words.get(at + 1).cloned(),
        word => {
            let rest = word.strip_prefix("--output=").or_else(|| word.strip_prefix("-o"))?;
            Some(rest.trim_start_matches('=').to_owned())
        }
    };
    let asked = words.iter().enumerate().filter_map(|(at, word)| value(at, word));
    asked.filter_map(|name| Format::from_str(&name, false).ok()).next()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_format_is_found_in_every_spelling() {
        let asked = |line: &str| asked(line.split(' ').map(OsString::from));
        for line in ["-o json", "-ojson", "-o=json", "--output json", "--output=json", "diff a b -o json --oops"] {
            assert_eq!(asked(line), Some(Format::Json), "{line}");
        }
        assert_eq!(asked("diff -o yaml"), Some(Format::Yaml));
        assert_eq!(asked("diff -- -o json"), None);
        assert_eq!(asked("diff -o xml"), None);
    }
}
