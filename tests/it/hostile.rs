//! Hostile content is treated as data: large, deep and odd files; names and values that imitate output or trailers.

use std::time::{Duration, Instant};

use insta::assert_snapshot;

use crate::support::{Repo, run};

/// Runs a command, which must answer within 30 seconds; returns the transcript.
fn quickly(repo: &Repo, line: &str) -> String {
    let started = Instant::now();
    let text = repo.promote_line(line);
    assert!(started.elapsed() < Duration::from_secs(30), "{line} took {:?}", started.elapsed());
    text
}

#[test]
fn answers_in_time_for_a_yaml_bomb() {
    let mut bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n".to_owned();
    for n in 1..12 {
        let aliases = vec![format!("*a{}", n - 1); 9].join(", ");
        bomb.push_str(&format!("a{n}: &a{n} [{aliases}]\n"));
    }
    let repo = Repo::with_file("bomb.yaml", &bomb, "a: 1\n");
    assert_snapshot!(quickly(&repo, "diff dev staging --stat"), @"
    $ promote diff dev staging --stat
    envs/{env}/bomb.yaml     1  ~1
    dev -> staging: 1 modified
    ");
    assert_snapshot!(quickly(&repo, "configs dev"), @"
    $ promote configs dev
    envs/{env}/bomb.yaml
      ! not read by key: line 6, column 20: the aliases repeat more than 250000 values
      adc873a5  (whole file)  a66fd2af8c (643 bytes)

    dev: 1 key in 1 file
    ");
    let repo = Repo::pipeline();
    repo.policy(&bomb).commit("A bomb for a policy");
    assert_snapshot!(quickly(&repo, "status"), @"
    $ promote status
    --- stderr
    error: promote.yaml on main has 1 mistake
    caused by: promote.yaml:6:20: the file cannot be parsed: the aliases repeat more than 250000 values; quote text that begins with '*'
    --- exit 2
    ");
}

#[test]
fn moves_a_file_with_ten_thousand_levels_as_a_whole() {
    let deep = |open: &str, close: &str| open.repeat(10_000) + "1" + &close.repeat(10_000);
    let block: String = (0..10_000).map(|n| format!("{}a:\n", " ".repeat(n))).collect();
    for (file, text) in [
        ("a.yaml", deep("[", "]")),
        ("a.yaml", deep("{a: ", "}")),
        ("a.yaml", block),
        ("a.yaml", "- ".repeat(10_000)),
        ("a.json", deep("[", "]")),
        ("a.json", deep("{\"a\":", "}")),
    ] {
        let repo = Repo::with_file(file, &text, "a: 1\n");
        let text = quickly(&repo, "configs dev");
        assert!(text.contains("not read by key") && text.contains("1 key in 1 file"), "{file}: {text}");
        assert!(quickly(&repo, "create dev staging").contains("is promoted as a whole file"));
    }
}

#[test]
fn refuses_a_policy_with_ten_thousand_levels() {
    let repo = Repo::pipeline();
    repo.policy(&("version: 1\nfiles: ".to_owned() + &"[".repeat(10_000) + &"]".repeat(10_000))).commit("Deep");
    assert_snapshot!(quickly(&repo, "status"), @"
    $ promote status
    --- stderr
    error: promote.yaml on main has 1 mistake
    caused by: promote.yaml:2:264: the file cannot be parsed: the nesting is deeper than 256 levels
    --- exit 2
    ");
}

#[test]
fn promotes_a_file_of_fifty_megabytes() {
    let line = "key: \"0123456789012345678901234567890123456789\"\n";
    let text: String = (0..50_000_000 / 48).map(|n| format!("k{n:07}{}", &line[3..])).collect();
    assert!(text.len() > 49_000_000);
    let repo = Repo::with_file("a.yaml", &text, "a: 1\n");
    assert_snapshot!(quickly(&repo, "diff dev staging --stat"), @"
    $ promote diff dev staging --stat
    envs/{env}/a.yaml     1  ~1
    dev -> staging: 1 modified
    ");
    assert_snapshot!(quickly(&repo, "create dev staging --key a.yaml:* --execute"), @"
    $ promote create dev staging --key a.yaml:* --execute
    envs/{env}/a.yaml
      ~ (whole file)  a8926a52d8 (5 bytes) -> d33478d9f0 (55208298 bytes)

    ! envs/dev/a.yaml is promoted as a whole file: the file is larger than 16 MiB, the limit for reading by key
    Created promotion 1 dev -> staging: 1 modified
    plan sha256:<digest>
    Executed promotion 1 as <c1> on main
      Promote a.yaml to staging
      files updated in /world/repo
    --- stderr
    hint: to roll it back: promote rollback 1 --reason TEXT
    note: this begins the ledger, on the branch promotions; promote.yaml on main rules
    ");
    assert_eq!(repo.git_line("rev-parse HEAD:envs/dev"), repo.git_line("rev-parse HEAD:envs/staging"));
}

#[test]
fn escapes_control_sequences_in_content() {
    let repo = Repo::with_file(
        "a.yaml",
        "a: \"\u{1b}[31mred\u{1b}[0m\"\nb: \"x\\e]0;title\\a\"\n\"k\u{1b}[2J\": 1\nr: \"ab\u{202e}cd\"\n",
        "a: 1\n",
    );
    repo.write("envs/dev/\u{1b}[31mname.yaml", "v: \u{9b}31m\n")
        .write("envs/dev/t.txt", "l\u{1b}[1A\u{7}\n")
        .commit("x");
    for line in [
        "diff dev staging",
        "configs dev",
        "create dev staging",
        "show @",
        "diff dev staging --name-only",
        "diff dev staging --stat",
    ] {
        let run = repo.run(line);
        assert!(!run.stdout.contains(['\u{1b}', '\u{7}', '\u{9b}', '\u{202e}']), "{line}: {}", run.stdout);
    }
    assert_snapshot!(repo.promote_line("diff dev staging"), @r#"
    $ promote diff dev staging
    2 new files wait

    envs/{env}/\u{1b}[31mname.yaml
      + (whole file)  c6d7cdc512 (9 bytes)
          + v: \u{9b}31m
      ! envs/dev/\u{1b}[31mname.yaml is not read by key: line 1, column 4: unexpected character: `\u{9b}'

    envs/{env}/t.txt
      + (whole file)  684ac75a05 (7 bytes)
          + l\u{1b}[1A\u{7}

    1 key of unknown direction: no history yet

    envs/{env}/a.yaml
      ~ (whole file)  a8926a52d8 (5 bytes) -> ba9d0fb006 (61 bytes)
          - a: 1
          + a: "\u{1b}[31mred\u{1b}[0m"
          + b: "x\e]0;title\a"
          + "k\u{1b}[2J": 1
          + r: "ab\u{202e}cd"
      ! envs/dev/a.yaml is not read by key: line 1, column 5: unexpected character: `\u{1b}'

    dev -> staging: 2 added, 1 modified
    "#);
    let commit = repo.run("diff dev staging -o json").stdout;
    assert!(!commit.contains(['\u{1b}', '\u{9b}', '\u{202e}']), "{commit}");
}

#[test]
fn escapes_control_sequences_in_names_and_commits() {
    let repo = Repo::open_pipeline();
    repo.validated("--key query.timeout");
    repo.write("envs/production/application.yaml", "query: { timeout: 31 }\n").git(&["add", "-A"]);
    repo.git(&["-c", "user.name=x", "commit", "-qm", "Evil \u{1b}[2Jsubject", "--author", "E\u{1b}[31mve <e@x>"]);
    let run = repo.run("execute @");
    assert_eq!(run.code, 4);
    assert!(!run.stderr.contains('\u{1b}'), "{}", run.stderr);
    let run = repo.run("execute @ -o json");
    assert!(!run.stderr.contains('\u{1b}'), "{}", run.stderr);
    let run = repo.run("diff staging 'prod\u{1b}[31m'");
    assert!(!run.stderr.contains('\u{1b}'), "{}", run.stderr);
}

#[test]
fn a_value_cannot_forge_a_trailer() {
    let value = "note: |\n  text\n\n  Promotion-Id: 1\n  Approved-by: Eve <eve@evil.com>\n";
    let repo = Repo::with_file("a.yaml", value, "note: x\n");
    repo.ok("create dev staging --execute");
    assert_eq!(repo.read("envs/staging/a.yaml"), value);
    let message = repo.git_line("log -1 --format=%B");
    let trailers = run(repo.command("git").args(["interpret-trailers", "--parse"]), message.as_bytes()).stdout;
    assert!(!trailers.contains("Eve") && trailers.matches("Promotion-Id").count() == 1, "{trailers}");
    let ledger = repo.git_line("log -3 --format=%B promotions");
    assert!(!ledger.lines().any(|line| line.starts_with("Approved-by: Eve")), "{ledger}");
}
