//! A remote behind ssh: a server of our own on this machine, with temporary keys. Skipped without `sshd`
//! (`PROMOTE_SSHD` may name its path).

use std::fs;
use std::io::Read;
use std::net::TcpStream;
use std::path::PathBuf;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use crate::support::{Repo, Run, run};

/// An ssh server that is killed on drop.
struct Server {
    child: Child,
    /// The ssh command with which git reaches the server.
    command: String,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Serves the repository's remote by ssh; `None`, with a message, where that cannot be done.
fn served(repo: &Repo) -> Option<Server> {
    let program = std::env::var_os("PROMOTE_SSHD").map_or_else(|| PathBuf::from("/usr/sbin/sshd"), PathBuf::from);
    if !program.is_file() {
        eprintln!("skipped: there is no {}", program.display());
        return None;
    }
    let world = repo.root().parent().unwrap().display().to_string();
    for key in ["host_key", "user_key"] {
        let key = format!("{world}/{key}");
        let run = run(repo.command("ssh-keygen").args(["-q", "-t", "ed25519", "-N", "", "-f", &key]), b"");
        assert_eq!(run.code, 0, "{}", run.stderr);
    }
    fs::rename(repo.beside("user_key.pub"), repo.beside("authorized_keys")).unwrap();
    let port = super::free_port();
    let path = std::env::var("PATH").unwrap();
    let config = format!(
        "ListenAddress 127.0.0.1\nPort {port}\nHostKey {world}/host_key\nAuthorizedKeysFile {world}/authorized_keys\n\
         StrictModes no\nUsePAM no\nPasswordAuthentication no\nPermitRootLogin yes\nPidFile none\nSetEnv PATH={path}\n"
    );
    repo.write("../sshd_config", config);
    let mut command = repo.command(program.to_str().unwrap());
    command.args(["-D", "-e", "-f", &format!("{world}/sshd_config")]).stdout(Stdio::null()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let begun = Instant::now();
    while TcpStream::connect(("127.0.0.1", port)).is_err() {
        if child.try_wait().unwrap().is_some() || begun.elapsed() > Duration::from_secs(20) {
            let _ = child.kill();
            let mut words = String::new();
            let _ = child.stderr.take().unwrap().read_to_string(&mut words);
            eprintln!("skipped: {} does not start here: {}", program.display(), words.trim());
            return None;
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    let user = run(repo.command("id").arg("-un"), b"").stdout;
    repo.git_line(&format!("remote set-url origin ssh://{}@127.0.0.1:{port}{world}/origin.git", user.trim()));
    let options = "-F /dev/null -o IdentitiesOnly=yes -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o LogLevel=ERROR";
    Some(Server { child, command: format!("ssh -i {world}/user_key {options}") })
}

fn promote(repo: &Repo, server: &Server, line: &str) -> Run {
    let mut command = repo.promote_line_command(line);
    run(command.env("GIT_SSH_COMMAND", &server.command), b"")
}

#[test]
fn runs_over_ssh_and_reports_an_unknown_key() {
    let repo = Repo::open_shared();
    let Some(server) = served(&repo) else { return };
    let created = promote(&repo, &server, "create staging production --key query.timeout -q --execute");
    assert_eq!(created.code, 0, "{}", created.stderr);
    let id = created.stdout.trim();
    let run = promote(&repo, &server, &format!("rollback {id} --reason slow"));
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert_eq!(repo.git_line("-C ../origin.git rev-list --count main"), "4");
    assert_eq!(repo.git_line("status --porcelain"), "");
    // Without an authorized key, nothing asks for a password and nothing hangs.
    fs::write(repo.beside("authorized_keys"), "").unwrap();
    let run = promote(&repo, &server, "status");
    assert_eq!(run.code, 5);
    assert!(
        run.stderr.contains("the remote 'origin' does not let you in: ") && run.stderr.contains("(publickey"),
        "{}",
        run.stderr
    );
}
