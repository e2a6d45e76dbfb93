//! Judged keys for people: headings with their counts, and what a promotion would undo.

use jiff::Timestamp;

use super::time::ago;
use crate::engine::judgement::{Heading, Judged};
use crate::engine::origin::{Origin, OriginKind};
use promote_core::env::judge::{Direction, Unknown};
use promote_model::text::{count, visible};

/// The longest subject of a commit in a note, in characters.
const SUBJECT: usize = 50;

/// What waits: `2 keys wait`, `2 keys and 1 new file wait`.
pub(crate) fn waiting(keys: usize, new_files: usize) -> String {
    let verb = if keys + new_files == 1 { "waits" } else { "wait" };
    let files = count(new_files, "new file");
    match (keys, new_files) {
        (_, 0) => format!("{} {verb}", count(keys, "key")),
        (0, _) => format!("{files} {verb}"),
        _ => format!("{} and {files} {verb}", count(keys, "key")),
    }
}

/// The heading of a group of keys but those that wait: `2 keys would undo what production has since`.
pub(crate) fn heading(heading: Heading, number: usize, source: &str, target: &str) -> String {
    let (keys, source, target) = (count(number, "key"), visible(source), visible(target));
    let was = if number == 1 { "was" } else { "were" };
    match heading {
        Heading::Forward => waiting(number, 0),
        Heading::Diverged => format!("{keys} diverged: {source} and {target} changed {}", it(number)),
        Heading::Undoes => format!("{keys} would undo what {target} has since"),
        Heading::PassedOver => format!("{keys} {was} passed over by later promotions"),
        Heading::Unrelated => format!("{keys} unrelated: {source} and {target} never held one value"),
        Heading::Unknown => format!("{keys} of unknown direction"),
        Heading::OnlyInTarget => format!("{keys} only in {target}"),
    }
}

fn it(number: usize) -> &'static str {
    if number == 1 { "it" } else { "them" }
}

/// What is to be known about one key: `undoes 7511585 'Hotfix 1.9.1', Ben, 2 days ago`.
pub(crate) fn note(judged: &Judged, depth: usize, now: Timestamp) -> Option<String> {
    let judgement = &judged.judgement;
    match judgement.direction {
        Direction::Backward | Direction::Diverged => judged.target_since.as_ref().map(|origin| undoes(origin, now)),
        Direction::Forward if judgement.is_passed_over() => {
            Some(format!("passed over {} times", judgement.passed_over))
        }
        Direction::Unknown => judgement.unknown.map(|why| unknown(why, depth)),
        Direction::Unrelated if judgement.born_different => Some("born different".to_owned()),
        Direction::Forward | Direction::Unrelated => None,
    }
}

/// Why a direction is unknown.
pub(crate) fn unknown(why: Unknown, depth: usize) -> String {
    match why {
        Unknown::SetUp => "no history yet".to_owned(),
        Unknown::Depth => format!("older than {depth} states"),
        Unknown::Shallow => "the history of this clone is cut off".to_owned(),
    }
}

/// The most keys that are named in a note.
const MOST: usize = 5;

/// The keys that a request leaves out: `left out, diverged: image (name a key to take it)`.
pub(crate) fn left_out(heading: Heading, keys: &[&str], target: &str, ways: &str) -> String {
    let why = match heading {
        Heading::Diverged => "diverged".to_owned(),
        Heading::PassedOver => "passed over".to_owned(),
        _ => format!("would undo what {} has since", visible(target)),
    };
    let named: Vec<String> = keys.iter().take(MOST).map(|key| visible(key).into_owned()).collect();
    let more = keys.len().saturating_sub(MOST);
    let more = if more == 0 { String::new() } else { format!(" and {more} more") };
    format!("left out, {why}: {}{more} ({ways})", named.join(", "))
}

/// What promoting a key would undo.
pub(crate) fn undoes(origin: &Origin, now: Timestamp) -> String {
    let (who, when) = (visible(&origin.by.name), ago(origin.at, now));
    match &origin.kind {
        OriginKind::Rollback(_, reason) => {
            format!("rolled back {when} by {who}: '{}'", visible(&cut(reason, SUBJECT)))
        }
        OriginKind::Edit | OriginKind::Promotion(_) => {
            format!("undoes {} '{}', {who}, {when}", origin.commit.short(), visible(&cut(&origin.title, SUBJECT)))
        }
    }
}

/// The beginning of a text.
fn cut(text: &str, longest: usize) -> String {
    match text.char_indices().nth(longest) {
        Some((at, _)) => format!("{}…", text[..at].trim_end()),
        None => text.to_owned(),
    }
}
