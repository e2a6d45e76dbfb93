//! New parts in brackets, on one line or on lines of their own.

use super::align::{Columns, align};
use super::commas::LeadingCommas;
use super::part_text::PartText;
use super::write::{InsertContext, PartWriter};

impl PartWriter<'_> {
    /// Parts in brackets.
    pub(crate) fn wrap(&self, pieces: &[PartText], context: &InsertContext, one_line: bool, is_map: bool) -> String {
        let (open, close) = if is_map { ('{', '}') } else { ('[', ']') };
        if pieces.is_empty() {
            return format!("{open}{close}");
        }
        if one_line {
            let pad = if is_map { &self.ours.map_pad } else { &self.ours.list_pad };
            let pad = pad.as_deref().unwrap_or_default();
            let texts: Vec<&str> = pieces.iter().map(|piece| piece.body.as_str()).collect();
            return format!("{open}{pad}{}{pad}{close}", texts.join(&format!(",{}", self.gap())));
        }
        if let Some(commas) = self.leading_commas(is_map) {
            let own = self.inner_indent(context, is_map);
            return format!("{open}{}{close}", self.leading_lines(commas, pieces, (&context.indent, &own)));
        }
        let outer = format!("{}{}", self.newline(), context.indent);
        let inner = format!("{outer}{}", self.unit(context));
        let comma = if is_map && self.bare() { "" } else { "," };
        let last_comma = if self.ours.end_comma == Some(true) { comma } else { "" };
        let mut out = open.to_string();
        for (index, piece) in pieces.iter().enumerate() {
            out += &piece.empty_lines(index, &inner);
            out += &inner;
            out += &piece.text(&inner, if index + 1 < pieces.len() { comma } else { last_comma });
        }
        format!("{out}{outer}{close}")
    }

    /// The commas, if they start the lines. Where line breaks separate entries, none can.
    fn leading_commas(&self, is_map: bool) -> Option<&LeadingCommas> {
        self.commas().leading().filter(|_| !(is_map && self.syntax.bare_lines))
    }

    /// Whether the lines of a map have no commas.
    fn bare(&self) -> bool {
        self.syntax.bare_lines && self.ours.bare != Some(false)
    }

    /// New parts for a map or list that contains only comments.
    pub(crate) fn filled(&self, context: &InsertContext, own_line: bool, pieces: &[PartText], is_map: bool) -> String {
        let mut pieces = pieces.to_vec();
        align(&mut pieces, Columns::default());
        if let Some(commas) = self.leading_commas(is_map).filter(|_| own_line) {
            let around = format!("{}{}", self.newline(), context.indent);
            let line =
                |(index, new): (usize, &PartText)| new.empty_lines(index, &around) + &around + &commas.text(new, index);
            return pieces.iter().enumerate().map(line).collect();
        }
        let comma = if is_map && own_line && self.bare() { "" } else { "," };
        let last_comma = if own_line && self.ours.end_comma == Some(true) { comma } else { "" };
        let around = if own_line { format!("{}{}", self.newline(), context.indent) } else { self.gap().to_owned() };
        let mut out = String::new();
        for (index, piece) in pieces.iter().enumerate() {
            out += &piece.empty_lines(index, &around);
            out += &around;
            out += &piece.text(&around, if index + 1 < pieces.len() { comma } else { last_comma });
        }
        out
    }

    /// Parts on lines that start with commas, up to the closing bracket. `own`: the indentation of the commas.
    fn leading_lines(&self, commas: &LeadingCommas, pieces: &[PartText], (outer, own): (&str, &str)) -> String {
        let around = format!("{}{own}", self.newline());
        let mut out = String::new();
        for (index, new) in pieces.iter().enumerate() {
            out += &new.empty_lines(index, &around);
            out += &match (&commas.indent, index) {
                // A comment never gets behind a bracket.
                (None, 0) if !new.lead.contains('\n') => commas.after.clone(),
                (Some(_), 0) if !new.lead.contains('\n') => around.clone() + &commas.blanks(),
                _ => around.clone(),
            };
            out += &commas.text(new, index);
        }
        out + &if commas.indent.is_none() { around } else { format!("{}{outer}", self.newline()) }
    }

    /// The indentation of the lines inside the brackets of a new map or list.
    pub(super) fn inner_indent(&self, context: &InsertContext, is_map: bool) -> String {
        let own = match self.leading_commas(is_map).map(|commas| &commas.indent) {
            Some(Some(indent)) => indent.clone(),
            Some(None) => " ".repeat(context.hang),
            None => self.unit(context).to_owned(),
        };
        format!("{}{own}", context.indent)
    }
}
