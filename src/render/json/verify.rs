//! `verify -o json`.

use serde_json::{Value as Json, json};

use super::SCHEMA_VERSION;
use crate::ops::approve_policy::ApprovedPolicy;
use crate::ops::trust::Trust;
use crate::ops::verify::Verified;
use promote_core::policy::verify::VerifyFinding;

/// What was looked at, and the findings.
pub(crate) fn verified(verified: &Verified) -> Json {
    let environment = |proved: &crate::ops::verify::VerifiedEnvironment| {
        json!({
            "name": proved.name,
            "branch": proved.branch,
            "promotions": proved.promotions,
            "rollbacks": proved.rollbacks,
            "directEdits": proved.direct,
        })
    };
    json!({
        "schemaVersion": SCHEMA_VERSION,
        "ok": verified.holds(),
        "environments": verified.environments.iter().map(environment).collect::<Vec<_>>(),
        "promotions": verified.promotions,
        "events": verified.events,
        "findings": verified.findings.iter().map(finding).collect::<Vec<_>>(),
    })
}

/// `approve --policy -o json`.
pub(crate) fn approved_policy(approved: &ApprovedPolicy) -> Json {
    let given = approved.given.iter().map(|agreed| {
        let consent = &agreed.consent;
        json!({ "name": consent.by.name, "email": consent.by.email, "at": consent.at, "signed": agreed.signature.is_some() })
    });
    json!({
        "schemaVersion": SCHEMA_VERSION,
        "commit": approved.commit,
        "old": approved.old,
        "new": approved.new,
        "approvals": { "required": approved.want.required, "given": given.collect::<Vec<_>>() },
        "ok": approved.want.is_met(),
    })
}

fn finding(finding: &VerifyFinding) -> Json {
    json!({
        "code": finding.code.word(),
        "severity": if finding.notice { "notice" } else { "finding" },
        "rule": finding.code.rule(),
        "commit": finding.commit,
        "who": finding.who,
        "promotion": finding.promotion,
        "environment": finding.environment,
        "message": finding.message,
        "hint": finding.hint,
    })
}

/// `trust -o json`.
pub(crate) fn trust(trust: &Trust, trusted: bool) -> Json {
    let commands = trust.commands.iter().map(|(name, command)| json!({ "check": name, "command": command }));
    json!({
        "schemaVersion": SCHEMA_VERSION,
        "policy": trust.policy,
        "branch": trust.branch,
        "trusted": trusted,
        "commands": commands.collect::<Vec<_>>(),
    })
}
