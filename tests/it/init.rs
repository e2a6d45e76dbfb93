//! `init` on repositories made for it: what is written, and what is refused.

use std::fs;
use std::path::Path;
use std::process::Command;

use insta::assert_snapshot;
use jiff::Timestamp;
use promote::ops::init::{Initialized, Outcome, Wanted, init};
use promote::ops::{Context, OpError};
use promote::policy;
use promote::render::{Look, init as render};
use tempfile::TempDir;

fn git(dir: &Path, args: &[&str]) {
    let mut command = Command::new("git");
    command.arg("-C").arg(dir).args(args).env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1");
    for who in ["AUTHOR", "COMMITTER"] {
        command.env(format!("GIT_{who}_NAME"), "Ann").env(format!("GIT_{who}_EMAIL"), "ann@acme.com");
    }
    assert!(command.output().unwrap().status.success(), "git {args:?}");
}

/// A repository with these files in one commit.
fn repository(files: &[&str]) -> TempDir {
    let dir = TempDir::new().unwrap();
    git(dir.path(), &["init", "-q", "-b", "main"]);
    for file in files {
        let path = dir.path().join(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, "a: 1\n").unwrap();
    }
    git(dir.path(), &["add", "-A"]);
    git(dir.path(), &["commit", "-q", "--allow-empty", "-m", "x"]);
    dir
}

fn run(dir: &Path, dry_run: bool, text_only: bool) -> Result<Initialized, OpError> {
    let context = Context { dir: dir.to_owned(), now: Timestamp::UNIX_EPOCH, offset: 0, seed: None, dry_run };
    init(&context, if text_only { Wanted::Text } else { Wanted::File })
}

fn text(done: &Initialized) -> String {
    let mut out = Vec::new();
    render::initialized(&mut out, Look { color: false, width: None, verbose: false }, done).unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn the_file_is_written_once_and_can_be_read() {
    let dir = repository(&["envs/dev/a.yaml", "envs/prod-eu/a.yaml", "envs/prod-us/a.yaml", "envs/tools/x.yaml"]);
    let inner = dir.path().join("envs");
    let done = run(&inner, false, false).unwrap();
    let shown = text(&done).replace(&fs::canonicalize(dir.path()).unwrap().display().to_string(), "ROOT");
    assert_snapshot!(shown, @r"
    3 environments found in 4 files
      dev      directory    1 file  envs/dev/a.yaml
      prod-eu  directory    1 file  envs/prod-eu/a.yaml
      prod-us  directory    1 file  envs/prod-us/a.yaml

    Pipeline
      dev -> prod-eu
      dev -> prod-us

    Not taken for environments
      tools  no usual name, and other files than its neighbours  envs/tools/x.yaml

    Wrote ROOT/promote.yaml
    ");
    let bytes = fs::read(dir.path().join("promote.yaml")).unwrap();
    assert_eq!(policy::read(&bytes).unwrap().environments.len(), 3);
    let refused = run(&inner, false, false).unwrap_err();
    assert!(refused.to_string().starts_with("there is a promote.yaml already"));
    assert_eq!(fs::read(dir.path().join("promote.yaml")).unwrap(), bytes);
    assert!(matches!(run(&inner, false, true).unwrap().outcome, Outcome::Text(_)));
}

#[test]
fn a_dry_run_writes_nothing() {
    let dir = repository(&["values-dev.yaml", "values-prod.yaml"]);
    assert!(matches!(run(dir.path(), true, false).unwrap().outcome, Outcome::WouldWrite(..)));
    assert!(!dir.path().join("promote.yaml").exists());
}

#[test]
fn branches_of_a_clone_are_seen_at_its_remote() {
    let upstream = repository(&["app.yaml"]);
    git(upstream.path(), &["branch", "env/staging"]);
    git(upstream.path(), &["branch", "env/production"]);
    let dir = TempDir::new().unwrap();
    let clone = dir.path().join("clone");
    git(dir.path(), &["clone", "-q", &upstream.path().display().to_string(), "clone"]);
    let done = run(&clone, false, false).unwrap();
    let places: Vec<&str> = done.only_remote.iter().map(|(_, place)| place.as_str()).collect();
    assert_eq!(places, ["origin/env/staging", "origin/env/production"]);
    let policy = policy::read(&fs::read(clone.join("promote.yaml")).unwrap()).unwrap();
    assert_eq!(policy.environments[1].branch.as_deref(), Some("env/production"));
}

#[test]
fn what_cannot_be_done_is_said() {
    let dir = repository(&["charts/values-production.yaml", "src/main.rs"]);
    let done = run(dir.path(), false, false).unwrap();
    assert_snapshot!(text(&done), @r"
    1 environment found in 2 files
      production  file name    1 file  charts/values-production.yaml

    Nothing was written: a pipeline needs two environments.
    ");
    assert!(!dir.path().join("promote.yaml").exists());
    let empty = TempDir::new().unwrap();
    git(empty.path(), &["init", "-q"]);
    assert_snapshot!(run(empty.path(), false, false).unwrap_err(), @r"there is no commit yet, and only what is committed counts");
    let bare = TempDir::new().unwrap();
    git(bare.path(), &["clone", "-q", "--bare", &dir.path().display().to_string(), "b"]);
    let bare = bare.path().join("b");
    assert_snapshot!(run(&bare, false, false).unwrap_err(), @r"a bare repository has no working tree to write promote.yaml to");
    assert_eq!(run(&bare, false, true).unwrap().outcome, Outcome::TooFew);
}
