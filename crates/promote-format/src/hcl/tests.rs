//! Reading HCL files.

use super::read;
use crate::{Data, Node};

/// The leaves as `key = value`, each with its text.
fn leaves(text: &str) -> Vec<String> {
    fn walk(text: &str, node: &Node, key: &str, out: &mut Vec<String>) {
        match &node.data {
            Data::Map(entries) if !entries.is_empty() => {
                entries.iter().for_each(|e| walk(text, &e.value, &format!("{key}.{}", e.name), out));
            }
            Data::List(items) if !items.is_empty() => {
                items.iter().enumerate().for_each(|(i, item)| walk(text, item, &format!("{key}[{i}]"), out));
            }
            _ => {
                let value = format!("{:?}", node.value()).replace("String(", "(").replace("Token(", "~(");
                out.push(format!("{} = {value} <{}>", &key[1..], &text[node.span()]));
            }
        }
    }
    let tree = read(text.as_bytes()).unwrap_or_else(|bad| panic!("{bad} in {text}"));
    let mut out = Vec::new();
    tree.documents.iter().for_each(|document| walk(text, &document.root, "", &mut out));
    out
}

fn bad(text: &str) -> String {
    read(text.as_bytes()).unwrap_err().to_string()
}

#[test]
fn literals_have_values_and_expressions_keep_their_text() {
    let text = "a = \"x\\ty\"\nb = 1.50\nc = -2 # c\nd = true\ne = null\nf = var.x\ng = \"${var.x}-\\\"y\\\"\"\n\
                h = f(1,\n  2)\ni = a ? b : c\nj = [1, \"2\",]\nk = {}\nl = \"$${no}\"\n";
    assert_eq!(
        leaves(text),
        [
            r#"a = ("x\ty") <"x\ty">"#,
            r#"b = ~("1.50") <1.50>"#,
            r#"c = ~("-2") <-2>"#,
            r#"d = Bool(true) <true>"#,
            r#"e = Null <null>"#,
            r#"f = ~("var.x") <var.x>"#,
            r#"g = ~("${var.x}-\\\"y\\\"") <"${var.x}-\"y\"">"#,
            "h = ~(\"f(1,\\n2)\") <f(1,\n  2)>",
            r#"i = ~("a ? b : c") <a ? b : c>"#,
            r#"j[0] = ~("1") <1>"#,
            r#"j[1] = ("2") <"2">"#,
            r#"k = Map([]) <{}>"#,
            r#"l = ("${no}") <"$${no}">"#,
        ]
    );
}

#[test]
fn heredocs_are_strings() {
    let text = "a = <<EOT\n  x\n y\nEOT\nb = <<-EOT\n  x\n    y\n  EOT\nc = <<E\n${x}\nE\n";
    assert_eq!(
        leaves(text),
        [
            "a = (\"  x\\n y\\n\") <<<EOT\n  x\n y\nEOT>",
            "b = (\"x\\n  y\\n\") <<<-EOT\n  x\n    y\n  EOT>",
            "c = ~(\"<<E\\n${x}\\nE\") <<<E\n${x}\nE>",
        ]
    );
    let same: Vec<String> = leaves("a = \"x\\n\"\nb = <<EOT\r\nx\r\nEOT\r\n");
    assert!(same[0].starts_with("a = (\"x\\n\")") && same[1].starts_with("b = (\"x\\n\")"), "{same:?}");
}

#[test]
fn keys_of_objects() {
    let text = "a = {\n  b = 1, \"c d\" : 2\n  (var.e) = 3 // e\n  \"${f}\" = 4\n  5 = 6\n}";
    let keys: Vec<String> = leaves(text).into_iter().map(|leaf| leaf.split(" = ").next().unwrap().to_owned()).collect();
    assert_eq!(keys, ["a.b", "a.c d", "a.(var.e)", "a.\"${f}\"", "a.5"]);
}

#[test]
fn blocks_are_maps_below_their_labels() {
    let text = "\u{feff}terraform {\n  source = \"x\"\n}\njob \"web\" {\n  group \"a\" { count = 1 }\n  group \"b\" {}\n}\n\
                rule {\n  n = 1\n}\nrule /* { */ {\n  n = 2\n}\ninclude root { path = f() }\n";
    assert_eq!(
        leaves(text),
        [
            "terraform.source = (\"x\") <\"x\">",
            "job.web.group.a.count = ~(\"1\") <1>",
            "job.web.group.b = Map([]) <{}>",
            "rule[0].n = ~(\"1\") <1>",
            "rule[1].n = ~(\"2\") <2>",
            "include.root.path = ~(\"f()\") <f()>",
        ]
    );
    assert!(leaves("# nothing\n").is_empty());
}

#[test]
fn refusals_have_a_place() {
    assert_eq!(
        bad("a = 1\na = 2\n"),
        "line 2, column 1: not HCL: invalid attribute; expected unique attribute key; found redefined attribute"
    );
    assert_eq!(
        bad("x \"a\" {}\nx {}\n"),
        "line 2, column 1: the blocks and attributes named x cannot be distinguished by their labels"
    );
    assert_eq!(
        bad("x = 1\nx {}\n"),
        "line 2, column 1: the blocks and attributes named x cannot be distinguished by their labels"
    );
    assert!(bad("a = {b = 1, \"b\" = 2}").contains("the key b occurs twice in one object"));
    assert!(bad("a = ").starts_with("line 1"));
    assert!(read(b"a = \"\xff\"").is_err());
}

/// Hostile input for a recursive parser.
#[test]
fn deep_and_wide_files_are_handled() {
    // A reader that takes exponential time would never end here.
    for piece in [
        "[",
        "{",
        "(",
        "\"${",
        "f(",
        "x {\n",
        "-",
        "!",
        "a ? ",
        "{a=",
        "[for x in ",
        "a[",
        "%{if ",
        "\"%{if x}",
        "a+",
        "<<E\n${",
        "a.*.",
        "{(",
        "[{",
        "1-1-{",
        "1-1-{a=",
        "1-1-[{a=",
        "{ a - ",
        "{ if ---s % ",
        "1-1-\"${",
        "1+a*(",
        "1 || !a[",
        "f(1-1-",
        "{for a in b: c => 1-\n1-\n{",
        "<<E\n%{if a-b ~}${1-1-{",
        "\"%{for a in b}\"\\${1-1-\"${",
    ] {
        for many in [30, 70, 20_000] {
            let text = if piece.starts_with('x') { piece.repeat(many) } else { format!("a = {}", piece.repeat(many)) };
            for end in ["", "\"", "1&x", "99999999999999999999.99999999999999999999"] {
                let _ = read(format!("{text}{end}").as_bytes());
            }
        }
    }
    let wide = (0..20_000).map(|i| format!("k{i} = {i}\n")).collect::<String>();
    assert_eq!(leaves(&wide).len(), 20_000);
    let wide = format!("a = {{\n{wide}}}\n");
    assert_eq!(leaves(&wide).len(), 20_000);
}

/// The check must not mistake strings and comments for chains, nor end too early.
#[test]
fn the_check_skips_strings_comments_and_templates() {
    for text in [
        "a = \"1-1-{ \\\" $${ %%{ \"\n",
        "# 1-1-{ \"\n// \" 1-1-{\n/* \" 1-1-{\n */\n",
        "a = \"%{ if x ~}\" 1-1-{ %{ else }\" %{ endif }\"\n",
        "a = \"%{~/* c */for x in y}${x}-{%{endfor}\"\n",
        "a = <<-EOT\n\" 1-1-{ # ${1 - 2 - f({})}\n  EOTS\n  EOT\n",
        "a = f(<<E\n)\n 1-1-{\nE\n)\n",
        "a = { for k, v in x : k => v... if v != 1 }\nb = x.*.y[*]\nc = a::b(1)\n",
        "my-block-x \"1-1-\" {\n  a = 1e-5 - -2 <= 3\n}\n",
    ] {
        let texts: String = (0..40).map(|at| format!("x l{at} {{\n{text}}}\n")).collect();
        assert!(read(texts.as_bytes()).is_ok(), "{text} {}", bad(&texts));
        let deep = format!("{text}deep = {}", "1-1-{".repeat(40));
        assert!(bad(&deep).ends_with("too many nested chains of operators to be read by key"), "{text}");
    }
    let nested = |levels: usize| format!("a = {}1{}\n", "1 + 2 * f(".repeat(levels), ")".repeat(levels));
    assert_eq!(leaves(&nested(12)).len(), 1);
    assert!(bad(&nested(40)).ends_with("too many nested chains of operators to be read by key"));
}

#[test]
fn objects_have_a_maximum_number_of_keys() {
    let wide = |keys: usize| format!("a = {{\n{}}}\n", (0..keys).map(|i| format!("k{i}=1\n")).collect::<String>());
    assert!(bad(&wide(100_000)).ends_with("too many keys in one object to be read by key"));
}

#[test]
fn empty_heredocs_are_refused() {
    let reason = "line 2, column 5: the heredoc is empty: write \"\" instead";
    for text in ["b = <<E\nE\n", "b = <<E\nE\nc = <<E\nx\nE\n", "b = <<-E\r\n  E", "b = <<E\n\tE x\nE\n"] {
        assert_eq!(bad(&format!("a = 1\n{text}")), reason);
    }
    assert_eq!(leaves("a = <<E\n\nE\nb = <<E\nE1\nE\n").len(), 2);
}
