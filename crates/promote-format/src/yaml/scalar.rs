//! The meaning of plain scalars by the core schema of YAML 1.2 (section 10.3.2).
//!
//! Many tools read YAML 1.1 (Kubernetes, Ansible, PyYAML), where an unquoted `yes`, `1_000` or `2024-01-01` is
//! not a string. To detect lost quotes, such scalars are kept as [`Scalar::Plain`] by their notation: in JSON
//! they are strings, as in YAML 1.2, but they differ from `"yes"`.

use crate::Scalar;

/// The value of a plain scalar without a tag.
pub(crate) fn plain(text: &str) -> Scalar {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => Scalar::Null,
        "true" | "True" | "TRUE" => Scalar::Bool(true),
        "false" | "False" | "FALSE" => Scalar::Bool(false),
        _ if is_number(text) || is_legacy(text) => Scalar::Plain(text.into()),
        _ => Scalar::String(text.into()),
    }
}

/// Whether YAML 1.2 reads this as an integer or a floating point number.
pub(crate) fn is_number(text: &str) -> bool {
    is_int(text) || is_float(text)
}

/// Whether YAML 1.2 reads this as an integer.
pub(crate) fn is_int(text: &str) -> bool {
    let based = |digits: &str, radix| !digits.is_empty() && digits.chars().all(|c| c.is_digit(radix));
    if let Some(digits) = text.strip_prefix("0o") {
        return based(digits, 8);
    }
    if let Some(digits) = text.strip_prefix("0x") {
        return based(digits, 16);
    }
    based(unsigned(text), 10)
}

/// Whether YAML 1.2 reads this as a floating point number (integers included).
pub(crate) fn is_float(text: &str) -> bool {
    if matches!(text, ".nan" | ".NaN" | ".NAN") {
        return true;
    }
    let rest = unsigned(text);
    if matches!(rest, ".inf" | ".Inf" | ".INF") {
        return true;
    }
    let (mantissa, exponent) = match rest.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(unsigned(exponent))),
        None => (rest, None),
    };
    let digits = |t: &str| t.bytes().all(|b| b.is_ascii_digit());
    let (whole, part) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    digits(whole)
        && digits(part)
        && !(whole.is_empty() && part.is_empty())
        && exponent.is_none_or(|e| !e.is_empty() && digits(e))
}

fn unsigned(text: &str) -> &str {
    text.strip_prefix(['+', '-']).unwrap_or(text)
}

/// Whether YAML 1.1 reads this as something other than a string and YAML 1.2 does not.
fn is_legacy(text: &str) -> bool {
    matches!(text, "yes" | "Yes" | "YES" | "no" | "No" | "NO" | "on" | "On" | "ON" | "off" | "Off" | "OFF")
        || is_legacy_number(unsigned(text))
        || is_date(text)
}

/// `1_000`, `0b1010`, `1:30:00` (base 60).
fn is_legacy_number(text: &str) -> bool {
    let bytes = text.as_bytes();
    if !bytes.first().is_some_and(u8::is_ascii_digit) {
        return false;
    }
    if let Some(digits) = text.strip_prefix("0b") {
        return !digits.is_empty() && digits.bytes().all(|b| matches!(b, b'0' | b'1' | b'_'));
    }
    let underscored = bytes.iter().all(|b| b.is_ascii_digit() || matches!(b, b'_' | b'.'));
    let base60 = text.contains(':')
        && text.split(':').enumerate().all(|(i, part)| {
            !part.is_empty() && (i == 0 || part.len() <= 2) && part.bytes().all(|b| b.is_ascii_digit())
        });
    (underscored && text.matches('.').count() < 2) || base60
}

/// `2024-01-01`, alone or followed by a time.
fn is_date(text: &str) -> bool {
    let bytes = text.as_bytes();
    let date = |at: usize| matches!(bytes.get(at), Some(b) if b.is_ascii_digit());
    [0, 1, 2, 3, 5, 6, 8, 9].into_iter().all(date)
        && bytes.get(4) == Some(&b'-')
        && bytes.get(7) == Some(&b'-')
        && bytes.get(10).is_none_or(|b| matches!(b, b'T' | b't' | b' '))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_core_schema() {
        for text in ["", "~", "null", "Null", "NULL"] {
            assert_eq!(plain(text), Scalar::Null);
        }
        for text in ["true", "True", "TRUE"] {
            assert_eq!(plain(text), Scalar::Bool(true));
        }
        for text in ["0", "-19", "+1", "0o17", "0x1fA", "1.", "-.5", "1e3", "6.02E+23", ".inf", "-.INF", ".nan", "007"]
        {
            assert_eq!(plain(text), Scalar::Plain(text.into()), "{text}");
        }
        for text in ["0o8", "0x", "1e", ".", "-", "+.", "1.2.3", "e3", "tRUE", "1a", "nULL", "-0x1f", "10.0.0.1"] {
            assert_eq!(plain(text), Scalar::String(text.into()), "{text}");
        }
    }

    #[test]
    fn scalars_of_yaml_1_1_differ_from_their_quoted_text() {
        for text in ["yes", "OFF", "1_000", "0b11", "1:30", "2024-01-01", "2024-01-01T10:00:00Z"] {
            assert_ne!(plain(text), Scalar::String(text.into()), "{text}");
            assert_eq!(plain(text).value().to_json(), serde_json::json!(text));
        }
        for text in ["y", "n", "yEs", "12:3456:x", "2024-01", "a_b", "10:00-12:00"] {
            assert_eq!(plain(text), Scalar::String(text.into()), "{text}");
        }
    }
}
