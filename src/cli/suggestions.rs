//! Better suggestions where an argument is unknown or missing: people type the verbs and options of other tools.

use clap::error::{ContextKind, ContextValue, ErrorKind};

use crate::engine::Context;
use crate::ops::choices::{environments, open_promotions};

/// Verbs of other tools, and the command that does the same here.
const VERBS: [(&str, &str); 25] = [
    ("abort", "cancel"),
    ("apply", "execute"),
    ("audit", "verify"),
    ("close", "cancel"),
    ("compare", "diff"),
    ("configs", "keys"),
    ("delete", "cancel"),
    ("deploy", "execute"),
    ("env", "status"),
    ("environments", "status"),
    ("ls", "list"),
    ("lint", "check"),
    ("merge", "execute"),
    ("new", "create"),
    ("plan", "create"),
    ("promote", "create"),
    ("propose", "execute"),
    ("request", "create"),
    ("revert", "rollback"),
    ("run", "run-due"),
    ("setup", "init"),
    ("ship", "execute"),
    ("test", "validate"),
    ("undo", "rollback"),
    ("view", "show"),
];

/// Options of other tools, and the option that does the same here.
const OPTIONS: [(&str, &str); 8] = [
    ("-m", "--notes"),
    ("--message", "--notes"),
    ("-n", "--dry-run"),
    ("-k", "--key"),
    ("-f", "--from"),
    ("--json", "-o json"),
    ("--yes", "--execute"),
    ("-r", "--reason"),
];

/// The error with a better suggestion, if there is one.
pub(super) fn improved(mut error: clap::Error) -> clap::Error {
    let text = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) => Some(text.clone()),
        _ => None,
    };
    let known = |table: &[(&str, &str)], word: &str| {
        table.iter().find(|(theirs, _)| *theirs == word).map(|(_, ours)| (*ours).to_owned())
    };
    match error.kind() {
        ErrorKind::InvalidSubcommand => {
            if let Some(ours) = text(ContextKind::InvalidSubcommand).and_then(|verb| known(&VERBS, &verb)) {
                error.insert(ContextKind::SuggestedSubcommand, ContextValue::Strings(vec![ours]));
            }
        }
        ErrorKind::UnknownArgument => {
            let typed = text(ContextKind::InvalidArg);
            if let Some(ours) = typed.and_then(|typed| known(&OPTIONS, typed.split('=').next().unwrap_or_default())) {
                error.remove(ContextKind::Suggested);
                error.insert(ContextKind::SuggestedArg, ContextValue::String(ours));
            }
        }
        _ => {}
    }
    error
}

/// What the missing arguments of a command may be in this repository, as hints.
pub(super) fn of_missing(error: &clap::Error, command: &str, context: &Context) -> Vec<String> {
    if error.kind() != ErrorKind::MissingRequiredArgument {
        return Vec::new();
    }
    let Some(ContextValue::Strings(missing)) = error.get(ContextKind::InvalidArg) else { return Vec::new() };
    let lacks = |name: &str| missing.iter().any(|missing| missing.starts_with(&format!("<{name}>")));
    if lacks("SOURCE") || lacks("TARGET") || lacks("ENVIRONMENT") {
        return environments(context);
    }
    if lacks("ID") { open_promotions(context, command) } else { Vec::new() }
}
