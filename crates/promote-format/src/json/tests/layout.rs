//! The layout of results: as the target's own printer would have written them.

use proptest::prelude::*;

use super::{edited, parsed};
use crate::Data;
use crate::laws::changes::{changes, configs};
use crate::laws::json::{JsonPrinter, json, print};
use crate::laws::model::{blocked, chosen, expected};

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(512) })]

    #[test]
    fn results_equal_the_model_in_the_targets_layout(
        target in json(), source in json(), ours in print(), theirs in print(), mask in any::<u64>(),
    ) {
        let (target, source) = (parsed(&format!("{}\n", ours.text(&target))), parsed(&theirs.text(&source)));
        let (old, new) = (&target.tree.documents[0].root, &source.tree.documents[0].root);
        let edits = chosen(changes(old, new), mask | 1);
        if blocked(old, &edits) {
            prop_assert!(edited(&target, &source, &edits).is_err());
            return Ok(());
        }
        let after = edited(&target, &source, &edits).unwrap();
        let again = parsed(&after);
        let root = &again.tree.documents[0].root;
        prop_assert_eq!(configs(root), expected(old, new, &edits), "{}", after);
        let empty = matches!(&old.data, Data::Map(entries) if entries.is_empty());
        let unfolds = matches!((ours, theirs), (JsonPrinter::Lines(_), JsonPrinter::Minified | JsonPrinter::Spaced));
        if !empty && !unfolds && !matches!(&root.data, Data::Map(entries) if entries.is_empty()) {
            let known = [ours, JsonPrinter::Minified, JsonPrinter::Spaced].map(|print| format!("{}\n", print.text(&root.value().to_json())));
            // A target with one part on one line does not show how it would write two.
            let prints = if matches!(ours, JsonPrinter::Lines(_)) { &known[..1] } else { &known[..] };
            prop_assert!(prints.contains(&after), "{}\nfor\n{}", after, known[0]);
        }
    }
}
