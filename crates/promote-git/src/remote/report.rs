//! What `git push --porcelain` says of each ref, and what the remote says besides.
//!
//! `git-push(1)`, OUTPUT: `<flag> TAB <from>:<to> TAB <summary> (<reason>)`; the flag `!` is a refusal. The reasons are
//! git's own words, or those of the receiving side (`builtin/receive-pack.c`).

use crate::exec::Output;

/// A ref that was not moved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Rejected {
    /// Its full name at the remote.
    pub(crate) name: String,
    /// Why, in a few words (`stale info`).
    pub(crate) reason: String,
    /// Whether the remote said so, and not our own git before anything was sent.
    pub(crate) remote: bool,
}

/// What came of a push.
#[derive(Debug, Default)]
pub(super) struct Report {
    /// The refs that were not moved.
    pub(crate) rejected: Vec<Rejected>,
    /// What the remote printed, without `remote:`.
    pub(crate) remote_words: String,
    /// What else was printed.
    pub(crate) words: String,
}

impl Report {
    pub(crate) fn read(output: &Output) -> Self {
        let stdout = String::from_utf8_lossy(&output.stdout).into_owned();
        let mut report = Self { rejected: stdout.lines().filter_map(rejected).collect(), ..Self::default() };
        let mut said: Vec<&str> = Vec::new();
        let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
        for line in stderr.lines() {
            // What the remote's unpacking said comes through our own git.
            let unpacked = || line.strip_prefix("error: remote unpack failed:");
            let Some(words) = line.strip_prefix("remote:").or_else(unpacked) else { continue };
            let words = words.trim();
            // git's own verdict is in the reason. A hook is asked once a ref, and often says the same each time.
            if !words.is_empty() && !words.starts_with("error: hook declined") && !said.contains(&words) {
                said.push(words);
            }
        }
        report.remote_words = said.join("\n");
        report.words = super::failure::words(&output.stderr);
        report
    }

    /// The refs that are refused for a reason of their own; the others only go down with them.
    pub(crate) fn culprits(&self) -> impl Iterator<Item = &Rejected> {
        self.rejected.iter().filter(|ref_| !ref_.reason.starts_with("atomic push fail"))
    }
}

fn rejected(line: &str) -> Option<Rejected> {
    let mut fields = line.strip_prefix("!\t")?.splitn(2, '\t');
    let (_, name) = fields.next()?.rsplit_once(':')?;
    let summary = fields.next()?;
    let reason = summary.split_once('(').map_or(summary, |(_, reason)| reason.strip_suffix(')').unwrap_or(reason));
    Some(Rejected { name: name.to_owned(), reason: reason.to_owned(), remote: summary.starts_with("[remote") })
}
