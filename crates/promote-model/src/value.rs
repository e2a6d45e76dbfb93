//! Configuration values, as formats read them, diffs compare them and plans contain them.
//!
//! Numbers stay text, so that `1.10` never becomes `1.1`. Two values are equal if promoting one over the other changes
//! nothing: the key order in a map does not matter, the spelling of a number does.

mod json;

use super::oid::ObjectId;

/// A configuration value.
#[derive(Debug, Clone)]
pub enum Value {
    /// `null`, `~` or an empty value.
    Null,
    /// A boolean.
    Bool(bool),
    /// An unquoted scalar that is not plain text, as spelled in the file: a number, a date, a word that YAML 1.1 reads
    /// as something else than text (`yes`, `1_000`), or an expression (`$HOME`). It differs from the same text in
    /// quotes.
    Token(String),
    /// Text, without quotes and escapes.
    String(String),
    /// A list, in order.
    List(Vec<Value>),
    /// A map with unique keys, in the order of the file.
    Map(Vec<(String, Value)>),
    /// A value with an application tag (`!Ref name`); the tag is kept as written.
    Tagged(String, Box<Value>),
    /// A whole file that is not parsed into keys.
    File(FileValue),
    /// A redacted scalar, with the blob of its file.
    Secret(ObjectId),
}

/// The text shown instead of a redacted value.
pub const MASK: &str = "••••";

/// A file that is promoted as a whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileValue {
    /// The blob with its content; for a symlink, its target.
    pub blob: ObjectId,
    /// The git file mode.
    pub mode: FileMode,
    /// The size in bytes.
    pub size: u64,
}

/// The git modes of files and symlinks (`git-fast-import(1)`, "filemodify").
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FileMode {
    /// `100644`
    Regular,
    /// `100755`
    Executable,
    /// `120000`
    Symlink,
}

impl FileMode {
    /// The mode bits in a tree object.
    pub fn bits(self) -> u32 {
        match self {
            Self::Regular => 0o100_644,
            Self::Executable => 0o100_755,
            Self::Symlink => 0o120_000,
        }
    }

    /// The mode with these bits; `None` for trees, submodules and invalid modes.
    pub fn from_bits(bits: u32) -> Option<Self> {
        match bits {
            0o100_644 | 0o100_664 => Some(Self::Regular),
            0o100_755 => Some(Self::Executable),
            0o120_000 => Some(Self::Symlink),
            _ => None,
        }
    }
}

impl PartialEq for Value {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Null, Self::Null) => true,
            (Self::Bool(a), Self::Bool(b)) => a == b,
            (Self::Token(a), Self::Token(b)) | (Self::String(a), Self::String(b)) => a == b,
            (Self::List(a), Self::List(b)) => a == b,
            (Self::Map(a), Self::Map(b)) => maps_equal(a, b),
            (Self::Tagged(t, a), Self::Tagged(u, b)) => t == u && a == b,
            (Self::File(a), Self::File(b)) => a == b,
            (Self::Secret(a), Self::Secret(b)) => a == b,
            _ => false,
        }
    }
}

impl Eq for Value {}

fn maps_equal(a: &[(String, Value)], b: &[(String, Value)]) -> bool {
    if a.len() != b.len() {
        return false;
    }
    // Maps usually have the same order; only others need a lookup table.
    if a.iter().zip(b).all(|(x, y)| x.0 == y.0) {
        return a.iter().zip(b).all(|(x, y)| x.1 == y.1);
    }
    let index: std::collections::HashMap<&str, &Value> = b.iter().map(|(k, v)| (k.as_str(), v)).collect();
    a.iter().all(|(k, v)| index.get(k.as_str()) == Some(&v))
}

impl Value {
    /// Whether this is a leaf: a scalar, an empty map or an empty list.
    pub fn is_leaf(&self) -> bool {
        match self {
            Self::List(items) => items.is_empty(),
            Self::Map(entries) => entries.is_empty(),
            Self::Tagged(_, inner) => inner.is_leaf(),
            _ => true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equality_ignores_key_order_but_not_spelling() {
        let a = Value::Map(vec![("a".into(), Value::Null), ("b".into(), Value::Bool(true))]);
        let b = Value::Map(vec![("b".into(), Value::Bool(true)), ("a".into(), Value::Null)]);
        assert_eq!(a, b);
        assert_ne!(Value::Token("1.0".into()), Value::Token("1.00".into()));
        assert_ne!(Value::Token("1".into()), Value::String("1".into()));
    }
}
