//! What a Rust file names: the paths of its `use` lines and of its code, and the names that it passes on.

use std::collections::{BTreeMap, BTreeSet};
use std::iter::Peekable;
use std::str::Chars;

/// The segments of a path: `crate::a::B` is `["crate", "a", "B"]`.
pub type Path = Vec<String>;

/// One file, without its comments, its texts and its tests.
#[derive(Debug, Default)]
pub struct Parsed {
    /// All paths that the file uses. A path in the code that begins with an imported name is written out.
    pub uses: Vec<Path>,
    /// Each name that it passes on (`pub use`, with any visibility), with its path.
    pub re_exports: BTreeMap<String, Path>,
    /// The modules that exist only in tests: `#[cfg(test)] mod name;`.
    pub test_modules: BTreeSet<String>,
}

/// Words (identifiers, numbers, `::`), and every other character by itself.
fn tokens(source: &str) -> Vec<String> {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let mut chars = source.chars().peekable();
    let mut found: Vec<String> = Vec::new();
    while let Some(c) = chars.next() {
        match c {
            '/' if chars.peek() == Some(&'/') => while chars.next_if(|c| *c != '\n').is_some() {},
            '/' if chars.peek() == Some(&'*') => comment(&mut chars),
            '"' | '#' if is_raw(&found, c, &chars) => raw(c, &mut chars),
            '"' => text(&mut chars),
            '\'' => character(&mut chars),
            ':' if chars.next_if_eq(&':').is_some() => found.push("::".to_owned()),
            c if c.is_whitespace() => {}
            c if is_word(c) => {
                let mut word = c.to_string();
                while let Some(c) = chars.next_if(|c| is_word(*c)) {
                    word.push(c);
                }
                found.push(word);
            }
            c => found.push(c.to_string()),
        }
    }
    found
}

/// Whether a quote or `#` begins the text of `r"…"`, `r#"…"#`, `br"…"` and the like. `#` alone is an attribute's.
fn is_raw(before: &[String], c: char, rest: &Peekable<Chars>) -> bool {
    let prefix = before.last().is_some_and(|word| ["r", "br", "cr"].contains(&word.as_str()));
    prefix && (c == '"' || rest.clone().find(|c| *c != '#') == Some('"'))
}

fn raw(first: char, chars: &mut Peekable<Chars>) {
    let mut hashes = usize::from(first == '#');
    if first == '#' {
        while chars.next_if_eq(&'#').is_some() {
            hashes += 1;
        }
        chars.next();
    }
    while let Some(c) = chars.next() {
        if c == '"' && chars.clone().take_while(|c| *c == '#').take(hashes).count() == hashes {
            (0..hashes).for_each(|_| _ = chars.next());
            return;
        }
    }
}

fn text(chars: &mut Peekable<Chars>) {
    while let Some(c) = chars.next() {
        match c {
            '\\' => _ = chars.next(),
            '"' => return,
            _ => {}
        }
    }
}

/// The rest of a character like `'"'`; of a lifetime only the quote is left out.
fn character(chars: &mut Peekable<Chars>) {
    let mut ahead = chars.clone();
    let first = ahead.next();
    if first == Some('\\') {
        chars.nth(1);
        while chars.next().is_some_and(|c| c != '\'') {}
    } else if ahead.next() == Some('\'') {
        chars.nth(1);
    }
}

/// The rest of a block comment, with those inside it.
fn comment(chars: &mut Peekable<Chars>) {
    let mut depth = 0;
    let mut last = '/';
    for c in chars.by_ref() {
        match (last, c) {
            ('/', '*') => depth += 1,
            ('*', '/') => depth -= 1,
            _ => {
                last = c;
                continue;
            }
        }
        if depth == 0 {
            return;
        }
        last = ' ';
    }
}

/// Reads one file.
pub fn parse(source: &str) -> Parsed {
    let tokens = tokens(source);
    let mut parsed = Parsed::default();
    let mut imported = BTreeMap::new();
    let mut at = 0;
    let mut public = false;
    while let Some(token) = tokens.get(at) {
        let before = at.checked_sub(1).map(|at| tokens[at].as_str());
        match token.as_str() {
            "#" if is_test(&tokens[at..]) => at = item(&tokens, at, &mut parsed.test_modules),
            "pub" => {
                public = true;
                at += 1;
                if tokens.get(at).is_some_and(|t| t == "(") {
                    at = closing(&tokens, at) + 1;
                }
                continue;
            }
            // (`impl use<'a>` captures lifetimes, and is no import.)
            "use" if tokens.get(at + 1).is_some_and(|t| t != "<") => {
                let end = at + tokens[at..].iter().position(|t| t == ";").unwrap_or(tokens.len() - at);
                imports(&tokens[at + 1..end], public, &mut parsed, &mut imported);
                at = end;
            }
            word if is_name(word) && before != Some("::") => {
                let mut path = vec![word.to_owned()];
                while tokens.get(at + 1).is_some_and(|t| t == "::") && tokens.get(at + 2).is_some_and(|t| is_name(t)) {
                    path.push(tokens[at + 2].clone());
                    at += 2;
                }
                at += 1;
                if path.len() > 1 {
                    parsed.uses.push(path);
                }
            }
            _ => at += 1,
        }
        public = false;
    }
    for path in &mut parsed.uses {
        if path.len() > 1
            && let Some(import) = imported.get(&path[0])
        {
            path.splice(..1, import.iter().cloned());
        }
    }
    parsed
}

fn is_name(token: &str) -> bool {
    token.starts_with(|c: char| c.is_alphabetic() || c == '_')
}

/// Whether `#[cfg(test)]` begins here, alone or with more conditions.
fn is_test(tokens: &[String]) -> bool {
    let begins = ["#", "[", "cfg", "("].iter().zip(tokens).all(|(wanted, token)| wanted == token);
    let inside = || tokens.iter().take_while(|t| *t != "]");
    begins && inside().any(|t| t == "test") && !inside().any(|t| t == "not")
}

/// Where the item ends that has the attribute at this place; its name is noted if it is a module's file.
fn item(tokens: &[String], attribute: usize, modules: &mut BTreeSet<String>) -> usize {
    let mut at = attribute;
    let mut import = false;
    while let Some(token) = tokens.get(at) {
        match token.as_str() {
            "mod" if tokens.get(at + 2).is_some_and(|t| t == ";") => _ = modules.insert(tokens[at + 1].clone()),
            "use" => import = true,
            ";" => return at + 1,
            "}" => return at,
            "{" if !import => return closing(tokens, at) + 1,
            "(" | "[" | "{" => at = closing(tokens, at),
            _ => {}
        }
        at += 1;
    }
    at
}

/// Where the bracket closes that opens here.
fn closing(tokens: &[String], open: usize) -> usize {
    let mut depth = 0;
    for (at, token) in tokens.iter().enumerate().skip(open) {
        match token.as_str() {
            "(" | "[" | "{" => depth += 1,
            ")" | "]" | "}" => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return at;
        }
    }
    tokens.len()
}

/// Reads the tokens between `use` and `;`.
fn imports(tokens: &[String], public: bool, parsed: &mut Parsed, imported: &mut BTreeMap<String, Path>) {
    for (path, name) in branches(tokens, &[]) {
        // Which names a `*` passes on cannot be seen here, so it counts as a use.
        if public && name != "*" {
            parsed.re_exports.insert(name, path);
        } else {
            imported.insert(name, path.clone());
            parsed.uses.push(path);
        }
    }
}

/// The paths of a tree of imports, each with the name that it gets.
fn branches(tokens: &[String], above: &[String]) -> Vec<(Path, String)> {
    let mut path = above.to_vec();
    let mut alias = None;
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        match token.as_str() {
            "::" => {}
            "as" => {
                alias = tokens.get(at + 1).cloned();
                break;
            }
            "{" => {
                let inside = &tokens[at + 1..closing(tokens, at).min(tokens.len())];
                return parts(inside).into_iter().flat_map(|part| branches(part, &path)).collect();
            }
            // `a::{self}` is `a`.
            "self" if !path.is_empty() => {}
            word => path.push(word.to_owned()),
        }
        at += 1;
    }
    let name = alias.or_else(|| path.last().cloned()).unwrap_or_default();
    vec![(path, name)]
}

/// The parts between commas; commas inside braces do not count.
fn parts(tokens: &[String]) -> Vec<&[String]> {
    let (mut found, mut start, mut at) = (Vec::new(), 0, 0);
    while at < tokens.len() {
        match tokens[at].as_str() {
            "{" => at = closing(tokens, at),
            "," => {
                found.push(&tokens[start..at]);
                start = at + 1;
            }
            _ => {}
        }
        at += 1;
    }
    found.push(&tokens[start.min(tokens.len())..]);
    found.retain(|part| !part.is_empty());
    found
}
