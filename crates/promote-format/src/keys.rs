//! Reading and editing one key of a file: a thin layer over [`read`] and [`edited`].

use promote_model::Key;

use crate::dotted;
use crate::edit::{Edit, Place};
use crate::engine::edited;
use crate::error::{EditError, ReadError};
use crate::format::Format;
use crate::parsed::Parsed;
use crate::registry::read;
use crate::tree::Node;

/// Access by key. A key addresses a value of the first document; use [`edited`] for others and for several
/// edits at once.
impl Parsed {
    /// Parses a text.
    ///
    /// # Errors
    /// The same as for [`read`].
    pub fn parse(format: Format, text: impl AsRef<[u8]>) -> Result<Self, ReadError> {
        read(format, text.as_ref().to_vec())
    }

    /// The value of a key. `None` if the file does not have the key.
    pub fn get(&self, key: &Key) -> Option<&Node> {
        let root = &self.tree.documents.first()?.root;
        if self.format.is_flat() { root.find(&dotted::joined(key)) } else { root.find(key) }
    }

    /// A copy of this file with one value from `source`, in the source's notation. A new key is inserted after
    /// its nearest neighbour, with its comments; an existing one keeps the comments of this file.
    ///
    /// # Errors
    /// If `source` has another format or does not have the key, or the edit cannot be made safely (see
    /// [`edited`]).
    pub fn copy_key(&self, source: &Self, key: &Key) -> Result<Self, EditError> {
        if source.format != self.format {
            let reason = format!("the source is {}, not {}", source.format.name(), self.format.name());
            return Err(EditError { key: key.clone(), line: 1, reason });
        }
        edited(self, source, &[Edit::Set { at: first_document(key), from: 0 }])
    }

    /// A copy of this file without a key and its comments. Maps and lists that become empty are removed, too.
    ///
    /// # Errors
    /// If this file does not have the key, or the edit cannot be made safely (see [`edited`]).
    pub fn remove_key(&self, key: &Key) -> Result<Self, EditError> {
        edited(self, self, &[Edit::Remove { at: first_document(key) }])
    }
}

fn first_document(key: &Key) -> Place {
    Place { document: 0, key: key.clone() }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Example {
        format: Format,
        target: &'static str,
        source: &'static str,
        key: &'static str,
        copied: &'static str,
        removed: &'static str,
    }

    /// One row per format: a value is replaced, its comments are kept.
    const REPLACED: [Example; 7] = [
        Example {
            format: Format::Yaml,
            target: "# web\nimage:\n    tag: 1 # pinned\n    pull: always\n",
            source: "image: {tag: '2'}\n",
            key: "image.tag",
            copied: "# web\nimage:\n    tag: '2' # pinned\n    pull: always\n",
            removed: "# web\nimage:\n    pull: always\n",
        },
        Example {
            format: Format::Json,
            target: "{\n\t\"a\": {\"b\":1, \"c\":2}\n}\n",
            source: "{\"a\": {\"b\": [1]}}",
            key: "a.b",
            copied: "{\n\t\"a\": {\"b\":[1], \"c\":2}\n}\n",
            removed: "{\n\t\"a\": {\"c\":2}\n}\n",
        },
        Example {
            format: Format::Jsonc,
            target: "{\n  \"a\": 1, // one\n  \"b\": 2,\n}\n",
            source: "{\"a\": 3}",
            key: "a",
            copied: "{\n  \"a\": 3, // one\n  \"b\": 2,\n}\n",
            removed: "{\n  \"b\": 2,\n}\n",
        },
        Example {
            format: Format::Toml,
            target: "[a]\nb = 1 # one\nc = 2\n",
            source: "a.b = \"x\"\n",
            key: "a.b",
            copied: "[a]\nb = \"x\" # one\nc = 2\n",
            removed: "[a]\nc = 2\n",
        },
        Example {
            format: Format::Dotenv,
            target: "export A=1 # one\r\nB=2\r\n",
            source: "A='x y'\n",
            key: "A",
            copied: "export A='x y' # one\r\nB=2\r\n",
            removed: "B=2\r\n",
        },
        Example {
            format: Format::Properties,
            target: "# one\na.b : 1\na = 2\n",
            source: "a.b=x\n",
            key: "a.b",
            copied: "# one\na.b : x\na = 2\n",
            removed: "# one\na = 2\n",
        },
        Example {
            format: Format::Hcl,
            target: "job \"web\" {\n  count = 1 # one\n  user  = \"w\"\n}\n",
            source: "job \"web\" { count = 2 }\n",
            key: "job.web.count",
            copied: "job \"web\" {\n  count = 2 # one\n  user  = \"w\"\n}\n",
            removed: "job \"web\" {\n  user  = \"w\"\n}\n",
        },
    ];

    #[test]
    fn keys_are_read_copied_and_removed_in_every_format() {
        for row in &REPLACED {
            let name = row.format.name();
            let (target, source) =
                (Parsed::parse(row.format, row.target).unwrap(), Parsed::parse(row.format, row.source).unwrap());
            let key: Key = row.key.parse().unwrap();
            let copied = target.copy_key(&source, &key).unwrap();
            assert_eq!(copied.to_string(), row.copied, "{name}");
            assert_eq!(copied.get(&key).unwrap().value(), source.get(&key).unwrap().value(), "{name}");
            let removed = target.remove_key(&key).unwrap();
            assert_eq!(removed.to_string(), row.removed, "{name}");
            assert!(removed.get(&key).is_none(), "{name}");
            // Copying the old value back restores the file.
            assert_eq!(copied.copy_key(&target, &key).unwrap().to_string(), row.target, "{name}");
            let missing: Key = "not.there".parse().unwrap();
            assert!(target.get(&missing).is_none(), "{name}");
            let reason = target.copy_key(&source, &missing).unwrap_err().reason;
            assert_eq!(reason, "the source does not have this key", "{name}");
            let reason = target.remove_key(&missing).unwrap_err().reason;
            assert_eq!(reason, "the target does not have this key", "{name}");
        }
    }

    #[test]
    fn new_keys_are_inserted_with_their_comments() {
        for (format, target, source, key, copied) in [
            (Format::Yaml, "a: 1\nc: 3\n", "a: 0\n# two\nb: 2\n", "b", "a: 1\n# two\nb: 2\nc: 3\n"),
            (Format::Jsonc, "{\"a\": 1}\n", "{\"a\": 0, \"b\": {\"c\": 2}}", "b.c", "{\"a\": 1, \"b\": {\"c\": 2}}\n"),
            (Format::Toml, "a = 1\n", "a = 0\n# two\nb = 2\n", "b", "a = 1\n# two\nb = 2\n"),
            (Format::Dotenv, "A=1\n", "A=0\n# two\nB=2\n", "B", "A=1\n# two\nB=2\n"),
            (Format::Properties, "a = 1\n", "a=0\n# two\nb.c=2\n", "b.c", "a = 1\n# two\nb.c = 2\n"),
            (Format::Hcl, "a = 1\n", "a = 0\n# two\nb = 2\n", "b", "a = 1\n# two\nb = 2\n"),
            (Format::Yaml, "", "a: {b: 1}\n", "a.b", "a: {b: 1}\n"),
        ] {
            let (target, source) = (Parsed::parse(format, target).unwrap(), Parsed::parse(format, source).unwrap());
            let result = target.copy_key(&source, &key.parse().unwrap()).unwrap();
            assert_eq!(result.to_string(), copied, "{}", format.name());
        }
    }

    #[test]
    fn list_elements_are_addressed_by_field() {
        let yaml = |text: &str| Parsed::parse(Format::Yaml, text).unwrap();
        let (target, source) =
            (yaml("- name: web\n  port: 80 # http\n"), yaml("- name: db\n- {name: web, port: 81}\n"));
        let key: Key = "[name=web].port".parse().unwrap();
        assert_eq!(target.copy_key(&source, &key).unwrap().to_string(), "- name: web\n  port: 81 # http\n");
    }

    #[test]
    fn a_source_of_another_format_is_refused() {
        let (target, source) =
            (Parsed::parse(Format::Yaml, "a: 1\n").unwrap(), Parsed::parse(Format::Json, "{\"a\": 2}").unwrap());
        let error = target.copy_key(&source, &"a".parse().unwrap()).unwrap_err();
        assert_eq!(error.to_string(), "a (line 1): the source is json, not yaml");
    }
}
