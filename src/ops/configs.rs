//! `configs`: the keys, values and ids of an environment.

use super::OpError;
use super::compare::{parse_only, parse_patterns};
use super::context::Context;
use super::whole::WholeFile;
use promote_core::env::change::SpelledValue;
use promote_core::env::diff::spelling;
use promote_core::env::flatten::Config;
use promote_core::env::keys::Side;
use promote_core::env::secrets::{NO_BLOB, Redactor};
use promote_model::Pattern;

/// The configs of an environment.
#[derive(Debug)]
pub(crate) struct Configs {
    /// The environment as typed.
    pub(crate) environment: String,
    /// By file: the logical name, the path, and the configs in the file's order.
    pub(crate) files: Vec<FileConfigs>,
}

/// The configs of one file.
#[derive(Debug)]
pub(crate) struct FileConfigs {
    /// The logical name.
    pub(crate) file: String,
    /// The path.
    pub(crate) path: String,
    /// Why it is one config, where it should have been read by key.
    pub(crate) unreadable: Option<String>,
    /// The configs, each with the file's own text for it.
    pub(crate) configs: Vec<(Config, String)>,
}

/// Reads the configs of an environment that the patterns match.
///
/// # Errors
/// Where the environment is unknown, or a pattern matches nothing.
pub(crate) fn configs(
    context: &Context,
    environment: &str,
    patterns: &[String],
    only: &[String],
) -> Result<Configs, OpError> {
    let compiled = parse_patterns(patterns)?;
    let store = context.store()?;
    let side = store.side(environment, &parse_only(only)?)?;
    let mut files = Vec::new();
    let mut hits = vec![false; compiled.len()];
    let mut whole = Vec::new();
    let mut found = store.files(&side)?;
    // An environment need not have what another one has.
    if found.is_empty() && !side.narrowed {
        store.refuse_nothing(&[&side])?;
    }
    found.retain(|(file, entry)| {
        compiled.is_empty() || compiled.iter().any(|p| p.matches_file(&[file.as_str(), entry.path.as_str()]))
    });
    store.repo.bring(found.iter().map(|(_, entry)| entry.blob))?;
    for (file, entry) in found {
        let pair = store.alone(&side.matcher, &file, &entry)?;
        whole.extend(WholeFile::of(&pair).map(|whole| (file.clone(), whole)));
        let names = pair.names();
        let mut configs = pair.configs(Side::Source, &store.rules);
        configs.retain(|config| {
            let key = names.spellings(&config.key);
            let mut wanted = compiled.is_empty();
            for (pattern, hit) in compiled.iter().zip(&mut hits) {
                if names.match_config(pattern, config.document.as_deref(), &key) {
                    (wanted, *hit) = (true, true);
                }
            }
            wanted
        });
        let unreadable = pair.unreadable().pop().map(|(_, reason)| reason);
        let silent = compiled.is_empty() && configs.is_empty() && unreadable.is_some();
        if !configs.is_empty() || silent {
            let veil = Redactor::of(&names, &store.rules);
            let spelled = |config: Config| {
                let text = pair.source.as_deref().map(|read| spelling(&config, read)).unwrap_or_default();
                if context.show_secrets {
                    return (config, text);
                }
                let spelled = SpelledValue { value: config.value.clone(), text };
                let SpelledValue { value, text } =
                    veil.spelled(config.document.as_deref(), &config.key, &spelled, NO_BLOB);
                (Config { value, ..config }, text)
            };
            let configs = configs.into_iter().map(spelled).collect();
            files.push(FileConfigs { path: entry.path.clone(), file, unreadable, configs });
        }
    }
    let missed: Vec<&Pattern> = compiled.iter().zip(&hits).filter(|(_, hit)| !**hit).map(|(p, _)| p).collect();
    if !missed.is_empty() {
        let texts: Vec<&str> = missed.iter().map(|pattern| pattern.text()).collect();
        let asked = |file: &str, whole: &WholeFile| {
            missed.iter().any(|p| p.names_file() && p.matches_file(&[file, whole.path.as_str()]))
        };
        let why = whole.iter().find(|(file, whole)| asked(file, whole));
        let why = why.map(|(_, whole)| format!(": {}", whole.words())).unwrap_or_default();
        let message = format!("{environment} has no config that matches '{}'{why}", texts.join("' or '"));
        let hint = format!("see all of them: promote configs {environment}");
        return Err(OpError::Usage { message, hints: vec![hint] });
    }
    Ok(Configs { environment: environment.to_owned(), files })
}
