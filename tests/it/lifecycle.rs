//! Sequences of promotions and rollbacks: each rollback restores what was there, byte for byte.

use crate::support::Repo;

const FILE: &str = "envs/production/application.yaml";

/// Replaces text in a file and commits.
fn edit(repo: &Repo, path: &str, from: &str, to: &str) {
    let text = repo.read(path);
    assert!(text.contains(from), "{path} has no '{from}':\n{text}");
    repo.write(path, text.replace(from, to)).commit(&format!("{from} to {to}"));
}

#[test]
fn rolls_back_one_of_two_keys() {
    let repo = Repo::open_pipeline();
    let before = repo.read(FILE);
    let id = repo.executed("--key query.timeout --key server.log");
    repo.ok(&format!("rollback {id} --key server.log --reason 'Too much'"));
    assert_eq!(repo.read(FILE), before.replace("30", "60"));
    assert_eq!(repo.git_line("status --porcelain"), "");
}

#[test]
fn a_rollback_keeps_later_promotions() {
    let repo = Repo::open_pipeline();
    let before = repo.read(FILE);
    let first = repo.executed("--key query.timeout");
    repo.executed("--key server.log --key query.cache");
    edit(&repo, FILE, "# only here", "# still only here");
    repo.ok(&format!("rollback {first} --reason no"));
    let expected = before.replace("info", "debug").replace("retries: 3\n", "retries: 3\n  cache: true\n");
    assert_eq!(repo.read(FILE), expected.replace("# only here", "# still only here"));
}

#[test]
fn promotes_again_after_a_rollback() {
    let repo = Repo::open_pipeline();
    let before = repo.read(FILE);
    let first = repo.executed("--key query");
    let promoted = repo.read(FILE);
    repo.ok(&format!("rollback {first} --reason no"));
    assert_eq!(repo.read(FILE), before);
    let second = repo.executed("--key query");
    assert_eq!(repo.read(FILE), promoted);
    repo.ok(&format!("rollback {second} --reason no"));
    assert_eq!(repo.read(FILE), before);
    assert_eq!(repo.git_line("rev-list --count promotions"), "9");
}

#[test]
fn promoting_everything_copies_the_source_byte_for_byte() {
    let repo = Repo::open_pipeline();
    repo.policy(&repo.read("promote.yaml").replace("    keep: [\"*.replicas\"]\n", ""));
    let odd = "\u{feff}# all \tof it\r\na:   'x'\r\nb: [1,\r\n 2]";
    repo.write("envs/staging/odd.yaml", odd).write("envs/production/odd.yaml", "# other\na: y\n");
    repo.commit("No own keys");
    repo.executed("--prune");
    assert_eq!(repo.read("envs/production/odd.yaml"), odd);
    assert_eq!(repo.read(FILE), repo.read("envs/staging/application.yaml"));
    assert_eq!(repo.git_line("rev-parse HEAD:envs/production"), repo.git_line("rev-parse HEAD:envs/staging"));
}

#[test]
fn promoting_all_but_kept_keys_edits_the_text_of_the_target() {
    let repo = Repo::open_pipeline();
    let before = repo.read(FILE);
    repo.executed("");
    let expected = before.replace("30", "60").replace("retries: 3\n", "retries: 3\n  cache: true\n");
    assert_eq!(repo.read(FILE), expected.replace("info", "debug"), "own keys and what is only here stay");
    let pruned = repo.ok("create staging production --prune -q --execute");
    assert_eq!(repo.read(FILE), expected.replace("info", "debug").replace("  # only here\n  region: eu-west-1\n", ""));
    repo.ok(&format!("rollback {pruned} --reason no"));
    assert_eq!(repo.read(FILE), expected.replace("info", "debug"));
}

#[test]
fn promotes_a_file_new_to_the_target() {
    let repo = Repo::open_pipeline();
    let text = "# A new one\napp:\n  replicas: 1   # own\n  port: 80\n\n# the end\n";
    repo.write("envs/staging/new.yaml", text).commit("New");
    let part = repo.executed("--key new.yaml:app.port");
    assert_eq!(repo.read("envs/production/new.yaml"), "# A new one\napp:\n  port: 80\n\n# the end\n");
    repo.ok(&format!("rollback {part} --reason no"));
    assert!(!repo.root().join("envs/production/new.yaml").exists());
    let all = repo.executed("--key new.yaml:*");
    assert_eq!(repo.read("envs/production/new.yaml"), text, "own keys take the source's value");
    edit(&repo, "envs/production/new.yaml", "replicas: 1 ", "replicas: 9 ");
    assert!(repo.fails(4, &format!("rollback {all} --reason no")).contains("app.replicas was 1 and is 9"));
    repo.ok(&format!("rollback {all} --key app.port --reason no"));
    assert_eq!(
        repo.read("envs/production/new.yaml"),
        text.replace("  port: 80\n", "").replace("replicas: 1 ", "replicas: 9 ")
    );
    assert_eq!(repo.git_line("status --porcelain"), "");
}

#[test]
fn prunes_a_file_that_is_gone_from_the_source() {
    let repo = Repo::open_pipeline();
    repo.write("envs/production/old.yaml", "a: 1\nb: 2\n").commit("Only in production");
    repo.executed("");
    assert_eq!(repo.read("envs/production/old.yaml"), "a: 1\nb: 2\n");
    let id = repo.executed("--key old.yaml:* --prune");
    assert!(!repo.root().join("envs/production/old.yaml").exists());
    repo.ok(&format!("rollback {id} --key old.yaml:b --reason no"));
    assert_eq!(repo.read("envs/production/old.yaml"), "b: 2\n");
    repo.ok(&format!("rollback {id} --reason no"));
    assert_eq!(repo.read("envs/production/old.yaml"), "a: 1\nb: 2\n");
}

#[test]
fn a_plan_is_stale_only_if_its_own_keys_changed() {
    let repo = Repo::open_pipeline();
    let id = repo.validated("--key query.timeout");
    edit(&repo, FILE, "info", "warn");
    edit(&repo, "envs/staging/application.yaml", "60", "75");
    repo.ok(&format!("validate {id}"));
    edit(&repo, FILE, "30", "31");
    repo.fails(4, &format!("execute {id}"));
    repo.fails(1, &format!("validate {id}"));
    edit(&repo, FILE, "31", "30");
    assert!(repo.fails(3, &format!("execute {id}")).contains("the last validation found 1 error"));
    repo.ok(&format!("validate {id}"));
    repo.ok(&format!("execute {id}"));
    assert!(repo.read(FILE).contains("timeout: 60   # seconds"), "as planned, not as staging is now");
}

#[test]
fn a_plan_keeps_the_source_files_it_needs() {
    for changed in [false, true] {
        let repo = Repo::open_pipeline();
        let id = repo.validated("--key query.timeout");
        // Rewrite history, and delete all objects that no branch reaches.
        if changed {
            edit(&repo, "envs/staging/application.yaml", "60", "75");
        }
        repo.git_line("checkout -q --orphan fresh");
        repo.git_line("commit -q -m Rewritten");
        repo.git_line("branch -q -M fresh main");
        repo.git_line("reflog expire --expire=now --all");
        repo.git_line("gc -q --prune=now");
        if changed {
            // Nothing shows any more that staging ever held the planned value.
            assert!(repo.fails(3, &format!("execute {id}")).contains("which is not in this repository"));
            continue;
        }
        repo.ok(&format!("execute {id}"));
        assert!(repo.read(FILE).contains("timeout: 60"));
    }
}
