//! Edits as splices: one walk over the target's tree, beside the source's.
//!
//! `format::edit` has held the edits against both files before it comes here, so what does not fit
//! is refused there, with its reason; here such a thing only must not pass.

use std::collections::HashMap;

use super::emit::{Chosen, Emitter, Look};
use super::expand::expanded;
use super::outline::Outline;
use super::script::{NewLines, NewSections, Script};
use crate::format::body::{At, finished};
use crate::format::bracket::{self, Editor, Pick, Speller, Spot, Style, TOML, UNFIT, identity_field, is_void, pick};
use crate::format::edit::Edited;
use crate::format::find::Finder;
use crate::format::splice::Splice;
use crate::format::wanted::{Wanted, Wish};
use crate::format::{Data, Edit, EditError, Entry, Format, Node, Parsed, position};
use crate::model::{Key, Step};

/// Makes the edits by splices of the target's own text.
///
/// # Errors
/// Where a file is not TOML, an edit speaks of a second document, or something cannot be edited in its
/// place.
pub fn edit(target: &Parsed, source: &Parsed, edits: &[Edit]) -> Result<Edited, EditError> {
    let edits = expanded(target, source, edits);
    let wanted = Wanted::of(&edits);
    let refuse = |reason: &str| EditError { key: Key::root(), line: 1, reason: reason.to_owned() };
    if !wanted.added.is_empty() || !wanted.removed.is_empty() || wanted.documents.keys().any(|document| *document > 0) {
        return Err(refuse("a TOML file holds one document; promote its keys, or the file as a whole"));
    }
    let Some(wish) = wanted.documents.get(&0) else {
        return Ok(Edited { bytes: target.bytes.clone(), doubt: None });
    };
    let toml = |file| Some(file).filter(|file: &&Parsed| file.format == Format::Toml).and_then(Outline::of);
    let ours = toml(target).ok_or_else(|| refuse("the target was not read as TOML"))?;
    let theirs = toml(source).ok_or_else(|| refuse("the source was not read as TOML"))?;
    let text = std::str::from_utf8(&target.bytes).unwrap_or_default();
    let speller = Speller::new(&TOML, &theirs.text, habits(&theirs), habits(&ours));
    let emitter = Emitter::new(&theirs, &speller);
    let mut walk = Walk { target: &ours, emitter: &emitter, script: Script::new(&ours), splices: Vec::new() };
    let here = Here { key: Key::root(), node: ours.root, source: Some(theirs.root), path: Vec::new() };
    if walk.node(&here, wish)? == Fate::Goes {
        walk.script.cut(here.node);
    }
    let mut splices = walk.splices;
    splices.extend(walk.script.splices());
    let other = std::str::from_utf8(&source.bytes).unwrap_or_default();
    let bytes = finished(text, other, splices).ok_or_else(|| refuse(UNFIT))?.into_bytes();
    Ok(Edited { bytes, doubt: None })
}

/// How a file writes what is in brackets. Line breaks are `\n` until all is done.
fn habits(file: &Outline<'_>) -> Style {
    let mut style = Style::of(&file.text, file.root, &TOML);
    style.newline = Some("\n");
    style.map_pad.get_or_insert_with(|| " ".to_owned());
    style
}

/// What became of a node.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    Stays,
    /// Its holder cuts it: removed, or emptied.
    Goes,
    /// Its holder cuts it, and writes the source's in its place.
    Replaced,
}

/// A place in both files.
struct Here<'a> {
    key: Key,
    node: &'a Node,
    /// The same key's value in the source.
    source: Option<&'a Node>,
    /// The target's keys that lead here.
    path: Vec<&'a Entry>,
}

struct Walk<'o, 'a> {
    target: &'o Outline<'a>,
    emitter: &'o Emitter<'o, 'a>,
    script: Script<'o, 'a>,
    splices: Vec<Splice>,
}

impl<'a> Walk<'_, 'a> {
    fn node(&mut self, here: &Here<'a>, wish: &Wish<'_>) -> Result<Fate, EditError> {
        let node = here.node;
        if wish.set.is_some() && here.source.is_some_and(|source| source.value() == node.value()) {
            return Ok(Fate::Stays);
        }
        if self.target.is_inline(node) {
            return self.inline(here, wish);
        }
        let set = here.source.filter(|_| wish.set.is_some());
        match (&node.data, set.map(|source| &source.data)) {
            (Data::List(ours), Some(Data::List(theirs)))
                if set.is_some_and(|set| !self.emitter.source.is_inline(set)) =>
            {
                self.elements(here, ours, theirs);
                Ok(Fate::Stays)
            }
            (Data::Map(_), Some(Data::Map(theirs))) if theirs.is_empty() && self.target.section_of(node).is_some() => {
                self.script.empty(node);
                Ok(Fate::Stays)
            }
            (_, Some(_)) => Ok(Fate::Replaced),
            _ if wish.remove && wish.sets() && here.key.is_root() => {
                self.script.empty(node);
                self.container(here, wish)
            }
            _ if wish.remove && wish.sets() => Ok(Fate::Replaced),
            _ if wish.remove => Ok(Fate::Goes),
            _ => self.container(here, wish),
        }
    }

    /// A value that has a line of its own.
    fn inline(&mut self, here: &Here<'a>, wish: &Wish<'_>) -> Result<Fate, EditError> {
        let node = here.node;
        let taken = wish.set.is_some() || (wish.sets() && (wish.remove || is_void(node)));
        let is_table = here.source.is_some_and(|source| !self.emitter.source.is_inline(source));
        if taken && is_table && (matches!(node.data, Data::Scalar(_)) || is_void(node)) {
            return Ok(Fate::Replaced);
        }
        let text: &str = &self.target.text;
        let line = text[..node.span.start].rfind('\n').map_or(0, |newline| newline + 1);
        let indent: String = text[line..].chars().take_while(|c| matches!(c, ' ' | '\t')).collect();
        let spot = Spot { one_line: false, indent, unit: None, column: None };
        let inner = bracket::Here { key: here.key.clone(), node, source: here.source, spot };
        let mut editor = Editor { text, speller: self.emitter.speller, splices: Vec::new() };
        let fate = editor.node(&inner, wish)?;
        self.splices.append(&mut editor.splices);
        Ok(if fate == bracket::Fate::Goes { Fate::Goes } else { Fate::Stays })
    }

    /// A map with lines and headers, or an array of tables.
    fn container<'s>(&mut self, here: &Here<'a>, wish: &Wish<'s>) -> Result<Fate, EditError> {
        let ours = Finder::new(here.node, wish.below.len());
        let theirs = here.source.map(|source| Finder::new(source, wish.below.len()));
        let mut gone = vec![false; here.node.len()];
        let mut new: Vec<(usize, &'s Step, &Wish<'s>)> = Vec::new();
        let wish_of_all = wish;
        for (step, wish) in &wish.below {
            let source_at = theirs.as_ref().and_then(|theirs| theirs.find(step));
            // A document that is built anew has nothing to be found.
            let Some(at) = ours.find(step).filter(|_| !wish_of_all.remove) else {
                if wish_of_all.remove && !wish.sets() {
                    continue;
                }
                let fits = matches!(step, Step::Name(_)) == matches!(here.node.data, Data::Map(_));
                let at = source_at.filter(|_| wish.sets() && fits).ok_or_else(|| self.unfit(here))?;
                new.push((at, *step, wish));
                continue;
            };
            let inner = self.below(here, step, at, source_at).ok_or_else(|| self.unfit(here))?;
            let fate = self.node(&inner, wish)?;
            if std::mem::replace(&mut gone[at], fate != Fate::Stays) {
                return Err(self.unfit(here));
            }
            if fate == Fate::Replaced {
                new.push((source_at.ok_or_else(|| self.unfit(here))?, *step, wish));
            }
        }
        let emptied =
            || gone.iter().all(|gone| *gone) || wish.leaves_identity(here.node, here.key.last(), |at| gone[at]);
        if new.is_empty() && emptied() {
            return Ok(Fate::Goes);
        }
        let cut = (0..here.node.len()).filter(|at| gone[*at]).filter_map(|at| here.node.nth(at));
        cut.for_each(|node| self.script.cut(node));
        self.keep_header(here, !new.is_empty());
        new.sort_by_key(|(at, ..)| *at);
        let chosen = |(at, step, wish): (usize, &'s Step, &Wish<'s>)| {
            Some((at, step, pick(here.source?.nth(at)?, wish, identity_field(step))?))
        };
        let new: Option<Vec<_>> = new.into_iter().map(chosen).collect();
        let new = new.ok_or_else(|| self.unfit(here))?;
        let done = match here.node.data {
            Data::List(_) => self.new_elements(here, new),
            _ => self.new_entries(here, new),
        };
        done.ok_or_else(|| self.unfit(here))?;
        Ok(Fate::Stays)
    }

    fn below(&self, here: &Here<'a>, step: &Step, at: usize, source_at: Option<usize>) -> Option<Here<'a>> {
        let mut path = here.path.clone();
        if let Data::Map(entries) = &here.node.data {
            path.push(entries.get(at)?);
        }
        let source = source_at.and_then(|at| here.source?.nth(at));
        Some(Here { key: here.key.child(step.clone()), node: here.node.nth(at)?, source, path })
    }

    /// A header without lines stays where the source has it, and where it is all that is left.
    fn keep_header(&mut self, here: &Here<'a>, is_new: bool) {
        let theirs = here.source.and_then(|source| self.emitter.source.section_of(source));
        if let Some(section) = self.target.section_of(here.node)
            && (is_new || theirs.is_some())
        {
            self.script.keep(section);
        }
    }

    /// New entries of a map: those with lines of their own, and those with headers.
    fn new_entries(&mut self, here: &Here<'a>, new: Vec<(usize, &Step, Pick<'a>)>) -> Option<()> {
        let Some(source) = here.source.filter(|_| !new.is_empty()) else { return Some(()) };
        let mut chosen = Chosen::default();
        let mut tables = Vec::new();
        for (at, _, pick) in new {
            let (Pick::Whole(node) | Pick::Some(node, _)) = pick;
            self.emitter.choose(pick, &mut chosen);
            tables.extend((!self.emitter.source.sections_of(node).is_empty()).then_some((at, node)));
        }
        self.new_lines(here, source, &chosen)?;
        let mut places = if tables.is_empty() { HashMap::new() } else { self.places(here, source, None) };
        for (at, node) in tables {
            let news = self.emitter.sections(node, &chosen);
            let order = *self.emitter.source.sections_of(node).first()?;
            self.script.sections.push(NewSections { places: places.remove(&at).unwrap_or_default(), order, news });
        }
        Some(())
    }

    /// Writes the chosen values that have no header of their own on the way to them.
    fn new_lines(&mut self, here: &Here<'a>, source: &'a Node, chosen: &Chosen<'a>) -> Option<()> {
        let lines = self.source_lines(source);
        let is_new = |value: &Node| chosen.values.contains_key(&std::ptr::from_ref(value));
        if !lines.iter().any(|line| is_new(line.value)) {
            return Some(());
        }
        let (section, prefix) = self.home(here);
        let look = self.look(section);
        let mut news = Vec::new();
        for (at, line) in lines.iter().enumerate().filter(|(_, line)| is_new(line.value)) {
            let new = match line.place {
                Some((section, own)) => self.emitter.line(section, own, &prefix, line.skip, &look, chosen),
                None => {
                    let pick = chosen.values.get(&std::ptr::from_ref(line.value))?;
                    let lines = self.emitter.entry(&prefix, &line.names, pick, &look);
                    crate::format::body::New { lines, before: 0, behind: 0, is_first: at == 0 }
                }
            };
            news.push((at, new));
        }
        let Some(section) = section else { return self.implied(here, news) };
        let finder = Finder::new(here.node, lines.len());
        let there = lines.iter().map(|line| self.line_in(here.node, &finder, &line.names, section)).collect();
        self.script.lines.push(NewLines { section, there, news });
        Some(())
    }

    /// How new lines look in a section, or below a header that is new itself.
    fn look(&self, section: Option<usize>) -> Look {
        let Some(section) = section else {
            return Look { indent: String::new(), ..Look::of(self.target, 0, None) };
        };
        let header = self.target.sections[section].header.clone().unwrap_or_default();
        let indent = self.target.body(section).indent(header.start).to_owned();
        Look::of(self.target, section, Some(&indent))
    }

    /// Lines for a map that only has headers below its own: it gets a header in front of them.
    fn implied(&mut self, here: &Here<'a>, news: Vec<(usize, crate::format::body::New)>) -> Option<()> {
        let first = *self.target.sections_of(here.node).first()?;
        let name = |entry: &&Entry| self.target.text[entry.name_span.clone()].to_owned();
        let path = here.path.iter().map(name).collect::<Vec<_>>().join(".");
        let lines: Vec<String> = news.into_iter().map(|(_, new)| new.lines).collect();
        let lines = format!("[{path}]\n{}", lines.join("\n"));
        let new = crate::format::body::New { lines, before: 1, behind: 1, is_first: false };
        self.script.sections.push(NewSections { places: vec![At::Before(first - 1)], order: 0, news: vec![new] });
        Some(())
    }

    /// Where the lines of a map stand: a section, and what their keys begin with there.
    fn home(&self, here: &Here<'a>) -> (Option<usize>, String) {
        if let Some(section) = self.target.section_of(here.node) {
            return (Some(section), String::new());
        }
        let depth = here.path.len();
        let mut lines = self.target.lines_of(here.node).into_iter();
        let dotted = lines.find(|(section, _)| self.target.sections[*section].path.len() < depth);
        let Some((section, _)) = dotted else { return (None, String::new()) };
        let names = &here.path[self.target.sections[section].path.len()..];
        let prefix = names.iter().map(|entry| self.target.text[entry.name_span.clone()].to_owned() + ".").collect();
        (Some(section), prefix)
    }

    /// The source's lines for a map, those of its dotted keys included, in the source's order.
    fn source_lines(&self, source: &'a Node) -> Vec<SourceLine<'a>> {
        let outline = self.emitter.source;
        if let (true, Data::Map(entries)) = (outline.is_inline(source), &source.data) {
            let line = |entry: &'a Entry| SourceLine { names: vec![entry], value: &entry.value, place: None, skip: 0 };
            return entries.iter().map(line).collect();
        }
        let mut found = Vec::new();
        let mut walk = vec![(source, Vec::new())];
        while let Some((node, names)) = walk.pop() {
            let Data::Map(entries) = &node.data else { continue };
            for entry in entries {
                let names: Vec<&'a Entry> = names.iter().copied().chain([entry]).collect();
                let place = outline.lines.get(&std::ptr::from_ref(&entry.value)).copied();
                let Some((section, line)) = place else {
                    walk.push((&entry.value, names));
                    continue;
                };
                // Where the section's map is below this one, the line stands under a header of its own.
                let all = outline.sections[section].lines[line].names.len();
                if let Some(skip) = all.checked_sub(names.len()) {
                    found.push(SourceLine { skip, names, value: &entry.value, place });
                }
            }
        }
        found.sort_by_key(|line| line.place);
        found
    }

    /// The line of a section that holds what the names lead to.
    fn line_in(&self, node: &Node, finder: &Finder<'_>, names: &[&Entry], section: usize) -> Option<usize> {
        let (first, below) = names.split_first()?;
        let mut at = node.nth(finder.find(&Step::Name(first.name.clone()))?)?;
        for entry in below {
            if self.target.is_inline(at) {
                break;
            }
            at = at.child(&Step::Name(entry.name.clone()))?;
        }
        let lines = self.target.lines_of(at);
        lines.into_iter().rev().find(|(of, _)| *of == section).map(|(_, line)| line)
    }

    /// Where the headers of new children go: behind the child that precedes them in the source and has
    /// headers, else in front of the one that follows, else behind all that belongs to the map or list.
    fn places(&self, here: &Here<'a>, source: &'a Node, field: Option<&str>) -> HashMap<usize, Vec<At>> {
        let finder = Finder::new(here.node, usize::MAX);
        let step = |at: usize| match (&source.data, field) {
            (Data::Map(entries), _) => Some(Step::Name(entries.get(at)?.name.clone())),
            (_, Some(field)) => {
                Some(Step::Element { field: field.to_owned(), value: source.nth(at)?.identity(field)? })
            }
            _ => Some(Step::Index(at)),
        };
        let ours = |at: usize| {
            let mut sections = self.target.sections_of(here.node.nth(finder.find(&step(at)?)?)?);
            sections.retain(|section| self.script.stays(*section));
            Some((*sections.first()?, *sections.last()?))
        };
        let first = |at: usize| source.nth(at).and_then(|node| self.emitter.source.sections_of(node).first().copied());
        let mut children: Vec<(Option<usize>, usize)> = (0..source.len()).map(|at| (first(at), at)).collect();
        children.sort_unstable();
        let around: Vec<(usize, Option<(usize, usize)>)> = children.iter().map(|(_, at)| (*at, ours(*at))).collect();
        let all = self.target.sections_of(here.node).into_iter().rev().filter(|section| *section > 0);
        let home = self.home(here).0.into_iter().filter(|section| *section > 0);
        let end: Vec<At> = all.chain(home).take(1).map(|section| At::After(section - 1)).collect();
        let mut places: HashMap<usize, Vec<At>> = HashMap::new();
        let mut ahead = None;
        for (at, there) in &around {
            ahead = there.map(|(_, last)| At::After(last - 1)).or(ahead);
            places.entry(*at).or_default().extend(ahead);
        }
        let mut behind = None;
        for (at, there) in around.iter().rev() {
            places.entry(*at).or_default().extend(behind);
            behind = there.map(|(first, _)| At::Before(first - 1)).or(behind);
        }
        places.values_mut().for_each(|places| places.extend(&end));
        places
    }

    /// New elements of an array of tables, each behind the one that precedes it in the source.
    fn new_elements(&mut self, here: &Here<'a>, new: Vec<(usize, &Step, Pick<'a>)>) -> Option<()> {
        let (Some(source), Some((_, step, _))) = (here.source, new.first()) else { return Some(()) };
        let mut places = self.places(here, source, identity_field(step));
        for (at, _, pick) in new {
            self.new_element(here, pick, at, places.remove(&at).unwrap_or_default())?;
        }
        Some(())
    }

    fn new_element(&mut self, here: &Here<'a>, pick: Pick<'a>, order: usize, places: Vec<At>) -> Option<()> {
        let (Pick::Whole(node) | Pick::Some(node, _)) = pick;
        if self.emitter.source.is_inline(node) {
            let section = *self.target.sections_of(here.node).first()?;
            let header = self.target.sections[section].header.clone()?;
            let look = Look::of(self.target, section, None);
            let new = self.emitter.element(&self.target.text[header], &pick, &look)?;
            self.script.sections.push(NewSections { places, order, news: vec![new] });
            return Some(());
        }
        let order = self.emitter.source.sections_of(node).first().copied().unwrap_or(order);
        let mut chosen = Chosen::default();
        self.emitter.choose(pick, &mut chosen);
        let news = self.emitter.sections(node, &chosen);
        self.script.sections.push(NewSections { places, order, news });
        Some(())
    }

    /// An array of tables that becomes another one: what both begin and end with stays.
    fn elements(&mut self, here: &Here<'a>, ours: &'a [Node], theirs: &'a [Node]) {
        let same = |(a, b): &(&Node, &Node)| a.value() == b.value();
        let head = ours.iter().zip(theirs).take_while(same).count();
        let tail = ours[head..].iter().rev().zip(theirs[head..].iter().rev()).take_while(same).count();
        let sections = |node: &Node| self.target.sections_of(node);
        let before = ours[..ours.len() - tail].last().and_then(|node| sections(node).last().copied());
        let behind = ours.get(head).and_then(|node| sections(node).first().copied());
        let place = before.map(|s| At::After(s - 1)).or(behind.map(|s| At::Before(s - 1)));
        for node in &ours[head..ours.len() - tail] {
            self.script.cut(node);
        }
        for (order, node) in theirs[head..theirs.len() - tail].iter().enumerate() {
            let _ = self.new_element(here, Pick::Whole(node), order, place.into_iter().collect());
        }
    }

    fn unfit(&self, here: &Here<'_>) -> EditError {
        let (line, _) = position(self.target.text.as_bytes(), here.node.span.start);
        EditError { key: here.key.clone(), line, reason: UNFIT.to_owned() }
    }
}

/// A line of the source, for a map of the target.
struct SourceLine<'a> {
    /// The keys from that map to the value.
    names: Vec<&'a Entry>,
    value: &'a Node,
    /// Section and line in the source.
    place: Option<(usize, usize)>,
    /// How many of the line's keys lead to the map itself.
    skip: usize,
}
