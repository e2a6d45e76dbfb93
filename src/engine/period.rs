//! A period of time, as people type it: `--since` and `--until`.

use jiff::civil::Date;
use jiff::{Span, Timestamp, Zoned};

use super::OpError;
use super::context::Context;
use promote_core::policy::windows;

/// A period: from its beginning on, and before its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Period {
    /// The first instant.
    pub(crate) since: Timestamp,
    /// The first instant behind the end.
    pub(crate) until: Timestamp,
}

impl Period {
    /// All time.
    pub(crate) const ALL: Self = Self { since: Timestamp::MIN, until: Timestamp::MAX };

    /// The period that somebody asks for; without a bound it is open on that side. A bound is a time, a day (its beginning), or a
    /// duration before now.
    ///
    /// # Errors
    /// Where a bound cannot be read, or the period ends before it begins.
    pub(crate) fn parse(context: &Context, since: Option<&str>, until: Option<&str>) -> Result<Self, OpError> {
        let now = context.now.to_zoned(context.zone());
        let bound = |option, text: Option<&str>, open| text.map_or(Ok(open), |text| bound(option, text, &now));
        let period =
            Self { since: bound("--since", since, Timestamp::MIN)?, until: bound("--until", until, Timestamp::MAX)? };
        if period.since >= period.until {
            let message = "the period ends before it begins".to_owned();
            return Err(OpError::Usage {
                message,
                hints: vec!["give --since a time before that of --until".to_owned()],
            });
        }
        if period.since > context.now {
            let message = format!("--since {} is in the future", since.unwrap_or_default());
            return Err(OpError::Usage { message, hints: vec![EXAMPLES.to_owned()] });
        }
        Ok(period)
    }

    /// Whether a time is in the period.
    pub(crate) fn holds(&self, at: Timestamp) -> bool {
        self.since <= at && at < self.until
    }
}

const EXAMPLES: &str = "for example: --since 90d, --since 2026-01-01 or --since 2026-03-02T09:00Z";

fn bound(option: &str, text: &str, now: &Zoned) -> Result<Timestamp, OpError> {
    let text = text.trim();
    if let Ok(day) = text.parse::<Date>()
        && !text.contains([':', 'T'])
        && let Ok(begin) = day.to_zoned(now.time_zone().clone())
    {
        return Ok(begin.timestamp());
    }
    if let Ok(span) = text.parse::<Span>()
        && span.is_positive()
        && let Ok(before) = now.checked_sub(span)
    {
        return Ok(before.timestamp());
    }
    windows::parse_time(text, now).map(|at| at.timestamp()).map_err(|error| OpError::Usage {
        message: format!("{option} needs a time, a day or a duration: {error}"),
        hints: vec![EXAMPLES.replace("--since", option)],
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> String {
        let now = "2026-03-02T09:00+01:00[Europe/Berlin]".parse().unwrap();
        bound("--since", text, &now).map_or_else(|error| error.to_string(), |at| at.to_string())
    }

    #[test]
    fn a_bound_is_a_time_a_day_or_a_duration() {
        assert_eq!(told("2026-03-01T09:00Z"), "2026-03-01T09:00:00Z");
        assert_eq!(told("2026-03-01"), "2026-02-28T23:00:00Z");
        assert_eq!(told("90d"), "2025-12-02T08:00:00Z");
        assert_eq!(told("1 week"), "2026-02-23T08:00:00Z");
        assert_eq!(told("2026-03-01 09:00"), "2026-03-01T08:00:00Z");
        assert_eq!(told("today 08:00"), "2026-03-02T07:00:00Z");
    }

    #[test]
    fn anything_else_is_refused() {
        for text in ["soon", "", "-2d", "2026-02-30", "90"] {
            assert!(told(text).starts_with("--since needs a time, a day or a duration: "), "{text}: {}", told(text));
        }
    }
}
