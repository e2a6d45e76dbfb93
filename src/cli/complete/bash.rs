//! What is special about bash: it gives the line as it was typed, splits words at colons and equal signs, and takes no
//! descriptions.

use std::io::{self, Write};

/// A line up to the cursor.
pub(super) struct Typed {
    /// The words, without their quotes; the last one is at the cursor, and may be empty.
    pub(super) words: Vec<String>,
    /// The quote that is still open.
    quote: Option<char>,
}

/// The words of a line, as a shell reads them.
pub(super) fn typed(line: &str) -> Typed {
    let (mut words, mut word, mut quote, mut begun) = (Vec::new(), String::new(), None, false);
    let mut chars = line.chars().peekable();
    while let Some(c) = chars.next() {
        match (quote, c) {
            (Some(open), c) if c == open => quote = None,
            (Some('\''), c) => word.push(c),
            (Some(_), '\\') if chars.peek().is_some_and(|next| matches!(next, '"' | '\\' | '$' | '`')) => {
                word.extend(chars.next());
            }
            (None, '\\') => word.extend(chars.next()),
            (None, '"' | '\'') => quote = Some(c),
            (None, ' ' | '\t' | '\n') => {
                if begun {
                    words.push(std::mem::take(&mut word));
                }
                begun = false;
                continue;
            }
            (_, c) => word.push(c),
        }
        begun = true;
    }
    words.push(word);
    Typed { words, quote }
}

/// Writes the candidates as bash inserts them: without what is before its word, and quoted where that is needed. Where bash lists
/// them, each has its description.
pub(super) fn write(
    out: &mut dyn Write,
    typed: &Typed,
    part: &str,
    kind: &str,
    found: &[(String, String)],
) -> io::Result<()> {
    // 63, 33 and 64 are the characters ?, ! and @: bash lists the candidates, and inserts none.
    let lists = ["63", "33", "64"].contains(&kind) && found.len() > 1;
    let word = typed.words.last().map(String::as_str).unwrap_or_default();
    let part = part.trim_start_matches(['"', '\'']);
    let before = word.strip_suffix(part).unwrap_or_default();
    for (value, about) in found {
        let Some(rest) = value.strip_prefix(before) else { continue };
        match (lists, about.as_str()) {
            (true, about) if !about.is_empty() => writeln!(out, "{rest}  ({about})")?,
            _ if typed.quote.is_some() => writeln!(out, "{rest}")?,
            _ => writeln!(out, "{}", quoted(rest))?,
        }
    }
    Ok(())
}

/// A text with a backslash before each character that means something to the shell.
fn quoted(text: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "_-./:=@%+,{}^~".contains(c);
    text.chars().flat_map(|c| (!plain(c)).then_some('\\').into_iter().chain([c])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(line: &str) -> Vec<String> {
        typed(line).words
    }

    #[test]
    fn a_line_is_split_as_a_shell_does() {
        assert_eq!(words("promote show 1"), ["promote", "show", "1"]);
        assert_eq!(words("promote  show "), ["promote", "show", ""]);
        assert_eq!(words("promote get 'a b.yaml:c"), ["promote", "get", "a b.yaml:c"]);
        assert_eq!(words(r#"p "a\"b" c\ d ''"#), ["p", "a\"b", "c d", ""]);
        assert_eq!((typed("p 'a").quote, typed("p 'a'").quote), (Some('\''), None));
    }

    fn written(line: &str, part: &str, kind: &str, values: &[&str]) -> String {
        let found: Vec<(String, String)> = values.iter().map(|v| ((*v).to_owned(), "about".to_owned())).collect();
        let mut out = Vec::new();
        write(&mut out, &typed(line), part, kind, &found).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn bash_gets_what_it_replaces() {
        assert_eq!(written("promote get a.yaml:qu", "qu", "9", &["a.yaml:query.timeout"]), "query.timeout\n");
        assert_eq!(written("promote get a.yaml:", "", "9", &["a.yaml:b", "a.yaml:c"]), "b\nc\n");
        assert_eq!(written("promote get 'a.yaml:q", "'a.yaml:q", "9", &["a.yaml:q[name=a b]"]), "a.yaml:q[name=a b]\n");
        assert_eq!(written("promote get q", "q", "9", &["q[name=a b].$c"]), "q\\[name=a\\ b\\].\\$c\n");
        assert_eq!(written("promote show ", "", "63", &["1", "2"]), "1  (about)\n2  (about)\n");
        assert_eq!(written("promote show ", "", "63", &["1"]), "1\n");
    }
}
