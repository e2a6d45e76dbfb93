//! Long output at a terminal: shown by git's pager, and shortened only where nobody decides by it.

use crate::support::Repo;

/// A repository whose pager marks what it shows. The environment of the tests names another pager.
fn paged() -> Repo {
    let repo = Repo::open_pipeline();
    repo.git_line("config core.pager \"sed s/^/P:/\"");
    repo
}

#[test]
fn reports_that_are_read_go_through_the_pager_of_git() {
    let repo = paged();
    repo.validated("--key query.timeout");
    for line in
        ["diff staging production", "diff staging production -o patch", "keys dev", "list", "show @", "list --wide"]
    {
        let Some(seen) = repo.at_terminal_without("GIT_PAGER", line) else { return };
        assert!(seen.lines().all(|line| line.starts_with("P:")) && !seen.is_empty(), "{line}: {seen}");
    }
    for line in ["status", "list --no-pager", "list -q", "list -o json", "diff staging production --no-pager"] {
        let seen = repo.at_terminal_without("GIT_PAGER", line).unwrap();
        assert!(!seen.contains("P:"), "{line}: {seen}");
    }
    // In a pipe there is no pager.
    assert!(!repo.ok("list").contains("P:"));
}

#[test]
fn a_pager_that_cannot_be_used_loses_nothing() {
    let repo = Repo::open_pipeline();
    repo.git_line("config core.pager no-such-pager");
    let Some(seen) = repo.at_terminal_without("GIT_PAGER", "keys dev") else { return };
    assert!(seen.contains("query.timeout") && seen.contains("the pager cannot be used"), "{seen}");
    // A pager that stops reading is no error.
    repo.git_line("config core.pager true");
    assert!(!repo.at_terminal_without("GIT_PAGER", "keys dev").unwrap().contains("cannot"));
}

#[test]
fn a_value_is_whole_where_somebody_decides_by_it() {
    let repo = Repo::open_pipeline();
    let long = format!("https://{}.acme.com/last", "x".repeat(300));
    repo.write("envs/staging/application.yaml", format!("query:\n  timeout: {long}\n")).commit("A long value");
    for line in [
        "create staging production query.timeout --validate",
        "show @",
        "execute @ --dry-run",
        "diff staging production --wide",
    ] {
        let Some(seen) = repo.at_terminal(line) else { return };
        assert!(seen.contains(&long), "{line}: {seen}");
    }
    let seen = repo.at_terminal("diff staging production").unwrap();
    assert!(!seen.contains(&long) && seen.contains('…'), "{seen}");
    // In a pipe nothing is shortened.
    assert!(repo.ok("diff staging production").contains(&long));
}
