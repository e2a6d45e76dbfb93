//! Trailers of commit messages, by the rules of git-interpret-trailers(1): git reads what we write as we meant it.
//!
//! git takes the last paragraph of a message for trailers if all its lines are `Token: value`, or a quarter of them
//! and one is of a known kind; a line that begins with a blank continues the one above; the first paragraph is the
//! subject and never counts. Above all of that, `interpret-trailers` lets the message end at a line that begins with
//! `---` (a patch follows), and every reader lets it end at a scissors line. Hence:
//!
//! - The writer puts the trailers into a paragraph of their own, last; a value is one line; and in the user's text no
//!   line is left that would end the message earlier.
//! - The parser is strict: the last paragraph is purely what the writer writes, or there are no trailers. What git reads
//!   beyond that (a mixed last paragraph, blanks before the colon, comments in between) was not written by us.

mod parse;
mod write;

pub use parse::parse;
pub use write::append;

/// What git takes for a blank; nothing else in Unicode counts.
const BLANKS: [char; 4] = [' ', '\t', '\r', '\n'];

fn is_blank(line: &str) -> bool {
    line.trim_matches(BLANKS).is_empty()
}

fn is_token(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
}

/// What ends a message where it stands behind a comment character (`git commit --cleanup=scissors`).
const SCISSORS: &str = "------------------------ >8 ------------------------";

/// Whether the line ends a message for some reader: the divider above a patch, or scissors, whatever the comment
/// character before them.
fn ends_message(line: &str) -> bool {
    line.starts_with("---") || !line.starts_with(BLANKS) && line.contains(SCISSORS)
}

/// The only value of a trailer; `None` where it is missing or there twice.
pub fn single<'a>(trailers: &'a [(String, String)], token: &str) -> Option<&'a str> {
    let mut values = trailers.iter().filter(|(t, _)| t.eq_ignore_ascii_case(token));
    match (values.next(), values.next()) {
        (Some((_, value)), None) => Some(value),
        _ => None,
    }
}
