//! Output generated from the command-line parser: manual pages, and the examples at the end of every help.

use std::fs;

use clap::CommandFactory;

use crate::support::{Repo, words};

/// The names of all commands, without clap's own `help`.
fn commands() -> Vec<String> {
    promote::cli::Cli::command().get_subcommands().map(|command| command.get_name().to_owned()).collect()
}

#[test]
fn every_command_has_a_manual_page() {
    let world = Repo::bare_world(".");
    let page = world.ok("man");
    assert!(page.contains(".TH promote 1"), "{page}");
    world.ok("man --dir pages/man1");
    let mut names = commands();
    let read = |name: &str| fs::read_to_string(world.root().join("pages/man1").join(name)).unwrap();
    assert!(read("promote.1").contains(".SH SUBCOMMANDS"));
    for name in &names {
        let page = read(&format!("promote-{name}.1"));
        assert!(page.contains(&format!(".TH promote-{name} 1")) && page.contains(".SH SYNOPSIS"), "{name}\n{page}");
    }
    names.extend(["", "ledger-dispute", "ledger-policy-branch", "ledger-upgrade"].map(str::to_owned));
    assert_eq!(fs::read_dir(world.root().join("pages/man1")).unwrap().count(), names.len());
}

#[test]
fn every_help_ends_with_examples_that_parse() {
    let world = Repo::bare_world(".");
    for name in commands() {
        let help = world.ok(&format!("{name} --help"));
        let (_, examples) = help.rsplit_once("\nExample").unwrap_or_else(|| panic!("{name} has no example\n{help}"));
        let examples: Vec<&str> = examples.lines().skip(1).collect();
        assert!(!examples.is_empty(), "{name}");
        for line in examples {
            let command = line.strip_prefix("  ").unwrap_or_else(|| panic!("not a command: {line}"));
            // Two blanks begin the description of an example; pipes and redirections belong to the shell.
            let typed = ["  ", " | ", " > ", " >> "].iter().fold(command, |text, end| text.split(end).next().unwrap());
            let parsed = promote::cli::Cli::command().try_get_matches_from(words(typed));
            let parsed = parsed.unwrap_or_else(|error| panic!("{command}\n{error}"));
            assert_eq!(parsed.subcommand_name(), Some(name.as_str()), "{command}");
        }
    }
}
