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
//! What a folder may use (`tests/it/layers.rs` keeps it so):
//!
//! | folder | holds | uses |
//! |---|---|---|
//! | `model` | plain values: names, ids, keys, patterns, values | |
//! | `format` | bytes to configs, and edits that keep the rest | `model` |
//! | `env` | what an environment holds, how two differ, what a selection takes, applying and inverting changes | `model` `format` |
//! | `promotion` | plan and digest, events, the fold to a state | `model` `env` |
//! | `policy` | `promote.yaml` (itself a YAML file), the gate | `model` `format` `env` `promotion` |
//! | `exec` | the only place that starts a process | `model` |
//! | `git` | the only user of git2; the git program through `exec` | `model` `exec` |
//! | `store` | the above kept in git: environments, ledger, counts | `model` `format` `env` `promotion` `policy` `git` |
//! | `ops` | one use case a file: request to report | `model` `env` `promotion` `policy` `exec` `git` `store` |
//! | `render` | reports as text and JSON | `model` `env` `promotion` `policy` `ops` |
//! | `cli` | arguments, terminal, exit codes | `model` `ops` `render` |

pub mod cli;
pub mod env;
pub mod exec;
pub mod format;
pub mod git;
pub mod model;
pub mod ops;
pub mod policy;
pub mod promotion;
pub mod render;
pub mod store;
