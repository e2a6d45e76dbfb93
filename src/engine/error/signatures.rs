//! Why a signature does not prove an approval: in words, behind the name of whose it should be, and as a word for scripts.

use jiff::Timestamp;

use promote_core::policy::gate::{RejectedApproval, SignatureProblem};
use promote_core::policy::signers::{Distrust, Flaw};
use promote_core::promotion::Person;

/// Why it does not prove it, in words.
pub(crate) fn doubt_words(doubt: &SignatureProblem) -> String {
    match doubt {
        SignatureProblem::Statement(other) => format!("has signed a statement about {other}"),
        SignatureProblem::Flawed(flaw) => flaw_words(flaw),
        SignatureProblem::Distrusted(key, why) => match why {
            Distrust::Revoked => format!("signed with the key {key}, which is revoked"),
            Distrust::Unknown => format!("signed with the key {key}, which nobody in promote.yaml has"),
            Distrust::Foreign { mail } => format!("is signed for with the key {key}, which is {mail}'s"),
            Distrust::Purpose => format!("signed with the key {key}, which promote.yaml has for other things"),
            Distrust::NotYet { from } => format!("signed with the key {key}, valid from {} on", time(*from)),
            Distrust::Expired { until } => format!("signed with the key {key}, valid until {}", time(*until)),
        },
    }
}

fn time(at: Timestamp) -> String {
    at.strftime("%F %T UTC").to_string()
}

fn flaw_words(flaw: &Flaw) -> String {
    match flaw {
        Flaw::Unreadable(reason) => format!("has a signature that cannot be read: {reason}"),
        Flaw::Purpose(namespace) => format!("has a signature that was made for '{namespace}'"),
        Flaw::Weak(reason) => format!("has a signature that proves nothing: {reason}"),
        Flaw::OtherBytes => "has a signature over something else than the statement".to_owned(),
        Flaw::NoKey(key) => format!("signed with the key {key}, which is not in the keyring here"),
        Flaw::RevokedKey(key) => format!("signed with the key {key}, which is revoked in the keyring here"),
        Flaw::ExpiredKey(key) => format!("signed with the key {key}, which had expired"),
        Flaw::Expired => "has a signature that has expired".to_owned(),
        Flaw::Unchecked(reason) => format!("has a signature that could not be checked: {reason}"),
    }
}

/// A stable word for it, for scripts.
pub(crate) fn doubt_code(doubt: &SignatureProblem) -> &'static str {
    match doubt {
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
