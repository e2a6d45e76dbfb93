//! Two texts compared line by line.

use similar::{ChangeTag, TextDiff};

use super::style::Look;
use promote_model::text::visible;

/// A line of a comparison.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum DiffLine {
    /// Lines that are left out.
    Gap,
    /// A line with its tag; its text is safe to show.
    Line(ChangeTag, String),
}

impl DiffLine {
    /// The line as it is shown, with its sign.
    pub(crate) fn text(&self) -> String {
        match self {
            Self::Gap => "…".to_owned(),
            Self::Line(tag, text) => {
                let sign = match tag {
                    ChangeTag::Delete => "-",
                    ChangeTag::Insert => "+",
                    ChangeTag::Equal => " ",
                };
                format!("{sign} {text}").trim_end().to_owned()
            }
        }
    }

    /// A text in the colour of this line.
    pub(crate) fn paint(&self, look: Look, text: &str) -> String {
        match self {
            Self::Line(ChangeTag::Delete, _) => look.red(text),
            Self::Line(ChangeTag::Insert, _) => look.green(text),
            Self::Line(ChangeTag::Equal, _) | Self::Gap => look.dim(text),
        }
    }
}

/// The lines that differ, with some lines of context.
pub(crate) fn line_diff(old: &str, new: &str, context: usize) -> Vec<DiffLine> {
    let diff = TextDiff::from_lines(old, new);
    let mut lines = Vec::new();
    for (at, group) in diff.grouped_ops(context).iter().enumerate() {
        if at > 0 {
            lines.push(DiffLine::Gap);
        }
        for change in group.iter().flat_map(|op| diff.iter_changes(op)) {
            let text = visible(change.value().trim_end_matches(['\n', '\r'])).into_owned();
            lines.push(DiffLine::Line(change.tag(), text));
        }
    }
    lines
}

/// Removes the common indentation; the first line follows its key and has none.
pub(crate) fn dedent(text: &str) -> String {
    let indents =
        text.lines().skip(1).filter(|line| !line.trim().is_empty()).map(|line| line.len() - line.trim_start().len());
    let least = indents.min().unwrap_or_default();
    let lines = text
        .lines()
        .enumerate()
        .map(|(at, line)| if at == 0 { line } else { line.get(least..).unwrap_or("").trim_end() });
    lines.collect::<Vec<_>>().join("\n")
}
