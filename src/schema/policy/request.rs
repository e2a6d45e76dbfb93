//! What `promote.yaml` says about the requests of an environment.

use std::collections::BTreeMap;

use schemars::JsonSchema;

use super::words::{HostWord, Mail};

/// The pull or merge request of a proposal.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct Request {
    /// Whether 'execute --branch' opens the request: true (with the program of the host: gh, glab or tea), 'push-options'
    /// (GitLab opens it when the branch is pushed), 'gerrit' (the commit is pushed to refs/for/BRANCH), or false.
    #[schemars(extend("default" = false))]
    open: Option<Open>,
    /// The labels of the request; hashtags in Gerrit.
    #[schemars(extend("uniqueItems" = true, "examples" = [["release"]]))]
    labels: Option<Vec<HostWord>>,
    /// Who is asked for a review: 'from-groups' (the members of the groups that must approve), or accounts at the host.
    #[schemars(extend("examples" = ["from-groups", ["ann-lee", "acme/security"]]))]
    reviewers: Option<Reviewers>,
    /// The accounts at the host of people, by email address; for 'from-groups'.
    #[schemars(extend("examples" = [{ "ann@acme.com": "ann-lee" }]))]
    accounts: Option<BTreeMap<Mail, HostWord>>,
    /// Whether the request is a draft.
    #[schemars(extend("default" = false))]
    draft: Option<bool>,
    /// The kind of the host, where the name of its server does not tell.
    host: Option<HostKind>,
}

#[derive(JsonSchema)]
#[schemars(untagged)]
enum Open {
    On(bool),
    Way(OpenWay),
}

#[derive(JsonSchema)]
#[schemars(rename_all = "kebab-case")]
enum OpenWay {
    PushOptions,
    Gerrit,
}

#[derive(JsonSchema)]
#[schemars(untagged)]
enum Reviewers {
    Groups(FromGroups),
    Accounts(UniqueHostWords),
}

/// Accounts at the host.
#[derive(JsonSchema)]
#[schemars(transparent, extend("uniqueItems" = true))]
struct UniqueHostWords(Vec<HostWord>);

#[derive(JsonSchema)]
#[schemars(rename_all = "kebab-case")]
enum FromGroups {
    FromGroups,
}

#[derive(JsonSchema)]
#[schemars(rename_all = "lowercase")]
enum HostKind {
    GitHub,
    GitLab,
    Gitea,
    Bitbucket,
    Azure,
}
