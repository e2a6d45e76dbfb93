//! What a new `promote.yaml` changes against the one in force: environments, and rules that become weaker or stronger.
//!
//! ```text
//! difference     a change, and the changes found so far
//! environments   environments and the rules of each
//! people         approvals, attestations, groups and signers
//! reading        what is a key, what is shown, and how it is checked
//! ```

mod difference;
mod environments;
mod people;
mod reading;
#[cfg(test)]
mod tests;

use super::Policy;
use difference::Differences;
pub use difference::{Effect, PolicyDifference};

/// The changes of a new policy against the one in force.
pub fn compare(old: &Policy, new: &Policy) -> Vec<PolicyDifference> {
    let mut found = Differences::default();
    environments::compare(old, new, &mut found);
    people::compare(old, new, &mut found);
    reading::compare(old, new, &mut found);
    found.found
}
