//! What a killed command left behind is completed by the same command; what was done stays done.

use crate::support::Repo;

#[test]
fn executing_again_after_a_part_was_rolled_back_touches_nothing() {
    let repo = Repo::open_pipeline();
    for (env, value) in [("staging", 2), ("production", 1)] {
        repo.write(&format!("envs/{env}/a.yaml"), format!("v: {value}\n"));
        repo.write(&format!("envs/{env}/b.yaml"), format!("v: {value}\n"));
    }
    repo.commit("Two more files");
    let id = repo.executed("--key v");
    repo.ok(&format!("rollback {id} --key 'a.yaml:*' --reason no"));
    repo.ok(&format!("execute {id}"));
    assert_eq!(repo.git_line("status --porcelain"), "");
    assert_eq!(
        (repo.read("envs/production/a.yaml"), repo.read("envs/production/b.yaml")),
        ("v: 1\n".into(), "v: 2\n".into())
    );
}
