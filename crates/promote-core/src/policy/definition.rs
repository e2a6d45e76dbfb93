//! What `promote.yaml` says, read and checked.

use std::collections::BTreeMap;

use jiff::SignedDuration;

use super::checks::{Check, checks_digest};
use super::signers::Signers;
use super::windows::Calendar;
use crate::env::flatten::KeyRules;
use crate::env::lists::ListRules;
use crate::env::template::Template;
use crate::promotion::Person;
use promote_model::{ObjectId, Pattern};

/// The name of the policy file, at the root of the policy branch.
pub const FILE: &str = "promote.yaml";
/// The branch that holds the ledger, where the policy names no other.
pub const DEFAULT_LEDGER: &str = "promotions";
/// What identifies an element of a list of maps, where the policy does not say.
pub(crate) const DEFAULT_LIST_KEYS: [&str; 3] = ["name", "id", "key"];

/// What `promote.yaml` says.
#[derive(Debug, Clone)]
pub struct Policy {
    /// Which files are configuration.
    pub files: Vec<Template>,
    /// Which of them are not (`!`).
    pub exclusions: Vec<Template>,
    /// The environments, in pipeline order.
    pub environments: Vec<Environment>,
    /// Keys that are one flag each.
    pub(crate) flags: Vec<Pattern>,
    /// Keys whose values are shown to nobody.
    pub secrets: Vec<Pattern>,
    /// How lists are seen: what identifies their elements, and which are sets.
    pub(crate) lists: ListRules,
    /// Who may be asked for together, by name.
    pub groups: Vec<Group>,
    /// Whose keys are trusted.
    pub signers: Signers,
    /// A team's own rules on what is promoted.
    pub checks: Vec<Check>,
    /// The files that the schemas of checks are made of, by the schemas' paths; no blob where there is no such file.
    pub schemas: BTreeMap<String, BTreeMap<String, Option<ObjectId>>>,
    /// The branch that holds the ledger, without `refs/heads/`.
    pub ledger: String,
    /// Whose consent a change of `promote.yaml` itself needs; `None` where nobody's.
    pub own: Option<ApprovalRules>,
    /// The remote at which decisions are made; where there is none, the repository itself decides.
    pub remote: Option<String>,
}

/// What must have been tried with a plan, and gone well.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequiredAttestation {
    /// Its name.
    pub name: String,
    /// Whose word counts: groups, and mail addresses; empty for everybody's.
    pub by: Vec<String>,
    /// How long it counts.
    pub(crate) valid: Option<SignedDuration>,
    /// Whether it must be signed.
    pub signed: bool,
}

/// One environment of the pipeline.
#[derive(Debug, Clone)]
pub struct Environment {
    /// Its name.
    pub name: String,
    /// What captures stand for here (`with:`); `{env}` is the name where this does not say.
    pub with: BTreeMap<String, String>,
    /// The branch it lives on, without `refs/heads/`; the policy's own branch where it has none.
    pub branch: Option<String>,
    /// The environments that may be promoted into it.
    pub from: Vec<String>,
    /// How long what is promoted into it must have stood where it comes from.
    pub(crate) soak: Option<SignedDuration>,
    /// The same where it comes from one of these.
    pub(crate) soaks: BTreeMap<String, SignedDuration>,
    /// Whose consent a promotion into it needs.
    pub approvals: ApprovalRules,
    /// What must have been tried, and gone well.
    pub attestations: Vec<RequiredAttestation>,
    /// Its own keys: never promoted into it.
    pub keep: Vec<Pattern>,
    /// What is to be thought of changes that no promotion made, where it has `from`.
    pub direct_edits: DirectEdits,
    /// When it may be written to.
    pub calendar: Calendar,
    /// The groups whose members may pass what is closed, with a reason.
    pub(crate) overriders: Vec<String>,
    /// Whether a rollback keeps to that, too (`rollback: { windows: true }`).
    pub rollback_in_windows: bool,
}

/// What is to be thought of a change that no promotion made.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum DirectEdits {
    /// Nothing.
    Allow,
    /// It is named.
    #[default]
    Warn,
    /// It is a finding.
    Deny,
}

/// Whose consent a promotion needs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ApprovalRules {
    /// How many people must approve.
    pub required: u32,
    /// How many of them must belong to which group; who belongs to several counts for each.
    pub groups: Vec<GroupQuorum>,
    /// Whether the creator may be one of them (`self: true`).
    pub by_creator: bool,
    /// Whether those who wrote what is promoted may be (`authors: true`).
    pub by_authors: bool,
    /// How long an approval counts.
    pub valid: Option<SignedDuration>,
    /// Whether approvals must be signed.
    pub signed: bool,
}

/// So many of a group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupQuorum {
    /// The group's name.
    pub(crate) group: String,
    /// How many of its members, at least.
    pub(crate) least: u32,
}

/// People who may be asked for together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// Its name.
    pub(crate) name: String,
    /// Their mail addresses; each is somebody else.
    pub(crate) members: Vec<String>,
}

impl Group {
    /// Whether somebody belongs to it, however their mail address is spelled.
    pub(crate) fn has(&self, person: &Person) -> bool {
        self.members.iter().any(|member| person.has(member))
    }
}

impl Environment {
    /// How long what is promoted into it from there must have stood there.
    pub fn soak_from(&self, source: &str) -> Option<SignedDuration> {
        let soak = self.soaks.get(source).copied().or(self.soak);
        soak.filter(|soak| soak.is_positive())
    }
}

impl Policy {
    /// The branches that it speaks of, but for its own: the environments' and the ledger.
    pub fn branches(&self) -> impl Iterator<Item = &str> {
        self.environments.iter().filter_map(|e| e.branch.as_deref()).chain([self.ledger.as_str()])
    }

    /// What one config is, and which values are shown.
    pub fn rules(&self) -> KeyRules {
        KeyRules { flags: self.flags.clone(), lists: self.lists.clone(), secrets: self.secrets.clone() }
    }

    /// The group of that name.
    pub(crate) fn group(&self, name: &str) -> Option<&Group> {
        self.groups.iter().find(|group| group.name == name)
    }

    /// The environment of that name.
    pub fn environment(&self, name: &str) -> Option<&Environment> {
        self.environments.iter().find(|e| e.name == name)
    }

    /// The checks of promotions into an environment.
    pub fn checks_for(&self, target: &str) -> impl Iterator<Item = &Check> {
        self.checks.iter().filter(move |check| check.is_for(target))
    }

    /// What identifies the checks of an environment and the schemas that they use; `None` where there are none.
    pub fn checks_digest(&self, target: &str) -> Option<String> {
        checks_digest(&self.checks_for(target).collect::<Vec<_>>(), &self.schemas)
    }
}
