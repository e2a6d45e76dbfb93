//! Forged ledgers: events changed, moved, dropped, or copied from elsewhere.

use std::fs;

use super::forge::{Ledger, mallory};
use super::{codes, codes_in_new_clone, executed};
use crate::receive::{guarded, push, strict};
use crate::support::{Repo, run};

#[test]
fn an_event_commit_is_amended() {
    let repo = Repo::pipeline();
    let id = repo.validated("--key query.timeout");
    repo.as_user("bob").ok(&format!("approve {id}"));
    let ledger = Ledger::open(&repo);
    let path = format!("open/{id}/events.jsonl");
    // Bob's approval becomes Mallory's; the commit stays Bob's.
    ledger.write(&path, &ledger.read(&path).replace("\"Bob\"", "\"Mallory\"").replace("bob@acme.com", "m@acme.com"));
    ledger.git("commit -q -a --amend --no-edit");
    assert_eq!(codes_in_new_clone(&repo), ["author", "evidence", "trailers"]);
    // A clone that has seen the ledger before detects the rewrite.
    assert!(codes(&repo, ".").contains(&"ledger-rewritten".to_owned()));
}

#[test]
fn an_earlier_event_is_amended_and_the_rest_put_on_top() {
    let repo = Repo::pipeline();
    let id = executed(&repo, "--key query.timeout");
    let ledger = Ledger::open(&repo);
    // Bob is renamed in an earlier event, and the trees of the later commits are put on top unchanged.
    let tip = ledger.git("rev-parse HEAD");
    ledger.git("checkout -q --detach HEAD~2");
    let path = format!("open/{id}/events.jsonl");
    ledger.write(&path, &ledger.read(&path).replace("\"Bob\"", "\"Rob\""));
    ledger.git("commit -q -a --amend --no-edit");
    for at in [1, 0] {
        let tree = ledger.git(&format!("rev-parse {tip}~{at}^{{tree}}"));
        let commit = ledger.git(&format!("commit-tree -p HEAD -m Forged {tree}"));
        ledger.git(&format!("reset -q --hard {commit}"));
    }
    ledger.git("branch -q -f keep HEAD");
    repo.git_line("update-ref refs/heads/promotions refs/heads/keep");
    assert!(codes_in_new_clone(&repo).contains(&"event-changed".to_owned()));
}

/// Rebuilds the last three commits of the ledger in this order; 0 is the last one.
fn rebuilt(ledger: &Ledger<'_>, order: &[usize]) {
    let tip = ledger.git("rev-parse HEAD");
    let mut at = ledger.git(&format!("rev-parse {tip}~3"));
    for commit in order {
        let message = ledger.git(&format!("log -1 --format=%B {tip}~{commit}"));
        let date = ledger.git(&format!("log -1 --format=%cI {tip}~{commit}"));
        let author = ledger.git(&format!("log -1 --format=%an {tip}~{commit}")).to_lowercase();
        let tree = ledger.git(&format!("rev-parse {tip}~{commit}^{{tree}}"));
        ledger.repo.as_user(&author);
        let mut command = ledger.repo.command("git");
        command.args(["commit-tree", "-p", &at, "-F", "-", &tree]).env("GIT_COMMITTER_DATE", date);
        let made = run(&mut command, message.as_bytes());
        made.stdout.trim().clone_into(&mut at);
    }
    ledger.git(&format!("reset -q --hard {at}"));
}

#[test]
fn the_tools_of_these_tests_change_nothing_by_themselves() {
    let repo = Repo::pipeline();
    executed(&repo, "--key query.timeout");
    rebuilt(&Ledger::open(&repo), &[2, 1, 0]);
    assert_eq!(codes_in_new_clone(&repo), [] as [&str; 0]);
}

#[test]
fn events_are_reordered() {
    let repo = Repo::pipeline();
    executed(&repo, "--key query.timeout");
    rebuilt(&Ledger::open(&repo), &[1, 2, 0]);
    assert!(codes_in_new_clone(&repo).contains(&"ledger-commit".to_owned()));
}

#[test]
fn an_event_is_dropped() {
    let repo = Repo::pipeline();
    executed(&repo, "--key query.timeout");
    rebuilt(&Ledger::open(&repo), &[2, 0]);
    assert!(codes_in_new_clone(&repo).contains(&"ledger-commit".to_owned()));
}

#[test]
fn the_last_event_is_dropped() {
    let repo = Repo::pipeline();
    let id = repo.validated("--key query.timeout");
    repo.as_user("bob").ok(&format!("reject {id} --reason No"));
    repo.git_line("update-ref refs/heads/promotions refs/heads/promotions~1");
    assert_eq!(codes(&repo, "."), ["ledger-rewritten"]);
}

#[test]
fn the_ledger_is_force_pushed() {
    let repo = guarded(&strict());
    let id = repo.validated("--key query.timeout");
    repo.git_line("clone -q ../origin.git ../bob");
    repo.git_line("branch -q -f promotions origin/promotions~1");
    let said = push(&repo, "-f origin promotions");
    assert!(said.starts_with("refused\npromote: refused:") && said.contains("(ledger-rewritten)"), "{said}");
    // Without the hook, every clone that has seen the ledger detects the rewrite.
    fs::remove_file(repo.beside("origin.git/hooks/pre-receive")).unwrap();
    assert!(push(&repo, "-f origin promotions").starts_with("taken"));
    assert!(codes(&repo, ".").contains(&"ledger-rewritten".to_owned()), "{id}");
    assert!(codes(&repo, "../bob").contains(&"ledger-rewritten".to_owned()));
}

#[test]
fn the_plan_file_is_changed_and_the_digest_kept() {
    let repo = Repo::pipeline();
    let id = repo.validated("--key query.timeout");
    let ledger = Ledger::open(&repo);
    let path = format!("open/{id}/promotion.json");
    let (promotion, mut event) = (ledger.promotion(&id), ledger.events(&id).pop().unwrap());
    let text = ledger.read(&path).replace("\"60\"", "\"6000\"");
    assert_ne!(text, ledger.read(&path));
    // The plan is changed together with an otherwise valid event.
    ledger.write(&path, &text);
    event.by = mallory();
    let lines = format!("open/{id}/events.jsonl");
    ledger.write(&lines, &(ledger.read(&lines) + &serde_json::to_string(&event).unwrap() + "\n"));
    ledger.commit_as(&promotion, &event, &[]);
    assert_eq!(codes_in_new_clone(&repo), ["ledger-files"]);
}

#[test]
fn the_plan_file_is_changed_where_it_was_created() {
    let repo = Repo::pipeline();
    let id = repo.ok("create staging production --key query.timeout -q");
    let ledger = Ledger::open(&repo);
    let path = format!("open/{id}/promotion.json");
    ledger.write(&path, &ledger.read(&path).replace("\"60\"", "\"6000\""));
    ledger.git("commit -q -a --amend --no-edit");
    assert!(codes_in_new_clone(&repo).contains(&"plan".to_owned()));
}

#[test]
fn an_event_is_cherry_picked() {
    let repo = Repo::pipeline();
    let (one, two) = (repo.validated("--key query.timeout"), repo.validated("--key server.log"));
    repo.as_user("bob").ok(&format!("approve {one}"));
    let bob = repo.git_line("rev-parse promotions");
    repo.git_line("update-ref refs/heads/promotions promotions~1");
    repo.as_user("cem").ok(&format!("approve {two}"));
    // Mallory puts Bob's approval onto a ledger that Bob has never seen.
    let ledger = Ledger::open(&repo);
    repo.as_user("mallory");
    ledger.git(&format!("cherry-pick {bob}"));
    assert_eq!(codes_in_new_clone(&repo), ["author"]);
}

#[test]
fn an_approval_is_written_by_somebody_else() {
    let repo = Repo::pipeline();
    let id = repo.validated("--key query.timeout");
    repo.as_user("bob").ok(&format!("approve {id}"));
    let ledger = Ledger::open(&repo);
    let (promotion, mut event) = (ledger.promotion(&id), ledger.events(&id).pop().unwrap());
    // An event in Cem's name without a statement by him.
    event.by.name = "Cem".to_owned();
    event.by.email = "cem@acme.com".to_owned();
    ledger.append(&promotion, &event);
    assert_eq!(codes_in_new_clone(&repo), ["evidence"]);
}

#[test]
fn an_approval_is_copied_from_another_promotion() {
    let repo = Repo::pipeline();
    let (one, two) = (repo.validated("--key query.timeout"), repo.validated("--key server.log"));
    repo.as_user("bob").ok(&format!("approve {one}"));
    let ledger = Ledger::open(&repo);
    let (promotion, event) = (ledger.promotion(&two), ledger.events(&one).pop().unwrap());
    let statement = ledger.read(&format!("open/{one}/approvals/3.json"));
    let tip = ledger.git("rev-parse HEAD");
    // Unchanged, the event is about another plan.
    ledger.write(&format!("open/{two}/approvals/3.json"), &statement);
    ledger.append(&promotion, &event);
    assert_eq!(codes_in_new_clone(&repo), ["illegal-step"]);
    // With the digest of this plan, the event does not match Bob's statement.
    ledger.git(&format!("reset -q --hard {tip}"));
    let digest = promotion.plan.digest(promotion.id, &promotion.source, &promotion.target);
    let mut what = serde_json::to_value(&event.what).unwrap();
    what["digest"] = serde_json::json!(digest);
    let event = promote_core::promotion::Event { what: serde_json::from_value(what).unwrap(), ..event };
    ledger.write(&format!("open/{two}/approvals/3.json"), &statement);
    ledger.append(&promotion, &event);
    assert_eq!(codes_in_new_clone(&repo), ["evidence"]);
}

#[test]
fn the_ledger_of_another_repository_is_copied_in() {
    let (repo, other) = (Repo::pipeline(), Repo::pipeline());
    other.write("envs/dev/other.yaml", "a: 1\n");
    other.commit("Another repository");
    executed(&other, "--key query.timeout");
    repo.git(&["fetch", "-q", &other.root().display().to_string(), "promotions:promotions"]);
    // Rules and values there are the same files, but what was promoted is not here.
    assert_eq!(codes_in_new_clone(&repo), ["missing-commit"]);
}

#[test]
fn two_signature_headers_on_one_commit() {
    let repo = Repo::pipeline();
    repo.validated("--key query.timeout");
    let text = repo.git_line("cat-file commit promotions") + "\n";
    let signature = "gpgsig -----BEGIN SSH SIGNATURE-----\n U1NIU0lH\n -----END SSH SIGNATURE-----\n";
    let forged = text.replacen("\n\n", &format!("\n{signature}{signature}\n"), 1);
    let mut command = repo.command("git");
    command.args(["hash-object", "-t", "commit", "-w", "--stdin", "--literally"]);
    let commit = run(&mut command, forged.as_bytes()).stdout;
    repo.git_line(&format!("update-ref refs/heads/promotions {}", commit.trim()));
    assert_eq!(codes_in_new_clone(&repo), ["ledger-commit"]);
}
