//! One person, however their email address is spelled; and identities that are no email address.

use crate::support::{Repo, Run, run};

/// Runs a command as the author with this address.
fn by(repo: &Repo, mail: &str, line: &str) -> Run {
    let mut command = repo.promote_line_command(line);
    run(command.env("GIT_AUTHOR_EMAIL", mail).env("GIT_COMMITTER_EMAIL", mail), b"")
}

#[test]
fn nobody_approves_their_own_plan_under_another_spelling_of_their_address() {
    for (creator, approver) in [
        ("andr\u{e9}@acme.com", "andre\u{301}@acme.com"),
        ("andre\u{301}@acme.com", "ANDR\u{c9}@acme.com"),
        ("ann@acme.com", "\u{ff41}nn@acme.com"),
        ("ann@acme.com", "\u{1d41a}nn@ACME.com"),
        ("straße@acme.com", "STRASSE@acme.com"),
        ("ann@bücher.example", "ann@xn--bcher-kva.example"),
    ] {
        let repo = Repo::pipeline();
        let created = by(&repo, creator, "create staging production --key query.timeout -q --validate");
        assert_eq!(created.code, 0, "{}", created.stderr);
        let refused = by(&repo, approver, "approve @");
        assert_eq!(refused.code, 3, "{creator} {approver}: {}", refused.stdout);
        assert!(refused.stderr.contains("does not let creators approve their own promotions"), "{}", refused.stderr);
        assert_eq!(by(&repo, "bob@acme.com", "approve @").code, 0);
    }
}

#[test]
fn two_spellings_of_an_address_are_one_approval() {
    let repo = Repo::pipeline();
    repo.validated("--key query.timeout");
    assert_eq!(by(&repo, "andr\u{e9}@acme.com", "approve @").code, 0);
    let again = by(&repo, "andre\u{301}@acme.com", "approve @");
    assert!(!again.stdout.contains("2 of 2"), "{}", again.stdout);
    repo.as_user("ann").fails(3, "execute @");
}

/// Groups and authors are compared in the same way.
#[test]
fn groups_and_authors_are_compared_in_the_same_way() {
    let repo = Repo::pipeline();
    let rule = "approvals: { required: 1, groups: { team: 1 } }";
    let policy = repo.read("promote.yaml").replace("approvals: { required: 2 }", rule);
    repo.policy(&format!("{policy}groups: {{ team: [\"andr\u{e9}@b\u{fc}cher.example\"] }}\n"));
    repo.commit("A group");
    repo.write("envs/staging/application.yaml", repo.read("envs/staging/application.yaml").replace("60", "75"));
    repo.git_line("add -A");
    let mut commit = repo.command("git");
    let message = "Longer\n\nCo-authored-by: D <d\u{e9}d\u{e9}@acme.com>";
    assert_eq!(run(commit.args(["commit", "-qm", message]), b"").code, 0);
    repo.as_user("ann").validated("--key query.timeout");
    let author = by(&repo, "de\u{301}de\u{301}@acme.com", "approve @");
    assert_eq!(author.code, 3, "{}", author.stdout);
    let member = by(&repo, "andre\u{301}@xn--bcher-kva.example", "approve @");
    assert!(member.stdout.contains("1 of 1 approval"), "{}{}", member.stdout, member.stderr);
}

#[test]
fn refuses_an_identity_that_is_no_mail_address() {
    let repo = Repo::pipeline();
    let id = repo.validated("--key query.timeout");
    let before = repo.everything();
    for mail in
        ["ann", "ann@", "@acme.com", "[ann@acme.com]", "(ann@acme.com)", "ann@acme.com@x", "a\u{200b}nn@acme.com"]
    {
        for line in ["create staging production", &format!("approve {id}"), &format!("reject {id} --reason No")] {
            let refused = by(&repo, mail, line);
            assert_eq!(refused.code, 2, "{mail:?} {line}: {}{}", refused.stdout, refused.stderr);
            assert!(refused.stderr.contains("is not an email address"), "{}", refused.stderr);
            assert!(refused.stderr.contains("hint: git config user.email"), "{}", refused.stderr);
        }
    }
    repo.assert_unchanged(&before);
    // Readers need no identity.
    assert_eq!(by(&repo, "ann", "status").code, 0);
}
