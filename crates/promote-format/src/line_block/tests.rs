//! Line blocks, tested on lines of `KEY=value`.

use super::{EntryPosition, LineBlock, NewEntry, Paragraphs, finished, positions};
use crate::splice::Splice;

fn body(text: &str, span: std::ops::Range<usize>, is_root: bool) -> LineBlock<'_> {
    let mut entries = Vec::new();
    let mut at = span.start;
    for line in text[span.clone()].split_inclusive('\n') {
        let bare = line.trim();
        if bare.contains('=') && !bare.starts_with('#') {
            let start = at + line.len() - line.trim_start().len();
            entries.push(start..start + bare.len());
        }
        at += line.len();
    }
    LineBlock { is_root, ..LineBlock::new(text, span, entries, &["#", "/*"]) }
}

fn root(text: &str) -> LineBlock<'_> {
    body(text, 0..text.len(), true)
}

fn owned(text: &str, index: usize) -> String {
    let body = root(text);
    let chunk = body.chunk(index);
    text[chunk.head..chunk.end].to_owned()
}

fn without(text: &str, gone: &[usize]) -> String {
    let whole = super::ended(text);
    let body = root(&whole);
    let gone: Vec<bool> = (0..body.entries.len()).map(|index| gone.contains(&index)).collect();
    finished(text, text, body.cuts(&gone).into_iter().map(Splice::cut).collect()).unwrap()
}

fn with(text: &str, source: &str, new: &[usize], at: EntryPosition) -> String {
    let (whole, from) = (super::ended(text), super::ended(source));
    let (body, from) = (root(&whole), root(&from));
    let news: Vec<_> = new.iter().map(|index| from.lines_of(*index, "", &[])).collect();
    finished(text, text, body.insertion(at, &news)).unwrap()
}

#[test]
fn an_entry_owns_the_comments_directly_above_it() {
    assert_eq!(owned("A=1\n# own\n# too\nB=2\n", 1), "# own\n# too\nB=2\n");
    assert_eq!(owned("A=1\n# not\n\n# own\nB=2\n", 1), "# own\nB=2\n");
    assert_eq!(owned("A=1 # its\nB=2\n", 0), "A=1 # its\n");
    assert_eq!(owned("A=1\n/* own\n * too */\nB=2\n", 1), "/* own\n * too */\nB=2\n");
    assert_eq!(owned("A=1\n=/* no start\n * too */\nB=2\n", 2), "B=2\n");
}

#[test]
fn a_comment_at_the_top_belongs_to_the_file_unless_another_one_precedes_it() {
    assert_eq!(owned("# the file's\nA=1\n", 0), "A=1\n");
    assert_eq!(owned("# the file's\n\n# own\nA=1\n", 0), "# own\nA=1\n");
    assert_eq!(owned("# -- own\nA=1\n", 0), "# -- own\nA=1\n");
    let text = "[x]\n# own\nA=1\nB=1\n[y]\n";
    let inner = body(text, 4..18, false);
    assert_eq!((inner.chunk(0).head, inner.chunk(1).end), (4, 18));
}

#[test]
fn removal_leaves_no_extra_empty_lines_or_comments() {
    let text = "# top\n\nA=1\n\n# b\nB=2\nC=3\n\nD=4";
    assert_eq!(without(text, &[0]), "# top\n\n# b\nB=2\nC=3\n\nD=4");
    assert_eq!(without(text, &[1]), "# top\n\nA=1\n\nC=3\n\nD=4");
    assert_eq!(without(text, &[1, 2]), "# top\n\nA=1\n\nD=4");
    assert_eq!(without(text, &[3]), "# top\n\nA=1\n\n# b\nB=2\nC=3");
    assert_eq!(without(text, &[0, 1, 2, 3]), "# top");
    assert_eq!(without("# top\nA=1\n\nB=2\n", &[0]), "# top\n\nB=2\n");
    assert_eq!(without("A=1\r\nB=2", &[1]), "A=1");
}

#[test]
fn insertion_keeps_groups_and_line_endings() {
    let source = "A=1\n\n# x\nX=1\nY=2\n\nB=2\n";
    assert_eq!(with("A=1\nB=2\n", source, &[1, 2], EntryPosition::After(0)), "A=1\n\n# x\nX=1\nY=2\n\nB=2\n");
    assert_eq!(with("A=1\n\nB=2\n", source, &[1, 2], EntryPosition::After(0)), "A=1\n\n# x\nX=1\nY=2\n\nB=2\n");
    assert_eq!(with("A=1\r\nC=2", source, &[1], EntryPosition::After(1)), "A=1\r\nC=2\r\n\r\n# x\r\nX=1");
    assert_eq!(with("# c\n\nB=2\n", source, &[0], EntryPosition::Before(0)), "# c\n\nA=1\n\nB=2\n");
    assert_eq!(with("", source, &[0, 2], EntryPosition::Inside), "A=1\nY=2\n");
    assert_eq!(with("# none yet", source, &[0], EntryPosition::Inside), "# none yet\nA=1");
}

#[test]
fn positions_follow_the_source() {
    let some = |there: &[Option<usize>], gone: &[bool]| positions(there, gone, &Paragraphs::default());
    assert_eq!(some(&[None, Some(1), None], &[false, false])[0], EntryPosition::Before(1));
    assert_eq!(some(&[None, Some(1), None], &[false, false])[2], EntryPosition::After(1));
    assert_eq!(some(&[Some(0), None], &[true, false]), [EntryPosition::After(1), EntryPosition::After(1)]);
    assert_eq!(some(&[None], &[]), [EntryPosition::Inside]);
}

#[test]
fn a_new_entry_goes_to_the_paragraph_of_its_neighbours() {
    let place = |there: &[Option<usize>], source: &[bool], target: &[bool]| {
        let paragraphs = Paragraphs { source: source.to_vec(), target: target.to_vec() };
        positions(there, &vec![false; target.len()], &paragraphs)[1]
    };
    let (shut, open) = (false, true);
    let both = [Some(0), None, Some(2)];
    assert_eq!(place(&both, &[shut, shut, open], &[shut, shut, open]), EntryPosition::After(0));
    assert_eq!(place(&both, &[shut, open, shut], &[shut, shut, open]), EntryPosition::Before(2));
    // A paragraph of its own splits no other one.
    assert_eq!(place(&both, &[shut, open, open], &[shut, shut, open]), EntryPosition::After(1));
    assert_eq!(place(&both, &[shut, open, open], &[shut, shut, shut]), EntryPosition::After(0));
    assert_eq!(place(&[Some(0), None], &[shut, open], &[shut, shut]), EntryPosition::After(1));
}

#[test]
fn lines_are_reindented_but_multi_line_strings_are_not() {
    let text = "  a=<<E\n x\n  E\n\n    b\n";
    let body = body(text, 0..text.len(), true);
    let moved = body.moved(0..text.len(), "  ", "\t", std::slice::from_ref(&(4..14)));
    assert_eq!(moved, "\ta=<<E\n x\n  E\n\n\t  b");
}

/// A block whose entries are the given texts.
fn of<'a>(text: &'a str, start: usize, entries: &[&str]) -> LineBlock<'a> {
    let at = |entry: &&str| text.find(entry).map_or(0..0, |at| at..at + entry.len());
    LineBlock::new(text, start..text.len(), entries.iter().map(at).collect(), &["#"])
}

fn spliced(text: &str, splices: Vec<Splice>) -> String {
    finished(text, text, splices).unwrap()
}

fn new(lines: &str, index: usize) -> NewEntry {
    NewEntry { lines: lines.to_owned(), index: Some(index), ..NewEntry::default() }
}

#[test]
fn tall_entries_follow_the_habit_of_the_target() {
    let text = "a:\n  1\n\nb:\n  2\n";
    let block = of(text, 0, &["a:\n  1", "b:\n  2"]);
    let at = EntryPosition::After(0);
    assert_eq!(spliced(text, block.insertion(at, &[new("n:\n  3", 1)])), "a:\n  1\n\nn:\n  3\n\nb:\n  2\n");
    assert_eq!(spliced(text, block.insertion(at, &[new("n: 3", 1)])), "a:\n  1\n\nn: 3\n\nb:\n  2\n");
    // Neighbours in the source keep its gap.
    let both = [new("n:\n  3", 1), new("o:\n  4", 2)];
    assert_eq!(spliced(text, block.insertion(at, &both)), "a:\n  1\n\nn:\n  3\no:\n  4\n\nb:\n  2\n");
    let dense = LineBlock { is_dense: true, ..block };
    assert_eq!(spliced(text, dense.insertion(at, &[new("n:\n  3", 1)])), "a:\n  1\nn:\n  3\n\nb:\n  2\n");
}

#[test]
fn no_empty_line_is_left_behind_an_entry_that_would_take_it() {
    let text = "a: |+\n\nb: 1\n\nc: 2\n";
    let block = LineBlock { keeps: vec![true, false, false], ..of(text, 0, &["a: |+\n", "b: 1", "c: 2"]) };
    let cuts = block.cuts(&[false, true, false]).into_iter().map(Splice::cut).collect();
    assert_eq!(spliced(text, cuts), "a: |+\n\nc: 2\n");
    let keeps = NewEntry { keeps_lines: true, ..new("n: |+\n", 1) };
    let after = block.insertion(EntryPosition::After(1), &[keeps]);
    assert_eq!(spliced(text, after), "a: |+\n\nb: 1\nn: |+\n\nc: 2\n");
}

#[test]
fn the_first_entry_may_share_its_line() {
    let text = "- a: 1\n  b: 2\n";
    let block = of(text, 2, &["a: 1", "b: 2"]).without(&[true, false]);
    let cuts = block.cuts(&block.gone).into_iter().map(Splice::cut).collect();
    assert_eq!(spliced(text, cuts), "- b: 2\n");
    assert_eq!(block.settled(EntryPosition::Before(1), &[new("  n: 3", 0)]), EntryPosition::After(1));
}

#[test]
fn nothing_goes_below_a_comment_of_another_entry() {
    let at = EntryPosition::Before(0);
    assert_eq!(with("# c\nB=2\n", "A=1\nB=2\n", &[0], at), "# c\nB=2\nA=1\n");
    assert_eq!(with("# c\n\nB=2\n", "A=1\nB=2\n", &[0], at), "# c\n\nA=1\nB=2\n");
    assert_eq!(with("# B is it\nB=2\n", "A=1\nB=2\n", &[0], at), "A=1\n# B is it\nB=2\n");
    assert_eq!(with("# -- c\nB=2\n", "# -- c\nA=1\nB=2\n", &[0], at), "# -- c\nA=1\nB=2\n");
}
