//! Signing programs that do not do what they should: they hang, or leave a pipe.

use std::fs;
use std::time::{Duration, Instant};

use crate::support::{Repo, run};

/// An executable script beside the repository.
fn script(repo: &Repo, name: &str, text: &str) -> String {
    let path = repo.beside(name);
    fs::write(&path, format!("#!/bin/sh\n{text}\n")).unwrap();
    run(repo.command("chmod").arg("+x").arg(&path), b"");
    path.to_str().unwrap().to_owned()
}

/// Two approvals by keys of GnuPG, whose program hangs when it checks: it is stopped once, after `PROMOTE_TIMEOUT`.
#[test]
fn a_program_that_hangs_is_stopped_once() {
    let repo = Repo::signed_pipeline(2, &[("ann", "")]);
    let keys = ["A", "B"].map(|digit| digit.repeat(40));
    let lines = format!("signers: |\n  bob@acme.com openpgp {}\n  cem@acme.com openpgp {}\n", keys[0], keys[1]);
    repo.policy(&repo.read("promote.yaml").replace("signers: |\n", &lines));
    repo.commit("Keys");
    repo.as_user("ann").validated("--key query.timeout");
    let good = "case \"$*\" in *--verify*) echo \"[GNUPG:] GOODSIG 1 x\"; k=$(grep -o '^[AB]*$' \"$3\")\n\
         echo \"[GNUPG:] VALIDSIG $k 2026-03-02 1 0 4 0 22 8 00 $k\";;\n\
         *) cat >/dev/null; echo '[GNUPG:] SIG_CREATED D' >&2\n\
         printf -- '-----BEGIN PGP SIGNATURE-----\\n%s\\n-----END PGP SIGNATURE-----\\n' \"$3\";; esac";
    let program = script(&repo, "gpg", good);
    repo.git_config("gpg.format", "openpgp").git_config("gpg.program", &program);
    for (name, key) in ["bob", "cem"].iter().zip(&keys) {
        repo.git_config("user.signingkey", key);
        repo.as_user(name).ok("approve @");
    }
    script(&repo, "gpg", "sleep 60");
    for command in ["show @", "status", "list", "execute @"] {
        let begun = Instant::now();
        let mut called = repo.as_user("ann").promote_line_command(command);
        let done = run(called.env("PROMOTE_TIMEOUT", "2"), b"");
        assert!(begun.elapsed() < Duration::from_secs(7), "{command}: {:?}", begun.elapsed());
        if command == "execute @" {
            let told = "exceeded its time limit of 2 s and was stopped";
            assert!(done.code == 3 && done.stderr.contains(told), "{}", done.stderr);
        }
    }
}

/// A program that writes no signature but makes a pipe in its place, or leaves a process that keeps its output open.
#[test]
fn a_program_that_leaves_a_pipe_does_not_hang_the_command() {
    let repo = Repo::signed_pipeline(1, &[("bob", "")]);
    repo.validated("--key query.timeout");
    repo.signing("bob");
    for (name, text) in [
        ("fifo", "for last; do :; done; mkfifo \"$last.sig\""),
        ("device", "for last; do :; done; ln -s /dev/zero \"$last.sig\""),
        ("busy", "(i=0; while [ $i -lt 500 ]; do echo x; sleep 0.02; i=$((i+1)); done) & exit 1"),
        ("quiet", "sleep 20 & exit 1"),
    ] {
        repo.git_config("gpg.ssh.program", &script(&repo, name, text));
        let begun = Instant::now();
        let said = repo.fails(5, "approve @");
        assert!(begun.elapsed() < Duration::from_secs(7), "{name}: {:?}", begun.elapsed());
        assert!(said.contains("did not sign with the key"), "{name}: {said}");
    }
}
