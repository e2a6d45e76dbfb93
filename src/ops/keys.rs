//! `keys`: the keys, values and ids of an environment.

use std::collections::BTreeSet;

use crate::engine::OpError;
use crate::engine::context::Context;
use crate::engine::filters::{parse_only, parse_patterns};
use crate::engine::whole_file::WholeFile;
use crate::store::Store;
use promote_core::env::change::SpelledValue;
use promote_core::env::diff::{FilePair, spelling};
use promote_core::env::flatten::Config;
use promote_core::env::keys::Side;
use promote_core::env::secrets::{NO_BLOB, Redactor};
use promote_model::Pattern;
use promote_model::text::nearest;

/// The keys of an environment.
#[derive(Debug)]
pub(crate) struct Configs {
    /// The environment as typed.
    pub(crate) environment: String,
    /// The files, each with its keys in the order of the file.
    pub(crate) files: Vec<FileConfigs>,
}

/// The keys of one file.
#[derive(Debug)]
pub(crate) struct FileConfigs {
    /// The logical name.
    pub(crate) file: String,
    /// The path.
    pub(crate) path: String,
    /// Why the file is not read by key, where its format has keys.
    pub(crate) unreadable: Option<String>,
    /// The keys, each with the text of its value in the file.
    pub(crate) configs: Vec<(Config, String)>,
}

/// Reads the keys of an environment that the patterns match.
///
/// # Errors
/// Where the environment is unknown, or a pattern matches nothing.
pub(crate) fn list_keys(
    context: &Context,
    environment: &str,
    patterns: &[String],
    only: &[String],
) -> Result<Configs, OpError> {
    let patterns = parse_patterns(patterns)?;
    let store = context.store()?;
    let side = store.side(environment, &parse_only(&context.narrowed(only))?)?;
    let found = store.files_that_match(&side, &patterns)?;
    store.repo.fetch_missing(found.iter().map(|(_, entry)| entry.blob))?;
    let (mut files, mut hits, mut whole) = (Vec::new(), vec![false; patterns.len()], Vec::new());
    let mut known = BTreeSet::new();
    for (file, entry) in found {
        let pair = store.alone(&side.matcher, &file, &entry)?;
        whole.extend(WholeFile::of(&pair).map(|whole| (file.clone(), whole)));
        let configs = selected(&store, &pair, &patterns, &mut hits, &mut known);
        let unreadable = pair.unreadable().pop().map(|(_, reason)| reason);
        let silent = patterns.is_empty() && configs.is_empty() && unreadable.is_some();
        if !configs.is_empty() || silent {
            let configs = with_text(context, &store, &pair, configs);
            files.push(FileConfigs { path: entry.path.clone(), file, unreadable, configs });
        }
    }
    let missed: Vec<&Pattern> = patterns.iter().zip(&hits).filter(|(_, hit)| !**hit).map(|(p, _)| p).collect();
    match missed.is_empty() {
        true => Ok(Configs { environment: environment.to_owned(), files }),
        false => Err(no_match(environment, &missed, &whole, &known)),
    }
}

/// The most keys that are compared with a mistyped one.
const MOST_KEYS: usize = 20_000;

/// The keys of a file that the patterns match; notes in `hits` which patterns did, and in `known` all keys.
fn selected(
    store: &Store,
    pair: &FilePair,
    patterns: &[Pattern],
    hits: &mut [bool],
    known: &mut BTreeSet<String>,
) -> Vec<Config> {
    let names = pair.names();
    let mut configs = pair.configs(Side::Source, &store.rules);
    if !patterns.is_empty() && known.len() < MOST_KEYS {
        known.extend(configs.iter().map(|config| config.key.to_string()));
    }
    configs.retain(|config| {
        let key = names.spellings(&config.key);
        let mut wanted = patterns.is_empty();
        for (pattern, hit) in patterns.iter().zip(&mut *hits) {
            if names.match_config(pattern, config.document.as_deref(), &key) {
                (wanted, *hit) = (true, true);
            }
        }
        wanted
    });
    configs
}

/// The keys with the text of their values, with secrets masked.
fn with_text(context: &Context, store: &Store, pair: &FilePair, configs: Vec<Config>) -> Vec<(Config, String)> {
    let names = pair.names();
    let redactor = Redactor::of(&names, &store.rules);
    let spelled = |config: Config| {
        let text = pair.source.as_deref().map(|read| spelling(&config, read)).unwrap_or_default();
        if context.show_secrets {
            return (config, text);
        }
        let spelled = SpelledValue { value: config.value.clone(), text };
        let SpelledValue { value, text } = redactor.spelled(config.document.as_deref(), &config.key, &spelled, NO_BLOB);
        (Config { value, ..config }, text)
    };
    configs.into_iter().map(spelled).collect()
}

fn no_match(
    environment: &str,
    missed: &[&Pattern],
    whole: &[(String, WholeFile)],
    known: &BTreeSet<String>,
) -> OpError {
    let texts: Vec<&str> = missed.iter().map(|pattern| pattern.text()).collect();
    let asked = |file: &str, whole: &WholeFile| {
        missed.iter().any(|p| p.names_file() && p.matches_file(&[file, whole.path.as_str()]))
    };
    let why = whole.iter().find(|(file, whole)| asked(file, whole));
    let why = why.map(|(_, whole)| format!(": {}", whole.message())).unwrap_or_default();
    let message = format!("{environment} has no key that matches '{}'{why}", texts.join("' or '"));
    let near = missed.iter().filter_map(|pattern| nearest(pattern.key_text(), known.iter().map(String::as_str)));
    let near = near.map(|near| format!("did you mean {near}?"));
    let hints = near.chain([format!("list all keys: promote keys {environment}")]).collect();
    OpError::Usage { message, hints }
}
