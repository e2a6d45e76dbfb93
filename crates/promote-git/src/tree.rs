//! Tree objects, read as raw bytes so that walking 100,000 files is cheap.

use std::cmp::Ordering;
use std::collections::HashMap;

use super::error::GitError;
use super::objects::{Bytes, ObjectKind};
use super::{Repo, Result};
use promote_model::{FileMode, ObjectId};

/// The mode of a tree entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EntryMode {
    /// A directory.
    Tree,
    /// A file or a symlink.
    File(FileMode),
    /// A submodule commit.
    Submodule,
}

impl EntryMode {
    /// The mode bits in a tree object.
    pub(super) fn bits(self) -> u32 {
        match self {
            Self::Tree => 0o040_000,
            Self::File(mode) => mode.bits(),
            Self::Submodule => 0o160_000,
        }
    }

    /// Parses mode bits as git does: old trees have unusual ones, and every value has a meaning.
    pub(super) fn from_bits(bits: u32) -> Self {
        match bits & 0o170_000 {
            0o040_000 => Self::Tree,
            0o120_000 => Self::File(FileMode::Symlink),
            0o100_000 if bits & 0o100 != 0 => Self::File(FileMode::Executable),
            0o100_000 => Self::File(FileMode::Regular),
            _ => Self::Submodule,
        }
    }
}

/// An entry of a tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TreeEntry {
    /// The name; any bytes except `/` and NUL.
    pub name: Vec<u8>,
    /// The mode.
    pub mode: EntryMode,
    /// The object id.
    pub oid: ObjectId,
}

/// An entry of a tree, borrowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EntryRef<'t> {
    /// The name.
    pub name: &'t [u8],
    /// The mode.
    pub mode: EntryMode,
    /// The object id.
    pub oid: ObjectId,
    /// The bytes of the entry in the tree object.
    pub(super) raw: &'t [u8],
}

impl EntryRef<'_> {
    /// An owned copy.
    pub(crate) fn to_owned(self) -> TreeEntry {
        TreeEntry { name: self.name.to_vec(), mode: self.mode, oid: self.oid }
    }
}

/// A tree object whose entries are read without copying names.
#[derive(Debug)]
pub struct TreeObject<'r>(Bytes<'r>);

impl TreeObject<'_> {
    /// The entries, in git's order.
    pub fn iter(&self) -> impl Iterator<Item = EntryRef<'_>> {
        // All entries were validated when the tree was read.
        entries(&self.0).map_while(std::result::Result::ok)
    }

    /// The entry with this name.
    pub fn get(&self, name: &[u8]) -> Option<EntryRef<'_>> {
        self.iter().find(|entry| entry.name == name)
    }

    pub(super) fn len_in_bytes(&self) -> usize {
        self.0.len()
    }
}

/// The entries of a raw tree; the iterator ends after the first error.
fn entries(mut rest: &[u8]) -> impl Iterator<Item = Result<EntryRef<'_>, &'static str>> {
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let entry = first_entry(rest);
        rest = entry.as_ref().map_or(&[], |entry| &rest[entry.raw.len()..]);
        Some(entry)
    })
}

/// `mode SP name NUL id`, the mode in octal digits, the id as 20 bytes.
fn first_entry(bytes: &[u8]) -> Result<EntryRef<'_>, &'static str> {
    let mut bits = 0_u32;
    let mut at = 0;
    loop {
        match bytes.get(at) {
            Some(digit @ b'0'..=b'7') if at < 7 => bits = bits * 8 + u32::from(digit - b'0'),
            Some(b' ') if at > 0 => break,
            _ => return Err("an entry has no mode"),
        }
        at += 1;
    }
    let start = at + 1;
    let length = bytes[start..].iter().position(|b| *b == 0).ok_or("an entry has no end")?;
    let name = &bytes[start..start + length];
    // Such a name would change the meaning of a joined path.
    if name.is_empty() || name.contains(&b'/') {
        return Err("an entry has an invalid name");
    }
    let end = start + length + 1;
    let oid = bytes.get(end..end + 20).and_then(|id| id.try_into().ok()).ok_or("an entry has no object id")?;
    let raw = &bytes[..end + 20];
    Ok(EntryRef { name, mode: EntryMode::from_bits(bits), oid: ObjectId::from_bytes(oid), raw })
}

/// git's order of entries: names of directories compare as if they ended with a slash.
pub(super) fn compare(a: (&[u8], EntryMode), b: (&[u8], EntryMode)) -> Ordering {
    let common = a.0.len().min(b.0.len());
    a.0[..common].cmp(&b.0[..common]).then_with(|| {
        let after = |(name, mode): (&[u8], EntryMode)| {
            name.get(common).copied().unwrap_or(if mode == EntryMode::Tree { b'/' } else { 0 })
        };
        after(a).cmp(&after(b))
    })
}

/// A path that is looked for: its place in the result, and what follows the first name of the path.
type Wanted<'p> = (usize, Option<&'p [u8]>);

impl Repo {
    /// Reads a tree.
    pub fn tree(&self, id: ObjectId) -> Result<TreeObject<'_>> {
        let kept = self.kept_trees.get();
        if let Some(bytes) = kept.and_then(|kept| kept.get(id)) {
            self.check_deadline()?;
            return Ok(TreeObject(Bytes::Memory(bytes)));
        }
        let tree = TreeObject(self.read(id, ObjectKind::Tree)?);
        let damage = entries(&tree.0).find_map(Result::err);
        match damage {
            Some(reason) => Err(GitError::Damaged { kind: "tree", id, reason: reason.to_owned() }),
            None => {
                kept.inspect(|kept| kept.keep(id, &tree.0));
                Ok(tree)
            }
        }
    }

    /// The entries of a tree, in git's order.
    pub fn read_tree(&self, id: ObjectId) -> Result<Vec<TreeEntry>> {
        Ok(self.tree(id)?.iter().map(|entry| entry.to_owned()).collect())
    }

    /// The entry at `path` (`a/b/c`) in the tree `root`.
    pub fn find_path(&self, root: ObjectId, path: &[u8]) -> Result<Option<TreeEntry>> {
        Ok(self.find_paths(root, [path])?.pop().flatten())
    }

    /// The entry at each path in the tree `root`. Each tree on the way is read once, however many paths go through it.
    pub fn find_paths<'p>(
        &self,
        root: ObjectId,
        paths: impl IntoIterator<Item = &'p [u8]>,
    ) -> Result<Vec<Option<TreeEntry>>> {
        let wanted: Vec<(usize, &[u8])> = paths.into_iter().enumerate().collect();
        let mut found = vec![None; wanted.len()];
        self.find_below(root, wanted, &mut found)?;
        Ok(found)
    }

    /// Notes in `found` the entries at paths below a tree, each given with its place there.
    fn find_below(&self, tree: ObjectId, wanted: Vec<(usize, &[u8])>, found: &mut [Option<TreeEntry>]) -> Result<()> {
        let mut by_name: HashMap<&[u8], Vec<Wanted<'_>>> = HashMap::new();
        for (at, path) in wanted {
            let (name, rest) = match path.iter().position(|byte| *byte == b'/') {
                Some(end) => (&path[..end], Some(&path[end + 1..])),
                None => (path, None),
            };
            by_name.entry(name).or_default().push((at, rest));
        }
        let tree = self.tree(tree)?;
        let mut entries = tree.iter();
        while !by_name.is_empty() {
            let Some(entry) = entries.next() else { break };
            let mut below = Vec::new();
            for (at, rest) in by_name.remove(entry.name).into_iter().flatten() {
                match rest {
                    None => found[at] = Some(entry.to_owned()),
                    Some(rest) => below.push((at, rest)),
                }
            }
            if entry.mode == EntryMode::Tree && !below.is_empty() {
                self.find_below(entry.oid, below, found)?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn malformed_entries_end_the_list_with_an_error() {
        let id = [7_u8; 20];
        let good = [b"100644 a\0".as_slice(), &id].concat();
        assert_eq!(entries(&good).map(|entry| entry.unwrap().name).collect::<Vec<_>>(), [b"a"]);
        for (bad, reason) in [
            (b"x".as_slice(), "an entry has no mode"),
            (b"100644 a", "an entry has no end"),
            (b"100644 \0", "an entry has an invalid name"),
            (b"100644 a/b\0", "an entry has an invalid name"),
            (b"100644 a\0xyz", "an entry has no object id"),
        ] {
            let bytes = [good.as_slice(), bad].concat();
            let outcomes: Vec<_> = entries(&bytes).collect();
            assert_eq!((outcomes.len(), outcomes[1]), (2, Err(reason)));
        }
    }

    #[test]
    fn directories_sort_with_a_trailing_slash() {
        let file = EntryMode::File(FileMode::Regular);
        assert_eq!(compare((b"a", file), (b"a.b", file)), Ordering::Less);
        assert_eq!(compare((b"a", EntryMode::Tree), (b"a.b", file)), Ordering::Greater);
        assert_eq!(compare((b"a", EntryMode::Tree), (b"a0", file)), Ordering::Less);
        assert_eq!(compare((b"a", file), (b"a", file)), Ordering::Equal);
    }
}
