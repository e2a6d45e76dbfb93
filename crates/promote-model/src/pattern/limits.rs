//! The limits of a pattern. Matching takes time and memory by its length and its wildcards; no real pattern is near.

/// The greatest length, in bytes.
const MAX_LENGTH: usize = 8_192;
/// The most wildcards (`*`, `?` and `{`), also in quotes.
const MAX_WILDCARDS: usize = 500;
/// The deepest nesting of braces.
const MAX_DEPTH: usize = 20;
/// How much of a refused pattern is quoted, in characters.
const QUOTED: usize = 40;

/// Which limit a pattern exceeds, if any.
pub(super) fn exceeded(text: &str) -> Option<String> {
    if text.len() > MAX_LENGTH {
        return Some(format!("it has {} bytes; the limit is {MAX_LENGTH}", text.len()));
    }
    let wildcards = text.chars().filter(|c| matches!(c, '*' | '?' | '{')).count();
    if wildcards > MAX_WILDCARDS {
        return Some(format!("it has {wildcards} wildcards (*, ? and braces); the limit is {MAX_WILDCARDS}"));
    }
    let (mut depth, mut deepest) = (0_usize, 0);
    for c in text.chars() {
        match c {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        deepest = deepest.max(depth);
    }
    (deepest > MAX_DEPTH).then(|| format!("its braces are nested {deepest} deep; the limit is {MAX_DEPTH}"))
}

/// The beginning of a long pattern, for the error.
pub(super) fn beginning(text: &str) -> String {
    match text.char_indices().nth(QUOTED) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use crate::Pattern;

    #[test]
    fn patterns_beyond_a_limit_are_refused_with_the_limit() {
        let cases = [
            (
                "a".repeat(100_000),
                "'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa…' is not a valid pattern: it has 100000 bytes; the limit is 8192",
            ),
            ("*a".repeat(2_000), "it has 2000 wildcards (*, ? and braces); the limit is 500"),
            (format!("f*.yaml:{}", "?".repeat(500)), "it has 501 wildcards (*, ? and braces); the limit is 500"),
            (format!("{}b{}", "{a,".repeat(21), "}".repeat(21)), "its braces are nested 21 deep; the limit is 20"),
        ];
        for (pattern, end) in cases {
            let message = Pattern::parse(&pattern).unwrap_err().to_string();
            assert!(message.ends_with(end), "{message}");
        }
        let within = [
            "a".repeat(8_192),
            "*a".repeat(250),
            format!("{}b{}", "{a,".repeat(20), "}".repeat(20)),
            format!("{}b{}:x", "{a,".repeat(20), "}".repeat(20)),
        ];
        for pattern in within {
            let compiled = Pattern::parse(&pattern).unwrap();
            assert!(!compiled.matches(&["f"], None, &"b".repeat(500)), "{pattern}");
        }
    }
}
