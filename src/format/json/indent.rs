//! Moving text of several lines to another depth. A line break in JSON stands between two tokens,
//! never in a string, so the blanks that begin a line are free to change.

/// What the lines of a text are to begin with.
pub struct Indent<'a> {
    /// The blanks of the line on which the text starts where it comes from.
    pub from: &'a str,
    /// The blanks of the line on which it will start.
    pub to: &'a str,
    /// One level, where it comes from.
    pub from_unit: Option<&'a str>,
    /// One level, where it goes.
    pub to_unit: &'a str,
    /// The line break.
    pub newline: &'a str,
}

impl Indent<'_> {
    /// The text at its new depth. Where both files indent by the same unit, every line keeps its
    /// distance to the first; else, and where a line stands left of the first, each line gets the
    /// depth of the brackets that are open there.
    pub fn apply(&self, text: &str) -> String {
        let same_unit = self.from_unit.is_none_or(|unit| unit == self.to_unit);
        let shifted = if same_unit { self.shift(text) } else { None };
        shifted.unwrap_or_else(|| self.by_brackets(text))
    }

    fn shift(&self, text: &str) -> Option<String> {
        let mut out = String::with_capacity(text.len());
        for (i, line) in lines(text).enumerate() {
            if i == 0 {
                out.push_str(line);
                continue;
            }
            out.push_str(self.newline);
            if !line.trim_start_matches(BLANKS).is_empty() {
                out.push_str(self.to);
                out.push_str(line.strip_prefix(self.from)?);
            }
        }
        Some(out)
    }

    fn by_brackets(&self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        // For each open bracket the level of what stands inside it: brackets that open on one line
        // share it, as in `[{`.
        let mut open: Vec<usize> = Vec::new();
        for (i, line) in lines(text).enumerate() {
            let body = line.trim_start_matches(BLANKS);
            let inside = open.last().copied().unwrap_or(0);
            let level = if body.starts_with(['}', ']']) { inside.saturating_sub(1) } else { inside };
            if i > 0 {
                out.push_str(self.newline);
                if !body.is_empty() {
                    out.push_str(self.to);
                    out.push_str(&self.to_unit.repeat(level));
                }
            }
            out.push_str(body);
            follow_brackets(body, level + 1, &mut open);
        }
        out
    }
}

const BLANKS: [char; 2] = [' ', '\t'];

fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.split('\n').map(|line| line.strip_suffix('\r').unwrap_or(line))
}

/// Keeps `open` up with the brackets of one line, strings passed over.
fn follow_brackets(line: &str, level: usize, open: &mut Vec<usize>) {
    let mut bytes = line.bytes();
    let mut in_string = false;
    while let Some(byte) = bytes.next() {
        match byte {
            b'"' => in_string = !in_string,
            b'\\' if in_string => {
                bytes.next();
            }
            b'{' | b'[' if !in_string => open.push(level),
            b'}' | b']' if !in_string => {
                open.pop();
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_unit_keeps_every_distance() {
        let indent = Indent { from: "  ", to: "\t", from_unit: Some("\t"), to_unit: "\t", newline: "\r\n" };
        assert_eq!(indent.apply("{\n      \"a\": [1,\n  2]\n\n  }"), "{\r\n\t    \"a\": [1,\r\n\t2]\r\n\r\n\t}");
    }

    #[test]
    fn another_unit_follows_the_brackets() {
        let indent = Indent { from: "  ", to: "", from_unit: Some("  "), to_unit: "\t", newline: "\n" };
        let text = "[{\n    \"a]\\\"\": 1,\r\n    \"b\": [\n      2\n    ]\n  }, {\n    \"c\": 3\n  }]";
        assert_eq!(indent.apply(text), "[{\n\t\"a]\\\"\": 1,\n\t\"b\": [\n\t\t2\n\t]\n}, {\n\t\"c\": 3\n}]");
    }

    #[test]
    fn a_line_left_of_the_first_falls_back_to_brackets() {
        let indent = Indent { from: "    ", to: "", from_unit: None, to_unit: "  ", newline: "\n" };
        assert_eq!(indent.apply("{\n \"a\": 1\n}"), "{\n  \"a\": 1\n}");
    }
}
