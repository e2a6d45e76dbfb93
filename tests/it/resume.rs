//! The same command, run again, completes what a killed command left behind, and repeats nothing.

use crate::support::Repo;

const FILE: &str = "envs/production/application.yaml";

fn assert_clean(repo: &Repo) {
    assert_eq!(repo.git_line("status --porcelain"), "");
    repo.fsck();
}

#[test]
fn executing_again_keeps_a_partial_rollback() {
    let repo = Repo::open_pipeline();
    for (env, value) in [("staging", 2), ("production", 1)] {
        repo.write(&format!("envs/{env}/a.yaml"), format!("v: {value}\n"));
        repo.write(&format!("envs/{env}/b.yaml"), format!("v: {value}\n"));
    }
    repo.commit("Two more files");
    let id = repo.executed("--key v");
    repo.ok(&format!("rollback {id} --key 'a.yaml:*' --reason no"));
    repo.ok(&format!("execute {id}"));
    assert_clean(&repo);
    let read = |name: &str| repo.read(&format!("envs/production/{name}"));
    assert_eq!((read("a.yaml").as_str(), read("b.yaml").as_str()), ("v: 1\n", "v: 2\n"));
}

/// Resets index and files to the state before the last commit, as a kill at the right moment leaves them.
fn reset_checkout(repo: &Repo, index: bool, files: bool) {
    let new = repo.git_line("rev-parse main");
    repo.git_line("read-tree main~1");
    if files {
        repo.git_line("checkout-index -f -a");
    }
    if !index {
        repo.git(&["read-tree", &new]);
    }
}

#[test]
fn updates_files_that_a_killed_command_left_behind() {
    for (index, files) in [(true, true), (true, false)] {
        let repo = Repo::open_pipeline();
        let id = repo.executed("--key query.timeout");
        reset_checkout(&repo, index, files);
        assert_ne!(repo.git_line("status --porcelain"), "");
        let out = repo.ok(&format!("execute {id}"));
        assert!(out.contains("files updated in"), "{out}");
        assert!(repo.read(FILE).contains("60"));
        assert_clean(&repo);
        repo.ok(&format!("rollback {id} --reason no"));
        reset_checkout(&repo, index, files);
        repo.ok(&format!("rollback {id} --reason no"));
        assert!(repo.read(FILE).contains("30"));
        assert_clean(&repo);
    }
}

#[test]
fn the_next_promotion_updates_files_left_behind() {
    let repo = Repo::open_pipeline();
    repo.executed("--key query.timeout");
    reset_checkout(&repo, true, true);
    repo.executed("--key server.log");
    let text = repo.read(FILE);
    assert!(text.contains("60") && text.contains("debug"), "{text}");
    assert_clean(&repo);
}

#[test]
fn keeps_a_file_that_the_user_restored_and_edited() {
    let repo = Repo::open_pipeline();
    let before = repo.read(FILE);
    let id = repo.executed("--key query.timeout");
    repo.write(FILE, before.replace("retries: 3", "retries: 4"));
    let run = repo.run(&format!("execute {id}"));
    assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{}", run.stdout);
    assert_eq!(repo.read(FILE), before.replace("retries: 3", "retries: 4"));
}

#[test]
fn a_step_that_a_killed_command_recorded_is_done() {
    for line in ["cancel ID --reason no", "reject ID --reason no", "withdraw ID", "unschedule ID"] {
        let repo = Repo::open_pipeline();
        let id = repo.validated("--key query.timeout");
        repo.as_user("bob").ok(&format!("approve {id}"));
        repo.ok(&format!("schedule {id} --in 2h"));
        let line = line.replace("ID", &id);
        let first = repo.ok(&line);
        let before = repo.everything();
        let again = repo.run(&line);
        assert_eq!((again.code, again.stdout.trim_end()), (0, first.as_str()), "{}", again.stderr);
        assert!(
            again.stderr.ends_with("note: this step was recorded before; nothing was written\n"),
            "{}",
            again.stderr
        );
        repo.assert_unchanged(&before);
    }
}

#[test]
fn another_step_of_the_kind_is_not_a_repetition() {
    let repo = Repo::open_pipeline();
    let id = repo.validated("--key query.timeout");
    repo.as_user("bob").ok(&format!("cancel {id} --reason no"));
    repo.fails(3, &format!("cancel {id} --reason 'Another reason'"));
    repo.as_user("cem").fails(3, &format!("cancel {id} --reason no"));
    // After a refresh the plan is another one, and can be rejected with the same words.
    let id = repo.validated("--key query.timeout");
    repo.ok(&format!("reject {id} --reason no"));
    repo.ok(&format!("refresh {id}"));
    let commits = repo.git_line("rev-list --count promotions");
    repo.ok(&format!("reject {id} --reason no"));
    assert_ne!(repo.git_line("rev-list --count promotions"), commits);
}
