//! Files without a line break at their end.
//!
//! A block scalar whose last line ends the file has no line break in its value (YAML 1.2.2, section 8.1.1.2), so whatever is put
//! behind it would change it. Edits are made on the closed form of both files, in which each line has a line break and such a
//! scalar says in its header that its value has none. [`finished`] takes the line break and the header back where the result
//! holds the same values without them.

use std::borrow::Cow;
use std::ops::Range;

use super::layout::{NodeStyle, YamlText};
use super::read::read;
use crate::line_block::ended;
use crate::{Node, Parsed};

/// The closed form of a file; its tree has the same values.
pub(crate) fn closed(file: &Parsed) -> Cow<'_, Parsed> {
    let text = YamlText::of(file).text;
    if text.ends_with('\n') {
        return Cow::Borrowed(file);
    }
    let Some(header) = last_header(file).filter(|header| !text[header.clone()].contains('-')) else {
        return Cow::Borrowed(file);
    };
    let (before, closed) = (&text[..header.start], ended(text));
    let text = format!("{before}{}{}", stripped(&text[header.clone()]), &closed[header.end..]);
    reread(file, text.into_bytes()).map_or(Cow::Borrowed(file), Cow::Owned)
}

/// An edited file without the line break at its end if `target` has none, and the value of the last line does not need it.
pub(crate) fn finished(mut bytes: Vec<u8>, target: &Parsed, source: &Parsed) -> Vec<u8> {
    let own = YamlText::of(target).text;
    if own.is_empty() || own.ends_with('\n') || !bytes.ends_with(b"\n") {
        return bytes;
    }
    if let Some(header) = reread(target, bytes.clone()).and_then(|file| last_header(&file)) {
        if !bytes[header.clone()].contains(&b'-') {
            return bytes;
        }
        let open = [target, source].into_iter().find_map(|file| open_header(file, &bytes, &header)).map(str::to_owned);
        if let Some(open) = open {
            bytes.splice(header, open.into_bytes());
        }
    }
    bytes.pop();
    bytes.pop_if(|byte| *byte == b'\r');
    bytes
}

/// The header with which a file ends its last scalar, where the edited file ends with the same lines, closed.
fn open_header<'f>(file: &'f Parsed, bytes: &[u8], closed: &Range<usize>) -> Option<&'f str> {
    let text = YamlText::of(file).text;
    let header = last_header(file).filter(|_| !text.ends_with('\n'))?;
    let lines = |bytes: &[u8]| {
        let text = String::from_utf8_lossy(bytes);
        text.trim_ascii_end().lines().map(str::trim_end).map(str::to_owned).collect::<Vec<_>>()
    };
    let same_lines = lines(&bytes[closed.end..]) == lines(&file.bytes[header.end..]);
    let same_header = bytes[closed.clone()] == *stripped(&text[header.clone()]).as_bytes();
    (same_lines && same_header).then(|| &text[header])
}

/// The file with other bytes; `None` if they are no YAML.
pub(super) fn reread(file: &Parsed, bytes: Vec<u8>) -> Option<Parsed> {
    let tree = read(&bytes).ok()?;
    Some(Parsed { rules: file.rules, format: file.format, bytes, tree })
}

/// The header of a block scalar without a line break at its end.
fn stripped(header: &str) -> String {
    if header.contains('-') { header.to_owned() } else { header.replace('+', "") + "-" }
}

/// The header (`|`, `>-`) of a block scalar that ends the last document.
fn last_header(file: &Parsed) -> Option<Range<usize>> {
    let layout = YamlText::of(file);
    let mut node: &Node = &file.tree.documents.last()?.root;
    while matches!(layout.style(node), NodeStyle::BlockMap | NodeStyle::BlockList) {
        node = node.nth(layout.own_count(node).checked_sub(1)?)?;
    }
    let start = layout.content(node);
    let header = layout.text[start..].split(char::is_whitespace).next()?;
    // Only comments or the end of the document may be below it.
    let ends = layout.text[layout.true_end(node)..].trim().is_empty();
    (layout.style(node) == NodeStyle::BlockScalar && ends).then(|| start..start + header.len())
}
