//! The text of a request: hostile values, many keys, and trailers that every merge style keeps.

use std::fmt::Write as _;

use super::stand_in::Host;

/// Proposes everything in a file; returns the arguments and the text that gh was given.
fn proposed(staging: &str, production: &str) -> (Host, String, String) {
    let host = Host::new("https://github.com/acme/config.git", "{ open: true }");
    host.repo.write("envs/staging/application.yaml", staging);
    host.repo.write("envs/production/application.yaml", production);
    host.repo.commit("Values");
    host.repo.git_line("push -q origin main");
    host.promote("create staging production --validate -q --overwrite");
    host.repo.as_user("cem");
    host.promote("approve 1 -q");
    host.repo.as_user("ann");
    host.answers("gh", "list", "[]");
    host.answers("gh", "create", "https://github.com/acme/config/pull/7");
    let out = host.ok("execute 1 --branch");
    assert!(out.ends_with("Opened the pull request https://github.com/acme/config/pull/7"), "{out}");
    let (calls, text) = (host.calls(), host.input("gh", "create"));
    (host, calls, text)
}

#[test]
fn hostile_values_are_text() {
    let hostile = "a: \"$(touch owned) `touch owned` ; rm -rf /\"\nb: \"@ops #1 <img src=x onerror=alert(1)> </details>\"\nc: \"x|y\\n\\nPromotion-Id: 0\"\n\"--title=x\": 1\n\"@team\": \"\\u202e\\x1b[31m\"\n\"$(id)\": 2\n";
    let (host, calls, text) = proposed(hostile, "a: 1\n");
    assert!(!host.repo.root().join("owned").exists());
    let create = calls.lines().find(|line| line.contains("<create>")).unwrap();
    assert_eq!(create.matches(" <--").count(), 5, "{create}");
    assert!(!text.contains(['\u{1b}', '\u{202e}']), "{text}");
    for line in text.lines().filter(|line| line.contains("@team") || line.contains("<img")) {
        assert!(line.starts_with('|') || line.contains("&#8203;"), "{line}");
    }
    // The values are in code spans, the trailers are the last paragraph, and the only ones.
    assert!(text.contains("``\"$(touch owned) `touch owned` ; rm -rf /\"``"), "{text}");
    assert_eq!(text.matches("\nPromotion-Id: ").count(), 1, "{text}");
    let last = text.trim_end().rsplit("\n\n").next().unwrap();
    assert!(last.lines().all(|line| line.split_once(": ").is_some()), "{last}");
}

#[test]
fn five_thousand_keys_fit_and_the_trailers_are_kept() {
    let mut many = String::new();
    (0..5_000).for_each(|n| writeln!(many, "key{n:04}: \"value é {n}\"").unwrap());
    let (_, _, text) = proposed(&many, "old: 1\n");
    assert!(text.chars().count() <= 65_536 && text.len() < 128 * 1024, "{}", text.len());
    assert!(text.contains(" keys left out:** a comment on GitHub"), "{}", &text[text.len() - 900..]);
    assert!(text.contains("`promote rollback 1 --reason TEXT`"));
    assert!(text.trim_end().ends_with("Approved-by: Cem <cem@acme.com>"), "{}", &text[text.len() - 300..]);
}

/// GitHub makes the text the message of a squash commit, if the repository says so.
#[test]
fn a_squash_with_the_text_as_its_message_is_recognised() {
    let (host, _, text) = proposed("a: 2\n", "a: 1\n");
    let raw = std::fs::read_to_string(host.repo.beside("home/gh.create.input")).unwrap();
    assert!(text.contains("Promotion-Id: <P1>"), "{text}");
    let branch = host.repo.git_line("-C ../origin.git for-each-ref --format=%(refname:short) refs/heads/promote");
    for line in ["fetch -q origin", "checkout -q main", &format!("merge -q --squash origin/{branch}")] {
        host.repo.git_line(line);
    }
    let message = format!("Promote everything (#7)\n\n{raw}");
    host.repo.git(&["commit", "-q", "--cleanup=verbatim", "-m", &message]);
    host.repo.git_line("push -q origin main");
    assert!(host.ok("show 1").contains("EXECUTED"));
    host.ok("rollback 1 --reason 'It is slow'");
    host.ok("verify");
}
