//! How the pull or merge request of a proposal is opened (`request:` of an environment).

use crate::promotion::Person;

/// How requests of promotions into an environment are opened.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RequestRules {
    /// Whether, and in which way, `execute --branch` opens the request.
    pub open: OpenRule,
    /// The labels of the request.
    pub labels: Vec<String>,
    /// The people asked for a review.
    pub reviewers: Reviewers,
    /// The accounts at the host of people named by their email address: (address, account).
    pub(crate) accounts: Vec<(String, String)>,
    /// Whether the request is a draft.
    pub draft: bool,
    /// The kind of the host, where its name does not tell.
    pub host: Option<HostKind>,
}

/// The way in which a request is opened.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum OpenRule {
    /// Not, unless the command asks for it.
    #[default]
    No,
    /// With the program of the host, after the push.
    Program,
    /// By the push of the proposal branch, with push options that GitLab reads.
    PushOptions,
    /// By a push to `refs/for/BRANCH`, which makes a change in Gerrit.
    Gerrit,
}

/// The people asked for a review.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Reviewers {
    /// No one is asked.
    #[default]
    None,
    /// The members of the groups that must approve.
    FromGroups,
    /// These accounts at the host.
    Accounts(Vec<String>),
}

/// The kinds of hosts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HostKind {
    /// GitHub.
    GitHub,
    /// GitLab.
    GitLab,
    /// Gitea and Forgejo.
    Gitea,
    /// Bitbucket Cloud.
    Bitbucket,
    /// Azure DevOps.
    Azure,
}

impl HostKind {
    /// Each kind with its word in `promote.yaml`.
    pub(crate) const WORDS: [(&'static str, Self); 5] = [
        ("github", Self::GitHub),
        ("gitlab", Self::GitLab),
        ("gitea", Self::Gitea),
        ("bitbucket", Self::Bitbucket),
        ("azure", Self::Azure),
    ];
}

/// Email addresses that hosts give to people who hide their own; the account is a part of them.
const NO_REPLY: [&str; 2] = ["@users.noreply.github.com", "@users.noreply.gitlab.com"];

impl RequestRules {
    /// The account of a person at the host: by `accounts`, else as an address of the host tells it.
    pub(super) fn account(&self, email: &str) -> Option<String> {
        let person = Person { name: String::new(), email: email.to_owned() };
        if let Some((_, account)) = self.accounts.iter().find(|(known, _)| person.has(known)) {
            return Some(account.clone());
        }
        let lower = email.to_ascii_lowercase();
        let local = NO_REPLY.iter().find_map(|end| lower.strip_suffix(end))?;
        // `123+ann` at GitHub, `123-ann` at GitLab; GitHub's old addresses have no number.
        let parts = local.split_once('+').or_else(|| local.split_once('-'));
        let account = match parts {
            Some((number, account)) if number.bytes().all(|byte| byte.is_ascii_digit()) => account,
            _ => local,
        };
        Some(account.to_owned()).filter(|account| !account.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accounts_are_given_or_told_by_the_address() {
        let accounts = vec![("ann@acme.com".to_owned(), "ann-lee".to_owned())];
        let rules = RequestRules { accounts, ..RequestRules::default() };
        for (email, account) in [
            ("Ann@Acme.com", Some("ann-lee")),
            ("12+bob@users.noreply.github.com", Some("bob")),
            ("old-bob@users.noreply.github.com", Some("old-bob")),
            ("12-cem@users.noreply.gitlab.com", Some("cem")),
            ("@users.noreply.gitlab.com", None),
            ("dora@acme.com", None),
        ] {
            assert_eq!(rules.account(email).as_deref(), account, "{email}");
        }
    }
}
