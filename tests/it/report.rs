//! `promote report --html`: one page that works offline and shows hostile text harmlessly.

use std::os::unix::fs::PermissionsExt as _;

use insta::assert_snapshot;

use crate::support::{Repo, run};

/// What stands between two texts of the page, without tags.
fn words(page: &str, from: &str, to: &str) -> String {
    let start = page.find(from).unwrap_or_else(|| panic!("no '{from}' in the page"));
    let end = start + page[start..].find(to).unwrap_or_else(|| panic!("no '{to}' behind '{from}'"));
    let (mut text, mut inside) = (String::new(), false);
    for c in page[start..end].chars() {
        match c {
            '<' => inside = true,
            '>' if inside => (inside, _) = (false, text.push(' ')),
            _ if !inside => text.push(c),
            _ => {}
        }
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn the_page_shows_the_pipeline_and_every_value_of_open_promotions() {
    let repo = Repo::pipeline();
    assert_eq!(repo.run("create staging production --key 'query.*' --notes 'Faster'").code, 0);
    assert_snapshot!(repo.promote_line("report --html out.html"), @"
    $ promote report --html out.html
    Wrote out.html: 2 edges, 1 open promotion
    ");
    let page = repo.read("out.html");
    assert_snapshot!(words(&page, "<section id=\"open\"", "<section id=\"waits\""), @"Open promotions Promotion 1: staging → production CREATED 1 added, 1 modified, created just now by Ann Faster not validated yet promote validate 1 needs 2 approvals (0 so far) ask someone other than ann@acme.com to run: promote approve 1 envs/{env}/application.yaml ~ query.timeout 30 → 60 + query.cache true Plan sha256:38c36d6e0f7d8de60bbb02c2a3e9006bd2b77d906e2f2eda3748425250245f4e Events 2026-03-02 09:00:05 UTC created Ann");
    assert_snapshot!(words(&page, "<section id=\"matrix\"", "<section id=\"history\""), @"Environments side by side 4 keys differ, or are not everywhere. Keys that environments own are left out. envs/{env}/application.yaml Key dev staging production query.timeout 90 60 30 query.cache true true missing server.log debug debug info server.region missing missing eu-west-1");
    assert_snapshot!(words(&page, "<title id=\"picture-title\"", "<defs"), @"The pipeline. dev to staging: 1 modified; staging to production: 1 added, 2 modified");
}

#[test]
fn promotions_rollbacks_and_edits_are_told_by_time() {
    let repo = Repo::open_pipeline();
    assert_eq!(repo.run("create staging production --key 'query.*' --execute").code, 0);
    assert_eq!(repo.run("rollback 1 --key query.cache --reason 'too slow'").code, 0);
    let application = repo.read("envs/production/application.yaml").replace("12", "14");
    repo.write("envs/production/application.yaml", &application).commit("More replicas");
    let page = repo.ok("report --html -");
    assert_snapshot!(words(&page, "<section id=\"history\"", "<section id=\"keys\""), @"What happened just now production : edited directly by Ann , bfb47ef07f envs/production/application.yaml More replicas just now production : promotion 1 from staging rolled back by Ann query.cache too slow just now production : promotion 1 from staging executed by Ann query.timeout query.cache just now dev : edited by Ann , 3c9d739859 envs/dev/application.yaml Three environments just now staging : edited directly by Ann , 3c9d739859 envs/staging/application.yaml Three environments just now production : edited directly by Ann , 3c9d739859 envs/production/application.yaml Three environments");
    assert_snapshot!(words(&page, "<section id=\"keys\"", "</main>"), @"Keys that were promoted envs/{env}/application.yaml:query.cache 2 just now production true → absent , rollback of promotion 1 by Ann just now production absent → true , promotion 1 by Ann envs/{env}/application.yaml:query.timeout 1 just now production 30 → 60 , promotion 1 by Ann");
}

#[test]
fn the_page_loads_nothing_and_runs_nothing() {
    let page = Repo::pipeline().ok("report --html -");
    for word in ["<script", "javascript:", " onload", " onclick", "<link", "<img", "<iframe", "@import", "url(http"] {
        assert!(!page.contains(word), "{word}");
    }
    assert!(page.contains("Content-Security-Policy") && !page.contains("unsafe-inline") && !page.contains(" style="));
    let addresses = page.match_indices("href=\"").map(|(at, _)| &page[at + 6..at + 7]);
    assert!(addresses.into_iter().all(|first| first == "#"), "a link leaves the page");
}

#[test]
fn hostile_text_is_text() {
    let repo = Repo::open_pipeline();
    let evil = "\"<script>alert(1)</script>\": \"</style><img src=x onerror=alert(1)>\"\nrtl: \"a\u{202e}b\"\n";
    repo.write("envs/staging/a<b>&'.yaml", evil).commit("</title><script>alert(2)</script>");
    assert_eq!(repo.run("create staging production --notes '</p><script>alert(3)</script>'").code, 0);
    let page = repo.ok("report --html -");
    for word in ["<script", "<img", "</style><img", "\u{202e}"] {
        assert!(!page.contains(word), "{word}");
    }
    assert!(page.contains("&lt;script&gt;alert(3)&lt;/script&gt;"));
    assert!(page.contains("a\\u{202e}b"));
}

#[test]
fn secrets_are_masked() {
    let repo = Repo::open_pipeline();
    let policy = repo.read("promote.yaml") + "secrets: [\"*token*\"]\n";
    repo.write("promote.yaml", &policy);
    repo.write("envs/staging/auth.yaml", "token: s3cr3t-new\n")
        .write("envs/production/auth.yaml", "token: s3cr3t-old\n");
    repo.commit("A token");
    assert_eq!(repo.run("create staging production --key token --execute").code, 0);
    assert!(!repo.ok("report --html -").contains("s3cr3t"));
}

#[test]
fn a_file_is_replaced_in_one_step_and_keeps_its_permissions() {
    let repo = Repo::pipeline();
    repo.write("out.html", "old");
    let path = repo.root().join("out.html");
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o640)).unwrap();
    assert_snapshot!(repo.promote_line("report --html out.html --dry-run"), @"
    $ promote report --html out.html --dry-run
    Would write out.html: 2 edges, 0 open promotions
    ");
    assert_eq!(repo.read("out.html"), "old");
    assert_eq!(repo.run("report --html out.html -q").stdout, "");
    assert!(repo.read("out.html").starts_with("<!DOCTYPE html>"));
    assert_eq!(path.metadata().unwrap().permissions().mode() & 0o777, 0o640);
}

#[test]
fn refuses_a_file_that_cannot_be_written() {
    let repo = Repo::pipeline();
    assert_snapshot!(repo.promote_line("report --html no/such/folder/out.html"), @r#"
    $ promote report --html no/such/folder/out.html
    --- stderr
    error: cannot write ./no/such/folder/out.html: No such file or directory (os error 2)
    --- exit 5
    "#);
    assert_snapshot!(repo.promote_line("report"), @"
    $ promote report
    --- stderr
    error: the following required arguments were not provided:
      --html <FILE>

    Usage: promote report --html <FILE>

    For more information, try '--help'.
    --- exit 2
    ");
    assert_snapshot!(repo.promote_line("report --html - -o json"), @r#"
    $ promote report --html - -o json
    --- stderr
    {"error":{"code":"usage","message":"'promote report' does not support '-o json'; it supports text","causes":[],"hints":[],"details":{}}}
    --- exit 2
    "#);
}

/// How many git processes a command starts, besides those that read the history of an edge for the first time.
fn git_processes(repo: &Repo, line: &str) -> usize {
    let trace = repo.beside("trace");
    let run = run(repo.promote_line_command(line).env("GIT_TRACE", &trace), b"");
    assert_eq!(run.code, 0, "{}", run.stderr);
    let text = std::fs::read_to_string(&trace).unwrap();
    std::fs::remove_file(&trace).unwrap();
    text.lines().filter(|line| line.contains("built-in: git ") && !line.contains("git log ")).count()
}

#[test]
fn the_repository_is_opened_once_however_many_edges_it_has() {
    let pipeline = |environments: &[&str]| {
        let path = |name: &str| format!("envs/{name}/a.yaml");
        let files: Vec<(String, String)> =
            environments.iter().enumerate().map(|(at, name)| (path(name), format!("a: {at}\n"))).collect();
        let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
        let edges: Vec<String> =
            environments.windows(2).map(|two| format!("{}: {{ from: [{}] }}", two[1], two[0])).collect();
        Repo::layout("['envs/{env}/**']", &format!("{{ {}: {{}}, {} }}", environments[0], edges.join(", ")), &files)
    };
    let few = git_processes(&pipeline(&["a", "b"]), "report --html out.html");
    let many = git_processes(&pipeline(&["a", "b", "c", "d", "e", "f"]), "report --html out.html");
    assert!(few == many && few > 0, "{few} and {many}");
}
