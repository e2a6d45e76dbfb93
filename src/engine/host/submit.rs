//! A proposal that is pushed with options for the host: GitLab opens a merge request, Gerrit makes a change.
//!
//! ```text
//! push-options   commit -> refs/heads/promote/ID   merge_request.create, merge_request.target=main ...
//! gerrit         commit -> refs/for/main           topic=promote-ID, r=ann@acme.com ...
//! ```
//!
//! Every branch of a push with options gets a request, so the proposal is pushed alone, before the ledger. If the command is
//! killed between both, the next run takes the branch for what it is. An option holds no line feed, so GitLab takes the text
//! from the message of the commit, whose trailers are at its end.

use sha2::{Digest as _, Sha256};

use super::tool::link;
use crate::engine::OpError;
use crate::store::Store;
use promote_core::policy::{OpenRule, RequestRules};
use promote_core::promotion::{Promotion, PromotionId};
use promote_git::{Expected, HostPush, RefUpdate, Timeouts};
use promote_model::ObjectId;

/// The prefix of Gerrit's refs for review.
pub(crate) const REVIEW: &str = "refs/for/";

/// How a proposal reaches its host.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SubmitWay {
    /// In one push with the ledger.
    WithLedger,
    /// Before the ledger, with push options that GitLab reads.
    PushOptions,
    /// Before the ledger, to `refs/for/BRANCH`.
    Gerrit,
}

/// A proposal to push.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Submission<'a> {
    /// The way.
    pub(crate) way: SubmitWay,
    /// The promotion.
    pub(crate) promotion: &'a Promotion,
    /// The commit.
    pub(crate) commit: ObjectId,
    /// The first line of its message.
    pub(crate) title: &'a str,
    /// The branch that is written.
    pub(crate) branch: &'a str,
    /// Its commit before; `None` for a new branch.
    pub(crate) old: Option<ObjectId>,
    /// The branch to merge into.
    pub(crate) into: &'a str,
}

impl SubmitWay {
    /// The way of promotions into an environment. Where this repository decides, there is no host to push to.
    pub(crate) fn of(store: &Store, environment: &str) -> Self {
        let rule = store.policy.environment(environment).map(|environment| environment.request.open);
        match (store.authority.remote(), rule) {
            (Some(_), Some(OpenRule::PushOptions)) => Self::PushOptions,
            (Some(_), Some(OpenRule::Gerrit)) => Self::Gerrit,
            _ => Self::WithLedger,
        }
    }
}

/// Pushes a proposal with its options; the page that the host names.
///
/// # Errors
/// Where the remote refuses it, or takes no options.
pub(crate) fn submit(
    store: &Store,
    timeouts: Timeouts,
    one: &Submission<'_>,
    reviewers: &[String],
) -> Result<Option<String>, OpError> {
    let rules = store.policy.environment(&one.promotion.target).map(|environment| environment.request.clone());
    let rules = rules.unwrap_or_default();
    let (name, old, options) = match one.way {
        SubmitWay::WithLedger => return Ok(None),
        SubmitWay::PushOptions => {
            let old = one.old.map_or(Expected::Absent, Expected::Is);
            (format!("refs/heads/{}", one.branch), Some(old), for_gitlab(&rules, one))
        }
        SubmitWay::Gerrit => (format!("{REVIEW}{}", one.into), None, for_gerrit(&rules, one, reviewers)),
    };
    let push = HostPush { commit: one.commit, name, old, options };
    let update = RefUpdate { name: push.name.clone(), old: old.unwrap_or(Expected::Absent), new: Some(push.commit) };
    let failed = |error| OpError::push(store, std::slice::from_ref(&update), error);
    let name = store.authority.remote().unwrap_or_default();
    let remote = store.repo.remote(name, timeouts).map_err(|error| failed(error.into()))?;
    let said = remote.push_with_options(&push).map_err(failed)?;
    Ok(said.split_whitespace().find_map(link))
}

fn for_gitlab(rules: &RequestRules, one: &Submission<'_>) -> Vec<String> {
    let mut options = vec![
        "merge_request.create".to_owned(),
        format!("merge_request.target={}", one.into),
        format!("merge_request.title={}", one.title),
    ];
    options.extend(rules.draft.then(|| "merge_request.draft".to_owned()));
    options.extend(rules.labels.iter().map(|label| format!("merge_request.label={label}")));
    options
}

fn for_gerrit(rules: &RequestRules, one: &Submission<'_>, reviewers: &[String]) -> Vec<String> {
    let mut options = vec![format!("topic=promote-{}", one.promotion.id)];
    options.extend(rules.draft.then(|| "wip".to_owned()));
    options.extend(rules.labels.iter().map(|label| format!("hashtag={label}")));
    options.extend(reviewers.iter().map(|reviewer| format!("r={reviewer}")));
    options
}

/// Gerrit's name of the change of a promotion: another plan of it is another patch set of the same change.
pub(crate) fn change_id(promotion: PromotionId) -> String {
    let hash = Sha256::digest(format!("promote change {promotion}"));
    let digits: String = hash.iter().take(20).map(|byte| format!("{byte:02x}")).collect();
    format!("I{digits}")
}
