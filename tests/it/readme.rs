//! The README and the book in `docs/` are run: the output of every console block must be what the page shows, every
//! `promote.yaml` is read and its comments are checked, every JSON block is JSON. Nothing public may be undocumented,
//! and every link must resolve.
//!
//! ```text
//! ann$ promote status          a command, and the user who types it; a bare `$` is Ann
//! <!-- new repository -->      the next block starts in a new repository, as every page does
//! <!-- set-up                  commands that are run here and not shown; a line each, all must succeed
//! ben$ promote approve @
//! -->
//! #   staging: a/b.yaml        in a promote.yaml: a/b.yaml is configuration of staging
//! ```
//!
//! `BLESS=1 cargo test --test it readme` rewrites the output of the commands in the pages.

mod links;
mod runner;

use std::fs;
use std::path::PathBuf;

use clap::CommandFactory;

use runner::{blocks, root, run, text};

/// One test for each page, so that pages run side by side.
macro_rules! pages {
    ($($name:ident: $path:literal,)*) => {
        const PAGES: &[&str] = &[$($path),*];
        $(#[test]
        fn $name() {
            run($path);
        })*
    };
}

pages! {
    readme: "README.md",
    approvals: "docs/approvals.md",
    checks: "docs/checks.md",
    ci: "docs/ci.md",
    commands: "docs/commands.md",
    costs: "docs/costs.md",
    decisions: "docs/decisions.md",
    directions: "docs/directions.md",
    errors: "docs/errors.md",
    first_steps: "docs/first-steps.md",
    formats: "docs/formats.md",
    holds: "docs/holds.md",
    installing: "docs/installing.md",
    json: "docs/json.md",
    keys: "docs/keys.md",
    layouts: "docs/layouts.md",
    lifecycle: "docs/lifecycle.md",
    limits: "docs/limits.md",
    looking: "docs/looking.md",
    picking: "docs/picking.md",
    promote_yaml: "docs/promote-yaml.md",
    questions: "docs/questions.md",
    records: "docs/records.md",
    recovery: "docs/recovery.md",
    remotes: "docs/remotes.md",
    requests: "docs/requests.md",
    schedule: "docs/schedule.md",
    secrets: "docs/secrets.md",
    serve: "docs/serve.md",
    selection: "docs/selection.md",
    statistics: "docs/statistics.md",
    trust: "docs/trust.md",
    upgrade: "docs/upgrade.md",
    writing: "docs/writing.md",
}

/// The pages of the book, as paths from the root of the project.
fn book() -> Vec<String> {
    let files = fs::read_dir(root("docs")).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut pages: Vec<String> =
        files.filter(|name| name.ends_with(".md")).map(|name| format!("docs/{name}")).collect();
    pages.sort();
    pages
}

/// The README and the book in one text.
fn everything() -> String {
    PAGES.iter().map(|page| text(page)).collect()
}

#[test]
fn every_page_is_run_and_is_in_the_summary() {
    let summary = text("docs/SUMMARY.md");
    for page in book() {
        let name = page.trim_start_matches("docs/");
        if name != "SUMMARY.md" {
            assert!(PAGES.contains(&page.as_str()), "{page} has no test in tests/it/readme.rs");
            assert!(summary.contains(&format!("]({name})")), "{page} is not in docs/SUMMARY.md");
        }
    }
    assert!(text("book.toml").contains("src = \"docs\""));
}

#[test]
fn the_readme_is_short() {
    assert!(text("README.md").lines().count() <= 250, "README.md has more than 250 lines; the book is in docs/");
}

#[test]
fn ci_runs_the_two_commands_of_the_readme() {
    let (readme, ci) = (text("README.md"), text(".ci/run"));
    let lines: Vec<&str> = ci.lines().map(str::trim).collect();
    for command in ["cargo run --example tour", "cargo test"] {
        assert!(blocks(&readme).iter().any(|b| b.language == "sh" && b.text.lines().any(|line| line == command)));
        assert!(lines.contains(&format!("run {command}").as_str()), "{command}");
    }
}

#[test]
fn every_command_and_every_option_is_documented() {
    let everything = everything();
    let cli = promote::cli::Cli::command();
    let options = cli.get_arguments().chain(cli.get_subcommands().flat_map(clap::Command::get_arguments));
    for option in options.filter_map(clap::Arg::get_long).filter(|name| !["help", "version"].contains(name)) {
        assert!(everything.contains(&format!("--{option}")), "--{option}");
    }
    let commands = text("docs/commands.md");
    for command in cli.get_subcommands().map(clap::Command::get_name) {
        let named = ["`", " "].iter().any(|end| commands.contains(&format!("`{command}{end}")));
        assert!(named, "{command} is not in docs/commands.md");
    }
}

#[test]
fn every_error_code_is_documented() {
    let pages = text("docs/errors.md") + &text("docs/json.md");
    let is_code = |word: &&str| !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase() || b == b'-');
    for file in ["codes", "blockers", "approvals", "signatures", "hold"].map(|name| format!("engine/error/{name}.rs")) {
        let source = source(&file);
        let source = source.split("#[cfg(test)]").next().unwrap();
        // Words of the messages, which are no codes.
        let words = ["or", "and", "nobody", "someone", "anyone", "approval", "finding", "error", "key", "check"];
        for code in source.split('"').skip(1).step_by(2).filter(is_code).filter(|word| !words.contains(word)) {
            assert!(pages.contains(&format!("`{code}`")), "{code} of {file} is not in docs/errors.md or docs/json.md");
        }
    }
}

#[test]
fn every_field_of_promote_yaml_is_documented() {
    let page = text("docs/promote-yaml.md");
    let source = source("policy/decode/fields.rs");
    let known = source.split("fn known(self)").nth(1).unwrap().split("fn owner(self)").next().unwrap();
    let fields: Vec<&str> = known.split('"').skip(1).step_by(2).collect();
    assert!(fields.len() > 50, "{fields:?}");
    for field in fields {
        assert!(page.contains(&format!("`{field}`")), "'{field}' is not in docs/promote-yaml.md");
    }
}

/// The text of the source file of the workspace whose path ends with `ending`.
fn source(ending: &str) -> String {
    let mut folders: Vec<PathBuf> = ["src", "crates"].into_iter().map(root).collect();
    while let Some(folder) = folders.pop() {
        for path in fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()) {
            if path.is_dir() {
                folders.push(path);
            } else if path.ends_with(ending) {
                return fs::read_to_string(path).unwrap();
            }
        }
    }
    panic!("there is no {ending}");
}
