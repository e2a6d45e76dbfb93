//! `promote diff -o patch`: patches that `git apply` accepts.

use insta::assert_snapshot;

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use crate::support::Repo;

#[test]
fn git_applies_the_patch() {
    let repo = Repo::pipeline();
    repo.write("envs/staging/new dir/with space.yaml", "a: 1\nb: 2\n").commit("A new file");
    assert_snapshot!(repo.promote_line("diff staging production -o patch"), @"
    $ promote diff staging production -o patch
    diff --git a/envs/production/application.yaml b/envs/production/application.yaml
    index 5daa38ec58bce007e2932dfcc6cdb2e0c2455baa..05ccaa5c875c08efed1d95743c6f2dd67c1af2e2 100644
    --- a/envs/production/application.yaml
    +++ b/envs/production/application.yaml
    @@ -1,10 +1,11 @@
     # Query service, production
     query:
    -  timeout: 30   # seconds
    +  timeout: 60   # seconds
       retries: 3
    +  cache: true
     
     server:
       replicas: 12
    -  log: info
    +  log: debug
       # only here
       region: eu-west-1
    diff --git a/envs/production/new dir/with space.yaml b/envs/production/new dir/with space.yaml
    new file mode 100644
    index 0000000000000000000000000000000000000000..083c5aec5d713f2f8285b135c6dc515a71bbe814
    --- /dev/null
    +++ b/envs/production/new dir/with space.yaml	
    @@ -0,0 +1,2 @@
    +a: 1
    +b: 2
    ");
    let patch = repo.run("diff staging production -o patch").stdout;
    let applied = crate::support::run(repo.command("git").args(["apply", "-"]), patch.as_bytes());
    assert_eq!((applied.code, applied.stderr.as_str()), (0, ""));
    repo.commit("Applied");
    assert_snapshot!(repo.promote_line("diff staging production"), @"
    $ promote diff staging production
    envs/{env}/application.yaml
      - server.region  eu-west-1  (only in production)

    staging -> production: 1 only in production
    1 key owned by production (keep) left out; --keep shows it
    ");
    assert_snapshot!(repo.promote_line("diff staging production -o patch"), @"$ promote diff staging production -o patch");
}

#[test]
fn git_applies_a_patch_of_whole_files() {
    let repo = Repo::with_file("logo.png", "\0\u{1}\u{2}", "\0\u{1}");
    repo.write("envs/dev/run.sh", "#!/bin/sh\n");
    std::fs::set_permissions(repo.root().join("envs/dev/run.sh"), std::os::unix::fs::PermissionsExt::from_mode(0o755))
        .unwrap();
    std::os::unix::fs::symlink("logo.png", repo.root().join("envs/dev/current")).unwrap();
    repo.commit("All kinds of files");
    let patch = repo.run("diff dev staging -o patch").stdout;
    let applied = crate::support::run(repo.command("git").args(["apply", "-"]), patch.as_bytes());
    assert_eq!((applied.code, applied.stderr.as_str()), (0, ""), "{patch}");
    repo.commit("Applied");
    assert_eq!(repo.git(&["rev-parse", "HEAD:envs/dev"]), repo.git(&["rev-parse", "HEAD:envs/staging"]));
    assert_snapshot!(repo.promote_line("status -o patch"), @"
    $ promote status -o patch
    --- stderr
    error: 'promote status' does not support '-o patch'; it supports text, json, yaml and markdown
    hint: only 'promote diff' prints a patch: promote diff SOURCE TARGET -o patch
    --- exit 2
    ");
    assert_snapshot!(repo.promote_line("status -o table"), @"
    $ promote status -o table
    --- stderr
    error: invalid value 'table' for '--output <FORMAT>'
      [possible values: text, json, yaml, markdown]

    For more information, try '--help'.
    --- exit 2
    ");
    assert!(repo.fails(2, "diff dev staging --output=table").contains("markdown, patch"));
    assert!(repo.fails(2, "-otable keys dev").contains("[possible values: text, json, yaml]"));
}

/// With patterns it is what a promotion of these keys writes, without them what one of everything writes.
#[test]
fn the_patch_is_what_a_promotion_writes() {
    let repo = Repo::open_pipeline();
    repo.write("envs/staging/more.yaml", "a: 1 # s\nb: 1\nc:\n  d: 2\n")
        .write("envs/production/more.yaml", "a: 0 # t\nb: 1\n");
    repo.write("envs/staging/own.yaml", "# source\nx: 1\n").write("envs/production/own.yaml", "# target\nx: 2\n");
    repo.write("envs/staging/s.env", "A=1\n# new\nB='x y'\n").write("envs/production/s.env", "A=2 # ours\n");
    repo.write("envs/staging/l.yaml", "base: &b {t: 2}\nw: *b\nl: [a, b]\n")
        .write("envs/production/l.yaml", "base: &b {t: 1}\nw: *b\nl: [a, c]\n");
    repo.commit("More files");
    let keys = ["query.timeout", "query.cache", "a", "c.d", "own.yaml:x", "s.env:*", "l", "l.yaml:*t"];
    let law = |mask: u8| {
        let chosen: Vec<&str> =
            keys.iter().enumerate().filter(|(at, _)| mask >> at & 1 == 1).map(|(_, key)| *key).collect();
        let patch = repo.run(&format!("diff staging production {} -o patch", chosen.join(" "))).stdout;
        crate::support::run(repo.command("git").args(["apply", "--index", "-"]), patch.as_bytes());
        let patched = repo.git_text("write-tree");
        repo.git_line("reset -q --hard");
        repo.ok(&format!("create staging production {} --overwrite --execute -q", chosen.join(" ")));
        prop_assert_eq!(repo.git_text("rev-parse HEAD^{tree}"), patched, "{:?}\n{}", chosen, patch);
        repo.ok("rollback @- --reason Again -q");
        Ok(())
    };
    law(0).unwrap();
    let config = Config { failure_persistence: None, ..Config::with_cases(14) };
    TestRunner::new(config).run(&any::<u8>(), law).unwrap();
}
