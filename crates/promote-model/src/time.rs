//! Parsing times as typed.

use jiff::Timestamp;
use jiff::Zoned;

/// Parses RFC 3339 (`2026-03-10T09:00:00Z`), or a local time with a zone (`2026-03-10T09:00[Europe/Berlin]`).
///
/// # Errors
/// If the time is malformed, or has no zone and is therefore ambiguous.
pub fn parse_time(text: &str) -> Result<Timestamp, String> {
    let text = text.trim();
    if let Ok(zoned) = text.parse::<Zoned>() {
        return Ok(zoned.timestamp());
    }
    if let Ok(timestamp) = text.parse::<Timestamp>() {
        return Ok(timestamp);
    }
    match text.parse::<jiff::civil::DateTime>() {
        Ok(_) => {
            Err("the time has no time zone; add one, as in 2026-03-10T09:00[Europe/Berlin] or 2026-03-10T09:00Z"
                .to_owned())
        }
        Err(_) => Err("expected a time such as 2026-03-10T09:00Z or 2026-03-10T09:00[Europe/Berlin]".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_needs_a_zone() {
        let nine: Timestamp = "2026-03-10T08:00:00Z".parse().unwrap();
        for same in
            ["2026-03-10T08:00Z", "2026-03-10T09:00+01:00", "2026-03-10 09:00[Europe/Berlin]", " 2026-03-10T08:00:00Z"]
        {
            assert_eq!(parse_time(same), Ok(nine), "{same}");
        }
        for bad in [
            "2026-03-10T09:00",
            "2026-03-10",
            "09:00",
            "tomorrow",
            "",
            "2026-03-10T09:00[Europe/Berlim]",
            "2026-02-30T09:00Z",
        ] {
            assert!(parse_time(bad).is_err(), "{bad}");
        }
        assert!(parse_time("2026-03-10 09:00").unwrap_err().contains("zone"));
    }
}
