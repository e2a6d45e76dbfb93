//! Line endings: the one that the last line may lack, and the file's usual one.

use std::borrow::Cow;

use crate::splice::{self, Splice};

/// The text with a line break at its end, so that inserting after the last line and removing it are no special
/// cases. [`finished`] removes the line break again.
pub(crate) fn ended(text: &str) -> Cow<'_, str> {
    match text.strip_prefix('\u{feff}').unwrap_or(text) {
        "" => Cow::Borrowed(text),
        own if own.ends_with('\n') => Cow::Borrowed(text),
        _ => Cow::Owned(format!("{text}{}", if has_crlf(text) { "\r\n" } else { "\n" })),
    }
}

/// Applies splices with `\n` line breaks to the [`ended`] form of `text`. They get the text's own line endings
/// (those of `source` if it has none). A last line without a line break gets none.
///
/// `None` if the splices contradict each other.
pub(crate) fn finished(text: &str, source: &str, splices: Vec<Splice>) -> Option<String> {
    let mut out = ended_result(text, source, splices)?;
    if ended(text).len() > text.len() && out.ends_with('\n') {
        let end = if out.ends_with("\r\n") { 2 } else { 1 };
        out.truncate(out.len() - end);
    }
    Some(out)
}

/// The same with a line break at the end, for a format in which the last value may need it.
pub(crate) fn ended_result(text: &str, source: &str, mut splices: Vec<Splice>) -> Option<String> {
    let whole = ended(text);
    let crlf = if text.contains('\n') { has_crlf(text) } else { has_crlf(source) };
    if crlf {
        // Text that was taken from the target has its line endings already.
        let own = |text: &str| text.replace("\r\n", "\n").replace('\n', "\r\n");
        splices.iter_mut().for_each(|splice| splice.text = own(&splice.text));
    }
    let out = String::from_utf8(splice::apply(whole.as_bytes(), splices)?).ok()?;
    // The added line break of a single line does not determine the text's line endings.
    let lent = whole.len() > text.len() && crlf && !text.contains('\n');
    Some(if lent { out.replace("\r\n", "\n").replace('\n', "\r\n") } else { out })
}

fn has_crlf(text: &str) -> bool {
    text.find('\n').is_some_and(|at| text[..at].ends_with('\r'))
}
