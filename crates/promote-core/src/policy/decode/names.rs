//! Valid names of environments and branches, and valid values of captures. Pure; git is not called.

/// Why `name` is not a valid name of an environment; `None` if it is.
///
/// Names are typed in commands (`staging@REV`), and occur in trailers and comma-separated lists.
pub(crate) fn name_problem(name: &str) -> Option<String> {
    let mut letters = name.chars();
    let Some(first) = letters.next() else { return Some("it is empty".to_owned()) };
    if name.contains('/') {
        return Some("it contains '/'; use a plain name and 'with: { env: a/b }'".to_owned());
    }
    if !first.is_alphanumeric() {
        return Some("it must begin with a letter or a digit".to_owned());
    }
    if letters.any(|c| !c.is_alphanumeric() && !"-_.+".contains(c)) {
        return Some("use letters, digits, '-', '_', '.' and '+'".to_owned());
    }
    (name.chars().count() > 100).then(|| "it is longer than 100 characters".to_owned())
}

/// Why `name` is not a valid branch name by the rules of `git check-ref-format(1)`; `None` if it is.
pub(crate) fn branch_problem(name: &str) -> Option<String> {
    let problem = match name {
        "" => "it is empty",
        "HEAD" => "'HEAD' is not a branch",
        "@" => "git reserves '@'",
        n if n.starts_with("refs/") => "write the branch without 'refs/heads/'",
        n if n.starts_with('-') => "it begins with '-'",
        n if n.starts_with('/') || n.ends_with('/') || n.contains("//") => "a segment is empty",
        n if n.ends_with('.') => "it ends with '.'",
        n if n.contains("..") => "it contains '..'",
        n if n.contains("@{") => "it contains '@{'",
        n if n.split('/').any(|part| part.starts_with('.')) => "a part begins with '.'",
        n if n.split('/').any(|part| part.ends_with(".lock")) => "a part ends with '.lock'",
        n if n.chars().any(|c| c.is_ascii_control()) => "it contains a control character",
        n if n.chars().any(|c| c == ' ') => "it contains a space",
        n => match n.chars().find(|c| "~^:?*[\\".contains(*c)) {
            Some(c) => return Some(format!("it contains '{c}'")),
            None => return None,
        },
    };
    Some(problem.to_owned())
}

/// Why `text` is not a valid value of a capture; `None` if it is.
pub(super) fn binding_problem(text: &str) -> Option<String> {
    if text.chars().any(char::is_control) {
        return Some("it contains a control character".to_owned());
    }
    let special = text.chars().find(|c| "*?{}".contains(*c))?;
    Some(format!("it is literal text and cannot contain '{special}'"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_environments() {
        for name in ["dev", "production-eu", "prod2", "v1.2", "生产", "a_b", "x+y", "1"] {
            assert_eq!(name_problem(name), None, "{name}");
        }
        for name in ["", "a b", "a@b", "a/b", "a:b", "-x", ".x", "a\n", "a,b", "a=b", "a\u{202e}b", "a*"] {
            assert!(name_problem(name).is_some(), "{name:?}");
        }
    }

    /// Compared by hand with `git check-ref-format --branch`.
    #[test]
    fn names_of_branches() {
        for name in ["main", "env/production", "a.b", "@a", "a@b", "a{b", "é", "a-", "HEAD/x", "a.lockx", "!x", "x/-y"]
        {
            assert_eq!(branch_problem(name), None, "{name}");
        }
        let bad = [
            "",
            "-a",
            "/a",
            "a/",
            "a//b",
            "a..b",
            "a.",
            ".a",
            "a/.b",
            "a.lock",
            "a.lock/b",
            "a b",
            "a~b",
            "a^b",
            "a:b",
            "a?b",
            "a*b",
            "a[b",
            "a\\b",
            "a@{b",
            "@",
            "HEAD",
            "a\tb",
            "a\u{7f}b",
            "refs/heads/a",
        ];
        for name in bad {
            assert!(branch_problem(name).is_some(), "{name:?}");
        }
    }
}
