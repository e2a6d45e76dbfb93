//! Keys by their names, without the quotes that some names need in a path.

/// The key and its ancestors with the names as they are: of `a."b.c".d` these are `a`, `a.b.c` and `a.b.c.d`. `None` where
/// no name has quotes.
pub(super) fn plain_paths(key: &str) -> Option<Vec<String>> {
    if !key.contains('"') {
        return None;
    }
    let (mut paths, mut plain) = (Vec::new(), String::with_capacity(key.len()));
    let (mut quoted, mut escaped, mut depth) = (false, false, 0_usize);
    for c in key.chars() {
        match c {
            _ if escaped => {
                escaped = false;
                plain.push(c);
            }
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            '.' | '[' if !quoted && depth == 0 => {
                paths.push(plain.clone());
                depth += usize::from(c == '[');
                plain.push(c);
            }
            ']' if !quoted => {
                depth = depth.saturating_sub(1);
                plain.push(c);
            }
            _ => plain.push(c),
        }
    }
    paths.push(plain);
    Some(paths)
}

/// A pattern without the quotes around names that need none: `"query".timeout` is `query.timeout`.
pub(super) fn without_needless_quotes(glob: &str) -> String {
    let mut out = String::with_capacity(glob.len());
    let mut rest = glob;
    while let Some((before, quoted)) = rest.split_once('"') {
        let end = end_of_quotes(quoted);
        let (name, after) = (&quoted[..end], quoted.get(end + 1..).unwrap_or_default());
        out.push_str(before);
        let whole = end < quoted.len() && (before.is_empty() || before.ends_with('.'));
        if whole && is_plain(name) && (after.is_empty() || after.starts_with(['.', '['])) {
            out.push_str(name);
        } else {
            out.extend(["\"", name, &quoted[end..quoted.len() - after.len()]]);
        }
        rest = after;
    }
    out + rest
}

/// Where quoted text ends: at the first quote that is not escaped.
fn end_of_quotes(text: &str) -> usize {
    let mut escaped = false;
    let end = text.char_indices().find(|(_, c)| {
        let ends = *c == '"' && !escaped;
        escaped = *c == '\\' && !escaped;
        ends
    });
    end.map_or(text.len(), |(at, _)| at)
}

/// Whether a name needs no quotes in a key.
fn is_plain(name: &str) -> bool {
    let special = |c: char| ".[]\"=:#*?{},\\".contains(c) || c.is_whitespace() || c.is_control();
    !name.is_empty() && !name.contains(special)
}

/// The extensions of files that hold configuration.
const EXTENSIONS: [&str; 14] =
    ["yaml", "yml", "json", "jsonc", "json5", "toml", "hcl", "tf", "tfvars", "properties", "env", "ini", "conf", "txt"];

/// Whether a person who types this may mean a file: it has slashes, or ends as names of files do.
pub(super) fn looks_like_a_file(text: &str) -> bool {
    let ends = |extension: &&str| text.strip_suffix(*extension).is_some_and(|stem| stem.ends_with('.'));
    !text.contains('"') && (text.contains('/') || EXTENSIONS.iter().any(ends))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_without_quotes() {
        assert_eq!(plain_paths("a.b"), None);
        assert_eq!(plain_paths("a.\"b.c\".d").unwrap(), ["a", "a.b.c", "a.b.c.d"]);
        assert_eq!(plain_paths("\"x\\\"y\"[name=\"a b\"].c").unwrap(), ["x\"y", "x\"y[name=a b]", "x\"y[name=a b].c"]);
    }

    #[test]
    fn quotes_that_no_name_needs() {
        for (pattern, plain) in [
            ("\"query\".timeout", "query.timeout"),
            ("a.\"b\"[0]", "a.b[0]"),
            ("a.\"b.c\"", "a.\"b.c\""),
            ("a.\"b*\"", "a.\"b*\""),
            ("a.\"\"", "a.\"\""),
            ("a.\"b\\\"c\".\"d\"", "a.\"b\\\"c\".d"),
            ("x[name=\"b\"]", "x[name=\"b\"]"),
            ("a.\"b", "a.\"b"),
        ] {
            assert_eq!(without_needless_quotes(pattern), plain);
        }
    }
}
