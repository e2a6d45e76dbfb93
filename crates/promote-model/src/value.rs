//! The value of a config: what formats read, what diffs compare, what plans carry.
//!
//! Numbers stay text, so that `1.10` never becomes `1.1`. Equality is the product's notion of
//! "the same value": key order inside a map does not count, the spelling of a number does.

mod json;

use super::oid::ObjectId;

/// A value as the reader of a format understood it.
#[derive(Debug, Clone)]
pub enum Value {
    /// `null`, `~` or nothing at all.
    Null,
    /// A boolean of the format's core schema.
    Bool(bool),
    /// A number, in the spelling of the file; so, too, a plain word that YAML 1.2 reads as text and
    /// YAML 1.1 does not (`yes`, `1_000`, `2024-01-01`): it differs from the same text in quotes.
    Token(String),
    /// Text, unquoted and unescaped.
    String(String),
    /// A list, in order.
    List(Vec<Value>),
    /// A map, in the order of the file; keys are unique.
    Map(Vec<(String, Value)>),
    /// A value under an application tag (`!Ref name`), with the tag as written.
    Tagged(String, Box<Value>),
    /// A whole file that is not read by key.
    File(FileValue),
    /// A scalar that is not shown: the blob of the file that holds it.
    Secret(ObjectId),
}

/// What is shown of a value that is not.
pub const MASK: &str = "••••";

/// A file that moves as a whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileValue {
    /// The blob that holds its bytes (a symlink's target text, for a symlink).
    pub blob: ObjectId,
    /// Its git file mode.
    pub mode: FileMode,
    /// Its size in bytes.
    pub size: u64,
}

/// The git file modes that configuration can have (`git-fast-import(1)`, "filemodify").
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
    /// The mode as git writes it in a tree.
    pub fn bits(self) -> u32 {
        match self {
            Self::Regular => 0o100_644,
            Self::Executable => 0o100_755,
            Self::Symlink => 0o120_000,
        }
    }

    /// The mode that `bits` stands for; `None` for trees, submodules and anything else.
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
    // The usual case is the same order; only a different one pays for the look-up.
    if a.iter().zip(b).all(|(x, y)| x.0 == y.0) {
        return a.iter().zip(b).all(|(x, y)| x.1 == y.1);
    }
    let index: std::collections::HashMap<&str, &Value> = b.iter().map(|(k, v)| (k.as_str(), v)).collect();
    a.iter().all(|(k, v)| index.get(k.as_str()) == Some(&v))
}

impl Value {
    /// Whether this is a scalar, an empty map or an empty list: the leaves that are configs.
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
    fn key_order_does_not_count_but_number_spelling_does() {
        let a = Value::Map(vec![("a".into(), Value::Null), ("b".into(), Value::Bool(true))]);
        let b = Value::Map(vec![("b".into(), Value::Bool(true)), ("a".into(), Value::Null)]);
        assert_eq!(a, b);
        assert_ne!(Value::Token("1.0".into()), Value::Token("1.00".into()));
        assert_ne!(Value::Token("1".into()), Value::String("1".into()));
    }
}
