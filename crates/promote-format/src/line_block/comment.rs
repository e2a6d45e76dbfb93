//! What a comment line is: documentation of the entry below it, an alternative that was commented out, or the heading of a
//! section.

/// The start of the lines that document an entry: of the comment lines from `head` to the entry's line at `start`, those below
/// the last alternative or heading. A removed entry takes them with it.
pub(super) fn documentation(text: &str, head: usize, start: usize, comments: &[&str]) -> usize {
    let mut from = head;
    let mut at = head;
    while at < start {
        let next = text[at..].find('\n').map_or(text.len(), |newline| at + newline + 1);
        let line = text[at..next].trim();
        let words = comments.iter().find_map(|mark| line.strip_prefix(mark)).unwrap_or(line);
        let words = words.trim_start_matches(['#', '/', ';', '!']).trim();
        if is_alternative(words) || is_heading(words, line) {
            from = next;
        }
        at = next;
    }
    from.min(start).max(head)
}

/// Words that begin a remark, as a key begins its value.
const REMARKS: [&str; 10] =
    ["todo", "fixme", "note", "nb", "see", "default", "example", "warning", "deprecated", "xxx"];

/// Whether a comment is an entry that was commented out: `level: debug`, `LEVEL=debug`, `- name: x`, `level = "debug"`.
fn is_alternative(words: &str) -> bool {
    let words = words.strip_prefix("- ").unwrap_or(words).trim_start();
    let words = words.strip_prefix("export ").unwrap_or(words);
    let end = words.find(|c: char| !c.is_alphanumeric() && !"_-./\"'[]".contains(c)).unwrap_or(words.len());
    let (name, rest) = words.split_at(end);
    if name.is_empty() || REMARKS.contains(&name.to_ascii_lowercase().as_str()) {
        return false;
    }
    match rest.trim_start() {
        rest if rest.starts_with('=') => true,
        // `key: value`; a sentence after a colon is a remark.
        _ if rest.starts_with(':') => {
            let value = rest[1..].trim();
            rest[1..].is_empty()
                || rest[1..].starts_with(' ')
                    && (value.split(' ').count() < 3 || value.starts_with(['"', '\'', '[', '{']))
        }
        _ => false,
    }
}

/// Whether a comment is drawn as a heading: `# ----`, `### Cache ###`, `# == Cache ==`.
fn is_heading(words: &str, line: &str) -> bool {
    let rulers = |text: &str| text.chars().filter(|c| "-=#*~_".contains(*c)).count();
    (words.is_empty() && line.len() > 3)
        || rulers(line) >= 4 && (rulers(words) == words.len() || line.ends_with(['-', '=', '#', '*', '~']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_removed_entry_takes_what_documents_it() {
        let taken = |text: &str| {
            let start = text.trim_end_matches('\n').rfind('\n').map_or(0, |at| at + 1);
            text[documentation(text, 0, start, &["#"])..start].to_owned()
        };
        assert_eq!(taken("# what it is\n# and why\nk: 1\n"), "# what it is\n# and why\n");
        for other in
            ["# format: text", "#FORMAT=text", "# - name: B", "# level = \"x\"", "# ----", "### Cache ###", "#####"]
        {
            assert_eq!(taken(&format!("{other}\n# why\nk: 1\n")), "# why\n", "{other}");
        }
        for remark in
            ["# TODO: remove", "# note: it is", "# seconds: how long it waits for an answer", "# -- docs", "#"]
        {
            assert_eq!(taken(&format!("{remark}\nk: 1\n")), format!("{remark}\n"), "{remark}");
        }
    }
}
