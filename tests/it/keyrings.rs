//! Certificates and OpenPGP keys: what the local keyring says about them, and how `promote.yaml` names them.

use std::fs;

use serde_json::Value as Json;

use crate::support::{GnuPg, Repo, is_installed, run};

/// The certificate that the program of these tests exports, and its fingerprints.
const CERTIFICATE: &str = "a certificate";
const SHA1: &str = "0123456789ABCDEF0123456789ABCDEF01234567";
const SHA256: &str = "0DCDBD7BC0D7F67C0B7ED1DC4E6B3E4B1F9F5B6A0F4CC9BDE9D9CA9F0A7B1D5E";

/// A pipeline in which Bob signs with a certificate, named in `signers` as given, and has approved. The program
/// `gpgsm` is a script.
fn approved(line: &str) -> (Repo, String) {
    let repo = Repo::signed_pipeline(1, &[("cem", "")]);
    rules(&repo, line, "");
    let program = repo.beside("gpgsm");
    let script = format!(
        "#!/bin/sh\nhere=$(dirname \"$0\")\ncase \"$*\" in\n\
         *--export*) printf '{CERTIFICATE}';;\n\
         *--pinentry-mode=error*--verify*) cat \"$here/status\"; exit $(cat \"$here/exit\");;\n\
         *--verify*) exit 9;;\n\
         *) cat >/dev/null; printf -- '-----BEGIN SIGNED MESSAGE-----\\nx\\n-----END SIGNED MESSAGE-----\\n'\n\
         echo '[GNUPG:] SIG_CREATED D' >&2;;\nesac\n"
    );
    fs::write(&program, script).unwrap();
    run(repo.command("chmod").arg("+x").arg(&program), b"");
    repo.git_config("gpg.x509.program", program.to_str().unwrap()).git_config("gpg.format", "x509");
    says(&repo, "GOODSIG", "0", "TRUST_FULLY 0 shell", 0);
    let id = repo.as_user("ann").validated("--key query.timeout");
    repo.as_user("bob").ok("approve @");
    (repo, id)
}

/// Bob's line in `signers`, with more fields behind.
fn rules(repo: &Repo, line: &str, more: &str) {
    let old = repo.read("promote.yaml");
    let kept: Vec<&str> =
        old.lines().filter(|line| !line.contains("bob@acme.com x509") && !line.starts_with("revoked")).collect();
    let signer = format!("signers: |\n  bob@acme.com x509 {line}");
    repo.policy(&format!("{}\n{more}", kept.join("\n").replace("signers: |", &signer)));
    repo.as_user("dev").commit("Keys");
}

/// Sets what the program prints about Bob's signature, and its exit status.
fn says(repo: &Repo, verdict: &str, expires: &str, trust: &str, exit: i32) {
    let status = format!(
        "[GNUPG:] NEWSIG\n[GNUPG:] {verdict} {SHA1} /CN=Bob\n\
         [GNUPG:] VALIDSIG {SHA1} 2026-03-02 20260302T090000 {expires} 0 0 1 8 00\n[GNUPG:] {trust}\n"
    );
    fs::write(repo.beside("status"), status).unwrap();
    fs::write(repo.beside("exit"), exit.to_string()).unwrap();
}

/// Why Bob's approval does not count; `None` if it does.
fn why(repo: &Repo, id: &str) -> Option<String> {
    let json: Json = serde_json::from_str(&repo.ok(&format!("show {id} -o json"))).unwrap();
    let given = json["approvals"]["given"].as_array().unwrap();
    assert_eq!(given.len(), 1);
    assert_eq!(given[0]["counts"] == true, given[0]["why"].is_null());
    given[0]["why"].as_str().map(str::to_owned)
}

#[test]
fn a_certificate_counts_if_the_program_trusts_it() {
    let (repo, id) = approved(SHA1);
    assert_eq!(why(&repo, &id), None);
    for (verdict, trust, exit, wanted) in [
        ("GOODSIG", "TRUST_NEVER 94", 2, "revoked-key"),
        ("EXPKEYSIG", "TRUST_NEVER 94", 2, "revoked-key"),
        ("GOODSIG", "TRUST_UNDEFINED 98", 2, "untrusted-key"),
        ("GOODSIG", "TRUST_NEVER", 0, "untrusted-key"),
        ("GOODSIG", "TRUST_FULLY 0 shell", 2, "untrusted-key"),
        ("GOODSIG", "TRUST_NEVER 95", 2, "unchecked-signature"),
        ("GOODSIG", "TRUST_NEVER 96", 2, "unchecked-signature"),
    ] {
        says(&repo, verdict, "0", trust, exit);
        assert_eq!(why(&repo, &id).as_deref(), Some(wanted), "{verdict} {trust} {exit}");
        repo.as_user("ann").fails(3, &format!("execute {id}"));
    }
    says(&repo, "GOODSIG", "0", "TRUST_NEVER 94", 2);
    let said = repo.fails(3, &format!("execute {id}"));
    assert!(said.contains(&format!("signed with certificate {SHA1}, which its authority has revoked")), "{said}");
    says(&repo, "GOODSIG", "20270101T000000", "TRUST_FULLY 0 shell", 0);
    repo.ok(&format!("execute {id}"));
}

/// An expired certificate proves what it signed in time, and nothing else, by the ledger's time.
#[test]
fn a_certificate_that_expired_since_proves_what_it_signed_in_time() {
    let (repo, id) = approved(SHA1);
    says(&repo, "EXPKEYSIG", "20260301T000000", "TRUST_FULLY 0 shell", 0);
    assert_eq!(why(&repo, &id).as_deref(), Some("expired-key"));
    says(&repo, "EXPKEYSIG", "20260401T000000", "TRUST_FULLY 0 shell", 0);
    assert_eq!(why(&repo, &id), None);
    repo.as_user("ann").ok(&format!("execute {id}"));
    repo.pass(60 * 86_400);
    assert_eq!(why(&repo, &id), None);
    assert_eq!(repo.run("verify").code, 0);
    // Another approval, after the expiry, is too late.
    let late = repo.as_user("ann").validated("--key server.log");
    repo.as_user("bob").fails(3, &format!("approve {late}"));
}

#[test]
fn a_certificate_may_be_named_by_its_sha_256_fingerprint() {
    let sha256 = sha256(CERTIFICATE);
    let (repo, id) = approved(&sha256);
    assert_eq!(why(&repo, &id), None);
    let colons: Vec<String> =
        sha256.as_bytes().chunks(2).map(|two| String::from_utf8_lossy(two).into_owned()).collect();
    let spellings = [
        sha256.clone(),
        sha256.to_lowercase(),
        colons.join(":"),
        colons.join(" "),
        format!("SHA256 Fingerprint={}", colons.join(":")),
        format!("x509 {sha256}"),
        SHA1.to_owned(),
    ];
    for line in [SHA1, &sha256] {
        for spelling in &spellings {
            rules(&repo, line, &format!("revoked: ['{spelling}']\n"));
            assert_eq!(why(&repo, &id).as_deref(), Some("revoked-key"), "{spelling}");
            if line == SHA1 {
                let said = repo.run("status");
                assert!(!said.stderr.contains("'revoked'"), "{}", said.stderr);
            }
        }
    }
    rules(&repo, SHA1, "");
    assert_eq!(why(&repo, &id), None);
}

fn sha256(text: &str) -> String {
    use sha2::{Digest as _, Sha256};
    Sha256::digest(text).iter().map(|byte| format!("{byte:02X}")).collect()
}

#[test]
fn an_entry_of_revoked_that_matches_no_line_is_told() {
    let (repo, _) = approved(SHA1);
    let typo = SHA256.replace('0', "1");
    rules(
        &repo,
        SHA1,
        &format!("revoked: ['{typo}', 'SHA256:orabWxj33VOfow7kU8oiyPJ6WS+ScXDceOVATJ1HNMI', '{SHA1}']\n"),
    );
    let note = format!(
        "note: no line of 'signers' in promote.yaml matches 2 entries of 'revoked': {typo}, \
         SHA256:orabWxj33VOfow7kU8oiyPJ6WS+ScXDceOVATJ1HNMI; check the spelling, and keep the line of a revoked key\n"
    );
    for command in ["status", "verify"] {
        let run = repo.run(command);
        assert_eq!((run.code, run.stderr.as_str()), (0, note.as_str()), "{command}");
    }
    rules(&repo, SHA1, "revoked: ['MD5:01:23:45:67:89:ab:cd:ef:01:23:45:67:89:ab:cd:ef']\n");
    let said = repo.fails(2, "status");
    assert!(said.contains("an MD5 fingerprint is not unique"), "{said}");
}

/// A signing subkey is revoked by its own fingerprint, and a line may trust a subkey alone.
#[test]
fn a_subkey_is_revoked_by_its_fingerprint() {
    if !is_installed("gpg") {
        return;
    }
    let repo = Repo::signed_pipeline(1, &[("cem", "")]);
    let home = GnuPg::new();
    let primary = home.new_key(&repo, "Bob <bob@acme.com>", "0");
    let quick =
        ["--passphrase", "", "--pinentry-mode", "loopback", "--quick-add-key", &primary, "ed25519", "sign", "0"];
    home.gpg(&repo, &quick, "");
    let listing = home.gpg(&repo, &["--with-colons", "--list-keys", &primary], "");
    let subkey = listing.lines().filter_map(|line| line.strip_prefix("fpr:::::::::")).nth(1).unwrap();
    let subkey = subkey.trim_end_matches(':').to_owned();
    let policy = repo.read("promote.yaml");
    let with = |line: &str, more: &str| {
        let lines = format!("signers: |\n  bob@acme.com openpgp {line}\n");
        repo.policy(&format!("{}{more}", policy.replace("signers: |\n", &lines)));
        repo.as_user("dev").commit("Keys");
    };
    with(&primary, "");
    let id = repo.as_user("ann").validated("--key query.timeout");
    let approved = home.promote(&repo, "bob", "approve @");
    assert!(approved.contains("1 of 1 approval"), "{approved}");
    with(&subkey, "");
    assert!(home.promote(&repo, "ann", "show @").contains("1 of 1: Bob (signed)"));
    let groups: Vec<String> =
        subkey.as_bytes().chunks(4).map(|four| String::from_utf8_lossy(four).into_owned()).collect();
    for spelling in [subkey.clone(), subkey.to_lowercase(), groups.join(" "), format!("0x{subkey}"), primary.clone()] {
        with(&primary, &format!("revoked: ['{spelling}']\n"));
        let shown = home.promote(&repo, "ann", &format!("show {id}"));
        assert!(shown.contains("which is revoked"), "{spelling}: {shown}");
        let status = home.promote(&repo, "ann", "status");
        assert!(!status.contains("'revoked'"), "{spelling}: {status}");
    }
}
