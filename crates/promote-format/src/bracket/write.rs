//! New text for the target: the source's own text, at the target's depth and on as many lines as its new place
//! allows.

use super::gap::{PartGap, breaks, gaps};
use super::indent::Reindent;
use super::parts::{Part, bracketed, first, is_heredoc, parts};
use super::select::Selection;
use super::style::{FileStyle, blank_before, is_one_line, line_indent, local_unit};
use super::syntax::Syntax;
use crate::{Data, Node, Scalar};

/// The surroundings of new text.
#[derive(Clone, Default)]
pub(crate) struct InsertContext {
    /// Whether everything around it is on one line.
    pub(crate) one_line: bool,
    /// The indentation of the line on which it starts.
    pub(crate) indent: String,
    /// One level of indentation nearby, if there is an example.
    pub(crate) unit: Option<String>,
    /// The column of the neighbours' equals signs relative to the indentation, if they are aligned.
    pub(crate) column: Option<usize>,
}

/// A new entry or element with its comments.
#[derive(Default)]
pub(crate) struct PartText {
    /// The comments above it, up to its first byte.
    pub(crate) lead: String,
    /// The key and the value.
    pub(crate) body: String,
    /// The comments after it, with the blanks before them.
    pub(crate) tail: String,
    /// Whether an empty line separates it from the previous part in the source.
    pub(crate) apart: bool,
    /// Whether it ends with a line that allows nothing else, so that no comma may follow.
    pub(crate) ends_line: bool,
}

impl PartText {
    /// The text with its comma. Comments are dropped on a shared line.
    pub(crate) fn text(&self, around: &str, comma: &str) -> String {
        let comma = if self.ends_line { "" } else { comma };
        if around.contains('\n') {
            format!("{}{}{comma}{}", self.lead, self.body, self.tail)
        } else {
            format!("{}{comma}", self.body)
        }
    }
}

/// Writes parts of the source for the target.
pub(crate) struct PartWriter<'a> {
    pub(super) syntax: &'a Syntax,
    source: &'a str,
    theirs: FileStyle,
    ours: FileStyle,
    target_one_line: Option<bool>,
    /// Whether both files put the same blanks around colons, commas and brackets.
    same_blanks: bool,
    /// Whether heredocs are written as strings on one line.
    pub(crate) quotes_heredocs: bool,
}

impl<'a> PartWriter<'a> {
    /// A writer that takes text from `source` and follows the target's style.
    pub(crate) fn new(syntax: &'a Syntax, source: &'a str, theirs: FileStyle, target: FileStyle) -> Self {
        let target_one_line = target.one_line;
        let ours = target.or(&theirs);
        let blanks = |s: &FileStyle| [s.colon.clone(), s.gap.clone(), s.map_pad.clone(), s.list_pad.clone()];
        let same_blanks = blanks(&theirs).iter().zip(blanks(&ours)).all(|(a, b)| a.is_none() || *a == b);
        Self { syntax, source, theirs, ours, target_one_line, same_blanks, quotes_heredocs: false }
    }

    /// Whether a document without parts gets new parts on one line.
    pub(crate) fn root_is_one_line(&self) -> bool {
        self.ours.one_line == Some(true)
    }

    /// The line break of the target.
    pub(crate) fn newline(&self) -> &'static str {
        self.ours.newline.unwrap_or("\n")
    }

    /// The blanks after a comma on one line.
    pub(crate) fn gap(&self) -> &str {
        self.ours.gap.as_deref().unwrap_or(" ")
    }

    /// The gaps between the parts of a map or list of the source; `None` if they cannot contain comments.
    pub(crate) fn gaps(&self, node: &Node) -> Option<Vec<PartGap>> {
        let silent = self.syntax.line_comments.is_empty() && !self.syntax.block_comments;
        if silent || !bracketed(self.source, node) {
            return None;
        }
        gaps(self.source, node, &parts(node), self.syntax)
    }

    /// The part at `at` with its comments, taken from `gaps`.
    pub(crate) fn piece(
        &self,
        gaps: Option<&[PartGap]>,
        at: usize,
        part: &Part<'_>,
        selection: &Selection<'_>,
        context: &InsertContext,
    ) -> PartText {
        let body = self.part(part, selection, context);
        let ends_line = self.syntax.bare_lines
            && part.entry.is_some()
            && body.contains('\n')
            && is_heredoc(self.source, part.value);
        let Some([ahead, behind]) = gaps.and_then(|gaps| gaps.get(at..at + 2)) else {
            return PartText { body, ends_line, ..PartText::default() };
        };
        let span = part.span();
        let lead = self.source[ahead.lead..span.start].trim_end_matches([' ', '\t', '\r', '\n']);
        let between = &self.source[ahead.lead + lead.len()..span.start];
        let lead = match (lead, breaks(between)) {
            ("", _) => String::new(),
            (lead, 0) => format!("{}{between}", self.comments(lead, ahead.lead, context)),
            (lead, _) => format!("{}{}{}", self.comments(lead, ahead.lead, context), self.newline(), context.indent),
        };
        let mut tail = String::new();
        for comment in &behind.tail {
            let before = self.source[..comment.start].trim_end_matches([' ', '\t']).len();
            tail += &self.source[before..comment.start];
            tail += &self.comments(&self.source[comment.clone()], comment.start, context);
        }
        let apart = at > 0 && breaks(blank_before(self.source, ahead.lead)) > 1;
        PartText { lead, body, tail, apart, ends_line }
    }

    /// Comments of the source that start at the byte `at`.
    fn comments(&self, text: &str, at: usize, context: &InsertContext) -> String {
        self.indent(line_indent(self.source, at), None, context).comments(text)
    }

    fn indent<'s>(&'s self, from: &'s str, from_unit: Option<&'s str>, context: &'s InsertContext) -> Reindent<'s> {
        Reindent { from, to: &context.indent, from_unit, to_unit: self.unit(context), newline: self.newline() }
    }

    /// The text of an entry (its key as in the source) or of an element.
    fn part(&self, part: &Part<'_>, selection: &Selection<'_>, context: &InsertContext) -> String {
        let Some(entry) = part.entry else { return self.value(selection, context) };
        let name = &self.source[entry.name_span()];
        let between = self.source.get(entry.name_span().end..entry.value.span().start).unwrap_or_default();
        let colon = between.trim();
        if context.one_line || !matches!(colon, ":" | "=") || !between.contains('\n') {
            let value = self.value(selection, context);
            // A value over several lines ends an aligned group (`terraform fmt`).
            let lines_up = self.colon() == " = " && !context.one_line && !value.contains('\n');
            let blanks = context.column.filter(|_| lines_up);
            let blanks = blanks.map_or(0, |column| column.saturating_sub(name.chars().count() + 1));
            return format!("{name}{}{}{value}", " ".repeat(blanks), self.colon());
        }
        // The value starts on its own line in the source.
        let key_indent = line_indent(self.source, entry.name_span().start);
        let value_indent = line_indent(self.source, entry.value.span().start);
        let deeper = value_indent.strip_prefix(key_indent).unwrap_or_default();
        let below = InsertContext { indent: format!("{}{deeper}", context.indent), ..context.clone() };
        let break_and_blanks = format!("{}{}", self.newline(), below.indent);
        format!("{name}{colon}{break_and_blanks}{}", self.value(selection, &below))
    }

    /// The text of a value.
    pub(crate) fn value(&self, selection: &Selection<'_>, context: &InsertContext) -> String {
        match selection {
            Selection::Whole(node) => self.whole(node, context),
            Selection::Parts(node, chosen) => {
                let flat = self.is_flat(node) || (is_one_line(self.source, node) && !self.must_unfold());
                self.written(node, chosen, context, context.one_line || flat)
            }
        }
    }

    /// Whether this format keeps a map on one line.
    fn is_flat(&self, node: &Node) -> bool {
        self.syntax.flat_maps && matches!(node.data, Data::Map(_))
    }

    /// Whether to break lines because the source is a single line and the target is not.
    fn must_unfold(&self) -> bool {
        self.theirs.one_line == Some(true) && self.target_one_line == Some(false)
    }

    /// The text of a whole value.
    pub(crate) fn whole(&self, node: &Node, context: &InsertContext) -> String {
        let inner = parts(node);
        if !matches!(node.data, Data::Scalar(_)) && !bracketed(self.source, node) {
            return self.rewritten(node, context, context.one_line || self.is_flat(node));
        }
        let text = &self.source[node.span()];
        if matches!(node.data, Data::Scalar(_)) {
            return self.quoted(node).unwrap_or_else(|| self.scalar(text));
        }
        let bare = if matches!(node.data, Data::Map(_)) { "{}" } else { "[]" };
        if inner.is_empty() && text.contains('\n') && (context.one_line || text[1..text.len() - 1].trim().is_empty()) {
            return bare.to_owned();
        }
        let nested = matches!(node.data, Data::Map(_)) || inner.iter().any(|part| first(part.value).is_some());
        match (text.contains('\n'), context.one_line) {
            (false, _) if self.target_one_line == Some(true) && !self.same_blanks && !inner.is_empty() => {
                self.flat(node)
            }
            (false, false) if self.must_unfold() && nested && !inner.is_empty() => self.tall(node, context),
            (false, _) => text.to_owned(),
            (true, true) => self.flat(node),
            (true, false) => self.reindented(node, context),
        }
    }

    /// A heredoc as a string on one line, where heredocs are not possible.
    fn quoted(&self, node: &Node) -> Option<String> {
        let Data::Scalar(Scalar::String(text)) = &node.data else { return None };
        if !self.quotes_heredocs || !is_heredoc(self.source, node) {
            return None;
        }
        let text = text.as_str().replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n").replace('\r', "\\r");
        Some(format!("\"{}\"", text.replace("${", "$${").replace("%{", "%%{")))
    }

    /// A scalar; a multi-line one gets the target's line breaks.
    fn scalar(&self, text: &str) -> String {
        if text.contains('\n') { text.replace("\r\n", "\n").replace('\n', self.newline()) } else { text.to_owned() }
    }

    fn reindented(&self, node: &Node, context: &InsertContext) -> String {
        let from_unit = local_unit(self.source, node).or_else(|| self.theirs.unit.clone());
        let from = line_indent(self.source, node.span().start);
        self.indent(from, from_unit.as_deref(), context).apply(self.source, node)
    }

    /// The value on one line.
    fn flat(&self, node: &Node) -> String {
        let context = InsertContext { one_line: true, ..InsertContext::default() };
        self.rewritten(node, &context, true)
    }

    /// The value with each part on its own line.
    fn tall(&self, node: &Node, context: &InsertContext) -> String {
        self.rewritten(node, context, false)
    }

    fn rewritten(&self, node: &Node, context: &InsertContext, one_line: bool) -> String {
        let chosen: Vec<(usize, Selection<'_>)> =
            parts(node).iter().map(|part| Selection::Whole(part.value)).enumerate().collect();
        self.written(node, &chosen, context, one_line)
    }

    fn written(
        &self,
        node: &Node,
        chosen: &[(usize, Selection<'_>)],
        context: &InsertContext,
        one_line: bool,
    ) -> String {
        let inner = InsertContext {
            one_line,
            indent: format!("{}{}", context.indent, self.unit(context)),
            unit: context.unit.clone(),
            column: None,
        };
        let (all, gaps) = (parts(node), if one_line { None } else { self.gaps(node) });
        let piece = |(at, selection): &(usize, Selection<'_>)| {
            let part = all.get(*at)?;
            Some(self.piece(gaps.as_deref(), *at, part, selection, &inner))
        };
        let pieces: Vec<PartText> = chosen.iter().filter_map(piece).collect();
        self.wrap(node, &pieces, context, one_line)
    }

    /// Parts in brackets.
    fn wrap(&self, node: &Node, pieces: &[PartText], context: &InsertContext, one_line: bool) -> String {
        let is_map = matches!(node.data, Data::Map(_));
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
        let outer = format!("{}{}", self.newline(), context.indent);
        let inner = format!("{outer}{}", self.unit(context));
        let comma = if is_map && self.bare() { "" } else { "," };
        let last_comma = if self.ours.end_comma == Some(true) { comma } else { "" };
        let mut out = open.to_string();
        for (index, piece) in pieces.iter().enumerate() {
            out += &inner;
            out += &piece.text(&inner, if index + 1 < pieces.len() { comma } else { last_comma });
        }
        format!("{out}{outer}{close}")
    }

    /// Whether the lines of a map have no commas.
    fn bare(&self) -> bool {
        self.syntax.bare_lines && self.ours.bare != Some(false)
    }

    /// New parts for a map or list that contains only comments.
    pub(crate) fn filled(&self, context: &InsertContext, own_line: bool, pieces: &[PartText], is_map: bool) -> String {
        let comma = if is_map && own_line && self.bare() { "" } else { "," };
        let last_comma = if own_line && self.ours.end_comma == Some(true) { comma } else { "" };
        let around = if own_line { format!("{}{}", self.newline(), context.indent) } else { self.gap().to_owned() };
        let mut out = String::new();
        for (index, piece) in pieces.iter().enumerate() {
            out += &around;
            out += &piece.text(&around, if index + 1 < pieces.len() { comma } else { last_comma });
        }
        out
    }

    /// One level of indentation in this context.
    pub(crate) fn unit<'s>(&'s self, context: &'s InsertContext) -> &'s str {
        context.unit.as_deref().or(self.ours.unit.as_deref()).unwrap_or("  ")
    }

    fn colon(&self) -> &str {
        self.ours.colon.as_deref().unwrap_or(self.syntax.colon)
    }
}
