//! Drafts the plan of a request and checks that it can be written: `create` records the draft, `refresh` replaces a plan.

use jiff::Timestamp;

use crate::engine::OpError;
use crate::engine::authors::authors;
use crate::engine::checks::names_messages;
use crate::engine::context::Context;
use crate::engine::error::blocker_message;
use crate::engine::filters::parse_only;
use crate::engine::judged_plan::JudgedPlan;
use crate::engine::judgement::Heading;
use crate::engine::plan::plan;
use crate::engine::refused_file::RefusedFile;
use crate::engine::secrets::{UnmaskedSecret, unmasked_secrets};
use crate::engine::soak;
use crate::engine::undone::UndoneKey;
use crate::engine::view::PromotionView;
use crate::engine::whole_file::WholeFile;
use crate::engine::written::Written;
use crate::store::Store;
use crate::store::environment::EnvSnapshot;
use promote_core::env::change::{Change, CommentChange};
use promote_core::policy::gate;
use promote_core::promotion::{Person, Plan};
pub(crate) use promote_core::promotion::{PromotionType, Request};

/// The report of `create` and `refresh`.
#[derive(Debug, Default)]
pub(crate) struct Created {
    /// The source's name.
    pub(crate) source: String,
    /// The target's name.
    pub(crate) target: String,
    /// The promotion; `None` where there is nothing to promote.
    pub(crate) view: Option<PromotionView>,
    /// Selected keys that are owned by the target (`keep`).
    pub(crate) own: Vec<Change>,
    /// The number of selected keys that exist only in the target and stay there.
    pub(crate) staying: usize,
    /// The number of selected keys that are equal up to the names of the environments.
    pub(crate) same: usize,
    /// Files that move as a whole because they could not be read by key, with the reason.
    pub(crate) unreadable: Vec<(String, String)>,
    /// Files that may hold selected keys, but cannot be searched.
    pub(crate) unsearchable: Vec<WholeFile>,
    /// Warnings about values that look like secrets and are not masked.
    pub(crate) unmasked_secrets: Vec<String>,
    /// Warnings about values that name another environment.
    pub(crate) named: Vec<String>,
    /// Keys whose promotion undoes newer values of the target.
    pub(crate) undoing: Vec<UndoneKey>,
    /// Selected keys that the request leaves out because of their history.
    pub(crate) left_out: Vec<(Heading, String)>,
    /// The files that the request leaves out because they cannot be edited.
    pub(crate) refused: Vec<RefusedFile>,
    /// What is written out instead of repeating an anchor.
    pub(crate) written_out: Vec<String>,
    /// Sentences about new keys that the target has in another Unicode normalization.
    pub(crate) respelled: Vec<String>,
    /// Sentences about new elements of lists that are taken in part.
    pub(crate) partial: Vec<String>,
    /// The comments behind changed values that differ and stay, with the addresses of the keys.
    pub(crate) comments: Vec<(String, CommentChange)>,
    /// What history says about the changes of the plan.
    pub(crate) judged: JudgedPlan,
    /// Whether the promotion has this very plan already, so that nothing was written.
    pub(crate) up_to_date: bool,
    /// The people whose approvals of the earlier plan lapse.
    pub(crate) lapsed: Vec<Person>,
    /// Other open promotions with the same plan, as people call them.
    pub(crate) alike: Vec<String>,
    /// Whether the same request had created the promotion before.
    #[cfg_attr(not(feature = "serve"), expect(dead_code, reason = "only clients of a service repeat requests"))]
    pub(crate) repeated: bool,
    /// Whether nothing was written.
    pub(crate) dry_run: bool,
}

impl Created {
    /// What holds say that block the promotion.
    pub(crate) fn holds(&self) -> Vec<String> {
        let blockers = self.view.iter().flat_map(PromotionView::blockers);
        blockers.filter(|blocker| matches!(blocker, gate::Blocker::OnHold(_))).map(blocker_message).collect()
    }

    /// A promotion that the same request had created before.
    pub(crate) fn before(view: PromotionView) -> Self {
        Self {
            source: view.promotion.source.clone(),
            target: view.promotion.target.clone(),
            view: Some(view),
            repeated: true,
            ..Self::default()
        }
    }

    /// Adds the promotion, as it is after the step.
    ///
    /// # Errors
    /// Where a blob cannot be read.
    pub(crate) fn show(&mut self, store: &Store, view: PromotionView) -> Result<(), OpError> {
        self.view = Some(PromotionView { judged: std::mem::take(&mut self.judged), ..view.with_lines(store)? });
        Ok(())
    }
}

/// A plan, the authors of its changes, and the time since which they are in the source, where the target asks for a soak.
pub(crate) type Draft = (Plan, Vec<Person>, Option<Timestamp>);

/// Drafts a request; the draft is `None` where nothing differs.
///
/// # Errors
/// Where the edge is unknown, the request is wrong, or an edit would not be safe.
pub(crate) fn draft(
    context: &Context,
    store: &Store,
    source: &str,
    target: &str,
    request: &Request,
) -> Result<(Created, Option<Draft>), OpError> {
    let (from, to) = sides(store, source, target, request)?;
    let mut planned = plan(store, &from, &to, request)?;
    let written = Written::of(store, &mut planned, &to, request.promotion_type == PromotionType::Full)?;
    let mut created = Created {
        source: from.name.clone(),
        target: to.name.clone(),
        view: None,
        own: planned.own,
        staying: planned.staying,
        same: planned.same,
        unreadable: planned.unreadable,
        unsearchable: planned.unsearchable,
        unmasked_secrets: Vec::new(),
        named: Vec::new(),
        undoing: planned.undoing,
        left_out: planned.left_out,
        written_out: written.written_out_messages(&from.name, &to.name),
        refused: written.refused,
        respelled: planned.respelled.iter().map(|key| key.words(source, target).1).collect(),
        partial: planned.partial.iter().map(|element| element.words(source, target)).collect(),
        comments: planned.comments,
        judged: planned.judged,
        up_to_date: false,
        lapsed: Vec::new(),
        alike: Vec::new(),
        repeated: false,
        dry_run: context.dry_run,
    };
    if planned.plan.changes.is_empty() {
        return Ok((created, None));
    }
    created.unmasked_secrets =
        unmasked_secrets(&store.repo, &planned.plan)?.iter().map(UnmaskedSecret::message).collect();
    created.named = names_messages(store, &planned.plan, &to.name);
    let authors = authors(store, &from, &to.name, &planned.plan)?;
    let since = soak::in_source_since(store, &from, &to.name, &planned.plan, store.now)?;
    Ok((created, Some((planned.plan, authors, since))))
}

/// Both sides of an edge of the pipeline.
///
/// # Errors
/// Where an environment is unknown, or there is no such edge.
pub(crate) fn sides(
    store: &Store,
    source: &str,
    target: &str,
    request: &Request,
) -> Result<(EnvSnapshot, EnvSnapshot), OpError> {
    for name in [source, target] {
        store.environment(name)?;
    }
    gate::edge(&store.policy, source, target)
        .map_err(|blocker| OpError::Blocked { id: None, blockers: vec![blocker] })?;
    let only = parse_only(&request.only)?;
    Ok((store.side(source, &only)?, store.side(target, &only)?))
}
