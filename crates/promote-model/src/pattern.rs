//! Patterns: how people name many configs at once.
//!
//! `[FILE-GLOB[#DOCUMENT-GLOB]:]KEY-GLOB`. Special are `*`, `?` and `{a,b}`; brackets belong to the
//! grammar of keys. In the key part `*` crosses dots, and `.*` takes elements of lists, too; in the file part
//! `*` stays within a segment and `**` crosses. A file glob without `/` matches the base name. `{env}`, one
//! word in braces, is literal: it is how logical file names are written. What stands in quotes is literal.

use std::fmt;

use globset::{GlobBuilder, GlobMatcher, GlobSet, GlobSetBuilder};

/// A compiled pattern.
#[derive(Debug, Clone)]
pub struct Pattern {
    text: String,
    file: Option<FileGlob>,
    document: Option<GlobMatcher>,
    key: GlobSet,
}

#[derive(Debug, Clone)]
struct FileGlob {
    glob: GlobMatcher,
    base_name: bool,
}

/// The text is not a pattern.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("'{text}' is not a pattern: {reason}")]
pub struct BadPattern {
    /// The text as given.
    pub text: String,
    /// What is wrong with it.
    pub reason: String,
}

impl Pattern {
    /// Compiles `text`.
    ///
    /// # Errors
    /// Where the text, its file part or its key part is empty, or a brace is not closed.
    pub fn parse(text: &str) -> Result<Self, BadPattern> {
        let bad = |reason: &str| BadPattern { text: text.to_owned(), reason: reason.to_owned() };
        let (file, key) = match split_file(text) {
            Some((file, key)) => (Some(file), key),
            None => (None, text),
        };
        if text.trim().is_empty() {
            return Err(bad("it is empty; '*' takes everything"));
        }
        if key.is_empty() {
            return Err(bad("nothing follows the colon; 'FILE:*' takes the whole file"));
        }
        let (file, document) = match file.map(|f| f.split_once('#').map_or((f, None), |(f, d)| (f, Some(d)))) {
            Some(("", _)) => return Err(bad("nothing stands before the colon; leave the colon out, or name a file")),
            Some((_, Some(""))) => return Err(bad("nothing follows the '#'; name a document")),
            Some((file, document)) => (Some(file), document),
            None => (None, None),
        };
        let compile = |glob: &str, separator: bool| compile(glob, separator).map_err(|e| bad(&e));
        Ok(Self {
            text: text.to_owned(),
            file: match file {
                Some(glob) => Some(FileGlob { glob: compile(glob, true)?, base_name: !glob.contains('/') }),
                None => None,
            },
            document: document.map(|glob| compile(glob, false)).transpose()?,
            key: key_set(key).map_err(|e| bad(&e))?,
        })
    }

    /// The pattern as it was given.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Its key part.
    pub fn key_text(&self) -> &str {
        split_file(&self.text).map_or(&self.text, |(_, key)| key)
    }

    /// Whether a document of that name may hold matching configs.
    pub fn matches_document(&self, document: Option<&str>) -> bool {
        match (&self.document, document) {
            (None, _) => true,
            (Some(glob), Some(name)) => glob.is_match(name),
            (Some(_), None) => false,
        }
    }

    /// Whether it has a file part.
    pub fn names_file(&self) -> bool {
        self.file.is_some()
    }

    /// Whether a file may hold matching configs; `names` are the ways to name that file (its
    /// logical name, its paths).
    pub fn matches_file(&self, names: &[&str]) -> bool {
        let Some(FileGlob { glob, base_name }) = &self.file else { return true };
        names.iter().any(|name| {
            let name = if *base_name { name.rsplit('/').next().unwrap_or(name) } else { name };
            glob.is_match(name)
        })
    }

    /// Whether the config with this document and key text matches, in a file that does.
    pub fn matches_key(&self, document: Option<&str>, key: &str) -> bool {
        self.matches_document(document) && self.key.is_match(key)
    }

    /// Whether the config with this key text matches in some document of some file.
    pub fn matches_key_of_any(&self, key: &str) -> bool {
        self.key.is_match(key)
    }

    /// Whether it matches this key as it stands, and not only something above it.
    pub fn matches_key_itself(&self, document: Option<&str>, key: &str) -> bool {
        // The first of the globs is the pattern itself.
        self.matches_key(document, key) && self.key.matches(key).contains(&0)
    }

    /// Both of [`Self::matches_file`] and [`Self::matches_key`].
    pub fn matches(&self, names: &[&str], document: Option<&str>, key: &str) -> bool {
        self.matches_key(document, key) && self.matches_file(names)
    }
}

impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// Splits at the first colon that is not inside quotes or brackets, for no bare key holds one; behind a
/// `#` at the last one, for the name of a document may (`ClusterRole/system:node`).
fn split_file(text: &str) -> Option<(&str, &str)> {
    let (mut quoted, mut escaped, mut depth) = (false, false, 0_usize);
    let mut found = None;
    for (at, c) in text.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            _ if quoted => {}
            '[' => depth += 1,
            ']' => depth = depth.saturating_sub(1),
            ':' if depth == 0 && text[..at].contains('#') => found = Some(at),
            ':' if depth == 0 && found.is_none() => return Some((&text[..at], &text[at + 1..])),
            _ => {}
        }
    }
    found.map(|at| (&text[..at], &text[at + 1..]))
}

/// The glob, and the same followed by anything below: a pattern that names a map takes it all.
fn key_set(glob: &str) -> Result<GlobSet, String> {
    elements(glob)?;
    let escaped = escape(glob, true)?;
    let mut set = GlobSetBuilder::new();
    for text in [escaped.clone(), format!("{escaped}.*"), format!("{escaped}\\[*")] {
        set.add(build(&text, false)?);
    }
    set.build().map_err(|e| e.to_string())
}

/// Brackets are elements of lists: `[0]`, `[name=web]`, `[=x]`, with `*` and its like. What else they hold, in the mind of
/// whoever writes it, is a class of characters, and would match no key at all.
fn elements(glob: &str) -> Result<(), String> {
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
                    return Err("a bracket closes that was not opened".to_owned());
                };
                let is_index = !inside.is_empty() && inside.chars().all(|c| c.is_ascii_digit() || "*?{},".contains(c));
                if !is_index && !inside.contains('=') {
                    let letters: Vec<String> = inside.chars().map(String::from).collect();
                    return Err(format!(
                        "[{inside}] is no element of a list; for one of several write {{{}}}",
                        if letters.is_empty() { "a,b".to_owned() } else { letters.join(",") }
                    ));
                }
            }
            _ => {}
        }
    }
    if start.is_some() { Err("a bracket is not closed".to_owned()) } else { Ok(()) }
}

fn compile(glob: &str, separator: bool) -> Result<GlobMatcher, String> {
    Ok(build(&escape(glob, false)?, separator)?.compile_matcher())
}

fn build(glob: &str, separator: bool) -> Result<globset::Glob, String> {
    GlobBuilder::new(glob).literal_separator(separator).backslash_escape(true).build().map_err(|e| e.kind().to_string())
}

/// Leaves `*`, `?` and `{a,b}` special, and nothing else. In a key, what lies below by a `.*` may be elements of a list, too:
/// `users.*.token` takes `users[name=bob].token`.
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

#[cfg(test)]
mod tests {
    use super::*;

    fn matches(pattern: &str, file: &str, document: Option<&str>, key: &str) -> bool {
        Pattern::parse(pattern).unwrap().matches(&[file], document, key)
    }

    #[test]
    fn the_key_part_crosses_dots_and_takes_what_lies_below() {
        assert!(matches("query.*", "a.yaml", None, "query.pool.size"));
        assert!(matches("query", "a.yaml", None, "query.pool.size"));
        assert!(matches("ports", "a.yaml", None, "ports[name=http].port"));
        assert!(!matches("query", "a.yaml", None, "queryx"));
        assert!(!matches("*.replicas", "a.yaml", None, "replicas"));
        assert!(matches("{a,b}.c", "a.yaml", None, "b.c"));
    }

    #[test]
    fn what_lies_below_may_be_the_elements_of_a_list() {
        for pattern in ["users.*", "users.*.token", "{users,x}.*", "{users.*,x}", "u*.*.token"] {
            assert!(matches(pattern, "a.yaml", None, "users[name=bob].token"), "{pattern}");
            assert!(matches(pattern, "a.yaml", None, "users.bob.token"), "{pattern}");
            assert!(!matches(pattern, "a.yaml", None, "users"), "{pattern}");
        }
        assert!(matches("users[*].token", "a.yaml", None, "users[name=bob].token"));
        assert!(!matches("users[*].token", "a.yaml", None, "users.bob.token"));
        assert!(
            matches("a.\"b.*\"", "a.yaml", None, "a.\"b.*\"") && !matches("a.\"b.*\"", "a.yaml", None, "a.\"b[0]\"")
        );
        assert!(matches("a.\"\\\"\".*", "a.yaml", None, "a.\"\\\"\"[0]"));
    }

    #[test]
    fn brackets_and_quotes_are_the_grammar_of_keys() {
        assert!(matches("c[name=web].image", "a.yaml", None, "c[name=web].image"));
        assert!(matches("c[name=*].image", "a.yaml", None, "c[name=web].image"));
        assert!(matches("h.\"*.acme.com\"", "a.yaml", None, "h.\"*.acme.com\""));
        assert!(!matches("h.\"*.acme.com\"", "a.yaml", None, "h.\"x.acme.com\""));
    }

    #[test]
    fn the_file_part() {
        assert!(matches("values.yaml:x", "apps/web/{env}/values.yaml", None, "x"));
        assert!(matches("apps/*/{env}/values.yaml:x", "apps/web/{env}/values.yaml", None, "x"));
        assert!(!matches("apps/*/values.yaml:x", "apps/web/{env}/values.yaml", None, "x"));
        assert!(matches("apps/**:x", "apps/web/{env}/values.yaml", None, "x"));
        assert!(matches("d.yaml#Deployment/*:spec", "d.yaml", Some("Deployment/web"), "spec.replicas"));
        assert!(!matches("d.yaml#Deployment/*:spec", "d.yaml", Some("Service/web"), "spec.replicas"));
        let node = Some("ClusterRole/system:node");
        assert!(matches("d.yaml#ClusterRole/system:node:rules", "d.yaml", node, "rules"));
        assert!(matches("d.yaml#ClusterRole/*:a.\"b:c\"", "d.yaml", node, "a.\"b:c\""));
    }

    #[test]
    fn refusals() {
        for text in ["", " ", "values.yaml:", ":x", "a.yaml#:x", "{a,b", "a[", "a]", "a[]", "*[pP]assword"] {
            assert!(Pattern::parse(text).is_err(), "{text}");
        }
        for text in [
            "a[0]",
            "a[*].b",
            "a[1?]",
            "a[name=w*].b",
            "a[=x]",
            "[{0,1}]",
            "a[name=\"x]\"]",
            "x[y]/*.yaml:a",
            "a.\"[\"",
        ] {
            assert!(Pattern::parse(text).is_ok(), "{text}");
        }
        let words = Pattern::parse("*[pP]assword").unwrap_err().to_string();
        assert!(words.ends_with("for one of several write {p,P}"), "{words}");
    }
}
