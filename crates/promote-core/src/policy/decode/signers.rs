//! `signers:`, the trusted keys, and `revoked:`, the revoked ones: a text of lines, or a list of them.
//!
//! ```yaml
//! signers: |
//!   ann@acme.com ssh-ed25519 AAAA… ann's laptop
//!   bob@acme.com openpgp 0123456789ABCDEF0123456789ABCDEF01234567
//! revoked: ["SHA256:…"]
//! ```

use std::collections::{BTreeSet, HashMap};

use super::diagnostics::{Diagnostics, shown};
use super::fields::Fields;
use crate::policy::signers::{self, KeyId, SignerLineError, Signers, TrustedSigner};
use crate::promotion::mail::mailbox;
use promote_format::{Data, Node, Scalar};

pub(super) fn read(notes: &mut Diagnostics, fields: &Fields) -> Signers {
    let mut found = Signers::default();
    let mut owners: HashMap<KeyId, String> = HashMap::new();
    if let Some(node) = fields.get("signers") {
        each_line(notes, node, |notes, at, line| {
            let (start, signer) = match placed(notes, at, signers::read(line)) {
                Some(signer) => (at, signer),
                None => return,
            };
            let owner = owners.entry(signer.key.clone()).or_insert_with(|| signer.mail.clone());
            if mailbox(owner) != mailbox(&signer.mail) {
                let (owner, mail) = (shown(owner), shown(&signer.mail));
                notes.add(start, format!("this key of {mail} already belongs to {owner}; a key belongs to one person"));
            } else if found.lines.iter().any(|other| same(other, &signer)) {
                notes.add(start, format!("this line of {} is a duplicate", shown(&signer.mail)));
            } else {
                found.lines.push(signer);
            }
        });
    }
    if let Some(node) = fields.get("revoked") {
        let mut revoked = BTreeSet::new();
        each_line(notes, node, |notes, at, line| {
            if let Some(fingerprint) = placed(notes, at, signers::revocation(line)) {
                revoked.insert(fingerprint);
            }
        });
        found.revoked = revoked;
    }
    found
}

fn same(a: &TrustedSigner, b: &TrustedSigner) -> bool {
    a.key == b.key && a.validity == b.validity && mailbox(&a.mail) == mailbox(&b.mail)
}

/// The parsed value; an error is reported at its place.
fn placed<T>(notes: &mut Diagnostics, at: usize, read: Result<Option<T>, SignerLineError>) -> Option<T> {
    match read {
        Ok(found) => found,
        Err(problem) => {
            notes.add(at + problem.at, shown_message(&problem.message));
            None
        }
    }
}

/// A key may be long; the problem at the end of the message must remain visible.
fn shown_message(message: &str) -> String {
    promote_model::text::visible(message).into_owned()
}

/// Calls `line` for every line of the node, with its byte offset in the file.
fn each_line(notes: &mut Diagnostics, node: &Node, mut line: impl FnMut(&mut Diagnostics, usize, &str)) {
    const WANTED: &str = "a text of lines, or a list of them";
    let texts: Vec<&Node> = match (&node.data, node.tag()) {
        (Data::List(_), None) => notes.list(node, WANTED).iter().collect(),
        (Data::Scalar(Scalar::String(_)), None) => vec![node],
        _ => {
            notes.wrong_type(node, WANTED);
            return;
        }
    };
    for node in texts {
        let Some(text) = notes.text(node, "a line like 'ann@acme.com ssh-ed25519 AAAA…'") else { continue };
        let written = notes.written(node);
        let mut walked = 0;
        for one in text.lines() {
            let one = one.trim();
            // In a block scalar each line is written as it is; of quoted text only the start is known.
            let found = written.get(walked..).and_then(|rest| rest.find(one)).map(|at| walked + at);
            line(notes, node.span().start + found.unwrap_or_default(), one);
            walked = found.map_or(walked, |at| at + one.len());
        }
    }
}
