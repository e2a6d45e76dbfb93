//! Valid and invalid lines of signers; signatures of every type of key made by ssh-keygen (`fixtures/signatures`), and
//! their owners.

use std::fs;
use std::path::Path;

use insta::assert_snapshot;
use proptest::prelude::*;
use ssh_key::private::Ed25519Keypair;
use ssh_key::public::{KeyData, SkEd25519};
use ssh_key::{HashAlg, LineEnding, PrivateKey, Signature, SshSig};

use super::*;

fn fixture(name: &str) -> Vec<u8> {
    fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/signatures").join(name)).unwrap()
}

fn public(name: &str) -> String {
    String::from_utf8(fixture(&format!("{name}.pub"))).unwrap().trim().to_owned()
}

fn signed(name: &str) -> Result<SigningKey, SignatureFlaw> {
    check(&fixture(&format!("{name}.sig")), &fixture("statement"))
}

fn person(name: &str) -> Person {
    Person { name: name.to_owned(), email: format!("{name}@acme.com") }
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn signers(text: &str) -> Signers {
    let lines = text.lines().filter_map(|line| read(line).unwrap_or_else(|p| panic!("{line}: {p:?}"))).collect();
    Signers { lines, revoked: BTreeSet::new() }
}

/// Ann's key with the given options.
fn ann(options: &str) -> Signers {
    signers(&format!("ann@acme.com {options} {}", public("ed25519")))
}

#[test]
fn signatures_by_every_type_of_key() {
    for name in ["ed25519", "ed25519-sha256", "ecdsa-256", "ecdsa-384", "ecdsa-521", "rsa-sha256", "rsa-sha512"] {
        let line = format!("ann@acme.com {}", public(if name == "ed25519-sha256" { "ed25519" } else { name }));
        let signer = read(&line).unwrap().unwrap();
        assert_eq!(signed(name).map(|key| key.id), Ok(signer.key), "{name}");
    }
}

/// No test machine has a security key; the bytes that one would sign are assembled here.
#[test]
fn signatures_by_security_keys() {
    fn raw(key: &impl ssh_key::SigningKey, bytes: &[u8]) -> Vec<u8> {
        key.try_sign(bytes).unwrap().as_bytes().to_vec()
    }
    use sha2::{Digest as _, Sha256};
    let (statement, flags_and_counter) = (fixture("statement"), [1, 0, 0, 0, 9]);
    let pair = Ed25519Keypair::from_seed(&[7; 32]);
    let message = SshSig::signed_data(NAMESPACE, HashAlg::Sha512, &statement).unwrap();
    let touched = [&Sha256::digest(b"ssh:")[..], &flags_and_counter, &Sha256::digest(&message)[..]].concat();
    let bytes = [raw(&PrivateKey::from(pair.clone()), &touched), flags_and_counter.to_vec()].concat();
    let key = KeyData::SkEd25519(SkEd25519::new(pair.public, "ssh:"));
    let signature = Signature::new(key.algorithm(), bytes).unwrap();
    let text = SshSig::new(key, NAMESPACE, HashAlg::Sha512, signature).unwrap().to_pem(LineEnding::LF).unwrap();
    assert!(check(text.as_bytes(), &statement).is_ok());
    assert_eq!(check(text.as_bytes(), b"another"), Err(SignatureFlaw::OtherBytes));
}

#[test]
fn rejected_signatures() {
    assert_eq!(signed("ed25519-git"), Err(SignatureFlaw::Purpose("git".to_owned())));
    assert_eq!(signed("ed25519-file"), Err(SignatureFlaw::Purpose("file".to_owned())));
    // With SHA-1 it does not parse as a signature.
    assert!(matches!(signed("rsa-sha1"), Err(SignatureFlaw::Unreadable(_))));
    assert_eq!(signed("rsa-1024"), Err(SignatureFlaw::Weak("an RSA key of 1024 bits, fewer than 2048".to_owned())));
    let (statement, good) = (fixture("statement"), String::from_utf8(fixture("ed25519.sig")).unwrap());
    for other in [&b"The plan is sha256:9f2d.\n"[..], b"", b"The plan is sha256:9f2c."] {
        assert_eq!(check(good.as_bytes(), other), Err(SignatureFlaw::OtherBytes));
    }
    let cut = &good[..good.len() / 2];
    let foreign = good.replace("SSH SIGNATURE", "PGP SIGNATURE");
    for other in ["", "hello", cut, &foreign, &good.replace("U1NI", "AAAA")] {
        assert!(matches!(check(other.as_bytes(), &statement), Err(SignatureFlaw::Unreadable(_))), "{other:?}");
    }
}

#[test]
fn a_key_is_trusted_for_its_owner_only() {
    let key = signed("ed25519").unwrap();
    let now = at("2026-03-02T09:00:00Z");
    let trusted = ann("");
    assert_eq!(trusted.check_key(&key, &person("ann"), now, now), Ok(()));
    assert_eq!(trusted.check_key(&key, &person("ANN"), now, now), Ok(()));
    let foreign = KeyRejection::Foreign { mail: "ann@acme.com".to_owned() };
    assert_eq!(trusted.check_key(&key, &person("bob"), now, now), Err(foreign));
    assert_eq!(trusted.check_key(&signed("ecdsa-256").unwrap(), &person("ann"), now, now), Err(KeyRejection::Unknown));
    assert!(trusted.knows(&person("ann")) && !trusted.knows(&person("bob")));
}

#[test]
fn a_key_must_be_valid_at_the_stated_and_the_ledger_time() {
    let (key, ann_) = (signed("ed25519").unwrap(), person("ann"));
    let trusted = ann(r#"valid-after="20260101",valid-before="20261231235959Z""#);
    let check = |stated: &str, ledger: &str| trusted.check_key(&key, &ann_, at(stated), at(ledger));
    assert_eq!(check("2026-01-01T00:00:00Z", "2026-12-31T23:59:59Z"), Ok(()));
    let early = KeyRejection::NotYet { from: at("2026-01-01T00:00:00Z") };
    assert_eq!(check("2025-12-31T23:59:59Z", "2026-06-01T00:00:00Z"), Err(early));
    let late = KeyRejection::Expired { until: at("2026-12-31T23:59:59Z") };
    assert_eq!(check("2027-01-01T00:00:00Z", "2027-01-01T00:00:00Z"), Err(late.clone()));
    // The approver's clock was set back; the ledger's time was not.
    assert_eq!(check("2026-06-01T00:00:00Z", "2027-01-01T00:00:00Z"), Err(late));
}

#[test]
fn one_matching_line_is_enough() {
    let (key, line) = (signed("ed25519").unwrap(), public("ed25519"));
    let trusted = signers(&format!(
        "ann@acme.com valid-before=\"20250101\" {line}\nann@acme.com valid-after=\"20260101\" {line}\n"
    ));
    let check = |stated: &str, ledger: &str| trusted.check_key(&key, &person("ann"), at(stated), at(ledger)).is_ok();
    assert!(
        check("2024-06-01T00:00:00Z", "2024-06-01T00:00:00Z") && check("2026-06-01T00:00:00Z", "2026-06-01T00:00:00Z")
    );
    assert!(!check("2025-06-01T00:00:00Z", "2025-06-01T00:00:00Z"));
    // Both times must be valid by the same line.
    assert!(!check("2024-06-01T00:00:00Z", "2026-06-01T00:00:00Z"));
}

#[test]
fn a_revoked_key_is_never_trusted() {
    let (key, line) = (signed("ed25519").unwrap(), public("ed25519"));
    let now = at("2026-03-02T09:00:00Z");
    let fingerprint = key.id.text();
    let digits = key.aliases[0].clone();
    let hexadecimal = [digits.clone(), digits.to_lowercase(), format!("SHA256:{digits}")];
    let usual = [line.clone(), fingerprint.to_owned(), format!("ann@acme.com {line}"), format!("{fingerprint} (lost)")];
    for revoked in usual.into_iter().chain(hexadecimal) {
        let mut trusted = ann("");
        trusted.revoked.extend(revocation(&revoked).unwrap());
        assert_eq!(trusted.check_key(&key, &person("ann"), now, now), Err(KeyRejection::Revoked), "{revoked}");
        assert_eq!(trusted.unmatched_revocations(), [""; 0]);
        let then = ann("").without(&trusted.revoked);
        assert_eq!(then.check_key(&key, &person("ann"), now, now), Err(KeyRejection::Revoked));
    }
}

#[test]
fn other_names_of_a_key() {
    let (sha1, sha256, now) = ("A".repeat(40), "B".repeat(64), at("2026-03-02T09:00:00Z"));
    let key = SigningKey { aliases: vec![sha256.clone()], ..SigningKey::new(KeyId::X509(sha1.clone())) };
    let line = |mail: &str, name: &str| format!("{mail}@acme.com x509 {name}\n");
    for name in [&sha1, &sha256] {
        let mut trusted = signers(&line("ann", name));
        assert_eq!(trusted.check_key(&key, &person("ann"), now, now), Ok(()));
        trusted.revoked.insert(sha256.clone());
        assert_eq!(trusted.check_key(&key, &person("ann"), now, now), Err(KeyRejection::Revoked));
        let other = signers(&format!("ann@acme.com openpgp {name}"));
        assert_eq!(other.check_key(&key, &person("ann"), now, now), Err(KeyRejection::Unknown));
    }
    // One key under two names, of two people.
    let both = signers(&(line("ann", &sha1) + &line("bob", &sha256)));
    let foreign = |mail: &str| Err(KeyRejection::Foreign { mail: format!("{mail}@acme.com") });
    assert_eq!(both.check_key(&key, &person("ann"), now, now), foreign("bob"));
    assert_eq!(both.check_key(&key, &person("bob"), now, now), foreign("ann"));
}

#[test]
fn a_key_that_expired_is_trusted_until_then() {
    let until = at("2026-03-01T00:00:00Z");
    let key = SigningKey { expired: Some(until), ..signed("ed25519").unwrap() };
    let check = |stated: &str, ledger: &str| ann("").check_key(&key, &person("ann"), at(stated), at(ledger));
    assert_eq!(check("2026-02-01T00:00:00Z", "2026-03-01T00:00:00Z"), Ok(()));
    let late = Err(KeyRejection::Expired { until });
    assert_eq!(check("2026-02-01T00:00:00Z", "2026-03-01T00:00:01Z"), late);
    assert_eq!(check("2026-03-02T00:00:00Z", "2026-02-01T00:00:00Z"), late);
}

#[test]
fn a_key_for_another_namespace_is_not_trusted() {
    let (key, now) = (signed("ed25519").unwrap(), at("2026-03-02T09:00:00Z"));
    let check =
        |namespaces: &str| ann(&format!("namespaces=\"{namespaces}\"")).check_key(&key, &person("ann"), now, now);
    for good in ["promote", "git,promote", "*", "pro*", "p?omote", "git,pr*te*"] {
        assert_eq!(check(good), Ok(()), "{good}");
    }
    for bad in ["git", "", "promot", "promote2", "*,!promote", "!git", "p?mote", "*x"] {
        assert_eq!(check(bad), Err(KeyRejection::Purpose), "{bad}");
    }
}

#[test]
fn valid_lines() {
    let key = public("ed25519");
    let bare = key.rsplit_once(' ').unwrap().0;
    let fingerprint = "0123456789abcdef0123456789ABCDEF01234567";
    let read_ = |line: &str| read(line).unwrap();
    assert_eq!(read_(""), None);
    assert_eq!(read_("   # ann@acme.com"), None);
    assert_eq!(read_(&format!("  \"ann@acme.com\"\t{bare}")).unwrap().mail, "ann@acme.com");
    assert_eq!(read_(&format!("ann@acme.com {key} and a comment # too")), read_(&format!("ann@acme.com {bare}")));
    let gpg = read_(&format!("ann@acme.com openpgp {fingerprint} laptop")).unwrap();
    assert_eq!(gpg.key, KeyId::OpenPgp(fingerprint.to_ascii_uppercase()));
    let colons = fingerprint.as_bytes().chunks(2).map(|two| str::from_utf8(two).unwrap()).collect::<Vec<_>>().join(":");
    let x509 = read_(&format!("ann@acme.com Valid-After=\"20260101\" x509 {colons}")).unwrap();
    assert_eq!(x509.key, KeyId::X509(fingerprint.to_ascii_uppercase()));
    assert_eq!(x509.validity.after, Some(at("2026-01-01T00:00:00Z")));
}

#[test]
fn invalid_lines_are_reported() {
    let key = public("ed25519");
    let (kind, encoded) = (key.split(' ').next().unwrap(), key.split(' ').nth(1).unwrap());
    let lines = [
        "ann@acme.com".to_owned(),
        key.clone(),
        format!("*@acme.com {key}"),
        format!("ann@acme.com,bob@acme.com {key}"),
        format!("ann {key}"),
        format!("\"ann@acme.com {key}"),
        format!("ann@acme.com cert-authority {key}"),
        format!("ann@acme.com valid-before {key}"),
        format!("ann@acme.com valid-before=20260101 {key}"),
        format!("ann@acme.com valid-before=\"2026-01-01\" {key}"),
        format!("ann@acme.com valid-before=\"20260231\" {key}"),
        format!("ann@acme.com valid-before=\"20260101\",valid-before=\"20270101\" {key}"),
        format!("ann@acme.com valid-before=\"20260101\",valid-after=\"20270101\" {key}"),
        format!("ann@acme.com no-touch-required {key}"),
        format!("ann@acme.com source=\"x\" {key}"),
        format!("ann@acme.com namespaces=\"git\", {key}"),
        format!("ann@acme.com {kind}"),
        format!("ann@acme.com {kind} hello"),
        format!("ann@acme.com {kind} {}", &encoded[..40]),
        format!("ann@acme.com ssh-rsa {encoded}"),
        format!("ann@acme.com {}", public("dsa")),
        format!("ann@acme.com {}", public("rsa-1024")),
        format!("ann@acme.com ssh-ed25519-cert-v01@openssh.com {encoded}"),
        "ann@acme.com openpgp".to_owned(),
        "ann@acme.com openpgp 0123 4567".to_owned(),
        "ann@acme.com openpgp 0123456789ABCDEF".to_owned(),
        "ann@acme.com x509 hello".to_owned(),
    ];
    let told: Vec<String> = lines
        .iter()
        .map(|line| {
            let problem = read(line).unwrap_err();
            format!("{:>2}: {}", problem.at, problem.message)
        })
        .collect();
    assert_snapshot!(told.join("\n"), @r#"
        12: the key is missing
         0: the email address before the key is missing
         0: '*@acme.com' is a pattern; write one email address: each line names one person
         0: 'ann@acme.com,bob@acme.com' names several people; write one line per person
         0: 'ann' is not an email address
         0: a quote is not closed
        13: 'cert-authority' is not supported; list each person's own key
        13: 'valid-before' has no value; write valid-before="…"
        26: the value of 'valid-before' must be in double quotes
        27: '2026-01-01' is not a time; write YYYYMMDD, YYYYMMDDHHMM or YYYYMMDDHHMMSS (UTC)
        27: '20260231' is not a time; write YYYYMMDD, YYYYMMDDHHMM or YYYYMMDDHHMMSS (UTC)
        37: 'valid-before' is given twice
        37: the key is never valid: 'valid-before' is not later than 'valid-after'
        13: 'no-touch-required' is neither an option nor a key type; the options are 'namespaces', 'valid-after' and 'valid-before'
        13: 'source' is neither an option nor a key type; the options are 'namespaces', 'valid-after' and 'valid-before'
        30: '' is neither an option nor a key type; the options are 'namespaces', 'valid-after' and 'valid-before'
        13: the key after 'ssh-ed25519' is missing
        25: this is not a complete key of type 'ssh-ed25519'
        25: this is not a complete key of type 'ssh-ed25519'
        21: this is not a complete key of type 'ssh-rsa'
        13: 'ssh-dss' is not an accepted key type; use ed25519, ecdsa, their sk- types or rsa
        21: the key is too weak: an RSA key of 1024 bits, fewer than 2048
        13: 'ssh-ed25519-cert-v01@openssh.com' is not an accepted key type; use ed25519, ecdsa, their sk- types or rsa
        20: a fingerprint has 40 or 64 hexadecimal digits, as printed by 'gpg --list-keys'
        21: write the fingerprint without spaces
        21: this is a short key id, which is not unique; write the full fingerprint
        18: a fingerprint has 40 or 64 hexadecimal digits, as printed by 'gpg --list-keys'
        "#);
    let revoked = ["SHA256:short", "hello", "0123456789ABCDEF", "ssh-ed25519 AAAA"];
    let told: Vec<String> = revoked.iter().map(|line| revocation(line).unwrap_err().message).collect();
    assert_snapshot!(told.join("\n"), @"
    an SSH fingerprint is 'SHA256:' and 43 characters, as printed by 'ssh-keygen -l'
    expected a key or a fingerprint, like 'ssh-ed25519 AAAA…' or 'SHA256:…'
    this is a short key id, which is not unique; write the full fingerprint
    this is not a complete key of type 'ssh-ed25519'
    ");
}

proptest! {
    #[test]
    fn any_line_is_parsed_without_panic(line in "[\\PC\t\"]{0,60}|ann@acme.com [a-z-]{0,12}=?\"?[\\PC]{0,20}\"?,? ?(ssh-ed25519|openpgp|x509)? ?[A-Za-z0-9+/=]{0,60}") {
        for problem in [read(&line).err(), revocation(&line).err()].into_iter().flatten() {
            prop_assert!(line.is_char_boundary(problem.at), "{problem:?}");
        }
    }

    #[test]
    fn random_bytes_are_not_a_signature(bytes in prop::collection::vec(any::<u8>(), 0..200), put in any::<prop::sample::Index>(), c in any::<u8>()) {
        prop_assert!(check(&bytes, b"").is_err());
        // A changed byte in a good signature can at most affect its wrapping; the content stays the same.
        let mut good = fixture("ed25519.sig");
        let at = put.index(good.len());
        good[at] = c;
        if let Ok(key) = check(&good, &fixture("statement")) {
            prop_assert_eq!(key, signed("ed25519").unwrap());
        }
    }
}
