//! Compiling the globs of patterns.

use globset::{GlobBuilder, GlobMatcher, GlobSet, GlobSetBuilder};

/// The glob and its descendants: a pattern that matches a map matches everything in it.
pub(super) fn key_set(glob: &str) -> Result<GlobSet, String> {
    check_brackets(glob)?;
    let escaped = escape(glob, true)?;
    let mut set = GlobSetBuilder::new();
    for text in [escaped.clone(), format!("{escaped}.*"), format!("{escaped}\\[*")] {
        set.add(build(&text, false)?);
    }
    set.build().map_err(|e| e.to_string())
}

/// Checks that brackets are list elements with wildcards: `[0]`, `[name=web]`, `[=x]`. Anything else is probably meant
/// as a character class and would match no key.
fn check_brackets(glob: &str) -> Result<(), String> {
    let (mut quoted, mut escaped, mut start) = (false, false, None);
    for (at, c) in glob.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            _ if quoted => {}
            '[' if start.is_none() => start = Some(at + 1),
            ']' => {
                let Some(inside) = start.take().map(|start| &glob[start..at]) else {
                    return Err("a closing bracket has no opening one".to_owned());
                };
                let is_index = !inside.is_empty() && inside.chars().all(|c| c.is_ascii_digit() || "*?{},".contains(c));
                if !is_index && !inside.contains('=') {
                    let letters: Vec<String> = inside.chars().map(String::from).collect();
                    return Err(format!(
                        "[{inside}] is not a list element; to match one of several characters, write {{{}}}",
                        if letters.is_empty() { "a,b".to_owned() } else { letters.join(",") }
                    ));
                }
            }
            _ => {}
        }
    }
    if start.is_some() { Err("a bracket is not closed".to_owned()) } else { Ok(()) }
}

/// Whether a glob has no wildcard; one word in braces is none.
pub(super) fn is_plain_text(glob: &str) -> bool {
    !glob.contains(['*', '?', '"', '\\', ','])
}

pub(super) fn compile(glob: &str, separator: bool) -> Result<GlobMatcher, String> {
    Ok(build(&escape(glob, false)?, separator)?.compile_matcher())
}

fn build(glob: &str, separator: bool) -> Result<globset::Glob, String> {
    GlobBuilder::new(glob).literal_separator(separator).backslash_escape(true).build().map_err(|e| e.kind().to_string())
}

/// Escapes everything except `*`, `?` and `{a,b}`. In a key, `.*` also matches list elements: `users.*.token` matches
/// `users[name=bob].token`.
fn escape(glob: &str, key: bool) -> Result<String, String> {
    let mut out = String::with_capacity(glob.len() + 8);
    let (mut quoted, mut escaped_in_quotes) = (false, false);
    let mut literal_close = false;
    for (at, c) in glob.char_indices() {
        if quoted {
            quoted = c != '"' || escaped_in_quotes;
            escaped_in_quotes = c == '\\' && !escaped_in_quotes;
            push_literal(&mut out, c);
            continue;
        }
        match c {
            '"' => {
                quoted = true;
                out.push(c);
            }
            '{' => {
                let inside = glob[at + 1..].split_once('}').ok_or("a brace is not closed")?.0;
                literal_close = !inside.contains(',');
                if literal_close { push_literal(&mut out, c) } else { out.push(c) }
            }
            '}' if literal_close => {
                literal_close = false;
                push_literal(&mut out, c);
            }
            '[' | ']' | '\\' => push_literal(&mut out, c),
            '.' if key && glob[at + 1..].starts_with('*') => out.push_str("{.,\\[}"),
            _ => out.push(c),
        }
    }
    Ok(out)
}

fn push_literal(out: &mut String, c: char) {
    if "*?[]{}\\!".contains(c) {
        out.push('\\');
    }
    out.push(c);
}
