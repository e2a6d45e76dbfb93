//! The known name that somebody probably meant.

/// Longer words are not compared: no name of ours is so long.
const LONGEST: usize = 64;

/// The known name with the fewest slips to `word`, where they are few for its length. A comparison
/// costs a few thousand steps at most.
pub fn nearest<'k>(word: &str, known: impl IntoIterator<Item = &'k str>) -> Option<&'k str> {
    let letters = plain(word)?;
    let allowed = (letters.len() / 3).max(1);
    known
        .into_iter()
        .filter_map(|name| {
            let other = plain(name)?;
            let slips = slips(&letters, &other);
            (slips <= allowed && slips < other.len()).then_some((slips, name))
        })
        .min_by_key(|(slips, _)| *slips)
        .map(|(_, name)| name)
}

/// Case is no slip.
fn plain(word: &str) -> Option<Vec<char>> {
    let letters: Vec<char> = word.chars().take(LONGEST + 1).flat_map(char::to_lowercase).collect();
    (letters.len() <= LONGEST).then_some(letters)
}

/// Letters added, left out, changed, or swapped with their neighbour (optimal string alignment).
fn slips(a: &[char], b: &[char]) -> usize {
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
    fn slips_of_the_pen() {
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
    fn a_short_word_is_not_near_to_everything() {
        assert_eq!(nearest("qa", ["dev", "prod"]), None);
        assert_eq!(nearest("x", ["y"]), None);
        assert_eq!(nearest("prdo", ["dev", "prod"]), Some("prod"));
    }
}
