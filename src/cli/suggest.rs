//! `promote suggest`.

use clap::ValueEnum;

use super::session::{Answer, Result, Session};
use crate::ops::suggest::{SuggestRequest, suggest};
use crate::render::reports::suggest::SuggestReport;
use promote_core::policy::suggest::SuggestedField;

/// Suggest entries for promote.yaml from what the repository shows
///
/// Compares the committed files of the environments, and suggests keys that belong to an environment (keep), fields
/// that identify the elements of lists (list-keys), lists without an order (sets), feature flags, secrets, and formats,
/// each with its evidence. Entries with '?' need a decision. Values of secrets are never shown.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  promote suggest
  promote suggest keep secrets
  promote suggest --write --dry-run
  promote suggest list-keys --write --all")]
pub(crate) struct Args {
    /// Only entries for this field: keep, list-keys, sets, flags, secrets or format
    #[arg(value_name = "FIELD", hide_possible_values = true)]
    fields: Vec<Field>,
    /// Put the entries without '?' into promote.yaml of the working tree; comments and layout stay
    #[arg(long, conflicts_with = "rev")]
    write: bool,
    /// With --write: also the entries with '?'
    #[arg(long, requires = "write")]
    all: bool,
    /// Read promote.yaml and the files of this git revision
    #[arg(long, value_name = "REV")]
    rev: Option<String>,
}

/// A field of promote.yaml that entries are suggested for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Field {
    Keep,
    ListKeys,
    Sets,
    Flags,
    Secrets,
    Format,
}

impl From<Field> for SuggestedField {
    fn from(field: Field) -> Self {
        match field {
            Field::Keep => Self::Keep,
            Field::ListKeys => Self::ListKeys,
            Field::Sets => Self::Sets,
            Field::Flags => Self::Flags,
            Field::Secrets => Self::Secrets,
            Field::Format => Self::Format,
        }
    }
}

pub(crate) fn run(session: &mut Session<'_>, args: &Args) -> Result {
    let request = SuggestRequest {
        revision: args.rev.clone(),
        fields: args.fields.iter().map(|field| SuggestedField::from(*field)).collect(),
        write: args.write,
        all: args.all,
    };
    let suggested = suggest(&session.context, &request)?;
    session.print(&SuggestReport(&suggested))?;
    match &suggested.written {
        Some(written) if written.entries > 0 => session.next("git diff -- promote.yaml && promote check")?,
        None if suggested.sure() > 0 => session.next("promote suggest --write")?,
        _ => {}
    }
    Ok(Answer::Yes)
}
