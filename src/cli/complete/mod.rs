//! Completion of a command line: an internal subcommand that the scripts of `promote completions` call.
//!
//! ```text
//! promote __complete bash '=promote show 1' '=1' 63         the line up to the cursor, the word as bash splits it, COMP_TYPE
//! promote __complete SHELL =1 promote show                  other shells: the word up to the cursor, and the words before
//! 12<tab>staging -> production: query.timeout               the answer: values with a few words about each
//! ```
//!
//! Arguments from a shell begin with `=`, because some shells drop empty ones. The engine of `clap_complete` finds the argument
//! at the cursor; its scripts are not used: that of bash splits words at colons, and that of PowerShell evaluates the line.

mod bash;
mod sources;

use std::ffi::OsString;
use std::io::{self, Write};

use clap::builder::StyledStr;
use clap_complete::engine::{CompletionCandidate, complete};

use promote_model::text::is_hidden;
use sources::ContextIn;

/// The internal subcommand.
pub(super) const COMPLETE: &str = "__complete";

/// Values with a few words about each.
type Found = Vec<(String, String)>;

/// Answers a shell. What cannot be completed has no candidates.
///
/// # Errors
/// When the output cannot be written.
pub(super) fn run(
    args: impl Iterator<Item = OsString>,
    (program, context_in): (clap::Command, ContextIn),
    out: &mut dyn Write,
) -> io::Result<()> {
    let args: Vec<String> = args.map(|arg| arg.to_string_lossy().into_owned()).collect();
    let Some((shell, rest)) = args.split_first() else { return Ok(()) };
    let given = |at: usize| rest.get(at).map(|arg| arg.strip_prefix('=').unwrap_or(arg)).unwrap_or_default();
    if shell == "bash" {
        let typed = bash::typed(given(0));
        let found = candidates(program, context_in, &typed.words);
        let kind = rest.get(2).map(String::as_str).unwrap_or_default();
        return bash::write(out, &typed, given(1), kind, &found);
    }
    // A word that is still in quotes.
    let word = given(0).trim_start_matches(['"', '\'', '`']);
    let words: Vec<String> = rest.iter().skip(1).cloned().chain([word.to_owned()]).collect();
    for (value, about) in candidates(program, context_in, &words) {
        writeln!(out, "{value}\t{about}")?;
    }
    Ok(())
}

/// What the last of the words may become.
fn candidates(program: clap::Command, context_in: ContextIn, words: &[String]) -> Found {
    let word = words.last().cloned().unwrap_or_default();
    let mut program = sources::with_sources(program, context_in, words);
    let (args, index) = (words.iter().map(OsString::from).collect(), words.len().saturating_sub(1));
    let here = std::env::current_dir().ok();
    let found = complete(&mut program, args, index, here.as_deref()).unwrap_or_default();
    // Options are noise unless somebody begins one.
    let asked = |value: &str| word.starts_with('-') || !value.starts_with('-');
    let found = found.iter().map(|candidate| (text(candidate.get_value().to_str()), about(candidate)));
    found.filter(|(value, _)| !value.is_empty() && asked(value)).collect()
}

/// A value that can be on one line; empty for others, which are not offered.
fn text(value: Option<&str>) -> String {
    value.filter(|value| !value.chars().any(|c| c.is_control() || is_hidden(c))).unwrap_or_default().to_owned()
}

fn about(candidate: &CompletionCandidate) -> String {
    let text = candidate.get_help().map(StyledStr::to_string).unwrap_or_default();
    let line = text.lines().next().unwrap_or_default();
    line.chars().filter(|c| !c.is_control() && !is_hidden(*c)).collect()
}
