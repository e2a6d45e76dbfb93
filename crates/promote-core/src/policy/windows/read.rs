//! Reading a window: days, times, a zone. What is not understood is a mistake with its place; nothing is guessed.

use super::zone::zone;
use super::{Hours, Window};
use promote_model::text::nearest;

/// What is wrong with a text, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct Misread {
    /// The byte in the text.
    pub(crate) at: usize,
    /// What is wrong, in one sentence without a period.
    pub(crate) message: String,
}

impl Misread {
    pub(super) fn whole(message: String) -> Self {
        Self { at: 0, message }
    }

    /// `'Mun' is not a day; did you mean 'Mon'?`
    pub(super) fn word(wrong: &str, word: &str, near: Option<&str>, wanted: &str) -> Self {
        Self::whole(match near {
            Some(near) => format!("'{word}' {wrong}; did you mean '{near}'?"),
            None => format!("'{word}' {wrong}; {wanted}"),
        })
    }

    /// The same, where the text stands that far inside another.
    #[must_use]
    pub(crate) fn behind(mut self, bytes: usize) -> Self {
        self.at += bytes;
        self
    }
}

const DAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
const DAILY: &str = "daily";

/// A part of a text, and the byte where it begins.
#[derive(Clone, Copy)]
struct Word<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Word<'t> {
    /// Its parts between separators.
    fn split(self, separator: impl Fn(char) -> bool) -> impl Iterator<Item = Word<'t>> {
        let base = self.text.as_ptr() as usize;
        self.text.split(separator).map(move |text| Word { text, at: self.at + (text.as_ptr() as usize - base) })
    }

    fn wrong(self, wrong: &str, near: Option<&str>, wanted: &str) -> Misread {
        Misread::word(wrong, self.text, near, wanted).behind(self.at)
    }
}

impl Window {
    /// Reads a window: `Mon-Fri 09:00-16:00 Europe/Berlin`.
    ///
    /// # Errors
    /// At the first word that is not understood.
    pub fn read(text: &str) -> Result<Self, Misread> {
        let whole = Word { text, at: 0 };
        let words: Vec<Word<'_>> = whole.split(char::is_whitespace).filter(|word| !word.text.is_empty()).collect();
        let is_time = |word: &Word<'_>| word.text.starts_with(|c: char| c.is_ascii_digit());
        let missing = |what: &str| {
            Err(Misread::whole(format!("'{text}' has no {what}; a window is like 'Mon-Fri 09:00-16:00 Europe/Berlin'")))
        };
        let Some(first) = words.iter().position(is_time) else {
            // A word that is no day says more than that the times are missing.
            days(words.get(..1).unwrap_or_default())?;
            return missing("times");
        };
        if first == 0 {
            return missing("days");
        }
        let days = days(&words[..first])?;
        let behind = words[first..].iter().take_while(|word| is_time(word)).count() + first;
        let hours = hours(&words[first..behind])?;
        let Some(name) = words.get(behind) else { return missing("zone") };
        let zone = zone(name.text).map_err(|misread| misread.behind(name.at))?;
        match words.get(behind + 1) {
            Some(stray) => Err(stray.wrong("is one word too many", None, "the zone stands last")),
            None => Ok(Self { text: text.trim().to_owned(), zone, days, hours }),
        }
    }
}

/// `Mon-Fri`, `Mon,Wed`, `Sat, Sun`, `Fri-Mon`, `daily`
fn days(words: &[Word<'_>]) -> Result<[bool; 7], Misread> {
    let mut days = [false; 7];
    if let [word] = words
        && word.text.eq_ignore_ascii_case(DAILY)
    {
        return Ok([true; 7]);
    }
    for part in words.iter().flat_map(|word| word.split(|c| c == ',')).filter(|part| !part.text.is_empty()) {
        let mut ends = part.split(|c| c == '-');
        let (Some(from), to, None) = (ends.next(), ends.next(), ends.next()) else {
            return Err(part.wrong("is no range of days", None, "write it like 'Mon-Fri'"));
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

fn day(word: Word<'_>) -> Result<usize, Misread> {
    if word.text.eq_ignore_ascii_case(DAILY) {
        return Err(word.wrong("is every day already", None, "it stands alone"));
    }
    weekday(word.text).ok_or_else(|| {
        word.wrong("is not a day", near_day(word.text), "days are Mon, Tue, Wed, Thu, Fri, Sat, Sun, or 'daily'")
    })
}

/// The day that is probably meant.
pub(super) fn near_day(text: &str) -> Option<&'static str> {
    let short = DAYS.iter().map(|day| &day[..3]);
    nearest(text, DAYS.into_iter().chain(short).chain([DAILY]))
}

/// The number of a day of the week, from Monday: by its English name, or the first three letters.
pub(super) fn weekday(text: &str) -> Option<usize> {
    DAYS.iter().position(|day| day.eq_ignore_ascii_case(text) || day[..3].eq_ignore_ascii_case(text))
}

/// `09:00-12:00,13:00-16:00`
fn hours(words: &[Word<'_>]) -> Result<Vec<Hours>, Misread> {
    let parts = words.iter().flat_map(|word| word.split(|c| c == ',')).filter(|part| !part.text.is_empty());
    parts
        .map(|part| {
            let mut ends = part.split(|c| c == '-');
            let (Some(from), Some(to), None) = (ends.next(), ends.next(), ends.next()) else {
                return Err(part.wrong("is no range of times", None, "write it like '09:00-16:00'"));
            };
            let (from, to) = (minute(from)?, minute(to)?);
            match from {
                1440 => Err(part.wrong("begins where the day ends", None, "write '00:00'")),
                _ if from == to => {
                    Err(part.wrong("begins and ends at the same time", None, "a whole day is '00:00-24:00'"))
                }
                _ => Ok(Hours { from, to }),
            }
        })
        .collect()
}

/// The minute of the day; `24:00` is its end.
fn minute(word: Word<'_>) -> Result<u16, Misread> {
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
