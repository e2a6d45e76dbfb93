//! A remote over the network on this machine: `git daemon`, and failures on the way to it.

mod ssh;

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use insta::assert_snapshot;

use crate::support::{Repo, Run, run};

/// A `git daemon` that serves all repositories of a test; it is killed on drop.
struct Daemon {
    child: Child,
    port: u16,
}

impl Drop for Daemon {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A port of the loopback device that was just free.
fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

/// Serves the remote to Ann's clone and Bob's; `None`, with a message, if git has no daemon here.
fn served(repo: &Repo) -> Option<Daemon> {
    let program = PathBuf::from(repo.git_line("--exec-path")).join("git-daemon");
    if !program.is_file() {
        eprintln!("skipped: git has no daemon here ({})", program.display());
        return None;
    }
    let daemon = started(repo, &program, free_port());
    for clone in ["repo", "bob"] {
        repo.git_line(&format!("-C ../{clone} remote set-url origin git://127.0.0.1:{}/origin.git", daemon.port));
    }
    Some(daemon)
}

fn started(repo: &Repo, program: &Path, port: u16) -> Daemon {
    let world = repo.root().parent().unwrap();
    let mut command = repo.command(program.to_str().unwrap());
    command.args(["--reuseaddr", "--export-all", "--enable=receive-pack", "--listen=127.0.0.1"]);
    command.arg(format!("--port={port}")).arg(format!("--base-path={}", world.display()));
    command.stdout(Stdio::null()).stderr(Stdio::null());
    let daemon = Daemon { child: command.spawn().unwrap(), port };
    let begun = Instant::now();
    while TcpStream::connect(("127.0.0.1", port)).is_err() {
        assert!(begun.elapsed() < Duration::from_secs(20), "git daemon does not listen");
        std::thread::sleep(Duration::from_millis(20));
    }
    daemon
}

/// Runs a line with this timeout for the remote, in seconds.
fn run_with_timeout(repo: &Repo, seconds: u32, line: &str) -> Run {
    let mut command = repo.promote_line_command(line);
    run(command.env("PROMOTE_TIMEOUT", seconds.to_string()), b"")
}

#[test]
fn runs_a_whole_life_cycle_over_the_network() {
    let repo = Repo::shared();
    let Some(daemon) = served(&repo) else { return };
    let id = repo.as_user("ann").ok("create staging production --key query.timeout --validate -q");
    repo.as_user("bob").ok(&format!("-C ../bob approve {id}"));
    repo.as_user("ann").ok(&format!("execute {id}"));
    assert!(repo.ok(&format!("-C ../bob execute {id}")).contains("already executed"));
    repo.as_user("bob").ok(&format!("-C ../bob rollback {id} --reason slow"));
    assert_snapshot!(repo.as_user("ann").git_text("-C ../origin.git log --format=%an%x20%s main promotions"), @r#"
    Bob Revert "Promote query.timeout to production"
    Bob Roll back staging to production: query.timeout
    Ann Promote query.timeout to production
    Ann Execute staging to production: query.timeout
    Bob Approve staging to production: query.timeout
    Ann Validate staging to production: query.timeout
    Ann Create staging to production: query.timeout
    Ann Begin the ledger of promotions
    Ann A remote decides
    Ann Three environments
    "#);
    drop(daemon);
    let said = repo.fails(5, "status").replace(|c: char| c.is_ascii_digit(), "");
    assert_snapshot!(said, @"
    error: the remote 'origin' could not be reached: unable to connect to ...:; ...[: ...]: errno=Connection refused
    hint: check the connection: git ls-remote origin
    hint: commands that only read can use the last fetched state: add --offline
    ");
    assert_eq!(repo.run("status --offline").code, 0);
    repo.fsck();
}

#[test]
fn sixteen_executions_over_the_network_write_one_commit() {
    let repo = Repo::open_shared();
    let Some(_daemon) = served(&repo) else { return };
    let id = repo.validated("--key query.timeout");
    let start = |clone: &str| {
        let mut command = repo.promote_command(&["-C", &format!("../{clone}"), "execute", &id]);
        command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
    };
    let started: Vec<Child> = (0..16).map(|n| start(["repo", "bob"][n % 2])).collect();
    let runs: Vec<Run> = started.into_iter().map(|child| Run::of(&child.wait_with_output().unwrap())).collect();
    Run::assert_all_succeed(&runs);
    assert_eq!(runs.iter().filter(|run| run.stdout.starts_with("Executed promotion")).count(), 1, "{runs:?}");
    assert_eq!(repo.git_line("-C ../origin.git rev-list --count main"), "3");
}

#[test]
fn a_daemon_that_dies_during_a_push_changes_nothing() {
    let repo = Repo::open_shared();
    let Some(mut daemon) = served(&repo) else { return };
    let id = repo.validated("--key query.timeout");
    let refs = repo.git_line("-C ../origin.git for-each-ref");
    // The hook kills the daemon and its child after they received the objects and before a ref moves.
    let hook = format!("#!/bin/sh\nkill -9 {} $PPID\n", daemon.child.id());
    let path = repo.beside("origin.git/hooks/pre-receive");
    std::fs::write(&path, hook).unwrap();
    std::fs::set_permissions(&path, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    let said = repo.fails(5, &format!("execute {id}"));
    assert!(said.contains("the remote 'origin' could not be reached: "), "{said}");
    assert!(!daemon.child.wait().unwrap().success());
    assert_eq!(repo.git_line("-C ../origin.git for-each-ref"), refs);
    assert_eq!(repo.git_line("status --porcelain"), "");
    // Start it again.
    std::fs::remove_file(path).unwrap();
    let program = PathBuf::from(repo.git_line("--exec-path")).join("git-daemon");
    let _again = started(&repo, &program, daemon.port);
    repo.ok(&format!("execute {id}"));
    assert_eq!(repo.git_line("-C ../origin.git rev-list --count main"), "3");
    repo.git_line("-C ../origin.git fsck --strict --no-dangling --no-progress");
}

#[test]
fn reports_a_daemon_that_refuses_pushes() {
    let repo = Repo::open_shared();
    let Some(_daemon) = served(&repo) else { return };
    repo.git_line("-C ../origin.git config daemon.receivepack false");
    assert_snapshot!(repo.promote_line("create staging production --key query.timeout").replace(|c: char| c.is_ascii_digit(), ""), @"
    $ promote create staging production --key query.timeout
    --- stderr
    note: this begins the ledger, on the branch promotions; promote.yaml on main rules
    error: the remote 'origin' denied access: remote error: access denied or repository not exported: /origin.git
    hint: check the access: git ls-remote origin (without a terminal, git needs a credential helper or a key)
    --- exit
    ");
}

#[test]
fn times_out_on_a_silent_remote() {
    let repo = Repo::open_shared();
    // The listener accepts connections and never answers.
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    repo.git_line(&format!("remote set-url origin git://{}/origin.git", silent.local_addr().unwrap()));
    let begun = Instant::now();
    let run = run_with_timeout(&repo, 1, "create staging production --key query.timeout");
    assert!(begun.elapsed() < Duration::from_secs(30), "{:?}", begun.elapsed());
    assert_snapshot!(repo.describe("create staging production --key query.timeout", &run), @"
    $ promote create staging production --key query.timeout
    --- stderr
    error: the remote 'origin' did not answer within 1 second
    hint: raise the time limit: git config promote.timeout SECONDS, or set PROMOTE_TIMEOUT
    hint: commands that only read can use the last fetched state: add --offline
    --- exit 5
    ");
    // The last fetched state can still be read.
    assert_eq!(run_with_timeout(&repo, 1, "status --offline").code, 0);
}

#[test]
fn times_out_on_a_remote_that_stalls_during_a_push() {
    let repo = Repo::open_shared();
    let Some(_daemon) = served(&repo) else { return };
    let id = repo.validated("--key query.timeout");
    let path = repo.beside("origin.git/hooks/pre-receive");
    std::fs::write(&path, "#!/bin/sh\nsleep 8\n").unwrap();
    std::fs::set_permissions(&path, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    let run = run_with_timeout(&repo, 4, &format!("execute {id}"));
    assert_snapshot!(repo.describe(&format!("execute {id}"), &run), @"
    $ promote execute <P1>
    --- stderr
    error: the remote 'origin' did not answer within 4 seconds
    hint: raise the time limit: git config promote.timeout SECONDS, or set PROMOTE_TIMEOUT
    hint: run the same command again: the remote may have accepted the push
    --- exit 5
    ");
    // The push may succeed after the timeout, or fail; the same command finds out which.
    std::thread::sleep(Duration::from_secs(6));
    std::fs::remove_file(path).unwrap();
    repo.ok(&format!("execute {id}"));
    assert_eq!(repo.git_line("-C ../origin.git rev-list --count main"), "3");
    assert_eq!(repo.git_line("status --porcelain"), "");
}

/// A web server that asks for a password and accepts none; returns its address.
fn gate() -> std::net::SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut request = Vec::new();
            let mut part = [0; 1024];
            while !request.windows(4).any(|four| four == b"\r\n\r\n") {
                match stream.read(&mut part) {
                    Ok(0) | Err(_) => break,
                    Ok(read) => request.extend_from_slice(&part[..read]),
                }
            }
            let head = "HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Basic realm=\"x\"\r\n";
            let _ = stream.write_all(format!("{head}Content-Length: 0\r\nConnection: close\r\n\r\n").as_bytes());
        }
    });
    address
}

#[test]
fn fails_instead_of_asking_for_a_password() {
    let repo = Repo::open_shared();
    if !PathBuf::from(repo.git_line("--exec-path")).join("git-remote-http").is_file() {
        eprintln!("skipped: git does not speak http here");
        return;
    }
    let address = gate();
    repo.git_line(&format!("remote set-url origin http://{address}/origin.git"));
    let said = |text: String| text.replace(&address.to_string(), "HOST");
    assert_snapshot!(said(repo.promote_line("create staging production")), @"
    $ promote create staging production
    --- stderr
    error: the remote 'origin' denied access: could not read Username for 'http://HOST': terminal prompts disabled
    hint: check the access: git ls-remote origin (without a terminal, git needs a credential helper or a key)
    hint: commands that only read can use the last fetched state: add --offline
    --- exit 5
    ");
    // An askpass program is asked, but its password is wrong.
    repo.write("../ask", "#!/bin/sh\necho wrong\n");
    std::fs::set_permissions(repo.beside("ask"), std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    let mut command = repo.promote_command(&["create", "staging", "production"]);
    let run = run(command.env("GIT_ASKPASS", repo.beside("ask")), b"");
    assert_snapshot!(said(repo.describe("create staging production", &run)), @"
    $ promote create staging production
    --- stderr
    error: the remote 'origin' denied access: Authentication failed for 'http://HOST/origin.git/'
    hint: check the access: git ls-remote origin (without a terminal, git needs a credential helper or a key)
    hint: commands that only read can use the last fetched state: add --offline
    --- exit 5
    ");
}

#[test]
fn runs_ssh_in_batch_mode() {
    let repo = Repo::open_shared();
    // This `ssh` logs its arguments and runs the remote command on this machine.
    repo.write(
        "../bin/ssh",
        "#!/bin/sh\necho \"$@\" >> \"$HOME/ssh.log\"\nfor last; do :; done\nexec sh -c \"$last\"\n",
    );
    std::fs::set_permissions(repo.beside("bin/ssh"), std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    repo.git_line(&format!("remote set-url origin ssh://git@host{}", repo.beside("origin.git").display()));
    let path = format!("{}:{}", repo.beside("bin").display(), std::env::var("PATH").unwrap());
    let mut command = repo.promote_command(&["create", "staging", "production", "--execute"]);
    let run = run(command.env("PATH", path), b"");
    assert_eq!(run.code, 0, "{}", run.stderr);
    let log = std::fs::read_to_string(repo.beside("home/ssh.log")).unwrap();
    assert!(log.lines().count() > 2 && log.lines().all(|line| line.contains("-o BatchMode=yes")), "{log}");
}
