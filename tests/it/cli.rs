//! What all commands share: arguments, environment, and how they end.

use insta::assert_snapshot;

use crate::support::{Repo, run};

#[test]
fn prints_help_without_a_command() {
    let repo = Repo::pipeline();
    let bare = repo.run("");
    assert_eq!(bare.code, 2);
    let help = repo.run("--help");
    assert_eq!((help.code, help.stderr.as_str()), (0, ""));
    assert!(help.stdout.contains("Exit codes:") && bare.stderr.contains("Usage: promote"));
    let version = repo.run("--version");
    assert_eq!((version.code, version.stdout), (0, format!("promote {}\n", env!("CARGO_PKG_VERSION"))));
    assert_snapshot!(repo.promote_line("promte"), @"
    $ promote promte
    --- stderr
    error: unrecognized subcommand 'promte'

      tip: a similar subcommand exists: 'approve'

    Usage: promote [OPTIONS] <COMMAND>

    For more information, try '--help'.
    --- exit 2
    ");
    assert_snapshot!(repo.promote_line("exeucte @"), @"
    $ promote exeucte @
    --- stderr
    error: unrecognized subcommand 'exeucte'

      tip: some similar subcommands exist: 'reject', 'execute'

    Usage: promote [OPTIONS] <COMMAND>

    For more information, try '--help'.
    --- exit 2
    ");
    assert_snapshot!(repo.promote_line("list -q -v"), @"
    $ promote list -q -v
    --- stderr
    error: the argument '--quiet' cannot be used with '--verbose'

    Usage: promote list --quiet

    For more information, try '--help'.
    --- exit 2
    ");
}

#[test]
fn every_command_has_an_example() {
    let repo = Repo::pipeline();
    let help = repo.ok("--help");
    let commands = help.lines().skip_while(|l| *l != "Commands:").skip(1).take_while(|l| !l.is_empty());
    let names: Vec<&str> = commands.filter_map(|l| l.split_whitespace().next()).filter(|n| *n != "help").collect();
    assert!(names.len() >= 15, "{names:?}");
    for name in names {
        let help = repo.ok(&format!("{name} --help"));
        assert!(help.contains(&format!("promote {name}")) && help.contains("Example"), "{name}");
    }
}

#[test]
fn dry_runs_write_nothing() {
    let repo = Repo::open_pipeline();
    let executed = repo.executed("--key query.timeout");
    let open = repo.validated("--key server.log");
    repo.as_user("bob");
    let before = repo.everything();
    for line in [
        "create staging production --key query.cache --validate --execute".to_owned(),
        format!("validate {open}"),
        "hold production --reason Look".to_owned(),
        format!("approve {open}"),
        format!("reject {open} --reason no"),
        format!("cancel {open} --reason no"),
        format!("refresh {open}"),
        format!("execute {open}"),
        format!("execute {executed}"),
        format!("rollback {executed} --reason no"),
        format!("rollback {executed} --key query.timeout --reason no"),
    ] {
        for form in ["", " -q", " -o json"] {
            let run = repo.run(&format!("{line}{form} --dry-run"));
            assert_eq!(run.code, 0, "{line}{form}: {}", run.stderr);
            assert_eq!(run.stderr, "", "{line}{form}");
        }
    }
    repo.assert_unchanged(&before);
}

#[test]
fn works_inside_a_git_hook() {
    let repo = Repo::open_pipeline();
    repo.validated("--key query.timeout");
    // git sets the index of the running commit for its hooks; promote must ignore it.
    let mut command = repo.promote_command(&["execute", "@"]);
    command.env("GIT_DIR", ".git").env("GIT_INDEX_FILE", ".git/other-index").env("GIT_PREFIX", "");
    let run = run(&mut command, b"");
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert_eq!(repo.git_line("status --porcelain"), "");
    assert!(!repo.root().join(".git/other-index").exists());
}

#[test]
fn uses_the_dates_of_git() {
    let repo = Repo::open_pipeline();
    let mut command = repo.promote_command(&["create", "staging", "production", "--key", "query.timeout", "--execute"]);
    command.env("GIT_COMMITTER_DATE", "1772500000 +0530").env_remove("GIT_AUTHOR_DATE");
    assert_eq!(run(&mut command, b"").code, 0);
    assert_eq!(repo.git_line("log -1 --format=%ai%x20%ci main"), "2026-03-03 06:36:40 +0530 2026-03-03 06:36:40 +0530");
    assert!(repo.ok("log production").starts_with("2026-03-03 01:06:40 UTC"));
}

#[test]
fn uses_the_configured_ledger_branch() {
    let repo = Repo::open_pipeline();
    repo.policy(&format!("{}ledger: audit/promotions\n", repo.read("promote.yaml"))).commit("Another ledger");
    let id = repo.executed("--key query.timeout");
    assert_eq!(repo.git_line("branch --list --format=%(refname:short)"), "audit/promotions\nmain");
    repo.git_line("checkout -q -b feature");
    repo.git_line("rm -q promote.yaml");
    repo.commit("No policy here");
    assert_snapshot!(repo.promote_line("list --all -q"), @"
    $ promote list --all -q
    <P1>
    ");
    repo.git_line("checkout -q main");
    repo.ok(&format!("rollback {id} --reason no"));
    repo.fsck();
}

#[test]
fn an_interrupt_leaves_everything_unchanged() {
    let repo = Repo::open_pipeline();
    let many: String = (0..60_000).map(|n| format!("key{n}: {n}\n")).collect();
    repo.write("envs/dev/many.yaml", &many).write("envs/staging/many.yaml", many.replace(": 1", ": 2")).commit("Much");
    let before = repo.refs();
    let mut child = repo.promote_command(&["create", "dev", "staging", "--execute"]).spawn().unwrap();
    std::thread::sleep(std::time::Duration::from_millis(60));
    let pid = child.id().to_string();
    // Background jobs of a script ignore SIGINT, and so do their children (`sh(1)`).
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
    let ignored = status.lines().find_map(|line| line.strip_prefix("SigIgn:")).unwrap_or("0").trim();
    let is_deaf = u64::from_str_radix(ignored, 16).is_ok_and(|signals| signals & 0b10 != 0);
    let signal = if is_deaf { "-TERM" } else { "-INT" };
    let _ = std::process::Command::new("kill").args([signal, &pid]).status();
    let status = child.wait().unwrap();
    assert!(!status.success());
    assert_eq!(repo.refs(), before);
    repo.fsck();
}
