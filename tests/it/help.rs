//! `promote help`: the help of commands, and topics.

use clap::CommandFactory;
use insta::assert_snapshot;

use crate::support::Repo;

const TOPICS: [&str; 6] = ["patterns", "promote.yaml", "exit-codes", "ids", "environments", "lifecycle"];

fn world() -> Repo {
    Repo::bare_world(".")
}

#[test]
fn topics_are_listed() {
    let world = world();
    assert_snapshot!(world.promote_line("help topics"), @"
    $ promote help topics
    Help topics:
      patterns      How to select keys by name
      promote.yaml  Fields of the configuration file (also: policy)
      exit-codes    Exit codes and the shape of errors
      ids           How to name a promotion, a key or a flag
      environments  What an environment is and where its files are
      lifecycle     States of a promotion and the steps between them

    Run 'promote help TOPIC' to read one of them.
    ");
    let help = world.ok("--help");
    assert!(help.ends_with(&TOPICS.join(", ")), "{help}");
}

#[test]
fn every_topic_fits_a_terminal_and_a_page() {
    let world = world();
    for topic in TOPICS {
        let text = world.ok(&format!("help {topic}"));
        assert!(text.lines().count() <= 60, "{topic}");
        for line in text.lines() {
            assert!(line.chars().count() <= 80 && line.is_ascii() && line == line.trim_end(), "{topic}: {line}");
        }
    }
    assert_eq!(world.ok("help policy"), world.ok("help promote.yaml"));
    assert_snapshot!(world.promote_line("help exit-codes"), @r#"
    $ promote help exit-codes
    EXIT CODES

      0    Success, or no difference.
      1    The answer is no: 'diff --exit-code' found differences, 'validate' found
           errors, 'verify' or 'check' has findings, 'init' found no environments,
           'trust' was declined, or a person left the picker or wrote no text.
      2    Wrong usage or configuration: unknown names, a pattern without a match,
           mistakes in promote.yaml.
      3    Refused by the rules: missing approval, closed window, freeze,
           self-approval, a step that the state does not allow, an edge that
           the pipeline does not have, a key owned by the target.
      4    Conflict: stale plan, lost race, rollback conflict, an edit that cannot
           be made, local changes in the way.
      5    Any other error: git, network, input or output.
      130  'run-due --watch', a validation or the picker was interrupted.

    A pipe that is closed early (promote diff ... | head) is not an error.
    'run-due' exits with the code of the worst promotion, if several fail.

    Errors
      Errors go to standard error. The first line says what is wrong. More lines
      name the causes, and 'hint:' lines show what to run next:

        error: there is no environment 'stagin'
        hint: did you mean staging?
        hint: the environments in promote.yaml are dev, staging and production

      With -o json, an error is an object with a stable code:

        {"error": {"code": "unknown-environment", "message": "...", "causes": [],
                   "hints": ["..."], "details": {}}}
    "#);
}

#[test]
fn the_help_of_a_command() {
    let world = world();
    assert_eq!(world.ok("help"), world.ok("--help"));
    let names: Vec<String> =
        promote::cli::Cli::command().get_subcommands().map(|command| command.get_name().to_owned()).collect();
    for name in names {
        assert_eq!(world.ok(&format!("help {name}")), world.ok(&format!("{name} --help")));
    }
    assert_eq!(world.ok("help configs"), world.ok("help keys"), "an alias");
}

#[test]
fn unknown_names() {
    let world = world();
    assert_snapshot!(world.promote_line("help pattern"), @"
    $ promote help pattern
    --- stderr
    error: there is no command or topic 'pattern'
    hint: did you mean: promote help patterns
    hint: topics: patterns, promote.yaml, exit-codes, ids, environments, lifecycle
    hint: list the commands: promote --help
    --- exit 2
    ");
    assert_snapshot!(world.promote_line("help exeucte"), @"
    $ promote help exeucte
    --- stderr
    error: there is no command or topic 'exeucte'
    hint: did you mean: promote help execute
    hint: topics: patterns, promote.yaml, exit-codes, ids, environments, lifecycle
    hint: list the commands: promote --help
    --- exit 2
    ");
    assert_snapshot!(world.promote_line("help something -o json"), @r#"
    $ promote help something -o json
    --- stderr
    {"error":{"code":"usage","message":"'promote help' does not support '-o json'; it supports text","causes":[],"hints":[],"details":{}}}
    --- exit 2
    "#);
    assert_snapshot!(world.promote_line("help create patterns"), @"
    $ promote help create patterns
    --- stderr
    error: there is no command or topic 'create patterns'
    hint: topics: patterns, promote.yaml, exit-codes, ids, environments, lifecycle
    hint: list the commands: promote --help
    --- exit 2
    ");
}

#[test]
fn topics_name_every_field_and_exit_code() {
    let world = world();
    let text = world.ok("help promote.yaml");
    for field in ["list-keys", "attestations", "direct-edits", "override", "ledger", "secrets", "revoked", "soak"] {
        assert!(text.contains(field), "{field}");
    }
    let text = world.ok("help exit-codes");
    for code in ["0", "1", "2", "3", "4", "5", "130"] {
        assert!(text.lines().any(|line| line.trim_start().starts_with(&format!("{code} "))), "{code}");
    }
}

#[test]
fn the_examples_of_topics_are_commands() {
    let world = world();
    for topic in TOPICS {
        for line in world.ok(&format!("help {topic}")).lines() {
            let Some(typed) = line.trim_start().strip_prefix("promote ") else { continue };
            let typed = crate::support::words(&format!("promote {typed}"));
            if let Err(error) = promote::cli::Cli::command().try_get_matches_from(typed) {
                panic!("{topic}: {line}\n{error}");
            }
        }
    }
}

#[test]
fn every_command_is_one_plain_line_in_the_list() {
    let world = world();
    let help = world.ok("--help");
    let commands = help.lines().skip_while(|line| *line != "Commands:").skip(1).take_while(|line| !line.is_empty());
    for line in commands {
        let about = line.trim_start().split_once("  ").unwrap().1.trim_start();
        assert!(line.chars().count() <= 80 && !about.ends_with('.') && about.starts_with(char::is_uppercase), "{line}");
    }
    let pages = promote::cli::Cli::command();
    for name in pages.get_subcommands().map(clap::Command::get_name) {
        let page = world.ok(&format!("{name} --help"));
        for example in page.split("\nExample").nth(1).unwrap().lines().skip(1) {
            assert!(example.chars().count() <= 80, "{name}: {example}");
        }
    }
}
