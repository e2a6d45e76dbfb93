//! Comments of promoted keys: those behind changed values (`create --with-comments`), and those that came later.

use insta::assert_snapshot;

use crate::support::Repo;

fn images() -> Repo {
    let repo = Repo::open_pipeline();
    let staging = "image:\n  digest: sha256:bbb # 2026-11-28\n  tag: v2 # release\n  size: 2 # only here\n";
    let production = "image:\n  digest: sha256:aaa   # 2026-10-01\n  tag: v1   # release\n  size: 1\n";
    repo.write("envs/staging/image.yaml", staging).write("envs/production/image.yaml", production).commit("Images");
    repo
}

#[test]
fn a_plan_names_the_comments_that_stay() {
    let repo = images();
    assert_snapshot!(repo.promote_line("create staging production image.* --dry-run"), @"
    $ promote create staging production image.* --dry-run
    envs/{env}/image.yaml
      ~ image.digest  sha256:aaa -> sha256:bbb
      ~ image.tag     v1 -> v2
      ~ image.size    1 -> 2

    the comment behind 1 value stays as it is in production; --with-comments takes it from staging:
      envs/{env}/image.yaml:image.digest: # 2026-10-01 (not # 2026-11-28)
    Would create a promotion staging -> production: 3 modified
    ");
}

#[test]
fn the_comments_are_taken_and_rolled_back() {
    let repo = images();
    assert_snapshot!(repo.promote_line("create staging production image.* --with-comments"), @"
    $ promote create staging production image.* --with-comments
    envs/{env}/image.yaml
      ~ image.digest  sha256:aaa -> sha256:bbb
          # 2026-10-01 -> # 2026-11-28
      ~ image.tag     v1 -> v2
      ~ image.size    1 -> 2

    Created promotion 1 staging -> production: 3 modified
    plan sha256:<digest>
    --- stderr
    hint: promote validate 1
    note: this begins the ledger, on the branch promotions; promote.yaml on main rules
    ");
    assert_snapshot!(repo.promote_line("validate 1"), @"
    $ promote validate 1
    Promotion 1 is valid: ready to execute
    --- stderr
    hint: promote execute 1
    ");
    assert_snapshot!(repo.promote_line("execute 1"), @"
    $ promote execute 1
    Executed promotion 1 as <c1> on main
      Promote image.digest, image.tag, image.size to production
      files updated in /world/repo
    --- stderr
    hint: to roll it back: promote rollback 1 --reason TEXT
    ");
    assert_snapshot!(repo.git_text("show --format= -U0 HEAD -- envs"), @"
    diff --git a/envs/production/image.yaml b/envs/production/image.yaml
    index 89e9ce9..4848c5c 100644
    --- a/envs/production/image.yaml
    +++ b/envs/production/image.yaml
    @@ -2,3 +2,3 @@ image:
    -  digest: sha256:aaa   # 2026-10-01
    -  tag: v1   # release
    -  size: 1
    +  digest: sha256:bbb   # 2026-11-28
    +  tag: v2   # release
    +  size: 2
    ");
    assert_snapshot!(repo.promote_line("verify"), @"
    $ promote verify
    ledger      1 promotion  3 events
    staging     0 promotions, 1 direct edit
    production  1 promotion, 1 direct edit

    notice  direct-edit  <c2>
      the commit changes envs/staging/image.yaml of staging without a promotion
      staging, by Ann <ann@acme.com>
    notice  direct-edit  <c2>
      the commit changes envs/production/image.yaml of production without a promotion
      production, by Ann <ann@acme.com>

    Verified, with 2 notices.
    ");
    repo.run("rollback 1 --reason wrong");
    assert_snapshot!(repo.git_text("diff --stat HEAD~2 HEAD -- envs"), @"");
}

#[test]
fn a_file_that_is_copied_brings_its_comments() {
    let repo = Repo::open_pipeline();
    repo.write("envs/staging/whole.yaml", "a: 2 # new\n").write("envs/production/whole.yaml", "a: 1 # old\n");
    repo.commit("A file of one key");
    let created = repo.run("create staging production --execute");
    assert!(!created.stdout.contains("whole.yaml:a: # old"), "{}", created.stdout);
    assert_eq!(repo.read("envs/production/whole.yaml"), "a: 2 # new\n");
}

#[test]
fn comments_behind_headers_and_elements_are_taken_too() {
    let repo = Repo::open_pipeline();
    let staging = "args:\n  - -v\n  - -p=2 # of the new host\nca: |- # until 2027\n  NEW\nz: 2\n";
    let production = "args:\n  - -v\n  - -p=1 # of the old host\nca: | # until 2026\n  OLD\nz: 1\n";
    repo.write("envs/staging/tls.yaml", staging).write("envs/production/tls.yaml", production).commit("Certificates");
    let planned = repo.run("create staging production ca args[1] --dry-run");
    let names = |comment: &str| planned.stdout.contains(comment);
    assert!(names("tls.yaml:ca: # until 2026 (not # until 2027)"), "{}", planned.stdout);
    assert!(names("tls.yaml:args[1]: # of the old host (not # of the new host)"), "{}", planned.stdout);
    repo.run("create staging production ca args[1] --with-comments --execute");
    assert_eq!(repo.read("envs/production/tls.yaml"), staging.replace("z: 2", "z: 1"));
    repo.run("rollback 1 --reason wrong");
    assert_eq!(repo.read("envs/production/tls.yaml"), production);
}

#[test]
fn a_comment_that_changed_since_stays() {
    let repo = images();
    repo.run("create staging production image.digest --with-comments");
    let text = repo.read("envs/production/image.yaml").replace("# 2026-10-01", "# do not touch");
    repo.write("envs/production/image.yaml", &text).commit("A remark");
    repo.run("validate 1");
    repo.run("execute 1");
    assert_snapshot!(repo.git_text("show --format= -U0 HEAD -- envs"), @"
    diff --git a/envs/production/image.yaml b/envs/production/image.yaml
    index f1e60f1..99d4ca9 100644
    --- a/envs/production/image.yaml
    +++ b/envs/production/image.yaml
    @@ -2 +2 @@ image:
    -  digest: sha256:aaa   # do not touch
    +  digest: sha256:bbb   # do not touch
    ");
}

#[test]
fn a_rollback_keeps_a_comment_that_came_later() {
    let repo = Repo::open_pipeline();
    repo.run("create staging production query.cache --execute");
    let text =
        repo.read("envs/production/application.yaml").replace("  cache:", "  # ask the search team first\n  cache:");
    repo.write("envs/production/application.yaml", &text).commit("A remark");
    assert_snapshot!(repo.promote_line("rollback 1 --reason slow"), @r#"
    $ promote rollback 1 --reason slow
    envs/{env}/application.yaml
      - query.cache  true

    Rolled back promotion 1 as <c1> on main
      Revert "Promote query.cache to production"
      files updated in /world/repo
    "#);
    assert_snapshot!(repo.git_text("show --format= -U1 HEAD -- envs"), @"
    diff --git a/envs/production/application.yaml b/envs/production/application.yaml
    index 8dbc0fe..89412aa 100644
    --- a/envs/production/application.yaml
    +++ b/envs/production/application.yaml
    @@ -5,3 +5,2 @@ query:
       # ask the search team first
    -  cache: true
    ");
    assert_snapshot!(repo.promote_line("verify"), @"
    $ promote verify
    ledger      1 promotion  4 events
    staging     0 promotions
    production  1 promotion, 1 rollback, 1 direct edit

    notice  direct-edit  <c2>
      the commit changes envs/production/application.yaml of production without a promotion
      production, by Ann <ann@acme.com>

    Verified, with 1 notice.
    ");
}
