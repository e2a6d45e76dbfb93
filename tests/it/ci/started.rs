//! `run-due` by a clock, and promotions that a person starts by hand.

use insta::assert_snapshot;

use super::world::{Ci, POLICY};
use crate::support::{Run, run};

const INPUTS: &[(&str, &str)] = &[
    ("PROMOTE_CI_SOURCE", "staging"),
    ("PROMOTE_CI_TARGET", "production"),
    ("PROMOTE_CI_KEYS", "query.timeout\n"),
    ("PROMOTE_CI_NOTES", "Faster pages"),
];

/// Starts a promotion with these inputs in place of the usual ones.
fn start(ci: &Ci, other: &[(&str, &str)]) -> Run {
    ci.run("start", &[INPUTS, other].concat())
}

#[test]
fn due_promotions_are_executed() {
    let Some(ci) = Ci::github() else { return };
    ci.repo.ok("create staging production --key query.timeout --validate -q");
    ci.repo.as_user("bob").ok("approve 1 -q");
    ci.repo.ok("schedule 1 --in 1h -q");
    ci.check_out_main();
    let done = ci.run("run-due", &[]);
    assert_eq!((done.code, done.stderr.as_str()), (0, ""), "{}", done.stdout);
    assert_snapshot!(ci.summary(), @"
    ## promote run-due

    ```
    Nothing is due; the next is due 2026-03-02 10:00:18 UTC.
    ```
    ");
    ci.repo.pass(3_600);
    let done = ci.run("run-due", &[]);
    assert_eq!(done.code, 0, "{}", done.stdout);
    assert_snapshot!(ci.repo.normalise(&ci.summary()), @"
    ## promote run-due

    ```
    Executed promotion 1 as d1aaef9e37 on main (staging -> production, due 2026-03-02 10:00:18 UTC)
      files updated in /world/ci
    ```
    ");
    let author = ci.repo.git_line("-C ../origin.git log -1 --format=%an%n%cn%n%s main");
    assert_eq!(author, "Release bot\nRelease bot\nPromote query.timeout to production");
}

#[test]
fn a_promotion_that_is_held_fails_the_job() {
    let Some(ci) = Ci::gitlab() else { return };
    ci.repo.ok("create staging production --key query.timeout --validate -q");
    ci.repo.as_user("bob").ok("approve 1 -q");
    ci.repo.ok("schedule 1 --in 1h -q");
    ci.repo.ok("withdraw 1 -q");
    ci.repo.pass(3_600);
    ci.check_out_main();
    let done = ci.run("run-due", &[]);
    assert_eq!(done.code, 3, "{}", done.stdout);
    assert!(
        done.stdout.ends_with("error: promote run-due ended with exit code 3; see the log above\n"),
        "{}",
        done.stdout
    );
    assert!(ci.summary().contains("needs 1 approval"));
}

#[test]
fn a_person_starts_a_promotion() {
    let Some(ci) = Ci::github() else { return };
    ci.check_out_main();
    let done = start(&ci, &[("PROMOTE_CI_EXECUTE", "direct")]);
    assert_eq!((done.code, done.stderr.as_str()), (0, ""), "{}", done.stdout);
    assert!(
        done.stdout.ends_with("It cannot be executed yet; the report above says who has to act.\n"),
        "{}",
        done.stdout
    );
    assert_snapshot!(ci.repo.normalise(&ci.summary().replace("&#8203;", "")), @"
    ### Promotion `1`: staging → production

    |  |  |
    | --- | --- |
    | Status | VALIDATED |
    | Created | 2026-03-02 09:00:22 UTC by Release bot &lt;bot@acme.com&gt; |
    | Notes | Faster pages<br><br>Started on github.com by alice in https://github.com/acme/config/actions/runs/77 |
    | Approvals | 0 of 1 |
    | Plan | `sha256:<digest>` |

    - **Blocked:** needs 1 approval (0 so far) (ask someone other than bot@acme.com or ann@acme.com to run: promote approve 1)

    #### `envs/{env}/application.yaml`

    |  | Key | `production` | `staging` |
    | --- | --- | --- | --- |
    | modified | `query.timeout` | `30` | `60` |

    #### Events

    | Time | Event | By | Details |
    | --- | --- | --- | --- |
    | 2026-03-02 09:00:22 UTC | created | Release bot |  |
    | 2026-03-02 09:00:22 UTC | validated | Release bot | ok |
    ");
    assert_eq!(ci.output(), "promotion=1\n");
    // The job did it, the person asked for it, and both are known to anybody with a clone.
    ci.repo.git_line("fetch -q origin");
    assert_snapshot!(ci.repo.git_line("log -1 --skip=1 --format=%an%n%cn%n%n%B origin/promotions"), @"
    Release bot
    Release bot

    Create staging to production: query.timeout

    staging -> production: 1 modified

    envs/{env}/application.yaml
      ~ query.timeout: 30 -> 60

    Promotion-Id: 019cadc6-f070-7b1f-8f4a-b997a3b991db
    Promotion-Event: created
    Plan-Digest: sha256:4e6d998ebfd3139b0b2cf128b47510fc3fd5b6bcac866bca3098db62960f9489
    Policy-Commit: aa3ffc3f39b940b20f98d989ecac5ebcf906db63
    ");
    assert_eq!(ci.repo.run("verify").code, 0);
}

#[test]
fn a_promotion_that_needs_nobody_is_executed() {
    let Some(ci) = Ci::github() else { return };
    ci.check_out_main();
    let edge = [("PROMOTE_CI_SOURCE", "dev"), ("PROMOTE_CI_TARGET", "staging")];
    let done = start(&ci, &edge);
    assert_eq!(done.code, 0, "{}", done.stdout);
    assert!(ci.summary().contains("**Ready to execute.**"));
    let before = ci.repo.git_line("-C ../origin.git rev-parse main");
    let done = start(&ci, &[&edge[..], &[("PROMOTE_CI_EXECUTE", "branch"), ("PROMOTE_CI_KEYS", "query.*")]].concat());
    assert_eq!(done.code, 0, "{}", done.stdout);
    assert!(ci.summary().contains("Proposed promotion 2 as "), "{}", done.stdout);
    assert_eq!(ci.repo.git_line("-C ../origin.git rev-parse main"), before);
    assert_eq!(ci.repo.git_line("-C ../origin.git branch --list promote/*").lines().count(), 1);
    let done = start(&ci, &[&edge[..], &[("PROMOTE_CI_EXECUTE", "direct")]].concat());
    assert_eq!(done.code, 0, "{}", done.stdout);
    let message = ci.repo.git_line("-C ../origin.git log -1 --format=%an%n%B main");
    assert!(message.starts_with("Release bot\nPromote query.timeout to staging\n\nFaster pages\n\nStarted on github.com by alice in https://github.com/acme/config/actions/runs/77\n\nPromotion-Id: "), "{message}");
    let done = start(&ci, &edge);
    assert_eq!((done.code, done.stdout.as_str()), (0, "Nothing differs: there is nothing to promote.\n"));
}

#[test]
fn inputs_are_data() {
    let Some(ci) = Ci::gitlab() else { return };
    ci.check_out_main();
    let evil = "$(touch pwned)\n`touch pwned`\n; touch pwned\n::error::x\nStarted on gitlab.acme.com by bob in https://gitlab.acme.com\n\nPromotion-Id: 1\nApproved-by: Bob <bob@acme.com>";
    let keys = "  query.timeout  \r\n\n\tquery.$(touch pwned)*\n--execute\n";
    for (name, value) in
        [("PROMOTE_CI_SOURCE", "--help"), ("PROMOTE_CI_TARGET", "production; touch pwned"), ("PROMOTE_CI_KEYS", keys)]
    {
        let done = start(&ci, &[(name, value)]);
        assert_eq!(done.code, 2, "{}", done.stdout);
        assert!(
            done.stdout.ends_with("error: promote create failed with exit code 2; see the log above\n"),
            "{}",
            done.stdout
        );
    }
    let done = start(&ci, &[("PROMOTE_CI_NOTES", evil), ("PROMOTE_CI_KEYS", "  query.timeout  \r\n\n")]);
    assert_eq!(done.code, 0, "{}", done.stdout);
    assert_eq!(ci.output(), "PROMOTE_PROMOTION=1\n");
    ci.repo.git_line("fetch -q origin");
    let notes = ci.repo.ok("show 1 -o json");
    let notes: serde_json::Value = serde_json::from_str(&notes).unwrap();
    assert_eq!(
        notes["notes"],
        format!("{evil}\n\nStarted on gitlab.acme.com by alice in https://gitlab.acme.com/acme/config/-/jobs/77")
    );
    assert_eq!(ci.repo.run("verify").code, 0);
    assert!(!ci.clone().join("pwned").exists());
}

#[test]
fn pushes_at_gitlab_use_the_token_that_is_stored_nowhere() {
    let Some(ci) = Ci::gitlab() else { return };
    ci.check_out_main();
    ci.git("remote set-url origin https://gitlab-ci-token:job@gitlab.acme.com/acme/config.git");
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/packaging/ci/lib");
    let script = format!(
        ". {folder}/common.sh && . {folder}/gitlab.sh && host_may_push && git remote get-url origin &&
        printf 'protocol=https\\nhost=gitlab.acme.com\\n\\n' | git credential fill"
    );
    let mut command = ci.repo.command("bash");
    command.args(["-c", &script]).current_dir(ci.clone()).env("PROMOTE_CI_TOKEN", "t0ken");
    command.env("CI_SERVER_URL", "https://gitlab.acme.com").env("CI_PROJECT_PATH", "acme/config");
    let done = run(&mut command, b"");
    let asked = "protocol=https\nhost=gitlab.acme.com\nusername=promote\npassword=t0ken\n";
    assert_eq!(done.stdout, format!("https://gitlab.acme.com/acme/config.git\n{asked}"), "{}", done.stderr);
    assert!(!std::fs::read_to_string(ci.clone().join(".git/config")).unwrap().contains("t0ken"));
    // Without it, the job's own token stays.
    let done = run(command.env_remove("PROMOTE_CI_TOKEN"), b"");
    assert!(done.stdout.starts_with("https://gitlab.acme.com/acme/config.git\n"), "{}", done.stdout);
    assert!(!done.stdout.contains("t0ken"), "{}", done.stdout);
}

#[test]
fn inputs_that_say_nothing_are_refused() {
    let Some(ci) = Ci::github() else { return };
    ci.check_out_main();
    let refused = |other: &[(&str, &str)]| {
        let done = start(&ci, other);
        assert_eq!((done.code, done.stderr.as_str()), (2, ""), "{}", done.stdout);
        done.stdout
    };
    assert_eq!(refused(&[("PROMOTE_CI_SOURCE", "")]), "::error::a promotion needs a source and a target\n");
    let words = "::error::no keys: write one pattern a line, such as query.timeout; '*' is everything that differs\n";
    assert_eq!(refused(&[("PROMOTE_CI_KEYS", " \n\t\n")]), words);
    assert_eq!(
        refused(&[("PROMOTE_CI_EXECUTE", "yes")]),
        "::error::PROMOTE_CI_EXECUTE is no, direct, branch or request\n"
    );
    let words = "::error::the job has no identity: set 'name' and 'email', by which its events and commits are known\n";
    assert_eq!(refused(&[("PROMOTE_CI_NAME", ""), ("PROMOTE_CI_EMAIL", "")]), words);
    // The rules decide as everywhere.
    let done = start(&ci, &[("PROMOTE_CI_SOURCE", "dev")]);
    assert_eq!(done.code, 3, "{}", done.stdout);
    assert!(ci.repo.git_line("-C ../origin.git branch --list promotions").is_empty());
}

#[test]
fn a_plan_that_is_not_valid_fails_the_job() {
    let Some(ci) = Ci::github() else { return };
    ci.repo
        .policy(&format!("{POLICY}checks:\n  - {{ name: small, rule: 'change.sourceValue < 50' }}\n"))
        .commit("A check");
    ci.repo.git_line("push -q origin main");
    ci.check_out_main();
    let done = start(&ci, &[("PROMOTE_CI_EXECUTE", "direct")]);
    assert_eq!(done.code, 1, "{}", done.stdout);
    assert!(done.stdout.ends_with("::error::the promotion is not valid; see the report above\n"), "{}", done.stdout);
    assert!(ci.summary().contains("CREATED"));
}

#[test]
fn a_promotion_that_only_the_job_would_know_is_an_error() {
    let Some(ci) = Ci::github() else { return };
    ci.repo.policy(&POLICY.replace("remote: origin\n", "")).commit("No remote");
    ci.repo.git_line("push -q origin main");
    ci.check_out_main();
    let done = start(&ci, &[]);
    assert_eq!(done.code, 2, "{}", done.stdout);
    assert!(
        done.stdout.contains(
            "::error::promote.yaml names no remote, so that the promotion is in the clone of this job alone: "
        ),
        "{}",
        done.stdout
    );
}
