//! Text for display: escaping, durations, plurals and lists.

pub use super::hidden::{is_hidden, visible, visible_json, visible_lines};
pub use super::nearest::nearest;

/// A duration in the largest unit without a remainder: `90 minutes`.
pub fn exact_duration(seconds: u64) -> String {
    let units = [(86_400, "day"), (3_600, "hour"), (60, "minute"), (1, "second")];
    let (length, unit) = units.into_iter().find(|(length, _)| seconds.is_multiple_of(*length)).unwrap_or((1, "second"));
    count(usize::try_from(seconds / length).unwrap_or(usize::MAX), unit)
}

/// A duration, rounded down to a readable unit: `2 hours`.
pub fn rough_duration(seconds: u64) -> String {
    let (number, unit) = match seconds {
        0..120 => (seconds, "second"),
        120..7_200 => (seconds / 60, "minute"),
        7_200..172_800 => (seconds / 3_600, "hour"),
        _ => (seconds / 86_400, "day"),
    };
    count(usize::try_from(number).unwrap_or(usize::MAX), unit)
}

/// Two different texts, each truncated to about `longest` characters. If they are longer and have a common beginning,
/// it is left out, so that the difference is visible.
pub fn cut_alike(old: &str, new: &str, longest: usize) -> (String, String) {
    let alike = old.chars().zip(new.chars()).take_while(|(a, b)| a == b).count();
    let long = |text: &str| text.chars().nth(longest).is_some();
    let skipped = if (long(old) || long(new)) && alike > longest / 2 { alike - longest / 4 } else { 0 };
    let cut = |text: &str| {
        let head = if skipped > 0 { "…" } else { "" };
        let mut rest = text.chars().skip(skipped);
        let kept: String = rest.by_ref().take(longest).collect();
        format!("{head}{kept}{}", if rest.next().is_some() { "…" } else { "" })
    };
    (cut(old), cut(new))
}

/// A number with its noun: `1 key`, `2 keys`.
pub fn count(number: usize, noun: &str) -> String {
    let plural = match noun.strip_suffix('y') {
        Some(stem) if !stem.ends_with(['a', 'e', 'o', 'u']) => format!("{stem}ies"),
        _ => format!("{noun}s"),
    };
    format!("{number} {}", if number == 1 { noun } else { &plural })
}

/// A list in a sentence: `a`, `a and b`, `a, b and c`; `last` is the word before the last item.
pub fn enumerate<S: AsRef<str>>(names: &[S], last: &str) -> String {
    let names: Vec<&str> = names.iter().map(AsRef::as_ref).collect();
    match names.split_last() {
        None => String::new(),
        Some((only, [])) => (*only).to_owned(),
        Some((end, rest)) => format!("{} {last} {end}", rest.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_texts_are_truncated_around_the_difference() {
        let long = |end: &str| format!("{}{end}", "x".repeat(200));
        assert_eq!(cut_alike("a", "b", 20), ("a".into(), "b".into()));
        assert_eq!(cut_alike(&long("1"), &long("2"), 20), ("…xxxxx1".into(), "…xxxxx2".into()));
        assert_eq!(cut_alike(&long("1"), "x", 20), (format!("{}…", "x".repeat(20)), "x".into()));
        assert_eq!(cut_alike(&long(&long("1")), &long("2"), 4).1, "…x2");
    }

    #[test]
    fn plurals_durations_and_lists() {
        assert_eq!(count(1, "config"), "1 config");
        assert_eq!(count(2, "key"), "2 keys");
        assert_eq!(count(0, "entry"), "0 entries");
        assert_eq!(count(2, "day"), "2 days");
        assert_eq!(
            [7_200, 90_000, 604_800, 5_400, 61].map(exact_duration),
            ["2 hours", "25 hours", "7 days", "90 minutes", "61 seconds"]
        );
        assert_eq!(enumerate(&["a", "b", "c"], "or"), "a, b or c");
    }
}
