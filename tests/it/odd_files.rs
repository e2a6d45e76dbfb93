//! Files with odd names and odd content are promoted like any other.

use insta::assert_snapshot;

use crate::support::{Repo, run};

#[test]
fn promotes_files_with_odd_names() {
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
    let repo = Repo::with_file("x.yaml", "v: 1\n", "v: 1\n");
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
fn skips_a_name_that_is_not_utf8() {
    use std::os::unix::ffi::OsStrExt;
    let repo = Repo::with_file("x.yaml", "v: 2\n", "v: 1\n");
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
fn promotes_files_with_odd_content() {
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
    let repo = Repo::with_file("x.yaml", "v: 2\n", "v: 1\n");
    for (name, text) in &files {
        repo.write(&format!("envs/dev/{name}"), text);
    }
    // A file with a mistake goes only where it had one before.
    for name in ["tabs.yaml", "cut.json", "twice.yaml", "merge.yaml", "self.yaml", "zeros.yaml"] {
        repo.write(&format!("envs/staging/{name}"), "[");
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
