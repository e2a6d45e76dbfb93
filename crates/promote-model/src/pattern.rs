//! Patterns that select keys: `[FILE-GLOB[#DOCUMENT-GLOB]:]KEY-GLOB`.
//!
//! `*`, `?` and `{a,b}` are wildcards; brackets belong to the grammar of keys. In the key part, `*` also matches dots,
//! and `.*` also matches list elements. In the file part, `*` matches within a path segment and `**` across segments. A
//! file glob without `/` matches the base name. One word in braces (`{env}`) is literal, as in logical file names.
//! Quoted text is literal.
//!
//! A pattern matches the names of a key, and not the quotes that a name needs in a path: `*password` matches
//! `"spring.datasource.password"`, and `annotations.app.io/level` matches `annotations."app.io/level"`.

mod file_glob;
mod glob;
mod limits;
mod names;

use std::fmt;

use globset::{GlobMatcher, GlobSet};

use file_glob::FileGlob;
use glob::{compile, is_plain_text, key_set};
use names::{plain_paths, without_needless_quotes};

/// A compiled pattern.
#[derive(Debug, Clone)]
pub struct Pattern {
    text: String,
    file: Option<FileGlob>,
    document: Option<GlobMatcher>,
    key: GlobSet,
    /// The key part, if it has no wildcard: then texts are compared, because a person may pick thousands of keys.
    plain_key: Option<String>,
    /// Whether the key part has no quotes, and matches names that need them in a path.
    bare: bool,
    /// The text as the name or path of a file or a folder, where a person may mean that.
    whole: Vec<FileGlob>,
}

/// The text is not a valid pattern.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("'{text}' is not a valid pattern: {reason}")]
pub struct BadPattern {
    /// The text as given.
    pub text: String,
    /// The reason.
    pub reason: String,
}

impl Pattern {
    /// Compiles `text`.
    ///
    /// # Errors
    /// If the text, its file part or its key part is empty, a brace is not closed, or a limit is exceeded.
    pub fn parse(text: &str) -> Result<Self, BadPattern> {
        let bad = |reason: &str| BadPattern { text: text.to_owned(), reason: reason.to_owned() };
        if let Some(reason) = limits::exceeded(text) {
            return Err(BadPattern { text: limits::beginning(text), reason });
        }
        let (file, key) = match split_file(text) {
            Some((file, key)) => (Some(file), key),
            None => (None, text),
        };
        if text.trim().is_empty() {
            return Err(bad("it is empty; '*' matches everything"));
        }
        if key.is_empty() {
            return Err(bad("the key part after the colon is empty; 'FILE:*' matches the whole file"));
        }
        let (file, document) = match file.map(|f| f.split_once('#').map_or((f, None), |(f, d)| (f, Some(d)))) {
            Some(("", _)) => return Err(bad("the file part before the colon is empty; omit the colon or name a file")),
            Some((_, Some(""))) => return Err(bad("the document part after '#' is empty; name a document")),
            Some((file, document)) => (Some(file), document),
            None => (None, None),
        };
        let compile = |glob: &str, separator: bool| compile(glob, separator).map_err(|e| bad(&e));
        Ok(Self {
            text: text.to_owned(),
            file: match file {
                Some(glob) => Some(FileGlob::parse(glob).map_err(|e| bad(&e))?),
                None => None,
            },
            document: document.map(|glob| compile(glob, false)).transpose()?,
            bare: !key.contains('"'),
            whole: Vec::new(),
            key: key_set(&without_needless_quotes(key)).map_err(|e| bad(&e))?,
            plain_key: Some(without_needless_quotes(key)).filter(|key| is_plain_text(key)),
        })
    }

    /// Compiles `text` as a person types it at a command: what looks like a file name or a path matches the keys of such files,
    /// or of files in such folders, too.
    ///
    /// # Errors
    /// As [`Self::parse`].
    pub fn parse_typed(text: &str) -> Result<Self, BadPattern> {
        let mut pattern = Self::parse(text)?;
        if pattern.file.is_none() && names::looks_like_a_file(text) {
            let path = text.trim_end_matches('/');
            let folder =
                if path.contains('/') || path != text { Self::parse(&format!("{path}/**:*"))?.file } else { None };
            pattern.whole = Self::parse(&format!("{path}:*"))?.file.into_iter().chain(folder).collect();
        }
        Ok(pattern)
    }

    /// Whether the pattern, as a person typed it, names this whole file; `names` are its logical name and its paths.
    pub fn takes_file(&self, names: &[&str]) -> bool {
        self.whole.iter().any(|glob| glob.matches(names))
    }

    /// The pattern as given.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The key part.
    pub fn key_text(&self) -> &str {
        split_file(&self.text).map_or(&self.text, |(_, key)| key)
    }

    /// Whether the key part has no wildcard, so that it names one key, or the keys below it.
    pub fn is_literal(&self) -> bool {
        self.whole.is_empty() && !self.key_text().contains(['*', '?', '{'])
    }

    /// Whether a document with this name may contain matching keys.
    pub fn matches_document(&self, document: Option<&str>) -> bool {
        match (&self.document, document) {
            (None, _) => true,
            (Some(glob), Some(name)) => glob.is_match(name),
            (Some(_), None) => false,
        }
    }

    /// Whether the pattern has a file part.
    pub fn names_file(&self) -> bool {
        self.file.is_some()
    }

    /// Whether a file may contain matching keys; `names` are its logical name and its paths.
    pub fn matches_file(&self, names: &[&str]) -> bool {
        self.file.as_ref().is_none_or(|glob| glob.matches(names))
    }

    /// Whether a folder may hold a file with matching keys, at any depth; `names` are its logical name and its paths.
    pub fn may_match_in(&self, names: &[&str]) -> bool {
        self.file.as_ref().is_none_or(|glob| names.iter().any(|name| glob.may_match_in(name)))
    }

    /// Whether a key of a document matches, in a matching file.
    pub fn matches_key(&self, document: Option<&str>, key: &str) -> bool {
        self.matches_document(document) && self.matches_key_of_any(key)
    }

    /// Whether a key matches in any document of any file.
    pub fn matches_key_of_any(&self, key: &str) -> bool {
        // A name with dots is not a map with what is below it, so that each ancestor is compared as it is.
        self.is_or_holds(key)
            || self.plain_paths(key).is_some_and(|paths| paths.iter().any(|path| self.is_itself(path)))
    }

    /// Whether the pattern matches the key itself, not only an ancestor of it.
    pub fn matches_key_itself(&self, document: Option<&str>, key: &str) -> bool {
        let plain = || self.plain_paths(key).and_then(|paths| paths.last().cloned());
        self.matches_document(document) && (self.is_itself(key) || plain().is_some_and(|path| self.is_itself(&path)))
    }

    fn plain_paths(&self, key: &str) -> Option<Vec<String>> {
        if self.bare { plain_paths(key) } else { None }
    }

    /// Whether the pattern matches this text, or a map or list that it is in.
    fn is_or_holds(&self, text: &str) -> bool {
        match &self.plain_key {
            Some(key) => {
                text.strip_prefix(key.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
            }
            None => self.key.is_match(text),
        }
    }

    /// Whether the pattern matches this text, and not only the beginning of it.
    fn is_itself(&self, text: &str) -> bool {
        match &self.plain_key {
            Some(key) => key == text,
            // The first glob is the pattern itself.
            None => self.key.matches(text).contains(&0),
        }
    }

    /// Both [`Self::matches_file`] and [`Self::matches_key`].
    pub fn matches(&self, names: &[&str], document: Option<&str>, key: &str) -> bool {
        self.matches_key(document, key) && self.matches_file(names)
    }
}

impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// Splits at the first colon outside quotes and brackets, since bare keys contain none. After a `#` it splits at the
/// last colon, since a document name may contain one (`ClusterRole/system:node`).
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

#[cfg(test)]
mod tests {
    use super::*;

    fn matches(pattern: &str, file: &str, document: Option<&str>, key: &str) -> bool {
        Pattern::parse(pattern).unwrap().matches(&[file], document, key)
    }

    #[test]
    fn the_key_part_matches_dots_and_descendants() {
        assert!(matches("query.*", "a.yaml", None, "query.pool.size"));
        assert!(matches("query", "a.yaml", None, "query.pool.size"));
        assert!(matches("ports", "a.yaml", None, "ports[name=http].port"));
        assert!(!matches("query", "a.yaml", None, "queryx"));
        assert!(!matches("*.replicas", "a.yaml", None, "replicas"));
        assert!(matches("{a,b}.c", "a.yaml", None, "b.c"));
    }

    #[test]
    fn dot_star_matches_list_elements() {
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
    fn brackets_and_quotes_follow_the_key_grammar() {
        assert!(matches("c[name=web].image", "a.yaml", None, "c[name=web].image"));
        assert!(matches("c[name=*].image", "a.yaml", None, "c[name=web].image"));
        assert!(matches("h.\"*.acme.com\"", "a.yaml", None, "h.\"*.acme.com\""));
        assert!(!matches("h.\"*.acme.com\"", "a.yaml", None, "h.\"x.acme.com\""));
    }

    #[test]
    fn a_file_that_a_person_types_is_a_file() {
        let takes = |text: &str, names: &[&str]| Pattern::parse_typed(text).unwrap().takes_file(names);
        let names = ["apps/web/{env}/values.yaml", "apps/web/staging/values.yaml"];
        for text in
            ["values.yaml", "apps/web/staging/values.yaml", "apps/web/staging", "apps/web/", "apps/*/{env}/values.yaml"]
        {
            assert!(takes(text, &names), "{text}");
        }
        for text in ["values", "value.yaml", "apps/api", "web", "*.host", "annotations.\"a/b\"", "values.yaml:x"] {
            assert!(!takes(text, &names), "{text}");
        }
        // It may be a key as well, and in promote.yaml it is nothing else.
        assert!(Pattern::parse_typed("a/b").unwrap().matches_key(None, "\"a/b\""));
        assert!(!Pattern::parse("values.yaml").unwrap().takes_file(&names));
    }

    #[test]
    fn quotes_are_no_part_of_a_name() {
        for (pattern, key) in [
            ("*password", "\"spring.datasource.password\""),
            ("nginx*", "\"nginx.ingress.kubernetes.io/whitelist\""),
            ("*level", "annotations.\"app.io/level\""),
            ("annotations.app.io/level", "annotations.\"app.io/level\""),
            ("annotations.app.io/*", "annotations.\"app.io/level\".x"),
            ("annotations", "annotations.\"app.io/level\""),
            ("*.token", "users[name=\"a b\"].token"),
            ("\"query\".timeout", "query.timeout"),
            ("a b", "\"a b\""),
        ] {
            assert!(matches(pattern, "a.yaml", None, key), "{pattern} {key}");
        }
        // What is before a dot in a name is no map.
        for (pattern, key) in [
            ("annotations.app", "annotations.\"app.io/level\""),
            ("spring", "\"spring.datasource.password\""),
            ("spring.datasource", "\"spring.datasource.password\""),
            ("\"query\".timeout", "\"query.timeout\""),
            ("a.\"b.c\"", "a.b.c"),
        ] {
            assert!(!matches(pattern, "a.yaml", None, key), "{pattern} {key}");
        }
    }

    /// Where texts are compared, the globs would say the same.
    #[test]
    fn a_plain_text_matches_as_its_glob_does() {
        let keys = [
            "a",
            "a.b",
            "a.b.c",
            "a.bc",
            "a[0]",
            "a[0].b",
            "a[name=b].c",
            "ab",
            "b.a",
            "a-b",
            "a!b",
            "\"a\".b",
            "a.\"b.c\"",
        ];
        let files = ["a.yaml", "x/a.yaml", "x/{env}/a.yaml", "x/dev/a.yaml", "a.yml", "x/y/a.yaml"];
        for text in keys {
            let pattern = Pattern::parse(text).unwrap();
            let globs = Pattern { plain_key: None, ..pattern.clone() };
            for key in keys {
                assert_eq!(pattern.matches_key_of_any(key), globs.matches_key_of_any(key), "{text} {key}");
                assert_eq!(pattern.matches_key_itself(None, key), globs.matches_key_itself(None, key), "{text} {key}");
            }
        }
        for text in files {
            let pattern = Pattern::parse(&format!("{text}:x")).unwrap();
            let glob = FileGlob::of_globs(text).unwrap();
            for file in files {
                assert_eq!(pattern.matches_file(&[file]), glob.matches(&[file]), "{text} {file}");
            }
        }
        assert!(
            Pattern::parse("a.b").unwrap().plain_key.is_some() && Pattern::parse("a.*").unwrap().plain_key.is_none()
        );
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
    fn invalid_patterns() {
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
        let message = Pattern::parse("*[pP]assword").unwrap_err().to_string();
        assert!(message.ends_with("to match one of several characters, write {p,P}"), "{message}");
    }
}
