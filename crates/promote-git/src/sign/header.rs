//! A commit with its signature: the header `gpgsig`, each further line of it behind a blank.

/// The bytes of a commit with a signature over them.
pub(crate) fn signed(commit: &[u8], signature: &str) -> Vec<u8> {
    let end = commit.windows(2).position(|pair| pair == b"\n\n").map_or(commit.len(), |at| at + 1);
    let mut out = commit[..end].to_vec();
    out.extend_from_slice(b"gpgsig ");
    out.extend_from_slice(signature.trim_end().replace('\n', "\n ").as_bytes());
    out.push(b'\n');
    out.extend_from_slice(&commit[end..]);
    out
}
