//! What a comment line is: documentation of the entry below it, an alternative that was commented out, or the heading of a
//! section.

/// The start of the lines that document an entry: of the comment lines from `head` to the entry's line at `start`, those below
/// the last alternative or heading. A removed entry takes them with it.
pub(crate) fn documentation(text: &str, head: usize, start: usize, comments: &[&str]) -> usize {
    let mut from = head;
    let mut at = head;
    while at < start {
        let end = comment_end(text, at);
        let line_end = text[end..].find('\n').map_or(text.len(), |newline| end + newline + 1);
        if line_end > start {
            // The comment shares the line of the entry.
            break;
        }
        if is_apart(&text[at..line_end], comments) {
            from = line_end;
        }
        at = line_end;
    }
    from
}

/// The end of the comment in `/* */` that a line starts with; otherwise the start of the line.
fn comment_end(text: &str, line: usize) -> usize {
    let blanks = text[line..].len() - text[line..].trim_start_matches([' ', '\t']).len();
    let start = line + blanks;
    if !text[start..].starts_with("/*") {
        return line;
    }
    text[start + 2..].find("*/").map_or(line, |end| start + 2 + end + 2)
}

/// Whether a comment is not about the entry below it. In one of several lines, the first words tell.
fn is_apart(comment: &str, comments: &[&str]) -> bool {
    let words = |line: &'_ str| {
        let words = comments.iter().find_map(|mark| line.strip_prefix(mark)).unwrap_or(line);
        words.trim_start_matches(['#', '/', ';', '!', '*']).trim().to_owned()
    };
    let mut lines = comment.lines().map(|line| line.trim().trim_end_matches("*/").trim_end());
    let first = lines.find(|line| !line.starts_with("/*") || !words(line).is_empty());
    first.is_some_and(|line| is_alternative(&words(line)) || is_heading(&words(line), line))
}

/// Words that begin a remark, as a key begins its value.
const REMARKS: [&str; 10] =
    ["todo", "fixme", "note", "nb", "see", "default", "example", "warning", "deprecated", "xxx"];

/// Whether a comment is an entry that was commented out, or a line of one: `level: debug`, `LEVEL=debug`, `- name: x`,
/// `level = "debug"`, `"x",`, `net {`, `}`.
fn is_alternative(words: &str) -> bool {
    if is_bracket(words) || is_element(words) {
        return true;
    }
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

/// Whether a comment opens or closes a block: `net {`, `env "x" {`, `},`.
fn is_bracket(words: &str) -> bool {
    let closes = words.starts_with(['}', ']']) && words.chars().all(|c| "}]),;".contains(c));
    let name = words.strip_suffix(['{', '[']).map(str::trim_end);
    let is_word = |word: &str| word.chars().all(|c| c.is_alphanumeric() || "_-.".contains(c));
    let opens = |name: &str| {
        name.split(' ').enumerate().all(|(index, word)| if index == 0 { is_word(word) } else { word.starts_with('"') })
    };
    closes || name.is_some_and(opens)
}

/// Whether a comment is an element of a list: `"x",`, `80,`, `- x`.
fn is_element(words: &str) -> bool {
    let quoted = words.trim_end_matches(',').strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    let single = words.strip_prefix("- ").or_else(|| words.strip_suffix(',')).map(str::trim);
    quoted.is_some_and(|text| !text.contains('"')) || single.is_some_and(|text| !text.contains(' '))
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
        for other in ["# \"x\",", "# 80,", "# - x", "# net {", "# env \"x\" {", "# a: [", "# }", "# ]),"] {
            assert_eq!(taken(&format!("{other}\n# why\nk: 1\n")), "# why\n", "{other}");
        }
        for remark in
            ["# TODO: remove", "# note: it is", "# seconds: how long it waits for an answer", "# -- docs", "#"]
        {
            assert_eq!(taken(&format!("{remark}\nk: 1\n")), format!("{remark}\n"), "{remark}");
        }
        for remark in ["# - more than one word", "# see the {", "# example: {", "# \"x\" and \"y\""] {
            assert_eq!(taken(&format!("{remark}\nk: 1\n")), format!("{remark}\n"), "{remark}");
        }
    }

    #[test]
    fn a_comment_of_several_lines_is_taken_or_stays_as_a_whole() {
        let taken = |text: &str| {
            let start = text.find("k: 1").unwrap();
            text[documentation(text, 0, start, &["//", "/*"])..].to_owned()
        };
        let why = "/*\n * why it is so:\n * level: debug\n */\nk: 1\n";
        assert_eq!(taken(why), why);
        assert_eq!(taken("/*\n \"x\": 1,\n and more\n */\n// why\nk: 1\n"), "// why\nk: 1\n");
        assert_eq!(taken("/***** Cache *****/\n/** why */\nk: 1\n"), "/** why */\nk: 1\n");
        assert_eq!(taken("// x: 1\n/* y: 1 */ k: 1\n"), "/* y: 1 */ k: 1\n");
    }
}
