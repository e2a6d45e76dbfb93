//! What a missing argument may be, as hints. Where the repository cannot be read, there are none.

use crate::engine::context::Context;
use promote_core::promotion::key_names;
use promote_model::text::enumerate;

/// The most promotions that are listed.
const MOST: usize = 5;

/// The longest list of keys, in characters.
const KEYS: usize = 40;

/// The environments and the edges of the pipeline.
pub(crate) fn environments(context: &Context) -> Vec<String> {
    let Some(store) = context.last_known() else { return Vec::new() };
    let names: Vec<&str> = store.policy.environments.iter().map(|e| e.name.as_str()).collect();
    let edges =
        store.policy.environments.iter().flat_map(|e| e.from.iter().map(move |from| format!("{from} -> {}", e.name)));
    let edges: Vec<String> = edges.collect();
    vec![
        format!("the environments in promote.yaml are {}", enumerate(&names, "and")),
        format!("the edges are {}", enumerate(&edges, "and")),
    ]
}

/// The open promotions.
pub(crate) fn open_promotions(context: &Context, command: &str) -> Vec<String> {
    let open = context.last_known().and_then(|store| store.ledger().ok()?.open().ok()).unwrap_or_default();
    let line = |entry: &crate::store::ledger::LedgerEntry| {
        let promotion = &entry.promotion;
        let keys = key_names(&promotion.plan.changes, KEYS);
        format!("promote {command} {}   {} -> {}: {keys}", promotion.name(), promotion.source, promotion.target)
    };
    let mut hints: Vec<String> = open.iter().rev().take(MOST).map(line).collect();
    if hints.is_empty() {
        hints.push("no promotion is open; list all promotions: promote list --all".to_owned());
    }
    hints
}
