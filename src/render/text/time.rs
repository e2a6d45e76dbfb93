//! Times for people.

use jiff::{Timestamp, Zoned};

use promote_core::policy::windows;
use promote_model::text::count;

/// A time, to the second, in UTC: the same for everybody who reads it.
pub(crate) fn time(at: Timestamp) -> String {
    at.strftime("%Y-%m-%d %H:%M:%S UTC").to_string()
}

/// A time on its own clock and in UTC.
pub(crate) fn both(at: &Zoned) -> String {
    windows::display_time(at)
}

/// How long ago a time was, in its largest unit: `2 days ago`, `yesterday`, `just now`.
pub(crate) fn ago(at: Timestamp, now: Timestamp) -> String {
    let seconds = now.duration_since(at).as_secs();
    let units = [(365 * 86_400, "year"), (30 * 86_400, "month"), (86_400, "day"), (3600, "hour"), (60, "minute")];
    match units.iter().find(|(length, _)| seconds >= *length) {
        Some((86_400, _)) if seconds < 2 * 86_400 => "yesterday".to_owned(),
        Some((length, unit)) => format!("{} ago", count(usize::try_from(seconds / length).unwrap_or_default(), unit)),
        None => "just now".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_told_in_its_largest_unit() {
        let now = Timestamp::from_second(2_000_000_000).unwrap();
        let told = |seconds: i64| ago(Timestamp::from_second(2_000_000_000 - seconds).unwrap(), now);
        assert_eq!([told(-5), told(0), told(59)], ["just now"; 3]);
        assert_eq!([told(60), told(7200), told(90_000)], ["1 minute ago", "2 hours ago", "yesterday"]);
        assert_eq!(
            [told(3 * 86_400), told(70 * 86_400), told(800 * 86_400)],
            ["3 days ago", "2 months ago", "2 years ago"]
        );
    }
}
