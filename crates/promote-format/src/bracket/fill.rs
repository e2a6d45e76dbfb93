//! Maps and lists of the target that contain only comments.

use std::ops::Range;

use super::blanks::line_indent;
use super::gap::{Sides, gap};
use super::part_text::PartText;
use super::syntax::Syntax;
use super::write::{InsertContext, PartWriter};
use crate::splice::Splice;

/// A map or list without parts but with comments, after which new parts are inserted.
pub(crate) struct CommentsOnly<'a> {
    /// The end of the last comment.
    at: usize,
    /// Whether nothing else follows on its line.
    own_line: bool,
    /// The indentation of its line; `None` on the line of the opening bracket.
    indent: Option<&'a str>,
}

impl<'a> CommentsOnly<'a> {
    /// The comments between these brackets; `None` if there are none, or anything else.
    pub(crate) fn within(text: &'a str, brackets: Range<usize>, syntax: &Syntax) -> Option<Self> {
        let inside = brackets.start + 1..brackets.end - 1;
        let gap = gap(text, inside.clone(), Sides { ahead: false, behind: false }, syntax)?;
        if gap.tail.is_empty() && gap.free.is_none() {
            return None;
        }
        let at = inside.start + text[inside.clone()].trim_end_matches([' ', '\t', '\r', '\n']).len();
        let own_line = text[at..].trim_start_matches([' ', '\t', '\r']).starts_with('\n');
        let shares = !text[brackets.start..at].contains('\n');
        Some(Self { at, own_line, indent: (!shares).then(|| line_indent(text, at)) })
    }

    /// The surroundings of new parts; `around` are those of the map or list.
    pub(crate) fn context(&self, around: &InsertContext, part_writer: &PartWriter<'_>) -> InsertContext {
        let inside = || format!("{}{}", around.indent, part_writer.unit(around));
        InsertContext {
            one_line: !self.own_line,
            indent: self.indent.map_or_else(inside, str::to_owned),
            unit: around.unit.clone(),
            ..InsertContext::default()
        }
    }

    /// Inserts the parts.
    pub(crate) fn filled(
        &self,
        context: &InsertContext,
        part_writer: &PartWriter<'_>,
        pieces: &[PartText],
        is_map: bool,
    ) -> Splice {
        Splice::insert(self.at, part_writer.filled(context, self.own_line, pieces, is_map))
    }
}
