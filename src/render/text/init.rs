//! `init` for people: the environments, the pipeline, and the names that were left out.

use std::io::{self, Write};

use super::style::{Look, table};
use crate::ops::init::{Initialized, ProposalResult, chains};
use promote_core::env::detect::{Detection, FoundEnvironment, NameLocation, RejectedCandidate, RejectionReason};
use promote_model::text::{count, visible};

/// The findings, and what was done with them.
///
/// # Errors
/// When the output cannot be written.
pub(crate) fn initialized(out: &mut dyn Write, look: Look, done: &Initialized) -> io::Result<()> {
    findings(out, look, done)?;
    match &done.result {
        ProposalResult::Written(path) => writeln!(out, "Wrote {}", visible(&path.display().to_string())),
        ProposalResult::WouldWrite(path, text) => {
            writeln!(out, "Would write {}:\n", visible(&path.display().to_string()))?;
            out.write_all(text.as_bytes())
        }
        ProposalResult::Committed(branch, commit) => {
            writeln!(out, "Committed promote.yaml as {} on {}", commit.short(), visible(branch))
        }
        ProposalResult::Text(text) => out.write_all(text.as_bytes()),
        ProposalResult::TooFew => writeln!(out, "Nothing was written: a pipeline needs two environments."),
    }
}

fn findings(out: &mut dyn Write, look: Look, done: &Initialized) -> io::Result<()> {
    let found = &done.findings;
    let (environments, files) = (count(found.environments.len(), "environment"), count(done.files, "file"));
    writeln!(out, "{}", look.bold(&format!("{environments} found in {files}")))?;
    let rows: Vec<Vec<String>> = found.environments.iter().flat_map(|e| sightings(look, e)).collect();
    table(out, "  ", &rows)?;
    if found.environments.len() > 1 {
        writeln!(out, "\n{}", look.bold("Pipeline"))?;
        for chain in chains(found) {
            let names: Vec<String> = chain.into_iter().map(|name| visible(name).into_owned()).collect();
            writeln!(out, "  {}", names.join(" -> "))?;
        }
    }
    others(out, look, found)?;
    writeln!(out)
}

/// A row for each spelling; the first one has the name.
fn sightings(look: Look, environment: &FoundEnvironment) -> Vec<Vec<String>> {
    let row = |(i, seen): (usize, &promote_core::env::detect::Occurrence)| {
        let name = if i == 0 { look.bold(&visible(&environment.name)) } else { String::new() };
        let spelled = if seen.spelled == environment.name { "" } else { seen.spelled.as_str() };
        let (place, files) = match seen.place {
            NameLocation::Directory => ("directory", count(seen.files, "file")),
            NameLocation::FileName => ("file name", count(seen.files, "file")),
            NameLocation::Branch => ("branch", String::new()),
        };
        vec![name, place.to_owned(), visible(spelled).into_owned(), files, look.dim(&visible(&seen.example))]
    };
    environment.seen.iter().enumerate().map(row).collect()
}

fn others(out: &mut dyn Write, look: Look, found: &Detection) -> io::Result<()> {
    if found.others.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n{}", look.bold("Not environments"))?;
    let row = |other: &RejectedCandidate| {
        vec![visible(&other.name).into_owned(), why(other.why).to_owned(), look.dim(&visible(&other.example))]
    };
    table(out, "  ", &found.others.iter().map(row).collect::<Vec<_>>())
}

/// The reason why a name is not proposed as an environment.
fn why(why: RejectionReason) -> &'static str {
    match why {
        RejectionReason::Alone => "no other environment beside it",
        RejectionReason::Unusual => "unusual name, and its files differ from its neighbours'",
        RejectionReason::Rare => "in one place only; the environments are in many",
        RejectionReason::BranchBeside => "a branch; files tell the environments apart",
    }
}
