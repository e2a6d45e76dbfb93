//! Keys of caches, and writing a cache.

use std::io::Write;
use std::path::Path;

use sha2::{Digest as _, Sha256};

/// The hash of everything that a finding depends on.
pub(crate) type FactKey = [u8; 16];

/// The first 16 bytes of the SHA-256 of parts. Each part is hashed with its length, so that different lists never collide.
pub(crate) fn hash(parts: &[&[u8]]) -> FactKey {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update((part.len() as u64).to_le_bytes());
        hasher.update(part);
    }
    let mut key = FactKey::default();
    key.copy_from_slice(&hasher.finalize()[..16]);
    key
}

/// Writes a cache to a temporary file and renames it, so that readers see the old or the new one. Errors, as in a read-only
/// repository, are ignored.
pub(crate) fn write(path: &Path, bytes: &[u8]) {
    let Some(folder) = path.parent() else { return };
    let _ = std::fs::create_dir_all(folder);
    let Ok(mut file) = tempfile::NamedTempFile::new_in(folder) else { return };
    if file.write_all(bytes).is_ok() {
        let _ = file.persist(path);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn different_parts_have_different_hashes() {
        assert_ne!(hash(&[b"ab", b"c"]), hash(&[b"a", b"bc"]));
    }
}
