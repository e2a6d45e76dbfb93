//! `promote get`.

use super::output::Format;
use super::secrets::Secrets;
use super::session::{Answer, Result, Session};
use super::terminal;
use crate::engine::OpError;
use crate::ops::get::{get, raw};
use crate::render::reports::matrix::GetReport;
use promote_model::text::visible_lines;

/// Print the value of a key in every environment, or in one
///
/// With an environment, exits with 1 if it lacks a key that other environments have; a key that no environment has is wrong
/// usage (2). Values of secrets are hidden.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  promote get query.timeout
  promote get values.yaml:image.tag production
  promote get values.yaml:image.tag production --raw")]
pub(crate) struct Args {
    /// Key: [FILE[#DOCUMENT]:]KEY, with * ? {a,b}, or its id; see 'promote help patterns'
    key: String,
    /// Only this environment; NAME@REV for its state at a git revision
    environment: Option<String>,
    /// Print the bare value of one key, text without quotes, for scripts; needs an environment
    #[arg(long, requires = "environment")]
    raw: bool,
    #[command(flatten)]
    secrets: Secrets,
}

pub(crate) fn run(session: &mut Session<'_>, args: &Args) -> Result {
    session.context.show_secrets = args.secrets.shown(session.format)?;
    if args.raw && session.format != Format::Text {
        let message = format!("--raw prints the bare value, so it cannot be used with '-o {}'", session.format.name());
        return Err(OpError::Usage { message, hints: vec!["omit one of them".to_owned()] }.into());
    }
    let got = get(&session.context, &args.key, args.environment.as_deref())?;
    let found = got.found;
    let answer = if found { Answer::Yes } else { Answer::No };
    if !args.raw {
        session.print(&GetReport(&got))?;
        return Ok(answer);
    }
    let Some(value) = raw(got, &args.key)? else { return Ok(Answer::No) };
    match terminal::shows_output() {
        // A person reads it; in a file or a pipe it is the value.
        true => writeln!(session.out, "{}", visible_lines(&value))?,
        false => writeln!(session.out, "{value}")?,
    }
    Ok(answer)
}
