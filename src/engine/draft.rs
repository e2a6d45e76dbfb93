//! What a request would write today, before anything is recorded: `create` records it, `refresh` replaces a plan by it.

use jiff::Timestamp;

use crate::engine::OpError;
use crate::engine::apply::{carry, jobs};
use crate::engine::authors::authors;
use crate::engine::context::Context;
use crate::engine::filters::parse_only;
use crate::engine::plan::plan;
use crate::engine::secrets::{InTheClear, UnmaskedPlan, in_the_clear};
use crate::engine::soak;
use crate::engine::view::PromotionView;
use crate::engine::whole_file::WholeFile;
use crate::store::Store;
use crate::store::environment::EnvSnapshot;
use promote_core::env::change::Change;
use promote_core::policy::gate;
use promote_core::promotion::{Person, Plan};
pub(crate) use promote_core::promotion::{PromotionType, Request};

/// What came of it.
#[derive(Debug)]
pub(crate) struct Created {
    /// The source's name.
    pub(crate) source: String,
    /// The target's name.
    pub(crate) target: String,
    /// The promotion; `None` where there is nothing to promote.
    pub(crate) view: Option<PromotionView>,
    /// What was picked but is the target's own.
    pub(crate) own: Vec<Change>,
    /// How many were picked but exist only in the target: they stay.
    pub(crate) staying: usize,
    /// Files that are whole files because they could not be read by key, with the reason.
    pub(crate) unreadable: Vec<(String, String)>,
    /// Files that may hold what was asked for, and cannot be looked into.
    pub(crate) unlooked: Vec<WholeFile>,
    /// What of it looks like a secret, and is shown to everybody.
    pub(crate) in_the_clear: Vec<String>,
    /// Whether nothing was written.
    pub(crate) dry_run: bool,
}

/// A plan, who wrote what it promotes, and since when that has stood in the source, where it must soak.
pub(crate) type Written = (Plan, Vec<Person>, Option<Timestamp>);

/// What a request would write today, and who wrote that; `None` where nothing differs. What cannot be edited safely is
/// refused here, before anything is written.
///
/// # Errors
/// As [`create`].
pub(crate) fn draft(
    context: &Context,
    store: &Store,
    source: &str,
    target: &str,
    request: &Request,
) -> Result<(Created, Option<Written>), OpError> {
    let (from, to) = sides(store, source, target, request)?;
    let planned = plan(context, store, &from, &to, request)?;
    let mut created = Created {
        source: from.name.clone(),
        target: to.name.clone(),
        view: None,
        own: planned.own,
        staying: planned.staying,
        unreadable: planned.unreadable,
        unlooked: planned.unlooked,
        in_the_clear: Vec::new(),
        dry_run: context.dry_run,
    };
    if planned.plan.changes.is_empty() {
        return Ok((created, None));
    }
    let whole = request.promotion_type == PromotionType::Full;
    let mut scratch = store.repo.batch();
    let opened = UnmaskedPlan::plan(&store.repo, &store.rules, &planned.plan)?;
    let jobs = jobs(&store.repo, &planned.plan, &opened, to.commit)?;
    let paths = carry(&mut scratch, &jobs, whole, &store.rules)?;
    scratch.splice(Some(to.tree), &paths)?;
    created.in_the_clear = in_the_clear(&store.repo, &planned.plan)?.iter().map(InTheClear::words).collect();
    let authors = authors(store, &from, &to.name, &planned.plan)?;
    let since = soak::since(store, &from, &to.name, &planned.plan, store.now)?;
    Ok((created, Some((planned.plan, authors, since))))
}

/// Both sides of an edge that the pipeline has.
///
/// # Errors
/// Where an environment is unknown, or there is no such edge.
fn sides(store: &Store, source: &str, target: &str, request: &Request) -> Result<(EnvSnapshot, EnvSnapshot), OpError> {
    for name in [source, target] {
        store.environment(name)?;
    }
    gate::edge(&store.policy, source, target)
        .map_err(|blocker| OpError::Blocked { id: None, blockers: vec![blocker] })?;
    let only = parse_only(&request.only)?;
    Ok((store.side(source, &only)?, store.side(target, &only)?))
}
