//! `promote schema`.

use super::session::{Answer, Result, Session};
use crate::engine::OpError;
use crate::render::reports::schema::{NamesReport, SchemaReport};
use crate::render::schema::all;
use promote_model::text::nearest;

/// Print a JSON Schema
///
/// There is a schema for the JSON output of every command, for errors, for promote.yaml and for the files of the
/// ledger (the branch with the records of promotions). Without NAME, this prints the names, one per line.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  promote schema\n  promote schema diff > diff.schema.json\n  promote schema promote-yaml > promote.schema.json"
)]
pub(crate) struct Args {
    /// The name of the schema
    name: Option<String>,
}

pub(crate) fn run(session: &mut Session<'_>, args: &Args) -> Result {
    let all = all();
    let names: Vec<&str> = all.iter().map(|(name, _)| *name).collect();
    let Some(name) = &args.name else {
        session.print(&NamesReport(&names))?;
        return Ok(Answer::Yes);
    };
    let Some((_, schema)) = all.iter().find(|(known, _)| known == name) else {
        let near = nearest(name, names.iter().copied()).map(|near| format!("; did you mean '{near}'?"));
        let message = format!("there is no schema '{name}'{}", near.unwrap_or_default());
        return Err(OpError::Usage { message, hints: vec!["promote schema".to_owned()] }.into());
    };
    session.print(&SchemaReport(schema))?;
    Ok(Answer::Yes)
}
