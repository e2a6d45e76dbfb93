//! The comment behind a value on its line, and other comments in its place.

use std::ops::Range;

use crate::error::ReadError;
use crate::format::Format;
use crate::parsed::Parsed;
use crate::registry::read_by;
use crate::splice::{self, Splice};

/// The byte range of the comment that follows a value on the last line of that value, or the header of a YAML block scalar on
/// its line. Only blanks and a comma may be between the two; `None` if there is no such comment.
pub fn comment_behind(file: &Parsed, value: Range<usize>) -> Option<Range<usize>> {
    let text = std::str::from_utf8(&file.bytes).ok()?;
    let header = if file.format == Format::Yaml { header_end(text, &value) } else { None };
    let end = header.unwrap_or(value.end);
    let line = text.get(end..)?.lines().next()?;
    let behind = line.trim_start_matches([' ', '\t']);
    let behind = match file.format {
        Format::Jsonc | Format::Hcl | Format::Toml | Format::Yaml => {
            behind.strip_prefix(',').filter(|_| header.is_none()).unwrap_or(behind).trim_start_matches([' ', '\t'])
        }
        _ => behind,
    };
    let start = line.len() - behind.len();
    // In YAML and dotenv, `#` begins a comment only behind a blank.
    let is_apart = start > 0 && line[..start].ends_with([' ', '\t']);
    let is_comment = match file.format {
        Format::Yaml | Format::Dotenv => is_apart && behind.starts_with('#'),
        Format::Toml => behind.starts_with('#'),
        Format::Hcl => ["#", "//"].iter().any(|mark| behind.starts_with(mark)) || is_block(behind),
        Format::Jsonc => behind.starts_with("//") || is_block(behind),
        Format::Json | Format::Properties | Format::Text => false,
    };
    let start = end + start;
    is_comment.then(|| start..start + behind.trim_end().len())
}

/// The end of the header (`|-`) of a block scalar.
fn header_end(text: &str, value: &Range<usize>) -> Option<usize> {
    let mut rest = text.get(value.clone())?;
    while rest.starts_with(['&', '!']) {
        rest = rest.find(char::is_whitespace).map_or("", |end| rest[end..].trim_start());
    }
    let length = rest.starts_with(['|', '>']).then(|| rest.find(char::is_whitespace).unwrap_or(rest.len()))?;
    Some(value.end - rest.len() + length)
}

/// Whether the rest of a line is one comment between `/*` and `*/`.
fn is_block(behind: &str) -> bool {
    behind.starts_with("/*") && behind.trim_end().find("*/").is_some_and(|end| end + 2 == behind.trim_end().len())
}

/// The file with other texts in these ranges, which hold comments.
///
/// # Errors
/// If the result cannot be read.
pub fn with_comments(file: &Parsed, comments: Vec<(Range<usize>, String)>) -> Result<Parsed, ReadError> {
    let splices = comments.into_iter().map(|(range, text)| Splice::replace(range, text)).collect();
    let bytes = splice::apply(&file.bytes, splices).unwrap_or_else(|| file.bytes.clone());
    read_by(file.rules, file.format, bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Data, read};

    /// The comment behind the first value of a file.
    fn comment(format: Format, text: &str) -> Option<String> {
        let file = read(format, text.as_bytes().to_vec()).unwrap();
        let mut node = &file.tree.documents[0].root;
        while let Data::Map(_) = &node.data {
            node = node.nth(0).unwrap();
        }
        comment_behind(&file, node.span()).map(|range| text[range].to_owned())
    }

    #[test]
    fn a_comment_is_on_the_line_of_its_value() {
        let found = |format, text| comment(format, text).unwrap_or_default();
        assert_eq!(found(Format::Yaml, "a: 1  # one\n"), "# one");
        assert_eq!(found(Format::Yaml, "{a: 1, # one\n b: 2}\n"), "# one");
        assert_eq!(found(Format::Yaml, "{a: 1, b: 2} # of both\n"), "");
        assert_eq!(found(Format::Yaml, "a: 1\n# below\n"), "");
        assert_eq!(found(Format::Yaml, "a: |-  # of the text \n  # a line of it\n# below\n"), "# of the text");
        assert_eq!(found(Format::Yaml, "a: !t &x > # one\n  b\n"), "# one");
        assert_eq!(found(Format::Yaml, "a: |\n  b # text\n"), "");
        assert_eq!(found(Format::Toml, "a = 1 # one\r\n"), "# one");
        assert_eq!(found(Format::Hcl, "a = 1 // one\n"), "// one");
        assert_eq!(found(Format::Hcl, "a = 1 /* one */\n"), "/* one */");
        assert_eq!(found(Format::Jsonc, "{\"a\": 1, // one\n\"b\": 2}"), "// one");
        assert_eq!(found(Format::Jsonc, "{\"a\": 1 /* x */, \"b\": 2}"), "");
        assert_eq!(found(Format::Dotenv, "A=1 # one\n"), "# one");
        assert_eq!(found(Format::Properties, "a=1 # text\n"), "");
    }

    #[test]
    fn comments_are_replaced_alone() {
        let text = "a: 1  # one  \nb: 2\n";
        let file = read(Format::Yaml, text.as_bytes().to_vec()).unwrap();
        let range = comment_behind(&file, 3..4).unwrap();
        let after = with_comments(&file, vec![(range, "# two".to_owned())]).unwrap();
        assert_eq!(after.bytes, b"a: 1  # two  \nb: 2\n");
    }
}
