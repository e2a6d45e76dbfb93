//! The keys to pick from, as a person reads them: one line for each, its note, and the whole value.

use similar::ChangeTag;

use super::text::cells::one_line;
use super::text::changes::{file_words, label as key_label};
use super::text::judged::{note as judged_note, unknown};
use super::text::line_diff::{DiffLine, dedent, line_diff};
use super::text::style::{Look, end_of, pad, sign, width};
use super::text::time::ago;
use crate::engine::judgement::Heading;
use crate::ops::pick::{Choice, PickFile, PickList, Standing};
use jiff::Timestamp;
use promote_core::env::change::{Change, Op, SpelledValue, UnitKind};
use promote_model::Value;
use promote_model::text::{cut_alike, visible};

/// The lines of context around changed lines of a value.
const CONTEXT: usize = 3;

/// What is to be known about a key before it is picked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mark {
    /// Picking it undoes a newer value of the target.
    Undoes,
    /// The target has its value from a rollback.
    RolledBack,
    /// Both sides changed it.
    Diverged,
    /// Later promotions left it out.
    PassedOver,
    /// The sides never held one value.
    Unrelated,
    /// History does not tell.
    Unknown,
    /// Picking it removes the key from the target.
    Removes,
    /// It changed after the promotion.
    ChangedSince,
}

impl Mark {
    /// The mark of a key; `None` where nothing speaks against it.
    pub(crate) fn of(choice: &Choice) -> Option<Self> {
        Some(match &choice.standing {
            Standing::Untold | Standing::Unchanged => return None,
            Standing::ChangedSince(_) => Self::ChangedSince,
            Standing::Judged(_, Some(judged)) if judged.was_rolled_back() && choice.change.op != Op::Removed => {
                Self::RolledBack
            }
            Standing::Judged(heading, _) => match heading {
                Heading::Forward => return None,
                Heading::Diverged => Self::Diverged,
                Heading::Undoes => Self::Undoes,
                Heading::PassedOver => Self::PassedOver,
                Heading::Unrelated => Self::Unrelated,
                Heading::Unknown => Self::Unknown,
                Heading::OnlyInTarget => Self::Removes,
            },
        })
    }

    /// The word beside the key.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Undoes => "undoes",
            Self::RolledBack => "rolled back",
            Self::Diverged => "diverged",
            Self::PassedOver => "passed over",
            Self::Unrelated => "unrelated",
            Self::Unknown => "unknown",
            Self::Removes => "removes",
            Self::ChangedSince => "changed since",
        }
    }

    /// Whether a picked key takes something newer back.
    pub(crate) fn is_warning(self) -> bool {
        matches!(self, Self::Undoes | Self::RolledBack | Self::Diverged | Self::ChangedSince)
    }
}

/// What a key is called below its file.
pub(crate) fn label(change: &Change) -> String {
    match &change.document {
        Some(document) => format!("{}:{}", visible(&format!("#{document}")), key_label(change)),
        None => key_label(change),
    }
}

/// A sentence about a key, for the line below the list.
pub(crate) fn note(choice: &Choice, file: &PickFile, list: &PickList) -> Option<String> {
    let target = visible(&list.target);
    let told = match &choice.standing {
        Standing::Untold => Some("no history yet".to_owned()),
        Standing::Unchanged => None,
        Standing::ChangedSince(Some(by)) => {
            let at = Timestamp::from_second(by.committer.seconds).unwrap_or(list.now);
            let (title, who, when) = (visible(by.title()), visible(&by.author.name), ago(at, list.now));
            Some(format!("changed since by {} '{title}', {who}, {when}: a conflict", by.id.short()))
        }
        Standing::ChangedSince(None) => Some(format!("changed since in {target}: a conflict")),
        Standing::Judged(Heading::OnlyInTarget, _) => Some(format!("only in {target}: picking it removes it")),
        Standing::Judged(Heading::Unrelated, Some(judged)) if !judged.judgement.born_different => {
            Some(format!("unrelated: {} and {target} never held one value", visible(&list.source)))
        }
        Standing::Judged(Heading::Unknown, Some(judged)) => {
            judged.judgement.unknown.map(|why| format!("of unknown direction: {}", unknown(why, list.depth)))
        }
        Standing::Judged(Heading::Diverged, Some(judged)) => {
            Some(format!("diverged; {}", judged_note(judged, list.depth, list.now).unwrap_or_default()))
        }
        Standing::Judged(_, judged) => judged.as_ref().and_then(|judged| judged_note(judged, list.depth, list.now)),
    };
    let whole = file.unreadable.as_ref().map(|reason| format!("not read by key: {}", visible(reason)));
    let notes: Vec<String> = [told, whole].into_iter().flatten().collect();
    (!notes.is_empty()).then(|| notes.join("; "))
}

/// Sign and key, padded to a width in columns.
pub(crate) fn key(look: Look, op: Op, label: &str, wide: usize) -> String {
    look.op(op, &format!("{} {}", sign(op), pad(&end_of(label, wide), wide)))
}

/// The values in one line, in about `room` columns.
pub(crate) fn value(look: Look, change: &Change, room: usize) -> String {
    let text = |side: &Option<SpelledValue>| side.as_ref().map(|side| visible(one_line(side).trim()).into_owned());
    match (text(&change.target), text(&change.source)) {
        (Some(old), Some(new)) => {
            let (old, new) = cut_alike(&old, &new, room.saturating_sub(4).max(8) / 2);
            format!("{}{}{}", look.red(&old), look.dim(" -> "), look.green(&new))
        }
        (None, Some(new)) => look.green(&new),
        (Some(old), None) => look.red(&old),
        (None, None) => String::new(),
    }
}

/// The whole value of a key, or how it changes line by line, in lines that fit a width.
pub(crate) fn whole(look: Look, change: &Change, file: &PickFile, columns: usize) -> Vec<String> {
    let lines = match (change.kind, &file.lines) {
        (UnitKind::File, Some((old, new))) => line_diff(old, new, CONTEXT),
        (UnitKind::File, None) => of_file(change),
        _ => of_key(change),
    };
    let mut shown: Vec<String> = lines
        .iter()
        .flat_map(|line| wrapped(&line.text(), columns).into_iter().map(|part| line.paint(look, &part)))
        .collect();
    if file.hidden {
        shown.push(look.dim("lines hidden: a file that is not read by key may contain secrets"));
    }
    shown
}

fn of_file(change: &Change) -> Vec<DiffLine> {
    let words = |tag, side: &Option<SpelledValue>| match side.as_ref().map(|side| &side.value) {
        Some(Value::File(file)) => Some(DiffLine::Line(tag, file_words(file))),
        _ => None,
    };
    [words(ChangeTag::Delete, &change.target), words(ChangeTag::Insert, &change.source)].into_iter().flatten().collect()
}

fn of_key(change: &Change) -> Vec<DiffLine> {
    let text = |side: &Option<SpelledValue>| side.as_ref().map(|side| dedent(&side.shown()));
    let (old, new) = (text(&change.target), text(&change.source));
    let is_block = |text: &Option<String>| text.as_ref().is_some_and(|text| text.contains('\n'));
    match (&old, &new) {
        (Some(old_lines), Some(new_lines)) if (is_block(&old) || is_block(&new)) && old_lines != new_lines => {
            line_diff(old_lines, new_lines, CONTEXT)
        }
        _ => {
            let side = |tag, text: Option<String>| {
                let lines = text.map(|text| text.lines().map(|line| visible(line).into_owned()).collect::<Vec<_>>());
                lines.unwrap_or_default().into_iter().map(move |line| DiffLine::Line(tag, line))
            };
            side(ChangeTag::Delete, old).chain(side(ChangeTag::Insert, new)).collect()
        }
    }
}

/// A line in parts of at most this width; the later ones are indented below its sign.
fn wrapped(line: &str, columns: usize) -> Vec<String> {
    let columns = columns.max(8);
    let (mut parts, mut part, mut used) = (Vec::new(), String::new(), 0);
    for c in line.chars() {
        let wide = width(c.encode_utf8(&mut [0; 4]));
        if used + wide > columns {
            parts.push(std::mem::replace(&mut part, "  ".to_owned()));
            used = 2;
        }
        part.push(c);
        used += wide;
    }
    parts.push(part);
    parts
}

#[cfg(test)]
mod tests {
    use super::wrapped;

    #[test]
    fn a_long_line_is_wrapped_below_its_sign() {
        assert_eq!(wrapped("+ 0123456789", 8), ["+ 012345", "  6789"]);
        assert_eq!(wrapped("+ 名前名前", 8), ["+ 名前名", "  前"]);
        assert_eq!(wrapped("", 8), [""]);
    }
}
