//! A file of the target as it would be after the promotion.

use std::ops::Range;

use crate::env::diff::FilePair;
use crate::env::flatten::{Config, KeyRules};
use crate::env::keys::Side;
use crate::env::secrets::{NO_BLOB, Redactor};
use crate::promotion::CheckFinding;
use promote_format::position;
use promote_model::Pattern;

/// A file of the target as it would be after the promotion.
#[derive(Debug)]
pub struct CheckedFile {
    /// The file, as the source of a pair without a target.
    pub(crate) pair: FilePair,
    /// Whether the plan touches it.
    pub(crate) touched: bool,
    /// Its keys. Flags are not units here, since checks look inside them.
    pub(crate) configs: Vec<Config>,
    /// The byte ranges of secret values.
    pub(crate) secrets: Vec<Range<usize>>,
}

impl CheckedFile {
    /// The rules by which checks read files: flags are not units.
    pub fn rules(rules: &KeyRules) -> KeyRules {
        KeyRules { flags: Vec::new(), ..rules.clone() }
    }

    /// Parses the keys of a file by [`Self::rules`].
    pub fn new(pair: FilePair, touched: bool, rules: &KeyRules) -> Self {
        let configs = if pair.is_keyed() { pair.configs(Side::Source, rules) } else { Vec::new() };
        let secrets = if pair.is_keyed() { secrets(&pair, rules) } else { Vec::new() };
        Self { secrets, touched, configs, pair }
    }

    /// Whether these bytes contain a secret.
    pub(super) fn hides(&self, span: &Range<usize>) -> bool {
        self.secrets.iter().any(|secret| secret.start < span.end && span.start < secret.end)
    }

    /// The names of the file.
    pub(crate) fn names(&self) -> Vec<&str> {
        self.pair.names().files
    }

    /// The path in the target.
    pub(crate) fn path(&self) -> &str {
        self.pair.source.as_ref().map_or(&self.pair.file, |file| &file.path)
    }

    /// The reason if it cannot be parsed into keys.
    pub fn unreadable(&self) -> Option<&str> {
        self.pair.source.as_ref()?.unreadable()
    }

    /// Line and column of a byte offset.
    pub(super) fn position(&self, at: usize) -> Option<(usize, usize)> {
        let parsed = self.pair.source.as_ref()?.parsed()?;
        Some(position(&parsed.bytes, at))
    }

    /// A finding at a byte offset.
    pub(super) fn finding(
        &self,
        at: Option<usize>,
        document: Option<&str>,
        key: &str,
        message: String,
    ) -> CheckFinding {
        let place = at.and_then(|at| self.position(at));
        CheckFinding {
            file: Some(self.path().to_owned()),
            document: document.map(str::to_owned),
            key: (!key.is_empty()).then(|| key.to_owned()),
            line: place.map(|place| place.0),
            column: place.map(|place| place.1),
            message,
            ..CheckFinding::default()
        }
    }

    /// The findings for keys that match one of the patterns.
    pub(super) fn matching(&self, patterns: &[Pattern]) -> Vec<CheckFinding> {
        let names = self.pair.names();
        let mut found = Vec::new();
        for config in &self.configs {
            let spellings = names.spellings(&config.key);
            let document = config.document.as_deref();
            if let Some(pattern) = patterns.iter().find(|p| names.match_config(p, document, &spellings)) {
                let key = config.key.to_string();
                let message = format!("{key} is forbidden ({})", pattern.text());
                found.push(self.finding(Some(config.span.start), document, &key, message));
            }
        }
        found
    }
}

/// The byte ranges of secrets in the whole file, also outside of the key prefixes: findings may mention any of it.
fn secrets(pair: &FilePair, rules: &KeyRules) -> Vec<Range<usize>> {
    let all = pair.with_rest();
    let names = all.names();
    let redactor = Redactor::of(&names, rules);
    if redactor.is_empty() {
        return Vec::new();
    }
    let hides = |c: &Config| redactor.value(c.document.as_deref(), &c.key, &c.value, NO_BLOB).is_some();
    all.configs(Side::Source, rules).into_iter().filter(hides).map(|config| config.span).collect()
}
