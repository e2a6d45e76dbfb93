//! What holds for every history.

use std::fs;

use super::{direction, one_file, set};
use crate::support::Repo;

const KEYS: [(&str, &str); 3] = [("image", "1.9.0"), ("timeout", "60"), ("cache", "20")];

/// Three keys wait in staging.
fn waiting() -> Repo {
    let repo = one_file();
    for (key, value) in KEYS {
        set(&repo, "staging", key, value, &format!("Set {key}"));
    }
    repo
}

#[test]
fn what_goes_forward_ends_in_one_state_in_any_order_and_any_parts() {
    let orders = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]];
    for order in orders {
        let repo = waiting();
        for (done, at) in order.into_iter().enumerate() {
            assert!(repo.ok("status").contains(&format!("{} key", 3 - done)), "{order:?}");
            repo.ok(&format!("create staging production {} --execute", KEYS[at].0));
        }
        assert_eq!(repo.read("envs/production/app.yaml"), repo.read("envs/staging/app.yaml"), "{order:?}");
    }
    let repo = waiting();
    repo.ok("create staging production image cache --execute");
    repo.ok("create staging production --changed --execute");
    assert_eq!(repo.read("envs/production/app.yaml"), repo.read("envs/staging/app.yaml"));
}

#[test]
fn a_promotion_makes_keys_equal_and_its_rollback_makes_them_backward() {
    let repo = waiting();
    for (number, (key, _)) in KEYS.iter().enumerate() {
        repo.ok(&format!("create staging production {key} --execute"));
        assert!(!repo.ok("diff staging production").contains(key), "{key}");
        repo.ok(&format!("rollback {} --reason 'Not yet'", number + 1));
        assert_eq!(direction(&repo, "staging production", key).0, "backward");
    }
    assert!(repo.ok("status").contains("nothing waits"));
}

/// What is remembered changes nothing but the time: after a commit, with a damaged file, and where it cannot be written.
#[test]
fn judgements_that_are_remembered_are_those_of_history() {
    let repo = waiting();
    let folder = repo.root().join(".git/promote/judged-v1");
    let fresh = |line: &str| {
        let _ = fs::remove_dir_all(&folder);
        repo.ok(line)
    };
    let line = "diff staging production -o json";
    let first = fresh(line);
    assert_eq!(fs::read_dir(&folder).unwrap().count(), 1);
    assert_eq!(repo.ok(line), first);
    // A commit to another file, and one to this one.
    repo.write("README", "words\n").commit("Words");
    assert_eq!(repo.ok(line), first);
    set(&repo, "production", "level", "debug", "Look for the fault");
    let second = repo.ok(line);
    assert_ne!(second, first);
    assert_eq!(second, fresh(line));
    set(&repo, "production", "level", "info", "Found it");
    assert_eq!(repo.ok(line), fresh(line));
    // A damaged file counts as none.
    for entry in fs::read_dir(&folder).unwrap() {
        fs::write(entry.unwrap().path(), b"damage").unwrap();
    }
    assert_eq!(repo.ok(line), fresh(line));
    // A file in the place of the folder.
    fs::remove_dir_all(&folder).unwrap();
    fs::write(&folder, b"").unwrap();
    assert_eq!(repo.ok(line), repo.ok(line));
}
