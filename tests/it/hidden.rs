//! Control, bidirectional and invisible characters are escaped in every output and in what is written into messages.

use crate::support::{Repo, Run, run};

/// One of each kind: an escape sequence, a bidirectional override, an isolate, a zero-width joiner, a line separator, a
/// tag, a selector, a soft hyphen and a filler.
const HIDDEN: &str = "\u{1b}]0;x\u{7}\u{202e}\u{2066}\u{200d}\u{2028}\u{e0041}\u{fe0f}\u{ad}\u{3164}";

/// The hidden characters in a text, without line breaks and tabs.
fn hidden(text: &str) -> String {
    let is = |c: &char| promote_model::text::is_hidden(*c) && !matches!(c, '\n' | '\t');
    text.chars().filter(is).map(|c| c.escape_unicode().to_string()).collect()
}

/// A pipeline whose names, keys, values and people hold hidden characters.
fn hostile() -> Repo {
    let repo = Repo::pipeline();
    let key = serde_json::json!(format!("k{HIDDEN}"));
    for (env, value) in [("staging", "2"), ("production", "1")] {
        let text = serde_json::json!(format!("{value}{HIDDEN}"));
        let name = HIDDEN.replace(['\u{1b}', '\u{7}'], "");
        repo.write(&format!("envs/{env}/a{name}.json"), format!("{{{key}: {text}, \"l\": [{text}]}}\n"));
        repo.write(&format!("envs/{env}/w.txt"), format!("line {value}{HIDDEN}\n"));
        repo.write(&format!("envs/{env}/bad.yaml"), format!("a: {value}\na: {value}\n\"{HIDDEN}\": [\n"));
    }
    repo.policy(&repo.read("promote.yaml").replace("required: 2", "required: 1"));
    repo.commit(&format!("Subject {HIDDEN}"));
    repo
}

/// Runs a command as a person whose name hides something.
fn as_mallory(repo: &Repo, words: &[&str]) -> Run {
    let mut command = repo.promote_command(words);
    for role in ["AUTHOR", "COMMITTER"] {
        command.env(format!("GIT_{role}_NAME"), "Mal\u{202e}lory\u{200b}");
    }
    run(&mut command, b"")
}

#[test]
fn no_output_holds_hidden_characters() {
    let repo = hostile();
    let (notes, reason) = (format!("Notes {HIDDEN}\nsecond {HIDDEN}"), format!("Reason {HIDDEN}"));
    let created = as_mallory(&repo, &["create", "staging", "production", "--notes", &notes, "-q", "--validate"]);
    let id = created.stdout.trim().to_owned();
    assert_eq!(id.len(), 36, "{}", created.stderr);
    let (option, command) = (format!("--{HIDDEN}"), format!("x{HIDDEN}"));
    let mut said = Vec::new();
    for format in ["text", "json", "yaml", "markdown"] {
        for words in [
            &["status"][..],
            &["diff", "staging", "production"],
            &["keys", "staging"],
            &["show", &id],
            &["list", "--all"],
            &["log", "production"],
            &["verify"],
            &["diff", &command, "production"],
            &["show", &reason],
            &["keys", "staging", &format!("{{pat{HIDDEN}")],
            &["approve", &id, &option],
            &[&command],
            &["completions", &command],
            &["create", "staging", "production", "--key", &format!("k{HIDDEN}"), "--dry-run"],
        ] {
            let words = [words, &["-o", format]].concat();
            said.push((words.join(" "), as_mallory(&repo, &words)));
        }
    }
    repo.as_user("bob");
    for words in [
        &["approve", &id][..],
        &["reject", &id, "--reason", &reason],
        &["refresh", &id],
        &["validate", &id],
        &["approve", &id],
        &["execute", &id],
        &["rollback", &id, "--reason", &reason],
        &["show", &id],
    ] {
        said.push((words.join(" "), as_mallory(&repo, words)));
    }
    for (words, run) in said {
        assert_eq!(hidden(&(run.stdout + &run.stderr)), "", "{words}");
    }
    for commit in repo.git_line("rev-list promotions main").lines() {
        let message = repo.git_line(&format!("log -1 --format=%B {commit}"));
        assert!(hidden(&message).is_empty() || message.starts_with("Subject "), "{message:?}");
    }
    let paths = repo.git_line("ls-tree -r --name-only promotions");
    for path in paths.lines().filter(|path| path.ends_with("plan.txt")) {
        assert_eq!(hidden(&repo.git_line(&format!("show promotions:{path}"))), "");
    }
    assert_eq!(repo.run("verify").code, 0, "{}", repo.run("verify").stdout);
}

#[test]
fn a_patch_is_escaped_at_a_terminal_only() {
    let repo = hostile();
    let piped = repo.run("diff staging production -o patch").stdout;
    assert!(piped.contains(&format!("+line 2{HIDDEN}\n")));
    let Some(shown) = repo.at_terminal("diff staging production -o patch") else { return };
    assert_eq!(hidden(&shown), "");
    assert!(shown.contains("+line 2\\u{1b}]0;x\\u{7}\\u{202e}\\u{2066}"), "{shown}");
}

#[test]
fn patterns_beyond_a_limit_are_refused() {
    let repo = Repo::pipeline();
    let before = repo.everything();
    for (pattern, limit) in [("a".repeat(100_000), "the limit is 8192"), ("*a".repeat(2_000), "the limit is 500")] {
        for words in [
            &["diff", "staging", "production", &pattern][..],
            &["keys", "staging", &pattern],
            &["create", "staging", "production", "--key", &pattern],
            &["diff", "staging", "production", "--only", &format!("app={pattern}")],
        ] {
            let refused = repo.run_words(words);
            assert_eq!(refused.code, 2, "{}", refused.stdout);
            assert!(refused.stderr.contains(limit) && refused.stderr.len() < 400, "{}", refused.stderr);
        }
    }
    repo.assert_unchanged(&before);
    repo.policy(&format!("{}secrets: [\"{}\"]\n", repo.read("promote.yaml"), "*a".repeat(2_000)));
    repo.commit("A pattern");
    assert!(repo.fails(2, "status").contains("the limit is 500"));
}
