//! Why a signature does not prove an approval: in words, behind the name of whose it should be, and as a word for scripts.

use jiff::Timestamp;

use promote_core::policy::gate::{RejectedApproval, SignatureProblem};
use promote_core::policy::signers::{KeyRejection, SignatureFlaw};
use promote_core::promotion::Person;

/// Why it does not prove it, in words.
pub(crate) fn doubt_words(doubt: &SignatureProblem) -> String {
    match doubt {
        SignatureProblem::Statement(other) => format!("has signed a statement about {other}"),
        SignatureProblem::Flawed(flaw) => flaw_words(flaw),
        SignatureProblem::Distrusted(key, why) => match why {
            KeyRejection::Revoked => format!("signed with the key {key}, which is revoked"),
            KeyRejection::Unknown => format!("signed with the key {key}, which nobody in promote.yaml has"),
            KeyRejection::Foreign { mail } => format!("is signed for with the key {key}, which is {mail}'s"),
            KeyRejection::Purpose => format!("signed with the key {key}, which promote.yaml has for other things"),
            KeyRejection::NotYet { from } => format!("signed with the key {key}, valid from {} on", time(*from)),
            KeyRejection::Expired { until } => format!("signed with the key {key}, valid until {}", time(*until)),
        },
    }
}

fn time(at: Timestamp) -> String {
    at.strftime("%F %T UTC").to_string()
}

fn flaw_words(flaw: &SignatureFlaw) -> String {
    match flaw {
        SignatureFlaw::Unreadable(reason) => format!("has a signature that cannot be read: {reason}"),
        SignatureFlaw::Purpose(namespace) => format!("has a signature that was made for '{namespace}'"),
        SignatureFlaw::Weak(reason) => format!("has a signature that proves nothing: {reason}"),
        SignatureFlaw::OtherBytes => "has a signature over something else than the statement".to_owned(),
        SignatureFlaw::NoKey(key) => format!("signed with the key {key}, which is not in the keyring here"),
        SignatureFlaw::RevokedKey(key) => format!("signed with the key {key}, which is revoked in the keyring here"),
        SignatureFlaw::ExpiredKey(key) => format!("signed with the key {key}, which had expired"),
        SignatureFlaw::Expired => "has a signature that has expired".to_owned(),
        SignatureFlaw::Unchecked(reason) => format!("has a signature that could not be checked: {reason}"),
    }
}

/// A stable word for it, for scripts.
pub(crate) fn doubt_code(doubt: &SignatureProblem) -> &'static str {
    match doubt {
        SignatureProblem::Statement(_) => "other-statement",
        SignatureProblem::Flawed(flaw) => match flaw {
            SignatureFlaw::Unreadable(_)
            | SignatureFlaw::Purpose(_)
            | SignatureFlaw::Weak(_)
            | SignatureFlaw::OtherBytes
            | SignatureFlaw::Expired => "bad-signature",
            SignatureFlaw::NoKey(_) | SignatureFlaw::Unchecked(_) => "unchecked-signature",
            SignatureFlaw::RevokedKey(_) => "revoked-key",
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

/// What somebody does whose signature is missing, or does not count.
pub(crate) fn signing_hint(by: &Person, why: &RejectedApproval) -> Option<String> {
    match why {
        RejectedApproval::Keyless => Some(format!(
            "add a line to 'signers' in promote.yaml, and have it committed: {} and the key as in ~/.ssh/id_ed25519.pub",
            by.email
        )),
        RejectedApproval::Unsigned | RejectedApproval::Doubtful(_) => {
            Some("the key that signs is what this names: git config user.signingkey".to_owned())
        }
        _ => None,
    }
}
