//! The client of a service: the person for whom it acts.

use promote_core::promotion::Person;

/// The person for whom a service acts. The person is the author of what is written, and the service its committer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Caller {
    /// The person.
    pub(crate) person: Person,
}
