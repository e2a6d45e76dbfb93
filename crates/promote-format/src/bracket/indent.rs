//! Moving multi-line text to another depth. The blanks at the start of a line may change if the line break
//! before it is between two tokens or in a comment; inside a string they are content.

use super::parts::{bracketed, parts};
use crate::{Data, Node};

/// The old and new indentation of a text.
pub(crate) struct Reindent<'a> {
    /// The indentation of the line on which the text starts in the source.
    pub(crate) from: &'a str,
    /// The indentation of the line on which it will start.
    pub(crate) to: &'a str,
    /// One level of indentation in the source.
    pub(crate) from_unit: Option<&'a str>,
    /// One level of indentation in the target.
    pub(crate) to_unit: &'a str,
    /// The line break of the target.
    pub(crate) newline: &'a str,
}

/// The kind of a bracket.
enum BracketSide {
    Open,
    Close,
}

/// Offsets in a node's text, relative to its start, taken from the tree.
#[derive(Default)]
struct KnownSpans {
    /// The brackets, in order.
    brackets: Vec<(usize, BracketSide)>,
    /// The multi-line strings, in order.
    strings: Vec<std::ops::Range<usize>>,
}

impl Reindent<'_> {
    /// The node's text at its new depth. If both files indent by the same unit, every line keeps its distance
    /// from the first one. Otherwise, and if a line is left of the first one, each line is indented by the
    /// number of open brackets.
    pub(crate) fn apply(&self, text: &str, node: &Node) -> String {
        let mut known = KnownSpans::default();
        known.look_at(text, node, node.span().start);
        known.brackets.sort_by_key(|(at, _)| *at);
        let same_unit = self.from_unit.is_none_or(|unit| unit == self.to_unit);
        let shifted = if same_unit { self.shifted(&text[node.span()], &known) } else { None };
        shifted.unwrap_or_else(|| self.by_brackets(&text[node.span()], &known))
    }

    /// Comments at their new depth.
    pub(crate) fn comments(&self, text: &str) -> String {
        let known = KnownSpans::default();
        self.shifted(text, &known).unwrap_or_else(|| self.by_brackets(text, &known))
    }

    fn shifted(&self, text: &str, known: &KnownSpans) -> Option<String> {
        let mut out = String::with_capacity(text.len());
        for (i, (at, line)) in lines(text).enumerate() {
            if i == 0 || known.in_string(at) {
                out.push_str(if i == 0 { "" } else { self.newline });
                out.push_str(line);
                continue;
            }
            out.push_str(self.newline);
            if !line.trim_start_matches(BLANKS).is_empty() {
                out.push_str(self.to);
                out.push_str(line.strip_prefix(self.from)?);
            }
        }
        Some(out)
    }

    fn by_brackets(&self, text: &str, known: &KnownSpans) -> String {
        let mut out = String::with_capacity(text.len());
        // The level inside each open bracket. Brackets that open on one line share a level, as in `[{`.
        let mut open: Vec<usize> = Vec::new();
        let mut brackets = known.brackets.iter().peekable();
        for (i, (at, line)) in lines(text).enumerate() {
            let body = if known.in_string(at) { line } else { line.trim_start_matches(BLANKS) };
            let inside = open.last().copied().unwrap_or(0);
            let begin = at + line.len() - body.len();
            let closes = matches!(brackets.peek(), Some((at, BracketSide::Close)) if *at == begin);
            let level = if closes { inside.saturating_sub(1) } else { inside };
            out.push_str(if i == 0 { "" } else { self.newline });
            if i > 0 && !body.is_empty() && !known.in_string(at) {
                out.push_str(self.to);
                out.push_str(&self.to_unit.repeat(level));
                // Keep the alignment of a multi-line comment: ` * like this`.
                out.push_str(if body.starts_with('*') { " " } else { "" });
            }
            out.push_str(body);
            while let Some((_, mark)) = brackets.next_if(|(place, _)| *place < at + line.len()) {
                match mark {
                    BracketSide::Open => open.push(level + 1),
                    BracketSide::Close => drop(open.pop()),
                }
            }
        }
        out
    }
}

impl KnownSpans {
    fn look_at(&mut self, text: &str, node: &Node, base: usize) {
        if matches!(node.data, Data::Scalar(_)) {
            if text[node.span()].contains('\n') {
                self.strings.push(node.span().start - base..node.span().end - base);
            }
            return;
        }
        if bracketed(text, node) {
            self.brackets.push((node.span().start - base, BracketSide::Open));
            self.brackets.push((node.span().end - 1 - base, BracketSide::Close));
        }
        for part in parts(node) {
            self.look_at(text, part.value, base);
        }
    }

    /// Whether the line that starts at `at` starts inside a string.
    fn in_string(&self, at: usize) -> bool {
        let next = self.strings.partition_point(|string| string.end <= at);
        self.strings.get(next).is_some_and(|string| string.start < at)
    }
}

const BLANKS: [char; 2] = [' ', '\t'];

/// The lines without their line breaks, each with its offset.
fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.split_inclusive('\n').chain(text.ends_with('\n').then_some("")).scan(0, |at, line| {
        let start = *at;
        *at += line.len();
        let line = line.strip_suffix('\n').unwrap_or(line);
        Some((start, line.strip_suffix('\r').unwrap_or(line)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn applied(indent: &Reindent<'_>, text: &str) -> String {
        let tree = crate::json::read(text.as_bytes()).unwrap();
        indent.apply(text, &tree.documents[0].root)
    }

    #[test]
    fn relative_indentation_is_kept_for_the_same_unit() {
        let indent = Reindent { from: "  ", to: "\t", from_unit: Some("\t"), to_unit: "\t", newline: "\r\n" };
        assert_eq!(applied(&indent, "{\n      \"a\": [1,\n  2]\n\n  }"), "{\r\n\t    \"a\": [1,\r\n\t2]\r\n\r\n\t}");
    }

    #[test]
    fn another_unit_indents_by_brackets() {
        let indent = Reindent { from: "  ", to: "", from_unit: Some("  "), to_unit: "\t", newline: "\n" };
        let text = "[{\n    \"a]\\\"\": 1,\r\n    \"b\": [\n      2\n    ]\n  }, {\n    \"c\": 3\n  }]";
        assert_eq!(applied(&indent, text), "[{\n\t\"a]\\\"\": 1,\n\t\"b\": [\n\t\t2\n\t]\n}, {\n\t\"c\": 3\n}]");
    }

    #[test]
    fn a_line_left_of_the_first_falls_back_to_brackets() {
        let indent = Reindent { from: "    ", to: "", from_unit: None, to_unit: "  ", newline: "\n" };
        assert_eq!(applied(&indent, "{\n \"a\": 1\n}"), "{\n  \"a\": 1\n}");
    }
}
