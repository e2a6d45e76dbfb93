//! `configs`: the keys of an environment.

use schemars::JsonSchema;
use serde::Serialize;

use super::change::TypedValue;
use super::common::Versioned;
use super::names::Kind;
use crate::ops::keys::{Configs, FileConfigs};
use promote_core::env::flatten::Config;

/// The keys of an environment, with their values and ids.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Keys {
    /// The environment, as it was named.
    environment: String,
    /// The keys, in the order of their files.
    configs: Vec<Key>,
    /// Files that cannot be read by key.
    unreadable: Vec<Unreadable>,
}

/// One key.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Key {
    /// The key path; `.` for a whole file.
    key: String,
    #[serde(flatten)]
    value: TypedValue,
    /// The id: the same in every environment and every clone.
    id: String,
    /// The logical name of the file, with `{env}` in it.
    file: String,
    /// The path of the file in this environment.
    path: String,
    /// The document of the file, where it has several.
    document: Option<String>,
    /// The unit: a key, a flag or a whole file.
    kind: Kind,
}

/// A file that cannot be read by key.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Unreadable {
    /// The path of the file.
    pub(super) path: String,
    /// The reason, where there is one besides its format.
    pub(super) reason: Option<String>,
}

impl Keys {
    /// The shape.
    pub(crate) fn new(configs: &Configs) -> Versioned<Self> {
        let all = configs.files.iter().flat_map(|file| file.configs.iter().map(|(config, _)| key(file, config)));
        let unreadable = configs.files.iter().filter_map(|file| {
            let reason = file.unreadable.clone()?;
            Some(Unreadable { path: file.path.clone(), reason: Some(reason) })
        });
        Versioned::new(Self {
            environment: configs.environment.clone(),
            configs: all.collect(),
            unreadable: unreadable.collect(),
        })
    }
}

fn key(file: &FileConfigs, config: &Config) -> Key {
    Key {
        key: config.key.to_string(),
        value: Some(&config.value).into(),
        id: config.id().to_string(),
        file: file.file.clone(),
        path: file.path.clone(),
        document: config.document.clone(),
        kind: config.kind.into(),
    }
}
