//! Parts of the source as lines and sections for the target, with the source's own text.

use std::collections::{HashMap, HashSet};

use super::outline::{KeyLine, Outline};
use crate::bracket::{InsertContext, PartWriter, Selection};
use crate::line_block::{LineBlock, NewEntry};
use crate::{Data, Entry, Node};

/// The selected parts of one new value of the source.
#[derive(Default)]
pub(crate) struct SelectedValues<'a> {
    /// The values that have lines of their own.
    pub(crate) values: HashMap<*const Node, Selection<'a>>,
    /// The maps that are written as a whole.
    tables: HashSet<*const Node>,
}

/// The style of the lines in a section of the target.
#[derive(Debug, Clone)]
pub(crate) struct SectionStyle {
    /// The start of a line.
    pub(crate) indent: String,
    /// The text between key and value.
    pub(crate) colon: String,
    /// The column of `=`, if it is the same on all lines.
    pub(crate) column: Option<usize>,
}

/// Writes parts of the source.
pub(crate) struct SectionWriter<'o, 'a> {
    /// The source.
    pub(crate) source: &'o Outline<'a>,
    /// Writes values.
    pub(crate) part_writer: &'o PartWriter<'o>,
    tables: LineBlock<'o>,
    bodies: Vec<LineBlock<'o>>,
}

impl<'o, 'a> SectionWriter<'o, 'a> {
    /// A writer that takes its text from `source`.
    pub(crate) fn new(source: &'o Outline<'a>, part_writer: &'o PartWriter<'o>) -> Self {
        let bodies = (0..source.sections.len()).map(|section| source.body(section)).collect();
        Self { source, part_writer, tables: source.tables(), bodies }
    }

    /// Splits a selection into the values that have lines of their own.
    pub(crate) fn choose(&self, selection: Selection<'a>, chosen: &mut SelectedValues<'a>) {
        let (Selection::Whole(node) | Selection::Parts(node, _)) = selection;
        if self.source.is_inline(node) {
            chosen.values.insert(std::ptr::from_ref(node), selection);
            return;
        }
        match selection {
            Selection::Whole(node) => {
                chosen.tables.insert(std::ptr::from_ref(node));
                let below = (0..node.len()).filter_map(|at| node.nth(at));
                below.for_each(|below| self.choose(Selection::Whole(below), chosen));
            }
            Selection::Parts(_, parts) => parts.into_iter().for_each(|(_, selection)| self.choose(selection, chosen)),
        }
    }

    /// The selected lines of the sections at and below a node that is written with headers.
    pub(crate) fn sections(&self, node: &Node, chosen: &SelectedValues<'a>) -> Vec<NewEntry> {
        let all = self.source.sections_of(node);
        let kept = |section: usize| -> Vec<usize> {
            let lines = self.source.sections[section].lines.iter().enumerate();
            let kept = lines.filter(|(_, line)| chosen.values.contains_key(&std::ptr::from_ref(line.value)));
            kept.map(|(index, _)| index).collect()
        };
        let mut additions = Vec::new();
        for section in all {
            let (lines, table) = (kept(section), self.source.sections[section].table);
            let whole = chosen.tables.contains(&std::ptr::from_ref(table));
            // An element needs its header even if only tables below it are written.
            let is_chosen = |place: &(usize, usize)| {
                let value = self.source.sections[place.0].lines[place.1].value;
                chosen.values.contains_key(&std::ptr::from_ref(value))
            };
            let leads = self.is_element(section) && self.source.lines_of(table).iter().any(is_chosen);
            if whole || leads || !lines.is_empty() {
                additions.push(self.section(section, &lines, whole, chosen));
            }
        }
        additions
    }

    fn is_element(&self, section: usize) -> bool {
        let header = self.source.sections[section].header.clone().unwrap_or_default();
        self.source.text[header].starts_with("[[")
    }

    fn section(&self, index: usize, kept: &[usize], whole: bool, chosen: &SelectedValues<'a>) -> NewEntry {
        let (tables, section) = (&self.tables, &self.source.sections[index]);
        let chunk = tables.chunk(index - 1);
        let verbatim = kept.iter().all(|line| {
            let value = std::ptr::from_ref(section.lines[*line].value);
            matches!(chosen.values.get(&value), Some(Selection::Whole(_)))
        });
        if whole && verbatim && kept.len() == section.lines.len() {
            let strings = self.source.strings_in(&(chunk.head..chunk.end));
            return tables.lines_of(index - 1, tables.indent(chunk.start), strings);
        }
        let head = if whole { chunk.head } else { chunk.start };
        let mut lines = tables.moved(head..section.span.start, "", "", &[]);
        let body = &self.bodies[index];
        let section_style = SectionStyle::of(self.source, index, None);
        for line in kept {
            let indent = body.indent(section.lines[*line].span.start).to_owned();
            let blanks = if *line > 0 { body.blanks_before(*line) } else { 0 };
            lines += &"\n".repeat(1 + blanks);
            lines += &self.line(index, *line, "", 0, &SectionStyle { indent, ..section_style.clone() }, chosen).lines;
        }
        tables.new_of(index - 1, lines)
    }

    /// A line of the source with `prefix` before its keys from `names` on.
    pub(crate) fn line(
        &self,
        section: usize,
        line: usize,
        prefix: &str,
        names: usize,
        section_style: &SectionStyle,
        chosen: &SelectedValues<'a>,
    ) -> NewEntry {
        let (body, own) = (&self.bodies[section], &self.source.sections[section].lines[line]);
        let chunk = body.chunk(line);
        let from = body.indent(chunk.start).to_owned();
        let mut lines = String::new();
        if chunk.head < chunk.start {
            lines = body.moved(chunk.head..chunk.start, &from, &section_style.indent, &[]) + "\n";
        }
        let value = std::ptr::from_ref(own.value);
        let tail = self.source.text[own.span.end..chunk.end].trim_end();
        let whole = Selection::Whole(own.value);
        let selection = chosen.values.get(&value).unwrap_or(&whole);
        lines += &self.entry(prefix, &own.names[names.min(own.names.len() - 1)..], selection, section_style);
        lines += tail;
        body.new_of(line, lines)
    }

    /// A key and a value that have no line of their own in the source.
    pub(crate) fn entry(
        &self,
        prefix: &str,
        names: &[&Entry],
        selection: &Selection<'_>,
        section_style: &SectionStyle,
    ) -> String {
        let text = |entry: &&Entry| self.source.text[entry.name_span()].to_owned();
        let key = format!("{prefix}{}", names.iter().map(text).collect::<Vec<_>>().join("."));
        let context =
            InsertContext { one_line: false, indent: section_style.indent.clone(), ..InsertContext::default() };
        let width = section_style.indent.chars().count() + key.chars().count();
        let colon = match section_style.column {
            Some(column) => format!("{}= ", " ".repeat(column.saturating_sub(width).max(1))),
            None => section_style.colon.clone(),
        };
        format!("{}{key}{colon}{}", section_style.indent, self.part_writer.value(selection, &context))
    }

    /// A map in braces as an element of an array of tables, under a header of the target.
    pub(crate) fn element(
        &self,
        header: &str,
        selection: &Selection<'a>,
        section_style: &SectionStyle,
    ) -> Option<NewEntry> {
        let (Selection::Whole(node) | Selection::Parts(node, _)) = *selection;
        let Data::Map(entries) = &node.data else { return None };
        let mut lines = header.to_owned();
        let mut write = |entry: &Entry, selection: &Selection<'_>| {
            lines.push('\n');
            lines += &self.entry("", &[entry], selection, section_style);
        };
        match selection {
            Selection::Whole(_) => entries.iter().for_each(|entry| write(entry, &Selection::Whole(&entry.value))),
            Selection::Parts(_, parts) => parts.iter().for_each(|(at, selection)| write(&entries[*at], selection)),
        }
        Some(NewEntry { lines, before: 1, behind: 1, ..NewEntry::default() })
    }
}

impl SectionStyle {
    /// The style of a section's lines; `else_indent` is the indentation if it has no lines.
    pub(crate) fn of(outline: &Outline<'_>, section: usize, else_indent: Option<&str>) -> Self {
        let (body, lines) = (outline.body(section), &outline.sections[section].lines);
        let first = lines.first();
        let indent = first.map_or(else_indent.unwrap_or_default(), |line| body.indent(line.span.start)).to_owned();
        let between = |line: &KeyLine<'_>| {
            let from = line.names.last().map_or(line.span.start, |entry| entry.name_span().end);
            let key = outline.text[line.span.start..from].chars().count();
            (key, outline.text[from..line.value.span().start].to_owned())
        };
        let shown: Vec<(usize, String)> = lines.iter().map(between).collect();
        let column = |(key, colon): &(usize, String)| colon.find('=').map(|at| indent.chars().count() + key + at);
        let columns: Vec<Option<usize>> = shown.iter().map(column).collect();
        let widths: HashSet<usize> = shown.iter().map(|(key, _)| *key).collect();
        let aligned = widths.len() > 1 && columns.iter().all(|column| *column == columns[0]);
        let tight = shown.first().is_some_and(|(_, colon)| colon == "=");
        let colon = if tight { "=" } else { " = " }.to_owned();
        Self { indent, colon, column: columns.first().copied().flatten().filter(|_| aligned) }
    }
}
