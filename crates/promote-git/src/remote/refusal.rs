//! Classifying why a remote rejected a push. The protocol has one kind of refusal, and hosts differ only in their
//! messages, so the messages of common hosts are matched here. If a host changes its messages, only the hint gets
//! worse: the messages themselves are always shown.

/// Why a remote rejected a branch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// The branch is protected: it needs a pull request or other permissions.
    Protected,
    /// The user may not write there.
    Permission,
    /// A hook declined the push.
    Hook,
    /// The push is too large.
    Size,
    /// A lock file is left over from a killed git.
    Locked,
    /// The server cannot store the push: its disk is full or not writable.
    Storage,
    /// The branch is checked out at the remote.
    CheckedOut,
    /// Any other reason.
    Other,
}

/// Message patterns of each kind, in lower case. The first match counts, so specific kinds come first.
const PATTERNS: [(Refusal, &[&str]); 7] = [
    (Refusal::Locked, &[".lock': file exists"]),
    (
        Refusal::Storage,
        &[
            "no space left on device",
            "disk quota exceeded",
            "read-only file system",
            "file too large",
            "unable to create temporary",
            "insufficient permission for adding an object",
            "': permission denied",
        ],
    ),
    (
        Refusal::Size,
        &[
            "gh001",                          // GitHub: large files
            "file size limit",                // GitHub, Gitea
            "exceeds maximum allowed size",   // git (receive.maxInputSize)
            "larger than the allowed size",   // GitLab
            "commits with files larger than", // Azure DevOps, Bitbucket
            "size is greater than",           // Azure DevOps (TF402462)
            "over its size limit",            // Bitbucket
            "above the size limit",           // GitLab
            "maximum object size limit",      // Gerrit
            "http 413",
        ],
    ),
    (Refusal::CheckedOut, &["branch is currently checked out"]),
    (
        Refusal::Protected,
        &[
            "gh006",                                      // GitHub: protected branch
            "protected branch hook declined",             // GitHub
            "cannot update this protected ref",           // GitHub: rules
            "changes must be made through",               // GitHub: rules
            "cannot force-push to this",                  // GitHub
            "to protected branch",                        // GitLab (`code to protected branches`), Gitea, Forgejo
            "to a protected branch",                      // GitLab
            "is protected from",                          // Gitea, Forgejo
            "can only be modified through pull requests", // Bitbucket Data Center
            "permission denied to update branch",         // Bitbucket Cloud
            "tf402455",                                   // Azure DevOps
            "prohibited by gerrit",                       // Gerrit
        ],
    ),
    (
        Refusal::Permission,
        &[
            "not allowed to push",        // GitLab
            "user permission denied",     // Gitea, Forgejo
            "is not authorized to write", // Gitea, Forgejo: keys
            "tf401027",                   // Azure DevOps
            "insufficient permission",    // Bitbucket
            "write access to this repository is not",
            "permission to ", // GitHub
        ],
    ),
    (Refusal::Hook, &["hook declined", "push declined due to", "denied by hook"]),
];

impl Refusal {
    /// The kind, from git's reason for the ref and the remote's messages.
    pub(super) fn of(reason: &str, message: &str) -> Self {
        let text = format!("{reason}\n{message}").to_lowercase();
        let matches = |patterns: &[&str]| patterns.iter().any(|pattern| text.contains(pattern));
        PATTERNS.iter().find(|(_, patterns)| matches(patterns)).map_or(Self::Other, |(kind, _)| *kind)
    }

    /// The name in JSON output.
    pub fn word(self) -> &'static str {
        match self {
            Self::Protected => "protected",
            Self::Permission => "permission",
            Self::Hook => "hook",
            Self::Size => "size",
            Self::Locked => "locked",
            Self::Storage => "storage",
            Self::CheckedOut => "checked-out",
            Self::Other => "other",
        }
    }

    /// The error message.
    pub(super) fn sentence(self, remote: &str, name: &str, reason: &str) -> String {
        let branch = name.strip_prefix("refs/heads/").unwrap_or(name);
        let what = match self {
            Self::Protected => format!("the remote '{remote}' protects the branch {branch}"),
            Self::Permission => format!("the remote '{remote}' does not let you push to {branch}"),
            Self::Hook => format!("a hook of the remote '{remote}' rejected the push to {branch}"),
            Self::Size => format!("the push to {branch} is too large for the remote '{remote}'"),
            Self::Locked => format!("the branch {branch} is locked at the remote '{remote}'"),
            Self::Storage => format!("the remote '{remote}' could not store the push to {branch}"),
            Self::CheckedOut => format!("the branch {branch} is checked out at the remote '{remote}'"),
            Self::Other => format!("the remote '{remote}' rejected the push to {branch}"),
        };
        format!("{what} ({reason})")
    }
}

/// Messages of denied access, in lower case, for pushes that failed before any ref was reported.
const ACCESS_DENIED: [&str; 16] = [
    "permission denied (", // ssh
    "permission to ",      // GitHub
    "denied to ",          // GitHub, Bitbucket
    "authentication failed",
    "could not read username",
    "could not read password",
    "terminal prompts disabled",
    "host key verification failed",
    "access denied",          // git daemon, GitLab
    "not allowed to push",    // GitLab
    "user permission denied", // Gitea, Forgejo
    "returned error: 401",
    "returned error: 403",
    "tf401019", // Azure DevOps
    "unauthorized",
    "insufficient permission",
];

/// Whether the messages say that the remote denied access.
pub(super) fn is_access_denied(message: &str) -> bool {
    let text = message.to_lowercase();
    ACCESS_DENIED.iter().any(|pattern| text.contains(pattern))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refusals_of_common_hosts() {
        use Refusal::{CheckedOut, Hook, Locked, Other, Permission, Protected, Size, Storage};
        let cases = [
            (
                "protected branch hook declined",
                "error: GH006: Protected branch update failed for refs/heads/main.",
                Protected,
            ),
            (
                "push declined due to repository rule violations",
                "error: GH013: Repository rule violations found for refs/heads/main.\n- Changes must be made through a pull request.",
                Protected,
            ),
            (
                "push declined due to repository rule violations",
                "error: GH013: Repository rule violations found for refs/heads/main.\n- Push cannot contain secrets",
                Hook,
            ),
            ("pre-receive hook declined", "error: GH001: Large files detected.", Size),
            (
                "pre-receive hook declined",
                "GitLab: You are not allowed to push code to protected branches on this project.",
                Protected,
            ),
            ("pre-receive hook declined", "GitLab: You are not allowed to push code to this project.", Permission),
            ("pre-receive hook declined", "GitLab: Commit message does not follow the pattern 'JIRA-'", Hook),
            ("pre-receive hook declined", "Gitea: Not allowed to push to protected branch main", Protected),
            ("pre-receive hook declined", "Forgejo: User permission denied for writing.", Permission),
            ("pre-receive hook declined", "Permission denied to update branch main.", Protected),
            (
                "pre-receive hook declined",
                "Branch refs/heads/main can only be modified through pull requests.",
                Protected,
            ),
            (
                "TF402455: Pushes to this branch are not permitted; you must use a pull request to update this branch.",
                "",
                Protected,
            ),
            ("TF401027: You need the Git 'GenericContribute' permission to perform this action.", "", Permission),
            ("prohibited by Gerrit: not permitted: update", "error: branch refs/heads/main:", Protected),
            ("unpacker error", "fatal: pack exceeds maximum allowed size", Size),
            ("unpacker error", "error: remote unpack failed: unable to create temporary object directory", Storage),
            (
                "branch is currently checked out",
                "error: refusing to update checked out branch: refs/heads/main",
                CheckedOut,
            ),
            (
                "failed to update ref",
                "error: cannot lock ref 'refs/heads/main': Unable to create '/o.git/refs/heads/main.lock': File exists.",
                Locked,
            ),
            (
                "failed to update ref",
                "error: cannot lock ref 'refs/heads/main': Unable to create '/o.git/refs/heads/main.lock': Permission denied",
                Storage,
            ),
            ("hook declined", "no", Hook),
            ("funny refname", "", Other),
        ];
        for (reason, message, kind) in cases {
            assert_eq!(Refusal::of(reason, message), kind, "{reason}: {message}");
        }
    }

    #[test]
    fn denied_access_is_told_from_other_failures() {
        assert!(is_access_denied("git@github.com: Permission denied (publickey)."));
        assert!(is_access_denied("could not read Username for 'https://example.com': terminal prompts disabled"));
        assert!(is_access_denied("remote error: access denied or repository not exported: /x.git"));
        assert!(!is_access_denied("'../origin.git' does not appear to be a git repository"));
        assert!(!is_access_denied("unable to access 'https://x/': Could not resolve host: x"));
    }
}
