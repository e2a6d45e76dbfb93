//! Words of a command line as a shell reads them, for commands that people paste.

/// A command line of these words.
pub(super) fn line<S: AsRef<str>>(words: &[S]) -> String {
    words.iter().map(|word| quoted(word.as_ref())).collect::<Vec<_>>().join(" ")
}

/// A word in single quotes, if it has a character that means something to a shell.
fn quoted(word: &str) -> String {
    // A brace with a comma would be expanded, and `~` and `=` at the beginning; a word never ends in two of them.
    let plain = |c: char| c.is_ascii_alphanumeric() || "_-./:@%+=".contains(c);
    match !word.is_empty() && word.chars().all(plain) && !word.starts_with('=') {
        true => word.to_owned(),
        false => format!("'{}'", word.replace('\'', r"'\''")),
    }
}

#[cfg(test)]
mod tests {
    use super::line;

    #[test]
    fn words_are_quoted_where_a_shell_reads_more_than_text() {
        assert_eq!(
            line(&["promote", "create", "--key", "a.yaml:query.timeout"]),
            "promote create --key a.yaml:query.timeout"
        );
        assert_eq!(line(&["envs/{env}/a.yaml:x", "c[name=web].image"]), "'envs/{env}/a.yaml:x' 'c[name=web].image'");
        assert_eq!(line(&["it's", "", "a b", "$x", "~", "=x"]), r"'it'\''s' '' 'a b' '$x' '~' '=x'");
        assert_eq!(line(&["ключ", "a\"b"]), "'ключ' 'a\"b'");
    }
}
