//! Appending trailers to an arbitrary text.

use super::{BLANKS, SCISSORS, ends_message, is_blank, is_token};

/// Appends trailers to `body`, so that no text in the body or the values is parsed as another trailer.
///
/// Each value becomes one line. In the body, line ends become LF, other control characters and surrounding blank space
/// are removed, and a line that would end the message for git is indented by one space. The rest is unchanged.
pub fn append(body: &str, trailers: &[(&str, &str)]) -> String {
    let mut message = clean_body(body, trailers.is_empty());
    if !trailers.is_empty() {
        message.push('\n');
    }
    for (token, value) in trailers {
        message.push_str(&clean_token(token));
        message.push(':');
        let value = clean_value(value);
        if !value.is_empty() {
            message.push(' ');
            message.push_str(&value);
        }
        message.push('\n');
    }
    message
}

fn clean_body(body: &str, last: bool) -> String {
    let text = body.replace("\r\n", "\n").replace('\r', "\n");
    let lines: Vec<String> = text.split('\n').map(clean_line).collect();
    let Some(end) = lines.iter().rposition(|line| !is_blank(line)) else { return String::new() };
    let start = lines.iter().position(|line| !is_blank(line)).unwrap_or_default();
    // Without trailers, git checks the last paragraph of the user's text that is not a comment or a conflict list,
    // except the subject.
    let body = lines[start..=end].iter().position(|line| is_blank(line)).map_or(end, |at| start + at);
    let exposed = if last { body } else { end };
    let mut message = String::with_capacity(text.len() + 1);
    for (at, line) in lines.iter().enumerate().take(end + 1).skip(start) {
        if ends_message(line) || at > exposed && could_be_trailer(line) {
            message.push(' ');
        }
        message.push_str(line);
        message.push('\n');
    }
    message
}

fn clean_line(line: &str) -> String {
    let kept: String = line.chars().filter(|c| !c.is_control() || *c == '\t').collect();
    kept.trim_end_matches(BLANKS).to_owned()
}

/// Whether git may parse the line as a trailer, even in a mixed paragraph.
fn could_be_trailer(line: &str) -> bool {
    let token = |(token, _): (&str, &str)| is_token(token.trim_end_matches(BLANKS));
    line.split_once(':').is_some_and(token) || line.starts_with("(cherry picked from commit ")
}

fn clean_token(token: &str) -> String {
    let clean = |c: char| if c.is_ascii_alphanumeric() { c } else { '-' };
    token.chars().map(clean).collect()
}

fn clean_value(value: &str) -> String {
    // Line and paragraph separators are not control characters, but some viewers break lines at them.
    let breaks = |c: char| c.is_control() || c.is_whitespace();
    let mut line = value.split(breaks).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
    // If the token begins with a user's comment character, scissors in the value would end the message.
    while line.contains(SCISSORS) {
        // Two scissors may share dashes.
        line = line.replace(SCISSORS, &SCISSORS.replace(">8", "> 8"));
    }
    line
}
