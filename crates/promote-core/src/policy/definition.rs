//! The content of `promote.yaml`, parsed and checked.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};

use super::checks::{Check, checks_digest};
use super::request_rules::RequestRules;
use super::service_rules::ServiceRules;
use super::signers::Signers;
use super::windows::Calendar;
use crate::env::flatten::KeyRules;
use crate::env::lists::ListRules;
use crate::env::template::Template;
use crate::env::translate::NamePair;
use crate::promotion::Person;
use promote_model::{ObjectId, Pattern};

/// The name of the policy file, at the root of the policy branch.
pub const FILE: &str = "promote.yaml";
/// The default branch of the ledger.
pub const DEFAULT_LEDGER: &str = "promotions";
/// The default fields that identify an element of a list of maps.
pub(crate) const DEFAULT_LIST_KEYS: [&str; 3] = ["name", "id", "key"];

/// The content of `promote.yaml`.
#[derive(Debug, Clone)]
pub struct Policy {
    /// The path templates of the configuration.
    pub files: Vec<Template>,
    /// The path templates that exclude files (`!`).
    pub exclusions: Vec<Template>,
    /// The environments, in pipeline order.
    pub environments: Vec<Environment>,
    /// Patterns of keys that are one flag each.
    pub(crate) flags: Vec<Pattern>,
    /// Patterns of keys with secret values.
    pub secrets: Vec<Pattern>,
    /// The rules about lists: the fields that identify elements, and the sets.
    pub(crate) lists: ListRules,
    /// The groups.
    pub groups: Vec<Group>,
    /// The trusted keys.
    pub signers: Signers,
    /// The team's own checks.
    pub checks: Vec<Check>,
    /// For each schema's path, the files it consists of with their blobs; `None` for a missing file.
    pub schemas: BTreeMap<String, BTreeMap<String, Option<ObjectId>>>,
    /// The branch that holds the ledger, without `refs/heads/`.
    pub ledger: String,
    /// The approvals that a change of `promote.yaml` itself requires; `None` if it requires none.
    pub policy_approvals: Option<ApprovalRules>,
    /// The remote that is authoritative; `None` if the local repository is.
    pub remote: Option<String>,
    /// The rules for services that write for other people.
    pub services: ServiceRules,
    /// The findings of `verify` that the team has accepted.
    pub accepted: Vec<AcceptedFinding>,
}

/// A finding of `verify` that the team has accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AcceptedFinding {
    /// The commit that the finding is about.
    pub commit: ObjectId,
    /// The code of the finding.
    pub rule: String,
    /// The reason.
    pub reason: String,
    /// The time from which it counts no more; `None` if it always does.
    pub until: Option<Timestamp>,
}

/// An attestation that the policy requires.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequiredAttestation {
    /// The name.
    pub name: String,
    /// The groups and email addresses that may attest; empty if everybody may.
    pub by: Vec<String>,
    /// How long an attestation is valid.
    pub(crate) valid: Option<SignedDuration>,
    /// Whether it must be signed.
    pub signed: bool,
}

/// One environment of the pipeline.
#[derive(Debug, Clone)]
pub struct Environment {
    /// The name.
    pub name: String,
    /// The values of captures (`with:`); `{env}` is the name by default.
    pub with: BTreeMap<String, String>,
    /// The branch, without `refs/heads/`; `None` for the policy's own branch.
    pub branch: Option<String>,
    /// The source environments.
    pub from: Vec<String>,
    /// How long the source must have held the promoted values.
    pub(crate) soak: Option<SignedDuration>,
    /// The same for single sources.
    pub(crate) soaks: BTreeMap<String, SignedDuration>,
    /// The approvals that a promotion into it requires.
    pub approvals: ApprovalRules,
    /// The attestations that a promotion into it requires.
    pub attestations: Vec<RequiredAttestation>,
    /// Patterns of keys owned by this environment (`keep`): never promoted into it.
    pub keep: Vec<Pattern>,
    /// The handling of changes without a promotion, if it has `from`.
    pub direct_edits: DirectEdits,
    /// The handling of values that name another environment (`names`).
    pub names: NamesRule,
    /// The translation of values that name the source (`translate`).
    pub translate: TranslateRule,
    /// The handling of promotions that would undo a newer value of this environment (`undo`).
    pub undo: UndoRule,
    /// The windows and freezes.
    pub calendar: Calendar,
    /// The groups that may override windows and freezes, with a reason.
    pub overriders: Vec<String>,
    /// The groups that may set holds (`hold:`); empty for everybody.
    pub holders: Vec<String>,
    /// Whether windows and freezes apply to rollbacks as well (`rollback: { windows: true }`).
    pub rollback_in_windows: bool,
    /// How the request of a proposal is opened (`request`).
    pub request: RequestRules,
}

/// The handling of promoted values that name another environment.
#[derive(Debug, Clone, Default)]
pub struct NamesRule {
    /// What such a value is.
    pub level: NamesLevel,
    /// Patterns of keys whose values may name any environment.
    pub except: Vec<Pattern>,
}

/// The translation of promoted values that name the source environment.
#[derive(Debug, Clone, Default)]
pub struct TranslateRule {
    /// Whether values are translated.
    pub on: bool,
    /// The names that are replaced; if empty, those by which the two environments are called.
    pub pairs: Vec<NamePair>,
    /// Patterns of the keys that are translated; all keys if empty.
    pub only: Vec<Pattern>,
    /// Patterns of keys that are not.
    pub not: Vec<Pattern>,
}

/// What a promoted value is that names another environment.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum NamesLevel {
    /// Nothing special.
    Allow,
    /// A warning.
    #[default]
    Warn,
    /// An error of the validation.
    Deny,
}

/// The handling of promotions that would undo a newer value of their target.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum UndoRule {
    /// Planned, with a warning.
    Allow,
    /// Planned for a key that is named exactly, else refused without `--forward` or `--overwrite`.
    #[default]
    Ask,
    /// Refused, unless somebody of `override` gives a reason.
    Deny,
}

/// The handling of changes without a promotion.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum DirectEdits {
    /// Allowed.
    Allow,
    /// Reported as a notice.
    #[default]
    Warn,
    /// Reported as a finding.
    Deny,
}

/// The approvals that a promotion requires.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ApprovalRules {
    /// The number of approvals.
    pub required: u32,
    /// The number of approvals from groups; a member of several groups counts toward each.
    pub groups: Vec<GroupQuorum>,
    /// Whether the creator may approve (`self: true`).
    pub by_creator: bool,
    /// Whether authors of the promoted changes may approve (`authors: true`).
    pub by_authors: bool,
    /// How long an approval is valid.
    pub valid: Option<SignedDuration>,
    /// Whether approvals must be signed.
    pub signed: bool,
}

/// The number of approvals required from a group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupQuorum {
    /// The name of the group.
    pub(crate) group: String,
    /// The minimum number of members.
    pub(crate) least: u32,
}

/// A named group of people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// The name.
    pub(crate) name: String,
    /// The email addresses of the members, without duplicates.
    pub(crate) members: Vec<String>,
}

impl Group {
    /// Whether a person is a member, comparing normalised email addresses.
    pub(crate) fn has(&self, person: &Person) -> bool {
        self.members.iter().any(|member| person.has(member))
    }
}

impl Environment {
    /// How long `source` must have held the promoted values.
    pub fn soak_from(&self, source: &str) -> Option<SignedDuration> {
        let soak = self.soaks.get(source).copied().or(self.soak);
        soak.filter(|soak| soak.is_positive())
    }
}

impl Policy {
    /// The branches of the environments and the ledger.
    pub fn branches(&self) -> impl Iterator<Item = &str> {
        self.environments.iter().filter_map(|e| e.branch.as_deref()).chain([self.ledger.as_str()])
    }

    /// The rules about keys.
    pub fn rules(&self) -> KeyRules {
        let (flags, lists, secrets) = (self.flags.clone(), self.lists.clone(), self.secrets.clone());
        KeyRules { flags, lists, secrets, ..KeyRules::default() }
    }

    /// The group with that name.
    pub(crate) fn group(&self, name: &str) -> Option<&Group> {
        self.groups.iter().find(|group| group.name == name)
    }

    /// The environment with that name.
    pub fn environment(&self, name: &str) -> Option<&Environment> {
        self.environments.iter().find(|e| e.name == name)
    }

    /// The checks of promotions into an environment.
    pub fn checks_for(&self, target: &str) -> impl Iterator<Item = &Check> {
        self.checks.iter().filter(move |check| check.is_for(target))
    }

    /// The digest of the checks of an environment and their schemas; `None` if there are no checks.
    pub fn checks_digest(&self, target: &str) -> Option<String> {
        checks_digest(&self.checks_for(target).collect::<Vec<_>>(), &self.schemas)
    }
}
