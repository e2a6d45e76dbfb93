//! Values of `.env` files: plain, in single quotes, in double quotes.

use std::ops::Range;

use crate::error::SyntaxFault;
use crate::{Scalar, Text};

/// Reads the value after the `=` that ends at `at`.
///
/// # Errors
/// If a quote is not closed, or if tools disagree about the value.
pub(crate) fn read(text: &str, at: usize) -> Result<(Range<usize>, Scalar), SyntaxFault> {
    let rest = line(text, at);
    let value = rest.trim_start_matches([' ', '\t']);
    let start = at + rest.len() - value.len();
    match value.chars().next() {
        // A hash directly after the `=` is part of the value (`COLOR=#fff`); a hash after a blank starts a
        // comment.
        Some('#') if start > at => {
            // The value of `A =  # c` is between the blanks, the value of `A=  # c` before them.
            let at = at + usize::from(start - at > 1 && text[..at].ends_with(" ="));
            Ok((at..at, Scalar::String(Text::default())))
        }
        Some('`') => Err(SyntaxFault::new(start, "tools disagree about backquotes: use other quotes")),
        Some(quote @ ('"' | '\'')) => match closing(text, start, quote) {
            Some(end) => Ok((start..end, quoted(&text[start + 1..end - 1], quote))),
            None if value.contains('#') || is_open(value, quote) => {
                Err(SyntaxFault::new(start, "the quote is not closed, or text follows it"))
            }
            None => Ok((start..start + value.trim_end().len(), plain(value.trim_end()))),
        },
        None => Ok((start..start, Scalar::String(Text::default()))),
        Some(_) => {
            let end = value.char_indices().find(|(i, c)| *c == '#' && value[..*i].ends_with([' ', '\t']));
            let value = value[..end.map_or(value.len(), |(i, _)| i)].trim_end();
            Ok((start..start + value.len(), plain(value)))
        }
    }
}

/// The end of the quote that closes the one at `start`, if only a comment follows on its line.
fn closing(text: &str, start: usize, quote: char) -> Option<usize> {
    let mut escaped = false;
    for (at, c) in text[start + 1..].char_indices() {
        let end = start + 1 + at + 1;
        if c == quote {
            let rest = text.get(end..).map(|_| line(text, end)).unwrap_or_default();
            let bare = rest.trim_start_matches([' ', '\t']);
            let is_last = bare.is_empty() || bare.starts_with('#') && bare.len() < rest.len();
            // 'C:\dir\' ends here, 'it\'s' does not.
            if !escaped || quote == '\'' && is_last {
                return is_last.then_some(end);
            }
        }
        escaped = c == '\\' && !escaped;
    }
    None
}

/// Whether the line has no second quote, so that the value would continue on the next line.
fn is_open(value: &str, quote: char) -> bool {
    !value[1..].contains(quote)
}

fn quoted(inner: &str, quote: char) -> Scalar {
    let inner = inner.replace("\r\n", "\n");
    if quote == '\'' {
        return Scalar::String(inner.into());
    }
    let (text, expands) = unescaped(&inner);
    if expands { Scalar::Plain(text.into()) } else { Scalar::String(text.into()) }
}

/// A value without quotes.
fn plain(text: &str) -> Scalar {
    if expands(text) { Scalar::Plain(text.into()) } else { Scalar::String(text.into()) }
}

/// Whether a shell or a library would expand a `$`.
fn expands(text: &str) -> bool {
    let begins = |c: char| c.is_ascii_alphabetic() || matches!(c, '_' | '{' | '(');
    text.match_indices('$').any(|(at, _)| {
        let is_protected = text[..at].bytes().rev().take_while(|b| *b == b'\\').count() % 2 == 1;
        !is_protected && text[at + 1..].starts_with(begins)
    })
}

/// The text of a value in double quotes, and whether it would be expanded.
fn unescaped(inner: &str) -> (String, bool) {
    let mut out = String::with_capacity(inner.len());
    let mut chars = inner.chars();
    while let Some(c) = chars.next() {
        if c != '\\' {
            out.push(c);
            continue;
        }
        match chars.next() {
            Some('n') => out.push('\n'),
            Some('r') => out.push('\r'),
            Some('t') => out.push('\t'),
            Some(c @ ('"' | '\\' | '$' | '`')) => out.push(c),
            other => {
                out.push('\\');
                out.extend(other);
            }
        }
    }
    (out, expands(inner))
}

/// The text from `at` to the end of its line.
pub(crate) fn line(text: &str, at: usize) -> &str {
    let rest = &text[at..];
    let line = rest.find('\n').map_or(rest, |newline| &rest[..newline]);
    line.strip_suffix('\r').unwrap_or(line)
}

/// The start of the line after the one that contains `at`.
pub(crate) fn next_line(text: &str, at: usize) -> usize {
    text[at..].find('\n').map_or(text.len(), |newline| at + newline + 1)
}
