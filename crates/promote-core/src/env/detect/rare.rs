//! Names that occur in one odd place, where the other environments occur in many.

use std::collections::BTreeMap;

use super::shape::{Identity, TemplateDraft};
use super::{RejectedCandidate, RejectionReason};

/// In more places than this, a name is not odd.
const FEW: usize = 2;
/// An environment has at least this share of the places, or of the files, of the most common one.
const SHARE: usize = 20;

/// Removes such names, and the slots that have no company left.
pub(super) fn remove(drafts: &mut Vec<TemplateDraft>) -> Vec<RejectedCandidate> {
    let mut counts: BTreeMap<Identity, (usize, usize)> = BTreeMap::new();
    for label in drafts.iter().flat_map(|draft| draft.labels.values()) {
        let (places, files) = counts.entry(label.identity.clone()).or_default();
        *places += 1;
        *files += label.files;
    }
    let most_places = counts.values().map(|(places, _)| *places).max().unwrap_or_default();
    let most_files = counts.values().map(|(_, files)| *files).max().unwrap_or_default();
    counts.retain(|_, (places, files)| *places <= FEW && *places * SHARE < most_places && *files * SHARE < most_files);
    let mut removed: BTreeMap<String, String> = BTreeMap::new();
    for draft in drafts.iter_mut() {
        let single = draft.labels.len() == 1;
        draft.labels.retain(|spelled, label| {
            let stays = !counts.contains_key(&label.identity);
            if !stays {
                removed.entry(spelled.clone()).or_insert_with(|| label.example.clone());
            }
            stays
        });
        if draft.labels.len() == 1 && !single {
            draft.labels.clear();
        }
    }
    drafts.retain(|draft| !draft.labels.is_empty());
    let rejected = |(name, example)| RejectedCandidate { name, example, why: RejectionReason::Rare };
    removed.into_iter().map(rejected).collect()
}
