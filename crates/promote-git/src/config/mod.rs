//! git's configuration and the user's identity, as git itself resolves them.

pub(crate) mod values;

use super::commit::Signature;
use super::error::GitError;
use super::prefetch::PrefetchQuery;
use super::{Repo, Result, run};
use crate::exec::Output;
use values::ConfigValues;

/// A person's name and email address.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Identity {
    /// The name.
    pub name: String,
    /// The email address.
    pub email: String,
}

impl Repo {
    /// The last value of a configuration key. All keys are read in one call, on first use.
    pub fn config(&self, key: &str) -> Result<Option<String>> {
        Ok(self.config_values()?.all(key).last().cloned())
    }

    /// A boolean configuration key, false if it is not set (`git-config(1)`, Values).
    pub fn config_bool(&self, key: &str) -> Result<bool> {
        let value = self.config(key)?.unwrap_or_default().to_ascii_lowercase();
        Ok(matches!(value.as_str(), "true" | "yes" | "on") || value.parse::<i64>().is_ok_and(|number| number != 0))
    }

    /// Sets a key of the repository's own configuration; `None` unsets it.
    pub fn set_config(&self, key: &str, value: Option<&str>) -> Result<()> {
        let command = self.git("write its configuration").args(["config", "--local"]);
        let command = match value {
            Some(value) => command.args(["--replace-all", key, value]),
            None => command.args(["--unset-all", key]),
        };
        let output = command.run()?;
        // Status 5: the key was not set.
        if output.success() || value.is_none() && output.status == Some(5) {
            return Ok(());
        }
        Err(run::failed("write its configuration", &output))
    }

    /// All values of a configuration key, in git's order; the last one takes precedence.
    pub fn config_all(&self, key: &str) -> Result<Vec<String>> {
        Ok(self.config_values()?.all(key).to_vec())
    }

    /// The names of the remotes, sorted.
    pub fn remotes(&self) -> Result<Vec<String>> {
        let name = |key: &str| Some(key.strip_prefix("remote.")?.strip_suffix(".url")?.to_owned());
        let mut names: Vec<String> = self.config_values()?.keys().filter_map(name).collect();
        names.sort();
        Ok(names)
    }

    fn config_values(&self) -> Result<&ConfigValues> {
        if let Some(config) = self.config.get() {
            return Ok(config);
        }
        let output = self.answer(PrefetchQuery::Config)?;
        if !output.success() {
            return Err(run::failed("read its configuration", &output));
        }
        Ok(self.config.get_or_init(|| ConfigValues::parse(&output.stdout)))
    }

    /// The user's identity: git's author.
    pub fn identity(&self) -> Result<Identity> {
        let author = self.author()?;
        Ok(Identity { name: author.name, email: author.email })
    }

    /// The author line that git would write into a commit now (`GIT_AUTHOR_DATE` is respected).
    pub(crate) fn author(&self) -> Result<Signature> {
        parse_ident(&self.answer(PrefetchQuery::Author)?)
    }

    /// The committer line that git would write into a commit now (`GIT_COMMITTER_DATE` is respected).
    pub(crate) fn committer(&self) -> Result<Signature> {
        parse_ident(&self.git("read your identity").args(["var", "GIT_COMMITTER_IDENT"]).run()?)
    }
}

fn parse_ident(output: &Output) -> Result<Signature> {
    if !output.success() {
        // git prints advice above its last line; our own hint replaces it.
        let message = run::error_message(&output.stderr);
        let last = message.lines().last().unwrap_or("git var failed").to_owned();
        return Err(GitError::NoIdentity { message: last });
    }
    Ok(Signature::parse(output.stdout.trim_ascii()))
}
