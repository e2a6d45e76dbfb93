//! Who wrote what is promoted may not approve it, unless the rules say so.

use insta::assert_snapshot;

use crate::support::{POLICY, Repo};

/// Bob has written staging's timeout since, Cem something else in the same file.
fn written_by_bob(approvals: &str) -> Repo {
    let repo = Repo::pipeline();
    repo.policy(&POLICY.replace("{ required: 2 }", approvals)).commit("Rules");
    let staging = repo.read("envs/staging/application.yaml");
    repo.as_user("bob").write("envs/staging/application.yaml", staging.replace("60", "61")).commit("Timeout");
    repo.as_user("cem")
        .write("envs/staging/application.yaml", staging.replace("60", "61").replace("retries: 3", "retries: 4"));
    repo.commit("Retries");
    repo.as_user("ann");
    repo
}

#[test]
fn whoever_wrote_it_is_no_approver() {
    let repo = written_by_bob("{ required: 1 }");
    repo.validated("--key query.timeout");
    assert_snapshot!(repo.as_user("bob").promote_line("approve @"), @"
    $ promote approve @
    --- stderr
    error: Bob <bob@acme.com> wrote what promotion <P1> promotes, and production does not let authors approve their own
    hint: somebody else must run: promote approve <P1>
    --- exit 3
    ");
    // Another key of the same file is another matter.
    assert_snapshot!(repo.as_user("cem").promote_line("approve @"), @"
    $ promote approve @
    Approved promotion <P1>: 1 of 1 approval, ready to execute
    --- stderr
    hint: promote execute <P1>
    ");
}

#[test]
fn authors_where_the_rules_let_them() {
    let repo = written_by_bob("{ required: 1, authors: true }");
    repo.validated("--key query.timeout");
    repo.as_user("ann").fails(3, "approve @");
    repo.as_user("bob").ok("approve @");
    repo.ok("execute @");
}

#[test]
fn who_may_approve_what_they_created_may_where_they_wrote_it() {
    let repo = written_by_bob("{ required: 1, self: true }");
    repo.as_user("bob").validated("--key query.timeout");
    repo.ok("approve @");
}

#[test]
fn all_who_wrote_any_of_it_and_nobody_else() {
    let repo = written_by_bob("{ required: 1 }");
    let authors = |repo: &Repo, selectors: &str| {
        let json: serde_json::Value =
            serde_json::from_str(&repo.ok(&format!("create staging production {selectors} --dry-run -o json")))
                .unwrap();
        let authors = json["events"][0]["authors"].as_array().cloned().unwrap_or_default();
        authors.iter().map(|a| a["name"].as_str().unwrap().to_owned()).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(authors(&repo, "--key query.timeout"), "Bob");
    assert_eq!(authors(&repo, "--key query.retries"), "Cem");
    assert_eq!(authors(&repo, "--key 'query.*'"), "Ann Bob Cem");
    // On a side branch, in a merge, and with somebody named beside.
    repo.git_line("checkout -q -b side HEAD~2");
    let text = repo.read("envs/staging/application.yaml");
    repo.as_user("dora").write("envs/staging/application.yaml", text.replace("log: debug", "log: warn"));
    repo.commit("Log\n\nCo-authored-by: Eve <eve@acme.com>");
    repo.git_line("checkout -q main");
    repo.as_user("ann").git_line("merge -q --no-edit side");
    assert_eq!(authors(&repo, "--key server.log"), "Dora Eve");
    assert_eq!(authors(&repo, "--key query.timeout"), "Bob");
    // What is taken away was taken away by somebody.
    let text = repo.read("envs/staging/application.yaml");
    repo.as_user("fay").write("envs/staging/application.yaml", text.replace("  log: warn\n", "")).commit("No log");
    assert_eq!(authors(&repo, "--key server.log --prune"), "Fay");
    repo.git_line("rm -q envs/staging/application.yaml");
    repo.as_user("gil").commit("Nothing");
    assert_eq!(authors(&repo, "--key query.timeout --prune"), "Gil");
}

#[test]
fn what_came_with_a_promotion_is_its_authors() {
    let repo = Repo::pipeline();
    repo.policy(&POLICY.replace("{ required: 2 }", "{ required: 1 }")).commit("Rules");
    let dev = repo.read("envs/dev/application.yaml");
    repo.as_user("bob").write("envs/dev/application.yaml", dev.replace("90", "91")).commit("Timeout");
    repo.as_user("ann").ok("create dev staging --key query.timeout");
    repo.ok("validate @");
    repo.as_user("cem").ok("execute @");
    repo.as_user("ann").validated("--key query.timeout");
    // Bob wrote it; Cem's command only carried it to staging.
    assert!(repo.as_user("bob").fails(3, "approve @").contains("wrote what promotion"));
    repo.as_user("cem").ok("approve @");
}

/// An attack: a trailer typed by hand makes nobody else's commit of one's own.
#[test]
fn attack_a_typed_promotion_id_hides_no_author() {
    let repo = Repo::pipeline();
    repo.policy(&POLICY.replace("{ required: 2 }", "{ required: 1 }")).commit("Rules");
    repo.ok("create dev staging --key query.timeout");
    repo.ok("validate @");
    repo.ok("execute @");
    let message = repo.git_text("log -1 --format=%B");
    let staging = repo.read("envs/staging/application.yaml");
    repo.as_user("bob").write("envs/staging/application.yaml", staging.replace("90", "99")).commit(&message);
    repo.as_user("ann").validated("--key query.timeout");
    repo.as_user("bob").fails(3, "approve @");
}
