//! `promote` moves configuration from one environment to the next inside a git repository: chosen
//! keys, chosen flags or everything, with a plan that approvals are bound to, and a ledger in git.
//!
//! A promotion, from top to bottom:
//!
//! ```text
//! cli      arguments                       promote create staging production --key 'query.*'
//! ops      one use case: read, decide, write once, report
//! store    environments walked side by side, ledger read        git
//! env      what differs, what is selected                       pure
//! promotion  plan, digest, event, state                         pure
//! policy   the gate: Clearance, or the reasons why not          pure
//! env + format  the plan carried out on the target's own text   pure
//! store + git   objects, then target and ledger in one transaction, then checked-out files
//! render   the report as text or JSON
//! ```
//!
//! Below this package are four crates: `promote-model` (plain values), `promote-format` (reads and edits files by
//! key), `promote-core` (`env`, `promotion` and `policy`: pure decisions) and `promote-git` (git and processes).
//!
//! What a folder of this package may use of the others (`tests/it/layers.rs` keeps it so):
//!
//! | folder | holds | uses |
//! |---|---|---|
//! | `store` | the above kept in git: environments, ledger, counts | |
//! | `engine` | the work that commands share: plan, apply, recover, transact, view | `store` |
//! | `ops` | commands: one use case a file, request to report | `store` `engine` |
//! | `render` | reports as text, JSON, YAML and Markdown, and their schemas | `engine` `ops` `schema` |
//! | `schema` | JSON Schemas of `promote.yaml` and of the ledger's files | |
//! | `serve` | the same commands over HTTP (cargo feature `serve`) | `engine` `ops` `render` |
//! | `cli` | arguments, terminal, exit codes | `engine` `ops` `render` `serve` |

pub mod cli;
pub(crate) mod engine;
pub(crate) mod ops;
pub(crate) mod render;
pub(crate) mod schema;
#[cfg(feature = "serve")]
pub(crate) mod serve;
pub mod store;
