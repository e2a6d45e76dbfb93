//! Cells of a table of keys: values in one line, and their marks.

use std::collections::BTreeSet;

use super::changes::file_words;
use crate::engine::key_table::{CellValue, Holds, TableCell, TableRow};
use promote_core::env::change::{SpelledValue, UnitKind};
use promote_model::Value;
use promote_model::text::visible;

/// What is to be known about a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Mark {
    /// The environment lacks the key.
    Missing,
    /// `promote.yaml` leaves the file out in this environment.
    LeftOut,
    /// The file cannot be read by key.
    Unread,
    /// The environment owns the key.
    Own,
    /// A newer value waits in a source.
    Forward,
    /// The environment has something newer than a source.
    Backward,
    /// Both changed it.
    Diverged,
    /// The environment has its value from a commit that no promotion wrote.
    ByHand,
}

impl Mark {
    /// All, in the order of the legend.
    const ALL: [Self; 8] = [
        Self::Missing,
        Self::LeftOut,
        Self::Unread,
        Self::Own,
        Self::Forward,
        Self::Backward,
        Self::Diverged,
        Self::ByHand,
    ];

    /// The sign in a cell.
    pub(crate) fn sign(self) -> &'static str {
        match self {
            Self::Missing => "-",
            Self::LeftOut => "/",
            Self::Unread => "?",
            Self::Own => "*",
            Self::Forward => ">",
            Self::Backward => "<",
            Self::Diverged => "<>",
            Self::ByHand => "!",
        }
    }

    /// What it means.
    pub(crate) fn meaning(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::LeftOut => "left out by promote.yaml",
            Self::Unread => "not read by key",
            Self::Own => "own (keep)",
            Self::Forward => "a newer value waits in its source",
            Self::Backward => "newer than in its source",
            Self::Diverged => "changed here and in its source",
            Self::ByHand => "changed by hand",
        }
    }

    /// The word for scripts.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::LeftOut => "left-out",
            Self::Unread => "unread",
            Self::Own => "own",
            Self::Forward => "forward",
            Self::Backward => "backward",
            Self::Diverged => "diverged",
            Self::ByHand => "by-hand",
        }
    }

    /// Whether the cell shows it instead of a value.
    pub(crate) fn is_of_absence(self) -> bool {
        matches!(self, Self::Missing | Self::LeftOut | Self::Unread)
    }
}

/// The marks of a cell.
pub(crate) fn marks(cell: &TableCell) -> Vec<Mark> {
    let absent = match cell.holds {
        Holds::Value(_) => None,
        Holds::Missing => Some(Mark::Missing),
        Holds::LeftOut => Some(Mark::LeftOut),
        Holds::Unread => Some(Mark::Unread),
    };
    let edges = || cell.edges.iter();
    let flags = [
        (cell.own, Mark::Own),
        (edges().any(|edge| edge.is_forward()), Mark::Forward),
        (edges().any(|edge| edge.is_backward()), Mark::Backward),
        (edges().any(|edge| edge.is_diverged()), Mark::Diverged),
        (edges().any(|edge| edge.is_by_hand), Mark::ByHand),
    ];
    absent.into_iter().chain(flags.into_iter().filter(|(is, _)| *is).map(|(_, mark)| mark)).collect()
}

/// The signs of marks beside a value.
pub(crate) fn signs(marks: &[Mark]) -> String {
    marks.iter().filter(|mark| !mark.is_of_absence()).map(|mark| mark.sign()).collect::<Vec<_>>().join(" ")
}

/// The legend of the marks that were used.
pub(crate) fn legend(used: &BTreeSet<Mark>) -> Vec<String> {
    Mark::ALL
        .iter()
        .filter(|mark| used.contains(mark))
        .map(|mark| format!("{} {}", mark.sign(), mark.meaning()))
        .collect()
}

/// The value of a cell in one line; the sign if there is no value.
pub(crate) fn value(cell: &TableCell) -> String {
    match (cell.value(), marks(cell).first()) {
        (Some(CellValue { shown, .. }), _) => visible(one_line(shown).trim()).into_owned(),
        (None, mark) => mark.map_or("", |mark| mark.sign()).to_owned(),
    }
}

/// A value in one line: the file's own text, where that is one line.
pub(crate) fn one_line(spelled: &SpelledValue) -> String {
    match &spelled.value {
        Value::File(file) => file_words(file),
        value => match spelled.shown() {
            lines if lines.contains('\n') => value.to_string(),
            line => line.into_owned(),
        },
    }
}

/// The name of a row: its key, with its document.
pub(crate) fn label(row: &TableRow) -> String {
    match (row.kind, &row.document) {
        (UnitKind::File, _) => "(whole file)".to_owned(),
        (_, Some(document)) => visible(&format!("#{document}:{}", row.key)).into_owned(),
        (_, None) => visible(&row.key.to_string()).into_owned(),
    }
}
