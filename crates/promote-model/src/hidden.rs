//! Characters that hide text or change how the text around them looks, and text with them escaped.

use std::borrow::Cow;

/// Whether a character is invisible, breaks a line or reorders the text around it: control characters, line and
/// paragraph separators, bidirectional controls, annotations, and everything that Unicode has fonts render as nothing
/// (`Default_Ignorable_Code_Point` in `DerivedCoreProperties.txt`: joiners, fillers, selectors, tags).
pub fn is_hidden(c: char) -> bool {
    match c {
        ' '..='~' => false,
        c if c.is_control() => true,
        c => matches!(
            c,
            '\u{ad}'
                | '\u{34f}'
                | '\u{61c}'
                | '\u{115f}'..='\u{1160}'
                | '\u{17b4}'..='\u{17b5}'
                | '\u{180b}'..='\u{180f}'
                | '\u{200b}'..='\u{200f}'
                | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}'
                | '\u{3164}'
                | '\u{fe00}'..='\u{fe0f}'
                | '\u{feff}'
                | '\u{ffa0}'
                | '\u{fff0}'..='\u{fffb}'
                | '\u{1bca0}'..='\u{1bca3}'
                | '\u{1d173}'..='\u{1d17a}'
                | '\u{e0000}'..='\u{e0fff}'
        ),
    }
}

/// Escapes hidden characters, including line breaks and tabs.
pub fn visible(text: &str) -> Cow<'_, str> {
    escaped(text, is_hidden)
}

/// Escapes hidden characters other than line breaks and tabs, in a text of several lines.
pub fn visible_lines(text: &str) -> Cow<'_, str> {
    escaped(text, |c| is_hidden(c) && !matches!(c, '\n' | '\t'))
}

/// Escapes the hidden characters for which `hides` is true.
fn escaped(text: &str, hides: impl Fn(char) -> bool) -> Cow<'_, str> {
    if !text.chars().any(&hides) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match c {
            c if !hides(c) => out.push(c),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c => out.push_str(&format!("\\u{{{:x}}}", u32::from(c))),
        }
    }
    Cow::Owned(out)
}

/// Escapes hidden characters in JSON text. JSON itself escapes only ASCII control characters.
pub fn visible_json(json: &str) -> Cow<'_, str> {
    let hidden = |c: char| is_hidden(c) && (!c.is_ascii() || c == '\u{7f}');
    if !json.chars().any(hidden) {
        return Cow::Borrowed(json);
    }
    let mut out = String::with_capacity(json.len() + 8);
    for c in json.chars() {
        match hidden(c) {
            // A character beyond the basic plane is two escapes (RFC 8259, 7).
            true => c.encode_utf16(&mut [0; 2]).iter().for_each(|unit| out.push_str(&format!("\\u{unit:04x}"))),
            false => out.push(c),
        }
    }
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_characters_are_escaped() {
        assert_eq!(visible("\u{1b}[31mred\n"), "\\u{1b}[31mred\\n");
        assert_eq!(visible("a\u{202e}b"), "a\\u{202e}b");
        assert_eq!(visible("grün ✓"), "grün ✓");
        assert_eq!(visible_lines("a\tb\nc\r\u{2028}d\n"), "a\tb\nc\\r\\u{2028}d\n");
    }

    #[test]
    fn hidden_characters_in_json_are_escaped() {
        let value = "\u{202e}\u{1b}\u{7f}\u{e0041}ü";
        let json = serde_json::json!({ "a\u{9b}": value }).to_string();
        assert_eq!(visible_json(&json), r#"{"a\u009b":"\u202e\u001b\u007f\udb40\udc41ü"}"#);
        assert_eq!(serde_json::from_str::<serde_json::Value>(&visible_json(&json)).unwrap()["a\u{9b}"], value);
    }

    /// Examples of each kind; ordinary text of any script is not hidden.
    #[test]
    fn every_kind_of_hidden_character() {
        let hidden = "\u{0}\u{7f}\u{85}\u{9b}\u{ad}\u{34f}\u{61c}\u{115f}\u{17b4}\u{180e}\u{200b}\u{200d}\u{200e}\u{2028}\u{2029}\
            \u{202a}\u{202e}\u{2060}\u{2065}\u{2066}\u{2069}\u{206f}\u{3164}\u{fe0f}\u{feff}\u{ffa0}\u{fff9}\u{1bca0}\u{1d173}\u{e0001}\
            \u{e0041}\u{e01ef}";
        assert_eq!(hidden.chars().filter(|c| !is_hidden(*c)).collect::<String>(), "");
        let shown = "aZ09 ~äßжאب中あ한🎉e\u{301}\u{a0}\u{3000}‐–“”";
        assert_eq!(shown.chars().filter(|c| is_hidden(*c)).collect::<String>(), "");
    }
}
