//! The ledger: an append-only branch with one commit per event, whose tree is the current state.
//!
//! ```text
//! README                                  what this branch is
//! ledger.json                             version, policy branch
//! tips.json                               where the branches were (since version 2)
//! root                                    the id of the first commit, which identifies the ledger
//! open/ID/promotion.json                  request and plan
//! open/ID/plan.txt                        the plan as text
//! open/ID/events.jsonl                    one line per event
//! open/ID/approvals/N.json                the statement of each approver
//! open/ID/source/N                        the source's files, so that they are never pruned
//! closed/YEAR/MONTH/XX/ID/…               the same for closed promotions (year and month of creation, end of the id;
//!                                         without XX in version 1)
//! holds/NUMBER/events.jsonl               the events of a hold (since version 2)
//! disputes/EVENT/N.json                   who says that the time of an event is wrong
//! numbers/HUNDREDS/REST                   the id of the promotion with that number, or 'hold' (since version 2)
//! policy-moves/NUMBER/N.json              who wants promote.yaml to be read from another branch
//! upgrades/VERSION/N.json                 who wants the ledger to go on in that version
//! policy/BLOB/N.json                      approvals of that promote.yaml, if the previous one requires them
//! ```

mod activity;
mod added;
mod append;
mod consent;
mod dispute;
mod evidence;
mod executions;
mod find;
mod folder;
pub(super) mod header;
mod holds;
mod numbers;
mod read;
pub(super) mod recorded;
mod signature;
mod statements;
mod stored_statement;
mod tree;

pub(crate) use activity::PromotionHistory;
pub(crate) use added::Added;
pub(crate) use append::Append;
pub(crate) use header::{TIPS_SINCE, VERSION};
pub(crate) use holds::AppendHold;
pub(crate) use read::{ClosedPromotion, LedgerEntry};
pub(crate) use tree::Ledger;
