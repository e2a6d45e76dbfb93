//! `promote attest`: required attestations, who may give them, and how long they count.

use insta::assert_snapshot;
use promote_core::promotion::event::EventKind;
use promote_core::promotion::{Event, Person, Statement};

use crate::attacks::codes_in_new_clone;
use crate::attacks::forge::Ledger;
use crate::support::{POLICY, Repo};

/// The pipeline; production requires these attestations and no approvals.
fn requiring(attestations: &str, more: &str) -> Repo {
    let repo = Repo::pipeline();
    let rule = format!("attestations: {attestations}");
    repo.policy(&(POLICY.replace("approvals: { required: 2 }", &rule) + more));
    repo.commit("Attestations");
    repo
}

fn validated(repo: &Repo) -> String {
    repo.as_user("ann").validated("--key query.timeout")
}

#[test]
fn execute_requires_a_passing_attestation() {
    let repo = requiring("[e2e]", "");
    validated(&repo);
    assert_snapshot!(repo.promote_line("execute @"), @"
    $ promote execute @
    --- stderr
    error: promotion 1 cannot be executed: attestation 'e2e' is missing
    hint: record the result (--ok or --failed): promote attest 1 --name e2e --ok
    --- exit 3
    ");
    assert_snapshot!(repo.promote(&["attest", "@", "--name", "e2e", "--failed", "--notes", "login is slow"]), @"
    $ promote attest @ --name e2e --failed --notes 'login is slow'
    Recorded 'e2e' as failed for promotion 1: attestation 'e2e' failed, recorded by Ann <ann@acme.com>: login is slow
    ");
    assert_snapshot!(repo.promote_line("execute @"), @"
    $ promote execute @
    --- stderr
    error: promotion 1 cannot be executed: attestation 'e2e' failed, recorded by Ann <ann@acme.com>: login is slow
    hint: run the test again, then record the result (--ok or --failed): promote attest 1 --name e2e --ok
    --- exit 3
    ");
    assert_snapshot!(repo.as_user("ci").promote_line("attest @ --name e2e --ok --url https://ci.acme.com/7"), @"
    $ promote attest @ --name e2e --ok --url https://ci.acme.com/7
    Recorded 'e2e' as passed for promotion 1: ready to execute
    --- stderr
    hint: promote execute 1
    ");
    assert_snapshot!(repo.promote_line("show @"), @"
    $ promote show @
    promotion  1  <P1>
    status     VALIDATED
    promotes   staging -> production
    type       PATTERN
    created    2026-03-02 09:00:08 UTC by Ann <ann@acme.com>
    source     <c1>
    plan       sha256:<digest>

    envs/{env}/application.yaml
      ~ query.timeout  30 -> 60

    2026-03-02 09:00:08 UTC  created    Ann
    2026-03-02 09:00:08 UTC  validated  Ann  ok
    2026-03-02 09:00:10 UTC  attested   Ann  e2e failed: login is slow
    2026-03-02 09:00:12 UTC  attested   Ci   e2e ok: https://ci.acme.com/7

    ready to execute: promote execute 1
    ");
    assert_snapshot!(repo.git_text("log -1 --format=%an%n%B promotions"), @"
    Ci
    Attest staging to production: query.timeout

    Promotion-Id: <P1>
    Promotion-Event: attested
    Plan-Digest: sha256:<digest>
    Policy-Commit: <c1>
    Attestation: e2e ok
    Attestation-url: https://ci.acme.com/7
    ");
    repo.as_user("ann").ok("execute @");
    assert_eq!(codes_in_new_clone(&repo), [] as [&str; 0]);
}

#[test]
fn whose_word_counts() {
    let repo =
        requiring("[{ name: load, by: [ci@acme.com, keepers], valid: 24h }]", "groups: { keepers: [cem@acme.com] }\n");
    validated(&repo);
    assert_snapshot!(repo.promote_line("attest @ --name load --ok"), @"
    $ promote attest @ --name load --ok
    --- stderr
    error: Ann <ann@acme.com> may not attest 'load'; only ci@acme.com or keepers may
    --- exit 3
    ");
    assert_snapshot!(repo.promote_line("attest @ --name lod --ok"), @"
    $ promote attest @ --name lod --ok
    Recorded 'lod' as passed for promotion 1: attestation 'load' is missing; ci@acme.com or keepers must attest 'load'
    --- stderr
    note: attestation 'lod' has no effect: production requires 'load'
    ");
    assert_snapshot!(repo.promote_line("status"), @"
    $ promote status
    dev -> staging         1 modified           never promoted
    staging -> production  1 added, 2 modified  never promoted
        1 only in production, 1 key owned by production (keep)

    1 promotion open
      1  VALIDATED  staging -> production  Ann, 2026-03-02 09:00:08 UTC  attestation 'load' is missing; ci@acme.com or keepers must attest 'load'  query.timeout
    ");
    repo.as_user("cem").ok("attest @ --name load --ok");
    // The attestation was valid for one day.
    repo.pass(86_400);
    assert_snapshot!(repo.as_user("ann").promote_line("execute @"), @"
    $ promote execute @
    --- stderr
    error: promotion 1 cannot be executed: attestation 'load' expired at 2026-03-03 09:00:12 UTC
    hint: ci@acme.com or keepers must record the result (--ok or --failed): promote attest 1 --name load --ok
    --- exit 3
    ");
    repo.as_user("ci").ok("attest @ --name load --ok");
    repo.as_user("ann").ok("execute @");
    assert_eq!(codes_in_new_clone(&repo), [] as [&str; 0]);
}

#[test]
fn a_refresh_lets_it_lapse() {
    let repo = requiring("[e2e]", "");
    let id = validated(&repo);
    repo.ok("attest @ --name e2e --ok");
    let staging = repo.read("envs/staging/application.yaml").replace("60", "75");
    repo.write("envs/staging/application.yaml", staging);
    repo.commit("Slower");
    repo.ok("refresh @");
    repo.ok("validate @");
    assert!(repo.fails(3, &format!("execute {id}")).contains("'e2e' is missing"));
}

#[test]
fn refuses_incomplete_and_invalid_attestations() {
    let repo = requiring("[e2e]", "");
    let id = validated(&repo);
    assert_snapshot!(repo.promote_line("attest @ --name e2e"), @"
    $ promote attest @ --name e2e
    --- stderr
    error: the following required arguments were not provided:
      <--ok|--failed>

    Usage: promote attest --name <NAME> <--ok|--failed> <ID>

    For more information, try '--help'.
    --- exit 2
    ");
    assert_snapshot!(repo.promote_line("attest @ --name e2e --ok --failed"), @"
    $ promote attest @ --name e2e --ok --failed
    --- stderr
    error: the argument '--ok' cannot be used with '--failed'

    Usage: promote attest --name <NAME> <--ok|--failed> <ID>

    For more information, try '--help'.
    --- exit 2
    ");
    assert_snapshot!(repo.promote(&["attest", "@", "--name", "a b", "--ok"]), @"
    $ promote attest @ --name 'a b' --ok
    --- stderr
    error: invalid value 'a b' for '--name <NAME>': use at most 64 letters, digits, '.', '-' and '_', not beginning with '-'

    For more information, try '--help'.
    --- exit 2
    ");
    let before = repo.everything();
    assert_snapshot!(repo.promote_line("attest @ --name e2e --ok --dry-run"), @"
    $ promote attest @ --name e2e --ok --dry-run
    Would record 'e2e' as passed for promotion 1: ready to execute
    ");
    repo.assert_unchanged(&before);
    repo.ok("cancel @ --reason Never");
    assert_snapshot!(repo.promote_line(&format!("attest {id} --name e2e --ok")), @"
    $ promote attest <P1> --name e2e --ok
    --- stderr
    error: promotion 1 is CANCELLED and cannot be attested
    hint: create a new promotion: promote create SOURCE TARGET
    --- exit 3
    ");
}

#[test]
fn a_signed_attestation_needs_a_signing_key() {
    let repo = requiring("[e2e]", "");
    let key = repo.new_key("ci");
    let text = repo.read("promote.yaml").replace("[e2e]", "[{ name: e2e, signed: true }]");
    repo.policy(&format!("{text}signers: ci@acme.com {key}\n"));
    repo.commit("Signers");
    let id = validated(&repo);
    assert_snapshot!(repo.promote_line("attest @ --name e2e --ok"), @"
    $ promote attest @ --name e2e --ok
    --- stderr
    error: attestation 'e2e' must be signed, and Ann <ann@acme.com> has no key in 'signers' of promote.yaml
    hint: add ann@acme.com and their public key (such as ~/.ssh/id_ed25519.pub) to 'signers' in promote.yaml, and commit the file
    --- exit 3
    ");
    repo.signing("ci").ok("attest @ --name e2e --ok");
    repo.as_user("ann").ok(&format!("execute {id}"));
    assert_eq!(codes_in_new_clone(&repo), [] as [&str; 0]);
}

/// Writes an attestation by Ci to the ledger by hand. `edit` changes its statement; `sign` names the key that signs it.
fn forged(repo: &Repo, id: &str, edit: impl Fn(&mut serde_json::Value), sign: Option<&str>) {
    let ledger = Ledger::open(repo);
    let (promotion, events) = (ledger.promotion(id), ledger.events(id));
    let digest = promotion.plan.digest(promotion.id, &promotion.source, &promotion.target);
    let ci = Person { name: "Ci".to_owned(), email: "ci@acme.com".to_owned() };
    let last = events.last().unwrap();
    let what = EventKind::Attested { digest: digest.clone(), name: "e2e".to_owned(), ok: true, url: None, notes: None };
    let event = Event { what, by: ci, at: last.at, policy: last.policy, rules: None, clock: None, request: None };
    let root = ledger.read("root").trim().to_owned();
    let statement = Statement::of(&root, &promotion, &digest.to_string(), "refs/heads/main".to_owned(), &event);
    let mut json = serde_json::from_slice(&statement.write()).unwrap();
    edit(&mut json);
    let path = format!("open/{id}/attestations/{}", events.len() + 1);
    ledger.write(&format!("{path}.json"), &(serde_json::to_string_pretty(&json).unwrap() + "\n"));
    if let Some(key) = sign {
        ledger.write(&format!("{path}.sig"), &ledger.signature(&format!("{path}.json"), key, "promote"));
    }
    ledger.append(&promotion, &event);
    repo.git_line("worktree remove --force ../ledger");
}

fn signed() -> (Repo, String) {
    let repo = requiring("[e2e]", "");
    let text = repo.read("promote.yaml").replace("[e2e]", "[{ name: e2e, signed: true, by: [ci@acme.com] }]");
    repo.new_key("eve");
    repo.policy(&format!("{text}signers: ci@acme.com {}\n", repo.new_key("ci")));
    repo.commit("Signers");
    let id = validated(&repo);
    (repo, id)
}

#[test]
fn attack_an_attestation_without_its_signature() {
    let (repo, id) = signed();
    forged(&repo, &id, |_| {}, None);
    assert_snapshot!(repo.promote_line("execute @"), @"
    $ promote execute @
    --- stderr
    error: promotion 1 cannot be executed: attestation 'e2e' is missing; not counted: Ci (did not sign)
    hint: ci@acme.com must record the result (--ok or --failed): promote attest 1 --name e2e --ok
    --- exit 3
    ");
}

#[test]
fn attack_an_attestation_by_another_key() {
    let (repo, id) = signed();
    forged(&repo, &id, |_| {}, Some("eve"));
    assert!(repo.fails(3, "execute @").contains("which is not in 'signers' of promote.yaml"));
}

/// Control: the same forged attestation is accepted if its own key signs it.
#[test]
fn control_an_attestation_signed_by_its_own_key_is_accepted() {
    let (repo, id) = signed();
    forged(&repo, &id, |_| {}, Some("ci"));
    repo.ok("execute @");
    assert_eq!(codes_in_new_clone(&repo), [] as [&str; 0]);
}

/// A signed statement about another promotion, decision or plan does not count.
#[test]
fn attack_a_signed_attestation_of_something_else() {
    for (field, value) in [
        ("attestation", serde_json::json!({ "name": "e2e", "ok": false, "url": null, "notes": null })),
        ("promotionId", "019cadc6-b9c0-79c5-80ac-e27926fd5199".into()),
        ("decision", "approve".into()),
        ("planDigest", "sha256:00".into()),
    ] {
        let (repo, id) = signed();
        forged(&repo, &id, |json| json[field] = value.clone(), Some("ci"));
        assert!(repo.fails(3, "execute @").contains("has a statement about"), "{field}");
        assert_eq!(codes_in_new_clone(&repo), ["evidence"], "{field}");
    }
}
