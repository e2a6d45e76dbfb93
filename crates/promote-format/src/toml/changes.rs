//! The changes of a file by section: lines and sections to remove and to insert. Positions are computed at the
//! end, when all removals are known.

use std::collections::BTreeMap;

use super::outline::Outline;
use super::spacing::{ends_blank, joined, settled};
use crate::Node;
use crate::line_block::{EntryPosition, LineBlock, NewEntry, Paragraphs, positions};
use crate::splice::Splice;

/// New lines of one section.
pub(crate) struct NewLines {
    /// The index of the target's section.
    pub(crate) section: usize,
    /// For each line of the source's map, the target's line with the same key.
    pub(crate) there: Vec<Option<usize>>,
    /// For each line of the source's map, whether empty lines precede it.
    pub(crate) paragraphs: Vec<bool>,
    /// The new lines, by index among the source's lines.
    pub(crate) additions: Vec<(usize, NewEntry)>,
}

/// New sections.
pub(crate) struct NewSections {
    /// Possible positions, in order of preference; the first one that is kept is used.
    pub(crate) positions: Vec<EntryPosition>,
    /// The order among new sections at the same position, as in the source.
    pub(crate) order: usize,
    /// The sections.
    pub(crate) additions: Vec<NewEntry>,
}

/// The changes so far.
pub(crate) struct SectionChanges<'o, 'a> {
    target: &'o Outline<'a>,
    gone_lines: Vec<Vec<bool>>,
    gone_sections: Vec<bool>,
    kept: Vec<bool>,
    has_top_lines: bool,
    /// Lines for the top of a file whose first table is removed; they replace it.
    top: Vec<NewEntry>,
    /// New lines of existing sections.
    pub(crate) lines: Vec<NewLines>,
    /// New sections.
    pub(crate) sections: Vec<NewSections>,
}

impl<'o, 'a> SectionChanges<'o, 'a> {
    /// No changes.
    pub(crate) fn new(target: &'o Outline<'a>) -> Self {
        let gone_lines = target.sections.iter().map(|section| vec![false; section.lines.len()]).collect();
        let (gone_sections, kept) = (vec![false; target.sections.len()], vec![false; target.sections.len()]);
        let (lines, sections) = (Vec::new(), Vec::new());
        Self { target, gone_lines, gone_sections, kept, has_top_lines: false, top: Vec::new(), lines, sections }
    }

    /// Removes a value: its line, or its header with all lines and sections below it.
    pub(crate) fn cut(&mut self, node: &Node) {
        self.cut_lines(node);
        for section in self.target.sections_of(node) {
            self.gone_sections[section] = section > 0;
        }
    }

    /// Removes everything below a map; its header is kept.
    pub(crate) fn empty(&mut self, node: &Node) {
        let own = self.target.section_of(node);
        self.cut(node);
        if let Some(section) = own {
            self.gone_sections[section] = false;
            self.keep(section);
        }
    }

    /// Keeps a header even if no line is left below it.
    pub(crate) fn keep(&mut self, section: usize) {
        self.kept[section] = true;
    }

    fn cut_lines(&mut self, node: &Node) {
        for (section, line) in self.target.lines_of(node) {
            self.gone_lines[section][line] = true;
        }
    }

    /// All changes as splices. The header of a map that continues in other sections is removed with its last
    /// line.
    pub(crate) fn splices(mut self) -> Vec<Splice> {
        let count = self.target.sections.len();
        let mut lines: Vec<Vec<NewLines>> = (0..count).map(|_| Vec::new()).collect();
        for new in std::mem::take(&mut self.lines) {
            lines[new.section].push(new);
        }
        self.has_top_lines = !lines[0].is_empty();
        let bare = |section: usize, gone: &[bool]| {
            lines[section].is_empty() && !gone.is_empty() && gone.iter().all(|gone| *gone)
        };
        let bare: Vec<bool> = self.gone_lines.iter().enumerate().map(|(at, gone)| bare(at, gone)).collect();
        let tables = self.target.tables();
        for (section, bare) in bare.iter().enumerate().skip(1) {
            let alone = *bare && !self.kept[section] && !self.is_element(section);
            // The comment of the header also describes the tables below it.
            self.gone_sections[section] |= alone && !self.has_comment(&tables, section);
        }
        let mut splices = Vec::new();
        for (section, new) in lines.into_iter().enumerate() {
            if !self.gone_sections[section] {
                splices.extend(self.line_splices(section, new, bare[section]));
            }
        }
        splices.extend(self.section_splices());
        splices
    }

    fn has_comment(&self, tables: &LineBlock<'_>, section: usize) -> bool {
        let chunk = tables.chunk(section - 1);
        let header = self.target.sections[section].header.clone().unwrap_or_default();
        let line = self.target.text[header.end..].lines().next().unwrap_or_default();
        chunk.head < chunk.start || !line.trim().is_empty()
    }

    fn is_element(&self, section: usize) -> bool {
        let header = self.target.sections[section].header.clone().unwrap_or_default();
        self.target.text[header].starts_with("[[")
    }

    fn line_splices(&mut self, section: usize, new: Vec<NewLines>, bare: bool) -> Vec<Splice> {
        let (body, gone) = (self.target.body(section), &self.gone_lines[section]);
        if bare && section == 0 {
            return body.cuts(gone).into_iter().map(|cut| self.cut_top(&body, cut)).collect();
        }
        let mut by_place: BTreeMap<EntryPosition, Vec<NewEntry>> = BTreeMap::new();
        for new in new {
            let known = new.there.iter().flatten().copied().max();
            let stays = new.there.iter().flatten().any(|at| !gone[*at]);
            // If none of the related lines is kept, the new ones replace the last of them.
            let instead = known.filter(|_| !stays).map(EntryPosition::After);
            let paragraphs = Paragraphs { source: new.paragraphs, target: body.paragraphs() };
            let positions = positions(&new.there, gone, &paragraphs);
            for (at, line) in new.additions {
                let place = instead.or(positions.get(at).copied()).unwrap_or(EntryPosition::Inside);
                by_place.entry(place).or_default().push(line.among(&new.there, at));
            }
        }
        if section > 0 || !body.entries.is_empty() {
            return settled(&body, gone, by_place);
        }
        let mut additions: Vec<NewEntry> = by_place.into_values().flatten().collect();
        if self.gone_sections.get(1) == Some(&true) {
            self.top = additions;
            return Vec::new();
        }
        additions.last_mut().into_iter().for_each(|last| self.set_apart(last));
        vec![Splice::insert(self.top(), joined(&additions))]
    }

    /// If all lines at the top are removed, the empty line after them is removed, too.
    fn cut_top(&self, body: &LineBlock<'_>, cut: std::ops::Range<usize>) -> Splice {
        let rest = &self.target.text[cut.end..];
        let blank = rest.len() - rest.trim_start_matches(['\n', '\r']).len();
        Splice::cut(if cut.start == body.span.start { cut.start..cut.end + blank } else { cut })
    }

    /// Separates the first lines at the top of a file from the first table.
    fn set_apart(&self, last: &mut NewEntry) {
        let next = self.target.text[self.top()..].lines().next();
        if next.is_some_and(|line| !line.trim().is_empty()) {
            last.lines.push('\n');
        }
    }

    /// The position of new lines in a file that starts with a table: before the table, after the file's comment.
    fn top(&self) -> usize {
        let tables = self.target.tables();
        if tables.entries.is_empty() { self.target.text.len() } else { tables.chunk(0).head }
    }

    /// The number of empty lines between the target's sections, and whether some have none between them.
    fn apart(&self, tables: &LineBlock<'_>) -> (Option<usize>, bool) {
        let first = usize::from(self.target.sections[0].lines.is_empty());
        let mut shown = (first..tables.entries.len()).map(|index| match index {
            0 => usize::from(ends_blank(&self.target.text[..tables.chunk(0).head])),
            _ => tables.blanks_before(index),
        });
        let close = shown.clone().any(|blanks| blanks == 0);
        (shown.find(|blanks| *blanks > 0), close)
    }

    /// Whether nothing precedes, or will precede, the first section.
    fn is_blank_above(&self) -> bool {
        let (body, gone) = (self.target.body(0), &self.gone_lines[0]);
        let goes = match gone.len() {
            0 => body.span.start..body.span.start,
            count if gone.iter().all(|gone| *gone) => body.chunk(0).head..body.chunk(count - 1).end,
            _ => return ends_blank(&self.target.text),
        };
        let left = [&self.target.text[body.span.start..goes.start], &self.target.text[goes.end..]];
        !self.has_top_lines && left.iter().all(|text| text.trim().is_empty())
    }

    fn section_splices(&mut self) -> Vec<Splice> {
        let (tables, additions) = (self.target.tables(), std::mem::take(&mut self.sections));
        let gone = &self.gone_sections[1..];
        let shown = self.apart(&tables);
        let end = gone.len().checked_sub(1).map_or(EntryPosition::Inside, |last| {
            EntryPosition::After((0..=last).rev().find(|at| !gone[*at]).unwrap_or(last))
        });
        let stays = |at: &&EntryPosition| matches!(at, EntryPosition::Before(at) | EntryPosition::After(at) if gone.get(*at) == Some(&false));
        let mut by_place: BTreeMap<EntryPosition, Vec<(usize, NewEntry)>> = BTreeMap::new();
        for new in additions {
            let place = new.positions.iter().find(stays).or(new.positions.first()).copied().unwrap_or(end);
            let of_place = by_place.entry(place).or_default();
            for (index, mut section) in new.additions.into_iter().enumerate() {
                let apart = match shown {
                    (Some(_), true) if section.before == 0 && section.index != Some(0) => 0,
                    (Some(blanks), _) => blanks,
                    (None, close) => usize::from(!close),
                };
                (section.before, section.behind) = match (index, apart) {
                    (0, _) | (_, 0) => (apart, apart),
                    _ => (section.before, apart),
                };
                section.index = None;
                of_place.push((new.order, section));
            }
        }
        let mut sorted: BTreeMap<EntryPosition, Vec<NewEntry>> = BTreeMap::new();
        for (place, mut additions) in by_place {
            additions.sort_by_key(|(order, _)| *order);
            sorted.insert(place, additions.into_iter().map(|(_, new)| new).collect());
        }
        if !self.top.is_empty() {
            sorted.entry(EntryPosition::Before(0)).or_default().splice(..0, std::mem::take(&mut self.top));
        }
        let Some(additions) = sorted.remove(&EntryPosition::Inside) else { return settled(&tables, gone, sorted) };
        let blank = if self.is_blank_above() { "" } else { "\n" };
        vec![Splice::insert(self.target.text.len(), format!("{blank}{}", joined(&additions)))]
    }
}
