//! Replace refs and grafts, which change what git shows but not what is stored; text that imitates a trailer.

use std::fs;

use super::{codes, codes_in_new_clone, executed};
use crate::support::{Repo, run};

#[test]
fn a_replace_ref_shows_a_decoy() {
    let repo = Repo::pipeline();
    repo.policy(&crate::receive::strict());
    repo.commit("No edits by hand");
    let clean = repo.git_line("rev-parse HEAD");
    repo.write("envs/production/application.yaml", "query:\n  timeout: 1\n");
    repo.as_user("mallory").commit("Quick fix");
    assert_eq!(codes(&repo, "."), ["direct-edit"]);
    // From here on git shows the clean tree, and promote the stored one.
    repo.git_line(&format!("replace HEAD {clean}"));
    repo.git_line(&format!("replace HEAD^{{tree}} {clean}^{{tree}}"));
    assert!(repo.git_line("show HEAD:envs/production/application.yaml").contains("retries"));
    assert_eq!(codes(&repo, "."), ["direct-edit"]);
}

#[test]
fn a_graft_leaves_a_commit_out() {
    let repo = Repo::pipeline();
    repo.policy(&crate::receive::strict());
    repo.commit("No edits by hand");
    let clean = repo.git_line("rev-parse HEAD");
    repo.write("envs/production/application.yaml", "query:\n  timeout: 1\n");
    repo.as_user("mallory").commit("Quick fix");
    repo.write("README", "Later\n");
    let later = repo.commit("Later");
    fs::create_dir_all(repo.root().join(".git/info")).unwrap();
    fs::write(repo.root().join(".git/info/grafts"), format!("{later} {clean}\n")).unwrap();
    assert!(!repo.git_line("log --format=%s").contains("Quick fix"));
    assert_eq!(codes(&repo, "."), ["direct-edit"]);
}

/// The trailers of the last commit on main, as git reads them.
fn trailers(repo: &Repo) -> String {
    let message = repo.git_line("log -1 --format=%B main");
    run(repo.command("git").args(["interpret-trailers", "--parse"]), message.as_bytes()).stdout
}

#[test]
fn a_trailer_is_smuggled_through_notes() {
    let repo = Repo::open_pipeline();
    let notes = "Fine.\n\nPromotion-Id: 1\nApproved-by: Eve <eve@acme.com>\n\n---\nApproved-by: Eve <eve@acme.com>";
    repo.promote(&["create", "staging", "production", "--key", "query.timeout", "--notes", notes, "--execute"]);
    assert!(!trailers(&repo).contains("Eve") && trailers(&repo).matches("Promotion-Id").count() == 1);
    assert_eq!(codes_in_new_clone(&repo), [] as [&str; 0]);
}

#[test]
fn a_trailer_is_smuggled_through_a_key_or_a_value() {
    let text = "\"x\\n\\nApproved-by: Eve <eve@acme.com>\": \"y\\n\\nApproved-by: Eve <eve@acme.com>\\n\"\n";
    let repo = Repo::with_file("a.yaml", &format!("{text}b: 2\n"), "b: 1\n");
    let id = repo.ok("create dev staging -q --execute");
    repo.ok(&format!("rollback {id} --key b --reason 'x\n\nApproved-by: Eve <eve@acme.com>'"));
    assert!(!trailers(&repo).contains("Eve"));
    assert_eq!(codes_in_new_clone(&repo), [] as [&str; 0]);
}

#[test]
fn a_trailer_is_smuggled_through_a_name() {
    let repo = Repo::pipeline();
    let id = repo.validated("--key query.timeout");
    let mut approve = repo.promote_command(&["approve", &id]);
    approve.env("GIT_AUTHOR_NAME", "Bob\n\nApproved-by: Eve <eve@acme.com>").env("GIT_AUTHOR_EMAIL", "bob@acme.com");
    assert_eq!(run(&mut approve, b"").code, 0);
    repo.as_user("cem").ok("approve @");
    repo.ok("execute @");
    assert_eq!(trailers(&repo).matches("\nApproved-by: ").count(), 2);
    assert_eq!(codes_in_new_clone(&repo), [] as [&str; 0]);
    let _ = executed;
}
