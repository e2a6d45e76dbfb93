//! Suggestions as comments in the text that `init` proposes.

use super::suggestion::{SuggestedField, Suggestion};

/// The proposed text with the suggestions that leave no doubt as comments, each where its entry belongs.
pub fn with_comments(text: &str, suggestions: &[Suggestion]) -> String {
    let sure: Vec<&Suggestion> = suggestions.iter().filter(|one| !one.unsure).collect();
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    for environment in environments(&sure) {
        keep(&mut lines, environment, &entries(&sure, SuggestedField::Keep, Some(environment)));
    }
    formats(&mut lines, &entries(&sure, SuggestedField::Format, None));
    let mut more = Vec::new();
    for field in [SuggestedField::Flags, SuggestedField::ListKeys, SuggestedField::Sets, SuggestedField::Secrets] {
        let entries = entries(&sure, field, None);
        if !entries.is_empty() {
            more.push(format!("# {}: [{}]{}", field.word(), joined(&entries), left_out(&entries, field, false)));
        }
    }
    if !more.is_empty() {
        lines.push(String::new());
        lines.push("# What the files suggest; 'promote suggest' says why.".to_owned());
        lines.extend(more);
    }
    lines.join("\n") + "\n"
}

/// The environments that have suggestions, without duplicates.
fn environments<'s>(sure: &[&'s Suggestion]) -> Vec<&'s str> {
    let mut names: Vec<&str> = sure.iter().filter_map(|one| one.environment.as_deref()).collect();
    names.dedup();
    names
}

fn entries(sure: &[&Suggestion], field: SuggestedField, environment: Option<&str>) -> Vec<String> {
    let mine = sure.iter().filter(|one| one.field == field && one.environment.as_deref() == environment);
    mine.map(|one| one.entry.yaml()).collect()
}

/// The longest list in a comment, in bytes.
const LONGEST: usize = 80;

/// The number of entries that fit a line; at least one.
fn fitting(entries: &[String]) -> usize {
    let mut length = 0;
    let fits = entries.iter().take_while(|entry| {
        length += entry.len() + 2;
        length <= LONGEST
    });
    fits.count().max(1)
}

fn joined(entries: &[String]) -> String {
    entries[..fitting(entries).min(entries.len())].join(", ")
}

/// `   # and 3 more: promote suggest keep`
fn left_out(entries: &[String], field: SuggestedField, always: bool) -> String {
    match entries.len() - fitting(entries).min(entries.len()) {
        0 if !always => String::new(),
        0 => format!("   # promote suggest {}", field.word()),
        more => format!("   # and {more} more: promote suggest {}", field.word()),
    }
}

/// Adds `keep` below the sources of an environment, instead of an example.
fn keep(lines: &mut Vec<String>, environment: &str, entries: &[String]) {
    let names = [format!("  {environment}:"), format!("  \"{environment}\":")];
    let Some(start) = lines.iter().position(|line| names.contains(line)) else { return };
    let inside = |line: &&String| line.starts_with("    ");
    let end = start + 1 + lines[start + 1..].iter().take_while(inside).count();
    let from = (start + 1..end).find(|at| lines[*at].starts_with("    from:"));
    let more = left_out(entries, SuggestedField::Keep, true);
    let comment = format!("    # keep: [{}]{more}", joined(entries));
    match (start + 1..end).find(|at| lines[*at].starts_with("    # keep:")) {
        Some(example) => lines[example] = comment,
        None => lines.insert(from.map_or(end, |from| from + 1), comment),
    }
}

/// Adds templates with a format before the example of an exclusion.
fn formats(lines: &mut Vec<String>, entries: &[String]) {
    let Some(at) = lines.iter().position(|line| line.starts_with("  # - \"!")) else { return };
    for entry in entries.iter().rev() {
        lines.insert(at, format!("  # - {entry}   # promote suggest format"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::suggest::SuggestedEntry;

    const TEXT: &str = "\
version: 1
files:
  - \"envs/{env}/**\"
  # - \"!**/README.md\"            # excludes files

# In pipeline order.
environments:
  dev: {}
  staging:
    from: [dev]
    # approvals: { required: 1 }   # approvals
    # keep: [\"*.replicas\"]         # keys
  prod:
    branch: live
    from: [staging]
";

    #[test]
    fn comments_are_where_the_entries_belong() {
        let one = |field, environment: Option<&str>, unsure, text: &str| Suggestion {
            field,
            environment: environment.map(str::to_owned),
            rank: 0,
            unsure,
            entry: SuggestedEntry::Pattern(text.to_owned()),
            evidence: String::new(),
            examples: Vec::new(),
        };
        use SuggestedField::{Flags, Format, Keep, Secrets};
        let template = SuggestedEntry::Template("tags/{env}/*".to_owned(), promote_format::Format::Yaml);
        let all = [
            one(Keep, Some("staging"), false, "*.host"),
            one(Keep, Some("prod"), false, "*.host"),
            one(Keep, Some("prod"), false, "*.cpu"),
            one(Keep, Some("prod"), true, "*.memory"),
            one(Flags, None, false, "flags.yaml:flags.*"),
            one(Secrets, None, true, "*token"),
            Suggestion { entry: template, ..one(Format, None, false, "") },
        ];
        let new = with_comments(TEXT, &all);
        let added: Vec<&str> = new.lines().filter(|line| !TEXT.lines().any(|old| old == *line)).collect();
        assert_eq!(
            added,
            [
                "  # - { path: \"tags/{env}/*\", format: yaml }   # promote suggest format",
                "    # keep: [\"*.host\"]   # promote suggest keep",
                "    # keep: [\"*.host\", \"*.cpu\"]   # promote suggest keep",
                "# What the files suggest; 'promote suggest' says why.",
                "# flags: [\"flags.yaml:flags.*\"]",
            ]
        );
        assert!(!new.contains("# keys"), "{new}");
        assert!(new.contains("    from: [staging]\n    # keep:"), "{new}");
        assert_eq!(with_comments(TEXT, &[]), TEXT);
        // Comments change nothing.
        assert!(crate::policy::read(new.as_bytes()).is_ok());
    }
}
