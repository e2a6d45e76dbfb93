//! The empty lines around new entries.
//!
//! Between neighbours that have no empty line, a new entry gets none; elsewhere it has those of the source. Many files
//! separate entries of several lines ("tall" ones, comments not counted) from their neighbours and keep single lines
//! together. So tall entries follow the habit of the target, if it has one. (The tables of a TOML file are the exception:
//! their sections may be anywhere in the file, so `toml::changes` counts over all of it.)
//!
//! ```text
//! target             source             result
//! first {            new {              first {
//!   a = 1              c = 3              a = 1
//! }                  }                  }
//!                    last {
//! last {               b = 2            new {
//!   b = 2            }                    c = 3
//! }                                     }
//!
//!                                       last {
//!                                       ...
//! ```

use super::block::LineBlock;
use super::gaps::Gaps;
use super::new_entry::NewEntry;
use super::positions::EntryPosition;

/// The number of neighbours on either side that are sampled.
const REACH: usize = 8;

/// The maximum number of empty lines to insert.
const MOST: usize = 2;

/// The empty lines at a position in the target.
struct Spacing {
    /// Between the entry at the position and the next one: whether one of the two is tall, and the number.
    here: Option<(bool, usize)>,
    /// The most common number between tall entries and their neighbours.
    habit: Option<usize>,
}

impl Spacing {
    /// The number of empty lines between two entries, one of which is new; `source` is that in the source.
    fn blanks(&self, tall: bool, source: usize) -> usize {
        let blanks = match (self.here, self.habit) {
            (Some((true, here)), _) if tall => here,
            (_, Some(usual)) if tall => usual,
            (Some((_, 0)), _) => 0,
            _ => source,
        };
        blanks.min(MOST)
    }
}

impl LineBlock<'_> {
    /// The empty lines between new entries and their neighbours.
    pub(crate) fn gaps(&self, at: EntryPosition, additions: &[NewEntry]) -> Gaps {
        let at = self.settled(at, additions);
        let (EntryPosition::Before(index) | EntryPosition::After(index)) = at else { return Gaps::default() };
        let (Some(first), Some(last)) = (additions.first(), additions.last()) else { return Gaps::default() };
        if self.is_dense || self.joins(at, additions) {
            return Gaps::default();
        }
        let spacing = self.spacing(index);
        let is_tall = |new: &NewEntry, neighbour: usize| self.is_tall_new(new) || self.is_tall(neighbour);
        let mut gaps = match (at, spacing.here) {
            (EntryPosition::After(_), Some((_, 0))) if self.is_section(index, additions, &spacing) => {
                Gaps { before: first.gap(), behind: last.behind }
            }
            (EntryPosition::After(_), here) => {
                let before = spacing.blanks(is_tall(first, index), first.gap());
                let behind = match here {
                    Some((_, there)) if !self.is_gone(index + 1) && is_tall(last, index + 1) => {
                        spacing.blanks(true, there).saturating_sub(there)
                    }
                    _ => 0,
                };
                // A removed neighbour takes the empty lines around it.
                let removed = here.filter(|_| self.is_gone(index + 1)).map(|(_, there)| there);
                // A line takes no empty line that the source does not have between the two.
                let followed = (!self.is_tall_new(first) && first.leader == Some(index)).then(|| first.gap());
                Gaps { before: [removed, followed].into_iter().flatten().fold(before, usize::min), behind }
            }
            _ => {
                let behind = spacing.blanks(is_tall(last, index), last.behind);
                let precedes = !self.is_tall_new(last) && last.follower == Some(index);
                Gaps { before: 0, behind: if precedes { behind.min(last.behind) } else { behind } }
            }
        };
        if matches!(at, EntryPosition::After(_)) && self.keeps_lines(index) {
            gaps.before = 0;
        }
        if last.keeps_lines {
            gaps.behind = 0;
        }
        gaps
    }

    /// The entries with the empty lines between them that they get here: those of the source between its neighbours.
    pub(super) fn spaced(&self, at: EntryPosition, additions: &[NewEntry]) -> Vec<NewEntry> {
        let mut spaced = additions.to_vec();
        let (EntryPosition::Before(index) | EntryPosition::After(index)) = at else { return spaced };
        let spacing = self.spacing(index);
        for (pair, new) in additions.windows(2).zip(spaced.iter_mut().skip(1)) {
            let tall = pair.iter().any(|new| self.is_tall_new(new));
            if self.is_dense {
                new.before = 0;
            } else if tall && !pair[1].is_next_to(&pair[0]) {
                new.before = spacing.blanks(tall, pair[1].gap());
            }
        }
        spaced
    }

    /// Whether new entries belong to the next neighbour: the source has empty lines before them, and none between them and
    /// that one, and the target has empty lines there.
    pub(super) fn joins(&self, at: EntryPosition, additions: &[NewEntry]) -> bool {
        let (EntryPosition::After(index), Some(first), Some(last)) = (at, additions.first(), additions.last()) else {
            return false;
        };
        let next = index + 1;
        last.follower == Some(next)
            && !self.is_gone(next)
            && !self.keeps_lines(index)
            && first.before > 0
            && last.behind == 0
            && self.blanks_before(next) > 0
    }

    /// Whether new entries are a section of their own: several lines, which the source separates from both neighbours.
    /// Tall entries follow the habit of the target, if it has one.
    fn is_section(&self, index: usize, additions: &[NewEntry], spacing: &Spacing) -> bool {
        let (Some(first), Some(last)) = (additions.first(), additions.last()) else { return false };
        let several = additions.len() > 1 || additions.iter().any(|new| new.lines.contains('\n'));
        let is_free = || spacing.habit.is_none() || !additions.iter().any(|new| self.is_tall_new(new));
        several && first.gap() > 0 && last.behind > 0 && !self.is_gone(index + 1) && is_free()
    }

    fn spacing(&self, index: usize) -> Spacing {
        let is_tall_pair = |at: usize| self.is_tall(at.saturating_sub(1)) || self.is_tall(at);
        let next = index + 1;
        let here = (next < self.entries.len()).then(|| (is_tall_pair(next), self.blanks_before(next)));
        let mut counts = [0; MOST + 1];
        let last = self.entries.len().min(index + REACH + 1);
        for at in (index.saturating_sub(REACH) + 1..last).filter(|at| is_tall_pair(*at)) {
            counts[self.blanks_before(at).min(MOST)] += 1;
        }
        // The smaller number in a tie.
        let usual = counts.into_iter().enumerate().rev().max_by_key(|(_, many)| *many);
        Spacing { here, habit: usual.filter(|(_, many)| *many > 0).map(|(blanks, _)| blanks) }
    }

    /// Whether an entry has several lines, its comments not counted.
    fn is_tall(&self, index: usize) -> bool {
        let chunk = self.chunk(index);
        self.has_habit && self.text[chunk.start..chunk.end].trim_end().contains('\n')
    }

    /// Whether a new entry has several lines, the comments above it not counted.
    fn is_tall_new(&self, new: &NewEntry) -> bool {
        self.has_habit && new.lines.lines().skip_while(|line| self.is_comment(line)).nth(1).is_some()
    }
}
