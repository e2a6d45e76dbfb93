//! The policy, `promote.yaml`: the pipeline and its rules, and the gate that applies them.

pub mod checks;
pub mod compare;
pub mod coverage;
mod decode;
mod definition;
pub mod gate;
pub mod lint;
#[cfg(test)]
mod proposal_tests;
mod request_rules;
mod reviewers;
mod service_rules;
pub mod settle;
pub mod signers;
pub mod suggest;
mod translate;
pub mod trial;
pub mod verify;
pub mod windows;

pub use decode::{Mistake, read};
pub(crate) use definition::DEFAULT_LIST_KEYS;
pub use definition::{
    AcceptedFinding, ApprovalRules, DEFAULT_LEDGER, DirectEdits, Environment, FILE, Group, GroupQuorum, NamesLevel,
    NamesRule, Policy, RequiredAttestation, TranslateRule, UndoRule,
};
pub use request_rules::{HostKind, OpenRule, RequestRules, Reviewers};
pub use service_rules::{ServiceRules, Tenants};
