//! Suggestions for misspelt names.

/// The longest word to compare; known names are shorter.
const MAX_LENGTH: usize = 64;

/// The shortest word that is taken for an abbreviation.
const MIN_ABBREVIATION: usize = 3;

/// The known name that a person probably means: the only one that begins with `word`, else the one with the smallest edit
/// distance, if the distance is small for the word's length. A comparison takes a few thousand steps at most.
pub fn nearest<'k>(word: &str, known: impl IntoIterator<Item = &'k str, IntoIter: Clone>) -> Option<&'k str> {
    let (letters, known) = (lower_case(word)?, known.into_iter());
    if letters.len() >= MIN_ABBREVIATION {
        let mut begun = known.clone().filter(|name| lower_case(name).is_some_and(|name| name.starts_with(&letters)));
        if let (Some(name), None) = (begun.next(), begun.next()) {
            return Some(name);
        }
    }
    let allowed = (letters.len() / 3).max(1);
    known
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
    fn the_only_name_that_begins_so() {
        assert_eq!(nearest("prod", ["dev", "staging", "production"]), Some("production"));
        assert_eq!(nearest("PROD", ["production-eu", "staging"]), Some("production-eu"));
        assert_eq!(nearest("prod", ["production-eu", "production-us"]), None);
        assert_eq!(nearest("st", ["staging"]), None);
    }

    #[test]
    fn short_words_need_a_close_match() {
        assert_eq!(nearest("qa", ["dev", "prod"]), None);
        assert_eq!(nearest("x", ["y"]), None);
        assert_eq!(nearest("prdo", ["dev", "prod"]), Some("prod"));
    }
}
