//! The text between two parts of a map or list: blanks, the comma, comments. Each comment belongs to the
//! previous part, to the next part, or to neither:
//!
//! ```text
//! [ // of the bracket
//!   // of a: directly above it
//!   a, // of a: on its line
//!
//!   // of neither: an empty line separates it from b
//!
//!   /* of b */ b
//! ]
//! ```
//!
//! A comma belongs to the previous part, or, in a map or list whose commas start the lines, to the next part.

use std::ops::Range;

use super::blanks::{blank_before, breaks};
use super::parts::Part;
use super::syntax::Syntax;

/// The text between two parts, or between a bracket and a part.
#[derive(Debug, Clone)]
pub(crate) struct PartGap {
    /// The comma.
    pub(crate) comma: Option<Range<usize>>,
    /// The comments of the previous part, or of the opening bracket, on its line.
    pub(crate) tail: Vec<Range<usize>>,
    /// The end of the previous part, with its comma and its comments if they are on its line.
    pub(crate) tail_end: usize,
    /// The start of the next part, with the comments directly above it.
    pub(crate) lead: usize,
    /// The first comment that belongs to neither part.
    pub(crate) free: Option<usize>,
    /// Whether the comma starts the line of the next part, as all commas of this map or list do. Then it belongs to
    /// that part: `lead` is before the comma and the comments above its line.
    pub(crate) comma_leads: bool,
    /// `lead` and `free` if the comma starts the line of the next part.
    leading: Option<(usize, Option<usize>)>,
}

impl PartGap {
    /// Whether the comma is on the line of the previous part.
    pub(crate) fn comma_on_line(&self) -> bool {
        self.comma.as_ref().is_some_and(|comma| comma.end <= self.tail_end)
    }

    /// The comma if it starts the line of the next part.
    pub(crate) fn leading_comma(&self) -> Option<Range<usize>> {
        self.comma.clone().filter(|_| self.leading.is_some())
    }

    /// Assigns the comma to the next part.
    fn take_comma(&mut self) {
        if let Some((lead, free)) = self.leading {
            (self.lead, self.free, self.comma_leads) = (lead, free, true);
        }
    }
}

/// Whether the neighbours of a gap are parts; otherwise they are brackets.
#[derive(Clone, Copy)]
pub(crate) struct Sides {
    pub(crate) ahead: bool,
    pub(crate) behind: bool,
}

struct Token {
    span: Range<usize>,
    comma: bool,
}

/// Parses `range` of the text; `None` if it contains anything but blanks, commas and comments.
pub(crate) fn gap(text: &str, range: Range<usize>, sides: Sides, syntax: &Syntax) -> Option<PartGap> {
    let tokens = tokens(text, range.clone(), syntax)?;
    let mut commas = tokens.iter().filter(|token| token.comma);
    let comma = commas.next().map(|token| token.span.clone());
    if commas.next().is_some() {
        return None;
    }
    let mut gap = PartGap {
        comma,
        tail: Vec::new(),
        tail_end: range.start,
        lead: range.end,
        free: None,
        comma_leads: false,
        leading: None,
    };
    let own = tail(text, &tokens, &mut gap, sides);
    if sides.behind {
        let comma = tokens.iter().position(|token| token.comma);
        let leads = |comma: &usize| {
            let span = &tokens[*comma].span;
            text[gap.tail_end..span.start].contains('\n') && !text[span.end..range.end].contains('\n')
        };
        let comma = comma.filter(|comma| *comma >= own).filter(leads);
        gap.leading = comma.map(|comma| above(text, &tokens[own..comma], tokens[comma].span.start));
        (gap.lead, gap.free) = above(text, &tokens[own..], range.end);
    } else {
        gap.free = first_comment(&tokens[own..]);
    }
    Some(gap)
}

/// The start of the comments directly above the byte `at`, and the first of the comments before them.
fn above(text: &str, tokens: &[Token], at: usize) -> (usize, Option<usize>) {
    let mut lead = at;
    let mut count = tokens.len();
    while let Some(token) = count.checked_sub(1).map(|last| &tokens[last]) {
        if token.comma || breaks(&text[token.span.end..lead]) > 1 {
            break;
        }
        lead = token.span.start;
        count -= 1;
    }
    (lead, first_comment(&tokens[..count]))
}

fn first_comment(tokens: &[Token]) -> Option<usize> {
    tokens.iter().find(|token| !token.comma).map(|token| token.span.start)
}

/// Assigns tokens on the line of the previous part to it. Returns the number of these tokens.
fn tail(text: &str, tokens: &[Token], gap: &mut PartGap, sides: Sides) -> usize {
    for (index, token) in tokens.iter().enumerate() {
        if text[gap.tail_end..token.span.start].contains('\n') {
            return index;
        }
        if !token.comma {
            let on_line = |to: usize| !text[token.span.end..to].contains('\n');
            let comma = tokens[index + 1..].iter().find(|token| token.comma);
            let before_comma = sides.ahead && comma.is_some_and(|comma| on_line(comma.span.start));
            // A comment directly before the next part belongs to that part, unless it begins on the line of the previous
            // part and ends on another.
            let begins_ahead = sides.ahead && text[token.span.clone()].contains('\n');
            if sides.behind && !before_comma && !begins_ahead && on_line(gap.lead) {
                return index;
            }
            gap.tail.push(token.span.clone());
        }
        gap.tail_end = token.span.end;
    }
    tokens.len()
}

/// The commas and comments of a text; `None` if it contains anything else but blanks.
fn tokens(text: &str, range: Range<usize>, syntax: &Syntax) -> Option<Vec<Token>> {
    let mut tokens = Vec::new();
    let mut at = range.start;
    loop {
        let rest = text.get(at..range.end)?;
        let Some(skip) = rest.find(|c: char| !matches!(c, ' ' | '\t' | '\n' | '\r')) else { return Some(tokens) };
        let (rest, start) = (&rest[skip..], at + skip);
        let comma = rest.starts_with(',');
        let length = if comma { 1 } else { comment(rest, syntax)? };
        at = start + length;
        tokens.push(Token { span: start..at, comma });
    }
}

/// The length of the comment that a text starts with, without its line break.
pub(crate) fn comment(text: &str, syntax: &Syntax) -> Option<usize> {
    if syntax.block_comments && text.starts_with("/*") {
        return Some(text[2..].find("*/")? + 4);
    }
    syntax.line_comments.iter().any(|mark| text.starts_with(mark)).then(|| {
        let line = text.find('\n').unwrap_or(text.len());
        text[..line].strip_suffix('\r').map_or(line, str::len)
    })
}

/// The number of empty lines above the next part and its comments, at most two.
pub(crate) fn empty_lines(text: &str, gap: &PartGap) -> usize {
    breaks(blank_before(text, gap.lead)).saturating_sub(1).min(2)
}

/// Whether empty lines precede each of the parts between these gaps.
pub(crate) fn paragraphs(text: &str, gaps: &[PartGap]) -> Vec<bool> {
    let parts = gaps.len().saturating_sub(1);
    gaps.iter().take(parts).enumerate().map(|(at, gap)| at > 0 && empty_lines(text, gap) > 0).collect()
}

/// The gaps of a map or list that has its `brackets` at this byte range: before each part, and after the last.
pub(crate) fn gaps(text: &str, brackets: Range<usize>, parts: &[Part<'_>], syntax: &Syntax) -> Option<Vec<PartGap>> {
    let mut gaps = Vec::with_capacity(parts.len() + 1);
    let mut end = brackets.start + 1;
    for (at, part) in parts.iter().enumerate() {
        let span = part.span();
        gaps.push(gap(text, end..span.start, Sides { ahead: at > 0, behind: true }, syntax)?);
        end = span.end;
    }
    let sides = Sides { ahead: !parts.is_empty(), behind: false };
    gaps.push(gap(text, end..brackets.end - 1, sides, syntax)?);
    let (first, last) = (1.min(parts.len()), parts.len());
    if gaps[first..last].iter().all(|gap| gap.leading.is_some()) && gaps[last].comma.is_none() {
        gaps[first..last].iter_mut().for_each(PartGap::take_comma);
    }
    Some(gaps)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bracket::JSONC;

    fn told(text: &str, ahead: bool, behind: bool) -> String {
        let gap = gap(text, 0..text.len(), Sides { ahead, behind }, &JSONC).unwrap();
        let tail: Vec<&str> = gap.tail.iter().map(|span| &text[span.clone()]).collect();
        format!("{} | {:?} | {}", tail.join(" "), &text[..gap.tail_end], &text[gap.lead..])
            + if gap.free.is_some() { " | free" } else { "" }
    }

    #[test]
    fn comments_belong_to_a_part_or_are_free() {
        assert_eq!(told(", // a\n  // b\n  ", true, true), "// a | \", // a\" | // b\n  ");
        assert_eq!(told(" /* a */, /* b */ ", true, true), "/* a */ | \" /* a */,\" | /* b */ ");
        assert_eq!(told(" /* a */, // a\n", true, true), "/* a */ // a | \" /* a */, // a\" | ");
        assert_eq!(told(",\n // x\n\n // b\n", true, true), " | \",\" | // b\n | free");
        assert_eq!(told(", /* of\n a */ ", true, true), "/* of\n a */ | \", /* of\\n a */\" | ");
        assert_eq!(told(" // [\n // a\n ", false, true), "// [ | \" // [\" | // a\n ");
        assert_eq!(told(" /* a */ ", false, true), " | \"\" | /* a */ ");
        assert_eq!(told(", // z\n // x\n", true, false), "// z | \", // z\" |  | free");
        assert_eq!(told("\n , ", true, true), " | \"\" | ");
        let leading = gap(",\n // x\n\n // b\n , ", 0..1, Sides { ahead: true, behind: true }, &JSONC).unwrap();
        assert!(leading.leading_comma().is_none());
        let text = " // a\n // x\n\n // b\n , ";
        let leading = gap(text, 0..text.len(), Sides { ahead: true, behind: true }, &JSONC).unwrap();
        assert_eq!(leading.leading.map(|(lead, free)| (&text[lead..], free)), Some(("// b\n , ", Some(7))));
        assert!(gap(", , ", 0..4, Sides { ahead: true, behind: true }, &JSONC).is_none());
        assert!(gap(" # ", 0..3, Sides { ahead: true, behind: true }, &JSONC).is_none());
    }
}
