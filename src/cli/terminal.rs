//! The abilities of the terminal, the clock, and git's dates.

use std::io::IsTerminal;
use std::time::Duration;

use clap::ValueEnum;
use jiff::Timestamp;

use crate::engine::Timeouts;
use crate::render::Look;

/// When to use colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum When {
    /// On a terminal
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// The look of output on standard output.
pub(crate) fn look(when: When, verbose: bool, wide: bool) -> Look {
    let terminal = std::io::stdout().is_terminal();
    let set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty() && value != "0");
    let color = match when {
        When::Always => true,
        When::Never => false,
        When::Auto if set("NO_COLOR") => false,
        When::Auto if set("CLICOLOR_FORCE") => true,
        When::Auto => terminal && std::env::var_os("TERM").is_none_or(|term| term != "dumb"),
    };
    let width = terminal.then(|| usize::from(console::Term::stdout().size().1)).filter(|width| *width > 0);
    Look { color, width, cuts: !wide, verbose }
}

/// Whether standard output is a terminal.
pub(crate) fn shows_output() -> bool {
    std::io::stdout().is_terminal()
}

/// A date in git's internal format (`git-commit(1)`, "DATE FORMATS": seconds and offset, with an
/// optional `@` before them), or in RFC 3339. `None` for git's other formats.
pub(crate) fn git_date(text: &str) -> Option<(Timestamp, i32)> {
    let text = text.trim();
    if let Ok(at) = text.parse::<Timestamp>() {
        return Some((at, 0));
    }
    let (seconds, zone) =
        text.trim_start_matches('@').split_once(' ').unwrap_or((text.trim_start_matches('@'), "+0000"));
    let at = Timestamp::from_second(seconds.parse().ok()?).ok()?;
    let (sign, digits) = match zone.split_at_checked(1)? {
        ("-", digits) => (-1, digits),
        ("+", digits) => (1, digits),
        _ => return None,
    };
    let number: i32 = digits.parse().ok()?;
    Some((at, sign * (number / 100 * 60 + number % 100)))
}

/// The time in milliseconds, as ids store it. If `GIT_COMMITTER_DATE` is set, that time, with its offset from UTC in
/// minutes.
pub(crate) fn clock() -> (Timestamp, Option<i32>) {
    let given = std::env::var("GIT_COMMITTER_DATE").ok().and_then(|text| git_date(&text));
    let now = || Timestamp::from_millisecond(Timestamp::now().as_millisecond()).unwrap_or_default();
    given.map_or_else(|| (now(), None), |(now, offset)| (now, Some(offset)))
}

/// The time limits for remotes. Git may ask for a password only if standard input and standard error are terminals.
pub(crate) fn patience() -> Timeouts {
    let seconds = std::env::var("PROMOTE_TIMEOUT").ok().and_then(|text| text.parse().ok());
    let terminal = std::io::stdin().is_terminal() && std::io::stderr().is_terminal();
    Timeouts { limit: seconds.map(Duration::from_secs), terminal }
}

/// A reason, which must not be empty: auditors read it.
pub(crate) fn reason(text: &str) -> Result<String, String> {
    let text = text.trim();
    if text.is_empty() { Err("the reason is empty".to_owned()) } else { Ok(text.to_owned()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_of_git() {
        let at = Timestamp::from_second(1_700_000_000).unwrap();
        assert_eq!(git_date("1700000000 +0130"), Some((at, 90)));
        assert_eq!(git_date("@1700000000 -0800"), Some((at, -480)));
        assert_eq!(git_date("2023-11-14T22:13:20Z"), Some((at, 0)));
        assert_eq!(git_date("tomorrow"), None);
    }
}
