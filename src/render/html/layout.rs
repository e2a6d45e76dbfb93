//! Where the boxes and lines of the pipeline's picture are. Environments stand in columns by their distance from the first
//! ones, in the order of `promote.yaml` from top to bottom.

use std::collections::BTreeMap;

use crate::ops::report::EnvironmentCard;

/// The size of a box, in units of the picture.
pub(super) const BOX: (usize, usize) = (200, 92);
/// The space between two columns, where the edges are labelled, and between two rows.
const SPACE: (usize, usize) = (170, 34);
/// The margin around the picture.
const MARGIN: usize = 10;

/// The picture's size, and the upper left corner of each environment's box, in the order of the environments.
#[derive(Debug)]
pub(super) struct Picture {
    pub(super) width: usize,
    pub(super) height: usize,
    pub(super) boxes: Vec<(usize, usize)>,
}

impl Picture {
    /// The layout of these environments. Their edges have no circles: `promote.yaml` with one is refused.
    pub(super) fn of(environments: &[EnvironmentCard]) -> Self {
        let columns = columns(environments);
        let mut rows: BTreeMap<usize, usize> = BTreeMap::new();
        let mut places = Vec::with_capacity(columns.len());
        for column in &columns {
            let row = rows.entry(*column).or_default();
            places.push((*column, *row));
            *row += 1;
        }
        let most = rows.values().copied().max().unwrap_or(1);
        let height = 2 * MARGIN + most * (BOX.1 + SPACE.1) - SPACE.1;
        // A column with fewer boxes is centred.
        let top = |column: usize| (most - rows.get(&column).copied().unwrap_or(0)) * (BOX.1 + SPACE.1) / 2;
        let corner = |(column, row): (usize, usize)| {
            (MARGIN + column * (BOX.0 + SPACE.0), MARGIN + top(column) + row * (BOX.1 + SPACE.1))
        };
        let boxes = places.into_iter().map(corner).collect();
        let last = columns.iter().copied().max().unwrap_or(0);
        Self { width: 2 * MARGIN + (last + 1) * (BOX.0 + SPACE.0) - SPACE.0, height, boxes }
    }
}

/// The column of each environment: one more than the farthest of its sources.
fn columns(environments: &[EnvironmentCard]) -> Vec<usize> {
    let mut columns = vec![0; environments.len()];
    // A source may stand below its target in the file, so that one pass is not enough.
    for _ in 0..environments.len() {
        let before = columns.clone();
        for (at, environment) in environments.iter().enumerate() {
            let sources = environments.iter().enumerate().filter(|(_, one)| environment.from.contains(&one.name));
            columns[at] = sources.map(|(source, _)| before[source] + 1).max().unwrap_or(0);
        }
        if columns == before {
            break;
        }
    }
    columns
}

#[cfg(test)]
mod tests {
    use super::*;
    use promote_core::policy::ApprovalRules;

    fn environments(all: &[(&str, &[&str])]) -> Vec<EnvironmentCard> {
        let card = |(name, from): &(&str, &[&str])| EnvironmentCard {
            name: (*name).to_owned(),
            branch: None,
            from: from.iter().map(|name| (*name).to_owned()).collect(),
            approvals: ApprovalRules::default(),
            closed: Vec::new(),
            has_windows: false,
        };
        all.iter().map(card).collect()
    }

    #[test]
    fn a_target_stands_behind_all_its_sources() {
        let all =
            environments(&[("prod", &["staging", "dev"]), ("staging", &["dev"]), ("dev", &[]), ("demo", &["dev"])]);
        assert_eq!(columns(&all), [2, 1, 0, 1]);
    }

    #[test]
    fn boxes_do_not_overlap_and_are_in_the_picture() {
        let all = environments(&[("a", &[]), ("b", &["a"]), ("c", &["a"]), ("d", &["b", "c"]), ("e", &[])]);
        let picture = Picture::of(&all);
        for (at, (x, y)) in picture.boxes.iter().enumerate() {
            assert!(x + BOX.0 <= picture.width && y + BOX.1 <= picture.height);
            for (other_x, other_y) in &picture.boxes[..at] {
                assert!(x.abs_diff(*other_x) >= BOX.0 || y.abs_diff(*other_y) >= BOX.1);
            }
        }
    }

    #[test]
    fn a_pipeline_without_environments_has_a_picture() {
        assert_eq!(Picture::of(&[]).boxes, []);
    }
}
