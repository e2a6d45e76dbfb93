//! Generated values, as they occur in YAML files.

use proptest::prelude::*;

/// A value to be written.
#[derive(Debug, Clone, PartialEq)]
pub enum Tree {
    Scalar(usize),
    Map(Vec<(usize, Tree)>),
    List(Vec<Tree>),
    /// A list of maps with the field `name`.
    Elements(Vec<(usize, Vec<(usize, Tree)>)>),
}

/// Scalars as they may follow a key, in any style; `\n` separates lines that get indented.
pub const SCALARS: [&str; 50] = [
    "1",
    "0x1F",
    "1.10",
    "true",
    "yes",
    "text",
    "two words",
    "\"quoted # no comment\"",
    "'it''s'",
    "~",
    "",
    "null",
    "{}",
    "[]",
    "a-b/c:8080",
    "é ü",
    "\"a, [b]\"",
    "!Ref name",
    "!!str 5",
    "[1, two, \"three\"]",
    "{a: 1, b: {c: d}}",
    "|\n+one\n+two",
    "|-\n+one\n\n+# text\n++deeper",
    ">\n+folded\n+text\n\n+end",
    "|+\n+kept\n\n",
    ">-\n+x",
    "|2\n+++indented\n+less",
    "\"quoted\n+over lines\"",
    "plain\n+over lines",
    "[a,\n+b]",
    ">+\n+kept, too\n\n+folded\n\n\n",
    "|2-\n+++indented\n+less\n",
    ">-2\n+++folded\n\n+less\n",
    "|-\n+strip: {{ me }}\n+#\n\n",
    "!vault |\n+$ANSIBLE_VAULT;1.1;AES256\n+6162",
    "!!binary |\n+aGVsbG8g\n+d29ybGQ=",
    "!Sub >-\n+${A}\n+${B}",
    "!If [IsProd, !Ref A, 1]",
    "[a, # one\n+b # two\n+]",
    "{a: 1,\n+b: {c: [1,\n++2]}}",
    "'it''s\n\n+over lines'",
    "\"tab\\there \\\n+joined\"",
    "plain # and a comment",
    "0o17",
    "017",
    "2024-01-01",
    "-.inf",
    "a#b:c//d?e=f&g",
    "123456789012345678901234567890",
    "\"*.example.com\"",
];

/// Keys as they may precede a colon.
pub const NAMES: [&str; 18] = [
    "a",
    "b",
    "c",
    "name",
    "value",
    "app.io/x",
    "'quoted'",
    "\"q w\"",
    "12",
    "true",
    "long-key_name",
    "e",
    "größe",
    "two words",
    "'it''s: one'",
    "\"\\u00e9\\\"\"",
    "-1.5",
    "null",
];

pub fn trees() -> impl Strategy<Value = Tree> {
    let leaf = (0..SCALARS.len()).prop_map(Tree::Scalar);
    let inner = leaf.prop_recursive(4, 40, 6, |inner| {
        let entries = prop::collection::btree_map(0..NAMES.len(), inner.clone(), 1..6);
        let elements = prop::collection::btree_map(0..6usize, entries.clone(), 1..4);
        prop_oneof![
            3 => entries.prop_map(|map| Tree::Map(map.into_iter().collect())).prop_map(shuffled),
            1 => prop::collection::vec(inner, 1..4).prop_map(Tree::List),
            1 => elements.prop_map(|list| {
                Tree::Elements(list.into_iter().map(|(id, map)| (id, map.into_iter().collect())).collect())
            }),
        ]
    });
    prop::collection::btree_map(0..NAMES.len(), inner, 1..8)
        .prop_map(|map| shuffled(Tree::Map(map.into_iter().collect())))
}

/// Maps are generated in the order of their names; rotates them by a number that depends on the names.
fn shuffled(tree: Tree) -> Tree {
    match tree {
        Tree::Map(mut entries) => {
            let turn = entries.iter().map(|(name, _)| name).sum::<usize>() % entries.len().max(1);
            entries.rotate_left(turn);
            Tree::Map(entries)
        }
        other => other,
    }
}
