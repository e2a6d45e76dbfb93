//! `-o markdown`: for merge requests and comments, and safe there whatever a repository holds.

use insta::assert_snapshot;

use crate::support::Repo;

#[test]
fn a_promotion_in_a_merge_request() {
    let repo = Repo::pipeline();
    assert_snapshot!(repo.promote_line("diff staging production -o markdown"), @"
    $ promote diff staging production -o markdown
    ### staging → production: 1 added, 2 modified, 1 only in production

    - 1 key owned by production (keep) left out

    #### `envs/{env}/application.yaml`

    |  | Key | `production` | `staging` |
    | --- | --- | --- | --- |
    | modified | `query.timeout` | `30` | `60` |
    | added | `query.cache` |  | `true` |
    | modified | `server.log` | `info` | `debug` |
    | removed | `server.region` | `eu-west-1` |  |
    ");
    assert_snapshot!(repo.promote_line("create staging production --key query.* --notes 'For @ann' -o markdown"), @"
    $ promote create staging production --key query.* --notes 'For @ann' -o markdown
    ### Created promotion `1`: staging → production, 1 added, 1 modified

    Plan `sha256:<digest>`

    #### `envs/{env}/application.yaml`

    |  | Key | `production` | `staging` |
    | --- | --- | --- | --- |
    | modified | `query.timeout` | `30` | `60` |
    | added | `query.cache` |  | `true` |
    --- stderr
    note: this begins the ledger, on the branch promotions; promote.yaml on main rules
    ");
    assert_snapshot!(repo.promote_line("validate @ -o markdown"), @"
    $ promote validate @ -o markdown
    ### staging → production

    Promotion 1 is valid: needs 2 approvals (0 so far)

    #### `envs/{env}/application.yaml`

    |  | Key | `production` | `staging` |
    | --- | --- | --- | --- |
    | modified | `query.timeout` | `30` | `60` |
    | added | `query.cache` |  | `true` |
    ");
    assert_snapshot!(repo.promote_line("show @ -o markdown").replace("&#8203;", "<ZERO-WIDTH>"), @"
    $ promote show @ -o markdown
    ### Promotion `1`: staging → production

    |  |  |
    | --- | --- |
    | Status | VALIDATED |
    | Created | 2026-03-02 09:00:06 UTC by Ann &lt;ann@<ZERO-WIDTH>acme.com&gt; |
    | Notes | For @<ZERO-WIDTH>ann |
    | Approvals | 0 of 2 |
    | Plan | `sha256:<digest>` |

    - **Blocked:** needs 2 approvals (0 so far) (ask someone other than ann@<ZERO-WIDTH>acme.com to run: promote approve 1)

    #### `envs/{env}/application.yaml`

    |  | Key | `production` | `staging` |
    | --- | --- | --- | --- |
    | modified | `query.timeout` | `30` | `60` |
    | added | `query.cache` |  | `true` |

    #### Events

    | Time | Event | By | Details |
    | --- | --- | --- | --- |
    | 2026-03-02 09:00:06 UTC | created | Ann |  |
    | 2026-03-02 09:00:07 UTC | validated | Ann | ok |
    ");
    assert_snapshot!(repo.promote_line("list -o markdown"), @"
    $ promote list -o markdown
    | Promotion | Status | Promotes | Keys | Created | Waits for |
    | --- | --- | --- | --- | --- | --- |
    | `1` | VALIDATED | staging → production | query.timeout, query.cache | Ann, 2026-03-02 09:00:06 UTC | needs 2 approvals (0 so far) |
    ");
    assert_snapshot!(repo.promote_line("status -o markdown"), @"
    $ promote status -o markdown
    ### Pipeline

    | Promotes | Waits | Also different | Only in the target | Owned by the target (keep) | Last |
    | --- | --- | --- | --- | --- | --- |
    | dev → staging | 1 modified |  | 0 | 0 | never |
    | staging → production | 1 added, 2 modified |  | 1 | 1 | never |

    ### 1 promotion open

    | Promotion | Status | Promotes | Keys | Created | Waits for |
    | --- | --- | --- | --- | --- | --- |
    | `1` | VALIDATED | staging → production | query.timeout, query.cache | Ann, 2026-03-02 09:00:06 UTC | needs 2 approvals (0 so far) |
    ");
}

#[test]
fn what_was_done_and_proved() {
    let repo = Repo::open_pipeline();
    assert_snapshot!(repo.promote_line("create staging production --key query.timeout --execute -o markdown"), @"
    $ promote create staging production --key query.timeout --execute -o markdown
    ### Executed promotion 1 as <c1> on main

    Promote query.timeout to production

    #### `envs/{env}/application.yaml`

    |  | Key | `production` | `staging` |
    | --- | --- | --- | --- |
    | modified | `query.timeout` | `30` | `60` |
    --- stderr
    note: this begins the ledger, on the branch promotions; promote.yaml on main rules
    ");
    assert_snapshot!(repo.promote_line("log production -o markdown"), @"
    $ promote log production -o markdown
    ### Promotions into production

    | Executed | Promotion | Commit | Promotes | Keys | By | Status |
    | --- | --- | --- | --- | --- | --- | --- |
    | 2026-03-02 09:00:08 UTC | `1` | `<c1>` | staging → production | query.timeout | Ann | EXECUTED |
    ");
    assert_snapshot!(repo.promote_line("verify -o markdown"), @r#"
    $ promote verify -o markdown
    ### Verified: no findings.

    The ledger has 1 promotion and 3 events.

    | Environment | Promotions | Rollbacks | Direct edits |
    | --- | --- | --- | --- |
    | `staging` | 0 | 0 | 0 |
    | `production` | 1 | 0 | 0 |
    "#);
    assert_snapshot!(repo.promote_line("list -o markdown"), @r#"
    $ promote list -o markdown
    No promotion is open.
    "#);
    assert_snapshot!(repo.promote_line("create staging production --key query.timeout -o markdown"), @r#"
    $ promote create staging production --key query.timeout -o markdown
    ### staging → production: nothing to promote
    "#);
}

#[test]
fn hostile_values_stay_in_their_cells() {
    let repo = Repo::pipeline();
    let text = "a: \"x | y `z` </details> @ann #1\"\nb: |\n  one\n  | two |\nc: \"\\\\|\"\n\"@ann|<b>\": 1\n";
    repo.write("envs/staging/odd.yaml", text).commit("Odd");
    let page = repo.ok("diff staging production odd.yaml:* -o markdown");
    assert_snapshot!(page, @r#"
    ### staging → production: 4 added

    #### `envs/{env}/odd.yaml`

    |  | Key | `production` | `staging` |
    | --- | --- | --- | --- |
    | added | `a` |  | ``"x \| y `z` </details> @ann #1"`` |
    | added | `b` |  | `\|\n  one\n  \| two \|` |
    | added | `c` |  | <code>&#34;&#92;&#92;&#124;&#34;</code> |
    | added | `@ann\|<b>` |  | `1` |
    "#);
}

#[test]
fn many_keys_are_folded_and_too_many_left_out() {
    let repo = Repo::pipeline();
    let keys = |number: usize| (0..number).map(|n| format!("key{n}: {}\n", "v".repeat(60))).collect::<String>();
    repo.write("envs/staging/many.yaml", keys(60)).commit("Many");
    let page = repo.ok("diff staging production many.yaml:* -o markdown");
    assert!(page.contains("<details><summary>envs/&#123;env&#125;/many.yaml: 60 keys</summary>"), "{page}");
    repo.write("envs/staging/many.yaml", keys(2_000)).commit("More");
    let page = repo.ok("diff staging production many.yaml:* -o markdown");
    assert!(page.chars().count() <= 65_536);
    let shown = page.matches("| added |").count();
    let last = format!("**{} keys left out:** a comment on GitHub has at most 65,536 characters.", 2_000 - shown);
    assert_eq!(page.lines().last(), Some(last.as_str()));
    assert_eq!(page.matches("<details>").count(), page.matches("</details>").count());
}

#[test]
fn a_secret_stays_masked() {
    let repo = Repo::new();
    repo.policy(&format!("{}secrets: [\"*password\"]\n", crate::support::POLICY));
    repo.write("envs/staging/db.yaml", "password: hunter22\n").write("envs/production/db.yaml", "password: hunter21\n");
    repo.write("envs/dev/db.yaml", "password: hunter20\n").commit("Secrets");
    for line in ["diff staging production", "create staging production --key password", "show @", "validate @"] {
        let page = repo.run(&format!("{line} -o markdown")).stdout;
        assert!(page.contains("••••") && !page.contains("hunter"), "{line}\n{page}");
    }
}
