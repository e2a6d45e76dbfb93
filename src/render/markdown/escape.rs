//! Text from a repository, made harmless for Markdown as GitHub renders it.
//!
//! ```text
//! plain       words in a sentence or a cell     @ann -> @&#8203;ann, <b> -> &lt;b&gt;, a|b -> a\|b
//! code        a value as a code span            a`b -> ``a`b``
//! cell        the same in a table, where a pipe ends a cell even in a code span
//! html        in HTML that promote itself writes (<summary>)
//! ```
//!
//! GitHub looks for mentions (`@ann`), issues (`#12`, `GH-12`) and some links after entities are decoded, so that an
//! entity for `@` does not stop it: a zero-width space does. It is written as an entity, so that the page itself hides
//! no character. In code GitHub looks for none.

use promote_model::text::visible;

/// A character without width, which ends a mention or a link.
const ZERO_WIDTH_SPACE: &str = "&#8203;";

/// The longest text of a cell, in characters.
const LONGEST: usize = 1_000;

/// Words of a sentence or of a cell.
pub(super) fn plain(text: &str) -> String {
    let text = cut(&visible(text));
    let mut out = String::with_capacity(text.len() + 16);
    let mut chars = text.chars().peekable();
    let mut before = String::new();
    while let Some(c) = chars.next() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '\\' | '`' | '|' | '*' | '_' | '~' | '[' | ']' | '!' | '$' => out.extend(['\\', c]),
            c => out.push(c),
        }
        before.push(c.to_ascii_lowercase());
        if breaks(&before, chars.peek().copied()) {
            out.push_str(ZERO_WIDTH_SPACE);
        }
    }
    begin(out)
}

/// Whether GitHub would take the end of this text, with the next character, for the beginning of a link.
fn breaks(before: &str, next: Option<char>) -> bool {
    let Some(next) = next else { return false };
    let begins = |end: &str| before.ends_with(end);
    match next {
        '/' => begins(":"),
        '.' => begins("www"),
        next if next.is_ascii_digit() => begins("#") || begins("gh-"),
        next => begins("@") && (next.is_alphanumeric() || matches!(next, '_' | '-')),
    }
}

/// A line that must stay as it is for programs, such as a trailer: only what would mention a person, link or begin HTML is
/// written as an entity. An email address in angle brackets is harmless, and stays.
pub(super) fn defused(line: &str) -> String {
    let line = visible(line);
    let (words, mail) = match line.rsplit_once(" <") {
        Some((words, mail)) if is_bracketed_mail(mail) => (words, format!(" <{mail}")),
        _ => (line.as_ref(), String::new()),
    };
    let mut out = String::with_capacity(line.len());
    let mut chars = words.chars().peekable();
    let mut before = String::new();
    while let Some(c) = chars.next() {
        match c {
            '<' => out.push_str("&lt;"),
            '[' => out.push_str("&#91;"),
            '`' => out.push_str("&#96;"),
            '!' => out.push_str("&#33;"),
            '|' => out.push_str("&#124;"),
            c => out.push(c),
        }
        before.push(c.to_ascii_lowercase());
        if breaks(&before, chars.peek().copied()) {
            out.push_str(ZERO_WIDTH_SPACE);
        }
    }
    out + &mail
}

/// `ann@acme.com>`
fn is_bracketed_mail(text: &str) -> bool {
    let within = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | '_' | '+' | '@' | '\'');
    text.strip_suffix('>').is_some_and(|mail| mail.contains('@') && !mail.starts_with('@') && mail.chars().all(within))
}

/// What begins a block only at the beginning of a line.
fn begin(text: String) -> String {
    let digits = text.chars().take_while(char::is_ascii_digit).count();
    let marker = text.get(digits..).is_some_and(|rest| rest.starts_with(['.', ')']));
    match text.chars().next() {
        Some('-' | '+' | '=' | '#') => format!("\\{text}"),
        Some(c) if c.is_ascii_digit() && marker => {
            let (number, rest) = text.split_at(digits);
            format!("{number}\\{rest}")
        }
        Some(_) | None => text,
    }
}

/// A value as a code span, in a sentence or a heading.
pub(super) fn code(text: &str) -> String {
    span(&cut(&visible(text)))
}

/// A value as a code span in a cell of a table.
pub(super) fn cell(text: &str) -> String {
    let text = cut(&visible(text));
    if text.contains("\\|") {
        // Parsers of tables differ in what a backslash before an escaped pipe means; an entity means the same to all.
        return format!("<code>{}</code>", entities(&text));
    }
    span(&text).replace('|', "\\|")
}

/// A code span whose fence is longer than any run of backticks in it (CommonMark 0.31, 6.1).
fn span(text: &str) -> String {
    if text.is_empty() {
        return String::new();
    }
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or_default();
    let fence = "`".repeat(longest + 1);
    // One blank at both ends is taken away again.
    let ends = |c: char| text.starts_with(c) || text.ends_with(c);
    let blank = if ends('`') || ends(' ') { " " } else { "" };
    if text.chars().all(|c| c == ' ') {
        return format!("{fence}{text}{fence}");
    }
    format!("{fence}{blank}{text}{blank}{fence}")
}

/// Text in HTML that promote itself writes.
pub(super) fn html(text: &str) -> String {
    entities(&cut(&visible(text)))
}

/// Text in which nothing is Markdown or HTML: every sign of ASCII is an entity.
fn entities(text: &str) -> String {
    let entity = |c: char| match c {
        c if c.is_ascii_punctuation() && !matches!(c, '.' | '/' | '-' | ',') => format!("&#{};", u32::from(c)),
        c => c.to_string(),
    };
    text.chars().map(entity).collect()
}

/// Not more than fits a cell.
fn cut(text: &str) -> String {
    let mut chars = text.chars();
    let mut kept: String = chars.by_ref().take(LONGEST).collect();
    if chars.next().is_some() {
        kept.push('…');
    }
    kept
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn words_cannot_mention_link_or_format() {
        for (text, shown) in [
            ("@ann and ann@acme.com", "@&#8203;ann and ann@&#8203;acme.com"),
            ("see #12, GH-12 and a#b", "see #&#8203;12, GH-&#8203;12 and a#b"),
            ("https://acme.com", "https:&#8203;//acme.com"),
            ("www.acme.com", "www&#8203;.acme.com"),
            ("<img src=x> & </details>", "&lt;img src=x&gt; &amp; &lt;/details&gt;"),
            ("a|b `c` *d* _e_ ~f~ [g](h)", "a\\|b \\`c\\` \\*d\\* \\_e\\_ \\~f\\~ \\[g\\](h)"),
            ("two\nlines\u{202e}", "two\\\\nlines\\\\u{202e}"),
            ("- item", "\\- item"),
            ("# title", "\\# title"),
            ("1. item", "1\\. item"),
            ("$x$ \\", "\\$x\\$ \\\\"),
        ] {
            assert_eq!(plain(text), shown, "{text}");
        }
    }

    #[test]
    fn trailers_stay_as_they_are_unless_they_would_do_something() {
        for (line, shown) in [
            (
                "Promotion-Id: 0192f0c1-0000-7000-8000-000000000000",
                "Promotion-Id: 0192f0c1-0000-7000-8000-000000000000",
            ),
            ("Approved-by: Ann Lee <ann+x@acme.com>", "Approved-by: Ann Lee <ann+x@acme.com>"),
            ("Approved-by: @ops, #7 <a@b.c>", "Approved-by: @&#8203;ops, #&#8203;7 <a@b.c>"),
            ("Approved-by: <img src=x> <a@b.c>", "Approved-by: &lt;img src=x> <a@b.c>"),
            ("Approved-by: [x](http://y) <b>", "Approved-by: &#91;x](http:&#8203;//y) &lt;b>"),
            ("Approved-by: `a` ![b] <@team>", "Approved-by: &#96;a&#96; &#33;&#91;b] &lt;@&#8203;team>"),
        ] {
            assert_eq!(defused(line), shown, "{line}");
        }
    }

    #[test]
    fn values_are_code_spans() {
        for (text, shown) in [
            ("30", "`30`"),
            ("", ""),
            ("a`b", "``a`b``"),
            ("`", "`` ` ``"),
            ("```", "```` ``` ````"),
            (" a ", "`  a  `"),
            ("a|b", "`a\\|b`"),
            ("a\\|b", "<code>a&#92;&#124;b</code>"),
            ("@ann #1 <b>", "`@ann #1 <b>`"),
            ("a\nb\tc", "`a\\nb\\tc`"),
        ] {
            assert_eq!(cell(text), shown, "{text}");
        }
        assert_eq!(code("a|b"), "`a|b`");
        assert_eq!(html("a<b>{env}"), "a&#60;b&#62;&#123;env&#125;");
        assert_eq!(cell(&"x".repeat(2_000)).chars().count(), LONGEST + 3);
    }

    /// Where a table's parser would end the cell: at a pipe with an even number of backslashes before it.
    fn ends_a_cell(text: &str) -> bool {
        let mut backslashes = 0;
        text.chars().any(|c| {
            let ends = c == '|' && backslashes % 2 == 0;
            backslashes = if c == '\\' { backslashes + 1 } else { 0 };
            ends
        })
    }

    fn hostile() -> impl Strategy<Value = String> {
        let bits = prop::sample::select(vec![
            "|",
            "\\",
            "`",
            "``",
            "\n",
            "\r\n",
            "\t",
            "<",
            ">",
            "&",
            "@ann",
            "#12",
            "<!--",
            "</details>",
            "http://x",
            "\u{202e}",
            "\u{0}",
            " ",
            "a",
            "*",
            "_",
            "~~",
            "[x](y)",
            "$",
            "é",
            "|\\|",
            "-",
            "1.",
        ]);
        prop::collection::vec(bits, 0..12).prop_map(|bits| bits.concat())
    }

    proptest! {
        #[test]
        fn no_text_ends_its_cell_or_its_line(text in hostile()) {
            for shown in [plain(&text), cell(&text), html(&text), code(&text)] {
                prop_assert!(!shown.chars().any(char::is_control), "{shown:?}");
            }
            for shown in [plain(&text), cell(&text), html(&text)] {
                prop_assert!(!ends_a_cell(&shown), "{shown:?}");
            }
        }

        #[test]
        fn words_hold_no_html_and_no_mention(text in hostile()) {
            let shown = plain(&text);
            prop_assert!(!shown.contains(['<', '>']), "{shown:?}");
            prop_assert!(!shown.contains("@a") && !shown.contains("#1") && !shown.contains("://"), "{shown:?}");
        }

        #[test]
        fn a_code_span_ends_where_it_should(text in hostile()) {
            let shown = code(&text);
            let fence: String = shown.chars().take_while(|c| *c == '`').collect();
            let inside = shown.strip_prefix(&fence).and_then(|rest| rest.strip_suffix(&fence));
            let inside = inside.unwrap_or_default();
            prop_assert!(inside.split(|c| c != '`').all(|run| run.len() != fence.len() || fence.is_empty()), "{shown:?}");
        }
    }
}
