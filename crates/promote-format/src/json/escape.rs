//! Escapes in JSON strings (RFC 8259, section 7), with surrogate pairs.

/// The text of a string literal without its quotes. The error holds the offset and the reason, one sentence
/// without a period.
pub(crate) fn unescape(literal: &str) -> Result<String, (usize, &'static str)> {
    let mut out = String::with_capacity(literal.len());
    let mut rest = literal;
    while let Some(at) = rest.find('\\') {
        out.push_str(&rest[..at]);
        let escape = &rest[at..];
        let (c, length) = one_escape(escape).map_err(|reason| (literal.len() - escape.len(), reason))?;
        out.push(c);
        rest = &escape[length..];
    }
    out.push_str(rest);
    Ok(out)
}

/// The character of the escape that `text` starts with, and the length of the escape.
fn one_escape(text: &str) -> Result<(char, usize), &'static str> {
    let c = match text.as_bytes().get(1) {
        Some(b'u') => return unicode_escape(text),
        Some(b @ (b'"' | b'\\' | b'/')) => char::from(*b),
        Some(b'b') => '\u{8}',
        Some(b'f') => '\u{c}',
        Some(b'n') => '\n',
        Some(b'r') => '\r',
        Some(b't') => '\t',
        _ => return Err("JSON does not have this escape"),
    };
    Ok((c, 2))
}

fn unicode_escape(text: &str) -> Result<(char, usize), &'static str> {
    const LONE: &str = "an unpaired surrogate is not a character";
    let high = unit(text).ok_or("four hexadecimal digits must follow \\u")?;
    if let Some(c) = char::from_u32(high) {
        return Ok((c, 6));
    }
    let low = unit(&text[6..]).ok_or(LONE)?;
    if !(0xD800..0xDC00).contains(&high) || !(0xDC00..0xE000).contains(&low) {
        return Err(LONE);
    }
    let c = char::from_u32(0x1_0000 + ((high - 0xD800) << 10) + (low - 0xDC00)).ok_or(LONE)?;
    Ok((c, 12))
}

/// The UTF-16 unit of the `\uXXXX` at the start of `text`.
fn unit(text: &str) -> Option<u32> {
    let digits = text.strip_prefix("\\u")?.get(..4)?;
    // `from_str_radix` would accept a sign.
    if !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
        return None;
    }
    u32::from_str_radix(digits, 16).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_escapes_of_the_rfc_are_read() {
        assert_eq!(unescape(r#"a\"\\\/\b\f\n\r\tz"#).unwrap(), "a\"\\/\u{8}\u{c}\n\r\tz");
        assert_eq!(unescape(r"\u00e9\u20AC\uD83D\uDE00").unwrap(), "é€😀");
        assert_eq!(unescape(r"\u0000").unwrap(), "\0");
    }

    #[test]
    fn faults_have_an_offset() {
        for (literal, at) in [
            (r"ab\x41", 2),
            (r"\u12", 0),
            (r"é\u+123", 2),
            (r"x\ud83d", 1),
            (r"\ude00", 0),
            (r"\ud83d\u0041", 0),
            (r"\ud83d\n", 0),
            (r"\u12é4", 0),
        ] {
            assert_eq!(unescape(literal).unwrap_err().0, at, "{literal}");
        }
    }
}
