//! `promote serve`.

use std::path::PathBuf;
use std::time::Duration;

use super::session::{Answer, Result, Session};
use super::terminal;
use crate::serve::{Ended, IdentityOptions, Listen, Options, Source, TokenOptions, serve};

/// Serve the commands over HTTP
///
/// Clients create, validate, approve, execute, schedule, roll back and look at promotions as on the command line, under
/// the same rules; git stays the record. What is written has the client's person as its author, and the user of git
/// here as its committer: name that address in 'services' of promote.yaml.
///
/// The log goes to standard error, one line of JSON for each request. There is no TLS: use a proxy, or a socket.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  promote serve --insecure-identity
  promote serve --listen unix:/run/promote/http --trust-proxy unix
  promote serve --listen 10.0.0.5:8888 --token-file /etc/promote/tokens.yaml")]
pub(crate) struct Args {
    /// Listen on this address, on a Unix socket (unix:PATH), or on what systemd passes ('systemd'); can be repeated
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8888")]
    listen: Vec<Listen>,
    /// Believe the headers X-User-Email and X-User-Name of every client; on this machine only
    #[arg(long, conflicts_with_all = ["token_file", "jwks", "trust_proxy"])]
    insecure_identity: bool,
    /// Know clients by tokens whose SHA-256 digests are in this YAML file
    #[arg(long, value_name = "FILE")]
    token_file: Option<PathBuf>,
    /// Know clients by JSON Web Tokens, checked with the keys in this file (JWKS)
    #[arg(long, value_name = "FILE", requires = "issuer", requires = "audience")]
    jwks: Option<PathBuf>,
    /// The issuer of these tokens ('iss')
    #[arg(long, value_name = "URL", requires = "jwks")]
    issuer: Option<String>,
    /// The audience of these tokens ('aud')
    #[arg(long, value_name = "NAME", requires = "jwks")]
    audience: Option<String>,
    /// Believe the headers of clients from this network, or over a socket ('unix'); can be repeated
    #[arg(long, value_name = "CIDR")]
    trust_proxy: Vec<Source>,
    /// Where a remote decides: how old the last fetch may be when clients read, in seconds
    #[arg(long, value_name = "SECONDS", default_value_t = 10)]
    max_age: u64,
    /// Reads at the same time [default: twice the number of processors]
    #[arg(long, value_name = "N", value_parser = super::list::at_least_one)]
    readers: Option<usize>,
    /// Requests of one client in a second, with bursts of five times as many
    #[arg(long, value_name = "N", default_value_t = 200)]
    rate: u32,
    /// Also execute promotions that are due, as 'run-due --watch' does
    #[arg(long)]
    schedule: bool,
}

/// The most bytes of a body.
const BODY: usize = 1 << 20;
/// The time limits of reads and of decisions.
const READ_LIMIT: Duration = Duration::from_secs(30);
const DECISION_LIMIT: Duration = Duration::from_secs(300);

pub(crate) fn run(session: &mut Session<'_>, args: Args) -> Result {
    let cores = std::thread::available_parallelism().map_or(2, usize::from);
    let tokens = match (args.jwks, args.issuer, args.audience) {
        (Some(jwks), Some(issuer), Some(audience)) => Some(TokenOptions { jwks, issuer, audience }),
        _ => None,
    };
    let identity = match args.insecure_identity {
        true => IdentityOptions::Insecure,
        false => IdentityOptions::Known { token_file: args.token_file, tokens, proxies: args.trust_proxy },
    };
    let options = Options {
        listen: args.listen,
        identity,
        max_age: Duration::from_secs(args.max_age),
        readers: args.readers.unwrap_or(cores * 2),
        rate: args.rate,
        body: BODY,
        read_limit: READ_LIMIT,
        decision_limit: DECISION_LIMIT,
        schedule: args.schedule,
        clock: terminal::clock,
    };
    // Ids must differ, also in the same second.
    session.context.seed = None;
    session.context.reach.timeouts.terminal = false;
    log();
    let context = session.context.clone();
    let ended = serve(&context, options, |addresses| {
        for address in addresses {
            writeln!(session.out, "Listening on {address}")?;
        }
        session.out.flush()
    })?;
    Ok(match ended {
        Ended::Told => Answer::Yes,
        Ended::Interrupted => Answer::Part(130),
    })
}

/// Logs to standard error, one line of JSON for each event.
fn log() {
    let subscriber = tracing_subscriber::fmt().json().flatten_event(true).with_target(false);
    // Another one is set only in tests.
    let _ = subscriber.with_writer(std::io::stderr).try_init();
}
