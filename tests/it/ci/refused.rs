//! A comment that may not be written, and configuration that does not hold.

use insta::assert_snapshot;

use super::api::Fault;
use super::world::{Ci, Host, POLICY};
use crate::support::run;

/// The annotations of a log.
fn annotations(log: &str) -> Vec<&str> {
    log.lines()
        .filter(|line| ["::error::", "::warning::", "error: ", "warning: "].iter().any(|word| line.starts_with(word)))
        .collect()
}

#[test]
fn a_fork_gets_its_report_in_the_summary() {
    let Some(ci) = Ci::github() else { return };
    ci.propose_timeout();
    ci.api.fails("GET", 403);
    let done = ci.pull_request();
    assert_eq!(done.code, 0, "{}", done.stdout);
    assert_eq!(
        annotations(&done.stdout),
        [
            "::warning::the comment is not written: the token may not write comments (403): give the job 'permissions: { contents: read, pull-requests: write }'; a pull request from a fork has a token that only reads. The report is in the summary of the job."
        ]
    );
    assert!(ci.summary().contains("| modified | `query.timeout` | `60` | `75` |"));
    assert_eq!(ci.api.ours().len(), 0);
    // GitHub lets it read, and refuses the comment.
    let Some(ci) = Ci::github() else { return };
    ci.propose_timeout();
    let path = "/repos/acme/config/issues/1/comments";
    ci.api.state().faults.push(Fault { path, ..Fault::new("POST", 403) });
    let done = ci.pull_request();
    assert_eq!((done.code, annotations(&done.stdout).len()), (0, 1), "{}", done.stdout);
    assert_eq!((ci.api.ours().len(), ci.api.requests().len()), (0, 3));
}

#[test]
fn without_a_token_the_report_is_in_the_summary() {
    for host in [Host::GitHub, Host::GitLab] {
        let Some(ci) = Ci::new(host, POLICY) else { return };
        ci.propose_timeout();
        let done = run(ci.script("pull-request").env_remove("PROMOTE_CI_TOKEN"), b"");
        assert_eq!(done.code, 0, "{}", done.stdout);
        let words = annotations(&done.stdout).join("\n");
        assert!(
            words.ends_with("the comment is not written: there is no token. The report is in the summary of the job."),
            "{words}"
        );
        assert!(ci.summary().contains("| modified | `query.timeout` | `60` | `75` |"));
        assert_eq!(ci.api.requests().len(), 0);
    }
}

#[test]
fn a_host_that_refuses_otherwise_fails_the_job() {
    let Some(ci) = Ci::gitlab() else { return };
    ci.propose_timeout();
    let refused = |statuses: &[u16]| {
        ci.api.requests();
        statuses.iter().for_each(|status| ci.api.fails("GET", *status));
        let done = ci.pull_request();
        assert_eq!(done.code, 1, "{}", done.stdout);
        (annotations(&done.stdout)[0].to_owned(), ci.api.requests().len())
    };
    let end = ". The report is in the summary of the job.";
    let (words, asked) = refused(&[401]);
    assert_eq!(
        (words, asked),
        (
            format!(
                "warning: the comment is not written: the host does not accept the token (401): pass one that is valid{end}"
            ),
            1
        )
    );
    let (words, _) = refused(&[404]);
    assert!(
        words.contains("the host shows no such request to this token (404): the variable PROMOTE_CI_TOKEN"),
        "{words}"
    );
    let (words, asked) = refused(&[500, 502, 503, 504]);
    assert_eq!(
        (words, asked),
        (format!("warning: the comment is not written: the host answered with status 504{end}"), 4)
    );
    // An answer that is none, as of a proxy.
    let (words, asked) = refused(&[200, 200, 200, 200]);
    assert_eq!(
        (words, asked),
        (format!("warning: the comment is not written: the answer of the host is not what was asked for{end}"), 4)
    );
    let done = run(ci.script("pull-request").env("CI_API_V4_URL", "http://127.0.0.1:1"), b"");
    assert!(annotations(&done.stdout)[0].contains("the host does not answer: curl: "), "{}", done.stdout);
    assert_eq!(ci.api.ours().len(), 0);
}

#[test]
fn a_finding_of_verify_fails_the_job() {
    let Some(ci) = Ci::github() else { return };
    let text = ci.repo.read("envs/production/application.yaml").replace("info", "warn");
    ci.repo.write("envs/production/application.yaml", text).commit("By hand");
    ci.repo.git_line("push -q origin main");
    ci.propose_timeout();
    let done = ci.pull_request();
    assert_eq!(done.code, 1, "{}", done.stdout);
    assert_eq!(
        annotations(&done.stdout),
        ["::error::the configuration of this pull request does not hold; see the report above"]
    );
    let comment = ci.comment();
    assert!(comment.contains("| `promote verify` | Not verified: 1 finding. |"), "{comment}");
    assert!(comment.contains("| the merge | the rules accept it |"), "{comment}");
    assert!(comment.contains("### `promote verify`\n") && comment.contains("`direct-edit`"), "{comment}");
}

#[test]
fn a_merge_that_the_rules_refuse_fails_the_job() {
    let Some(ci) = Ci::github() else { return };
    let text = ci.repo.read("envs/production/application.yaml").replace("info", "warn");
    ci.propose(&[("envs/production/application.yaml", &text)]);
    assert_eq!(ci.pull_request().code, 1);
    assert_snapshot!(ci.comment(), @"
    <!-- promote: what this request changes -->
    ## Configuration

    What this pull request changes at <c1>, compared with <c2>.

    |  |  |
    | --- | --- |
    | `promote verify` | Verified: no findings. |
    | the merge | **the rules refuse it** |
    | `promote check` | promote.yaml: no findings |

    ### `production`: 1 modified

    #### `envs/{env}/application.yaml`

    |  | Key | `production@before` | `production@after` |
    | --- | --- | --- | --- |
    | modified | `server.log` | `info` | `warn` |

    ### `staging` → `production` after the merge (the keys above): 1 modified

    #### `envs/{env}/application.yaml`

    |  | Key | `production@after` | `staging@after` |
    | --- | --- | --- | --- |
    | modified | `server.log` | `warn` | `debug` |

    ### The merge

    ```
    promote: refused: <c3>: the commit changes envs/production/application.yaml of production without a promotion (direct-edit)
    ```
    ");
}

#[test]
fn a_proposal_may_be_merged_and_is_proved() {
    let Some(ci) = Ci::github() else { return };
    ci.repo.ok("create staging production --key query.timeout --validate -q");
    ci.repo.as_user("bob").ok("approve 1 -q");
    ci.repo.ok("execute 1 --branch=feature -q");
    ci.repo.as_user("ann").git_line("fetch -q origin");
    ci.repo.git_line("branch -q feature origin/feature");
    ci.check_out();
    ci.ok();
    let comment = ci.comment();
    assert!(comment.contains("| the merge | the rules accept it |"), "{comment}");
    assert!(comment.contains("Equal in the keys above: `staging` → `production`.\n"), "{comment}");
}

#[test]
fn a_finding_of_check_fails_the_job() {
    let Some(ci) = Ci::github() else { return };
    ci.propose(&[("promote.yaml", &POLICY.replace("replicas", "replicsa"))]);
    assert_eq!(ci.pull_request().code, 1);
    assert!(ci.comment().contains("| `promote check` | promote.yaml: 1 warning |"), "{}", ci.comment());
    // A mistake, which nothing can be read by, is shown, too.
    ci.propose(&[("promote.yaml", &POLICY.replace("from: [dev]", "from: [def]"))]);
    assert_eq!(ci.pull_request().code, 1);
    assert!(ci.comment().contains("unknown environment 'def'"), "{}", ci.comment());
}

#[test]
fn the_rules_of_the_request_do_not_judge_it() {
    for host in [Host::GitHub, Host::GitLab] {
        let Some(ci) = Ci::new(host, POLICY) else { return };
        let text = ci.repo.read("envs/production/application.yaml").replace("info", "warn");
        let loose = POLICY.replace("remote: origin\n", "").replace(", direct-edits: deny", "");
        ci.propose(&[("promote.yaml", &loose), ("envs/production/application.yaml", &text)]);
        assert_eq!(ci.pull_request().code, 1);
        let comment = ci.comment();
        assert!(comment.contains("| the merge | **the rules refuse it** |"), "{comment}");
        assert!(comment.contains("| weaker | `production` | `direct-edits` | deny -&gt; warn |"), "{comment}");
    }
}

#[test]
fn other_events_are_refused() {
    let Some(ci) = Ci::github() else { return };
    ci.propose_timeout();
    for event in ["pull_request_target", "push"] {
        let done = run(ci.script("pull-request").env("GITHUB_EVENT_NAME", event), b"");
        assert_eq!(done.code, 2, "{}", done.stdout);
        assert_eq!(
            done.stdout,
            format!("::error::this job is for the event pull_request, not {event}: see docs/ci.md\n")
        );
    }
    assert_eq!(ci.api.requests().len(), 0);
    let done = run(ci.script("pull-request").env_remove("GITHUB_ACTIONS"), b"");
    assert_eq!(
        (done.code, done.stdout.as_str()),
        (2, "error: this step runs in a job of GitHub Actions or GitLab CI\n")
    );
    let done = run(ci.script("job").arg("nothing"), b"");
    assert_eq!((done.code, done.stderr.as_str()), (2, "error: the job is pull-request, run-due or start\n"));
    ci.git("remote set-url origin file:///nowhere");
    let done = ci.pull_request();
    assert_eq!(done.code, 5, "{}", done.stdout);
    assert!(done.stdout.contains("::error::cannot fetch the branches of origin; "), "{}", done.stdout);
}
