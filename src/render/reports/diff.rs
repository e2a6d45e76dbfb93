//! `diff`.

use std::io::{self, Write};

use serde_json::Value as Json;

use crate::ops::diff::Difference;
use crate::render::report::{Report, value};
use crate::render::text::diff::Shown;
use crate::render::text::style::Look;
use crate::render::{markdown, text, v1};

/// How much of a difference is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Detail {
    /// Every key.
    Keys,
    /// Counts for each file (`--stat`).
    Stat,
    /// The paths of the files (`--name-only`).
    Names,
}

/// The difference between two environments.
pub(crate) struct DiffReport<'a> {
    /// The difference.
    pub(crate) diff: &'a Difference,
    /// Whether the keys that the target owns are shown.
    pub(crate) keep: bool,
    /// Whether the keys are shown that are equal up to the names of the environments.
    pub(crate) translated: bool,
    /// How much is shown.
    pub(crate) detail: Detail,
}

impl Report for DiffReport<'_> {
    fn text(&self, out: &mut dyn Write, look: Look) -> io::Result<()> {
        match self.detail {
            Detail::Keys => {
                let shown = Shown { keep: self.keep, translated: self.translated, notes: true };
                text::diff::difference(out, look, self.diff, shown)
            }
            Detail::Stat => text::diff::stat(out, look, self.diff),
            Detail::Names => text::diff::names(out, self.diff),
        }
    }

    fn quiet(&self, out: &mut dyn Write, _look: Look) -> io::Result<()> {
        match self.detail {
            Detail::Names => text::diff::names(out, self.diff),
            Detail::Keys | Detail::Stat => Ok(()),
        }
    }

    fn json(&self) -> Json {
        value(&v1::diff::Diff::new(self.diff, self.keep, self.translated))
    }

    fn markdown(&self) -> Option<String> {
        Some(match self.detail {
            Detail::Keys => markdown::diff::difference(self.diff, self.keep, self.translated),
            Detail::Stat | Detail::Names => markdown::diff::stat(self.diff),
        })
    }

    fn patch(&self) -> Option<&[u8]> {
        self.diff.patch.as_deref()
    }
}
