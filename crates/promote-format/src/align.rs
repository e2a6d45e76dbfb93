//! Which elements of a list stay where another list replaces it, so that their text and their comments stay, too.

use std::ops::Range;

use crate::{Data, Node};

/// The most comparisons of elements: beyond that, the list is replaced as a whole.
const MOST: usize = 250_000;

/// For each element of `theirs`, the index of the equal element of `ours` that stays: a longest common subsequence, so the
/// elements that stay keep their order. `None` if none stays, or if `ours`, in this text, has no comments to keep.
pub(crate) fn staying(text: &str, ours: &Node, theirs: &Node) -> Option<Vec<Option<usize>>> {
    has_comments(text, ours).then(|| alignment(ours, theirs)).flatten()
}

/// Whether there are comments between the elements of a list, inside them, or behind the last one on its line.
fn has_comments(text: &str, list: &Node) -> bool {
    let Data::List(_) = &list.data else { return false };
    let span = list.span();
    // What is behind a bracket belongs to the list itself.
    let line_end = match text[..span.end].ends_with(']') && text[span.start..].starts_with('[') {
        true => span.end,
        false => text[span.end..].find('\n').map_or(text.len(), |newline| span.end + newline),
    };
    let mut words = Vec::new();
    collect(list, &mut words);
    words.sort_by_key(|word| word.start);
    let is_comment = |gap: &str| ["#", "//", "/*"].iter().any(|mark| gap.contains(mark));
    let mut at = span.start;
    for word in words {
        if text.get(at..word.start).is_some_and(is_comment) {
            return true;
        }
        at = at.max(word.end);
    }
    text.get(at..line_end).is_some_and(is_comment)
}

/// The byte ranges of all scalars and keys.
fn collect(node: &Node, words: &mut Vec<Range<usize>>) {
    match &node.data {
        Data::Scalar(_) => words.push(node.span()),
        Data::List(items) => items.iter().for_each(|item| collect(item, words)),
        Data::Map(entries) => entries.iter().for_each(|entry| {
            words.push(entry.name_span());
            collect(&entry.value, words);
        }),
    }
}

fn alignment(ours: &Node, theirs: &Node) -> Option<Vec<Option<usize>>> {
    let (Data::List(ours), Data::List(theirs)) = (&ours.data, &theirs.data) else { return None };
    let same = |(a, b): &(&Node, &Node)| a.is_same(b);
    let ahead = ours.iter().zip(theirs).take_while(same).count();
    let (rest, their_rest) = (&ours[ahead..], &theirs[ahead..]);
    let behind = rest.iter().rev().zip(their_rest.iter().rev()).take_while(same).count();
    let (rest, their_rest) = (&rest[..rest.len() - behind], &their_rest[..their_rest.len() - behind]);
    if rest.len() * their_rest.len() > MOST {
        return None;
    }
    let mut found: Vec<Option<usize>> = (0..ahead).map(Some).collect();
    found.extend(common(rest, their_rest).into_iter().map(|at| at.map(|at| at + ahead)));
    found.extend((ours.len() - behind..ours.len()).map(Some));
    found.iter().any(Option::is_some).then_some(found)
}

/// The same for what is between equal ends, by dynamic programming.
fn common(ours: &[Node], theirs: &[Node]) -> Vec<Option<usize>> {
    let width = theirs.len() + 1;
    let equal: Vec<bool> = ours.iter().flat_map(|a| theirs.iter().map(|b| a.is_same(b))).collect();
    let is_equal = |i: usize, j: usize| equal[i * theirs.len() + j];
    let mut longest = vec![0_u32; (ours.len() + 1) * width];
    for i in (0..ours.len()).rev() {
        for j in (0..theirs.len()).rev() {
            longest[i * width + j] = match is_equal(i, j) {
                true => longest[(i + 1) * width + j + 1] + 1,
                false => longest[(i + 1) * width + j].max(longest[i * width + j + 1]),
            };
        }
    }
    let mut found = vec![None; theirs.len()];
    let (mut i, mut j) = (0, 0);
    while i < ours.len() && j < theirs.len() {
        if is_equal(i, j) {
            found[j] = Some(i);
            (i, j) = (i + 1, j + 1);
        } else if longest[(i + 1) * width + j] >= longest[i * width + j + 1] {
            i += 1;
        } else {
            j += 1;
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Format, read};

    fn list(text: &str) -> Node {
        read(Format::Yaml, text.as_bytes().to_vec()).unwrap().tree.documents.swap_remove(0).root
    }

    #[test]
    fn equal_elements_stay_in_their_order() {
        let found = |ours: &str, theirs: &str| alignment(&list(ours), &list(theirs));
        assert_eq!(found("[a, b, c]", "[a, x, c]"), Some(vec![Some(0), None, Some(2)]));
        assert_eq!(found("[a, b, c]", "[c, a, b]"), Some(vec![None, Some(0), Some(1)]));
        assert_eq!(found("[a, b, c, d]", "[b, x, d, y]"), Some(vec![Some(1), None, Some(3), None]));
        assert_eq!(found("[a, a]", "[a]"), Some(vec![Some(0)]));
        assert_eq!(found("[{k: 1, l: 2}]", "[x, {l: 2, k: 1}]"), Some(vec![None, Some(0)]));
        let text = "[a, # first\n b]";
        assert_eq!(staying(text, &list(text), &list("[b]")), Some(vec![Some(1)]));
        assert_eq!(staying("[a, '# b']", &list("[a, '# b']"), &list("[a]")), None);
        assert_eq!((found("[a]", "[b]"), found("[a]", "[]"), found("a", "[a]")), (None, None, None));
    }
}
