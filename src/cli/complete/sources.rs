//! Where the values of arguments come from: by the name of the argument, which is the same in every command.

use std::ffi::OsStr;
use std::path::PathBuf;
use std::sync::Arc;

use clap::{Command, ValueHint};
use clap_complete::engine::{ArgValueCompleter, CompletionCandidate};

use crate::engine::Context;
use crate::ops::candidates::{self, Candidate};

/// What the values of an argument are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Source {
    Environments,
    OpenPromotions,
    /// Open promotions, and those that were executed last.
    Promotions,
    Keys,
    Captures,
    Files,
    Attestations,
    /// The holds that are on, and the environments.
    Holds,
}

/// The commands that also take promotions that ended.
const ENDED_TOO: [&str; 3] = ["rollback", "show", "create"];

/// The source of an argument's values, by its command and its name.
fn source(command: &str, argument: &str) -> Option<Source> {
    Some(match argument {
        "environment" | "source" | "target" => Source::Environments,
        "id" | "again" if ENDED_TOO.contains(&command) => Source::Promotions,
        "id" => Source::OpenPromotions,
        "key" | "keys" | "patterns" => Source::Keys,
        "only" => Source::Captures,
        "hold" => Source::Holds,
        "file" if command == "blame" => Source::Files,
        "name" if command == "attest" => Source::Attestations,
        _ => return None,
    })
}

/// The arguments that are paths, although their type is text.
const PATHS: [&str; 2] = ["html", "from"];

/// Opens a directory.
pub(in crate::cli) type ContextIn = fn(PathBuf) -> Context;

/// The command line with the values of this repository. It is the one of `-C`, where that was typed.
pub(super) fn with_sources(program: Command, context_in: ContextIn, words: &[String]) -> Command {
    let words = Arc::new(words.to_vec());
    program.mut_subcommands(|command| {
        let name = command.get_name().to_owned();
        command.mut_args(|argument| {
            let id = argument.get_id().to_string();
            match source(&name, &id) {
                Some(source) => {
                    let words = words.clone();
                    argument.add(ArgValueCompleter::new(move |word: &OsStr| values(source, context_in, &words, word)))
                }
                None if PATHS.contains(&id.as_str()) => argument.value_hint(ValueHint::AnyPath),
                None => argument,
            }
        })
    })
}

fn values(source: Source, context_in: ContextIn, words: &[String], word: &OsStr) -> Vec<CompletionCandidate> {
    let word = word.to_string_lossy();
    // The first word is the program, the last one is typed just now.
    let typed = words.get(1..words.len().saturating_sub(1)).unwrap_or_default();
    let dir = typed.iter().position(|arg| arg == "-C").and_then(|at| typed.get(at + 1)).map_or(".", String::as_str);
    let context = context_in(PathBuf::from(dir));
    let found = match source {
        Source::Environments => candidates::environments(&context, typed),
        Source::OpenPromotions => candidates::promotions(&context, false),
        Source::Promotions => candidates::promotions(&context, true),
        Source::Keys => candidates::keys(&context, typed, &word),
        Source::Captures => candidates::captures(&context, typed),
        Source::Files => candidates::files(&context, typed),
        Source::Attestations => candidates::attestations(&context),
        Source::Holds => candidates::holds(&context, typed),
    };
    let begins = |candidate: &Candidate| candidate.value.starts_with(&*word);
    let of = |Candidate { value, about }| CompletionCandidate::new(value).help(Some(about.into()));
    found.into_iter().filter(begins).map(of).collect()
}
