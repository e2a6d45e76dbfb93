//! New text for the target: the source's own text, at the target's depth and on as many lines as its new place
//! allows.

use super::align::{Columns, align};
use super::blanks::line_indent;
use super::commas::CommaPlace;
use super::indent::Reindent;
use super::part_text::PartText;
use super::parts::{Part, bracketed, first, is_heredoc, parts};
use super::select::Selection;
use super::style::{FileStyle, is_one_line, local_unit};
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
    /// The text between the key and the value of the nearest neighbour, if each entry may have another one.
    pub(crate) colon: Option<String>,
    /// The number of characters between the indentation and a value.
    pub(crate) hang: usize,
}

/// Writes parts of the source for the target.
pub(crate) struct PartWriter<'a> {
    pub(super) syntax: &'a Syntax,
    pub(super) source: &'a str,
    theirs: FileStyle,
    pub(super) ours: FileStyle,
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

    /// The place of commas in the target.
    pub(crate) fn commas(&self) -> &CommaPlace {
        self.ours.commas.as_ref().unwrap_or(&CommaPlace::Trailing)
    }

    pub(super) fn indent<'s>(
        &'s self,
        from: &'s str,
        from_unit: Option<&'s str>,
        context: &'s InsertContext,
    ) -> Reindent<'s> {
        Reindent { from, to: &context.indent, from_unit, to_unit: self.unit(context), newline: self.newline() }
    }

    /// The text of an entry (its key as in the source) or of an element.
    pub(super) fn part(&self, part: &Part<'_>, selection: &Selection<'_>, context: &InsertContext) -> String {
        let Some(entry) = part.entry else {
            let context = InsertContext { hang: self.comma_width(), ..context.clone() };
            return self.value(selection, &context);
        };
        let name = &self.source[entry.name_span()];
        let between = self.source.get(entry.name_span().end..entry.value.span().start).unwrap_or_default();
        let colon = between.trim();
        if context.one_line || !matches!(colon, ":" | "=") || !between.contains('\n') {
            let colon = context.colon.as_deref().unwrap_or(self.colon());
            let hang = self.comma_width() + name.chars().count() + colon.len();
            let value = self.value(selection, &InsertContext { hang, ..context.clone() });
            return format!("{name}{colon}{value}");
        }
        // The value starts on its own line in the source.
        let key_indent = line_indent(self.source, entry.name_span().start);
        let value_indent = line_indent(self.source, entry.value.span().start);
        let deeper = value_indent.strip_prefix(key_indent).unwrap_or_default();
        let below = InsertContext { indent: format!("{}{deeper}", context.indent), hang: 0, ..context.clone() };
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
            (true, false) if self.moves_commas(node) => self.tall(node, context),
            (true, false) => self.reindented(node, context),
        }
    }

    /// Whether the commas of a map or list are not where the target has them.
    pub(crate) fn moves_commas(&self, node: &Node) -> bool {
        let theirs = CommaPlace::of(self.source, node.span(), &parts(node), self.syntax);
        theirs.is_some_and(|theirs| theirs.leading().is_some() != self.commas().leading().is_some())
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

    /// A whole value over several lines at its new depth.
    pub(crate) fn reindented(&self, node: &Node, context: &InsertContext) -> String {
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
        let is_map = matches!(node.data, Data::Map(_));
        let inner = self.inside(context, one_line, is_map);
        let (all, gaps) = (parts(node), if one_line { None } else { self.gaps(node) });
        let piece = |(at, selection): &(usize, Selection<'_>)| {
            let part = all.get(*at)?;
            Some(self.piece(gaps.as_deref(), *at, part, selection, &inner))
        };
        let mut pieces: Vec<PartText> = chosen.iter().filter_map(piece).collect();
        align(&mut pieces, Columns::default());
        self.wrap(&pieces, context, one_line, is_map)
    }

    /// The surroundings of the parts of a newly written map or list.
    pub(crate) fn inside(&self, context: &InsertContext, one_line: bool, is_map: bool) -> InsertContext {
        let indent = self.inner_indent(context, is_map);
        InsertContext { one_line, indent, unit: context.unit.clone(), ..InsertContext::default() }
    }

    /// One level of indentation in this context.
    pub(crate) fn unit<'s>(&'s self, context: &'s InsertContext) -> &'s str {
        context.unit.as_deref().or(self.ours.unit.as_deref()).unwrap_or("  ")
    }

    /// The number of characters before a part on a line of its own.
    pub(crate) fn comma_width(&self) -> usize {
        self.commas().leading().map_or(0, |commas| commas.comma().len())
    }

    /// The colon with the blanks around it.
    pub(crate) fn colon(&self) -> &str {
        self.ours.colon.as_deref().unwrap_or(self.syntax.colon)
    }
}
