//! Valid names in a tree: git's own rules, for every system that may check the tree out.

/// The deepest nesting of directories. git's own limit is 2048, for which a thread's stack may be too small.
pub(super) const MAX_DEPTH: usize = 512;

/// Why `name` is not valid as a path component; `None` if it is.
pub(super) fn objection(name: &[u8]) -> Option<&'static str> {
    if name.is_empty() {
        Some("a component is empty")
    } else if name == b"." || name == b".." {
        Some("'.' and '..' are not allowed")
    } else if name.iter().any(|b| matches!(b, 0 | b'/')) {
        Some("a name cannot contain a slash or NUL")
    } else if name.split(|b| *b == b'\\').any(is_ntfs_dot_git) || is_hfs_dot_git(name) {
        // Windows treats a backslash as a slash, so each part is checked.
        Some("'.git' is reserved, in every spelling that a file system treats as equal")
    } else {
        None
    }
}

/// Why `path` is not valid in a tree; `None` if it is.
pub(super) fn path_objection(path: &[u8]) -> Option<&'static str> {
    /// The path length limit of Linux.
    const MAX_LENGTH: usize = 4096;
    if path.len() >= MAX_LENGTH {
        return Some("it is longer than 4095 bytes");
    }
    if path.split(|b| *b == b'/').count() > MAX_DEPTH {
        return Some("it is nested deeper than 512 directories");
    }
    path.split(|b| *b == b'/').find_map(objection)
}

/// Whether NTFS treats the name as `.git`: Windows ignores case, trailing spaces and dots, and everything after a
/// colon; `git~1` is the short name.
fn is_ntfs_dot_git(name: &[u8]) -> bool {
    let stem = name.split(|b| *b == b':').next().unwrap_or_default();
    let end = stem.iter().rposition(|b| !matches!(b, b' ' | b'.')).map_or(0, |at| at + 1);
    stem[..end].eq_ignore_ascii_case(b".git") || stem[..end].eq_ignore_ascii_case(b"git~1")
}

/// Whether HFS+ treats the name as `.git`: macOS ignores case and some invisible characters.
fn is_hfs_dot_git(name: &[u8]) -> bool {
    let ignored =
        |c: char| matches!(c, '\u{200c}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{206a}'..='\u{206f}' | '\u{feff}');
    let visible: String = String::from_utf8_lossy(name).chars().filter(|c| !ignored(*c)).collect();
    visible.eq_ignore_ascii_case(".git")
}

/// A path for messages, with control characters escaped.
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
    fn ordinary_names_are_valid() {
        for name in [".gitignore", "git", "a b", "…", "git~2", "x.git", ".git2", "a\\b", "con", "-", "~"] {
            assert_eq!(objection(name.as_bytes()), None, "{name}");
        }
        assert_eq!(path_objection(b"a/b.c/d"), None);
    }

    #[test]
    fn names_that_a_system_treats_as_another_are_invalid() {
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
    fn control_characters_are_escaped() {
        assert_eq!(printable(b"a\x1b[31m\nb\xff"), "a\\u{1b}[31m\\nb\u{fffd}");
    }
}
