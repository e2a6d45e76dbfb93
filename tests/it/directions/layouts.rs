//! The same judgement in other layouts: branches, and keys in one file.

use super::direction;
use crate::support::Repo;

/// Two branches that began with the same file; `staging` is checked out.
fn branches() -> Repo {
    let repo = Repo::new();
    repo.policy("version: 1\nfiles: [\"app/**\"]\nenvironments:\n  staging: { branch: staging }\n  production: { branch: production, from: [staging] }\n");
    repo.write("app/config.yaml", "image: 1.8.0\ntimeout: 30\ncache: 10\nlevel: info\n");
    repo.commit("Set up");
    repo.git_line("branch production");
    repo.git_line("checkout -q -b staging");
    repo
}

fn set(repo: &Repo, from: &str, to: &str, message: &str) {
    let text = repo.read("app/config.yaml").replace(from, to);
    repo.write("app/config.yaml", text);
    repo.pass(3600);
    repo.commit(message);
}

#[test]
fn branches_with_squashes_and_cherry_picks_are_compared_state_by_state() {
    let repo = branches();
    set(&repo, "timeout: 30", "timeout: 60", "Longer timeout");
    let timeout = repo.git_line("rev-parse HEAD");
    set(&repo, "image: 1.8.0", "image: 1.9.0", "Release 1.9.0");
    repo.git_line("checkout -q production");
    repo.git(&["cherry-pick", &timeout]);
    set(&repo, "level: info", "level: debug", "Look for the fault");
    repo.git_line("checkout -q staging");
    set(&repo, "cache: 10", "cache: 20", "More cache");
    let of = |key: &str| direction(&repo, "staging production", key).0;
    assert_eq!([of("image"), of("cache"), of("level")], ["forward", "forward", "backward"]);
    // A squash brings everything but the hotfix.
    repo.git_line("checkout -q production");
    repo.write("app/config.yaml", "image: 1.9.0\ntimeout: 60\ncache: 20\nlevel: debug\n");
    repo.pass(60);
    repo.commit("Squash staging");
    repo.git_line("checkout -q staging");
    set(&repo, "timeout: 60", "timeout: 90", "Even longer");
    assert_eq!([of("timeout"), of("level")], ["forward", "backward"]);
    assert!(repo.ok("status").contains("1 key waits"));
}

#[test]
fn keys_in_one_file_are_judged_by_their_own_history() {
    let repo = Repo::new();
    repo.policy("version: 1\nfiles:\n  - { path: config.yaml, keys: \"{env}\" }\nenvironments:\n  staging: {}\n  production: { from: [staging] }\n");
    let file = |staging: &str, production: &str| format!("staging:\n{staging}production:\n{production}");
    let write = |staging: &str, production: &str, message: &str| {
        repo.write("config.yaml", file(staging, production)).pass(3600).commit(message);
    };
    write("  a: 1\n  b: 1\n  c: 1\n", "  a: 1\n  b: 1\n  c: 1\n", "Set up");
    write("  a: 2\n  b: 1\n  c: 1\n", "  a: 1\n  b: 1\n  c: 1\n", "Staging");
    write("  a: 2\n  b: 1\n  c: 1\n", "  a: 1\n  b: 3\n  c: 1\n", "Production");
    write("  a: 2\n  b: 1\n  c: 5\n", "  a: 1\n  b: 3\n  c: 6\n", "Both");
    let of = |key: &str| direction(&repo, "staging production", &format!("{{env}}.{key}")).0;
    assert_eq!([of("a"), of("b"), of("c")], ["forward", "backward", "diverged"]);
}

/// Each promotion changes the file that both environments share, and staging's keys stay what they are.
#[test]
fn keys_in_one_file_that_are_promoted_one_after_another_do_not_pass_each_other_over() {
    let repo = Repo::new();
    repo.policy("version: 1\nfiles:\n  - { path: config.yaml, keys: \"{env}\" }\nenvironments:\n  staging: {}\n  production: { from: [staging] }\n");
    let write = |staging: &str, production: &str, message: &str| {
        let file = format!("staging: {{ {staging} }}\nproduction: {{ {production} }}\n");
        repo.write("config.yaml", file).pass(3600).commit(message);
    };
    write("a: 1, b: 1, c: 1", "a: 1, b: 1, c: 1", "Set up");
    write("a: 2, b: 2, c: 2", "a: 1, b: 1, c: 1", "Staging, in one commit");
    write("a: 2, b: 2, c: 2", "a: 2, b: 1, c: 1", "Step 1");
    write("a: 2, b: 2, c: 2", "a: 2, b: 2, c: 1", "Step 2");
    let (direction, passed_over) = direction(&repo, "staging production", "{env}.c");
    assert_eq!((direction.as_str(), passed_over), ("forward", 0));
    assert!(repo.ok("create staging production --changed --dry-run").contains("{env}.c"));
}
