//! Findings about patterns that match nothing, and about schemas that do not exist.

use super::Outline;
use super::finding::{Level, LintCode, LintFinding};
use super::outline::{PatternUse, PlacedPattern};
use super::unparsed::UnparsedFile;
use super::usage::PatternUsage;
use promote_model::text::{enumerate, visible};

/// Findings about the patterns, after all files were noted. `unparsed` are the files that are not read by key; `unknown`
/// tells of an environment whether its branch does not exist, so that nothing is known about its keys.
pub fn pattern_findings(
    outline: &Outline,
    usage: &PatternUsage<'_>,
    unparsed: &[UnparsedFile],
    unknown: &dyn Fn(&str) -> bool,
) -> Vec<LintFinding> {
    let mut found = Vec::new();
    for (at, placed) in usage.patterns.iter().enumerate() {
        if placed.environment.as_deref().is_some_and(unknown) {
            continue;
        }
        let finding = |code, message| {
            let finding = LintFinding::new(code, outline.position(placed.at), &placed.field, message);
            LintFinding { environment: placed.environment.clone(), ..finding }
        };
        if !usage.matches_file(at) {
            found.push(finding(LintCode::UnusedPattern, no_file(placed)));
        } else if !usage.is_used(at) {
            let finding = finding(LintCode::UnusedPattern, no_key(placed, unparsed));
            // A forbidden key is not there, or it will be found by the check.
            let level = if placed.usage == PatternUse::Forbids { Level::Note } else { finding.level };
            found.push(LintFinding { level, ..finding });
        } else if let PatternUse::Lists(fields) = &placed.usage
            && !fields.is_empty()
            && !usage.identifies(at)
        {
            let quoted: Vec<String> = fields.iter().map(|field| format!("'{}'", visible(field))).collect();
            let message = format!(
                "no list that '{}' matches has elements identified by {}",
                visible(&placed.text),
                enumerate(&quoted, "or")
            );
            found.push(finding(LintCode::UnusedListKey, message));
        }
    }
    found
}

fn no_file(placed: &PlacedPattern) -> String {
    format!("no file of any environment matches '{}'", visible(&placed.text))
}

fn no_key(placed: &PlacedPattern, unparsed: &[UnparsedFile]) -> String {
    let what = match placed.usage {
        PatternUse::Keys | PatternUse::Forbids | PatternUse::Files => "key",
        PatternUse::Sets => "list of scalars",
        PatternUse::Lists(_) => "list",
    };
    let matches = |file: &&UnparsedFile| placed.pattern.matches_file(&[file.logical.as_str(), file.path.as_str()]);
    let unread = unparsed.iter().filter(|_| placed.pattern.names_file()).find(matches);
    let why = unread.map(|file| {
        let reason = file.reason.as_deref().unwrap_or("its format has no keys");
        format!("; {} is not read by key: {}", visible(&file.path), visible(reason))
    });
    format!("no {what} of any environment matches '{}'{}", visible(&placed.text), why.unwrap_or_default())
}

/// Findings about the schemas of checks; `exists` tells whether a path of the policy branch is a file.
pub fn schema_findings(outline: &Outline, exists: &dyn Fn(&str) -> bool) -> Vec<LintFinding> {
    let missing = outline.schemas.iter().filter(|(_, path, _)| !exists(path));
    let finding = |(check, path, at): &(String, String, usize)| {
        let message = format!("there is no file {}", visible(path));
        LintFinding::new(LintCode::MissingSchema, outline.position(*at), &format!("checks.{check}.schema"), message)
    };
    missing.map(finding).collect()
}
