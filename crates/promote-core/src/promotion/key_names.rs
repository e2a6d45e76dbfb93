//! The names of changed keys in one line of limited length: in the subjects of commits, and in rows of lists.

use std::collections::HashSet;

use crate::env::change::{Change, UnitKind};
use crate::env::filled::without_filled;
use promote_model::text::visible;

/// The longest subject of a commit, in characters, where its keys can be left out. A usual limit for subjects; see "Discussion"
/// in git-commit(1), which recommends a short first line.
pub(crate) const SUBJECT: usize = 72;

/// The names of the changed keys, in the order of the plan and each once, with at most `room` characters:
/// `query.timeout, query.cache and 5 more`. A whole file has the name of the file. Names that are too long for the room that is
/// left are among the others; if all are, the end of the first one is shown, which is what tells it from others.
pub fn key_names(changes: &[Change], room: usize) -> String {
    let mut seen = HashSet::new();
    let names: Vec<String> =
        without_filled(changes).into_iter().map(name).filter(|name| seen.insert(name.clone())).collect();
    let (all, total) = (names.join(", "), names.len());
    if length(&all) <= room {
        return all;
    }
    let mut shown: Vec<&str> = Vec::new();
    let mut used = 0;
    for name in names.iter().take(MOST_TRIED) {
        let longer = used + length(name) + if shown.is_empty() { 0 } else { 2 };
        if longer + length(&more(total - shown.len() - 1)) <= room {
            shown.push(name);
            used = longer;
        }
    }
    if shown.is_empty() {
        let others = more(total.saturating_sub(1));
        return names
            .first()
            .map(|first| end_of(first, room.saturating_sub(length(&others))) + &others)
            .unwrap_or_default();
    }
    shown.join(", ") + &more(total - shown.len())
}

/// The most names that are tried for the room that is left.
const MOST_TRIED: usize = 100;

fn more(left: usize) -> String {
    if left == 0 { String::new() } else { format!(" and {left} more") }
}

fn name(change: &Change) -> String {
    match change.kind {
        UnitKind::File => visible(change.file.rsplit('/').next().unwrap_or(&change.file)).into_owned(),
        UnitKind::Config | UnitKind::Flag => visible(&change.key.to_string()).into_owned(),
    }
}

fn length(text: &str) -> usize {
    text.chars().count()
}

/// The fewest characters of a name that say something.
const LEAST: usize = 12;

/// The end of a text, with at most `room` characters.
fn end_of(text: &str, room: usize) -> String {
    let (length, room) = (length(text), room.max(LEAST));
    if length <= room {
        return text.to_owned();
    }
    format!("…{}", text.chars().skip(length + 1 - room).collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::env::change::Op;
    use crate::promotion::tests::change;

    fn names(keys: &[&str], room: usize) -> String {
        let changes: Vec<Change> =
            keys.iter().map(|key| change(Op::Added, UnitKind::Config, key, None, Some("1"))).collect();
        key_names(&changes, room)
    }

    #[test]
    fn as_many_names_as_fit() {
        assert_eq!(names(&[], 20), "");
        assert_eq!(names(&["a.b", "c", "a.b"], 20), "a.b, c");
        assert_eq!(names(&["alpha", "beta", "gamma"], 18), "alpha, beta, gamma");
        assert_eq!(names(&["alpha", "beta", "gamma"], 17), "alpha and 2 more");
        assert_eq!(names(&["a", "b", "c", "d", "e", "f"], 15), "a, b and 4 more");
        assert_eq!(names(&["a", "b"], 0), "a and 1 more");
    }

    #[test]
    fn of_a_long_name_the_end_is_shown() {
        let long = format!("service.{}.timeout", "x".repeat(80));
        assert_eq!(names(&[&long], 20), format!("…{}.timeout", "x".repeat(11)));
        assert_eq!(names(&[&long, "b"], 30), "b and 1 more");
        assert_eq!(names(&[&long, &format!("a{long}")], 30), format!("…{}.timeout and 1 more", "x".repeat(10)));
        assert_eq!(names(&[&long], 3), "…xxx.timeout");
    }

    #[test]
    fn a_file_has_its_own_name() {
        let file =
            Change { file: "envs/{env}/run.sh".into(), ..change(Op::Added, UnitKind::File, "x", None, Some("1")) };
        assert_eq!(key_names(&[file], 40), "run.sh");
    }
}
