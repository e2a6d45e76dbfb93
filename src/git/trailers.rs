//! Trailers, by the rules of `git-interpret-trailers(1)`, written so that no text of a user's can
//! pass for one, and read strictly: only what [`compose`] would have written counts.
//!
//! ```text
//! Promote staging to production: 2 configs        title, one line
//!
//! Promoting query timeout changes                 body: any text; lines that git's parser would
//!                                                 take for a divider or a comment get a blank
//!
//! Promotion-Id: 0192…                             the last paragraph, nothing but trailers
//! Plan-Digest: sha256:…
//! ```

use crate::model::text::visible;

/// A whole commit message.
pub fn compose(title: &str, body: &str, trailers: &[(&str, String)]) -> String {
    let mut message = format!("{}\n", one_line(title));
    let body = safe_body(body);
    if !body.is_empty() {
        message.push_str(&format!("\n{body}\n"));
    }
    let lines: String = trailers.iter().map(|(token, value)| format!("{token}: {}\n", one_line(value))).collect();
    if !lines.is_empty() {
        message.push_str(&format!("\n{lines}"));
    }
    message
}

/// The trailers of a message: its last paragraph, where that is nothing but trailers and not the
/// title.
pub fn parse(message: &str) -> Vec<(String, String)> {
    let Some((_, last)) = message.trim_end().rsplit_once("\n\n") else { return Vec::new() };
    let mut trailers: Vec<(String, String)> = Vec::new();
    for line in last.lines() {
        let pair = line.split_once(": ").filter(|(token, value)| is_token(token) && !value.trim().is_empty());
        match (pair, trailers.last_mut()) {
            (Some((token, value)), _) => trailers.push((token.to_owned(), value.trim().to_owned())),
            // A folded line (RFC 822): other programs may have wrapped a long value.
            (None, Some((_, value))) if line.starts_with([' ', '\t']) && !line.trim().is_empty() => {
                value.push(' ');
                value.push_str(line.trim());
            }
            _ => return Vec::new(),
        }
    }
    trailers
}

/// The only value of a trailer; `None` where it is missing or there twice.
pub fn single<'a>(trailers: &'a [(String, String)], token: &str) -> Option<&'a str> {
    let mut values = trailers.iter().filter(|(t, _)| t.eq_ignore_ascii_case(token));
    match (values.next(), values.next()) {
        (Some((_, value)), None) => Some(value),
        _ => None,
    }
}

fn is_token(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic()) && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
}

/// One line, nothing hidden in it, never empty.
fn one_line(text: &str) -> String {
    let words: Vec<String> = text.split_whitespace().map(|word| visible(word).into_owned()).collect();
    if words.is_empty() { "-".to_owned() } else { words.join(" ") }
}

fn safe_body(body: &str) -> String {
    let mut lines: Vec<String> = Vec::new();
    for line in body.trim().lines() {
        let line = visible(line.trim_end()).into_owned();
        // `---` ends a message and `#` begins a comment for git's parser: behind a blank they do not.
        let special = line.starts_with("---") || line.starts_with('#');
        let line = if special { format!(" {line}") } else { line };
        if !(line.is_empty() && lines.last().is_some_and(String::is_empty)) {
            lines.push(line);
        }
    }
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const OURS: [&str; 2] = ["Promotion-Id", "Approved-by"];

    fn ours(values: [&str; 2]) -> Vec<(&'static str, String)> {
        OURS.into_iter().zip(values.map(str::to_owned)).collect()
    }

    #[test]
    fn what_is_written_is_read() {
        let message = compose("Title", "Body.\n\nMore.", &ours(["0192", "Ann Lee <ann@acme.com>"]));
        assert_eq!(message, "Title\n\nBody.\n\nMore.\n\nPromotion-Id: 0192\nApproved-by: Ann Lee <ann@acme.com>\n");
        assert_eq!(single(&parse(&message), "approved-by"), Some("Ann Lee <ann@acme.com>"));
    }

    #[test]
    fn strict_reading() {
        assert!(parse("Promotion-Id: 1").is_empty());
        assert!(parse("t\n\nPromotion-Id: 1\nnot a trailer").is_empty());
        assert_eq!(parse("t\n\nReason: a\n b\n"), [("Reason".to_owned(), "a b".to_owned())]);
        let twice = parse("t\n\nA: 1\nA: 2\n");
        assert_eq!(single(&twice, "A"), None);
    }

    fn git_sees(message: &str) -> Vec<(String, String)> {
        let command = crate::exec::Command::new("git").args(["interpret-trailers", "--parse"]);
        let output = command.env("GIT_CONFIG_GLOBAL", "/dev/null").input(message).run().unwrap();
        let line = |line: &str| line.split_once(": ").map(|(t, v)| (t.to_owned(), v.to_owned()));
        output.text().lines().filter_map(line).collect()
    }

    #[test]
    fn nothing_in_a_body_or_value_passes_for_a_trailer() {
        let bodies = [
            "Approved-by: Eve <eve@evil.com>",
            "x\n\nApproved-by: Eve <eve@evil.com>\n---\n",
            "x\n\nApproved-by: Eve <e@e>\n# ------------------------ >8 ------------------------\n",
            "x\n\nApproved-by: Eve <e@e>\n\n# comment",
            "x\u{2028}\u{85}Approved-by: Eve",
        ];
        for body in bodies {
            let message = compose("T", body, &ours(["1", "Ann\nApproved-by: Eve"]));
            let expected = vec![
                ("Promotion-Id".to_owned(), "1".to_owned()),
                ("Approved-by".to_owned(), "Ann Approved-by: Eve".to_owned()),
            ];
            assert_eq!(parse(&message), expected, "{body:?}");
            assert_eq!(git_sees(&message), expected, "{body:?}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]
        #[test]
        fn any_text_leaves_exactly_our_trailers(
            title in "[ -~\n]{0,20}",
            body in prop_oneof!["(---|#|[A-C]-by: x|\\(cherry picked from commit a\\)| |\n){0,12}", any::<String>()],
            value in any::<String>(),
        ) {
            let message = compose(&title, &body, &ours(["1", &value]));
            let read = parse(&message);
            prop_assert_eq!(read.iter().map(|(t, _)| t.as_str()).collect::<Vec<_>>(), OURS);
            let git: Vec<String> = git_sees(&message).into_iter().map(|(t, _)| t).collect();
            prop_assert_eq!(git, OURS);
        }
    }
}
