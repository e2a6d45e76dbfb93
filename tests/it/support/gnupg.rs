//! A temporary keyring of GnuPG.

use std::fs;

use super::{Repo, run};

/// A temporary keyring.
pub struct GnuPg(tempfile::TempDir);

impl GnuPg {
    /// An empty keyring, in a folder with a short path, since the path of the agent's socket is limited.
    pub fn new() -> Self {
        let home = tempfile::Builder::new().prefix("gpg").tempdir_in("/tmp").unwrap();
        fs::set_permissions(home.path(), std::os::unix::fs::PermissionsExt::from_mode(0o700)).unwrap();
        Self(home)
    }

    /// Runs gpg without questions; returns its standard output with the status lines.
    pub fn gpg(&self, repo: &Repo, args: &[&str], input: &str) -> String {
        let mut command = repo.command("gpg");
        command.env("GNUPGHOME", self.0.path()).args(["--batch", "--quiet", "--status-fd=1"]).args(args);
        let done = run(&mut command, input.as_bytes());
        assert_eq!(done.code, 0, "{args:?} {}{}", done.stdout, done.stderr);
        done.stdout
    }

    /// A new key that may sign, made on 2026-01-01; `expires` is a time as for `gpg --quick-generate-key`.
    pub fn new_key(&self, repo: &Repo, who: &str, expires: &str) -> String {
        let args = [
            "--passphrase",
            "",
            "--faked-system-time",
            "20260101T000000",
            "--quick-generate-key",
            who,
            "ed25519",
            "sign",
            expires,
        ];
        let made = self.gpg(repo, &args, "");
        made.lines().find_map(|line| line.strip_prefix("[GNUPG:] KEY_CREATED P ")).unwrap().to_owned()
    }

    /// Revokes a key.
    pub fn revoke(&self, repo: &Repo, key: &str) {
        let file = self.0.path().join(format!("openpgp-revocs.d/{key}.rev"));
        let text = fs::read_to_string(file).unwrap().replace(":-----BEGIN", "-----BEGIN");
        self.gpg(repo, &["--import"], &text);
    }

    /// Runs promote as this user with this keyring; returns both outputs.
    pub fn promote(&self, repo: &Repo, who: &str, line: &str) -> String {
        repo.as_user(who);
        let mut command = repo.promote_line_command(line);
        let done = run(command.env("GNUPGHOME", self.0.path()), b"");
        done.stdout + &done.stderr
    }
}

impl Drop for GnuPg {
    fn drop(&mut self) {
        let mut command = std::process::Command::new("gpgconf");
        let _ = command.args(["--kill", "all"]).env("GNUPGHOME", self.0.path()).status();
    }
}
