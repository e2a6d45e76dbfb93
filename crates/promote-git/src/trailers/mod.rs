//! Trailers of commit messages, by the rules of git-interpret-trailers(1).
//!
//! git treats the last paragraph of a message as trailers if all its lines are `Token: value`, or if a quarter of them
//! are and one token is known. A line that begins with a blank continues the line above. The first paragraph is the
//! subject and never has trailers. `interpret-trailers` ends the message at a line that begins with `---` (a patch
//! follows), and every reader ends it at a scissors line. Hence:
//!
//! - The writer puts the trailers into their own last paragraph, with each value on one line, and leaves no line in the
//!   user's text that would end the message early.
//! - The parser is strict: the last paragraph consists of trailers as the writer writes them, or there are none. Other
//!   forms that git accepts (a mixed last paragraph, blanks before the colon, comments) were not written by promote.

mod parse;
mod write;

pub use parse::parse;
pub use write::append;

/// The characters that git treats as blank; other Unicode spaces are not.
const BLANKS: [char; 4] = [' ', '\t', '\r', '\n'];

fn is_blank(line: &str) -> bool {
    line.trim_matches(BLANKS).is_empty()
}

fn is_token(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
}

/// The scissors line, which ends a message when it follows a comment character (`git commit --cleanup=scissors`).
const SCISSORS: &str = "------------------------ >8 ------------------------";

/// Whether a reader may end the message at this line: a patch divider, or scissors after any comment character.
fn ends_message(line: &str) -> bool {
    line.starts_with("---") || !line.starts_with(BLANKS) && line.contains(SCISSORS)
}

/// The values of a token in all lines of a message that look like its trailer, without repetitions, in any paragraph but
/// the subject: hosts put trailers of their own below, indent, or join messages when they squash. Such a line only names
/// something; it proves nothing.
pub fn mentioned<'a>(message: &'a str, token: &str) -> Vec<&'a str> {
    let mut found = Vec::new();
    for line in message.split('\n').skip(1) {
        let Some((name, value)) = line.trim_matches(BLANKS).split_once(':') else { continue };
        let value = value.trim_matches(BLANKS);
        if name.eq_ignore_ascii_case(token) && !found.contains(&value) {
            found.push(value);
        }
    }
    found
}

/// The value of a trailer that occurs exactly once; `None` if it is missing or repeated.
pub fn single<'a>(trailers: &'a [(String, String)], token: &str) -> Option<&'a str> {
    let mut values = trailers.iter().filter(|(t, _)| t.eq_ignore_ascii_case(token));
    match (values.next(), values.next()) {
        (Some((_, value)), None) => Some(value),
        _ => None,
    }
}
