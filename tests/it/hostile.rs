//! Hostile content is data: large, deep, and odd files; names and values that would fake something.

use std::time::{Duration, Instant};

use insta::assert_snapshot;

use crate::support::{Repo, run};

/// dev and staging with one file each.
fn two(file: &str, dev: &str, staging: &str) -> Repo {
    let repo = Repo::open_pipeline();
    repo.git(&["rm", "-rq", "envs/dev", "envs/staging"]);
    repo.write(&format!("envs/dev/{file}"), dev).write(&format!("envs/staging/{file}"), staging);
    repo.commit("One file");
    repo
}

/// Answers in time, whatever it says.
fn quickly(repo: &Repo, line: &str) -> String {
    let started = Instant::now();
    let text = repo.promote_line(line);
    assert!(started.elapsed() < Duration::from_secs(30), "{line} took {:?}", started.elapsed());
    text
}

#[test]
fn a_yaml_bomb() {
    let mut bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n".to_owned();
    for n in 1..12 {
        let aliases = vec![format!("*a{}", n - 1); 9].join(", ");
        bomb.push_str(&format!("a{n}: &a{n} [{aliases}]\n"));
    }
    let repo = two("bomb.yaml", &bomb, "a: 1\n");
    assert_snapshot!(quickly(&repo, "diff dev staging --stat"), @"
    $ promote diff dev staging --stat
    envs/{env}/bomb.yaml     1  ~1
    dev -> staging: 1 modified
    ");
    assert_snapshot!(quickly(&repo, "configs dev"), @"
    $ promote configs dev
    envs/{env}/bomb.yaml
      ! it is not read by key: line 6, column 20: aliases that repeat more than 250000 values
      adc873a5  (whole file)  a66fd2af8c (643 bytes)

    dev: 1 config in 1 file
    ");
    let repo = Repo::pipeline();
    repo.policy(&bomb).commit("A bomb for a policy");
    assert_snapshot!(quickly(&repo, "status"), @"
    $ promote status
    --- stderr
    error: promote.yaml on main has 1 mistake
    caused by: promote.yaml:6:20: the file cannot be read: aliases that repeat more than 250000 values; a text that begins with '*' needs quotes
    --- exit 2
    ");
}

#[test]
fn ten_thousand_levels() {
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
        let repo = two(file, &text, "a: 1\n");
        let text = quickly(&repo, "configs dev");
        assert!(text.contains("is not read by key") && text.contains("1 config in 1 file"), "{file}: {text}");
        assert!(quickly(&repo, "create dev staging").contains("moves as a whole file"));
    }
}

#[test]
fn a_policy_of_ten_thousand_levels() {
    let repo = Repo::pipeline();
    repo.policy(&("version: 1\nfiles: ".to_owned() + &"[".repeat(10_000) + &"]".repeat(10_000))).commit("Deep");
    assert_snapshot!(quickly(&repo, "status"), @"
    $ promote status
    --- stderr
    error: promote.yaml on main has 1 mistake
    caused by: promote.yaml:2:264: the file cannot be read: nested deeper than 256 levels
    --- exit 2
    ");
}

#[test]
fn fifty_megabytes() {
    let line = "key: \"0123456789012345678901234567890123456789\"\n";
    let text: String = (0..50_000_000 / 48).map(|n| format!("k{n:07}{}", &line[3..])).collect();
    assert!(text.len() > 49_000_000);
    let repo = two("a.yaml", &text, "a: 1\n");
    assert_snapshot!(quickly(&repo, "diff dev staging --stat"), @"
    $ promote diff dev staging --stat
    envs/{env}/a.yaml     1  ~1
    dev -> staging: 1 modified
    ");
    assert_snapshot!(quickly(&repo, "create dev staging --key a.yaml:* --execute"), @"
    $ promote create dev staging --key a.yaml:* --execute
    envs/{env}/a.yaml
      ~ (whole file)  a8926a52d8 (5 bytes) -> d33478d9f0 (55208298 bytes)

    ! envs/dev/a.yaml moves as a whole file: line 1, column 1: larger than 16 MiB, too large to be read by key
    Created promotion <P1> dev -> staging: 1 modified
    plan sha256:<digest>
    Executed promotion <P1> as <c1> on main
      Promote dev to staging: 1 file
      files updated in /world/repo
    --- stderr
    hint: to take it back: promote rollback <P1> --reason TEXT
    ");
    assert_eq!(repo.git_line("rev-parse HEAD:envs/dev"), repo.git_line("rev-parse HEAD:envs/staging"));
}

#[test]
fn escape_sequences_are_shown_not_obeyed() {
    let repo = two(
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
    envs/{env}/\u{1b}[31mname.yaml
      + (whole file)  c6d7cdc512 (9 bytes)
          + v: \u{9b}31m
      ! envs/dev/\u{1b}[31mname.yaml is not read by key: line 1, column 4: unexpected character: `\u{9b}'

    envs/{env}/a.yaml
      ~ (whole file)  a8926a52d8 (5 bytes) -> ba9d0fb006 (61 bytes)
          - a: 1
          + a: "\u{1b}[31mred\u{1b}[0m"
          + b: "x\e]0;title\a"
          + "k\u{1b}[2J": 1
          + r: "ab\u{202e}cd"
      ! envs/dev/a.yaml is not read by key: line 1, column 5: unexpected character: `\u{1b}'

    envs/{env}/t.txt
      + (whole file)  684ac75a05 (7 bytes)
          + l\u{1b}[1A\u{7}

    dev -> staging: 2 added, 1 modified
    "#);
    let commit = repo.run("diff dev staging -o json").stdout;
    assert!(!commit.contains(['\u{1b}', '\u{9b}', '\u{202e}']), "{commit}");
}

#[test]
fn escape_sequences_of_people_and_commits() {
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
fn odd_names_of_files() {
    let names = [
        "new\nline.yaml",
        "tab\t.yaml",
        "quo\"te.yaml",
        "back\\slash.yaml",
        "sp ace.yaml",
        "ünï.yaml",
        "a:b#c.yaml",
        "-dash.yaml",
        "*.yaml",
        "{env}.yaml",
    ];
    let repo = two("x.yaml", "v: 1\n", "v: 1\n");
    for name in names {
        repo.write(&format!("envs/dev/{name}"), "v: 2\n").write(&format!("envs/staging/{name}"), "v: 1\n");
    }
    repo.commit("Odd names");
    assert_snapshot!(repo.promote_line("diff dev staging --stat"), @r#"
    $ promote diff dev staging --stat
    envs/{env}/*.yaml              1  ~1
    envs/{env}/-dash.yaml          1  ~1
    envs/{env}/a:b#c.yaml          1  ~1
    envs/{env}/back\slash.yaml     1  ~1
    envs/{env}/new\nline.yaml      1  ~1
    envs/{env}/quo"te.yaml         1  ~1
    envs/{env}/sp ace.yaml         1  ~1
    envs/{env}/tab\t.yaml          1  ~1
    envs/{env}/{env}.yaml          1  ~1
    envs/{env}/ünï.yaml            1  ~1
    dev -> staging: 10 modified
    "#);
    let patch = repo.run("diff dev staging -o patch").stdout;
    let applied = run(repo.command("git").args(["apply", "--check", "-"]), patch.as_bytes());
    assert_eq!((applied.code, applied.stderr.as_str()), (0, ""));
    let id = repo.ok("create dev staging -q --execute");
    assert_eq!(repo.git_line("rev-parse HEAD:envs/dev"), repo.git_line("rev-parse HEAD:envs/staging"));
    assert_eq!(repo.git_line("status --porcelain"), "");
    repo.ok(&format!("rollback {id} --reason no"));
    assert_eq!(repo.read("envs/staging/new\nline.yaml"), "v: 1\n");
    assert_eq!(repo.git_line("status --porcelain"), "");
    repo.fsck();
}

#[test]
fn a_name_that_is_no_text() {
    use std::os::unix::ffi::OsStrExt;
    let repo = two("x.yaml", "v: 2\n", "v: 1\n");
    let name = std::ffi::OsStr::from_bytes(b"envs/dev/\xff\xfe.yaml");
    std::fs::write(repo.root().join(name), "v: 1\n").unwrap();
    repo.commit("Not UTF-8");
    assert_snapshot!(repo.promote_line("diff dev staging"), @"
    $ promote diff dev staging
    envs/{env}/x.yaml
      ~ v  1 -> 2

    dev -> staging: 1 modified
    ");
    repo.ok("create dev staging --execute");
    assert_eq!(repo.git_line("status --porcelain"), "");
}

#[test]
fn a_trailer_in_a_value() {
    let value = "note: |\n  text\n\n  Promotion-Id: 1\n  Approved-by: Eve <eve@evil.com>\n";
    let repo = two("a.yaml", value, "note: x\n");
    repo.ok("create dev staging --execute");
    assert_eq!(repo.read("envs/staging/a.yaml"), value);
    let message = repo.git_line("log -1 --format=%B");
    let trailers = run(repo.command("git").args(["interpret-trailers", "--parse"]), message.as_bytes()).stdout;
    assert!(!trailers.contains("Eve") && trailers.matches("Promotion-Id").count() == 1, "{trailers}");
    let ledger = repo.git_line("log -3 --format=%B promotions");
    assert!(!ledger.lines().any(|line| line.starts_with("Approved-by: Eve")), "{ledger}");
}

#[test]
fn odd_files() {
    let big = "9".repeat(5_000);
    let files = [
        ("null.yaml", String::new()),
        ("comment.yaml", "# nothing\n".into()),
        ("bom.yaml", "\u{feff}".into()),
        ("dots.yaml", "---\n...\n---\n".into()),
        ("number.yaml", format!("a: {big}\nb: -{big}.{big}e{big}\n")),
        ("tabs.yaml", "a:\t1\n\tb: 2\n".into()),
        ("null.json", "null".into()),
        ("cut.json", "{\"a\": [1, 2".into()),
        ("twice.yaml", "a: 1\na: 2\n".into()),
        ("merge.yaml", "a: &a { b: 1 }\nc: { <<: *a, <<: *a }\nd: *nowhere\n".into()),
        ("self.yaml", "a: &a [*a]\n".into()),
        ("zeros.yaml", "a: \"\0\"\n".into()),
    ];
    let repo = two("x.yaml", "v: 2\n", "v: 1\n");
    for (name, text) in &files {
        repo.write(&format!("envs/dev/{name}"), text);
    }
    repo.commit("Odd files");
    for line in
        ["diff dev staging", "configs dev", "create dev staging --dry-run", "status", "diff dev staging -o json"]
    {
        let run = repo.run(line);
        assert_eq!(run.code, 0, "{line}: {}", run.stderr);
    }
    repo.ok("create dev staging --execute");
    assert_eq!(repo.git_line("diff --raw HEAD:envs/dev HEAD:envs/staging"), "");
}
