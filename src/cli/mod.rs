//! Arguments, terminal and exit codes, with one file for each command.

mod approve;
mod attest;
mod beginning;
mod blame;
mod cache;
mod cancel;
mod check;
mod complete;
mod completions;
mod create;
mod create_notes;
mod diff;
mod edited;
mod editor;
mod events;
mod execute;
mod failure;
mod get;
mod help;
mod history;
mod hold;
mod init;
mod keys;
mod ledger;
mod list;
mod log;
mod man;
mod matrix;
mod output;
mod pick;
mod progress;
mod refresh;
mod reject;
mod report;
mod request;
mod rollback;
mod run_due;
mod schedule;
mod schema;
mod secrets;
#[cfg(feature = "serve")]
mod serve;
mod session;
mod shell;
mod show;
mod signals;
mod stats;
mod status;
mod suggest;
mod suggestions;
mod terminal;
mod trace;
mod trust;
mod undo;
mod unhold;
mod unschedule;
mod usage;
mod validate;
mod verify;
mod version;
mod why;
mod withdraw;

use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::error::{ContextKind, ContextValue};
use clap::{CommandFactory, Parser, Subcommand};

use crate::engine::checks::{RULE_EVALUATOR, serve as evaluate_rules};
use crate::engine::context::Interrupt;
use crate::engine::{Context, OpError, Opened, Remarks, RemoteAccess, Rulebook};
use failure::Failure;
use output::Format;
use session::{Answer, Result, Session};

const EXIT_CODES: &str = "\
Exit codes:
  0    success, or no difference
  1    the answer is no: differences with 'diff --exit-code', findings,
       no environments found
  2    wrong usage or configuration
  3    refused by the rules: missing approval, closed window, illegal step
  4    conflict: stale plan, lost race, rollback conflict, local changes
  5    any other error: git, network, input or output
  130  interrupted

The ID of a promotion is its number, its UUID or a unique beginning of it, its
commit, '@' for the only open promotion, or '@-' for the one executed last.

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
    /// Run as if started in this directory
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
    /// Output format: text, json, yaml, markdown, patch (diff only), csv (matrix and log) or openmetrics (stats only)
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
    /// Do not shorten lines at a terminal
    #[arg(long, global = true)]
    wide: bool,
    /// Do not use a pager at a terminal (otherwise as in git: GIT_PAGER, core.pager, PAGER)
    #[arg(long, global = true)]
    no_pager: bool,
    /// Show what would be done; write nothing
    #[arg(long, global = true)]
    dry_run: bool,
    /// Do not contact the remote; use the last fetched state
    #[arg(long, global = true)]
    offline: bool,
}

#[derive(Debug, Subcommand)]
enum Command {
    Init(init::Args),
    Check(check::Args),
    Suggest(suggest::Args),
    Status(status::Args),
    Diff(diff::Args),
    #[command(visible_alias = "configs")]
    Keys(keys::Args),
    Get(get::Args),
    Matrix(matrix::Args),
    History(history::Args),
    Blame(blame::Args),
    Why(why::Args),
    Create(create::Args),
    Validate(validate::Args),
    Approve(approve::Args),
    Attest(attest::Args),
    Withdraw(withdraw::Args),
    Reject(reject::Args),
    Execute(execute::Args),
    Request(request::Args),
    Schedule(schedule::Args),
    Unschedule(unschedule::Args),
    RunDue(run_due::Args),
    Hold(hold::Args),
    Unhold(unhold::Args),
    #[cfg(feature = "serve")]
    Serve(serve::Args),
    Refresh(refresh::Args),
    Cancel(cancel::Args),
    Rollback(rollback::Args),
    List(list::Args),
    Show(show::Args),
    Log(log::Args),
    Stats(stats::Args),
    Report(report::Args),
    Events(events::Args),
    Verify(verify::Args),
    Ledger(ledger::Args),
    Trust(trust::Args),
    Cache(cache::Args),
    Schema(schema::Args),
    Completions(completions::Args),
    Man(man::Args),
    Help(help::Args),
}

impl Command {
    /// The command's name, and the formats of its output.
    fn output(&self) -> (&'static str, &'static [Format]) {
        match self {
            Self::Init(_) => ("init", output::VALUE),
            Self::Check(_) => ("check", output::PAGE),
            Self::Suggest(_) => ("suggest", output::VALUE),
            Self::Status(_) => ("status", output::PAGE),
            Self::Diff(_) => ("diff", output::DIFF),
            Self::Keys(_) => ("keys", output::VALUE),
            Self::Get(_) => ("get", output::VALUE),
            Self::Matrix(_) => ("matrix", output::TABLE),
            Self::History(_) => ("history", output::PAGE),
            Self::Blame(_) => ("blame", output::VALUE),
            Self::Why(_) => ("why", output::VALUE),
            Self::Create(_) => ("create", output::PAGE),
            Self::Validate(_) => ("validate", output::PAGE),
            Self::Approve(_) => ("approve", output::VALUE),
            Self::Attest(_) => ("attest", output::VALUE),
            Self::Withdraw(_) => ("withdraw", output::VALUE),
            Self::Reject(_) => ("reject", output::VALUE),
            Self::Execute(_) => ("execute", output::PAGE),
            Self::Request(_) => ("request", output::PAGE),
            Self::Schedule(_) => ("schedule", output::VALUE),
            Self::Unschedule(_) => ("unschedule", output::VALUE),
            Self::RunDue(_) => ("run-due", output::VALUE),
            Self::Hold(_) => ("hold", output::VALUE),
            Self::Unhold(_) => ("unhold", output::VALUE),
            #[cfg(feature = "serve")]
            Self::Serve(_) => ("serve", output::TEXT),
            Self::Refresh(_) => ("refresh", output::PAGE),
            Self::Cancel(_) => ("cancel", output::VALUE),
            Self::Rollback(_) => ("rollback", output::VALUE),
            Self::List(_) => ("list", output::PAGE),
            Self::Show(_) => ("show", output::PAGE),
            Self::Log(_) => ("log", output::TABLE),
            Self::Stats(_) => ("stats", output::STATS),
            Self::Report(_) => ("report", output::TEXT),
            Self::Events(_) => ("events", output::VALUE),
            Self::Verify(_) => ("verify", output::PAGE),
            Self::Ledger(_) => ("ledger", output::VALUE),
            Self::Trust(_) => ("trust", output::VALUE),
            Self::Cache(_) => ("cache", output::VALUE),
            Self::Schema(_) => ("schema", output::VALUE),
            Self::Completions(_) => ("completions", output::TEXT),
            Self::Man(_) => ("man", output::TEXT),
            Self::Help(_) => ("help", output::TEXT),
        }
    }
}

impl Command {
    /// Whether a long output is shown in a pager at a terminal, as by `git diff`, `git log` and `git show`.
    fn is_paged(&self) -> bool {
        matches!(
            self,
            Self::Diff(_)
                | Self::Keys(_)
                | Self::Matrix(_)
                | Self::History(_)
                | Self::Blame(_)
                | Self::List(_)
                | Self::Log(_)
                | Self::Show(_)
                | Self::Stats(_)
        )
    }
}

/// The whole command line; the arguments of `help` offer the commands to the completions.
fn program() -> clap::Command {
    let program = Cli::command();
    let names = help::Names::of(&program);
    program.mut_subcommand("help", |help| help.mut_arg("names", |arg| arg.value_parser(names)))
}

/// Runs the program with the process's arguments.
pub fn main() -> ExitCode {
    // Internal subcommand: promote re-executes itself to evaluate CEL rules.
    if std::env::args_os().nth(1).is_some_and(|first| first == RULE_EVALUATOR) {
        return if evaluate_rules(io::stdin(), io::stdout()).is_ok() { ExitCode::SUCCESS } else { ExitCode::from(5) };
    }
    if std::env::args_os().nth(1).is_some_and(|first| first == complete::COMPLETE) {
        let done = complete::run(std::env::args_os().skip(2), (program(), context_in), &mut io::stdout().lock());
        return if done.is_ok() { ExitCode::SUCCESS } else { ExitCode::from(5) };
    }
    // Without the handler, the system ends this program at the limit.
    let _ = signals::survive_file_size_limit();
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) if version::is_asked(&error) => {
            return if version::print(&mut io::stdout()).is_ok() { ExitCode::SUCCESS } else { ExitCode::from(5) };
        }
        Err(error) => {
            let error = suggestions::improved(narrowed(error));
            return usage::report(&error, &missing(&error));
        }
    };
    let (format, command) = (cli.global.output, cli.command.output().0);
    // stderr stays unlocked: the progress line is drawn from another thread.
    let (mut out, mut err) = (io::BufWriter::new(io::stdout().lock()), io::stderr());
    let result = run(cli, &mut out, &mut err);
    let result = result.and_then(|answer| out.flush().map(|()| answer).map_err(Failure::from));
    trace::write(command);
    match result {
        Ok(Answer::Yes) => ExitCode::SUCCESS,
        Ok(Answer::No) => ExitCode::from(1),
        Ok(Answer::Part(code)) => ExitCode::from(code),
        // The reader of the output has read enough.
        Err(Failure::Output(error)) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(failure) => ExitCode::from(failure.report(format, &mut err)),
    }
}

/// An unknown output format is answered with the formats that the command supports.
fn narrowed(mut error: clap::Error) -> clap::Error {
    let context = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) => Some(text.clone()),
        _ => None,
    };
    let output = context(ContextKind::InvalidArg).filter(|arg| arg.starts_with("--output"));
    let (Some(_), Some(value)) = (output, context(ContextKind::InvalidValue)) else { return error };
    // With a known format, the command parses.
    let known = |arg: std::ffi::OsString| {
        let spelled = ["", "-o", "-o=", "--output="].into_iter();
        let mut same = spelled.filter(|option| arg.to_str() == Some(&format!("{option}{value}")));
        same.next().map_or(arg.clone(), |option| format!("{option}text").into())
    };
    if let Ok(cli) = Cli::try_parse_from(std::env::args_os().map(known)) {
        let names = cli.command.output().1.iter().map(|format| format.name().to_owned()).collect();
        error.insert(ContextKind::ValidValue, ContextValue::Strings(names));
    }
    error
}

/// What the missing arguments may be in this repository.
fn missing(error: &clap::Error) -> Vec<String> {
    let args: Vec<String> = std::env::args_os().map(|arg| arg.to_string_lossy().into_owned()).collect();
    let names: Vec<String> = program().get_subcommands().map(|command| command.get_name().to_owned()).collect();
    let Some(command) = args.iter().skip(1).find(|arg| names.contains(arg)) else { return Vec::new() };
    let dir = args.iter().position(|arg| arg == "-C").and_then(|at| args.get(at + 1)).map_or(".", String::as_str);
    suggestions::of_missing(error, command, &context_in(dir.into()))
}

fn run(cli: Cli, out: &mut dyn Write, err: &mut dyn Write) -> Result {
    let (context, global) = (context(&cli.global), &cli.global);
    let (name, formats) = cli.command.output();
    global.output.check(name, formats)?;
    // Without this, the error would be that git cannot be run.
    if let Some(dir) = global.dir.as_ref().filter(|dir| !dir.is_dir()) {
        let message = format!("the directory '{}' does not exist", dir.display());
        return Err(OpError::Usage { message, hints: Vec::new() }.into());
    }
    let look = terminal::look(global.color, global.verbose, global.wide);
    let pager = cli.command.is_paged() && !global.no_pager;
    let (format, quiet, command) = (global.output, global.quiet, (name, formats));
    let mut session = Session { context, look, format, command, quiet, pager, out, err };
    let result = match cli.command {
        Command::Init(args) => init::run(&mut session, &args),
        Command::Check(args) => check::run(&mut session, &args),
        Command::Suggest(args) => suggest::run(&mut session, &args),
        Command::Status(args) => status::run(&mut session, &args),
        Command::Diff(args) => diff::run(&mut session, args),
        Command::Keys(args) => keys::run(&mut session, &args),
        Command::Get(args) => get::run(&mut session, &args),
        Command::Matrix(args) => matrix::run(&mut session, args),
        Command::History(args) => history::run(&mut session, &args),
        Command::Blame(args) => blame::run(&mut session, &args),
        Command::Why(args) => why::run(&mut session, &args),
        Command::Create(args) => create::run(&mut session, args),
        Command::Validate(args) => validate::run(&mut session, &args),
        Command::Approve(args) => approve::run(&mut session, &args),
        Command::Attest(args) => attest::run(&mut session, &args),
        Command::Withdraw(args) => withdraw::run(&mut session, &args),
        Command::Reject(args) => reject::run(&mut session, &args),
        Command::Execute(args) => execute::run(&mut session, &args),
        Command::Request(args) => request::run(&mut session, &args),
        Command::Schedule(args) => schedule::run(&mut session, &args),
        Command::Unschedule(args) => unschedule::run(&mut session, &args),
        Command::RunDue(args) => run_due::run(&mut session, &args),
        Command::Hold(args) => hold::run(&mut session, &args),
        Command::Unhold(args) => unhold::run(&mut session, &args),
        #[cfg(feature = "serve")]
        Command::Serve(args) => serve::run(&mut session, args),
        Command::Refresh(args) => refresh::run(&mut session, &args),
        Command::Cancel(args) => cancel::run(&mut session, &args),
        Command::Rollback(args) => rollback::run(&mut session, &args),
        Command::List(args) => list::run(&mut session, &args),
        Command::Show(args) => show::run(&mut session, &args),
        Command::Log(args) => log::run(&mut session, &args),
        Command::Stats(args) => stats::run(&mut session, &args),
        Command::Report(args) => report::run(&mut session, &args),
        Command::Events(args) => events::run(&mut session, &args),
        Command::Verify(args) => verify::run(&mut session, &args),
        Command::Ledger(args) => ledger::run(&mut session, &args),
        Command::Trust(args) => trust::run(&mut session, &args),
        Command::Cache(args) => cache::run(&mut session, &args),
        Command::Schema(args) => schema::run(&mut session, &args),
        Command::Completions(args) => completions::run(&mut session, &args),
        Command::Man(args) => man::run(&mut session, &args, &program()),
        Command::Help(args) => help::run(&mut session, &args, program()),
    };
    session.remarks()?;
    result
}

/// The context of a command whose arguments are wrong.
fn context_in(dir: PathBuf) -> Context {
    let mut args = vec![std::ffi::OsString::from("promote"), "-C".into(), dir.into(), "list".into()];
    args.push("--offline".into());
    // These arguments are right.
    Cli::try_parse_from(args).map_or_else(|error| error.exit(), |cli| context(&cli.global))
}

/// The context of a command. If GIT_COMMITTER_DATE is set, it is the clock, so that events and commits have the same
/// time.
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
        reach: RemoteAccess { offline: global.offline, timeouts: terminal::patience(), ..RemoteAccess::default() },
        remarks: Remarks::default(),
        watcher: progress::watcher(global.quiet || !global.output.is_for_people()),
        interrupt: Interrupt::default(),
        rulebook: Rulebook::RELEASED,
        caller: None,
        opened: Opened::default(),
    }
}
