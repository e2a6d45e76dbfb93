//! Valid and invalid windows; openings compared with a walk over the minutes.

use jiff::civil::DateTime;
use jiff::tz::{TimeZone, TimeZoneDatabase};
use jiff::{Timestamp, ToSpan, Zoned};
use proptest::prelude::*;

use super::*;

fn calendar(windows: &[&str], freezes: &[(&str, &str)]) -> Calendar {
    let freeze = |(from, to): &(&str, &str)| Freeze {
        name: "freeze".to_owned(),
        from: Freeze::read_from(from).unwrap(),
        to: Freeze::read_to(to).unwrap(),
    };
    Calendar {
        windows: windows.iter().map(|text| Window::read(text).unwrap()).collect(),
        freezes: freezes.iter().map(freeze).collect(),
    }
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn next(calendar: &Calendar, from: &str) -> String {
    calendar.next_opening(at(from)).map_or_else(|| "never".to_owned(), |zoned| zoned.to_string())
}

#[test]
fn office_hours() {
    let office = calendar(&["Mon-Fri 09:00-16:00 Europe/Berlin"], &[]);
    // A Monday in winter: Berlin is one hour ahead of UTC.
    for (time, open) in [("07:59:59", false), ("08:00:00", true), ("14:59:59", true), ("15:00:00", false)] {
        assert_eq!(office.is_open(at(&format!("2026-03-02T{time}Z"))), open, "{time}");
    }
    assert_eq!(next(&office, "2026-03-02T12:00:00Z"), "2026-03-02T13:00:00+01:00[Europe/Berlin]");
    assert_eq!(next(&office, "2026-03-02T15:00:00Z"), "2026-03-03T09:00:00+01:00[Europe/Berlin]");
    assert_eq!(next(&office, "2026-03-27T15:00:00Z"), "2026-03-30T09:00:00+02:00[Europe/Berlin]");
}

#[test]
fn over_midnight_and_around_the_week() {
    let night = calendar(&["Sun 22:00-02:00 UTC"], &[]);
    for (time, open) in [("01T21:59", false), ("01T22:00", true), ("02T01:59", true), ("02T02:00", false)] {
        assert_eq!(night.is_open(at(&format!("2026-03-{time}:00Z"))), open, "{time}");
    }
    assert_eq!(next(&night, "2026-03-02T02:00:00Z"), "2026-03-08T22:00:00+00:00[UTC]");
    let long = calendar(&["Sat-Mon 00:00-24:00 UTC"], &[]);
    let open: Vec<bool> = (1..=7).map(|day| long.is_open(at(&format!("2026-03-0{day}T12:00:00Z")))).collect();
    assert_eq!(open, [true, true, false, false, false, false, true]);
    assert_eq!(
        next(&calendar(&["daily 22:00-02:00 UTC"], &[]), "2026-03-02T02:00:00Z"),
        "2026-03-02T22:00:00+00:00[UTC]"
    );
}

/// On 2026-03-29 clocks in Berlin jump from 02:00 to 03:00, on 2026-10-25 from 03:00 back to 02:00.
#[test]
fn skipped_and_repeated_hours() {
    let skipped = calendar(&["daily 02:00-03:00 Europe/Berlin"], &[]);
    assert_eq!(next(&skipped, "2026-03-28T12:00:00Z"), "2026-03-30T02:00:00+02:00[Europe/Berlin]");
    let half = calendar(&["daily 02:30-03:30 Europe/Berlin"], &[]);
    assert_eq!(next(&half, "2026-03-28T12:00:00Z"), "2026-03-29T03:00:00+02:00[Europe/Berlin]");
    assert!(!half.is_open(at("2026-03-29T01:30:00Z")));
    // 02:30 to 03:00; the repeated 02:00 to 02:30 is outside of the window both times.
    assert_eq!(next(&half, "2026-10-24T12:00:00Z"), "2026-10-25T02:30:00+02:00[Europe/Berlin]");
    assert_eq!(next(&half, "2026-10-25T01:00:00Z"), "2026-10-25T02:30:00+01:00[Europe/Berlin]");
    // A window that the clock jumps back into opens at the jump.
    let early = calendar(&["daily 01:00-02:30 Europe/Berlin"], &[]);
    assert_eq!(next(&early, "2026-10-25T00:30:00Z"), "2026-10-25T02:00:00+01:00[Europe/Berlin]");
    // A day that a zone skips.
    let apia = calendar(&["Fri 09:00-10:00 Pacific/Apia"], &[]);
    assert_eq!(next(&apia, "2011-12-29T12:00:00Z"), "2012-01-06T09:00:00+14:00[Pacific/Apia]");
}

#[test]
fn freezes_take_precedence() {
    let year_end = ("2026-12-18T00:00[Europe/Berlin]", "2027-01-04T00:00[Europe/Berlin]");
    let frozen = calendar(&["Mon-Fri 09:00-16:00 Europe/Berlin"], &[year_end]);
    assert_eq!(next(&frozen, "2026-12-17T15:00:00Z"), "2027-01-04T09:00:00+01:00[Europe/Berlin]");
    assert!(frozen.is_open(at("2026-12-17T14:59:00Z")) && !frozen.is_open(at("2026-12-18T09:00:00Z")));
    let only = calendar(&[], &[year_end, ("2027-01-03T12:00Z", "2027-01-05T00:00+05:30")]);
    assert_eq!(next(&only, "2026-12-24T12:00:00Z"), "2027-01-05T00:00:00+05:30[+05:30]");
    assert_eq!(next(&only, "2026-12-01T12:00:00Z"), "2026-12-01T12:00:00+00:00[UTC]");
    let never = calendar(&["daily 00:00-24:00 UTC"], &[("2026-01-01T00:00Z", "9999-12-30T22:00:00Z")]);
    assert_eq!(next(&never, "2026-12-24T12:00:00Z"), "9999-12-30T22:00:00+00:00[UTC]");
    let never = calendar(&["Mon 09:00-10:00 UTC"], &[("2026-01-01T00:00Z", "9999-12-30T22:00:00Z")]);
    assert_eq!(next(&never, "2026-12-24T12:00:00Z"), "never");
}

#[test]
fn ambiguous_times_extend_the_freeze() {
    let twice = |text: &str| (Freeze::read_from(text).unwrap().timestamp(), Freeze::read_to(text).unwrap().timestamp());
    assert_eq!(twice("2026-10-25T02:30[Europe/Berlin]"), (at("2026-10-25T00:30:00Z"), at("2026-10-25T01:30:00Z")));
    assert_eq!(twice("2026-03-29T02:30[Europe/Berlin]"), (at("2026-03-29T00:30:00Z"), at("2026-03-29T01:30:00Z")));
    assert_eq!(twice("2026-10-25T02:30+01:00[Europe/Berlin]").0, at("2026-10-25T01:30:00Z"));
}

#[test]
fn equivalent_spellings_of_windows() {
    let same = |one: &str, other: &str| {
        let (one, other) = (Window::read(one).unwrap(), Window::read(other).unwrap());
        assert_eq!((one.days, one.hours, one.zone), (other.days, other.hours, other.zone));
    };
    same("Mon-Fri 09:00-16:00 Europe/Berlin", " monday-FRIDAY  09:00-16:00   europe/berlin ");
    same("daily 22:00-02:00 UTC", "Mon-Sun 22:00-02:00 UTC");
    same("Fri-Mon 00:00-24:00 UTC", "Mon, Fri,Sat , Sun 00:00-24:00 UTC");
    same("Mon 09:00-12:00,13:00-16:00 UTC", "Mon 09:00-12:00, 13:00-16:00 UTC");
}

#[test]
fn invalid_windows_are_reported() {
    let said = |text: &str| Window::read(text).map_err(|misread| format!("{}: {misread}", misread.at)).unwrap_err();
    let all = [
        "",
        "Mon-Fri",
        "09:00-16:00 UTC",
        "Mon 09:00-16:00",
        "Mun 09:00-16:00 UTC",
        "Mon-Fir 09:00-16:00 UTC",
        "Mon-Wed-Fri 09:00-16:00 UTC",
        "Mon 9-16 UTC",
        "Mon 09:00 UTC",
        "Mon 09:00-25:00 UTC",
        "Mon 24:00-02:00 UTC",
        "Mon 09:00-24:01 UTC",
        "Mon 09:00-09:00 UTC",
        "Mon 09:00-16:00 Europe/Berln",
        "Mon 09:00-16:00 Berlin",
        "Mon 09:00-16:00 New York",
        "Mon 09:00-16:00 +01:00",
        "Mon 09:00-16:00 Etc/Unknown",
        "Mon 09:00-16:00 UTC please",
        "daily Mon 09:00-16:00 UTC",
        "Mo 09:00-16:00 UTC",
        "weekdays 09:00-16:00 UTC",
        "Mon–Fri 09:00-16:00 UTC",
        "Mon 0９:00-16:00 UTC",
    ];
    let lines: String = all.iter().map(|text| format!("{text}\n  {}\n", said(text))).collect();
    insta::assert_snapshot!(lines, @"
      0: '' has no times; write a window like 'Mon-Fri 09:00-16:00 Europe/Berlin'
    Mon-Fri
      0: 'Mon-Fri' has no times; write a window like 'Mon-Fri 09:00-16:00 Europe/Berlin'
    09:00-16:00 UTC
      0: '09:00-16:00 UTC' has no days; write a window like 'Mon-Fri 09:00-16:00 Europe/Berlin'
    Mon 09:00-16:00
      0: 'Mon 09:00-16:00' has no time zone; write a window like 'Mon-Fri 09:00-16:00 Europe/Berlin'
    Mun 09:00-16:00 UTC
      0: 'Mun' is not a day; did you mean 'Mon'?
    Mon-Fir 09:00-16:00 UTC
      4: 'Fir' is not a day; did you mean 'Fri'?
    Mon-Wed-Fri 09:00-16:00 UTC
      0: 'Mon-Wed-Fri' is not a range of days; write it like 'Mon-Fri'
    Mon 9-16 UTC
      4: '9' is not a time of day; times go from 00:00 to 24:00
    Mon 09:00 UTC
      4: '09:00' is not a range of times; write it like '09:00-16:00'
    Mon 09:00-25:00 UTC
      10: '25:00' is not a time of day; times go from 00:00 to 24:00
    Mon 24:00-02:00 UTC
      4: '24:00-02:00' begins at the end of the day; write '00:00'
    Mon 09:00-24:01 UTC
      10: '24:01' is not a time of day; times go from 00:00 to 24:00
    Mon 09:00-09:00 UTC
      4: '09:00-09:00' begins and ends at the same time; a whole day is '00:00-24:00'
    Mon 09:00-16:00 Europe/Berln
      16: 'Europe/Berln' is not a time zone; did you mean 'Europe/Berlin'?
    Mon 09:00-16:00 Berlin
      16: 'Berlin' is not a time zone; did you mean 'Europe/Berlin'?
    Mon 09:00-16:00 New York
      16: 'New' is not a time zone; write an IANA name like 'Europe/Berlin', or 'UTC'
    Mon 09:00-16:00 +01:00
      16: '+01:00' is not a time zone; write an IANA name like 'Europe/Berlin', or 'UTC'
    Mon 09:00-16:00 Etc/Unknown
      16: 'Etc/Unknown' is not a time zone; write an IANA name like 'Europe/Berlin', or 'UTC'
    Mon 09:00-16:00 UTC please
      20: 'please' is unexpected; the time zone is the last word
    daily Mon 09:00-16:00 UTC
      0: 'daily' already means every day; use it alone
    Mo 09:00-16:00 UTC
      0: 'Mo' is not a day; did you mean 'Mon'?
    weekdays 09:00-16:00 UTC
      0: 'weekdays' is not a day; days are Mon, Tue, Wed, Thu, Fri, Sat, Sun, or 'daily'
    Mon–Fri 09:00-16:00 UTC
      0: 'Mon–Fri' is not a day; days are Mon, Tue, Wed, Thu, Fri, Sat, Sun, or 'daily'
    Mon 0９:00-16:00 UTC
      4: '0９:00' is not a time of day; times go from 00:00 to 24:00
    ");
}

#[test]
fn invalid_freeze_times_are_reported() {
    let said =
        |text: &str| Freeze::read_from(text).map_err(|misread| format!("{}: {misread}", misread.at)).unwrap_err();
    let all = [
        "",
        "2026-12-18",
        "2026-12-18T00:00",
        "2026-12-18T00:00[Europe/Berln]",
        "2026-12-18T25:00[Europe/Berlin]",
        "2026-12-18T00:00+05:00[Europe/Berlin]",
        "tomorrow",
        "2026-02-30T00:00Z",
        "2026-12-18T00:00[]",
        "2026-12-18T00:00[Europe/Berlin",
    ];
    let lines: String = all.iter().map(|text| format!("{text}\n  {}\n", said(text))).collect();
    insta::assert_snapshot!(lines, @"
      0: '' is not a date and time; write it like '2026-12-18T00:00[Europe/Berlin]'
    2026-12-18
      0: '2026-12-18' is not a date and time; write it like '2026-12-18T00:00[Europe/Berlin]'
    2026-12-18T00:00
      0: '2026-12-18T00:00' has no time zone; write '2026-12-18T00:00[Europe/Berlin]', or '2026-12-18T00:00Z' for UTC
    2026-12-18T00:00[Europe/Berln]
      17: 'Europe/Berln' is not a time zone; did you mean 'Europe/Berlin'?
    2026-12-18T25:00[Europe/Berlin]
      0: '2026-12-18T25:00[Europe/Berlin]' is not a date and time; write it like '2026-12-18T00:00[Europe/Berlin]'
    2026-12-18T00:00+05:00[Europe/Berlin]
      0: the offset in '2026-12-18T00:00+05:00[Europe/Berlin]' is not that of Europe/Berlin at that time
    tomorrow
      0: 'tomorrow' is not a date and time; write it like '2026-12-18T00:00[Europe/Berlin]'
    2026-02-30T00:00Z
      0: '2026-02-30T00:00Z' is not a date and time; write it like '2026-12-18T00:00[Europe/Berlin]'
    2026-12-18T00:00[]
      17: '' is not a time zone; write an IANA name like 'Europe/Berlin', or 'UTC'
    2026-12-18T00:00[Europe/Berlin
      0: '2026-12-18T00:00[Europe/Berlin' is not a date and time; write it like '2026-12-18T00:00[Europe/Berlin]'
    ");
}

const ZONES: [&str; 8] = [
    "Europe/Berlin",
    "America/New_York",
    "Australia/Lord_Howe",
    "America/Sao_Paulo",
    "Africa/Casablanca",
    "Pacific/Apia",
    "Asia/Kathmandu",
    "UTC",
];

fn windows() -> impl Strategy<Value = String> {
    let time = (0_u16..48).prop_map(|half| half * 30);
    let day =
        prop::sample::select(vec!["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun", "Mon-Fri", "Sat,Sun", "daily"]);
    (day, time.clone(), time, prop::sample::select(ZONES.to_vec())).prop_map(|(day, from, to, zone)| {
        let to = if to == from { 1440 } else { to };
        format!("{day} {:02}:{:02}-{:02}:{:02} {zone}", from / 60, from % 60, to / 60, to % 60)
    })
}

/// The definition of a window, minute by minute, independent of the implementation.
fn shows(text: &str, at: Timestamp) -> bool {
    let words: Vec<&str> = text.split(' ').collect();
    let wall = TimeZoneDatabase::bundled().get(words[2]).unwrap().to_datetime(at);
    let begins = |wall: DateTime| {
        let day = wall.strftime("%a").to_string();
        match words[0] {
            "daily" => true,
            "Mon-Fri" => day != "Sat" && day != "Sun",
            days => days.contains(&day),
        }
    };
    let (from, to) = words[1].split_once('-').unwrap();
    let time = wall.strftime("%H:%M").to_string();
    let (from, to, time) = (from, to, time.as_str());
    if from < to {
        return begins(wall) && from <= time && time < to;
    }
    begins(wall) && from <= time || begins(wall - 1.day()) && time < to
}

fn moments() -> impl Strategy<Value = Timestamp> {
    // Apia skipped a day in 2011; in 2026 the hours around the changes matter most.
    let near = |text: &str| Timestamp::as_second(at(text));
    let around = [
        near("2026-03-29T00:00:00Z"),
        near("2026-10-25T00:00:00Z"),
        near("2026-04-04T15:00:00Z"),
        near("2011-12-30T10:00:00Z"),
        near("2018-02-18T00:00:00Z"),
    ];
    let around =
        (prop::sample::select(around.to_vec()), -1500_i64..1500).prop_map(|(base, minutes)| base + minutes * 60);
    let anywhere = (0_i64..8_000_000).prop_map(move |minutes| near("2011-06-01T00:00:00Z") + minutes * 60);
    prop_oneof![around, anywhere].prop_map(|seconds| Timestamp::from_second(seconds).unwrap())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// The next opening is open and nothing before it is, as in the walk over the minutes.
    #[test]
    fn the_next_opening_is_the_first_minute_that_is_open(
        texts in prop::collection::vec(windows(), 0..3),
        freezes in prop::collection::vec((0_i64..4000, 1_i64..4000), 0..3),
        from in moments(),
    ) {
        let freeze = |(begin, minutes): &(i64, i64)| {
            let begin = from + (begin - 1000).minutes();
            let zoned = |at: Timestamp| at.to_zoned(TimeZone::UTC);
            Freeze { name: String::new(), from: zoned(begin), to: zoned(begin + minutes.minutes()) }
        };
        let calendar = Calendar {
            windows: texts.iter().map(|text| Window::read(text).unwrap()).collect(),
            freezes: freezes.iter().map(freeze).collect(),
        };
        let open = |at: Timestamp| {
            let frozen = calendar.freezes.iter().any(|f| f.from.timestamp() <= at && at < f.to.timestamp());
            !frozen && (texts.is_empty() || texts.iter().any(|text| shows(text, at)))
        };
        let walked = (0..40 * 24 * 60).map(|n: i64| from + n.minutes()).find(|at| open(*at));
        let found = calendar.next_opening(from);
        prop_assert_eq!(found.as_ref().map(Zoned::timestamp), walked);
        prop_assert!(found.is_none_or(|found| calendar.is_open(found.timestamp())));
        prop_assert_eq!(calendar.is_open(from), open(from));
    }

    #[test]
    fn any_text_is_parsed_without_panic(text in "\\PC{0,40}|(Mon|daily|x| |,|-|09:00|24:00|UTC|Europe/|\\[|\\]|T|2026-01-01|\\PC){0,12}") {
        if let Err(misread) = Window::read(&text) {
            prop_assert!(text.is_char_boundary(misread.at));
        }
        if let Err(misread) = Freeze::read_to(&text) {
            prop_assert!(text.is_char_boundary(misread.at));
        }
    }
}

#[test]
fn times_as_typed_by_users() {
    // A Monday in Berlin, at nine.
    let now: Zoned = "2026-03-02T09:00[Europe/Berlin]".parse().unwrap();
    let all = [
        "2026-11-24T09:00:00Z",
        "2026-11-24T09:00:00+01:00",
        "2026-11-24 09:00+01:00",
        "2026-11-24T09:00[Europe/Berlin]",
        "2026-11-24T09:00+01:00[Europe/Berlin]",
        "2026-11-24 09:00 Europe/Berlin",
        "2026-11-24T09:00 America/New_York",
        "2026-11-24T09:00Z Europe/Berlin",
        "2026-11-24 09:00",
        "today 17:00",
        "today 08:00",
        "Tomorrow 09:00",
        "tomorrow 01:00 Asia/Tokyo",
        "monday 09:00",
        "monday 09:01",
        "sun 02:30",
        "fri 09:00 America/New_York",
        "2026-10-25T02:30+01:00[Europe/Berlin]",
        // Invalid, or not a single instant.
        "",
        "tomorrow",
        "09:00",
        "tomorrow 9",
        "tomorrow 25:00",
        "tomorow 09:00",
        "someday 09:00",
        "tomorrow 09:00 Berln",
        "2026-11-24",
        "2026-11-31 09:00",
        "2026-11-24T09:00[Europe/Berln]",
        "2026-11-24T09:00+05:00[Europe/Berlin]",
        "2026-11-24T09:00[Europe/Berlin] UTC",
        "next monday 09:00 Europe/Berlin",
        "2026-03-29 02:30",
        "2026-10-25 02:30",
        "sun 02:30 UTC extra",
    ];
    let said = |text: &str| parse_time(text, &now).map_or_else(|misread| misread.to_string(), |at| at.to_string());
    let lines: String = all.iter().map(|text| format!("{text}\n  {}\n", said(text))).collect();
    insta::assert_snapshot!(lines, @"
    2026-11-24T09:00:00Z
      2026-11-24T09:00:00+00:00[UTC]
    2026-11-24T09:00:00+01:00
      2026-11-24T09:00:00+01:00[+01:00]
    2026-11-24 09:00+01:00
      2026-11-24T09:00:00+01:00[+01:00]
    2026-11-24T09:00[Europe/Berlin]
      2026-11-24T09:00:00+01:00[Europe/Berlin]
    2026-11-24T09:00+01:00[Europe/Berlin]
      2026-11-24T09:00:00+01:00[Europe/Berlin]
    2026-11-24 09:00 Europe/Berlin
      2026-11-24T09:00:00+01:00[Europe/Berlin]
    2026-11-24T09:00 America/New_York
      2026-11-24T09:00:00-05:00[America/New_York]
    2026-11-24T09:00Z Europe/Berlin
      2026-11-24T10:00:00+01:00[Europe/Berlin]
    2026-11-24 09:00
      2026-11-24T09:00:00+01:00[Europe/Berlin]
    today 17:00
      2026-03-02T17:00:00+01:00[Europe/Berlin]
    today 08:00
      2026-03-02T08:00:00+01:00[Europe/Berlin]
    Tomorrow 09:00
      2026-03-03T09:00:00+01:00[Europe/Berlin]
    tomorrow 01:00 Asia/Tokyo
      2026-03-03T01:00:00+09:00[Asia/Tokyo]
    monday 09:00
      2026-03-09T09:00:00+01:00[Europe/Berlin]
    monday 09:01
      2026-03-02T09:01:00+01:00[Europe/Berlin]
    sun 02:30
      2026-03-08T02:30:00+01:00[Europe/Berlin]
    fri 09:00 America/New_York
      2026-03-06T09:00:00-05:00[America/New_York]
    2026-10-25T02:30+01:00[Europe/Berlin]
      2026-10-25T02:30:00+01:00[Europe/Berlin]

      '' is not a time; write it like '2026-11-24 09:00 Europe/Berlin'
    tomorrow
      'tomorrow' is not a time; write it like '2026-11-24 09:00 Europe/Berlin'
    09:00
      '09:00' is not a time; write it like '2026-11-24 09:00 Europe/Berlin'
    tomorrow 9
      'tomorrow 9' is not a time; write it like '2026-11-24 09:00 Europe/Berlin'
    tomorrow 25:00
      'tomorrow 25:00' is not a time; write it like '2026-11-24 09:00 Europe/Berlin'
    tomorow 09:00
      'tomorow' is not a day; did you mean 'tomorrow'?
    someday 09:00
      'someday' is not a day; write a date, 'tomorrow' or 'monday'
    tomorrow 09:00 Berln
      'Berln' is not a time zone; did you mean 'Europe/Berlin'?
    2026-11-24
      '2026-11-24' is not a time; write it like '2026-11-24 09:00 Europe/Berlin'
    2026-11-31 09:00
      '2026-11-31 09:00' is not a time; write it like '2026-11-24 09:00 Europe/Berlin'
    2026-11-24T09:00[Europe/Berln]
      'Europe/Berln' is not a time zone; did you mean 'Europe/Berlin'?
    2026-11-24T09:00+05:00[Europe/Berlin]
      the offset in '2026-11-24T09:00+05:00[Europe/Berlin]' is not that of Europe/Berlin at that time
    2026-11-24T09:00[Europe/Berlin] UTC
      two time zones are given; omit one
    next monday 09:00 Europe/Berlin
      'next monday 09:00 Europe/Berlin' is not a time; write it like '2026-11-24 09:00 Europe/Berlin'
    2026-03-29 02:30
      2026-03-29 02:30 does not exist in Europe/Berlin: clocks skip that time
    2026-10-25 02:30
      2026-10-25 02:30 occurs twice in Europe/Berlin; write '2026-10-25T02:30+02:00[Europe/Berlin]' or '2026-10-25T02:30+01:00[Europe/Berlin]'
    sun 02:30 UTC extra
      'sun 02:30 UTC extra' is not a time; write it like '2026-11-24 09:00 Europe/Berlin'
    ");
}

#[test]
fn a_displayed_time_can_be_parsed() {
    let both = |text: &str| {
        let at: Zoned = text.parse().unwrap();
        assert_eq!(parse_time(&input_form(&at), &at).unwrap().timestamp(), at.timestamp());
        format!("{} | {}\n", display_time(&at), input_form(&at))
    };
    let all = [
        "2026-11-24T09:00[Europe/Berlin]",
        "2026-11-24T09:00[UTC]",
        "2026-10-25T02:30+01:00[Europe/Berlin]",
        "2026-11-24T09:00:05[Europe/Berlin]",
        "2026-11-24T09:00+05:30[+05:30]",
    ];
    insta::assert_snapshot!(all.map(both).concat(), @"
    Tue 2026-11-24 09:00 Europe/Berlin (2026-11-24 08:00 UTC) | 2026-11-24 09:00 Europe/Berlin
    Tue 2026-11-24 09:00 UTC | 2026-11-24 09:00 UTC
    Sun 2026-10-25 02:30 Europe/Berlin (2026-10-25 01:30 UTC) | 2026-10-25T02:30:00+01:00
    Tue 2026-11-24 09:00:05 Europe/Berlin (2026-11-24 08:00:05 UTC) | 2026-11-24T09:00:05+01:00
    Tue 2026-11-24 09:00 +05:30 (2026-11-24 03:30 UTC) | 2026-11-24T09:00:00+05:30
    ");
}

#[test]
fn durations() {
    let now: Zoned = "2026-03-28T09:00[Europe/Berlin]".parse().unwrap();
    let said = |text: &str| parse_duration(text, &now).map_or_else(|misread| misread.to_string(), |at| at.to_string());
    let all = ["2h", "90m", "1d 12h", "PT30M", "1 day", "0h", "-2h", "2h ago", "soon", "", "2", "99999999h"];
    let lines: String = all.iter().map(|text| format!("{text}\n  {}\n", said(text))).collect();
    insta::assert_snapshot!(lines, @"
    2h
      2026-03-28T11:00:00+01:00[Europe/Berlin]
    90m
      2026-03-28T10:30:00+01:00[Europe/Berlin]
    1d 12h
      2026-03-29T21:00:00+02:00[Europe/Berlin]
    PT30M
      2026-03-28T09:30:00+01:00[Europe/Berlin]
    1 day
      2026-03-29T09:00:00+02:00[Europe/Berlin]
    0h
      '0h' is not in the future
    -2h
      '-2h' is not in the future
    2h ago
      '2h ago' is not in the future
    soon
      'soon' is not a duration; write it like '2h', '90m' or '1d 12h'

      '' is not a duration; write it like '2h', '90m' or '1d 12h'
    2
      '2' is not a duration; write it like '2h', '90m' or '1d 12h'
    99999999h
      '99999999h' is not a duration; write it like '2h', '90m' or '1d 12h'
    ");
}
