//! The HTTP service: the commands of `promote` for clients without a clone. Nothing here decides anything: each operation
//! calls the function of its command, and git stays the record.
//!
//! ```text
//! options     what `promote serve` was asked for
//! listen      sockets and connections: limits, and an end that waits for what runs
//! router      routes, from the table of operations
//! dispatch    one request: who asks, whether they may, when it may run, what is logged
//! app         what all requests share: the repository, one writer at a time, some readers, counters
//! forms       forms of the page, and who may send them
//! identity    who asks: headers on a trusted way, tokens, JSON Web Tokens
//! prepared    a request that was read: tenant, states, rules for clients
//! call        a request that may run: its context, parameters and body
//! operations  the table of operations, and one file for each group of them
//! answer      status, headers and body; problem: errors as application/problem+json
//! openapi     the description of all operations, made from the table
//! stream      the events of the ledger as server-sent events
//! ```

mod answer;
mod app;
mod buckets;
mod call;
mod conditions;
mod dispatch;
mod forms;
mod identity;
mod listen;
mod metrics;
mod openapi;
mod operation;
mod operations;
mod options;
mod performing;
mod prepared;
mod problem;
mod query;
mod router;
mod running;
mod schedule;
mod scope;
mod service;
mod shared_reads;
mod stream;
mod tenant;

pub(crate) use options::{IdentityOptions, Listen, Options, Source, TokenOptions};
pub(crate) use service::{Ended, serve};
