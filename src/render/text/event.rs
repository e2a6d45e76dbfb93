//! Events for people: one row each.

use super::time::time;
use promote_core::promotion::{Event, EventKind};
use promote_model::text::{count, visible};

/// One event: time, kind, person, details.
pub(crate) fn event(event: &Event) -> Vec<String> {
    let more = match &event.what {
        EventKind::Validated { ok: true, .. } => "ok".to_owned(),
        EventKind::Validated { findings, .. } => count(findings.len(), "finding"),
        EventKind::Rejected { reason, .. } | EventKind::Cancelled { reason } => visible(reason).into_owned(),
        EventKind::Proposed { branch, commit, .. } => format!("{} on {}", commit.short(), visible(branch)),
        EventKind::Scheduled { at, expires: None, .. } => format!("for {}", time(*at)),
        EventKind::Scheduled { at, expires: Some(expires), .. } => {
            format!("for {}, until {}", time(*at), time(*expires))
        }
        EventKind::Unscheduled { expired, .. } => if *expired { "expired" } else { "" }.to_owned(),
        EventKind::Held { reasons, .. } => visible(&reasons.join("; ")).into_owned(),
        EventKind::Executed { commit, overriding: Some(reason), .. } => {
            format!("{}, overriding: {}", commit.short(), visible(reason))
        }
        EventKind::Executed { commit, .. } => commit.short(),
        EventKind::RolledBack { commit, reason, keys, complete, .. } => {
            let part = if *complete { String::new() } else { format!(", {} only", count(keys.len(), "key")) };
            format!("{}{part}: {}", commit.short(), visible(reason))
        }
        EventKind::Approved { expires: Some(expires), .. } => format!("until {}", time(*expires)),
        EventKind::Attested { name, ok, url, notes, .. } => {
            let outcome = if *ok { "ok" } else { "failed" };
            let more = [notes, url].into_iter().flatten().map(|text| visible(text).into_owned()).collect::<Vec<_>>();
            let more = if more.is_empty() { String::new() } else { format!(": {}", more.join(", ")) };
            format!("{} {outcome}{more}", visible(name))
        }
        EventKind::Created { .. }
        | EventKind::Approved { .. }
        | EventKind::Withdrawn { .. }
        | EventKind::Refreshed { .. } => String::new(),
    };
    vec![time(event.at), event.what.word().to_owned(), visible(&event.by.name).into_owned(), more]
}
