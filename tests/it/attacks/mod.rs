//! Attacks by somebody who can write to the repository, one test each, and what detects them.
//!
//! The forger uses the library: promotions, digests and messages are made as the program makes them, and the ledger is
//! written with git. A ledger that was rewritten completely is verified in a clone that has never seen the original.

mod checks;
mod claims;
mod consents;
pub mod forge;
mod holds;
mod late;
mod ledger;
mod overlap;
mod policy;
mod secrets;
mod signatures;
mod target;
mod translated;
mod unseen;

use crate::support::Repo;

/// The codes of the findings in a folder, each once, without notices.
pub fn codes(repo: &Repo, dir: &str) -> Vec<String> {
    let run = repo.run(&format!("-C {dir} verify -o json"));
    let json: serde_json::Value = serde_json::from_str(&run.stdout).unwrap_or_else(|_| panic!("{}", run.stderr));
    let findings = json["findings"].as_array().unwrap().iter();
    let mut codes: Vec<String> =
        findings.filter(|f| f["severity"] == "finding").map(|f| f["code"].as_str().unwrap().to_owned()).collect();
    codes.sort();
    codes.dedup();
    assert_eq!(run.code, i32::from(!codes.is_empty()), "{}", run.stdout);
    codes
}

/// The same in a new clone, which has seen nothing but the current state.
pub fn codes_in_new_clone(repo: &Repo) -> Vec<String> {
    let _ = std::fs::remove_dir_all(repo.beside("fresh.git"));
    repo.git_in_world("clone -q --bare repo fresh.git");
    codes(repo, "../fresh.git")
}

/// Executes a promotion to production with two approvals; returns its id.
pub fn executed(repo: &Repo, selectors: &str) -> String {
    let id = repo.as_user("ann").validated(selectors);
    repo.as_user("bob").ok(&format!("approve {id}"));
    repo.as_user("cem").ok(&format!("approve {id}"));
    repo.as_user("ann").ok(&format!("execute {id}"));
    assert_eq!(codes_in_new_clone(repo), [] as [&str; 0]);
    id
}
