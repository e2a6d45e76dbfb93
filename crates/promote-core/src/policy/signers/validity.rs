//! The options of a signer's line: `namespaces="…"`, `valid-after="…"`, `valid-before="…"`.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

use super::KeyRejection;

/// The validity period and namespaces of a key.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct KeyValidity {
    /// The start.
    pub(crate) after: Option<Timestamp>,
    /// The end.
    pub before: Option<Timestamp>,
    /// The namespaces, as a list of ssh patterns; `None` for all.
    pub(crate) namespaces: Option<String>,
}

impl KeyValidity {
    /// Whether the namespaces include this one (`PATTERNS` in `ssh_config(5)`: a pattern with `!` excludes).
    pub(crate) fn is_for(&self, namespace: &str) -> bool {
        let Some(patterns) = &self.namespaces else { return true };
        let mut found = false;
        for pattern in patterns.split(',') {
            match pattern.strip_prefix('!') {
                Some(not) if matches(not.as_bytes(), namespace.as_bytes()) => return false,
                Some(_) => {}
                None => found |= matches(pattern.as_bytes(), namespace.as_bytes()),
            }
        }
        found
    }

    /// Why it is not valid at that time; both ends are included, as in ssh.
    pub(crate) fn objection(&self, at: Timestamp) -> Option<KeyRejection> {
        let early = self.after.filter(|after| at < *after).map(|from| KeyRejection::NotYet { from });
        let late = || self.before.filter(|before| at > *before).map(|until| KeyRejection::Expired { until });
        early.or_else(late)
    }
}

/// Wildcard matching: `*` matches anything, `?` one character.
fn matches(pattern: &[u8], text: &[u8]) -> bool {
    let (mut p, mut t, mut star) = (0, 0, None);
    while t < text.len() {
        match pattern.get(p) {
            Some(b'*') => {
                star = Some((p, t));
                p += 1;
            }
            Some(c) if *c == b'?' || *c == text[t] => (p, t) = (p + 1, t + 1),
            _ => match star {
                // Let the last star match one more character.
                Some((at, from)) => {
                    star = Some((at, from + 1));
                    (p, t) = (at + 1, from + 1);
                }
                None => return false,
            },
        }
    }
    pattern[p..].iter().all(|c| *c == b'*')
}

/// `YYYYMMDD`, `YYYYMMDDHHMM` or `YYYYMMDDHHMMSS`, with or without `Z`, always UTC. (ssh reads a time without `Z` as
/// local time, so that two machines could disagree.)
pub(super) fn time(text: &str) -> Option<Timestamp> {
    let digits = text.strip_suffix(['Z', 'z']).unwrap_or(text);
    if !matches!(digits.len(), 8 | 12 | 14) || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let number = |from: usize, to: usize| digits.get(from..to).map_or(Some(0), |part| part.parse::<i8>().ok());
    let year = digits[..4].parse::<i16>().ok()?;
    let (month, day) = (number(4, 6)?, number(6, 8)?);
    let at = DateTime::new(year, month, day, number(8, 10)?, number(10, 12)?, number(12, 14)?, 0).ok()?;
    Some(at.to_zoned(TimeZone::UTC).ok()?.timestamp())
}
