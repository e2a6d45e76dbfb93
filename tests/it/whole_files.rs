//! Files that are promoted as a whole: symlinks, directories on the other side, modes, kept keys of a new file. What
//! each command prints, and that a rollback leaves no trace.

use std::os::unix::fs::{PermissionsExt, symlink};

use insta::assert_snapshot;

use crate::support::Repo;

/// Promotes what the pattern names from dev to staging, compares the files, and rolls back.
pub fn there_and_back(repo: &Repo, pattern: &str, path: &str) {
    let before = repo.git_line("rev-parse HEAD^{tree}");
    let id = repo.ok(&format!("create dev staging --overwrite --key {pattern} -q --execute"));
    let at = |env: &str| repo.git_line(&format!("ls-tree HEAD:envs/{env} {path}"));
    assert_eq!(at("dev"), at("staging"));
    repo.ok(&format!("rollback {id} --reason no"));
    assert_eq!(repo.git_line("rev-parse HEAD^{tree}"), before);
    assert_eq!(repo.git_line("status --porcelain"), "");
}

#[test]
fn replaces_a_file_with_a_symlink_and_back() {
    let repo = Repo::with_file("a.yaml", "a: 1\n", "a: 2\n");
    symlink("a.yaml", repo.root().join("envs/dev/to-link.yaml")).unwrap();
    repo.write("envs/staging/to-link.yaml", "a: 1\n").write("envs/dev/to-file.yaml", "a: 1\n");
    symlink("a.yaml", repo.root().join("envs/staging/to-file.yaml")).unwrap();
    repo.commit("Links");
    assert_snapshot!(repo.promote_line("diff dev staging 'to-*:*'"), @"
    $ promote diff dev staging 'to-*:*'
    envs/{env}/to-file.yaml
      ~ (whole file)  d0629c48e7 (6 bytes, symlink) -> a8926a52d8 (5 bytes)
          - a.yaml
          + a: 1

    envs/{env}/to-link.yaml
      ~ (whole file)  a8926a52d8 (5 bytes) -> d0629c48e7 (6 bytes, symlink)
          - a: 1
          + a.yaml

    dev -> staging: 2 modified
    ");
    assert_snapshot!(repo.promote_line("create dev staging --overwrite --key to-file.yaml:a"), @"
    $ promote create dev staging --overwrite --key to-file.yaml:a
    --- stderr
    error: 'to-file.yaml:a' matches no key in dev or staging
    caused by: envs/staging/to-file.yaml is promoted as a whole file: the file is a symlink
    hint: select the whole file: 'to-file.yaml:*'
    hint: list the keys: promote keys dev
    --- exit 2
    ");
    there_and_back(&repo, "to-file.yaml:* --key to-link.yaml:*", "to-file.yaml to-link.yaml");
}

#[test]
fn replaces_a_directory_with_a_file_only_with_prune() {
    let repo = Repo::with_file("x/a.yaml", "a: 1\n", "a: 1\n");
    repo.git_line("rm -qr envs/staging/x");
    repo.write("envs/staging/x", "text\n").write("envs/dev/y", "text\n").write("envs/staging/y/a.yaml", "a: 1\n");
    repo.commit("Directories");
    assert_snapshot!(repo.promote_line("diff dev staging"), @"
    $ promote diff dev staging
    1 new file waits

    envs/{env}/y
      + (whole file)  8e27be7d61 (5 bytes)
          + text

    1 key would undo what staging has since

    envs/{env}/x/a.yaml
      + a  1
          undoes <c1> 'Directories', Ann, just now

    2 keys only in staging

    envs/{env}/x
      - (whole file)  8e27be7d61 (5 bytes)
          - text

    envs/{env}/y/a.yaml
      - a  1

    dev -> staging: 2 added, 2 only in staging
    ");
    let before = repo.everything();
    assert_snapshot!(repo.promote_line("create dev staging --overwrite"), @"
    $ promote create dev staging --overwrite
    --- stderr
    error: 'envs/staging/x' cannot be written: a file exists where a directory is needed
    hint: leave the file out of the promotion, or remove the conflicting path, too (--prune removes configuration)
    --- exit 4
    ");
    assert_snapshot!(repo.promote_line("create dev staging --overwrite --key y:*"), @"
    $ promote create dev staging --overwrite --key y:*
    --- stderr
    error: 'envs/staging/y' cannot be written: a directory exists where the file is to be written
    hint: leave the file out of the promotion, or remove the conflicting path, too (--prune removes configuration)
    --- exit 4
    ");
    repo.assert_unchanged(&before);
    let tree = repo.git_line("rev-parse HEAD^{tree}");
    let id = repo.ok("create dev staging --overwrite --prune -q --execute");
    assert_eq!(repo.git_line("rev-parse HEAD:envs/dev"), repo.git_line("rev-parse HEAD:envs/staging"));
    repo.ok(&format!("rollback {id} --reason no"));
    assert_eq!(repo.git_line("rev-parse HEAD^{tree}"), tree);
    assert_eq!(repo.git_line("status --porcelain"), "");
}

#[test]
fn refuses_to_replace_a_submodule() {
    let repo = Repo::with_file("sub", "text\n", "text\n");
    let module = "1111111111111111111111111111111111111111";
    repo.git_line("rm -q --cached envs/staging/sub");
    repo.git(&["update-index", "--add", "--cacheinfo", &format!("160000,{module},envs/staging/sub")]);
    repo.git_line("commit -q -m Submodule");
    assert_snapshot!(repo.promote_line("diff dev staging"), @"
    $ promote diff dev staging
    1 key would undo what staging has since

    envs/{env}/sub
      + (whole file)  8e27be7d61 (5 bytes)
          + text
          undoes <c1> 'Submodule', Ann, just now

    dev -> staging: 1 added
    ");
    assert_snapshot!(repo.promote_line("create dev staging --overwrite"), @"
    $ promote create dev staging --overwrite
    --- stderr
    error: 'envs/staging/sub' cannot be written: it is a submodule
    hint: leave the file out of the promotion, or remove the conflicting path, too (--prune removes configuration)
    --- exit 4
    ");
    assert_snapshot!(repo.promote_line("diff staging dev"), @"
    $ promote diff staging dev
    envs/{env}/sub
      - (whole file)  8e27be7d61 (5 bytes)  (only in dev)
          - text

    staging -> dev: 1 only in dev
    ");
}

#[test]
fn promotes_modes() {
    let repo = Repo::with_file("run.sh", "#!/bin/sh\n", "#!/bin/sh\n");
    for (name, staging) in [("mode.yaml", "a: 1\n"), ("both.yaml", "a: 2\n")] {
        repo.write(&format!("envs/dev/{name}"), "a: 1\n").write(&format!("envs/staging/{name}"), staging);
    }
    for name in ["run.sh", "mode.yaml", "both.yaml"] {
        let path = repo.root().join("envs/dev").join(name);
        std::fs::set_permissions(path, PermissionsExt::from_mode(0o755)).unwrap();
    }
    repo.commit("Modes");
    assert_snapshot!(repo.promote_line("diff dev staging"), @"
    $ promote diff dev staging
    1 key waits

    envs/{env}/run.sh
      ~ (whole file)  1a2485251c (10 bytes) -> 1a2485251c (10 bytes, executable)

    1 key of unknown direction: no history yet

    envs/{env}/both.yaml
      ~ a  2 -> 1

    dev -> staging: 2 modified
    envs/{env}/both.yaml is executable only in dev; file modes are not promoted
    envs/{env}/mode.yaml is executable only in dev; file modes are not promoted
    ");
    assert_snapshot!(repo.promote_line("configs dev run.sh:*"), @"
    $ promote configs dev run.sh:*
    envs/{env}/run.sh
      a9c652c2  (whole file)  1a2485251c (10 bytes, executable)

    dev: 1 key in 1 file
    ");
    assert_snapshot!(repo.promote_line("create dev staging --overwrite --key run.sh:*"), @"
    $ promote create dev staging --overwrite --key run.sh:*
    envs/{env}/run.sh
      ~ (whole file)  1a2485251c (10 bytes) -> 1a2485251c (10 bytes, executable)

    Created promotion 1 dev -> staging: 1 modified
    plan sha256:<digest>
    --- stderr
    hint: promote validate 1
    note: this begins the ledger, on the branch promotions; promote.yaml on main rules
    ");
    repo.ok("cancel @ --reason no");
    there_and_back(&repo, "run.sh:*", "run.sh");
    repo.ok("create dev staging --overwrite -q --execute");
    assert_snapshot!(repo.git_line("show --format= --summary --stat"), @"
    envs/staging/both.yaml | 2 +-
    envs/staging/run.sh    | 0
    2 files changed, 1 insertion(+), 1 deletion(-)
    mode change 100644 => 100755 envs/staging/run.sh
    ");
    assert_snapshot!(repo.promote_line("diff dev staging"), @"
    $ promote diff dev staging
    dev -> staging: no difference
    envs/{env}/both.yaml is executable only in dev; file modes are not promoted
    envs/{env}/mode.yaml is executable only in dev; file modes are not promoted
    ");
}

#[test]
fn a_new_file_includes_keys_excluded_by_keep() {
    let repo = Repo::open_pipeline();
    repo.write("envs/staging/new.yaml", "server:\n  replicas: 2\n  log: info\n").commit("New");
    assert_snapshot!(repo.promote_line("create staging production --key new.yaml:*"), @"
    $ promote create staging production --key new.yaml:*
    envs/{env}/new.yaml
      + server.replicas  2  (owned by production, takes the source's value)
      + server.log       info

    Created promotion 1 staging -> production: 2 added
    plan sha256:<digest>
    --- stderr
    hint: promote validate 1
    note: this begins the ledger, on the branch promotions; promote.yaml on main rules
    ");
    let id = repo.ok("create staging production --key new.yaml:* -q --execute");
    assert_eq!(repo.read("envs/production/new.yaml"), repo.read("envs/staging/new.yaml"));
    repo.ok(&format!("rollback {id} --reason no"));
    assert!(!repo.root().join("envs/production/new.yaml").exists());
}
