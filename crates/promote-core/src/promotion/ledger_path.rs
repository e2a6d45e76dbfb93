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

/// The folder of a promotion with this status: `open/ID`, or `closed/YEAR/MONTH/ID` by the month of its creation.
pub fn folder(id: PromotionId, created_at: Timestamp, status: Status) -> String {
    if status.is_open() {
        return format!("open/{id}");
    }
    let date = created_at.to_zoned(TimeZone::UTC).date();
    format!("closed/{}/{:02}/{id}", date.year(), date.month())
}

/// The promotion that a path belongs to, its folder, and the rest of the path below it.
pub fn of_path(path: &str) -> Option<(PromotionId, &str, &str)> {
    let depth = match path.split('/').next()? {
        "open" => 2,
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
    fn a_path_belongs_to_its_promotion() {
        let id = "01958a2b-7c00-7000-8000-000000000000";
        for folder in [format!("open/{id}"), format!("closed/2026/03/{id}")] {
            let path = format!("{folder}/approvals/3.json");
            let found = of_path(&path).map(|(id, folder, rest)| (id.to_string(), folder, rest));
            assert_eq!(found, Some((id.to_owned(), folder.as_str(), "approvals/3.json")));
        }
        for path in ["README", "open/x/y", &format!("closed/{id}/events.jsonl"), &format!("open/{id}")] {
            assert_eq!(of_path(path), None, "{path}");
        }
    }
}
