//! Forged outcomes of checks.

use promote_core::promotion::event::{CheckFinding, EventKind};

use super::codes_in_new_clone;
use super::forge::Ledger;
use crate::support::{Repo, open_policy};

/// Production requires the key `zone`, which is missing; the forged event says that the plan is valid.
fn forged(findings: Vec<CheckFinding>, digest: Option<&str>) -> Repo {
    let repo = Repo::pipeline();
    repo.policy(&format!("{}checks:\n  - {{ name: zone, requires: [zone] }}\n", open_policy()));
    repo.commit("A zone");
    repo.ok("create staging production --key query");
    repo.fails(1, "validate @");
    let id = repo.ok("list -q").trim().to_owned();
    let ledger = Ledger::open(&repo);
    let (promotion, events) = (ledger.promotion(&id), ledger.events(&id));
    let mut event = events.last().unwrap().clone();
    let EventKind::Validated { ok, findings: found, checks, checks_digest, .. } = &mut event.what else { panic!() };
    (*ok, *found) = (true, findings);
    checks.clear();
    *checks_digest = digest.map(str::to_owned).or(checks_digest.take());
    ledger.append(&promotion, &event);
    repo.git_line("worktree remove --force ../ledger");
    repo
}

/// Anybody who can write events may claim a valid outcome; its digest must at least be that of the current checks.
#[test]
fn an_outcome_of_other_checks_is_claimed() {
    let repo = forged(Vec::new(), Some("sha256:00"));
    assert!(repo.fails(3, "execute @").contains("the checks for"));
}

#[test]
fn a_valid_outcome_names_errors() {
    let finding = CheckFinding { code: "check".into(), message: "zone is missing".into(), ..CheckFinding::default() };
    assert_eq!(codes_in_new_clone(&forged(vec![finding], None)), ["evidence"]);
}
