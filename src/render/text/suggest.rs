//! `suggest` for people: the entries by the field that they belong to, each with its evidence.

use std::io::{self, Write};

use super::style::{Look, table};
use crate::ops::suggest::{Suggested, WrittenEntries};
use promote_model::text::{count, visible};

/// The whole report.
///
/// # Errors
/// When the output cannot be written.
pub(crate) fn suggested(out: &mut dyn Write, look: Look, suggested: &Suggested) -> io::Result<()> {
    for place in suggested.places() {
        writeln!(out, "{}", look.bold(&visible(&place)))?;
        let here = suggested.suggestions.iter().filter(|one| one.place() == place);
        let rows = here.flat_map(|one| {
            let mark = if one.unsure { look.yellow("?") } else { look.green("-") };
            let evidence = look.dim(&visible(&one.evidence));
            let first = vec![format!("{mark} {}", visible(&one.entry.yaml())), evidence];
            let example = |place: &String| vec![String::new(), look.dim(&format!("  {}", visible(place)))];
            std::iter::once(first).chain(one.examples.iter().map(example)).collect::<Vec<_>>()
        });
        table(out, "  ", &rows.collect::<Vec<_>>())?;
        writeln!(out)?;
    }
    if let Some(written) = &suggested.written {
        entries(out, look, written)?;
    }
    writeln!(out, "{}", summary(suggested))
}

fn entries(out: &mut dyn Write, look: Look, written: &WrittenEntries) -> io::Result<()> {
    for one in &written.refused {
        let (place, entry, reason) = (visible(&one.place), visible(&one.entry), visible(&one.reason));
        writeln!(out, "{}", look.yellow(&format!("! {place}: {entry} cannot be put there: {reason}")))?;
    }
    let verb = if written.dry_run { "Would put" } else { "Put" };
    let (entries, path) = (written.entries, written.path.display().to_string());
    match entries {
        0 => writeln!(out, "Nothing to put into {}", visible(&path)),
        _ => writeln!(out, "{verb} {} into {}", count(entries, "entry"), visible(&path)),
    }
}

/// `5 suggestions, 2 of them unsure (?)`
pub(crate) fn summary(suggested: &Suggested) -> String {
    let all = suggested.suggestions.len();
    match (all, all - suggested.sure()) {
        (0, _) => "Nothing to suggest".to_owned(),
        (_, 0) => count(all, "suggestion"),
        (_, unsure) => format!("{}, {unsure} of them unsure (?)", count(all, "suggestion")),
    }
}
