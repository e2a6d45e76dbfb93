//! Loose objects: one file per object, `xx/…`, a zlib stream of `kind SP size NUL bytes`.
//!
//! The stream is not compressed, as with git's `core.looseCompression=0`: the files are small and `git gc` packs them
//! later. Compressing the tree of a flat directory with 100,000 files would take longer than the rest of a promotion.

use std::collections::BTreeSet;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use super::super::Result;
use super::super::error::GitError;
use super::super::objects::MemoryObject;
use super::fsync::{file_permissions, in_parallel, io_error, make_dir, mode_of, sync_dir};
use promote_model::ObjectId;

/// Writes each object to its own file, then flushes the directories.
pub(super) fn write(objects_dir: &Path, objects: &[(ObjectId, MemoryObject)]) -> Result<()> {
    let mode = mode_of(objects_dir)?;
    let mut dirs = BTreeSet::new();
    for (id, _) in objects {
        let dir = dir_of(&place(objects_dir, *id), objects_dir);
        if make_dir(&dir, mode)? {
            dirs.insert(objects_dir.to_owned());
        }
        dirs.insert(dir);
    }
    in_parallel(objects, |(id, object)| {
        let file = place(objects_dir, *id);
        write_one(&dir_of(&file, objects_dir), &file, object, mode)
    })?;
    in_parallel(&dirs.into_iter().collect::<Vec<_>>(), |dir| sync_if_present(dir))
}

/// Flushes a directory. A missing one is no error: `git prune-packed` removed it because its objects are in a pack.
fn sync_if_present(dir: &Path) -> Result<()> {
    match sync_dir(dir) {
        Err(GitError::Io { source, .. }) if source.kind() == io::ErrorKind::NotFound => Ok(()),
        other => other,
    }
}

fn dir_of(file: &Path, objects_dir: &Path) -> PathBuf {
    file.parent().unwrap_or(objects_dir).to_owned()
}

fn place(objects_dir: &Path, id: ObjectId) -> PathBuf {
    let hex = id.to_string();
    let (fan, rest) = hex.split_at(2);
    objects_dir.join(fan).join(rest)
}

fn write_one(dir: &Path, file: &Path, object: &MemoryObject, mode: u32) -> Result<()> {
    let mut temporary = temporary(dir, mode)?;
    let mut bytes = format!("{} {}\0", object.kind.name(), object.bytes.len()).into_bytes();
    bytes.extend_from_slice(&object.bytes);
    let written = temporary.write_all(&stored(&bytes)).and_then(|()| temporary.as_file().sync_all());
    written.map_err(io_error("write", file))?;
    fs::set_permissions(temporary.path(), file_permissions(mode)).map_err(io_error("set the mode of", file))?;
    // A file that exists already has the same content.
    temporary.persist(file).map_err(|e| io_error("write", file)(e.error))?;
    Ok(())
}

/// How often to recreate a directory. Each retry means that a whole `git gc` ran between two of our calls.
const MAX_RETRIES: usize = 1_000;

/// Creates a temporary file in a directory. `git gc` removes empty directories, even new ones, so the directory is
/// recreated if it is gone; the file then keeps it.
fn temporary(dir: &Path, mode: u32) -> Result<NamedTempFile> {
    let mut left = MAX_RETRIES;
    loop {
        match tempfile::Builder::new().prefix("tmp_obj_").tempfile_in(dir) {
            Err(error) if error.kind() == io::ErrorKind::NotFound && left > 0 => {
                left -= 1;
                if make_dir(dir, mode)? {
                    dir.parent().map_or(Ok(()), sync_dir)?;
                }
            }
            outcome => return outcome.map_err(io_error("write into", dir)),
        }
    }
}

/// A zlib stream of uncompressed blocks (RFC 1950, RFC 1951 section 3.2.4).
fn stored(bytes: &[u8]) -> Vec<u8> {
    /// Deflate, 32 KiB window, no dictionary, fastest level.
    const HEADER: [u8; 2] = [0x78, 0x01];
    const LARGEST: usize = 0xffff;
    let mut out = Vec::with_capacity(bytes.len() + bytes.len() / LARGEST * 5 + 16);
    out.extend_from_slice(&HEADER);
    let mut blocks = bytes.chunks(LARGEST).peekable();
    while let Some(block) = blocks.next() {
        out.push(u8::from(blocks.peek().is_none()));
        // A chunk of at most 65535 bytes always fits.
        let length = u16::try_from(block.len()).unwrap_or(u16::MAX);
        out.extend_from_slice(&length.to_le_bytes());
        out.extend_from_slice(&(!length).to_le_bytes());
        out.extend_from_slice(block);
    }
    out.extend_from_slice(&adler32(bytes).to_be_bytes());
    out
}

fn adler32(bytes: &[u8]) -> u32 {
    const BASE: u32 = 65521;
    /// The number of bytes that can be summed before `b` may overflow.
    const RUN: usize = 5552;
    let (mut a, mut b) = (1_u32, 0_u32);
    for run in bytes.chunks(RUN) {
        for byte in run {
            a += u32::from(*byte);
            b += a;
        }
        a %= BASE;
        b %= BASE;
    }
    b << 16 | a
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn adler32_matches_known_values() {
        assert_eq!(adler32(b""), 1);
        assert_eq!(adler32(b"Wikipedia"), 0x11e6_0398);
        assert_eq!(adler32(&[0xff; 100_000]), adler32_slow(&[0xff; 100_000]));
    }

    /// `git prune-packed` removes empty directories at any time.
    #[test]
    fn removed_directories_are_recreated() {
        use std::sync::atomic::{AtomicBool, Ordering};

        use crate::objects::ObjectKind;

        let folder = tempfile::tempdir().unwrap();
        let over = AtomicBool::new(false);
        std::thread::scope(|scope| {
            scope.spawn(|| {
                while !over.load(Ordering::Relaxed) {
                    for fan in 0..=255_u8 {
                        let _ = fs::remove_dir(folder.path().join(format!("{fan:02x}")));
                    }
                }
            });
            for round in 0..200_u32 {
                let bytes = |n: u32| format!("{round} {n}").into_bytes();
                let object = |n: u32| MemoryObject { kind: ObjectKind::Blob, bytes: bytes(n).into() };
                let id = |n: u32| ObjectId::from_bytes([u8::try_from((round * 8 + n) % 256).unwrap(); 20]);
                let objects: Vec<_> = (0..8_u32).map(|n| (id(n), object(n))).collect();
                let written = write(folder.path(), &objects);
                over.store(written.is_err(), Ordering::Relaxed);
                written.unwrap();
                assert!(objects.iter().all(|(id, _)| place(folder.path(), *id).exists()));
            }
            over.store(true, Ordering::Relaxed);
        });
    }

    fn adler32_slow(bytes: &[u8]) -> u32 {
        let (a, b) = bytes.iter().fold((1_u64, 0_u64), |(a, b), byte| {
            let a = (a + u64::from(*byte)) % 65521;
            (a, (b + a) % 65521)
        });
        u32::try_from(b << 16 | a).unwrap()
    }
}
