//! `init` for people: the environments, the pipeline, and the names that were left out.

use std::collections::BTreeMap;
use std::io::{self, Write};

use super::style::{Look, table};
use crate::ops::init::{Initialized, ProposalResult, chains};
use promote_core::env::detect::{
    Certainty, Detection, Evidence, FoundEnvironment, FoundFormat, NameLocation, OrderEvidence, RejectedCandidate,
    RejectionReason,
};
use promote_core::policy::coverage::{LeftOut, LeftOutReason};
use promote_model::text::{count, visible};

/// Of more names in one row, only the first ones are listed.
const MOST_NAMES: usize = 8;

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
    certainty(out, look, done)?;
    others(out, look, found)?;
    coverage(out, look, done)?;
    settings(out, look, found)?;
    writeln!(out)
}

/// How sure each environment and each order is, with the reason.
fn certainty(out: &mut dyn Write, look: Look, done: &Initialized) -> io::Result<()> {
    let mut rows: BTreeMap<(Certainty, bool, String), Vec<String>> = BTreeMap::new();
    for environment in &done.findings.environments {
        let name = visible(&environment.name).into_owned();
        let why = name_reason(environment.evidence).to_owned();
        rows.entry((environment.evidence.certainty(), false, why)).or_default().push(name.clone());
        let Some(order) = environment.order.filter(|order| *order != OrderEvidence::Words) else { continue };
        let source = environment.from.last().map_or(String::new(), |from| visible(from).into_owned());
        let why = order_reason(order, done.commits);
        rows.entry((order.certainty(), true, why)).or_default().push(format!("{source} -> {name}"));
    }
    if done.findings.environments.len() < 2 {
        return Ok(());
    }
    writeln!(out, "\n{}", look.bold("How sure"))?;
    let row = |((certainty, _, why), names): ((Certainty, bool, String), Vec<String>)| {
        let word = match certainty {
            Certainty::Sure => "sure",
            Certainty::Likely => "likely",
            Certainty::Guess => "guess",
        };
        vec![word.to_owned(), why, shortened(&names)]
    };
    table(out, "  ", &rows.into_iter().map(row).collect::<Vec<_>>())
}

/// The first names of a long list.
fn shortened(names: &[String]) -> String {
    match names.len() {
        0..=MOST_NAMES => names.join(", "),
        all => format!("{} and {} more", names[..MOST_NAMES].join(", "), all - MOST_NAMES),
    }
}

fn name_reason(evidence: Evidence) -> &'static str {
    match evidence {
        Evidence::Word => "common words for environments",
        Evidence::WithoutWord => "the name of another one without its word",
        Evidence::SameFiles => "the same files as the environments beside it",
        Evidence::Recurs => "recurs beside environments",
        Evidence::Trees => "no word tells; the same files as the directories beside it",
    }
}

fn order_reason(order: OrderEvidence, commits: usize) -> String {
    match order {
        OrderEvidence::Words => "the usual order of the words".to_owned(),
        OrderEvidence::History(values) => {
            format!("{} reached the second one later, in the last {}", count(values, "line"), count(commits, "commit"))
        }
        OrderEvidence::Names => match commits {
            0 => "the order of the names".to_owned(),
            _ => format!("the order of the names; the last {} do not tell", count(commits, "commit")),
        },
    }
}

/// What the proposal takes of the configuration files, and what it leaves out.
fn coverage(out: &mut dyn Write, look: Look, done: &Initialized) -> io::Result<()> {
    for template in &done.conflicting {
        writeln!(out, "\nLeft out {}: with it, the proposal would not load", visible(template))?;
    }
    let coverage = &done.coverage;
    if coverage.configuration == 0 {
        return Ok(());
    }
    let all = count(coverage.configuration, "configuration file");
    let title = format!("Takes {} of {all}", coverage.taken);
    writeln!(
        out,
        "\n{}",
        look.bold(&if coverage.left_out.is_empty() { title } else { format!("{title}; leaves out") })
    )?;
    let row = |left: &LeftOut| {
        let why = match left.why {
            LeftOutReason::ForAll => "for all environments",
            LeftOutReason::Alone => "no other environment has such a place",
            LeftOutReason::NoEnvironment => "no environment in the path",
        };
        vec![count(left.files, "file"), why.to_owned(), look.dim(&visible(&left.example))]
    };
    table(out, "  ", &coverage.left_out.iter().map(row).collect::<Vec<_>>())
}

/// The remote and the formats in the proposal.
fn settings(out: &mut dyn Write, look: Look, found: &Detection) -> io::Result<()> {
    let remote = found.remote.iter().filter(|_| found.environments.len() > 1).map(|remote| {
        let why = "the only remote of this clone; it decides for all clones";
        vec![format!("remote: {}", visible(remote)), String::new(), look.dim(why)]
    });
    let format = |format: &FoundFormat| {
        let files = format!("YAML in {}, such as {}", count(format.files, "file"), visible(&format.example));
        vec![format!("format: {}", format.format), visible(&format.template).into_owned(), look.dim(&files)]
    };
    let rows: Vec<Vec<String>> = remote.chain(found.formats.iter().map(format)).collect();
    if rows.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n{}", look.bold("Also in the proposal"))?;
    table(out, "  ", &rows)
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
            NameLocation::Key => ("key", count(seen.files, "file")),
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
