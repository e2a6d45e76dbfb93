//! Authors of promoted changes may not approve them, unless the policy allows it.

use insta::assert_snapshot;

use crate::support::{POLICY, Repo};

/// Bob has since changed staging's timeout, and Cem another key in the same file.
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
fn authors_may_not_approve_their_own_changes() {
    let repo = written_by_bob("{ required: 1 }");
    repo.validated("--key query.timeout");
    assert_snapshot!(repo.as_user("bob").promote_line("approve @"), @"
    $ promote approve @
    --- stderr
    error: Bob <bob@acme.com> wrote a change in promotion 1, and production does not let authors approve their own changes (authors)
    hint: ask someone other than ann@acme.com or bob@acme.com to run: promote approve 1
    --- exit 3
    ");
    // Cem changed another key, which is not promoted.
    assert_snapshot!(repo.as_user("cem").promote_line("approve @"), @"
    $ promote approve @
    envs/{env}/application.yaml
      ~ query.timeout  30 -> 61

    Approved promotion 1: 1 of 1 approval, ready to execute
    --- stderr
    hint: promote execute 1
    ");
}

#[test]
fn authors_true_lets_authors_approve() {
    let repo = written_by_bob("{ required: 1, authors: true }");
    repo.validated("--key query.timeout");
    repo.as_user("ann").fails(3, "approve @");
    repo.as_user("bob").ok("approve @");
    repo.ok("execute @");
}

#[test]
fn self_true_lets_a_creator_approve_their_own_changes() {
    let repo = written_by_bob("{ required: 1, self: true }");
    repo.as_user("bob").validated("--key query.timeout");
    repo.ok("approve @");
}

#[test]
fn counts_exactly_the_authors_of_the_promoted_keys() {
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
    // Changes on a side branch, a merge, and a co-author trailer.
    repo.git_line("checkout -q -b side HEAD~2");
    let text = repo.read("envs/staging/application.yaml");
    repo.as_user("dora").write("envs/staging/application.yaml", text.replace("log: debug", "log: warn"));
    repo.commit("Log\n\nCo-authored-by: Eve <eve@acme.com>");
    repo.git_line("checkout -q main");
    repo.as_user("ann").git_line("merge -q --no-edit side");
    assert_eq!(authors(&repo, "--key server.log"), "Dora Eve");
    assert_eq!(authors(&repo, "--key query.timeout"), "Bob");
    // A removed key has an author, too: the person who removed it.
    let text = repo.read("envs/staging/application.yaml");
    repo.as_user("fay").write("envs/staging/application.yaml", text.replace("  log: warn\n", "")).commit("No log");
    assert_eq!(authors(&repo, "--key server.log --prune"), "Fay");
    repo.git_line("rm -q envs/staging/application.yaml");
    repo.as_user("gil").commit("Nothing");
    assert_eq!(authors(&repo, "--key query.timeout --prune"), "Gil");
}

#[test]
fn keeps_the_authors_of_promoted_changes() {
    let repo = Repo::pipeline();
    repo.policy(&POLICY.replace("{ required: 2 }", "{ required: 1 }")).commit("Rules");
    let dev = repo.read("envs/dev/application.yaml");
    repo.as_user("bob").write("envs/dev/application.yaml", dev.replace("90", "91")).commit("Timeout");
    repo.as_user("ann").ok("create dev staging --key query.timeout");
    repo.ok("validate @");
    repo.as_user("cem").ok("execute @");
    repo.as_user("ann").validated("--key query.timeout");
    // Bob wrote it; Cem's command only carried it to staging.
    assert!(repo.as_user("bob").fails(3, "approve @").contains("wrote a change in promotion"));
    repo.as_user("cem").ok("approve @");
}

/// Attack: copying the trailers of a promotion into one's own commit does not hide its author.
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

/// Attack: an author removes themselves from the event in the ledger by hand, and then approves.
#[test]
fn attack_an_author_left_out_of_the_event() {
    let repo = written_by_bob("{ required: 1 }");
    let id = repo.ok("create staging production --key query.timeout -q");
    let (id, line) = (id.trim(), repo.git(&["show", &format!("promotions:open/{}/events.jsonl", id.trim())]));
    let forged = line.replace(",\"authors\":[{\"name\":\"Bob\",\"email\":\"bob@acme.com\"}]", "");
    assert_ne!(line, forged);
    repo.write("forged", forged.trim_end().to_owned() + "\n");
    let blob = repo.git(&["hash-object", "-w", "forged"]);
    std::fs::remove_file(repo.root().join("forged")).unwrap();
    let mut tree = repo.command("git");
    tree.args(["update-index", "--cacheinfo", &format!("100644,{},open/{id}/events.jsonl", blob.trim())]);
    let index = repo.beside("index");
    let run = |mut command: std::process::Command| {
        let run = crate::support::run(command.env("GIT_INDEX_FILE", &index), b"");
        assert_eq!(run.code, 0, "{}", run.stderr);
        run.stdout.trim().to_owned()
    };
    let git = |args: &[&str]| {
        let mut command = repo.command("git");
        command.args(args);
        command
    };
    run(git(&["read-tree", "promotions"]));
    run(tree);
    let tree = run(git(&["write-tree"]));
    let message = repo.git(&["log", "-1", "--format=%B", "promotions"]);
    let parent = repo.git(&["rev-parse", "promotions~1"]);
    let commit = run(git(&["commit-tree", &tree, "-p", parent.trim(), "-m", message.trim()]));
    repo.git(&["update-ref", "refs/heads/promotions", &commit]);
    repo.ok("validate @");
    // Whoever decides computes the authors again.
    assert!(repo.as_user("bob").fails(3, "approve @").contains("wrote a change"));
}
