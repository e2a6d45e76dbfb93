//! Records of commits that were pushed before, as merges of proposals are: the hook looks at the commit, too.

use super::forge::{Ledger, mallory};
use crate::receive::{guarded, push, strict};
use promote_core::promotion::Event;

#[test]
fn a_promotion_is_recorded_as_executed_by_an_old_commit() {
    let repo = guarded(&strict());
    repo.write("README", "Notes\n");
    let notes = repo.commit("Notes");
    assert_eq!(push(&repo, "origin main"), "taken\n");
    let id = repo.validated("--key query.timeout");
    repo.as_user("bob").ok(&format!("approve {id}"));
    let ledger = Ledger::open(&repo);
    let events = ledger.events(&id);
    let last = events.last().unwrap();
    let digest = last.what.digest().unwrap().to_string();
    let what = serde_json::json!({ "event": "executed", "digest": digest, "commit": notes, "required": 1 });
    let forged = Event { what: serde_json::from_value(what).unwrap(), by: mallory(), ..last.clone() };
    ledger.append(&ledger.promotion(&id), &forged);
    let said = push(&repo, "origin promotions");
    assert!(said.starts_with("refused") && said.contains("(not-the-plan)"), "{said}");
}
