//! Signed approvals and commits: configuration, output, and verification with git's own tools.

use std::fs;

use insta::assert_snapshot;
use serde_json::Value as Json;

use crate::support::{GnuPg, Repo, is_installed, run};

/// The transcript of a line, with the fingerprint of a key replaced.
fn said(repo: &Repo, line: &str, key: &str) -> String {
    repo.promote_line(line).replace(&repo.fingerprint(key), "SHA256:<key>")
}

fn signed_and_reasons(repo: &Repo, id: &str) -> Vec<(bool, Option<String>)> {
    let json: Json = serde_json::from_str(&repo.ok(&format!("show {id} -o json"))).unwrap();
    let given = json["approvals"]["given"].as_array().unwrap().iter();
    given.map(|a| (a["signed"] == true, a["why"].as_str().map(str::to_owned))).collect()
}

#[test]
fn signs_an_approval_if_the_policy_requires_it() {
    let repo = Repo::signed_pipeline(1, &[("bob", ""), ("cem", "")]);
    let id = repo.validated("--key query.timeout");
    assert_snapshot!(repo.promote_line("show @"), @"
    $ promote show @
    promotion  1  <P1>
    status     VALIDATED
    promotes   staging -> production
    type       PATTERN
    created    2026-03-02 09:00:08 UTC by Ann <ann@acme.com>
    source     <c1>
    plan       sha256:<digest>
    approvals  0 of 1
    missing    1 from anyone with a key in promote.yaml but Ann (created the promotion)

    envs/{env}/application.yaml
      ~ query.timeout  30 -> 60

    2026-03-02 09:00:08 UTC  created    Ann
    2026-03-02 09:00:08 UTC  validated  Ann  ok

    blocked: needs 1 approval (0 so far)
             rule: environments.production.approvals in promote.yaml
             ask someone other than ann@acme.com to run: promote approve 1
    ");
    repo.signing("bob");
    let before = repo.everything();
    assert_snapshot!(repo.promote_line("approve @ --dry-run"), @"
    $ promote approve @ --dry-run
    envs/{env}/application.yaml
      ~ query.timeout  30 -> 60

    Would approve promotion 1: 1 of 1 approval, ready to execute
    ");
    repo.assert_unchanged(&before);
    assert_snapshot!(repo.promote_line("approve @"), @"
    $ promote approve @
    envs/{env}/application.yaml
      ~ query.timeout  30 -> 60

    Approved promotion 1: 1 of 1 approval, ready to execute
    --- stderr
    hint: promote execute 1
    ");
    assert_snapshot!(repo.promote_line("show @"), @"
    $ promote show @
    promotion  1  <P1>
    status     APPROVED
    promotes   staging -> production
    type       PATTERN
    created    2026-03-02 09:00:08 UTC by Ann <ann@acme.com>
    source     <c1>
    plan       sha256:<digest>
    approvals  1 of 1: Bob (signed)

    envs/{env}/application.yaml
      ~ query.timeout  30 -> 60

    2026-03-02 09:00:08 UTC  created    Ann
    2026-03-02 09:00:08 UTC  validated  Ann  ok
    2026-03-02 09:00:11 UTC  approved   Bob

    ready to execute: promote execute 1
    ");
    let json: Json = serde_json::from_str(&repo.ok("show @ -o json")).unwrap();
    let given = &json["approvals"]["given"][0];
    assert_eq!(
        (&given["signed"], &given["counts"], &given["why"]),
        (&Json::Bool(true), &Json::Bool(true), &Json::Null)
    );
    assert_eq!(given["key"], repo.fingerprint("bob"));
    // ssh-keygen verifies the signature in the ledger.
    let statement = repo.git_line(&format!("show promotions:open/{id}/approvals/3.json")) + "\n";
    fs::write(repo.beside("sig"), repo.git_line(&format!("show promotions:open/{id}/approvals/3.sig")) + "\n").unwrap();
    fs::write(repo.beside("signers"), format!("bob@acme.com {}\n", repo.new_key("bob"))).unwrap();
    let mut command = repo.command("ssh-keygen");
    command.args("-Y verify -n promote -I bob@acme.com -f ../signers -s ../sig".split(' '));
    let verified = run(&mut command, statement.as_bytes());
    assert!(verified.stdout.starts_with("Good \"promote\" signature for bob@acme.com"), "{}", verified.stderr);
    repo.as_user("ann").ok("execute @");
    // `list` does not verify the signatures of closed promotions; `show` does.
    let json: Json = serde_json::from_str(&repo.ok("list --all -o json")).unwrap();
    assert_eq!(json["promotions"][0]["approvals"]["given"][0]["signed"], true);
    assert_eq!(signed_and_reasons(&repo, &id), [(true, None)]);
    assert_eq!(repo.run("verify").code, 0);
}

#[test]
fn explains_how_to_configure_a_key() {
    let repo = Repo::signed_pipeline(1, &[("bob", "")]);
    repo.validated("--key query.timeout");
    let before = repo.everything();
    repo.git_config("gpg.format", "ssh");
    assert_snapshot!(repo.as_user("bob").promote_line("approve @"), @"
    $ promote approve @
    --- stderr
    error: a signature is required, but git's configuration names no signing key
    hint: git config --global gpg.format ssh
    hint: git config --global user.signingkey ~/.ssh/id_ed25519.pub
    --- exit 2
    ");
    assert_snapshot!(repo.as_user("cem").promote_line("approve @"), @"
    $ promote approve @
    --- stderr
    error: approvals for production must be signed, and Cem <cem@acme.com> has no key in 'signers' of promote.yaml
    hint: add cem@acme.com and their public key (such as ~/.ssh/id_ed25519.pub) to 'signers' in promote.yaml, and commit the file
    --- exit 3
    ");
    repo.git_config("gpg.format", "smoke");
    assert_snapshot!(repo.as_user("bob").promote_line("approve @"), @"
    $ promote approve @
    --- stderr
    error: gpg.format is 'smoke' in git's configuration; expected 'openpgp', 'x509' or 'ssh'
    hint: git config --global gpg.format ssh
    --- exit 2
    ");
    repo.signing("bob").git_config("user.signingkey", "/nowhere/key");
    assert_snapshot!(repo.promote_line("approve @"), @"
    $ promote approve @
    --- stderr
    error: 'ssh-keygen' did not sign with the key /nowhere/key: Couldn't load public key /nowhere/key: No such file or directory
    --- exit 5
    ");
    repo.signing("bob").git_config("gpg.ssh.program", "no-such-keygen");
    assert_snapshot!(repo.promote_line("approve @"), @"
    $ promote approve @
    --- stderr
    error: 'no-such-keygen' could not be run to make the signature
    caused by: the program 'no-such-keygen' is not installed or not on the PATH
    --- exit 2
    ");
    repo.assert_unchanged(&before);
}

#[test]
fn refuses_a_key_that_does_not_belong_to_the_approver() {
    let repo = Repo::signed_pipeline(1, &[("bob", ""), ("cem", "valid-before=\"20260301\"")]);
    repo.new_key("other");
    repo.validated("--key query.timeout");
    let before = repo.everything();
    repo.signing_with("bob", "other");
    assert_snapshot!(said(&repo, "approve @", "other"), @"
    $ promote approve @
    --- stderr
    error: the approval would not count: Bob <bob@acme.com> signed with key SHA256:<key>, which is not in 'signers' of promote.yaml
    hint: check which key signs: git config user.signingkey
    --- exit 3
    ");
    repo.signing_with("bob", "cem");
    assert_snapshot!(said(&repo, "approve @", "cem"), @"
    $ promote approve @
    --- stderr
    error: the approval would not count: Bob <bob@acme.com> signed with key SHA256:<key>, which belongs to cem@acme.com
    hint: check which key signs: git config user.signingkey
    --- exit 3
    ");
    repo.signing("cem");
    assert_snapshot!(said(&repo, "approve @", "cem"), @"
    $ promote approve @
    --- stderr
    error: the approval would not count: Cem <cem@acme.com> signed with key SHA256:<key>, which was valid until 2026-03-01 00:00:00 UTC
    hint: check which key signs: git config user.signingkey
    --- exit 3
    ");
    repo.assert_unchanged(&before);
}

#[test]
fn signs_an_approval_without_being_asked_if_a_key_is_configured() {
    let repo = Repo::pipeline();
    repo.new_key("bob");
    let id = repo.validated("--key query.timeout");
    repo.signing("bob").git_config("commit.gpgsign", "true");
    repo.ok("approve @");
    repo.no_git_config("commit.gpgsign");
    repo.as_user("cem").ok("approve @");
    // The policy does not say whose key it is: it counts as an approval, but not as a signed one.
    assert_eq!(signed_and_reasons(&repo, &id), [(false, None), (false, None)]);
    assert!(!repo.git_line(&format!("show promotions~1:open/{id}/approvals/3.sig")).is_empty());
    repo.as_user("ann").ok("execute @");
}

#[test]
fn commits_are_signed_as_git_signs_them() {
    let repo = Repo::signed_pipeline(1, &[("bob", ""), ("ann", "")]);
    let signers = ["ann", "bob"].map(|name| format!("{name}@acme.com {}\n", repo.new_key(name))).concat();
    fs::write(repo.beside("signers"), signers).unwrap();
    repo.git_config("commit.gpgsign", "true")
        .git_config("gpg.ssh.allowedSignersFile", repo.beside("signers").to_str().unwrap());
    let id = repo.signing("ann").validated("--key query.timeout");
    repo.signing("bob").ok("approve @");
    repo.signing("ann").ok("execute @");
    let promoted = repo.git_line("rev-parse main");
    repo.ok(&format!("rollback {id} --reason No"));
    repo.git_line("fsck --strict");
    for commit in [
        "main",
        &promoted,
        "promotions",
        "promotions~1",
        "promotions~2",
        "promotions~3",
        "promotions~4",
        "promotions~5",
    ] {
        let mut command = repo.command("git");
        let verified = run(command.args(["verify-commit", commit]), b"");
        assert_eq!(verified.code, 0, "{commit}: {}", verified.stderr);
        let who = repo.git_line(&format!("log -1 --format=%ae {commit}"));
        assert!(
            verified.stderr.contains(&format!("Good \"git\" signature for {who}")),
            "{commit}: {}",
            verified.stderr
        );
    }
    assert_eq!(repo.run("verify").code, 0);
    // A dry run signs nothing and needs no key.
    repo.git_config("gpg.ssh.program", "no-such-keygen");
    repo.ok("create dev staging --dry-run");
    assert_eq!(repo.run("create dev staging").code, 2);
}

#[test]
fn uses_keys_from_an_agent_and_from_a_command() {
    let repo = Repo::signed_pipeline(1, &[("bob", ""), ("cem", "")]);
    repo.signing("bob").no_git_config("user.signingkey");
    let script = repo.beside("which key");
    fs::write(&script, format!("#!/bin/sh\necho \"key::{}\"\n", repo.new_key("bob"))).unwrap();
    run(repo.command("chmod").arg("+x").arg(&script), b"");
    repo.git_config("gpg.ssh.defaultKeyCommand", &format!("'{}' now", script.display()));
    repo.as_user("ann").validated("--key query.timeout");
    // No agent holds the private key yet.
    let said = repo.as_user("bob").fails(5, "approve @");
    assert!(said.contains("did not sign with the key ssh-ed25519 AAAA"), "{said}");
    let agent = Agent::start(&repo);
    let mut add = repo.command("ssh-add");
    let added = run(add.arg("-q").arg(repo.beside("keys/bob")).env("SSH_AUTH_SOCK", &agent.socket), b"");
    assert_eq!(added.code, 0, "{}", added.stderr);
    let mut command = repo.promote_command(&["approve", "@"]);
    let approved = run(command.env("SSH_AUTH_SOCK", &agent.socket), b"");
    assert!(approved.stdout.contains("1 of 1 approval"), "{}", approved.stderr);
}

/// An ssh-agent that is killed on drop.
struct Agent {
    socket: std::path::PathBuf,
    child: std::process::Child,
}

impl Agent {
    fn start(repo: &Repo) -> Self {
        let socket = repo.beside("agent");
        let mut command = repo.command("ssh-agent");
        let child = command.arg("-D").arg("-a").arg(&socket).stdout(std::process::Stdio::null()).spawn().unwrap();
        while std::os::unix::net::UnixStream::connect(&socket).is_err() {
            std::thread::sleep(std::time::Duration::from_millis(10));
        }
        Self { socket, child }
    }
}

impl Drop for Agent {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn does_not_ask_for_a_passphrase() {
    let repo = Repo::signed_pipeline(1, &[("bob", "")]);
    let mut command = repo.command("ssh-keygen");
    command.args("-q -p -P".split(' ')).args(["", "-N", "secret", "-f"]).arg(repo.beside("keys/bob"));
    assert_eq!(run(&mut command, b"").code, 0);
    repo.validated("--key query.timeout");
    let begun = std::time::Instant::now();
    let said = repo.signing("bob").fails(5, "approve @");
    assert!(begun.elapsed().as_secs() < 20);
    assert!(
        said.contains("incorrect passphrase") && said.contains("hint: add the key to an agent (ssh-add)"),
        "{said}"
    );
    // A signing program that never answers is stopped.
    let script = repo.beside("slow");
    fs::write(&script, "#!/bin/sh\nsleep 60\n").unwrap();
    run(repo.command("chmod").arg("+x").arg(&script), b"");
    repo.git_config("gpg.ssh.program", script.to_str().unwrap()).git_config("promote.timeout", "1");
    let said = repo.fails(5, "approve @");
    assert!(said.contains("exceeded its time limit of 1 s and was stopped"), "{said}");
}

#[test]
fn verifies_openpgp_signatures() {
    if !is_installed("gpg") {
        return;
    }
    let repo = Repo::signed_pipeline(1, &[("cem", "")]);
    let home = GnuPg::new();
    let key = home.new_key(&repo, "Bob <bob@acme.com>", "0");
    repo.policy(
        &repo.read("promote.yaml").replace("signers: |\n", &format!("signers: |\n  bob@acme.com openpgp {key}\n")),
    );
    repo.commit("Bob has a key of GnuPG");
    let id = repo.validated("--key query.timeout");
    // Nothing is configured: git signs with gpg and the key of the committer.
    let approved = home.promote(&repo, "bob", "approve @");
    assert!(approved.contains("1 of 1 approval"), "{approved}");
    let shown = home.promote(&repo, "ann", "show @");
    assert!(shown.contains("1 of 1: Bob (signed)"), "{shown}");
    // Without the public key, the signature cannot be checked.
    assert_eq!(signed_and_reasons(&repo, &id), [(false, Some("unchecked-signature".to_owned()))]);
    let refused = repo.as_user("ann").fails(3, "execute @");
    assert!(refused.contains("is not in the local keyring"), "{refused}");
    let executed = home.promote(&repo, "ann", "execute @");
    assert!(executed.contains("Executed"), "{executed}");
    // A key that is revoked in the keyring does not count, whoever trusts it.
    home.revoke(&repo, &key);
    let shown = home.promote(&repo, "ann", &format!("show {id}"));
    assert!(shown.contains("which is revoked in the local keyring"), "{shown}");
}
