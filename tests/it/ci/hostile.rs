//! Values, keys, names and inputs are data: in the comment, in the log that a runner reads, in arguments and in the shell.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use super::world::{Ci, Host};
use crate::support::run;

const MARKER: &str = "<!-- promote: what this request changes -->";

/// Lines of a log that a runner would take for commands.
fn commands(log: &str) -> Vec<&str> {
    let (mut end, mut found) = (None, Vec::new());
    for line in log.lines().map(str::trim_start) {
        match &end {
            Some(stopped) if line == *stopped => end = None,
            Some(_) => {}
            None => match line.strip_prefix("::stop-commands::") {
                Some(token) => end = Some(format!("::{token}::")),
                None if line.starts_with("::") || line.contains("##[") => found.push(line),
                None => {}
            },
        }
    }
    assert_eq!(end, None, "commands are still stopped: {log}");
    found
}

fn hostile() -> String {
    let values = [
        ("marker", format!("{MARKER}\\n{MARKER}")),
        ("mention", "@acme/everyone and @ann, #1, !1, GH-1".to_owned()),
        ("ticks", "``` `a` ```` | b | </details> <script>".to_owned()),
        ("order", "\\n/merge\\n/approve\\n".to_owned()),
        ("runner", "\\n::error::owned\\n::add-mask::promote\\n##[error]owned".to_owned()),
        ("shell", "$(touch pwned) `touch pwned` ; touch pwned".to_owned()),
    ];
    let lines: String = values.iter().map(|(key, value)| format!("{key}: \"{value}\"\n")).collect();
    format!(
        "{lines}\"{MARKER}\": 1\n\"@ann | `x`\": 1\n\"*{{a,b}}?\": 1\nblock: |\n  /close\n  ::error::owned\n  {MARKER}\n"
    )
}

#[test]
fn hostile_values_stay_in_the_comment_what_they_are() {
    for ci in [Ci::github(), Ci::gitlab()] {
        let Some(ci) = ci else { return };
        ci.propose(&[("envs/staging/odd.yaml", &hostile()), ("envs/dev/[a] `b` *c*.yaml", "x: 1\n")]);
        let done = ci.ok();
        let comment = ci.comment();
        // One line each, in a cell of a table.
        for line in comment.lines().skip(1) {
            assert!(!line.starts_with('/') && !line.trim_start().starts_with("::"), "{line}");
            let harmless = line.starts_with("| added |")
                || line.starts_with("| removed |")
                || !(line.contains("<!--") || line.contains("/merge"));
            assert!(harmless, "{line}");
        }
        assert!(comment.starts_with(MARKER));
        assert!(
            comment.contains("| added | `mention` |  | `\"@acme/everyone and @ann, #1, !1, GH-1\"` |"),
            "{comment}"
        );
        assert!(comment.contains("### `staging`: 10 added\n"), "{comment}");
        assert!(
            comment.contains("### `staging` → `production` after the merge (the keys above): 10 added\n"),
            "{comment}"
        );
        if ci.host == Host::GitHub {
            assert_eq!(commands(&done.stdout), [] as [&str; 0]);
        }
        assert!(!ci.clone().join("pwned").exists());
        // The marker in a value of a comment that is not ours changes nothing.
        ci.ok();
        ci.comment();
    }
}

#[test]
fn names_of_files_and_messages_do_not_break_out() {
    let Some(ci) = Ci::github() else { return };
    let path = "envs/production/`x` ``` <!-- y --> @ann.yaml";
    ci.propose(&[(path, "a: 1\n")]);
    let done = ci.pull_request();
    assert_eq!(done.code, 1, "{}", done.stderr);
    let comment = ci.comment();
    let block = comment.split("### The merge\n\n").nth(1).unwrap();
    let fence = block.lines().next().unwrap();
    assert_eq!(fence, "````");
    let inside: Vec<&str> = block.lines().skip(1).take_while(|line| *line != fence).collect();
    assert!(inside.iter().any(|line| line.contains("refused: ") && line.contains("@ann.yaml")), "{comment}");
    assert!(comment.contains("| the merge | **the rules refuse it** |"), "{comment}");
    assert_eq!(
        commands(&done.stdout),
        ["::error::the configuration of this pull request does not hold; see the report above"]
    );
}

#[test]
fn five_thousand_keys_are_cut_behind_a_key() {
    let Some(ci) = Ci::github() else { return };
    let file = |value: &str| -> String {
        (0..5_000).map(|n| format!("key{n:05}: \"a value of some length | with a pipe {value} {n}\"\n")).collect()
    };
    let short = ci.repo.read("envs/dev/application.yaml").replace("90", "91");
    ci.propose(&[
        ("envs/staging/many.yaml", &file("one")),
        ("envs/dev/many.yaml", &file("two")),
        ("envs/dev/application.yaml", &short),
    ]);
    ci.ok();
    let comment = ci.comment();
    let length = comment.chars().count();
    assert!(length <= 65_536 && length > 50_000, "{length}");
    assert_eq!(comment.matches("<details>").count(), comment.matches("</details>").count());
    let rows = |text: &str| -> Vec<String> {
        let lines = text.lines().filter(|line| line.starts_with("| added |") || line.starts_with("| modified |"));
        lines.map(str::to_owned).collect()
    };
    for row in rows(&comment) {
        assert!(row.ends_with(" |"), "{row}");
    }
    let sections: Vec<&str> = comment.split("\n### `").skip(1).collect();
    assert_eq!(sections.len(), 4, "{comment}");
    for (section, all) in sections.iter().zip([5_001, 5_000, 5_001, 5_001]) {
        let shown = rows(section).len();
        let left = format!("**{} of {all} keys are left out here.** To see them: `promote diff ", all - shown);
        assert!(shown >= 100 && section.contains(&left), "{all} {shown}");
    }
    // What was proved is there, however long the rest is.
    assert!(comment.contains("| `promote verify` | Verified: no findings. |"));
}

#[test]
fn the_token_is_in_no_argument() {
    let Some(ci) = Ci::github() else { return };
    ci.propose_timeout();
    let (bin, log) = (ci.repo.beside("bin"), ci.repo.beside("arguments"));
    fs::create_dir(&bin).unwrap();
    let path = std::env::var("PATH").unwrap();
    let curl = std::env::split_paths(&path).map(|folder| folder.join("curl")).find(|file| file.is_file()).unwrap();
    // What any process of the machine could see of it.
    let watch = format!(
        "#!/bin/bash\ntr '\\0' ' ' </proc/$$/cmdline >>{log}\nenv >>{log}\nexec {curl} \"$@\"\n",
        log = log.display(),
        curl = curl.display()
    );
    fs::write(bin.join("curl"), watch).unwrap();
    fs::set_permissions(bin.join("curl"), fs::Permissions::from_mode(0o755)).unwrap();
    let done = run(ci.script("pull-request").env("PATH", format!("{}:{path}", bin.display())), b"");
    assert_eq!(done.code, 0, "{}", done.stdout);
    let seen = fs::read_to_string(log).unwrap();
    assert!(seen.contains("--request POST") && !seen.contains("t0ken"), "{seen}");
    assert!(ci.api.requests().iter().all(|line| line.ends_with(" Authorization: Bearer t0ken")));
    let done = run(ci.script("pull-request").env("PROMOTE_CI_TOKEN", "x\"\nurl = \"http://evil"), b"");
    assert_eq!(done.code, 2, "{}", done.stdout);
    assert!(done.stdout.contains("the token has letters that no token has"), "{}", done.stdout);
    assert_eq!(ci.api.requests().len(), 0);
}

#[test]
fn the_commands_of_checks_are_not_run() {
    let Some(ci) = Ci::github() else { return };
    let policy = ci.repo.read("promote.yaml") + "checks:\n  - { name: mine, run: [touch, pwned] }\n";
    ci.repo.policy(&policy).commit("A check");
    ci.repo.git_line("push -q origin main");
    ci.propose(&[
        ("promote.yaml", &policy.replace("pwned", "/tmp/pwned-by-a-request")),
        ("envs/staging/a.yaml", "a: 1\n"),
    ]);
    ci.ok();
    assert!(ci.comment().contains("### `promote check`"), "{}", ci.comment());
    assert!(!ci.clone().join("pwned").exists() && !std::path::Path::new("/tmp/pwned-by-a-request").exists());
}
