//! Single forgeries of an honest life, written with git alone.

use std::collections::BTreeMap;

use super::{Life, lived, numbers};
use crate::attacks::codes_in_new_clone;
use crate::support::{Repo, run};

/// A forgery of the ledger: its name, and what it makes of the text of a file.
type Edit = (&'static str, &'static str, fn(&str) -> String);

/// Each forgery changes one file of the last commit that holds it, and everything after is committed again as it was.
const EDITS: [Edit; 7] = [
    ("author", "events.jsonl", |text| text.replacen("@acme.com", "@evil.com", 1)),
    ("time", "events.jsonl", |text| text.replacen("2026-03-02T09:", "2026-03-02T08:", 1)),
    ("policy", "events.jsonl", |text| {
        let at = text.find("\"policy\":\"").unwrap() + 10;
        format!("{}{}{}", &text[..at], "0123456789012345678901234567890123456789", &text[at + 40..])
    }),
    ("digest", "promotion.json", |text| text.replacen("\"sha256:", "\"sha256:0", 1)),
    ("source", "promotion.json", |text| {
        let at = text.find("\"sourceCommit\": \"").unwrap() + 17;
        format!("{}{}{}", &text[..at], "0123456789012345678901234567890123456789", &text[at + 40..])
    }),
    ("plan", "promotion.json", |text| text.replacen("\"op\": \"modified\"", "\"op\": \"added\"", 1)),
    ("statement", "approvals/3.json", |text| text.replacen("approve", "refuse", 1)),
];

/// The remote's repository as a working clone of its own, which has seen nothing else.
fn clone(life: &Life) -> Repo {
    let repo = Repo::bare_world("repo");
    let origin = life.repo.beside("origin.git");
    repo.git_in_world(&format!("clone -q -b main {} repo", origin.display()));
    repo.git_line("branch -q promotions origin/promotions");
    repo.git_line("remote remove origin");
    repo.pass(7200);
    repo
}

/// Rewrites one file in the ledger's last tree that has it, as an amendment of the last commit.
fn amend(repo: &Repo, (_, file, edit): Edit) -> bool {
    let files = repo.git_line("ls-tree -r --name-only promotions");
    let Some(path) = files.lines().rfind(|path| path.ends_with(file)) else { return false };
    let old = repo.git(&["show", &format!("promotions:{path}")]) + "\n";
    let new = edit(&old);
    if new == old {
        return false;
    }
    let blob = run(repo.command("git").args(["hash-object", "-w", "--stdin"]), new.as_bytes()).stdout;
    commit(repo, path, blob.trim());
    true
}

/// Puts a blob at a path of the ledger, in place of the last commit.
fn commit(repo: &Repo, path: &str, blob: &str) {
    let index = repo.beside("index");
    let git = |args: &[&str]| {
        let run = run(repo.command("git").args(args).env("GIT_INDEX_FILE", &index), b"");
        assert_eq!(run.code, 0, "{args:?}: {}", run.stderr);
        run.stdout.trim().to_owned()
    };
    git(&["read-tree", "promotions"]);
    git(&["update-index", "--add", "--cacheinfo", &format!("100644,{blob},{path}")]);
    let tree = git(&["write-tree"]);
    let text = repo.git(&["cat-file", "commit", "promotions"]);
    let (_, rest) = text.split_once('\n').unwrap();
    let forged = format!("tree {tree}\n{rest}\n");
    let id = run(repo.command("git").args(["hash-object", "-t", "commit", "-w", "--stdin"]), forged.as_bytes());
    repo.git_line(&format!("update-ref refs/heads/promotions {}", id.stdout.trim()));
}

/// Forgeries of branches: the last event dropped, a target file changed, a promotion commit amended.
fn branches(life: &Life, tried: &mut BTreeMap<&'static str, usize>) {
    let mut found = |what: &'static str, repo: &Repo| {
        let codes = codes_in_new_clone(repo);
        assert!(!codes.is_empty(), "{what} is not found: {:#?}", life.steps);
        *tried.entry(what).or_default() += 1;
    };
    let repo = clone(life);
    let text = repo.read("envs/production/application.yaml").replace("region: eu-west-1", "region: eu-west-2");
    repo.as_user("mallory").write("envs/production/application.yaml", text);
    repo.commit("A small fix");
    found("a target file", &repo);
    if life.repo.git_line("log -1 --format=%s origin/promotions").starts_with("Execute") {
        let repo = clone(life);
        let commit = repo.git_line("log -1 --format=%(trailers:key=Executed-commit,valueonly) promotions");
        if commit.trim() == repo.git_line("rev-parse main") {
            repo.git_line("commit -q --amend --no-edit --date=2026-03-02T08:00:00Z -m Other");
            found("a promotion commit", &repo);
        }
    }
}

#[test]
fn forgeries_of_honest_lives_are_found() {
    let mut tried: BTreeMap<&'static str, usize> = BTreeMap::new();
    for number in numbers(3) {
        let life = lived(number);
        life.repo.git_line("fetch -q origin");
        for edit in EDITS {
            let repo = clone(&life);
            if !amend(&repo, edit) {
                continue;
            }
            let run = repo.run("verify");
            // A record that cannot be read is refused (5) rather than reported.
            assert!(
                [1, 5].contains(&run.code),
                "{} in life {number} is not found\n{}{:#?}",
                edit.0,
                run.stdout,
                life.steps
            );
            *tried.entry(edit.0).or_default() += 1;
        }
        branches(&life, &mut tried);
    }
    eprintln!("forgeries tried and found: {tried:?}");
    assert!(tried.len() >= 7 || std::env::var_os("PROMOTE_LIFE").is_some(), "{tried:?}");
}
