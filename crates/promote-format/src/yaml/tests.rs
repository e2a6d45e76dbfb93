//! Reading YAML as found in real files.

use std::fmt::Write;

use crate::{Data, Format, MAX_BYTES, Node, Origin, ReadError, Tree, read};
use promote_model::{Key, Value};

fn tree(text: &str) -> Tree {
    read(Format::Yaml, text.as_bytes().to_vec()).unwrap_or_else(|e| panic!("{e} in {text:?}")).tree
}

fn refused(text: &str) -> ReadError {
    read(Format::Yaml, text.as_bytes().to_vec()).map(|p| p.tree).unwrap_err()
}

/// One line per node: its key, text and origin.
fn shown(text: &str) -> String {
    fn walk(text: &str, key: &str, node: &Node, out: &mut String) {
        let _ = write!(out, "{key}: {:?}", &text[node.span()]);
        if node.span().is_empty() {
            write!(out, " behind {:?}", &text[..node.span().start][node.span().start - 2..]).unwrap();
        }
        match node.origin() {
            Origin::Own => {}
            other => write!(out, " {other:?}").unwrap(),
        }
        out.push('\n');
        match &node.data {
            Data::Scalar(_) => {}
            Data::Map(entries) => {
                for e in entries {
                    let name = &text[e.name_span()];
                    let name = if name == e.name { name.to_owned() } else { format!("{}={name}", e.name) };
                    walk(text, &format!("{key}.{name}"), &e.value, out);
                }
            }
            Data::List(items) => {
                items.iter().enumerate().for_each(|(i, n)| walk(text, &format!("{key}[{i}]"), n, out));
            }
        }
    }
    let mut out = String::new();
    for (i, document) in tree(text).documents.iter().enumerate() {
        walk(text, &i.to_string(), &document.root, &mut out);
    }
    out
}

fn json(text: &str) -> serde_json::Value {
    tree(text).documents[0].root.value().to_json()
}

#[test]
fn every_node_has_its_byte_range() {
    let text = "a: &x !!str  é   # tr\nb: |  # hi\n   text\n\n   # no comment\n\nc:\n- 1\n- - a: 2\n    b:\n  # c\n- !foo\n  k: v\n\"e\": {a: 1, b, \"c\":}\nf: >-\n\n  fold\n\ng:\nh: [a, b: c]\n? i\n: j\nm: &anc\nn: &anc2\n  z: 1\n";
    insta::assert_snapshot!(shown(text), @r###"
    0: "a: &x !!str  é   # tr\nb: |  # hi\n   text\n\n   # no comment\n\nc:\n- 1\n- - a: 2\n    b:\n  # c\n- !foo\n  k: v\n\"e\": {a: 1, b, \"c\":}\nf: >-\n\n  fold\n\ng:\nh: [a, b: c]\n? i\n: j\nm: &anc\nn: &anc2\n  z: 1"
    0.a: "&x !!str  é"
    0.b: "|  # hi\n   text\n\n   # no comment"
    0.c: "- 1\n- - a: 2\n    b:\n  # c\n- !foo\n  k: v"
    0.c[0]: "1"
    0.c[1]: "- a: 2\n    b:"
    0.c[1][0]: "a: 2\n    b:"
    0.c[1][0].a: "2"
    0.c[1][0].b: "" behind "b:"
    0.c[2]: "!foo\n  k: v"
    0.c[2].k: "v"
    0.e="e": "{a: 1, b, \"c\":}"
    0.e="e".a: "1"
    0.e="e".b: "" behind " b"
    0.e="e".c="c": "" behind "\":"
    0.f: ">-\n\n  fold"
    0.g: "" behind "g:"
    0.h: "[a, b: c]"
    0.h[0]: "a"
    0.h[1]: "b: c"
    0.h[1].b: "c"
    0.i: "j"
    0.m: "&anc"
    0.n: "&anc2\n  z: 1"
    0.n.z: "1"
    "###);
}

#[test]
fn documents_span_from_their_first_line_to_the_next_document() {
    let spans =
        |text: &str| -> Vec<String> { tree(text).documents.iter().map(|d| text[d.span.clone()].to_owned()).collect() };
    assert_eq!(spans("# c\na: 1\n# d\n"), ["# c\na: 1\n# d\n"]);
    assert_eq!(spans("# c\n---\na: 1\n---\n# x\nb: 1\n...\n"), ["---\na: 1\n", "---\n# x\nb: 1\n...\n"]);
    assert_eq!(
        spans("# c\n%YAML 1.2\n---\na: 1\n...\n# y\n%TAG ! tag:x,2000:\n--- !f\nb: 1"),
        ["%YAML 1.2\n---\na: 1\n...\n# y\n", "%TAG ! tag:x,2000:\n--- !f\nb: 1"]
    );
    assert_eq!(spans("---\n---\na: 1\n---\n"), ["---\n", "---\na: 1\n", "---\n"]);
    assert_eq!(spans("a\n...\nb\n"), ["a\n...\n", "b\n"]);
    assert!(spans("").is_empty());
    assert!(spans("\n# only a comment\n").is_empty());
    assert!(spans("\u{feff}").is_empty());
    assert_eq!(spans("\u{feff}a: 1\r\n---\r\nb: 1"), ["\u{feff}a: 1\r\n", "---\r\nb: 1"]);
}

#[test]
fn core_tags_are_resolved_and_application_tags_kept() {
    let text =
        "a: !!str 5\nb: !!int \"5\"\nc: !!float 1\nd: !!null ''\ne: !!bool true\nf: !!map {}\ng: !!seq []\nh: ! 5\n";
    assert_eq!(
        json(text),
        serde_json::json!({"a": "5", "b": 5, "c": 1, "d": null, "e": true, "f": {}, "g": [], "h": "5"})
    );
    let text = "a: !Ref x\nb: !Sub\n  k: v\nc: !vault |\n  $ANSIBLE\nd: !!binary aGk=\n";
    assert_eq!(
        json(text),
        serde_json::json!({"a": {"!Ref": "x"}, "b": {"!Sub": {"k": "v"}}, "c": {"!vault": "$ANSIBLE\n"}, "d": {"!!binary": "aGk="}})
    );
}

#[test]
fn keys_are_read_as_text() {
    assert_eq!(json("1: a\ntrue: b\n'q': c\n~: d\n"), serde_json::json!({"1": "a", "true": "b", "q": "c", "~": "d"}));
    assert_eq!(
        (refused("? [a]\n: b\n").reason.as_str(), refused("{a: 1}: b\n").line),
        ("a key cannot be a map or a list", 1)
    );
}

#[test]
fn an_unwritten_key_is_placed_at_its_colon() {
    let text = "a:\n? b\n:\n: 1\n";
    let tree = tree(text);
    let Data::Map(entries) = &tree.documents[0].root.data else { panic!() };
    let spans: Vec<_> = entries.iter().map(|e| (e.name.as_str(), e.name_span())).collect();
    assert_eq!(spans, [("a", 0..1), ("b", 5..6), ("", 9..9)]);
}

#[test]
fn a_duplicate_key_is_refused_with_its_place() {
    let error = refused("a:\n  b: 1\n  \"b\": 2\n");
    assert_eq!(error.to_string(), "line 3, column 3: the key 'b' occurs twice in one map");
    assert_eq!(refused("é: {x: 1, x: 2}\n").column, 11);
    assert!(refused("<<: {}\n<<: {}\n").reason.contains("'<<'"));
}

#[test]
fn aliases_and_merges_are_resolved() {
    let text =
        "base: &b\n  x: 1\n  y: [2]\none: *b\ntwo:\n  <<: *b\n  x: 3\nthree:\n  <<: [*b, {z: 9, x: 0}]\nfree: &f 1\n";
    insta::assert_snapshot!(shown(text), @r###"
    0: "base: &b\n  x: 1\n  y: [2]\none: *b\ntwo:\n  <<: *b\n  x: 3\nthree:\n  <<: [*b, {z: 9, x: 0}]\nfree: &f 1"
    0.base: "&b\n  x: 1\n  y: [2]" Anchored("b")
    0.base.x: "1"
    0.base.y: "[2]"
    0.base.y[0]: "2"
    0.one: "*b" Derived("b")
    0.one.x=*b: "*b" Derived("b")
    0.one.y=*b: "*b" Derived("b")
    0.one.y=*b[0]: "*b" Derived("b")
    0.two: "<<: *b\n  x: 3"
    0.two.x: "3"
    0.two.y=<<: "*b" Derived("b")
    0.two.y=<<[0]: "*b" Derived("b")
    0.three: "<<: [*b, {z: 9, x: 0}]"
    0.three.x=<<: "*b" Derived("b")
    0.three.y=<<: "*b" Derived("b")
    0.three.y=<<[0]: "*b" Derived("b")
    0.three.z=<<: "{z: 9, x: 0}" Derived("<<")
    0.free: "&f 1"
    "###);
}

#[test]
fn quoted_and_invalid_merge_keys() {
    assert_eq!(json("a: {'<<': 1}"), serde_json::json!({"a": {"<<": 1}}));
    assert_eq!(refused("a:\n  <<: 1\n").reason, "the value of a merge key '<<' must be a map");
    assert_eq!(refused("a: *b\n").line, 1);
    assert!(refused("a: &a [*a]\n").reason.contains("itself"));
}

/// Found by the fuzzer: a block mapping that holds only an empty merge has a place but no entry.
#[test]
fn an_empty_merge_is_copied() {
    let parsed = |text: &str| crate::read(crate::Format::Yaml, text.as_bytes().to_vec()).unwrap();
    let (target, source) = (parsed("a: 1\n"), parsed("y:\n  <<: []\nx: \t\n"));
    let at = crate::Place { document: 0, key: "y".parse().unwrap() };
    let edited = crate::edit(&target, &source, &[crate::Edit::Set { at, from: 0 }]);
    assert_eq!(String::from_utf8(edited.unwrap()).unwrap(), "a: 1\ny:\n  <<: []\n");
}

#[test]
fn hostile_files_are_refused() {
    // A reader that takes exponential time would never end here.
    let deep = |open: &str, close: &str| format!("{}1{}", open.repeat(10_000), close.repeat(10_000));
    let staircase = (0..10_000).fold(String::new(), |out, i| out + &" ".repeat(i % 700) + "a:\n");
    let mut bomb = "a0: &a0 x\n".to_owned();
    (1..40).for_each(|i| writeln!(bomb, "a{i}: &a{i} [{}]", vec![format!("*a{}", i - 1); 10].join(",")).unwrap());
    let mut merges = "a0: &a0 {k: v}\n".to_owned();
    (1..300).for_each(|i| writeln!(merges, "a{i}: &a{i} {{<<: *a{}, k{i}: v}}", i - 1).unwrap());
    let mut chain = "a0: &a0 [x]\n".to_owned();
    (1..400).for_each(|i| writeln!(chain, "a{i}: &a{i} [*a{}]", i - 1).unwrap());
    let nested = format!("{}{}", "- &a ".repeat(200), "x\n");
    for text in [
        deep("[", "]"),
        deep("{a: ", "}"),
        deep("- ", ""),
        deep("? ", ""),
        deep("[{", "}]"),
        deep("&a ", ""),
        staircase,
        bomb,
        chain,
        "a: \"".to_owned() + &"x\n".repeat(100_000),
        "\0".repeat(1000),
        "[".repeat(100_000),
        "\t".repeat(100_000) + "x: [",
        " ".repeat(MAX_BYTES + 1),
    ] {
        assert!(read(Format::Yaml, text.into_bytes()).is_err());
    }
    tree(&merges);
    let _ = read(Format::Yaml, nested.into_bytes());
    assert!(read(Format::Yaml, vec![b'a', 0xff]).unwrap_err().reason.contains("UTF-8"));
}

#[test]
fn a_lone_carriage_return_is_refused() {
    for text in ["a: 1\rb: 2\n", "a: 1 # c\r  b: 2\n", "a: 1\n\r", "a: 1\r\r\n"] {
        let error = read(Format::Yaml, text.into()).unwrap_err();
        assert!(error.reason.starts_with("a carriage return without a line feed"), "{error}");
    }
}

#[test]
fn block_scalars_and_line_endings() {
    let value = |text: &str| tree(text).documents[0].root.find(&"a".parse::<Key>().unwrap()).unwrap().value();
    let string = |text: &str| Value::String(text.into());
    assert_eq!(value("\u{feff}a: |\r\n  x\r\n  y\r\n"), string("x\ny\n"));
    assert_eq!(value("a: |2-\n    x\n"), string("  x"));
    assert_eq!(value("a: >\n  x\n  y\n\n  z\n"), string("x y\nz\n"));
    assert_eq!(value("a: |\n"), string(""));
}
