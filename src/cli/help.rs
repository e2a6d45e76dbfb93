//! `promote help`: the help of a command, or the text of a topic (`src/cli/topics/`).

use clap::Command;
use clap::builder::{PossibleValue, StringValueParser, TypedValueParser};

use super::session::{Answer, Result, Session};
use crate::engine::OpError;
use promote_model::text::nearest;

/// A text about a subject of several commands.
pub(crate) struct Topic {
    /// The name that people type.
    pub(crate) name: &'static str,
    /// Another name for the topic.
    alias: Option<&'static str>,
    /// One line for the list of topics.
    about: &'static str,
    /// The text.
    pub(crate) text: &'static str,
}

/// All topics, in the order of the list.
pub(crate) const TOPICS: [Topic; 6] = [
    Topic {
        name: "patterns",
        alias: None,
        about: "How to select keys by name",
        text: include_str!("topics/patterns.txt"),
    },
    Topic {
        name: "promote.yaml",
        alias: Some("policy"),
        about: "Fields of the configuration file",
        text: include_str!("topics/promote.yaml.txt"),
    },
    Topic {
        name: "exit-codes",
        alias: None,
        about: "Exit codes and the shape of errors",
        text: include_str!("topics/exit-codes.txt"),
    },
    Topic {
        name: "ids",
        alias: None,
        about: "How to name a promotion, a key or a flag",
        text: include_str!("topics/ids.txt"),
    },
    Topic {
        name: "environments",
        alias: None,
        about: "What an environment is and where its files are",
        text: include_str!("topics/environments.txt"),
    },
    Topic {
        name: "lifecycle",
        alias: None,
        about: "States of a promotion and the steps between them",
        text: include_str!("topics/lifecycle.txt"),
    },
];

/// The name under which the topics are listed.
const LIST: &str = "topics";

/// Print the help of a command or a topic
///
/// Without an argument, this prints the main help.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  promote help create
  promote help patterns
  promote help topics")]
pub(crate) struct Args {
    /// Command or topic; 'topics' lists the topics
    #[arg(value_name = "COMMAND|TOPIC", value_parser = Names::default(), hide_possible_values = true)]
    names: Vec<String>,
}

pub(crate) fn run(session: &mut Session<'_>, args: &Args, command: Command) -> Result {
    if let [name] = args.names.as_slice() {
        let topic = TOPICS.iter().find(|topic| topic.name == name || topic.alias == Some(name.as_str()));
        if name == LIST {
            session.out.write_all(list().as_bytes())?;
            return Ok(Answer::Yes);
        }
        if let Some(topic) = topic {
            session.out.write_all(topic.text.as_bytes())?;
            return Ok(Answer::Yes);
        }
    }
    let mut found = &command;
    for name in &args.names {
        found = found.find_subcommand(name).ok_or_else(|| unknown(&args.names, found))?;
    }
    print(session, &args.names, command)
}

/// The output of `promote NAMES --help`, printed by clap itself.
fn print(session: &mut Session<'_>, names: &[String], command: Command) -> Result {
    let typed = std::iter::once("promote").chain(names.iter().map(String::as_str)).chain(["--help"]);
    if let Err(help) = command.try_get_matches_from(typed) {
        let text = help.render();
        let text = if session.look.color { text.ansi().to_string() } else { text.to_string() };
        session.out.write_all(text.as_bytes())?;
    }
    Ok(Answer::Yes)
}

/// The list of topics.
fn list() -> String {
    let width = TOPICS.iter().map(|topic| topic.name.len()).max().unwrap_or_default();
    let rows = TOPICS.iter().map(|topic| {
        let alias = topic.alias.map(|alias| format!(" (also: {alias})")).unwrap_or_default();
        format!("  {:width$}  {}{alias}\n", topic.name, topic.about)
    });
    format!("Help topics:\n{}\nRun 'promote help TOPIC' to read one of them.\n", rows.collect::<String>())
}

/// The error for a name that is neither a topic nor a command below `command`.
fn unknown(names: &[String], command: &Command) -> OpError {
    let is_first = names.len() == 1;
    let commands = command.get_subcommands().filter(|command| !command.is_hide_set()).flat_map(names_of);
    let topics = TOPICS.iter().flat_map(|topic| std::iter::once(topic.name).chain(topic.alias)).chain([LIST]);
    let known: Vec<&str> = commands.chain(topics.filter(|_| is_first)).collect();
    let typed = names.join(" ");
    let near = names.last().and_then(|name| nearest(name, known.iter().copied()));
    let listed = TOPICS.iter().map(|topic| topic.name).collect::<Vec<_>>().join(", ");
    let near = near.map(|near| {
        let before: String = names.iter().take(names.len() - 1).map(|name| format!("{name} ")).collect();
        format!("did you mean: promote help {before}{near}")
    });
    let hints = near.into_iter().chain([format!("topics: {listed}"), "list the commands: promote --help".to_owned()]);
    OpError::Usage { message: format!("there is no command or topic '{typed}'"), hints: hints.collect() }
}

/// A command's name and its visible aliases.
fn names_of(command: &Command) -> impl Iterator<Item = &str> {
    std::iter::once(command.get_name()).chain(command.get_visible_aliases())
}

/// Takes any name, and offers topics and commands to the completions.
#[derive(Debug, Clone, Default)]
pub(crate) struct Names {
    commands: Vec<PossibleValue>,
}

impl Names {
    /// The names of the topics and of the commands of a program.
    pub(crate) fn of(program: &Command) -> Self {
        Self { commands: program.get_subcommands().map(value_of).collect() }
    }
}

impl TypedValueParser for Names {
    type Value = String;

    fn parse_ref(
        &self,
        command: &Command,
        arg: Option<&clap::Arg>,
        value: &std::ffi::OsStr,
    ) -> std::result::Result<String, clap::Error> {
        StringValueParser::new().parse_ref(command, arg, value)
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        let topics = TOPICS.iter().map(|topic| PossibleValue::new(topic.name).help(topic.about));
        let list = PossibleValue::new(LIST).help("List of the topics");
        Some(Box::new(topics.chain([list]).chain(self.commands.iter().cloned())))
    }
}

fn value_of(command: &Command) -> PossibleValue {
    let value = PossibleValue::new(command.get_name().to_owned()).hide(command.is_hide_set());
    match command.get_about() {
        Some(about) => value.help(about.to_string()),
        None => value,
    }
}
