//! Names of branches, checked as `git check-ref-format --branch` checks them.

use promote_model::text::is_hidden;

/// Why `name` cannot be the name of a new branch; `None` if it can. The rules are those of git-check-ref-format(1), in
/// its order, and those of git-branch(1): no leading dash, not `HEAD`. Stricter than git: a full name (`refs/...`) would
/// make a branch that looks like another, and so would hidden characters.
pub fn branch_objection(name: &str) -> Option<&'static str> {
    if name.is_empty() {
        return Some("it is empty");
    }
    if name.split('/').any(str::is_empty) {
        return Some("it has an empty part before, after or between slashes");
    }
    if name.split('/').any(|part| part.starts_with('.')) {
        return Some("a part begins with a dot");
    }
    if name.split('/').any(|part| part.ends_with(".lock")) {
        return Some("a part ends with '.lock'");
    }
    if name.contains("..") {
        return Some("it has two dots in a row");
    }
    if name.ends_with('.') {
        return Some("it ends with a dot");
    }
    if name.chars().any(|c| is_hidden(c) || c.is_whitespace()) {
        return Some("it has a blank, a control character or an invisible character");
    }
    if name.contains(['~', '^', ':', '?', '*', '[', '\\']) {
        return Some("it has one of the characters ~ ^ : ? * [ \\, which git uses in revisions and patterns");
    }
    if name == "@" || name.contains("@{") {
        return Some("'@' and '@{' stand for commits");
    }
    if name == "HEAD" {
        return Some("'HEAD' is the commit that is checked out");
    }
    if name.starts_with('-') {
        return Some("it begins with a dash, as an option does");
    }
    name.starts_with("refs/").then_some("it is a full name; write the part after 'refs/heads/'")
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: [&str; 9] = ["main", "promote/0192", "a.b", "a-", "a@b", "Ä", "head", "x/HEAD", "a{b}"];
    const BAD: [&str; 33] = [
        "",
        "/a",
        "a/",
        "a//b",
        ".a",
        "a/.b",
        "a.lock",
        "a.lock/b",
        "a..b",
        "a.",
        "a b",
        "a\tb",
        "a\x1b[31m",
        "a\x7f",
        "a~1",
        "a^",
        "a:b",
        "a?",
        "a*",
        "[a",
        "a\\b",
        "@",
        "a@{1}",
        "@{-1}",
        "-a",
        "--help",
        "HEAD",
        "..",
        ".",
        "../a",
        "a/..",
        "a\n",
        "a/b.lock",
    ];

    #[test]
    fn names_are_judged_as_by_git() {
        let git = |name: &str| {
            let output = crate::exec::Command::new("git").args(["check-ref-format", "--branch", name]).run().unwrap();
            // `@{-1}` is replaced by the branch that was checked out before, and `@` by `HEAD`.
            output.success() && output.stdout.strip_suffix(b"\n") == Some(name.as_bytes())
        };
        for name in GOOD {
            assert_eq!((branch_objection(name), git(name)), (None, true), "{name:?}");
        }
        for name in BAD {
            assert!(branch_objection(name).is_some(), "{name:?}");
            // Some versions of git accept these two.
            assert!(!git(name) || ["HEAD", "@"].contains(&name), "{name:?}");
        }
        for name in ["refs/heads/main", "refs/tags/t", "a\u{202e}b", "a\u{a0}b", "a\u{200d}b"] {
            assert!(branch_objection(name).is_some(), "{name:?}");
        }
    }
}
