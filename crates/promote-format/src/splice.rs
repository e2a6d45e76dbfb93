//! Splices: the only way in which text is changed, for all formats.

use std::ops::Range;

/// A range of the old text and its replacement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Splice {
    /// The bytes to remove; empty for an insertion.
    pub(crate) range: Range<usize>,
    /// The text to insert.
    pub(crate) text: String,
}

impl Splice {
    /// Replaces `range` by `text`.
    pub(crate) fn replace(range: Range<usize>, text: impl Into<String>) -> Self {
        Self { range, text: text.into() }
    }

    /// Inserts `text` before the byte `at`.
    pub(crate) fn insert(at: usize, text: impl Into<String>) -> Self {
        Self { range: at..at, text: text.into() }
    }

    /// Removes `range`.
    pub(crate) fn cut(range: Range<usize>) -> Self {
        Self { range, text: String::new() }
    }
}

/// Applies all splices in one pass. Splices with the same start are applied in the given order, insertions
/// first. Overlapping removals are merged.
///
/// `None` if two splices overlap in another way or one is out of range.
pub(crate) fn apply(bytes: &[u8], mut splices: Vec<Splice>) -> Option<Vec<u8>> {
    splices.sort_by_key(|s| (s.range.start, !s.range.is_empty()));
    let grown: usize = splices.iter().map(|s| s.text.len()).sum();
    let mut out = Vec::with_capacity(bytes.len() + grown);
    let mut done = 0;
    for splice in &splices {
        if splice.text.is_empty() && splice.range.start < done {
            done = done.max(splice.range.end);
            continue;
        }
        out.extend_from_slice(bytes.get(done..splice.range.start)?);
        out.extend_from_slice(splice.text.as_bytes());
        done = splice.range.end;
    }
    out.extend_from_slice(bytes.get(done..)?);
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn splices_are_applied_in_order_and_overlaps_are_refused() {
        let of = |splices| apply(b"abcdef", splices).map(|b| String::from_utf8(b).unwrap());
        let cut_and_insert = vec![Splice::cut(4..5), Splice::insert(1, "1"), Splice::insert(1, "2")];
        assert_eq!(of(cut_and_insert).unwrap(), "a12bcdf");
        assert_eq!(of(vec![Splice::insert(2, "x"), Splice::replace(2..3, "y")]).unwrap(), "abxydef");
        assert_eq!(of(vec![Splice::replace(1..3, "x"), Splice::replace(2..4, "y")]), None);
        assert_eq!(of(vec![Splice::cut(1..3), Splice::cut(2..4)]).unwrap(), "aef");
        assert_eq!(of(vec![Splice::replace(1..3, "x"), Splice::cut(2..4)]).unwrap(), "axef");
        assert_eq!(of(vec![Splice::cut(1..3), Splice::insert(1, "x")]).unwrap(), "axdef");
        assert_eq!(of(vec![Splice::cut(5..9)]), None);
        assert_eq!(of(Vec::new()).unwrap(), "abcdef");
    }
}
