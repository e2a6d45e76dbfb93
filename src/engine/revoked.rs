//! Entries of `revoked:` that match no line of `signers:`: a mistyped fingerprint leaves a key trusted.

use super::context::Context;
use crate::store::Store;
use promote_core::policy::signers::KeyId;
use promote_git::SignFormat;
use promote_model::text::count;

/// How many entries are named.
const NAMED: usize = 3;

/// Remarks on entries of `revoked` that are no key of `signers`, under any name that the local keyring knows.
pub(crate) fn remark_on_unmatched(context: &Context, store: &Store) {
    let mut unmatched = store.policy.signers.unmatched_revocations();
    if unmatched.iter().any(|entry| entry.bytes().all(|b| b.is_ascii_hexdigit())) {
        let known = names_in_keyring(store);
        unmatched.retain(|entry| !known.iter().any(|name| name == entry));
    }
    let Some((first, rest)) = unmatched.split_first() else { return };
    let shown = rest.iter().take(NAMED - 1).fold((*first).to_owned(), |shown, entry| format!("{shown}, {entry}"));
    let more = unmatched.len().saturating_sub(NAMED);
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    context.remarks.add(format!(
        "no line of 'signers' in promote.yaml matches {} of 'revoked': {shown}{more}; check the spelling, and keep the \
         line of a revoked key",
        count(unmatched.len(), "entry")
    ));
}

/// The other names of the keys of `signers`: subkeys and SHA-256 fingerprints. A keyring that cannot be read knows none.
fn names_in_keyring(store: &Store) -> Vec<String> {
    let formats = store.policy.signers.lines.iter().filter_map(|line| match &line.key {
        KeyId::OpenPgp(fingerprint) => Some((SignFormat::OpenPgp, fingerprint)),
        KeyId::X509(fingerprint) => Some((SignFormat::X509, fingerprint)),
        KeyId::Ssh(_) => None,
    });
    let names = formats.map(|(format, fingerprint)| store.signatures.other_names(&store.repo, format, fingerprint));
    names.flat_map(Result::unwrap_or_default).collect()
}
