//! `promote init`: what it detects, writes and refuses.

use insta::assert_snapshot;

use crate::support::{Repo, run};

/// A repository with these files in one commit.
fn with(files: &[&str]) -> Repo {
    let repo = Repo::new();
    for file in files {
        repo.write(file, "a: 1\n");
    }
    repo.commit("x");
    repo
}

#[test]
fn writes_the_policy_once() {
    let repo = with(&["envs/dev/a.yaml", "envs/prod-eu/a.yaml", "envs/prod-us/a.yaml", "envs/tools/x.yaml"]);
    let proposed = repo.promote_line("init --dry-run");
    assert_snapshot!(proposed, @r#"
    $ promote init --dry-run
    3 environments found in 4 files
      dev      directory  1 file  envs/dev/a.yaml
      prod-eu  directory  1 file  envs/prod-eu/a.yaml
      prod-us  directory  1 file  envs/prod-us/a.yaml

    Pipeline
      dev -> prod-eu -> prod-us
      dev -> prod-us

    How sure
      sure   common words for environments  dev, prod-eu, prod-us
      guess  the order of the names         prod-eu -> prod-us

    Not environments
      tools  unusual name, and its files differ from its neighbours'  envs/tools/x.yaml

    Takes 3 of 4 configuration files; leaves out
      1 file  no environment in the path  envs/tools/x.yaml

    Would write /world/repo/promote.yaml:

    # The configuration files of this repository, and how they are promoted between environments.
    # Proposed by `promote init` from the files of this repository; review and edit it.
    version: 1

    # Path templates. {env} stands for the environment; other names in braces stand for parts of
    # a path that are the same on both sides of a promotion.
    files:
      # 3 files, such as envs/dev/a.yaml
      - "envs/{env}/**"
      # - "!**/README.md"            # excludes files

    # In pipeline order.
    environments:
      dev: {}
      prod-eu:
        from: [dev]
        # approvals: { required: 1 }   # approvals for a promotion to this environment; not by its creator
        # keep: ["*.replicas"]         # keys that belong to this environment and are never promoted here
      # After prod-eu: a guess by the names.
      prod-us:
        from: [dev, prod-eu]
    "#);
    assert!(!repo.root().join("promote.yaml").exists());
    assert_snapshot!(repo.promote_line("-C envs/dev init"), @"
    $ promote -C envs/dev init
    3 environments found in 4 files
      dev      directory  1 file  envs/dev/a.yaml
      prod-eu  directory  1 file  envs/prod-eu/a.yaml
      prod-us  directory  1 file  envs/prod-us/a.yaml

    Pipeline
      dev -> prod-eu -> prod-us
      dev -> prod-us

    How sure
      sure   common words for environments  dev, prod-eu, prod-us
      guess  the order of the names         prod-eu -> prod-us

    Not environments
      tools  unusual name, and its files differ from its neighbours'  envs/tools/x.yaml

    Takes 3 of 4 configuration files; leaves out
      1 file  no environment in the path  envs/tools/x.yaml

    Wrote /world/repo/promote.yaml
    --- stderr
    hint: read it, then: git add promote.yaml && git commit -m 'Add promote.yaml'
    ");
    assert!(proposed.ends_with(&repo.read("promote.yaml")), "{proposed}");
    let before = repo.everything();
    assert_snapshot!(repo.promote_line("init"), @"
    $ promote init
    --- stderr
    error: promote.yaml already exists: /world/repo/promote.yaml
    hint: preview a new proposal: promote init --print
    --- exit 2
    ");
    assert_snapshot!(repo.promote_line("init -q"), @"
    $ promote init -q
    --- stderr
    error: promote.yaml already exists: /world/repo/promote.yaml
    hint: preview a new proposal: promote init --print
    --- exit 2
    ");
    assert_snapshot!(repo.promote_line("status"), @"
    $ promote status
    --- stderr
    error: the branch main has no promote.yaml
    hint: promote.yaml takes effect once committed: git add :/promote.yaml && git commit
    --- exit 2
    ");
    repo.assert_unchanged(&before);
    repo.commit("A pipeline");
    assert_snapshot!(repo.promote_line("status"), @"
    $ promote status
    dev -> prod-eu      equal  never promoted
    dev -> prod-us      equal  never promoted
    prod-eu -> prod-us  equal  never promoted

    No promotion is open.
    ");
    assert_snapshot!(repo.promote_line("init"), @"
    $ promote init
    --- stderr
    error: promote.yaml already exists: /world/repo/promote.yaml
    hint: preview a new proposal: promote init --print
    --- exit 2
    ");
}

#[test]
fn commits_only_the_policy() {
    let repo = with(&["values-dev.yaml", "values-staging.yaml", "values-prod.yaml"]);
    repo.write("values-dev.yaml", "a: 2\n").write("other.txt", "x");
    repo.git(&["add", "other.txt"]);
    assert_snapshot!(repo.promote_line("init --commit --dry-run -q"), @r#"
    $ promote init --commit --dry-run -q
    3 environments found in 3 files
      dev      file name  1 file  values-dev.yaml
      staging  file name  1 file  values-staging.yaml
      prod     file name  1 file  values-prod.yaml

    Pipeline
      dev -> staging -> prod

    How sure
      sure  common words for environments  dev, staging, prod

    Takes 3 of 3 configuration files

    Would write /world/repo/promote.yaml:

    # The configuration files of this repository, and how they are promoted between environments.
    # Proposed by `promote init` from the files of this repository; review and edit it.
    version: 1

    # Path templates. {env} stands for the environment; other names in braces stand for parts of
    # a path that are the same on both sides of a promotion.
    files:
      # 3 files, such as values-dev.yaml
      - "values-{env}.yaml"
      # - "!**/README.md"            # excludes files

    # In pipeline order.
    environments:
      dev: {}
      staging:
        from: [dev]
      prod:
        from: [staging]
        # approvals: { required: 1 }   # approvals for a promotion to this environment; not by its creator
        # keep: ["*.replicas"]         # keys that belong to this environment and are never promoted here
    "#);
    assert_snapshot!(repo.promote_line("init --commit"), @"
    $ promote init --commit
    3 environments found in 3 files
      dev      file name  1 file  values-dev.yaml
      staging  file name  1 file  values-staging.yaml
      prod     file name  1 file  values-prod.yaml

    Pipeline
      dev -> staging -> prod

    How sure
      sure  common words for environments  dev, staging, prod

    Takes 3 of 3 configuration files

    Committed promote.yaml as <c1> on main
    --- stderr
    hint: promote status
    ");
    assert_eq!(repo.git_line("show --name-only --format= HEAD"), "promote.yaml");
    assert_snapshot!(repo.git_line("status --porcelain"), @"
    A  other.txt
     M values-dev.yaml
    ");
    assert_snapshot!(repo.promote_line("diff dev staging"), @"
    $ promote diff dev staging
    dev -> staging: no difference
    ");
    assert_snapshot!(repo.promote_line("init --commit"), @"
    $ promote init --commit
    --- stderr
    error: promote.yaml already exists: /world/repo/promote.yaml
    hint: preview a new proposal: promote init --print
    --- exit 2
    ");
}

#[test]
fn detects_branches_of_the_remote() {
    let upstream = with(&["app.yaml"]);
    upstream.git(&["branch", "env/staging"]);
    upstream.git(&["branch", "env/production"]);
    let clone = upstream.beside("clone");
    upstream.git(&["clone", "-q", ".", "../clone"]);
    assert_snapshot!(upstream.promote(&["-C", &clone.display().to_string(), "init"]), @"
    $ promote -C /world/clone init
    2 environments found in 1 file
      staging     branch  env/staging
      production  branch  env/production

    Pipeline
      staging -> production

    How sure
      sure  common words for environments  staging, production

    Takes 1 of 1 configuration file

    Also in the proposal
      remote: origin  the only remote of this clone; it decides for all clones

    Wrote /world/clone/promote.yaml
    --- stderr
    hint: read it, then: git -C '/world/clone' add promote.yaml && git -C '/world/clone' commit -m 'Add promote.yaml' && git -C '/world/clone' push
    ");
    let policy = std::fs::read(clone.join("promote.yaml")).unwrap();
    let policy = promote_core::policy::read(&policy).unwrap();
    assert_eq!(policy.environments[1].branch.as_deref(), Some("env/production"));
}

#[test]
fn reports_undetectable_layouts_and_bare_repositories() {
    let repo = with(&["charts/values-production.yaml", "src/main.rs"]);
    assert_snapshot!(repo.promote_line("init"), @"
    $ promote init
    1 environment found in 2 files
      production  file name  1 file  charts/values-production.yaml

    Nothing was written: a pipeline needs two environments.
    --- stderr
    hint: looked for names like envs/staging/, values-staging.yaml, env/staging, and for directories with the same files, like clusters/a/ and clusters/b/; for other layouts, write promote.yaml by hand
    --- exit 1
    ");
    assert!(!repo.root().join("promote.yaml").exists());
    let empty = Repo::new();
    assert_snapshot!(empty.promote_line("init"), @"
    $ promote init
    --- stderr
    error: the repository has no commit yet; promote reads only committed files
    hint: commit the files first: git add -A && git commit
    --- exit 2
    ");
    let bare = with(&["envs/dev/a.yaml", "envs/prod/a.yaml"]);
    bare.git(&["clone", "-q", "--bare", ".", "../bare"]);
    let at = bare.beside("bare").display().to_string();
    assert_snapshot!(bare.promote(&["-C", &at, "init"]), @"
    $ promote -C /world/bare init
    --- stderr
    error: a bare repository has no working tree to write promote.yaml to
    hint: commit it instead: promote init --commit
    hint: preview it: promote init --print
    --- exit 2
    ");
    let committed = bare.promote(&["-C", &at, "init", "--commit"]);
    assert!(committed.contains("\nCommitted promote.yaml as "), "{committed}");
    assert_eq!(run(bare.command("git").args(["-C", &at, "show", "HEAD:promote.yaml"]), b"").code, 0);
}

/// The hint works in the directory of the user.
#[test]
fn the_hint_commits_the_file_from_a_subdirectory() {
    let repo = with(&["envs/dev/a.yaml", "envs/prod/a.yaml"]);
    let below = repo.root().join("envs/dev");
    let written = run(repo.command(env!("CARGO_BIN_EXE_promote")).arg("init").current_dir(&below), b"");
    let hint = written.stderr.lines().find_map(|line| line.strip_prefix("hint: read it, then: ")).unwrap();
    assert!(hint.starts_with("git -C '"), "{hint}");
    let committed = run(repo.command("sh").args(["-c", hint]).current_dir(&below), b"");
    assert_eq!(committed.code, 0, "{}", committed.stderr);
    repo.ok("status");
}

/// What the files show without a doubt is offered as comments, which change nothing.
#[test]
fn offers_what_the_files_suggest() {
    let repo = Repo::new();
    for (env, replicas) in [("dev", 1), ("prod", 5)] {
        for app in ["web", "api", "job"] {
            let text = format!("host: {app}.{env}.acme.com\ndb:\n  replicas: {replicas}\n  password: {env}hunter\n");
            repo.write(&format!("envs/{env}/{app}.yaml"), text);
        }
    }
    repo.commit("Files");
    let text = repo.ok("init --print");
    let offered: Vec<&str> =
        text.lines().filter(|line| line.contains("suggest") || line.contains("# secrets")).collect();
    assert_snapshot!(offered.join("\n"), @r#"
        # keep: ["host"]   # promote suggest keep
    # What the files suggest; 'promote suggest' says why.
    # secrets: ["*password"]
    "#);
    assert!(!text.contains("hunter"), "{text}");
    let json: serde_json::Value = serde_json::from_str(&repo.ok("init --print -o json")).unwrap();
    assert_eq!(json["proposal"].as_str().map(str::trim_end), Some(text.as_str()));
    repo.ok("init --commit");
    assert!(repo.ok("diff dev prod").contains("host"), "a comment is no rule");
}

/// What reached which side first orders environments that their names do not.
#[test]
fn history_orders_what_names_do_not() {
    let repo = with(&["clusters/lima/app.yaml", "clusters/oslo/app.yaml", "clusters/rome/app.yaml"]);
    for tag in ["1.1", "1.2"] {
        for cluster in ["rome", "oslo", "lima"] {
            repo.write(&format!("clusters/{cluster}/app.yaml"), format!("host: {cluster}\nimage: app:{tag}\n"));
            repo.commit("Deploy");
        }
    }
    assert_snapshot!(repo.promote_line("init"), @"
    $ promote init
    3 environments found in 3 files
      rome  directory  1 file  clusters/rome/app.yaml
      oslo  directory  1 file  clusters/oslo/app.yaml
      lima  directory  1 file  clusters/lima/app.yaml

    Pipeline
      rome -> oslo -> lima

    How sure
      likely  2 lines reached the second one later, in the last 6 commits  rome -> oslo, oslo -> lima
      guess   no word tells; the same files as the directories beside it   rome, oslo, lima

    Takes 3 of 3 configuration files

    Wrote /world/repo/promote.yaml
    --- stderr
    hint: read it, then: git add promote.yaml && git commit -m 'Add promote.yaml'
    ");
    assert_snapshot!(repo.read("promote.yaml"), @r#"
    # The configuration files of this repository, and how they are promoted between environments.
    # Proposed by `promote init` from the files of this repository; review and edit it.
    version: 1

    # Path templates. {env} stands for the environment; other names in braces stand for parts of
    # a path that are the same on both sides of a promotion.
    files:
      # 3 files, such as clusters/lima/app.yaml
      - "clusters/{env}/**"
      # - "!**/README.md"            # excludes files

    # In pipeline order.
    environments:
      # A guess: the same files as the directories next to it.
      rome: {}
      # A guess: the same files as the directories next to it. After rome: 2 lines reached it later.
      oslo:
        from: [rome]
        # keep: ["clusters/{env}/app.yaml:host"]   # promote suggest keep
      # A guess: the same files as the directories next to it. After oslo: 2 lines reached it later.
      lima:
        from: [oslo]
        # keep: ["clusters/{env}/app.yaml:host"]   # promote suggest keep
    "#);
    let json: serde_json::Value = serde_json::from_str(&repo.ok("init --print -o json")).unwrap();
    assert_eq!(json["environments"][1]["order"]["by"], "history");
    assert_eq!(json["environments"][1]["certainty"], "guess");
}

/// The names of these files do not tell their format.
#[test]
fn proposes_formats_and_what_is_left_out() {
    let repo = Repo::new();
    for env in ["dev", "prod"] {
        repo.write(&format!("configs/web-{env}.env"), "HOST: a.acme.com\nPORT: 80\n");
        repo.write(&format!("envs/{env}/real.env"), "HOST=a.acme.com\n");
        repo.write(&format!("envs/{env}/app/limits"), "cpu: 2\nmemory: 4Gi\n");
        repo.write(&format!("envs/{env}/README"), "Just text.\n");
    }
    repo.write("envs/base/app.yaml", "a: 1\n").write("other/prod.yaml", "a: 1\n").write("x.toml", "a = 1\n");
    repo.commit("x");
    assert_snapshot!(repo.promote_line("init --dry-run"), @r#"
    $ promote init --dry-run
    2 environments found in 11 files
      dev   directory  3 files  envs/dev/README
            file name  1 file   configs/web-dev.env
      prod  directory  3 files  envs/prod/README
            file name  1 file   configs/web-prod.env

    Pipeline
      dev -> prod

    How sure
      sure  common words for environments  dev, prod

    Takes 8 of 11 configuration files; leaves out
      1 file  no environment in the path             x.toml
      1 file  for all environments                   envs/base/app.yaml
      1 file  no other environment has such a place  other/prod.yaml

    Also in the proposal
      format: yaml  envs/{env}/**/limits   YAML in 2 files, such as envs/dev/app/limits
      format: yaml  configs/web-{env}.env  YAML in 2 files, such as configs/web-dev.env

    Would write /world/repo/promote.yaml:

    # The configuration files of this repository, and how they are promoted between environments.
    # Proposed by `promote init` from the files of this repository; review and edit it.
    version: 1

    # Path templates. {env} stands for the environment; other names in braces stand for parts of
    # a path that are the same on both sides of a promotion.
    files:
      # 6 files, such as envs/dev/README
      - "envs/{env}/**"
      # 2 files, such as envs/dev/app/limits
      - path: "envs/{env}/**/limits"
        format: yaml
      # 2 files, such as configs/web-dev.env
      - path: "configs/web-{env}.env"
        format: yaml
      # - "!**/README.md"            # excludes files

    # In pipeline order.
    environments:
      dev: {}
      prod:
        from: [dev]
        # approvals: { required: 1 }   # approvals for a promotion to this environment; not by its creator
        # keep: ["*.replicas"]         # keys that belong to this environment and are never promoted here
    "#);
    repo.promote_line("init --commit -q");
    assert_snapshot!(repo.promote_line("keys prod"), @"
    $ promote keys prod
    configs/web-{env}.env
      9058735b  HOST  a.acme.com
      499cedd1  PORT  80

    envs/{env}/README
      c43fc9bc  (whole file)  fab6f53614 (11 bytes)

    envs/{env}/app/limits
      2a9c905d  cpu     2
      cdcccbaa  memory  4Gi

    envs/{env}/real.env
      0ce10401  HOST  a.acme.com

    prod: 6 keys in 4 files
    ");
}

/// Maps that are called like environments, in files that no template takes.
#[test]
fn finds_environments_inside_files() {
    let repo = Repo::new();
    repo.write(
        "clouds.yaml",
        "region: eu\nenvironments:\n  staging: {size: 1}\n  production: {size: 3}\n  notes: text\n",
    );
    for app in ["web", "api", "db"] {
        let json = r#"{"Development": {"log": "debug"}, "Production": {"log": "warn"}, "Shared": {"log": "info"}}"#;
        repo.write(&format!("apps/{app}/settings.json"), json);
    }
    repo.write("other.yaml", "production: {a: 1}\ntesting: 5\n");
    repo.commit("x");
    assert_snapshot!(repo.promote_line("init --dry-run"), @r#"
    $ promote init --dry-run
    3 environments found in 5 files
      Development  key              3 files  apps/api/settings.json
      staging      key              1 file   clouds.yaml
      Production   key              3 files  apps/api/settings.json
                   key  production  1 file   clouds.yaml

    Pipeline
      Development -> staging -> Production

    How sure
      sure  common words for environments  Development, staging, Production

    Takes 4 of 5 configuration files; leaves out
      1 file  no environment in the path  other.yaml

    Would write /world/repo/promote.yaml:

    # The configuration files of this repository, and how they are promoted between environments.
    # Proposed by `promote init` from the files of this repository; review and edit it.
    version: 1

    # Path templates. {env} stands for the environment; other names in braces stand for parts of
    # a path that are the same on both sides of a promotion.
    files:
      # 1 file, such as clouds.yaml
      - path: "clouds.yaml"
        keys: "environments.{env}"
        env:
          Production: "production"
      # 3 files, such as apps/api/settings.json
      - path: "apps/{app}/settings.json"
        keys: "{env}"
      # - "!**/README.md"            # excludes files

    # In pipeline order.
    environments:
      Development: {}
      staging:
        from: [Development]
      Production:
        from: [staging]
        # approvals: { required: 1 }   # approvals for a promotion to this environment; not by its creator
        # keep: ["*.replicas"]         # keys that belong to this environment and are never promoted here
    "#);
    repo.promote_line("init --commit -q");
    assert_snapshot!(repo.promote_line("diff staging Production"), @r#"
    $ promote diff staging Production
    apps/api/settings.json
      - {env}.log  "warn"  (only in Production)

    apps/db/settings.json
      - {env}.log  "warn"  (only in Production)

    apps/web/settings.json
      - {env}.log  "warn"  (only in Production)

    clouds.yaml
      ~ environments.{env}.size  3 -> 1

    staging -> Production: 1 modified, 3 only in Production
    "#);
    // Next to environments that paths tell, only maps that are called like them count.
    let repo = with(&["envs/dev/a.yaml", "envs/prod/a.yaml"]);
    repo.write("users.yaml", "dev: {name: x}\nprod: {name: y}\n")
        .write("db.yaml", "test: {a: 1}\nproduction: {a: 2}\n");
    repo.commit("y");
    assert_snapshot!(repo.promote_line("init --print"), @r#"
    $ promote init --print
    # The configuration files of this repository, and how they are promoted between environments.
    # Proposed by `promote init` from the files of this repository; review and edit it.
    version: 1

    # Path templates. {env} stands for the environment; other names in braces stand for parts of
    # a path that are the same on both sides of a promotion.
    files:
      # 2 files, such as envs/dev/a.yaml
      - "envs/{env}/**"
      # 1 file, such as users.yaml
      - path: "users.yaml"
        keys: "{env}"
      # - "!**/README.md"            # excludes files

    # In pipeline order.
    environments:
      dev: {}
      prod:
        from: [dev]
        # approvals: { required: 1 }   # approvals for a promotion to this environment; not by its creator
        # keep: ["*.replicas"]         # keys that belong to this environment and are never promoted here
    "#);
}
