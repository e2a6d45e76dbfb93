//! What the operations of the service do.
//!
//! ```text
//! table    all operations
//! create   create, refresh
//! decide   validate, approve, withdraw, reject, attest, schedule, unschedule, cancel
//! land     execute, rollback
//! look     list, show, diff, log, keys, verify, statement
//! ```

mod create;
mod decide;
mod land;
mod look;
mod paths;
mod table;

pub(super) use table::ALL;
