//! Arguments, terminal, exit codes: one file a command.

mod approve;
mod attest;
mod cancel;
mod completions;
mod create;
mod diff;
mod end;
mod execute;
mod help;
mod init;
mod keys;
mod list;
mod log;
mod man;
mod progress;
mod refresh;
mod reject;
mod rollback;
mod run_due;
mod schedule;
mod secrets;
mod show;
mod signals;
mod status;
mod terminal;
mod trust;
mod unschedule;
mod validate;
mod verify;
mod withdraw;

use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{CommandFactory, Parser, Subcommand, ValueEnum};

use crate::engine::checks::{RULE_EVALUATOR, serve};
use crate::engine::context::Interrupt;
use crate::engine::{Context, OpError, Remarks, RemoteAccess};
use crate::render::{Look, json};
use promote_model::text::{visible, visible_json};

const EXIT_CODES: &str = "\
Exit codes:
  0    success, or no difference
  1    the answer is no: differences, findings, no environments found
  2    wrong usage or configuration
  3    refused by the rules: missing approval, closed window, illegal step
  4    conflict: stale plan, lost race, rollback conflict, local changes
  5    any other error: git, network, input or output
  130  interrupted

The ID of a promotion is its UUID, a unique beginning of it, or '@' for the only
open promotion.

Help topics ('promote help TOPIC'):
  patterns, promote.yaml, exit-codes, ids, environments, lifecycle";

/// Promote configuration from one environment to the next inside a git repository
///
/// Promotes selected keys, feature flags or everything that differs. Shows differences key by key, validates them,
/// collects approvals, rolls back, and keeps a record in git that anyone can read and verify.
#[derive(Debug, Parser)]
#[command(name = "promote", version, after_help = EXIT_CODES, max_term_width = 100, arg_required_else_help = true)]
#[command(disable_help_subcommand = true)]
pub struct Cli {
    #[command(flatten)]
    global: Global,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Options of all commands")]
struct Global {
    /// Run as if started in this folder
    #[arg(short = 'C', value_name = "DIR", global = true)]
    dir: Option<PathBuf>,
    /// Use colours: auto, always or never (NO_COLOR and CLICOLOR_FORCE are respected)
    #[arg(
        long,
        value_name = "WHEN",
        global = true,
        default_value = "auto",
        hide_default_value = true,
        hide_possible_values = true
    )]
    color: terminal::When,
    /// Print only the result
    #[arg(short, long, global = true)]
    quiet: bool,
    /// Print ids in full
    #[arg(short, long, global = true, conflicts_with = "quiet")]
    verbose: bool,
    /// Output format: text, json, or patch (diff only)
    #[arg(
        short,
        long,
        value_name = "FORMAT",
        global = true,
        default_value = "text",
        hide_default_value = true,
        hide_possible_values = true
    )]
    output: Format,
    /// Show what would be done; write nothing
    #[arg(long, global = true)]
    dry_run: bool,
    /// Do not contact the remote; use the last fetched state
    #[arg(long, global = true)]
    offline: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people
    Text,
    /// For scripts
    Json,
    /// For 'git apply' (diff only)
    Patch,
}

#[derive(Debug, Subcommand)]
enum Command {
    Init(init::Args),
    Status(status::Args),
    Diff(diff::Args),
    #[command(visible_alias = "configs")]
    Keys(keys::Args),
    Create(create::Args),
    Validate(validate::Args),
    Approve(approve::Args),
    Attest(attest::Args),
    Withdraw(withdraw::Args),
    Reject(reject::Args),
    Execute(execute::Args),
    Schedule(schedule::Args),
    Unschedule(unschedule::Args),
    RunDue(run_due::Args),
    Refresh(refresh::Args),
    Cancel(cancel::Args),
    Rollback(rollback::Args),
    List(list::Args),
    Show(show::Args),
    Log(log::Args),
    Verify(verify::Args),
    Trust(trust::Args),
    Completions(completions::Args),
    Man(man::Args),
    Help(help::Args),
}

/// What a command needs besides its own arguments.
struct Session<'a> {
    context: Context,
    look: Look,
    format: Format,
    quiet: bool,
    out: &'a mut dyn Write,
    err: &'a mut dyn Write,
}

/// How a command ended, where it did not fail.
enum Answer {
    /// Done.
    Yes,
    /// The answer is no (exit 1).
    No,
    /// Done as far as it could be, and said (another exit code).
    Part(u8),
}

/// Why a command failed.
#[derive(Debug, thiserror::Error)]
enum Failure {
    #[error(transparent)]
    Op(#[from] OpError),
    #[error(transparent)]
    Output(#[from] io::Error),
    #[error(transparent)]
    Other(#[from] anyhow::Error),
}

type Result = std::result::Result<Answer, Failure>;

/// Runs the program on the process's arguments.
pub fn main() -> ExitCode {
    // This program starts itself so; nobody else has a use for it.
    if std::env::args_os().nth(1).is_some_and(|first| first == RULE_EVALUATOR) {
        return if serve(io::stdin(), io::stdout()).is_ok() { ExitCode::SUCCESS } else { ExitCode::from(5) };
    }
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            return usage(&error);
        }
    };
    let format = cli.global.output;
    // Not locked: the line that says how far a validation is is drawn by a thread of its own.
    let (mut out, mut err) = (io::BufWriter::new(io::stdout().lock()), io::stderr());
    let result = run(cli, &mut out, &mut err);
    let result = result.and_then(|answer| out.flush().map(|()| answer).map_err(Failure::from));
    match result {
        Ok(Answer::Yes) => ExitCode::SUCCESS,
        Ok(Answer::No) => ExitCode::from(1),
        Ok(Answer::Part(code)) => ExitCode::from(code),
        // Whoever read the output has what they wanted.
        Err(Failure::Output(error)) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(failure) => ExitCode::from(report(&failure, format, &mut err)),
    }
}

/// What clap has to say: help and version are no failures, and it knows which stream is whose. A
/// script that asked for JSON gets its error as any other.
fn usage(error: &clap::Error) -> ExitCode {
    let exit = ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2));
    if error.use_stderr() && asks_for_json(std::env::args_os().skip(1)) {
        let text = error.render().to_string();
        let mut parts = text.trim_start_matches("error: ").split("\n\n");
        let words = |part: &str| part.split_whitespace().collect::<Vec<_>>().join(" ");
        let message = words(parts.next().unwrap_or_default());
        let hints = parts.map(words).filter(|part| !part.is_empty()).collect();
        report(&OpError::Usage { message, hints }.into(), Format::Json, &mut io::stderr());
    } else {
        let _ = error.print();
    }
    exit
}

/// Whether the arguments say `-o json`, in whichever spelling.
fn asks_for_json(args: impl Iterator<Item = std::ffi::OsString>) -> bool {
    let mut args = args.map(|arg| arg.to_string_lossy().into_owned()).take_while(|arg| arg != "--").peekable();
    while let Some(arg) = args.next() {
        let next_is_json = args.peek().is_some_and(|next| next == "json");
        let together = matches!(arg.as_str(), "-ojson" | "-o=json" | "--output=json");
        if together || matches!(arg.as_str(), "-o" | "--output") && next_is_json {
            return true;
        }
    }
    false
}

fn run(cli: Cli, out: &mut dyn Write, err: &mut dyn Write) -> Result {
    let (context, global) = (context(&cli.global), &cli.global);
    if global.output == Format::Patch && !matches!(cli.command, Command::Diff(_)) {
        let message = "'-o patch' belongs to 'promote diff'".to_owned();
        return Err(OpError::Usage { message, hints: vec!["promote diff SOURCE TARGET -o patch".to_owned()] }.into());
    }
    // Git would say that it cannot be run.
    if let Some(dir) = global.dir.as_ref().filter(|dir| !dir.is_dir()) {
        let message = format!("there is no folder {}", dir.display());
        return Err(OpError::Usage { message, hints: Vec::new() }.into());
    }
    let look = terminal::look(global.color, global.verbose);
    let mut session = Session { context, look, format: global.output, quiet: global.quiet, out, err };
    let result = match cli.command {
        Command::Init(args) => init::run(&mut session, &args),
        Command::Status(args) => status::run(&mut session, &args),
        Command::Diff(args) => diff::run(&mut session, args),
        Command::Keys(args) => keys::run(&mut session, &args),
        Command::Create(args) => create::run(&mut session, args),
        Command::Validate(args) => validate::run(&mut session, &args),
        Command::Approve(args) => approve::run(&mut session, &args),
        Command::Attest(args) => attest::run(&mut session, &args),
        Command::Withdraw(args) => withdraw::run(&mut session, &args),
        Command::Reject(args) => reject::run(&mut session, &args),
        Command::Execute(args) => execute::run(&mut session, &args),
        Command::Schedule(args) => schedule::run(&mut session, &args),
        Command::Unschedule(args) => unschedule::run(&mut session, &args),
        Command::RunDue(args) => run_due::run(&mut session, &args),
        Command::Refresh(args) => refresh::run(&mut session, &args),
        Command::Cancel(args) => cancel::run(&mut session, &args),
        Command::Rollback(args) => rollback::run(&mut session, &args),
        Command::List(args) => list::run(&mut session, &args),
        Command::Show(args) => show::run(&mut session, &args),
        Command::Log(args) => log::run(&mut session, &args),
        Command::Verify(args) => verify::run(&mut session, &args),
        Command::Trust(args) => trust::run(&mut session, &args),
        Command::Completions(args) => completions::run(&mut session, &args, &mut Cli::command()),
        Command::Man(args) => man::run(&mut session, &args, &Cli::command()),
        Command::Help(args) => help::run(&mut session, &args, Cli::command()),
    };
    session.remarks()?;
    result
}

/// The clock is git's own where git's is set (`git(1)`, GIT_COMMITTER_DATE), so that a promotion's
/// events and its commits never disagree.
fn context(global: &Global) -> Context {
    let (now, offset) = terminal::clock();
    Context {
        dir: global.dir.clone().unwrap_or_else(|| PathBuf::from(".")),
        now,
        offset,
        seed: std::env::var("PROMOTE_ID_SEED").ok(),
        dry_run: global.dry_run,
        run_commands: false,
        show_secrets: false,
        reach: RemoteAccess { offline: global.offline, timeouts: terminal::patience() },
        remarks: Remarks::default(),
        watcher: progress::watcher(global.quiet || global.output == Format::Json),
        interrupt: Interrupt::default(),
    }
}

/// Says why, and what to do; the exit code.
fn report(failure: &Failure, format: Format, err: &mut dyn Write) -> u8 {
    let (text, code) = match failure {
        Failure::Op(error) if format == Format::Json => {
            (format!("{}\n", visible_json(&json::error(error).to_string())), error.exit() as u8)
        }
        Failure::Op(error) => {
            let mut text = format!("error: {}\n", visible(&error.to_string()));
            text.extend(error.causes().iter().map(|cause| format!("{}: {}\n", error.causes_label(), visible(cause))));
            text.extend(error.hints().iter().map(|hint| format!("hint: {}\n", visible(hint))));
            (text, error.exit() as u8)
        }
        Failure::Output(error) if format == Format::Json => (format!("{}\n", json::io_error(&error.to_string())), 5),
        Failure::Other(error) if format == Format::Json => (format!("{}\n", json::io_error(&format!("{error:#}"))), 5),
        Failure::Output(error) => (format!("error: cannot write the output: {error}\n"), 5),
        Failure::Other(error) => (format!("error: {error:#}\n"), 5),
    };
    // Where even this cannot be written, the exit code still speaks.
    let _ = err.write_all(text.as_bytes());
    code
}

impl Session<'_> {
    fn json(&mut self, value: &serde_json::Value) -> io::Result<()> {
        writeln!(self.out, "{}", visible_json(&format!("{value:#}")))
    }

    /// What is to be said besides the report, on standard error.
    fn remarks(&mut self) -> io::Result<()> {
        for remark in self.context.remarks.take() {
            self.out.flush()?;
            writeln!(self.err, "note: {}", visible(&remark))?;
        }
        Ok(())
    }

    /// A hint on standard error: what comes next. Scripts do not need it, and nothing follows a dry run.
    fn next(&mut self, hint: &str) -> io::Result<()> {
        if self.quiet || self.format == Format::Json || self.context.dry_run {
            return Ok(());
        }
        // Both streams often end in one log: the result stands before what comes next.
        self.out.flush()?;
        writeln!(self.err, "hint: {hint}")
    }
}
