//! `check` for people: the findings, then the environments, the files and the changes.

use std::io::{self, Write};

use super::style::{Look, table};
use crate::ops::check::{Checked, CheckedBranch, MovedFiles, RulingState};
use promote_core::policy::compare::{Effect, PolicyDifference};
use promote_core::policy::lint::{Level, LintFinding, UnparsedFile, UnparsedKind, folders};
use promote_model::text::{count, enumerate, visible};

/// The most folders of files that no environment takes.
const FOLDERS: usize = 10;
/// The most files of a list.
const FILES: usize = 10;

/// The whole report.
///
/// # Errors
/// When the output cannot be written.
pub(crate) fn checked(out: &mut dyn Write, look: Look, checked: &Checked) -> io::Result<()> {
    findings(out, look, checked)?;
    if !checked.findings.is_empty() {
        writeln!(out)?;
    }
    if !checked.environments.is_empty() {
        writeln!(out, "{}", look.bold("Environments"))?;
        let rows = checked.environments.iter().map(|environment| {
            let (name, label) =
                (visible(&environment.name).into_owned(), visible(&environment.place.label).into_owned());
            let files = match environment.place.commit {
                Some(_) => count(environment.files, "file"),
                None => look.yellow("no such branch"),
            };
            vec![name, label, files]
        });
        table(out, "  ", &rows.collect::<Vec<_>>())?;
        writeln!(out)?;
    }
    for branch in &checked.branches {
        coverage(out, look, branch)?;
    }
    unparsed(out, look, &checked.unparsed)?;
    changes(out, look, checked)?;
    writeln!(out, "{}", summary(checked))
}

/// The findings alone, a line each, in the form that editors read.
///
/// # Errors
/// When the output cannot be written.
pub(crate) fn findings(out: &mut dyn Write, look: Look, checked: &Checked) -> io::Result<()> {
    let name = checked.source.name();
    for LintFinding { line, column, level, message, field, .. } in &checked.findings {
        let word = match level {
            Level::Error => look.red(level.word()),
            Level::Warning => look.yellow(level.word()),
            Level::Note => look.dim(level.word()),
        };
        let field = if field.is_empty() { String::new() } else { look.dim(&format!(" ({})", visible(field))) };
        writeln!(out, "{}:{line}:{column}: {word}: {message}{field}", visible(&name))?;
    }
    Ok(())
}

/// `Takes 412 of 785 configuration files of main; not taken:`
fn coverage(out: &mut dyn Write, look: Look, branch: &CheckedBranch) -> io::Result<()> {
    let coverage = &branch.coverage;
    writeln!(out, "{}", look.bold(&covered(branch)))?;
    if look.verbose {
        coverage.not_taken.iter().try_for_each(|path| writeln!(out, "  {}", visible(path)))?;
        return writeln!(out);
    }
    let rows = folders(&coverage.not_taken, FOLDERS).into_iter().take(3 * FOLDERS).map(|folder| {
        let files = if folder.files == 1 { String::new() } else { count(folder.files, "file") };
        vec![visible(&folder.name).into_owned(), files]
    });
    table(out, "  ", &rows.collect::<Vec<_>>())?;
    writeln!(out)
}

/// `Takes 412 of 785 configuration files of main; not taken:`
pub(crate) fn covered(branch: &CheckedBranch) -> String {
    let coverage = &branch.coverage;
    let excluded = match coverage.excluded {
        0 => String::new(),
        number => format!("; '!' excludes {number}"),
    };
    let rest = if coverage.not_taken.is_empty() { "" } else { "; not taken:" };
    let all = count(coverage.configuration, "configuration file");
    format!("Takes {} of {all} of {}{excluded}{rest}", coverage.taken, visible(&branch.label))
}

fn unparsed(out: &mut dyn Write, look: Look, files: &[UnparsedFile]) -> io::Result<()> {
    if files.is_empty() {
        return Ok(());
    }
    writeln!(out, "{}", look.bold(&format!("{} not read by key", count(files.len(), "file"))))?;
    let mut rows = Vec::new();
    for kind in kinds(files) {
        let alike: Vec<&UnparsedFile> = files.iter().filter(|file| file.kind == kind).collect();
        let most = if look.verbose { alike.len() } else { FILES };
        for (at, file) in alike.iter().take(most).enumerate() {
            let word = if at == 0 { kind.word() } else { "" };
            let reason = look.dim(&visible(file.reason.as_deref().unwrap_or_default()));
            rows.push(vec![word.to_owned(), visible(&file.path).into_owned(), reason]);
        }
        if alike.len() > most {
            rows.push(vec![String::new(), look.dim(&format!("and {} more (-v)", alike.len() - most))]);
        }
    }
    table(out, "  ", &rows)?;
    writeln!(out)
}

fn kinds(files: &[UnparsedFile]) -> Vec<UnparsedKind> {
    let mut kinds: Vec<UnparsedKind> = files.iter().map(|file| file.kind).collect();
    kinds.dedup();
    kinds
}

fn changes(out: &mut dyn Write, look: Look, checked: &Checked) -> io::Result<()> {
    let Some(title) = ruling(&checked.ruling, checked.changes.is_empty()) else { return Ok(()) };
    writeln!(out, "{}", look.bold(&title))?;
    let row = |change: &PolicyDifference| {
        let word = match change.effect {
            Effect::Weaker | Effect::Removed => look.red(change.effect.word()),
            Effect::Stronger | Effect::Added => look.green(change.effect.word()),
            Effect::Changed => look.yellow(change.effect.word()),
        };
        let environment = visible(change.environment.as_deref().unwrap_or_default()).into_owned();
        vec![word, environment, visible(&change.rule).into_owned(), visible(&change.message).into_owned()]
    };
    table(out, "  ", &checked.changes.iter().map(row).collect::<Vec<_>>())?;
    for moved in &checked.moved {
        writeln!(out, "  {}", visible(&moved_files(moved)))?;
        let signed = |sign: &'static str, paths: &'_ [String]| -> Vec<String> {
            let most = if look.verbose { paths.len() } else { FILES / 2 };
            let more = paths.len().saturating_sub(most);
            let more = (more > 0).then(|| format!("{sign} {more} more (-v)"));
            paths.iter().take(most).map(|path| format!("{sign} {}", visible(path))).chain(more).collect()
        };
        for line in signed("+", &moved.gained).into_iter().chain(signed("-", &moved.lost)) {
            writeln!(out, "    {line}")?;
        }
    }
    if let Some(consent) = consent(checked) {
        writeln!(out, "  {consent}")?;
    }
    writeln!(out)
}

/// The approvals that the changes need.
pub(crate) fn consent(checked: &Checked) -> Option<String> {
    let needed = count(checked.approvals as usize, "approval");
    (checked.approvals > 0 && !checked.changes.is_empty())
        .then(|| format!("Needs {needed} once committed: promote approve --policy COMMIT"))
}

/// The title of the changes; `None` if nothing is worth saying.
pub(crate) fn ruling(ruling: &RulingState, same: bool) -> Option<String> {
    Some(match ruling {
        RulingState::InForce(..) if same => return None,
        RulingState::InForce(branch, commit) => {
            format!("Changes against promote.yaml on {} ({})", visible(branch), commit.short())
        }
        RulingState::Invalid(branch, mistakes) => {
            format!("promote.yaml on {} is in force, and has {}", visible(branch), count(*mistakes, "mistake"))
        }
        RulingState::None => "No promote.yaml is in force yet".to_owned(),
        RulingState::Unknown(reason) => format!("The promote.yaml in force is unknown: {}", visible(reason)),
    })
}

/// `production gains 3 files and loses 1 file`
pub(crate) fn moved_files(moved: &MovedFiles) -> String {
    let parts = [("gains", moved.gained.len()), ("loses", moved.lost.len())].into_iter();
    let parts: Vec<String> =
        parts.filter(|(_, files)| *files > 0).map(|(word, files)| format!("{word} {}", count(files, "file"))).collect();
    format!("{} {}", moved.environment, enumerate(&parts, "and"))
}

/// `promote.yaml: 1 error, 2 warnings`
pub(crate) fn summary(checked: &Checked) -> String {
    let parts: Vec<String> = [Level::Error, Level::Warning, Level::Note]
        .into_iter()
        .map(|level| (checked.findings.iter().filter(|finding| finding.level == level).count(), level))
        .filter(|(number, _)| *number > 0)
        .map(|(number, level)| count(number, level.word()))
        .collect();
    let name = checked.source.name();
    match parts.is_empty() {
        true => format!("{}: no findings", visible(&name)),
        false => format!("{}: {}", visible(&name), parts.join(", ")),
    }
}
