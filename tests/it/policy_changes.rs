//! `promote approve --policy`: consent to changes of `promote.yaml`, as required by the policy before the change.

use insta::assert_snapshot;

use crate::attacks::{codes, codes_in_new_clone};
use crate::receive::{guarded, push, strict};
use crate::support::{POLICY, Repo};

const RULE: &str = "policy: { approvals: { required: 1 } }\n";

/// The policy requires one approval of its own changes; on `new-rules`, Ann changes it.
fn ruled() -> Repo {
    let repo = Repo::pipeline();
    repo.policy(&format!("{POLICY}{RULE}"));
    repo.commit("Rules for the rules");
    repo.git_line("checkout -q -b new-rules");
    repo.policy(&format!("{}{RULE}", POLICY.replace("required: 2", "required: 1")));
    repo.commit("One approval will do");
    repo.git_line("checkout -q main");
    repo
}

#[test]
fn a_change_is_approved_and_then_merged() {
    let repo = ruled();
    assert_snapshot!(repo.promote_line("approve --policy new-rules"), @"
    $ promote approve --policy new-rules
    --- stderr
    error: Ann <ann@acme.com> wrote the change of promote.yaml in <c1>, and 'policy.approvals' does not allow self-approval
    hint: ask another person to run: promote approve --policy <c1>
    --- exit 3
    ");
    assert_snapshot!(repo.as_user("bob").promote_line("approve --policy new-rules"), @"
    $ promote approve --policy new-rules
    Approved the promote.yaml of <c1>: 1 of 1 approval
    --- stderr
    note: this begins the ledger, on the branch promotions; promote.yaml on main rules
    ");
    assert_snapshot!(repo.promote_line("approve --policy new-rules"), @"
    $ promote approve --policy new-rules
    You already approved the promote.yaml of <c1>: 1 of 1 approval
    ");
    repo.as_user("ann").git_line("merge -q --no-ff -m Merge new-rules");
    assert_eq!(codes_in_new_clone(&repo), [] as [&str; 0]);
    // Promotions work as before.
    repo.validated("--key query.timeout");
    repo.as_user("bob").ok("approve @");
    repo.ok("execute @");
    assert_eq!(codes_in_new_clone(&repo), [] as [&str; 0]);
}

#[test]
fn whoever_wrote_it_on_a_branch_that_others_merge_does_not_approve_it() {
    let repo = ruled();
    repo.as_user("ann").fails(3, "approve --policy new-rules");
    repo.as_user("bob").git_line("merge -q --no-ff -m Merge new-rules");
    assert_eq!(codes(&repo, "."), ["policy-unapproved"]);
    repo.as_user("ann").fails(3, "approve --policy main");
    repo.as_user("bob").ok("approve --policy main");
    assert_eq!(codes(&repo, "."), [] as [&str; 0]);
}

#[test]
fn another_change_than_the_approved_one_is_none() {
    let repo = ruled();
    repo.as_user("bob").ok("approve --policy new-rules");
    repo.policy(&POLICY.replace("required: 2", "required: 0"));
    repo.as_user("mallory").commit("No approval will do, too");
    assert_snapshot!(repo.promote_line("verify"), @"
    $ promote verify
    ledger      0 promotions  0 events
    staging     0 promotions
    production  0 promotions

    finding  policy-unapproved  <c1>
      promote.yaml was changed without the approvals that the previous promote.yaml requires: 0 of 1 approval
      by Mallory <mallory@acme.com>
      hint: promote approve --policy <c1>

    Not verified: 1 finding.
    --- exit 1
    ");
}

#[test]
fn a_change_needs_approvals_from_the_groups() {
    let repo = Repo::pipeline();
    let text = format!(
        "{POLICY}groups: {{ keepers: [cem@acme.com] }}\npolicy: {{ approvals: {{ required: 1, groups: {{ keepers: 1 }} }} }}\n"
    );
    repo.policy(&text);
    repo.commit("Rules for the rules");
    repo.policy(&text.replace("required: 2", "required: 1"));
    repo.commit("One approval will do");
    assert_snapshot!(repo.as_user("bob").promote_line("approve --policy"), @"
    $ promote approve --policy
    Approved the promote.yaml of <c1>: 1 of 1 approval, including 0 of 1 from keepers
    --- stderr
    note: this begins the ledger, on the branch promotions; promote.yaml on main rules
    ");
    assert_eq!(codes(&repo, "."), ["policy-unapproved"]);
    repo.as_user("cem").ok("approve --policy");
    assert_eq!(codes(&repo, "."), [] as [&str; 0]);
}

#[test]
fn refuses_to_approve_what_needs_no_consent() {
    let repo = ruled();
    assert_snapshot!(repo.as_user("bob").promote_line("approve --policy main"), @"
    $ promote approve --policy main
    --- stderr
    error: the promote.yaml before this change requires no approval for changes to promote.yaml
    hint: require approvals in promote.yaml: 'policy: { approvals: { required: 1 } }'
    --- exit 2
    ");
    assert_snapshot!(repo.promote_line("approve --policy nowhere"), @"
    $ promote approve --policy nowhere
    --- stderr
    error: 'nowhere' is not a commit in this repository
    hint: name the commit that changes promote.yaml: promote approve --policy REV
    --- exit 2
    ");
    assert_snapshot!(Repo::pipeline().promote_line("approve --policy"), @"
    $ promote approve --policy
    --- stderr
    error: the promote.yaml of <c1> is already in force
    hint: name the commit that changes promote.yaml: promote approve --policy REV
    --- exit 2
    ");
    assert_snapshot!(repo.promote_line("approve"), @"
    $ promote approve
    --- stderr
    error: the following required arguments were not provided:
      <ID>

    Usage: promote approve <ID>

    For more information, try '--help'.
    hint: no promotion is open; list all promotions: promote list --all
    --- exit 2
    ");
}

#[test]
fn the_hook_asks_for_consent_before_the_change() {
    let repo = guarded(&format!("{}{RULE}", strict()));
    repo.git_in_world("clone -q origin.git bob");
    repo.policy(&format!("{}{RULE}remote: origin\n", strict().replace("required: 1", "required: 3")));
    repo.as_user("ann").commit("Three approvals");
    assert_snapshot!(push(&repo, "origin main"), @"
    refused
    promote: refused: <c1>: promote.yaml was changed without the approvals that the previous promote.yaml requires: 0 of 1 approval (policy-unapproved)
    promote: hint: promote approve --policy <c1>
    ");
    repo.git_line("push -q origin main:new-rules");
    repo.git_line("-C ../bob fetch -q origin");
    repo.as_user("bob").ok("-C ../bob approve --policy origin/new-rules");
    assert_eq!(push(&repo, "origin main"), "taken\n");
}
