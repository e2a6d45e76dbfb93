//! Forged and replayed signatures. Each attack is tried at the gate (`execute` refuses, exit 3), and `verify` finds
//! executions that were written by hand.

use promote_core::promotion::event::EventKind;
use promote_core::promotion::{Event, Person, Promotion};
use serde_json::Value as Json;

use super::forge::Ledger;
use crate::support::{GnuPg, Repo, is_installed};

/// A pipeline in which Bob and Cem may sign.
fn pipeline() -> Repo {
    let repo = Repo::signed_pipeline(1, &[("bob", ""), ("cem", "")]);
    repo.signing("bob");
    repo
}

fn validated(repo: &Repo, selectors: &str) -> String {
    repo.as_user("ann").validated(selectors)
}

/// Asserts that `execute` refuses; returns why each approval does not count.
fn refused(repo: &Repo, id: &str) -> Vec<String> {
    let before = repo.git_line("rev-parse main");
    let said = repo.as_user("ann").fails(3, &format!("execute {id}"));
    assert!(said.contains("needs 1 approval (0 so far)"), "{said}");
    assert_eq!(repo.git_line("rev-parse main"), before);
    uncounted_reasons(repo, id)
}

fn uncounted_reasons(repo: &Repo, id: &str) -> Vec<String> {
    let json: Json = serde_json::from_str(&repo.ok(&format!("show {id} -o json"))).unwrap();
    let given = json["approvals"]["given"].as_array().unwrap().iter();
    given.filter(|a| a["counts"] == false).map(|a| a["why"].as_str().unwrap().to_owned()).collect()
}

/// A forged approval by Bob in the ledger.
struct Forged<'r> {
    ledger: Ledger<'r>,
    promotion: Promotion,
    event: Event,
    number: usize,
}

impl<'r> Forged<'r> {
    /// Writes the event with a correct statement and no signature.
    fn by_bob(repo: &'r Repo, id: &str) -> Self {
        Self::at(repo, id, None)
    }

    fn at(repo: &'r Repo, id: &str, at: Option<&str>) -> Self {
        let ledger = Ledger::open(repo);
        let (promotion, events) = (ledger.promotion(id), ledger.events(id));
        let bob = Person { name: "Bob".to_owned(), email: "bob@acme.com".to_owned() };
        let last = events.last().unwrap();
        let digest = promotion.plan.digest(promotion.id, &promotion.source, &promotion.target);
        let at = at.map_or(last.at, |at| at.parse().unwrap());
        let event = Event {
            what: EventKind::Approved { digest, expires: None },
            by: bob,
            at,
            policy: last.policy,
            rules: None,
            clock: None,
            request: None,
        };
        let root = ledger.read("root").trim().to_owned();
        let target = "refs/heads/main".to_owned();
        let digest = promotion.plan.digest(promotion.id, &promotion.source, &promotion.target).to_string();
        let statement = promote_core::promotion::Statement::of(&root, &promotion, &digest, target, &event);
        let forged = Self { ledger, promotion, event, number: events.len() + 1 };
        forged.ledger.write(&forged.path("json"), std::str::from_utf8(&statement.write()).unwrap());
        forged.ledger.append(&forged.promotion, &forged.event);
        forged
    }

    fn path(&self, end: &str) -> String {
        format!("open/{}/approvals/{}.{end}", self.promotion.id, self.number)
    }

    /// Signs the current statement.
    fn sign(&self, key: &str, namespace: &str) -> &Self {
        self.put("sig", &self.ledger.signature(&self.path("json"), key, namespace))
    }

    /// Replaces a file of the approval, in the commit that added it.
    fn put(&self, end: &str, text: &str) -> &Self {
        self.ledger.write(&self.path(end), text);
        self.ledger.commit_as(&self.promotion, &self.event, &["--amend"]);
        self
    }

    fn get(&self, end: &str) -> String {
        self.ledger.read(&self.path(end))
    }
}

#[test]
fn the_tools_of_these_tests_sign_as_the_program_does() {
    let repo = pipeline();
    let id = validated(&repo, "--key query.timeout");
    Forged::by_bob(&repo, &id).sign("bob", "promote");
    repo.as_user("ann").ok(&format!("execute {id}"));
}

#[test]
fn an_unsigned_approval_where_signatures_are_required() {
    let repo = pipeline();
    let id = validated(&repo, "--key query.timeout");
    Forged::by_bob(&repo, &id);
    assert_eq!(refused(&repo, &id), ["unsigned"]);
}

#[test]
fn an_approval_is_copied_from_another_promotion() {
    let repo = pipeline();
    let first = validated(&repo, "--key query.timeout");
    repo.as_user("bob").ok(&format!("approve {first}"));
    let second = validated(&repo, "--key server.log");
    let forged = Forged::by_bob(&repo, &second);
    let from = format!("open/{first}/approvals/3");
    for end in ["json", "sig"] {
        forged.put(end, &forged.ledger.read(&format!("{from}.{end}")));
    }
    assert_eq!(refused(&repo, &second), ["other-statement"]);
}

#[test]
fn an_approval_from_before_a_refresh() {
    let repo = pipeline();
    let id = validated(&repo, "--key query.timeout");
    repo.as_user("bob").ok(&format!("approve {id}"));
    repo.write("envs/staging/application.yaml", repo.read("envs/staging/application.yaml").replace("60", "75"));
    repo.as_user("dev").commit("Longer");
    repo.as_user("ann").ok(&format!("refresh {id}"));
    repo.ok(&format!("validate {id}"));
    let said = repo.fails(3, &format!("execute {id}"));
    assert!(said.contains("needs 1 approval (0 so far)"), "{said}");
    let forged = Forged::by_bob(&repo, &id);
    for end in ["json", "sig"] {
        forged.put(end, &forged.ledger.read(&format!("open/{id}/approvals/3.{end}")));
    }
    assert_eq!(refused(&repo, &id), ["other-statement"]);
}

#[test]
fn a_statement_is_changed_and_its_signature_kept() {
    let repo = pipeline();
    let id = validated(&repo, "--key query.timeout");
    let forged = Forged::by_bob(&repo, &id);
    forged.sign("bob", "promote");
    let statement = forged.get("json");
    let blanks = statement.replace("  ", " ");
    assert_ne!(statement, blanks);
    forged.put("json", &blanks);
    assert_eq!(refused(&repo, &id), ["bad-signature"]);
}

#[test]
fn a_signature_by_another_persons_key() {
    let repo = pipeline();
    let id = validated(&repo, "--key query.timeout");
    Forged::by_bob(&repo, &id).sign("cem", "promote");
    assert_eq!(refused(&repo, &id), ["foreign-key"]);
}

#[test]
fn a_signature_by_a_key_that_nobody_knows() {
    let repo = pipeline();
    repo.new_key("mallory");
    let id = validated(&repo, "--key query.timeout");
    Forged::by_bob(&repo, &id).sign("mallory", "promote");
    assert_eq!(refused(&repo, &id), ["unknown-key"]);
}

#[test]
fn a_signature_for_something_else_is_replayed() {
    for namespace in ["git", "file"] {
        let repo = pipeline();
        let id = validated(&repo, "--key query.timeout");
        Forged::by_bob(&repo, &id).sign("bob", namespace);
        assert_eq!(refused(&repo, &id), ["bad-signature"], "{namespace}");
        let said = repo.ok(&format!("show {id}"));
        assert!(said.contains(&format!("another purpose: '{namespace}'")), "{said}");
    }
}

#[test]
fn a_key_outside_its_validity() {
    let early = Repo::signed_pipeline(1, &[("bob", "valid-after=\"20270101\"")]);
    let late = Repo::signed_pipeline(1, &[("bob", "valid-before=\"20260301\"")]);
    for (repo, why) in [(early, "key-not-yet-valid"), (late, "expired-key")] {
        let id = validated(&repo, "--key query.timeout");
        Forged::by_bob(&repo, &id).sign("bob", "promote");
        assert_eq!(refused(&repo, &id), [why]);
    }
}

/// Bob's key has expired; the statement is backdated to when it was valid.
#[test]
fn a_clock_is_set_back() {
    let repo = Repo::signed_pipeline(1, &[("bob", "valid-before=\"20260301\"")]);
    let id = validated(&repo, "--key query.timeout");
    Forged::at(&repo, &id, Some("2026-02-01T00:00:00Z")).sign("bob", "promote");
    assert_eq!(refused(&repo, &id), ["expired-key"]);
}

/// The same with an OpenPGP key, whose expiry only the keyring knows.
#[test]
fn an_openpgp_key_that_has_expired_signs_a_statement_dated_back() {
    if !is_installed("gpg") {
        return;
    }
    for (expires, counts) in [("20260301T000000", false), ("20260401T000000", true)] {
        let repo = pipeline();
        let home = GnuPg::new();
        let key = home.new_key(&repo, "Bob <bob@acme.com>", expires);
        let line = format!("signers: |\n  bob@acme.com openpgp {key}\n");
        repo.policy(&repo.read("promote.yaml").replace("signers: |\n", &line));
        repo.commit("Bob has a key of GnuPG");
        let id = validated(&repo, "--key query.timeout");
        let forged = Forged::at(&repo, &id, Some("2026-02-01T00:00:00Z"));
        let sign = ["--pinentry-mode", "loopback", "--passphrase", "", "--faked-system-time", "20260201T000000"];
        let signed = home.gpg(&repo, &[&sign[..], &["-bau", &key, "-o", "-"]].concat(), &forged.get("json"));
        forged.put("sig", &signed[signed.find("-----BEGIN").unwrap()..signed.rfind("-----").unwrap() + 5]);
        let shown = home.promote(&repo, "ann", &format!("show {id} -o json"));
        let json: Json = serde_json::from_str(&shown).unwrap();
        let given = &json["approvals"]["given"][0];
        assert_eq!(given["counts"], counts, "{given}");
        assert_eq!(given["why"] == "expired-key", !counts, "{given}");
    }
}

/// The same for a promotion from before the key expired: only other events show the real time.
#[test]
fn a_clock_is_set_back_in_a_promotion_that_is_old_itself() {
    let repo = Repo::signed_pipeline(1, &[("bob", "valid-before=\"20260401\"")]);
    let id = validated(&repo, "--key query.timeout");
    repo.pass(60 * 86_400);
    let other = validated(&repo, "--key server.log");
    repo.ok(&format!("cancel {other} --reason No"));
    Forged::at(&repo, &id, Some("2026-03-03T00:00:00Z")).sign("bob", "promote");
    assert_eq!(refused(&repo, &id), ["expired-key"]);
}

#[test]
fn a_key_that_is_revoked_was_never_good() {
    let repo = pipeline();
    let id = validated(&repo, "--key query.timeout");
    repo.as_user("bob").ok(&format!("approve {id}"));
    let revoked = format!("revoked: [\"{}\"]\n", repo.fingerprint("bob"));
    repo.as_user("dev").trust(1, &[("bob", ""), ("cem", "")], &revoked);
    assert_eq!(refused(&repo, &id), ["revoked-key"]);
}

/// Approvals that the key gave before it was revoked are found, too.
#[test]
fn what_a_revoked_key_approved_is_found() {
    let repo = pipeline();
    let id = validated(&repo, "--key query.timeout");
    repo.as_user("bob").ok(&format!("approve {id}"));
    repo.as_user("ann").ok(&format!("execute {id}"));
    assert_eq!(super::codes_in_new_clone(&repo), [] as [&str; 0]);
    let revoked = format!("revoked: [\"{}\"]\n", repo.fingerprint("bob"));
    repo.as_user("dev").trust(1, &[("bob", ""), ("cem", "")], &revoked);
    assert_eq!(super::codes_in_new_clone(&repo), ["approvals-missing"]);
}

/// An approval from before a refresh is copied to after it, with its files.
#[test]
fn an_event_is_cherry_picked() {
    let repo = pipeline();
    let id = validated(&repo, "--key query.timeout");
    repo.as_user("bob").ok(&format!("approve {id}"));
    let approval = repo.git_line("rev-parse promotions");
    repo.as_user("ann").ok(&format!("refresh {id}"));
    repo.ok(&format!("validate {id}"));
    let ledger = Ledger::open(&repo);
    let events = ledger.read(&format!("open/{id}/events.jsonl"));
    ledger.git(&format!("checkout -q {approval} -- open/{id}/approvals"));
    let line = repo.git_line(&format!("show {approval}:open/{id}/events.jsonl"));
    let line = line.lines().last().unwrap();
    // The refresh made the same plan, so even the digest matches.
    ledger.write(&format!("open/{id}/events.jsonl"), &format!("{events}{line}\n"));
    ledger.git("add -A");
    ledger.git(&format!("commit -q -C {approval}"));
    assert_eq!(refused(&repo, &id), ["other-statement"]);
}

/// The execution is written by hand, so the gate was never asked; `verify` finds it.
#[test]
fn what_no_signature_allowed_is_found_afterwards() {
    let repo = pipeline();
    let id = validated(&repo, "--key query.timeout");
    repo.as_user("bob").ok(&format!("approve {id}"));
    repo.as_user("ann").ok(&format!("execute {id}"));
    assert_eq!(super::codes_in_new_clone(&repo), [] as [&str; 0]);
    let ledger = Ledger::open(&repo);
    let tip = ledger.git("rev-parse HEAD");
    ledger.git("reset -q --hard HEAD~1");
    ledger.git(&format!("rm -q open/{id}/approvals/3.sig"));
    ledger.commit_as(&ledger.promotion(&id), ledger.events(&id).last().unwrap(), &["--amend"]);
    // The last event as before, on top of the approval without its signature.
    ledger.git(&format!("checkout -q {tip} -- closed"));
    ledger.git(&format!("rm -q -r open/{id}"));
    let sig = ledger.git("ls-files closed").lines().find(|path| path.ends_with("3.sig")).unwrap().to_owned();
    ledger.git(&format!("rm -q -f {sig}"));
    ledger.git("add -A");
    let events = ledger.events(&id);
    ledger.commit_as(&ledger.promotion(&id), events.last().unwrap(), &[]);
    assert_eq!(super::codes_in_new_clone(&repo), ["approvals-missing"]);
}
