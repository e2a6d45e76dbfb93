//! `report`: the pipeline, what waits, the open promotions and what happened, for one page.

use jiff::Timestamp;

use crate::engine::OpError;
use crate::engine::context::Context;
use crate::engine::direct_edits::{DirectEdit, direct_edits};
use crate::engine::filters::parse_only;
use crate::engine::view::PromotionView;
use crate::ops::diff::{DEPTH, DiffRequest, Difference, diff};
use crate::ops::list::list;
use crate::ops::matrix::{Matrix, MatrixRequest, matrix};
use crate::ops::show::{Simulation, effect_of_approval, show};
use crate::ops::status::{Pipeline, status};
use crate::store::Store;
use promote_core::policy::gate::{Blocker, WindowStatus, window_status};
use promote_core::policy::{ApprovalRules, Environment};
use promote_core::promotion::Promotion;
use promote_model::ObjectId;

/// Everything on the page.
#[derive(Debug)]
pub(crate) struct Overview {
    /// The name of the repository's folder.
    pub(crate) repository: String,
    /// The time of the report.
    pub(crate) now: Timestamp,
    /// The tip of the ledger, if there is one.
    pub(crate) ledger: Option<ObjectId>,
    /// The environments, in the order of `promote.yaml`.
    pub(crate) environments: Vec<EnvironmentCard>,
    /// The edges, and the open promotions.
    pub(crate) pipeline: Pipeline,
    /// The differences on the edges, in their order; `None` where a side cannot be read.
    pub(crate) differences: Vec<Option<Difference>>,
    /// The keys that are not the same in all environments.
    pub(crate) matrix: Matrix,
    /// The open promotions whole, newest first.
    pub(crate) open: Vec<OpenPromotion>,
    /// The newest ended promotions, newest first.
    pub(crate) ended: Vec<PromotionView>,
    /// The newest commits that changed an environment without a promotion, newest first.
    pub(crate) edits: Vec<DirectEdit>,
}

/// An open promotion, and what the person who asks could do about it.
#[derive(Debug)]
pub(crate) struct OpenPromotion {
    /// The promotion.
    pub(crate) view: PromotionView,
    /// Whether its target asks for signed approvals.
    #[cfg_attr(not(feature = "serve"), expect(dead_code, reason = "only a service has buttons"))]
    pub(crate) signed: bool,
    /// The effect of an approval by the person who asks; `None` where nobody says who asks.
    #[cfg_attr(not(feature = "serve"), expect(dead_code, reason = "only a service has buttons"))]
    pub(crate) approval: Option<Simulation>,
}

/// One environment, with the rules for who may write to it and when.
#[derive(Debug)]
pub(crate) struct EnvironmentCard {
    /// The name.
    pub(crate) name: String,
    /// The branch, where it has one of its own.
    pub(crate) branch: Option<String>,
    /// The sources.
    pub(crate) from: Vec<String>,
    /// The approvals that it asks for.
    pub(crate) approvals: ApprovalRules,
    /// Why it is closed now; empty if it is open.
    pub(crate) closed: Vec<Blocker>,
    /// Whether it has windows or freezes.
    pub(crate) has_windows: bool,
}

/// Reads everything for the page; of the ended promotions the newest `most`.
///
/// # Errors
/// Where the repository, its policy or the ledger cannot be read. An environment without a branch is no error.
pub(crate) fn report(context: &Context, most: usize) -> Result<Overview, OpError> {
    let context = &context.of_one_state()?;
    let store = context.store()?;
    let pipeline = status(context, None, &[])?;
    let environments = store.policy.environments.iter().map(|environment| card(&store, environment)).collect();
    let difference = |source: &str, target: &str| {
        let (source, target) = (source.to_owned(), target.to_owned());
        diff(context, &DiffRequest { source, target, history: true, depth: DEPTH, ..DiffRequest::default() })
    };
    let mut differences = Vec::new();
    for edge in &pipeline.edges {
        differences.push(match &edge.state {
            Ok(_) => Some(difference(&edge.source, &edge.target)?),
            Err(_) => None,
        });
    }
    let matrix =
        matrix(context, &MatrixRequest { missing: true, differs: true, history: true, ..MatrixRequest::default() })?;
    let open = pipeline.open.iter().map(|view| open(context, &store, &view.promotion));
    let open = open.collect::<Result<_, _>>()?;
    let mut ended = list(context, true, Some(most))?;
    ended.retain(|view| !view.status.is_open());
    let edits = direct_edits(&store, &parse_only(&context.narrowed(&[]))?, most)?;
    let ledger = store.branches.tips.get(&store.policy.ledger).copied();
    let repository = repository_name(&store);
    Ok(Overview { repository, now: store.now, ledger, environments, pipeline, differences, matrix, open, ended, edits })
}

/// An open promotion whole.
fn open(context: &Context, store: &Store, promotion: &Promotion) -> Result<OpenPromotion, OpError> {
    let id = promotion.id.to_string();
    let person = context.caller.as_ref().and_then(|caller| caller.person.as_ref());
    let approval = person.map(|person| effect_of_approval(context, &id, person)).transpose()?;
    let signed = store.policy.environment(&promotion.target).is_some_and(|target| target.approvals.signed);
    Ok(OpenPromotion { view: show(context, &id)?, signed, approval })
}

fn card(store: &Store, environment: &Environment) -> EnvironmentCard {
    let closed = match window_status(&store.policy, environment, (store.now, None), None) {
        WindowStatus::Closed(why) => why,
        WindowStatus::Open | WindowStatus::Overridden => Vec::new(),
    };
    EnvironmentCard {
        name: environment.name.clone(),
        branch: environment.branch.clone(),
        from: environment.from.clone(),
        approvals: environment.approvals.clone(),
        has_windows: !environment.calendar.is_always_open(),
        closed,
    }
}

/// The folder of the working tree, or of the bare repository.
fn repository_name(store: &Store) -> String {
    let path = store.repo.common_dir();
    let folder = if path.ends_with(".git") { path.parent().unwrap_or(path) } else { path };
    folder.file_name().map_or_else(|| "repository".to_owned(), |name| name.to_string_lossy().into_owned())
}
