//! Raw nodes with their byte ranges, built from the events of the parser.
//!
//! The spans of the events have gaps: a block scalar starts at its text and not at its `|`, a block sequence at
//! or after its first dash, an unwritten null at its key. A cursor fills the gaps by skipping the indicators
//! between nodes; only a few are possible at any point.

use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;

use granit_parser::{Event, Parser, ScalarStyle, ScanError, Span, StrInput, StructureStyle, Tag};

use super::raw::{NewRaw, RawKind, Raws};
use super::scan;
use crate::{MAX_DEPTH, MAX_NODES, ReadError};

struct Open {
    node: usize,
    flow: bool,
    /// Whether the next node is the value of a key.
    key: bool,
    last: Option<usize>,
}

struct Composer<'a> {
    text: &'a str,
    parser: Parser<'a, StrInput<'a>>,
    raws: Raws<'a>,
    open: Vec<Open>,
    anchors: HashMap<usize, usize>,
    /// Everything before this byte is processed.
    cursor: usize,
    /// The start of the current document.
    document: usize,
    root: Option<usize>,
}

/// Processes all events of `text`.
pub(crate) fn compose(text: &str) -> Result<Raws<'_>, ReadError> {
    let mut options = granit_parser::options! {
        emit_anchor_events: true,
        flow_nesting_limit: MAX_DEPTH,
        block_nesting_limit: MAX_DEPTH,
    };
    options.set_emit_comments(false);
    let mut composer = Composer {
        text,
        parser: Parser::new_from_str_with_options(text, options),
        raws: Raws::new(text),
        open: Vec::new(),
        anchors: HashMap::new(),
        cursor: 0,
        document: 0,
        root: None,
    };
    while let Some(next) = composer.parser.next_event() {
        let (event, span) = next.map_err(|e| syntax(text, &e))?;
        composer.take(event, &span)?;
    }
    Ok(composer.raws)
}

fn syntax(text: &str, error: &ScanError) -> ReadError {
    if matches!(error.kind(), granit_parser::ErrorKind::RecursionLimitExceeded) {
        let at = error.marker().byte_offset().unwrap_or(0);
        return ReadError::at(text.as_bytes(), at, too_deep());
    }
    ReadError {
        line: error.marker().line().max(1),
        column: error.marker().col() + 1,
        reason: error.info(),
        opaque: false,
    }
}

pub(super) fn too_deep() -> String {
    format!("the nesting is deeper than {MAX_DEPTH} levels")
}

fn bytes(span: &Span) -> Range<usize> {
    span.byte_range().unwrap_or(0..0)
}

impl<'a> Composer<'a> {
    fn take(&mut self, event: Event<'a>, span: &Span) -> Result<(), ReadError> {
        let range = bytes(span);
        match event {
            Event::DocumentStart(..) => self.start_document(&range),
            Event::DocumentEnd => self.end_document(&range),
            Event::Scalar(text, style, id, tag) => self.scalar(text, style, id, tag, span)?,
            Event::SequenceStart(style, id, tag) => {
                let node = self.node(NewRaw::List, id, tag, span)?;
                self.push(node, style, &range)?;
            }
            Event::MappingStart(style, id, tag) => {
                let node = self.node(NewRaw::Map, id, tag, span)?;
                self.push(node, style, &range)?;
            }
            Event::SequenceEnd | Event::MappingEnd => self.close(&range),
            Event::Alias(id) => {
                let Some(target) = self.anchors.get(&id).copied() else {
                    return Err(self.bad(range.start, "the alias refers to an unknown anchor"));
                };
                if self.open.iter().any(|o| o.node == target) {
                    return Err(self.bad(range.start, "the anchor contains an alias to itself"));
                }
                self.raws.repeat(target);
                let node = self.node(NewRaw::Alias(target), 0, None, span)?;
                self.raws.begins(node, range.start);
                self.raws.ends(node, range.end);
                self.cursor = range.end;
                self.attach(node);
            }
            _ => {}
        }
        Ok(())
    }

    fn bad(&self, at: usize, reason: &str) -> ReadError {
        ReadError::at(self.text.as_bytes(), at, reason.to_owned())
    }

    /// An explicit document starts with its directives, else with its `---`; an implicit one at the end of the
    /// previous document.
    fn start_document(&mut self, range: &Range<usize>) {
        let before = self.cursor;
        let explicit = self.text[range.clone()].starts_with("---");
        let mut line = before;
        while explicit && line < range.start {
            if self.text[line..].starts_with('%') && line == scan::line_start(self.text, line) {
                break;
            }
            line = (scan::line_end(self.text, line) + 1).min(range.start);
        }
        self.document = if explicit { line } else { before };
        self.cursor = range.end;
        self.root = None;
    }

    fn end_document(&mut self, range: &Range<usize>) {
        let end = range.end.max(self.cursor);
        let marked = self.text[range.clone()].starts_with("...");
        self.cursor = if marked { (scan::line_end(self.text, end) + 1).min(self.text.len()) } else { self.cursor };
        if let Some(root) = self.root.take() {
            self.raws.documents.push((root, self.document));
        }
        self.anchors.clear();
    }

    /// Skips the indicators before the next node: dash, comma, question mark, colon.
    fn step(&mut self) {
        let (text, at) = (self.text, self.cursor);
        let Some(parent) = self.open.last() else {
            self.cursor = scan::skip(text, at);
            return;
        };
        let is_map = matches!(self.raws.kind(parent.node), RawKind::Map);
        if self.raws.has_no_start(parent.node) {
            self.raws.begins(parent.node, scan::skip(text, at));
        }
        let at = if parent.flow && !parent.key { scan::behind(text, at, b',') } else { at };
        self.cursor = match (is_map, parent.key, parent.flow) {
            (true, true, _) => scan::behind(text, at, b':'),
            // An unwritten key is placed at its colon.
            (true, false, _) => scan::skip(text, self.behind_question(at)),
            (false, _, true) => at,
            (false, _, false) => scan::behind(text, at, b'-'),
        };
    }

    fn behind_question(&self, at: usize) -> usize {
        let behind = scan::behind(self.text, at, b'?');
        let blank = self.text.as_bytes().get(behind).is_none_or(u8::is_ascii_whitespace);
        if blank { behind } else { at }
    }

    /// A new node. Its span holds only the part before the content so far.
    fn node(&mut self, new: NewRaw<'a>, id: usize, tag: Option<Cow<'a, Tag>>, span: &Span) -> Result<usize, ReadError> {
        let dash = self.cursor;
        self.step();
        let node = self.raws.len();
        if node >= MAX_NODES {
            return Err(self.bad(dash, &format!("the file has more than {MAX_NODES} values")));
        }
        self.raws.add(new);
        let mut end = self.cursor;
        if let Some(tag) = span.tag_span().map(|t| bytes(&t)) {
            self.raws.begins(node, tag.start);
            end = end.max(tag.end);
        }
        let mut anchor = None;
        if id != 0
            && let Some(Ok((Event::Anchor(..), _))) = self.parser.peek()
            && let Some(Ok((Event::Anchor(_, name), place))) = self.parser.next_event()
        {
            let place = bytes(&place);
            self.raws.begins(node, place.start);
            end = end.max(place.end);
            anchor = Some(name);
            self.anchors.insert(id, node);
        }
        self.raws.name(node, tag, anchor);
        self.cursor = end;
        Ok(node)
    }

    fn scalar(
        &mut self,
        value: Cow<'a, str>,
        style: ScalarStyle,
        id: usize,
        tag: Option<Cow<'a, Tag>>,
        span: &Span,
    ) -> Result<(), ReadError> {
        let range = bytes(span);
        let unwritten = matches!(style, ScalarStyle::Plain) && range.is_empty();
        let value = if unwritten { Cow::Borrowed("") } else { value };
        let plain = matches!(style, ScalarStyle::Plain);
        let is_block = matches!(style, ScalarStyle::Literal | ScalarStyle::Folded);
        // If a file ends without a line break, a block scalar that ends it has none in its value (YAML 1.2.2, section
        // 8.1.1.2). libyaml and its ports read it so. This parser adds a line break, which is removed here.
        let value = match value.strip_suffix('\n') {
            Some(own) if is_block && self.ends_the_file(&range, span.indent) => Cow::Owned(own.to_owned()),
            _ => value,
        };
        let node = self.node(NewRaw::Scalar(value, plain), id, tag, span)?;
        let content = match style {
            _ if unwritten => self.cursor..self.cursor,
            _ if is_block => scan::block(self.text, self.cursor, &range, span.indent),
            _ => range,
        };
        self.raws.begins(node, content.start);
        self.raws.ends(node, content.end);
        self.cursor = content.end;
        self.attach(node);
        Ok(())
    }

    /// Whether the last line of a block scalar, whose lines are indented by `indent`, is the last of the file and has no line
    /// break.
    fn ends_the_file(&self, range: &Range<usize>, indent: Option<usize>) -> bool {
        let text = self.text;
        let line = &text[scan::line_start(text, text.len())..];
        let indented = line.bytes().take_while(|b| *b == b' ').count() >= indent.unwrap_or(0);
        range.end >= text.len() && indented && !line.trim_matches(' ').is_empty()
    }

    fn push(&mut self, node: usize, style: StructureStyle, range: &Range<usize>) -> Result<(), ReadError> {
        if self.open.len() >= MAX_DEPTH {
            return Err(self.bad(range.start, &too_deep()));
        }
        let braced = matches!(self.text.as_bytes().get(range.start), Some(b'{' | b'['));
        let flow = matches!(style, StructureStyle::Flow);
        if flow && braced && !range.is_empty() {
            self.raws.begins(node, range.start);
            self.cursor = range.end;
        }
        self.open.push(Open { node, flow, key: false, last: None });
        Ok(())
    }

    fn close(&mut self, range: &Range<usize>) {
        let Some(done) = self.open.pop() else { return };
        if done.flow && matches!(&self.text[range.clone()], "}" | "]") {
            self.cursor = range.end;
        }
        self.raws.begins(done.node, self.cursor);
        self.raws.ends(done.node, self.cursor);
        self.attach(done.node);
    }

    /// Adds a finished node to its parent. The parent starts at the indicator of its first child.
    fn attach(&mut self, node: usize) {
        let Some(parent) = self.open.last_mut() else {
            self.root = Some(node);
            return;
        };
        if matches!(self.raws.kind(parent.node), RawKind::Map) {
            parent.key = !parent.key;
        }
        self.raws.attach(parent.node, parent.last.replace(node), node);
    }
}
