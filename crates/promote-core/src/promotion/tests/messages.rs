//! The commit message of every kind of event, and of the commits on the target's branch.

use insta::assert_snapshot;

use super::{commit, digest, event, kinds, person, promotion};
use crate::env::change::Change;
use crate::promotion::message::{self, CommitMessage};

fn text(message: &CommitMessage) -> String {
    let trailers: Vec<String> = message.trailers.iter().map(|(token, value)| format!("{token}: {value}")).collect();
    let parts = [message.title.as_str(), message.body.trim_end(), &trailers.join("\n")];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n\n")
}

/// The trailers that all events have are left out.
#[test]
fn every_kind_of_event_has_a_message() {
    let mut all = Vec::new();
    for kind in kinds() {
        let mut message = message::event(&promotion(), &event("Bob", 5, kind), &digest());
        let common: Vec<&str> = message.trailers.drain(..4).map(|(token, _)| token).collect();
        assert_eq!(common, ["Promotion-Id", "Promotion-Event", "Plan-Digest", "Policy-Commit"]);
        all.push(text(&message));
    }
    assert_snapshot!(all.join("\n------\n"), @"
    Create staging to production: query.timeout, flags.new, query.cache

    staging -> production: 1 added, 1 modified and 1 removed

    app/{env}/values.yaml
      ~ query.timeout: 30 -> 60
      + flags.new: 1
      - query.cache: 5
    ------
    Validate staging to production: query.timeout, flags.new, query.cache
    ------
    Validate staging to production (findings): query.timeout and 2 more

    - x is missing
    ------
    Approve staging to production: query.timeout, flags.new, query.cache

    Approved-by: Bob <bob@acme.com>
    Approval-expires: 2026-03-02T19:00:00Z
    ------
    Attest staging to production: query.timeout, flags.new, query.cache

    3 of 40 failed

    Attestation: e2e failed
    Attestation-url: https://ci.acme.com/7
    ------
    Withdraw approval of staging to production: query.timeout and 2 more

    Withdrawn-by: Bob <bob@acme.com>
    ------
    Reject staging to production: query.timeout, flags.new, query.cache

    Reason: not this week
    ------
    Refresh staging to production: query.timeout, flags.new, query.cache

    staging -> production: 1 added, 1 modified and 1 removed

    app/{env}/values.yaml
      ~ query.timeout: 30 -> 60
      + flags.new: 1
      - query.cache: 5
    ------
    Schedule staging to production: query.timeout, flags.new, query.cache

    Scheduled-at: 2026-03-02T11:00:00Z
    Scheduled-until: 2026-03-02T13:00:00Z
    ------
    Unschedule staging to production: query.timeout, flags.new, query.cache
    ------
    Unschedule staging to production (expired): query.timeout and 2 more
    ------
    Hold staging to production: query.timeout, flags.new, query.cache

    - a freeze is in force
    ------
    Propose staging to production: query.timeout, flags.new, query.cache

    Proposed-commit: cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd
    Proposed-branch: promote/1
    ------
    Execute staging to production: query.timeout, flags.new, query.cache

    Executed-commit: cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd
    Override-by: Bob <bob@acme.com>
    Override-reason: incident
    ------
    Roll back part of staging to production: query.timeout and 2 more

    - app/{env}/values.yaml:query.timeout

    Rollback-commit: abababababababababababababababababababab
    Reason: the timeout is too long
    ------
    Roll back staging to production: query.timeout, flags.new, query.cache

    - app/{env}/values.yaml:query.timeout

    Rollback-commit: abababababababababababababababababababab
    Reason: the timeout is too long
    Override-by: Bob <bob@acme.com>
    ------
    Cancel staging to production: query.timeout, flags.new, query.cache

    Reason: superseded
    ");
}

#[test]
fn the_promotion_commit() {
    let approvers = [person("Bob"), person("Cem")];
    let message = message::promoted(&promotion(), &digest(), &approvers, Some((&person("Dee"), "incident 7")));
    assert_snapshot!(text(&message), @"
    Promote query.timeout, flags.new, query.cache to production

    Raise the timeout.

    Promotion-Id: 01958a2b-7c00-7000-8000-000000000000
    Promotion-Type: FULL
    Promotion-Source: staging 5050505050505050505050505050505050505050
    Plan-Digest: sha256:55b880232c1ae26219b8246a0ee530bd42d80afab6cc40ba9665047b821518d7
    Approved-by: Bob <bob@acme.com>
    Approved-by: Cem <cem@acme.com>
    Override-by: Dee <dee@acme.com>
    Override-reason: incident 7
    ");
}

#[test]
fn the_rollback_commit_uses_the_wording_of_git() {
    let promotion = promotion();
    let title = message::title(&promotion);
    let whole = message::reverted(&promotion, &title, commit(0xcd), "too slow", &[], None);
    let part = &promotion.plan.changes[..1];
    let part = message::reverted(&promotion, &title, commit(0xcd), "too slow", part, Some(&person("Dee")));
    assert_snapshot!(format!("{}\n------\n{}", text(&whole), text(&part)), @r#"
    Revert "Promote query.timeout, flags.new, query.cache to production"

    This reverts commit cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd.

    too slow

    Promotion-Id: 01958a2b-7c00-7000-8000-000000000000
    Promotion-Rollback: 01958a2b-7c00-7000-8000-000000000000
    ------
    Revert "Promote query.timeout, flags.new, query.cache to production"

    This reverts part of commit cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd:

    - app/{env}/values.yaml:query.timeout

    too slow

    Promotion-Id: 01958a2b-7c00-7000-8000-000000000000
    Promotion-Rollback: 01958a2b-7c00-7000-8000-000000000000
    Reverted-key: app/{env}/values.yaml:query.timeout
    Override-by: Dee <dee@acme.com>
    "#);
}

#[test]
fn control_characters_cannot_enter_a_list() {
    let promotion = promotion();
    let key = "x\u{1b}[31m\nPlan-Digest: none";
    let hostile = Change { file: key.to_owned(), ..promotion.plan.changes[0].clone() };
    let message = message::reverted(&promotion, "t", commit(1), "r", &[hostile], None);
    assert!(!message.body.contains('\u{1b}') && !message.body.contains("\nPlan-Digest"), "{}", message.body);
}
