//! Shallow clones judge as far as they go, and become deeper where a remote decides.

use insta::assert_snapshot;
use serde_json::Value as Json;

use super::{one_file, set};
use crate::support::Repo;

/// A repository whose last commits are the source's and the target's.
fn hotfixed() -> Repo {
    let repo = one_file();
    set(&repo, "staging", "timeout", "60", "Longer timeout");
    set(&repo, "production", "level", "debug", "Look for the fault");
    set(&repo, "staging", "cache", "20", "More cache");
    repo
}

/// A clone of depth 2 beside it.
fn shallow(repo: &Repo) {
    let from = repo.root().display().to_string();
    repo.git_in_world(&format!("clone -q --depth 2 file://{from} shallow"));
}

#[test]
fn a_shallow_clone_refuses_what_it_cannot_decide() {
    let repo = hotfixed();
    shallow(&repo);
    repo.git_line("-C ../shallow remote remove origin");
    let diff = |sides: &str| repo.promote_line(&format!("-C ../shallow diff {sides}"));
    assert_snapshot!(diff("staging production"), @"
    $ promote -C ../shallow diff staging production
    1 key waits

    envs/{env}/app.yaml
      ~ cache  10 -> 20

    2 keys of unknown direction: the history of this clone is cut off

    envs/{env}/app.yaml
      ~ timeout  30 -> 60
      ~ level    debug -> info

    staging -> production: 3 modified
    ");
    assert_snapshot!(repo.promote_line("-C ../shallow create staging production"), @"
    $ promote -C ../shallow create staging production
    --- stderr
    error: the history of this clone does not tell what this would undo in production: 2 keys
    caused by: envs/{env}/app.yaml:timeout
    caused by: envs/{env}/app.yaml:level
    hint: fetch the whole history: git fetch --unshallow
    hint: leave them out: --forward
    --- exit 3
    ");
    repo.ok("-C ../shallow create staging production --forward --dry-run");
    repo.ok("-C ../shallow create staging production timeout --dry-run");
}

/// A repository in which the remote `origin` decides, and the clone `shallow` of depth 2.
fn remote() -> Repo {
    let repo = hotfixed();
    let policy = format!("remote: origin\n{}", repo.read("promote.yaml"));
    repo.policy(&policy).commit("A remote decides");
    set(&repo, "staging", "image", "1.9.0", "Release 1.9.0");
    repo.git_line("config receive.denyCurrentBranch ignore");
    shallow(&repo);
    repo
}

#[test]
fn where_a_remote_decides_a_shallow_clone_becomes_deeper() {
    let repo = remote();
    // Without the remote it tells nothing about older commits, and stays as it is.
    let offline = repo.run("-C ../shallow diff staging production --offline").stdout;
    assert!(offline.contains("3 keys of unknown direction: the history of this clone is cut off"), "{offline}");
    assert_eq!(repo.git_text("-C ../shallow rev-list --count HEAD").trim(), "2");
    assert_snapshot!(repo.promote_line("-C ../shallow diff staging production"), @"
    $ promote -C ../shallow diff staging production
    3 keys wait

    envs/{env}/app.yaml
      ~ image    1.8.0 -> 1.9.0
      ~ timeout  30 -> 60
      ~ cache    10 -> 20

    1 key would undo what production has since

    envs/{env}/app.yaml
      ~ level  debug -> info
          undoes <c1> 'Look for the fault', Ann, 2 hours ago

    staging -> production: 4 modified
    ");
    assert_eq!(repo.git_text("-C ../shallow rev-parse --is-shallow-repository").trim(), "false");
    repo.ok("-C ../shallow create staging production --forward --dry-run");
}

#[test]
fn what_a_shallow_clone_undid_is_a_notice_of_verify() {
    let repo = hotfixed();
    shallow(&repo);
    repo.git_line("-C ../shallow remote remove origin");
    repo.ok("-C ../shallow create staging production level --execute");
    repo.git_line("pull -q ../shallow main");
    repo.git_line("fetch -q ../shallow promotions:promotions");
    assert_snapshot!(repo.promote_line("verify"), @"
    $ promote verify
    ledger      1 promotion  3 events
    production  1 promotion, 1 direct edit

    notice  direct-edit  <c1>
      the commit changes envs/production/app.yaml of production without a promotion
      production, by Ann <ann@acme.com>
    notice  undoes  <c2>
      its plan does not say what it takes back: envs/{env}/app.yaml:level: undoes <c1> 'Look for the fault' of Ann <ann@acme.com>, 2026-03-02
      promotion <P1>, production, by Ann <ann@acme.com>

    Verified, with 2 notices.
    ");
    // A plan that says so is no notice.
    set(&repo, "production", "level", "debug", "Look for the fault again");
    repo.ok("create staging production level --execute");
    assert_eq!(repo.ok("verify").matches("does not say what it takes back").count(), 1);
    assert!(!repo.ok("verify --since HEAD~2").contains("does not say"));
}

#[test]
fn plans_in_json_say_what_history_says_about_each_change() {
    let repo = hotfixed();
    let of = |json: &str| {
        let json: Json = serde_json::from_str(json).unwrap();
        let fields = ["key", "direction", "passedOver", "base"];
        let change = |change: &Json| fields.map(|field| change[field].to_string()).join(" ");
        json["plan"]["changes"].as_array().unwrap().iter().map(change).collect::<Vec<_>>().join("\n")
    };
    let created = repo.ok("create staging production timeout level --validate -o json");
    assert_snapshot!(repo.normalise(&of(&created)), @r#"
    "timeout" "forward" 0 "<c1>"
    "level" "backward" 0 "<c2>"
    "#);
    assert_eq!(of(&repo.ok("show 1 -o json")), of(&created));
    repo.ok("execute 1");
    assert!(!repo.ok("show 1 -o json").contains("direction"));
}
