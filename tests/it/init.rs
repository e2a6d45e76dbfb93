//! `promote init`: what is found, what is written, what is refused.

use insta::assert_snapshot;

use crate::support::{Repo, run};

/// A repository with these files in one commit.
fn with(files: &[&str]) -> Repo {
    let repo = Repo::new();
    for file in files {
        repo.write(file, "a: 1\n");
    }
    repo.commit("x");
    repo
}

#[test]
fn the_file_is_written_once_and_rules_once_committed() {
    let repo = with(&["envs/dev/a.yaml", "envs/prod-eu/a.yaml", "envs/prod-us/a.yaml", "envs/tools/x.yaml"]);
    assert_snapshot!(repo.promote_line("init --dry-run"), @"");
    assert!(!repo.root().join("promote.yaml").exists());
    assert_snapshot!(repo.promote_line("-C envs/dev init"), @"");
    assert_snapshot!(repo.read("promote.yaml"), @"");
    let before = repo.everything();
    assert_snapshot!(repo.promote_line("init"), @"");
    assert_snapshot!(repo.promote_line("init -q"), @"");
    assert_snapshot!(repo.promote_line("status"), @"");
    assert_eq!(repo.everything(), before);
    repo.commit("A pipeline");
    assert_snapshot!(repo.promote_line("status"), @"");
    assert_snapshot!(repo.promote_line("init"), @"");
}

#[test]
fn committed_at_once_and_alone() {
    let repo = with(&["values-dev.yaml", "values-staging.yaml", "values-prod.yaml"]);
    repo.write("values-dev.yaml", "a: 2\n").write("other.txt", "x");
    repo.git(&["add", "other.txt"]);
    assert_snapshot!(repo.promote_line("init --commit --dry-run -q"), @"");
    assert_snapshot!(repo.promote_line("init --commit"), @"");
    assert_eq!(repo.git_line("show --name-only --format= HEAD"), "promote.yaml");
    assert_snapshot!(repo.git_line("status --porcelain"), @"");
    assert_snapshot!(repo.promote_line("diff dev staging"), @"");
    assert_snapshot!(repo.promote_line("init --commit"), @"");
}

#[test]
fn branches_of_a_clone_are_seen_at_its_remote() {
    let upstream = with(&["app.yaml"]);
    upstream.git(&["branch", "env/staging"]);
    upstream.git(&["branch", "env/production"]);
    let clone = upstream.beside("clone");
    upstream.git(&["clone", "-q", ".", "../clone"]);
    assert_snapshot!(upstream.promote(&["-C", &clone.display().to_string(), "init"]), @"");
    let policy = std::fs::read(clone.join("promote.yaml")).unwrap();
    let policy = promote::policy::read(&policy).unwrap();
    assert_eq!(policy.environments[1].branch.as_deref(), Some("env/production"));
}

#[test]
fn what_cannot_be_done_is_said() {
    let repo = with(&["charts/values-production.yaml", "src/main.rs"]);
    assert_snapshot!(repo.promote_line("init"), @"");
    assert!(!repo.root().join("promote.yaml").exists());
    let empty = Repo::new();
    assert_snapshot!(empty.promote_line("init"), @"");
    let bare = with(&["envs/dev/a.yaml", "envs/prod/a.yaml"]);
    bare.git(&["clone", "-q", "--bare", ".", "../bare"]);
    let at = bare.beside("bare").display().to_string();
    assert_snapshot!(bare.promote(&["-C", &at, "init"]), @"");
    assert_snapshot!(bare.promote(&["-C", &at, "init", "--commit"]), @"");
    assert_eq!(run(bare.command("git").args(["-C", &at, "show", "HEAD:promote.yaml"]), b"").code, 0);
}
