//! Requests that the push of the proposal opens: GitLab's push options, and Gerrit's `refs/for/`.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use insta::assert_snapshot;

use super::approved;
use super::stand_in::Host;

/// Writes down each push: its options and its refs; and answers.
fn hook(host: &Host, answer: &str) {
    let script = format!(
        "#!/bin/sh\ni=0\nwhile [ $i -lt ${{GIT_PUSH_OPTION_COUNT:-0}} ]; do echo \"option <$(printenv GIT_PUSH_OPTION_$i)>\"; i=$((i+1)); done >> ../pushes\nwhile read old new name; do echo \"ref $name\"; done >> ../pushes\necho '--' >> ../pushes\n[ \"${{GIT_PUSH_OPTION_COUNT:-0}}\" -gt 0 ] && echo '{answer}'\nexit 0\n"
    );
    let path = host.repo.beside("origin.git/hooks/pre-receive");
    fs::write(&path, script).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    host.repo.git_line("-C ../origin.git config receive.advertisePushOptions true");
}

fn pushes(host: &Host) -> String {
    let text = fs::read_to_string(host.repo.beside("pushes")).unwrap_or_default();
    let _ = fs::remove_file(host.repo.beside("pushes"));
    host.repo.normalise(text.trim_end())
}

#[test]
fn gitlab_opens_the_request_when_the_branch_is_pushed_alone() {
    let host = approved("git@gitlab.com:acme/config.git", "{ open: push-options, labels: [release], draft: true }");
    hook(&host, "View merge request for promote: https://gitlab.com/acme/config/-/merge_requests/4");
    assert_snapshot!(host.transcript("execute 1 --branch --dry-run"), @"
    $ promote execute 1 --branch --dry-run
    Would propose promotion 1 on promote/019cadc6-e0d0
      Promote query.timeout to production
    The push would make a merge request
    ");
    assert_eq!(pushes(&host), "");
    assert_snapshot!(host.transcript("execute 1 --branch"), @"
    $ promote execute 1 --branch
    Proposed promotion 1 as <c1> on promote/019cadc6-e0d0
      Promote query.timeout to production
    The push made the merge request https://gitlab.com/acme/config/-/merge_requests/4
    --- stderr
    hint: merge promote/019cadc6-e0d0 into main; the next command that writes to the ledger records it
    ");
    assert_snapshot!(pushes(&host), @"
    option <merge_request.create>
    option <merge_request.target=main>
    option <merge_request.title=Promote query.timeout to production>
    option <merge_request.draft>
    option <merge_request.label=release>
    ref refs/heads/promote/019cadc6-e0d0
    --
    ref refs/heads/promotions
    --
    ");
    assert_eq!(host.calls(), "");
    // The branch is there: nothing is pushed again.
    host.ok("execute 1 --branch");
    assert_eq!(pushes(&host), "");
    let message = host.repo.git_line("-C ../origin.git log -1 --format=%B promote/019cadc6-e0d0");
    assert!(message.contains("\nPromotion-Id: "), "{message}");
}

#[test]
fn a_remote_without_push_options_is_refused_before_anything_is_recorded() {
    let host = approved("git@gitlab.com:acme/config.git", "{ open: push-options }");
    let before = host.repo.git_line("-C ../origin.git for-each-ref");
    assert_snapshot!(host.transcript("execute 1 --branch"), @"
    $ promote execute 1 --branch
    --- stderr
    error: the remote 'origin' does not take push options
    hint: open requests with the program of the host: write 'request: { open: true }' into promote.yaml
    hint: allow push options at the server: git config receive.advertisePushOptions true
    --- exit 5
    ");
    assert_eq!(host.repo.git_line("-C ../origin.git for-each-ref"), before);
    let json = host.fails(5, "execute 1 --branch -o json");
    assert!(json.contains("\"code\":\"no-push-options\""), "{json}");
}

/// A run that was killed between the two pushes left the branch; the next one takes it, and records it.
#[test]
fn a_branch_that_was_pushed_and_not_recorded_is_taken() {
    let host = approved("git@gitlab.com:acme/config.git", "{ open: push-options }");
    hook(&host, "https://gitlab.com/acme/config/-/merge_requests/4");
    let ledger = host.repo.git_line("-C ../origin.git rev-parse promotions");
    host.ok("execute 1 --branch");
    let commit = host.repo.git_line("-C ../origin.git rev-parse promote/019cadc6-e0d0");
    host.repo.git_line(&format!("-C ../origin.git update-ref refs/heads/promotions {ledger}"));
    pushes(&host);
    let out = host.ok("execute 1 --branch");
    assert!(out.starts_with("Proposed promotion 1 as"), "{out}");
    assert_eq!(host.repo.git_line("-C ../origin.git rev-parse promote/019cadc6-e0d0"), commit);
    assert_snapshot!(pushes(&host), @"
    ref refs/heads/promotions
    --
    ");
}

#[test]
fn gerrit_gets_a_change_for_the_target() {
    let host = approved(
        "ssh://ann@review.acme.com:29418/config",
        "{ open: gerrit, labels: [release], reviewers: from-groups, draft: true }",
    );
    hook(&host, "remote:   https://review.acme.com/c/config/+/12 Promote [NEW]");
    let done = host.transcript("execute 1 --branch");
    let commit = host.repo.git_line("-C ../origin.git rev-parse --short=10 refs/for/main");
    assert_snapshot!(done.replace(&commit, "<COMMIT>"), @"
    $ promote execute 1 --branch
    Proposed promotion 1 as <COMMIT> on refs/for/main
      Promote query.timeout to production
    The push made the change https://review.acme.com/c/config/+/12
    --- stderr
    hint: submit the change; the next command that writes to the ledger records it
    ");
    assert_snapshot!(pushes(&host), @"
    option <topic=promote-019cadc6-e0d0-7942-95fc-2966391ce129>
    option <wip>
    option <hashtag=release>
    option <r=cem@acme.com>
    option <r=dora@acme.com>
    ref refs/for/main
    --
    ref refs/heads/promotions
    --
    ");
    assert_snapshot!(host.transcript("request 1").replace(&commit, "<COMMIT>"), @"
    $ promote request 1
    The change is at https://review.acme.com/q/Ibc9396e38c7ce7da85adc8282cc536e147b58cdc
    Promotion 1 (APPROVED), refs/for/main into main

    Promote query.timeout to production

    ### Promotion `1`: staging → production

    |  |  |
    | --- | --- |
    | Status | APPROVED |
    | Created | 2026-03-02 09:00:18 UTC by Ann &lt;ann@&#8203;acme.com&gt; |
    | Approvals | 1 of 1: Cem |
    | Proposed | `<COMMIT>` on `refs/for/main` |
    | Plan | `sha256:<digest>` |

    **Ready to be merged.**

    #### `envs/{env}/application.yaml`

    |  | Key | `production` | `staging` |
    | --- | --- | --- | --- |
    | modified | `query.timeout` | `30` | `60` |

    **To roll it back** after the merge: `promote rollback 1 --reason TEXT`

    Promotion-Id: <P1>
    Promotion-Type: PATTERN
    Promotion-Source: staging <c1>
    Plan-Digest: sha256:<digest>
    Approved-by: Cem <cem@acme.com>
    Change-Id: Ibc9396e38c7ce7da85adc8282cc536e147b58cdc
    ");
    assert_eq!(host.ok("request 1 -q").split_once("/q/I").map(|(_, id)| id.len()), Some(40));
    assert!(host.ok("execute 1 --branch").starts_with("Promotion 1 was already proposed as"));
    assert_eq!(pushes(&host), "");
    assert!(host.fails(2, "execute 1 --branch=mine").contains("Gerrit takes a change for main"));
    // Gerrit submits the change: by a merge, and the next command records it.
    host.repo.git_line("-C ../origin.git update-ref refs/heads/main refs/for/main");
    assert!(host.ok("show 1").contains("EXECUTED"));
    host.ok("rollback 1 --reason 'It is slow'");
    host.ok("verify");
}
