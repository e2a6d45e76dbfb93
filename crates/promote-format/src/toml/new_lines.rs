//! New entries of a map: lines for values that have lines of their own, and sections for others.

use std::collections::HashMap;

use super::changes::{NewLines, NewSections};
use super::edit::{TableCursor, TableEditor};
use super::write::{SectionStyle, SelectedValues};
use crate::bracket::Selection;
use crate::find::Finder;
use crate::line_block::{EntryPosition, LineBlock, NewEntry};
use crate::{Data, Entry, Node};
use promote_model::Step;

/// A line of the source, for a map of the target.
struct SourceLine<'a> {
    /// The keys from the map to the value.
    names: Vec<&'a Entry>,
    value: &'a Node,
    /// Section and line in the source.
    place: Option<(usize, usize)>,
    /// The number of keys on the line that lead to the map itself.
    skip: usize,
}

impl<'a> TableEditor<'_, 'a> {
    /// Adds entries to a map: those with lines of their own, and those with headers.
    pub(super) fn new_entries(
        &mut self,
        here: &TableCursor<'a>,
        new: Vec<(usize, &Step, Selection<'a>)>,
    ) -> Option<()> {
        let Some(source) = here.source.filter(|_| !new.is_empty()) else { return Some(()) };
        let mut chosen = SelectedValues::default();
        let mut tables = Vec::new();
        for (at, step, selection) in new {
            let (Selection::Whole(node) | Selection::Parts(node, _)) = selection;
            self.writer.choose(selection, &mut chosen);
            tables.extend((!self.writer.source.sections_of(node).is_empty()).then_some((at, step, node)));
        }
        self.new_lines(here, source, &chosen)?;
        let mut positions = if tables.is_empty() { HashMap::new() } else { self.positions(here, source, None) };
        for (at, step, node) in tables {
            let mut additions = self.writer.sections(node, &chosen);
            self.keep_comment(here, step, &mut additions);
            let order = *self.writer.source.sections_of(node).first()?;
            self.changes.sections.push(NewSections {
                positions: positions.remove(&at).unwrap_or_default(),
                order,
                additions,
            });
        }
        Some(())
    }

    /// Puts the comment above a value that these sections replace above the first of them, unless it has one already.
    fn keep_comment(&self, here: &TableCursor<'a>, step: &Step, sections: &mut [NewEntry]) {
        let Some(old) = here.node.child(step).filter(|old| self.target.is_inline(old)) else { return };
        let Some((section, line)) = self.target.lines_of(old).first().copied() else { return };
        let body = self.target.body(section);
        let comment = &body.text[body.own_lines(&(line..line + 1)).start..body.chunk(line).start];
        if let Some(first) = sections.first_mut().filter(|first| first.lines.trim_start().starts_with('[')) {
            first.lines.insert_str(0, comment);
        }
    }

    /// Adds the selected values that have no header between the map and them.
    fn new_lines(&mut self, here: &TableCursor<'a>, source: &'a Node, chosen: &SelectedValues<'a>) -> Option<()> {
        let lines = self.source_lines(source);
        let is_new = |value: &Node| chosen.values.contains_key(&std::ptr::from_ref(value));
        if !lines.iter().any(|line| is_new(line.value)) {
            return Some(());
        }
        let (section, prefix) = self.section_for(here);
        let section_style = self.section_style(section);
        let mut additions = Vec::new();
        for (at, line) in lines.iter().enumerate().filter(|(_, line)| is_new(line.value)) {
            let new = match line.place {
                Some((section, own)) => self.writer.line(section, own, &prefix, line.skip, &section_style, chosen),
                None => {
                    let selection = chosen.values.get(&std::ptr::from_ref(line.value))?;
                    let lines = self.writer.entry(&prefix, &line.names, selection, &section_style);
                    NewEntry { lines, index: Some(at), ..NewEntry::default() }
                }
            };
            additions.push((at, new));
        }
        let Some(section) = section else { return self.add_header(here, additions) };
        let finder = Finder::new(here.node, lines.len());
        let there = lines.iter().map(|line| self.line_in(here.node, &finder, &line.names, section)).collect();
        let paragraphs = self.paragraphs(&lines);
        self.changes.lines.push(NewLines { section, there, paragraphs, additions });
        Some(())
    }

    /// The style of new lines in a section, or below a new header.
    fn section_style(&self, section: Option<usize>) -> SectionStyle {
        let Some(section) = section else {
            return SectionStyle { indent: String::new(), ..SectionStyle::of(self.target, 0, None) };
        };
        let header = self.target.sections[section].header.clone().unwrap_or_default();
        let indent = self.target.body(section).indent(header.start).to_owned();
        SectionStyle::of(self.target, section, Some(&indent))
    }

    /// Adds lines to a map that has only headers below its own: they get a header before those.
    fn add_header(&mut self, here: &TableCursor<'a>, additions: Vec<(usize, NewEntry)>) -> Option<()> {
        let first = *self.target.sections_of(here.node).first()?;
        let name = |entry: &&Entry| self.target.text[entry.name_span()].to_owned();
        let path = here.path.iter().map(name).collect::<Vec<_>>().join(".");
        let lines: Vec<String> = additions.into_iter().map(|(_, new)| new.lines).collect();
        let lines = format!("[{path}]\n{}", lines.join("\n"));
        let new = NewEntry { lines, before: 1, behind: 1, ..NewEntry::default() };
        self.changes.sections.push(NewSections {
            positions: vec![EntryPosition::Before(first - 1)],
            order: 0,
            additions: vec![new],
        });
        Some(())
    }

    /// The section with the lines of a map, and the prefix of their keys there.
    pub(super) fn section_for(&self, here: &TableCursor<'a>) -> (Option<usize>, String) {
        if let Some(section) = self.target.section_of(here.node) {
            return (Some(section), String::new());
        }
        let depth = here.path.len();
        let mut lines = self.target.lines_of(here.node).into_iter();
        let dotted = lines.find(|(section, _)| self.target.sections[*section].path.len() < depth);
        let Some((section, _)) = dotted else { return (None, String::new()) };
        let names = &here.path[self.target.sections[section].path.len()..];
        let prefix = names.iter().map(|entry| self.target.text[entry.name_span()].to_owned() + ".").collect();
        (Some(section), prefix)
    }

    /// The source's lines of a map in the source's order, dotted keys included.
    fn source_lines(&self, source: &'a Node) -> Vec<SourceLine<'a>> {
        let outline = self.writer.source;
        if let (true, Data::Map(entries)) = (outline.is_inline(source), &source.data) {
            let line = |entry: &'a Entry| SourceLine { names: vec![entry], value: &entry.value, place: None, skip: 0 };
            return entries.iter().map(line).collect();
        }
        let mut found = Vec::new();
        let mut editor = vec![(source, Vec::new())];
        while let Some((node, names)) = editor.pop() {
            let Data::Map(entries) = &node.data else { continue };
            for entry in entries {
                let names: Vec<&'a Entry> = names.iter().copied().chain([entry]).collect();
                let place = outline.lines.get(&std::ptr::from_ref(&entry.value)).copied();
                let Some((section, line)) = place else {
                    editor.push((&entry.value, names));
                    continue;
                };
                // If the section's map is below this one, the line has a header of its own.
                let all = outline.sections[section].lines[line].names.len();
                if let Some(skip) = all.checked_sub(names.len()) {
                    found.push(SourceLine { skip, names, value: &entry.value, place });
                }
            }
        }
        found.sort_by_key(|line| line.place);
        found
    }

    /// Whether empty lines, or a header, precede each line of the source.
    fn paragraphs(&self, lines: &[SourceLine<'_>]) -> Vec<bool> {
        let mut ahead: Option<(usize, LineBlock<'_>)> = None;
        let mut begins = |line: &SourceLine<'_>| {
            let Some((section, own)) = line.place else { return false };
            match &ahead {
                Some((of, body)) if *of == section => body.blanks_before(own) > 0,
                _ => ahead.replace((section, self.writer.source.body(section))).is_some(),
            }
        };
        lines.iter().map(&mut begins).collect()
    }

    /// The line of a section with the value that the names lead to.
    fn line_in(&self, node: &Node, finder: &Finder<'_>, names: &[&Entry], section: usize) -> Option<usize> {
        let (first, below) = names.split_first()?;
        let mut at = node.nth(finder.find(&Step::Name(first.name.to_string()))?)?;
        for entry in below {
            if self.target.is_inline(at) {
                break;
            }
            at = at.child(&Step::Name(entry.name.to_string()))?;
        }
        let lines = self.target.lines_of(at);
        lines.into_iter().rev().find(|(of, _)| *of == section).map(|(_, line)| line)
    }
}
