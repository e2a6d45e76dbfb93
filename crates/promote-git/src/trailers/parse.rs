//! The strict trailer parser.

use super::{BLANKS, ends_message, is_blank, is_token};

/// The trailers of a message, in order; empty unless the last paragraph consists only of trailers.
pub fn parse(message: &str) -> Vec<(String, String)> {
    read(message).unwrap_or_default()
}

fn read(message: &str) -> Option<Vec<(String, String)>> {
    let lines: Vec<&str> = message.split('\n').collect();
    // Readers disagree on where this message ends.
    if lines.iter().any(|line| ends_message(line)) {
        return None;
    }
    let end = lines.iter().rposition(|line| !is_blank(line))? + 1;
    // Without a blank line above it, the last paragraph is the subject.
    let start = lines[..end].iter().rposition(|line| is_blank(line))? + 1;
    // The writer removes carriage returns, and git keeps those inside a value.
    if lines[start..end].iter().any(|line| line.contains('\r')) {
        return None;
    }
    let mut trailers: Vec<(String, String)> = Vec::new();
    for line in &lines[start..end] {
        if line.starts_with([' ', '\t']) {
            let (_, value) = trailers.last_mut()?;
            value.push(' ');
            value.push_str(line.trim_matches(BLANKS));
        } else {
            let (token, value) = line.split_once(':').filter(|(token, _)| is_token(token))?;
            trailers.push((token.to_owned(), value.trim_matches(BLANKS).to_owned()));
        }
    }
    for (token, value) in &mut trailers {
        *value = value.trim_matches(BLANKS).to_owned();
        // git ignores the conflict list that its old versions appended to merge messages.
        if token == "Conflicts" {
            return None;
        }
    }
    Some(trailers)
}
