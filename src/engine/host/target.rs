//! What `promote.yaml` and the remote say about the requests of an environment.

use super::call::Caller;
use super::repository::HostRepository;
use super::submit::SubmitWay;
use crate::engine::OpError;
use crate::engine::context::Context;
use crate::engine::view::PromotionView;
use crate::store::{Store, StoreError};
use promote_core::policy::RequestRules;
use promote_core::promotion::{EventKind, Person};

/// The host at which the request of a proposal is opened.
#[derive(Debug, Clone)]
pub(crate) struct HostTarget {
    /// The rules of the environment.
    pub(crate) rules: RequestRules,
    /// The name of the remote.
    pub(crate) remote: String,
    /// The repository at the host; `None` if the URL of the remote names none.
    pub(crate) repository: Option<HostRepository>,
    /// The accounts asked for a review.
    pub(crate) reviewers: Vec<String>,
    /// People who should be asked, and whose account is unknown.
    pub(crate) no_account: Vec<String>,
    /// How the host's program is run.
    pub(crate) caller: Caller,
}

impl HostTarget {
    /// The host of a promotion's target; `None` without a remote that decides.
    ///
    /// # Errors
    /// Where git's configuration cannot be read.
    pub(crate) fn of(context: &Context, store: &Store, view: &PromotionView) -> Result<Option<Self>, OpError> {
        let Some(remote) = store.authority.remote() else { return Ok(None) };
        let rules = store.policy.environment(&view.promotion.target).map(|environment| environment.request.clone());
        let rules = rules.unwrap_or_default();
        let timeouts = context.reach.timeouts;
        let urls = store.repo.remote(remote, timeouts).and_then(|remote| remote.urls());
        let urls = urls.map_err(StoreError::from)?;
        let (reviewers, no_account) = reviewers(
            store,
            view,
            view.events.iter().rev().find_map(|event| match event.what {
                EventKind::Proposed { .. } => Some(&event.by),
                _ => None,
            }),
        );
        Ok(Some(Self {
            repository: HostRepository::of(&urls, rules.host),
            rules,
            remote: remote.to_owned(),
            reviewers,
            no_account,
            caller: Caller {
                dir: store.repo.work_tree().unwrap_or_else(|| store.repo.git_dir()).to_owned(),
                limit: timeouts.limit(&store.repo),
                interrupt: context.interrupt.clone(),
            },
        }))
    }
}

/// The accounts asked for a review, without the people who made and propose the promotion; and unknown ones.
pub(crate) fn reviewers(store: &Store, view: &PromotionView, by: Option<&Person>) -> (Vec<String>, Vec<String>) {
    let target = &view.promotion.target;
    let but: Vec<&Person> = std::iter::once(&view.promotion.created_by).chain(by).collect();
    store.policy.reviewers(target, &but, SubmitWay::of(store, target) == SubmitWay::Gerrit)
}
