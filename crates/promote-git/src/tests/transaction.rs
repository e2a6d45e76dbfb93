//! Ref transactions: all refs move or none, with a distinct error for each reason.

use std::os::unix::fs::PermissionsExt;

use super::TestRepo;
use crate::Expected::{Absent, Is};
use crate::{RefUpdate, Repo, TransactionError};
use promote_model::ObjectId;

const MAIN: &str = "refs/heads/main";
const LEDGER: &str = "refs/heads/promotions";

fn update(name: &str, old: crate::Expected, new: ObjectId) -> RefUpdate {
    RefUpdate { name: name.to_owned(), old, new: Some(new) }
}

fn both() -> [TestRepo; 2] {
    [TestRepo::new(), TestRepo::with(&["--ref-format=reftable"])]
}

#[test]
fn several_refs_move_together_with_a_reflog() {
    for test in both() {
        let one = test.commit("one");
        let two = test.commit("two");
        let repo = test.open();
        let updates = [update(MAIN, Is(two), one), update(LEDGER, Absent, two), update("refs/heads/x", Absent, one)];
        repo.transaction(&updates, "promote: executed 0192").unwrap();
        assert_eq!((test.id(MAIN), test.id(LEDGER)), (one, two));
        assert!(test.git(&["reflog", "main"]).contains("promote: executed 0192"));
        let gone = RefUpdate { name: "refs/heads/x".into(), old: Is(one), new: None };
        repo.transaction(&[gone, update(MAIN, Is(one), one)], "m").unwrap();
        assert!(!repo.refs(&["refs/heads/x"]).unwrap().contains_key("refs/heads/x"));
        repo.transaction(&[], "m").unwrap();
        test.fsck();
    }
}

#[test]
fn a_moved_ref_fails_the_whole_transaction() {
    for test in both() {
        let one = test.commit("one");
        let two = test.commit("two");
        let repo = test.open();
        let cases = [
            (update(MAIN, Is(one), one), Is(one), Is(two)),
            (update(MAIN, Absent, one), Absent, Is(two)),
            (update("refs/heads/gone", Is(one), two), Is(one), Absent),
        ];
        for (bad, was, is) in cases {
            let name_of_bad = bad.name.clone();
            match repo.transaction(&[update(LEDGER, Absent, one), bad], "m") {
                Err(TransactionError::LostRace { name, expected, actual }) => {
                    assert_eq!((name, expected, actual), (name_of_bad, was, is));
                }
                other => panic!("{other:?}"),
            }
            assert!(repo.refs(&[LEDGER]).unwrap().is_empty());
        }
    }
}

#[test]
fn exactly_one_of_many_concurrent_transactions_succeeds() {
    for test in both() {
        let start = test.commit("start");
        let tips: Vec<ObjectId> = (0..16).map(|i| test.commit(&format!("{i}"))).collect();
        test.git(&["reset", "-q", "--hard", &start.to_string()]);
        let repo = test.open();
        for _ in 0..2 {
            let outcomes: Vec<_> = std::thread::scope(|scope| {
                let race = |tip: ObjectId| {
                    let repo = &repo;
                    scope.spawn(move || {
                        repo.transaction(&[update(MAIN, Is(start), tip), update(LEDGER, Absent, tip)], "m")
                    })
                };
                let threads: Vec<_> = tips.iter().map(|tip| race(*tip)).collect();
                threads.into_iter().map(|thread| thread.join().unwrap()).collect()
            });
            assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1, "{outcomes:?}");
            let lost = |o: &Result<(), _>| matches!(o, Ok(()) | Err(TransactionError::LostRace { .. }));
            assert!(outcomes.iter().all(lost), "{outcomes:?}");
            assert_eq!(test.id(MAIN), test.id(LEDGER));
            let back = RefUpdate { name: LEDGER.into(), old: Is(test.id(LEDGER)), new: None };
            repo.transaction(&[update(MAIN, Is(test.id(MAIN)), start), back], "back").unwrap();
        }
        test.fsck();
    }
}

#[test]
fn a_stale_lock_is_reported() {
    let files = TestRepo::new();
    let reftable = TestRepo::with(&["--ref-format=reftable"]);
    for (test, lock) in [(files, "refs/heads/promotions.lock"), (reftable, "reftable/tables.list.lock")] {
        let one = test.commit("one");
        test.write(&format!(".git/{lock}"), "");
        let file = std::fs::File::options().append(true).open(test.path().join(".git").join(lock)).unwrap();
        file.set_modified(std::time::SystemTime::now() - std::time::Duration::from_secs(7200)).unwrap();
        match test.open().transaction(&[update(LEDGER, Absent, one)], "m") {
            Err(error @ TransactionError::Locked(_)) => {
                assert!(error.to_string().contains(lock) && error.to_string().contains("is 2 hours old"), "{error}");
                assert!(error.hint().unwrap().contains(&format!("{lock}'")), "{error}");
            }
            other => panic!("{other:?}"),
        }
        std::fs::remove_file(test.path().join(".git").join(lock)).unwrap();
        test.open().transaction(&[update(LEDGER, Absent, one)], "m").unwrap();
    }
}

#[test]
fn a_transaction_waits_for_a_lock() {
    let test = TestRepo::new();
    let one = test.commit("one");
    let lock = test.path().join(".git/refs/heads/promotions.lock");
    std::fs::write(&lock, "").unwrap();
    std::thread::scope(|scope| {
        scope.spawn(|| {
            std::thread::sleep(std::time::Duration::from_millis(1500));
            std::fs::remove_file(&lock).unwrap();
        });
        test.open().transaction(&[update(LEDGER, Absent, one)], "").unwrap();
    });
}

#[test]
fn the_message_of_a_declining_hook_is_quoted() {
    let test = TestRepo::new();
    let one = test.commit("one");
    test.write(".git/hooks/reference-transaction", "#!/bin/sh\necho 'no promotions on Friday' >&2\nexit 1\n");
    let hook = test.path().join(".git/hooks/reference-transaction");
    std::fs::set_permissions(hook, PermissionsExt::from_mode(0o755)).unwrap();
    match test.open().transaction(&[update(LEDGER, Absent, one)], "m") {
        Err(TransactionError::Refused { message }) => assert_eq!(message, "no promotions on Friday"),
        other => panic!("{other:?}"),
    }
}

#[test]
fn other_errors_quote_git() {
    let test = TestRepo::new();
    let one = test.commit("one");
    let repo = test.open();
    let missing: ObjectId = "0123456789012345678901234567890123456789".parse().unwrap();
    for (bad, message) in [
        (update("refs/heads/main/x", Absent, one), "'refs/heads/main' exists"),
        (update("refs/heads/y", Absent, missing), "nonexistent object"),
        (update("refs/heads/a..b", Absent, one), "invalid ref format"),
        (update("refs/heads/a\nb", Absent, one), "not a valid ref name"),
        (update("refs/heads/a\0b", Absent, one), "not a valid ref name"),
    ] {
        match repo.transaction(&[bad], "m") {
            Err(error @ TransactionError::Git(_)) => assert!(error.to_string().contains(message), "{error}"),
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(repo.branches().unwrap().len(), 1);
}

#[test]
fn a_read_only_repository_has_its_own_error() {
    let test = TestRepo::new();
    let one = test.commit("one");
    let heads = test.path().join(".git/refs/heads");
    std::fs::set_permissions(&heads, PermissionsExt::from_mode(0o555)).unwrap();
    let outcome = Repo::open(&test.path()).unwrap().transaction(&[update(LEDGER, Absent, one)], "m");
    std::fs::set_permissions(&heads, PermissionsExt::from_mode(0o755)).unwrap();
    // Permissions do not apply to root, which runs the tests in some containers.
    if rustix::process::geteuid().is_root() {
        assert!(outcome.is_ok());
    } else {
        assert!(matches!(outcome, Err(TransactionError::ReadOnly { .. })), "{outcome:?}");
    }
}
