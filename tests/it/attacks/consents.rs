//! Forged consents to policy changes: `approve --policy` refuses what can be detected, and `verify` finds what was
//! written by hand.

use std::fs;

use insta::assert_snapshot;
use serde_json::Value as Json;

use super::forge::Ledger;
use super::{codes, codes_in_new_clone};
use crate::support::{POLICY, Repo};

const RULE: &str = "policy: { approvals: { required: 1, signed: true } }\n";

/// The policy requires one signed approval of its own changes, by Bob or Cem, whose keys have these options; on
/// `new-rules`, Ann changes it.
fn ruled(options: &str) -> Repo {
    let repo = Repo::pipeline();
    let mut lines = String::new();
    for name in ["bob", "cem"] {
        lines += &format!("  {name}@acme.com {options}{}\n", repo.new_key(name));
    }
    let rules = format!("{POLICY}{RULE}signers: |\n{lines}");
    repo.policy(&rules);
    repo.commit("Rules for the rules");
    repo.git_line("checkout -q -b new-rules");
    repo.policy(&rules.replace("required: 2", "required: 1"));
    repo.as_user("ann").commit("One approval will do");
    repo.git_line("checkout -q main");
    repo
}

/// The findings of `verify` after the change is merged.
fn merged(repo: &Repo) -> String {
    repo.as_user("ann").git_line("merge -q --no-ff -m Merge new-rules");
    let _ = fs::remove_dir_all(repo.beside("fresh.git"));
    repo.git_in_world("clone -q --bare repo fresh.git");
    let json: Json = serde_json::from_str(&repo.run("-C ../fresh.git verify -o json").stdout).unwrap();
    let findings = json["findings"].as_array().unwrap().iter();
    let text = |f: &Json| format!("{}: {}\n", f["code"].as_str().unwrap(), f["message"].as_str().unwrap());
    let keys = |text: String| {
        let known = ["bob", "cem", "ann", "dev"].into_iter().filter(|name| repo.beside("keys").join(name).exists());
        known.fold(text, |text, name| text.replace(&repo.fingerprint(name), &format!("<{name}'s>")))
    };
    findings.map(text).map(keys).collect()
}

/// Bob's consent in the ledger, to be tampered with.
struct Consent<'r> {
    ledger: Ledger<'r>,
    folder: String,
}

impl<'r> Consent<'r> {
    fn by_bob(repo: &'r Repo) -> Self {
        repo.signing("bob").ok("approve --policy new-rules");
        let new = repo.git_line("rev-parse new-rules:promote.yaml");
        Self { ledger: Ledger::open(repo), folder: format!("policy/{}", new.trim()) }
    }

    fn path(&self, end: &str) -> String {
        format!("{}/1.{end}", self.folder)
    }

    fn statement(&self) -> Json {
        serde_json::from_str(&self.ledger.read(&self.path("json"))).unwrap()
    }

    fn state(&self, statement: &Json) -> &Self {
        self.ledger.write(&self.path("json"), &(serde_json::to_string_pretty(statement).unwrap() + "\n"));
        self
    }

    fn sign(&self, key: &str, namespace: &str) -> &Self {
        let signature = self.ledger.signature(&self.path("json"), key, namespace);
        self.ledger.write(&self.path("sig"), &signature);
        self
    }

    /// Amends the commit that added the consent.
    fn amend(&self) {
        self.ledger.git("add -A");
        self.ledger.git("commit -q --amend --no-edit --cleanup=verbatim");
    }
}

#[test]
fn an_honest_change_of_the_rules_is_signed() {
    let repo = ruled("");
    repo.signing("bob");
    assert_snapshot!(repo.promote_line("approve --policy new-rules --dry-run"), @"
    $ promote approve --policy new-rules --dry-run
    Would approve the promote.yaml of <c1>: 1 of 1 approval
    ");
    assert_snapshot!(repo.promote_line("approve --policy new-rules"), @"
    $ promote approve --policy new-rules
    Approved the promote.yaml of <c1>: 1 of 1 approval
    --- stderr
    note: this begins the ledger, on the branch promotions; promote.yaml on main rules
    ");
    assert_snapshot!(repo.promote_line("approve --policy new-rules"), @"
    $ promote approve --policy new-rules
    You already approved the promote.yaml of <c1>: 1 of 1 approval
    ");
    assert!(repo.ok("approve --policy new-rules -o json").contains("\"signed\": true"));
    assert_eq!(merged(&repo), "");
    assert_eq!(codes_in_new_clone(&repo), [] as [&str; 0]);
}

/// Control: the same consent, signed again, is accepted.
#[test]
fn a_consent_that_is_signed_again_is_good() {
    let repo = ruled("");
    let consent = Consent::by_bob(&repo);
    consent.state(&consent.statement()).sign("bob", "promote").amend();
    assert_eq!(merged(&repo), "");
}

#[test]
fn who_cannot_sign_is_told() {
    let repo = ruled("");
    assert_snapshot!(repo.as_user("eve").promote_line("approve --policy new-rules"), @"
    $ promote approve --policy new-rules
    --- stderr
    error: approvals of promote.yaml must be signed, and Eve <eve@acme.com> has no key in 'signers' of promote.yaml before this change
    hint: add eve@acme.com and their public key (such as ~/.ssh/id_ed25519.pub) to 'signers' in promote.yaml, and commit the file
    --- exit 3
    ");
    repo.new_key("eve");
    let said = repo.signing_with("bob", "eve").promote_line("approve --policy new-rules");
    assert_snapshot!(said.replace(&repo.fingerprint("eve"), "<eve's>"), @"
    $ promote approve --policy new-rules
    --- stderr
    error: the approval would not count: Bob <bob@acme.com> signed with key <eve's>, which is not in 'signers' of promote.yaml
    hint: check which key signs: git config user.signingkey
    --- exit 3
    ");
    assert_eq!(repo.git(&["branch", "--list", "promotions"]), "");
}

#[test]
fn a_consent_without_its_signature() {
    let repo = ruled("");
    let consent = Consent::by_bob(&repo);
    fs::remove_file(consent.ledger.path(&consent.path("sig"))).unwrap();
    consent.amend();
    assert_snapshot!(merged(&repo), @"policy-unapproved: promote.yaml was changed without the approvals that the previous promote.yaml requires: 0 of 1 approval; not counted: Bob (did not sign)");
    // Bob can approve again.
    repo.signing("bob").ok("approve --policy main");
    assert_eq!(codes_in_new_clone(&repo), [] as [&str; 0]);
}

#[test]
fn a_consent_signed_by_another_persons_key() {
    let repo = ruled("");
    Consent::by_bob(&repo).sign("cem", "promote").amend();
    assert_snapshot!(merged(&repo), @"policy-unapproved: promote.yaml was changed without the approvals that the previous promote.yaml requires: 0 of 1 approval; not counted: Bob (signed with key <cem's>, which belongs to cem@acme.com)");
}

#[test]
fn a_consent_signed_for_something_else() {
    let repo = ruled("");
    Consent::by_bob(&repo).sign("bob", "git").amend();
    assert_snapshot!(merged(&repo), @"policy-unapproved: promote.yaml was changed without the approvals that the previous promote.yaml requires: 0 of 1 approval; not counted: Bob (has a signature for another purpose: 'git')");
}

/// Bob's statement is rewritten, with its old signature.
#[test]
fn a_consent_is_rewritten_and_its_signature_kept() {
    let repo = ruled("");
    let consent = Consent::by_bob(&repo);
    let mut statement = consent.statement();
    statement["at"] = "2026-03-02T08:59:59Z".into();
    consent.state(&statement).amend();
    assert_snapshot!(merged(&repo), @"policy-unapproved: promote.yaml was changed without the approvals that the previous promote.yaml requires: 0 of 1 approval; not counted: Bob (has a signature over another text)");
}

/// A signed statement about one promote.yaml is moved to another.
#[test]
fn a_consent_to_another_promote_yaml() {
    let repo = ruled("");
    let consent = Consent::by_bob(&repo);
    repo.git_line("checkout -q new-rules");
    let text = fs::read_to_string(repo.beside("repo/promote.yaml")).unwrap();
    repo.policy(&text.replace("required: 1 }\n", "required: 0 }\n"));
    repo.as_user("ann").commit("None will do");
    repo.git_line("checkout -q main");
    let new = repo.git_line("rev-parse new-rules:promote.yaml");
    let moved = format!("policy/{}", new.trim());
    fs::rename(consent.ledger.path(&consent.folder), consent.ledger.path(&moved)).unwrap();
    consent.amend();
    assert_snapshot!(merged(&repo), @"policy-unapproved: promote.yaml was changed without the approvals that the previous promote.yaml requires: 0 of 1 approval");
}

#[test]
fn a_consent_by_a_key_that_is_revoked() {
    let repo = ruled("");
    Consent::by_bob(&repo);
    assert_eq!(merged(&repo), "");
    let text = fs::read_to_string(repo.beside("repo/promote.yaml")).unwrap();
    repo.policy(&format!("{text}revoked: [\"{}\"]\n", repo.fingerprint("bob")));
    repo.as_user("ann").commit("Bob has lost his key");
    repo.signing("cem").ok("approve --policy main");
    assert_eq!(codes(&repo, "."), ["policy-unapproved"]);
    // Cem also approves the earlier change, which is no longer in force.
    repo.ok("approve --policy main~1");
    assert_eq!(codes(&repo, "."), [] as [&str; 0]);
}

/// Bob's key has expired; the statement is backdated to when it was valid. Another event in the ledger is later.
#[test]
fn a_consent_dated_back() {
    let repo = ruled("valid-before=\"20260401\" ");
    repo.pass(60 * 86_400);
    let id = repo.as_user("ann").validated("--key query.timeout");
    repo.ok(&format!("cancel {id} --reason No"));
    assert!(repo.signing("bob").fails(3, "approve --policy new-rules").contains("valid until 2026-04-01"));
    let ledger = Ledger::open(&repo);
    let blob = |rev: &str| repo.git_line(&format!("rev-parse {rev}:promote.yaml")).trim().to_owned();
    let (old, new) = (blob("main"), blob("new-rules"));
    let since = repo.git_line("rev-parse main").trim().to_owned();
    let statement = serde_json::json!({
        "version": 1, "ledger": ledger.read("root").trim(), "since": since, "old": old, "new": new,
        "decision": "approve-policy",
        "by": { "name": "Bob", "email": "bob@acme.com" }, "at": "2026-03-03T00:00:00Z",
    });
    let consent = Consent { ledger, folder: format!("policy/{new}") };
    consent.state(&statement).sign("bob", "promote");
    consent.ledger.git("add -A");
    let trailers = format!("Policy-Change: {old} {new}\nApproved-by: Bob <bob@acme.com>");
    let author = ["--author=Bob <bob@acme.com>", "--date=2026-03-03T00:00:00Z"];
    repo.git(&["-C", "../ledger", "commit", "-q", "-m", "Approve", "-m", &trailers, author[0], author[1]]);
    assert_snapshot!(merged(&repo), @"policy-unapproved: promote.yaml was changed without the approvals that the previous promote.yaml requires: 0 of 1 approval; not counted: Bob (signed with key <bob's>, which was valid until 2026-04-01 00:00:00 UTC)");
}

/// The policy was loosened with consent, and restored. Loosening it again needs new consent.
#[test]
fn a_consent_to_the_same_change_is_used_again() {
    let repo = ruled("");
    let strict = fs::read_to_string(repo.beside("repo/promote.yaml")).unwrap();
    Consent::by_bob(&repo);
    assert_eq!(merged(&repo), "");
    let loose = fs::read_to_string(repo.beside("repo/promote.yaml")).unwrap();
    for (text, title) in [(&strict, "As before"), (&loose, "Loose again")] {
        repo.policy(text);
        repo.as_user("ann").commit(title);
    }
    repo.signing("cem").ok("approve --policy main~1");
    assert_eq!(codes(&repo, "."), ["policy-unapproved"]);
    assert_snapshot!(repo.promote_line("approve --policy main"), @"
    $ promote approve --policy main
    Approved the promote.yaml of <c1>: 1 of 1 approval
    ");
    assert_eq!(codes(&repo, "."), [] as [&str; 0]);
}
