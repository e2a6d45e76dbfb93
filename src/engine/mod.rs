//! The work that commands share, from plan to transaction.
//!
//! ```text
//! direct_edits      commits in environments that no promotion wrote
//! context           where, when and for whom a command runs
//! draft, plan, written
//!                   a request -> a plan, with its edits tried in memory
//! caller            the client of a service, for whom it acts; client_request, stated, etag: what it brings
//! candidate, checks the new tree of the target, and the checks of the policy on it
//! apply, invert     changes, or their inverses, as edits of the target's files
//! execution         plan + clearance -> promotion commit and event
//! checkouts, held   the files of working trees: locked before a branch moves, updated afterwards
//! hold_event, holds setting and lifting holds; those that were on when a commit came
//! host              the host of a remote, and the request of a proposal there
//! proposal_place    where a proposal is written, and how it gets there
//! left_behind       files that an interrupted command left behind
//! undo, unnamed     what a plan undoes: when it is made, and judged again later
//! translation       whether a plan carries the target's names as the rule says
//! transact, pending, retry
//!                   one transaction of target and ledger; repeated after a lost race
//! recover, merged, landing
//!                   commits that the ledger does not record yet
//! key_table, key_marks
//!                   the keys of several environments side by side, and what history says about them
//! key_life, causes  what a key was in an environment, and how each value came
//! lead_times        how long promoted keys had their values in the source before
//! survey            the files that environments take by a promote.yaml that is not in force
//! view              a promotion for output, under the current policy
//! ```

pub(crate) mod ambiguous;
pub(crate) mod apply;
pub(crate) mod authors;
pub(crate) mod beginning;
pub(crate) mod caller;
pub(crate) mod candidate;
pub(crate) mod causes;
pub(crate) mod changed;
pub(crate) mod checkouts;
pub(crate) mod checks;
pub(crate) mod claims;
pub(crate) mod client_request;
pub(crate) mod compared;
pub(crate) mod context;
pub(crate) mod direct_edits;
pub(crate) mod draft;
pub(crate) mod editing;
pub(crate) mod error;
pub(crate) mod etag;
pub(crate) mod exact_key;
pub(crate) mod execution;
pub(crate) mod filters;
pub(crate) mod find_key;
pub(crate) mod held;
pub(crate) mod history;
pub(crate) mod hold_event;
pub(crate) mod holds;
pub(crate) mod host;
pub(crate) mod invert;
pub(crate) mod judged_plan;
pub(crate) mod judgement;
pub(crate) mod key_life;
pub(crate) mod key_marks;
pub(crate) mod key_reader;
pub(crate) mod key_table;
pub(crate) mod landed;
pub(crate) mod landing;
pub(crate) mod lead_times;
pub(crate) mod left_behind;
pub(crate) mod merged;
pub(crate) mod misses;
pub(crate) mod origin;
pub(crate) mod patch_secrets;
pub(crate) mod pending;
pub(crate) mod period;
pub(crate) mod plan;
pub(crate) mod policy_authors;
pub(crate) mod promoted_again;
pub(crate) mod promotion_commit;
pub(crate) mod proposal_place;
pub(crate) mod recognise;
pub(crate) mod recover;
pub(crate) mod refused_file;
pub(crate) mod replace_file;
pub(crate) mod retry;
pub(crate) mod revalidate;
pub(crate) mod revoked;
pub(crate) mod rollback_conflicts;
pub(crate) mod rollback_fits;
pub(crate) mod rollback_scope;
pub(crate) mod secrets;
pub(crate) mod selection;
pub(crate) mod soak;
pub(crate) mod source_commit;
pub(crate) mod stated;
pub(crate) mod step;
pub(crate) mod survey;
pub(crate) mod sync_local_branch;
pub(crate) mod table_columns;
pub(crate) mod touched;
pub(crate) mod transact;
pub(crate) mod translation;
pub(crate) mod typed;
pub(crate) mod undo;
pub(crate) mod undone;
pub(crate) mod unnamed;
pub(crate) mod view;
pub(crate) mod whole_file;
pub(crate) mod whole_lines;
pub(crate) mod written;
pub(crate) mod written_by;

pub(crate) use crate::store::{Beginning, RemoteAccess};
pub(crate) use context::{Context, Opened, Remarks};
pub(crate) use error::OpError;
pub(crate) use promote_core::env::rulebook::Rulebook;
pub(crate) use promote_git::Timeouts;
