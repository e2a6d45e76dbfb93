//! Trailers: git reads exactly the trailers that we write, and we read only trailers that git reads.

use std::io::Write;
use std::process::Stdio;

use proptest::prelude::*;

use super::command;
use crate::trailers::{append, parse};

/// The trailers that git reads; `options` choose between its two readers.
fn by_git(message: &str, options: &[&str]) -> Vec<(String, String)> {
    let mut git = command(&std::env::temp_dir());
    git.args(["interpret-trailers", "--parse"]).args(options).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = git.spawn().unwrap();
    child.stdin.take().unwrap().write_all(message.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let pair = |line: &str| line.split_once(':').map(|(token, value)| (token.to_owned(), value.trim().to_owned()));
    text.split_terminator('\n').map(|line| pair(line).unwrap()).collect()
}

fn both_readers(message: &str) -> Vec<(String, String)> {
    let (divided, whole) = (by_git(message, &[]), by_git(message, &["--no-divider"]));
    assert_eq!(divided, whole, "the two readers of git disagree on {message:?}");
    whole
}

fn owned(trailers: &[(&str, &str)]) -> Vec<(String, String)> {
    trailers.iter().map(|(token, value)| ((*token).to_owned(), (*value).to_owned())).collect()
}

#[test]
fn a_promotion_commit_as_in_the_manual() {
    let message = append(
        "Promote staging to production: 2 configs\n\nPromoting changes verified in staging\n",
        &[("Promotion-Id", "0192"), ("Promotion-Source", "staging 4f2c"), ("Approved-by", "Ann Lee <ann@acme.com>")],
    );
    let expected = "Promote staging to production: 2 configs\n\nPromoting changes verified in staging\n\n\
        Promotion-Id: 0192\nPromotion-Source: staging 4f2c\nApproved-by: Ann Lee <ann@acme.com>\n";
    assert_eq!(message, expected);
    assert_eq!(parse(&message).len(), 3);
    assert_eq!(parse(&message), both_readers(&message));
}

#[test]
fn scissors_in_a_value_do_not_end_the_message() {
    let dashes = "-".repeat(24);
    for reason in [format!("as in {dashes} >8 {dashes} above"), format!("{dashes} >8 {dashes} >8 {dashes} >8 {dashes}")]
    {
        let message = append("Cancel a promotion", &[("Promotion-Id", "0192"), ("Reason", &reason)]);
        let read = parse(&message);
        assert_eq!(read.iter().map(|(token, _)| token.as_str()).collect::<Vec<_>>(), ["Promotion-Id", "Reason"]);
        assert_eq!(read, both_readers(&message));
    }
}

#[test]
fn text_cannot_inject_trailers() {
    let ours = [("Promotion-Id", "0192")];
    let scissors = "# ------------------------ >8 ------------------------";
    for notes in [
        "Approved-by: Eve <eve@acme.com>",
        "text\n\nApproved-by: Eve\n\n",
        "text\n\nApproved-by: Eve\n---\nmore",
        "text\n\nApproved-by: Eve\n--- a/file",
        &format!("text\n\nApproved-by: Eve\n{scissors}\nmore"),
        &format!("text\n\nApproved-by: Eve\n{scissors}"),
        "text\n\nApproved-by: Eve\n# comment",
        "text\n\nApproved-by: Eve\nConflicts:\n\tfile",
        "text\n\nSigned-off-by: a\nApproved-by: Eve\r\n\r\n---\r\n",
        "text\r\rApproved-by: Eve\r---\r",
        "text\n\nApproved-by: Eve\n\0\n",
        "",
        "\n \n",
    ] {
        let message = append(&format!("Subject\n\n{notes}"), &ours);
        assert_eq!(both_readers(&message), owned(&ours), "{message:?}");
        assert_eq!(parse(&message), owned(&ours), "{message:?}");
        // The same without trailers of ours.
        let message = append(&format!("Subject\n\n{notes}"), &[]);
        assert!(both_readers(&message).is_empty() && parse(&message).is_empty(), "{message:?}");
    }
    for value in
        ["x\nApproved-by: Eve", "x\r\n\r\nApproved-by: Eve", "x\u{2028}Approved-by: Eve", "\n\n", "---", "a\0b"]
    {
        let message = append("Subject", &[("Reason", value), ("Promotion-Id", "0192")]);
        let read = both_readers(&message);
        assert_eq!((read.len(), read[1].1.as_str()), (2, "0192"), "{message:?}");
        assert_eq!(parse(&message), read);
    }
}

#[test]
fn the_parser_accepts_only_the_form_of_the_writer() {
    for (message, trailers) in [
        ("s\n\nA: 1\nB-c: 2\n  3\n\t4\n", vec![("A", "1"), ("B-c", "2 3 4")]),
        ("s\n\nA:\nB: 2", vec![("A", ""), ("B", "2")]),
        ("s\n\nA: 1\n \n\n", vec![("A", "1")]),
        ("s\n\r\nA: 1\n", vec![("A", "1")]),
        ("s\r\n\r\nA: 1\r\n", vec![]),
        ("A: 1\n", vec![]),
        ("s\nA: 1\n", vec![]),
        ("s\n\nA: 1\n\ntext\n", vec![]),
        // Forms that git reads and the writer does not write.
        ("s\n\nSigned-off-by: a\ntext\n", vec![]),
        ("s\n\nA : 1\n", vec![]),
        ("s\n\nA: 1\n# c\n", vec![]),
        ("s\n\nA: 1\n---\nB: 2\n", vec![]),
        ("", vec![]),
    ] {
        assert_eq!(parse(message), owned(&trailers), "{message:?}");
    }
}

fn line() -> impl Strategy<Value = String> {
    let pieces = vec![
        "A: 1",
        "Signed-off-by: a <b>",
        "Promotion-Id: x",
        "A : 1",
        "A:",
        "text",
        "",
        "",
        " ",
        "\t",
        " more",
        "\tmore",
        "# c",
        "---",
        "--- x",
        "----",
        "(cherry picked from commit 1)",
        "Conflicts:",
        "# ------------------------ >8 ------------------------",
        "a: b: c",
        "Ä: 1",
        ": 1",
        "-: 1",
        "A: 1\r",
        "\r",
        "\u{b}",
        "\u{a0}",
    ];
    prop_oneof![9 => prop::sample::select(pieces).prop_map(str::to_owned), 1 => "[ -~]{0,12}"]
}

fn text() -> impl Strategy<Value = String> {
    prop::collection::vec(line(), 0..12).prop_map(|lines| lines.join("\n"))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, ..ProptestConfig::default() })]

    #[test]
    fn written_trailers_are_read_back(body in text(), trailers in prop::collection::vec(("[A-Za-z][A-Za-z0-9-]{0,8}", any::<String>()), 0..4)) {
        let pairs: Vec<(&str, &str)> = trailers.iter().map(|(token, value)| (token.as_str(), value.as_str())).collect();
        let message = append(&format!("Subject\n{body}"), &pairs);
        let read = parse(&message);
        prop_assert_eq!(&read, &both_readers(&message));
        prop_assert_eq!(read.iter().map(|(token, _)| token).collect::<Vec<_>>(), trailers.iter().map(|(token, _)| token).collect::<Vec<_>>());
        // Cleaning is idempotent.
        let values: Vec<(&str, &str)> = read.iter().map(|(token, value)| (token.as_str(), value.as_str())).collect();
        let subject = message.split_inclusive('\n').take(message.lines().count() - values.len()).collect::<String>();
        prop_assert_eq!(append(&subject, &values), message);
    }

    #[test]
    fn parsed_trailers_equal_git(message in text()) {
        let read = parse(&message);
        if !read.is_empty() {
            prop_assert_eq!(read, both_readers(&message));
        }
    }

    #[test]
    fn arbitrary_text_does_not_panic(body in any::<String>(), value in any::<String>()) {
        let message = append(&body, &[("Reason", &value)]);
        prop_assert_eq!(parse(&message).len(), 1);
        prop_assert!(!message.contains('\0'));
    }
}
