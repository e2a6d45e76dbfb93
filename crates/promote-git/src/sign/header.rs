//! The `gpgsig` header of a signed commit; continuation lines begin with a space.

/// The commit with its signature added.
pub(crate) fn signed(commit: &[u8], signature: &str) -> Vec<u8> {
    let end = commit.windows(2).position(|pair| pair == b"\n\n").map_or(commit.len(), |at| at + 1);
    let mut out = commit[..end].to_vec();
    out.extend_from_slice(b"gpgsig ");
    out.extend_from_slice(signature.trim_end().replace('\n', "\n ").as_bytes());
    out.push(b'\n');
    out.extend_from_slice(&commit[end..]);
    out
}
