//! Where the proposal of a promotion is written: a branch, or a ref for review in Gerrit; and how it gets there.

use super::OpError;
use super::context::Context;
use super::host::submit::{REVIEW, Submission, SubmitWay, change_id, submit};
use super::transact::Attempt;
use crate::store::Store;
use crate::store::environment::EnvSnapshot;
use promote_core::promotion::Promotion;
use promote_git::{Expected, RefUpdate, branch_objection};
use promote_model::ObjectId;

/// Where a proposal is written, and how.
pub(crate) struct Place {
    /// How it reaches its host.
    pub(crate) way: SubmitWay,
    /// The branch; for Gerrit, the ref for review.
    pub(crate) branch: String,
    /// The branch's commit before.
    pub(crate) tip: Option<ObjectId>,
}

impl Place {
    /// The place of a promotion's proposal: on the branch `name`, if one is given.
    ///
    /// # Errors
    /// Where the name cannot be used, or the remote cannot be asked.
    pub(crate) fn of(
        context: &Context,
        store: &Store,
        promotion: &Promotion,
        target: &EnvSnapshot,
        name: Option<&str>,
    ) -> Result<Self, OpError> {
        let way = SubmitWay::of(store, &promotion.target);
        if way == SubmitWay::Gerrit {
            return match name {
                None => Ok(Self { way, branch: format!("{REVIEW}{}", target.branch), tip: None }),
                Some(name) => Err(OpError::Usage {
                    message: format!("'{name}' is not used: Gerrit takes a change for {}, not a branch", target.branch),
                    hints: vec![format!("promote execute {} --branch", promotion.called())],
                }),
            };
        }
        let branch = name.map_or_else(|| branch_of(promotion), str::to_owned);
        check_name(store, &branch, promotion)?;
        let tip = store.tip_of(&branch, &context.reach)?;
        Ok(Self { way, branch, tip })
    }

    /// The trailers that the host needs.
    pub(crate) fn trailers(&self, promotion: &Promotion) -> Vec<(&'static str, String)> {
        match self.way {
            SubmitWay::Gerrit => vec![("Change-Id", change_id(promotion.id))],
            SubmitWay::WithLedger | SubmitWay::PushOptions => Vec::new(),
        }
    }

    /// Pushes the proposal alone, where its host opens the request; the page that the host names.
    ///
    /// # Errors
    /// Where the remote refuses it.
    pub(crate) fn push(
        &self,
        attempt: &mut Attempt<'_>,
        promotion: &Promotion,
        commit: ObjectId,
        message: &str,
        into: &str,
    ) -> Result<Option<String>, OpError> {
        let (context, store) = (attempt.context, attempt.store);
        // An earlier run may have pushed it.
        if self.way == SubmitWay::WithLedger || context.dry_run || self.tip == Some(commit) {
            return Ok(None);
        }
        attempt.batch.flush()?;
        let title = message.lines().next().unwrap_or_default();
        let (way, branch, old) = (self.way, self.branch.as_str(), self.tip);
        let one = Submission { way, promotion, commit, title, branch, old, into };
        let but = [&promotion.created_by, &attempt.actor.person];
        let (reviewers, _) = store.policy.reviewers(&promotion.target, &but, way == SubmitWay::Gerrit);
        submit(store, context.reach.timeouts, &one, &reviewers)
    }

    /// The branch that moves with the ledger; a branch that was pushed before must still be there.
    pub(crate) fn updates(&self, context: &Context, commit: ObjectId) -> Vec<RefUpdate> {
        let before = match self.way {
            SubmitWay::Gerrit => return Vec::new(),
            SubmitWay::PushOptions if !context.dry_run => Some(commit),
            SubmitWay::PushOptions | SubmitWay::WithLedger => self.tip,
        };
        let old = before.map_or(Expected::Absent, Expected::Is);
        vec![RefUpdate { name: format!("refs/heads/{}", self.branch), old, new: Some(commit) }]
    }
}

/// Refuses a name that git would refuse, or that another branch makes impossible: `a/b` and `a` cannot both be branches.
fn check_name(store: &Store, branch: &str, promotion: &Promotion) -> Result<(), OpError> {
    let hints = || vec![format!("use another branch name: promote execute {} --branch=NAME", promotion.called())];
    if let Some(why) = branch_objection(branch) {
        let message = format!("'{branch}' is not the name of a branch: {why}");
        return Err(OpError::Usage { message, hints: hints() });
    }
    if let Some(purpose) = reserved_for(store, branch) {
        let message = format!("branch '{branch}' is reserved: {purpose}");
        return Err(OpError::Usage { message, hints: hints() });
    }
    let within = |inner: &str, outer: &str| inner.strip_prefix(outer).is_some_and(|rest| rest.starts_with('/'));
    match store.branches.tips.keys().find(|other| within(branch, other) || within(other, branch)) {
        None => Ok(()),
        Some(other) => {
            let message = format!(
                "branch '{branch}' cannot be created beside branch '{other}': one name is a folder of the other"
            );
            Err(OpError::Usage { message, hints: hints() })
        }
    }
}

/// What else the rules use this branch for, even if it does not exist yet.
fn reserved_for(store: &Store, branch: &str) -> Option<String> {
    if store.branches.tips.contains_key(branch) {
        return None;
    }
    let mut environments = store.policy.environments.iter();
    match environments.find(|environment| environment.branch.as_deref() == Some(branch)) {
        Some(environment) => Some(format!("it is the branch of {}", environment.name)),
        None => (store.policy.ledger == branch).then(|| "it is the ledger".to_owned()),
    }
}

/// The refusal of a branch that holds something else.
pub(crate) fn taken(branch: &str, tip: ObjectId, promotion: &Promotion) -> OpError {
    OpError::Usage {
        message: format!("branch {branch} already exists at {} and does not belong to this promotion", tip.short()),
        hints: vec![format!("use another branch name: promote execute {} --branch=NAME", promotion.called())],
    }
}

/// `promote/` and the first twelve digits of the id, which are the time of creation in milliseconds.
fn branch_of(promotion: &Promotion) -> String {
    format!("promote/{}", promotion.id.to_string().chars().take(13).collect::<String>())
}
