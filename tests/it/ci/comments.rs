//! The one comment on a request: what it shows, and when it is written.

use insta::assert_snapshot;

use super::api::{Comment, Fault};
use super::world::{Ci, Host, POLICY};
use crate::support::run;

#[test]
fn a_pull_request_gets_one_comment_that_is_updated() {
    let Some(ci) = Ci::github() else { return };
    ci.propose_timeout();
    let done = ci.ok();
    assert!(done.stdout.ends_with("Comment created.\n"), "{}", done.stdout);
    assert_snapshot!(ci.comment(), @"
    <!-- promote: what this request changes -->
    ## Configuration

    What this pull request changes at <c1>, compared with <c2>.

    |  |  |
    | --- | --- |
    | `promote verify` | Verified: no findings. |
    | the merge | the rules accept it |
    | `promote check` | promote.yaml: no findings |

    ### `staging`: 1 modified

    #### `envs/{env}/application.yaml`

    |  | Key | `staging@before` | `staging@after` |
    | --- | --- | --- | --- |
    | modified | `query.timeout` | `60` | `75` |

    ### `dev` → `staging` after the merge (the keys above): 1 modified

    #### `envs/{env}/application.yaml`

    |  | Key | `staging@after` | `dev@after` |
    | --- | --- | --- | --- |
    | modified | `query.timeout` | `75` | `90` |

    ### `staging` → `production` after the merge (the keys above): 1 modified

    #### `envs/{env}/application.yaml`

    |  | Key | `production@after` | `staging@after` |
    | --- | --- | --- | --- |
    | modified | `query.timeout` | `30` | `75` |

    ### The merge

    ```
    promote: note: <c3>: the commit changes envs/staging/application.yaml of staging without a promotion (direct-edit)
    ```
    ");
    assert_eq!(ci.repo.normalise(&ci.summary()), ci.comment());
    let requests = ci.api.requests();
    assert_eq!(
        requests,
        [
            "POST /graphql Authorization: Bearer t0ken",
            "GET /repos/acme/config/issues/1/comments?per_page=100&page=1 Authorization: Bearer t0ken",
            "POST /repos/acme/config/issues/1/comments Authorization: Bearer t0ken",
        ]
    );
    ci.propose(&[("envs/dev/new.yaml", "a: 1\n")]);
    let done = ci.ok();
    assert!(done.stdout.ends_with("Comment updated.\n"), "{}", done.stdout);
    let comment = ci.comment();
    assert!(comment.contains("### `dev`: 1 added\n"), "{comment}");
    assert!(comment.contains("### `staging`: 1 modified\n"), "{comment}");
    // An environment that is not touched has an edge, and no section.
    assert!(!comment.contains("### `production`"), "{comment}");
    let last = ci.api.requests().pop().unwrap();
    assert_eq!(last, "PATCH /repos/acme/config/issues/comments/3000000000 Authorization: Bearer t0ken");
    // Nothing of it is left in the clone.
    assert_eq!(ci.git("for-each-ref refs/before refs/after"), "");
}

#[test]
fn a_merge_request_gets_one_note_that_is_updated() {
    let Some(ci) = Ci::gitlab() else { return };
    ci.propose_timeout();
    ci.ok();
    let first = ci.comment();
    assert!(first.contains("What this merge request changes at "), "{first}");
    assert!(first.contains("| modified | `query.timeout` | `60` | `75` |"), "{first}");
    let requests = ci.api.requests();
    assert_eq!(
        requests,
        [
            "GET /api/v4/user PRIVATE-TOKEN: t0ken",
            "GET /api/v4/projects/5/merge_requests/1/notes?sort=asc&order_by=created_at&per_page=100&page=1 PRIVATE-TOKEN: t0ken",
            "POST /api/v4/projects/5/merge_requests/1/notes PRIVATE-TOKEN: t0ken",
        ]
    );
    ci.ok();
    assert_eq!(ci.comment(), first);
    let last = ci.api.requests().pop().unwrap();
    assert_eq!(last, "PUT /api/v4/projects/5/merge_requests/1/notes/3000000000 PRIVATE-TOKEN: t0ken");
}

#[test]
fn a_comment_of_somebody_else_is_left_alone() {
    let Some(ci) = Ci::github() else { return };
    ci.propose_timeout();
    let marker = "<!-- promote: what this request changes -->\n";
    let others = |author, body: String| Comment { author, body };
    ci.api.state().comments.push(others("mallory", format!("{marker}All is well")));
    // Ours, but the marker is only quoted; and so many that ours is on the second page.
    ci.api.state().comments.push(others("bot", format!("> {marker}")));
    ci.api.state().comments.extend((0..120).map(|number| others("ann", format!("{number}"))));
    ci.api.state().comments.push(others("bot", format!("{marker}Old")));
    ci.ok();
    let state = ci.api.state();
    assert_eq!(state.comments.len(), 123);
    assert_eq!(state.comments[0].body, format!("{marker}All is well"));
    assert_eq!(state.comments[1].body, format!("> {marker}"));
    assert!(state.comments[122].body.contains("query.timeout"));
    assert!(state.requests.iter().any(|line| line.contains("&page=2 ")));
}

#[test]
fn a_request_that_touches_nothing_gets_no_comment() {
    let Some(ci) = Ci::github() else { return };
    ci.propose(&[("src/main.c", "int main;\n")]);
    let done = ci.ok();
    assert_eq!(done.stdout, "This pull request changes no configuration of an environment.\nNothing to comment on.\n");
    assert_eq!((ci.api.ours().len(), ci.summary().as_str()), (0, ""));
    // It touches staging, and then does not.
    ci.propose_timeout();
    ci.ok();
    assert!(ci.comment().contains("`query.timeout`"));
    ci.propose(&[("envs/staging/application.yaml", &ci.repo.read("envs/staging/application.yaml"))]);
    let done = ci.ok();
    assert!(done.stdout.ends_with("Comment updated.\n"), "{}", done.stdout);
    assert_snapshot!(ci.comment(), @"
    <!-- promote: what this request changes -->
    ## Configuration

    At <c4>, this pull request changes no configuration of an environment.
    ");
}

#[test]
fn a_change_of_the_rules_alone_is_shown() {
    let Some(ci) = Ci::github() else { return };
    ci.propose(&[("promote.yaml", &POLICY.replace("required: 1", "required: 2"))]);
    ci.ok();
    assert_snapshot!(ci.comment(), @"
    <!-- promote: what this request changes -->
    ## Configuration

    What this pull request changes at <c1>, compared with <c2>.

    |  |  |
    | --- | --- |
    | `promote verify` | Verified: no findings. |
    | the merge | the rules accept it |
    | `promote check` | promote.yaml: no findings |

    ### `promote check`

    Takes 3 of 3 configuration files of <c3>

    #### Changes against promote.yaml on main (<c2>)

    | Effect | Environment | Rule | Change |
    | --- | --- | --- | --- |
    | stronger | `production` | `approvals.required` | 1 -&gt; 2 |
    ");
}

#[test]
fn the_first_promote_yaml_is_read_by_itself() {
    let Some(ci) = Ci::gitlab() else { return };
    ci.repo.git_line("rm -q promote.yaml");
    ci.repo.commit("No rules");
    ci.repo.git_line("push -q origin main");
    ci.propose_timeout();
    let done = ci.pull_request();
    assert_eq!(done.code, 2, "{}", done.stdout);
    assert!(
        done.stdout.ends_with("error: promote check failed with exit code 2; see the log above\n"),
        "{}",
        done.stdout
    );
    ci.propose(&[("promote.yaml", POLICY)]);
    ci.ok();
    let comment = ci.comment();
    assert!(comment.contains("| the merge | nothing to check yet: no promote.yaml is in force |"), "{comment}");
    assert!(comment.contains("| modified | `query.timeout` | `60` | `75` |"), "{comment}");
}

#[test]
fn an_environment_is_touched_on_its_own_branch_only() {
    let Some(ci) = Ci::github() else { return };
    let policy = "version: 1\nremote: origin\nfiles: [\"**\"]\nenvironments:\n  staging: { branch: env/staging }\n  production: { branch: env/production, from: [staging] }\n";
    let repo = &ci.repo;
    repo.policy(policy).commit("Branches");
    repo.git_line("push -q origin main");
    for (name, value) in [("staging", 1), ("production", 2)] {
        repo.git_line(&format!("checkout -q --orphan env/{name}"));
        repo.git_line("rm -q -r -f .");
        repo.write("a.yaml", format!("a: {value}\nb: 1\n")).commit("Begin");
        repo.git_line(&format!("push -q origin env/{name}"));
    }
    repo.git_line("checkout -q env/staging -b feature");
    repo.write("a.yaml", "a: 3\nb: 1\n").commit("A request");
    repo.git_line("push -q origin feature:refs/pull/1/head");
    ci.clone_request();
    let done = run(ci.script("pull-request").env("GITHUB_BASE_REF", "env/staging"), b"");
    assert_eq!(done.code, 0, "{}{}", done.stdout, done.stderr);
    assert_snapshot!(ci.comment(), @"
    <!-- promote: what this request changes -->
    ## Configuration

    What this pull request changes at <c1>, compared with <c2>.

    |  |  |
    | --- | --- |
    | `promote verify` | Verified: no findings. |
    | the merge | the rules accept it |

    ### `staging`: 1 modified

    #### `a.yaml`

    |  | Key | `staging@before` | `staging@after` |
    | --- | --- | --- | --- |
    | modified | `a` | `1` | `3` |

    ### `staging` → `production` after the merge (the keys above): 1 modified

    #### `a.yaml`

    |  | Key | `production` | `staging@after` |
    | --- | --- | --- | --- |
    | modified | `a` | `2` | `3` |
    ");
}

#[test]
fn a_host_that_is_busy_is_asked_again() {
    let Some(ci) = Ci::github() else { return };
    ci.propose_timeout();
    ci.api.fails("GET", 500);
    ci.api.state().faults.push(Fault { header: "Retry-After: 1", ..Fault::new("POST", 429) });
    ci.ok();
    ci.comment();
    // GitHub says so to requests that come too fast, too.
    ci.api.state().faults.push(Fault { header: "retry-after: 3", ..Fault::new("GET", 403) });
    ci.ok();
    ci.comment();
    assert_eq!(ci.api.state().faults.len(), 0);
}

#[test]
fn a_comment_whose_answer_is_lost_is_not_written_twice() {
    for host in [Host::GitHub, Host::GitLab] {
        let Some(ci) = Ci::new(host, POLICY) else { return };
        ci.propose_timeout();
        let path = if host == Host::GitHub { "/repos" } else { "/api" };
        ci.api.state().faults.push(Fault { path, done: true, ..Fault::new("POST", 502) });
        ci.ok();
        ci.comment();
        assert_eq!(ci.api.state().faults.len(), 0);
    }
}

#[test]
fn a_merge_onto_a_branch_that_moved_is_tried_there() {
    let Some(ci) = Ci::github() else { return };
    ci.propose_timeout();
    ci.repo.write("README", "More\n").commit("Something else");
    ci.repo.git_line("push -q origin main");
    ci.ok();
    assert!(ci.comment().contains("| the merge | the rules accept it |"), "{}", ci.comment());
    let text = ci.repo.read("envs/staging/application.yaml").replace("timeout: 60", "timeout: 61");
    ci.repo.write("envs/staging/application.yaml", text).commit("A conflict");
    ci.repo.git_line("push -q origin main");
    ci.ok();
    assert!(ci.comment().contains("| the merge | not tried: it does not merge without conflicts"), "{}", ci.comment());
}
