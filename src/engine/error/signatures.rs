//! Messages and codes for signatures that do not prove an approval.

use jiff::Timestamp;

use promote_core::policy::gate::{RejectedApproval, SignatureProblem};
use promote_core::policy::signers::{KeyRejection, SignatureFlaw};
use promote_core::promotion::Person;

/// Why a signature proves nothing, as a predicate about the signer.
pub(crate) fn problem_message(problem: &SignatureProblem) -> String {
    match problem {
        SignatureProblem::Statement(other) => format!("has {other}"),
        SignatureProblem::Flawed(flaw) => flaw_message(flaw),
        SignatureProblem::Distrusted(key, why) => match why {
            KeyRejection::Revoked => format!("signed with key {key}, which is revoked"),
            KeyRejection::Unknown => format!("signed with key {key}, which is not in 'signers' of promote.yaml"),
            KeyRejection::Foreign { mail } => format!("signed with key {key}, which belongs to {mail}"),
            KeyRejection::Purpose => {
                format!("signed with key {key}, which promote.yaml allows for other purposes only")
            }
            KeyRejection::NotYet { from } => format!("signed with key {key}, which is valid from {}", time(*from)),
            KeyRejection::Expired { until } => format!("signed with key {key}, which was valid until {}", time(*until)),
        },
    }
}

fn time(at: Timestamp) -> String {
    at.strftime("%F %T UTC").to_string()
}

fn flaw_message(flaw: &SignatureFlaw) -> String {
    match flaw {
        SignatureFlaw::Unreadable(reason) => format!("has an unreadable signature: {reason}"),
        SignatureFlaw::Purpose(namespace) => format!("has a signature for another purpose: '{namespace}'"),
        SignatureFlaw::Weak(reason) => format!("has a signature that is too weak: {reason}"),
        SignatureFlaw::OtherBytes => "has a signature over another text".to_owned(),
        SignatureFlaw::NoKey(key) => format!("signed with key {key}, which is not in the local keyring"),
        SignatureFlaw::RevokedKey(key) => format!("signed with key {key}, which is revoked in the local keyring"),
        SignatureFlaw::RevokedCertificate(key) => {
            format!("signed with certificate {key}, which its authority has revoked")
        }
        SignatureFlaw::Untrusted(key, reason) => {
            format!("signed with key {key}, which the local keyring does not trust: {reason}")
        }
        SignatureFlaw::ExpiredKey(key) => format!("signed with key {key}, which had expired"),
        SignatureFlaw::Expired => "has an expired signature".to_owned(),
        SignatureFlaw::Unchecked(reason) => format!("has a signature that could not be checked: {reason}"),
    }
}

/// The code of [`problem_message`], for scripts.
pub(crate) fn problem_code(problem: &SignatureProblem) -> &'static str {
    match problem {
        SignatureProblem::Statement(_) => "other-statement",
        SignatureProblem::Flawed(flaw) => match flaw {
            SignatureFlaw::Unreadable(_)
            | SignatureFlaw::Purpose(_)
            | SignatureFlaw::Weak(_)
            | SignatureFlaw::OtherBytes
            | SignatureFlaw::Expired => "bad-signature",
            SignatureFlaw::NoKey(_) | SignatureFlaw::Unchecked(_) => "unchecked-signature",
            SignatureFlaw::RevokedKey(_) | SignatureFlaw::RevokedCertificate(_) => "revoked-key",
            SignatureFlaw::Untrusted(..) => "untrusted-key",
            SignatureFlaw::ExpiredKey(_) => "expired-key",
        },
        SignatureProblem::Distrusted(_, why) => match why {
            KeyRejection::Revoked => "revoked-key",
            KeyRejection::Unknown => "unknown-key",
            KeyRejection::Foreign { .. } => "foreign-key",
            KeyRejection::Purpose => "key-for-other-things",
            KeyRejection::NotYet { .. } => "key-not-yet-valid",
            KeyRejection::Expired { .. } => "expired-key",
        },
    }
}

/// How to get a signature that counts.
pub(crate) fn signing_hint(by: &Person, why: &RejectedApproval) -> Option<String> {
    match why {
        RejectedApproval::Keyless => Some(format!(
            "add {} and their public key (such as ~/.ssh/id_ed25519.pub) to 'signers' in promote.yaml, and commit the file",
            by.email
        )),
        RejectedApproval::Unsigned | RejectedApproval::Doubtful(_) => {
            Some("check which key signs: git config user.signingkey".to_owned())
        }
        _ => None,
    }
}
