//! Suggestions for misspelt names.

/// The longest word to compare; known names are shorter.
const MAX_LENGTH: usize = 64;

/// The known name with the smallest edit distance to `word`, if the distance is small for its length. A comparison
/// takes a few thousand steps at most.
pub fn nearest<'k>(word: &str, known: impl IntoIterator<Item = &'k str>) -> Option<&'k str> {
    let letters = lower_case(word)?;
    let allowed = (letters.len() / 3).max(1);
    known
        .into_iter()
        .filter_map(|name| {
            let other = lower_case(name)?;
            let distance = edit_distance(&letters, &other);
            (distance <= allowed && distance < other.len()).then_some((distance, name))
        })
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name)
}

/// The characters in lower case; `None` if the word is too long.
fn lower_case(word: &str) -> Option<Vec<char>> {
    let letters: Vec<char> = word.chars().take(MAX_LENGTH + 1).flat_map(char::to_lowercase).collect();
    (letters.len() <= MAX_LENGTH).then_some(letters)
}

/// The optimal string alignment distance: insertions, deletions, substitutions and swaps of neighbours.
fn edit_distance(a: &[char], b: &[char]) -> usize {
    let mut before: Vec<usize> = Vec::new();
    let mut above: Vec<usize> = (0..=b.len()).collect();
    for i in 1..=a.len() {
        let mut row = vec![i];
        for j in 1..=b.len() {
            let changed = above[j - 1] + usize::from(a[i - 1] != b[j - 1]);
            let mut best = changed.min(above[j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                best = best.min(before[j - 2] + 1);
            }
            row.push(best);
        }
        before = std::mem::replace(&mut above, row);
    }
    above[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn misspelt_names() {
        let known = ["environments", "files", "list-keys", "version"];
        assert_eq!(nearest("enviroments", known), Some("environments"));
        assert_eq!(nearest("file", known), Some("files"));
        assert_eq!(nearest("listKeys", known), Some("list-keys"));
        assert_eq!(nearest("verison", known), Some("version"));
        assert_eq!(nearest("Files", known), Some("files"));
        assert_eq!(nearest("owners", known), None);
        assert_eq!(nearest("", known), None);
        assert_eq!(nearest(&"x".repeat(10_000), known), None);
    }

    #[test]
    fn short_words_need_a_close_match() {
        assert_eq!(nearest("qa", ["dev", "prod"]), None);
        assert_eq!(nearest("x", ["y"]), None);
        assert_eq!(nearest("prdo", ["dev", "prod"]), Some("prod"));
    }
}
