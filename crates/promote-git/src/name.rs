//! What a name in a tree may be: git's own rules, for every system that may check it out, in one place.

/// As deep as a tree is followed. git's own limit is 2048, which a thread's stack need not be large enough for.
pub(super) const DEEPEST: usize = 512;

/// Why `name` cannot be a component of a path; `None` if it can.
pub(super) fn objection(name: &[u8]) -> Option<&'static str> {
    if name.is_empty() {
        Some("a component is empty")
    } else if name == b"." || name == b".." {
        Some("'.' and '..' are no names")
    } else if name.iter().any(|b| matches!(b, 0 | b'/')) {
        Some("a name holds no slash and no NUL")
    } else if name.split(|b| *b == b'\\').any(is_ntfs_dot_git) || is_hfs_dot_git(name) {
        // Windows takes a backslash for a slash, so what follows one counts as a name, too.
        Some("'.git' belongs to git, in every spelling that some file system takes for it")
    } else {
        None
    }
}

/// Why `path` cannot be a path in a tree; `None` if it can.
pub(super) fn path_objection(path: &[u8]) -> Option<&'static str> {
    /// The longest path that Linux takes.
    const LONGEST: usize = 4096;
    if path.len() >= LONGEST {
        return Some("it is longer than 4095 bytes");
    }
    if path.split(|b| *b == b'/').count() > DEEPEST {
        return Some("it is nested deeper than 512 directories");
    }
    path.split(|b| *b == b'/').find_map(objection)
}

/// Windows ignores case, blanks and dots at the end, and what follows a colon; `git~1` is the short name.
fn is_ntfs_dot_git(name: &[u8]) -> bool {
    let stem = name.split(|b| *b == b':').next().unwrap_or_default();
    let end = stem.iter().rposition(|b| !matches!(b, b' ' | b'.')).map_or(0, |at| at + 1);
    stem[..end].eq_ignore_ascii_case(b".git") || stem[..end].eq_ignore_ascii_case(b"git~1")
}

/// macOS ignores case and a number of characters that cannot be seen.
fn is_hfs_dot_git(name: &[u8]) -> bool {
    let ignored =
        |c: char| matches!(c, '\u{200c}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{206a}'..='\u{206f}' | '\u{feff}');
    let seen: String = String::from_utf8_lossy(name).chars().filter(|c| !ignored(*c)).collect();
    seen.eq_ignore_ascii_case(".git")
}

/// A path for messages: what is not printable is escaped.
pub(super) fn printable(path: &[u8]) -> String {
    let escape = |c: char| {
        if c.is_control() { c.escape_default().to_string() } else { c.to_string() }
    };
    String::from_utf8_lossy(path).chars().map(escape).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ordinary_names_pass() {
        for name in [".gitignore", "git", "a b", "…", "git~2", "x.git", ".git2", "a\\b", "con", "-", "~"] {
            assert_eq!(objection(name.as_bytes()), None, "{name}");
        }
        assert_eq!(path_objection(b"a/b.c/d"), None);
    }

    #[test]
    fn names_that_some_system_takes_for_another_do_not() {
        for name in [
            "",
            ".",
            "..",
            ".git",
            ".GIT",
            ".Git ",
            ".git...",
            "git~1",
            "GIT~1",
            ".git::$INDEX_ALLOCATION",
            "a\\.git",
            ".g\u{200c}it",
            "a/b",
            "a\0",
        ] {
            assert!(objection(name.as_bytes()).is_some(), "{name:?}");
        }
        for path in ["", "/a", "a/", "a//b", "a/../b", "a/.git/hooks", "./a"] {
            assert!(path_objection(path.as_bytes()).is_some(), "{path:?}");
        }
        assert!(path_objection(&[b'a'; 5000]).is_some());
    }

    #[test]
    fn messages_hold_no_control_characters() {
        assert_eq!(printable(b"a\x1b[31m\nb\xff"), "a\\u{1b}[31m\\nb\u{fffd}");
    }
}
