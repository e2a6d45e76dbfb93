//! Parsing the output of `git push --porcelain` and the remote's messages.
//!
//! `git-push(1)`, OUTPUT: `<flag> TAB <from>:<to> TAB <summary> (<reason>)`; the flag `!` is a refusal. The reasons
//! come from the local git or from the receiving side (`builtin/receive-pack.c`).

use crate::exec::Output;

/// A ref that was not moved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Rejected {
    /// Its full name at the remote.
    pub(crate) name: String,
    /// git's reason (`stale info`).
    pub(crate) reason: String,
}

/// The result of a push.
#[derive(Debug, Default)]
pub(super) struct Report {
    /// The refs that were not moved.
    pub(crate) rejected: Vec<Rejected>,
    /// The remote's messages, without the `remote:` prefix.
    pub(crate) remote_message: String,
    /// git's other messages.
    pub(crate) message: String,
}

impl Report {
    /// Parses the output of `git push --porcelain`.
    pub(crate) fn parse(output: &Output) -> Self {
        let stdout = String::from_utf8_lossy(&output.stdout).into_owned();
        let mut report = Self { rejected: stdout.lines().filter_map(rejected).collect(), ..Self::default() };
        let mut messages: Vec<&str> = Vec::new();
        let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
        for line in stderr.lines() {
            // The local git prints the remote's unpack errors.
            let unpacked = || line.strip_prefix("error: remote unpack failed:");
            let Some(message) = line.strip_prefix("remote:").or_else(unpacked) else { continue };
            let message = message.trim();
            // The verdict is in the reason already. A hook runs once per ref and often prints the same each time.
            if !message.is_empty() && !message.starts_with("error: hook declined") && !messages.contains(&message) {
                messages.push(message);
            }
        }
        report.remote_message = messages.join("\n");
        report.message = connection_message(&output.stderr);
        report
    }

    /// The refs that were rejected for their own reason; the others failed because the push is atomic.
    pub(crate) fn culprits(&self) -> impl Iterator<Item = &Rejected> {
        self.rejected.iter().filter(|ref_| !ref_.reason.starts_with("atomic push fail"))
    }
}

fn rejected(line: &str) -> Option<Rejected> {
    let mut fields = line.strip_prefix("!\t")?.splitn(2, '\t');
    let (_, name) = fields.next()?.rsplit_once(':')?;
    let summary = fields.next()?;
    let reason = summary.split_once('(').map_or(summary, |(_, reason)| reason.strip_suffix(')').unwrap_or(reason));
    Some(Rejected { name: name.to_owned(), reason: reason.to_owned() })
}

/// The messages of git and the remote about the connection, without prefixes and advice.
pub(super) fn connection_message(stderr: &[u8]) -> String {
    const ADVICE: [&str; 3] = ["Please make sure you have", "and the repository exists", "hint:"];
    let text = String::from_utf8_lossy(stderr);
    let relevant = |line: &&str| {
        let known = ADVICE.iter().any(|advice| line.starts_with(advice)) || line.starts_with("error: failed to push");
        !line.trim().is_empty() && !known
    };
    let bare = |line: &str| {
        line.trim_start_matches("remote: ")
            .trim_start_matches("fatal: ")
            .trim_start_matches("error: ")
            .trim_end()
            .to_owned()
    };
    let lines: Vec<String> = text.lines().filter(relevant).map(bare).collect();
    if lines.is_empty() { "git gave no reason".to_owned() } else { lines.join("; ") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn output(stdout: &str, stderr: &str) -> Output {
        Output { status: Some(1), signal: None, stdout: stdout.into(), stderr: stderr.into() }
    }

    #[test]
    fn rejected_refs_and_messages_of_the_remote() {
        let stdout = "To ../remote.git\n\
            !\trefs/heads/a:refs/heads/a\t[rejected] (atomic push failed)\n\
            !\t0123:refs/heads/main\t[remote rejected] (hook declined)\n\
            *\trefs/heads/b:refs/heads/b\t[new branch]\n\
            Done\n";
        let stderr = "remote: no\nremote: no        \nremote: error: hook declined to update refs/heads/main\nerror: failed to push some refs to '../remote.git'\n";
        let report = Report::parse(&output(stdout, stderr));
        let names: Vec<&str> = report.rejected.iter().map(|rejected| rejected.name.as_str()).collect();
        assert_eq!(names, ["refs/heads/a", "refs/heads/main"]);
        assert_eq!(report.culprits().map(|rejected| rejected.reason.as_str()).collect::<Vec<_>>(), ["hook declined"]);
        assert_eq!(report.remote_message, "no");
    }

    #[test]
    fn connection_messages_have_no_prefixes_and_advice() {
        let stderr = b"fatal: '../nowhere' does not appear to be a git repository\n\
            fatal: Could not read from remote repository.\n\n\
            Please make sure you have the correct access rights\nand the repository exists.\n";
        assert_eq!(
            connection_message(stderr),
            "'../nowhere' does not appear to be a git repository; Could not read from remote repository."
        );
        assert_eq!(connection_message(b"hint: try again\n"), "git gave no reason");
    }
}
