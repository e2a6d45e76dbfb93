//! `execute --branch=NAME`: names that git refuses, or that stand for something else.

use crate::support::Repo;

#[test]
fn refuses_what_git_would_not_accept_as_a_branch() {
    let repo = Repo::open_pipeline();
    let id = repo.validated("--key query.timeout");
    repo.git_line("branch topic/one");
    let before = repo.everything();
    for (name, why) in [
        ("HEAD", "the commit that is checked out"),
        ("@", "stand for commits"),
        ("x@{1}", "stand for commits"),
        ("-x", "begins with a dash"),
        ("--help", "begins with a dash"),
        ("refs/heads/main", "write the part after 'refs/heads/'"),
        ("refs/tags/t", "full name"),
        ("../x", "a part begins with a dot"),
        ("x/.y", "a part begins with a dot"),
        ("x.lock/y", "ends with '.lock'"),
        ("a..b", "two dots"),
        ("a.", "ends with a dot"),
        ("a//b", "an empty part"),
        ("/a", "an empty part"),
        ("a/", "an empty part"),
        ("a b", "a blank"),
        ("x\u{1b}[31m", "a control character"),
        ("x\u{202e}", "an invisible character"),
        ("x~1", "~ ^ : ? * ["),
        ("x\\y", "~ ^ : ? * ["),
        ("", "it is empty"),
        ("main/x", "beside branch 'main'"),
        ("promotions/x", "beside branch 'promotions'"),
        ("topic", "beside branch 'topic/one'"),
    ] {
        let refused = repo.run_words(&["execute", &id, &format!("--branch={name}")]);
        assert_eq!(refused.code, 2, "{name:?}: {}{}", refused.stdout, refused.stderr);
        assert!(refused.stderr.contains(why), "{name:?}: {}", refused.stderr);
        assert!(refused.stderr.contains("hint: use another branch name: promote execute 1"), "{name:?}");
    }
    repo.assert_unchanged(&before);
    // The branch of another environment, which does not exist yet.
    let policy = repo.read("promote.yaml").replace("  dev: {}\n", "  dev: { branch: env/dev }\n");
    assert!(policy.contains("env/dev"), "{policy}");
    repo.policy(&policy).commit("A branch for dev");
    let refused = repo.fails(2, &format!("execute {id} --branch=env/dev"));
    assert!(refused.contains("branch 'env/dev' is reserved: it is the branch of dev"), "{refused}");
    repo.ok(&format!("execute {id} --branch=topic/two"));
}
