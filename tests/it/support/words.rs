//! Splits command lines into words, like a shell: blanks separate, quotes group.

/// The words of a line, by the shell's rules for quotes; no other shell syntax is supported.
pub fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut chars = line.chars();
    while let Some(c) = chars.next() {
        match c {
            ' ' => words.extend(word.take()),
            '\'' => word.get_or_insert_default().extend(chars.by_ref().take_while(|c| *c != '\'')),
            '"' => {
                let word = word.get_or_insert_default();
                while let Some(c) = chars.next().filter(|c| *c != '"') {
                    word.push(if c == '\\' { chars.next().unwrap() } else { c });
                }
            }
            c => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word);
    words
}

/// Joins words to a line that [`words`] splits again.
pub fn line(words: &[&str]) -> String {
    let plain = |word: &str| !word.is_empty() && !word.contains([' ', '\'', '"', '*', '{', '}', '?', '#', '\n']);
    let quoted = |word: &&str| if plain(word) { (*word).to_owned() } else { format!("'{word}'") };
    words.iter().map(quoted).collect::<Vec<_>>().join(" ")
}

#[test]
fn splits_lines_like_a_shell() {
    assert_eq!(
        words("create a b --key 'q.* x' --notes \"it's\" ''"),
        ["create", "a", "b", "--key", "q.* x", "--notes", "it's", ""]
    );
    assert_eq!(words(&line(&["diff", "a b", "", "x.*"])), ["diff", "a b", "", "x.*"]);
}
