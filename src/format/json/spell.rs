//! The text of what an edit puts into the target: the source's own spelling, at the target's depth
//! and on as many lines as its new place has.

use super::indent::Indent;
use super::parts::{Part, first, parts};
use super::pick::Pick;
use super::style::{Style, is_one_line, line_indent, local_unit};
use crate::format::{Data, Node};

/// Where new text will stand.
#[derive(Clone, Default)]
pub struct Spot {
    /// Everything around it is on one line, and stays so.
    pub one_line: bool,
    /// The blanks of the line on which it starts.
    pub indent: String,
    /// One level of indentation around there, where something shows it.
    pub unit: Option<String>,
}

/// Writes parts of the source for the target.
pub struct Speller<'a> {
    source: &'a str,
    theirs: Style,
    ours: Style,
    target_one_line: Option<bool>,
    /// Both put the same blanks around colons, commas and brackets.
    same_blanks: bool,
}

impl<'a> Speller<'a> {
    /// A writer that takes text from `source` and follows the target's habits.
    pub fn new(source: &'a str, theirs: Style, target: Style) -> Self {
        let target_one_line = target.one_line;
        let ours = target.or(&theirs);
        let blanks = |s: &Style| [s.colon.clone(), s.gap.clone(), s.map_pad.clone(), s.list_pad.clone()];
        let same_blanks = blanks(&theirs).iter().zip(blanks(&ours)).all(|(a, b)| a.is_none() || *a == b);
        Self { source, theirs, ours, target_one_line, same_blanks }
    }

    /// Whether a document that has no parts yet gets them on one line.
    pub fn root_is_one_line(&self) -> bool {
        self.ours.one_line == Some(true)
    }

    /// The line break of the target.
    pub fn newline(&self) -> &'static str {
        self.ours.newline.unwrap_or("\n")
    }

    /// The blanks behind a comma on one line.
    pub fn gap(&self) -> &str {
        self.ours.gap.as_deref().unwrap_or(" ")
    }

    /// The text of an entry (its key as the source spells it) or of an element.
    pub fn part(&self, part: &Part<'_>, pick: &Pick<'_>, spot: &Spot) -> String {
        let Some(entry) = part.entry else { return self.value(pick, spot) };
        let name = &self.source[entry.name_span.clone()];
        let between = &self.source[entry.name_span.end..entry.value.span.start];
        if spot.one_line || !between.contains('\n') {
            return format!("{name}{}{}", self.colon(), self.value(pick, spot));
        }
        // The source begins the value on a line of its own.
        let key_indent = line_indent(self.source, entry.name_span.start);
        let value_indent = line_indent(self.source, entry.value.span.start);
        let deeper = value_indent.strip_prefix(key_indent).unwrap_or_default();
        let below = Spot { indent: format!("{}{deeper}", spot.indent), ..spot.clone() };
        let break_and_blanks = format!("{}{}", self.newline(), below.indent);
        format!("{name}:{break_and_blanks}{}", self.value(pick, &below))
    }

    /// The text of a value.
    pub fn value(&self, pick: &Pick<'_>, spot: &Spot) -> String {
        match pick {
            Pick::Whole(node) => self.whole(node, spot),
            Pick::Some(node, chosen) => {
                let one_line = spot.one_line || (is_one_line(self.source, node) && !self.must_unfold());
                let inner = self.inside(spot, one_line);
                let texts: Vec<String> = chosen.iter().map(|(part, pick)| self.part(part, pick, &inner)).collect();
                self.wrap(node, &texts, spot, one_line)
            }
        }
    }

    /// A source that is one long line says nothing about where a target with lines should break.
    fn must_unfold(&self) -> bool {
        self.theirs.one_line == Some(true) && self.target_one_line == Some(false)
    }

    fn whole(&self, node: &Node, spot: &Spot) -> String {
        let text = &self.source[node.span.clone()];
        let inner = parts(node);
        if inner.is_empty() {
            // Brackets around nothing but blanks; a scalar has no line break.
            let bare = if matches!(node.data, Data::Map(_)) { "{}" } else { "[]" };
            return if text.contains('\n') { bare.to_owned() } else { text.to_owned() };
        }
        let nested = matches!(node.data, Data::Map(_)) || inner.iter().any(|part| first(part.value).is_some());
        match (text.contains('\n'), spot.one_line) {
            (false, _) if self.target_one_line == Some(true) && !self.same_blanks => self.flat(node),
            (false, false) if self.must_unfold() && nested => self.tall(node, spot),
            (false, _) => text.to_owned(),
            (true, true) => self.flat(node),
            (true, false) => self.reindented(node, spot),
        }
    }

    fn reindented(&self, node: &Node, spot: &Spot) -> String {
        let from_unit = local_unit(self.source, node).or_else(|| self.theirs.unit.clone());
        let indent = Indent {
            from: line_indent(self.source, node.span.start),
            to: &spot.indent,
            from_unit: from_unit.as_deref(),
            to_unit: self.unit(spot),
            newline: self.newline(),
        };
        indent.apply(&self.source[node.span.clone()])
    }

    /// The value on one line.
    fn flat(&self, node: &Node) -> String {
        let spot = Spot { one_line: true, ..Spot::default() };
        self.rewritten(node, &spot, true)
    }

    /// The value with each part on a line of its own.
    fn tall(&self, node: &Node, spot: &Spot) -> String {
        self.rewritten(node, spot, false)
    }

    fn rewritten(&self, node: &Node, spot: &Spot, one_line: bool) -> String {
        let inner = self.inside(spot, one_line);
        let texts: Vec<String> =
            parts(node).iter().map(|part| self.part(part, &Pick::Whole(part.value), &inner)).collect();
        self.wrap(node, &texts, spot, one_line)
    }

    fn inside(&self, spot: &Spot, one_line: bool) -> Spot {
        Spot { one_line, indent: format!("{}{}", spot.indent, self.unit(spot)), unit: spot.unit.clone() }
    }

    /// Brackets around parts.
    fn wrap(&self, node: &Node, texts: &[String], spot: &Spot, one_line: bool) -> String {
        let is_map = matches!(node.data, Data::Map(_));
        let (open, close) = if is_map { ('{', '}') } else { ('[', ']') };
        if one_line {
            let pad = if is_map { &self.ours.map_pad } else { &self.ours.list_pad };
            let pad = pad.as_deref().unwrap_or_default();
            return format!("{open}{pad}{}{pad}{close}", texts.join(&format!(",{}", self.gap())));
        }
        let outer = format!("{}{}", self.newline(), spot.indent);
        let inner = format!("{outer}{}", self.unit(spot));
        format!("{open}{inner}{}{outer}{close}", texts.join(&format!(",{inner}")))
    }

    fn unit<'s>(&'s self, spot: &'s Spot) -> &'s str {
        spot.unit.as_deref().or(self.ours.unit.as_deref()).unwrap_or("  ")
    }

    fn colon(&self) -> &str {
        self.ours.colon.as_deref().unwrap_or(": ")
    }
}
