//! What the operations of the service do.
//!
//! ```text
//! table    all operations
//! create   create, refresh
//! decide   validate, approve, withdraw, reject, attest, schedule, unschedule, cancel
//! hold     list, set and lift holds
//! land     execute, rollback
//! look     list, show, diff, log, keys, verify, statement
//! page     the page, and its forms
//! ```

mod create;
mod decide;
mod hold;
mod land;
mod look;
mod page;
mod paths;
mod table;

pub(super) use table::ALL;
