//! Messages and codes for signatures that do not prove an approval.

use jiff::Timestamp;

use promote_core::policy::gate::{RejectedApproval, SignatureProblem};
use promote_core::policy::signers::{Distrust, Flaw};
use promote_core::promotion::Person;

/// Why a signature proves nothing, as a predicate about the signer.
pub(crate) fn problem_message(problem: &SignatureProblem) -> String {
    match problem {
        SignatureProblem::Statement(other) => format!("signed a statement about {other}"),
        SignatureProblem::Flawed(flaw) => flaw_message(flaw),
        SignatureProblem::Distrusted(key, why) => match why {
            Distrust::Revoked => format!("signed with key {key}, which is revoked"),
            Distrust::Unknown => format!("signed with key {key}, which is not in 'signers' of promote.yaml"),
            Distrust::Foreign { mail } => format!("signed with key {key}, which belongs to {mail}"),
            Distrust::Purpose => format!("signed with key {key}, which promote.yaml allows for other purposes only"),
            Distrust::NotYet { from } => format!("signed with key {key}, which is valid from {}", time(*from)),
            Distrust::Expired { until } => format!("signed with key {key}, which was valid until {}", time(*until)),
        },
    }
}

fn time(at: Timestamp) -> String {
    at.strftime("%F %T UTC").to_string()
}

fn flaw_message(flaw: &Flaw) -> String {
    match flaw {
        Flaw::Unreadable(reason) => format!("has an unreadable signature: {reason}"),
        Flaw::Purpose(namespace) => format!("has a signature for another purpose: '{namespace}'"),
        Flaw::Weak(reason) => format!("has a signature that is too weak: {reason}"),
        Flaw::OtherBytes => "has a signature over another text".to_owned(),
        Flaw::NoKey(key) => format!("signed with key {key}, which is not in the local keyring"),
        Flaw::RevokedKey(key) => format!("signed with key {key}, which is revoked in the local keyring"),
        Flaw::ExpiredKey(key) => format!("signed with key {key}, which had expired"),
        Flaw::Expired => "has an expired signature".to_owned(),
        Flaw::Unchecked(reason) => format!("has a signature that could not be checked: {reason}"),
    }
}

/// The code of [`problem_message`], for scripts.
pub(crate) fn problem_code(problem: &SignatureProblem) -> &'static str {
    match problem {
        SignatureProblem::Statement(_) => "other-statement",
        SignatureProblem::Flawed(flaw) => match flaw {
            Flaw::Unreadable(_) | Flaw::Purpose(_) | Flaw::Weak(_) | Flaw::OtherBytes | Flaw::Expired => {
                "bad-signature"
            }
            Flaw::NoKey(_) | Flaw::Unchecked(_) => "unchecked-signature",
            Flaw::RevokedKey(_) => "revoked-key",
            Flaw::ExpiredKey(_) => "expired-key",
        },
        SignatureProblem::Distrusted(_, why) => match why {
            Distrust::Revoked => "revoked-key",
            Distrust::Unknown => "unknown-key",
            Distrust::Foreign { .. } => "foreign-key",
            Distrust::Purpose => "key-for-other-things",
            Distrust::NotYet { .. } => "key-not-yet-valid",
            Distrust::Expired { .. } => "expired-key",
        },
    }
}

/// How to get a signature that counts.
pub(crate) fn signing_hint(by: &Person, why: &RejectedApproval) -> Option<String> {
    match why {
        RejectedApproval::Keyless => Some(format!(
            "add {} and their public key (see ~/.ssh/id_ed25519.pub) to 'signers' in promote.yaml",
            by.email
        )),
        RejectedApproval::Unsigned | RejectedApproval::Doubtful(_) => {
            Some("check which key signs: git config user.signingkey".to_owned())
        }
        _ => None,
    }
}
