//! Signing keys for test users, and git configured to sign with them.

use std::fs;
use std::process::Command;

use super::{Repo, run};

impl Repo {
    /// Creates an SSH key for a user; returns its public half as `signers` lists it after the email address.
    pub fn new_key(&self, name: &str) -> String {
        let folder = self.beside("keys");
        fs::create_dir_all(&folder).unwrap();
        let file = folder.join(name);
        if !file.exists() {
            let mut command = self.command_now("ssh-keygen");
            command.args(["-q", "-t", "ed25519", "-N", "", "-C", name, "-f"]).arg(&file);
            assert_eq!(run(&mut command, b"").code, 0);
        }
        fs::read_to_string(file.with_extension("pub")).unwrap().trim().to_owned()
    }

    /// The fingerprint of a user's key.
    pub fn fingerprint(&self, name: &str) -> String {
        let mut command = self.command_now("ssh-keygen");
        command.args(["-l", "-f"]).arg(self.beside("keys").join(name));
        run(&mut command, b"").stdout.split(' ').nth(1).unwrap().to_owned()
    }

    /// Switches to a user, and makes git sign with the key of this name.
    pub fn signing_with(&self, name: &str, key: &str) -> &Self {
        let path = self.beside("keys").join(key);
        self.git_config("gpg.format", "ssh").git_config("user.signingkey", path.to_str().unwrap());
        self.as_user(name)
    }

    /// Switches to a user who signs with their own key.
    pub fn signing(&self, name: &str) -> &Self {
        self.signing_with(name, name)
    }

    /// Sets a line of git's global configuration.
    pub fn git_config(&self, key: &str, value: &str) -> &Self {
        assert_eq!(run(self.command_now("git").args(["config", "--global", key, value]), b"").code, 0);
        self
    }

    /// Removes a line of git's global configuration.
    pub fn no_git_config(&self, key: &str) -> &Self {
        run(self.command_now("git").args(["config", "--global", "--unset-all", key]), b"");
        self
    }

    /// A pipeline in which production requires signed approvals; the policy lists these signers, their keys and
    /// options.
    pub fn signed_pipeline(required: u32, signers: &[(&str, &str)]) -> Self {
        let repo = Self::pipeline();
        repo.trust(required, signers, "");
        repo
    }

    /// Writes and commits such a policy; `more` is appended to it.
    pub fn trust(&self, required: u32, signers: &[(&str, &str)], more: &str) {
        let line = |(name, options): &(&str, &str)| {
            let options = if options.is_empty() { String::new() } else { format!("{options} ") };
            format!("  {name}@acme.com {options}{}\n", self.new_key(name))
        };
        let lines: String = signers.iter().map(line).collect();
        let rule = format!("approvals: {{ required: {required}, signed: true }}");
        let policy = super::POLICY.replace("approvals: { required: 2 }", &rule);
        self.policy(&format!("{policy}signers: |\n{lines}{more}"));
        self.commit("Signers");
    }
}

/// Whether a program is installed; if not, prints that the test is skipped.
pub fn is_installed(program: &str) -> bool {
    let found =
        Command::new(program).arg("--version").output().is_ok() || Command::new(program).arg("-?").output().is_ok();
    if !found {
        eprintln!("skipped: {program} is not installed");
    }
    found
}
