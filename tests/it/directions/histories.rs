//! Histories that are not a straight line of edits.

use std::fs;

use insta::assert_snapshot;

use super::{direction, one_file, set};
use crate::support::Repo;

#[test]
fn a_key_that_was_moved_by_hand_and_back_goes_forward() {
    let repo = one_file();
    set(&repo, "staging", "timeout", "60", "Longer timeout");
    set(&repo, "production", "cache", "99", "Try a large cache");
    set(&repo, "production", "cache", "10", "Back again");
    assert!(repo.ok("status").contains("1 key waits"));
    assert_eq!(direction(&repo, "staging production", "timeout").0, "forward");
}

#[test]
fn a_key_that_both_changed_to_one_value_is_equal() {
    let repo = one_file();
    set(&repo, "staging", "timeout", "60", "Longer timeout");
    set(&repo, "production", "timeout", "60", "Longer timeout here, too");
    set(&repo, "staging", "timeout", "90", "Even longer");
    assert_eq!(direction(&repo, "staging production", "timeout").0, "forward");
    assert!(repo.ok("create staging production").contains("timeout  60 -> 90"));
}

#[test]
fn a_file_that_was_deleted_and_came_again_is_followed() {
    let repo = one_file();
    fs::remove_file(repo.root().join("envs/production/app.yaml")).unwrap();
    repo.commit("Remove it from production");
    assert_eq!(direction(&repo, "staging production", "timeout").0, "backward");
    repo.write("envs/production/app.yaml", "image: 1.8.0\ntimeout: 30\ncache: 10\nlevel: info\n");
    repo.commit("Bring it back");
    set(&repo, "staging", "timeout", "60", "Longer timeout");
    assert_eq!(direction(&repo, "staging production", "timeout").0, "forward");
}

#[test]
fn a_renamed_file_keeps_its_history() {
    let repo = one_file();
    set(&repo, "staging", "timeout", "60", "Longer timeout");
    set(&repo, "production", "level", "debug", "Look for the fault");
    for env in ["staging", "production"] {
        repo.git_line(&format!("mv envs/{env}/app.yaml envs/{env}/service.yaml"));
    }
    repo.commit("Rename the service");
    assert_eq!(direction(&repo, "staging production", "timeout").0, "forward");
    assert_eq!(direction(&repo, "staging production", "level").0, "backward");
}

#[test]
fn a_new_file_waits_and_a_new_repository_is_being_set_up() {
    let repo = one_file();
    repo.write("envs/staging/extra.yaml", "a: 1\nb: 2\n").commit("An extra file");
    assert_snapshot!(repo.promote_line("diff staging production"), @"
    $ promote diff staging production
    1 new file waits

    + envs/{env}/extra.yaml  new file, 2 keys

    staging -> production: 2 added
    ");
    assert!(repo.ok("status").contains("1 new file waits"));
    let young = Repo::new();
    young.policy(
        "version: 1\nfiles: [\"envs/{env}/**\"]\nenvironments:\n  staging: {}\n  production: { from: [staging] }\n",
    );
    young.write("envs/staging/app.yaml", "a: 1\nb: 2\n").write("envs/production/app.yaml", "a: 2\n");
    young.commit("Set up");
    assert_snapshot!(young.promote_line("diff staging production"), @"
    $ promote diff staging production
    envs/{env}/app.yaml
      ~ a  2 -> 1
      + b  2

    staging -> production: 1 added, 1 modified
    ");
    assert_eq!(direction(&young, "staging production", "a").0, "unknown");
    young.ok("create staging production");
}

#[test]
fn what_never_was_equal_is_unrelated() {
    let repo = one_file();
    for env in ["staging", "production"] {
        repo.write(&format!("envs/{env}/own.yaml"), format!("bucket: {env}\nlevel: info\n"));
    }
    repo.commit("Buckets");
    for number in 0..4 {
        repo.write("envs/staging/own.yaml", format!("bucket: staging\nlevel: info{number}\n"));
        repo.commit("Levels");
    }
    assert_snapshot!(repo.promote_line("diff staging production"), @"
    $ promote diff staging production
    1 key waits

    envs/{env}/own.yaml
      ~ level  info -> info3

    1 key unrelated: staging and production never held one value

    envs/{env}/own.yaml
      ~ bucket  production -> staging
          born different

    staging -> production: 2 modified
    ");
    let json = repo.ok("diff staging production -o json");
    assert!(json.contains("\"bornDifferent\": true"), "{json}");
}

#[test]
fn a_walk_that_ends_says_so() {
    let repo = one_file();
    set(&repo, "staging", "timeout", "60", "Longer timeout");
    for number in 0..6 {
        set(&repo, "staging", "cache", &number.to_string(), "Tune the cache");
    }
    assert_snapshot!(repo.promote_line("diff staging production --depth 3"), @"
    $ promote diff staging production --depth 3
    2 keys of unknown direction: older than 3 states

    envs/{env}/app.yaml
      ~ timeout  30 -> 60
      ~ cache    10 -> 5

    staging -> production: 2 modified
    ");
    assert_eq!(direction(&repo, "staging production", "timeout").0, "forward");
    // What happened so long ago is no hotfix, and refuses nothing.
    for number in 0..60 {
        set(&repo, "staging", "cache", &number.to_string(), "Tune the cache");
    }
    assert_eq!(direction(&repo, "staging production", "timeout").0, "unknown");
    repo.ok("create staging production --dry-run");
}

/// A plan waits for its approvals while staging moves on. What it brings is not production's own.
#[test]
fn a_plan_that_is_executed_late_leaves_production_behind_staging() {
    let repo = one_file();
    set(&repo, "staging", "timeout", "60", "Longer timeout");
    let id = repo.ok("create staging production -q --validate");
    set(&repo, "staging", "timeout", "90", "Even longer");
    repo.ok(&format!("execute {id}"));
    assert_eq!(direction(&repo, "staging production", "timeout").0, "forward");
    set(&repo, "staging", "timeout", "95", "A little longer");
    assert!(repo.ok("status").contains("1 key waits"));
    assert_snapshot!(repo.promote_line("create staging production --changed --dry-run"), @"
    $ promote create staging production --changed --dry-run
    envs/{env}/app.yaml
      ~ timeout  60 -> 95

    Would create a promotion staging -> production: 1 modified
    ");
    // A hotfix on top is one.
    set(&repo, "production", "timeout", "75", "Hotfix");
    assert_eq!(direction(&repo, "staging production", "timeout").0, "diverged");
}
