//! Scanning the text between nodes: blanks, comments and indicators.

use std::ops::Range;

/// The offset of the first byte at or after `at` that is not a blank, a line break or a comment.
pub(crate) fn skip(text: &str, mut at: usize) -> usize {
    let bytes = text.as_bytes();
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b' ' | b'\t' | b'\n' | b'\r' => at += 1,
            b'#' if at == 0 || bytes[at - 1].is_ascii_whitespace() || is_bom_end(bytes, at) => {
                at = line_end(text, at);
            }
            _ => break,
        }
    }
    at
}

fn is_bom_end(bytes: &[u8], at: usize) -> bool {
    at == 3 && bytes.starts_with(b"\xef\xbb\xbf")
}

/// The end of `indicator` if it is the next token at or after `at`; otherwise `at`.
pub(crate) fn behind(text: &str, at: usize, indicator: u8) -> usize {
    let next = skip(text, at);
    if text.as_bytes().get(next) == Some(&indicator) { next + 1 } else { at }
}

/// The end of the line that contains `at`, without its line break.
pub(crate) fn line_end(text: &str, at: usize) -> usize {
    let rest = &text.as_bytes()[at..];
    let end = rest.iter().position(|b| *b == b'\n').map_or(text.len(), |i| at + i);
    if end > at && text.as_bytes()[end - 1] == b'\r' { end - 1 } else { end }
}

/// The start of the line that contains `at`.
pub(crate) fn line_start(text: &str, at: usize) -> usize {
    text.as_bytes()[..at].iter().rposition(|b| *b == b'\n').map_or(0, |i| i + 1)
}

/// The byte range of a block scalar after `from`, from its `|` or `>` to its last content line.
pub(crate) fn block(text: &str, from: usize, content: &Range<usize>, indent: Option<usize>) -> Range<usize> {
    let header = skip(text, from);
    let head = text.as_bytes()[header..].iter().position(u8::is_ascii_whitespace);
    let head_end = head.map_or(text.len(), |i| header + i);
    let body = (line_end(text, head_end) + 1).min(content.end);
    if text[body..content.end.max(body)].trim().is_empty() {
        return header..head_end;
    }
    header..block_end(text, body..content.end, indent.unwrap_or(0))
}

/// The end of the last content line of a block scalar. `content` runs from the start of its text to where the
/// parser stopped; `indent` is the indentation of its lines.
fn block_end(text: &str, content: Range<usize>, indent: usize) -> usize {
    let mut end = content.end;
    loop {
        let start = line_start(text, end).max(content.start);
        let line = &text[start..end];
        let spaces = end - line_start(text, end);
        let outside = line.bytes().all(|b| b == b' ' || b == b'\r') && spaces <= indent;
        if !(outside || line.is_empty()) || start <= content.start {
            break;
        }
        end = start - 1;
        if end > content.start && text.as_bytes()[end - 1] == b'\r' {
            end -= 1;
        }
    }
    end
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blanks_and_comments_are_skipped_but_not_a_hash_inside_a_word() {
        assert_eq!(skip("  # a\n\t b", 0), 8);
        assert_eq!(skip("a#b", 1), 1);
        assert_eq!(behind("a : b", 1, b':'), 3);
        assert_eq!(behind("a, b", 1, b':'), 1);
    }

    #[test]
    fn a_block_scalar_ends_with_its_last_content_line() {
        let text = "a: |\n  x\n\n \nb: 1\n";
        assert_eq!(block_end(text, 7..12, 2), 8);
        let text = "a: |\r\n  x\r\n\r\nb: 1\r\n";
        assert_eq!(block_end(text, 8..13, 2), 9);
        let text = "a: |\n  x\n   \n";
        assert_eq!(block_end(text, 7..13, 2), 12);
    }
}
