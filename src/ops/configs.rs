//! `configs`: the keys, values and ids of an environment.

use std::sync::Arc;

use super::OpError;
use super::compare::{parse_only, parse_patterns};
use super::context::Context;
use crate::env::diff::Pair;
use crate::env::flatten::Config;
use crate::store::environment::read_file;

/// The configs of an environment.
#[derive(Debug)]
pub struct Configs {
    /// The environment as typed.
    pub environment: String,
    /// By file: the logical name, the path, and the configs in the file's order.
    pub files: Vec<FileConfigs>,
}

/// The configs of one file.
#[derive(Debug)]
pub struct FileConfigs {
    /// The logical name.
    pub file: String,
    /// The path.
    pub path: String,
    /// Why it is one config, where it should have been read by key.
    pub unreadable: Option<String>,
    /// The configs.
    pub configs: Vec<Config>,
}

/// Reads the configs of an environment that the patterns match.
///
/// # Errors
/// Where the environment is unknown, or a pattern matches nothing.
pub fn configs(context: &Context, environment: &str, patterns: &[String], only: &[String]) -> Result<Configs, OpError> {
    let compiled = parse_patterns(patterns)?;
    let store = context.store()?;
    let side = store.side(environment, &parse_only(only)?)?;
    let mut files = Vec::new();
    let mut hits = vec![false; compiled.len()];
    let mut found = store.files(&side)?;
    if found.is_empty() {
        store.refuse_nothing(&[&side])?;
    }
    found.retain(|(file, entry)| {
        compiled.is_empty() || compiled.iter().any(|p| p.matches_file(&[file.as_str(), entry.path.as_str()]))
    });
    store.repo.bring(found.iter().map(|(_, entry)| entry.blob))?;
    for (file, entry) in found {
        let read = Arc::new(read_file(&store.repo, &entry)?);
        let pair = Pair::new(&file, Some(read.clone()), None);
        let names = pair.names();
        let mut configs = pair.configs(&read, &store.rules);
        configs.retain(|config| {
            let key = config.key.to_string();
            let mut wanted = compiled.is_empty();
            for (pattern, hit) in compiled.iter().zip(&mut hits) {
                if names.match_config(pattern, config.document.as_deref(), &key) {
                    (wanted, *hit) = (true, true);
                }
            }
            wanted
        });
        if !configs.is_empty() {
            let unreadable = read.unreadable().map(str::to_owned);
            files.push(FileConfigs { path: entry.path.clone(), file, unreadable, configs });
        }
    }
    let missed: Vec<String> =
        patterns.iter().zip(&hits).filter(|(_, hit)| !**hit).map(|(text, _)| text.clone()).collect();
    if !missed.is_empty() {
        let message = format!("{environment} has no config that matches '{}'", missed.join("' or '"));
        let hint = format!("see all of them: promote configs {environment}");
        return Err(OpError::Usage { message, hints: vec![hint] });
    }
    Ok(Configs { environment: environment.to_owned(), files })
}
