//! git's configuration and the user's identity, as git itself works them out.

use std::collections::HashMap;

use super::ahead::PrefetchQuery;
use super::commit::Signature;
use super::error::GitError;
use super::{Repo, Result, run};
use crate::exec::Output;

/// Who acts.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Identity {
    /// The name.
    pub name: String,
    /// The mail address.
    pub email: String,
}

/// All keys with all their values, in git's order.
#[derive(Debug, Default)]
pub(super) struct Config(HashMap<String, Vec<String>>);

impl Config {
    /// Reads what `git config --list -z` prints: `key LF value NUL`, without the LF for a key that has no value.
    fn read(stdout: &[u8]) -> Self {
        let mut keys: HashMap<String, Vec<String>> = HashMap::new();
        for item in stdout.split(|b| *b == 0).filter(|item| !item.is_empty()) {
            let text = String::from_utf8_lossy(item);
            // A key alone is a switch that is on.
            let (key, value) = text.split_once('\n').unwrap_or((&text, "true"));
            keys.entry(key.to_owned()).or_default().push(value.to_owned());
        }
        Self(keys)
    }
}

/// Section and variable do not mind their case, what stands between them does.
fn canonical(key: &str) -> String {
    match (key.split_once('.'), key.rsplit_once('.')) {
        (Some((section, _)), Some((front, variable))) if section.len() < front.len() => {
            let middle = &front[section.len()..];
            format!("{}{middle}.{}", section.to_ascii_lowercase(), variable.to_ascii_lowercase())
        }
        _ => key.to_ascii_lowercase(),
    }
}

impl Repo {
    /// The last value of a configuration key; all keys are read in one call, the first time one is asked for.
    pub fn config(&self, key: &str) -> Result<Option<String>> {
        Ok(self.all_config()?.0.get(&canonical(key)).and_then(|values| values.last()).cloned())
    }

    /// A switch of the configuration, off where it is not set (`git-config(1)`, under Values).
    pub fn config_bool(&self, key: &str) -> Result<bool> {
        let value = self.config(key)?.unwrap_or_default().to_ascii_lowercase();
        Ok(matches!(value.as_str(), "true" | "yes" | "on") || value.parse::<i64>().is_ok_and(|number| number != 0))
    }

    /// Sets a key of this repository's own configuration, or takes it away.
    pub fn set_config(&self, key: &str, value: Option<&str>) -> Result<()> {
        let command = self.git("write its configuration").args(["config", "--local"]);
        let command = match value {
            Some(value) => command.args(["--replace-all", key, value]),
            None => command.args(["--unset-all", key]),
        };
        let output = command.run()?;
        // 5: there was nothing to take away.
        if output.success() || value.is_none() && output.status == Some(5) {
            return Ok(());
        }
        Err(run::failed("write its configuration", &output))
    }

    /// Every value of a configuration key, in git's order (the last one rules where one is wanted).
    pub fn config_all(&self, key: &str) -> Result<Vec<String>> {
        Ok(self.all_config()?.0.get(&canonical(key)).cloned().unwrap_or_default())
    }

    /// The names of the remotes, in order.
    pub fn remotes(&self) -> Result<Vec<String>> {
        let name = |key: &String| Some(key.strip_prefix("remote.")?.strip_suffix(".url")?.to_owned());
        let mut names: Vec<String> = self.all_config()?.0.keys().filter_map(name).collect();
        names.sort();
        Ok(names)
    }

    fn all_config(&self) -> Result<&Config> {
        if let Some(config) = self.config.get() {
            return Ok(config);
        }
        let output = self.answer(PrefetchQuery::Config)?;
        if !output.success() {
            return Err(run::failed("read its configuration", &output));
        }
        Ok(self.config.get_or_init(|| Config::read(&output.stdout)))
    }

    /// Who acts: git's author.
    pub fn identity(&self) -> Result<Identity> {
        let author = self.author()?;
        Ok(Identity { name: author.name, email: author.email })
    }

    /// Who acts and when, as git would write it into a commit of this moment (`GIT_AUTHOR_DATE` counts).
    pub(crate) fn author(&self) -> Result<Signature> {
        read_ident(&self.answer(PrefetchQuery::Author)?)
    }

    /// Who commits and when (`GIT_COMMITTER_DATE` counts).
    pub(crate) fn committer(&self) -> Result<Signature> {
        read_ident(&self.git("tell who you are").args(["var", "GIT_COMMITTER_IDENT"]).run()?)
    }
}

fn read_ident(output: &Output) -> Result<Signature> {
    if !output.success() {
        // Above its last line git prints advice; that is ours to give.
        let words = run::words(&output.stderr);
        let last = words.lines().last().unwrap_or("git var failed").to_owned();
        return Err(GitError::NoIdentity { words: last });
    }
    Ok(Signature::parse(output.stdout.trim_ascii()))
}
