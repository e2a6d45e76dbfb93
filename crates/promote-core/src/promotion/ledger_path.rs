//! Paths of promotions in the ledger's tree.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::event::EventKind;
use super::id::PromotionId;
use super::state::Status;

/// The folder of the statements of approvals, in the folder of a promotion.
pub const APPROVALS: &str = "approvals";
/// The folder of the statements of attestations.
pub const ATTESTATIONS: &str = "attestations";

/// The folder of an open promotion.
pub fn open(id: PromotionId) -> String {
    format!("open/{id}")
}

/// The folder of a closed promotion, by the month of its creation and the last two digits of its id, which are random:
/// `closed/YEAR/MONTH/XX/ID`. An event writes again every folder on the way to its promotion, so none may have thousands of
/// entries.
pub fn closed(id: PromotionId, created_at: Timestamp) -> String {
    let name = id.to_string();
    format!("{}/{}/{name}", month(created_at), &name[name.len() - FAN..])
}

/// The folder of a closed promotion in a ledger of version 1: `closed/YEAR/MONTH/ID`.
pub fn closed_flat(id: PromotionId, created_at: Timestamp) -> String {
    format!("{}/{id}", month(created_at))
}

/// The folders that a closed promotion may have, by the time in its id.
pub fn closed_by_time(id: PromotionId) -> Option<[String; 2]> {
    let (seconds, _) = id.0.get_timestamp()?.to_unix();
    let at = Timestamp::from_second(i64::try_from(seconds).ok()?).ok()?;
    Some([closed(id, at), closed_flat(id, at)])
}

/// The folder of the promotions that were created in a month.
pub fn month(created_at: Timestamp) -> String {
    let date = created_at.to_zoned(TimeZone::UTC).date();
    format!("closed/{}/{:02}", date.year(), date.month())
}

/// The number of digits that a month's folders are told apart by.
const FAN: usize = 2;

/// Whether a folder of a month holds the promotions whose ids end with its name.
pub fn is_fan(name: &str) -> bool {
    name.len() == FAN && name.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// The folders in which a promotion with this status may be: the first is that of the present version.
pub fn folders(id: PromotionId, created_at: Timestamp, status: Status) -> Vec<String> {
    match status.is_open() {
        true => vec![open(id)],
        false => vec![closed(id, created_at), closed_flat(id, created_at)],
    }
}

/// The promotion that a path belongs to, its folder, and the rest of the path below it.
pub fn of_path(path: &str) -> Option<(PromotionId, &str, &str)> {
    let depth = match path.split('/').next()? {
        "open" => 2,
        "closed" if path.split('/').nth(3).is_some_and(is_fan) => 5,
        "closed" => 4,
        _ => return None,
    };
    let (end, _) = path.match_indices('/').nth(depth - 1)?;
    let (folder, rest) = (&path[..end], &path[end + 1..]);
    let id = folder.rsplit('/').next()?.parse().ok()?;
    Some((PromotionId(id), folder, rest))
}

/// The folder of the numbers of promotions.
pub const NUMBERS: &str = "numbers";

/// The path of the file that holds the id of the promotion with a number: a hundred to a folder.
pub fn number(number: u32) -> String {
    format!("{NUMBERS}/{}/{:02}", number / 100, number % 100)
}

/// The number that a path is about.
pub fn number_of(path: &str) -> Option<u32> {
    let (folder, file) = path.strip_prefix(NUMBERS)?.strip_prefix('/')?.split_once('/')?;
    let found = folder.parse::<u32>().ok()?.checked_mul(100)?.checked_add(file.parse().ok()?)?;
    (number(found) == path).then_some(found)
}

/// The folder of the holds.
pub const HOLDS: &str = "holds";

/// The name of the file of events.
const EVENTS: &str = "events.jsonl";

/// What the file of a number holds if the number is that of a hold.
pub const HOLD_NUMBER: &str = "hold\n";

/// The path of the events of the hold with a number.
pub fn hold(number: u32) -> String {
    format!("{HOLDS}/{number}/{EVENTS}")
}

/// The number of the hold whose events are at a path.
pub fn hold_of(path: &str) -> Option<u32> {
    let number = path.strip_prefix(HOLDS)?.strip_prefix('/')?.split('/').next()?.parse().ok()?;
    (hold(number) == path).then_some(number)
}

/// The folder for the statements of such an event, beside the events; `None` for events without a statement.
pub fn statements(what: &EventKind) -> Option<&'static str> {
    match what {
        EventKind::Approved { .. } => Some(APPROVALS),
        EventKind::Attested { .. } => Some(ATTESTATIONS),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_has_one_path() {
        for (of, path) in [(1, "numbers/0/01"), (99, "numbers/0/99"), (12_345, "numbers/123/45")] {
            assert_eq!((number(of), number_of(path)), (path.to_owned(), Some(of)));
        }
        for path in ["numbers/0/1", "numbers/00/01", "numbers/0/100", "numbers/01", "numbers/x/01", "open/0/01"] {
            assert_eq!(number_of(path), None, "{path}");
        }
    }

    #[test]
    fn a_hold_has_one_path() {
        assert_eq!((hold(7), hold_of("holds/7/events.jsonl")), ("holds/7/events.jsonl".to_owned(), Some(7)));
        for path in ["holds/07/events.jsonl", "holds/7", "holds/7/more", "holds/x/events.jsonl", "open/7/events.jsonl"]
        {
            assert_eq!(hold_of(path), None, "{path}");
        }
    }

    #[test]
    fn a_path_belongs_to_its_promotion() {
        let id = "01958a2b-7c00-7000-8000-000000000000";
        for folder in [format!("open/{id}"), format!("closed/2026/03/{id}"), format!("closed/2026/03/00/{id}")] {
            let path = format!("{folder}/approvals/3.json");
            let found = of_path(&path).map(|(id, folder, rest)| (id.to_string(), folder, rest));
            assert_eq!(found, Some((id.to_owned(), folder.as_str(), "approvals/3.json")));
        }
        let (id, at) = (PromotionId(id.parse().unwrap()), "2026-03-04T05:06:07Z".parse().unwrap());
        let found: Vec<String> = folders(id, at, Status::Executed);
        assert_eq!(found, [format!("closed/2026/03/00/{id}"), format!("closed/2026/03/{id}")]);
        assert_eq!(folders(id, at, Status::Created), [format!("open/{id}")]);
        for path in ["README", "open/x/y", &format!("closed/{id}/events.jsonl"), &format!("open/{id}")] {
            assert_eq!(of_path(path), None, "{path}");
        }
    }
}
