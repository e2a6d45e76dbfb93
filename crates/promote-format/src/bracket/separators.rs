//! What is between parts, and between a key and its value. In an HCL object, commas and line breaks separate entries, and `=`
//! and `:` may stand in one object: a new entry is written as its nearest neighbour.

use super::gap::PartGap;

/// The separators of the parts of one map or list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Separators {
    /// Commas.
    Commas,
    /// Line breaks without commas.
    Lines,
    /// Line breaks, some of them with commas.
    Mixed,
}

impl Separators {
    /// The separators where line breaks suffice: `gaps` are those of a map over several lines, and `starts_line` is whether
    /// each part starts a line.
    pub(super) fn of(gaps: &[PartGap], starts_line: &[bool]) -> Self {
        let has_comma = |gap: &PartGap| gap.comma.is_some();
        let (inner, is_single) = (gaps.get(1..gaps.len().saturating_sub(1)).unwrap_or_default(), gaps.len() < 3);
        if !gaps.iter().any(has_comma) && starts_line.iter().all(|starts| *starts) {
            Self::Lines
        } else if inner.iter().all(has_comma) || is_single {
            Self::Commas
        } else {
            Self::Mixed
        }
    }
}
