//! JSON Schemas of the files that `promote` reads and writes: `promote.yaml`, and the ledger's.
//!
//! They are made from mirror types, apart from the types that the program works with. The readers of the program stay
//! the authority; a schema says as much about a file as an editor can use. `schemas/` holds the committed copies, which
//! tests compare with files that the program accepts, refuses or writes.

mod format;
mod generate;
mod ledger;
mod policy;

use schemars::Schema;

use policy::policy;

/// Every schema of a file, by its name.
pub(crate) fn all() -> Vec<(&'static str, Schema)> {
    vec![
        ("promote-yaml", policy()),
        ("ledger-promotion", ledger::promotion()),
        ("ledger-event", ledger::event()),
        ("ledger-hold-event", ledger::hold_event()),
        ("ledger-approval", ledger::approval()),
        ("ledger-attestation", ledger::attestation()),
        ("ledger-statement", ledger::statement()),
        ("ledger-header", ledger::header()),
        ("ledger-tips", ledger::tips()),
    ]
}
