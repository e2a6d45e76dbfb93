//! Pull and merge requests: `execute --branch --open`, `request` in `promote.yaml`, and `promote request ID`, with stand-ins for
//! the programs of hosts.

mod pushed;
mod stand_in;
mod text;

use insta::assert_snapshot;
use serde_json::Value as Json;

use crate::json::Promotion;
use crate::schemas::check;
use crate::support::Repo;
use stand_in::Host;

/// An approved promotion of one key; production's `request` has these fields, and the remote this URL.
fn approved(url: &str, request: &str) -> Host {
    let host = Host::new(url, request);
    host.promote("create staging production --key query.timeout --validate -q");
    host.repo.as_user("cem");
    host.promote("approve 1 -q");
    host.repo.as_user("ann");
    host
}

#[test]
fn a_pull_request_is_opened_after_the_push() {
    let host = approved(
        "https://github.com/acme/config.git",
        "{ labels: [release, 'needs review'], reviewers: from-groups, draft: true, accounts: { cem@acme.com: cem-c } }",
    );
    host.answers("gh", "list", "[]");
    host.answers("gh", "create", "https://github.com/acme/config/pull/7");
    assert_snapshot!(host.transcript("execute 1 --branch --open"), @"
    $ promote execute 1 --branch --open
    Proposed promotion 1 as <c1> on promote/019cadc6-e0d0
      Promote query.timeout to production
    Opened the pull request https://github.com/acme/config/pull/7
    --- stderr
    note: dora@acme.com is not asked for a review, because the account is unknown; name it in 'accounts' of 'request'
    hint: merge promote/019cadc6-e0d0 into main; the next command that writes to the ledger records it
    ");
    assert_snapshot!(host.calls(), @"
    gh <pr> <list> <--repo=github.com/acme/config> <--head=promote/019cadc6-e0d0> <--state=all> <--limit=50> <--json=number,url,state,title,isCrossRepository>
    gh <pr> <create> <--repo=github.com/acme/config> <--head=promote/019cadc6-e0d0> <--base=main> <--title=Promote query.timeout to production> <--body-file=-> <--draft> <--label=release> <--label=needs review> <--reviewer=cem-c>
    ");
    assert_snapshot!(host.input("gh", "create").replace("&#8203;", ""), @"
    ### Promotion `1`: staging → production

    |  |  |
    | --- | --- |
    | Status | APPROVED |
    | Created | 2026-03-02 09:00:18 UTC by Ann &lt;ann@acme.com&gt; |
    | Approvals | 1 of 1: Cem |
    | Proposed | `<c1>` on `promote/019cadc6-e0d0` |
    | Plan | `sha256:<digest>` |

    **Ready to be merged.**

    #### `envs/{env}/application.yaml`

    |  | Key | `production` | `staging` |
    | --- | --- | --- | --- |
    | modified | `query.timeout` | `30` | `60` |

    **To roll it back** after the merge: `promote rollback 1 --reason TEXT`

    Promotion-Id: <P1>
    Promotion-Type: PATTERN
    Promotion-Source: staging <c2>
    Plan-Digest: sha256:<digest>
    Approved-by: Cem <cem@acme.com>
    ");
    let refs = host.repo.git_line("-C ../origin.git for-each-ref --format=%(refname:short)");
    assert_eq!(refs, "main\npromote/019cadc6-e0d0\npromotions");
}

#[test]
fn a_request_that_is_there_is_found_by_its_branch_and_updated() {
    let host = approved("git@github.com:acme/config.git", "{ open: true }");
    let open = |number: u64, state: &str, fork: bool| {
        format!(
            "{{\"number\":{number},\"url\":\"https://github.com/acme/config/pull/{number}\",\"state\":\"{state}\",\"title\":\"Old\",\"isCrossRepository\":{fork}}}"
        )
    };
    let list = [open(5, "CLOSED", false), open(9, "OPEN", true), open(7, "OPEN", false)].join(",");
    host.answers("gh", "list", &format!("[{list}]"));
    assert_snapshot!(host.transcript("execute 1 --branch"), @"
    $ promote execute 1 --branch
    Proposed promotion 1 as <c1> on promote/019cadc6-e0d0
      Promote query.timeout to production
    Updated the pull request https://github.com/acme/config/pull/7
    --- stderr
    hint: merge promote/019cadc6-e0d0 into main; the next command that writes to the ledger records it
    ");
    assert_snapshot!(host.calls(), @"
    gh <pr> <list> <--repo=github.com/acme/config> <--head=promote/019cadc6-e0d0> <--state=all> <--limit=50> <--json=number,url,state,title,isCrossRepository>
    gh <pr> <edit> <7> <--repo=github.com/acme/config> <--title=Promote query.timeout to production> <--body-file=->
    ");
    assert!(host.input("gh", "edit").contains("\nPromotion-Id: "));
    // Again, and as a dry run: the text alone.
    assert_snapshot!(host.transcript("request 1 --dry-run"), @"
    $ promote request 1 --dry-run
    Would update the pull request https://github.com/acme/config/pull/7
    Promotion 1 (APPROVED), promote/019cadc6-e0d0 into main

    Promote query.timeout to production

    ### Promotion `1`: staging → production

    |  |  |
    | --- | --- |
    | Status | APPROVED |
    | Created | 2026-03-02 09:00:18 UTC by Ann &lt;ann@&#8203;acme.com&gt; |
    | Approvals | 1 of 1: Cem |
    | Proposed | `<c1>` on `promote/019cadc6-e0d0` |
    | Plan | `sha256:<digest>` |

    **Ready to be merged.**

    #### `envs/{env}/application.yaml`

    |  | Key | `production` | `staging` |
    | --- | --- | --- | --- |
    | modified | `query.timeout` | `30` | `60` |

    **To roll it back** after the merge: `promote rollback 1 --reason TEXT`

    Promotion-Id: <P1>
    Promotion-Type: PATTERN
    Promotion-Source: staging <c2>
    Plan-Digest: sha256:<digest>
    Approved-by: Cem <cem@acme.com>
    ");
    assert!(host.calls().lines().all(|line| line.contains("<list>")));
    assert_eq!(host.ok("request 1 -q"), "https://github.com/acme/config/pull/7");
    assert!(host.ok("request 1 -o markdown").starts_with("### Promotion `1`: staging → production\n"));
    let json = check("request", &host.ok("request 1 -o json"));
    let request = &json["request"];
    assert_eq!((&request["outcome"], &request["state"]), (&"updated".into(), &"open".into()));
    assert_eq!((&request["branch"], &request["problem"]), (&"promote/019cadc6-e0d0".into(), &Json::Null));
    host.answers("gh", "list", &format!("[{}]", open(7, "MERGED", false)));
    host.calls();
    assert_eq!(
        host.ok("request 1").lines().next(),
        Some("The pull request https://github.com/acme/config/pull/7 is merged")
    );
    assert!(!host.calls().contains("edit"));
}

#[test]
fn gitlab_takes_the_text_as_an_argument() {
    let host = approved(
        "ssh://git@git.acme.com:2222/ops/config.git",
        "{ open: true, host: gitlab, labels: [release], reviewers: [dora] }",
    );
    host.answers("glab", "list", "null\n");
    host.answers(
        "glab",
        "create",
        "Creating merge request\n!3 Promote\n https://git.acme.com/ops/config/-/merge_requests/3\n",
    );
    assert_snapshot!(host.transcript("execute 1 --branch"), @"
    $ promote execute 1 --branch
    Proposed promotion 1 as <c1> on promote/019cadc6-e0d0
      Promote query.timeout to production
    Opened the merge request https://git.acme.com/ops/config/-/merge_requests/3
    --- stderr
    hint: merge promote/019cadc6-e0d0 into main; the next command that writes to the ledger records it
    ");
    assert_snapshot!(host.calls().replace("&#8203;", ""), @"
    glab <mr> <list> <--repo=https://git.acme.com/ops/config> <--source-branch=promote/019cadc6-e0d0> <--all> <--output=json>
    glab <mr> <create> <--repo=https://git.acme.com/ops/config> <--source-branch=promote/019cadc6-e0d0> <--target-branch=main> <--title=Promote query.timeout to production> <--description=### Promotion `1`: staging → production

    |  |  |
    | --- | --- |
    | Status | APPROVED |
    | Created | 2026-03-02 09:00:18 UTC by Ann &lt;ann@acme.com&gt; |
    | Approvals | 1 of 1: Cem |
    | Proposed | `<c1>` on `promote/019cadc6-e0d0` |
    | Plan | `sha256:<digest>` |

    **Ready to be merged.**

    #### `envs/{env}/application.yaml`

    |  | Key | `production` | `staging` |
    | --- | --- | --- | --- |
    | modified | `query.timeout` | `30` | `60` |

    **To roll it back** after the merge: `promote rollback 1 --reason TEXT`

    Promotion-Id: <P1>
    Promotion-Type: PATTERN
    Promotion-Source: staging <c2>
    Plan-Digest: sha256:<digest>
    Approved-by: Cem <cem@acme.com>
    > <--yes> <--label=release> <--reviewer=dora>
    ");
    let found = "[{\"iid\":3,\"web_url\":\"https://git.acme.com/ops/config/-/merge_requests/3\",\"state\":\"opened\",\"title\":\"Draft: Old\",\"source_project_id\":1,\"target_project_id\":1}]";
    host.answers("glab", "list", found);
    host.ok("request 1");
    let calls = host.calls();
    assert!(calls.contains("glab <mr> <update> <3> <--repo=https://git.acme.com/ops/config> <--title=Draft: Promote query.timeout to production> <--description=### Promotion"), "{calls}");
}

#[test]
fn gitea_asks_for_reviews_in_a_second_call() {
    let host = approved(
        "https://codeberg.org/acme/config",
        "{ open: true, draft: true, labels: [release, ops], reviewers: [bob, acme/ops] }",
    );
    host.answers("tea", "list", "[]");
    host.answers("tea", "create", "# 12 Promote\n\nhttps://codeberg.org/acme/config/pulls/12\n");
    let out = host.ok("execute 1 --branch");
    assert!(out.ends_with("Opened the pull request https://codeberg.org/acme/config/pulls/12"), "{out}");
    let calls = host.calls();
    let create = calls.lines().find(|line| line.contains("<create>")).unwrap();
    assert_eq!(
        create,
        "tea <pulls> <create> <--remote=origin> <--head=promote/019cadc6-e0d0> <--base=main> <--title=WIP: Promote query.timeout to production> <--description=### Promotion `1`: staging → production"
    );
    assert!(calls.contains("<--labels=release,ops>"), "{calls}");
    let found = "[{\"index\":\"12\",\"url\":\"https://codeberg.org/acme/config/pulls/12\",\"state\":\"open\",\"title\":\"WIP: Old\",\"head\":\"promote/019cadc6-e0d0\"},{\"index\":\"13\",\"url\":\"https://codeberg.org/acme/config/pulls/13\",\"state\":\"open\",\"title\":\"x\",\"head\":\"other\"}]";
    host.answers("tea", "list", found);
    assert_eq!(host.ok("request 1 -q"), "https://codeberg.org/acme/config/pulls/12");
    assert!(
        host.calls()
            .contains("tea <pulls> <edit> <--remote=origin> <--title=WIP: Promote query.timeout to production>")
    );
}

#[test]
fn a_request_that_cannot_be_opened_leaves_the_proposal_and_tells_how() {
    let host = approved("https://ann:secret@github.com/acme/config.git", "{ open: true }");
    assert_snapshot!(host.transcript("execute 1 --branch"), @"
    $ promote execute 1 --branch
    Proposed promotion 1 as <c1> on promote/019cadc6-e0d0

    Promote query.timeout to production

    Promotion-Id: <P1>
    Promotion-Type: PATTERN
    Promotion-Source: staging <c2>
    Plan-Digest: sha256:<digest>
    Approved-by: Cem <cem@acme.com>
    --- stderr
    note: the pull request was not opened: gh is not installed
    hint: open the pull request here: https://github.com/acme/config/compare/main...promote/019cadc6-e0d0?expand=1
    hint: try again: promote request 1
    hint: merge promote/019cadc6-e0d0 into main; the next command that writes to the ledger records it
    ");
    assert!(host.ok("show 1").contains("waiting to be merged"));
    host.fails_with("gh", "list", 4, "To get started with GitHub CLI, please run:  gh auth login\n");
    assert_snapshot!(host.transcript("request 1 -q"), @"
    $ promote request 1 -q
    https://github.com/acme/config/compare/main...promote/019cadc6-e0d0?expand=1
    --- stderr
    note: the pull request was not opened: gh is not signed in to github.com
    --- exit 5
    ");
    host.fails_with(
        "gh",
        "list",
        1,
        "error connecting to \x1b[31mapi.github.com\x1b[0m\ncheck your internet connection\n",
    );
    assert_snapshot!(host.transcript("request 1 -q"), @r"
    $ promote request 1 -q
    https://github.com/acme/config/compare/main...promote/019cadc6-e0d0?expand=1
    --- stderr
    note: the pull request was not opened: gh: error connecting to \u{1b}[31mapi.github.com\u{1b}[0m; check your internet connection
    --- exit 5
    ");
    host.answers("gh", "list", "<html>");
    assert!(host.fails(5, "request 1").contains("gh: the list of requests is not JSON"));
    host.answers("gh", "list", "[]");
    host.fails_with("gh", "create", 1, "could not add label: 'release' not found\n");
    let run = host.run("execute 1 --branch -o json");
    let json = check("execute", &run.stdout);
    let shape: Promotion = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(shape.request.unwrap().problem.unwrap().message, "gh: could not add label: 'release' not found");
    assert_eq!(
        (run.code, &json["outcome"], &json["request"]["outcome"]),
        (0, &"already-proposed".into(), &"not-opened".into())
    );
    assert_eq!(json["request"]["problem"]["code"], "failed");
    assert_eq!(json["request"]["url"], "https://github.com/acme/config/compare/main...promote/019cadc6-e0d0?expand=1");
    host.answers("gh", "create", "https://github.com/acme/config/pull/8");
    assert!(host.ok("request 1").starts_with("Opened the pull request https://github.com/acme/config/pull/8\n"));
}

#[test]
fn hosts_without_a_program_have_a_page_or_are_named() {
    let host = approved("git@bitbucket.org:acme/config.git", "{ open: true }");
    assert_snapshot!(host.transcript("execute 1 --branch"), @"
    $ promote execute 1 --branch
    Proposed promotion 1 as <c1> on promote/019cadc6-e0d0

    Promote query.timeout to production

    Promotion-Id: <P1>
    Promotion-Type: PATTERN
    Promotion-Source: staging <c2>
    Plan-Digest: sha256:<digest>
    Approved-by: Cem <cem@acme.com>
    --- stderr
    note: the pull request was not opened: no program opens requests at bitbucket.org
    hint: open the pull request here: https://bitbucket.org/acme/config/pull-requests/new?source=promote%2F019cadc6-e0d0&dest=main
    hint: merge promote/019cadc6-e0d0 into main; the next command that writes to the ledger records it
    ");
    assert_eq!(host.calls(), "");
    host.repo.git_line("config remote.origin.url https://git.acme.com/config");
    host.rewrite("https://git.acme.com/config");
    assert_snapshot!(host.transcript("request 1 -q"), @"
    $ promote request 1 -q
    --- stderr
    note: the pull request was not opened: git.acme.com is not a host that promote knows; promote.yaml can say what it is ('host' in 'request')
    ");
    assert!(host.ok("request 1 --offline").contains("Promote query.timeout to production"));
    host.repo.git_line("-C ../origin.git update-ref refs/heads/main refs/heads/promote/019cadc6-e0d0");
    assert_snapshot!(host.transcript("request 1 -q"), @"
    $ promote request 1 -q
    --- stderr
    note: the state of the pull request is unknown: git.acme.com is not a host that promote knows; promote.yaml can say what it is ('host' in 'request')
    ");
}

#[test]
fn a_dry_run_asks_and_changes_nothing() {
    let host = approved("https://github.com/acme/config.git", "{ open: true }");
    host.answers("gh", "list", "[]");
    assert_snapshot!(host.transcript("execute 1 --branch --dry-run"), @"
    $ promote execute 1 --branch --dry-run
    Would propose promotion 1 on promote/019cadc6-e0d0
      Promote query.timeout to production
    Would open a pull request with gh
    ");
    assert!(host.calls().lines().all(|line| line.contains("<list>")));
    assert!(!host.repo.git_line("-C ../origin.git branch --list").contains("promote/"));
}

#[test]
fn requests_need_a_proposal_and_a_remote() {
    let host = approved("https://github.com/acme/config.git", "{ open: true }");
    assert_snapshot!(host.transcript("request 1"), @"
    $ promote request 1
    --- stderr
    error: promotion 1 has no request, because it was not proposed on a branch
    hint: promote execute 1 --branch --open
    --- exit 2
    ");
    assert!(host.fails(2, "execute 1 --open").contains("--branch"));
    let repo = Repo::open_pipeline();
    repo.ok("create staging production --key query.timeout --validate -q");
    assert_snapshot!(repo.promote_line("execute 1 --branch --open"), @"
    $ promote execute 1 --branch --open
    --- stderr
    error: a request is opened at the host of a remote, and promote.yaml names no remote
    hint: write 'remote: origin' into promote.yaml
    hint: propose it without a request: promote execute 1 --branch
    --- exit 2
    ");
    repo.ok("execute 1 --branch");
    assert!(repo.fails(2, "request 1").contains("promote.yaml names no remote"));
}

/// A killed run leaves a branch without a request; the next one opens it.
#[test]
fn what_a_killed_run_left_is_completed() {
    let host = approved("https://github.com/acme/config.git", "{}");
    host.ok("execute 1 --branch");
    assert_eq!(host.calls(), "");
    host.answers("gh", "list", "[]");
    host.answers("gh", "create", "https://github.com/acme/config/pull/7");
    let out = host.ok("execute 1 --branch --open");
    assert!(out.starts_with("Promotion 1 was already proposed as"), "{out}");
    assert!(out.ends_with("Opened the pull request https://github.com/acme/config/pull/7"), "{out}");
}

#[test]
fn a_program_that_does_not_answer_is_ended() {
    let host = approved("https://github.com/acme/config.git", "{ open: true }");
    host.hangs("gh", "list");
    host.repo.git_line("config promote.timeout 1");
    let run = host.run("execute 1 --branch");
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(run.stderr.contains("the pull request was not opened: gh: no answer within 1 s"), "{}", run.stderr);
}
