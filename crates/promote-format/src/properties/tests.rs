//! Reading `.properties` files by the rules of `java.util.Properties.load`.

use super::read;
use crate::flat::entries;

fn pairs(bytes: &[u8]) -> Vec<(String, String)> {
    let tree = read(bytes).unwrap_or_else(|bad| panic!("{bad} in {}", String::from_utf8_lossy(bytes)));
    let pair = |e: &crate::Entry| (e.name.to_string(), e.value.value().to_json().as_str().unwrap().to_owned());
    entries(&tree).iter().map(pair).collect()
}

fn one(text: &str) -> (String, String) {
    let mut pairs = pairs(text.as_bytes());
    assert_eq!(pairs.len(), 1, "{text}: {pairs:?}");
    pairs.remove(0)
}

fn pair(key: &str, value: &str) -> (String, String) {
    (key.to_owned(), value.to_owned())
}

#[test]
fn the_examples_of_the_javadoc() {
    for text in
        ["Truth = Beauty", "  Truth:Beauty", "Truth                    :Beauty", "Truth Beauty", "Truth\t\u{c}Beauty"]
    {
        assert_eq!(one(text), pair("Truth", "Beauty"), "{text}");
    }
    let fruits = "fruits                           apple, banana, pear, \\\n                                 cantaloupe, watermelon, \\\n                                 kiwi, mango\n";
    assert_eq!(one(fruits), pair("fruits", "apple, banana, pear, cantaloupe, watermelon, kiwi, mango"));
    assert_eq!(one("cheeses"), pair("cheeses", ""));
    assert_eq!(one("\\:\\="), pair(":=", ""));
}

#[test]
fn separators_escapes_and_blanks() {
    assert_eq!(one("a\\ b\\=c = d = e "), pair("a b=c", "d = e "));
    assert_eq!(one("k==v"), pair("k", "=v"));
    assert_eq!(one("k \\\n  = \\\n  v"), pair("k", "v"));
    assert_eq!(one("k=\\ v\\tt\\z\\\\"), pair("k", " v\ttz\\"));
    assert_eq!(one("k=\\u20ac\\uD83D\\uDE00"), pair("k", "€😀"));
    assert_eq!(one("k=a\\\r\n   b\r\n"), pair("k", "ab"));
    assert_eq!(one("k=a\\\n\n"), pair("k", "a"));
    assert_eq!(one("k=a\\"), pair("k", "a"));
    assert_eq!(one("\\\n k=v"), pair("k", "v"));
    assert_eq!(one("=v"), pair("", "v"));
    assert_eq!(one("! c\n# k=\\\nk=#v!"), pair("k", "#v!"));
    assert_eq!(pairs(b"\\\n\n# c\n"), []);
}

#[test]
fn both_encodings_are_read() {
    assert_eq!(one("stra\u{df}e=é"), pair("straße", "é"));
    assert_eq!(pairs(b"a=\xe9\nb=x\nstra\xdfe=\xfc."), [pair("a", "é"), pair("b", "x"), pair("straße", "ü.")]);
    let tree = read(b"a=\xe9\nb=\xfc.\n").unwrap();
    let spans: Vec<_> = entries(&tree).iter().map(|e| (e.name_span(), e.value.span())).collect();
    assert_eq!(spans, [(0..1, 2..3), (4..5, 6..8)]);
}

#[test]
fn refusals_have_a_place() {
    let bad = |bytes: &[u8]| read(bytes).unwrap_err().to_string();
    assert_eq!(bad(b"a=1\nb=\\u12"), "line 2, column 3: four hexadecimal digits must follow \\u");
    assert_eq!(bad(b"b=\\ud83d"), "line 1, column 3: an unpaired surrogate is not a character");
    assert_eq!(bad(b"a.b=1\n\n a.b : 2"), "line 3, column 2: the key a.b occurs twice, first on line 1");
    assert_eq!(bad(b"a=1\n#---\na=2"), "line 2, column 1: the file has several documents and cannot be read by key");
    assert_eq!(bad(b"a=1\rb=2"), "line 1, column 4: the carriage return is not followed by a line feed");
    assert_eq!(bad(b"\xff\xfea\0"), "line 1, column 1: the file is UTF-16; properties are UTF-8 or ISO-8859-1");
    assert_eq!(bad(b"a=\xe9\nb=\\ux"), "line 2, column 3: four hexadecimal digits must follow \\u");
    // Columns count characters of the encoding, without the byte order mark.
    assert_eq!(bad(b"\xef\xbb\xbfb=\\ux"), "line 1, column 3: four hexadecimal digits must follow \\u");
    assert_eq!(bad(b"a=\n\xef\xbb\xbfb=\\ux"), "line 2, column 4: four hexadecimal digits must follow \\u");
    assert_eq!(bad(b"a=\xe9\n\xef\xbb\xbfb=\\ux"), "line 2, column 6: four hexadecimal digits must follow \\u");
}
