//! A recurring window: days, times and a zone. Errors have a place; nothing is guessed.

use jiff::Timestamp;
use jiff::civil::{DateTime, Weekday};
use jiff::tz::TimeZone;

use super::TimeError;
use super::zone::zone;
use promote_model::text::nearest;

/// A recurring window.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Window {
    /// As written.
    pub(crate) text: String,
    /// The time zone.
    pub(crate) zone: TimeZone,
    /// The days on which it starts, Monday first.
    pub(super) days: [bool; 7],
    pub(super) hours: Vec<MinuteRange>,
}

/// A range of minutes of the day; over midnight if the end is not after the start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct MinuteRange {
    pub(super) from: u16,
    /// Exclusive; 1440 is the end of the day.
    to: u16,
}

impl Window {
    /// Whether it is open at `at`.
    pub(crate) fn is_open(&self, at: Timestamp) -> bool {
        self.shows(self.zone.to_datetime(at))
    }

    /// Whether it is open at this local time.
    fn shows(&self, wall: DateTime) -> bool {
        let minute = u16::from(wall.hour().unsigned_abs()) * 60 + u16::from(wall.minute().unsigned_abs());
        let (today, yesterday) = (self.begins_on(wall.weekday()), self.begins_on(wall.weekday().previous()));
        self.hours.iter().any(|hours| match hours.from < hours.to {
            true => today && hours.from <= minute && minute < hours.to,
            false => today && hours.from <= minute || yesterday && minute < hours.to,
        })
    }

    fn begins_on(&self, day: Weekday) -> bool {
        self.days[usize::from(day.to_monday_zero_offset().unsigned_abs())]
    }
}

const DAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
const DAILY: &str = "daily";

/// A part of a text, with its byte offset.
#[derive(Clone, Copy)]
struct Word<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Word<'t> {
    /// The parts between separators.
    fn split(self, separator: impl Fn(char) -> bool) -> impl Iterator<Item = Word<'t>> {
        let base = self.text.as_ptr() as usize;
        self.text.split(separator).map(move |text| Word { text, at: self.at + (text.as_ptr() as usize - base) })
    }

    fn wrong(self, wrong: &str, near: Option<&str>, wanted: &str) -> TimeError {
        TimeError::word(wrong, self.text, near, wanted).behind(self.at)
    }
}

impl Window {
    /// Parses a window: `Mon-Fri 09:00-16:00 Europe/Berlin`.
    ///
    /// # Errors
    /// At the first invalid word.
    pub fn read(text: &str) -> Result<Self, TimeError> {
        let whole = Word { text, at: 0 };
        let words: Vec<Word<'_>> = whole.split(char::is_whitespace).filter(|word| !word.text.is_empty()).collect();
        let is_time = |word: &Word<'_>| word.text.starts_with(|c: char| c.is_ascii_digit());
        let missing = |what: &str| {
            Err(TimeError::whole(format!(
                "'{text}' has no {what}; write a window like 'Mon-Fri 09:00-16:00 Europe/Berlin'"
            )))
        };
        let Some(first) = words.iter().position(is_time) else {
            // A word that is not a day is a better message than missing times.
            days(words.get(..1).unwrap_or_default())?;
            return missing("times");
        };
        if first == 0 {
            return missing("days");
        }
        let days = days(&words[..first])?;
        let behind = words[first..].iter().take_while(|word| is_time(word)).count() + first;
        let hours = hours(&words[first..behind])?;
        let Some(name) = words.get(behind) else { return missing("time zone") };
        let zone = zone(name.text).map_err(|misread| misread.behind(name.at))?;
        match words.get(behind + 1) {
            Some(stray) => Err(stray.wrong("is unexpected", None, "the time zone is the last word")),
            None => Ok(Self { text: text.trim().to_owned(), zone, days, hours }),
        }
    }
}

/// `Mon-Fri`, `Mon,Wed`, `Sat, Sun`, `Fri-Mon`, `daily`
fn days(words: &[Word<'_>]) -> Result<[bool; 7], TimeError> {
    let mut days = [false; 7];
    if let [word] = words
        && word.text.eq_ignore_ascii_case(DAILY)
    {
        return Ok([true; 7]);
    }
    for part in words.iter().flat_map(|word| word.split(|c| c == ',')).filter(|part| !part.text.is_empty()) {
        let mut ends = part.split(|c| c == '-');
        let (Some(from), to, None) = (ends.next(), ends.next(), ends.next()) else {
            return Err(part.wrong("is not a range of days", None, "write it like 'Mon-Fri'"));
        };
        let (from, to) = (day(from)?, to.map(day).transpose()?);
        let mut at = from;
        days[at] = true;
        while at != to.unwrap_or(from) {
            at = (at + 1) % 7;
            days[at] = true;
        }
    }
    Ok(days)
}

fn day(word: Word<'_>) -> Result<usize, TimeError> {
    if word.text.eq_ignore_ascii_case(DAILY) {
        return Err(word.wrong("already means every day", None, "use it alone"));
    }
    weekday(word.text).ok_or_else(|| {
        word.wrong("is not a day", near_day(word.text), "days are Mon, Tue, Wed, Thu, Fri, Sat, Sun, or 'daily'")
    })
}

/// The most similar name of a day.
pub(super) fn near_day(text: &str) -> Option<&'static str> {
    let short = DAYS.iter().map(|day| &day[..3]);
    nearest(text, DAYS.into_iter().chain(short).chain([DAILY]))
}

/// The index of a day of the week, from Monday: by its English name, or its first three letters.
pub(super) fn weekday(text: &str) -> Option<usize> {
    DAYS.iter().position(|day| day.eq_ignore_ascii_case(text) || day[..3].eq_ignore_ascii_case(text))
}

/// `09:00-12:00,13:00-16:00`
fn hours(words: &[Word<'_>]) -> Result<Vec<MinuteRange>, TimeError> {
    let parts = words.iter().flat_map(|word| word.split(|c| c == ',')).filter(|part| !part.text.is_empty());
    parts
        .map(|part| {
            let mut ends = part.split(|c| c == '-');
            let (Some(from), Some(to), None) = (ends.next(), ends.next(), ends.next()) else {
                return Err(part.wrong("is not a range of times", None, "write it like '09:00-16:00'"));
            };
            let (from, to) = (minute(from)?, minute(to)?);
            match from {
                1440 => Err(part.wrong("begins at the end of the day", None, "write '00:00'")),
                _ if from == to => {
                    Err(part.wrong("begins and ends at the same time", None, "a whole day is '00:00-24:00'"))
                }
                _ => Ok(MinuteRange { from, to }),
            }
        })
        .collect()
}

/// The minute of the day; `24:00` is the end of the day.
fn minute(word: Word<'_>) -> Result<u16, TimeError> {
    let number = |text: &str, most: u16| {
        let digits = text.len() == 2 && text.bytes().all(|b| b.is_ascii_digit());
        digits.then(|| text.parse().ok()).flatten().filter(|n| *n <= most)
    };
    let read = |(hour, minute): (&str, &str)| match (number(hour, 24)?, number(minute, 59)?) {
        (24, minute) if minute > 0 => None,
        (hour, minute) => Some(hour * 60 + minute),
    };
    let wanted = "times go from 00:00 to 24:00";
    word.text.split_once(':').and_then(read).ok_or_else(|| word.wrong("is not a time of day", None, wanted))
}
